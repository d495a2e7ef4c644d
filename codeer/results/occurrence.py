"""Where a theme occurs: fragments of text, and the segments, answers and words that they cover."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from codeer.model import Segment
from codeer.results.axes import Theme
from codeer.text import count_words, mask_notes

Range = tuple[str, int, int]
"""Transcript, start, end."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A coded stretch of text."""

    transcript: str
    respondent: str
    group: str
    start: int
    end: int
    code: str
    coder: str
    text: str
    place: str = ""
    """Where a reader finds it: `r. 145` or `beurt 38`."""
    turn: int = 0
    supporters: int = 0
    """How many people gave it; 0 for a suggestion on which nobody decided."""
    score: float | None = None
    """Of the suggestion that it began as."""

    @property
    def source(self) -> str:
        """Return the source as it stands behind a quote: `(JIM05, r. 145)`."""
        return f"({self.respondent}, {self.place})"


@dataclass(frozen=True, slots=True)
class Speech:
    """All that one respondent said in one transcript."""

    transcript: str
    respondent: str
    group: str
    segments: tuple[Segment, ...]
    """In text order."""
    text: str = ""
    """Of the whole transcript."""
    moments: Mapping[int, float] = field(default_factory=dict)
    """Turn to when it began, as a share of the conversation; empty when no times are known."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where a theme occurs, per respondent."""

    ranges: Mapping[str, frozenset[Range]]
    segments: Mapping[str, frozenset[tuple[str, int]]]
    """Transcript and number of the segment among those of the respondent."""
    answers: Mapping[str, frozenset[tuple[str, int]]]
    """Transcript and number of the turn."""
    words: Mapping[str, int]
    """Coded words; a word that is coded twice counts once."""


def find_occurrence(
    theme: Theme, speeches: Iterable[Speech], fragments: Iterable[Fragment]
) -> Occurrence:
    """Find where a theme occurs in what respondents said."""
    said = {(speech.transcript, speech.respondent): speech for speech in speeches}
    ranges: dict[str, set[Range]] = defaultdict(set)
    for fragment in fragments:
        if fragment.code in theme.members:
            ranges[fragment.respondent].add((fragment.transcript, fragment.start, fragment.end))
    touched: dict[str, set[tuple[str, int]]] = defaultdict(set)
    answers: dict[str, set[tuple[str, int]]] = defaultdict(set)
    words: dict[str, int] = defaultdict(int)
    for person, places in ranges.items():
        for transcript, start, end in _joined(places):
            speech = said[transcript, person]
            for number in _overlapping(speech.segments, start, end):
                segment = speech.segments[number]
                touched[person].add((transcript, number))
                answers[person].add((transcript, segment.turn))
                words[person] += _words_within(speech, segment, start, end)
    return Occurrence(_frozen(ranges), _frozen(touched), _frozen(answers), words)


_Thing = TypeVar("_Thing")


def _frozen(sets: Mapping[str, set[_Thing]]) -> dict[str, frozenset[_Thing]]:
    return {name: frozenset(things) for name, things in sets.items()}


def _joined(places: Iterable[Range]) -> Iterator[Range]:
    """Yield the ranges with those that overlap as one."""
    last: Range | None = None
    for place in sorted(places):
        if last and place[0] == last[0] and place[1] < last[2]:
            last = last[0], last[1], max(last[2], place[2])
            continue
        if last:
            yield last
        last = place
    if last:
        yield last


def _words_within(speech: Speech, segment: Segment, start: int, end: int) -> int:
    if start <= segment.start and segment.end <= end:
        return segment.words
    # masked as a whole: of half a note the other half would not be recognised as one
    said = mask_notes(speech.text[segment.start : segment.end])
    return count_words(said[max(start - segment.start, 0) : end - segment.start])


def _overlapping(segments: Sequence[Segment], start: int, end: int) -> range:
    """Return the indexes of the segments that share text with [start, end)."""
    first = bisect_right(segments, start, key=lambda segment: segment.end)
    last = bisect_left(segments, end, key=lambda segment: segment.start)
    return range(first, last)
