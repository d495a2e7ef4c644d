"""Score answers by what the example bank and the decisions of coders teach.

Two models that are added up: one of the bank, which is shipped beside it, and one of the decisions, which
is retrained in seconds and weighs more the more there are. A respondent on whose words somebody decided
is scored by a model of decisions on others (cross-fitting), so what `codeer evalueer` measures is honest.
What follows is remembered by the hash of what it was made from: a run in which nothing of that changed
loads no model.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from codeer.cache import Cache, make_key
from codeer.encoder import Vectors
from codeer.examples import Example, digest_examples, load_bank
from codeer.model import Progress
from codeer.suggest.aim import Aim
from codeer.suggest.answers import AnswerText
from codeer.suggest.fusion import least_to_show
from codeer.suggest.learned import (
    ENGINE,
    MIN_POSITIVE,
    choose_threshold,
    of_answer,
    spread,
)
from codeer.suggest.terms import Floats
from codeer.workflow.mixing import Mix
from codeer.workflow.models import (
    MODEL_SUFFIX,
    Material,
    find_taught,
    learn_decisions,
    load_bank_model,
    make_folds,
)

_FORMAT = "3"
_SHOWN_WORDS = 12
_MAX_FICTIONAL = 150  # of each code, to choose the nearest example from


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is to be learned from, and for what."""

    codes: tuple[str, ...]
    bank_path: Path | None
    decisions: Sequence[Example]
    """What coders decided, with the respondent as origin."""
    encoder: str
    """Fingerprint of the sentence encoder."""
    aim: Aim
    lowest: float | None
    """The score from which suggestions are shown; None: what fits the aim."""

    def digest(self) -> str:
        """Return a hash of everything that decides how answers are scored."""
        hashed = hashlib.blake2b(digest_size=16)
        about = (_FORMAT, self.codes, self.encoder, self.aim, self.lowest)
        hashed.update(json.dumps(about).encode())
        if self.bank_path:
            for path in (self.bank_path, self.bank_path.with_name(_shipped(self.bank_path))):
                hashed.update(path.read_bytes() if path.exists() else b"")
                hashed.update(b"\0")
        hashed.update(digest_examples(self.decisions).encode())
        return hashed.hexdigest()


def _shipped(bank: Path) -> str:
    return f"{bank.stem}{MODEL_SUFFIX}"


def _count_answers(lesson: Lesson, cache: Cache) -> Counter[str]:
    """Return how many answers carry each code, in the bank and in what was decided."""
    counts = Counter(code for example in lesson.decisions for code in set().union(*example.labels))
    if lesson.bank_path is None:
        return counts
    content = lesson.bank_path.read_bytes()
    key = make_key("antwoorden per thema", _FORMAT, hashlib.blake2b(content).hexdigest())
    known = cache.fetch([key]).get(key)
    if known is None:
        used = (set().union(*example.labels) for example in load_bank(lesson.bank_path))
        known = json.dumps(Counter(chain.from_iterable(used))).encode()
        cache.keep({key: known})
    return counts + Counter(json.loads(known))


def _tell_lacking(counts: Mapping[str, int]) -> Iterator[str]:
    for code, count in counts.items():
        yield f"{code}: nog {MIN_POSITIVE - count} gecodeerde antwoorden nodig om van te leren"


