"""Documents that are a zip of XML parts, such as .docx and .odt: open, and refuse what is not to be trusted."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codeer.archive import open_archive
from codeer.errors import DamagedDocument, SourceBeyondLimit, SourceTooLarge

if TYPE_CHECKING:
    from lxml import etree

MAX_PART_MEGABYTES = 50
MAX_MARKS = 2_000_000
"""Of `<` and `=` in the XML of one part: an element or attribute takes some 200 bytes of memory."""


@contextmanager
def open_package(path: Path, raw: bytes) -> Iterator[zipfile.ZipFile]:
    """Open the zip; what goes wrong while its parts are read is an error about this file."""
    from lxml import etree  # so that it is loaded for these formats only

    try:
        with open_archive(io.BytesIO(raw)) as package:
            yield package
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
        zlib.error,
    ) as error:
        raise DamagedDocument(path, "geen geldig zip-bestand") from error
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedDocument(path, "de inhoud is geen geldige XML") from error


def read_part(path: Path, package: zipfile.ZipFile, part: str) -> bytes:
    """Unpack one part, refusing a part that unpacks to far more than an interview."""
    with package.open(part) as stream:
        content = stream.read(MAX_PART_MEGABYTES * 1_000_000 + 1)
    if len(content) > MAX_PART_MEGABYTES * 1_000_000:
        size = package.getinfo(part).file_size // 1_000_000
        raise SourceTooLarge(path, max(size, MAX_PART_MEGABYTES), MAX_PART_MEGABYTES)
    return content


def count_marks(content: bytes) -> int:
    """Return how many elements and attributes there can be in XML."""
    return content.count(b"<") + content.count(b"=")


def parse_part(path: Path, content: bytes) -> "etree._Element":
    """Parse the XML of one part, refusing a DTD."""
    from lxml import etree

    if (marks := count_marks(content)) > MAX_MARKS:
        raise SourceBeyondLimit(path, marks, "onderdelen in de XML", MAX_MARKS)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(content, parser)
    info: Any = root.getroottree().docinfo  # typed without its doctype
    if info.doctype:  # no program writes one; words could hide behind an entity
        raise DamagedDocument(path, "er staat een DTD in")
    return root
