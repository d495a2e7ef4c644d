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
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]+\d+:[A-Z]+\d+)\"")
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
    heading: tuple[str, ...] = ()
    """All of it, also the columns that were not asked for."""
    other_sheets: tuple[str, ...] = ()
    """Sheets of the workbook that hold something and were not read."""


def looks_like_date(text: str) -> bool:
    """Tell whether a spreadsheet may have made this out of something like `3-4`."""
    return _DATE.fullmatch(text) is not None


def fold_heading(text: str) -> str:
    """Return the form under which headings are compared, and the key of a cell in a row."""
    return " ".join(text.strip().strip('"').split()).casefold()


def read_sheet(
    path: Path, columns: Sequence[str], encoding: str | None = None, width: int = _MAX_COLUMNS
) -> Sheet:
    """Read the rows of a .csv or .xlsx that has these (folded) columns, in any order.

    Cells come back trimmed, with canonical characters and without a quote that defused a formula.
    Empty rows are left out but counted. `encoding` is that of a .csv; `width` says how many columns
    of a .xlsx are looked at.

    Raises
    ------
    UnknownExchangeFormat, UnreadableSource, SheetUnreadable, SheetColumns
        And then there is nothing that can be used.

    """
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise UnknownExchangeFormat(path)
    try:
        if path.stat().st_size > _MAX_MEGABYTES * 1_000_000:
            raise SheetUnreadable(path, f"groter dan {_MAX_MEGABYTES} MB")
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableSource(path, describe_cause(error)) from error
    if not raw.strip():
        raise SheetUnreadable(path, "het bestand is leeg")
    if suffix == ".csv":
        return _read_csv(path, raw, columns, encoding)
    return _read_xlsx(path, raw, columns, width)


# --- CSV -----------------------------------------------------------------------------------------


def _read_csv(path: Path, raw: bytes, columns: Sequence[str], encoding: str | None) -> Sheet:
    table, used, _ = parse_csv(path, raw, columns, encoding)
    return Sheet(tuple(_rows(path, columns, table)), used, _heading(table))


def parse_csv(
    path: Path, raw: bytes, columns: Sequence[str], encoding: str | None
) -> tuple[list[tuple[int, list[str]]], str, str]:
    """Return the numbered lines of a .csv as they are, the encoding (Dutch) and the delimiter."""
    try:
        text, used = decode(path, raw, encoding)
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
    return list(enumerate(lines, start=1 + skipped)), used, delimiter


def _find_delimiter(text: str, columns: Sequence[str]) -> str:
    """Return the delimiter under which the heading shows most of the columns."""

    def known(delimiter: str) -> int:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            return len({fold_heading(cell_text(cell)) for cell in next(lines, [])} & set(columns))
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=known)


# --- XLSX ----------------------------------------------------------------------------------------


def _read_xlsx(path: Path, raw: bytes, columns: Sequence[str], width: int) -> Sheet:
    if raw.startswith(_OLE_MAGIC):
        raise SheetUnreadable(path, "het heeft een wachtwoord of is een oud .xls-bestand")
    try:
        _refuse_bomb(path, raw)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of a workbook that hold no decisions
            table, others = _read_cells(raw, columns, width)
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
    return Sheet(tuple(_rows(path, columns, table)), "", _heading(table), others)


