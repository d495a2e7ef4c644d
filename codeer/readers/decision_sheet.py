"""Read a table that people filled in, CSV or XLSX, as texts by column; what it means is not decided here."""

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from codeer.errors import (
    BinarySource,
    SheetColumns,
    SheetUnreadable,
    UnknownExchangeFormat,
    UnreadableSource,
    WrongEncoding,
    describe_cause,
)
from codeer.readers.plain import decode
from codeer.text import normalise

SURPLUS = ""
"""Stands for the column that a row has too many."""
_MAX_MEGABYTES = 100
_MAX_COLUMNS = 60
_MAX_ROWS = 1_048_576
_DELIMITERS = ";,\t"
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")  # encrypted .xlsx and old .xls
_DEFUSED = re.compile(r"'(?='*[=+\-@\t\r])")
_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f])_")  # a control character in a workbook
_HAS_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MONTHS = "jan feb mrt maa mar apr mei may jun jul aug sep okt oct nov dec"
_DATE = re.compile(
    rf"\d{{1,2}}[-/ ](?:{'|'.join(_MONTHS.split())})[a-z]*\.?(?:[-/ ]\d{{2,4}})?"
    r"|(?:\d{1,2}[-/]\d{1,2}[-/](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that holds something."""

    number: int
    """As a spreadsheet numbers it: the heading is row 1."""
    cells: dict[str, str]
    spoiled: dict[str, str] = field(default_factory=dict)
    """Column to what went wrong with it: a key of `RowRefused.problems`."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a table and how it was read."""

    rows: tuple[SheetRow, ...]
    encoding: str
    """A Dutch label; empty for a workbook."""


def looks_like_date(text: str) -> bool:
    """Tell whether a spreadsheet may have made this out of something like `3-4`."""
    return _DATE.fullmatch(text) is not None


def read_sheet(path: Path, columns: Sequence[str]) -> Sheet:
    """Read the rows of a .csv or .xlsx that has these columns, in any order.

    Cells come back trimmed, with canonical characters and without a quote that defused a formula.
    Empty rows are left out but counted.

    Raises
    ------
    UnknownExchangeFormat, UnreadableSource, SheetUnreadable, SheetColumns
        And then there is nothing that can be used.

    """
    readers = {".csv": _read_csv, ".xlsx": _read_xlsx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UnknownExchangeFormat(path)
    try:
        if path.stat().st_size > _MAX_MEGABYTES * 1_000_000:
            raise SheetUnreadable(path, f"groter dan {_MAX_MEGABYTES} MB")
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableSource(path, describe_cause(error)) from error
    if not raw.strip():
        raise SheetUnreadable(path, "het bestand is leeg")
    return reader(path, raw, columns)


# --- CSV -----------------------------------------------------------------------------------------


def _read_csv(path: Path, raw: bytes, columns: Sequence[str]) -> Sheet:
    try:
        text, encoding = decode(path, raw, None)
    except WrongEncoding as error:
        raise SheetUnreadable(path, f"geen {error.encoding}: byte {error.position}") from error
    except BinarySource as error:
        raise SheetUnreadable(path, "geen tekst") from error
    if text.startswith("PK"):
        raise SheetUnreadable(path, "een werkblad dat .csv heet")
    text = text.removeprefix("\ufeff")
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r"\"?sep=(.)\"?\s*", first)  # a line that Excel understands
    body, skipped = (rest, 1) if told else (text, 0)
    delimiter = told[1] if told else _find_delimiter(body, columns)
    try:
        lines = list(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise SheetUnreadable(path, "aanhalingstekens die niet sluiten") from error
    table = enumerate(lines, start=1 + skipped)
    return Sheet(tuple(_rows(path, columns, table)), encoding)


def _find_delimiter(text: str, columns: Sequence[str]) -> str:
    """Return the delimiter under which the heading shows most of the columns."""
    heading = text.partition("\n")[0]

    def known(delimiter: str) -> int:
        names = {_name(cell) for cell in heading.split(delimiter)}
        return len(names & set(columns))

    return max(_DELIMITERS, key=known)


# --- XLSX ----------------------------------------------------------------------------------------


def _read_xlsx(path: Path, raw: bytes, columns: Sequence[str]) -> Sheet:
    if raw.startswith(_OLE_MAGIC):
        raise SheetUnreadable(path, "het heeft een wachtwoord of is een oud .xls-bestand")
    try:
        _refuse_bomb(path, raw)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of a workbook that hold no decisions
            table = _read_cells(raw, columns)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        SyntaxError,  # the XML is broken
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:  # openpyxl meets a damaged file with any of these
        raise SheetUnreadable(path, "het Excel-bestand is beschadigd of niet compleet") from error
    return Sheet(tuple(_rows(path, columns, table)), "")


def _refuse_bomb(path: Path, raw: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        size = sum(part.file_size for part in package.infolist())
    if size > 5 * _MAX_MEGABYTES * 1_000_000:
        raise SheetUnreadable(path, f"uitgepakt groter dan {5 * _MAX_MEGABYTES} MB")


def _read_cells(raw: bytes, columns: Sequence[str]) -> list[tuple[int, list[Any]]]:
    """Return the filled rows of the first sheet with the right heading, else of the first sheet."""
    from openpyxl import load_workbook

    shown = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    names = [sheet.title for sheet in shown.worksheets]
    tables = [_filled(_cells_of(shown, name)) for name in names]
    best = next((i for i, table in enumerate(tables) if not _missing(table, columns)), 0)
    if not tables:
        return []
    formulas = _find_formulas(raw, names[best])
    return [
        (
            number,
            [
                _FORMULA if cell.value is None and (number, index) in formulas else cell.value
                for index, cell in enumerate(cells)
            ],
        )
        for number, cells in tables[best]
    ]


def _find_formulas(raw: bytes, name: str) -> set[tuple[int, int]]:
    """Return (row, column) of the formulas: one whose outcome was not saved looks empty."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        parts = [part for part in package.namelist() if "worksheets/" in part]
        if not any(_HAS_FORMULA.search(package.read(part)) for part in parts):
            return set()  # reading a second time takes seconds
    written = load_workbook(io.BytesIO(raw), read_only=True)
    return {
        (number, index)
        for number, cells in _cells_of(written, name)
        for index, cell in enumerate(cells)
        if cell.data_type == "f"
    }


_FORMULA = object()  # a formula whose outcome the file does not hold


def _cells_of(workbook: Any, name: str) -> Iterator[tuple[int, Sequence[Any]]]:  # noqa: ANN401
    sheet = workbook[name]
    sheet.reset_dimensions()  # other programs write wrong ones
    yield from enumerate(sheet.iter_rows(max_row=_MAX_ROWS, max_col=_MAX_COLUMNS), start=1)


def _filled(
    table: Iterable[tuple[int, Sequence[Any]]],
) -> list[tuple[int, Sequence[Any]]]:
    return [
        (number, cells)
        for number, cells in table
        if number == 1 or any(cell.value is not None for cell in cells)
    ]


def _missing(table: Sequence[tuple[int, Sequence[Any]]], columns: Sequence[str]) -> set[str]:
    heading = table[0][1] if table else ()
    return set(columns) - {_name(_text(cell.value)) for cell in heading}


# --- both ----------------------------------------------------------------------------------------


def _rows(
    path: Path, columns: Sequence[str], table: Iterable[tuple[int, Sequence[Any]]]
) -> Iterator[SheetRow]:
    lines = iter(table)
    heading = [_name(_text(cell)) for cell in next(lines, (1, []))[1]]
    counts = Counter(heading)
    missing = tuple(name for name in columns if name not in counts)
    double = tuple(name for name in columns if counts[name] > 1)
    if missing or double:
        raise SheetColumns(path, missing, double, tuple(columns))
    for number, cells in lines:
        values = dict(zip(heading, cells, strict=False))
        row = {name: values.get(name) for name in columns}
        spoiled = {
            name: "formula" if cell is _FORMULA else "date"
            for name, cell in row.items()
            if cell is _FORMULA or isinstance(cell, date | time | timedelta)
        }
        if any(_text(cell) for cell in cells[len(heading) :]):
            spoiled[SURPLUS] = "surplus"
        texts = {name: _text(cell) for name, cell in row.items()}
        if spoiled or any(texts.values()):
            yield SheetRow(number, texts, spoiled)


def _name(text: str) -> str:
    return text.strip().strip('"').strip().casefold()


def _text(cell: object) -> str:
    """Return what a cell holds as text, the way a person would have typed it."""
    if cell is None or cell is _FORMULA:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%d-%m-%Y}"
    if isinstance(cell, bool):
        return "WAAR" if cell else "ONWAAR"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(cell))
    text = normalise(text).strip()
    return text[1:].strip() if _DEFUSED.match(text) else text
