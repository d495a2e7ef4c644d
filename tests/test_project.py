"""Where a project finds its transcripts, codebook, study design and database."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from codeer.errors import (
    CodebookMissing,
    MissingSource,
    NothingStored,
    OutputNotWritable,
    SettingsAmbiguous,
    StoreDamaged,
)
from codeer.project import Project
from codeer.study import DEFAULT_STUDY

STUDY = "naam: eigen opzet\ngroepen:\n  - naam: buur\n    prefix: B\n"


def test_the_database_stands_in_the_project_folder(tmp_path: Path) -> None:
    assert Project(tmp_path).store_path == tmp_path / "codeer.sqlite"


def test_results_go_to_the_output_folder(tmp_path: Path) -> None:
    assert Project(tmp_path).output == tmp_path / "output"


@pytest.mark.parametrize("name", ["transcripten", "transcripten_voorbeeld"])
def test_transcripts_are_found_in_a_folder_with_a_fixed_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()

    assert Project(tmp_path).find_sources() == [tmp_path / name]


def test_own_transcripts_go_before_the_sample(tmp_path: Path) -> None:
    for name in ("transcripten", "transcripten_voorbeeld"):
        (tmp_path / name).mkdir()

    assert Project(tmp_path).find_sources() == [tmp_path / "transcripten"]


def test_without_a_transcript_folder_the_message_names_the_usual_one(tmp_path: Path) -> None:
    with pytest.raises(MissingSource) as caught:
        Project(tmp_path).find_sources()

    assert caught.value.path == tmp_path / "transcripten"


def test_the_only_codebook_is_found(project: Path) -> None:
    assert Project(project).load_codebook(None).name == "proef"


def test_a_given_codebook_goes_before_the_folder(project: Path) -> None:
    given = project / "elders.yaml"
    given.write_text("naam: elders\ncodes:\n  - id: a\n", encoding="utf-8")

    assert Project(project).load_codebook(given).name == "elders"


def test_a_project_without_codebook_says_so(tmp_path: Path) -> None:
    with pytest.raises(CodebookMissing):
        Project(tmp_path).codebook_path(None)


def test_of_two_codebooks_none_is_chosen(project: Path) -> None:
    (project / "codeboeken" / "tweede.yml").write_text("naam: tweede")

    with pytest.raises(SettingsAmbiguous) as caught:
        Project(project).codebook_path(None)

    assert [path.name for path in caught.value.paths] == ["proef.yaml", "tweede.yml"]


def test_a_study_design_is_no_codebook(project: Path) -> None:
    (project / "codeboeken" / "proef-onderzoek.yaml").write_text(STUDY)

    assert Project(project).codebook_path(None).name == "proef.yaml"


def test_without_a_study_design_the_default_groups_hold(project: Path) -> None:
    assert Project(project).load_study(None) is DEFAULT_STUDY


@pytest.mark.parametrize("place", ["onderzoek.yaml", "codeboeken/proef-onderzoek.yaml"])
def test_a_study_design_is_found(project: Path, place: str) -> None:
    (project / place).write_text(STUDY)

    assert Project(project).load_study(None).name == "eigen opzet"


def test_a_given_study_design_goes_before_what_is_found(project: Path) -> None:
    (project / "onderzoek.yaml").write_text("naam: gevonden")
    given = project / "elders.yaml"
    given.write_text(STUDY)

    assert Project(project).load_study(given).name == "eigen opzet"


def test_of_two_study_designs_none_is_chosen(project: Path) -> None:
    (project / "onderzoek.yaml").write_text(STUDY)
    (project / "codeboeken" / "onderzoek.yaml").write_text(STUDY)

    with pytest.raises(SettingsAmbiguous) as caught:
        Project(project).load_study(None)

    assert caught.value.option == "--onderzoek"


def test_the_database_is_made_when_it_is_needed(tmp_path: Path) -> None:
    Project(tmp_path).create_store().close()

    assert (tmp_path / "codeer.sqlite").is_file()


def test_no_database_is_made_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputNotWritable) as caught:
        Project(tmp_path / "weg").create_store()

    assert caught.value.path == tmp_path / "weg"
    assert not (tmp_path / "weg").exists()


def test_opening_makes_no_database(tmp_path: Path) -> None:
    with pytest.raises(NothingStored):
        Project(tmp_path).open_store()

    assert list(tmp_path.iterdir()) == []


def test_a_database_without_a_run_has_nothing_stored(tmp_path: Path) -> None:
    Project(tmp_path).create_store().close()

    with pytest.raises(NothingStored):
        Project(tmp_path).open_store()


def test_a_file_of_another_program_is_no_database(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "codeer.sqlite")) as connection:
        connection.execute("CREATE TABLE recept (naam TEXT)")

    with pytest.raises(StoreDamaged):
        Project(tmp_path).open_store()
