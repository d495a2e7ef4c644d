"""One suggestion per segment and code from what the engines say of an interview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from codeer.model import Code, Interview, Suggestion
from codeer.suggest import learned, patterns, similarity
from codeer.suggest.fusion import MIN_STORED, fuse_learned, fuse_plain
from codeer.suggest.similarity import Likeness, shown
from codeer.workflow.learning import LearnedScores

_NEAREST_WORDS = 14


@dataclass(frozen=True, eq=False)
class Said:
    """What the engines say of one interview."""

    by_pattern: Sequence[Suggestion]
    learned: LearnedScores | None
    likeness: Mapping[str, Likeness]


@dataclass(frozen=True, eq=False)
class _Voice:
    """What an engine that scores every segment says of one code."""

    engine: str
    scores: NDArray[np.float64]
    """Fused with the patterns."""
    heard: NDArray[np.bool_]
    """Where the engine says anything."""


def fuse(
    interview: Interview, codes: Sequence[Code], said: Said, lowest: float
) -> list[Suggestion]:
    """Return the suggestions that are kept, in text order and then codebook order.

    Reasons of what was learned are given from the score `lowest`, from which suggestions are shown.
    """
    number_of = {(s.turn, s.number): i for i, s in enumerate(interview.segments)}
    patterns_of: dict[str, dict[int, Suggestion]] = {code.id: {} for code in codes}
    for found in said.by_pattern:
        place = number_of[found.segment.turn, found.segment.number]
        patterns_of[found.code][place] = found
    made: list[tuple[int, Suggestion]] = []
    for order, code in enumerate(codes):
        by_pattern = patterns_of[code.id]
        voice = _listen(code, said, by_pattern, len(interview.segments))
        scores, heard = voice.scores.tolist(), voice.heard.tolist()
        for place in np.flatnonzero(voice.scores >= MIN_STORED).tolist():
            score, pattern = scores[place], by_pattern.get(place)
            engines = [patterns.ENGINE] if pattern and pattern.score else []
            engines += [voice.engine] if heard[place] else []
            reasons = [pattern.evidence] if pattern else []
            reasons += _reasons(code, said, place, is_shown=score >= lowest)
            suggestion = Suggestion(
                source=interview.source.name,
                segment=interview.segments[place],
                code=code.id,
                score=round(score, 4),
                engine="+".join(engines),
                evidence="; ".join(reasons),
                negated=bool(pattern and pattern.negated),
            )
            made.append((place * len(codes) + order, suggestion))
    made.sort(key=itemgetter(0))
    return [suggestion for _, suggestion in made]


def _listen(code: Code, said: Said, by_pattern: Mapping[int, Suggestion], segments: int) -> _Voice:
    scores = np.zeros(segments)
    for place, suggestion in by_pattern.items():
        scores[place] = suggestion.score
    if said.learned and code.id in said.learned.codes:
        chances = said.learned.chances[said.learned.codes.index(code.id)]
        everywhere = np.ones(segments, dtype=bool)
        return _Voice(learned.ENGINE, fuse_learned(chances, scores), everywhere)
    if code.id in said.likeness:
        likeness = said.likeness[code.id].scores
        return _Voice(similarity.ENGINE, fuse_plain(scores, likeness), likeness > 0)
    return _Voice("", scores, np.zeros(segments, dtype=bool))


def _reasons(code: Code, said: Said, place: int, *, is_shown: bool) -> list[str]:
    if said.learned and code.id in said.learned.codes:
        number = said.learned.codes.index(code.id)
        return said.learned.reasons.get((number, place), []) if is_shown else []
    if code.id in said.likeness and said.likeness[code.id].scores[place] > 0:
        nearest = shown(code)[int(said.likeness[code.id].nearest[place])]
        return [f"lijkt op: {_shorten(nearest)}"]
    return []


def _shorten(text: str) -> str:
    words = text.split()
    return " ".join(words[:_NEAREST_WORDS]) + (" …" if len(words) > _NEAREST_WORDS else "")
