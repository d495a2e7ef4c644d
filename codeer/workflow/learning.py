"""Score answers by what the example bank and the decisions of coders teach.

Two models that are added up: one of the bank, which is shipped beside it, and one of the decisions, which
is retrained in seconds and weighs more the more there are. A respondent on whose words somebody decided
is scored by a model of decisions on others (cross-fitting), so what `codeer evalueer` measures is honest.
Models and scores are remembered by the hash of what they were made from.
"""

import io
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from codeer.cache import Cache, make_key
from codeer.encoder import Vectors
from codeer.examples import Example, count_positives, digest_examples
from codeer.suggest.answers import AnswerText
from codeer.suggest.learned import (
    ENGINE,
    MIN_POSITIVE,
    VIEWS,
    Coded,
    HeldOut,
    LearnedModel,
    Scale,
    Scores,
    Stack,
    fit_scale,
    fit_stack,
    of_answer,
    of_example,
    score_out_of_fold,
    spread,
    texts_to_encode,
)
from codeer.suggest.views import Floats, Text

if TYPE_CHECKING:
    from codeer.workflow.engines import EngineRequest

MODEL_SUFFIX = "-geleerd.npz"
_FORMAT = "3"
_MAX_FOLDS = 8
_MANY = 1000  # decided answers, from which half as many folds will do
_FULL_SHARE = 1500  # decided answers that weigh as much as the bank
_MOST = 2.0  # times the weight of the bank
_BANK_WEIGHT = 200  # decided answers that set chances and thresholds as much as the whole bank
_SHOWN_WORDS = 12
_MAX_FICTIONAL = 150  # of each code, to choose the nearest example from

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class Learning:
    """Scores of all answers and what explains them."""

    chances: Mapping[str, list[Floats]]
    """Code to one array per answer: a score per sentence."""
    threshold: float
    """From which score a code is shown, the same for all codes."""
    fingerprints: tuple[str, ...]
    remarks: tuple[str, ...]
    models: tuple[LearnedModel, ...]
    examples: Sequence[Example]
    vectors: Vectors

    def explain(self, code: str, places: Sequence[tuple[AnswerText, int]]) -> list[list[str]]:
        """Return for each sentence the words that weighed most and the nearest coded sentence."""
        sentences = [answer.sentences[number] for answer, number in places]
        said = [model.explain(code, sentences) for model in self.models]
        shown, rows = self._coded(code)
        near = self.vectors.rows(sentences) @ rows.T
        return [
            [_tell(words), *_nearest(likeness, shown, answer.respondent)]
            for words, likeness, (answer, _) in zip(
                zip(*said, strict=True), near, places, strict=True
            )
        ]

    def _coded(self, code: str) -> tuple[list[tuple[str, Example]], NDArray[np.float32]]:
        """Return the coded sentences to compare with, and their vectors."""
        coded = [
            (sentence, example)
            for example in self.examples
            for sentence, labels in zip(example.sentences, example.labels, strict=True)
            if code in labels
        ]
        decided = [pair for pair in coded if pair[1].is_decision]
        fictional = [pair for pair in coded if not pair[1].is_decision]
        shown = [*decided, *fictional[:: max(1, len(fictional) // _MAX_FICTIONAL)]]
        return shown, self.vectors.rows([sentence for sentence, _ in shown])


def _tell(words: Sequence[list[str]]) -> str:
    """Return the words of the first model that has any."""
    found = next(filter(None, words), [])
    return f"geleerd: {', '.join(found)}" if found else "geleerd uit het hele antwoord"


def _nearest(
    likeness: NDArray[np.float32], shown: Sequence[tuple[str, Example]], respondent: str
) -> list[str]:
    """Return the coded sentence of somebody else that is most alike."""
    for index in np.argsort(-likeness, kind="stable"):
        text, example = shown[int(index)]
        if example.origin != respondent:
            parts = text.split()
            quote = " ".join(parts[:_SHOWN_WORDS]) + (" …" if len(parts) > _SHOWN_WORDS else "")
            origin = "eerder gecodeerd" if example.is_decision else "verzonnen voorbeeld"
            return [f'lijkt op "{quote}" ({origin})']
    return []


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
    examples = [*material.bank, *request.decisions]
    remarks = [
        f"{code}: nog {MIN_POSITIVE - count} gecodeerde antwoorden nodig om van te leren"
        for code in codes
        if examples and (count := count_positives(examples, code)) < MIN_POSITIVE
    ]
    base = _base(material, codes, progress) if material.bank else None
    own = _learn_decisions(request.decisions, codes, material, progress)
    mix = _Mix(base, own, material.cache, request.decisions)
    scales = mix.fit_scales()
    if not scales:
        return None
    if request.decisions and not mix.has_learned:
        remarks.append(
            f"besluiten: codeer leert ervan vanaf twee respondenten en {MIN_POSITIVE} gecodeerde "
            "antwoorden van een thema"
        )
    progress("antwoorden wegen", 0, 1)
    threshold = round(median(scale.thresholds[request.aim] for scale in scales.values()), 2)
    folds = [(fold, mix.fit_scales(fold)) for fold in _folds(request.decisions)]
    return Learning(
        chances=_find_chances(
            mix,
            material.answers,
            {code: scale.aligned(request.aim, threshold) for code, scale in scales.items()},
            [
                (fold, {code: s.aligned(request.aim, threshold) for code, s in own_scales.items()})
                for fold, own_scales in folds
            ],
        ),
        threshold=threshold,
        fingerprints=(
            f"{ENGINE}: {len(material.bank)} voorbeelden, {len(request.decisions)} nagekeken "
            f"antwoorden, hash {digest_examples(examples)[:12]}",
        ),
        remarks=tuple(remarks),
        models=tuple(part.model for part in (own, base) if part),
        examples=examples,
        vectors=material.vectors,
    )


def _find_chances(
    mix: "_Mix",
    answers: Sequence[AnswerText],
    scales: Mapping[str, Scale],
    folds: Sequence[tuple[set[str], Mapping[str, Scale]]],
) -> dict[str, list[Floats]]:
    """Return per code a score for every sentence; a fold of respondents has scales of its own."""
    people = [answer.respondent for answer in answers]
    log_odds, starts = mix.log_odds([of_answer(answer) for answer in answers], people)
    sizes = [len(answer.sentences) for answer in answers]
    found: dict[str, list[Floats]] = {}
    for code, scale in scales.items():
        of_answers, of_sentences = (scale.chances(odds) for odds in log_odds[code])
        for fold, own_scales in folds:
            inside = np.array([person in fold for person in people], dtype=bool)
            rows, own = np.repeat(inside, sizes), own_scales.get(code, scale)
            of_answers[inside] = own.chances(log_odds[code][0][inside])
            of_sentences[rows] = own.chances(log_odds[code][1][rows])
        found[code] = np.split(spread(of_answers, of_sentences, starts), starts[1:])
    return found


# --- bank and decisions together -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Base:
    """What was learned from the bank."""

    model: LearnedModel
    key: str
    stacks: Mapping[str, Stack]
    held: Mapping[str, HeldOut]


@dataclass(frozen=True, slots=True)
class _Own:
    """What was learned from decisions."""

    model: LearnedModel
    key: str
    held: Mapping[str, tuple[str, LearnedModel]]
    """Respondent to the model that did not learn from this one, and its key."""
    decided: int
    """Answers."""


@dataclass(frozen=True, slots=True)
class _Norm:
    """Where the scores of decisions lie for a code, on respondents they were not learned from."""

    center: tuple[float, float]
    """Of answers and of sentences."""
    width: tuple[float, float]


class _Mix:
    """Adds what the bank says and what decisions say."""

    def __init__(
        self, base: _Base | None, own: _Own | None, cache: Cache, decisions: Sequence[Example]
    ) -> None:
        self._base, self._own, self._cache, self._decisions = base, own, cache, decisions
        self._share = min(_MOST, own.decided / _FULL_SHARE) if own else 0.0
        texts, people = [of_example(e) for e in decisions], [e.origin for e in decisions]
        self._norms = {
            code: _Norm(
                (float(answers.mean()), float(sentences.mean())),
                (float(answers.std()) or 1.0, float(sentences.std()) or 1.0),
            )
            for code, (answers, sentences) in self._score_own(texts, people).items()
        }
        self._decided = self.log_odds(texts, people)[0] if texts else {}

    @property
    def has_learned(self) -> bool:
        """Tell whether decisions weigh along."""
        return bool(self._norms)

    def fit_scales(self, without: Collection[str] = ()) -> dict[str, Scale]:
        """Return the scale of each code, from what was said of answers that were not learned from.

        Decisions on the respondents in `without` do not count.
        """
        known = self._base.held if self._base else {}
        counted = [e for e in self._decisions if e.origin not in without]
        if not counted:
            return {code: fit_scale(held) for code, held in known.items()}
        inside = np.array([e.origin not in without for e in self._decisions], dtype=bool)
        scales = {}
        for code, (answers, _) in self._decided.items():
            decided = HeldOut(answers[inside], Coded.of(counted, code).answers)
            if code in known:
                scales[code] = fit_scale(*known[code].joined(decided, _BANK_WEIGHT))
            elif decided.varies:
                scales[code] = fit_scale(decided)
        return scales

    def log_odds(
        self, texts: Sequence[Text], people: Sequence[str]
    ) -> tuple[dict[str, tuple[Floats, Floats]], NDArray[np.intp]]:
        """Return per code the log-odds of texts and of their sentences, and where each text starts."""
        starts = np.cumsum([0, *(len(text.sentences) for text in texts)])[: len(texts)]
        found: dict[str, tuple[Floats, Floats]] = {}
        if self._base:
            scores = score_known(self._base.key, self._base.model, texts, self._cache)
            for index, (code, best) in enumerate(
                zip(self._base.model.codes, scores.best(), strict=True)
            ):
                if code in self._base.stacks:
                    found[code] = self._base.stacks[code].log_odds(best, scores.values[index])
        for code, (answers, sentences) in self._score_own(texts, people).items():
            if code in self._norms:
                norm, share = self._norms[code], self._share if code in found else 1.0
                known = found.get(code, (np.zeros(1), np.zeros(1)))
                found[code] = (
                    known[0] + share * (answers - norm.center[0]) / norm.width[0],
                    known[1] + share * (sentences - norm.center[1]) / norm.width[1],
                )
        return found, starts

    def _score_own(
        self, texts: Sequence[Text], people: Sequence[str]
    ) -> dict[str, tuple[Floats, Floats]]:
        """Return per code the added views of decisions on others: of texts and of sentences."""
        if self._own is None or not texts:
            return {}
        groups: dict[str, tuple[LearnedModel, list[int]]] = {}
        for index, person in enumerate(people):
            key, model = self._own.held.get(person, (self._own.key, self._own.model))
            groups.setdefault(key, (model, []))[1].append(index)
        codes = set.intersection(*(set(model.codes) for model, _ in groups.values()))
        if not codes:
            return {}
        sizes = np.array([len(text.sentences) for text in texts])
        starts = np.cumsum([0, *sizes])[: len(texts)]
        answers = {code: np.zeros(len(texts)) for code in codes}
        sentences = {code: np.zeros(int(sizes.sum())) for code in codes}
        for key, (model, indexes) in groups.items():
            scores = score_known(key, model, [texts[i] for i in indexes], self._cache)
            rows = np.concatenate([np.arange(starts[i], starts[i] + sizes[i]) for i in indexes])
            best = scores.best()
            for code in codes:
                number = model.codes.index(code)
                answers[code][indexes] = best[number].sum(axis=-1)
                sentences[code][rows] = scores.values[number].sum(axis=-1)
        return {code: (answers[code], sentences[code]) for code in codes}


def score_known(key: str, model: LearnedModel, texts: Sequence[Text], cache: Cache) -> Scores:
    """Return what a model says of texts; what it said before is not computed again."""
    keys = [make_key(f"scores {key}", "", json.dumps((t.question, t.sentences))) for t in texts]
    found = cache.fetch(keys)
    fresh = {k: text for k, text in zip(keys, texts, strict=True) if k not in found}
    scores = model.score(list(fresh.values()))
    parts = np.split(scores.values.astype(np.float32), scores.starts[1:], axis=1)
    new = {k: part.tobytes() for k, part in zip(fresh, parts, strict=False)}
    cache.keep(new.items())
    known = found | new
    shape = (len(model.codes), -1, VIEWS)
    rows = [np.frombuffer(known[k], dtype=np.float32).reshape(shape) for k in keys]
    starts = np.cumsum([0, *(len(text.sentences) for text in texts)])[: len(texts)]
    return Scores(np.concatenate(rows, axis=1).astype(np.float64), starts)


# --- from decisions ------------------------------------------------------------------------------


def _learn_decisions(
    decisions: Sequence[Example], codes: Sequence[str], material: Material, progress: Progress
) -> _Own | None:
    """Learn from all decisions, and for each respondent from those on others."""
    if not any(count_positives(decisions, code) >= MIN_POSITIVE for code in codes):
        return None
    folds = _folds(decisions)
    held: dict[str, tuple[str, LearnedModel]] = {}
    for step, fold in enumerate(folds):
        progress("leren van besluiten", step, len(folds) + 1)
        rest = [e for e in decisions if e.origin not in fold]
        held |= dict.fromkeys(fold, _model(rest, codes, material))
    progress("leren van besluiten", len(folds), len(folds) + 1)
    key, model = _model(decisions, codes, material)
    return _Own(model, key, held, len(decisions))


def _folds(decisions: Sequence[Example]) -> list[set[str]]:
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


def _base(material: Material, codes: Sequence[str], progress: Progress) -> _Base:
    """Return what was learned from the bank: shipped beside it, remembered, or learned now."""
    vectors, cache, path = material.vectors, material.cache, material.bank_path
    digest = bank_digest(material.bank, codes, vectors)
    shipped = path.with_name(path.stem + MODEL_SUFFIX) if path else None
    if shipped and shipped.exists():
        base = read_base(shipped.read_bytes(), digest, vectors)
        if base is not None:
            return base
    key = make_key("bank", vectors.fingerprint, digest)
    content = cache.fetch([key]).get(key)
    if content is None:
        content = learn_bank(material.bank, codes, vectors, progress)
        cache.keep([(key, content)])
    base = read_base(content, digest, vectors)
    if base is None:
        raise ValueError(digest)
    return base


def bank_digest(bank: Sequence[Example], codes: Sequence[str], vectors: Vectors) -> str:
    """Return what identifies a model of a bank."""
    return f"{_FORMAT} {digest_examples(bank)} {vectors.fingerprint} {' '.join(codes)}"


def learn_bank(
    bank: Sequence[Example], codes: Sequence[str], vectors: Vectors, progress: Progress
) -> bytes:
    """Learn and calibrate from a bank; return what can be shipped beside it."""
    name = "voorbeeldbank leren (alleen de eerste keer)"
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
        "digest": bank_digest(bank, codes, vectors),
        "stacks": {code: asdict(stack) for code, stack in stacks.items()},
    }
    return _to_bytes(
        LearnedModel.learn(bank, codes, vectors),
        about=np.array(json.dumps(about, sort_keys=True)),
        **held,
    )


def read_base(content: bytes, digest: str, vectors: Vectors) -> _Base | None:
    """Return the model in `content` if it was made from exactly this bank, encoder and codes."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        about = json.loads(str(arrays["about"]))
        if about["digest"] != digest:
            return None
        model = LearnedModel.from_arrays(arrays, vectors)
        held = {
            code: HeldOut(arrays[f"held_{code}"].astype(np.float64), arrays[f"coded_{code}"])
            for code in about["stacks"]
        }
    return _Base(
        model=model,
        key=make_key("base", digest, "").hex(),
        stacks={
            code: Stack(tuple(s["answer"]), tuple(s["sentence"]))
            for code, s in about["stacks"].items()
        },
        held=held,
    )
