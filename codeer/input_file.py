"""A file or folder that somebody gave: ordinary ones, not a pipe or a device that never ends."""

import errno
import stat
from hashlib import blake2b
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


def digest_folder(folder: Path) -> str:
    """Return a digest of which files there are: a model that was installed anew has other times."""
    digest = blake2b(digest_size=16)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            state = path.stat()
            place = path.relative_to(folder).as_posix()
            digest.update(f"{place}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
