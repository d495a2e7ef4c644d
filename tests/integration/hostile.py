"""Run codeer on hostile input in a process of its own, so that a hang or a full memory is a failed test."""

import contextlib
import io
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from codeer.cli import run
from tests.conftest import CODEBOOK, INTERVIEW
from tests.workflow.support import make_blank, quick_tokenizer

__all__ = ["place", "quick_tokenizer"]

LINUX = sys.platform == "linux"
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="runs codeer in a forked process")
BIDI = "\u202e\u2066"
ESCAPES = "\x1b]52;c;aGFjaw==\x07\x1b[2J\x1b]8;;http://kwaad.nl\x1b\\klik\x9b31m"
MARKUP = "[red]rood[/red] [/] [link=http://kwaad.nl]x[/link]"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str
    seconds: float
    """Of processor time."""
    megabytes: float
    """Of memory, above what was there at the start; 0 where it cannot be measured."""

    @property
    def said(self) -> str:
        """Everything that was shown."""
        return self.out + self.err


def attack(*arguments: str, seconds: float = 60) -> Outcome:
    """Run codeer; it must end in time, without a bug report and without a traceback."""
    _load_once()
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(sender, arguments))
    child.start()
    sender.close()
    try:
        assert receiver.poll(seconds), f"nog bezig na {seconds} s: {arguments}"
        outcome: Outcome = receiver.recv()
    finally:
        child.kill()
        child.join()
    assert outcome.code in (0, 1, 2), outcome.said
    assert "Traceback" not in outcome.said
    assert "Dit is een fout in codeer zelf" not in outcome.said
    return outcome


@cache
def _load_once() -> None:
    """Import in the parent what every child would import again."""
    for name in (
        "suggest",
        "report",
        "exporting",
        "importing",
        "unpacking",
        "qda_import",
        "show",
        "check",
    ):
        import_module(f"codeer.workflow.{name}")
    for name in ("openpyxl", "xlsxwriter", "lxml.html", "codeer.cli.app"):
        import_module(name)
    make_blank("nl")


def _work(sender: Connection, arguments: tuple[str, ...]) -> None:
    from codeer.cli import console

    out, err = io.StringIO(), io.StringIO()
    before = _memory("VmRSS")
    start = time.process_time()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        console.out.file, console.err.file = out, err
        code = run(list(arguments))
    spent = time.process_time() - start
    grown = max(0, _memory("VmHWM") - before)
    sender.send(Outcome(code, out.getvalue(), err.getvalue(), spent, grown))


def _memory(name: str) -> float:
    if not LINUX:
        return 0
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(name))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small project two folders deep as the current folder; what lies around it must stay as it was."""
    folder = tmp_path / "buiten" / "project"
    (folder / "codeboeken").mkdir(parents=True)
    (folder / "codeboeken" / "proef.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "transcripten").mkdir()
    (folder / "transcripten" / "J01.txt").write_text(INTERVIEW, encoding="utf-8")
    (tmp_path / "buiten" / "geheim.txt").write_text("I: Wat is het geheim?\nR: Wachtwoord123.\n")
    monkeypatch.chdir(folder)
    around = _names_around(folder)
    yield folder
    assert _names_around(folder) == around, "er is buiten het project geschreven"
    secret = (tmp_path / "buiten" / "geheim.txt").read_text()
    assert secret.endswith("Wachtwoord123.\n"), "een bestand buiten het project is veranderd"


def _names_around(folder: Path) -> set[str]:
    outer = folder.parent
    return {str(path) for path in outer.rglob("*") if not path.is_relative_to(folder)}


def refuse(outcome: Outcome, *said: str) -> None:
    """Check that a command failed with a Dutch message that says all of this."""
    assert outcome.code == 1, outcome.said
    assert outcome.err.startswith("Fout: "), outcome.err[:300]
    for words in said:
        assert words in outcome.err, outcome.err[:600]
