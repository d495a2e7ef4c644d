"""`codeer rapport`: from what the store holds to tables for a thesis."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from codeer.errors import NoDecisions, UnknownName
from codeer.model import Consensus, Decision, MarkKind, Segment, Verdict
from codeer.project import Project
from codeer.reports.account import Account, Pending, write_account
from codeer.reports.consensus import describe_consensus, explain_consensus, find_consensus
from codeer.reports.content import (
    Fragment,
    ReportContent,
    Speech,
    compute_report,
    make_groups,
    make_themes,
)
from codeer.reports.output_files import write_files
from codeer.reports.tables import CsvStyle, fragment_table, frequency_table, wide_table
from codeer.store import RunRecord, Store
from codeer.workflow.speakers import Speakers

UNCHECKED = "ongecontroleerde suggesties"
MACHINE = "codeer"

_Place = tuple[int, int, int]
"""Source, start, end."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose decisions count. Nothing chosen: those of the only coder, or of the majority."""

    coder: str | None = None
    consensus: Consensus | None = None


@dataclass(frozen=True, slots=True)
class ReportResult:
    """What was counted and where it was written."""

    content: ReportContent
    run: RunRecord
    is_checked: bool
    pending: tuple[Pending, ...]
    """Per theme the suggestions on which nobody of the counted coders decided."""
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class _Coding:
    """A theme on a stretch of text, and who gave it."""

    place: _Place
    code: str
    coder: str


@dataclass(frozen=True, slots=True)
class _Count:
    """What counts, and on what that rests."""

    basis: str
    codings: Sequence[_Coding]
    rule: str = ""
    """How several coders count together, for the methods section."""
    pending: tuple[Pending, ...] = ()
    is_checked: bool = True


def report(
    project: Project, output: Path | None, style: CsvStyle, choice: Choice = Choice()
) -> ReportResult:
    """Count themes per group and write the report files.

    Raises
    ------
    UnknownName, NoDecisions
        When the chosen coder does not exist, or there are no decisions to choose from.

    """
    store, run = project.open_store()
    with store:
        count = _count(store, run, choice)
        content, transcripts = _content(store, run, count)
    account = Account(
        started=run.started.replace("T", " ").removesuffix("+00:00"),
        version=run.version,
        codebook=f"{run.codebook_name} versie {run.codebook_version}",
        codebook_digest=run.codebook_digest,
        study=run.study_name,
        study_digest=run.study_digest,
        pipeline=run.pipeline,
        unit=run.unit,
        threshold=run.threshold,
        transcripts=transcripts,
        remarks=run.remarks,
        is_checked=count.is_checked,
        rule=count.rule,
        pending=count.pending,
    )
    files = write_files(
        output or project.output,
        {
            "themafrequenties.csv": frequency_table(content, style),
            "themafrequenties_breed.csv": wide_table(content, style),
            "fragmenten.csv": fragment_table(content, style),
            "verantwoording.md": write_account(content, account),
        },
    )
    return ReportResult(content, run, count.is_checked, count.pending, tuple(files))


# --- what counts ---------------------------------------------------------------------------------


def _count(store: Store, run: RunRecord, choice: Choice) -> _Count:
    acts = _Acts(store, run)
    deciders = list(acts.decided)
    if choice.coder is None and choice.consensus is None and not deciders:
        codings = [
            _Coding((s.source, s.segment.start, s.segment.end), s.code, MACHINE)
            for s in store.fetch_suggestions(run.id, run.threshold)
        ]
        return _Count(UNCHECKED, codings, is_checked=False)
    if choice.coder is not None:
        return _count_one(store, run, acts, _known_coder(store, acts, choice.coder))
    if choice.consensus is None and len(deciders) == 1:
        return _count_one(store, run, acts, deciders[0])
    if not deciders:
        raise NoDecisions("--consensus")
    return _count_together(store, run, acts, choice.consensus or Consensus.MAJORITY)


def _known_coder(store: Store, acts: "_Acts", given: str) -> str:
    users = store.log.fetch_users()
    name = next((user for user in users if user.casefold() == given.casefold()), None)
    if name is None:
        raise UnknownName("codeur", given, tuple(users))
    if name not in acts.decided and name not in acts.read:
        raise NoDecisions("--codeur")
    return name


def _count_one(store: Store, run: RunRecord, acts: "_Acts", coder: str) -> _Count:
    codings = [
        _Coding((d.source, d.start, d.end), d.code, coder)
        for d in acts.decided.get(coder, ())
        if d.verdict is Verdict.ACCEPT
    ]
    pending = _find_pending(store, run, acts.decided.get(coder, ()))
    return _Count(f"besluiten van {coder}", codings, pending=pending)


