"""Guards of the house and the fixtures that many tests share."""

import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import url2pathname

import pytest

from codeer.codebook import load_codebook
from codeer.language import BUILT_IN, Pipeline, load_pipeline
from codeer.model import Codebook
from tests.tiny_pipeline import train_tiny_pipeline

REPOSITORY = Path(__file__).parents[1]


class WroteOutsideTemporaryFolder(BaseException):
    """A test (or codeer during a test) wrote outside the temporary folders."""


class UsedTheNetwork(BaseException):
    """A test (or codeer during a test) tried to reach another machine."""


_ALLOWED = [Path(tempfile.gettempdir()).resolve(), Path("/dev")]
_ALLOWED_IN_REPOSITORY = [REPOSITORY / name for name in (".hypothesis", ".pytest_cache")]
_guard_is_on = False


def _guard(event: str, arguments: tuple[object, ...]) -> None:
    if not _guard_is_on:
        return
    if event == "open":
        name, mode, flags = arguments
        writes = any(c in str(mode or "") for c in "wax+") or (
            mode is None
            and isinstance(flags, int)
            and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        )
        if writes and isinstance(name, str | os.PathLike | bytes):
            _check_place(os.fsdecode(name))
    elif event == "sqlite3.connect" and arguments[0] not in (":memory:", b":memory:"):
        name = os.fsdecode(arguments[0])  # type: ignore[arg-type]
        _check_place(url2pathname(urlparse(name).path) if name.startswith("file:") else name)


def _check_place(name: str) -> None:
    path = Path(name).resolve()
    if "__pycache__" in path.parts or path.is_relative_to(Path(sys.prefix)):
        return
    in_repository = path.is_relative_to(REPOSITORY)
    allowed_here = _ALLOWED_IN_REPOSITORY if in_repository else _ALLOWED
    if not any(path.is_relative_to(allowed) for allowed in allowed_here):
        raise WroteOutsideTemporaryFolder(str(path))


sys.addaudithook(_guard)


@pytest.fixture(autouse=True)
def _house_rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no test write outside temporary folders or reach another machine."""
    global _guard_is_on  # noqa: PLW0603  (an audit hook cannot be removed, only switched off)
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: object) -> object:
        if self.family == getattr(socket, "AF_UNIX", None):
            return connect(self, address)  # type: ignore[arg-type]
        if isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1", "localhost"):
            return connect(self, address)
        raise UsedTheNetwork(str(address))

    monkeypatch.setattr(socket.socket, "connect", local_only)
    _guard_is_on = True
    yield
    _guard_is_on = False


@pytest.fixture(scope="session")
def built_in() -> Pipeline:
    """The built-in Dutch pipeline."""
    return load_pipeline(BUILT_IN)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Dutch pipeline trained on the spot, on disk: tagger, morphologizer, lemmatizer, parser-free."""
    return train_tiny_pipeline(tmp_path_factory.mktemp("model") / "nl_tiny")


@pytest.fixture(scope="session")
def trained(tiny_model: Path) -> Pipeline:
    """The tiny trained pipeline, loaded as a user's model is."""
    return load_pipeline(str(tiny_model))


@pytest.fixture(scope="session")
def jim() -> Codebook:
    """The codebook that codeer ships."""
    return load_codebook(REPOSITORY / "codeboeken" / "jim.yaml")


CODEBOOK = """\
naam: proef
codes:
  - id: band
    naam: Vertrouwensband
    trefwoorden: [vertrouwen, klik]
    patronen:
      - patroon: kwijt kunnen
        gewicht: 0.8
    uitzonderingen: [vertrouwen in de uitslag]
  - id: gemak
    naam: Laagdrempeligheid
    patronen: [opbellen, +drempel, binnenlopen]
"""

INTERVIEW = """\
Datum: 1 maart 2024
Respondent: J01

I: Hoe is dat met je JIM?
R: Ik kan bij haar alles kwijt. [lacht] Ze belde mij gisteren op.
I: En verder?
R: Niks eigenlijk. Het regende om 10:30 nog.
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project as the current folder: one codebook, one interview (J01)."""
    (tmp_path / "codeboeken").mkdir()
    (tmp_path / "codeboeken" / "proef.yaml").write_text(CODEBOOK, encoding="utf-8")
    (tmp_path / "transcripten").mkdir()
    (tmp_path / "transcripten" / "J01.txt").write_text(INTERVIEW, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path
