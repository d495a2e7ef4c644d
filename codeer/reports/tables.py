"""Tables as CSV: what Dutch Excel opens by double-click, or plain RFC 4180."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Value = str | int | float | Decimal | None

SUGGESTION_COLUMNS = """
    transcript respondent groep beurt segment begin einde thema score herkomst bewijs ontkenning
    tekst
""".split()
SKIPPED = "overgeslagen"
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")  # full width counts in some spreadsheets


class CsvStyle(StrEnum):
    """How a CSV is written."""

    DUTCH = "nl"
    """UTF-8 with BOM, semicolon, decimal comma."""
    INTERNATIONAL = "internationaal"
    """RFC 4180: UTF-8, comma, decimal point."""


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """A line of suggesties.csv."""

    transcript: str
    respondent: str
    group: str
    turn: int
    segment: int
    start: int
    end: int
    code: str
    score: float
    engine: str
    evidence: str
    negated: bool
    text: str


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
    write_number = _write_dutch if style is CsvStyle.DUTCH else str
    writer.writerows(
        [
            defuse(value)
            if isinstance(value, str)
            else value  # the writer knows what to do with None and whole numbers
            if value is None or isinstance(value, int)
            else write_number(value)
            for value in row
        ]
        for row in rows
    )
    return stream.getvalue().encode("utf-8-sig" if style is CsvStyle.DUTCH else "utf-8")


def _write_dutch(number: float | Decimal) -> str:
    return f"{number}".replace(".", ",")


def defuse(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def suggestion_table(
    rows: Iterable[SuggestionRow], skipped: Iterable[tuple[str, str]], style: CsvStyle
) -> bytes:
    """Return suggesties.csv; transcripts that were skipped are rows without numbers."""
    cells: list[Sequence[Value]] = [
        (
            row.transcript,
            row.respondent,
            row.group,
            row.turn,
            row.segment,
            row.start,
            row.end,
            row.code,
            row.score,
            row.engine,
            row.evidence,
            "ja" if row.negated else "nee",
            row.text,
        )
        for row in rows
    ]
    for name, reason in skipped:
        cells.append((name, *[None] * 8, SKIPPED, reason, None, None))
    return write_table(SUGGESTION_COLUMNS, cells, style)
