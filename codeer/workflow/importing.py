"""`codeer importeer`: decisions from a table that people filled in, each row held against the text."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from codeer.errors import RowRefused
from codeer.model import Decision, Verdict
from codeer.project import Project
from codeer.readers.decision_sheet import SURPLUS, SheetRow, read_sheet
from codeer.readers.highlights import read_rows
from codeer.reports.decision_sheet import CUT, DECISION_COLUMNS, VERDICT_WORDS
from codeer.store import RunRecord, Store
from codeer.text import normalise
from codeer.workflow.coder_names import Coders, refuse
from codeer.workflow.speakers import Speakers

_VERDICTS = {word: verdict for verdict, word in VERDICT_WORDS.items()}
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")

Place = tuple[int, int, int]
"""Source, start, end."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of the rows."""

    path: Path
    encoding: str
    recorded: dict[str, int]
    """Coder to new decisions."""
    changed: int
    """Of these, how many take the place of another decision or memo of that coder."""
    known: int
    """Rows that said what already held."""
    undecided: int
    """Rows without a decision."""
    memos_without_decision: tuple[int, ...]
    """Numbers of rows with a memo and no decision: nothing of them was kept."""
    refused: tuple[RowRefused, ...]
    new_coders: tuple[str, ...]


def import_sheet(path: Path, project: Project, coder: str | None = None) -> ImportResult:
    """Record the decisions of all rows that fit, in one transaction, and report the others.

    `coder` is for rows without one.

    Raises
    ------
    UnreadableSource, SheetUnreadable, SheetColumns
        When the table as a whole cannot be used; then nothing is recorded.

    """
    sheet, is_foreign = read_rows(path, DECISION_COLUMNS, VERDICT_WORDS[Verdict.ACCEPT])
    store, run = project.open_store()
    with store:
        before = {name.casefold() for name in store.log.fetch_users()}
        fitted = _fit_rows(sheet.rows, store, run, coder, is_foreign=is_foreign)
        new, changed = _find_new(fitted.decisions, store)
        if new:
            store.log.record_all(new, run=run.id)
    recorded = {name: len(decisions) for name, decisions in new.items()}
    return ImportResult(
        path=path,
        encoding=sheet.encoding,
        recorded=recorded,
        changed=changed,
        known=len(fitted.decisions) - sum(recorded.values()),
        undecided=len(fitted.undecided),
        memos_without_decision=tuple(row.number for row in fitted.undecided if row.cells["memo"]),
        refused=tuple(fitted.refused),
        new_coders=tuple(name for name in new if name.casefold() not in before),
    )


def read_decisions(
    path: Path, store: Store, run: RunRecord, coder: str | None = None
) -> tuple[dict[str, list[Decision]], tuple[RowRefused, ...]]:
    """Return by coder what a table decides, without recording it, and the rows that do not fit."""
    fitted = _fit_rows(read_sheet(path, DECISION_COLUMNS).rows, store, run, coder)
    decisions: dict[str, list[Decision]] = defaultdict(list)
    for name, decision in fitted.decisions:
        if decision.verdict is not Verdict.WITHDRAW:
            decisions[name].append(decision)
    return dict(decisions), tuple(fitted.refused)


def _find_new(
    decisions: Iterable[tuple[str, Decision]], store: Store
) -> tuple[dict[str, list[Decision]], int]:
    """Return by coder what does not hold yet, and how much of it changes something that does."""
    held = {_key(name, d): (d.verdict, normalise(d.note)) for name, d in store.log.fetch_verdicts()}
    new: dict[str, list[Decision]] = defaultdict(list)
    changed = 0
    for name, d in decisions:
        key = _key(name, d)
        verdict, note = held.get(key, (Verdict.WITHDRAW, d.note))
        if verdict is not d.verdict or not _is_quoted(note, d.note):
            changed += key in held
            held[key] = d.verdict, d.note
            new[name].append(d)
    return new, changed


def _key(coder: str, d: Decision) -> tuple[str, int, str, int, int]:
    return coder.casefold(), d.source, d.code, d.start, d.end


# --- row by row ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Fitted:
    """Rows held against texts, themes and coders; not yet against what was decided before."""

    decisions: list[tuple[str, Decision]] = field(default_factory=list)
    undecided: list[SheetRow] = field(default_factory=list)
    refused: list[RowRefused] = field(default_factory=list)


def _fit_rows(
    rows: Iterable[SheetRow],
    store: Store,
    run: RunRecord,
    coder: str | None,
    *,
    is_foreign: bool = False,
) -> _Fitted:
    fitting = _Fitting(store, run, coder, is_foreign=is_foreign)
    fitted = _Fitted()
    for row in rows:
        if not row.cells["besluit"] and not row.spoiled.keys() & {"besluit", SURPLUS}:
            fitted.undecided.append(row)
            continue
        try:
            fitted.decisions.append(fitting.fit(row))
        except RowRefused as refusal:
            fitted.refused.append(refusal)
    return fitted


