"""The unit that engines read: one answer with the question before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from codeer.model import Interview, Segment


@dataclass(frozen=True, slots=True)
class AnswerText:
    """A respondent turn as an engine reads it; white space is folded in the texts."""

    source: str
    turn: int
    respondent: str
    group: str
    question: str
    """What the interviewer said last; empty when nobody asked."""
    text: str
    segments: tuple[Segment, ...]
    sentences: tuple[str, ...]
    """The text of each segment."""


def average_sentences(
    rows: NDArray[np.float32], answers: Sequence[Sequence[str]]
) -> NDArray[np.float32]:
    """Return a vector of each answer from those of its sentences, in a row: long ones count for more.

    As good for both engines as the vector of the whole text, which would have to be made as well.
    """
    starts = np.cumsum([0, *map(len, answers)])[:-1]
    words = np.array([[len(s.split())] for own in answers for s in own], dtype=np.float32)
    whole = np.add.reduceat(rows * words, starts, axis=0)
    return np.asarray(whole / np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-9))


def make_answers(interview: Interview) -> Iterator[AnswerText]:
    """Yield the answers of an interview that have segments, in order."""
    source = interview.source
    segments: dict[int, list[Segment]] = {}
    for segment in interview.segments:
        segments.setdefault(segment.turn, []).append(segment)
    question = ""
    for turn in source.turns:
        said = " ".join(source.text[turn.start : turn.end].split())
        person = interview.respondent_of(turn)
        if person is None:
            question = said
        elif turn.number in segments:
            own = tuple(segments[turn.number])
            yield AnswerText(
                source=source.name,
                turn=turn.number,
                respondent=person.id,
                group=person.group,
                question=question,
                text=said,
                segments=own,
                sentences=tuple(" ".join(source.text[s.start : s.end].split()) for s in own),
            )
