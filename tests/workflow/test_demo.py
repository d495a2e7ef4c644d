"""Setting up the sample as a project."""

from pathlib import Path

import pytest

from codeer.errors import DemoFolderInUse
from codeer.workflow.demo import prepare_demo, sample_folder
from tests.workflow.support import content_of


def test_the_sample_is_copied_whole(tmp_path: Path) -> None:
    prepare_demo(tmp_path / "demo")

    for name in ("codeboeken", "transcripten_voorbeeld"):
        assert content_of(tmp_path / "demo" / name) == content_of(sample_folder() / name)


def test_the_project_is_the_folder(tmp_path: Path) -> None:
    assert prepare_demo(tmp_path / "demo").folder == tmp_path / "demo"


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    prepare_demo(tmp_path)

    assert (tmp_path / "codeboeken" / "jim.yaml").is_file()


def test_a_folder_of_an_earlier_demo_keeps_what_the_user_changed(tmp_path: Path) -> None:
    prepare_demo(tmp_path)
    (tmp_path / "codeboeken" / "jim.yaml").write_text("mijn versie")

    prepare_demo(tmp_path)

    assert (tmp_path / "codeboeken" / "jim.yaml").read_text() == "mijn versie"


def test_a_folder_with_other_files_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "scriptie.docx").write_text("hoofdstuk 1")
    before = content_of(tmp_path)

    with pytest.raises(DemoFolderInUse):
        prepare_demo(tmp_path)

    assert content_of(tmp_path) == before


def test_a_file_in_place_of_the_folder_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("x")

    with pytest.raises(DemoFolderInUse):
        prepare_demo(tmp_path / "demo")

    assert (tmp_path / "demo").read_text() == "x"