def _count_together(store: Store, run: RunRecord, acts: "_Acts", rule: Consensus) -> _Count:
    """Count segments, because coders seldom mark exactly the same stretch."""
    segments = _Stretches((source, s.start, s.end) for source, s in store.fetch_segments(run.id))
    turns = store.fetch_turns(run.id)
    answers = _Stretches((t.source, t.turn.start, t.turn.end) for t in turns if t.respondent)
    seen: dict[str, set[_Place]] = {}
    given: list[tuple[str, _Place, str]] = []
    for coder in acts.coders:
        decided = acts.decided.get(coder, ())
        read = [*acts.read.get(coder, ()), *((d.source, d.start, d.end) for d in decided)]
        saw = {answer for place in read for answer in answers.touching(place)}
        seen[coder] = {segment for answer in saw for segment in segments.touching(answer)}
        given += [
            (coder, segment, d.code)
            for d in decided
            if d.verdict is Verdict.ACCEPT
            for segment in segments.touching((d.source, d.start, d.end))
        ]
    label = f"consensus ({rule})"
    agreed = find_consensus(rule, seen, given)
    return _Count(
        basis=describe_consensus(rule, len(acts.coders)),
        codings=[_Coding(place, code, label) for place, code in sorted(agreed)],
        rule=explain_consensus(rule),
        pending=_find_pending(store, run, [d for made in acts.decided.values() for d in made]),
    )


def _find_pending(store: Store, run: RunRecord, decided: Iterable[Decision]) -> tuple[Pending, ...]:
    """Return per theme how many suggestions have no decision on the same theme and words."""
    judged: dict[tuple[int, str], list[Decision]] = defaultdict(list)
    for d in decided:
        judged[d.source, d.code].append(d)
    total, waiting = Counter[str](), Counter[str]()
    for s in store.fetch_suggestions(run.id, run.threshold):
        total[s.code] += 1
        waiting[s.code] += not any(
            d.start < s.segment.end and d.end > s.segment.start for d in judged[s.source, s.code]
        )
    return tuple(Pending(c.name, waiting[c.id], total[c.id]) for c in run.codes if total[c.id])


class _Acts:
    """What each coder decided and read in the transcripts of a run."""

    def __init__(self, store: Store, run: RunRecord) -> None:
        sources = store.fetch_sources(run.id)
        self.decided: dict[str, list[Decision]] = defaultdict(list)
        for coder, decision in store.log.fetch_verdicts(sources=list(sources)):
            self.decided[coder].append(decision)
        self.read: dict[str, list[_Place]] = defaultdict(list)
        for logged in store.log.fetch_marks():
            mark = logged.mark
            if mark.kind is MarkKind.SEEN and mark.source in sources:
                self.read[logged.user].append((mark.source, mark.start, mark.end))

    @property
    def coders(self) -> list[str]:
        """Return everyone who decided or read anything."""
        return sorted(self.decided.keys() | self.read.keys(), key=str.casefold)


class _Stretches:
    """Stretches of text that do not overlap, found by place."""

    def __init__(self, places: Iterable[_Place]) -> None:
        self._of: dict[int, list[_Place]] = defaultdict(list)
        for place in sorted(places):
            self._of[place[0]].append(place)

    def touching(self, place: _Place) -> list[_Place]:
        """Return the stretches that share text with a place."""
        source, start, end = place
        there = self._of.get(source, [])
        first = bisect_right(there, start, key=lambda stretch: stretch[2])
        last = bisect_left(there, end, key=lambda stretch: stretch[1])
        return there[first:last]


# --- the content ---------------------------------------------------------------------------------


def _content(store: Store, run: RunRecord, count: _Count) -> tuple[ReportContent, int]:
    sources = store.fetch_sources(run.id)
    turns = store.fetch_turns(run.id)
    people = {
        (t.source, t.turn.number): (t.respondent, t.group)
        for t in turns
        if t.respondent and t.group
    }
    group_of = dict(people.values())
    speakers = Speakers(turns)
    fragments = [
        Fragment(
            transcript=sources[source][0],
            respondent=respondent,
            group=group_of[respondent],
            start=start,
            end=end,
            code=coding.code,
            coder=coding.coder,
            text=sources[source][1][start:end],
        )
        for coding in count.codings
        for source, start, end in [coding.place]
        if (respondent := speakers.at(source, start))
    ]
    skipped = f"; overgeslagen: {', '.join(run.skipped)}" if run.skipped else ""
    content = compute_report(
        f"{count.basis}{skipped}",
        make_themes((code.id, code.name, code.parent) for code in run.codes),
        make_groups((g.name, g.plural, g.members, g.expected) for g in run.groups),
        _speeches(sources, people, store.fetch_segments(run.id)),
        fragments,
        run.skipped,
    )
    return content, len(sources)


def _speeches(
    sources: dict[int, tuple[str, str]],
    people: dict[tuple[int, int], tuple[str, str]],
    segments: Iterable[tuple[int, Segment]],
) -> list[Speech]:
    """Gather per respondent and transcript; someone who only laughed is there with no segments."""
    said: dict[tuple[int, str, str], list[Segment]] = defaultdict(list)
    for (source, _), (respondent, group) in people.items():
        said[source, respondent, group]
    for source, segment in segments:
        said[(source, *people[source, segment.turn])].append(segment)
    return [
        Speech(sources[source][0], respondent, group, tuple(spoken))
        for (source, respondent, group), spoken in said.items()
    ]
