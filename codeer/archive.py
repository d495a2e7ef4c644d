"""Zip-based files with the same bytes every time: Word documents, workbooks, QDA projects."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from zipfile import ZIP_STORED, ZipFile, ZipInfo

_FIRST = ("mimetype", "[Content_Types].xml")
"""Programs recognise the kind of a file by what comes first in it."""
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
_LATEST = datetime(2107, 12, 31, 23, 59, 58, tzinfo=UTC)
"""What the date of a zip entry can hold."""


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
