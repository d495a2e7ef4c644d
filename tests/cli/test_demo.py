"""codeer demo: the sample as a project, from nothing to a report."""

import shutil
from pathlib import Path

import pytest

from codeer.cli import run
from tests.conftest import CODEBOOK, INTERVIEW
from tests.workflow.support import content_of

RESULTS = {
    "suggesties.csv",
    "themafrequenties.csv",
    "themafrequenties_breed.csv",
    "respondenten.csv",
    "fragmenten.csv",
    "samenhang.csv",
    "verzadiging.csv",
    "verloop.csv",
    "citaten.csv",
    "rapport.html",
    "verantwoording.md",
    "verantwoording.json",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    (tmp_path / "hier").mkdir()
    monkeypatch.chdir(tmp_path / "hier")
    return tmp_path / "hier"


@pytest.fixture
def small_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sample of one interview instead of the shipped one, for speed."""
    sample = tmp_path / "voorbeeld"
    (sample / "codeboeken").mkdir(parents=True)
    (sample / "codeboeken" / "proef.yaml").write_text(CODEBOOK, encoding="utf-8")
    (sample / "transcripten_voorbeeld").mkdir()
    (sample / "transcripten_voorbeeld" / "J01.txt").write_text(INTERVIEW, encoding="utf-8")
    monkeypatch.setattr("codeer.workflow.demo.sample_folder", lambda: sample)
    return sample


def test_demo_makes_a_project_with_all_results_of_the_shipped_sample(here: Path) -> None:
    assert run(["demo"]) == 0

    assert {path.name for path in (here / "codeer-demo" / "output").iterdir()} == RESULTS


def test_demo_shows_suggestions_and_report(
    here: Path, small_sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["demo", "proef"])
    said = capsys.readouterr().out

    assert "alle personen en gesprekken zijn verzonnen" in said
    assert "2 suggesties" in said
    assert "Thema's naar respondentgroep" in said


def test_demo_in_a_folder_of_an_earlier_demo_gives_the_same_results(
    here: Path, small_sample: Path
) -> None:
    run(["demo", "proef"])
    first = (here / "proef" / "output" / "suggesties.csv").read_bytes()

    assert run(["demo", "proef"]) == 0
    assert (here / "proef" / "output" / "suggesties.csv").read_bytes() == first


def test_demo_uses_the_codebook_that_the_user_changed(here: Path, small_sample: Path) -> None:
    run(["demo", "proef"])
    codebook = here / "proef" / "codeboeken" / "proef.yaml"
    codebook.write_text("naam: eigen\ncodes:\n  - id: weer\n    trefwoorden: [regenen]\n")
    run(["demo", "proef"])

    assert b";weer;" in (here / "proef" / "output" / "suggesties.csv").read_bytes()


def test_the_folder_of_a_demo_is_a_project_for_the_other_commands(
    here: Path, small_sample: Path
) -> None:
    run(["demo", "proef"])
    shutil.rmtree(here / "proef" / "output")

    assert run(["suggest", "--project", "proef"]) == 0
    assert run(["rapport", "--project", "proef"]) == 0


def test_demo_refuses_a_folder_with_other_files_and_leaves_it_as_it_was(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "scriptie").mkdir()
    (here / "scriptie" / "hoofdstuk.docx").write_text("inleiding")
    before = content_of(here)

    assert run(["demo", "scriptie"]) == 1
    assert "codeer demo MAP" in capsys.readouterr().err
    assert content_of(here) == before


def test_demo_refuses_a_file_and_names_a_way_on_that_demo_has(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """demo has no option --uit."""
    (here / "proef").write_text("aantekeningen")

    assert run(["demo", "proef"]) == 1
    said = capsys.readouterr().err
    assert "proef" in said
    assert "--uit" not in said
