"""Result files are written whole or not at all, for their owner only."""

import errno
import os
import stat
from pathlib import Path

import pytest

from codeer.errors import DiskFull, OutputNotWritable, StoreNotFlushed
from codeer.reports.output_files import prepared_files, write_files

OLD = {"a.csv": b"oud a", "b.csv": b"oud b"}
NEW = {"a.csv": b"nieuw a", "b.csv": b"nieuw b"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with both files of an earlier run."""
    write_files(tmp_path / "output", OLD)
    return tmp_path / "output"


def content_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def fail_on_second_file(monkeypatch: pytest.MonkeyPatch, problem: BaseException) -> None:
    """Let flushing to disk work once and then fail."""
    real = os.fsync
    calls: list[int] = []

    def fsync(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > 1:
            raise problem
        real(descriptor)

    monkeypatch.setattr("codeer.reports.output_files.os.fsync", fsync)


def test_files_are_written_and_their_paths_returned(tmp_path: Path) -> None:
    paths = write_files(tmp_path, NEW)

    assert paths == [tmp_path / "a.csv", tmp_path / "b.csv"]
    assert content_of(tmp_path) == NEW


def test_missing_folders_are_made(tmp_path: Path) -> None:
    write_files(tmp_path / "een" / "twee", NEW)

    assert content_of(tmp_path / "een" / "twee") == NEW


def test_old_files_are_replaced(folder: Path) -> None:
    write_files(folder, NEW)

    assert content_of(folder) == NEW


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.csv": b"een\r\ntwee\n"})

    assert (tmp_path / "a.csv").read_bytes() == b"een\r\ntwee\n"


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_only_the_owner_can_read_the_files(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        write_files(tmp_path, NEW)
    finally:
        os.umask(old)

    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize(
    "problem",
    [RuntimeError("stuk"), KeyboardInterrupt(), OSError(errno.EIO, "stuk")],
    ids=lambda problem: type(problem).__name__,
)
def test_a_failure_in_the_second_file_leaves_both_old_files_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch, problem: BaseException
) -> None:
    """And no temporary files."""
    fail_on_second_file(monkeypatch, problem)

    with pytest.raises((RuntimeError, KeyboardInterrupt, OutputNotWritable)):
        write_files(folder, NEW)

    assert content_of(folder) == OLD


def test_a_full_disk_is_named_with_the_file_that_did_not_fit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_on_second_file(monkeypatch, OSError(errno.ENOSPC, "No space left on device"))

    with pytest.raises(DiskFull) as caught:
        write_files(folder, NEW)

    assert caught.value.path == folder / "b.csv"


def test_a_full_disk_leaves_the_old_files_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_on_second_file(monkeypatch, OSError(errno.ENOSPC, "No space left on device"))

    with pytest.raises(DiskFull):
        write_files(folder, NEW)

    assert content_of(folder) == OLD


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()

    with pytest.raises(OutputNotWritable) as caught:
        write_files(tmp_path, {"a.csv": b"x"})

    assert caught.value.path == tmp_path / "a.csv"
    assert caught.value.cause == "dit is een map"


def test_a_folder_in_place_of_a_file_leaves_no_temporary_files(tmp_path: Path) -> None:
    (tmp_path / "b.csv").mkdir()

    with pytest.raises(OutputNotWritable):
        write_files(tmp_path, NEW)

    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("below", [Path(), Path("map")], ids=["itself", "a part of the path"])
def test_a_file_in_place_of_the_folder_is_refused_and_kept(tmp_path: Path, below: Path) -> None:
    place = tmp_path / "output"
    place.write_text("mijn aantekeningen")

    with pytest.raises(OutputNotWritable) as caught:
        write_files(place / below, NEW)

    assert "er staat" in caught.value.cause
    assert "een bestand" in caught.value.cause
    assert place.read_text() == "mijn aantekeningen"


def test_a_file_that_is_open_in_another_program_is_explained(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows gives EACCES when Excel holds the file."""

    def replace(self: Path, target: Path) -> Path:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", replace)

    with pytest.raises(OutputNotWritable, match="het bestand staat open"):
        write_files(folder, NEW)

    assert content_of(folder) == OLD


def test_files_stay_when_the_database_has_what_they_are_of(folder: Path) -> None:
    """It could only not confirm that a power cut leaves it."""

    def record() -> None:
        with prepared_files(folder, NEW) as prepared:
            prepared.move()
            raise StoreNotFlushed(folder / "codeer.sqlite", "lees- of schrijffout op de schijf")

    with pytest.raises(StoreNotFlushed):
        record()

    assert content_of(folder) == NEW
