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

from lxml import etree

from codeer.errors import DamagedDocument, EmptySource, ProtectedDocument, SourceTooLarge
from codeer.model import Source
from codeer.readers.labels import LabelHints
from codeer.readers.layout import Original, build_source
from codeer.text import normalise

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MAIN_RELATIONS = "/officeDocument"
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")  # encrypted .docx and old .doc
MAX_PART_MEGABYTES = 50
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", f"{_W}rPr", f"{_W}pPr", f"{_W}instrText", f"{_MC}Fallback"}


def read(path: Path, name: str, hints: LabelHints, _encoding: str | None) -> Source:
    """Read a .docx transcript; a character encoding has no meaning here."""
    raw = path.read_bytes()
    if not raw:
        raise EmptySource(path)
    if raw.startswith(_OLE_MAGIC):
        raise ProtectedDocument(path)
    body, remarks = _open_body(path)
    text = normalise("\n".join(_lines(body)))
    if not text.strip():
        raise EmptySource(path)
    digest = hashlib.blake2b(raw, digest_size=16).hexdigest()
    return build_source(Original(path, name, digest, "Word", remarks), text, hints)


def _open_body(path: Path) -> tuple[etree._Element, tuple[str, ...]]:
    try:
        with zipfile.ZipFile(path) as package:
            part = _main_part(path, package)
            remarks = tuple(
                f"{count} {noun} niet meegelezen"
                for noun, count in (
                    ("opmerkingen", _count(path, package, part, "comments.xml", "comment")),
                    ("voetnoten", _count(path, package, part, "footnotes.xml", "footnote")),
                )
                if count
            )
            return _parse(path, package, part), remarks
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise DamagedDocument(path, "geen geldig zip-bestand") from error
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedDocument(path, "de inhoud is geen geldige XML") from error


def _main_part(path: Path, package: zipfile.ZipFile) -> str:
    if "_rels/.rels" not in package.namelist():
        raise DamagedDocument(path, "_rels/.rels ontbreekt")
    for relation in _parse(path, package, "_rels/.rels"):
        if str(relation.get("Type", "")).endswith(_MAIN_RELATIONS):
            part = posixpath.normpath(str(relation.get("Target", "")).lstrip("/"))
            if part in package.namelist():
                return part
    raise DamagedDocument(path, "het hoofddocument ontbreekt")


def _parse(path: Path, package: zipfile.ZipFile, part: str) -> etree._Element:
    """Parse one part, refusing a part that unpacks to far more than an interview."""
    with package.open(part) as stream:
        content = stream.read(MAX_PART_MEGABYTES * 1_000_000 + 1)
    if len(content) > MAX_PART_MEGABYTES * 1_000_000:
        size = package.getinfo(part).file_size // 1_000_000
        raise SourceTooLarge(path, max(size, MAX_PART_MEGABYTES), MAX_PART_MEGABYTES)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def _count(path: Path, package: zipfile.ZipFile, main: str, part: str, tag: str) -> int:
    """Count what stands beside the text; footnotes 0 and -1 are only separators."""
    name = posixpath.join(posixpath.dirname(main), part)
    if name not in package.namelist():
        return 0
    return sum(
        1
        for element in _parse(path, package, name).iter(f"{_W}{tag}")
        if element.get(f"{_W}type") is None
    )


def _lines(element: etree._Element) -> Iterator[str]:
    """Yield the lines of everything below `element`, one per paragraph or table row."""
    for child in element:
        if child.tag == f"{_W}p":
            yield _paragraph(child)
        elif child.tag == f"{_W}tr":
            cells = ("\n".join(_lines(cell)).strip() for cell in child.iter(f"{_W}tc"))
            yield "\t".join(cells)
        elif child.tag not in _SKIPPED:
            yield from _lines(child)


def _paragraph(paragraph: etree._Element) -> str:
    parts: list[str] = []
    boxes: list[str] = []

    def collect(element: etree._Element) -> None:
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
