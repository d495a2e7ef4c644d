"""PDF with a text layer, by pypdf: the words in the order of the document, a line per line of the page.

What runs along the pages is left out when it stands on most of them; how lines become paragraphs again is
in `wrapping`. Both are reported, and so is everything else that is not read.
"""

import hashlib
import io
import logging
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from codeer.errors import (
    DamagedDocument,
    EmptySource,
    LockedDocument,
    MissingLibrary,
    NoTextLayer,
    SourceTooLarge,
)
from codeer.model import Source
from codeer.readers.header import is_header_key
from codeer.readers.labels import LabelHints, looks_like_name
from codeer.readers.layout import Original, build_source, find_label
from codeer.readers.wrapping import join_wrapped
from codeer.text import TIME, normalise

if TYPE_CHECKING:
    from pypdf import PageObject

_MAX_MEGABYTES = 50
_LIGATURES = dict(zip(range(0xFB00, 0xFB07), "ff fi fl ffi ffl st st".split(), strict=True))
_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd\ue000-\uefff\uf100-\uf8ff]")
"""Letters of a font that does not say which they are; symbol fonts put bullets at U+F000."""
_MOST_UNREADABLE = 0.1
_LOSING = frozenset({"pypdf._reader", "pypdf._page", "pypdf.filters"})
_EDGE = 6
"""Lines at the top and the bottom of a page among which running heads are looked for."""
_NUMBER = re.compile(r"(?<![\d:])\d+(?![\d:])")
_MOST_DIGITS = 6
_GAP = re.compile(r" {3,}")
_ONLY_TIME = re.compile(rf"[\[(#]?{TIME}[\])#]?")


@dataclass(frozen=True, slots=True)
class _Page:
    """What was found on one page."""

    lines: list[str]
    columns: dict[str, list[str]]
    """Lines with wide gaps, to what stands between the gaps."""
    notes: int
    """Comments and filled-in fields, which are no part of its text."""


class _Complaints(logging.Handler):
    """Hears that pypdf went on without something: what it then returns may miss half a page."""

    lost = False

    def emit(self, record: logging.LogRecord) -> None:
        self.lost |= record.name in _LOSING


def read(path: Path, name: str, hints: LabelHints, _encoding: str | None) -> Source:
    """Read a .pdf transcript.

    Raises
    ------
    NoTextLayer
        When there are only images, or letters that cannot be told apart.
    LockedDocument, DamagedDocument, SourceTooLarge
        When the file cannot be opened.

    """
    size = path.stat().st_size
    if size > _MAX_MEGABYTES * 1_000_000:
        raise SourceTooLarge(path, round(size / 1_000_000), _MAX_MEGABYTES)
    raw = path.read_bytes()
    if not raw.strip():
        raise EmptySource(path)
    pages = _read_pages(path, raw)
    letters = "".join("".join(line.split()) for page in pages for line in page.lines)
    unread = len(_UNREADABLE.findall(letters))
    if not letters or unread > _MOST_UNREADABLE * len(letters):
        raise NoTextLayer(path, len(pages))
    bodies, running = _leave_out_running(_mark_columns(pages, hints), hints)
    joined = join_wrapped([line for body in bodies for line in body], hints)
    remarks = _describe(pages, unread, running) + joined.remarks
    digest = hashlib.blake2b(raw, digest_size=16).hexdigest()
    return build_source(Original(path, name, digest, "PDF", remarks), joined.text, hints)


def _read_pages(path: Path, raw: bytes) -> list[_Page]:
    try:
        import pypdf
        from pypdf.errors import DependencyError, LimitReachedError, PyPdfError
    except ImportError as error:
        raise MissingLibrary("het lezen van .pdf", "pypdf") from error
    complaints = _Complaints(logging.WARNING)
    logging.getLogger("pypdf").addHandler(complaints)
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw), strict=True)
        if reader.is_encrypted and not reader.decrypt(""):
            raise LockedDocument(path)
        pages = [_read_page(page) for page in reader.pages]
    except DependencyError as error:  # encrypted with AES, also when no password is asked
        raise LockedDocument(path) from error
    except (LimitReachedError, MemoryError) as error:
        raise DamagedDocument(path, "een onderdeel pakt uit tot meer dan een interview") from error
    except (
        PyPdfError,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        NotImplementedError,
        RecursionError,
        TypeError,
        ValueError,
        OSError,
    ) as error:
        raise DamagedDocument(path, "de opbouw van de PDF klopt niet") from error
    finally:
        logging.getLogger("pypdf").removeHandler(complaints)
    if complaints.lost:
        raise DamagedDocument(path, "een deel van de inhoud is niet te lezen")
    return pages


