"""The same conversation as other programs write it is the same conversation to codeer."""

import io
from pathlib import Path

import docx
import pytest

from codeer.casting import cast_interviews, label_hints
from codeer.model import Interview
from codeer.readers import READERS, read_source
from codeer.study import DEFAULT_STUDY

FOLDER = Path(__file__).parent
FILES = [
    "teams.vtt",
    "teams_oud.vtt",
    "teams.txt",
    "zoom.vtt",
    "whisperx.srt",
    "amberscript.txt",
    "amberscript.srt",
    "f4.txt",
    "otter.txt",
    "word_transcriptie.txt",
    "noscribe.txt",
    "kladblok.txt",
    "oral_history.txt",
    "pandoc.md",
    "noscribe.vtt",
    "whisperx.json",
    "whispercpp.json",
    "amberscript.json",
    "otranscribe.otr",
    "otranscribe.txt",
    "otranscribe.md",
    "kaldi.stm",
]
CUE_TIMES = [3.12, 6.01, 12, 15]
LABEL_TIMES = [3, 6, 12, 15]
TIMES = {
    "teams.vtt": CUE_TIMES,
    "teams_oud.vtt": CUE_TIMES,
    "teams.txt": [3, 6, 3598, 3602],
    "zoom.vtt": CUE_TIMES,
    "whisperx.srt": CUE_TIMES,
    "amberscript.txt": LABEL_TIMES,
    "amberscript.srt": CUE_TIMES,
    "f4.txt": [0, 3.2, 11.3, 14.9],
    "otter.txt": LABEL_TIMES,
    "word_transcriptie.txt": LABEL_TIMES,
    "noscribe.vtt": CUE_TIMES,
    "whisperx.json": CUE_TIMES,
    "whispercpp.json": CUE_TIMES,
    "amberscript.json": CUE_TIMES,
    "otranscribe.otr": LABEL_TIMES,
    "otranscribe.txt": LABEL_TIMES,
    "otranscribe.md": LABEL_TIMES,
    "kaldi.stm": CUE_TIMES,
}
"""When the turns begin; the other files have no times."""
SENTENCES = [
    "Ja, eh, dat is mijn tante.",
    "Die ken ik al mijn hele leven.",
    "Die vond het goed.",
]


def cast(path: Path) -> Interview:
    name = f"J07{path.suffix}"
    source = read_source(path, name, label_hints(DEFAULT_STUDY, name))
    interviews, errors = cast_interviews([source], DEFAULT_STUDY)
    assert errors == []
    return interviews[0]


def sentences(interview: Interview) -> list[str]:
    text = interview.source.text
    return [" ".join(text[s.start : s.end].split()) for s in interview.segments]


def make_teams_document(folder: Path, *, one_paragraph: bool) -> Path:
    """Write a .docx as Teams does: name and time, and the words below, in one or two paragraphs."""
    made = docx.Document()
    made.add_paragraph("Interview-20240312_100500-Opname van vergadering")
    made.add_paragraph("12 maart 2024, 09:05AM")
    made.add_paragraph("1u 2m 10s")
    spoken = [
        ("Noor de Wit", "0:03", "Hoe ben je bij je JIM gekomen?"),
        ("Daan Jansen", "0:06", "Ja, eh, dat is mijn tante. Die ken ik al mijn hele leven."),
        ("Noor de Wit", "59:58", "En wat vond je moeder ervan?"),
        ("Daan Jansen", "1:00:02", "Die vond het goed."),
    ]
    for speaker, time, words in spoken:
        paragraph = made.add_paragraph("")
        paragraph.add_run(speaker).bold = True
        paragraph.add_run(f"   {time}")
        if one_paragraph:
            paragraph.add_run("").add_break()
            paragraph.add_run(words)
        else:
            made.add_paragraph(words)
    buffer = io.BytesIO()
    made.save(buffer)
    path = folder / "teams.docx"
    path.write_bytes(buffer.getvalue())
    return path


@pytest.mark.parametrize("name", FILES)
def test_the_respondent_says_the_same_sentences_in_every_program(name):
    assert sentences(cast(FOLDER / name)) == SENTENCES


@pytest.mark.parametrize("name", FILES)
def test_there_is_one_interviewer_and_one_respondent_in_every_program(name):
    people = cast(FOLDER / name).cast.values()

    assert sorted("interviewer" if person is None else person.id for person in people) == [
        "J07",
        "interviewer",
    ]


@pytest.mark.parametrize("name", FILES)
def test_turns_begin_when_the_program_says(name):
    times = [turn.seconds for turn in cast(FOLDER / name).source.turns]

    assert times == TIMES.get(name, [None] * 4)


@pytest.mark.parametrize("one_paragraph", [True, False])
def test_turns_in_a_document_of_teams_begin_when_it_says(tmp_path, one_paragraph):
    turns = cast(make_teams_document(tmp_path, one_paragraph=one_paragraph)).source.turns

    assert [turn.seconds for turn in turns] == [3, 6, 3598, 3602]


@pytest.mark.parametrize("one_paragraph", [True, False])
def test_a_document_of_teams_gives_the_same_sentences(tmp_path, one_paragraph):
    path = make_teams_document(tmp_path, one_paragraph=one_paragraph)

    assert sentences(cast(path)) == SENTENCES


def test_every_file_in_this_folder_is_tested():
    kept = {path.name for path in FOLDER.iterdir() if path.suffix in READERS}

    assert kept - {"README.md"} == set(FILES)
