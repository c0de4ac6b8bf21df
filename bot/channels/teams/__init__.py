"""The Teams door: the Bot Framework protocol without Rasa or Sanic, and `channel.py`, which joins it to both."""
