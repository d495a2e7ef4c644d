"""What the example bank says and what decisions say, added up.

Decisions weigh more the more there are. Chances and thresholds are set by answers that were not learned
from: those of the bank, by models of other writers, and those that coders decided on.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from codeer.cache import Cache, make_key
from codeer.examples import Example
from codeer.suggest.learned import (
    VIEWS,
    Coded,
    HeldOut,
    LearnedModel,
    Scale,
    Scores,
    fit_scale,
    of_example,
)
from codeer.suggest.terms import Floats
from codeer.suggest.views import Text, find_starts
from codeer.workflow.models import BankModel, DecisionModel

_FULL_SHARE = 1500  # decided answers that weigh as much as the bank
_MOST = 2.0  # times the weight of the bank
_BANK_WEIGHT = 200  # decided answers that set chances and thresholds as much as the whole bank


@dataclass(frozen=True, slots=True)
class _Norm:
    """Where the scores of decisions lie for a code, on respondents they were not learned from."""

    center: tuple[float, float]
    """Of answers and of sentences."""
    width: tuple[float, float]


class Mix:
    """Adds what the bank says and what decisions say."""

    def __init__(
        self,
        base: BankModel | None,
        own: DecisionModel | None,
        cache: Cache,
        decisions: Sequence[Example],
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
        starts = find_starts(texts)
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
        models = [self._own.model, *(model for _, model in self._own.held.values())]
        codes = [c for c in self._own.model.codes if all(c in model.codes for model in models)]
        if not codes:
            return {}
        sizes = np.array([len(text.sentences) for text in texts])
        starts = find_starts(texts)
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
    starts = find_starts(texts)
    return Scores(np.concatenate(rows, axis=1).astype(np.float64), starts)
