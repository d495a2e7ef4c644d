"""The results as an Excel workbook: what to read first, the tables of the chapter, the plain numbers."""

import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from codeer.archive import settle_archive
from codeer.errors import MissingLibrary, SheetTooLong
from codeer.reports.blocks import Chapter, Row, Table, put_on_one_line
from codeer.reports.decision_sheet import CUT
from codeer.reports.tables import DataTable, Value
from codeer.reports.writers.table_layout import find_number_columns

if TYPE_CHECKING:
    from xlsxwriter import Workbook

FIRST_SHEET = "Lees mij"
# What Excel holds
_MOST_ROWS = 1_048_576
_MOST_CHARACTERS = 32_767
_LONGEST_NAME = 31
_RESERVED_NAME = "history"

_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NOT_IN_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NARROWEST = 8
_WIDEST = 60
_UNSET_WIDTH = 8.43
_ARROW = 3
"""Characters that the arrow of a filter takes."""
_LINE = 90
"""Characters of a line of running text."""
_LINE_HEIGHT = 15
_HIGHEST = 409
"""Of a row in Excel, in points."""
_SPARE = 1.1
"""A line holds somewhat less text than digits, as words are not broken."""
_LONGEST_HEADING = 20
"""A longer one is wrapped."""
_MEASURED_ROWS = 500
_A4 = 9

_Style = Mapping[str, object]
_BOLD: _Style = {"bold": True}
_HEADER: _Style = {"bold": True, "bottom": 1}
_THESIS_HEADER: _Style = {"top": 1, "bottom": 1}


class _Sheet:
    """A sheet that takes every value for what it is, and counts the texts that it had to cut."""

    def __init__(self, workbook: "Workbook", name: str, formats: dict[str, object]) -> None:
        self.name = name
        self.cut = 0
        self.worksheet = workbook.add_worksheet(name)
        self._add_format: Callable[[dict[str, object]], object] = workbook.add_format
        self._formats = formats
        self._widths: Sequence[float] = ()
        self._lines: dict[int, int] = {}
        self.worksheet.ignore_errors({"number_stored_as_text": f"A1:XFD{_MOST_ROWS}"})
        self.worksheet.set_landscape()
        self.worksheet.set_paper(_A4)
        self.worksheet.fit_to_pages(1, 0)

    def set_widths(self, widths: Sequence[float]) -> None:
        """Make the columns as wide as this, before anything is put in them."""
        self._widths = widths
        for column, width in enumerate(widths):
            self.worksheet.set_column(column, column, width)

    def put(self, row: int, column: int, value: Value, style: _Style | None = None) -> None:
        """Write a value: text stays text, whatever it looks like."""
        if isinstance(value, str):
            self._put_text(row, column, value, style or {}, self._widths[column])
        elif value is None:
            self.worksheet.write_blank(row, column, None, self._form(style or {}))
        else:
            form = self._form({"num_format": _format_number(value), **(style or {})})
            self.worksheet.write_number(row, column, value, form)

    def put_across(self, row: int, text: str, style: _Style) -> None:
        """Write running text over as many columns as make a line."""
        last, width = -1, 0.0
        while width < _LINE or last < 1:
            last += 1
            width += self._widths[last] if last < len(self._widths) else _UNSET_WIDTH
        self.worksheet.merge_range(row, 0, row, last, "", self._form({}))
        self._put_text(row, 0, text, style, width)

    def set_heights(self) -> None:
        """Make rows as high as their text: LibreOffice does not, unlike Excel."""
        for row, lines in self._lines.items():
            self.worksheet.set_row(row, min(lines * _LINE_HEIGHT, _HIGHEST))

    def _put_text(self, row: int, column: int, text: str, style: _Style, width: float) -> None:
        text = self._fit(text)
        form = self._form({"num_format": "@", "text_wrap": True, **style})
        self.worksheet.write_string(row, column, text, form)
        lines = sum(_count_lines(len(line), width) for line in text.split("\n"))
        if lines > 1:
            self._lines[row] = max(lines, self._lines.get(row, 0))

    def _form(self, style: _Style) -> object:
        properties = {"valign": "top", **style}
        key = repr(properties)
        if key not in self._formats:
            self._formats[key] = self._add_format(properties)
        return self._formats[key]

    def _fit(self, text: str) -> str:
        text = _NOT_IN_CELL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        if text.startswith("<r>") and text.endswith("</r>"):
            text += " "  # or xlsxwriter takes it for markup of its own
        units = text.encode("utf-16-le")  # as Excel counts
        if len(units) <= 2 * _MOST_CHARACTERS:
            return text
        self.cut += 1
        kept = units[: 2 * (_MOST_CHARACTERS - len(CUT))]
        return kept.decode("utf-16-le", errors="ignore") + CUT


