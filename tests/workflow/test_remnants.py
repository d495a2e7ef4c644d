"""Finding files in which words of a respondent stand."""

import zipfile
from pathlib import Path

import pytest

from codeer.workflow.remnants import choose_sentences, find_files, find_mentions

SAID = "Ja. Wij fietsten elke zondag naar zee. [lacht] Café «Zuid» was dan nog lang open."
NEEDLES = choose_sentences([SAID])


def make(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_what_everybody_says_is_no_sign() -> None:
    assert NEEDLES == (b"Wij fietsten elke zondag naar zee.", b"was dan nog lang open.")


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
def test_words_are_found_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = make(tmp_path, "citaten.txt", SAID.encode(encoding))

    assert list(find_mentions([path], NEEDLES)) == [path]


def test_words_are_found_in_what_is_packed(tmp_path: Path) -> None:
    path = tmp_path / "pakket.codeer"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("inhoud.json", f'{{"tekst": "{SAID * 50}"}}')

    assert list(find_mentions([path], NEEDLES)) == [path]


def test_other_words_are_passed_over(tmp_path: Path) -> None:
    path = make(tmp_path, "a.txt", b"Wij fietsten nooit. JIM01")

    assert list(find_mentions([path], NEEDLES, "M01")) == []


def test_a_respondent_code_counts_as_a_word_of_its_own(tmp_path: Path) -> None:
    path = make(tmp_path, "a.csv", b"J01.txt;J01;jongere")

    assert list(find_mentions([path], (), "J01")) == [path]


def test_a_file_that_cannot_be_looked_into_may_hold_the_words(tmp_path: Path) -> None:
    gone = tmp_path / "bezet.docx"

    assert list(find_mentions([gone], NEEDLES)) == [gone]


def test_every_kind_of_file_that_codeer_exports_is_looked_into(tmp_path: Path) -> None:
    names = sorted(f"o.{suffix}" for suffix in "conll csv jsonl parquet qdc qdpx xlsx".split())
    for name in names:
        make(tmp_path, name, b"")

    assert [path.name for path in find_files(tmp_path)] == names


def test_hidden_folders_and_media_are_left_out(tmp_path: Path) -> None:
    for name in (".venv/a.txt", "opname.mp3", "map/b.md", "c.xlsx"):
        make(tmp_path, name, b"")

    assert [path.name for path in find_files(tmp_path)] == ["c.xlsx", "b.md"]
