"""Measuring the trained assistant on labelled sets that it has never learnt from."""
