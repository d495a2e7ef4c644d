"""What is learned from: five views of an answer, each with a linear model of its own.

An answer carries a code as a whole and in some of its sentences, and what is meant shows in its vector, its
words and its spelling. Models of single views that are added up (Breiman 1996, Stacked regressions) were
better and faster on held-out interviews than one model of everything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from codeer.encoder import Vectors
from codeer.lemmas import find_lemma
from codeer.suggest.answers import average_sentences
from codeer.suggest.terms import Arrays, Floats, LetterRuns, Terms, WordRuns
from codeer.text import find_words

Labels = NDArray[np.bool_]
_REMEMBERED = 20_000  # sentences and questions: more than an interview or a bank has
_WORDLESS = "."


@dataclass(frozen=True, slots=True)
class Text:
    """An answer to learn from or to score."""

    question: str
    sentences: tuple[str, ...]


@lru_cache(_REMEMBERED)
def lemmatise(text: str) -> str:
    """Return the lemmas of the words of a text, which several views look at."""
    return " ".join(find_lemma(word) for word in find_words(text))


def find_starts(texts: Sequence[Text]) -> NDArray[np.intp]:
    """Return of each text the place of its first sentence, among the sentences of all in a row."""
    return np.cumsum([0, *(len(text.sentences) for text in texts)])[: len(texts)]


@dataclass(frozen=True, slots=True)
class Level:
    """Whether a view looks at whole answers or at their sentences."""

    by_sentence: bool

    def said(self, texts: Sequence[Text]) -> list[str]:
        """Return the lemmas of every row."""
        own = [[lemmatise(sentence) for sentence in text.sentences] for text in texts]
        if self.by_sentence:
            return [sentence or _WORDLESS for sentences in own for sentence in sentences]
        return [" ".join(filter(None, sentences)) or _WORDLESS for sentences in own]

    def asked(self, texts: Sequence[Text]) -> list[str]:
        """Return the lemmas of the question of every row."""
        rows = (repeat(lemmatise(text.question) or _WORDLESS, self._rows(text)) for text in texts)
        return list(chain.from_iterable(rows))

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
        whole = average_sentences(sentences, [text.sentences for text in texts])
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
        self._words = Terms(WordRuns, (1, 3), least=2)
        self._questions = Terms(WordRuns, (1, 2), least=3)
        self._weights, self._constants = np.zeros((0, 0)), np.zeros(0)

    def fit(self, texts: Sequence[Text], labels: Labels) -> None:
        """Learn the terms and their weights."""
        from scipy.sparse import hstack

        said, asked = self.level.said(texts), self.level.asked(texts)
        self._words.fit(said)
        self._questions.fit(asked)
        words, questions = self._words.weigh(said), self._questions.weigh(asked)
        rows = hstack([words.to_sparse(), 0.5 * questions.to_sparse()]).tocsr()
        self._weights, self._constants = _fit_logistic(rows, labels)

    def score(self, texts: Sequence[Text]) -> Floats:
        """Return log-odds."""
        of_words, of_questions = np.split(self._weights, [len(self._words.names)])
        asked = self.level.asked(texts)
        places = {question: place for place, question in enumerate(dict.fromkeys(asked))}
        by_question = 0.5 * self._questions.weigh(list(places)).times(of_questions)
        said = self._words.weigh(self.level.said(texts)).times(of_words)
        return said + by_question[[places[question] for question in asked]] + self._constants

    def find_reasons(
        self, wanted: Mapping[int, Sequence[str]], least: float
    ) -> dict[int, list[list[str]]]:
        """Return of codes, for each text, the terms that weigh more than `least`, heaviest first."""
        texts = list(dict.fromkeys(chain.from_iterable(wanted.values())))
        rows = self._words.weigh([lemmatise(text) or _WORDLESS for text in texts])
        found = {}
        for code, own in wanted.items():
            weights = rows.weights * self._weights[rows.columns, code]
            heavy: dict[str, list[tuple[float, str]]] = {text: [] for text in own}
            for cell in np.flatnonzero(weights > least):
                terms = heavy.get(texts[rows.rows[cell]])
                if terms is not None:
                    terms.append((float(weights[cell]), self._words.names[rows.columns[cell]]))
            in_order = {
                text: [name for _, name in sorted(terms, reverse=True)]
                for text, terms in heavy.items()
            }
            found[code] = [in_order[text] for text in own]
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


class SpellingView:
    """Logistic regression on TF-IDF of runs of letters in lemmas: compounds, kin and slips."""

    def __init__(self, level: Level) -> None:
        self.level = level
        self._letters = Terms(LetterRuns, (2, 4), least=3)
        self._weights, self._constants = np.zeros((0, 0)), np.zeros(0)

    def fit(self, texts: Sequence[Text], labels: Labels) -> None:
        """Learn the runs of letters and their weights."""
        said = self.level.said(texts)
        self._letters.fit(said)
        rows = self._letters.weigh(said).to_sparse()
        self._weights, self._constants = _fit_logistic(rows, labels)

    def score(self, texts: Sequence[Text]) -> Floats:
        """Return log-odds."""
        said = self._letters.weigh(self.level.said(texts))
        return said.times(self._weights) + self._constants

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


def _fit_logistic(rows: Any, labels: Labels) -> tuple[Floats, Floats]:  # noqa: ANN401
    """Return weights (terms, codes) and constants, each code weighted as if half of the rows carry it."""
    from sklearn.linear_model import LogisticRegression

    models = [
        LogisticRegression(class_weight="balanced", solver="liblinear").fit(rows, label)
        for label in labels.T
    ]
    constants = np.array([float(model.intercept_[0]) for model in models])
    return np.stack([model.coef_[0] for model in models], axis=1), constants
