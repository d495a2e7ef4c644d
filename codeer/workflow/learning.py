"""Score answers by what the example bank and the decisions of coders teach.

Two models that are added up: one of the bank, which is shipped beside it, and one of the decisions, which
is retrained in seconds and weighs more the more there are. A respondent on whose words somebody decided
is scored by a model of decisions on others (cross-fitting), so what `codeer evalueer` measures is honest.
Models and scores are remembered by the hash of what they were made from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from codeer.encoder import Vectors
from codeer.examples import Example, count_positives, digest_examples
from codeer.model import Progress
from codeer.suggest.answers import AnswerText
from codeer.suggest.learned import (
    ENGINE,
    MIN_POSITIVE,
    LearnedModel,
    Scale,
    choose_threshold,
    of_answer,
    spread,
)
from codeer.suggest.views import Floats
from codeer.workflow.mixing import Mix
from codeer.workflow.models import Material, learn_decisions, load_bank_model, make_folds

if TYPE_CHECKING:
    from codeer.workflow.engines import EngineRequest

_SHOWN_WORDS = 12
_MAX_FICTIONAL = 150  # of each code, to choose the nearest example from


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
    others = [example.origin != respondent for _, example in shown]
    if not any(others):
        return []
    text, example = shown[int(np.where(others, likeness, -np.inf).argmax())]
    parts = text.split()
    quote = " ".join(parts[:_SHOWN_WORDS]) + (" …" if len(parts) > _SHOWN_WORDS else "")
    origin = "eerder gecodeerd" if example.is_decision else "verzonnen voorbeeld"
    return [f'lijkt op "{quote}" ({origin})']


def learn(request: "EngineRequest", material: Material, progress: Progress) -> Learning | None:
    """Return scores for all answers, or None when there is nothing to learn from."""
    codes = [code.id for code in request.codebook.codes]
    examples = [*material.bank, *request.decisions]
    remarks = [
        f"{code}: nog {MIN_POSITIVE - count} gecodeerde antwoorden nodig om van te leren"
        for code in codes
        if examples and (count := count_positives(examples, code)) < MIN_POSITIVE
    ]
    base = load_bank_model(material, codes, progress) if material.bank else None
    own = learn_decisions(request.decisions, codes, material, progress)
    mix = Mix(base, own, material.cache, request.decisions)
    scales = mix.fit_scales()
    if not scales:
        return None
    if request.decisions and not mix.has_learned:
        remarks.append(
            f"besluiten: codeer leert ervan vanaf twee respondenten en {MIN_POSITIVE} gecodeerde "
            "antwoorden van een thema"
        )
    progress("antwoorden wegen", 0, 1)
    threshold = choose_threshold(scale.thresholds[request.aim] for scale in scales.values())
    folds = [(fold, mix.fit_scales(fold)) for fold in make_folds(request.decisions)]
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
    mix: Mix,
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
