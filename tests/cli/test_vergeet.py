"""codeer vergeet: it shows, asks, and then does it."""

import io
from pathlib import Path

import pytest

from codeer.cli import run
from tests.workflow.coders import decide, make_suggestions
from tests.workflow.support import add_transcript, content_of


class Keyboard(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def decided(project: Path) -> Path:
    """The small project with a decision, and a conversation of mother and son."""
    add_transcript(project, "G01.txt", "I: Hoe?", "Moeder: Zo is dat.", "Jongere: Nou ja.")
    make_suggestions(project)
    decide(project, "Anna", "Ze belde mij gisteren op.", "gemak")
    return project


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard(text))


def test_it_shows_what_goes(decided: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["vergeet", "J01"])
    shown = capsys.readouterr().out

    assert "Dit verdwijnt van J01: 2 suggesties, 1 besluit, van Anna" in shown
    assert "transcripten/J01.txt" in shown
    assert "output/suggesties.csv" in shown


def test_without_a_terminal_it_asks_for_ja_and_changes_nothing(
    decided: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content_of(decided)

    assert run(["vergeet", "J01"]) == 1
    assert "Zonder vraag vooraf: codeer vergeet J01 --ja" in capsys.readouterr().err
    assert content_of(decided) == before


def test_the_code_typed_over_confirms(
    decided: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, "J01\n")

    assert run(["vergeet", "J01"]) == 0
    assert "Typ J01 om dit voorgoed te verwijderen" in capsys.readouterr().out
    assert not (decided / "transcripten" / "J01.txt").exists()


@pytest.mark.parametrize("typed", ["", "\n", "ja\n", "j01\n"])
def test_anything_else_typed_changes_nothing(
    decided: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: str,
) -> None:
    before = content_of(decided)
    type_in(monkeypatch, typed)

    assert run(["vergeet", "J01"]) == 1
    assert "Er is niets verwijderd" in capsys.readouterr().err
    assert content_of(decided) == before


def test_ja_removes_without_a_question(decided: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["vergeet", "J01", "--ja"]) == 0
    assert "J01 is verwijderd." in capsys.readouterr().out


def test_a_conversation_of_more_people_is_announced_as_such(
    decided: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["vergeet", "G01 Moeder", "--ja"]) == 0
    shown = capsys.readouterr()

    assert "Uit gesprekken met anderen, alleen de eigen beurten:" in shown.out
    assert "lees ze na" in shown.err


def test_an_unknown_respondent_is_an_error(
    decided: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["vergeet", "J99", "--ja"]) == 1
    assert "onbekend: respondent 'J99'" in capsys.readouterr().err


def test_suggest_refuses_a_respondent_who_is_back(
    decided: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (decided / "transcripten" / "J01.txt").read_bytes()
    run(["vergeet", "J01", "--ja"])
    (decided / "transcripten" / "J01.txt").write_bytes(text)
    capsys.readouterr()

    assert run(["suggest"]) == 1
    error = capsys.readouterr().err
    assert "J01.txt: hier spreekt J01, die op verzoek is verwijderd" in error
    assert "Verwijder dit bestand" in error


def test_project_is_where_the_database_stands(
    decided: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("ergens"))

    assert run(["vergeet", "J01", "--ja", "--project", str(decided)]) == 0
    assert not (decided / "transcripten" / "J01.txt").exists()


def test_loose_files_are_listed_and_go_only_when_asked(
    decided: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loose = decided / "citaten.md"
    loose.write_text("> Het regende om 10:30 nog.", encoding="utf-8")

    assert run(["vergeet", "J01"]) == 1
    assert "Ook die bestanden verwijderen: geef --ook-losse-bestanden" in capsys.readouterr().err
    assert loose.exists()

    assert run(["vergeet", "J01", "--ja", "--ook-losse-bestanden"]) == 0
    assert "citaten.md" in capsys.readouterr().out
    assert not loose.exists()
