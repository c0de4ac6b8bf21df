"""The console's own tables, all named review_*, beside Rasa's `events` in the same database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

METADATA = sa.MetaData()
Big: Any = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> Any:
    return sa.Column("id", Big, primary_key=True, autoincrement=True)


def _of_conversation(**how: Any) -> Any:
    return sa.Column("cid", Big, sa.ForeignKey("review_conversations.cid", ondelete="CASCADE"), nullable=False, **how)


# Rasa's table as far as it is read here
EVENTS = sa.table(
    "events",
    *(sa.column(name) for name in ("id", "sender_id", "type_name", "timestamp", "intent_name", "action_name", "data")),
)

# -- accounts
USERS = sa.Table(
    "review_users",
    METADATA,
    _id(),
    sa.Column("name", sa.String(100), unique=True, nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("password", sa.String(200)),
    sa.Column("disabled", sa.Boolean, nullable=False, default=False),
    sa.Column("failures", sa.Integer, nullable=False, default=0),
    sa.Column("locked_until", sa.Float, nullable=False, default=0.0),
    sa.Column("created_at", sa.Float, nullable=False),
)
INVITATIONS = sa.Table(
    "review_invitations",
    METADATA,
    sa.Column("token", sa.String(64), primary_key=True),  # a hash: a copy of the database opens no door
    sa.Column("user_id", Big, nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False),
)
SESSIONS = sa.Table(
    "review_sessions",
    METADATA,
    sa.Column("token", sa.String(64), primary_key=True),
    sa.Column("user_id", Big, nullable=False, index=True),
    sa.Column("csrf", sa.String(64), nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("seen_at", sa.Float, nullable=False),
)
ATTEMPTS = sa.Table(
    "review_attempts",
    METADATA,
    _id(),
    sa.Column("address", sa.String(64), nullable=False, index=True),
    sa.Column("at", sa.Float, nullable=False),
)
AUDIT = sa.Table(
    "review_audit",
    METADATA,
    _id(),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("user", sa.String(100), nullable=False, index=True),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("subject", sa.String(200), nullable=False, default=""),
    sa.Column("detail", sa.String(400), nullable=False, default=""),
)
FILTERS = sa.Table(
    "review_filters",
    METADATA,
    _id(),
    sa.Column("user_id", Big, nullable=False, index=True),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("query", sa.String(1000), nullable=False),
)

# -- the index
CONVERSATIONS = sa.Table(
    "review_conversations",
    METADATA,
    sa.Column("cid", Big, primary_key=True, autoincrement=True),
    sa.Column("sender_id", sa.String(255), unique=True, nullable=False),
    sa.Column("name", sa.String(16), index=True, nullable=False),  # the pseudonym
    sa.Column("sample", sa.Integer, nullable=False),
    sa.Column("channel", sa.String(60), nullable=False, default=""),
    sa.Column("started_at", sa.Float, nullable=False, default=0.0),
    sa.Column("last_at", sa.Float, nullable=False, default=0.0),
    sa.Column("last_event", Big, nullable=False, default=0),
    sa.Column("events", sa.Integer, nullable=False, default=0),
    sa.Column("messages", sa.Integer, nullable=False, default=0),
    sa.Column("confidence", sa.Float),  # the lowest of a typed message
    sa.Column("danger", sa.Boolean, nullable=False, default=False),
    sa.Column("fallback", sa.Boolean, nullable=False, default=False),
    sa.Column("unsure", sa.Boolean, nullable=False, default=False),
    sa.Column("error", sa.Boolean, nullable=False, default=False),
    sa.Column("helpful", sa.Boolean, nullable=False, default=False),
    sa.Column("unhelpful", sa.Boolean, nullable=False, default=False),
    sa.Column("waiting", sa.Boolean, nullable=False, default=False),  # a tool's action has said nothing yet
    sa.Column("opening", sa.String(200), nullable=False, default=""),  # the first words of the first message
    sa.Column("reviewed_to", Big, nullable=False, default=0),
    sa.Index("review_conversations_recent", "last_at", "cid"),
    sqlite_autoincrement=True,
)
MESSAGES = sa.Table(
    "review_messages",
    METADATA,
    sa.Column("event", Big, primary_key=True, autoincrement=False),
    _of_conversation(),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("intent", sa.String(100), nullable=False, default=""),
    sa.Column("topic", sa.String(100), nullable=False, default=""),
    sa.Column("band", sa.String(20), nullable=False, default=""),
    sa.Column("confidence", sa.Float, nullable=False, default=0.0),
    sa.Column("pressed", sa.Boolean, nullable=False, default=False),
    sa.Column("open", sa.Boolean, nullable=False, default=False),  # typed and not understood
    sa.Index("review_messages_of", "cid", "event"),
    sa.Index("review_messages_open", "open", "at"),
)
TOOLS = sa.Table(
    "review_tools",
    METADATA,
    _of_conversation(primary_key=True, autoincrement=False),
    sa.Column("tool", sa.String(60), primary_key=True),
    sa.Column("item", sa.Integer, nullable=False, default=0),  # where they are
    sa.Column("furthest", sa.Integer, nullable=False, default=0),
    sa.Column("length", sa.Integer, nullable=False, default=0),  # how many items there are
    sa.Column("finished", sa.Boolean, nullable=False, default=False),
    sa.Index("review_tools_funnel", "tool", "finished", "item", "furthest", "length"),
)
# What a conversation can be filtered by: one row for each of its properties, in the order of the queue
FACETS = sa.Table(
    "review_facets",
    METADATA,
    sa.Column("facet", Big, primary_key=True, autoincrement=False),
    sa.Column("last_at", sa.Float, primary_key=True),
    _of_conversation(primary_key=True, autoincrement=False),
    sa.Index("review_facets_of", "cid", "facet"),
    sqlite_with_rowid=False,
)
WORDS = sa.Table(
    "review_words",
    METADATA,
    sa.Column("word", Big, primary_key=True, autoincrement=False),
    _of_conversation(primary_key=True, autoincrement=False),
    sa.Index("review_words_of", "cid"),
    sqlite_with_rowid=False,
)
PROGRESS = sa.Table(
    "review_progress",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("event", Big, nullable=False, default=0),
    sa.Column("state", sa.Text, nullable=False, default="{}"),
)

# -- counts by day: numbers only, so they outlive what they count
DAILY = sa.Table(
    "review_daily",
    METADATA,
    sa.Column("key", sa.String(140), primary_key=True),
    sa.Column("day", sa.Integer, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False, default=0),
    sa.Index("review_daily_day", "day", "key"),
)

# -- what reviewers say; rows are added, never changed
ANNOTATIONS = sa.Table(
    "review_annotations",
    METADATA,
    _id(),
    _of_conversation(),
    sa.Column("sender_id", sa.String(255), nullable=False, index=True),
    sa.Column("event", Big),  # None: about the conversation
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("user", sa.String(100), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("label", sa.String(140), nullable=False, default=""),
    sa.Column("predicted", sa.String(140), nullable=False, default=""),
    sa.Column("model", sa.String(64), nullable=False, default=""),
    sa.Column("text", sa.Text, nullable=False, default=""),  # the message as it stood
    sa.Column("note", sa.Text, nullable=False, default=""),
    sa.Index("review_annotations_of", "cid", "event", "id"),
    sa.Index("review_annotations_kind", "kind", "id"),
)
MEASUREMENTS = sa.Table(
    "review_measurements",
    METADATA,
    _id(),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("model", sa.String(64), nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("right", sa.Integer, nullable=False),
    sa.Column("confusions", sa.Text, nullable=False),  # JSON: labels and counts only
)
# Results of slow work, by name: JSON that names events, never their text
RESULTS = sa.Table(
    "review_results",
    METADATA,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
)

HANGING = (MESSAGES, TOOLS, FACETS, WORDS, ANNOTATIONS)


def create(engine: Engine) -> None:
    """Creates what is missing, in both databases so that a conversation's row takes all of it along when it goes."""
    with engine.begin() as connection:
        METADATA.create_all(connection)
        if connection.dialect.name == "sqlite":
            # SQLite heeds foreign keys only in connections that ask for it, and Rasa's do not
            for table in HANGING:
                connection.exec_driver_sql(
                    f"CREATE TRIGGER IF NOT EXISTS {table.name}_go AFTER DELETE ON review_conversations "
                    f"BEGIN DELETE FROM {table.name} WHERE cid = OLD.cid; END"
                )
