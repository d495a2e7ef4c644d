"""Make studies to measure on, and change them as a researcher would."""

import itertools
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench.generate import REPOSITORY, generate
from bench.train_pipeline import train_pipeline

CODEER = (sys.executable, "-m", "codeer")
BUILT_IN = "ingebouwd"


@dataclass(frozen=True)
class Bench:
    """What every section needs: how much text, where, and how long to wait."""

    place: Path
    """For everything that is made; thrown away at the end."""
    interviews: int
    words: int
    patience: float
    """Seconds; what takes longer is measured once."""
    full: bool

    @cached_property
    def transcripts(self) -> Path:
        """Return the folder of the reference interviews."""
        generate(self.place / "transcripten", self.interviews, self.words)
        return self.place / "transcripten"

    @cached_property
    def pipeline(self) -> str:
        """Return the path of a pipeline of nl_core_news_sm's sizes."""
        return str(train_pipeline())

    def models(self) -> dict[str, str]:
        """Return both kinds of pipeline by the name in the table."""
        return {"ingebouwd": BUILT_IN, "getraind": self.pipeline}

    def fresh(self, transcripts: Path | None = None) -> Callable[[], Path]:
        """Return what makes a new project, as a folder that codeer has never seen."""
        source = transcripts or self.transcripts
        return lambda: make_project(next_folder(self.place), source)


_numbers = itertools.count(1)


def next_folder(place: Path) -> Path:
    """Return a folder that does not exist."""
    return place / f"project-{next(_numbers)}"


def make_project(folder: Path, transcripts: Path) -> Path:
    """Copy transcripts and the JIM codebook into a new project."""
    shutil.copytree(transcripts, folder / "transcripten")
    shutil.copytree(REPOSITORY / "codeboeken", folder / "codeboeken")
    return folder


def add_pattern(project: Path) -> Path:
    """Give the first code one more pattern, another one each time."""
    what = f'{{patroon: "proefwoord{next(_numbers)} vinden", gewicht: 0.5, uitleg: "proef"}}'
    return _add(project, "patronen", what)


def add_example(project: Path) -> Path:
    """Give the first code one more example sentence, another one each time."""
    return _add(project, "voorbeelden", f'"Bij hem kan ik al {next(_numbers)} jaar terecht."')


def add_code(project: Path) -> Path:
    """Append a code of one's own with one pattern, another one each time."""
    path, name = project / "codeboeken" / "jim.yaml", f"proef{next(_numbers)}"
    text = path.read_text(encoding="utf-8").rstrip("\n")
    code = (
        f"  - id: {name}\n    naam: {name}\n    definitie: Proef.\n    patronen: [{name} vinden]\n"
    )
    path.write_text(f"{text}\n{code}", encoding="utf-8")
    return project


def _add(project: Path, key: str, what: str) -> Path:
    path = project / "codeboeken" / "jim.yaml"
    before, title, after = path.read_text(encoding="utf-8").partition(f"    {key}:\n")
    path.write_text(f"{before}{title}      - {what}\n{after}", encoding="utf-8")
    return project


def add_transcript(project: Path, words: int) -> Path:
    """Add one interview, another one each time."""
    seed = 500 + next(_numbers)
    (made,) = generate(project / "nieuw", 1, words, seed)
    made.rename(project / "transcripten" / f"P{seed}.txt")
    return project
