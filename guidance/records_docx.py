"""The Word file of a record, made with python-docx: real tables and headings, header, footer with page numbers."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from guidance.blocks import Block, Bullets, Heading, Paragraph, Space, Table
from guidance.records import Record

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# XML has no place for these; one of them in a comment would make the file unreadable
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_GREY = "E7EDF2"


def to_docx(record: Record) -> bytes:
    """The record as a Word file."""
    document = docx.Document()
    _page(document, record)
    document.add_heading(_clean(record.title), level=0)
    for block in record.blocks:
        _add(document, block, record)
    made = datetime(record.made.year, record.made.month, record.made.day)
    properties = document.core_properties
    properties.title, properties.language, properties.author, properties.comments = record.title, "en-GB", "", ""
    properties.created = properties.modified = made
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


def _page(document: Document, record: Record) -> None:
    section = document.sections[0]
    width, height = (Cm(29.7), Cm(21.0)) if record.wide else (Cm(21.0), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if record.wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    for name in ("Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.color.rgb = "Arial", RGBColor(0x1D, 0x2B, 0x3A)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)  # a theme font would win over the one set above
    document.styles["Title"].font.size = Pt(22)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)
    normal.paragraph_format.space_after = Pt(6)
    section.header.paragraphs[0].text = _clean(record.header)
    _footer(section.footer.paragraphs[0], record.footer)
    for paragraph in (section.header.paragraphs[0], section.footer.paragraphs[0]):
        _size(paragraph, small=True)


def _footer(paragraph: WordParagraph, words: str) -> None:
    """Words with {page} and {pages} as fields that Word works out."""
    for part in re.split(r"(\{page\}|\{pages\})", words):
        if part in ("{page}", "{pages}"):
            _field(paragraph, "PAGE" if part == "{page}" else "NUMPAGES")
        elif part:
            paragraph.add_run(part)


def _field(paragraph: WordParagraph, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run(text if kind == "text" else "")
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif not kind:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = text
            run._r.append(instruction)


def _add(document: Document, block: Block, record: Record) -> None:
    if isinstance(block, Heading):
        document.add_heading(_clean(block.text), level=block.level)
    elif isinstance(block, Paragraph):
        paragraph = document.add_paragraph()
        paragraph.add_run(_clean(block.text)).bold = block.strong or None
        _size(paragraph, block.small)
    elif isinstance(block, Bullets):
        _bullets(document, block)
    elif isinstance(block, Table):
        _table(document, block, record)
    else:
        _space(document, block)


def _bullets(document: Document, block: Bullets) -> None:
    """Numbers are written out: Word would count on from the list before."""
    for number, text in enumerate(block.texts, 1):
        if not block.ordered:
            paragraph = document.add_paragraph(_clean(text), style="List Bullet")
        else:
            paragraph = document.add_paragraph(f"{number}.\t{_clean(text)}")
            paragraph.paragraph_format.left_indent = Cm(1)
            paragraph.paragraph_format.first_line_indent = Cm(-0.6)
        paragraph.paragraph_format.space_after = Pt(6 if number == len(block.texts) else 2)
        _size(paragraph, block.small)


def _size(paragraph: WordParagraph, small: bool) -> None:
    for run in paragraph.runs if small else ():
        run.font.size = Pt(9)


def _table(document: Document, block: Table, record: Record) -> None:
    table = document.add_table(rows=1, cols=len(block.header))
    table.style = "Table Grid"
    table.autofit = False
    _describe(table, block.caption)
    for row in (block.header, *block.rows):
        cells = table.rows[0].cells if row is block.header else table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            _write(cell, text)
    for row in table.rows:
        _row_property(row, "w:cantSplit")
    _row_property(table.rows[0], "w:tblHeader")
    for cell in table.rows[0].cells:
        _shade(cell)
        for run in cell.paragraphs[0].runs:
            run.bold = True
    for cell in table.rows[0].cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    width = 25.7 if record.wide else 17.0
    for column, share in zip(table.columns, block.widths, strict=True):
        column.width = Cm(width * share / sum(block.widths))  # LibreOffice reads the grid, Word the cells
        for cell in column.cells:
            cell.width = Cm(width * share / sum(block.widths))
    _gap(document)


def _write(cell: Any, text: str) -> None:
    """Text with the same room above and below it."""
    cell.text = _clean(text)
    for paragraph in cell.paragraphs:
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)


def _gap(document: Document) -> None:
    """A little room after a table: two tables without a paragraph between them would become one."""
    format_ = document.add_paragraph().paragraph_format
    format_.space_after, format_.line_spacing = Pt(0), Pt(8)


def _describe(table: WordTable, caption: str) -> None:
    """Alternative text, which Word reads out."""
    properties = table._tbl.tblPr
    for name in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(name)
        element.set(qn("w:val"), _clean(caption))
        properties.append(element)


def _row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _shade(cell: Any) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), _GREY)
    cell._tc.get_or_add_tcPr().append(shading)


def _space(document: Document, block: Space) -> None:
    table = document.add_table(rows=1, cols=1)
    table.style = "Table Grid"
    _describe(table, block.prompt)
    _row_property(table.rows[0], "w:cantSplit")
    _write(table.rows[0].cells[0], block.prompt + "\n" * (1 if len(block.prompt) < 40 else 5))
    _gap(document)
