"""Canonical text: normalising, masking notes, splitting into sentences, counting words.

Everything here keeps offsets: a masked text is as long as the text it came from.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from codeer.model import Segment, Turn, Unit


def normalise(text: str) -> str:
    """Return the canonical text: no BOM, line ends LF, composed characters (NFC)."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x0c", "\n")
    return unicodedata.normalize("NFC", text)


TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_NOTE_WORDS = (
    r"ge?lach|lach(?:t|end|je|en)?|glimlach|grinnik|stilte|pauze|onverst|niet te verstaan|zucht|huilt|"
    r"huilend|snik|snift|kucht|hoest|schraapt|door elkaar|knik|schudt|haalt (?:haar|zijn|d'r|z'n)? ?schouders|"
    r"denkt|fluister|telefoon|geluid|achtergrond|deur|valt stil|ironisch|cynisch|emotioneel|"
    r"overlap|crosstalk|opname|band|ruis|wijst|doet .{0,20} na|imiteert|drinkt|neemt"
)
_NOTE = re.compile(
    r"\[[^\[\]\n]{0,120}\]"  # [lacht], [plaats], [00:12:34]
    rf"|\(\s*(?:{TIME}|\.{{2,}}|…|\?+|x+|(?:{_NOTE_WORDS})[^()\n]{{0,60}})\s*\)"
    r"|#\d{1,2}:\d{2}:\d{2}-\d#"  # f4
    r"|(?<![\d:])\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?(?![\d:])"
    r"|\bX{2,}\b"
    r"|\*\*|__",
    re.IGNORECASE,
)


def mask_notes(text: str) -> str:
    """Blank out transcriber's notes, time codes and bold marks, keeping the length."""
    return _NOTE.sub(lambda match: " " * len(match[0]), text)


_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")


def count_words(masked: str) -> int:
    """Count the words of a masked text; `zo'n` and `co-ouder` are one word, notes are none."""
    return sum(1 for _ in _WORD.finditer(masked))


_ABBREVIATIONS = frozenset(
    """
        a.d.h.v a.h.w a.s a.u.b aanw afd afz alg art bijv bv blz ca cf co d.d d.m.v d.w.z dhr
        div dr drs ds e.a e.d e.g e.o e.v eig enz etc evt excl fam fig g.g.d gem h.a hfst i.b.v
        i.c i.e i.h.a i.h.b i.m.o i.o i.o.v i.p.v i.s.m i.t.t i.v.m incl ing ir jhr jl jr k.k
        kath km l.l m.a.w m.b.t m.b.v m.i m.m m.n m.u.v max med mej mevr min mr mrs ms mw n.a.v
        n.v.t nl no nov nr nrs o.a o.b.v o.g.v o.i.d o.l.v o.m o.t.t okt opm p pag par plv plm
        pp prof r.k red ref resp s.v.p secr sr st str t.a.v t.b.v t.e.m t.g.v t.h.v t.m t.n.v
        t.o.v t.w.v t.z.t tel temp u.u v.a v.d v.l.n.r v.w.b verg vgl vnl voorz vs w.o wed wnd
        z.a z.g z.i z.o.z z.s.m zgn zog sept aug jan feb apr dec
    """.split()
)
_END = re.compile(r"(?P<mark>[.!?…]+)(?P<close>[\"'”’)\]»]*)(?=\s|$)|\n[ \t]*\n\s*|\n")
_LAST_WORD = re.compile(r"(\S+)$")
_LONG_STRETCH = 60  # words; nobody speaks a sentence like that
_BREATH = re.compile(r",?\s+(?=(?:en toen|maar|dus|want|en dan|nou|ja|en)\b)", re.IGNORECASE)
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
    following = text[match.end() :].lstrip()[:1] if match.end() < len(text) else ""
    mark = match["mark"]
    if mark is None:
        return match[0].count("\n") > 1 or _is_paragraph_end(text, start, match.start(), following)
    if not following:
        return True
    if match["close"] and following.islower():  # "Kom je?" zei ze
        return False
    if mark == "." and not match["close"]:
        word = _LAST_WORD.search(text, start, match.start())
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
    if bare in _ABBREVIATIONS:
        return True
    if len(bare) == 1 and word[-1:].isupper():  # initial: J. de Vries
        return True
    if re.fullmatch(r"(?:[a-z]\.)+[a-z]", bare):  # unknown a.b.c
        return True
    return bare.isdigit() and following.islower()  # 3. oktober


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield [start, end) trimmed, cut up when it is far too long for one sentence."""
    if count_words(text[start:end]) > _LONG_STRETCH:
        for joint in _BREATH.finditer(text, start, end):
            rest_is_long = count_words(text[joint.end() : end]) >= _MIN_BREATH
            if rest_is_long and count_words(text[start : joint.start()]) >= _MIN_BREATH:
                yield from _trimmed(text, start, joint.start())
                start = joint.end()
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
