"""Write result files so that an interrupted run leaves the old ones whole.

Each file is written beside its place, flushed, renamed into its place, and then the folder is flushed: after
a power cut there is the old file or the new one. What a killed codeer left beside them goes at the next write.
"""

import errno
import hashlib
import os
import platform
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from codeer.durable import flush, flush_folder
from codeer.errors import DiskFull, OutputNotWritable, StoreNotFlushed, describe_cause
from codeer.private import make_folder, open_file

_TEMPORARY = re.compile(r"\..+\.([0-9a-f]{8})-([0-9]{1,9})\.tmp")
_DAY = 24 * 60 * 60
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class _Moved:
    """A file in its place, and what stood there."""

    target: Path
    old: Path | None
    """None: there was nothing, or this disk cannot keep it."""
    was_there: bool


class PreparedFiles:
    """Files that stand ready next to their places."""

    def __init__(self, pairs: Sequence[tuple[Path, Path]], folders: Sequence[Path]) -> None:
        self._pairs = pairs
        self._folders = folders
        self._moved: list[_Moved] = []
        self.paths = [target for _, target in pairs]

    def move(self) -> None:
        """Put all files in their places; they go out again when the block fails before `keep`."""
        for temporary, target in self._pairs:
            with _translated(target):
                self._moved.append(_keep_old(target))
                temporary.replace(target)
        for folder in self._folders:
            with _translated(folder):
                flush_folder(folder)

    def keep(self) -> None:
        """Let the files stay, whatever fails from here on."""
        for moved in self._moved:
            if moved.old:
                with suppress(OSError):
                    moved.old.unlink(missing_ok=True)
        self._moved = []

    def take_back(self) -> None:
        """Put what stood there in its place again."""
        for moved in reversed(self._moved):
            with suppress(OSError):
                if moved.old:
                    moved.old.replace(moved.target)
                elif not moved.was_there:
                    moved.target.unlink(missing_ok=True)
        self.keep()  # of a file that was not moved yet, the second name is still there


@contextmanager
def prepared_files(folder: Path, contents: Mapping[str, bytes]) -> Iterator[PreparedFiles]:
    """Write all files next to their places; the block moves them there when all else is well.

    A name may have folders, with `/`. Files hold interview text, so only their owner may read them.

    Raises
    ------
    OutputNotWritable, DiskFull
        Before the block, and then no file has changed.

    """
    targets = [folder / name for name in contents]
    places = sorted({folder, *(target.parent for target in targets)})
    new = [place for place in places if not place.exists()]
    pairs = [(_beside(target), target) for target in targets]
    prepared = PreparedFiles(pairs, sorted({*places, *(place.parent for place in new)}))
    try:
        with _translated(folder):
            make_folder(folder)
        for place in places:
            _remove_left_behind(place)
        for (temporary, target), content in zip(pairs, contents.values(), strict=True):
            with _translated(target):
                make_folder(target.parent)
                if target.is_dir():
                    raise IsADirectoryError(errno.EISDIR, "")
                _write(temporary, content)
        yield prepared
        prepared.keep()
    except StoreNotFlushed:  # the database has what these files are of
        prepared.keep()
        raise
    except BaseException:
        prepared.take_back()
        raise
    finally:
        for temporary, _ in pairs:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        for place in reversed(new):  # the inner ones first
            with suppress(OSError):  # leave no empty folder behind when nothing was written
                place.rmdir()


def write_files(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write all files, all or none, and return their paths."""
    with prepared_files(folder, contents) as prepared:
        prepared.move()
        return prepared.paths


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFull(path) from error
        raise OutputNotWritable(path, describe_cause(error)) from error


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(open_file(path, os.O_TRUNC), "wb") as stream:
        stream.write(content)
        stream.flush()
        flush(stream.fileno())


def _keep_old(target: Path) -> _Moved:
    """Give the file that stands in a place a second name; a disk without such names goes without."""
    if not target.exists():
        return _Moved(target, None, was_there=False)
    old = _beside(target, ".oud")
    try:
        old.unlink(missing_ok=True)
        if target.is_symlink():
            return _Moved(target, None, was_there=True)
        old.hardlink_to(target)
    except OSError as error:
        if error.errno in (*_NO_ROOM, errno.EIO):
            raise
        return _Moved(target, None, was_there=True)
    return _Moved(target, old, was_there=True)


# --- what a killed codeer left ----------------------------------------------------------------------


def is_temporary(path: Path) -> bool:
    """Tell whether a file was being written when codeer was killed, or is being written."""
    return bool(_TEMPORARY.fullmatch(path.name))


def _beside(target: Path, part: str = "") -> Path:
    """Return a name beside a file that tells which process on which computer made it."""
    return target.with_name(f".{target.name}{part}.{_computer()}-{os.getpid()}.tmp")


def _computer() -> str:
    return hashlib.blake2b(platform.node().encode(), digest_size=4).hexdigest()


def _remove_left_behind(folder: Path) -> None:
    """Remove what nobody will finish: it may hold interview text."""
    with suppress(OSError):  # a folder that is not there yet, or that nobody may list
        for path in list(folder.iterdir()):
            if found := _TEMPORARY.fullmatch(path.name):
                with suppress(OSError):
                    is_old = time.time() - path.stat().st_mtime > _DAY
                    if is_old or (found[1] == _computer() and not _is_running(int(found[2]))):
                        path.unlink()


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return True  # nobody can be asked without ending it; a day later the file goes
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True
