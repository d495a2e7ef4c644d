"""Subtitle formats, WebVTT and SRT, as Teams and Amberscript export them.

An own parser: `webvtt-py` gives no cues and no error on comma times, `pysubs2` loses voices. One turn
stands in many short cues, so cues are joined per speaker before anything else; the canonical text is
one line per turn, `Naam: ...`. Specification: www.w3.org/TR/webvtt1.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path

from codeer.errors import CueProblem
from codeer.model import Source
from codeer.readers.labels import LabelHints
from codeer.readers.layout import Original, find_label
from codeer.readers.plain import read_text
from codeer.readers.spoken import Utterance, join_utterances

_STAMP = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"^\s*{_STAMP}\s*-->\s*{_STAMP}(?P<rest>.*)$")
_SETTINGS = re.compile(r"(?<!\s)\s*+\b(?:align|line|position|region|size|vertical):\S+")
_VOICE = re.compile(r"<v(?:\.[^\s>]*+)?\s++([^<>]++)>")
_ENDLESS = re.compile(r"&#[0-9]{8,};?")  # Python refuses a number of thousands of digits
_CUE_ID = re.compile(r"\d+|\S+/\S+")
_TAG = re.compile(r"</?[a-z][^<>]*>|<\d[\d:.]*>", re.IGNORECASE)


def read(path: Path, name: str, hints: LabelHints, encoding: str | None) -> Source:
    """Read a .vtt or .srt transcript.

    Raises
    ------
    CueProblem
        When a time cannot be read or goes back, or a cue is empty: there text may be missing.
    NoSpeakers
        When nobody is named anywhere.

    """
    raw, used, digest = read_text(path, encoding)
    cues = list(_parse(path, raw, hints))
    if not cues:
        raise CueProblem(path, 1, "none")
    return join_utterances(Original(path, name, digest, used), "ondertitels", cues, hints)


def _parse(path: Path, text: str, hints: LabelHints) -> Iterator[Utterance]:
    lines = text.split("\n")
    previous = 0.0
    index = 0
    while index < len(lines):
        if "-->" not in lines[index]:
            index += 1
            continue
        number = index + 1
        timing = _TIMING.match(lines[index])
        if timing is None:
            raise CueProblem(path, number, "time")
        start, end = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:8])
        if max(map(int, timing.group(2, 3, 6, 7))) >= 60:
            raise CueProblem(path, number, "time")
        if start < previous or end < start:
            raise CueProblem(path, number, "order")
        previous = start
        index += 1
        body = [_SETTINGS.sub("", timing["rest"])]
        while index < len(lines) and lines[index].strip() and "-->" not in lines[index]:
            body.append(lines[index])
            index += 1
        if index < len(lines) and "-->" in lines[index] and _CUE_ID.fullmatch(body[-1].strip()):
            body.pop()  # the id of the next cue, when no blank line separates them
        voices = list(_voices("\n".join(body), start, hints))
        if not voices:
            raise CueProblem(path, number, "empty")
        yield from voices


def _seconds(stamp: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = stamp
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return float(f"{whole}.{fraction}")  # a sum of fractions would not be exact


def _voices(body: str, start: float, hints: LabelHints) -> Iterator[Utterance]:
    """Yield what each voice says: `<v Naam>` wherever it stands, `Naam:` at the start of a line."""
    first, *pieces = _VOICE.split(body)
    speaker: str | None = None
    words: list[str] = []
    for line in _plain(first).split("\n"):
        label = find_label(line.strip(), hints)
        if label and words:
            yield Utterance(speaker, " ".join(words), start)
        if label:
            speaker, words = label[0], []
        words += line.strip()[label[1] if label else 0 :].split()
    if words:
        yield Utterance(speaker, " ".join(words), start)
    for name, piece in zip(pieces[::2], pieces[1::2], strict=True):
        if said := " ".join(_plain(piece).split()):
            yield Utterance(" ".join(_unescape(name).split()), said, start)


def _plain(text: str) -> str:
    return _unescape(_TAG.sub("", text))


def _unescape(text: str) -> str:
    return html.unescape(_ENDLESS.sub("\ufffd", text))
