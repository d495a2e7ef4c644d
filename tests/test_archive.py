"""A settled zip has the same bytes on every machine, and the same entries as before."""

import io
from datetime import UTC, datetime, timedelta, timezone
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from codeer.archive import settle_archive

MADE = datetime(2026, 3, 1, 12, 30, 45, tzinfo=UTC)
ENTRIES = {
    "word/styles.xml": b"<styles/>",
    "[Content_Types].xml": b"<Types/>",
    "Bijlage \u00e9.txt": "tekst é".encode(),
    "_rels/.rels": b"",
}


def pack(names, *, year: int = 1999, system: int = 3, compression: int = ZIP_DEFLATED) -> bytes:
    """Return a zip with these entries in this order, as some machine made it."""
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name in names:
            entry = ZipInfo(name, (year, 5, 6, 7, 8, 10))
            entry.create_system = system
            entry.external_attr = 0o644 << 16
            entry.compress_type = compression
            archive.writestr(entry, ENTRIES[name])
    return stream.getvalue()


def open_zip(content: bytes) -> ZipFile:
    return ZipFile(io.BytesIO(content))


SETTLED = settle_archive(pack(ENTRIES), MADE)


def test_the_entries_keep_their_names_and_content() -> None:
    archive = open_zip(SETTLED)

    assert {name: archive.read(name) for name in archive.namelist()} == ENTRIES


@pytest.mark.parametrize(
    "other",
    [
        pack(reversed(ENTRIES)),
        pack(ENTRIES, year=2020),
        pack(ENTRIES, system=0),
        pack(ENTRIES, compression=ZIP_STORED),
    ],
    ids=["order", "date", "system", "compression"],
)
def test_what_differs_between_machines_is_gone(other: bytes) -> None:
    assert settle_archive(other, MADE) == SETTLED


def test_settling_twice_changes_nothing() -> None:
    assert settle_archive(SETTLED, MADE) == SETTLED


def test_every_entry_has_the_given_date_in_even_seconds() -> None:
    assert {e.date_time for e in open_zip(SETTLED).infolist()} == {(2026, 3, 1, 12, 30, 44)}


def test_the_date_is_in_utc_whatever_its_zone() -> None:
    here = MADE.astimezone(timezone(timedelta(hours=13)))

    assert settle_archive(pack(ENTRIES), here) == SETTLED


@pytest.mark.parametrize(
    ("made", "date"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), (1980, 1, 1, 0, 0, 0)),
        (datetime(2222, 2, 2, tzinfo=UTC), (2107, 12, 31, 23, 59, 58)),
    ],
)
def test_a_date_that_a_zip_cannot_hold_becomes_the_nearest(made: datetime, date) -> None:
    (entry, *_) = open_zip(settle_archive(pack(ENTRIES), made)).infolist()

    assert entry.date_time == date


def test_the_list_of_content_types_comes_first_and_the_rest_by_name() -> None:
    assert open_zip(SETTLED).namelist() == [
        "[Content_Types].xml",
        "Bijlage \u00e9.txt",
        "_rels/.rels",
        "word/styles.xml",
    ]


def test_nothing_is_compressed_because_releases_of_zlib_differ() -> None:
    assert {entry.compress_type for entry in open_zip(SETTLED).infolist()} == {ZIP_STORED}


def test_the_zip_is_whole() -> None:
    assert open_zip(SETTLED).testzip() is None