def write_workbook(tables: Sequence[DataTable], chapter: Chapter) -> bytes:
    """Return a workbook: a sheet to read first, one per table of the chapter, one per plain table.

    Raises
    ------
    MissingLibrary
        When xlsxwriter cannot be loaded.
    SheetTooLong
        When Excel cannot hold so many rows.

    """
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise MissingLibrary("een Excel-bestand", "xlsxwriter") from error
    for table in tables:
        if len(table.rows) >= _MOST_ROWS:
            raise SheetTooLong(Path(table.name), len(table.rows), _MOST_ROWS - 1)
    stream = io.BytesIO()
    workbook = Workbook(stream, {"in_memory": True})
    title = put_on_one_line(chapter.title)
    workbook.set_properties({"title": title, "author": "codeer", "created": chapter.made})
    shown = chapter.tables()
    names = (FIRST_SHEET, *(f"Tabel {t.number}" for t in shown), *(t.name for t in tables))
    formats: dict[str, object] = {}
    first, *others = (_Sheet(workbook, name, formats) for name in _name_sheets(names))
    for sheet, thesis_table in zip(others, shown, strict=False):
        _write_table(sheet, thesis_table)
    for sheet, table in zip(others[len(shown) :], tables, strict=True):
        _write_data(sheet, table)
    _write_first(first, chapter, _list_sheets(others, shown, tables))
    for sheet in (first, *others):
        sheet.set_heights()
    workbook.close()
    return settle_archive(stream.getvalue(), chapter.made)


def _name_sheets(wishes: Iterable[str]) -> Iterator[str]:
    """Yield names that Excel accepts, each once."""
    taken = {_RESERVED_NAME}
    for wish in wishes:
        name = _NOT_IN_NAME.sub(" ", wish).strip(" '")[:_LONGEST_NAME].rstrip(" '") or "Blad"
        numbered = (
            f"{name[: _LONGEST_NAME - len(end)]}{end}" for end in map(" {}".format, count(2))
        )
        free = next(n for n in chain([name], numbered) if n.casefold() not in taken)
        taken.add(free.casefold())
        yield free


# --- the first sheet -----------------------------------------------------------------------------


def _list_sheets(
    sheets: Sequence[_Sheet], shown: Sequence[Table], tables: Sequence[DataTable]
) -> Iterator[tuple[str, str]]:
    """Yield per sheet its name and what it counts, then what was cut."""
    counted = [" ".join((f"{t.title}.", *t.notes[:1])) for t in shown]
    yield "Blad", "Wat het telt"
    yield from zip((s.name for s in sheets), (*counted, *(t.title for t in tables)), strict=True)
    for sheet in sheets:
        if sheet.cut:
            yield (
                f"Ingekort: {sheet.name}",
                f"Cellen met meer tekst dan Excel in een cel toelaat (32.767 tekens): {sheet.cut}. Ze "
                f"eindigen op{CUT}; met --formaat csv of json staat de hele tekst er.",
            )


