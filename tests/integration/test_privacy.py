"""What every command promises: no network, nothing outside the project, nobody else can read it.

One walk through all commands in this process, with sockets forbidden; one in a process of its own, in an empty
network namespace, with strace around it and a umask that forbids nothing. Only sockets of the family AF_UNIX may
be: asyncio wakes itself up through a pair of them, and the C library asks nscd for the name of the user.
"""

import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer

from codeer.cli.app import app
from tests.conftest import UsedTheNetwork
from tests.integration.privacy import (
    SHOWING,
    STRACE,
    Done,
    Walk,
    can_run,
    find_families,
    holds_mark,
    left_in,
    read_done,
    review_with_pilot,
    walk_apart,
)

if sys.platform == "win32":
    pytest.skip("umask, strace and namespaces are Unix", allow_module_level=True)

_WRITES = re.compile(r'\bopen\w*\((?:AT_FDCWD, )?"([^"]*)", [^)\n]*(?:O_WRONLY|O_RDWR|O_CREAT)')
_MADE = re.compile(
    r'\b(?:open\w*|mkdir)\((?:AT_FDCWD, )?"([^"]*)", (?:[A-Z_|]*O_CREAT[A-Z_|]*, )?(0\d+)'
)
_TIME = re.compile(rb"20\d\d-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?|\d+ [a-z]+ 20\d\d, \d\d\.\d\d uur")
"""Moments, as files and as people write them."""
_NEVER_THE_SAME = (".sqlite", ".codeer", ".qdpx", "sleutel.json", "J03.docx")
"""They hold moments or random numbers."""
_SOCKETS = ("socket.__new__", "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg")
_LOOKUPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")

_attempts: list[str] = []
_is_banned = False


def _ban(event: str, arguments: tuple[object, ...]) -> None:
    if not _is_banned or event not in (*_SOCKETS, *_LOOKUPS):
        return
    family = arguments[1] if event == "socket.__new__" else getattr(arguments[0], "family", None)
    if event in _LOOKUPS or family != socket.AF_UNIX:
        _attempts.append(event)
        raise UsedTheNetwork(event)


sys.addaudithook(_ban)


@dataclass(frozen=True)
class Walked:
    """What a walk did and left."""

    root: Path
    done: list[Done]
    trace: str = ""
    is_cut_off: bool = False
    """It ran without a network."""

    def files(self) -> Iterator[Path]:
        """Yield what codeer wrote, and the user's own files in the same folders."""
        for name in ("project", "kluis", "tweede", "vreemd", "nieuw", "diep"):
            yield from (self.root / name).rglob("*")


@dataclass(frozen=True)
class Begun:
    """The walk in another process, which goes on while this process has its own."""

    root: Path
    process: "subprocess.Popen[str]"
    log: Path
    is_cut_off: bool


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begun]:
    root, log = tmp_path_factory.mktemp("apart"), tmp_path_factory.mktemp("logboek") / "trace"
    cut, trace = ("unshare", "-n"), (*STRACE, "-o", str(log))
    can_cut = can_run(*cut)
    around = (*(cut if can_cut else ()), *(trace if can_run(*trace) else ()))
    process = walk_apart(root, *around)
    yield Begun(root, process, log, can_cut)
    process.kill()
    process.communicate()


@pytest.fixture(scope="module")
def banned(tmp_path_factory: pytest.TempPathFactory, begun: Begun) -> Iterator[Walked]:
    """A walk in this process in which every socket and every look-up of an address is refused."""
    global _is_banned  # noqa: PLW0603  (an audit hook cannot be removed, only switched off)
    root = tmp_path_factory.mktemp("verboden")
    before, _is_banned = os.umask(0o022), True
    try:
        yield Walked(root, Walk(root, workers=1).all_commands(review_with_pilot))
    finally:
        _is_banned = False
        os.umask(before)


@pytest.fixture(scope="module")
def apart(begun: Begun) -> Walked:
    """A walk in a process of its own, with worker processes, traced and cut off where that can be."""
    _, errors = begun.process.communicate(timeout=600)
    assert begun.process.returncode == 0, errors[-3000:]
    trace = begun.log.read_text("utf-8", "replace") if begun.log.exists() else ""
    return Walked(begun.root, read_done(begun.root), trace, begun.is_cut_off)


@pytest.fixture
def trace(apart: Walked) -> str:
    """What the processes of that walk asked of the kernel."""
    if not apart.trace:
        pytest.skip("strace cannot run here")
    return apart.trace


# --- the walk itself -----------------------------------------------------------------------------


def test_every_command_is_walked_through(banned: Walked, apart: Walked) -> None:
    """So that a new command cannot be without these promises."""
    group = typer.main.get_command(app)
    commands = set(group.list_commands(typer.Context(group)))

    assert {done.command for done in banned.done} == commands
    assert {done.command for done in apart.done} == commands


def test_every_command_of_the_walks_does_its_work(banned: Walked, apart: Walked) -> None:
    assert [(d.arguments, d.err) for d in (*banned.done, *apart.done) if d.code] == []


# --- no network ----------------------------------------------------------------------------------


