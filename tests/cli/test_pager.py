"""Showing long text a screen at a time: which pager, with what, and never through a file."""

import json
import os
import signal
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from codeer.cli.pager import ScreenPager, find_pager

LONG = "".join(f"regel {number}\n" for number in range(30))
SHORT = "regel 1\nregel 2\n"
needs_posix = pytest.mark.skipif(os.name != "posix", reason="the pagers are shell scripts")


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder with programs; no pager is chosen yet."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    for name in ("PAGER", "LESS", "LESSCHARSET"):
        monkeypatch.delenv(name, raising=False)
    return folder


def make_program(tools: Path, name: str, body: str = "import sys; sys.stdin.read()") -> Path:
    program = tools / name
    program.write_text(f"#!{sys.executable}\n{body}\n")
    program.chmod(0o755)
    return program


def make_witness(tools: Path, name: str) -> Path:
    """Make a pager that writes down with what it was called, and return where."""
    seen = tools / "gezien.json"
    make_program(
        tools,
        name,
        "import json, os, sys\n"
        f"json.dump([sys.argv[1:], dict(os.environ), sys.stdin.read()], open({str(seen)!r}, 'w'))",
    )
    return seen


def show(text: str, **terminal: object) -> str:
    """Show a text on a terminal of 24 lines and return what codeer wrote there itself."""
    file = StringIO()
    console = Console(
        file=file, force_terminal=True, highlight=False, width=80, height=24, **terminal
    )  # type: ignore[arg-type]
    with console.pager(ScreenPager(console), styles=True):
        console.print(text, end="", style="bold", soft_wrap=True)
    return file.getvalue()


# --- which ---------------------------------------------------------------------------------------


def test_without_a_pager_everything_is_printed_at_once(tools: Path) -> None:
    assert find_pager() is None
    assert "regel 29" in show(LONG)


@needs_posix
def test_less_gets_the_options_for_colour_and_for_one_screen(tools: Path) -> None:
    program = make_program(tools, "less")

    assert find_pager() == [str(program), "-R", "-F", "-X"]


@needs_posix
@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ("more", ["more"]),
        ("more -s", ["more", "-s"]),
        ("less -i -R", ["less", "-i", "-R", "-F", "-X"]),
        ("nergens", ["less", "-R", "-F", "-X"]),
        ("more 'half", ["less", "-R", "-F", "-X"]),
        ("", ["less", "-R", "-F", "-X"]),
        ("more; rm -rf x", ["less", "-R", "-F", "-X"]),
    ],
)
def test_the_users_own_pager_goes_first_and_less_stands_in(
    tools: Path, monkeypatch: pytest.MonkeyPatch, chosen: str, words: list[str]
) -> None:
    for name in ("less", "more"):
        make_program(tools, name)
    monkeypatch.setenv("PAGER", chosen)

    assert find_pager() == [str(tools / words[0]), *words[1:]]


@needs_posix
def test_a_pager_that_cannot_be_started_is_none(tools: Path) -> None:
    make_program(tools, "less").write_text("#!/nergens/python\n")

    assert "regel 29" in show(LONG)


# --- with what -----------------------------------------------------------------------------------


@needs_posix
def test_the_pager_gets_everything_with_its_colours(tools: Path) -> None:
    seen = make_witness(tools, "less")

    assert show(LONG, color_system="standard") == ""
    text = json.loads(seen.read_text())[2]
    assert "\x1b[1mregel 0" in text
    assert "regel 29" in text


@needs_posix
def test_less_keeps_no_history_and_runs_no_programs(tools: Path) -> None:
    seen = make_witness(tools, "less")
    show(LONG)

    environment = json.loads(seen.read_text())[1]
    assert (environment["LESSHISTFILE"], environment["LESSSECURE"]) == ("-", "1")
    assert "LESSSECURE" not in os.environ


@needs_posix
def test_another_name_for_less_shows_colours_too_unless_the_user_chose(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = make_witness(tools, "lezer")
    monkeypatch.setenv("PAGER", "lezer")

    show(LONG)
    assert json.loads(seen.read_text())[1]["LESS"] == "FRX"
    monkeypatch.setenv("LESS", "-i")
    show(LONG)
    assert json.loads(seen.read_text())[1]["LESS"] == "-i"


@needs_posix
@pytest.mark.parametrize("text", [SHORT, LONG], ids=["short", "long"])
def test_only_what_is_longer_than_the_screen_goes_to_the_pager(tools: Path, text: str) -> None:
    seen = make_witness(tools, "less")
    shown = show(text)

    assert seen.exists() == (text is LONG)
    assert bool(shown) == (text is SHORT)


@needs_posix
def test_a_terminal_that_knows_nothing_gets_no_pager(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = make_witness(tools, "less")
    monkeypatch.setenv("TERM", "dumb")

    assert "regel 29" in show(LONG)
    assert not seen.exists()


@needs_posix
@pytest.mark.parametrize("pager", ["less", ""], ids=["pager", "none"])
def test_text_goes_through_no_temporary_file(
    tools: Path, monkeypatch: pytest.MonkeyPatch, pager: str
) -> None:
    """As Python's own pager would, where there is no less."""

    def refuse(*_: object) -> None:
        raise AssertionError("a temporary file")

    if pager:
        make_program(tools, pager)
    monkeypatch.setattr("tempfile._get_candidate_names", refuse)

    assert bool(show(LONG)) == (not pager)


# --- leaving -------------------------------------------------------------------------------------


@needs_posix
def test_who_leaves_early_leaves_without_error(tools: Path) -> None:
    """The text is longer than a pipe holds, so that somebody still writes when the pager is gone."""
    make_program(tools, "less", "")

    assert show(LONG * 1000) == ""


@needs_posix
def test_ctrl_c_is_for_the_pager(tools: Path) -> None:
    make_program(
        tools,
        "less",
        "import os, signal, sys; os.kill(os.getppid(), signal.SIGINT); sys.stdin.read()",
    )
    before = signal.getsignal(signal.SIGINT)

    assert show(LONG) == ""
    assert signal.getsignal(signal.SIGINT) is before
