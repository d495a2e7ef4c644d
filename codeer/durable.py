"""Waiting until what was written is on the disk itself, not only in the memory of the computer or the drive."""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

_CANNOT_FLUSH = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EBADF, errno.EACCES}
"""What file systems say that do not flush folders, or that keep them from being read."""


def flush(descriptor: int) -> None:
    """Wait until what was written to an open file is on the disk."""
    if sys.platform == "darwin":  # fsync leaves it in the memory of the drive there
        import fcntl

        with suppress(OSError):  # not every disk can
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; Windows has no such thing."""
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            flush(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_FLUSH:
            raise
