"""What is learned from: five views of an answer, each with a linear model of its own.

An answer carries a code as a whole and in some of its sentences, and what is meant shows in its vector, its
words and its spelling. Models of single views that are added up (Breiman 1996, Stacked regressions) were
better and faster on held-out interviews than one model of everything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from codeer.encoder import Vectors
from codeer.lemmas import find_lemma
from codeer.text import find_words

Floats = NDArray[np.float64]
Labels = NDArray[np.bool_]
Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Text:
    """An answer to learn from or to score."""

    question: str
    sentences: tuple[str, ...]


def find_starts(texts: Sequence[Text]) -> NDArray[np.intp]:
    """Return of each text the place of its first sentence, among the sentences of all in a row."""
    return np.cumsum([0, *(len(text.sentences) for text in texts)])[: len(texts)]


@dataclass(frozen=True, slots=True)
class Level:
    """Whether a view looks at whole answers or at their sentences."""

    by_sentence: bool

    def said(self, texts: Sequence[Text]) -> list[str]:
        """Return the words of every row."""
        if self.by_sentence:
            return [sentence for text in texts for sentence in text.sentences]
        return [" ".join(text.sentences) for text in texts]

    def asked(self, texts: Sequence[Text]) -> list[str]:
        """Return the question of every row."""
        return [text.question for text in texts for _ in range(self._rows(text))]

    def _rows(self, text: Text) -> int:
        return len(text.sentences) if self.by_sentence else 1


class View(Protocol):
    """One way to look at texts: learns weights, and scores rows (texts or sentences) for every code."""

    level: Level

    def fit(self, texts: Sequence[Text], labels: Labels) -> None:
        """Learn from labels (rows, codes); every code is there and lacks somewhere."""
        ...

    def score(self, texts: Sequence[Text]) -> Floats:
        """Return scores (rows, codes) around zero."""
        ...

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return all that was learned as plain arrays."""
        ...

    def load(self, arrays: Arrays) -> None:
        """Take what `to_arrays` gave."""
        ...


class VectorView:
    """Ridge regression on sentence vectors: what it is about."""

    def __init__(self, level: Level, vectors: Vectors, *, penalty: float) -> None:
        self.level = level
        self._vectors = vectors
        self._penalty = penalty
        self._weights = np.zeros((0, 0))

    def fit(self, texts: Sequence[Text], labels: Labels) -> None:
        """Solve the normal equations, each code weighted as if half of the rows carry it."""
        rows = self._rows(texts)
        everything = (rows.T @ rows).astype(np.float64)
        solved = []
        for label in labels.T:
            with_code = rows[label]
            own = (with_code.T @ with_code).astype(np.float64)
            there = len(label) / 2 / label.sum()
            lacks = len(label) / 2 / (~label).sum()
            gram = lacks * everything + (there - lacks) * own
            gram[np.diag_indices_from(gram)] += self._penalty
            target = there * with_code.sum(axis=0) - lacks * rows[~label].sum(axis=0)
            solved.append(np.linalg.solve(gram, target.astype(np.float64)))
        self._weights = np.stack(solved, axis=1)

    def score(self, texts: Sequence[Text]) -> Floats:
        """Return the fitted values."""
        return np.asarray(self._rows(texts) @ self._weights, dtype=np.float64)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the weights."""
        return {"weights": self._weights.astype(np.float32)}

    def load(self, arrays: Arrays) -> None:
        """Take the weights."""
        self._weights = arrays["weights"].astype(np.float64)

    def _rows(self, texts: Sequence[Text]) -> NDArray[np.float32]:
        sentences = self._vectors.rows([s for text in texts for s in text.sentences])
        sizes = [len(text.sentences) for text in texts]
        starts = find_starts(texts)
        words = np.array([[len(s.split())] for t in texts for s in t.sentences], dtype=np.float32)
        whole = np.add.reduceat(sentences * words, starts, axis=0)
        whole /= np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-9)
        if self.level.by_sentence:
            before = self._vectors.rows([s for t in texts for s in (t.question, *t.sentences[:-1])])
            blocks = (sentences, 0.5 * np.repeat(whole, sizes, axis=0), 0.5 * before)
        else:
            questions = self._vectors.rows([text.question for text in texts])
            strongest = np.maximum.reduceat(sentences, starts, axis=0)
            blocks = (whole, 0.5 * strongest, 0.5 * questions)
        constant = np.ones((len(blocks[0]), 1))
        return np.hstack([*blocks, constant]).astype(np.float32)


class WordView:
    """Logistic regression on TF-IDF of lemmas, in runs of up to three, and of the question's."""

    def __init__(self, level: Level) -> None:
        self.level = level
        self._words = _Terms(ngram_range=(1, 3), min_df=2, token_pattern=r"\S+")
        self._questions = _Terms(ngram_range=(1, 2), min_df=3, token_pattern=r"\S+")
        self._weights, self._constants = np.zeros((0, 0)), np.zeros(0)

    def fit(self, texts: Sequence[Text], labels: Labels) -> None:
        """Learn the terms and their weights."""
        self._words.fit(_lemmas(self.level.said(texts)))
        self._questions.fit(_lemmas(self.level.asked(texts)))
        self._weights, self._constants = _fit_logistic(self._rows(texts), labels)

    def score(self, texts: Sequence[Text]) -> Floats:
        """Return log-odds."""
        return np.asarray(self._rows(texts) @ self._weights + self._constants)

    def strongest(self, code: int, said: Sequence[str]) -> list[list[tuple[float, str]]]:
        """Return for each text the weights of its terms for a code and those, largest first."""
        rows = self._words.transform(_lemmas(said))
        names, weights = self._words.names(), self._weights[:, code]
        found = []
        for start, end in pairwise(rows.indptr):
            terms = rows.indices[start:end]
            heavy = zip(rows.data[start:end] * weights[terms], names[terms], strict=True)
            found.append(sorted(((float(w), str(n)) for w, n in heavy), reverse=True))
        return found

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return terms and weights."""
        return {
            **self._words.to_arrays("words"),
            **self._questions.to_arrays("questions"),
            "weights": self._weights.astype(np.float32),
            "constants": self._constants,
        }

    def load(self, arrays: Arrays) -> None:
        """Take terms and weights."""
        self._words.load(arrays, "words")
        self._questions.load(arrays, "questions")
        self._weights = arrays["weights"].astype(np.float64)
        self._constants = arrays["constants"]

    def _rows(self, texts: Sequence[Text]) -> Any:  # noqa: ANN401
        from scipy.sparse import hstack

        said = self._words.transform(_lemmas(self.level.said(texts)))
        asked = self._questions.transform(_lemmas(self.level.asked(texts)))
        return hstack([said, 0.5 * asked]).tocsr()


class SpellingView:
    """Logistic regression on TF-IDF of runs of letters in lemmas: compounds, kin and slips."""

    def __init__(self, level: Level) -> None:
        self.level = level
        self._letters = _Terms(analyzer="char_wb", ngram_range=(2, 4), min_df=3)
        self._weights, self._constants = np.zeros((0, 0)), np.zeros(0)

    def fit(self, texts: Sequence[Text], labels: Labels) -> None:
        """Learn the runs of letters and their weights."""
        said = _lemmas(self.level.said(texts))
        self._letters.fit(said)
        self._weights, self._constants = _fit_logistic(self._letters.transform(said), labels)

    def score(self, texts: Sequence[Text]) -> Floats:
        """Return log-odds."""
        said = self._letters.transform(_lemmas(self.level.said(texts)))
        return np.asarray(said @ self._weights + self._constants)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return runs of letters and weights."""
        return {
            **self._letters.to_arrays("letters"),
            "weights": self._weights.astype(np.float32),
            "constants": self._constants,
        }

    def load(self, arrays: Arrays) -> None:
        """Take runs of letters and weights."""
        self._letters.load(arrays, "letters")
        self._weights = arrays["weights"].astype(np.float64)
        self._constants = arrays["constants"]


