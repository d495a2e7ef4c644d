"""The engine `geleerd`: learns from coded answers what no list of patterns can hold.

`LearnedModel` lets five views (see `views`) score every sentence and its answer. A `Stack` weighs them
(Wolpert 1992, Stacked generalization) into log-odds, fitted on scores for origins that the views did not
learn from, and a `Scale` puts the score from which a code is shown at the same place for all codes.

The score of an answer is the chance that it carries the code. Its most telling sentence has that score;
the others have it in proportion.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codeer.encoder import Vectors
from codeer.examples import Example, count_positives
from codeer.lemmas import says_something
from codeer.suggest.aim import Aim
from codeer.suggest.answers import AnswerText
from codeer.suggest.platt import fit_platt
from codeer.suggest.terms import Floats
from codeer.suggest.views import (
    Level,
    SpellingView,
    Text,
    VectorView,
    View,
    WordView,
    find_starts,
)
from codeer.text import find_words

ENGINE = "geleerd"
MIN_POSITIVE = 12
"""Coded answers that a code needs before it is learned."""
VIEWS = 5
FOLDS = 6
_CHUNK = 300
_TELLING = 0.05
_STRONGEST = 3
_REMEMBERED = 2_000  # sentences: several codes are explained by one
_LEAST = 0.01  # of a threshold: the log-odds of 0 and 1 have no end


def of_answer(answer: AnswerText) -> Text:
    """Return an answer as a text to score."""
    return Text(answer.question, answer.sentences)


def of_example(example: Example) -> Text:
    """Return an example as a text to learn from."""
    return Text(example.question, example.sentences)


def texts_to_encode(texts: Iterable[Text]) -> list[str]:
    """Return everything of which the views need a vector."""
    return [part for text in texts for part in (text.question, *text.sentences)]


@dataclass(frozen=True, eq=False)
class Scores:
    """What the views say of texts."""

    values: Floats
    """(codes, sentences of all texts in a row, views); views of whole answers repeat themselves."""
    starts: NDArray[np.intp]
    """Of each text, the place of its first sentence."""

    def best(self) -> Floats:
        """Return what the views say of whole answers: (codes, texts, views)."""
        return np.asarray(np.maximum.reduceat(self.values, self.starts, axis=1))


class LearnedModel:
    """What was learned from some examples, for all codes that had enough of them."""

    def __init__(self, codes: Sequence[str], vectors: Vectors) -> None:
        self.codes = tuple(codes)
        answers, sentences = Level(by_sentence=False), Level(by_sentence=True)
        self._words = WordView(sentences)
        self._views: tuple[View, ...] = (
            VectorView(answers, vectors, penalty=30),
            WordView(answers),
            VectorView(sentences, vectors, penalty=100),
            self._words,
            SpellingView(sentences),
        )

    @classmethod
    def learn(
        cls, examples: Sequence[Example], codes: Sequence[str], vectors: Vectors
    ) -> "LearnedModel":
        """Learn the codes of which there are enough examples."""
        learnable = [
            code
            for code in codes
            if MIN_POSITIVE <= count_positives(examples, code) < len(examples)
        ]
        model = cls(learnable, vectors)
        if learnable:
            texts = [of_example(example) for example in examples]
            labels = [[c in label for c in learnable] for e in examples for label in e.labels]
            by_sentence = np.array(labels)
            by_answer = np.maximum.reduceat(by_sentence, find_starts(texts), axis=0)
            for view in model._views:
                view.fit(texts, by_sentence if view.level.by_sentence else by_answer)
        return model

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], vectors: Vectors) -> "LearnedModel":
        """Return a model from what `to_arrays` gave."""
        model = cls([str(code) for code in arrays["codes"]], vectors)
        if model.codes:
            for number, view in enumerate(model._views):
                prefix = f"{number}_"
                own = {k.removeprefix(prefix): arrays[k] for k in arrays if k.startswith(prefix)}
                view.load(own)
        return model

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return all that was learned as plain arrays."""
        arrays: dict[str, NDArray[Any]] = {"codes": np.array(self.codes, dtype=str)}
        if self.codes:
            for number, view in enumerate(self._views):
                arrays |= {f"{number}_{name}": array for name, array in view.to_arrays().items()}
        return arrays

    def score(self, texts: Sequence[Text]) -> Scores:
        """Return what the views say; all rows of many texts at once would take gigabytes."""
        chunks = range(0, len(texts), _CHUNK) if self.codes else ()
        parts = [self._score(texts[start : start + _CHUNK]) for start in chunks]
        empty = np.zeros((len(self.codes), 0, VIEWS))
        return Scores(np.concatenate([empty, *parts], axis=1), find_starts(texts))

    def _score(self, texts: Sequence[Text]) -> Floats:
        sizes = [len(text.sentences) for text in texts]
        columns = []
        for view in self._views:
            rows = view.score(texts)
            columns.append(rows if view.level.by_sentence else np.repeat(rows, sizes, axis=0))
        return np.stack(columns, axis=-1).transpose(1, 0, 2)

    def explain(self, wanted: Mapping[str, Sequence[str]]) -> dict[str, list[list[str]]]:
        """Return of codes, for each of their sentences, the words that weigh most."""
        numbers = {code: number for number, code in enumerate(self.codes) if code in wanted}
        found = self._words.find_reasons({n: wanted[c] for c, n in numbers.items()}, _TELLING)
        return {
            code: [_choose_telling(*pair) for pair in zip(found[numbers[code]], said, strict=True)]
            if code in numbers
            else [[] for _ in said]
            for code, said in wanted.items()
        }