class _Fitting:
    """Makes a decision of a row, or says why it cannot."""

    def __init__(
        self, store: Store, run: RunRecord, coder: str | None, *, is_foreign: bool
    ) -> None:
        # elsewhere people select with the mouse, also parts of words
        self._texts = _Texts(store, run, whole=not is_foreign)
        self._coders = Coders(store.log.fetch_users(), coder)
        self._codes = {code.id.casefold(): code.id for code in run.codes}
        if is_foreign:
            names = Counter(code.name.casefold() for code in run.codes)
            self._codes |= {
                name: code.id
                for code in run.codes
                if names[name := code.name.casefold()] == 1 and name not in self._codes
            }
        self._suggested = {
            (s.source, s.code, s.segment.start, s.segment.end): s.id
            for s in store.fetch_suggestions(run.id, 0)
        }
        self._said: dict[tuple[str, int, str, int, int], tuple[int, Decision]] = {}

    def fit(self, row: SheetRow) -> tuple[str, Decision]:
        verdict = _read_verdict(row)
        code = self._codes.get(row.cells["thema"].casefold())
        if code is None:
            raise refuse(row, "theme", "thema", self._codes.values())
        source, start, end = self._texts.find(row)
        coder = self._coders.find(row)
        suggestion = self._suggested.get((source, code, start, end))
        decision = Decision(source, code, start, end, verdict, suggestion, note=row.cells["memo"])
        number, said = self._said.setdefault(_key(coder, decision), (row.number, decision))
        if said != decision:
            raise RowRefused(row.number, "contradiction", number=number)
        return coder, decision


def _read_verdict(row: SheetRow) -> Verdict:
    for column, problem in row.spoiled.items():
        if column != "memo" or problem != "date":  # a date is a fine memo
            raise RowRefused(row.number, problem, column)
    verdict = _VERDICTS.get(row.cells["besluit"].casefold())
    if verdict is None:
        raise refuse(row, "verdict", "besluit")
    return verdict


# --- where it stands -----------------------------------------------------------------------------


class _Texts:
    """The transcripts of the newest run, to find the place that a row means."""

    def __init__(self, store: Store, run: RunRecord, *, whole: bool) -> None:
        self._whole = whole
        self._sources = store.fetch_sources(run.id)
        self._speakers = Speakers(store.fetch_turns(run.id))
        self._exact = {name: number for number, (name, _) in self._sources.items()}
        self._named: dict[str, set[int]] = defaultdict(set)
        for number, (name, _) in self._sources.items():
            path = PurePosixPath(name)
            for short in (name, path.name, path.with_suffix("").as_posix(), path.stem):
                self._named[short.casefold()].add(number)

    def find(self, row: SheetRow) -> Place:
        """Return source, start and end of a row whose text stands there."""
        source = self._find_source(row)
        respondent = self._find_respondent(row, source)
        if not row.cells["tekst"]:
            raise refuse(row, "empty", "tekst")
        if not row.cells["begin"] and not row.cells["einde"]:
            return self._search(row, source, respondent)
        if not row.cells["begin"] or not row.cells["einde"]:
            raise RowRefused(row.number, "half")
        start, end = _read_number(row, "begin"), _read_number(row, "einde")
        self._check(row, source, start, end)
        speaker = self._speakers.at(source, start)
        if speaker is None:
            raise RowRefused(row.number, "interviewer")
        if respondent not in (None, speaker):
            raise RowRefused(row.number, "other")
        return source, start, end

    def _find_source(self, row: SheetRow) -> int:
        name = row.cells["transcript"]
        if name in self._exact:
            return self._exact[name]
        found = self._named.get(name.casefold(), set())
        if not found:
            raise refuse(row, "transcript", "transcript", sorted(self._exact))
        if len(found) > 1:
            raise RowRefused(row.number, "transcripts", "transcript", name)
        return next(iter(found))

    def _find_respondent(self, row: SheetRow, source: int) -> str | None:
        name = " ".join(row.cells["respondent"].split()).casefold()
        people = self._speakers.people(source)
        found = next((p for p in people if " ".join(p.split()).casefold() == name), None)
        if name and found is None:
            raise refuse(row, "respondent", "respondent", people)
        return found

    def _check(self, row: SheetRow, source: int, start: int, end: int) -> None:
        text = self._sources[source][1]
        if end <= start:
            raise RowRefused(row.number, "order")
        if end > len(text):
            raise RowRefused(row.number, "range", number=len(text))
        if not _is_quoted(text[start:end], row.cells["tekst"]):
            raise refuse(row, "quote", "tekst")

    def _search(self, row: SheetRow, source: int, respondent: str | None) -> Place:
        text = self._sources[source][1]
        pattern = _pattern_of(row.cells["tekst"], whole=self._whole)
        found = [
            match.span(1)
            for turn in self._speakers.turns(source, respondent)
            for match in pattern.finditer(text, turn.turn.start, turn.turn.end)
        ]
        if not found:
            raise refuse(row, "nowhere", "tekst")
        if len(found) > 1:
            raise RowRefused(row.number, "often", number=len(found))
        return source, *found[0]


def _read_number(row: SheetRow, column: str) -> int:
    text = row.cells[column]
    if not _WHOLE_NUMBER.fullmatch(text):
        raise refuse(row, "number", column)
    return int(text)


def _is_quoted(text: str, quote: str) -> bool:
    """Tell whether a quote is this text; white space and a leading quote may have changed."""
    said, quoted = _plain(text), _plain(quote)
    if quote.endswith(CUT):
        return said.startswith(_plain(quote.removesuffix(CUT)))
    return said == quoted


def _plain(text: str) -> str:
    return " ".join(text.split()).lstrip("'")


def _pattern_of(quote: str, *, whole: bool) -> re.Pattern[str]:
    """Return what finds a quote, also where two places overlap; with `whole` only at whole words."""
    words = r"\s+".join(map(re.escape, quote.split()))
    before = r"(?<!\w)" if whole and re.match(r"\w", quote) else ""
    after = r"(?!\w)" if whole and re.search(r"\w$", quote) else ""
    return re.compile(rf"(?=({before}{words}{after}))")
