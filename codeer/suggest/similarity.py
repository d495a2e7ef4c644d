"""The engine `gelijkenis`: how much a sentence is like the examples of the codebook.

For a codebook without example bank and without decisions. A sentence and its answer are compared with the
examples and the definition of each code, and with its counter-examples, which take away.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from codeer.encoder import Vectors
from codeer.model import Code
from codeer.suggest.answers import AnswerText, average_sentences

ENGINE = "gelijkenis"
_FLOOR, _CEILING = 0.30, 0.75
"""Cosines between which the score runs from 0 to 1: unrelated Dutch sentences lie below the first."""
_COUNTER_SHARE = 0.5


@dataclass(frozen=True, eq=False)
class Likeness:
    """How much sentences are like a code, and what they are like."""

    scores: NDArray[np.float64]
    """Of the sentences of all answers in a row."""
    nearest: NDArray[np.int32]
    """Index in `shown` of the code."""


def shown(code: Code) -> tuple[str, ...]:
    """Return what sentences are compared with: the examples of a code, else its definition."""
    return code.examples or ((code.definition,) if code.definition else ())


class SimilarityEngine:
    """Compares answers with the examples of a codebook."""

    def __init__(self, codes: Sequence[Code], vectors: Vectors) -> None:
        self._vectors = vectors
        self._codes = [code for code in codes if shown(code)]
        self._shown = {code.id: vectors.rows(shown(code)) for code in self._codes}
        self._against = {
            code.id: vectors.rows(code.counter_examples)
            for code in self._codes
            if code.counter_examples
        }

    def score(self, answers: Sequence[AnswerText]) -> dict[str, Likeness]:
        """Return per code the likeness of each sentence."""
        sentences = [sentence for answer in answers for sentence in answer.sentences]
        if not sentences:
            return {}
        own = self._vectors.rows(sentences)
        whole = average_sentences(own, [answer.sentences for answer in answers])
        rows = 0.7 * own + 0.3 * np.repeat(whole, [len(a.sentences) for a in answers], axis=0)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return {code.id: self._compare(code.id, rows) for code in self._codes}

    def _compare(self, code: str, rows: NDArray[np.float32]) -> Likeness:
        near = rows @ self._shown[code].T
        value = near.max(axis=1)
        if code in self._against:
            against = (rows @ self._against[code].T).max(axis=1)
            value = value - _COUNTER_SHARE * np.maximum(against - _FLOOR, 0)
        scores = np.clip((value - _FLOOR) / (_CEILING - _FLOOR), 0, 0.99)
        return Likeness(scores.astype(np.float64), near.argmax(axis=1).astype(np.int32))


def pack_likeness(likeness: Mapping[str, Likeness]) -> bytes:
    """Return likeness as bytes."""
    stream = io.BytesIO()
    np.savez(
        stream,
        codes=np.array(list(likeness), dtype=str),
        scores=np.array([like.scores for like in likeness.values()], dtype="<f8"),
        nearest=np.array([like.nearest for like in likeness.values()], dtype="<i4"),
    )
    return stream.getvalue()


def unpack_likeness(content: bytes) -> dict[str, Likeness]:
    """Return what `pack_likeness` got."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        rows = zip(arrays["codes"], arrays["scores"], arrays["nearest"], strict=True)
        return {str(code): Likeness(scores, nearest) for code, scores, nearest in rows}
