"""How hard a text is to read: Flesch reading ease, with a plain syllable count."""

from __future__ import annotations

import re

_VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    """Syllables of an English word, estimated from its vowel groups; at least 1."""
    word = word.lower().strip("'’")
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)


def reading_ease(text: str) -> float:
    """Flesch reading ease: about 60-70 for age 13, higher is easier. List items count as sentences."""
    shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("*", "")
    sentences = [part for part in re.split(r"[.!?:;]+\s|\n\s*(?:-|\n)", shown) if re.search(r"\w", part)]
    words = re.findall(r"[A-Za-z][A-Za-z'’]*", shown)
    if not words:
        return 100.0
    return 206.835 - 1.015 * len(words) / max(1, len(sentences)) - 84.6 * sum(map(syllables, words)) / len(words)


def own_words(text: str) -> str:
    """A text without longer quotations: how the framework words a thing is not ours to make easier."""
    return re.sub(r'"[^"]*"', lambda quote: quote[0] if len(quote[0].split()) < 5 else '"it"', text)
