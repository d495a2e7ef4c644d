"""A file that somebody gave: an ordinary one, not a pipe or a device that never ends."""

import errno
import stat
from pathlib import Path


def measure_file(path: Path) -> int:
    """Return the size of a file in bytes; an OSError when it is no ordinary file."""
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, "", str(path))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.ENXIO, "", str(path))
    return found.st_size


def read_file(path: Path) -> bytes:
    """Return the bytes of an ordinary file."""
    measure_file(path)
    return path.read_bytes()
