"""Canonical text: normalising, masking notes, splitting into sentences, counting words.

Everything here keeps offsets: a masked text is as long as the text it came from.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from codeer.model import Segment, Turn, Unit

_NO_CHARACTER = dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd")
"""Halves of a character, and what no XML can hold: a text with one could not be written anywhere."""
_PLAIN_SPACE = {
    **_NO_CHARACTER,
    **dict.fromkeys(map(ord, "\u2028\u2029\x0b\x0c\x85"), "\n"),
    **dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " "),
}


def normalise(text: str) -> str:
    """Return the canonical text: no BOM, LF, plain spaces, composed characters (NFC)."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text.translate(_PLAIN_SPACE))


def mend_characters(text: str) -> str:
    """Return a text as long, in which everything is a character."""
    return text.translate(_NO_CHARACTER)


TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
# What a transcriber notes between round brackets; other round brackets are speech.
_NOTE_WORDS = (
    r"(?:(?:lange|korte|lang|kort|even|hard|zacht|beiden?|allebei|allen|iedereen|samen|weer)\s+)*"
    r"(?:ge?lach|lach(?:t|en|end|je)|glimlach\w*|grinnik\w*|giechel\w*|stilte|stil|pauze|"
    r"on?verst(?:aanbaar)?\.?|niet te verstaan|zucht(?:en|end)?|huil(?:t|en|end)|snikt?|snikkend|snift|"
    r"kuch(?:t|en)|hoest(?:en)?|schraapt \w+ keel|door elkaar(?: heen)?|knik(?:t|ken|kend)|"
    r"schudt (?:\w+ )?hoofd|haalt (?:\w+ )?schouders op|denkt(?: even| lang)? na|fluister(?:t|end|en)|"
    r"telefoon (?:gaat|rinkelt|piept)|(?:achtergrond)?geluid(?:en)?(?: op de achtergrond)?|"
    r"deur (?:gaat|slaat|valt|piept)[^()\n]{0,20}|valt stil|ironisch|cynisch|sarcastisch|emotioneel|"
    r"overlap|crosstalk|opname (?:stopt|hapert|valt weg|gestopt)|band (?:stopt|loopt af)|ruis|"
    r"wijst naar [^()\n]{0,30}|neemt een (?:slok|hap)[^()\n]{0,20}|drinkt(?: \w+)?|imiteert [^()\n]{0,30})"
    r"(?:[ ,]+(?:even|kort|diep|hard|zacht|zachtjes|lang|allebei|beiden?|door elkaar))*"
)
_NOTE = re.compile(
    # [lacht], [plaats], [00:12:34]; but [NAAM-1] and [LEEFTIJD 12-15] stand for words that were said
    r"\[(?!(?-i:[A-Z]+(?:-\d+| \d+(?:-\d+|\+)))\])[^\[\]\n]{0,120}\]"
    rf"|\(\s*(?:{TIME}|\.{{2,}}|…|\?+|x+|{_NOTE_WORDS}(?:\s+{TIME})?)\s*\)"
    r"|#\d{1,2}:\d{2}:\d{2}-\d#"  # f4
    r"|(?<![\d:])\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?(?![\d:])"
    r"|\bX{2,}\b"
    r"|\*\*|__"
    r"|^#{1,6} .*$",  # a heading between turns
    re.IGNORECASE | re.MULTILINE,
)


def mask_notes(text: str) -> str:
    """Blank out transcriber's notes, time codes and bold marks, keeping the length."""
    return _NOTE.sub(lambda match: " " * len(match[0]), text)


_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")


def count_words(masked: str) -> int:
    """Count the words of a masked text; `zo'n` and `co-ouder` are one word, notes are none."""
    return sum(1 for _ in _WORD.finditer(masked))


def find_words(masked: str) -> list[str]:
    """Return the words of a masked text."""
    return _WORD.findall(masked)


_TOKEN = re.compile(rf"{_WORD.pattern}|\S")


def find_tokens(text: str) -> Iterator[tuple[int, int]]:
    """Yield half-open ranges of words and of every other mark; together they are all but the space."""
    return (match.span() for match in _TOKEN.finditer(text))


