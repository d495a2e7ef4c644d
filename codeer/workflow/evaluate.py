"""`codeer evalueer`: the suggestions of the newest run measured against what people decided."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codeer.errors import CoderNotChosen, NothingToCompare, RowRefused, UnknownName
from codeer.evaluation import TOGETHER, Level, ScoredUnit, assess, join_answers
from codeer.model import MACHINE, TOTAL_GROUP, Consensus, Segment, Unit
from codeer.project import Project
from codeer.reports.consensus import is_agreed
from codeer.reports.evaluation_tables import (
    EvaluationContent,
    Reading,
    ReliabilityRow,
    evaluation_table,
    mistake_table,
    reliability_table,
)
from codeer.reports.output_files import write_files
from codeer.reports.tables import CsvStyle
from codeer.results.axes import Theme, make_groups, make_themes
from codeer.review.queue import Answer, Proposal
from codeer.store import RunRecord, Store
from codeer.usefulness import compute_reliability, find_mistakes, judge
from codeer.workflow.answers import gather_answers
from codeer.workflow.importing import read_decisions
from codeer.workflow.ratings import Acts, Coding, Text, read_acts

DEFAULT_MISTAKES = 25


@dataclass(frozen=True, slots=True)
class EvaluationQuestion:
    """Whose decisions the suggestions are held against."""

    coder: str | None = None
    """None: the only one, or all when there is a consensus."""
    consensus: Consensus | None = None
    codes: tuple[str, ...] = ()
    """Empty: all themes."""
    sheet: Path | None = None
    """A table of decisions, instead of those in the store."""
    everything_seen: bool = False
    """A transcript in which a coder decided anything counts as wholly read."""
    mistakes: int = DEFAULT_MISTAKES
    """Of each kind, per theme."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class EvaluationResult:
    """What was computed and where it was written."""

    content: EvaluationContent
    refused: tuple[RowRefused, ...]
    """Rows of the table of decisions that do not fit."""
    files: tuple[Path, ...]


def evaluate(
    project: Project, question: EvaluationQuestion, output: Path | None, style: CsvStyle
) -> EvaluationResult:
    """Measure the suggestions of the newest run and write the files.

    Raises
    ------
    NothingToCompare, CoderNotChosen, UnknownName
        When it is not clear whose decisions to measure against; nothing is written then.

    """
    store, run = project.open_store(at_one_moment=True)
    with store:
        content, refused = _content(project, store, run, question)
    files = write_files(
        output or project.output,
        {
            "evaluatie.csv": evaluation_table(content, style),
            "evaluatie_fouten.csv": mistake_table(content, style),
            "betrouwbaarheid.csv": reliability_table(content, style),
        },
    )
    return EvaluationResult(content, refused, tuple(files))


def _content(
    project: Project, store: Store, run: RunRecord, question: EvaluationQuestion
) -> tuple[EvaluationContent, tuple[RowRefused, ...]]:
    all_themes = make_themes((code.id, code.name, code.parent) for code in run.codes)
    themes = _choose_themes(all_themes, question.codes)
    groups = make_groups((g.name, g.plural, g.members, g.expected) for g in run.groups)
    text = Text(gather_answers(store, run), run.unit, run.unit)
    acts, refused = _gather_acts(store, run, text, question)
    names = _choose_coders(acts, question, project)
    known = {theme.id for theme in all_themes}
    codings = {
        name: Coding(acts[name], text, known, wholly=question.everything_seen) for name in names
    }
    reference = _Reference(list(codings.values()), question.consensus)
    units = list(_score(text, themes, _segments_of(store, run), reference, run.threshold))
    at = {Level.ANSWER: join_answers(units)}
    if run.unit is Unit.SENTENCE:
        at[Level.SENTENCE] = units
    ids = [theme.id for theme in themes]
    members = {group.name: group.members for group in groups}
    assessments = [
        assessment
        for level, own in at.items()
        for assessment in assess(own, ids, members, level, seed=question.seed)
    ]
    reading = _describe_reading(text, run.threshold, reference, acts, codings, question)
    content = EvaluationContent(
        judge=_name_judge(names, question),
        engines=_find_engines(text),
        threshold=run.threshold,
        levels=tuple(at),
        themes=themes,
        groups=groups,
        assessments=tuple(assessments),
        judgements=tuple(
            judge(a, is_selective=reading.is_selective)
            for a in assessments
            if a.theme in known and (a.level, a.group) == (Level.ANSWER, TOTAL_GROUP)
        ),
        reliability=tuple(
            row for level, own in at.items() for row in _rely(own, ids, level, question.seed)
        ),
        mistakes=tuple(find_mistakes(units, ids, question.mistakes)),
        reading=reading,
        skipped=tuple(run.skipped),
    )
    return content, refused


def _choose_themes(themes: Sequence[Theme], wanted: Sequence[str]) -> tuple[Theme, ...]:
    known = {theme.id for theme in themes}
    for code in wanted:
        if code not in known:
            raise UnknownName("thema", code, tuple(sorted(known)))
    return tuple(theme for theme in themes if not wanted or theme.id in wanted)


# --- whose decisions -----------------------------------------------------------------------------


def _gather_acts(
    store: Store, run: RunRecord, text: Text, question: EvaluationQuestion
) -> tuple[dict[str, Acts], tuple[RowRefused, ...]]:
    if question.sheet is None:
        acts = read_acts(store, run, text)
        del acts[MACHINE]
        return acts, ()
    decisions, refused = read_decisions(question.sheet, store, run, question.coder)
    return {name: Acts(decided=made) for name, made in decisions.items()}, refused


