"""The trainers' review console: read redacted conversations, correct what was misunderstood, export training data."""