# Never the end of a sentence
ABBREVIATIONS = frozenset(
    """
        a.d.h.v a.h.w a.u.b bijv blz bv ca cf d.d d.m.v d.w.z dhr dr drs ds e.o evt excl i.b.v i.h.a i.p.v
        i.s.m i.v.m incl ing ir jhr m.a.w m.b.t m.b.v m.i m.m m.n m.u.v mej mevr mr mrs n.a.v n.v.t nr
        nrs o.a o.b.v o.l.v o.m o.t o.v prof resp s.v.p st t.a.v t.b.v t.g.v t.m t.n.v t.o.v t.w.v t.z.t
        v.a vgl w.o z.g z.i z.s.m zgn zog
    """.split()
)
# An abbreviation only before a small letter or a digit: these are words, or may end a sentence
_SOMETIMES = frozenset(
    """
        afd alg apr art aug dec div e.a e.d e.v eig enz etc fam feb fig gem hfst jan jl jr jul jun max mei
        min mld mln no nov okt p par pag red sept sr tel temp vnl vs
    """.split()
)
# A run of marks is looked at once, from its start: trying each place in it takes hours on a megabyte
_END = re.compile(r"(?<![.!?…])(?P<mark>[.!?…]++)(?P<close>[\"'”’)\]»]*+)(?=\s|$)|\n[ \t]*\n\s*|\n")
_NO_SPACE = re.compile(r"\S")
_LAST_WORD = re.compile(r"(\S+)$")
_LONGEST_ABBREVIATION = 40
_LONG_STRETCH = 60  # words; nobody speaks a sentence like that
_BREATH = re.compile(
    r"(?:,|(?<![\s,]))\s++(?=(?:en toen|maar|dus|want|en dan|nou|ja|en)\b)", re.IGNORECASE
)
_MIN_BREATH = 25


def find_sentences(masked: str) -> Iterator[tuple[int, int]]:
    """Yield half-open ranges of sentences in a masked text, without surrounding space.

    Survives `m.i.`, initials, `...` in the middle of a thought, hard-wrapped lines, and speech
    without full stops: a stretch of more than 60 words is cut before a spoken joint (`en toen`).
    """
    start = 0
    for match in _END.finditer(masked):
        if _ends_sentence(masked, start, match):
            yield from _pieces(masked, start, match.end())
            start = match.end()
    yield from _pieces(masked, start, len(masked))


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    ahead = _NO_SPACE.search(text, match.end())
    following = ahead[0] if ahead else ""
    mark = match["mark"]
    if mark is None:
        return match[0].count("\n") > 1 or _is_paragraph_end(text, start, match.start(), following)
    if not following:
        return True
    if match["close"] and following.islower():  # "Kom je?" zei ze
        return False
    if mark == "." and not match["close"]:
        nearby = max(start, match.start() - _LONGEST_ABBREVIATION)
        word = _LAST_WORD.search(text, nearby, match.start())
        return word is None or not _is_abbreviation(word[1], following)
    if set(mark) <= {".", "…"}:  # a pause in a thought
        return not following.islower()
    return True


def _is_paragraph_end(text: str, start: int, newline: int, following: str) -> bool:
    """Tell a new paragraph from a line that an editor wrapped at 60 to 200 characters."""
    line_start = text.rfind("\n", start, newline) + 1 or start
    width = newline - line_start
    return following.isupper() and not 60 <= width < 200


def _is_abbreviation(word: str, following: str) -> bool:
    bare = word.lstrip("(\"'‘“").casefold()
    if bare in ABBREVIATIONS:
        return True
    if len(bare) == 1 and word[-1:].isupper():  # initial: J. de Vries
        return True
    if bare in _SOMETIMES:
        return not following.isupper()
    if re.fullmatch(r"(?:[a-z]\.)+[a-z]", bare):  # unknown a.b.c
        return True
    return bare.isdigit() and following.islower()  # 3. oktober


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield [start, end) trimmed, cut up when it is far too long for one sentence."""
    words = [match.start() for match in _WORD.finditer(text, start, end)]
    if len(words) > _LONG_STRETCH:
        first = 0
        for joint in _BREATH.finditer(text, start, end):
            after = bisect_left(words, joint.end())
            if min(len(words) - after, after - first) >= _MIN_BREATH:
                yield from _trimmed(text, start, joint.start())
                start, first = joint.end(), after
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if _WORD.search(piece):  # a stretch without a word is no segment
        yield start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def find_segments(text: str, turn: Turn, unit: Unit) -> tuple[Segment, ...]:
    """Divide a turn into segments; a turn of only notes has none."""
    masked = mask_notes(text[turn.start : turn.end])
    ranges = find_sentences(masked) if unit is Unit.SENTENCE else _trimmed(masked, 0, len(masked))
    return tuple(
        Segment(
            turn=turn.number,
            number=number,
            start=turn.start + start,
            end=turn.start + end,
            words=count_words(masked[start:end]),
        )
        for number, (start, end) in enumerate(ranges, start=1)
    )


@cache
def fold(word: str) -> str:
    """Return the form under which words are compared: no case, accents, hyphens or curly quotes."""
    folded = word.casefold().replace("’", "'").replace("‘", "'").replace("ĳ", "ij")
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(c for c in decomposed if not unicodedata.combining(c) and c != "-")


_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))  # they turn the words around them
_CONTROLS = {code: " " for code in (*range(32), *range(127, 160), *_BIDI) if code != ord("\n")}


def blank_controls(text: str) -> str:
    """Return a text as long, without control characters: a terminal would obey them."""
    return text.translate(_CONTROLS)


def fold_label(label: str) -> str:
    """Return the form under which labels are compared."""
    return " ".join(label.casefold().replace(".", " ").split())
