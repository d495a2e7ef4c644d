"""Bugs and Ctrl-C: exit codes, nothing of an interview in a report, old files whole."""

import tempfile
from pathlib import Path

import pytest

from codeer.cli import run
from codeer.model import Interview
from codeer.project import Project
from tests.workflow.support import add_transcript, content_of

SECRET = "Ik kan bij haar alles kwijt"


@pytest.fixture
def logs(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where logs of bugs go in this test."""
    folder = tmp_path_factory.mktemp("logs")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def bug(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make suggesting fail with interview text in the message and in a local variable."""

    def tokenise(interview: Interview, _pipeline: object) -> None:
        text = interview.source.text
        try:
            raise ValueError(text)
        except ValueError as error:
            raise RuntimeError(f"kapot bij: {text}") from error

    monkeypatch.setattr("codeer.workflow.pattern_search.tokenise", tokenise)


def raise_interrupt(*_arguments: object) -> None:
    raise KeyboardInterrupt


# --- a bug ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("bug")
def test_a_bug_exits_with_3_and_names_its_log(
    project: Path, logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["suggest"]) == 3

    (log,) = logs.iterdir()
    said = capsys.readouterr().err
    assert str(log) in said
    assert "Dit is een fout in codeer zelf (RuntimeError)" in said


@pytest.mark.usefixtures("bug")
def test_a_bug_shows_nothing_of_an_interview(
    project: Path, logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["suggest"])
    shown = capsys.readouterr()

    assert SECRET not in shown.out + shown.err
    assert "Traceback" not in shown.out + shown.err


@pytest.mark.usefixtures("bug")
def test_the_log_of_a_bug_holds_nothing_of_an_interview(project: Path, logs: Path) -> None:
    run(["suggest"])

    text = next(logs.iterdir()).read_text(encoding="utf-8")
    assert SECRET not in text
    assert "J01" not in text


@pytest.mark.usefixtures("bug")
def test_the_log_of_a_bug_says_where_it_is(project: Path, logs: Path) -> None:
    run(["suggest"])

    text = next(logs.iterdir()).read_text(encoding="utf-8")
    assert "suggest.py:" in text
    assert "in tokenise" in text
    assert text.rstrip().endswith("RuntimeError")


@pytest.mark.usefixtures("bug")
def test_a_bug_leaves_nothing_behind(project: Path, logs: Path) -> None:
    before = content_of(project)
    run(["suggest"])

    assert content_of(project) == before


@pytest.mark.usefixtures("bug")
def test_a_log_that_cannot_be_written_is_shown_instead(
    project: Path, logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.rmdir()

    assert run(["suggest"]) == 3
    said = capsys.readouterr().err
    assert "in tokenise" in said
    assert SECRET not in said


# --- Ctrl-C --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    [
        "codeer.workflow.suggest.read_interviews",
        "codeer.workflow.pattern_search.tokenise",
        "codeer.store.recording._add_text",
        "codeer.reports.output_files.os.fsync",
    ],
    ids=["reading", "coding", "recording", "writing"],
)
def test_ctrl_c_exits_with_130(project: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.setattr(place, raise_interrupt)

    assert run(["suggest"]) == 130


def test_ctrl_c_says_that_the_old_files_are_whole(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("codeer.workflow.pattern_search.tokenise", raise_interrupt)
    run(["suggest"])

    assert "Onderbroken" in capsys.readouterr().err


def test_ctrl_c_while_coding_changes_no_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(["suggest"])
    run(["rapport"])
    add_transcript(project, "J02.txt", "I: Hoe is dat?", "R: Ze belde mij op.")
    before = content_of(project)
    monkeypatch.setattr("codeer.workflow.pattern_search.tokenise", raise_interrupt)

    run(["suggest"])

    assert content_of(project) == before


def test_ctrl_c_while_recording_keeps_the_previous_run(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(["suggest"])
    table = (project / "output" / "suggesties.csv").read_bytes()
    with monkeypatch.context() as interrupted:
        interrupted.setattr("codeer.store.recording._add_text", raise_interrupt)
        run(["suggest", "--drempel", "0.9"])

    store, record = Project(project).open_store()
    with store:
        assert (record.id, record.threshold) == (1, 0.5)
        assert len(store.fetch_suggestions(record.id, 0)) == 2
    assert (project / "output" / "suggesties.csv").read_bytes() == table


def test_ctrl_c_while_writing_keeps_the_old_files_and_no_temporary_ones(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(["suggest"])
    run(["rapport"])
    before = content_of(project / "output")
    monkeypatch.setattr("codeer.reports.output_files.os.fsync", raise_interrupt)

    run(["suggest", "--drempel", "0.9"])
    run(["rapport"])

    assert content_of(project / "output") == before


def test_ctrl_c_in_the_first_run_leaves_a_project_that_works(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as interrupted:
        interrupted.setattr("codeer.store.recording._add_text", raise_interrupt)
        run(["suggest"])

    assert run(["rapport"]) == 1
    assert run(["suggest"]) == 0
    assert run(["rapport"]) == 0
