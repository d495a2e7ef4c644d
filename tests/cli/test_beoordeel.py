"""codeer beoordeel: its options, who codes, and what it does without a terminal."""

import importlib
import subprocess
import sys
import time
from pathlib import Path

import pytest

from codeer.cli import run
from codeer.project import Project
from codeer.review import terminal as terminal_module
from codeer.review.queue import Order, Selection
from codeer.workflow import review as review_module
from codeer.workflow.review import ReviewSession
from tests.review.study import record_study

beoordeel_module = importlib.import_module("codeer.cli.beoordeel")
needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty module")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return record_study(tmp_path).folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[ReviewSession]:
    """The sessions that were opened on a screen; the screen itself is left out."""
    sessions: list[ReviewSession] = []
    monkeypatch.setattr("codeer.cli.beoordeel._has_terminal", lambda: True)
    monkeypatch.setattr(terminal_module, "run_review", sessions.append)
    return sessions


def names(sessions: list[ReviewSession]) -> list[str]:
    return [session.coder for session in sessions]


# --- who codes -----------------------------------------------------------------------------------


def test_the_name_is_asked_once_and_remembered(
    folder: Path, opened: list[ReviewSession], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("builtins.input", lambda label: asked.append(label) or " Anna ")

    assert [run(["beoordeel"]), run(["beoordeel"])] == [0, 0]
    assert names(opened) == ["Anna", "Anna"]
    assert asked == ["Wie codeert er? Uw naam: "]


def test_codeur_goes_before_what_was_remembered(folder: Path, opened: list[ReviewSession]) -> None:
    run(["beoordeel", "--codeur", "Anna"])
    run(["beoordeel", "--codeur", "Bas"])
    run(["beoordeel"])

    assert names(opened) == ["Anna", "Bas", "Bas"]


def test_no_name_is_an_error_that_says_how_to_give_it(
    folder: Path,
    opened: list[ReviewSession],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "  ")

    assert run(["beoordeel", "--codeur", " "]) == 1
    assert "--codeur NAAM" in capsys.readouterr().err
    assert opened == []


def test_at_the_end_it_says_under_which_name_and_how_much(
    folder: Path, opened: list[ReviewSession], capsys: pytest.CaptureFixture[str]
) -> None:
    run(["beoordeel", "--codeur", "Anna"])

    assert "Bewaard als Anna: 0 van 4 antwoorden klaar." in capsys.readouterr().out


# --- what is shown -------------------------------------------------------------------------------


def selected(
    monkeypatch: pytest.MonkeyPatch, opened: list[ReviewSession], *options: str
) -> Selection:
    chosen: list[Selection] = []
    keep = review_module.open_review

    def open_review(project: Project, coder: str, selection: Selection) -> ReviewSession:
        chosen.append(selection)
        return keep(project, coder, selection)

    monkeypatch.setattr(review_module, "open_review", open_review)
    assert run(["beoordeel", "--codeur", "Anna", *options]) == 0
    return chosen[0]


def test_without_options_nothing_is_left_out(
    folder: Path, opened: list[ReviewSession], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert selected(monkeypatch, opened) == Selection()


def test_every_option_reaches_the_selection(
    folder: Path, opened: list[ReviewSession], monkeypatch: pytest.MonkeyPatch
) -> None:
    options = (
        "--volgorde onzeker --thema band --thema gemak --groep jongere --transcript J01 "
        "--herkomst patronen --drempel 0,25 --alles --steekproef 50% --startgetal 7"
    )

    assert selected(monkeypatch, opened, *options.split()) == Selection(
        order=Order.DOUBT,
        codes=("band", "gemak"),
        groups=("jongere",),
        transcripts=("J01",),
        engines=("patronen",),
        threshold=0.25,
        everything=True,
        share=0.5,
        seed=7,
    )


def test_blind_goes_with_what_does_not_look_at_suggestions(
    folder: Path, opened: list[ReviewSession], monkeypatch: pytest.MonkeyPatch
) -> None:
    options = "--blind --groep jongere --transcript J01 --steekproef 12,5".split()

    assert selected(monkeypatch, opened, *options) == Selection(
        groups=("jongere",), transcripts=("J01",), blind=True, share=0.125
    )


@pytest.mark.parametrize(
    "option", ["--thema band", "--herkomst patronen", "--drempel 0,6", "--volgorde score"]
)
def test_blind_refuses_what_would_tell_where_suggestions_are(
    folder: Path, opened: list[ReviewSession], capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert run(["beoordeel", "--codeur", "Anna", "--blind", *option.split()]) == 2
    assert f"{option.partition(' ')[0]} hoort niet bij --blind" in capsys.readouterr().err
    assert opened == []


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        ("--thema bant", 1, "onbekend: thema 'bant', bedoelde je 'band'?"),
        ("--groep kind", 1, "Bekend: gezin, jim, jongere, ouder, professional."),
        ("--transcript J99", 1, "onbekend: transcript 'J99'"),
        ("--herkomst x", 1, "onbekend: herkomst 'x'"),
        ("--drempel 0,99", 1, "geen enkel antwoord past bij deze keuze"),
        ("--drempel 2", 2, "--drempel"),
        ("--steekproef 0", 2, "een percentage, zoals 20%"),
        ("--steekproef 120%", 2, "een percentage, zoals 20%"),
        ("--steekproef veel", 2, "een percentage, zoals 20%"),
        ("--volgorde toeval", 2, "--volgorde"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_opened(
    folder: Path,
    opened: list[ReviewSession],
    capsys: pytest.CaptureFixture[str],
    options: str,
    code: int,
    message: str,
) -> None:
    assert run(["beoordeel", "--codeur", "Anna", *options.split()]) == code
    assert message in capsys.readouterr().err
    assert opened == []


def test_the_name_of_the_suggestions_is_no_name_for_a_coder(
    folder: Path, opened: list[ReviewSession], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["beoordeel", "--codeur", "Codeer"]) == 1
    assert "'Codeer' is de naam waaronder codeer zijn suggesties toont" in capsys.readouterr().err
    assert opened == []


# --- without a terminal, and in a real one -------------------------------------------------------


def test_before_suggest_it_says_what_to_do_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["beoordeel", "--project", str(tmp_path)]) == 1
    assert "Draai eerst: codeer suggest" in capsys.readouterr().err


def test_without_a_terminal_it_says_what_to_do_instead(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["beoordeel", "--codeur", "Anna"]) == 1
    assert "heeft een echt terminalvenster nodig" in capsys.readouterr().err


class Stream:
    def __init__(self, *, is_terminal: bool) -> None:
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.mark.parametrize("piped", ["stdin", "stdout", "stderr"])
def test_keys_screen_and_messages_all_need_the_terminal(
    monkeypatch: pytest.MonkeyPatch, piped: str
) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, Stream(is_terminal=name != piped))
    has_terminal = beoordeel_module._has_terminal()
    monkeypatch.undo()

    assert not has_terminal


def test_in_a_pipe_the_process_ends_with_one(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "codeer", "beoordeel"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "heeft een echt terminalvenster nodig" in done.stderr
    assert "Traceback" not in done.stderr


@needs_pty
def test_in_a_real_terminal_the_name_is_asked_and_a_decision_kept(folder: Path) -> None:
    from tests.review.support import open_terminal

    with open_terminal(["beoordeel"], folder) as terminal:
        terminal.wait_for("Uw naam: ")
        terminal.press("Anna\r")
        terminal.wait_for("kwijt")
        terminal.press("j")
        terminal.wait_for("✓")
        terminal.press("q")
        shown = terminal.wait_for("Tellen: codeer rapport")
        code = terminal.wait()

    assert code == 0
    assert "Bewaard als Anna: 0 van 4 antwoorden klaar." in shown
    store, _ = Project(folder).open_store()
    with store:
        assert [user for user, _ in store.log.fetch_verdicts()] == ["Anna"]


@needs_pty
@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x04", 1)], ids=["ctrl-c", "ctrl-d"])
def test_no_answer_to_who_codes_ends_quietly(folder: Path, key: str, code: int) -> None:
    from tests.review.support import open_terminal

    with open_terminal(["beoordeel"], folder) as terminal:
        terminal.wait_for("Uw naam: ")
        time.sleep(0.2)  # Python misses a Ctrl-C between asking and waiting
        terminal.press(key)
        shown = terminal.wait_for("Fout: ")

        assert terminal.wait() == code
    assert "Traceback" not in shown
