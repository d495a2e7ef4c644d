"""What is written is valid by the official schema, the same every time, and holds the words it should."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from codeer.errors import QdaCheckFailed
from codeer.refi.schema import CODEBOOK, PROJECT, find_schema_errors
from codeer.refi.values import (
    QdaCase,
    QdaCode,
    QdaCoding,
    QdaNote,
    QdaProject,
    QdaSelection,
    QdaSource,
    QdaUser,
)
from codeer.refi.writing import write_codebook, write_project
from codeer.text import normalise

MADE = datetime(2026, 3, 1, 12, 30, 44, tzinfo=UTC)
TEXT = "I: Hoe gaat het?\nR: Goed 🙂, dank je.\n"
QUOTE = "Goed 🙂, dank"


def guid(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012d}"


ANNA, BRAM = QdaUser(guid(1), "Anna"), QdaUser(guid(2), "Bram")
BAND = QdaCode(guid(10), "Band", "Waar het over gaat", "#1b6ca8")
KLIK = QdaCode(guid(11), "Klik", color="", is_codable=False, parent=guid(10))
START = TEXT.index(QUOTE)
SELECTION = QdaSelection(
    guid=guid(20),
    start=START,
    end=START + len(QUOTE),
    name=QUOTE,
    codings=(
        QdaCoding(guid(30), guid(10), guid(1), "2026-03-01T10:00:00+00:00", notes=(guid(40),)),
        QdaCoding(guid(31), guid(10), guid(2), "2026-02-01T10:00:00+01:00"),
    ),
    notes=(guid(41),),
    user=guid(1),
)
SOURCE = QdaSource(
    guid=guid(50),
    name="gezin/G01.txt",
    text=TEXT,
    selections=(SELECTION,),
    codings=(QdaCoding(guid(32), guid(11), None),),
    values={"groep": "ouder"},
    notes=(guid(41),),
    description="Eerste gesprek",
)
WHOLE = QdaProject(
    name="proef",
    origin="codeer 0",
    users=(ANNA, BRAM),
    codes=(BAND, KLIK),
    variables=("groep",),
    cases=(QdaCase(guid(60), "G01", {"groep": "ouder"}, (guid(50),), (guid(20),)),),
    sources=(SOURCE,),
    notes=(
        QdaNote(guid(40), "Memo 1", "twijfel", guid(1), "2026-03-01T10:00:00+00:00"),
        QdaNote(guid(41), "Memo 2", "a < b & c"),
    ),
    description="Overgeslagen: geen",
)


def open_project(project: QdaProject) -> tuple[etree._Element, ZipFile]:
    archive = ZipFile(io.BytesIO(write_project(project, MADE)))
    return etree.fromstring(archive.read("project.qde")), archive


def find(root: etree._Element, path: str, space: str = PROJECT) -> list[etree._Element]:
    return root.findall("/".join(f"{{{space}}}{step}" for step in path.split("/")))


@pytest.mark.parametrize(
    "project",
    [
        WHOLE,
        QdaProject("leeg"),
        replace(WHOLE, users=(), codes=(), variables=(), cases=(), sources=(), notes=()),
        replace(WHOLE, sources=(replace(SOURCE, selections=(), codings=(), notes=(), values={}),)),
        replace(WHOLE, cases=(QdaCase(guid(60), "G01"),)),
    ],
    ids=["whole", "empty", "no containers", "bare source", "bare case"],
)
def test_every_project_is_valid_by_the_official_schema(project: QdaProject) -> None:
    root, _ = open_project(project)

    assert find_schema_errors(root) == ()


def test_there_are_no_empty_containers() -> None:
    root, _ = open_project(QdaProject("leeg"))

    assert list(root) == []


def test_the_parts_of_a_project_stand_in_the_order_of_the_schema() -> None:
    root, _ = open_project(WHOLE)

    assert [etree.QName(part).localname for part in root] == [
        "Users",
        "CodeBook",
        "Variables",
        "Cases",
        "Sources",
        "Notes",
        "Description",
    ]


def test_the_same_project_gives_the_same_bytes() -> None:
    elsewhere = MADE.astimezone(timezone(timedelta(hours=9)))

    assert write_project(WHOLE, MADE) == write_project(WHOLE, elsewhere)


def test_the_archive_has_the_project_and_a_lower_case_folder_with_texts() -> None:
    _, archive = open_project(WHOLE)

    assert archive.namelist() == ["project.qde", f"sources/{guid(50)}.txt"]
    assert {entry.date_time for entry in archive.infolist()} == {(2026, 3, 1, 12, 30, 44)}


def test_a_text_is_utf_8_without_bom_and_as_it_was() -> None:
    root, archive = open_project(WHOLE)
    (source,) = find(root, "Sources/TextSource")

    assert source.get("plainTextPath") == f"internal://{guid(50)}.txt"
    assert archive.read(f"sources/{guid(50)}.txt") == TEXT.encode()


def test_positions_count_code_points_and_exclude_the_end() -> None:
    root, _ = open_project(WHOLE)
    (selection,) = find(root, "Sources/TextSource/PlainTextSelection")
    start, end = (int(selection.get(f"{side}Position")) for side in ("start", "end"))

    assert TEXT[start:end] == selection.get("name") == QUOTE
    assert end - start == len(QUOTE)  # in UTF-16, as NVivo for Windows counts, it is one more


def test_each_coder_has_a_coding_of_the_selection() -> None:
    root, _ = open_project(WHOLE)
    codings = find(root, "Sources/TextSource/PlainTextSelection/Coding")

    assert [(c.get("creatingUser"), c.get("creationDateTime")) for c in codings] == [
        (guid(1), "2026-03-01T10:00:00Z"),
        (guid(2), "2026-02-01T09:00:00Z"),
    ]


def test_a_selection_says_who_made_it_and_when_it_was_first_coded() -> None:
    root, _ = open_project(WHOLE)
    (selection,) = find(root, "Sources/TextSource/PlainTextSelection")

    assert selection.get("creatingUser") == guid(1)
    assert selection.get("creationDateTime") == "2026-02-01T09:00:00Z"


def test_codes_keep_their_hierarchy_colour_and_description() -> None:
    root, _ = open_project(WHOLE)
    (band,) = find(root, "CodeBook/Codes/Code")
    (klik,) = find(root, "CodeBook/Codes/Code/Code")

    assert (band.get("name"), band.get("color")) == ("Band", "#1b6ca8")
    assert band.findtext(f"{{{PROJECT}}}Description") == "Waar het over gaat"
    assert (klik.get("name"), klik.get("isCodable"), klik.get("color")) == ("Klik", "false", None)


def test_notes_hang_on_what_they_are_about() -> None:
    root, _ = open_project(WHOLE)
    texts = {
        n.get("guid"): n.findtext(f"{{{PROJECT}}}PlainTextContent")
        for n in find(root, "Notes/Note")
    }
    places = ["PlainTextSelection/Coding/NoteRef", "PlainTextSelection/NoteRef", "NoteRef"]

    assert [
        texts[find(root, f"Sources/TextSource/{place}")[0].get("targetGUID")] for place in places
    ] == ["twijfel", "a < b & c", "a < b & c"]


def test_every_note_has_a_date_because_qualcoder_stops_without() -> None:
    root, _ = open_project(WHOLE)

    assert [note.get("creationDateTime") for note in find(root, "Notes/Note")] == [
        "2026-03-01T10:00:00Z",
        "2026-03-01T12:30:44Z",
    ]


def test_the_group_is_a_variable_of_case_and_source() -> None:
    root, _ = open_project(WHOLE)
    (variable,) = find(root, "Variables/Variable")
    places = ["Cases/Case/VariableValue", "Sources/TextSource/VariableValue"]

    assert variable.get("typeOfVariable") == "Text"
    for place in places:
        (value,) = find(root, place)
        assert value[0].get("targetGUID") == variable.get("guid")
        assert value[1].text == "ouder"


def test_a_case_refers_to_its_sources_and_selections() -> None:
    root, _ = open_project(WHOLE)

    assert find(root, "Cases/Case/SourceRef")[0].get("targetGUID") == guid(50)
    assert find(root, "Cases/Case/SelectionRef")[0].get("targetGUID") == guid(20)


def test_every_reference_has_its_target() -> None:
    root, _ = open_project(WHOLE)
    known = {element.get("guid") for element in root.iter() if element.get("guid")}
    wanted = {e.get(name) for e in root.iter() for name in ("targetGUID", "creatingUser")} - {None}

    assert wanted <= known


def test_what_xml_cannot_hold_is_replaced_and_the_text_file_keeps_it() -> None:
    odd = replace(SELECTION, start=0, end=4, name="a\x01\x00b")
    root, archive = open_project(
        replace(WHOLE, sources=(replace(SOURCE, text="a\x01\x00b", selections=(odd,)),))
    )

    (selection,) = find(root, "Sources/TextSource/PlainTextSelection")
    assert selection.get("name") == "a\ufffd\ufffdb"
    assert archive.read(f"sources/{guid(50)}.txt") == b"a\x01\x00b"


def test_a_quote_over_lines_is_the_same_after_reading() -> None:
    long = replace(SELECTION, start=0, end=len(TEXT), name=TEXT)
    root, _ = open_project(replace(WHOLE, sources=(replace(SOURCE, selections=(long,)),)))

    assert find(root, "Sources/TextSource/PlainTextSelection")[0].get("name") == TEXT


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1), st.data())
def test_any_canonical_text_and_place_is_valid_and_keeps_its_words(raw: str, data) -> None:
    text = normalise(raw) + "."
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    selection = replace(SELECTION, start=start, end=end, name=text[start:end])
    named = replace(SOURCE, name=raw, text=text, selections=(selection,))
    _, archive = open_project(replace(WHOLE, name=raw, sources=(named,)))

    assert archive.read(f"sources/{guid(50)}.txt").decode("utf-8") == text


@pytest.mark.parametrize("made", ["", "gisteren", "2026-13-01T00:00:00"])
def test_a_date_that_is_none_is_left_out(made: str) -> None:
    coding = QdaCoding(guid(30), guid(10), guid(1), made)
    selection = replace(SELECTION, codings=(coding,))
    root, _ = open_project(replace(WHOLE, sources=(replace(SOURCE, selections=(selection,)),)))

    assert (
        "creationDateTime"
        not in find(root, "Sources/TextSource/PlainTextSelection/Coding")[0].attrib
    )


@pytest.mark.parametrize(
    "change",
    [
        {"start": START + 1},
        {"end": START + len(QUOTE) + 1},
        {"start": START, "end": START, "name": ""},
        {"start": -1},
        {"start": len(TEXT) - 3, "end": len(TEXT) + 3, "name": TEXT[-3:]},
        {"name": "Goed, dank"},
    ],
)
def test_a_selection_without_its_words_is_never_written(change: dict[str, object]) -> None:
    wrong = replace(SOURCE, selections=(replace(SELECTION, **change),))

    with pytest.raises(QdaCheckFailed, match="teken") as caught:
        write_project(replace(WHOLE, sources=(wrong,)), MADE)
    assert "dank" not in str(caught.value)


@pytest.mark.parametrize("text", ["\ufeffGoed", "Goed\r\n"])
def test_a_text_that_others_count_differently_is_never_written(text: str) -> None:
    with pytest.raises(QdaCheckFailed, match="BOM of CR"):
        write_project(replace(WHOLE, sources=(QdaSource(guid(50), "a", text),)), MADE)


def test_what_is_against_the_schema_is_never_written() -> None:
    with pytest.raises(QdaCheckFailed, match="regel 5: Code"):
        write_project(QdaProject("p", codes=(replace(BAND, color="blauw"),)), MADE)


def test_a_codebook_is_valid_and_keeps_what_a_code_is() -> None:
    root = etree.fromstring(write_codebook((BAND, KLIK), "codeer 0"))

    assert find_schema_errors(root) == ()
    assert root.get("origin") == "codeer 0"
    assert find(root, "Codes/Code/Description", CODEBOOK)[0].text == "Waar het over gaat"
    assert find(root, "Codes/Code/Code", CODEBOOK)[0].get("name") == "Klik"


def test_a_codebook_without_codes_is_against_the_schema() -> None:
    with pytest.raises(QdaCheckFailed, match="Codes"):
        write_codebook((), "codeer 0")
