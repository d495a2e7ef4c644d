"""Learn from the example bank and from decisions, and score so that no text is scored by itself.

A respondent on whose words somebody decided is scored by a model that did not learn from that respondent
(cross-fitting), so what `codeer evalueer` measures is honest. Models and calibrations are remembered by
the hash of what they were made from.
"""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from codeer.cache import Cache, make_key
from codeer.encoder import Vectors
from codeer.examples import Example, count_positives, digest_examples
from codeer.suggest.answers import AnswerText
from codeer.suggest.learned import (
    ENGINE,
    MIN_POSITIVE,
    Calibration,
    Floats,
    LearnedModel,
    calibrate,
    of_answer,
    of_example,
    probabilities,
    score_out_of_fold,
    texts_to_encode,
)

if TYPE_CHECKING:
    from codeer.workflow.engines import EngineRequest

MODEL_SUFFIX = "-geleerd.npz"
_FORMAT = "1"
_MAX_FOLDS = 8
_MIN_TO_CALIBRATE = 40  # coded answers among the decisions, before they set the thresholds
_SHOWN_WORDS = 12
_MAX_FICTIONAL = 150  # of each code, to choose the nearest example from

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class Learning:
    """Scores of all answers and what explains them."""

    probabilities: Mapping[str, list[Floats]]
    """Code to one array per answer: a probability per sentence."""
    threshold: float
    """One for all codes (the median of theirs for the aim), so that a score means the same everywhere."""
    fingerprints: tuple[str, ...]
    remarks: tuple[str, ...]
    model: LearnedModel
    examples: Sequence[Example]
    vectors: Vectors
    _shown: dict[str, tuple[list[tuple[str, Example]], NDArray[np.float32]]] = field(
        default_factory=dict
    )
    """Code to its coded sentences and their vectors, gathered at the first question."""

    def explain(self, code: str, answer: AnswerText, number: int) -> list[str]:
        """Return the words that weighed most and the nearest coded sentence of somebody else."""
        sentence = answer.sentences[number]
        words = self.model.explain(code, sentence)
        said = [f"geleerd: {', '.join(words)}"] if words else ["geleerd uit het hele antwoord"]
        shown, rows = self._coded(code)
        near = rows @ self.vectors.rows([sentence])[0]
        for index in np.argsort(-near, kind="stable"):
            text, example = shown[int(index)]
            if example.origin != answer.respondent:
                parts = text.split()
                quote = " ".join(parts[:_SHOWN_WORDS])
                quote += " …" if len(parts) > _SHOWN_WORDS else ""
                origin = "eerder gecodeerd" if example.is_decision else "verzonnen voorbeeld"
                return [*said, f'lijkt op "{quote}" ({origin})']
        return said

    def _coded(self, code: str) -> tuple[list[tuple[str, Example]], NDArray[np.float32]]:
        if code not in self._shown:
            coded = [
                (s, e)
                for e in self.examples
                for s, labels in zip(e.sentences, e.labels, strict=True)
                if code in labels
            ]
            decided = [pair for pair in coded if pair[1].is_decision]
            fictional = [pair for pair in coded if not pair[1].is_decision]
            step = max(1, len(fictional) // _MAX_FICTIONAL)
            shown = [*decided, *fictional[::step]]
            self._shown[code] = shown, self.vectors.rows([s for s, _ in shown])
        return self._shown[code]


@dataclass(frozen=True, slots=True)
class _Learned:
    model: LearnedModel
    calibrations: Mapping[str, Calibration]


@dataclass(frozen=True, slots=True)
class Material:
    """What learning works with."""

    bank: Sequence[Example]
    bank_path: Path | None
    vectors: Vectors
    cache: Cache
    answers: Sequence[AnswerText]


def learn(request: "EngineRequest", material: Material, progress: Progress) -> Learning | None:
    """Return scores for all answers, or None when there is nothing to learn from."""
    codes = [code.id for code in request.codebook.codes]
    bank, vectors, cache = material.bank, material.vectors, material.cache
    examples = [*bank, *request.decisions]
    remarks = [
        f"{code}: nog {MIN_POSITIVE - count} gecodeerde antwoorden nodig om van te leren"
        for code in codes
        if examples and (count := count_positives(examples, code)) < MIN_POSITIVE
    ]
    base = _base(material, codes, progress) if bank else None
    folds = _folds(request.decisions)
    held: dict[str, LearnedModel] = {}
    for step, fold in enumerate(folds):
        progress("leren", step, len(folds) + 1)
        rest = [e for e in request.decisions if e.origin not in fold]
        model = _model([*bank, *rest], codes, vectors, cache)
        held |= dict.fromkeys(fold, model)
    final = base.model if base and not folds else _model(examples, codes, vectors, cache)
    calibrations = _calibrations(request.decisions, held, base)
    usable = [code for code in final.codes if code in calibrations]
    if not usable:
        return None
    scores = _score(material.answers, final, held, {c: calibrations[c] for c in usable})
    return Learning(
        probabilities=scores,
        threshold=round(median(calibrations[c].thresholds[request.aim] for c in usable), 2),
        fingerprints=(
            f"{ENGINE}: {len(bank)} voorbeelden, {len(request.decisions)} nagekeken antwoorden, "
            f"hash {digest_examples(examples)[:12]}",
        ),
        remarks=tuple(remarks),
        model=final,
        examples=examples,
        vectors=vectors,
    )


def _folds(decisions: Sequence[Example]) -> list[set[str]]:
    """Divide the respondents with decisions: one each, or at most eight groups."""
    origins = sorted({example.origin for example in decisions})
    folds: list[set[str]] = [set() for _ in range(min(_MAX_FOLDS, len(origins)))]
    for index, origin in enumerate(origins):
        folds[index % len(folds)].add(origin)
    return folds


def _score(
    answers: Sequence[AnswerText],
    final: LearnedModel,
    held: Mapping[str, LearnedModel],
    calibrations: Mapping[str, Calibration],
) -> dict[str, list[Floats]]:
    found: dict[str, list[Floats]] = {
        code: [np.zeros(len(a.sentences)) for a in answers] for code in calibrations
    }
    groups: dict[int, tuple[LearnedModel, list[int]]] = {}
    for index, answer in enumerate(answers):
        model = held.get(answer.respondent, final)
        groups.setdefault(id(model), (model, []))[1].append(index)
    for model, indexes in groups.values():
        odds = model.log_odds([of_answer(answers[index]) for index in indexes])
        for code, calibration in calibrations.items():
            for index, row in zip(indexes, odds.get(code, ()), strict=False):
                found[code][index] = probabilities(calibration, row)
    return found


def _calibrations(
    decisions: Sequence[Example], held: Mapping[str, LearnedModel], base: _Learned | None
) -> dict[str, Calibration]:
    """Return calibrations from decisions where there are enough, else those of the bank."""
    found = dict(base.calibrations) if base else {}
    if not held:
        return found
    odds: dict[str, list[Floats]] = {}
    for example in decisions:
        for code, rows in held[example.origin].log_odds([of_example(example)]).items():
            odds.setdefault(code, []).extend(rows)
    enough = {
        code: rows
        for code, rows in odds.items()
        if len(rows) == len(decisions)
        and (count_positives(decisions, code) >= _MIN_TO_CALIBRATE or code not in found)
    }
    return found | calibrate(decisions, enough)


def _model(
    examples: Sequence[Example], codes: Sequence[str], vectors: Vectors, cache: Cache
) -> LearnedModel:
    """Learn, or take what was learned before from the same examples."""
    key = make_key(
        f"model {_FORMAT}", vectors.fingerprint, f"{digest_examples(examples)} {' '.join(codes)}"
    )
    known = cache.fetch([key]).get(key)
    if known is not None:
        with np.load(io.BytesIO(known), allow_pickle=False) as arrays:
            return LearnedModel.from_arrays(arrays, vectors)
    vectors.prepare(texts_to_encode(map(of_example, examples)))
    model = LearnedModel.learn(examples, codes, vectors)
    cache.keep([(key, _to_bytes(model))])
    return model


def _to_bytes(model: LearnedModel) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, **model.to_arrays())  # type: ignore[arg-type]
    return stream.getvalue()


