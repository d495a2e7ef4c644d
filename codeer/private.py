"""Folders and files for interview text, which only their owner may open whatever the umask says."""

import os
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing; what was there keeps its permissions."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        if folder.parent == folder:
            raise
        make_folder(folder.parent)  # parents=True would leave these to the umask
        folder.mkdir(mode=0o700, exist_ok=True)


def open_file(path: Path, flags: int = 0) -> int:
    """Open a file for writing, made when it is not there, and return its descriptor."""
    binary = getattr(os, "O_BINARY", 0)
    return os.open(path, os.O_WRONLY | os.O_CREAT | binary | flags, 0o600)
