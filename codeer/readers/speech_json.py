"""JSON of speech recognition with a speaker per segment: Whisper(X), whisper.cpp, Amberscript.

Whisper and its kin write `segments` with `start`, `text` and, after diarisation, `speaker`; whisper.cpp
writes `transcription` with `offsets` in milliseconds; Amberscript writes `segments` of `words` and names
in `speakers` (github.com/amberscript/api-docs, Export To JSON). noScribe writes no JSON.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from codeer.errors import EmptySource, UnknownJson
from codeer.model import Source
from codeer.readers.labels import LabelHints
from codeer.readers.layout import Original
from codeer.readers.plain import read_text
from codeer.readers.spoken import Utterance, join_utterances

_LATEST_SECONDS = 10**7
"""Into a recording: four months, and what a packet can hold."""
_LATEST = 10**9
"""Of a time, in seconds or milliseconds; Python cannot divide numbers of hundreds of digits."""
_UNKNOWN_SPEAKERS = frozenset({"", "?"})


def read(path: Path, name: str, hints: LabelHints, encoding: str | None) -> Source:
    """Read a .json transcript.

    Raises
    ------
    UnknownJson
        When this is no JSON, or not of a program that is known.
    NoSpeakers
        When no segment names its speaker: Whisper alone does not tell voices apart.

    """
    text, used, digest = read_text(path, encoding)
    pieces = _find_pieces(path, load_json(path, text))
    if not pieces:
        raise EmptySource(path)
    remarks: list[str] = []
    named = [place for place, piece in enumerate(pieces) if piece.speaker]
    if named and (nameless := sum(not piece.speaker for piece in pieces[named[0] :])):
        remarks.append(
            f"bij {nameless} van {len(pieces)} stukken staat geen spreker; "
            "ze zijn gelezen als van wie daarvóór sprak"
        )
    times = [piece.seconds for piece in pieces if piece.seconds is not None]
    if any(later < earlier for earlier, later in pairwise(times)):
        pieces = [replace(piece, seconds=None) for piece in pieces]
        remarks.append("de tijden lopen terug en zijn niet gebruikt")
    original = Original(path, name, digest, used, tuple(remarks))
    return join_utterances(original, "spraakherkenning", pieces, hints)


def load_json(path: Path, text: str) -> object:
    """Return what a text in JSON says.

    Raises
    ------
    UnknownJson
        When it is not JSON, or nested deeper than any transcript.

    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UnknownJson(path, f"geen geldige JSON, regel {error.lineno}") from error
    except (RecursionError, ValueError) as error:  # numbers of thousands of digits
        raise UnknownJson(path, "geen geldige JSON") from error


def _find_pieces(path: Path, content: object) -> list[Utterance]:
    if isinstance(content, list):  # whisper_timestamped and others write the segments alone
        content = {"segments": content}
    if not isinstance(content, dict):
        raise UnknownJson(path, "geen lijst van segmenten")
    segments = content.get("segments", content.get("transcription"))
    if not isinstance(segments, list) or not all(isinstance(one, dict) for one in segments):
        raise UnknownJson(path, "geen lijst van segmenten")
    names = _find_names(content)
    found = [_read_segment(path, place, one, names) for place, one in enumerate(segments, 1)]
    return [piece for piece in found if piece.text]


def _find_names(content: Mapping[str, Any]) -> dict[str, str]:
    """Return the names that Amberscript gives to its speakers."""
    speakers = content.get("speakers")
    return {
        str(one["spkid"]): " ".join(str(one.get("name") or one["spkid"]).split())
        for one in (speakers if isinstance(speakers, list) else ())
        if isinstance(one, dict) and "spkid" in one
    }


def _read_segment(
    path: Path, place: int, segment: Mapping[str, Any], names: Mapping[str, str]
) -> Utterance:
    words = segment.get("words")
    text = segment.get("text")
    begin = segment.get("start")
    if text is None and isinstance(words, list):
        spoken = [word for word in words if isinstance(word, dict)]
        text = " ".join(str(word.get("text", word.get("word", ""))) for word in spoken)
        begin = spoken[0].get("start") if spoken and begin is None else begin
    offsets = segment.get("offsets")
    if begin is None and isinstance(offsets, dict) and isinstance(offsets.get("from"), int):
        begin = offsets["from"] / 1000 if abs(offsets["from"]) < _LATEST else None
    if not isinstance(text, str):
        raise UnknownJson(path, f"segment {place} heeft geen tekst")
    return Utterance(_find_speaker(segment, names), " ".join(text.split()), _as_seconds(begin))


def _as_seconds(begin: object) -> float | None:
    if not isinstance(begin, int | float) or not 0 <= begin < _LATEST_SECONDS:
        return None
    return float(begin)


def _find_speaker(segment: Mapping[str, Any], names: Mapping[str, str]) -> str | None:
    speaker = segment.get("speaker")
    label = "" if speaker is None else " ".join(str(speaker).split())
    if label in _UNKNOWN_SPEAKERS:
        return None
    # whisper.cpp numbers the two channels and calls them so in its own text files
    return names.get(label, f"speaker {label}" if label.isdigit() else label)
