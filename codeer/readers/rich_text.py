"""Rich text (.rtf): what a reader of the document sees, by striprtf.

Before that the groups are taken out that are not the conversation: comments, footnotes, what runs along
the pages, text boxes, pictures, and deletions of tracked changes, which striprtf would read. What is
left out is reported. Specification: Microsoft, Rich Text Format 1.9.1.
"""

import hashlib
import re
from collections import Counter
from pathlib import Path

from codeer.errors import DamagedDocument, EmptySource, MissingLibrary, SourceTooLarge
from codeer.model import Source
from codeer.readers.labels import LabelHints
from codeer.readers.layout import Original, build_source
from codeer.text import normalise

_MAX_MEGABYTES = 300
"""Of the file: one logo can take a hundred, as text."""
_MAX_TEXT_MEGABYTES = 10
_TOKEN = re.compile(
    r"(?P<open>\{)\s*(?:\\\*\s*)?(?:\\(?P<group>[a-z]+))?|(?P<close>\})|\\bin(?P<bytes>\d{1,9}) ?"
    r"|(?P<deleted>\\deleted(?![a-z0]))|(?P<reset>\\deleted0|\\plain(?![a-z]))|\\[^a-z]"
)
_PAGES = "kop- of voettekst"
_DELETED = "stuk verwijderde tekst"
_LEFT_OUT = {
    "annotation": "opmerking",
    "footnote": "voetnoot",
    "shptxt": "tekstvak",
    **{f"{place}{pages}": _PAGES for place in ("header", "footer") for pages in ("", *"lrf")},
    **dict.fromkeys(("fldinst", "pict", "listtext", "nesttableprops"), ""),
}
"""What a group that is left out counts as; empty when it is not written by anybody."""
_PLURALS = {
    "opmerking": "opmerkingen",
    "voetnoot": "voetnoten",
    "tekstvak": "tekstvakken",
    _PAGES: "kop- of voetteksten",
    _DELETED: "stukken verwijderde tekst",
}
_END_OF_ROW = "nesttableprops"
"""Closes a row of a table within a table, which striprtf would run into the next."""
_MARKUP = re.compile(r"\\'[0-9a-f]{2}|\\[a-z]+-?\d* ?|\\.|[{}\s]")
_CELL = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:nest)?cell(?![a-z]) ?")
_MAC = "\\ansicpg10000"
_CHARACTERS = {0x00AD: None, 0x2011: "-"}
"""The hyphen that only shows at the end of a line, and the one that never stands there."""


def read(path: Path, name: str, hints: LabelHints, _encoding: str | None) -> Source:
    """Read an .rtf transcript, which says itself in which encoding it is.

    Raises
    ------
    DamagedDocument
        When this is no RTF, or its end is missing.

    """
    size = path.stat().st_size
    if size > _MAX_MEGABYTES * 1_000_000:
        raise SourceTooLarge(path, round(size / 1_000_000), _MAX_MEGABYTES)
    raw = path.read_bytes()
    if not raw.strip():
        raise EmptySource(path)
    if not raw.lstrip().startswith(b"{\\rtf"):
        raise DamagedDocument(path, "dit is geen RTF")
    shown, left_out = _take_out(path, raw.decode("latin-1"))
    if len(shown) > _MAX_TEXT_MEGABYTES * 1_000_000:
        raise SourceTooLarge(path, round(len(shown) / 1_000_000), _MAX_TEXT_MEGABYTES)
    text = _convert(path, shown)
    if not text.strip():
        raise EmptySource(path)
    remarks = [
        f"{count} {kind if count == 1 else _PLURALS[kind]} niet meegelezen"
        for kind, count in left_out.items()
    ]
    if unread := text.count("\ufffd"):
        remarks.append(f"tekens die niet bij de codering van het bestand passen: {unread}")
    digest = hashlib.blake2b(raw, digest_size=16).hexdigest()
    return build_source(Original(path, name, digest, "RTF", tuple(remarks)), text, hints)


def _take_out(path: Path, rtf: str) -> tuple[str, Counter[str]]:
    """Return the document without the groups that are not its text, and how many of each."""
    kept: list[str] = []
    counts: Counter[str] = Counter()
    depth = position = start = index = 0
    group, floor = "", 0  # what is being left out, and the depth at which it began; 0 is nothing

    while (match := _TOKEN.search(rtf, index)) is not None:
        index = match.end() + int(match["bytes"] or 0)
        depth += bool(match["open"]) - bool(match["close"])
        is_deletion = bool(match["deleted"]) or (
            match["group"] == "deleted" and not rtf.startswith("0", index)
        )
        if not floor and (is_deletion or match["group"] in _LEFT_OUT):
            group, floor = ("" if is_deletion else match["group"]), depth
            start = match.end() if is_deletion else match.start()
            kept.append(rtf[position:start])
        elif floor and (depth < floor or (match["reset"] and not group and depth == floor)):
            position = match.end() if group else match.start()
            kind = _LEFT_OUT[group] if group else _DELETED
            if kind and _MARKUP.sub("", rtf[start : match.start()]):
                counts[kind] += 1
            kept.append("\\par " if group == _END_OF_ROW else "{}")
            floor = 0
        if depth <= 0 and match["close"]:
            return "".join([*kept, rtf[position:index]]), counts
    raise DamagedDocument(path, "het einde ontbreekt")


def _convert(path: Path, rtf: str) -> str:
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError as error:
        raise MissingLibrary("het lezen van .rtf", "striprtf") from error
    rows = _CELL.sub(r"\1\\tab ", rtf)
    # bytes beyond ASCII go by the encoding of the document, as escapes do
    escaped = re.sub(r"[\x80-\xff]", lambda match: f"\\'{ord(match[0]):02x}", rows)
    is_mac = _MAC in escaped
    try:
        text: str = rtf_to_text(  # type: ignore[no-untyped-call]
            escaped.replace(_MAC, ""), "mac_roman" if is_mac else "cp1252", errors="replace"
        )
    except (LookupError, OverflowError, TypeError, ValueError) as error:
        raise DamagedDocument(path, "een besturingscode zonder geldig getal") from error
    # a character beyond the first 65,536 is written as two halves
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    lines = normalise(whole.translate(_CHARACTERS)).split("\n")
    return "\n".join(line.rstrip() for line in lines)
