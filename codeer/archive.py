"""Zip-based files: written with the same bytes every time, opened with distrust."""

import io
import struct
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import BinaryIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

_FIRST = ("mimetype", "[Content_Types].xml")
"""Programs recognise the kind of a file by what comes first in it."""
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
_LATEST = datetime(2107, 12, 31, 23, 59, 58, tzinfo=UTC)
"""What the date of a zip entry can hold."""

MAX_DIRECTORY_BYTES = 4_000_000
"""Of the list of what is in a zip: forty thousand names, each of which takes memory before one is read."""
_TAIL = 65_535 + 22 + 76  # the longest comment, the end record, and that of zip64


def open_archive(file: BinaryIO) -> ZipFile:
    """Open a zip from elsewhere.

    Raises
    ------
    BadZipFile
        Also when it is made to exhaust a reader (more names than memory) or to confuse one (a name twice).

    """
    if _measure_directory(file) > MAX_DIRECTORY_BYTES:
        raise BadZipFile("directory too large")
    archive = ZipFile(file)
    names = archive.namelist()
    if len(set(names)) < len(names):
        archive.close()
        raise BadZipFile("the same name twice")
    return archive


def _measure_directory(file: BinaryIO) -> int:
    """Return the largest size that anything at the end of a zip gives for its list."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    found = [0]
    for mark, place, form in ((b"PK\5\6", 12, "<I"), (b"PK\6\6", 40, "<Q")):
        at = tail.find(mark)
        while at >= 0:
            said = tail[at + place : at + place + struct.calcsize(form)]
            if len(said) == struct.calcsize(form):
                found += struct.unpack(form, said)
            at = tail.find(mark, at + 1)
    return max(number for number in found if number <= size)


def settle_archive(content: bytes, made: datetime) -> bytes:
    """Return a zip with the same entries, in a fixed order, all dated `made` (which knows its zone).

    Nothing is compressed: releases of zlib differ in what they make of the same bytes, so that two
    machines would not give the same file.
    """
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(stream, "w", ZIP_STORED) as new:
        for name in _sorted(old.namelist()):
            new.writestr(_make_entry(name, made), old.read(name))
    return stream.getvalue()


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted(set(names), key=lambda name: (name not in _FIRST, name))


def _make_entry(name: str, made: datetime) -> ZipInfo:
    day = min(max(made.astimezone(UTC), _EARLIEST), _LATEST)
    entry = ZipInfo(name, (day.year, day.month, day.day, day.hour, day.minute, day.second // 2 * 2))
    entry.create_system = 0  # else it tells which system made the file
    entry.external_attr = 0
    return entry