class _Terms:
    """TF-IDF that can be kept as plain arrays."""

    def __init__(self, **how: Any) -> None:  # noqa: ANN401
        self._how = how
        self._vectoriser: Any = None

    def fit(self, texts: Sequence[str]) -> None:
        self._vectoriser = self._make()
        try:
            self._vectoriser.fit(texts)
        except ValueError:  # too little said for any term to occur often enough
            nothing = np.frombuffer(b".", dtype=np.uint8)
            self.load({"_terms": nothing, "_idf": np.ones(1, dtype=np.float32)}, "")

    def transform(self, texts: Sequence[str]) -> Any:  # noqa: ANN401
        return self._vectoriser.transform(texts)

    def names(self) -> NDArray[Any]:
        return np.asarray(self._vectoriser.get_feature_names_out())

    def to_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        terms = "\n".join(self.names())  # one string: an array of strings is padded
        return {
            f"{name}_terms": np.frombuffer(terms.encode(), dtype=np.uint8),
            f"{name}_idf": self._vectoriser.idf_.astype(np.float32),
        }

    def load(self, arrays: Arrays, name: str) -> None:
        terms = arrays[f"{name}_terms"].tobytes().decode().split("\n")
        self._vectoriser = self._make(vocabulary={term: i for i, term in enumerate(terms)})
        self._vectoriser.idf_ = arrays[f"{name}_idf"].astype(np.float64)

    def _make(self, **more: Any) -> Any:  # noqa: ANN401
        from sklearn.feature_extraction.text import TfidfVectorizer

        return TfidfVectorizer(sublinear_tf=True, **self._how, **more)


def _fit_logistic(rows: Any, labels: Labels) -> tuple[Floats, Floats]:  # noqa: ANN401
    """Return weights (terms, codes) and constants, each code weighted as if half of the rows carry it."""
    from sklearn.linear_model import LogisticRegression

    models = [
        LogisticRegression(class_weight="balanced", solver="liblinear").fit(rows, label)
        for label in labels.T
    ]
    constants = np.array([float(model.intercept_[0]) for model in models])
    return np.stack([model.coef_[0] for model in models], axis=1), constants


def _lemmas(texts: Iterable[str]) -> list[str]:
    return [" ".join(find_lemma(word) for word in find_words(text)) or "." for text in texts]
