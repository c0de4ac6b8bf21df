"""The index over Rasa's `events` table that keeps lists, filters and charts quick."""
