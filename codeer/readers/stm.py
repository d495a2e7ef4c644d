"""Segment time marks (.stm), the NIST format of speech recognition.

A line is `recording channel speaker begin end <labels> words`; `;;` begins a comment. Lines are sorted
by channel first, so that a conversation in two channels has to be put in order of time.
Specification: the appendix on STM in the documentation of NIST SCTK (asclite).
"""

import re
from pathlib import Path

from codeer.errors import CueProblem, EmptySource
from codeer.model import Source
from codeer.readers.labels import LabelHints
from codeer.readers.layout import Original
from codeer.readers.plain import read_text
from codeer.readers.spoken import Utterance, join_utterances

_LINE = re.compile(
    r"(?P<recording>\S+)\s+(?P<channel>\S+)\s+(?P<speaker>\S+)\s+(?P<begin>\d{1,6}(?:\.\d{1,9})?)\s+"
    r"(?P<end>\d{1,6}(?:\.\d{1,9})?)(?:\s+<[^<>\s]*>)?(?:\s+(?P<words>.*))?"
)
_NOT_SPOKEN = frozenset({"inter_segment_gap", "excluded_region"})
_NOT_SCORED = "IGNORE_TIME_SEGMENT_IN_SCORING"
_ALTERNATIVES = re.compile(r"\{([^{}/]*)(?:/[^{}]*)?\}")
_NOTHING = "@"
"""Stands for no word among alternatives."""


def read(path: Path, name: str, _hints: LabelHints, encoding: str | None) -> Source:
    """Read a .stm transcript of one recording.

    Raises
    ------
    CueProblem
        When a line cannot be read, or belongs to another recording.
    NoSpeakers
        When nobody is named anywhere.

    """
    text, used, digest = read_text(path, encoding)
    pieces: list[Utterance] = []
    recordings: set[str] = set()
    channels: set[str] = set()
    left_out = choices = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.lstrip().startswith(";;"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None or float(match["end"]) < float(match["begin"]):
            raise CueProblem(path, number, "segment")
        recordings.add(match["recording"])
        if len(recordings) > 1:
            raise CueProblem(path, number, "recording")
        words = match["words"] or ""
        if match["speaker"] in _NOT_SPOKEN or words.strip().upper() == _NOT_SCORED:
            left_out += 1
            continue
        channels.add(match["channel"])
        said, count = _ALTERNATIVES.subn(r"\1", words)
        choices += count
        if kept := " ".join(word for word in said.split() if word != _NOTHING):
            pieces.append(Utterance(match["speaker"], kept, float(match["begin"])))
    if not pieces:
        raise EmptySource(path)
    pieces.sort(key=lambda piece: piece.seconds or 0)
    original = Original(path, name, digest, used, _remarks(left_out, choices, len(channels)))
    return join_utterances(original, "STM", pieces)


def _remarks(left_out: int, choices: int, channels: int) -> tuple[str, ...]:
    remarks = []
    if left_out:
        remarks.append(f"regels zonder spraak of buiten de meting, niet meegelezen: {left_out}")
    if choices:
        remarks.append(f"woordkeuzes tussen accolades waarvan de eerste is gelezen: {choices}")
    if channels > 1:
        remarks.append(f"{channels} kanalen zijn op volgorde van tijd samengevoegd")
    return tuple(remarks)
