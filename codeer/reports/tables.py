"""Tables as CSV: what Dutch Excel opens by double-click, or plain RFC 4180."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import chain, islice
from types import NoneType

Value = str | int | float | Decimal | None

SUGGESTION_COLUMNS = """
    transcript respondent groep beurt segment begin einde thema score herkomst bewijs ontkenning
    tekst
""".split()
SKIPPED = "overgeslagen"
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")  # full width counts in some spreadsheets
_BATCH = 10_000
"""Rows that are written at a time: a column is soon looked through, a table may be long."""


class CsvStyle(StrEnum):
    """How a CSV is written."""

    DUTCH = "nl"
    """UTF-8 with BOM, semicolon, decimal comma."""
    INTERNATIONAL = "internationaal"
    """RFC 4180: UTF-8, comma, decimal point."""


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of plain values: a CSV file, a sheet of a workbook, a list in JSON."""

    name: str
    """Name of the file without suffix, and of the sheet; at most 31 characters."""
    title: str
    """What it counts, with the unit and the denominator."""
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def write_table(header: Sequence[str], rows: Iterable[Sequence[Value]], style: CsvStyle) -> bytes:
    """Return a table as CSV bytes."""
    stream = io.StringIO()
    delimiter = ";" if style is CsvStyle.DUTCH else ","
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(map(defuse, header))
    left = iter(rows)
    while batch := list(islice(left, _BATCH)):
        columns = (_write_column(column, style) for column in zip(*batch, strict=True))
        writer.writerows(zip(*columns, strict=True))
    return stream.getvalue().encode("utf-8-sig" if style is CsvStyle.DUTCH else "utf-8")


def _write_column(values: Sequence[Value], style: CsvStyle) -> Sequence[Value]:
    if set(map(type, values)) <= {str, int, NoneType} and not any(map(_is_formula, set(values))):
        return values  # the writer knows what to do with them
    return [_write_value(value, style) for value in values]


def _write_value(value: Value, style: CsvStyle) -> Value:
    if isinstance(value, str):
        return defuse(value)
    if value is None or isinstance(value, int):
        return value
    return f"{value}".replace(".", ",") if style is CsvStyle.DUTCH else str(value)


def defuse(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _is_formula(text) else text


def _is_formula(value: Value) -> bool:
    return isinstance(value, str) and value.startswith(_FORMULA_STARTS)


def suggestion_table(
    rows: Iterable[Sequence[Value]], skipped: Iterable[tuple[str, str]], style: CsvStyle
) -> bytes:
    """Return suggesties.csv; transcripts that were skipped are rows without numbers."""
    left_out = ((name, *[None] * 8, SKIPPED, reason, None, None) for name, reason in skipped)
    return write_table(SUGGESTION_COLUMNS, chain(rows, left_out), style)
