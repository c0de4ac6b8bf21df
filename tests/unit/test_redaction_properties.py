"""Redaction for any text at all: stable when repeated, bounded, never raising, offsets that lead back."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privacy import KINDS, Redactor
from privacy.placeholders import LABELS

redactor = Redactor()
LONGEST = max(len(f"[{label} 200]") for label in LABELS.values())

PIECES = st.sampled_from(
    [
        "Tavish",
        "tavish",
        "Eilidh Strachan",
        "wee",
        "said",
        "'s mum",
        "mum",
        "called",
        "a boy called",
        "Hope",
        "hope",
        "will",
        "Mr",
        "Dr",
        "KM",
        "J.T.",
        "T",
        "and",
        ", ",
        ". ",
        "\n",
        "(14)",
        "born",
        "dob",
        "12/03/2011",
        "on 4 Nov",
        "07700 900123",
        "0800 1111",
        "101",
        "+44",
        "0131",
        "496",
        "0123",
        "ext 12",
        "a.b@mail.example",
        "@nobody",
        "snap: foo_99",
        "G99 9ZZ",
        "14 Harebell Road",
        "Flat 2/1",
        "St Kessog's Primary",
        "Academy",
        "crime ref 12345",
        "CR/123456/26",
        "AB12 CDE",
        "QQ123456C",
        "0101111234",
        "sort code 12-34-56",
        "12345678",
        "[name 1]",
        "[name",
        "1]",
        "[phone 3]",
        "the",
        "in",
        "Glasgow",
        "NRM",
        "The Promise",
        "aka",
        '"',
        "'",
        "“",
        "Ł",
        "é",
        "ı",
        "ß",
        "ﬁ",
        "\u200d",
        "\x00",
        "�",
        "٣",
        "０",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=120), st.lists(PIECES, max_size=14).map(" ".join), st.lists(PIECES, max_size=14).map("".join)
)
relaxed = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(TEXTS)
def test_redacting_again_changes_nothing(text: str) -> None:
    once = redactor.redact(text)
    assert redactor.redact(once.text).text == once.text
    again = redactor.redact(once.text, once.known)
    assert (again.text, again.spans, again.known) == (once.text, [], once.known)


@relaxed
@given(TEXTS)
def test_offsets_lead_back_to_the_original(text: str) -> None:
    result = redactor.redact(text)
    rebuilt, at = [], 0
    for span in result.spans:
        assert at <= span.start < span.end <= len(text)
        assert span.kind in KINDS
        rebuilt += [text[at : span.start], span.replacement]
        at = span.end
    assert "".join([*rebuilt, text[at:]]) == result.text


@relaxed
@given(TEXTS)
def test_growth_is_bounded(text: str) -> None:
    result = redactor.redact(text)
    assert len(result.text) <= len(text) + LONGEST * len(result.spans)
    assert len(result.spans) <= len(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=5))
def test_a_conversation_keeps_its_key_and_no_clear_text(texts: list[str]) -> None:
    known = None
    for text in texts:
        result = redactor.redact(text, known)
        assert known is None or result.known["key"] == known["key"]
        known = result.known
        for kind, table in known.items():
            assert kind == "key" or (
                kind in KINDS and all(len(digest) == 16 and isinstance(n, int) for digest, n in table.items())
            )


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["key", "name", "phone", "x"]), inner),
        max_leaves=8,
    )
)
def test_any_memory_handed_in_is_survived(known: object) -> None:
    assert redactor.redact("Tavish said no", known).text == "[name 1] said no"  # type: ignore[arg-type]


def test_long_texts_take_time_in_proportion() -> None:
    long = "wee tavish said a boy called Kyle from 14 Harebell Road rang 07700 900123 and " * 400
    result = redactor.redact(long)
    assert "tavish" not in result.text
    assert "900123" not in result.text
    for awkward in (
        "a" * 20_000,
        "1" * 20_000,
        "0 " * 10_000,
        "A. " * 6_000,
        "@" * 20_000,
        "a_" * 10_000,
        "a-" * 10_000,
        "st a " * 4_000,
        "1 a a a a " * 2_000,
        "(" * 20_000,
    ):
        redactor.redact(awkward)