def _choose_telling(terms: Iterable[str], sentence: str) -> list[str]:
    """Return the first terms that say something and name nobody."""
    names = _find_names(sentence)
    telling = (t for t in terms if says_something(t) and names.isdisjoint(t.split()))
    return list(islice(telling, _STRONGEST))


@lru_cache(_REMEMBERED)
def _find_names(sentence: str) -> frozenset[str]:
    """Return the words with a capital inside a sentence: that somebody is called so is no reason."""
    inside = find_words(sentence)[1:]
    return frozenset(w.casefold() for w in inside if w[0].isupper() and not w.isupper())


# --- from views to log-odds ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stack:
    """How the views weigh for a code: a weight for each and a constant, for answers and sentences."""

    answer: tuple[float, ...]
    sentence: tuple[float, ...]

    def log_odds(self, best: Floats, values: Floats) -> tuple[Floats, Floats]:
        """Return the log-odds of answers (from the code's `best`) and of sentences."""
        return (
            np.asarray(best @ np.array(self.answer[:-1]) + self.answer[-1]),
            np.asarray(values @ np.array(self.sentence[:-1]) + self.sentence[-1]),
        )


def fit_stack(best: Floats, values: Floats, coded: "Coded") -> Stack:
    """Return the weights of the views for a code, from held-out scores."""
    return Stack(_fit_weights(best, coded.answers), _fit_weights(values, coded.sentences))


def _fit_weights(rows: Floats, labels: NDArray[np.bool_]) -> tuple[float, ...]:
    from sklearn.linear_model import LogisticRegression

    spread = np.maximum(rows.std(axis=0), 1e-9)
    model = LogisticRegression(C=1.0).fit(rows / spread, labels)
    weights = model.coef_[0] / spread
    return (*(float(weight) for weight in weights), float(model.intercept_[0]))


@dataclass(frozen=True, eq=False)
class Coded:
    """What people said of one code in some examples."""

    answers: NDArray[np.bool_]
    sentences: NDArray[np.bool_]

    @classmethod
    def of(cls, examples: Sequence[Example], code: str) -> "Coded":
        """Return where a code stands in examples."""
        return cls(
            np.array([any(code in label for label in e.labels) for e in examples]),
            np.array([code in label for e in examples for label in e.labels]),
        )


