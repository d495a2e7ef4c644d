"""Models of the example bank and of decisions, remembered by the hash of what they were made from."""

import io
import json
import warnings
import zipfile
import zlib
from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codeer.cache import Cache, make_key
from codeer.encoder import Vectors
from codeer.examples import Example, count_positives, digest_examples
from codeer.model import Progress
from codeer.suggest.learned import (
    MIN_POSITIVE,
    Coded,
    HeldOut,
    LearnedModel,
    Stack,
    fit_stack,
    of_example,
    score_out_of_fold,
    texts_to_encode,
)

MODEL_SUFFIX = "-geleerd.npz"
_FORMAT = "4"
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TokenError,
    TypeError,
    UserWarning,
    ValueError,
)
"""What numpy meets a damaged file with."""
_MAX_FOLDS = 8
_MANY = 1000  # decided answers, from which half as many folds will do


@dataclass(frozen=True, slots=True)
class Material:
    """What learning works with."""

    bank: Sequence[Example]
    bank_path: Path | None
    vectors: Vectors
    cache: Cache


@dataclass(frozen=True, slots=True)
class BankModel:
    """What was learned from the bank."""

    model: LearnedModel
    key: str
    stacks: Mapping[str, Stack]
    held: Mapping[str, HeldOut]

    def only(self, codes: Container[str]) -> "BankModel":
        """Return what was learned of these codes; a codebook need not have all codes of its bank."""
        return replace(
            self,
            stacks={code: stack for code, stack in self.stacks.items() if code in codes},
            held={code: held for code, held in self.held.items() if code in codes},
        )


@dataclass(frozen=True, slots=True)
class DecisionModel:
    """What was learned from decisions."""

    model: LearnedModel
    key: str
    held: Mapping[str, tuple[str, LearnedModel]]
    """Respondent to the model that did not learn from this one, and its key."""
    decided: int
    """Answers."""


# --- from decisions ------------------------------------------------------------------------------


def learn_decisions(
    decisions: Sequence[Example], codes: Sequence[str], material: Material, progress: Progress
) -> DecisionModel | None:
    """Learn from all decisions, and for each respondent from those on others."""
    if not any(count_positives(decisions, code) >= MIN_POSITIVE for code in codes):
        return None
    folds = make_folds(decisions)
    held: dict[str, tuple[str, LearnedModel]] = {}
    for step, fold in enumerate(folds):
        progress("leren van besluiten", step, len(folds) + 1)
        rest = [e for e in decisions if e.origin not in fold]
        held |= dict.fromkeys(fold, _model(rest, codes, material))
    progress("leren van besluiten", len(folds), len(folds) + 1)
    key, model = _model(decisions, codes, material)
    return DecisionModel(model, key, held, len(decisions))


def make_folds(decisions: Sequence[Example]) -> list[set[str]]:
    """Divide the respondents with decisions: one each, or in a few groups."""
    origins = sorted({example.origin for example in decisions})
    most = _MAX_FOLDS if len(decisions) < _MANY else _MAX_FOLDS // 2
    folds: list[set[str]] = [set() for _ in range(min(most, len(origins)))]
    for index, origin in enumerate(origins):
        folds[index % len(folds)].add(origin)
    return folds


def _model(
    examples: Sequence[Example], codes: Sequence[str], material: Material
) -> tuple[str, LearnedModel]:
    """Learn, or take what was learned before from the same examples; return its key as well."""
    vectors, cache = material.vectors, material.cache
    key = make_key(
        f"model {_FORMAT}", vectors.fingerprint, f"{digest_examples(examples)} {' '.join(codes)}"
    )
    content = cache.fetch([key]).get(key)
    if content is None:
        vectors.prepare(texts_to_encode(map(of_example, examples)))
        content = _to_bytes(LearnedModel.learn(examples, codes, vectors))
        cache.keep([(key, content)])
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:  # as precise as next time
        return key.hex(), LearnedModel.from_arrays(arrays, vectors)


