"""What a coder gets to see, in which order: answers with their question and their proposals."""

import math
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import PurePosixPath
from typing import Protocol

from codeer.model import Decision, Verdict


class Order(StrEnum):
    """In which order answers come."""

    TRANSCRIPT = "transcript"
    SCORE = "score"
    """The surest first."""
    DOUBT = "onzeker"
    """The most doubtful first: scores near one half teach the most."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggested code within an answer."""

    id: int
    code: str
    start: int
    end: int
    score: float
    engine: str
    evidence: str
    is_negated: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One respondent turn: what is on the screen at once."""

    source: int
    transcript: str
    turn: int
    respondent: str
    group: str
    start: int
    end: int
    text: str
    question: str
    """The interviewer's turn before it; empty when there is none."""
    before: str
    """The answer before that question, for a little context."""
    sentences: tuple[tuple[int, int], ...]
    """Ranges of the segments, in the source."""
    proposals: tuple[Proposal, ...] = ()

    def words(self) -> list[tuple[int, int]]:
        """Return the ranges of the words, in the source."""
        found = re.finditer(r"\S+", self.text)
        return [(self.start + match.start(), self.start + match.end()) for match in found]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which answers a coder wants to see."""

    order: Order = Order.TRANSCRIPT
    codes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    engines: tuple[str, ...] = ()
    threshold: float | None = None
    """Lowest score; None until the threshold of the run is known."""
    everything: bool = False
    """Also answers without a proposal, so that misses are found."""
    blind: bool = False
    """No proposals shown."""
    share: float = 1.0
    """Size of the random sample within each group."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """How many answers a coder has done: read to the end, with a verdict on every proposal."""

    done: int
    total: int
    transcript_done: int
    transcript_total: int
    group_done: int
    group_total: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, and where it was."""

    decisions: tuple[Decision, ...]
    transcript: str
    """Empty when the text is not in the newest run."""
    index: int | None
    """Place among the answers of the session; None when it is not one of them."""


class Theme(Protocol):
    """A code as a screen needs it."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def color(self) -> str: ...
    @property
    def explanation(self) -> str: ...


class Session(Protocol):
    """What a screen asks and tells; every act is stored before it returns, or raises CodeerError."""

    answers: list[Answer]
    is_blind: bool

    @property
    def codes(self) -> Sequence[Theme]: ...
    def verdict(self, answer: Answer, code: str, start: int, end: int) -> Verdict | None: ...
    def added(self, answer: Answer) -> list[Decision]: ...
    def is_done(self, answer: Answer) -> bool: ...
    def is_flagged(self, answer: Answer) -> bool: ...
    def memo(self, answer: Answer) -> str: ...
    def progress(self, answer: Answer) -> Progress: ...
    def next_open(self, index: int) -> int | None: ...
    def judge(self, answer: Answer, proposals: Iterable[Proposal], verdict: Verdict) -> None: ...
    def add(self, answer: Answer, code: str, start: int, end: int) -> None: ...
    def drop(self, answer: Answer, decision: Decision) -> None: ...
    def undo(self) -> Undone | None: ...
    def finish(self, answer: Answer) -> None: ...
    def flag(self, answer: Answer) -> None: ...
    def note(self, answer: Answer, text: str) -> None: ...
    def reload(self, answer: Answer) -> int: ...


def select_answers(answers: Iterable[Answer], selection: Selection) -> list[Answer]:
    """Return the answers to see, in order, with the proposals that pass the filters."""
    kept = [
        _pass(answer, selection)
        for answer in answers
        if (not selection.groups or answer.group in selection.groups)
        and (not selection.transcripts or names_of(answer.transcript) & set(selection.transcripts))
    ]
    if not selection.everything and not selection.blind:
        kept = [answer for answer in kept if answer.proposals]
    sample = _sample(kept, selection)
    if selection.blind:
        sample = [replace(answer, proposals=()) for answer in sample]
    return sorted(sample, key=lambda answer: _key(answer, selection.order))


def _pass(answer: Answer, selection: Selection) -> Answer:
    passing = tuple(
        proposal
        for proposal in answer.proposals
        if proposal.score >= (selection.threshold or 0)
        and (not selection.codes or proposal.code in selection.codes)
        and (not selection.engines or set(selection.engines) & set(proposal.engine.split("+")))
    )
    return answer if passing == answer.proposals else replace(answer, proposals=passing)


@cache
def names_of(transcript: str) -> frozenset[str]:
    """Return the names that mean a transcript: with and without folder and suffix."""
    path = PurePosixPath(transcript)
    return frozenset({transcript, path.name, path.stem, str(path.with_suffix(""))})


def _sample(answers: Sequence[Answer], selection: Selection) -> list[Answer]:
    """Draw a share of the answers of each group, the same for the same seed."""
    if selection.share >= 1:
        return list(answers)
    drawn: list[Answer] = []
    for group in sorted({answer.group for answer in answers}):
        members = sorted(
            (answer for answer in answers if answer.group == group),
            key=lambda answer: (answer.transcript, answer.turn),
        )
        size = math.ceil(round(len(members) * selection.share, 6))  # 7% of 100 is 7, not 7.0…01
        drawn += random.Random(f"{selection.seed} {group}").sample(members, size)
    return drawn


def _key(answer: Answer, order: Order) -> tuple[float, str, int]:
    scores = [proposal.score for proposal in answer.proposals] or [0.0]
    value = 0.0
    if order is Order.SCORE:
        value = -max(scores)
    elif order is Order.DOUBT:
        value = min(abs(score - 0.5) for score in scores)
    return value, answer.transcript, answer.turn
