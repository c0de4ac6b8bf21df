"""Adapts the small sentence encoder to the assistant's own subject (`make adapt`); never needed to run it."""