def _read_page(page: "PageObject") -> _Page:
    text = normalise(page.extract_text().translate(_LIGATURES))
    annotations = [one.get_object() for one in page.get("/Annots") or ()]
    placed = page.extract_text(extraction_mode="layout").translate(_LIGATURES)
    return _Page(
        lines=[line.strip() for line in text.split("\n") if line.strip()],
        columns=_find_columns(normalise(placed)),
        notes=sum(
            one.get("/Subtype") != "/Link" and bool(one.get("/Contents") or one.get("/V"))
            for one in annotations
        ),
    )


# --- tables --------------------------------------------------------------------------------------


def _find_columns(placed: str) -> dict[str, list[str]]:
    """Return the lines that begin with a label in a column of its own, and their columns.

    The running text has one space there, so that the speaker of a table would be lost.
    """
    found: dict[str, list[str]] = {}
    for line in placed.split("\n"):
        columns = _GAP.split(line.strip(), maxsplit=2)
        if len(columns) > 1 and not _ONLY_TIME.fullmatch(columns[0]):
            columns = _GAP.split(line.strip(), maxsplit=1)
        if len(columns) > 1:
            found[" ".join(line.split())] = columns
    return found


def _mark_columns(pages: Sequence[_Page], hints: LabelHints) -> list[list[str]]:
    """Return the lines with a tab behind the labels that have a column of their own."""
    found = [[page.columns.get(" ".join(line.split())) for line in page.lines] for page in pages]
    labels = Counter(columns[-2] for page in found for columns in page if columns)
    is_label = {
        label: times > 1 and (hints.is_known(label) or looks_like_name(label))
        for label, times in labels.items()
    }
    return [
        [
            "\t".join(columns) if columns and is_label[columns[-2]] else line
            for line, columns in zip(page.lines, columns_of_page, strict=True)
        ]
        for page, columns_of_page in zip(pages, found, strict=True)
    ]


# --- what runs along the pages -------------------------------------------------------------------


def _leave_out_running(
    pages: Sequence[list[str]], hints: LabelHints
) -> tuple[list[list[str]], int]:
    """Return the pages without the lines that stand at the edge of most pages, and how many went."""
    filled = sum(bool(lines) for lines in pages)
    at_edge = Counter(
        form
        for number, lines in enumerate(pages)
        for form in {
            form for line in lines[:_EDGE] + lines[-_EDGE:] for form in _forms(line, number)
        }
    )
    everywhere = Counter(line for lines in pages for line in lines)
    running = {
        form
        for form, count in at_edge.items()
        # a speaker on a line of its own stands on most pages too, but not once
        if count > max(1, filled / 2) > everywhere[form[0]] - count
    }

    def runs(line: str, number: int) -> bool:
        label = find_label(line, hints)
        if hints.is_known(line) or (label and not is_header_key(label[0])):
            return False  # a speaker whose words happen to begin many pages
        return not running.isdisjoint(_forms(line, number))

    bodies = [_peel(lines, number, runs) for number, lines in enumerate(pages)]
    return bodies, sum(map(len, pages)) - sum(map(len, bodies))


def _peel(lines: list[str], number: int, runs: Callable[[str, int], bool]) -> list[str]:
    first, last = 0, len(lines)
    while first < last and runs(lines[first], number):
        first += 1
    while first < last and runs(lines[last - 1], number):
        last -= 1
    return lines[first:last]


def _forms(line: str, number: int) -> list[tuple[str, int | None]]:
    """Return what a line would have in common with those of other pages.

    That is the line itself, or all but a number that goes up with the pages: times go up otherwise.
    """
    counted = [
        (f"{line[: match.start()]}#{line[match.end() :]}", int(match[0]) - number)
        for match in _NUMBER.finditer(line)
        if len(match[0]) <= _MOST_DIGITS
    ]
    return [(line, None), *counted]


def _describe(pages: Sequence[_Page], unread: int, running: int) -> tuple[str, ...]:
    remarks = []
    if running:
        remarks.append(
            f"kop- en voetregels die op de meeste pagina's staan, niet meegelezen: {running}"
        )
    if notes := sum(page.notes for page in pages):
        remarks.append(f"aantekeningen of ingevulde velden, niet meegelezen: {notes}")
    silent = [str(number) for number, page in enumerate(pages, 1) if not page.lines]
    if silent:
        remarks.append(f"pagina {', '.join(silent)}: geen tekst gevonden (leeg, of alleen beeld)")
    if unread:
        remarks.append(f"tekens zonder leesbare letter: {unread}")
    return tuple(remarks)
