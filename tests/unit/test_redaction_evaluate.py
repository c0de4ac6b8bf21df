"""The measuring tool counts what it says, and its report holds no message text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from privacy import evaluate


def write(path: Path, *messages: object) -> Path:
    path.write_text("\n".join(json.dumps(message) for message in messages) + "\n", encoding="utf-8")
    return path


def test_counts_removed_touched_and_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Tavish rang 07700 900123 on 4 Nov"
    file = write(
        tmp_path / "set.jsonl",
        {
            "text": text,
            "spans": [{"start": 0, "end": 6, "type": "NAME"}, {"start": 28, "end": 33, "type": "DOB"}],
            "must_keep": ["4 Nov"],
        },
        {"text": "call Eilidh", "spans": [], "must_keep": ["Eilidh"]},
        {"text": "call 999", "spans": []},
    )
    out = tmp_path / "figures.json"
    assert evaluate.main([str(file), "--json", str(out)]) == 0
    figures = json.loads(out.read_text(encoding="utf-8"))["set.jsonl"]
    assert figures["by_kind"]["NAME"] == {"spans": 1, "removed": 1, "partly": 0}
    assert figures["by_kind"]["DOB"]["removed"] == 0
    assert figures["missed_lines"] == {"DOB": [1]}
    assert (figures["lookalikes"], figures["touched_lines"]) == (2, [2])
    assert figures["lost_lines"] == [2]
    assert figures["extra_spans"] == 2
    shown = capsys.readouterr().out + out.read_text(encoding="utf-8")
    assert "Tavish" not in shown
    assert evaluate.main([str(file), "--strict"]) == 1


@pytest.mark.parametrize(
    "line", ["not json", '{"text": "a", "spans": [{"start": 0, "end": 9, "type": "NAME"}]}', '{"spans": []}']
)
def test_says_which_line_is_wrong(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"text": "fine"}\n' + line + "\n", encoding="utf-8")
    assert evaluate.main([str(file)]) == 2
    assert "line 2" in capsys.readouterr().err
