"""What Rasa loads: training data, understanding (nlu) and the doors (channels)."""
