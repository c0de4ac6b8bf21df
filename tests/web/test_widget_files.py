"""The widget's files: small, complete, documented, and joined correctly. No browser needed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.channels.files import POLICY, WIDGET, WidgetError, join_script, read_files

BUDGET = 24_000  # bytes, compressed, of all that the page loads
DOCS = WIDGET.parent / "docs"
COMPONENTS = sorted((WIDGET / "components").iterdir())


def test_all_that_the_page_loads_is_small() -> None:
    files = read_files()
    page = files["/"].content.decode()
    loaded = ["/", "/chat/widget.css", *re.findall(r'(?:src|href)="(/[^"]+)"', page)]
    sizes = {path: len(files[path].packed) for path in loaded}
    assert sum(sizes.values()) < BUDGET, sizes


def test_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    for path in (WIDGET / "page").glob("*.html"):
        page = re.sub(r"<code>.*?</code>", "", path.read_text(encoding="utf-8"))
        assert not re.search(r"<style|style=|<script(?![^>]*src=)|\son\w+=", page), path.name
        assert not re.findall(r'(?:src|href)="(?!/)[^"]*"', page), path.name


@pytest.mark.parametrize("folder", COMPONENTS, ids=lambda folder: folder.name)
def test_component_is_complete(folder: Path) -> None:
    assert yaml.safe_load((folder / "examples.yml").read_text(encoding="utf-8"))
    assert (folder / "README.md").read_text(encoding="utf-8").startswith(f"# {folder.name}\n")
    assert list(folder.glob("*.css"))


def test_files_are_a_fixed_list_with_types() -> None:
    files = read_files()
    assert {"/", "/chat/widget.js", "/chat/widget.css", "/chat/page/index.html"} <= set(files)
    assert all(served.kind for served in files.values())
    assert files["/chat/widget.js"].headers()["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in files["/"].headers()


def test_attributes_and_words_are_documented() -> None:
    code = (WIDGET / "cec-guide.js").read_text(encoding="utf-8")
    css = "".join(path.read_text(encoding="utf-8") for path in WIDGET.rglob("*.css"))
    used = set(re.findall(r'getAttribute\("([a-z]+)"\)', code)) | set(re.findall(r":host\(\[([a-z]+)", css))
    used |= set(re.findall(r'observedAttributes = \["([a-z]+)"', code)) - {"hidden"}
    guide = (DOCS / "widget.md").read_text(encoding="utf-8")
    missing = [name for name in sorted(used - {"hidden"}) if f"`{name}`" not in guide]
    assert missing == []


def test_every_word_of_the_widget_is_used() -> None:
    words = (WIDGET / "strings.js").read_text(encoding="utf-8")
    code = "".join(path.read_text(encoding="utf-8") for path in WIDGET.rglob("*.js") if path.name != "strings.js")
    names = re.findall(r"^  (\w+):", words, flags=re.MULTILINE)
    unused = [name for name in names if not re.search(rf"\bt\.{name}\b", code)]
    assert unused == []


def write(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "main.js"


def test_modules_are_joined_after_those_they_need(tmp_path: Path) -> None:
    entry = write(
        tmp_path,
        main='// What it is\nimport { one } from "./one.js";\nimport { two } from "./two.js";\none(two);\n',
        one='import { two } from "./two.js";\n/** Says\n * it */\nexport function one() {\n  return two; // why\n}\n',
        two='export const two = "// 2";\n',
    )
    joined = join_script(entry)
    assert joined == 'const two = "// 2";\nfunction one() {\nreturn two; // why\n}\none(two);\n'


@pytest.mark.parametrize(
    ("modules", "told"),
    [
        ({"main": 'import x from "./a.js";\n', "a": ""}, "main.js, line 1"),
        ({"main": 'import { x } from "./a.js";\n', "a": "const x = 1;\nexport { x };\n"}, "a.js, line 2"),
        ({"main": 'import { a } from "./a.js";\nconst b = 1;\n', "a": "const b = 2;\nexport const a = b;\n"}, "'b'"),
        ({"main": 'import { a } from "./a.js";\n', "a": 'import { b } from "./main.js";\n'}, "imports itself"),
    ],
)
def test_module_that_cannot_be_joined_is_named(tmp_path: Path, modules: dict[str, str], told: str) -> None:
    with pytest.raises(WidgetError, match=re.escape(told)):
        join_script(write(tmp_path, **modules))
