"""Show long text a screen at a time, through the pager that the reader knows.

Python's own way (pydoc, which rich takes too) falls back on a temporary file; interview text must not
lie about on a disk, so here text goes through a pipe, or straight to the screen.
"""

import os
import shlex
import shutil
import signal
import subprocess
from pathlib import PurePath

from rich.console import Console
from rich.pager import Pager

_PLAIN = ("less", "-R", "-F", "-X")


class ScreenPager(Pager):
    """Show what is longer than the screen through a pager, and all else at once."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def show(self, content: str) -> None:
        """Show the content; one who leaves the pager early has seen enough."""
        fits = content.count("\n") < self._console.height
        command = None if fits or self._console.is_dumb_terminal else find_pager()
        if command is None or not _page(command, content, self._console.encoding):
            self._console.file.write(content)
            self._console.file.flush()


def find_pager() -> list[str] | None:
    """Return the command of the user's own pager, or of less, or None where neither is there."""
    for words in (_split(os.environ.get("PAGER", "")), [*_PLAIN]):
        program = shutil.which(words[0]) if words else None
        if program:
            options = _PLAIN[1:] if PurePath(program).stem.lower() == "less" else ()
            return [program, *dict.fromkeys((*words[1:], *options))]
    return None


def _split(command: str) -> list[str]:
    try:
        words = shlex.split(command, posix=os.name == "posix")  # \ is no escape on Windows
    except ValueError:  # a quote that is not closed
        return []
    return [word.strip('"') for word in words]


def _page(command: list[str], content: str, encoding: str) -> bool:
    """Let a pager show the content; return whether it could be started."""
    try:
        process = subprocess.Popen(  # noqa: S603  (the user's own choice of a pager, without a shell)
            command, stdin=subprocess.PIPE, env=_environment(encoding)
        )
    except OSError:
        return False
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the pager
    try:
        process.communicate(content.encode(encoding, "replace"))
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
    return True


def _environment(encoding: str) -> dict[str, str]:
    """Return the environment of the pager: less keeps no history and runs no other programs."""
    is_utf8 = encoding.lower().replace("-", "") == "utf8"
    defaults = {"LESS": "FRX", **({"LESSCHARSET": "utf-8"} if is_utf8 else {})}
    return {**defaults, **os.environ, "LESSHISTFILE": "-", "LESSSECURE": "1"}