def score_out_of_fold(
    examples: Sequence[Example],
    codes: Sequence[str],
    vectors: Vectors,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[tuple[str, ...], Scores]:
    """Return scores of every example by models that learned from other writers only, and their codes."""
    writers = sorted({_writer(example) for example in examples})
    fold_of = {writer: index % FOLDS for index, writer in enumerate(writers)}
    texts = [of_example(example) for example in examples]
    starts = find_starts(texts)
    values: dict[str, Floats] = {}
    learned = set(codes)
    for fold in range(min(FOLDS, len(writers))):
        model = LearnedModel.learn(
            [e for e in examples if fold_of[_writer(e)] != fold], codes, vectors
        )
        learned &= set(model.codes)
        held = [index for index, e in enumerate(examples) if fold_of[_writer(e)] == fold]
        rows = [starts[i] + s for i in held for s in range(len(texts[i].sentences))]
        found = model.score([texts[i] for i in held]).values
        for index, code in enumerate(model.codes):
            known = values.setdefault(code, np.zeros((sum(len(t.sentences) for t in texts), VIEWS)))
            known[rows] = found[index]
        progress(fold + 1, min(FOLDS, len(writers)))
    kept = tuple(code for code in codes if code in learned and len(writers) > 1)
    empty = np.zeros((0, sum(len(text.sentences) for text in texts), VIEWS))
    return kept, Scores(np.stack([values[c] for c in kept]) if kept else empty, starts)


def _writer(example: Example) -> str:
    """Return who made an example; interviews by one writer sound alike."""
    return example.origin.split("/")[0]


# --- from log-odds to what is shown --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scale:
    """How log-odds of a code become a chance, and from which chance the code is shown."""

    slope: float
    intercept: float
    thresholds: Mapping[str, float]
    """Aim to chance."""

    def chances(self, log_odds: Floats) -> Floats:
        """Return chances."""
        return np.asarray(1 / (1 + np.exp(-(self.slope * log_odds + self.intercept))))

    def aligned(self, aim: Aim, threshold: float) -> "Scale":
        """Return the scale on which this code is shown from `threshold`, like all others."""
        own = min(max(self.thresholds[aim], _LEAST), 1 - _LEAST)
        shift = np.log(threshold / (1 - threshold)) - np.log(own / (1 - own))
        return Scale(self.slope, self.intercept + float(shift), {aim: threshold})


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Answers of which it is known whether they carry a code, scored without having been learned from."""

    log_odds: Floats
    coded: NDArray[np.bool_]

    @property
    def varies(self) -> bool:
        """Tell whether there are answers with and without the code."""
        return bool(self.coded.any() and not self.coded.all())

    def joined(self, other: "HeldOut", weight: float) -> tuple["HeldOut", Floats]:
        """Return both, and weights: these answers count as `weight` answers together, others as one."""
        both = HeldOut(
            np.concatenate([self.log_odds, other.log_odds]),
            np.concatenate([self.coded, other.coded]),
        )
        own = np.full(len(self.coded), weight / max(1, len(self.coded)))
        return both, np.concatenate([own, np.ones(len(other.coded))])


def choose_threshold(thresholds: Iterable[float]) -> float:
    """Return the one score from which all codes are shown: the middle of their own, above 0, below 1."""
    return round(min(max(median(thresholds), _LEAST), 1 - _LEAST), 2)


def fit_scale(held: HeldOut, weights: Floats | None = None) -> Scale:
    """Return the scale of a code (Platt 1999, Probabilistic outputs for support vector machines)."""
    weighed = np.ones(len(held.coded)) if weights is None else weights
    scale = Scale(*fit_platt(held.log_odds, held.coded, weighed), {})
    chances = scale.chances(held.log_odds)
    thresholds = {str(aim): _threshold(chances, held.coded, weighed, aim) for aim in Aim}
    return Scale(scale.slope, scale.intercept, thresholds)


def _threshold(scores: Floats, coded: NDArray[np.bool_], weights: Floats, aim: Aim) -> float:
    """Return the chance from which an answer is shown, for an aim."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum((weights * coded)[order])
    shown = np.cumsum(weights[order])
    precision, recall = right / shown, right / right[-1]
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    if aim is Aim.FIND:
        index = int(np.argmax(recall >= 0.9))
    elif aim is Aim.SURE:
        good = np.flatnonzero(precision >= 0.75)
        index = int(good[-1]) if len(good) else int(np.argmax(precision))
    else:
        half_right = np.where(precision >= 0.5, f1, -1.0)
        index = int(np.argmax(half_right if (half_right > 0).any() else f1))
    return float(np.floor(scores[order[index]] * 1e4) / 1e4)


def spread(answers: Floats, sentences: Floats, starts: NDArray[np.intp]) -> Floats:
    """Return the score of each sentence: the best one has the answer's, the others in proportion."""
    sizes = np.diff([*starts, len(sentences)])
    strongest = np.maximum(np.maximum.reduceat(sentences, starts), 1e-12)
    return np.asarray(sentences / np.repeat(strongest, sizes) * np.repeat(answers, sizes))
