"""The tokens of several interviews in one row of numbers, in which words are looked up by trait."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from codeer.suggest.variants import Test, Trait
from codeer.text import fold
from codeer.tokens import TokenKind, Tokens

Places = NDArray[np.intp]
Fits = NDArray[np.bool_]

_SENTENCE_ENDS = frozenset([".", "?", "!", "…", "...", ";"])  # no gap runs across them
# What may follow a particle at the end of its clause: "dan belde ik haar op en ..."
_AFTER_CLAUSE = frozenset(
    """
        hoe wat wie waar waarom wanneer welke en of maar want dus omdat dat als toen om dan hoor he eigenlijk zeg weet ook ofzo wel
        nog even gewoon altijd nooit meteen soms vaak toch steeds zo
    """.split()
)


class Stream:
    """All tokens in a row, with one place between segments where nothing stands.

    A place is an index in the row. Every kind of token has a number; the empty place has the last one.
    """

    def __init__(self, interviews: Sequence[Tokens]) -> None:
        numbers: dict[TokenKind, int] = {}
        renumber = [
            np.array([numbers.setdefault(k, len(numbers)) for k in tokens.kinds], np.int32)
            for tokens in interviews
        ]
        self.kinds = tuple(numbers)
        self._nothing = len(numbers)
        sizes = [np.diff(tokens.starts) for tokens in interviews]
        lengths = np.concatenate([np.zeros(0, np.intp), *sizes])
        self._begins = np.cumsum(np.concatenate([[1], lengths + 1]))
        words = np.ones(self._begins[-1] + 1, np.bool_)
        words[self._begins - 1] = words[-1] = False
        small = np.uint16 if self._nothing < 2**16 else np.int32  # NumPy sorts these much faster
        self.row = np.full(len(words), self._nothing, small)
        self.row[words] = np.concatenate(
            [np.zeros(0, small), *(r[t.numbers] for r, t in zip(renumber, interviews, strict=True))]
        )
        self._owners = np.repeat(np.arange(len(interviews)), [len(size) for size in sizes])
        tokens_before = np.cumsum([0, *(len(tokens.numbers) for tokens in interviews)])
        segments_before = np.cumsum([0, *map(len, sizes)])
        self._tokens_before, self._segments_before = tokens_before, segments_before
        self._order = np.argsort(self.row, kind="stable")
        self._bounds = np.searchsorted(
            self.row, np.arange(self._nothing + 1), sorter=self._order
        ).tolist()
        self._kinds: dict[Test, tuple[int, ...]] = {}
        self._members: dict[Test, frozenset[int]] = {}
        self._places: dict[Test, Places] = {}
        self._misses: dict[Test, NDArray[np.int32]] = {}
        self._scratch = np.zeros(self._nothing + 1, np.bool_)

    # --- where a place is ------------------------------------------------------------------------

    def segments(self, places: Places) -> Places:
        """Return the segment of each place, counted through all interviews."""
        return np.searchsorted(self._begins, places, side="right") - 1

    def locate(self, segment: int) -> tuple[int, int, int]:
        """Return interview, segment within it, and what to take from a place to get a token."""
        interview = int(self._owners[segment])
        shift = int(self._tokens_before[interview])
        return interview, segment - int(self._segments_before[interview]), segment + 1 + shift

    # --- what stands there -----------------------------------------------------------------------

    def kinds_of(self, test: Test) -> tuple[int, ...]:
        """Return the numbers of the kinds that pass a test."""
        if test not in self._kinds:
            self._kinds[test] = tuple(self._find_kinds(test))
        return self._kinds[test]

    def members(self, test: Test) -> frozenset[int]:
        """Return the same as a set."""
        if test not in self._members:
            self._members[test] = frozenset(self.kinds_of(test))
        return self._members[test]

    def places(self, test: Test) -> Places:
        """Return where words stand that pass a test, in order."""
        if test not in self._places:
            kinds = self.kinds_of(test)
            parts = [self._order[self._bounds[k] : self._bounds[k + 1]] for k in kinds]
            found = parts[0] if len(parts) == 1 else np.concatenate([self._order[:0], *parts])
            self._places[test] = found if len(parts) == 1 else np.sort(found)
        return self._places[test]

    def passes(self, test: Test, places: Places) -> Fits:
        """Tell of each place whether the word there passes a test."""
        kinds = list(self.kinds_of(test))
        self._scratch[kinds] = True
        found: Fits = self._scratch[self.row.take(places, mode="clip")]
        self._scratch[kinds] = False
        return found

    def all_pass(self, test: Test, starts: Places, ends: Places) -> Fits:
        """Tell of each stretch whether all words in it pass a test."""
        if test not in self._misses:
            misses = ~self.passes(test, np.arange(len(self.row)))
            self._misses[test] = np.concatenate([[0], np.cumsum(misses, dtype=np.int32)])
        counts = self._misses[test]
        same: Fits = counts[ends] == counts[starts]
        return same

    def ends_clause(self, places: Places) -> Fits:
        """Tell of each place whether a clause can be over when it begins there."""
        over: Fits = self._clause_ends[self.row.take(places, mode="clip")]
        return over

    @cached_property
    def _clause_ends(self) -> Fits:
        return np.array([*(_follows_clause(kind.text) for kind in self.kinds), True])

    def _find_kinds(self, test: Test) -> Iterable[int]:
        if test.trait is Trait.ANY:
            ends = {n for text in _SENTENCE_ENDS for n in self._by_text.get(text, ())}
            return (n for n in range(self._nothing) if n not in ends)
        if test.trait is Trait.POS:
            return (n for n, kind in enumerate(self.kinds) if kind.pos in test.values)
        if test.trait is Trait.LOWER:
            return (n for form in test.values for n in self._by_lower.get(form, ()))
        lemmas = (
            test.values if test.trait is Trait.LEMMA else filter(_compound(test), self._by_lemma)
        )
        return (n for lemma in lemmas for n in self._by_lemma.get(lemma, ()))

    @cached_property
    def _by_lemma(self) -> dict[str, list[int]]:
        return _index(kind.lemma for kind in self.kinds)

    @cached_property
    def _by_lower(self) -> dict[str, list[int]]:
        return _index(kind.text.lower() for kind in self.kinds)

    @cached_property
    def _by_text(self) -> dict[str, list[int]]:
        return _index(kind.text for kind in self.kinds)


def _index(keys: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        found[key].append(number)
    return found


def _compound(test: Test) -> Callable[[str], bool]:
    """Return whether a lemma holds a word, alone or with at least two letters more."""
    forms = tuple(sorted(test.values, key=len, reverse=True))
    words = "|".join(map(re.escape, forms))
    before = r"(?:\w{2,})?" if test.trait is not Trait.HEAD else ""
    after = r"(?:\w{2,})?" if test.trait is not Trait.TAIL else ""
    fits = re.compile(f"{before}(?:{words}){after}").fullmatch
    if test.trait is Trait.HEAD:
        return lambda lemma: lemma.startswith(forms) and fits(lemma) is not None
    if test.trait is Trait.TAIL:
        return lambda lemma: lemma.endswith(forms) and fits(lemma) is not None
    return lambda lemma: fits(lemma) is not None


@cache
def _follows_clause(text: str) -> bool:
    return is_punctuation(text) or fold(text) in _AFTER_CLAUSE


@cache
def is_punctuation(text: str) -> bool:
    """Tell whether a token is made of marks only."""
    return all(unicodedata.category(character).startswith("P") for character in text)
