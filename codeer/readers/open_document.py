"""OpenDocument text (.odt), as LibreOffice writes it: every paragraph, also in tables and text boxes.

Read from the XML itself: `odfpy` and `odfdo` run the comments into the sentence where they stand. One
paragraph is one line; the cells of a table row are joined with tabs. What is left out is reported.
Specification: OpenDocument 1.3 part 3, docs.oasis-open.org/office.
"""

import hashlib
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from codeer.errors import DamagedDocument, EmptySource, LockedDocument
from codeer.model import Source
from codeer.readers.labels import LabelHints
from codeer.readers.layout import Original, build_source
from codeer.readers.package import open_package, parse_part, read_part
from codeer.text import normalise

if TYPE_CHECKING:
    from lxml import etree

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_BOXES = frozenset({f"{_DRAW}{name}" for name in ("text-box", "custom-shape", "rect", "ellipse")})
_LEFT_OUT = {
    f"{_OFFICE}annotation": ("opmerking", "opmerkingen"),
    f"{_TEXT}note": ("voetnoot", "voetnoten"),
    f"{_TEXT}deletion": ("verwijderde wijziging", "verwijderde wijzigingen"),
}
_SKIPPED = frozenset(
    {
        *_LEFT_OUT,
        f"{_TEXT}tracked-changes",
        f"{_TEXT}ruby-text",
        f"{_OFFICE}forms",
        f"{_SVG}title",
        f"{_SVG}desc",
    }
)
_RUNNING = tuple(
    f"{_STYLE}{name}{page}" for name in ("header", "footer") for page in ("", "-left", "-first")
)
_SPACE = re.compile(r"[ \t\r\n]+")
_SOFT_HYPHEN = "\u00ad"
_MOST_SPACES = 100
_MOST_DIGITS = 4


def read(path: Path, name: str, hints: LabelHints, _encoding: str | None) -> Source:
    """Read an .odt transcript; a character encoding has no meaning here."""
    raw = path.read_bytes()
    if not raw:
        raise EmptySource(path)
    with open_package(path, raw) as package:
        if b"encryption-data" in _read(path, package, "META-INF/manifest.xml"):
            raise LockedDocument(path)
        root = parse_part(path, _read(path, package, "content.xml"))
        remarks = (*_count_left_out(root), *_find_running(path, package))
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise DamagedDocument(path, "er staat geen tekstdocument in")
    text = normalise("\n".join(_lines(body)).replace(_SOFT_HYPHEN, ""))
    if not text.strip():
        raise EmptySource(path)
    digest = hashlib.blake2b(raw, digest_size=16).hexdigest()
    return build_source(Original(path, name, digest, "OpenDocument", remarks), text, hints)


def _read(path: Path, package: zipfile.ZipFile, part: str) -> bytes:
    if part not in package.namelist():
        raise DamagedDocument(path, f"{part} ontbreekt")
    return read_part(path, package, part)


def _count_left_out(root: "etree._Element") -> tuple[str, ...]:
    counts = {tag: sum(1 for _ in root.iter(tag)) for tag in _LEFT_OUT}
    return tuple(
        f"{count} {_LEFT_OUT[tag][count != 1]} niet meegelezen"
        for tag, count in counts.items()
        if count
    )


def _find_running(path: Path, package: zipfile.ZipFile) -> tuple[str, ...]:
    """Report what stands at the top or bottom of every page."""
    if "styles.xml" not in package.namelist():
        return ()
    styles = parse_part(path, read_part(path, package, "styles.xml"))
    has_words = any(
        any(str(words).strip() for words in part.itertext()) for part in styles.iter(*_RUNNING)
    )
    return ("de kop- of voettekst van de pagina's is niet meegelezen",) if has_words else ()


def _lines(element: "etree._Element") -> Iterator[str]:
    """Yield the lines of everything below `element`, one per paragraph or table row."""
    for child in element:
        if child.tag in _PARAGRAPHS:
            yield _paragraph(child)
        elif child.tag == f"{_TABLE}table-row":
            cells = [cell for cell in child if cell.tag in _CELLS]
            yield "\t".join("\n".join(_lines(cell)).strip() for cell in cells)
        elif child.tag not in _SKIPPED:
            yield from _lines(child)


def _paragraph(paragraph: "etree._Element") -> str:
    parts: list[str] = []
    boxes: list[str] = []

    def collect(element: "etree._Element") -> None:
        parts.append(_SPACE.sub(" ", element.text or ""))
        for child in element:
            if child.tag == f"{_TEXT}s":
                parts.append(" " * _spaces(child))
            elif child.tag == f"{_TEXT}tab":
                parts.append("\t")
            elif child.tag == f"{_TEXT}line-break":
                parts.append("\n")
            elif child.tag in _BOXES:
                boxes.extend(_lines(child))
            elif child.tag not in _SKIPPED:
                collect(child)
            parts.append(_SPACE.sub(" ", child.tail or ""))

    collect(paragraph)
    return "\n".join(["".join(parts), *boxes])


def _spaces(element: "etree._Element") -> int:
    count = str(element.get(f"{_TEXT}c", "1"))
    return min(int(count[:_MOST_DIGITS]), _MOST_SPACES) if count.isdecimal() else 1