@dataclass(frozen=True, slots=True)
class LearningSummary:
    """What came of learning, without the models."""

    codes: tuple[str, ...]
    """That could be learned."""
    threshold: float
    """From which score a code is shown, the same for all codes."""
    fingerprints: tuple[str, ...]
    remarks: tuple[str, ...]

    def to_bytes(self) -> bytes:
        """Return all of it as bytes."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "LearningSummary":
        """Return what `to_bytes` gave."""
        data = json.loads(content)
        return cls(
            tuple(data["codes"]),
            data["threshold"],
            tuple(data["fingerprints"]),
            tuple(data["remarks"]),
        )


@dataclass(frozen=True, eq=False)
class LearnedScores:
    """What was learned says of the sentences of one interview."""

    codes: tuple[str, ...]
    chances: Floats
    """(codes, sentences)"""
    reasons: Mapping[tuple[int, int], list[str]]
    """Code and sentence to why, for everything that may be shown."""

    def to_bytes(self) -> bytes:
        """Return all of it as bytes."""
        reasons = [(code, number, said) for (code, number), said in self.reasons.items()]
        head = json.dumps((self.codes, self.chances.shape, reasons)).encode()
        return len(head).to_bytes(4, "big") + head + self.chances.astype("<f8").tobytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> "LearnedScores":
        """Return what `to_bytes` gave."""
        end = 4 + int.from_bytes(content[:4], "big")
        codes, shape, reasons = json.loads(content[4:end])
        return cls(
            tuple(codes),
            np.frombuffer(content[end:], dtype="<f8").reshape(shape),
            {(code, number): said for code, number, said in reasons},
        )


class Learner:
    """Scores interviews; models are made or loaded only when something is not known yet."""

    def __init__(
        self, lesson: Lesson, vectors: Callable[[], Vectors], cache: Cache, progress: Progress
    ) -> None:
        counts = _count_answers(lesson, cache)
        lacking = {code: n for code in lesson.codes if (n := counts[code]) < MIN_POSITIVE}
        lesson = replace(lesson, codes=tuple(c for c in lesson.codes if c not in lacking))
        self.key = lesson.digest()
        self._lesson, self._cache, self._progress = lesson, cache, progress
        self._make_vectors = vectors
        kind = make_key("geleerd, overzicht", self.key, "")
        known = cache.fetch([kind]).get(kind)
        self.summary = LearningSummary.from_bytes(known) if known else self._teaching.summary
        if known is None:
            cache.keep({kind: self.summary.to_bytes()})
        self.remarks = (*_tell_lacking(lacking if counts else {}), *self.summary.remarks)
        """Also about codes with too few examples to learn from."""

    def score(self, answers: Sequence[AnswerText]) -> LearnedScores:
        """Return what was learned about the answers of one interview."""
        return self._teaching.score(answers)

    @cached_property
    def _teaching(self) -> "_Teaching":
        return _Teaching(self._lesson, self._make_vectors(), self._cache, self._progress)


class _Teaching:
    """The models themselves."""

    def __init__(self, lesson: Lesson, vectors: Vectors, cache: Cache, progress: Progress) -> None:
        bank = load_bank(lesson.bank_path) if lesson.bank_path else ()
        material = Material(bank, lesson.bank_path, vectors, cache)
        self._examples = [*bank, *lesson.decisions]
        self._vectors = vectors
        self._coded: dict[str, tuple[list[tuple[str, Example]], NDArray[np.float32]]] = {}
        codes = lesson.codes
        is_taught = not set(find_taught(bank)).isdisjoint(codes)
        base = load_bank_model(material, progress).only(codes) if is_taught else None
        own = learn_decisions(lesson.decisions, codes, material, progress)
        self._mix = Mix(base, own, cache, lesson.decisions)
        self._models = tuple(part.model for part in (own, base) if part)
        scales = self._mix.fit_scales() if codes else {}
        threshold = (
            choose_threshold(s.thresholds[lesson.aim] for s in scales.values()) if scales else 0
        )
        self._scales = {c: s.aligned(lesson.aim, threshold) for c, s in scales.items()}
        self._folds = [
            (
                fold,
                {
                    code: scale.aligned(lesson.aim, threshold)
                    for code, scale in self._mix.fit_scales(fold).items()
                },
            )
            for fold in (make_folds(lesson.decisions) if scales else ())
        ]
        self.summary = LearningSummary(
            codes=tuple(self._scales),
            threshold=threshold,
            fingerprints=(
                f"{ENGINE}: {len(bank)} voorbeelden, {len(lesson.decisions)} nagekeken "
                f"antwoorden, hash {digest_examples(self._examples)[:12]}",
            ),
            remarks=tuple(self._remarks(lesson)),
        )
        lowest = threshold if lesson.lowest is None else lesson.lowest
        self._least_to_show = least_to_show(lowest)

    def _remarks(self, lesson: Lesson) -> list[str]:
        if not lesson.decisions or self._mix.has_learned:
            return []
        return [
            f"besluiten: codeer leert ervan vanaf twee respondenten en {MIN_POSITIVE} "
            "gecodeerde antwoorden van een thema"
        ]

    # --- one interview ---------------------------------------------------------------------------

    def score(self, answers: Sequence[AnswerText]) -> LearnedScores:
        chances = self._find_chances(answers)
        sentences = [sentence for answer in answers for sentence in answer.sentences]
        people = [answer.respondent for answer in answers for _ in answer.sentences]
        places = {
            code: np.flatnonzero(chances[number] >= self._least_to_show)
            for number, code in enumerate(self._scales)
        }
        wanted = {code: [sentences[p] for p in own] for code, own in places.items()}
        said = [model.explain(wanted) for model in self._models]
        reasons: dict[tuple[int, int], list[str]] = {}
        for number, (code, own) in enumerate(places.items()):
            words = zip(*(told[code] for told in said), strict=True)
            near = self._find_nearest(code, wanted[code], [people[p] for p in own])
            for place, weighed, nearest in zip(own, words, near, strict=True):
                reasons[number, int(place)] = [_tell(weighed), *nearest]
        return LearnedScores(tuple(self._scales), chances, reasons)

    def _find_chances(self, answers: Sequence[AnswerText]) -> Floats:
        """Return (codes, sentences) scores; a fold of respondents has scales of its own."""
        people = [answer.respondent for answer in answers]
        log_odds, starts = self._mix.log_odds([of_answer(answer) for answer in answers], people)
        sizes = [len(answer.sentences) for answer in answers]
        found = np.zeros((len(self._scales), sum(sizes)))
        for number, (code, scale) in enumerate(self._scales.items()):
            of_answers, of_sentences = (scale.chances(odds) for odds in log_odds[code])
            for fold, own_scales in self._folds:
                inside = np.array([person in fold for person in people], dtype=bool)
                rows, own = np.repeat(inside, sizes), own_scales.get(code, scale)
                of_answers[inside] = own.chances(log_odds[code][0][inside])
                of_sentences[rows] = own.chances(log_odds[code][1][rows])
            found[number] = spread(of_answers, of_sentences, starts)
        return found

    def _find_nearest(
        self, code: str, sentences: Sequence[str], people: Sequence[str]
    ) -> list[list[str]]:
        """Return for each sentence the coded sentence of somebody else that is most alike."""
        if not sentences:
            return []
        if code not in self._coded:
            self._coded[code] = self._find_coded(code)
        shown, rows = self._coded[code]
        near = self._vectors.rows(sentences) @ rows.T
        origins = [example.origin for _, example in shown]
        for person in {*people} & {*origins}:
            said, coded = ([other == person for other in own] for own in (people, origins))
            near[np.ix_(said, coded)] = -np.inf
        return [
            _tell_nearest(*shown[best]) if likeness[best] > -np.inf else []
            for likeness, best in zip(near, near.argmax(axis=1), strict=True)
        ]

    def _find_coded(self, code: str) -> tuple[list[tuple[str, Example]], NDArray[np.float32]]:
        """Return the coded sentences to compare with, and their vectors."""
        coded = [
            (sentence, example)
            for example in self._examples
            for sentence, labels in zip(example.sentences, example.labels, strict=True)
            if code in labels
        ]
        decided = [pair for pair in coded if pair[1].is_decision]
        fictional = [pair for pair in coded if not pair[1].is_decision]
        shown = [*decided, *fictional[:: max(1, len(fictional) // _MAX_FICTIONAL)]]
        return shown, self._vectors.rows([sentence for sentence, _ in shown])


def _tell(words: Sequence[list[str]]) -> str:
    """Return the words of the first model that has any."""
    found = next(filter(None, words), [])
    return f"geleerd: {', '.join(found)}" if found else "geleerd uit het hele antwoord"


def _tell_nearest(text: str, example: Example) -> list[str]:
    parts = text.split()
    quote = " ".join(parts[:_SHOWN_WORDS]) + (" …" if len(parts) > _SHOWN_WORDS else "")
    origin = "eerder gecodeerd" if example.is_decision else "verzonnen voorbeeld"
    return [f'lijkt op "{quote}" ({origin})']
