"""Transcripts that say who speaks when, piece by piece: join the pieces into turns.

The canonical text is one line per turn, `Naam: ...`; what a file says itself is not looked for again
in that text, where `Kortom:` could be taken for a speaker.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from codeer.errors import NoSpeakers, SourceBeyondLimit
from codeer.model import Source, Turn
from codeer.readers.labels import LabelHints
from codeer.readers.layout import MAX_LINES, WHOLE_TEXT, Original
from codeer.text import normalise

_NO_HINTS = LabelHints()


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one voice says in one piece of a recording."""

    speaker: str | None
    text: str
    seconds: float | None
    """When it starts."""


def join_utterances(
    original: Original, layout: str, pieces: Sequence[Utterance], hints: LabelHints = _NO_HINTS
) -> Source:
    """Return the source in which pieces of one speaker in a row are one turn.

    A piece without name goes on with who spoke last; all are of one when the hints say so.

    Raises
    ------
    NoSpeakers
        When nobody is named anywhere.

    """
    if len(pieces) > MAX_LINES:
        raise SourceBeyondLimit(original.path, len(pieces), "stukken", MAX_LINES)
    if not hints.has_speakers:
        pieces = [replace(piece, speaker=WHOLE_TEXT) for piece in pieces]
    if all(piece.speaker is None for piece in pieces):
        raise NoSpeakers(original.path)
    first = next(index for index, piece in enumerate(pieces) if piece.speaker is not None)
    preamble = [piece.text for piece in pieces[:first]]
    text, turns = _build_turns(preamble, pieces[first:])
    remarks = ("tekst vóór de eerste naam is van niemand en niet gecodeerd",) if preamble else ()
    return Source(
        name=original.name,
        text=text,
        digest=original.digest,
        turns=turns,
        header={},
        layouts=(layout,),
        encoding=original.encoding,
        remarks=remarks + original.remarks,
    )


def _build_turns(preamble: list[str], pieces: Sequence[Utterance]) -> tuple[str, tuple[Turn, ...]]:
    said: list[tuple[str, float | None, list[str]]] = []
    for piece in pieces:
        if piece.speaker is None or (said and piece.speaker == said[-1][0]):
            said[-1][2].append(piece.text)
        else:
            said.append((piece.speaker, piece.seconds, [piece.text]))
    lines = [normalise(" ".join(preamble))] if preamble else []
    turns: list[Turn] = []
    position = sum(len(line) + 1 for line in lines)
    for number, (speaker, seconds, words) in enumerate(said, start=1):
        line = normalise(f"{speaker}: {' '.join(words)}")
        start = position + len(normalise(f"{speaker}: "))
        end = position + len(line)
        turns.append(Turn(number, normalise(speaker), start, end, len(lines) + 1, seconds))
        lines.append(line)
        position += len(line) + 1
    return "\n".join(lines), tuple(turns)
