"""The doors: how people reach the assistant, and what every door does for them."""
