"""`codeer rapport`: from what the store holds to tables for a thesis."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from codeer.errors import NoDecisions, UnknownName
from codeer.model import DESTINATIONS, MACHINE, Consensus, Decision, Segment, Verdict
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
from codeer.workflow.answers import gather_answers
from codeer.workflow.ratings import Coding, Text, read_acts
from codeer.workflow.speakers import Speakers

UNCHECKED = "ongecontroleerde suggesties"

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
        destinations = store.fetch_setting(DESTINATIONS) or ""
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
        destinations=destinations,
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
    verdicts = store.log.fetch_verdicts(sources=list(store.fetch_sources(run.id)))
    deciders = sorted({coder for coder, _ in verdicts}, key=str.casefold)
    if choice.coder is None and choice.consensus is None and not deciders:
        codings = [
            _Coding((s.source, s.segment.start, s.segment.end), s.code, MACHINE)
            for s in store.fetch_suggestions(run.id, run.threshold)
        ]
        return _Count(UNCHECKED, codings, is_checked=False)
    if choice.coder is not None:
        coder = _known_coder(store, choice.coder)
        if coder not in deciders:
            raise NoDecisions(f"--codeur {coder}")
        return _count_one(store, run, verdicts, coder)
    if choice.consensus is None and len(deciders) == 1:
        return _count_one(store, run, verdicts, deciders[0])
    if not deciders:
        raise NoDecisions("--consensus")
    return _count_together(store, run, verdicts, choice.consensus or Consensus.MAJORITY)


def _known_coder(store: Store, given: str) -> str:
    users = store.log.fetch_users()
    for user in users:
        if user.casefold() == given.casefold():
            return user
    raise UnknownName("codeur", given, tuple(users))


def _count_one(
    store: Store, run: RunRecord, verdicts: Iterable[tuple[str, Decision]], coder: str
) -> _Count:
    decided = [d for who, d in verdicts if who == coder]
    codings = [
        _Coding((d.source, d.start, d.end), d.code, coder)
        for d in decided
        if d.verdict is Verdict.ACCEPT
    ]
    pending = _find_pending(store, run, decided)
    return _Count(f"besluiten van {coder}", codings, pending=pending)


def _count_together(
    store: Store, run: RunRecord, verdicts: Iterable[tuple[str, Decision]], rule: Consensus
) -> _Count:
    """Count segments, because coders seldom mark exactly the same stretch."""
    text = Text(gather_answers(store, run), run.unit, run.unit)
    codes = {code.id for code in run.codes}
    codings = {
        coder: Coding(acts, text, codes, wholly=False)
        for coder, acts in read_acts(store, run, text).items()
        if coder != MACHINE and (acts.decided or acts.read)
    }
    seen = {
        coder: {unit for unit, (answer, _, _) in enumerate(text.units) if answer in coding.seen}
        for coder, coding in codings.items()
    }
    agreed = find_consensus(
        rule,
        seen,
        (
            (coder, unit, code)
            for code in sorted(codes)
            for coder, coding in codings.items()
            for unit in coding.units([code])
        ),
    )
    label = f"consensus ({rule})"
    return _Count(
        basis=describe_consensus(rule, len(codings)),
        codings=[
            _Coding((text.answer(unit).source, *text.units[unit][1:]), code, label)
            for unit, code in sorted(agreed)
        ],
        rule=explain_consensus(rule),
        pending=_find_pending(store, run, (d for _, d in verdicts)),
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
