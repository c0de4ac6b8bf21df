"""Logs without people: a filter for `logging` and a processor for `structlog`, against texts, tokens and addresses.

The second line of defence. The first is not to log such things; this is for what libraries write at debug level.
"""

from __future__ import annotations

import hashlib
import logging
import re
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

from privacy import patterns
from privacy.log_keys import ADDRESS_KEYS, TEXT_KEYS, TOKEN_KEYS

TEXT = "[text]"
TOKEN = "[token]"
ADDRESS = "[address]"

_MOST = 10_000
_MOST_CAUSES = 5

_TOKENS = (
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE), rf"\1 {TOKEN}"),
    (re.compile(r"\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?"), TOKEN),
    (
        re.compile(
            r"(?P<key>\b(?:authorization|access_token|refresh_token|id_token|token|api_?key|client_secret"
            r"|password|secret|cookie)[\"']?\s*[=:]\s*[\"']?)(?!\[token\])[^\s\"',;&})]{4,}",
            re.IGNORECASE,
        ),
        rf"\g<key>{TOKEN}",
    ),
    (re.compile(r"(?P<scheme>\b[a-z][a-z0-9+]*://)[^\s/@:]+:[^\s/@]+@", re.IGNORECASE), rf"\g<scheme>{TOKEN}@"),
)
_ADDRESSES = (
    re.compile(
        r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d"
        r"|1?\d?\d)(?![\w.]*\d)(?::\d{2,5})?"
    ),
    re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])", re.IGNORECASE),
    re.compile(
        r"(?<![\w:.])(?=[0-9a-f:]*::)(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}(?![\w:])"
        r"|(?<![\w:])::(?:ffff:)?[0-9a-f]{1,4}(?![\w:])",
        re.IGNORECASE,
    ),
)
# A conversation's id is no token, but it leads to its rows; a short stand-in is enough to follow it through a log.
_CONVERSATION = re.compile(r"(?<![\w-])(?:web|teams)-[\w-]{16,}")
_QUOTED = r"(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
# key='...', "key": "..."; a list or an object goes to the end of the line, and so does a bare value.
_FIELDS = re.compile(
    r"(?P<key>(?<![\w.])[\"']?\w*(?:text|slot_values?|slots|entities|rasa_events|prediction_events"
    r"|parse_data|utterance|user_message|latest_message|evidence|comment)\w*[\"']?"
    rf"\s*[=:]\s*)(?:{_QUOTED}|[\[{{(](?!text\]).*|(?!\[text\]|https?:|-?\d+(?:\.\d+)?(?:[\s,}})\]]|$)"
    rf"|(?:true|false|null|none)\b)[^\s,)}}\]\[{{][^\n]*)",
    re.DOTALL | re.IGNORECASE,
)
# Sentences that libraries write with a user's or the assistant's words in them: everything after the lead goes.
_LEADS = re.compile(
    r"(?P<lead>(?:Received user message|Logged UserUtterance|Bot utterance|Current slot values"
    r"|Action .{0,60} ended with events|Extracted entities|Attempting to parse|Parsing message"
    r"|Handling message|Message text|User (?:said|message|uttered)|Calling action endpoint .{0,80} with"
    r"|Request body|Response body|Failed to (?:parse|extract)[^:\n]{0,60}|Validat\w+ slot[^:\n]{0,60}|Slots?)"
    r"\b[^'\"\n:\[{(]{0,60}?[:'\"\[{(]).*",
    re.DOTALL,
)


def _short(sender_id: str) -> str:
    return hashlib.sha256(sender_id.encode()).hexdigest()[:8]


def clean(line: str) -> str:
    """A log line without texts, tokens, network addresses and anything that has the shape of personal data."""
    if len(line) > _MOST:
        line = line[:_MOST] + " [cut]"
    line = _LEADS.sub(rf"\g<lead> {TEXT}", line)
    line = _FIELDS.sub(rf"\g<key>{TEXT}", line)
    for pattern, replacement in _TOKENS:
        line = pattern.sub(replacement, line)
    for pattern in _ADDRESSES:
        line = pattern.sub(ADDRESS, line)
    line = _CONVERSATION.sub(lambda found: f"[conversation {_short(found.group())}]", line)
    spans: list[tuple[int, int, str]] = []
    for finder in (patterns.emails, patterns.health_and_insurance, patterns.phones, patterns.postcodes):
        for start, end, kind in finder(line):
            if not any(start < e and s < end for s, e, _ in spans):
                spans.append((start, end, kind))
    for start, end, kind in sorted(spans, reverse=True):
        line = f"{line[:start]}[{kind}]{line[end:]}"
    return line


