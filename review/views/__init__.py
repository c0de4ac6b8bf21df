"""The pages, one file per kind. Importing this package registers all routes."""

from review.views import annotate, conversation, improve, insight, people, protection, queue, signing_in, static

__all__ = ["annotate", "conversation", "improve", "insight", "people", "protection", "queue", "signing_in", "static"]
