"""Tables as CSV: what Dutch Excel opens by double-click, or plain RFC 4180."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from codeer.reports.content import Group, ReportContent, Theme

Cell = str | int | float | Decimal | None

FREQUENCY_COLUMNS = """
    thema groep n_respondenten N_respondenten pct_respondenten n_fragmenten n_segmenten
    N_segmenten pct_segmenten woorden per_1000_woorden basis
""".split()
FRAGMENT_COLUMNS = """
    transcript respondent groep begin einde thema codeur basis tekst
""".split()
SUGGESTION_COLUMNS = """
    transcript respondent groep beurt segment begin einde thema score herkomst bewijs ontkenning
    tekst
""".split()
SKIPPED = "overgeslagen"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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


def write_table(header: Sequence[str], rows: Iterable[Sequence[Cell]], style: CsvStyle) -> bytes:
    """Return a table as CSV bytes."""
    stream = io.StringIO()
    delimiter = ";" if style is CsvStyle.DUTCH else ","
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(_cell(name, style) for name in header)
    writer.writerows([_cell(value, style) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig" if style is CsvStyle.DUTCH else "utf-8")


def _cell(value: Cell, style: CsvStyle) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return defuse(value)
    text = f"{value}"
    return text.replace(".", ",") if style is CsvStyle.DUTCH else text


def defuse(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def suggestion_table(
    rows: Iterable[SuggestionRow], skipped: Iterable[tuple[str, str]], style: CsvStyle
) -> bytes:
    """Return suggesties.csv; transcripts that were skipped are rows without numbers."""
    cells: list[Sequence[Cell]] = [
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


def frequency_table(content: ReportContent, style: CsvStyle) -> bytes:
    """Return themafrequenties.csv: one row per theme and group, zero rows included."""
    rows = (
        (
            cell.theme.id,
            cell.group.name,
            cell.respondents,
            cell.all_respondents,
            cell.percentage(1),
            cell.fragments,
            cell.segments,
            cell.all_segments,
            cell.segment_percentage(1),
            cell.words,
            cell.per_thousand_words(2),
            content.basis,
        )
        for cell in content.frequencies
    )
    return write_table(FREQUENCY_COLUMNS, rows, style)


def wide_heading(content: ReportContent, group: Group) -> str:
    """Return the column heading of a group with its N."""
    heading = group.heading[:1].upper() + group.heading[1:]
    return f"{heading} (N = {content.people(group)})"


def wide_cell(content: ReportContent, theme: Theme, group: Group) -> str:
    """Return `n (%)` with whole percentages, as theses print them; '–' for an empty group."""
    cell = content.of(theme, group)
    percentage = cell.percentage(0)
    return "–" if percentage is None else f"{cell.respondents} ({percentage}%)"


def wide_notes(content: ReportContent) -> list[str]:
    """Return the lines below the wide table."""
    notes = [
        "Noot. n (%) = aantal en percentage respondenten dat het thema minstens één keer noemt; "
        "meerdere thema's per respondent mogelijk, percentages tellen niet op tot 100.",
        f"Basis: {content.basis}.",
    ]
    if any(content.people(group) == 0 for group in content.groups):
        notes.append("– = geen respondenten in deze groep.")
    return notes


def wide_rows(content: ReportContent) -> list[list[str]]:
    """Return the rows of the wide table: theme, then a cell per group."""
    return [
        [
            f"{'  ' * theme.depth}{theme.name}",
            *(wide_cell(content, theme, group) for group in content.groups),
        ]
        for theme in content.themes
    ]


def wide_table(content: ReportContent, style: CsvStyle) -> bytes:
    """Return themafrequenties_breed.csv: the layout of a thesis table with its note."""
    header = ["Thema", *(wide_heading(content, group) for group in content.groups)]
    empty = [""] * len(content.groups)
    notes = [[note, *empty] for note in wide_notes(content)]
    return write_table(header, [*wide_rows(content), *notes], style)


def fragment_table(content: ReportContent, style: CsvStyle) -> bytes:
    """Return fragmenten.csv: every coded fragment with its place."""
    rows: list[Sequence[Cell]] = [
        (
            fragment.transcript,
            fragment.respondent,
            fragment.group,
            fragment.start,
            fragment.end,
            fragment.code,
            fragment.coder,
            content.basis,
            fragment.text,
        )
        for fragment in content.fragments
    ]
    for name, reason in content.skipped.items():
        rows.append((name, *[None] * 6, f"{SKIPPED}: {reason}", None))
    return write_table(FRAGMENT_COLUMNS, rows, style)
