"""Where the words of a text stand in its corrected version."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import accumulate

Range = tuple[int, int]
_LINE = re.compile(r"\S(?:.*\S)?")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters that both texts share, in the order of both."""

    old: int
    new: int
    length: int


class _Flat:
    """A text on one line, in which words are found however its lines are broken."""

    def __init__(self, text: str) -> None:
        words = list(_WORD.finditer(text))
        self._text = " ".join(word[0] for word in words)
        self._original = [word.start() for word in words]
        self._starts = [0, *accumulate(len(word[0]) + 1 for word in words)][:-1]

    def find(self, words: str, *, whole: bool) -> Iterator[Range]:
        """Yield every place of some words in the text itself."""
        start = self._text.find(words)
        while start >= 0:
            end = start + len(words)
            if not whole or (_is_edge(self._text, start) and _is_edge(self._text, end)):
                yield self._place(start), self._place(end - 1) + 1
            start = self._text.find(words, start + 1)

    def _place(self, position: int) -> int:
        word = bisect_right(self._starts, position) - 1
        return self._original[word] + position - self._starts[word]


class Alignment:
    """An old and a new text laid side by side: lines first, words where lines differ."""

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = old, new

    @cached_property
    def _runs(self) -> list[_Run]:
        return list(_align(self._old, self._new))

    @cached_property
    def _backward(self) -> list[_Run]:
        return [_Run(run.new, run.old, run.length) for run in self._runs]

    @cached_property
    def _flat_old(self) -> _Flat:
        return _Flat(self._old)

    @cached_property
    def _flat_new(self) -> _Flat:
        return _Flat(self._new)

    def find(self, start: int, end: int, allowed: Sequence[Range]) -> Range | None:
        """Return where the words of [start, end) stand in the new text, or None.

        `allowed` are the turns, in order, in one of which they must stand. Words that the new text
        has more often are found nearest to where they are expected, but never where the other
        occurrence of the old text went.
        """
        start, end = _trim(self._old, start, end)
        words = self._old[start:end].split()
        if not words:
            return None
        whole = self._is_whole(start, end)
        found = list(self._flat_new.find(" ".join(words), whole=whole))
        there = [span for span in found if _is_within(span, allowed)]
        if len(found) == 1 and len(list(self._flat_old.find(" ".join(words), whole=whole))) == 1:
            return there[0] if there else None  # no need to lay the texts side by side
        return self._nearest(start, end, there)

    def _nearest(self, start: int, end: int, there: Sequence[Range]) -> Range | None:
        """Return the place to which the diff leads, or else the nearest that no other words took."""
        if not there:
            return None
        image = _image(self._runs, start, end)
        if image in there:
            return image
        expected = self.expect(start)
        words = self._old[start:end].split()
        free = (span for span in there if not self._is_taken(span, words))
        return min(free, key=lambda span: abs(span[0] - expected), default=None)

    def expect(self, position: int) -> int:
        """Return the place in the new text that corresponds to one in the old text."""
        index = bisect_right(self._runs, position, key=lambda run: run.old) - 1
        before = self._runs[index] if index >= 0 else _Run(0, 0, 0)
        if position < before.old + before.length:
            return before.new + position - before.old
        after = self._runs[index + 1].new if index + 1 < len(self._runs) else len(self._new)
        gone = position - before.old - before.length
        return min(before.new + before.length + gone, after)

    def _is_whole(self, start: int, end: int) -> bool:
        """Tell whether a stretch of the old text begins and ends with a whole word."""
        return _is_edge(self._old, start) and _is_edge(self._old, end)

    def _is_taken(self, span: Range, words: Sequence[str]) -> bool:
        """Tell whether the same words of another place in the old text stand here."""
        origin = _image(self._backward, *span)
        return origin is not None and self._old[slice(*origin)].split() == words


def _align(old: str, new: str) -> Iterator[_Run]:
    """Yield the runs of shared characters, ascending."""
    old_lines, new_lines = list(_LINE.finditer(old)), list(_LINE.finditer(new))
    for tag, i1, i2, j1, j2 in _compare(old_lines, new_lines):
        if tag == "equal":
            yield from _runs(old_lines[i1:i2], new_lines[j1:j2])
        elif tag == "replace":
            yield from _align_words(
                [word for line in old_lines[i1:i2] for word in _words(old, line)],
                [word for line in new_lines[j1:j2] for word in _words(new, line)],
            )


def _align_words(old: Sequence[re.Match[str]], new: Sequence[re.Match[str]]) -> Iterator[_Run]:
    for tag, i1, i2, j1, j2 in _compare(old, new):
        if tag == "equal":
            yield from _runs(old[i1:i2], new[j1:j2])


def _words(text: str, line: re.Match[str]) -> Iterator[re.Match[str]]:
    return _WORD.finditer(text, line.start(), line.end())


def _compare(
    old: Iterable[re.Match[str]], new: Iterable[re.Match[str]]
) -> list[tuple[str, int, int, int, int]]:
    matcher = SequenceMatcher(None, [m[0] for m in old], [m[0] for m in new])
    return list(matcher.get_opcodes())


def _runs(old: Iterable[re.Match[str]], new: Iterable[re.Match[str]]) -> Iterator[_Run]:
    for here, there in zip(old, new, strict=True):
        yield _Run(here.start(), there.start(), len(here[0]))


def _image(runs: Sequence[_Run], start: int, end: int) -> Range | None:
    """Return where the first and last character of [start, end) went, if both stayed."""
    first, last = _follow(runs, start), _follow(runs, end - 1)
    return None if first is None or last is None else (first, last + 1)


def _follow(runs: Sequence[_Run], position: int) -> int | None:
    index = bisect_right(runs, position, key=lambda run: run.old) - 1
    if index < 0 or position >= runs[index].old + runs[index].length:
        return None
    return runs[index].new + position - runs[index].old


def _is_within(span: Range, allowed: Sequence[Range]) -> bool:
    index = bisect_right(allowed, span[0], key=lambda turn: turn[0]) - 1
    return index >= 0 and span[1] <= allowed[index][1]


def _is_edge(text: str, position: int) -> bool:
    """Tell whether no word runs on across a position."""
    return not (text[position - 1 : position].isalnum() and text[position : position + 1].isalnum())


def _trim(text: str, start: int, end: int) -> Range:
    said = text[start:end]
    return start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())