def clean_value(key: str, value: Any, depth: int = 0) -> Any:
    """A value of a structured log entry, by its key; lists and objects are searched through."""
    name = key.lower().rpartition(".")[2]
    if (
        (name in TEXT_KEYS or name.endswith(("_text", "_events", "_entities", "_slots", "_message")))
        and value is not None
        and not isinstance(value, (bool, int, float))
    ):
        return TEXT
    if name in TOKEN_KEYS:
        return TOKEN
    if name in ADDRESS_KEYS:
        return ADDRESS
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if depth > 3:
        return TEXT
    if isinstance(value, Mapping):
        return {k: clean_value(str(k), v, depth + 1) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [clean_value(key, item, depth + 1) for item in value]
    return clean(str(value))


class LogFilter(logging.Filter):
    """Cleans a record before any handler writes it; never drops one, never raises."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the record's message, arguments and traceback text by clean ones."""
        try:
            if isinstance(record.msg, MutableMapping):  # structlog hands its whole event over like this
                record.msg = structlog_processor(None, "", record.msg)
                record.args = ()
            else:
                record.msg, record.args = clean(record.getMessage()), ()
            if record.exc_info and record.exc_info[0] is not None:
                record.exc_text = _traceback(record)
                record.exc_info = None
            elif record.exc_text:
                record.exc_text = clean(record.exc_text)
            for key, value in list(record.__dict__.items()):
                if key.lower() in TEXT_KEYS - {"message"} | TOKEN_KEYS | ADDRESS_KEYS | {"request"}:
                    record.__dict__[key] = clean_value(key, value)
        except Exception:
            record.msg, record.args, record.exc_info, record.exc_text = (
                "[log entry withheld: it could not be cleaned]",
                (),
                None,
                None,
            )
        return True


def _traceback(record: logging.LogRecord) -> str:
    """The traceback with the places but without the words of the exceptions, which often quote the input."""
    assert record.exc_info is not None
    error: BaseException | None = record.exc_info[1]
    parts: list[str] = []
    while error is not None and len(parts) < _MOST_CAUSES:
        places = "".join(traceback.format_tb(error.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{places}{type(error).__name__}: {TEXT}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nfollowed by\n\n".join(reversed(parts))


def structlog_processor(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A `structlog` processor: put it before the renderer."""
    try:
        for key in list(event):
            if key in ("event", "event_info"):
                event[key] = clean(str(event[key]))
            elif key == "exc_info" and event[key]:
                event["exception"] = _exception(event.pop(key))
            elif key not in ("level", "timestamp", "logger") and not key.startswith("_"):
                event[key] = clean_value(key, event[key])
    except Exception:
        return {"event": "[log entry withheld: it could not be cleaned]"}
    return event


def _exception(info: Any) -> str:
    import sys

    kind = (
        type(info).__name__
        if isinstance(info, BaseException)
        else getattr((info if isinstance(info, tuple) else sys.exc_info())[0], "__name__", "error")
    )
    return f"{kind}: {TEXT}"


_FILTER = LogFilter()
_make_record = logging.Logger.makeRecord


def _make_clean_record(self: logging.Logger, *args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _make_record(self, *args, **kwargs)
    _FILTER.filter(record)
    return record


def install_log_filter() -> LogFilter:
    """Clean everything this process logs from now on. May be called more than once; `remove_log_filter` undoes it.

    A filter on a logger does not see what comes up from loggers below it, and one on a handler misses handlers that a
    library adds later, as Sanic does at its start. So records are cleaned where they are made, extra fields included.
    This survives whatever configures `logging` afterwards; who configures `structlog` afterwards must be followed by
    `clean_structlog`.
    """
    logging.Logger.makeRecord = _make_clean_record  # type: ignore[method-assign]
    clean_structlog()
    return _FILTER


def remove_log_filter() -> None:
    """Log as before; for tests."""
    logging.Logger.makeRecord = _make_record  # type: ignore[method-assign]


def clean_structlog() -> None:
    """Have `structlog` clean its entries while they still have fields; once for each time somebody configures it.

    Rasa writes entries as JSON and tracebacks with the values of local variables, so this comes before both.
    """
    try:
        import structlog
    except ImportError:
        return
    processors = structlog.get_config()["processors"]
    if structlog_processor in processors:
        return
    tracebacks = getattr(structlog.processors, "dict_tracebacks", None)
    place = processors.index(tracebacks) if tracebacks in processors else len(processors) - 1
    # In place where possible: loggers that are in use already keep the list they were given.
    changed = processors if isinstance(processors, list) else list(processors)
    changed.insert(place, structlog_processor)
    structlog.configure(processors=changed)
