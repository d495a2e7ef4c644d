"""A database is looked through when it is not as codeer left it, and not otherwise."""

import os
import sqlite3
from pathlib import Path

import pytest

from codeer.cache import CACHE_FOLDER
from codeer.errors import StoreDamaged
from codeer.store.database import Database
from codeer.store.soundness import Soundness


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with many pages that codeer closed in good order."""
    (tmp_path / CACHE_FOLDER).mkdir()
    path = tmp_path / "codeer.sqlite"
    database = Database(path)
    with database.atomic() as connection:
        connection.executemany(
            "INSERT INTO source (name, digest, text) VALUES (?, '', ?)",
            ((f"J{number}.txt", "tekst " * 500) for number in range(100)),
        )
    database.close()
    return path


def damage(path: Path) -> None:
    """Overwrite a page in the middle, as a sync program that was broken off does."""
    with path.open("r+b") as stream:
        stream.seek(path.stat().st_size // 2 // 4096 * 4096)
        stream.write(b"\xff" * 4096)


def test_what_codeer_closed_is_known(path: Path) -> None:
    assert Soundness(path).is_known()


def test_what_another_program_changed_is_not_known(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO setting VALUES ('a', 'b')")
    connection.close()

    assert not Soundness(path).is_known()


def test_a_copy_put_in_its_place_is_not_known(path: Path) -> None:
    """Also when the copy has the same size and time."""
    before = path.stat()
    copy = path.with_name("kopie")
    copy.write_bytes(path.read_bytes())
    os.utime(copy, ns=(before.st_atime_ns, before.st_mtime_ns))
    copy.replace(path)

    assert not Soundness(path).is_known()


def test_what_was_left_open_is_not_known(path: Path) -> None:
    """As after a crash."""
    database = Database(path)
    with database.atomic() as connection:
        connection.execute("INSERT INTO setting VALUES ('a', 'b')")
    database.connection.close()

    assert not Soundness(path).is_known()


def test_damage_since_codeer_closed_it_is_refused_at_opening(path: Path) -> None:
    damage(path)

    with pytest.raises(StoreDamaged):
        Database(path)


def test_damage_is_refused_again_at_the_next_opening(path: Path) -> None:
    damage(path)
    for _ in range(2):
        with pytest.raises(StoreDamaged):
            Database(path)


def test_damage_that_is_met_while_reading_is_refused_at_every_opening(path: Path) -> None:
    """The disk may fail under a file that nobody changed."""
    database = Database(path)
    damage(path)
    with pytest.raises(StoreDamaged), database.reading() as connection:
        connection.execute("SELECT sum(length(text)) FROM source").fetchone()
    database.close()

    assert not Soundness(path).is_known()


def test_a_file_replaced_while_it_was_open_is_not_taken_for_sound(path: Path) -> None:
    database = Database(path)
    other = path.with_name("ander")
    other.write_bytes(b"onzin")
    other.replace(path)
    database.close()

    assert not Soundness(path).is_known()


def test_without_the_folder_nothing_is_noted_and_every_opening_looks(tmp_path: Path) -> None:
    path = tmp_path / "codeer.sqlite"
    Database(path).close()

    assert list(tmp_path.iterdir()) == [path]
    assert not Soundness(path).is_known()
