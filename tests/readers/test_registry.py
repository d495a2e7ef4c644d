"""Finding transcripts, and choosing the reader by the end of the name."""

import os
from pathlib import Path

import pytest

from codeer.errors import (
    DuplicateTranscript,
    MissingSource,
    NoTranscripts,
    UnsupportedFormat,
)
from codeer.readers import READERS, SUPPORTED, LabelHints, find_transcripts, read_source

REPOSITORY = Path(__file__).parents[2]
TURNS = "I: Hoe?\nR: Zo.\n"


def make(folder: Path, *names: str) -> Path:
    """Make files with an interview in them."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TURNS, encoding="utf-8")
    return folder


def names(*sources: Path) -> list[str]:
    return [name for _, name in find_transcripts(sources)[0]]


# --- every format is tested and documented -------------------------------------------------------


@pytest.mark.parametrize("suffix", READERS)
def test_each_reader_has_a_test_module(suffix):
    assert (Path(__file__).parent / f"test_{READERS[suffix]}.py").is_file()


@pytest.mark.parametrize("suffix", READERS)
def test_each_format_is_documented_for_researchers(suffix):
    pages = [
        REPOSITORY / "transcripten_voorbeeld" / "README.md",
        *(REPOSITORY / "docs").glob("*.md"),
    ]

    assert any(f"{suffix}" in page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize("suffix", READERS)
def test_each_format_is_named_in_the_message_on_what_is_supported(suffix):
    assert suffix in SUPPORTED.split(", ")


# --- what is found -------------------------------------------------------------------------------


def test_a_folder_is_searched_to_the_bottom_and_names_keep_their_folder(tmp_path):
    make(tmp_path, "P01.txt", "jongeren/J01.txt", "jongeren/ronde 2/J02.txt")

    assert names(tmp_path) == ["P01.txt", "jongeren/J01.txt", "jongeren/ronde 2/J02.txt"]


def test_all_formats_are_found_beside_each_other(tmp_path):
    make(tmp_path, *(f"J0{number}{suffix}" for number, suffix in enumerate(READERS)))

    assert len(names(tmp_path)) == len(READERS)


@pytest.mark.parametrize("name", ["J01.TXT", "J01.Docx", "J01.VTT", "J01.Srt", "J01.MD"])
def test_capitals_in_the_suffix_do_not_matter(tmp_path, name):
    assert names(make(tmp_path, name)) == [name]


def test_transcripts_come_in_the_order_of_their_names(tmp_path):
    make(tmp_path, "b.txt", "c/a.txt", "a.txt", "C.txt")

    assert names(tmp_path) == sorted(names(tmp_path)) == ["C.txt", "a.txt", "b.txt", "c/a.txt"]


def test_a_single_file_is_named_without_its_folder(tmp_path):
    make(tmp_path, "jongeren/J01.txt")

    assert names(tmp_path / "jongeren" / "J01.txt") == ["J01.txt"]


def test_several_files_and_folders_may_be_given_together(tmp_path):
    make(tmp_path, "jongeren/J01.txt", "ouders/O01.txt", "P01.txt")

    assert names(tmp_path / "jongeren", tmp_path / "ouders", tmp_path / "P01.txt") == [
        "J01.txt",
        "O01.txt",
        "P01.txt",
    ]


@pytest.mark.parametrize(
    "name",
    [
        ".J01.txt",
        "~$J01.docx",
        ".git/J01.txt",
        "map/.verborgen/J01.txt",
        "._J01.docx",
        "__MACOSX/J01.docx",
        "README.md",
        "leesmij.txt",
        "Lees mij.txt",
        "map/readme.txt",
    ],
)
def test_hidden_files_lock_files_and_notes_are_no_transcripts(tmp_path, name):
    make(tmp_path, "J02.txt", name)

    assert names(tmp_path) == ["J02.txt"]


def test_hidden_files_are_not_reported_as_passed_over(tmp_path):
    make(tmp_path, "J02.txt", ".DS_Store", "~$J02.docx")

    assert find_transcripts([tmp_path])[1] == []


def test_a_folder_whose_own_name_begins_with_a_dot_may_be_given(tmp_path):
    assert names(make(tmp_path / ".geheim", "J01.txt")) == ["J01.txt"]


def test_files_of_another_kind_are_passed_over_and_reported(tmp_path):
    make(tmp_path, "J01.txt", "J01.mp3", "sub/planning.xlsx", "oud.doc")
    passed_over = find_transcripts([tmp_path])[1]

    assert [path.name for path in passed_over] == ["J01.mp3", "oud.doc", "planning.xlsx"]


def test_a_folder_that_is_named_like_a_transcript_is_no_transcript(tmp_path):
    make(tmp_path, "J01.txt/J02.txt")

    assert names(tmp_path) == ["J01.txt/J02.txt"]


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["opname.mp3", "oud.doc", "verslag.pages", "zonder_eind", "J01.wpd"]
)
def test_a_file_of_an_unknown_kind_that_is_given_itself_is_an_error(tmp_path, name):
    make(tmp_path, name)

    with pytest.raises(UnsupportedFormat, match=r"\.docx") as caught:
        find_transcripts([tmp_path / name])
    assert caught.value.path == tmp_path / name


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(NoTranscripts, match=r"\.vtt"):
        find_transcripts([tmp_path])


def test_a_folder_with_only_other_files_is_an_error(tmp_path):
    with pytest.raises(NoTranscripts):
        find_transcripts([make(tmp_path, "opname.mp3", "README.md", ".J01.txt")])


def test_one_empty_folder_among_several_is_an_error(tmp_path):
    make(tmp_path, "vol/J01.txt")
    (tmp_path / "leeg").mkdir()

    with pytest.raises(NoTranscripts) as caught:
        find_transcripts([tmp_path / "vol", tmp_path / "leeg"])
    assert caught.value.path == tmp_path / "leeg"


def test_a_path_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(MissingSource, match="weg"):
        find_transcripts([tmp_path / "weg"])


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_nothing_is_an_error(tmp_path):
    (tmp_path / "J01.txt").symlink_to(tmp_path / "weg.txt")

    with pytest.raises(MissingSource):
        find_transcripts([tmp_path / "J01.txt"])


def test_the_same_name_in_two_given_folders_is_an_error_with_both_places(tmp_path):
    make(tmp_path, "ronde1/J01.txt", "ronde2/J01.txt")

    with pytest.raises(DuplicateTranscript) as caught:
        find_transcripts([tmp_path / "ronde1", tmp_path / "ronde2"])
    for folder in ("ronde1", "ronde2"):
        assert str(tmp_path / folder / "J01.txt") in str(caught.value)


def test_the_same_name_in_two_folders_below_the_given_one_is_fine(tmp_path):
    make(tmp_path, "ronde1/J01.txt", "ronde2/J01.txt")

    assert names(tmp_path) == ["ronde1/J01.txt", "ronde2/J01.txt"]


def test_the_same_stem_in_two_formats_are_two_transcripts(tmp_path):
    assert names(make(tmp_path, "J01.txt", "J01.vtt")) == ["J01.txt", "J01.vtt"]


def test_a_file_that_is_given_twice_is_one_transcript(tmp_path):
    make(tmp_path, "J01.txt")

    assert names(tmp_path, tmp_path / "J01.txt", tmp_path) == ["J01.txt"]


def test_a_file_given_beside_the_folder_above_its_own_is_one_transcript(tmp_path):
    """Not twice, as J01.txt and as jongeren/J01.txt: its fragments would count double."""
    make(tmp_path, "jongeren/J01.txt")

    assert len(names(tmp_path, tmp_path / "jongeren" / "J01.txt")) == 1


# --- reading many --------------------------------------------------------------------------------


def test_a_label_that_is_no_speaker_here_is_one_elsewhere(tmp_path):
    make(tmp_path, "a.txt", "sub/b.txt")
    transcripts, _ = find_transcripts([tmp_path])
    hints = {"a.txt": LabelHints(not_speakers=frozenset({"r"})), "sub/b.txt": LabelHints()}

    sources = [read_source(path, name, hints[name]) for path, name in transcripts]

    assert [len(source.turns) for source in sources] == [1, 2]


def test_a_source_has_the_name_that_it_was_found_under(tmp_path):
    ((path, name),), _ = find_transcripts([make(tmp_path, "sub/b.txt")])

    assert read_source(path, name, LabelHints()).name == "sub/b.txt"
