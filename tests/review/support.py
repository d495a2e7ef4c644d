"""codeer in a real (pseudo) terminal, as a person has it."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

DOWN, RIGHT = "\x1b[B", "\x1b[C"


class Terminal:
    """A running codeer: what is typed goes in, what it writes comes out."""

    def __init__(self, arguments: Sequence[str], folder: Path, columns: int, lines: int) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "codeer", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env={
                **os.environ,
                "TERM": "xterm-256color",
                "PYTHONPATH": str(Path(__file__).parents[2]),
            },
            start_new_session=True,
            # the terminal must be the session's own, or Ctrl-C does nothing
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._master, keys.encode())

    def wait_for(self, text: str, seconds: float = 20) -> str:
        """Read until `text` was written, and return all that was read."""
        wanted, read = text.encode(), b""
        deadline = time.monotonic() + seconds
        while wanted not in read:
            if not select.select([self._master], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError(f"no {text!r} in {read[-2000:]!r}")
            try:
                read += os.read(self._master, 65536)
            except OSError as error:  # Linux: the other side is closed
                raise EOFError(f"no {text!r} in {read[-2000:]!r}") from error
        return read.decode(errors="replace")

    def read_rest(self) -> str:
        """Read until codeer has ended and return what it wrote."""
        read = b""
        while True:
            try:
                more = os.read(self._master, 65536)
            except OSError:  # Linux: the other side is closed
                more = b""
            if not more:
                return read.decode(errors="replace")
            read += more

    def wait(self, seconds: float = 20) -> int:
        """Wait for the end and return the exit code; what is still written is thrown away."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < deadline:
            if select.select([self._master], [], [], 0.02)[0]:
                try:
                    os.read(self._master, 65536)
                except OSError:
                    break
        return self.process.wait(max(0.1, deadline - time.monotonic()))

    def close(self) -> None:
        """Kill it if it still runs."""
        self.process.kill()
        self.process.wait()
        os.close(self._master)


@contextmanager
def open_terminal(
    arguments: Sequence[str], folder: Path, columns: int = 80, lines: int = 24
) -> Iterator[Terminal]:
    """Run codeer in a terminal for the length of a block."""
    terminal = Terminal(arguments, folder, columns, lines)
    try:
        yield terminal
    finally:
        terminal.close()
