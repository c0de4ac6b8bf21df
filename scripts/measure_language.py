"""`make measure-language`: what redaction removes and the language check finds, on annotated texts, by kind.

Every share has its 95 % interval (Wilson). No text is ever printed.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from bot.nlu import blame
from bot.nlu.encoder import shared_encoder
from bot.settings import ROOT
from guidance.wording import check, load_wording, weighed
from privacy.annotated import Marked, read_annotated
from privacy.redaction import KINDS, Redactor

Finding = tuple[int, int, str]  # start, end and term
SETS = ROOT / "tests" / "nlu" / "evaluation" / "annotated"


def interval(right: int, total: int) -> str:
    """A share with its 95 % interval, such as `91.1 % (87 to 94, 285 of 313)`."""
    if not total:
        return "-"
    z, share = 1.96, right / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return f"{share:.1%} ({low:.0%} to {high:.0%}, {right} of {total})"


def names(texts: Sequence[Marked]) -> list[str]:
    """Redaction: spans removed by kind, look-alikes touched, messages that lose a word that must stay."""
    redactor = Redactor(today=date(2026, 11, 27))
    spans, removed = Counter[str](), Counter[str]()
    touched = lost = 0
    for one in texts:
        result = redactor.redact(one.text)
        gone = {at for span in result.spans for at in range(span.start, span.end)}
        for start, end, kind in one.spans:
            spans[kind] += 1
            removed[kind] += all(at in gone for at in range(start, end) if one.text[at].isalnum())
        touched += not one.spans and bool(result.spans)
        lost += any(word in one.text and word not in result.text for word in one.keep)
    plain, keeping = sum(not one.spans for one in texts), sum(bool(one.keep) for one in texts)
    rows = [f"| {kind} | {interval(removed[kind], spans[kind])} |" for kind in KINDS if spans[kind]]
    return [
        f"### Personal details: {len(texts)} messages",
        "",
        "| what | share |",
        "|---|---|",
        f"| **spans removed** | {interval(removed.total(), spans.total())} |",
        *rows,
        f"| look-alikes touched | {interval(touched, plain)} |",
        f"| messages that lose a needed word | {interval(lost, keeping)} |",
    ]


def wording(texts: Sequence[Marked]) -> list[str]:
    """The language check: a phrase is found when a finding overlaps it, whichever term it names.

    Told for the phrases of the table alone, and as the reader of blame weighs them and adds second looks.
    """
    encoder = shared_encoder()
    reader = blame.train(encoder)
    phrases, both = [], []
    for one in texts:
        flags = check(one.text)
        kept, looks = weighed(flags, blame.read(reader, one.text, encoder))
        phrases.append([(flag.start, flag.end, flag.term_id) for flag in flags])
        both.append([*((flag.start, flag.end, flag.term_id) for flag in kept), *((a, b, "") for a, b in looks)])
    rows = [
        f"### Language check: {len(texts)} sentences",
        "",
        "| what | phrases | with second looks |",
        "|---|---|---|",
    ]
    columns = [_figures(texts, phrases), _figures(texts, both)]
    return rows + [f"| {name} | {columns[0][name]} | {columns[1][name]} |" for name in columns[0]]


def _overlap(one: Finding, other: Finding) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _figures(texts: Sequence[Marked], findings: Sequence[Sequence[Finding]]) -> dict[str, str]:
    pairs = list(zip(texts, findings, strict=True))
    flags = [(one, flag) for one, found in pairs for flag in found]
    spans = [(span, found) for one, found in pairs for span in one.spans]
    plain = [found for one, found in pairs if not one.spans]
    over = [[flag for flag in found if _overlap(span, flag)] for span, found in spans]
    same = sum(any(f[2] == span[2] for f in found) for (span, _), found in zip(spans, over, strict=True))
    return {
        "precision": interval(sum(any(_overlap(s, flag) for s in one.spans) for one, flag in flags), len(flags)),
        "recall": interval(sum(map(bool, over)), len(spans)),
        "found, and under the same term": interval(same, len(spans)),
        "controls flagged": interval(sum(map(bool, plain)), len(plain)),
    }


def main(arguments: list[str] | None = None) -> int:
    """Command line; exit status 2 when a file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m scripts.measure_language", description=__doc__)
    parser.add_argument("--names", type=Path, default=SETS / "names.txt", help="annotated messages, names and numbers")
    parser.add_argument("--wording", type=Path, default=SETS / "wording.txt", help="annotated sentences, terms")
    options = parser.parse_args(arguments)
    terms = {term.id for term in load_wording().terms}
    sets: list[tuple[Path, object, Callable[[Sequence[Marked]], list[str]]]] = [
        (options.names, frozenset(KINDS), names),
        (options.wording, terms, wording),
    ]
    for path, labels, measure in sets:
        try:
            texts = read_annotated(path, labels)  # type: ignore[arg-type]
        except (OSError, ValueError) as error:
            print(f"Cannot read {path}: {error}", file=sys.stderr)
            return 2
        print("\n".join(measure(texts)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
