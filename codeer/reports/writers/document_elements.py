"""Paragraphs, captions and tables of a Word document."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

from codeer.reports.blocks import Row, Table
from codeer.reports.writers.document_parts import TABLE_STYLE, table_text
from codeer.reports.writers.table_layout import Part, TableLayout

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

_SHORT_TABLE = 12
"""Rows that stay together on one page."""
_LEVEL_INDENT = 284
_HANGING_INDENT = 142
_STEPS = 5000  # of the width: the format counts fiftieths of a percent
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RTL_WORDS = re.compile(rf"([{_RTL}]+(?:[^\w\n\t]+[{_RTL}]+)*)")
_BREAKS = re.compile(r"([\n\t])")
_BREAK_TAGS = {"\n": "w:br", "\t": "w:tab"}
_SIZE_OF_GROUP = re.compile(r"\(N = (?=\d)")


def clean(text: str) -> str:
    """Return text with a mark for every character that XML cannot hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", lines)


def make(tag: str, *children: "BaseOxmlElement", **attributes: str | float) -> "BaseOxmlElement":
    """Return an element; the attributes are those of the namespace of Word's text."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = cast("BaseOxmlElement", OxmlElement(tag))
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(children)
    return element


# --- text ----------------------------------------------------------------------------------------


def make_runs(text: str, style: str = "") -> list["BaseOxmlElement"]:
    """Return text as runs: plain, whatever it looks like, each in its own direction."""
    return [
        _make_run(piece, style, is_rtl=bool(number % 2))
        for number, piece in enumerate(_RTL_WORDS.split(clean(text)))
        if piece
    ]


def _make_run(text: str, style: str, *, is_rtl: bool = False) -> "BaseOxmlElement":
    run = make("w:r")
    if style or is_rtl:
        run.append(make("w:rPr"))
    if style:
        run[0].append(make("w:rStyle", val=style))
    if is_rtl:
        run[0].append(make("w:rtl"))
    for piece in filter(None, _BREAKS.split(text)):
        run.append(make(_BREAK_TAGS[piece]) if piece in _BREAK_TAGS else _make_text(piece))
    return run


def _make_text(text: str, tag: str = "w:t") -> "BaseOxmlElement":
    element = make(tag)
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def make_paragraph(
    style: str, *runs: "BaseOxmlElement", layout: Sequence["BaseOxmlElement"] = ()
) -> "BaseOxmlElement":
    """Return a paragraph; `layout` is what its style does not say, in the order of the format."""
    return make("w:p", make("w:pPr", make("w:pStyle", val=style), *layout), *runs)


def make_caption(
    label: str, number: int, title: str, *, restart: bool = False
) -> "BaseOxmlElement":
    """Return 'Tabel 1' with the title on the next line.

    The number is a field, so that Word can count on in a thesis, list tables and refer to them;
    `restart` says that it is not one more than the number before it.
    """
    switch = f" \\r {number}" if restart else ""
    return make_paragraph(
        "Caption",
        *make_runs(f"{label} ", "Strong"),
        *_make_field(f" SEQ {label} \\* ARABIC{switch} ", str(number), "Strong"),
        *make_runs("\n"),
        *make_runs(title, "Emphasis"),
    )


def make_continued_caption(text: str, title: str) -> "BaseOxmlElement":
    """Return a caption that lists of tables leave out, because it was counted before."""
    return make_paragraph(
        "Caption", *make_runs(text, "Strong"), *make_runs("\n"), *make_runs(title, "Emphasis")
    )


def _make_field(code: str, result: str, style: str) -> Iterator["BaseOxmlElement"]:
    contents = (
        make("w:fldChar", fldCharType="begin"),
        _make_text(code, "w:instrText"),
        make("w:fldChar", fldCharType="separate"),
        _make_text(result),
        make("w:fldChar", fldCharType="end"),
    )
    for content in contents:
        yield make("w:r", make("w:rPr", make("w:rStyle", val=style)), content)


def make_notes(notes: Sequence[str]) -> "BaseOxmlElement":
    """Return the note below a table or figure; an empty line when there is nothing to note."""
    if not notes:
        return make_paragraph("Noot")
    return make_paragraph(
        "Noot", *make_runs("Noot.", "Emphasis"), *make_runs(f" {' '.join(notes)}")
    )


# --- tables --------------------------------------------------------------------------------------


def prevent_breaks(header: Sequence[str]) -> tuple[str, ...]:
    """Return column names in which '(N = 12' stays on one line."""
    return tuple(_SIZE_OF_GROUP.sub("(N\u00a0=\u00a0", name) for name in header)


def make_table(table: Table, layout: TableLayout, part: Part, width: int) -> "BaseOxmlElement":
    """Return the columns of one part, as wide as the text, whatever that becomes (`width` now)."""
    return make(
        "w:tbl",
        _table_properties(table),
        make("w:tblGrid", *(make("w:gridCol", w=round(share * width)) for share in part.widths)),
        _header_row(table.header, layout, part),
        *(
            _row(row, layout, part, keep=_keeps_next(number, len(table.rows)))
            for number, row in enumerate(table.rows, start=1)
        ),
    )


def _table_properties(table: Table) -> "BaseOxmlElement":
    look = {"firstRow": 1, "lastRow": 0, "firstColumn": 1, "lastColumn": 0}
    return make(
        "w:tblPr",
        make("w:tblStyle", val=TABLE_STYLE),
        make("w:tblW", w=_STEPS, type="pct"),
        make("w:tblLayout", type="fixed"),
        make("w:tblLook", val="06A0", **look, noHBand=1, noVBand=1),
        make("w:tblCaption", val=clean(f"Tabel {table.number}. {table.title}")),
    )


def _keeps_next(number: int, rows: int) -> bool:
    """Tell whether a row stays with the next: no heading or note alone on a page."""
    return rows <= _SHORT_TABLE or number == 1 or number >= rows - 1


def _header_row(header: Sequence[str], layout: TableLayout, part: Part) -> "BaseOxmlElement":
    properties = make("w:trPr", make("w:cantSplit"))
    if any(layout.turned[k] for k in part.columns):
        properties.append(make("w:trHeight", val=round(layout.head_height * 20), hRule="atLeast"))
    properties.append(make("w:tblHeader"))
    row = make("w:tr", properties)
    for k, share in zip(part.columns, part.widths, strict=True):
        cell = _cell_properties(share)
        if layout.turned[k]:
            cell.append(make("w:textDirection", val="btLr"))
            cell.append(make("w:vAlign", val="center"))
        else:
            cell.append(make("w:vAlign", val="bottom"))
        alignment = "center" if layout.numbers[k] and not layout.turned[k] else "left"
        text = _cell_text(header[k], layout, make("w:jc", val=alignment), keep=True)
        row.append(make("w:tc", cell, text))
    return row


def _row(row: Row, layout: TableLayout, part: Part, *, keep: bool) -> "BaseOxmlElement":
    element = make("w:tr", make("w:trPr", make("w:cantSplit")))
    for k, share in zip(part.columns, part.widths, strict=True):
        cell = _cell_properties(share)
        if row.is_total:
            line = make("w:top", val="single", sz=4, space=0, color="auto")
            cell.append(make("w:tcBorders", line))
        if k == 0:
            left = row.level * _LEVEL_INDENT + _HANGING_INDENT
            place, text = make("w:ind", left=left, hanging=_HANGING_INDENT), row.name
        else:
            alignment = "center" if layout.numbers[k] else "left"
            place, text = make("w:jc", val=alignment), row.cells[k - 1].text
        element.append(make("w:tc", cell, _cell_text(text, layout, place, keep=keep)))
    return element


def _cell_properties(share: float) -> "BaseOxmlElement":
    return make("w:tcPr", make("w:tcW", w=round(share * _STEPS), type="pct"))


def _cell_text(
    text: str, layout: TableLayout, place: "BaseOxmlElement", *, keep: bool
) -> "BaseOxmlElement":
    style = table_text(layout.size)
    kept = [make("w:keepNext")] if keep else []
    return make_paragraph(style, *make_runs(text), layout=[*kept, place])