def test_the_ban_refuses_a_socket_and_a_look_up(banned: Walked) -> None:
    """Otherwise the next test proves nothing."""
    with pytest.raises(UsedTheNetwork):
        socket.socket(socket.AF_INET6)
    with pytest.raises(UsedTheNetwork):
        socket.getaddrinfo("localhost", 80)
    del _attempts[-2:]


def test_no_command_asks_for_a_socket(banned: Walked) -> None:
    assert _attempts == []


def test_the_kernel_sees_no_address_but_local_ones(trace: str) -> None:
    """In any process of the walk, workers included, and in any library that it loads."""
    assert find_families(trace) == {"AF_UNIX"}


def test_without_a_network_the_results_are_the_same_to_the_byte(
    banned: Walked, apart: Walked
) -> None:
    if not apart.is_cut_off:
        pytest.skip("only root may make an empty network namespace")
    contents = [
        {
            path.relative_to(walked.root).as_posix(): _TIME.sub(b"", path.read_bytes())
            for path in walked.files()
            if path.is_file() and ".codeer-cache" not in path.parts
            if not path.name.endswith(_NEVER_THE_SAME)
        }
        for walked in (banned, apart)
    ]

    assert sorted(contents[0]) == sorted(contents[1])
    assert [name for name, content in contents[0].items() if contents[1][name] != content] == []


# --- nothing elsewhere ---------------------------------------------------------------------------


def test_nothing_is_left_in_the_home_or_temporary_folders(apart: Walked) -> None:
    assert left_in(apart.root) == []


def test_nothing_of_an_interview_is_ever_written_outside_the_project(
    apart: Walked, trace: str
) -> None:
    """Also not for a moment: matplotlib's list of fonts and semaphores of workers are all there is."""
    inside = (apart.root, "/dev/null", "/dev/tty", "/dev/pts/", "/dev/ptmx", "/dev/shm/sem.")
    places = {path for path in _WRITES.findall(trace) if path.startswith("/")}
    temporary = {p for p in places if p.startswith(str(apart.root / "tmpdir"))}
    probes = {p for p in temporary if re.fullmatch(r"[a-z0-9_]{8}", Path(p).name)}

    assert {p for p in places if not p.startswith(tuple(map(str, inside)))} == set()
    assert {Path(p).name.partition("-")[0] for p in temporary - probes} == {"fontlist"}


def test_no_process_gets_text_as_argument_or_in_its_environment(trace: str) -> None:
    started = [line for line in trace.splitlines() if "execve(" in line]

    assert len(started) >= 4  # codeer, its workers, the review screen
    assert not any(holds_mark(line.encode()) for line in started)


def test_commands_that_show_no_text_show_none(banned: Walked, apart: Walked) -> None:
    quiet = [d for d in (*banned.done, *apart.done) if d.command not in SHOWING]

    assert [d.arguments for d in quiet if holds_mark(f"{d.out}{d.err}".encode())] == []


def test_messages_hold_no_text(banned: Walked, apart: Walked) -> None:
    assert [d for d in (*banned.done, *apart.done) if holds_mark(d.err.encode())] == []


# --- nobody else can read it ---------------------------------------------------------------------


@pytest.mark.parametrize("walk", ["banned", "apart"])
def test_what_codeer_makes_is_for_its_owner_only(walk: str, request: pytest.FixtureRequest) -> None:
    """With umask 022 and with 000."""
    walked: Walked = request.getfixturevalue(walk)
    made = [path for path in walked.files() if not _is_own(walked.root, path)]
    modes = {
        path.relative_to(walked.root).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in made
    }

    assert len(made) > 60
    assert {n: oct(m) for n, m in modes.items() if m not in (0o600, 0o700)} == {}
    assert all((modes[p.relative_to(walked.root).as_posix()] == 0o700) == p.is_dir() for p in made)


def test_folders_and_files_of_the_user_keep_their_permissions(banned: Walked) -> None:
    project = banned.root / "project"

    assert {stat.S_IMODE(p.stat().st_mode) for p in (project, project / "transcripten")} == {0o755}
    assert {stat.S_IMODE(p.stat().st_mode) for p in project.glob("transcripten/*")} == {0o644}


def test_nothing_is_open_to_others_while_it_is_written(apart: Walked, trace: str) -> None:
    """The journal of the database and half-written results as well."""
    made: dict[str, int] = {}
    for path, mode in _MADE.findall(trace):
        made.setdefault(path, int(mode, 8))  # SQLite names a mode for what is there already
    own = {p: m for p, m in made.items() if not _is_own(apart.root, apart.root / p)}
    inside = {p: m for p, m in own.items() if p.startswith(str(apart.root)) and "/tmpdir/" not in p}

    assert any(p.endswith("codeer.sqlite-journal") for p in inside)
    assert any(p.endswith(".tmp") for p in inside)
    assert {p: oct(m) for p, m in inside.items() if m & 0o077} == {}


def _is_own(root: Path, path: Path) -> bool:
    """Tell whether the user of the walk wrote this, and not codeer."""
    place = path.relative_to(root).parts if path.is_relative_to(root) else ()
    return (
        place[:1] == ("voorbeeld",)
        or place in {("project",), ("tweede",), ("vreemd",), ("kluis",), ("gedaan.json",)}
        or place[:2] in {("project", "transcripten"), ("project", "codeboeken")}
        or path.name in ("lijst.txt", "Anna.csv", "Bram.csv")
    )
