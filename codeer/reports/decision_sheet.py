"""The table in which people decide outside the review screen: CSV or XLSX, read back by `importeer`."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from codeer.errors import SheetTooLong
from codeer.model import Verdict
from codeer.reports.tables import CsvStyle, write_table

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

DECISION_COLUMNS = """
    transcript respondent begin einde thema codeur besluit memo tekst
""".split()
VERDICT_WORDS = {
    Verdict.ACCEPT: "aanvaard",
    Verdict.REJECT: "verworpen",
    Verdict.WITHDRAW: "ingetrokken",
}
CUT = " […]"
"""Ends a text that is too long for a cell of a spreadsheet."""
SHEET_NAME = "besluiten"
_MAX_CELL = 32_000  # Excel: 32,767
_MAX_ROWS = 1_048_575  # Excel: 1,048,576 with the heading
_SPARE_ROWS = 1_000  # below the table, for codings that were not suggested
_WIDTHS = (22, 12, 8, 8, 22, 14, 13, 36, 90)
# A text that looks as if codeer had defused it: one quote goes on reading, so it needs one more
_LOOKS_DEFUSED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision, or a suggestion that waits for one."""

    transcript: str
    respondent: str
    start: int
    end: int
    code: str
    coder: str
    verdict: Verdict | None
    memo: str
    text: str


def write_decision_csv(rows: Iterable[DecisionRow], style: CsvStyle) -> bytes:
    """Return the decisions as CSV bytes."""
    return write_table(DECISION_COLUMNS, map(_cells, rows), style)


def write_decision_xlsx(rows: Sequence[DecisionRow], path: Path) -> bytes:
    """Return the decisions as a workbook; `path` is only for a message.

    Raises
    ------
    SheetTooLong
        When Excel cannot hold so many rows.

    """
    from xlsxwriter import Workbook

    if len(rows) > _MAX_ROWS:
        raise SheetTooLong(path, len(rows), _MAX_ROWS)
    stream = io.BytesIO()
    workbook = Workbook(stream, {"in_memory": True})
    workbook.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})  # the same every time
    sheet = workbook.add_worksheet(SHEET_NAME)
    # The text format keeps Excel from making a date or formula of what somebody types
    text = workbook.add_format({"num_format": "@", "valign": "top"})
    wrapped = workbook.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    number = workbook.add_format({"valign": "top"})
    heading = workbook.add_format({"bold": True, "bottom": 1})
    formats = [text, text, number, number, text, text, text, wrapped, wrapped]
    for column, (width, form) in enumerate(zip(_WIDTHS, formats, strict=True)):
        sheet.set_column(column, column, width, form)
    for column, name in enumerate(DECISION_COLUMNS):
        sheet.write_string(0, column, name, heading)
    for line, row in enumerate(rows, start=1):
        for column, (cell, form) in enumerate(zip(_cells(row), formats, strict=True)):
            if isinstance(cell, int):
                sheet.write_number(line, column, cell, form)
            elif cell:
                sheet.write_string(line, column, _fitting(cell), form)
            else:
                sheet.write_blank(line, column, None, form)
    _guide(sheet, len(rows))
    workbook.close()
    return stream.getvalue()


def _guide(sheet: "Worksheet", rows: int) -> None:
    """Keep the heading in sight and offer the three words in the column of the decision."""
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, rows, len(DECISION_COLUMNS) - 1)
    column = DECISION_COLUMNS.index("besluit")
    words = list(VERDICT_WORDS.values())
    sheet.data_validation(
        1,
        column,
        min(rows + _SPARE_ROWS, _MAX_ROWS),
        column,
        {
            "validate": "list",
            "source": words,
            "error_title": "Onbekend besluit",
            "error_message": f"Kies {', '.join(words[:-1])} of {words[-1]}, of laat de cel leeg.",
        },
    )


def _cells(row: DecisionRow) -> tuple[str | int, ...]:
    return (
        _guarded(row.transcript),
        _guarded(row.respondent),
        row.start,
        row.end,
        _guarded(row.code),
        _guarded(row.coder),
        VERDICT_WORDS[row.verdict] if row.verdict else "",
        _guarded(row.memo),
        _guarded(row.text),
    )


def _guarded(text: str) -> str:
    return f"'{text}" if _LOOKS_DEFUSED.match(text) else text


def _fitting(text: str) -> str:
    if text.startswith("<r>") and text.endswith("</r>"):
        return f"{text} "  # or xlsxwriter takes it for markup of its own
    return text if len(text) <= _MAX_CELL else f"{text[:_MAX_CELL]}{CUT}"
