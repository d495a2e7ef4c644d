"""Read a table that people filled in, CSV or XLSX, as texts by column; what it means is not decided here."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
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
from codeer.input_file import measure_file
from codeer.readers.cells import FORMULA, MAX_CELLS, MERGED, cell_text, fold_heading, too_many
from codeer.readers.plain import decode
from codeer.readers.workbook import MAX_COLUMNS, read_workbook

SURPLUS = ""
"""Stands for the column that a row has too many."""
_MAX_MEGABYTES = 50
_DELIMITERS = ";,\t"
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


def read_sheet(
    path: Path, columns: Sequence[str], encoding: str | None = None, width: int = MAX_COLUMNS
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
        if measure_file(path) > _MAX_MEGABYTES * 1_000_000:
            raise SheetUnreadable(path, f"groter dan {_MAX_MEGABYTES} MB")
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableSource(path, describe_cause(error)) from error
    if not raw.strip():
        raise SheetUnreadable(path, "het bestand is leeg")
    if suffix == ".csv":
        return _read_csv(path, raw, columns, encoding)
    table, others = read_workbook(path, raw, columns, width)
    return Sheet(tuple(_rows(path, columns, table)), "", _heading(table), others)


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
    told = re.fullmatch(r"\"?sep=([^\r\"])\"?\s*", first)  # a line that Excel understands
    body, skipped = (rest, 1) if told else (text, 0)
    if max(map(body.count, _DELIMITERS)) > MAX_CELLS:  # all on one line they would be read at once
        raise too_many(path)
    delimiter = told[1] if told else _find_delimiter(body, columns)
    try:
        lines = _limited(
            path, csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
        )
    except csv.Error as error:
        raise SheetUnreadable(path, "aanhalingstekens die niet sluiten") from error
    return list(enumerate(lines, start=1 + skipped)), used, delimiter


def _limited(path: Path, lines: Iterable[list[str]]) -> list[list[str]]:
    kept, cells = [], 0
    for line in lines:
        cells += len(line)
        if cells > MAX_CELLS:
            raise too_many(path)
        kept.append(line)
    return kept


def _find_delimiter(text: str, columns: Sequence[str]) -> str:
    """Return the delimiter under which the heading shows most of the columns."""

    def known(delimiter: str) -> int:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            return len({fold_heading(cell_text(cell)) for cell in next(lines, [])} & set(columns))
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=known)


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
    if cell is FORMULA:
        return "formula"
    if cell is MERGED:
        return "merged"
    return "date" if isinstance(cell, date | time | timedelta) else ""
