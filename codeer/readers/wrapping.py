"""Lines of a page to lines of a text: join what was surely wrapped, and words divided at the end of a line.

A sentence survives a line end in `codeer.text`, a speaker does not survive being joined to the line above.
So a line that could start a turn stays on its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from codeer.readers.labels import LabelHints, has_label_case, looks_like_name
from codeer.readers.layout import find_label

_LONG = 0.6
"""Share of the usual width from which a line can have been wrapped before a small letter."""
_DIVIDES = 0.02
"""Share of lines that end in a hyphen above which these are divided words, not broken-off speech."""
_DIVIDED = re.compile(r"(?P<left>[^\W_][\w'’-]*)[-\u00ad]$")
_LONGEST_WORD = 80
_FIRST_WORD = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_MARKED = re.compile(r"[\[({#<>*•\d]")
_DASHED = re.compile(r"(.{1,40}?)(?:\t| [-–—] )")
_NAMED_SHAPE = re.compile(r".{1,60}:|.*\d:\d\d\W*$")
# What follows a broken-off word, and `jeugd- en`; the rest of a divided word looks different
_NEW_WORDS = frozenset(
    "en of tot noch maar ik nee ja dus want toen dan eh ehm uh nou ook wel niet het dat wat".split()
)
_PREFIXES = frozenset("co ex niet non oud semi sub anti pro bijna mede vice pré pre".split())


@dataclass(frozen=True, slots=True)
class Joined:
    """The text, and what was done to it in Dutch."""

    text: str
    remarks: tuple[str, ...]


def join_wrapped(lines: Sequence[str], hints: LabelHints) -> Joined:
    """Return these lines as a text in which wrapped lines are one."""
    lines = [line.rstrip() for line in lines if line.strip()]
    words = {word.casefold() for line in lines for word in _WORD.findall(line)}
    width = sorted(map(len, lines))[len(lines) * 9 // 10] if lines else 0
    divides = sum(map(bool, map(_divided, lines))) > _DIVIDES * len(lines)
    kept: list[str] = []
    joined = divided = 0
    for above, line in zip(["", *lines], lines, strict=False):
        if not kept or not _is_wrapped(above, line, width, hints):
            kept.append(line)
            continue
        glued = _glue(kept[-1], line, words, divides=divides)
        divided += len(glued) < len(kept[-1]) + len(line)
        kept[-1] = glued
        joined += 1
    remarks = []
    if joined:
        remarks.append(f"regels die doorlopen op de regel erboven, daarmee samengevoegd: {joined}")
    if divided:
        remarks.append(f"aan het regeleinde afgebroken woorden, weer aaneengeschreven: {divided}")
    return Joined("\n".join(kept).replace("\u00ad", ""), tuple(remarks))


def _is_wrapped(above: str, line: str, width: int, hints: LabelHints) -> bool:
    """Tell whether a line goes on with the sentence of the line above, and is nobody's first words."""
    if _could_start_turn(line, hints) or looks_like_name(above) or hints.is_known(above):
        return False
    if line[0].islower():
        return len(above) >= _LONG * width or _divided(above) is not None
    if looks_like_name(line) or _NAMED_SHAPE.match(line) or _SENTENCE_END.search(above):
        return False
    return len(above) + 1 + len(line.partition(" ")[0]) > width  # it would not have fitted


def _divided(line: str) -> re.Match[str] | None:
    """Return the word that the end of a line divides, if any."""
    return _DIVIDED.search(line, max(0, len(line) - _LONGEST_WORD))


def _could_start_turn(line: str, hints: LabelHints) -> bool:
    if _MARKED.match(line) or find_label(line, hints):
        return True
    dashed = _DASHED.match(line)
    label = dashed[1] if dashed else line.partition(" ")[0].strip(":")
    return (hints.is_known(label) and has_label_case(label)) or (
        dashed is not None and looks_like_name(label)
    )


def _glue(above: str, line: str, words: set[str], *, divides: bool) -> str:
    match = _divided(above)
    first = _FIRST_WORD.match(line)
    if match is None or first is None:
        return f"{above} {line}"
    left, right = match["left"], first[0]
    whole, hyphened = f"{left}{right}".casefold(), f"{left}-{right}".casefold()
    if above.endswith("\u00ad"):
        return above[:-1] + line
    if right.casefold() in _NEW_WORDS:
        return f"{above} {line}"
    is_compound = left.casefold() in _PREFIXES or not left[1:].islower() or right[0].isupper()
    if hyphened in words or (is_compound and whole not in words):
        return above + line
    if whole in words or divides:
        return above[:-1] + line
    return f"{above} {line}"
