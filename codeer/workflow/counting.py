"""What counts in a report: the decisions of one coder or of several together, else the suggestions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from codeer.errors import NoDecisions, UnknownName
from codeer.model import MACHINE, Consensus, Decision, Verdict
from codeer.reports.account import Checked
from codeer.reports.consensus import describe_consensus, explain_consensus, find_consensus
from codeer.store import RunRecord, Scored, Store
from codeer.workflow.ratings import Coding, Place, Stretches, Text, read_acts

UNCHECKED = "ongecontroleerde suggesties"


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose decisions count. Nothing chosen: those of the only coder, or of the majority."""

    coder: str | None = None
    consensus: Consensus | None = None


class CountedCoding(NamedTuple):
    """A theme on a stretch of text that counts; not a dataclass for the reason of `Scored`."""

    place: Place
    code: str
    coder: str
    """Who gave it, or how several coders together did."""
    supporters: int = 0
    """How many people gave it."""
    score: float | None = None
    """Of the suggestion that it began as."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts, and on what that rests."""

    basis: str
    codings: Sequence[CountedCoding]
    coders: tuple[str, ...] = ()
    """Whose decisions count."""
    rule: str = ""
    """How several coders count together, for the methods section."""
    checked: tuple[Checked, ...] = ()
    """Per theme how far people got with the suggestions; empty when nobody decided anything."""

    @property
    def is_checked(self) -> bool:
        """Tell whether people decided on what is counted."""
        return bool(self.coders)


def count(store: Store, run: RunRecord, choice: Choice) -> Counted:
    """Return the codings that count.

    Raises
    ------
    UnknownName, NoDecisions
        When the chosen coder does not exist, or there are no decisions to choose from.

    """
    verdicts = store.log.fetch_verdicts(sources=list(store.bulk.fetch_names(run.id)))
    suggestions = store.bulk.fetch_scores(run.id, run.threshold)
    deciders = sorted({coder for coder, _ in verdicts}, key=str.casefold)
    if choice.coder is None and choice.consensus is None and not deciders:
        return Counted(
            UNCHECKED,
            [
                CountedCoding((source, start, end), code, MACHINE, score=score)
                for _, source, start, end, code, score in suggestions
            ],
        )
    if choice.coder is not None:
        coder = _known_coder(store, choice.coder)
        if coder not in deciders:
            raise NoDecisions(f"--codeur {coder}")
        return _count_one(run, verdicts, suggestions, coder)
    if choice.consensus is None and len(deciders) == 1:
        return _count_one(run, verdicts, suggestions, deciders[0])
    if not deciders:
        raise NoDecisions("--consensus")
    rule = choice.consensus or Consensus.MAJORITY
    return _count_together(store, run, verdicts, suggestions, rule)


def _known_coder(store: Store, given: str) -> str:
    users = store.log.fetch_users()
    for user in users:
        if user.casefold() == given.casefold():
            return user
    raise UnknownName("codeur", given, tuple(users))


def _count_one(
    run: RunRecord,
    verdicts: Iterable[tuple[str, Decision]],
    suggestions: Sequence[Scored],
    coder: str,
) -> Counted:
    decided = [d for who, d in verdicts if who == coder]
    scores = {s.id: s.score for s in suggestions}
    codings = [
        CountedCoding((d.source, d.start, d.end), d.code, coder, 1, scores.get(d.suggestion or 0))
        for d in decided
        if d.verdict is Verdict.ACCEPT
    ]
    checked = _check(run, decided, suggestions)
    return Counted(f"besluiten van {coder}", codings, (coder,), checked=checked)


def _count_together(
    store: Store,
    run: RunRecord,
    verdicts: Iterable[tuple[str, Decision]],
    suggestions: Sequence[Scored],
    rule: Consensus,
) -> Counted:
    """Count segments, because coders seldom mark exactly the same stretch."""
    from codeer.workflow.answers import gather_answers  # one coder's decisions do not need them

    text = Text(gather_answers(store, run, lowest=None), run.unit, run.unit)
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
    given = [
        (coder, unit, code)
        for code in sorted(codes)
        for coder, coding in codings.items()
        for unit in coding.units([code])
    ]
    agreed = find_consensus(rule, seen, given)
    supporters = Counter((unit, code) for _, unit, code in given)
    label = f"consensus ({rule})"
    return Counted(
        basis=describe_consensus(rule, len(codings)),
        codings=[
            CountedCoding(
                (text.answer(unit).source, *text.units[unit][1:]),
                code,
                label,
                supporters[unit, code],
            )
            for unit, code in sorted(agreed)
        ],
        coders=tuple(codings),
        rule=explain_consensus(rule),
        checked=_check(run, [decision for _, decision in verdicts], suggestions),
    )


def _check(
    run: RunRecord, decided: Sequence[Decision], suggestions: Sequence[Scored]
) -> tuple[Checked, ...]:
    """Return per theme what people said of the suggestions, on the same words."""
    by_code: dict[str, list[Scored]] = defaultdict(list)
    for suggestion in suggestions:
        by_code[suggestion.code].append(suggestion)
    judged: dict[str, list[Decision]] = defaultdict(list)
    for decision in decided:
        judged[decision.code].append(decision)
    names = {code.id: code.name for code in run.codes}
    return tuple(
        _check_theme(name, judged[code], by_code[code])
        for code, name in names.items()
        if by_code[code] or judged[code]
    )


def _check_theme(name: str, decided: Iterable[Decision], suggestions: Sequence[Scored]) -> Checked:
    stretches = Stretches((s.source, s.start, s.end) for s in suggestions)
    seen: set[int] = set()
    verdicts: Mapping[Verdict, set[tuple[int, int]]] = defaultdict(set)
    added = 0
    for number, d in enumerate(decided):
        touched = list(stretches.overlapping(d.source, d.start, d.end))
        seen.update(touched)
        verdicts[d.verdict].update((number, suggestion) for suggestion in touched)
        added += d.verdict is Verdict.ACCEPT and not touched
    return Checked(
        theme=name,
        suggestions=len(suggestions),
        decided=len(seen),
        accepted=len(verdicts[Verdict.ACCEPT]),
        rejected=len(verdicts[Verdict.REJECT]),
        added=added,
    )
