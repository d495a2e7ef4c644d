"""Find out how a program counted the characters of its texts.

The standard counts Unicode code points. NVivo for Windows counts UTF-16 units, and programs differ on
CRLF and on a byte order mark. Every way of counting that makes a difference in a project is tried on
all its selections: the one under which most quotes stand where they should wins, then the one under
which most selections begin and end at the edge of a word; when nothing tells, the standard.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

BOM = "\ufeff"
_CUT = ("...", "…")
_MIN_CUT = 20  # a name of this length may be a quote that was cut off without a sign
_SPECIAL = re.compile("\ufeff|\r\n|\n|[\U00010000-\U0010ffff]")
_MIN_QUOTE = 3


@dataclass(frozen=True, slots=True)
class Counting:
    """How many positions a program gives to the characters on which programs differ."""

    utf16: bool = False
    """A character outside the basic plane counts as two."""
    line_break: int = 0
    """How many positions a line break takes; 0 when as written."""
    counts_bom: bool = False

    def describe(self) -> str:
        """Return in Dutch in what it deviates from the standard."""
        said = (
            ["UTF-16-eenheden"] if self.utf16 else [],
            [f"regeleinden geteld als {self.line_break}"] if self.line_break else [],
            ["BOM meegeteld"] if self.counts_bom else [],
        )
        return "; ".join(part for parts in said for part in parts)


STANDARD = Counting()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A selection as written: positions in the program's own counting, and its name."""

    start: int
    end: int
    name: str = ""


def to_plain(raw: str) -> str:
    """Return a text with LF and without BOM."""
    return raw.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")


def make_map(raw: str, counting: Counting) -> Callable[[int], int | None]:
    """Return what turns a counted position into one in the plain text, None beyond its end."""
    counted, plain, follow = [0], [0], 0
    for match in _SPECIAL.finditer(raw):
        said = match[0]
        if said == BOM and match.start() > 0:
            continue
        at_counted = counted[-1] + match.start() - follow
        at_plain = plain[-1] + match.start() - follow
        wide, narrow = _width(said, counting), 0 if said == BOM else 1
        if wide == narrow == len(said):
            continue
        counted += [at_counted] * (wide > 0) + [at_counted + wide]
        plain += [at_plain] * (wide > 0) + [at_plain + narrow]
        follow = match.end()
    last = counted[-1] + len(raw) - follow

    def place(position: int) -> int | None:
        if not 0 <= position <= last:
            return None
        index = bisect_right(counted, position) - 1
        found = plain[index] + position - counted[index]
        return min(found, plain[index + 1]) if index + 1 < len(plain) else found

    return place


def _width(said: str, counting: Counting) -> int:
    if said == BOM:
        return int(counting.counts_bom)
    if "\n" in said:
        return counting.line_break or len(said)
    return 2 if counting.utf16 else 1


def choose_counting(texts: Sequence[tuple[str, Sequence[Stretch]]]) -> Counting:
    """Return how the program counted, from all texts (as written) with their selections."""
    used = [(raw, stretches) for raw, stretches in texts if stretches]
    options = _options([raw for raw, _ in used])
    if len(options) == 1:
        return STANDARD
    scores = {option: _score(option, used) for option in options}
    best = max(options, key=lambda option: scores[option])  # the first of equals: the standard
    if _is_guess(best) and scores[best][0] <= scores[STANDARD][0]:
        return STANDARD
    return best


def _is_guess(counting: Counting) -> bool:
    """Tell a way of counting that only quotes can prove."""
    return counting.line_break == 2


def _options(texts: Sequence[str]) -> list[Counting]:
    """Return the ways of counting that differ on these texts, the likeliest first."""
    utf16 = (False, True) if any(map(_has_astral, texts)) else (False,)
    crlf = any("\r\n" in raw for raw in texts)
    bare = any(re.search(r"(?<!\r)\n", raw) for raw in texts)
    breaks = (0, *([1] if crlf else []), *([2] if bare else []))
    boms = (False, True) if any(raw.startswith(BOM) for raw in texts) else (False,)
    return [
        Counting(units, line_break, bom) for bom, line_break, units in product(boms, breaks, utf16)
    ]


def _has_astral(raw: str) -> bool:
    return not raw.isascii() and max(raw) > "\uffff"


def _score(counting: Counting, texts: Iterable[tuple[str, Sequence[Stretch]]]) -> tuple[int, int]:
    quotes = edges = 0
    for raw, stretches in texts:
        text, place = to_plain(raw), make_map(raw, counting)
        for stretch in stretches:
            start, end = place(stretch.start), place(stretch.end)
            if start is None or end is None:
                continue
            quotes += bool(stretch.name) and is_quote_of(stretch.name, text[start:end])
            edges += _is_edge(text, start) + _is_edge(text, end)
    return quotes, edges


def _is_edge(text: str, position: int) -> bool:
    """Tell whether a word begins or ends here: white space or nothing beside a word."""
    before, after = text[position - 1 : position], text[position : position + 1]
    return before.isalnum() != after.isalnum()


# --- quotes --------------------------------------------------------------------------------------


def flatten(text: str) -> str:
    """Return a text with single spaces, as programs show a quote."""
    return " ".join(text.split())


def is_quote_of(name: str, said: str) -> bool:
    """Tell whether a name is this stretch of text, or its beginning when it was cut short."""
    quote, words = flatten(name), flatten(said)
    for mark in _CUT:
        if quote.endswith(mark) and words.startswith(quote.removesuffix(mark).rstrip()):
            return True
    return quote == words or (len(quote) >= _MIN_CUT and words.startswith(quote))


def find_quote(name: str, text: str) -> list[tuple[int, int]]:
    """Return every place of a quote in a text; a cut quote is found up to where it was cut."""
    quote = flatten(name)
    for mark in _CUT:
        quote = quote.removesuffix(mark).rstrip()
    if len(quote) < _MIN_QUOTE:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, quote.split())))
    return [match.span() for match in pattern.finditer(text)]
