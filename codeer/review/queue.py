"""What a coder gets to see, in which order: answers with their question and their proposals."""

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


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
    """What this respondent said before that question, for a little context."""
    sentences: tuple[tuple[int, int], ...]
    """Ranges of the segments, in the source."""
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """Which answers a coder wants to see."""

    order: Order = Order.TRANSCRIPT
    codes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    engines: tuple[str, ...] = ()
    threshold: float = 0.5
    everything: bool = False
    """Also answers without a proposal, so that misses are found."""
    blind: bool = False
    """No proposals shown."""
    share: float = 1.0
    """Size of the random sample within each group."""
    seed: int = 1


def select_answers(answers: Iterable[Answer], selection: Selection) -> list[Answer]:
    """Return the answers to see, in order, with the proposals that pass the filters."""
    kept = [
        replace(answer, proposals=_passing(answer, selection))
        for answer in answers
        if (not selection.groups or answer.group in selection.groups)
        and (not selection.transcripts or _is_named(answer.transcript, selection.transcripts))
    ]
    if not selection.everything and not selection.blind:
        kept = [answer for answer in kept if answer.proposals]
    sample = _sample(kept, selection)
    if selection.blind:
        sample = [replace(answer, proposals=()) for answer in sample]
    return sorted(sample, key=lambda answer: _key(answer, selection.order))


def _passing(answer: Answer, selection: Selection) -> tuple[Proposal, ...]:
    return tuple(
        proposal
        for proposal in answer.proposals
        if proposal.score >= selection.threshold
        and (not selection.codes or proposal.code in selection.codes)
        and (not selection.engines or set(selection.engines) & set(proposal.engine.split("+")))
    )


def _is_named(transcript: str, names: Sequence[str]) -> bool:
    stem = transcript.rsplit(".", 1)[0]
    return any(name in (transcript, stem, stem.rsplit("/", 1)[-1]) for name in names)


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
        size = math.ceil(len(members) * selection.share)
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
