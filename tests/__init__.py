"""Tests, one folder a room; conversations and doors are tested against really started processes."""
