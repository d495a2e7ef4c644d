"""Write result files so that an interrupted run leaves the old ones whole."""

import errno
import os
from collections.abc import Mapping
from pathlib import Path

from codeer.errors import DiskFull, OutputNotWritable


def write_files(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write all files next to their places, then move them there; return their paths.

    The files hold interview text, so only their owner may read them.

    Raises
    ------
    OutputNotWritable, DiskFull
        And then no file has changed, unless the very last step, the renaming, failed.

    """
    prepared: list[tuple[Path, Path]] = []
    current = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            current = folder / name
            temporary = folder / f".{name}.{os.getpid()}.tmp"
            prepared.append((temporary, current))
            _write(temporary, content)
        for temporary, target in prepared:
            current = target
            temporary.replace(target)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(current) from error
        raise OutputNotWritable(current, _cause(error)) from error
    finally:
        for temporary, _ in prepared:
            temporary.unlink(missing_ok=True)
    return [target for _, target in prepared]


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600
    )
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _cause(error: OSError) -> str:
    known = {
        errno.EACCES: "geen schrijfrechten, of het bestand staat open",
        errno.EPERM: "geen schrijfrechten, of het bestand staat open",
        errno.EROFS: "deze schijf is alleen-lezen",
        errno.EEXIST: "er staat al een bestand met deze naam",
        errno.ENOTDIR: "er staat al een bestand met deze naam",
        errno.EISDIR: "er staat al een map met deze naam",
    }
    return known.get(error.errno or 0, error.strerror or "onbekende oorzaak")