def _to_bytes(model: LearnedModel, **more: NDArray[Any]) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, **model.to_arrays(), **more)  # type: ignore[arg-type]
    return stream.getvalue()


# --- from the bank -------------------------------------------------------------------------------


def find_taught(bank: Sequence[Example]) -> tuple[str, ...]:
    """Return the codes that can be learned from a bank, whatever the codebook has."""
    used = {code for example in bank for label in example.labels for code in label}
    return tuple(c for c in sorted(used) if MIN_POSITIVE <= count_positives(bank, c) < len(bank))


def load_bank_model(material: Material, progress: Progress) -> BankModel:
    """Return what was learned from the bank: shipped beside it, remembered, or learned now."""
    vectors, cache, path = material.vectors, material.cache, material.bank_path
    digest = bank_digest(material.bank, vectors)
    shipped = path.with_name(path.stem + MODEL_SUFFIX) if path else None
    if shipped and shipped.exists():
        base = read_bank_model(shipped.read_bytes(), digest, vectors)
        if base is not None:
            return base
    key = make_key("bank", vectors.fingerprint, digest)
    content = cache.fetch([key]).get(key)
    if content is None:
        content = learn_bank(material.bank, vectors, progress)
        cache.keep([(key, content)])
    base = read_bank_model(content, digest, vectors)
    if base is None:
        raise ValueError(digest)
    return base


def bank_digest(bank: Sequence[Example], vectors: Vectors) -> str:
    """Return what identifies a model of a bank."""
    return f"{_FORMAT} {digest_examples(bank)} {vectors.fingerprint}"


def learn_bank(bank: Sequence[Example], vectors: Vectors, progress: Progress) -> bytes:
    """Learn and calibrate from a bank; return what can be shipped beside it."""
    name, codes = "voorbeeldbank leren (alleen de eerste keer)", find_taught(bank)
    vectors.prepare(
        texts_to_encode(map(of_example, bank)), lambda done, total: progress(name, done, total)
    )
    kept, scores = score_out_of_fold(bank, codes, vectors, lambda d, t: progress(name, d, t))
    stacks: dict[str, Stack] = {}
    held: dict[str, NDArray[Any]] = {}
    for code, best, values in zip(kept, scores.best(), scores.values, strict=True):
        coded = Coded.of(bank, code)
        stacks[code] = fit_stack(best, values, coded)
        answers, _ = stacks[code].log_odds(best, values)
        held |= {f"held_{code}": answers.astype(np.float32), f"coded_{code}": coded.answers}
    about = {
        "digest": bank_digest(bank, vectors),
        "stacks": {code: asdict(stack) for code, stack in stacks.items()},
    }
    return _to_bytes(
        LearnedModel.learn(bank, codes, vectors),
        about=np.array(json.dumps(about, sort_keys=True)),
        **held,
    )


def read_bank_model(content: bytes, digest: str, vectors: Vectors) -> BankModel | None:
    """Return the model in `content` if it was made from exactly this bank and encoder.

    A damaged one is as good as none: then the bank is learned anew.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)
            return _read_bank_model(content, digest, vectors)
    except _DAMAGED:
        return None


def _read_bank_model(content: bytes, digest: str, vectors: Vectors) -> BankModel | None:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        about = json.loads(str(arrays["about"]))
        if about["digest"] != digest:
            return None
        model = LearnedModel.from_arrays(arrays, vectors)
        held = {
            code: HeldOut(arrays[f"held_{code}"].astype(np.float64), arrays[f"coded_{code}"])
            for code in about["stacks"]
        }
    return BankModel(
        model=model,
        key=make_key("base", digest, "").hex(),
        stacks={
            code: Stack(tuple(s["answer"]), tuple(s["sentence"]))
            for code, s in about["stacks"].items()
        },
        held=held,
    )
