"""Documents that are a zip of XML parts, such as .docx and .odt: open, and refuse what is not to be trusted."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lxml import etree

from codeer.errors import DamagedDocument, SourceTooLarge

MAX_PART_MEGABYTES = 50


@contextmanager
def open_package(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open the zip; what goes wrong while its parts are read is an error about this file."""
    try:
        with zipfile.ZipFile(path) as package:
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


def parse_part(path: Path, content: bytes) -> etree._Element:
    """Parse the XML of one part, refusing a DTD."""
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
