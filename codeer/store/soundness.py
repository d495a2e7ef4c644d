"""Remember in which state a database was found sound, so that no opening need look through it again.

What codeer wrote and closed is sound. What a crash, a sync program or another program left behind is
another state (size, times, inode), and is looked through. The note may be thrown away at any time.
"""

import os
from contextlib import suppress
from pathlib import Path

from codeer.cache import CACHE_FOLDER
from codeer.private import open_file


class Soundness:
    """The state in which codeer last closed a database."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._note = database.parent / CACHE_FOLDER / f"{database.name}.gaaf"
        self._inode: int | None = database.stat().st_ino

    def is_known(self) -> bool:
        """Tell whether the file is as codeer left it."""
        try:
            return self._note.read_text(encoding="ascii") == self._state()
        except (OSError, UnicodeDecodeError):
            return False

    def remember(self) -> None:
        """Note that the file is sound as it is now; not when it was replaced while it was open."""
        with suppress(OSError):  # no folder, or read-only: the next opening looks again
            if self._database.stat().st_ino == self._inode:
                with os.fdopen(open_file(self._note, os.O_TRUNC), "w", encoding="ascii") as stream:
                    stream.write(self._state())

    def forget(self) -> None:
        """Note that damage was found, so that every opening looks through the file."""
        self._inode = None
        with suppress(OSError):
            self._note.unlink(missing_ok=True)

    def _state(self) -> str:
        found = self._database.stat()
        return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"
