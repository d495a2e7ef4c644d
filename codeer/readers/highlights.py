"""Coded passages as a table of another program: Taguette's highlights, QualCoder's list of codings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from codeer.errors import SheetColumns, SheetUnreadable
from codeer.readers.decision_sheet import Sheet, SheetRow, read_sheet

_LAYOUTS: tuple[Mapping[str, str], ...] = (
    {"document": "transcript", "tag": "thema", "content": "tekst"},  # Taguette
    {  # QualCoder, coding report by case
        "filename": "transcript",
        "coder": "codeur",
        "codename": "thema",
        "coded": "tekst",
        "coded_memo": "memo",
    },
    {  # QualCoder, coding report by file
        "file": "transcript",
        "coder": "codeur",
        "codename": "thema",
        "coded": "tekst",
        "coded_memo": "memo",
    },
)


def read_rows(path: Path, columns: Sequence[str], verdict: str) -> tuple[Sheet, bool]:
    """Return the rows of a table with these columns, and whether it is one of another program.

    Passages of another program come back under these columns, all with one verdict.

    Raises
    ------
    UnknownExchangeFormat, UnreadableSource, SheetUnreadable, SheetColumns

    """
    try:
        return read_sheet(path, columns), False
    except (SheetColumns, SheetUnreadable):  # the latter: a delimiter was taken that is none
        sheet = _read_foreign(path, columns, verdict)
        if sheet is None:
            raise
        return sheet, True


def _read_foreign(path: Path, columns: Sequence[str], verdict: str) -> Sheet | None:
    for layout in _LAYOUTS:
        try:
            sheet = read_sheet(path, tuple(layout))
        except (SheetColumns, SheetUnreadable):
            continue
        rows = (_translate(row, layout, columns) for row in sheet.rows)
        rows = (replace(row, cells={**row.cells, "besluit": verdict}) for row in rows)
        return replace(sheet, rows=tuple(rows))
    return None


def _repair(text: str) -> str:
    """Undo UTF-8 read as Windows-1252, which Taguette does with HTML that names no character set."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _translate(row: SheetRow, layout: Mapping[str, str], columns: Sequence[str]) -> SheetRow:
    cells = dict.fromkeys(columns, "")
    cells |= {layout[column]: text for column, text in row.cells.items() if column in layout}
    cells["tekst"] = _repair(cells["tekst"])
    spoiled = {layout.get(column, column): problem for column, problem in row.spoiled.items()}
    return SheetRow(row.number, cells, spoiled)