def _base(material: Material, codes: Sequence[str], progress: Progress) -> _Learned:
    """Return what was learned from the bank alone: shipped beside it, remembered, or learned now."""
    vectors, cache, path = material.vectors, material.cache, material.bank_path
    digest = _bank_digest(material.bank, codes, vectors)
    shipped = path.with_name(path.stem + MODEL_SUFFIX) if path else None
    if shipped and shipped.exists():
        base = _read_base(shipped.read_bytes(), digest, vectors)
        if base is not None:
            return base
    key = make_key("bank", vectors.fingerprint, digest)
    content = cache.fetch([key]).get(key)
    if content is None:
        content = learn_bank(material.bank, codes, vectors, progress)
        cache.keep([(key, content)])
    base = _read_base(content, digest, vectors)
    if base is None:
        raise ValueError(digest)
    return base


def _bank_digest(bank: Sequence[Example], codes: Sequence[str], vectors: Vectors) -> str:
    return f"{_FORMAT} {digest_examples(bank)} {vectors.fingerprint} {' '.join(codes)}"


def learn_bank(
    bank: Sequence[Example], codes: Sequence[str], vectors: Vectors, progress: Progress
) -> bytes:
    """Learn and calibrate from a bank; return what can be shipped beside it."""
    name = "voorbeeldbank leren (alleen de eerste keer)"
    vectors.prepare(
        texts_to_encode(map(of_example, bank)), lambda done, total: progress(name, done, total)
    )
    odds = score_out_of_fold(bank, codes, vectors, lambda d, t: progress(name, d, t))
    calibrations = {code: asdict(c) for code, c in calibrate(bank, odds).items()}
    model = LearnedModel.learn(bank, codes, vectors)
    digest = _bank_digest(bank, codes, vectors)
    about = json.dumps({"digest": digest, "calibrations": calibrations}, sort_keys=True)
    stream = io.BytesIO()
    np.savez_compressed(stream, about=np.array(about), **model.to_arrays())  # type: ignore[arg-type]
    return stream.getvalue()


def _read_base(content: bytes, digest: str, vectors: Vectors) -> _Learned | None:
    """Return the model in `content` if it was made from exactly this bank, encoder and codes."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        about = json.loads(str(arrays["about"]))
        if about["digest"] != digest:
            return None
        model = LearnedModel.from_arrays(arrays, vectors)
    calibrations = {code: Calibration(**c) for code, c in about["calibrations"].items()}
    return _Learned(model, calibrations)
