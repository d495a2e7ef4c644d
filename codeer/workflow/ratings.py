"""What each coder said of each unit: from decisions, marks and suggestions to rating patterns."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codeer.model import MACHINE, Decision, MarkKind, Turn, Unit, Verdict
from codeer.store import RunRecord, Store
from codeer.text import find_segments

if TYPE_CHECKING:
    from codeer.agreement import Pattern, Tallies  # brings numpy, which a report does not need
    from codeer.review.queue import Answer

Place = tuple[int, int, int]
"""Source, start, end."""


class Stretches:
    """Stretches of text that do not overlap, found by place."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._of: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for number, (source, start, end) in enumerate(places):
            self._of[source].append((start, end, number))
        for stretches in self._of.values():
            stretches.sort()

    def overlapping(self, source: int, start: int, end: int) -> Iterator[int]:
        """Yield the numbers of the stretches that share text with [start, end)."""
        stretches = self._of.get(source, [])
        first = bisect_right(stretches, start, key=lambda stretch: stretch[1])
        last = bisect_left(stretches, end, key=lambda stretch: stretch[0])
        return (number for _, _, number in stretches[first:last])


# --- the text ------------------------------------------------------------------------------------


class Text:
    """The answers of respondents and the units in them."""

    def __init__(self, answers: "list[Answer]", stored: Unit, unit: Unit) -> None:
        self.answers = answers
        self.unit = unit
        self.units = [
            (number, start, end)
            for number, answer in enumerate(answers)
            for start, end in _units(answer, stored, unit)
        ]
        """Number of the answer, start and end in the source."""
        self.turns = Stretches((a.source, a.start, a.end) for a in answers)
        self.stretches = Stretches((answers[n].source, start, end) for n, start, end in self.units)

    def answer(self, unit: int) -> "Answer":
        """Return the answer in which a unit stands."""
        return self.answers[self.units[unit][0]]

    def said(self, unit: int) -> str:
        """Return the words of a unit."""
        number, start, end = self.units[unit]
        answer = self.answers[number]
        return answer.text[start - answer.start : end - answer.start]


def _units(answer: "Answer", stored: Unit, unit: Unit) -> Iterable[tuple[int, int]]:
    if unit is Unit.TURN:
        return [(answer.start, answer.end)]
    if stored is unit:
        return answer.sentences
    turn = Turn(answer.turn, "", 0, len(answer.text), 0)
    return [
        (answer.start + s.start, answer.start + s.end)
        for s in find_segments(answer.text, turn, unit)
    ]


# --- the coders ----------------------------------------------------------------------------------


@dataclass(slots=True)
class Acts:
    """What one coder did in the texts of a run."""

    decided: list[Decision] = field(default_factory=list)
    """Verdicts that hold."""
    read: list[Place] = field(default_factory=list)
    blind: int = 0
    on_other_text: int = 0
    """Accepted codings in texts that are not in the run."""

    @property
    def informed(self) -> tuple[int, int]:
        """Return how many acts were not recorded as blind, and how many there are."""
        number = len(self.decided) + len(self.read)
        return number - self.blind, number


def read_acts(store: Store, run: RunRecord, text: Text) -> dict[str, Acts]:
    """Return by name what every coder in the store did, and the suggestions as one more coder."""
    sources = store.fetch_sources(run.id)
    acts = {name: Acts() for name in store.log.fetch_users()}
    for name, decision in store.log.fetch_verdicts():
        if decision.source in sources:
            acts[name].decided.append(decision)
            acts[name].blind += decision.is_blind
        else:
            acts[name].on_other_text += decision.verdict is Verdict.ACCEPT
    for logged in store.log.fetch_marks():
        mark = logged.mark
        if mark.kind is MarkKind.SEEN and mark.source in sources:
            acts[logged.user].read.append((mark.source, mark.start, mark.end))
            acts[logged.user].blind += mark.is_blind
    acts[MACHINE] = Acts(
        decided=[
            Decision(s.source, s.code, s.segment.start, s.segment.end, Verdict.ACCEPT)
            for s in store.fetch_suggestions(run.id, run.threshold)
        ],
        read=[(answer.source, answer.start, answer.end) for answer in text.answers],
    )
    return acts


class Coding:
    """Which answers a coder saw and which themes he or she gave to which units."""

    def __init__(self, acts: Acts, text: Text, known: set[str], *, wholly: bool) -> None:
        self._given: dict[str, set[int]] = defaultdict(set)
        self.outside_answers = self.unknown_themes = 0
        places = [(d.source, d.start, d.end) for d in acts.decided]
        self.seen = {
            turn for place in (*acts.read, *places) for turn in text.turns.overlapping(*place)
        }
        """Numbers of answers."""
        if wholly:
            sources = {source for source, _, _ in places}
            self.seen |= {n for n, answer in enumerate(text.answers) if answer.source in sources}
        for decision in acts.decided:
            if decision.verdict is Verdict.ACCEPT:
                self._give(decision, text, known)

    def _give(self, coding: Decision, text: Text, known: set[str]) -> None:
        units = set(text.stretches.overlapping(coding.source, coding.start, coding.end))
        self._given[coding.code] |= units
        self.outside_answers += not units
        self.unknown_themes += bool(units) and coding.code not in known

    def units(self, codes: Iterable[str]) -> set[int]:
        """Return the units to which the coder gave one of these themes."""
        return set().union(*(self._given.get(code, ()) for code in codes))


class Ratings:
    """What each coder said of every unit that at least two of them saw."""

    def __init__(self, text: Text, codings: Sequence[Coding]) -> None:
        self._text = text
        self._codings = codings
        self._seen = {
            unit: seen
            for unit, (answer, _, _) in enumerate(text.units)
            if sum(seen := tuple(answer in coding.seen for coding in codings)) >= 2
        }

    def patterns(self, codes: Iterable[str]) -> Iterator[tuple[int, "Pattern"]]:
        """Yield each unit with what every coder said: is one of these themes there."""
        given = [coding.units(codes) for coding in self._codings]
        for unit, seen in self._seen.items():
            pairs = zip(given, seen, strict=True)
            yield unit, tuple(int(unit in units) if saw else None for units, saw in pairs)

    def tally(self, codes: Iterable[str]) -> "Tallies":
        """Count the patterns per respondent."""
        tally: dict[str, Counter[Pattern]] = defaultdict(Counter)
        for unit, pattern in self.patterns(codes):
            tally[self._text.answer(unit).respondent][pattern] += 1
        return tally


def pool(tallies: Iterable["Tallies"]) -> "Tallies":
    """Add up the counts of several themes."""
    pooled: dict[str, Counter[Pattern]] = defaultdict(Counter)
    for tally in tallies:
        for respondent, patterns in tally.items():
            pooled[respondent].update(patterns)
    return pooled
