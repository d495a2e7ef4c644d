"""An import that was cut short goes on; a folder in which something else lives is left alone."""

from pathlib import Path

import pytest

from codeer.workflow.new_project import is_free

FILES = {"transcripten/J01.txt": b"R: Ja.\n", "codeboeken/proef.yaml": b"naam: proef\n"}


def put(folder: Path, name: str, content: bytes) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)


def test_an_empty_folder_is_free(tmp_path: Path) -> None:
    assert is_free(tmp_path, FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_folder_with_a_part_of_the_same_files_is_free(tmp_path: Path, name: str) -> None:
    put(tmp_path, name, FILES[name])

    assert is_free(tmp_path, FILES)


def test_a_file_that_was_being_written_is_no_project(tmp_path: Path) -> None:
    put(tmp_path, "transcripten/.J01.txt.0123abcd-77.tmp", b"R: J")

    assert is_free(tmp_path, FILES)


@pytest.mark.parametrize(
    "name", ["transcripten/J01.txt", "codeboeken/ander.yaml", "mijn-onderzoek.yaml"]
)
def test_a_folder_with_anything_else_is_not_free(tmp_path: Path, name: str) -> None:
    put(tmp_path, name, b"iets anders")

    assert not is_free(tmp_path, FILES)
