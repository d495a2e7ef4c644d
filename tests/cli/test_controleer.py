"""codeer controleer: shows how everything is read, exits with what suggest would, writes nothing."""

from pathlib import Path

import pytest

from codeer.cli import run
from tests.workflow.support import add_transcript, content_of


def test_a_sound_project_exits_with_0(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["controleer"]) == 0
    assert "In orde: 1 transcript," in capsys.readouterr().out


def test_a_problem_exits_with_1_and_goes_to_stderr(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_transcript(project, "P01.txt", "")

    assert run(["controleer"]) == 1
    shown = capsys.readouterr()
    assert "P01.txt: het bestand bevat geen tekst" in shown.err
    assert "In orde" not in shown.out


def test_all_problems_are_shown_at_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_transcript(project, "P01.txt", "")
    add_transcript(project, "X02.txt", "I: Hoi?", "R: Dag.")
    (project / "codeboeken" / "proef.yaml").write_text("naam: proef\ncoodes: []\n")

    run(["controleer"])
    said = capsys.readouterr().err

    assert all(name in said for name in ("P01.txt", "X02.txt", "proef.yaml"))


def test_what_can_be_read_is_shown_also_when_something_cannot(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_transcript(project, "P01.txt", "")
    run(["controleer"])

    assert "J01.txt" in capsys.readouterr().out


def test_the_table_shows_how_a_transcript_is_read(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Encoding, layout, who speaks and the number of words."""
    run(["controleer"])
    said = capsys.readouterr().out

    facts = ("utf-8", "dubbele punt", "I: interviewer", "R: J01, jongere", " 19 ")
    assert all(fact in said for fact in facts)


def test_the_codebook_and_study_are_shown(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["controleer"])
    said = capsys.readouterr().out

    assert "band, gemak (6 patronen en trefwoorden)" in said
    assert "onderzoek: standaard: jongere (J), ouder (O), jim (JIM), professional (P)" in said


def test_assumptions_are_shown(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_transcript(project, "J02.txt", "Sanne: Hoe is dat?", "Daan: Gaat wel.", "Sanne: O ja?")
    run(["controleer"])

    assert "J02.txt: aangenomen dat 'Sanne' de interviewer is" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["suggest"], ["suggest", "--taalmodel", "nl_weg"]], ids=str)
@pytest.mark.parametrize("name", ["J02.txt", "P01.txt"])
def test_controleer_exits_as_suggest_would(project: Path, name: str, command: list[str]) -> None:
    add_transcript(project, name, "" if name == "P01.txt" else "I: Hoi?", "R: Dag.")

    assert run(["controleer", *command[1:]]) == run(command)


def test_an_unknown_codering_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["controleer", "--codering", "onzin"]) == 1
    assert "Onbekende codering 'onzin'" in capsys.readouterr().err


def test_controleer_writes_nothing(project: Path) -> None:
    before = content_of(project)
    run(["controleer"])

    assert content_of(project) == before


def test_controleer_writes_nothing_after_suggest(project: Path) -> None:
    run(["suggest"])
    before = content_of(project)
    times = {path: path.stat().st_mtime_ns for path in project.rglob("*")}
    run(["controleer"])

    assert content_of(project) == before
    assert {path: path.stat().st_mtime_ns for path in project.rglob("*")} == times


def test_brackets_in_the_name_of_a_transcript_are_shown_as_they_are(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "transcripten" / "J01.txt").rename(project / "transcripten" / "J01 [def].txt")
    run(["controleer"])

    assert "J01 [def].txt" in capsys.readouterr().out
