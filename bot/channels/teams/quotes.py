"""What somebody quotes is not what they say: the message that a reply in Teams answers, and lines marked as quoted.

A reply comes with the quoted message flattened into its `text`; the HTML beside it, an "attachment", tells them apart.
"""

from __future__ import annotations

import re
from typing import Any, Final

_QUOTE: Final = re.compile(r"<blockquote\b.*?</blockquote>|<quoted\b[^<>]*/>", re.IGNORECASE | re.DOTALL)
_BREAK: Final = re.compile(r"<br\s*/?>|</(?:p|div|li|h\d)>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?(?!at\b)[a-z][^<>]*>", re.IGNORECASE)
_LINE: Final = re.compile(r"^[ \t]*(?:>|&gt;).*(?:\n|$)", re.MULTILINE)
LONGEST: Final = 200_000  # characters of HTML that are looked at


def own_words(activity: dict[str, Any]) -> str:
    """The text of a message without what it quotes; mentions are left for the reader of activities."""
    text = activity.get("text")
    typed = text if isinstance(text, str) else ""
    formatted = _formatted(activity.get("attachments"))
    if "<blockquote" in formatted.lower():
        typed = _BREAK.sub("\n", _QUOTE.sub("\n", formatted))
        typed = re.sub(r"\n{2,}", "\n", _TAG.sub(" ", typed)).strip()
    return _LINE.sub("", _QUOTE.sub(" ", typed))


def _formatted(attachments: Any) -> str:
    for one in attachments if isinstance(attachments, list) else []:
        if isinstance(one, dict) and one.get("contentType") == "text/html" and isinstance(one.get("content"), str):
            return str(one["content"])[:LONGEST]
    return ""