def _refuse_bomb(path: Path, raw: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        size = sum(part.file_size for part in package.infolist())
    if size > 5 * _MAX_MEGABYTES * 1_000_000:
        raise SheetUnreadable(path, f"uitgepakt groter dan {5 * _MAX_MEGABYTES} MB")


def _read_cells(
    raw: bytes, columns: Sequence[str], width: int
) -> tuple[list[tuple[int, list[Any]]], tuple[str, ...]]:
    """Return the filled rows of the first sheet with the right heading, else of the first sheet.

    And the names of the other sheets that hold something.
    """
    from openpyxl import load_workbook

    shown = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    names = [sheet.title for sheet in shown.worksheets]
    tables = [_filled(_cells_of(shown, name, width)) for name in names]
    best = next((i for i, table in enumerate(tables) if not _missing(table, columns)), 0)
    if not tables or not tables[best]:
        return [], ()
    last = tables[best][-1][0], width
    hollow = dict.fromkeys(_find_formulas(raw, names[best], width), _FORMULA)
    hollow |= dict.fromkeys(_find_merged(raw, shown[names[best]], last), _MERGED)
    rows = [
        (
            number,
            [
                hollow.get((number, index)) if cell.value is None else cell.value
                for index, cell in enumerate(cells)
            ],
        )
        for number, cells in tables[best]
    ]
    return rows, tuple(name for at, name in enumerate(names) if at != best and tables[at][1:])


def _find_formulas(raw: bytes, name: str, width: int) -> set[tuple[int, int]]:
    """Return (row, column) of the formulas: one whose outcome was not saved looks empty."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        parts = [part for part in package.namelist() if "worksheets/" in part]
        if not any(_HAS_FORMULA.search(package.read(part)) for part in parts):
            return set()  # reading a second time takes seconds
    written = load_workbook(io.BytesIO(raw), read_only=True)
    return {
        (number, index)
        for number, cells in _cells_of(written, name, width)
        for index, cell in enumerate(cells)
        if cell.data_type == "f"
    }


def _find_merged(raw: bytes, sheet: Any, last: tuple[int, int]) -> set[tuple[int, int]]:  # noqa: ANN401
    """Return (row, column) of the cells up to `last` that look empty as part of a larger one."""
    from openpyxl.utils import range_boundaries

    # openpyxl tells this only of a sheet that it reads whole, and then walks through every cell of it
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        found = _MERGE.findall(package.read(sheet._worksheet_path))
    cells = set()
    for place in found:
        left, top, right, bottom = range_boundaries(place.decode())
        for row in range(top, min(bottom, last[0]) + 1):
            cells |= {(row, column - 1) for column in range(left, min(right, last[1]) + 1)}
    return cells


_FORMULA = object()  # a formula whose outcome the file does not hold
_MERGED = object()  # a cell that was merged with the one above it or before it


def _cells_of(
    workbook: Any,  # noqa: ANN401
    name: str,
    width: int,
) -> Iterator[tuple[int, Sequence[Any]]]:
    sheet = workbook[name]
    sheet.reset_dimensions()  # other programs write wrong ones
    yield from enumerate(sheet.iter_rows(max_row=_MAX_ROWS, max_col=width), start=1)


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
    return set(columns) - {fold_heading(cell_text(cell.value)) for cell in heading}


# --- both ----------------------------------------------------------------------------------------


def _heading(table: Sequence[tuple[int, Sequence[Any]]]) -> tuple[str, ...]:
    return tuple(filter(None, (cell_text(cell) for cell in table[0][1]))) if table else ()


def _rows(
    path: Path, columns: Sequence[str], table: Sequence[tuple[int, Sequence[Any]]]
) -> Iterator[SheetRow]:
    lines = iter(table)
    heading = [fold_heading(cell_text(cell)) for cell in next(lines, (1, []))[1]]
    counts = Counter(heading)
    missing = tuple(name for name in columns if name not in counts)
    double = tuple(name for name in columns if counts[name] > 1)
    if missing or double:
        raise SheetColumns(path, missing, double, tuple(columns), _heading(table))
    for number, cells in lines:
        values = dict(zip(heading, cells, strict=False))
        row = {name: values.get(name) for name in columns}
        spoiled = {name: problem for name, cell in row.items() if (problem := _spoiled(cell))}
        if any(cell_text(cell) for cell in cells[len(heading) :]):
            spoiled[SURPLUS] = "surplus"
        texts = {name: cell_text(cell) for name, cell in row.items()}
        if spoiled or any(texts.values()):
            yield SheetRow(number, texts, spoiled)


def _spoiled(cell: object) -> str:
    if cell is _FORMULA:
        return "formula"
    if cell is _MERGED:
        return "merged"
    return "date" if isinstance(cell, date | time | timedelta) else ""


def cell_text(cell: object) -> str:
    """Return what a cell holds as text, the way a person would have typed it."""
    if cell is None or cell is _FORMULA or cell is _MERGED:
        return ""
    if isinstance(cell, datetime) and cell.time() != time():
        return f"{cell:%d-%m-%Y %H:%M}"
    if isinstance(cell, datetime | date):
        return f"{cell:%d-%m-%Y}"
    if isinstance(cell, bool):
        return "WAAR" if cell else "ONWAAR"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(cell))
    text = normalise(text).strip()
    return text[1:].strip() if _DEFUSED.match(text) else text
