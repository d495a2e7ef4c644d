"""The unit that engines read: one answer with the question before it."""

from collections.abc import Iterator
from dataclasses import dataclass

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
