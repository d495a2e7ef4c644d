"""Word documents: every paragraph, also in tables, content controls, insertions and text boxes.

Read from the XML itself, because `python-docx` leaves out content controls and tracked insertions
(python-openxml/python-docx #340). One paragraph is one line; the cells of a table row are joined
with tabs. Deleted text is left out; comments and footnotes are left out and reported.
"""

import hashlib
import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from codeer.errors import DamagedDocument, EmptySource, ProtectedDocument
from codeer.model import Source
from codeer.readers.labels import LabelHints
from codeer.readers.layout import Original, build_source
from codeer.readers.package import open_package, parse_part, read_part
from codeer.text import normalise

if TYPE_CHECKING:
    from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = _W.strip("{}").encode()
_MAIN_RELATIONS = "/officeDocument"
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")  # encrypted .docx and old .doc
_BESIDE_THE_TEXT = (
    ("opmerking", "opmerkingen", "comments.xml", "comment"),
    ("voetnoot", "voetnoten", "footnotes.xml", "footnote"),
)
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", f"{_W}rPr", f"{_W}pPr", f"{_W}instrText", f"{_MC}Fallback"}


def read(path: Path, name: str, hints: LabelHints, _encoding: str | None) -> Source:
    """Read a .docx transcript; a character encoding has no meaning here."""
    text, remarks, digest = read_text(path, path.read_bytes())
    return build_source(Original(path, name, digest, "Word", remarks), text, hints)


def read_text(path: Path, raw: bytes) -> tuple[str, tuple[str, ...], str]:
    """Return the canonical text of a .docx with these bytes, what was left out (in Dutch) and its digest.

    Raises
    ------
    EmptySource, ProtectedDocument, DamagedDocument, SourceTooLarge

    """
    if not raw:
        raise EmptySource(path)
    if raw.startswith(_OLE_MAGIC):
        raise ProtectedDocument(path)
    body, remarks = _open_body(path, raw)
    text = normalise("\n".join(_lines(body)))
    if not text.strip():
        raise EmptySource(path)
    return text, remarks, hashlib.blake2b(raw, digest_size=16).hexdigest()


def _open_body(path: Path, raw: bytes) -> tuple["etree._Element", tuple[str, ...]]:
    with open_package(path, raw) as package:
        part = _main_part(path, package)
        folder = posixpath.dirname(part)
        remarks = tuple(
            f"{count} {one if count == 1 else more} niet meegelezen"
            for one, more, name, tag in _BESIDE_THE_TEXT
            if (count := _count(path, package, posixpath.join(folder, name), tag))
        )
        return _parse(path, package, part), remarks


def _main_part(path: Path, package: zipfile.ZipFile) -> str:
    if "_rels/.rels" not in package.namelist():
        raise DamagedDocument(path, "_rels/.rels ontbreekt")
    for relation in _parse(path, package, "_rels/.rels"):
        if str(relation.get("Type", "")).endswith(_MAIN_RELATIONS):
            part = posixpath.normpath(str(relation.get("Target", "")).lstrip("/"))
            if part in package.namelist():
                return part
    raise DamagedDocument(path, "het hoofddocument ontbreekt")


def _parse(path: Path, package: zipfile.ZipFile, part: str) -> "etree._Element":
    content = read_part(path, package, part)
    return parse_part(path, content.replace(_STRICT, _TRANSITIONAL))


def _count(path: Path, package: zipfile.ZipFile, part: str, tag: str) -> int:
    """Count what stands beside the text; elements with a type are only separators."""
    if part not in package.namelist():
        return 0
    elements = _parse(path, package, part).iter(f"{_W}{tag}")
    return sum(1 for element in elements if element.get(f"{_W}type") is None)


def _lines(element: "etree._Element") -> Iterator[str]:
    """Yield the lines of everything below `element`, one per paragraph or table row."""
    for child in element:
        if child.tag == f"{_W}p":
            yield _paragraph(child)
        elif child.tag == f"{_W}tr":
            yield "\t".join("\n".join(_lines(cell)).strip() for cell in _cells(child))
        elif child.tag not in _SKIPPED:
            yield from _lines(child)


def _cells(row: "etree._Element") -> Iterator["etree._Element"]:
    """Yield the cells of a row, not those of a table within a cell."""
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag not in _SKIPPED:
            yield from _cells(child)


def _paragraph(paragraph: "etree._Element") -> str:
    parts: list[str] = []
    boxes: list[str] = []

    def collect(element: "etree._Element") -> None:
        for child in element:
            if child.tag in _SKIPPED:
                continue
            if child.tag == f"{_W}t":
                parts.append(child.text or "")
            elif child.tag in _BREAKS:
                parts.append(_BREAKS[child.tag])
            elif child.tag == f"{_W}txbxContent":
                boxes.extend(_lines(child))
            else:
                collect(child)

    collect(paragraph)
    return "\n".join(["".join(parts), *boxes])
