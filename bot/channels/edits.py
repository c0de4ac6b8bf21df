"""Edits of the panel "What is written so far" as they pass the web door: their meaning, and names taken out."""

from __future__ import annotations

from typing import Any

from dialogue.editing import MEANS, read_edit, texts_of, title_of, with_texts
from privacy.redaction import Redaction, Redactor


def meaning_of(raw: object) -> dict[str, Any] | None:
    """What an edit stands for, like a button's meaning; None where it is none.

    It needs no signature: whatever it says, it can only write in the tools of the conversation it came in.
    """
    edit = read_edit(raw)
    if edit is None:
        return None
    return {"label": title_of(edit), "intent": "change_answer", "reply": {"do": MEANS, **edit}}


def is_edit(meaning: dict[str, Any]) -> bool:
    """Whether a meaning is that of an edit."""
    return bool((meaning.get("reply") or {}).get("do") == MEANS)


def longest(meaning: dict[str, Any]) -> int:
    """How long the longest text of an edit is."""
    return max(map(len, texts_of(meaning["reply"])), default=0)


def without_names(
    meaning: dict[str, Any], redactor: Redactor, known: dict[str, Any] | None
) -> tuple[dict[str, Any], Redaction, str]:
    """The edit with names taken out of every text; what was taken out, all together; the texts as one, to be read."""
    edit = {key: value for key, value in meaning["reply"].items() if key != "do"}
    texts: list[str] = []
    gone = Redaction(str(meaning["label"]), [], known or {})
    for text in texts_of(edit):
        found = redactor.redact(text, gone.known)
        texts.append(found.text)
        gone = Redaction(gone.text, [*gone.spans, *found.spans], found.known)
    changed = {**meaning, "reply": {"do": MEANS, **with_texts(edit, texts)}}
    return changed, gone, "\n".join(filter(None, texts))
