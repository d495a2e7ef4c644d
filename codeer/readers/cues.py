"""Subtitle formats, WebVTT and SRT, as Teams and Amberscript export them.

An own parser: `webvtt-py` gives no cues and no error on comma times, `pysubs2` loses voices. One turn
stands in many short cues, so cues are joined per speaker before anything else; the canonical text is
one line per turn, `Naam: ...`. Specification: www.w3.org/TR/webvtt1.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from codeer.errors import CueProblem
from codeer.model import Source
from codeer.readers.labels import LabelHints
from codeer.readers.layout import Original, build_source, find_label
from codeer.readers.plain import read_text

_STAMP = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"^\s*{_STAMP}\s*-->\s*{_STAMP}(?P<rest>.*)$")
_SETTINGS = re.compile(r"\s*\b(?:align|line|position|region|size|vertical):\S+")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_CUE_ID = re.compile(r"\d+|\S+/\S+")
_TAG = re.compile(r"</?[a-z][^<>]*>|<\d[\d:.]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Cue:
    line: int
    start: float
    speaker: str | None
    text: str


def read(path: Path, name: str, hints: LabelHints, encoding: str | None) -> Source:
    """Read a .vtt or .srt transcript."""
    raw, used, digest = read_text(path, encoding)
    cues = list(_parse(path, raw))
    if not cues:
        raise CueProblem(path, 1, "none")
    voices = frozenset(cue.speaker for cue in cues if cue.speaker)
    original = Original(path, name, digest, f"{used}, ondertitels")
    return build_source(original, "\n".join(_join(cues, hints)), hints.with_known(voices))


def _parse(path: Path, text: str) -> Iterator[_Cue]:
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
        yield from _voices(path, number, start, "\n".join(body))


def _seconds(stamp: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = stamp
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(f"{seconds}.{fraction}")


def _voices(path: Path, line: int, start: float, body: str) -> Iterator[_Cue]:
    """Yield one cue per voice in the body; without voices one cue without speaker."""
    pieces = _VOICE.split(body)
    said = False
    speakers = [None, *pieces[1::2]]
    for speaker, piece in zip(speakers, pieces[0::2], strict=True):
        text = " ".join(html.unescape(_TAG.sub("", piece)).split())
        if text:
            said = True
            yield _Cue(line, start, html.unescape(speaker).strip() if speaker else None, text)
    if not said:
        raise CueProblem(path, line, "empty")


def _join(cues: list[_Cue], hints: LabelHints) -> Iterator[str]:
    """Yield one line per turn: cues of one speaker in a row belong together."""
    current: str | None = None
    words: list[str] = []
    for cue in cues:
        label, text = cue.speaker, cue.text
        if label is None:
            found = find_label(text, hints)
            if found:
                label, text = found[0], text[found[1] :]
        if label is not None and label != current:
            if words:
                yield _line(current, words)
            current, words = label, []
        words.append(text)
    yield _line(current, words)


def _line(speaker: str | None, words: list[str]) -> str:
    text = " ".join(words)
    return f"{speaker}: {text}" if speaker else text
