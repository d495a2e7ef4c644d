"""Write result files so that an interrupted run leaves the old ones whole."""

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from codeer.errors import DiskFull, OutputNotWritable, describe_cause


@contextmanager
def prepared_files(folder: Path, contents: Mapping[str, bytes]) -> Iterator[list[Path]]:
    """Write all files next to their places, run the block, then move them there; yield their paths.

    The files hold interview text, so only their owner may read them.

    Raises
    ------
    OutputNotWritable, DiskFull
        Before the block, and then no file has changed.

    """
    is_new = not folder.exists()
    pairs = [(folder / f".{name}.{os.getpid()}.tmp", folder / name) for name in contents]
    try:
        with _translated(folder):
            folder.mkdir(parents=True, exist_ok=True)
        for (temporary, target), content in zip(pairs, contents.values(), strict=True):
            with _translated(target):
                if target.is_dir():
                    raise IsADirectoryError(errno.EISDIR, "")
                _write(temporary, content)
        yield [target for _, target in pairs]
        for temporary, target in pairs:
            with _translated(target):
                temporary.replace(target)
    finally:
        for temporary, _ in pairs:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        if is_new:
            with suppress(OSError):  # leave no empty folder behind when nothing was written
                folder.rmdir()


def write_files(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write all files, all or none, and return their paths."""
    with prepared_files(folder, contents) as paths:
        return paths


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
