"""The files that the web door serves: the page's own, and the chat element as one script and one style sheet.

Nothing has to be built: the modules and styles in widget/ are joined when the door starts. One request each instead of
forty, and less than 24 KB in all. For that, modules keep to a plain form, which `join_script` checks: named imports on
one line each, `export` before a declaration, and no two modules with the same name at top level.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

WIDGET: Final = Path(__file__).resolve().parents[2] / "widget"
TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# Nothing from elsewhere, no inline script or style, not framed by others
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_IMPORT: Final = re.compile(r'^import \{ [\w, ]+ \} from "(\.[\w./-]+\.js)";$')
_EXPORT: Final = re.compile(r"^export (?=(?:async )?(?:function|class|const) )")
_NAME: Final = re.compile(r"^(?:async )?(?:function|class|const|let) (\w+)")


class WidgetError(ValueError):
    """A module of the widget cannot be joined with the others; the message names file and line."""


@dataclass(frozen=True)
class Served:
    """A file as it goes out. `open` ones may be loaded by pages of other origins: they hold nothing secret."""

    content: bytes
    kind: str
    open: bool = False

    @cached_property
    def tag(self) -> str:
        """Changes with the content, so that a browser fetches a file again only when it is another."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:20]}"'

    @cached_property
    def packed(self) -> bytes:
        """Compressed once, for browsers that take it."""
        return gzip.compress(self.content, 9, mtime=0)

    def headers(self) -> dict[str, str]:
        """What a browser must know: to keep the page to itself, and who may load the widget."""
        headers = {
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-cache",
            "ETag": self.tag,
            "Vary": "Accept-Encoding",
        }
        if self.open:
            headers |= {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
        return headers


def read_files(widget: Path = WIDGET) -> dict[str, Served]:
    """Everything that is served, by path: a fixed list, so that no path reaches another file.

    Raises:
        WidgetError: a module is not in the form that can be joined.
    """
    files = {
        f"/chat/page/{path.name}": Served(path.read_bytes(), TYPES[path.suffix])
        for path in sorted((widget / "page").iterdir())
        if path.suffix in TYPES
    }
    files["/"] = files["/chat/page/index.html"]
    files["/chat/widget.js"] = Served(join_script(widget / "cec-guide.js").encode(), TYPES[".js"], open=True)
    files["/chat/widget.css"] = Served(join_styles(widget).encode(), TYPES[".css"], open=True)
    return files


def join_styles(widget: Path) -> str:
    """The whole's style sheet and then each component's, without comments."""
    sheets = [widget / "cec-guide.css", *sorted((widget / "components").rglob("*.css"))]
    joined = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    return _slim(re.sub(r"/\*.*?\*/", "", joined, flags=re.DOTALL).splitlines())


def join_script(entry: Path) -> str:
    """A module and all that it imports as one module, each after those it needs.

    Raises:
        WidgetError: a line breaks the plain form, or two modules share a name.
    """
    order: list[Path] = []
    _walk(entry.resolve(), order)
    owner: dict[str, Path] = {}
    lines: list[str] = []
    for module in order:
        for number, line in _code(module):
            if _IMPORT.match(line):
                continue
            line = _EXPORT.sub("", line)
            if line.startswith(("import ", "export ")):
                raise WidgetError(
                    f"{module.name}, line {number}: write it as `import {{ a, b }} from` or `export const`"
                )
            name = _NAME.match(line)
            if name and owner.setdefault(name[1], module) != module:
                raise WidgetError(f"{module.name}, line {number}: {owner[name[1]].name} has a '{name[1]}' already")
            lines.append(line)
    return _slim(lines)


def _walk(module: Path, order: list[Path], above: tuple[Path, ...] = ()) -> None:
    if module in above:
        raise WidgetError(f"{module.name} imports itself by way of {', '.join(path.name for path in above)}")
    for _, line in _code(module):
        found = _IMPORT.match(line)
        if found:
            _walk((module.parent / found[1]).resolve(), order, (*above, module))
    if module not in order:
        order.append(module)


def _code(module: Path) -> list[tuple[int, str]]:
    """Lines with their numbers, without those that are only comment."""
    kept, inside = [], False
    for number, line in enumerate(module.read_text(encoding="utf-8").splitlines(), 1):
        bare = line.strip()
        inside = inside or bare.startswith("/**")
        if not inside and not bare.startswith("//"):
            kept.append((number, line))
        inside = inside and not bare.endswith("*/")
    return kept


def _slim(lines: list[str]) -> str:
    return "\n".join(line.strip() for line in lines if line.strip()) + "\n"
