"""Which transcript here a text of another program is, and where its places are in it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from codeer.refi.values import QdaSource
from codeer.store import RunRecord, Store
from codeer.text import normalise
from codeer.workflow.alignment import Alignment

_ALIKE = 0.6
"""Share of the words of a text that its corrected version at least has."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TextMatch:
    """The text here that a foreign text is, and how its places are found in it."""

    source: int
    text: str
    move: Callable[[int, int], Span | None]


class ForeignTexts:
    """The transcripts of the run, to find which one a foreign text is."""

    def __init__(self, store: Store, run: RunRecord) -> None:
        self._texts = store.fetch_sources(run.id)
        self._named: dict[str, set[int]] = defaultdict(set)
        self._same: dict[str, set[int]] = defaultdict(set)
        for number, (name, text) in self._texts.items():
            self._same[text].add(number)
            for short in _short_names(name):
                self._named[short].add(number)

    def match(self, foreign: QdaSource, name: str) -> TextMatch | None:
        """Return the text of this name with these words, or else the only one with these words."""
        text = normalise(foreign.text)
        named = {n for short in _short_names(foreign.name) for n in self._named.get(short, ())}
        named |= self._named.get(name.casefold(), set())
        same = self._same.get(text, set())
        for found in (named & same, same):
            if len(found) == 1 or (found and found is not same):
                number = min(found)
                return TextMatch(number, text, _follow_normalising(foreign.text, text))
        if len(named) != 1:
            return None
        number = next(iter(named))
        here = self._texts[number][1]
        if not _are_alike(text, here):
            return None
        alignment = Alignment(text, here)
        before = _follow_normalising(foreign.text, text)

        def move(start: int, end: int) -> Span | None:
            return alignment.find(*before(start, end), [(0, len(here))])

        return TextMatch(number, here, move)


def _short_names(name: str) -> set[str]:
    path = PurePosixPath(name.replace("\\", "/"))
    forms = (name, path.name, path.with_suffix("").as_posix() if path.name else name, path.stem)
    return {form.casefold() for form in forms if form}


def _follow_normalising(text: str, normal: str) -> Callable[[int, int], Span]:
    """Return what finds places after normalising, which may join characters into one."""
    if text == normal or len(text) == len(normal):
        return lambda start, end: (start, end)
    return lambda start, end: (len(normalise(text[:start])), len(normalise(text[:end])))


def _are_alike(one: str, other: str) -> bool:
    words = set(one.casefold().split())
    return len(words & set(other.casefold().split())) >= _ALIKE * len(words)
