"""Annotated text like CoNLL: a token per line, and per coder and theme whether it is coded (BIO)."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from codeer.model import Turn, Unit
from codeer.text import find_segments, find_tokens

TEXT_COLUMNS = ("transcript", "respondent", "beurt", "zin", "token", "begin", "einde")
Layer = tuple[str, str]
"""Coder and theme."""
_NOTHING = "_"
_OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """A turn with who speaks; no respondent is an interviewer."""

    turn: Turn
    respondent: str | None


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A transcript with the codings on it."""

    transcript: str
    text: str
    turns: Sequence[SpokenTurn]
    codings: Mapping[Layer, Sequence[tuple[int, int]]]


def write_conll(texts: Sequence[AnnotatedText], layers: Sequence[Layer], basis: str) -> bytes:
    """Return all texts, UTF-8: tabs between the columns, an empty line after each sentence."""
    names = [*TEXT_COLUMNS, *(f"{_name(coder)}:{_name(code)}" for coder, code in layers)]
    lines = [f"# basis = {' '.join(basis.split())}", f"# global.columns = {' '.join(names)}", ""]
    for text in texts:
        lines += _lines(text, layers)
    return ("\n".join(lines) + "\n").encode()


def _name(text: str) -> str:
    return re.sub(r"[\s:]+", "_", text.strip()) or _NOTHING


def _lines(annotated: AnnotatedText, layers: Sequence[Layer]) -> Iterator[str]:
    marks = [(code, _Stretches(annotated.codings.get((coder, code), ()))) for coder, code in layers]
    source = _field(annotated.transcript)
    for spoken in annotated.turns:
        turn = spoken.turn
        sentences = [s.start for s in find_segments(annotated.text, turn, Unit.SENTENCE)]
        here = [
            (code, stretches) if stretches.touches(turn.start, turn.end) else (code, None)
            for code, stretches in marks
        ]
        plain = "\t".join([_OUTSIDE] * len(here))
        is_coded = any(stretches for _, stretches in here)
        person = _field(spoken.respondent or _NOTHING)
        last = 0
        for start, end in _tokens(annotated.text, turn):
            number = max(bisect_right(sentences, start), 1)
            if last and number != last:
                yield ""
            last = number
            tags = (
                "\t".join(s.tag(code, start, end) if s else _OUTSIDE for code, s in here)
                if is_coded
                else plain
            )
            token = annotated.text[start:end]
            cells = [source, person, turn.number, number, token, start, end]
            yield "\t".join([*map(str, cells), *([tags] if layers else [])])
        if last:
            yield ""


def _tokens(text: str, turn: Turn) -> Iterator[tuple[int, int]]:
    said = text[turn.start : turn.end]
    return ((turn.start + start, turn.start + end) for start, end in find_tokens(said))


def _field(text: str) -> str:
    return " ".join(text.split()) or _NOTHING


class _Stretches:
    """Coded stretches of one coder and theme; those that overlap are one."""

    def __init__(self, places: Sequence[tuple[int, int]]) -> None:
        joined: list[tuple[int, int]] = []
        for start, end in sorted(places):
            if joined and start < joined[-1][1]:
                joined[-1] = joined[-1][0], max(joined[-1][1], end)
            else:
                joined.append((start, end))
        self._starts = [start for start, _ in joined]
        self._ends = [end for _, end in joined]
        self._begun: dict[int, int] = {}
        """Number of a stretch to the start of the token with which it begins."""

    def _first(self, start: int, end: int) -> int | None:
        """Return the number of the first stretch that shares text with [start, end)."""
        number = bisect_right(self._ends, start)
        is_there = number < len(self._starts) and self._starts[number] < end
        return number if is_there else None

    def touches(self, start: int, end: int) -> bool:
        """Tell whether anything in [start, end) is coded."""
        return self._first(start, end) is not None

    def tag(self, code: str, start: int, end: int) -> str:
        """Return B for the first token of a stretch, I for the next ones, else O."""
        number = self._first(start, end)
        if number is None:
            return _OUTSIDE
        first = self._begun.setdefault(number, start)
        return f"{'B' if first == start else 'I'}-{code}"


def count_tokens(texts: Sequence[AnnotatedText]) -> int:
    """Return how many tokens the texts have."""
    return sum(sum(1 for _ in _tokens(t.text, s.turn)) for t in texts for s in t.turns)


def gather_layers(
    texts: Sequence[AnnotatedText], coders: Sequence[str], codes: Sequence[str]
) -> list[Layer]:
    """Return every coder with every theme, and themes that are gone from the codebook but coded."""
    coded: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for coder, code in text.codings:
            coded[coder].add(code)
    return [
        (coder, code) for coder in coders for code in (*codes, *sorted(coded[coder] - set(codes)))
    ]
