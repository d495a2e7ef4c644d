"""The history of decisions as a table."""

from collections.abc import Iterable
from dataclasses import dataclass

from codeer.model import Verdict
from codeer.reports.decision_sheet import VERDICT_WORDS
from codeer.reports.tables import CsvStyle, write_table

HISTORY_COLUMNS = """
    tijd codeur transcript versie respondent begin einde thema besluit soort blind memo
""".split()
CURRENT, EARLIER = "huidig", "eerder"
UNDONE, MOVED, DECIDED = "ongedaan gemaakt", "verplaatst", "besluit"


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Something that a coder decided, or that followed from it."""

    made: str
    """ISO 8601, UTC."""
    coder: str
    transcript: str
    is_current: bool
    """The place is in the text of now, not in an earlier version of the transcript."""
    respondent: str
    """Empty when nobody knows any more who spoke there."""
    start: int
    end: int
    code: str
    verdict: Verdict
    kind: str
    """DECIDED, MOVED or UNDONE; then the verdict is what held before."""
    is_blind: bool
    memo: str

    @property
    def word(self) -> str:
        """Return the verdict in Dutch."""
        return VERDICT_WORDS[self.verdict]


def history_table(rows: Iterable[HistoryRow], style: CsvStyle) -> bytes:
    """Return the history as CSV bytes, oldest first."""
    cells = (
        (
            row.made,
            row.coder,
            row.transcript,
            CURRENT if row.is_current else EARLIER,
            row.respondent,
            row.start,
            row.end,
            row.code,
            row.word,
            row.kind,
            "ja" if row.is_blind else "nee",
            row.memo,
        )
        for row in rows
    )
    return write_table(HISTORY_COLUMNS, cells, style)
