"""Where a theme occurs: fragments of text, and the segments, answers and words that they cover."""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import groupby, repeat
from operator import itemgetter
from typing import NamedTuple

from codeer.results.axes import Theme
from codeer.text import count_words, mask_notes

Range = tuple[str, int, int]
"""Transcript, start, end."""


class Fragment(NamedTuple):
    """A coded stretch of text; not a dataclass, because making all of a study would take longer."""

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
class Segments:
    """Segments in text order, as columns: a study has too many to make an object of each."""

    turns: Sequence[int] = ()
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    words: Sequence[int] = ()

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[int]]) -> "Segments":
        """Return as columns what rows end with: turn, start, end and words."""
        return cls(*(array("q", column) for column in [*zip(*rows, strict=True)][-4:]))

    def __len__(self) -> int:
        return len(self.starts)

    def overlapping(self, start: int, end: int) -> range:
        """Return the indexes of the segments that share text with [start, end)."""
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))


@dataclass(frozen=True, slots=True)
class Speech:
    """All that one respondent said in one transcript."""

    transcript: str
    respondent: str
    group: str
    segments: Segments
    text: str = ""
    """Of the whole transcript."""
    moments: Mapping[int, float] = field(default_factory=dict)
    """Turn to when it began, as a share of the conversation; empty when no times are known."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where a theme occurs, per respondent."""

    ranges: Mapping[str, AbstractSet[Range]]
    segments: Mapping[str, AbstractSet[tuple[str, int]]]
    """Transcript and number of the segment among those of the respondent."""
    answers: Mapping[str, AbstractSet[tuple[str, int]]]
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
    touched: dict[str, set[tuple[str, int]]] = {}
    answers: dict[str, set[tuple[str, int]]] = {}
    words: dict[str, int] = {}
    for person, places in ranges.items():
        own, turns, spoken = set[tuple[str, int]](), set[tuple[str, int]](), 0
        for transcript, stretches in groupby(_joined(places), itemgetter(0)):
            speech = said[transcript, person]
            numbers = set[int]()
            for _, start, end in stretches:
                touches = speech.segments.overlapping(start, end)
                numbers.update(touches)
                spoken += _count_words_within(speech, touches, start, end)
            own.update(zip(repeat(transcript), numbers))
            turns.update((transcript, speech.segments.turns[number]) for number in numbers)
        if own:
            touched[person], answers[person], words[person] = own, turns, spoken
    return Occurrence(dict(ranges), touched, answers, words)


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


def _count_words_within(speech: Speech, numbers: Iterable[int], start: int, end: int) -> int:
    segments, words = speech.segments, 0
    for number in numbers:
        first, last = segments.starts[number], segments.ends[number]
        if start <= first and last <= end:
            words += segments.words[number]
            continue
        # masked as a whole: of half a note the other half would not be recognised as one
        said = mask_notes(speech.text[first:last])
        words += count_words(said[max(start - first, 0) : end - first])
    return words
