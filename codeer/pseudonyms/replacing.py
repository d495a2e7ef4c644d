"""Put replacements in a text, and know of every place where it went.

Only whole words are replaced. What stands in brackets in a transcript is a note and not coded, so a
replacement in an answer is `[NAAM-1]`; where the layout counts (a speaker label, the header, a note) it is
`NAAM-1`, which is still read as a name.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from codeer.pseudonyms.values import Kind, Mention
from codeer.text import fold

Range = tuple[int, int]
PLACEHOLDER = re.compile(
    rf"\[?\b(?:{'|'.join(Kind)})(?:-\d+| \d+(?:-\d+|\+))\]?|\[(?:{'|'.join(Kind)})\]"
)
"""A replacement of an earlier time."""
_APOSTROPHE_S = re.compile(r"['’]s(?!\w)")
_MIN_LOOSE = 4  # shorter names are words in another case: Jo, An, Wil


@dataclass(frozen=True, slots=True)
class Chosen:
    """A mention that goes, with what comes in its place."""

    mention: Mention
    replacement: str
    ending: str = ""
    """The s of Sannes, which is no part of the name."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a text with what comes in its place."""

    start: int
    end: int
    text: str


class OffsetMap:
    """Where the places of a text stand after edits; a place within an edit takes all of it."""

    def __init__(self, changes: Iterable[tuple[int, int, int]]) -> None:
        """Take (start, end, new length) of every edit, ascending and apart."""
        self.changes = tuple(changes)
        pairs, shift = [], 0
        for start, end, length in self.changes:
            pairs.append((start, end, start + shift, start + shift + length))
            shift += length - (end - start)
        self._forward = pairs
        self._backward = [(c, d, a, b) for a, b, c, d in pairs]

    def forward(self, start: int, end: int) -> Range:
        """Return where [start, end) of the old text stands in the new one."""
        return _follow(self._forward, start, end)

    def backward(self, start: int, end: int) -> Range:
        """Return where [start, end) of the new text stood in the old one."""
        return _follow(self._backward, start, end)


def _follow(pairs: Sequence[tuple[int, int, int, int]], start: int, end: int) -> Range:
    before = bisect_right(pairs, start, key=lambda pair: pair[0]) - 1
    there = start
    if before >= 0:
        _, stop, new_start, new_stop = pairs[before]
        there = new_start if start < stop else start + new_stop - stop
    if end <= start:
        return there, there
    last = bisect_left(pairs, end, key=lambda pair: pair[0]) - 1
    if last < 0:
        return there, end
    _, stop, _, new_stop = pairs[last]
    return there, new_stop if end <= stop else end + new_stop - stop


@dataclass(frozen=True, slots=True)
class Replaced:
    """A text after replacing."""

    text: str
    edits: tuple[Edit, ...]

    @property
    def offsets(self) -> OffsetMap:
        """Return where every place of the old text went."""
        return OffsetMap((edit.start, edit.end, len(edit.text)) for edit in self.edits)


def replace_mentions(text: str, chosen: Iterable[Chosen], spoken: Sequence[Range]) -> Replaced:
    """Return the text with a replacement for every mention that is made of whole words.

    `spoken` are the turns, in order. Of mentions that overlap the longest is replaced.
    """
    edits: list[Edit] = []
    by_length = sorted(chosen, key=lambda c: (c.mention.start - c.mention.end, c.mention.start))
    for one in by_length:
        edit = _edit(text, one, spoken)
        if _is_whole(text, edit) and not any(
            edit.start < other.end and other.start < edit.end for other in edits
        ):
            edits.append(edit)
    edits.sort(key=lambda edit: edit.start)
    return Replaced(apply_edits(text, edits), tuple(edits))


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return a text after edits that are ascending and apart."""
    parts, last = [], 0
    for edit in edits:
        parts += [text[last : edit.start], edit.text]
        last = edit.end
    return "".join([*parts, text[last:]])


def _edit(text: str, chosen: Chosen, spoken: Sequence[Range]) -> Edit:
    mention, replacement, ending = chosen.mention, chosen.replacement, chosen.ending
    start, end = mention.start, mention.end
    if mention.kind is Kind.NAAM:
        own = _APOSTROPHE_S.search(mention.text)
        if own and own.end() == len(mention.text):
            ending = "s"
        elif following := _APOSTROPHE_S.match(text, end):
            end, ending = following.end(), "s"
    put = bare(replacement) if _needs_bare(text, start, mention.kind, spoken) else replacement
    return Edit(start, end, _match_case(put, mention.text) + ending)


def bare(replacement: str) -> str:
    """Return a replacement without brackets."""
    return replacement.strip("[]")


def _needs_bare(text: str, start: int, kind: Kind, spoken: Sequence[Range]) -> bool:
    """Tell whether brackets would change how the transcript is read: of a speaker, or in a note."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    if line.rfind("[") > line.rfind("]"):
        return True
    index = bisect_right(spoken, start, key=lambda turn: turn[0]) - 1
    is_spoken = index >= 0 and start < spoken[index][1]
    return kind is Kind.NAAM and not is_spoken


def _match_case(replacement: str, original: str) -> str:
    """Return a fictional name in the case of the original; a placeholder as it is."""
    if PLACEHOLDER.fullmatch(replacement):
        return replacement
    if original.islower():
        return replacement.lower()
    if original.isupper() and len(original) > 2:
        return replacement.upper()
    return replacement


def _is_whole(text: str, edit: Edit) -> bool:
    """Tell whether no word runs on across the ends of an edit."""

    def is_edge(position: int) -> bool:
        around = text[position - 1 : position], text[position : position + 1]
        return not (around[0].isalnum() and around[1].isalnum())

    return edit.start < edit.end and is_edge(edit.start) and is_edge(edit.end)


def blank_placeholders(text: str) -> str:
    """Return a text of equal length in which replacements of an earlier time are not found."""
    return PLACEHOLDER.sub(lambda match: "·" * len(match[0]), text)


class FormCleaner:
    """Replaces known names and numbers in what is no transcript: notes, settings, file names."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        """Take every form with its replacement."""
        self._exact = dict(forms)
        self._loose = {fold(f): r for f, r in forms.items() if len(f) >= _MIN_LOOSE}
        words = "|".join(map(re.escape, sorted(forms, key=lambda form: (-len(form), form))))
        self._pattern = re.compile(rf"(?<![^\W_])(?:{words or '(?!)'})(?![^\W_])", re.IGNORECASE)

    def clean(self, text: str) -> str:
        """Return the text with bare replacements for whole words; longer names in any case."""
        return self._pattern.sub(
            lambda m: bare(self._exact.get(m[0]) or self._loose.get(fold(m[0])) or m[0]), text
        )

    def clean_exactly(self, text: str) -> str:
        """Return the text with bare replacements for whole words as they are written."""
        return self._pattern.sub(lambda m: bare(self._exact.get(m[0], m[0])), text)

    def mentions(self, text: str) -> bool:
        """Tell whether a known form stands here."""
        return self.clean(text) != text