def _write_first(sheet: _Sheet, chapter: Chapter, listing: Iterable[tuple[str, str]]) -> None:
    sheet.set_widths((_LONGEST_NAME, _LINE))
    sheet.put_across(0, chapter.title, {"bold": True, "font_size": 14})
    lines = [("Basis", chapter.basis)]
    if chapter.warning:
        lines.insert(0, ("Let op", chapter.warning))
    row = 2
    for label, text in lines:
        sheet.put(row, 0, label, _BOLD)
        sheet.put(row, 1, text, _BOLD if label == "Let op" else None)
        row += 1
    for at, (name, said) in enumerate(listing):
        style = None if at else _HEADER
        sheet.put(row + 1 + at, 0, name, style)
        sheet.put(row + 1 + at, 1, said, style)


# --- a table of the chapter ----------------------------------------------------------------------


def _write_table(sheet: _Sheet, table: Table) -> None:
    """Write a table as it stands in a thesis."""
    is_number = find_number_columns(table)
    lines = [(row.name, *(cell.text for cell in row.cells)) for row in table.rows]
    sheet.set_widths(
        [
            _find_width([*column[1:], *column[0].split(), column[0][:_LONGEST_HEADING]])
            for column in zip(table.header, *lines, strict=True)
        ]
    )
    sheet.put(0, 0, f"Tabel {table.number}", _BOLD)
    sheet.put_across(1, table.title, {"italic": True})
    for column, (name, right) in enumerate(zip(table.header, is_number, strict=True)):
        sheet.put(2, column, name, {**_THESIS_HEADER, **_align(right=right)})
    for at, (row, line) in enumerate(zip(table.rows, lines, strict=True), start=3):
        border = {"bottom": 1} if at == len(lines) + 2 else {}
        for column, (text, right) in enumerate(zip(line, is_number, strict=True)):
            sheet.put(
                at, column, text, {**_row_style(row, column), **_align(right=right), **border}
            )
    for at, note in enumerate(table.notes):
        sheet.put_across(len(lines) + 3 + at, note if at else f"Noot. {note}", {})
    sheet.worksheet.freeze_panes(3, 0)
    sheet.worksheet.repeat_rows(2)


def _align(*, right: bool) -> _Style:
    return {"align": "right"} if right else {}


def _row_style(row: Row, column: int) -> _Style:
    line: _Style = {"top": 1} if row.is_total else {}
    # Without an alignment xlsxwriter leaves the indent out
    return {**line, "align": "left", "indent": row.level} if column == 0 and row.level else line


# --- plain numbers -------------------------------------------------------------------------------


def _write_data(sheet: _Sheet, table: DataTable) -> None:
    """Write a table with one row per thing that is counted, ready to filter."""
    measured = table.rows[:_MEASURED_ROWS]
    sheet.set_widths(
        [
            _find_width([f"{name}{' ' * _ARROW}", *(_show(row[at]) for row in measured)])
            for at, name in enumerate(table.columns)
        ]
    )
    for column, name in enumerate(table.columns):
        sheet.put(0, column, name, _HEADER)
    for at, row in enumerate(table.rows, start=1):
        for column, value in enumerate(row):
            sheet.put(at, column, value)
    sheet.worksheet.freeze_panes(1, 0)
    sheet.worksheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.worksheet.repeat_rows(0)


def _show(value: Value) -> str:
    return "" if value is None else f"{value}"


def _count_lines(characters: int, width: float) -> int:
    return 1 if characters <= width else math.ceil(_SPARE * characters / width)


def _find_width(texts: Iterable[str]) -> int:
    longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
    return min(max(longest, _NARROWEST), _WIDEST) + 2


def _format_number(value: float | Decimal) -> str:
    """Return the format that shows the decimals that are given; Excel puts in the comma."""
    if isinstance(value, float):
        return "General"
    decimals = f"{Decimal(value):f}".partition(".")[2]
    return f"0.{'0' * len(decimals)}" if decimals else "0"
