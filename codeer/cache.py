"""Content-addressed blobs in a throw-away SQLite file: what is expensive is computed once.

The file holds interviews and what was derived from them, so it lies in the project, readable by its owner
only, and may be deleted at any time. A broken or locked cache means: compute again. Nothing waits for the
disk: a blob that a power cut left half is known by its check sum.
"""

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from codeer.private import make_folder, open_file

CACHE_FOLDER = ".codeer-cache"
CACHE_NAME = "resultaten.sqlite"
_CHUNK = 500  # SQLite allows at least 999 placeholders
_CHECK = 8


def make_key(kind: str, fingerprint: str, text: str) -> bytes:
    """Return the key of a result: what made it, with which version, of which text."""
    content = "\0".join((kind, fingerprint, text)).encode("utf-8", "replace")
    return hashlib.blake2b(content, digest_size=16).digest()


def _check(blob: bytes) -> bytes:
    return hashlib.blake2b(blob, digest_size=_CHECK).digest()


def _is_whole(kept: bytes) -> bool:
    return kept[:_CHECK] == _check(kept[_CHECK:])


class Cache:
    """Blobs by key; every failure of the file is a miss."""

    def __init__(self, folder: Path, name: str = CACHE_NAME) -> None:
        self._connection: sqlite3.Connection | None = None
        path = folder / name
        try:
            make_folder(folder)
            if not path.exists():
                os.close(open_file(path))
            connection = sqlite3.connect(path, timeout=1.0, isolation_level=None)
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA temp_store = MEMORY")  # nothing of it outside the project
            connection.execute(
                "CREATE TABLE IF NOT EXISTS blob (key BLOB PRIMARY KEY, value BLOB NOT NULL) STRICT"
            )
            self._connection = connection
        except (OSError, sqlite3.DatabaseError):
            self._connection = None

    @property
    def is_open(self) -> bool:
        """Tell whether the file can be used, for who would rather stop than compute twice."""
        return self._connection is not None

    def fetch(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what is known of the keys."""
        if self._connection is None:
            return {}
        found: dict[bytes, bytes] = {}
        try:
            for start in range(0, len(keys), _CHUNK):
                chunk = keys[start : start + _CHUNK]
                marks = ", ".join("?" * len(chunk))
                rows = self._connection.execute(
                    f"SELECT key, value FROM blob WHERE key IN ({marks})", chunk
                )
                found |= {key: kept[_CHECK:] for key, kept in rows if _is_whole(kept)}
        except sqlite3.DatabaseError:
            return {}
        return found

    def keep(self, blobs: Mapping[bytes, bytes] | Iterable[tuple[bytes, bytes]]) -> None:
        """Remember blobs, in one transaction."""
        if self._connection is None:
            return
        pairs = blobs.items() if isinstance(blobs, Mapping) else blobs
        rows = [(key, _check(blob) + blob) for key, blob in pairs]
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO blob VALUES (?, ?)", rows)
            self._connection.execute("COMMIT")
        except sqlite3.DatabaseError:
            with contextlib.suppress(sqlite3.DatabaseError):
                self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
