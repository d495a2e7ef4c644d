"""Write result files so that an interrupted run leaves the old ones whole."""

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from codeer.errors import DiskFull, OutputNotWritable, describe_cause


class PreparedFiles:
    """Files that stand ready next to their places."""

    def __init__(self, pairs: Sequence[tuple[Path, Path]]) -> None:
        self._pairs = pairs
        self.paths = [target for _, target in pairs]

    def move(self) -> None:
        """Put all files in their places."""
        for temporary, target in self._pairs:
            with _translated(target):
                temporary.replace(target)


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
    new = [place for place in {folder, *(t.parent for t in targets)} if not place.exists()]
    pairs = [(target.with_name(f".{target.name}.{os.getpid()}.tmp"), target) for target in targets]
    try:
        with _translated(folder):
            folder.mkdir(parents=True, exist_ok=True)
        for (temporary, target), content in zip(pairs, contents.values(), strict=True):
            with _translated(target):
                target.parent.mkdir(exist_ok=True)
                if target.is_dir():
                    raise IsADirectoryError(errno.EISDIR, "")
                _write(temporary, content)
        yield PreparedFiles(pairs)
    finally:
        for temporary, _ in pairs:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        for place in sorted(new, reverse=True):  # the inner ones first
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
        if error.errno == errno.ENOSPC:
            raise DiskFull(path) from error
        raise OutputNotWritable(path, describe_cause(error)) from error


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600
    )
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
