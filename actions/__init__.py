"""Custom actions: thin hands between Rasa's tracker and the guided tools in `guidance`."""
