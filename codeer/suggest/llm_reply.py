"""From what a language model wrote to suggestions: nothing is believed that cannot be checked."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from codeer.model import Codebook, Suggestion
from codeer.suggest.answers import AnswerText

ENGINE = "llm"
WRONG_SHAPE = "verkeerde vorm"
UNKNOWN_THEME = "onbekend thema"
NO_SUCH_SENTENCE = "zin bestaat niet"
INVENTED_QUOTE = "citaat staat niet in het antwoord"

_OPENING = re.compile(r"[{\[]")
_LONGEST_REPLY = 100_000  # characters; what is longer is a model that cannot stop
_MOST_TRIES = 1_000  # places where JSON may begin; a model that repeats a bracket has thousands
_LONGEST_REASON = 200
_PLAIN = (str, int, float)
Item = dict[str, Any]
"""One suggestion as JSON, not yet checked."""


class _Asked(BaseModel):
    """One suggestion as a model writes it."""

    thema: str
    zin: int
    zekerheid: Annotated[float, Field(ge=0, le=1)]
    citaat: str
    reden: str = ""
    ontkend: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """What remained of a reply after checking."""

    suggestions: tuple[Suggestion, ...]
    dropped: Mapping[str, int] = field(default_factory=dict)
    """Reason (Dutch) to how many."""
    moved: int = 0
    """Suggestions whose quote stands in another sentence than the one that was named."""


def find_items(reply: str) -> list[Item] | None:
    """Return the list of suggestions in a reply, also with text around it; None when there is none."""
    _, _, said = reply.rpartition("</think>")  # a model that thinks aloud drafts JSON there
    if len(said) > _LONGEST_REPLY:
        return None
    named: list[Item] | None = None
    bare: list[Item] | None = None
    decoder = json.JSONDecoder()
    position = 0
    for _ in range(_MOST_TRIES):
        opening = _OPENING.search(said, position)
        if opening is None:
            break
        try:
            value, position = decoder.raw_decode(said, opening.start())
        except (ValueError, RecursionError):
            position = opening.start() + 1
            continue
        if isinstance(value, dict):
            named = named if (items := _as_items(value.get("suggesties"))) is None else items
        elif (items := _as_items(value)) is not None:
            bare = items
    return named if named is not None else bare


def _as_items(value: object) -> list[Item] | None:
    """Return a list of objects with no more than what was asked, or None for anything else."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return None
    return [
        {key: item[key] for key in _Asked.model_fields if isinstance(item.get(key), _PLAIN)}
        for item in value
    ]


def check_items(
    answer: AnswerText, codebook: Codebook, items: Sequence[Mapping[str, Any]]
) -> Checked:
    """Turn the items of a reply into suggestions and drop what is wrong or invented."""
    themes = {code.name.casefold(): code.id for code in codebook.codes}
    themes |= {code.id.casefold(): code.id for code in codebook.codes}
    dropped: Counter[str] = Counter()
    moved = 0
    best: dict[tuple[int, str], Suggestion] = {}
    for raw in items:
        try:
            item = _Asked.model_validate(raw)
        except ValidationError:
            dropped[WRONG_SHAPE] += 1
            continue
        theme = themes.get(item.thema.strip().casefold())
        quote = " ".join(item.citaat.split())
        problem = _find_problem(answer, item.zin, quote) if theme else UNKNOWN_THEME
        if theme is None or problem:
            dropped[problem] += 1
            continue
        index = _find_sentence(answer, item.zin - 1, quote)
        moved += index != item.zin - 1
        suggestion = _suggest(answer, index, theme, item, quote)
        known = best.get((index, suggestion.code))
        if known is None or known.score < suggestion.score:
            best[index, suggestion.code] = suggestion
    order = {code.id: number for number, code in enumerate(codebook.codes)}
    places = sorted(best, key=lambda place: (place[0], order[place[1]]))
    return Checked(tuple(best[place] for place in places), dropped, moved)


def _find_problem(answer: AnswerText, number: int, quote: str) -> str:
    if not 1 <= number <= len(answer.sentences):
        return NO_SUCH_SENTENCE
    shown = " ".join(answer.sentences)
    is_there = any(c.isalnum() for c in quote) and (quote in shown or quote in answer.text)
    return "" if is_there else INVENTED_QUOTE


def _find_sentence(answer: AnswerText, named: int, quote: str) -> int:
    """Return the sentence of a quote: models copy words better than they count sentences."""
    holding = [index for index, text in enumerate(answer.sentences) if quote in text]
    return holding[0] if len(holding) == 1 else named


def _suggest(answer: AnswerText, index: int, theme: str, item: _Asked, quote: str) -> Suggestion:
    reason = _tidy(item.reden)
    return Suggestion(
        source=answer.source,
        segment=answer.segments[index],
        code=theme,
        score=round(item.zekerheid, 4),
        engine=ENGINE,
        evidence=f"{quote} [{reason}]" if reason else quote,
        negated=item.ontkend,
    )


def _tidy(text: str) -> str:
    """Return a model's words as one line without control characters, not too long."""
    visible = "".join(c if c.isprintable() else " " for c in text[: 2 * _LONGEST_REASON])
    line = " ".join(visible.split())
    return line if len(line) <= _LONGEST_REASON else f"{line[:_LONGEST_REASON].rstrip()}…"
