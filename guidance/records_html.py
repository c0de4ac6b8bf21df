"""The printable page of a record: one HTML file without scripts or anything to load."""

from __future__ import annotations

from html import escape

from guidance.blocks import Block, Bullets, Heading, Paragraph, Space, Table
from guidance.records import Record

MEDIA_TYPE = "text/html; charset=utf-8"
_STYLE = """
body{font:1rem/1.5 Arial,sans-serif;color:#111;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.75rem}h2{font-size:1.3rem;margin-top:2rem}h3{font-size:1.1rem}
table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:left;padding:.25rem 0}
th,td{border:1px solid #555;padding:.5rem;vertical-align:top;text-align:left;overflow-wrap:anywhere}
thead th{background:#e7edf2}.space{border:1px solid #555;min-height:3rem;padding:.5rem;margin:.5rem 0}
.top,.small{color:#333;font-size:.9rem}
@media print{body{margin:0;max-width:none}thead{display:table-header-group}tr,.space{break-inside:avoid}
h2,h3{break-after:avoid}}
"""


def to_html(record: Record) -> str:
    """The record as a page; every text is escaped."""
    title = escape(record.title)
    body = "\n".join(_block(block) for block in record.blocks)
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head>{head}<style>{_STYLE}</style></head>\n<body>\n'
        f'<p class="top">{escape(record.header)}</p>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n'
    )


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _small(block: Paragraph | Bullets) -> str:
    return ' class="small"' if block.small else ""


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level + 1}>{_text(block.text)}</h{block.level + 1}>"
    if isinstance(block, Paragraph):
        text = f"<strong>{_text(block.text)}</strong>" if block.strong else _text(block.text)
        return f"<p{_small(block)}>{text}</p>"
    if isinstance(block, Bullets):
        tag = "ol" if block.ordered else "ul"
        return f"<{tag}{_small(block)}>" + "".join(f"<li>{_text(text)}</li>" for text in block.texts) + f"</{tag}>"
    if isinstance(block, Space):
        return f'<div class="space">{_text(block.prompt)}</div>'
    return _table(block)


def _table(block: Table) -> str:
    columns = "".join(f'<col style="width:{width}%">' for width in block.widths)
    head = "".join(f'<th scope="col">{_text(text)}</th>' for text in block.header)
    rows = "".join(
        f'<tr><th scope="row">{_text(row[0])}</th>' + "".join(f"<td>{_text(text)}</td>" for text in row[1:]) + "</tr>"
        for row in block.rows
    )
    caption = f"<caption>{_text(block.caption)}</caption>"
    return f"<table>{caption}<colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
