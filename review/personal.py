"""Names the console's tables that hold something about a conversation, so that erasure reaches them.

Every process that erases calls `register`: the console, and the Rasa server through scripts/serve.py. Imports nothing
of the console itself, so that it costs those processes nothing.
"""

from __future__ import annotations

from privacy.retention import register_table


def register() -> None:
    """Has the console's tables erased together with the events.

    The tables that hang on `review_conversations` (messages, filters, words, tools, annotations) go with its row: by
    foreign key in PostgreSQL, by a trigger in SQLite. Annotations are named too because they hold copies of texts.
    """
    register_table("review_annotations", "sender_id")
    register_table("review_conversations", "sender_id")
