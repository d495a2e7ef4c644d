"""The engine `geleerd`: learns from coded answers what no list of patterns can hold.

Two logistic regressions per code, one over sentences and one over whole answers, on sentence vectors and
TF-IDF of lemmas, with the question as context; their log-odds are averaged. Scores are calibrated on
predictions for origins that a model did not learn from (Platt 1999, in Advances in Large Margin
Classifiers), and shown thresholds are chosen on the same predictions.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codeer.encoder import Vectors
from codeer.examples import Example, count_positives
from codeer.language import find_lemma
from codeer.suggest.aim import Aim
from codeer.suggest.answers import AnswerText
from codeer.text import find_words

ENGINE = "geleerd"
MIN_POSITIVE = 12
"""Coded answers that a code needs before it is learned."""
DECISION_WEIGHT = 3.0
"""One real decision counts as much as three fictional examples."""
FOLDS = 5
_CHUNK = 300
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How log-odds become a probability, and from which probability a code is shown."""

    slope: float
    intercept: float
    thresholds: Mapping[str, float]
    """Aim to probability."""


@dataclass(frozen=True, slots=True)
class Text:
    """An answer to learn from or to score."""

    question: str
    sentences: tuple[str, ...]

    @property
    def answer(self) -> str:
        """Return the whole answer."""
        return " ".join(self.sentences)

    @property
    def exchange(self) -> str:
        """Return the question and the answer: 'Ja, zeker.' means what was asked."""
        return f"{self.question} {self.answer}".strip()


def of_answer(answer: AnswerText) -> Text:
    """Return an answer as a text to score."""
    return Text(answer.question, answer.sentences)


def of_example(example: Example) -> Text:
    """Return an example as a text to learn from."""
    return Text(example.question, example.sentences)


def texts_to_encode(texts: Iterable[Text]) -> list[str]:
    """Return everything of which the models need a vector."""
    return [
        part
        for text in texts
        for part in (text.question, text.answer, text.exchange, *text.sentences)
    ]