def _choose_coders(
    acts: Mapping[str, Acts], question: EvaluationQuestion, project: Project
) -> tuple[str, ...]:
    active = tuple(name for name, own in acts.items() if own.decided or own.read)
    if question.coder is not None:
        # the exact name first: the store tells `Élise` and `élise` apart
        by_name = {name.casefold(): name for name in acts} | {name: name for name in acts}
        found = by_name.get(question.coder, by_name.get(question.coder.casefold()))
        if found is None:
            raise UnknownName("codeur", question.coder, tuple(acts))
        active = (found,) if found in active else ()
    if not active:
        raise NothingToCompare(question.sheet or project.folder)
    if len(active) > 1 and question.consensus is None:
        raise CoderNotChosen(active)
    return active


def _name_judge(names: Sequence[str], question: EvaluationQuestion) -> str:
    who = f"de besluiten van {', '.join(names)}"
    if question.consensus is not None and len(names) > 1:
        who = f"consensus ({question.consensus}) van {', '.join(names)}"
    return f"{who} in {question.sheet.name}" if question.sheet else who


class _Reference:
    """What the suggestions should have been, in the text that was seen."""

    def __init__(self, codings: Sequence[Coding], consensus: Consensus | None) -> None:
        self._codings = codings
        self._rule = consensus or Consensus.ONE
        self._readers = Counter(answer for coding in codings for answer in coding.seen)

    def is_seen(self, answer: int) -> bool:
        """Tell whether an answer counts."""
        return self._readers[answer] > 0

    def units(self, text: Text, codes: Iterable[str]) -> set[int]:
        """Return the units that have one of these codes."""
        wanted = frozenset(codes)
        votes = Counter(unit for coding in self._codings for unit in coding.units(wanted))
        return {
            unit
            for unit, given in votes.items()
            if is_agreed(self._rule, given, self._readers[text.units[unit][0]])
        }


# --- what codeer said ----------------------------------------------------------------------------


def _find_engines(text: Text) -> tuple[str, ...]:
    named = {proposal.engine for answer in text.answers for proposal in answer.proposals}
    return tuple(sorted({engine for names in named for engine in names.split("+")}))


def _segments_of(store: Store, run: RunRecord) -> dict[tuple[int, int], list[Segment]]:
    """Return the segments of each turn of each source."""
    spoken: dict[tuple[int, int], list[Segment]] = defaultdict(list)
    for source, segment in store.fetch_segments(run.id):
        spoken[source, segment.turn].append(segment)
    return spoken


def _score(
    text: Text,
    themes: Sequence[Theme],
    spoken: Mapping[tuple[int, int], Sequence[Segment]],
    reference: _Reference,
    threshold: float,
) -> Iterator[ScoredUnit]:
    """Yield every seen unit with every theme."""
    given = {theme.id: reference.units(text, theme.members) for theme in themes}
    for unit, (number, start, end) in enumerate(text.units):
        if not reference.is_seen(number):
            continue
        answer = text.answers[number]
        inside = [s for s in spoken[answer.source, answer.turn] if s.start < end and start < s.end]
        words = sum(s.words for s in inside)  # a turn is one segment, with other white space
        segment = Segment(answer.turn, inside[0].number, start, end, words)
        best = _best_proposals(answer, start, end, themes)
        for theme in themes:
            proposal = best.get(theme.id)
            score = proposal.score if proposal else 0.0
            yield ScoredUnit(
                respondent=answer.respondent,
                group=answer.group,
                transcript=answer.transcript,
                segment=segment,
                code=theme.id,
                score=score,
                is_shown=proposal is not None and score >= threshold,
                label=unit in given[theme.id],
                evidence=proposal.evidence if proposal else "",
                text=text.said(unit),
            )


def _best_proposals(
    answer: Answer, start: int, end: int, themes: Sequence[Theme]
) -> dict[str, Proposal]:
    """Return per theme the proposal with the highest score that shares text with [start, end)."""
    best: dict[str, Proposal] = {}
    here = [p for p in answer.proposals if p.start < end and start < p.end]
    for proposal in here:
        for theme in themes:
            is_ours = proposal.code in theme.members
            if is_ours and (theme.id not in best or proposal.score > best[theme.id].score):
                best[theme.id] = proposal
    return best


def _rely(
    units: Sequence[ScoredUnit], themes: Sequence[str], level: Level, seed: int
) -> Iterator[ReliabilityRow]:
    by_theme: dict[str, list[ScoredUnit]] = defaultdict(list)
    for unit in units:
        by_theme[unit.code].append(unit)
    for theme, own in (*((theme, by_theme[theme]) for theme in themes), (TOGETHER, units)):
        for band in compute_reliability(own, seed=seed):
            yield ReliabilityRow(theme, level, band)


def _describe_reading(
    text: Text,
    threshold: float,
    reference: _Reference,
    acts: Mapping[str, Acts],
    codings: Mapping[str, Coding],
    question: EvaluationQuestion,
) -> Reading:
    counts = Counter(
        (any(p.score >= threshold for p in answer.proposals), reference.is_seen(number))
        for number, answer in enumerate(text.answers)
    )
    return Reading(
        shown=counts[True, True] + counts[True, False],
        shown_seen=counts[True, True],
        silent=counts[False, True] + counts[False, False],
        silent_seen=counts[False, True],
        everything_seen=question.everything_seen,
        # a table does not say what its coder saw
        informed={} if question.sheet else {name: acts[name].informed for name in codings},
        on_other_text=sum(acts[name].on_other_text for name in codings),
        outside_answers=sum(coding.outside_answers for coding in codings.values()),
        unknown_themes=sum(coding.unknown_themes for coding in codings.values()),
    )
