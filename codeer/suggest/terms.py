"""TF-IDF of runs of words or of letters: learned by scikit-learn, weighed with numpy alone.

The weights are those of scikit-learn's `TfidfVectorizer(sublinear_tf=True)`, which loops over every run of
every text. Here a run of words is looked up as a number, and the runs of letters in a word only once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Arrays = Mapping[str, NDArray[Any]]
_NONE = np.zeros(0, dtype=np.int64)
_REMEMBERED = 30_000  # different words


@dataclass(frozen=True, eq=False)
class TermRows:
    """What the terms of some texts weigh: the filled cells of a matrix, row by row."""

    rows: Numbers
    """Of each cell the text."""
    columns: Numbers
    """Of each cell the term."""
    weights: Floats
    shape: tuple[int, int]

    def times(self, matrix: Floats) -> Floats:
        """Return the product with a matrix (terms, anything)."""
        product = np.zeros((self.shape[0], matrix.shape[1]))
        if len(self.rows):
            filled, starts = np.unique(self.rows, return_index=True)
            cells = self.weights[:, None] * matrix[self.columns]
            product[filled] = np.add.reduceat(cells, starts, axis=0)
        return product

    def to_sparse(self) -> Any:  # noqa: ANN401
        """Return what scikit-learn can learn from."""
        from scipy.sparse import csr_matrix

        return csr_matrix((self.weights, (self.rows, self.columns)), shape=self.shape)


class Runs(Protocol):
    """The terms of a vocabulary, to be found in texts."""

    how: ClassVar[Mapping[str, str]]
    """What scikit-learn calls this kind of term."""

    def __init__(self, names: Sequence[str], sizes: tuple[int, int]) -> None: ...

    def find(self, texts: Iterable[Sequence[str]]) -> tuple[Numbers, Numbers]:
        """Return every occurrence in texts, given as words: the text and the term."""
        ...


class WordRuns:
    """Runs of words. A run is a number of which each word is a digit; 0 is no known word."""

    how: ClassVar[Mapping[str, str]] = {"token_pattern": r"\S+"}

    def __init__(self, names: Sequence[str], sizes: tuple[int, int]) -> None:
        runs = [name.split(" ") for name in names]
        words = dict.fromkeys(chain.from_iterable(runs))
        self._digits = {word: digit for digit, word in enumerate(words, start=1)}
        self._known = []
        for size in range(sizes[0], sizes[1] + 1):
            own = [column for column, run in enumerate(runs) if len(run) == size]
            digits = [self._digits[word] for column in own for word in runs[column]]
            keys = self._join(np.array(digits, dtype=np.int64), size)[::size]
            order = np.argsort(keys)
            beyond = np.iinfo(np.int64).max  # found by what comes after all others
            columns = np.array(own, dtype=np.int64)[order]
            self._known.append((size, np.append(keys[order], beyond), columns))

    def find(self, texts: Iterable[Sequence[str]]) -> tuple[Numbers, Numbers]:
        """Return every occurrence in texts, given as words: the text and the term."""
        said = [(*words, "") for words in texts]  # no run goes on in the next text
        get = self._digits.get
        digits = np.array([get(word, 0) for words in said for word in words], dtype=np.int64)
        rows = np.repeat(np.arange(len(said)), [len(words) for words in said])
        found = [(_NONE, _NONE)]
        for size, known, columns in self._known:
            keys = self._join(digits, size)
            places = np.searchsorted(known, keys)
            hits = np.flatnonzero(known[places] == keys)
            found.append((rows[hits], columns[places[hits]]))
        return (
            np.concatenate([own for own, _ in found]),
            np.concatenate([own for _, own in found]),
        )

    def _join(self, digits: Numbers, size: int) -> Numbers:
        """Return the number of every run in a row; three words fit in 64 bits up to two million words."""
        keys, base = digits, len(self._digits) + 1
        for after in range(1, size):
            keys = keys[:-1] * base + digits[after:]
        return keys


class LetterRuns:
    """Runs of letters inside words, with the space around these (scikit-learn's `char_wb`)."""

    how: ClassVar[Mapping[str, str]] = {"analyzer": "char_wb"}

    def __init__(self, names: Sequence[str], sizes: tuple[int, int]) -> None:
        self._columns = {name: column for column, name in enumerate(names)}
        self._sizes = sizes
        self._find_in = lru_cache(_REMEMBERED)(self._look_up)

    def find(self, texts: Iterable[Sequence[str]]) -> tuple[Numbers, Numbers]:
        """Return every occurrence in texts, given as words: the text and the term."""
        found = [[self._find_in(word) for word in words] for words in texts]
        sizes = [sum(map(len, own)) for own in found]
        columns = np.concatenate([_NONE, *chain.from_iterable(found)])
        return np.repeat(np.arange(len(found)), sizes), columns

    def _look_up(self, word: str) -> Numbers:
        padded = f" {word} "
        longest = min(self._sizes[1], max(self._sizes[0], len(padded)))
        runs = (
            padded[start : start + size]
            for size in range(self._sizes[0], longest + 1)
            for start in range(max(1, len(padded) - size + 1))
        )
        return np.array([self._columns[r] for r in runs if r in self._columns], dtype=np.int64)


class Terms:
    """The terms that occur often enough in the texts learned from, and what each weighs."""

    def __init__(self, kind: type[Runs], sizes: tuple[int, int], *, least: int) -> None:
        self._kind, self._sizes, self._least = kind, sizes, least
        self._set((), np.zeros(0))

    def fit(self, texts: Sequence[str]) -> None:
        """Learn the terms of at least `least` texts."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectoriser = TfidfVectorizer(ngram_range=self._sizes, min_df=self._least, **self._kind.how)
        try:
            vectoriser.fit(texts)
        except ValueError:  # too little said for any term to occur often enough
            self._set(["."], np.ones(1))
        else:
            self._set(vectoriser.get_feature_names_out().tolist(), vectoriser.idf_)

    def weigh(self, texts: Sequence[str]) -> TermRows:
        """Return the weights of the terms in each text, 1 long together."""
        rows, columns = self._runs.find(text.lower().split() for text in texts)
        width = len(self.names)
        cells, counts = np.unique(rows * width + columns, return_counts=True)
        rows, columns = np.divmod(cells, width)
        weights = (np.log(counts) + 1) * self._rarity[columns]
        lengths = np.sqrt(np.bincount(rows, weights**2, minlength=len(texts)))
        return TermRows(rows, columns, weights / lengths[rows], (len(texts), width))

    def to_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return what was learned as plain arrays."""
        terms = "\n".join(self.names)  # one string: an array of strings is padded
        return {
            f"{name}_terms": np.frombuffer(terms.encode(), dtype=np.uint8),
            f"{name}_idf": self._rarity.astype(np.float32),
        }

    def load(self, arrays: Arrays, name: str) -> None:
        """Take what `to_arrays` gave."""
        names = arrays[f"{name}_terms"].tobytes().decode().split("\n")
        rarity = arrays[f"{name}_idf"].astype(np.float64)
        if len(names) != len(rarity):
            raise ValueError(name)
        self._set(names, rarity)

    def _set(self, names: Sequence[str], rarity: Floats) -> None:
        self.names, self._rarity = tuple(names), rarity
        self._runs = self._kind(names, self._sizes)
