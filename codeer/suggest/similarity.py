"""The engine `gelijkenis`: how much a sentence is like the examples of the codebook.

For a codebook without example bank and without decisions. A sentence and its answer are compared with the
examples and the definition of each code, and with its counter-examples, which take away.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from codeer.encoder import Vectors
from codeer.model import Code
from codeer.suggest.answers import AnswerText

ENGINE = "gelijkenis"
_FLOOR, _CEILING = 0.30, 0.75
"""Cosines between which the score runs from 0 to 1: unrelated Dutch sentences lie below the first."""
_COUNTER_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a sentence is like a code, and what it is like."""

    score: float
    nearest: str
    """The example that is nearest."""


class SimilarityEngine:
    """Compares answers with the examples of a codebook."""

    def __init__(self, codes: Sequence[Code], vectors: Vectors) -> None:
        self._vectors = vectors
        self._codes = [code for code in codes if code.examples or code.definition]

    def score(self, answers: Sequence[AnswerText]) -> dict[str, list[list[Likeness]]]:
        """Return per code, for each answer, the likeness of each of its sentences."""
        sentences = [sentence for answer in answers for sentence in answer.sentences]
        if not sentences:
            return {}
        own = self._vectors.rows(sentences)
        whole = self._vectors.rows([answer.text for answer in answers for _ in answer.sentences])
        rows = 0.7 * own + 0.3 * whole
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        found: dict[str, list[list[Likeness]]] = {}
        for code in self._codes:
            flat = self._compare(code, rows)
            position = 0
            found[code.id] = []
            for answer in answers:
                found[code.id].append(flat[position : position + len(answer.sentences)])
                position += len(answer.sentences)
        return found

    def _compare(self, code: Code, rows: NDArray[np.float32]) -> list[Likeness]:
        shown = [*code.examples] or [code.definition]
        near = rows @ self._vectors.rows(shown).T
        value = near.max(axis=1)
        if code.counter_examples:
            against = rows @ self._vectors.rows(list(code.counter_examples)).T
            value = value - _COUNTER_SHARE * np.maximum(against.max(axis=1) - _FLOOR, 0)
        scores = np.clip((value - _FLOOR) / (_CEILING - _FLOOR), 0, 0.99)
        best = near.argmax(axis=1)
        return [
            Likeness(float(score), shown[int(index)])
            for score, index in zip(scores, best, strict=True)
        ]
