"""`codeer geschiedenis`: who decided what and when, from the append-only log."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from codeer.errors import UnknownName
from codeer.project import Project
from codeer.reports.history_table import DECIDED, MOVED, UNDONE, HistoryRow, history_table
from codeer.reports.output_files import write_files
from codeer.reports.tables import CsvStyle
from codeer.store import LoggedDecision, RunRecord, Store
from codeer.workflow import moving
from codeer.workflow.speakers import Speakers


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which decisions a user wants to see; None is all."""

    respondent: str | None = None
    code: str | None = None
    coder: str | None = None


def read_history(project: Project, wanted: HistoryFilter) -> list[HistoryRow]:
    """Return every decision that passes the filter, also undone and moved ones, oldest first.

    Raises
    ------
    UnknownName
        When the respondent, theme or coder does not exist; no filter is ignored.

    """
    store, run = project.open_store(at_one_moment=True)
    with store:
        history = store.log.fetch_history()
        speakers = Speakers(store.fetch_turns())
        wanted = _checked(store, run, history, wanted)
        names = {source: name for source, (name, _) in store.fetch_digests().items()}
        current = store.fetch_sources(run.id)
    rows = (
        _row(
            logged,
            transcript=names[logged.decision.source],
            respondent=speakers.at(logged.decision.source, logged.decision.start) or "",
            is_current=logged.decision.source in current,
        )
        for logged in history
    )
    return [row for row in rows if _passes(row, wanted)]


def write_history(path: Path, rows: Iterable[HistoryRow], style: CsvStyle) -> Path:
    """Write the history as CSV."""
    return write_files(path.parent, {path.name: history_table(rows, style)})[0]


def _checked(
    store: Store, run: RunRecord, history: Iterable[LoggedDecision], wanted: HistoryFilter
) -> HistoryFilter:
    """Return the filter with the coder's name as it stands in the log."""
    users = store.log.fetch_users()
    given = (wanted.coder or "").casefold()
    coder = next((user for user in users if user.casefold() == given), wanted.coder)
    codes = {code.id for code in run.codes} | {logged.decision.code for logged in history}
    for noun, name, known in (
        ("respondent", wanted.respondent, store.participants.fetch_respondents()),
        ("thema", wanted.code, sorted(codes)),
        ("codeur", coder, users),
    ):
        if name is not None and name not in known:
            raise UnknownName(noun, name, tuple(known))
    return replace(wanted, coder=coder)


def _row(
    logged: LoggedDecision, *, transcript: str, respondent: str, is_current: bool
) -> HistoryRow:
    d = logged.decision
    kind = UNDONE if logged.undoes else MOVED if moving.MOVED in d.note else DECIDED
    return HistoryRow(
        made=logged.made,
        coder=logged.user,
        transcript=transcript,
        is_current=is_current,
        respondent=respondent,
        start=d.start,
        end=d.end,
        code=d.code,
        verdict=d.verdict,
        kind=kind,
        is_blind=d.is_blind,
        memo=d.note,
    )


def _passes(row: HistoryRow, wanted: HistoryFilter) -> bool:
    return (
        wanted.respondent in (None, row.respondent)
        and wanted.code in (None, row.code)
        and wanted.coder in (None, row.coder)
    )
