"""Privacy: removing what identifies people, clean logs, and deletion. Plain Python; imports neither Rasa nor Sanic."""

from privacy.redaction import KINDS, Redaction, Redactor, Span

__all__ = ["KINDS", "Redaction", "Redactor", "Span"]