class LearnedModel:
    """What was learned from some examples, for all codes that had enough of them."""

    def __init__(
        self, codes: Sequence[str], vectors: Vectors, sentences: "_Side", answers: "_Side"
    ) -> None:
        self.codes = tuple(codes)
        self._vectors = vectors
        self._sentences = sentences
        self._answers = answers

    @classmethod
    def learn(
        cls, examples: Sequence[Example], codes: Sequence[str], vectors: Vectors
    ) -> "LearnedModel":
        """Learn the codes of which there are enough examples."""
        learnable = [c for c in codes if count_positives(examples, c) >= MIN_POSITIVE]
        model = cls(learnable, vectors, _Side(), _Side())
        if not learnable:
            return model
        texts = [of_example(example) for example in examples]
        weights = np.array([DECISION_WEIGHT if e.is_decision else 1.0 for e in examples])
        labels = [label for example in examples for label in example.labels]
        model._sentences.fit(
            model._sentence_rows(texts),
            *_sentence_words(texts),
            {c: np.array([c in label for label in labels]) for c in learnable},
            np.repeat(weights, [len(text.sentences) for text in texts]),
            strength=1.0,
        )
        model._answers.fit(
            model._answer_rows(texts),
            *_answer_words(texts),
            {c: np.array([any(c in x for x in e.labels) for e in examples]) for c in learnable},
            weights,
            strength=0.3,
        )
        return model

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], vectors: Vectors) -> "LearnedModel":
        """Return a model from what `to_arrays` gave."""
        codes = [str(code) for code in arrays["codes"]]
        sides = [_Side.from_arrays(arrays, name, codes) for name in ("sentence", "answer")]
        return cls(codes, vectors, *sides)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return all that was learned as plain arrays."""
        codes = {"codes": np.array(self.codes, dtype=str)}
        sentence = self._sentences.to_arrays("sentence", self.codes)
        return {**codes, **sentence, **self._answers.to_arrays("answer", self.codes)}

    def log_odds(self, texts: Sequence[Text]) -> dict[str, list[Floats]]:
        """Return per code, for each text, the log-odds of each of its sentences."""
        if not self.codes or not texts:
            return {}
        found: dict[str, list[Floats]] = {code: [] for code in self.codes}
        for start in range(0, len(texts), _CHUNK):  # rows of vectors for all at once take gigabytes
            for code, rows in self._log_odds(texts[start : start + _CHUNK]).items():
                found[code] += rows
        return found

    def _log_odds(self, texts: Sequence[Text]) -> dict[str, list[Floats]]:
        sizes = [len(text.sentences) for text in texts]
        sentences = self._sentences.log_odds(self._sentence_rows(texts), *_sentence_words(texts))
        answers = self._answers.log_odds(self._answer_rows(texts), *_answer_words(texts))
        ends = np.cumsum(sizes)[:-1]
        return {
            code: np.split((sentences[code] + np.repeat(answers[code], sizes)) / 2, ends)
            for code in self.codes
        }

    def explain(self, code: str, sentence: str) -> list[str]:
        """Return the words of a sentence that weigh most for a code."""
        return self._sentences.strongest(code, _lemmas([sentence])[0])

    def _sentence_rows(self, texts: Sequence[Text]) -> Floats:
        vectors = self._vectors.rows
        own = vectors([s for text in texts for s in text.sentences])
        exchange = vectors([text.exchange for text in texts for _ in text.sentences])
        before = vectors([s for text in texts for s in (text.question, *text.sentences[:-1])])
        return np.hstack([own, 0.5 * exchange, 0.5 * before]).astype(np.float64)

    def _answer_rows(self, texts: Sequence[Text]) -> Floats:
        vectors = self._vectors.rows
        strongest = np.stack([vectors(text.sentences).max(axis=0) for text in texts])
        return np.hstack(
            [
                vectors([text.answer for text in texts]),
                vectors([text.exchange for text in texts]),
                0.5 * strongest,
                0.5 * vectors([text.question for text in texts]),
            ]
        ).astype(np.float64)


def _sentence_words(texts: Sequence[Text]) -> tuple[list[str], list[str]]:
    said = _lemmas(s for text in texts for s in text.sentences)
    return said, _lemmas(text.question for text in texts for _ in text.sentences)


def _answer_words(texts: Sequence[Text]) -> tuple[list[str], list[str]]:
    return _lemmas(text.answer for text in texts), _lemmas(text.question for text in texts)


class _Side:
    """One of the two regressions: vectors, words, and words of the question."""

    def __init__(self, vocabularies: tuple[dict[str, int], dict[str, int]] | None = None) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        known = vocabularies or (None, None)
        self._words, self._questions = (
            TfidfVectorizer(
                ngram_range=(1, largest),
                min_df=least,
                sublinear_tf=True,
                token_pattern=r"\S+",
                vocabulary=vocabulary,
            )
            for largest, least, vocabulary in ((3, 2, known[0]), (2, 3, known[1]))
        )
        self._weights: dict[str, tuple[Floats, float]] = {}
        self._width = 0

    def fit(
        self,
        rows: Floats,
        said: list[str],
        asked: list[str],
        labels: Mapping[str, NDArray[np.bool_]],
        weights: Floats,
        *,
        strength: float,
    ) -> None:
        from sklearn.linear_model import LogisticRegression

        self._words.fit(said)
        self._questions.fit(asked)
        matrix = self._matrix(rows, said, asked)
        for code, label in labels.items():
            model = LogisticRegression(
                C=strength, class_weight="balanced", solver="liblinear", max_iter=1000
            ).fit(matrix, label, sample_weight=weights)
            self._weights[code] = model.coef_[0], float(model.intercept_[0])

    def log_odds(self, rows: Floats, said: list[str], asked: list[str]) -> dict[str, Floats]:
        matrix = self._matrix(rows, said, asked)
        return {
            code: np.asarray(matrix @ weights + intercept, dtype=np.float64)
            for code, (weights, intercept) in self._weights.items()
        }

    def strongest(self, code: str, said: str, most: int = 3) -> list[str]:
        """Return the words of a text with the largest weights for a code."""
        row = self._words.transform([said])
        weights = self._weights[code][0][self._width : self._width + row.shape[1]]
        names = self._words.get_feature_names_out()
        parts = sorted(((row[0, i] * weights[i], str(names[i])) for i in row.indices), reverse=True)
        return [name for weight, name in parts[:most] if weight > 0.05]

    def _matrix(self, rows: Floats, said: list[str], asked: list[str]) -> Any:  # noqa: ANN401
        from scipy.sparse import csr_matrix, hstack

        self._width = rows.shape[1]
        words, questions = self._words.transform(said), self._questions.transform(asked)
        return hstack([csr_matrix(rows), words, 0.5 * questions]).tocsr()

    def to_arrays(self, name: str, codes: Sequence[str]) -> dict[str, NDArray[Any]]:
        if not codes:
            return {}
        return {
            f"{name}_words": np.array(self._words.get_feature_names_out(), dtype=str),
            f"{name}_idf": self._words.idf_.astype(np.float32),
            f"{name}_questions": np.array(self._questions.get_feature_names_out(), dtype=str),
            f"{name}_question_idf": self._questions.idf_.astype(np.float32),
            f"{name}_weights": np.stack([self._weights[c][0] for c in codes]).astype(np.float32),
            f"{name}_intercepts": np.array([self._weights[c][1] for c in codes]),
        }

    @classmethod
    def from_arrays(
        cls, arrays: Mapping[str, NDArray[Any]], name: str, codes: Sequence[str]
    ) -> "_Side":
        if not codes:
            return cls()
        words, questions = (
            {str(word): index for index, word in enumerate(arrays[f"{name}_{part}"])}
            for part in ("words", "questions")
        )
        side = cls((words, questions))
        side._words.idf_ = arrays[f"{name}_idf"].astype(np.float64)
        side._questions.idf_ = arrays[f"{name}_question_idf"].astype(np.float64)
        weights, intercepts = arrays[f"{name}_weights"], arrays[f"{name}_intercepts"]
        side._weights = {
            code: (weights[index].astype(np.float64), float(intercepts[index]))
            for index, code in enumerate(codes)
        }
        return side


def _lemmas(texts: Iterable[str]) -> list[str]:
    return [" ".join(find_lemma(word) for word in find_words(text)) or "." for text in texts]


# --- honest scores -------------------------------------------------------------------------------


def score_out_of_fold(
    examples: Sequence[Example],
    codes: Sequence[str],
    vectors: Vectors,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, list[Floats]]:
    """Return log-odds of every example by a model that learned from other origins only."""
    origins = sorted({example.origin for example in examples})
    fold_of = {origin: index % FOLDS for index, origin in enumerate(origins)}
    found: dict[str, list[Floats]] = {code: [np.zeros(0)] * len(examples) for code in codes}
    for fold in range(FOLDS):
        learn = [e for e in examples if fold_of[e.origin] != fold]
        held = [index for index, e in enumerate(examples) if fold_of[e.origin] == fold]
        model = LearnedModel.learn(learn, codes, vectors)
        scores = model.log_odds([of_example(examples[index]) for index in held])
        for code, rows in scores.items():
            for index, row in zip(held, rows, strict=True):
                found[code][index] = row
        progress(fold + 1, FOLDS)
    return {code: rows for code, rows in found.items() if all(len(row) for row in rows)}


def calibrate(
    examples: Sequence[Example], scores: Mapping[str, Sequence[Floats]]
) -> dict[str, Calibration]:
    """Return per code how log-odds become probabilities, and the thresholds for each aim."""
    from sklearn.linear_model import LogisticRegression

    found: dict[str, Calibration] = {}
    for code, rows in scores.items():
        flat = np.concatenate(list(rows)).reshape(-1, 1)
        labels = np.array([code in label for example in examples for label in example.labels])
        if labels.all() or not labels.any():
            continue
        platt = LogisticRegression(C=1e6).fit(flat, labels)
        slope, intercept = float(platt.coef_[0][0]), float(platt.intercept_[0])
        best = np.array([_probability(row, slope, intercept).max() for row in rows])
        coded = np.array([any(code in label for label in e.labels) for e in examples])
        thresholds = {str(aim): _threshold(best, coded, aim) for aim in Aim}
        found[code] = Calibration(slope, intercept, thresholds)
    return found


def probabilities(calibration: Calibration, log_odds: Floats) -> Floats:
    """Return calibrated probabilities."""
    return _probability(log_odds, calibration.slope, calibration.intercept)


def _probability(log_odds: Floats, slope: float, intercept: float) -> Floats:
    return np.asarray(1 / (1 + np.exp(-(slope * log_odds + intercept))))


def _threshold(scores: Floats, coded: NDArray[np.bool_], aim: Aim) -> float:
    """Return the probability from which an answer is shown, for an aim."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(coded[order])
    shown = np.arange(1, len(order) + 1)
    precision, recall = right / shown, right / max(1, int(coded.sum()))
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
