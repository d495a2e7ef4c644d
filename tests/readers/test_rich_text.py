"""Rich text: what a reader of the document sees is read, once; what is left out is said."""

from pathlib import Path

import pytest

from codeer.casting import label_hints
from codeer.errors import DamagedDocument, EmptySource, SourceTooLarge
from codeer.model import Source
from codeer.readers import read_source, rich_text
from codeer.study import DEFAULT_STUDY

FONTS = r"{\fonttbl{\f0\fswiss\fcharset0 Arial;}}"


def read_bytes(folder: Path, raw: bytes) -> Source:
    path = folder / "J01.rtf"
    path.write_bytes(raw)
    return read_source(path, path.name, label_hints(DEFAULT_STUDY, path.name))


def read(folder: Path, body: str, start: str = r"\rtf1\ansi\ansicpg1252\deff0") -> Source:
    """Read a document with this body below a question of the interviewer."""
    rtf = rf"{{{start}{FONTS}\pard I: Hoe ging het?\par {body}\par}}"
    return read_bytes(folder, rtf.encode("latin-1"))


def said(source: Source) -> list[tuple[str, str]]:
    return [(turn.speaker, source.text[turn.start : turn.end]) for turn in source.turns]


def answer(source: Source) -> str:
    """Return what the respondent says."""
    assert [turn.speaker for turn in source.turns] == ["I", "R"]
    return said(source)[1][1]


# --- what is read --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"Ja.\par Echt.", "Ja.\nEcht."),
        (r"zo\line en", "zo\nen"),
        (r"zo\tab en", "zo\ten"),
        (r"{\b ha}rt{\i stik}ke", "hartstikke"),
        (r"t\'e9, \'e9\'e9n", "té, één"),
        ("t\xe9", "té"),
        (r"\u233\'e9chte", "échte"),
        (r"\uc0\u233 chte", "échte"),
        (r"\uc1\u-10179?\u-8704?", "\U0001f600"),
        (r"\ldblquote zo\rdblquote\endash\emdash ", "“zo”–—"),
        (r"\{zo\}\\", "{zo}\\"),
        (r"hart\-stikke", "hartstikke"),
        (r"co\_ouder", "co-ouder"),
        (r"om\~tien", "om tien"),
        ("Ja|nee", "Ja|nee"),
        (r'{\field{\*\fldinst{HYPERLINK "mailto:x@y.nl"}}{\fldrslt naam}} ja', "naam ja"),
        (r"{\listtext 1.\tab}Ja", "Ja"),
        (r"Ik {\pict\wmetafile8 0102ff}wacht", "Ik wacht"),
        (r"{\*\bkmkstart x}zo{\*\bkmkend x}", "zo"),
    ],
)
def test_characters_and_breaks_are_read_as_they_show(tmp_path, written, expected):
    assert answer(read(tmp_path, f"R: {written}")) == expected


@pytest.mark.parametrize("start", [r"\rtf1\mac\ansicpg10000", r"\rtf1\ansi\ansicpg1252"])
def test_the_code_page_of_the_document_counts(tmp_path, start):
    byte = r"\'8e" if "mac" in start else r"\'e9"

    assert answer(read(tmp_path, rf"R: t{byte}", start)) == "té"


def test_a_row_of_a_table_is_a_line_with_tabs_and_its_time_counts(tmp_path):
    def row(*cells: str) -> str:
        written = "".join(rf"{cell}\cell " for cell in cells)
        return rf"\trowd\cellx1000\cellx2000\cellx9000 {written}\row "

    body = row("00:00:03", "Interviewer", "Hoe?") + row("00:00:08", "Respondent", "Zo.")
    source = read_bytes(tmp_path, rf"{{\rtf1\ansi {body}}}".encode())

    assert said(source) == [("Interviewer", "Hoe?"), ("Respondent", "Zo.")]
    assert [turn.seconds for turn in source.turns] == [3, 8]


def test_rows_of_a_table_within_a_table_are_lines_too(tmp_path):
    def row(*cells: str) -> str:
        return "".join(rf"{cell}\nestcell " for cell in cells) + r"{\*\nesttableprops\nestrow}"

    body = row("Interviewer", "Hoe?") + row("Respondent", "Zo.") + r"\cell\row "
    source = read_bytes(tmp_path, rf"{{\rtf1\ansi {body}}}".encode())

    assert said(source) == [("Interviewer", "Hoe?"), ("Respondent", "Zo.")]


def test_what_stands_behind_the_document_is_no_part_of_it(tmp_path):
    assert answer(read_bytes(tmp_path, rb"{\rtf1 I: Hoe?\par R: Ja.\par} R: nee }")) == "Ja."


# --- what is left out, and said ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "remark"),
    [
        (r"{\*\atnid AB}{\*\atnauthor Anna}\chatn{\*\annotation{\*\atnref 1}Code: wachttijd}", "1 opmerking niet meegelezen"),
        (r"{\super\chftn{\footnote\pard {\super\chftn} Een voetnoot}}", "1 voetnoot niet meegelezen"),
        (r"{\header\pard Vertrouwelijk\par}", "1 kop- of voettekst niet meegelezen"),
        (r"{\footerf\pard Vertrouwelijk\par}", "1 kop- of voettekst niet meegelezen"),
        (r"{\shp{\*\shpinst\shpleft1{\sp{\sn x}{\sv 1}}{\shptxt\pard In een kader\par}}}", "1 tekstvak niet meegelezen"),
        (r"{\deleted\revauthdel1 Weg}", "1 stuk verwijderde tekst niet meegelezen"),
        (r"{\rtlch\fcs1 \af0\deleted\insrsid5 Weg}", "1 stuk verwijderde tekst niet meegelezen"),
        (r"\deleted Weg\deleted0 ", "1 stuk verwijderde tekst niet meegelezen"),
        (r"{\deleted Weg}en {\deleted Ook}", "2 stukken verwijderde tekst niet meegelezen"),
    ],
)  # fmt: skip
def test_what_is_not_the_conversation_is_left_out_and_counted(tmp_path, group, remark):
    source = read(tmp_path, rf"R: Ik {group}wacht.")

    assert answer(source).removeprefix("Ik ").removeprefix("en ") == "wacht."
    assert source.remarks == (remark,)


def test_inserted_text_is_read(tmp_path):
    assert answer(read(tmp_path, r"R: Ik {\revised\revauth1 wacht}.")) == "Ik wacht."


def test_an_empty_header_is_not_worth_a_remark(tmp_path):
    assert read(tmp_path, r"{\header\pard\plain\par}R: Ja.").remarks == ()


def test_bytes_that_do_not_fit_the_code_page_are_counted(tmp_path):
    source = read(tmp_path, r"R: t\'81 ja")

    assert answer(source) == "t\ufffd ja"
    assert source.remarks == ("tekens die niet bij de codering van het bestand passen: 1",)


def test_bytes_of_a_picture_are_not_read_as_markup(tmp_path):
    body = rb"{\rtf1 I: Hoe?\par R: Ik {\pict\bin6 }}}{\\}wacht.\par}"

    assert answer(read_bytes(tmp_path, body)) == "Ik wacht."


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"I: Hoe?\nR: Ja.",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        rb"{\rtf1 I: Hoe?\par R: Ja, en toen",
        rb"{\rtf1\uc I: Hoe?\par R: Ja.}",
        rb"{\rtf1 I: Hoe?\par R: \u9999999 Ja.}",
    ],
    ids=["text", "old Word", "cut off", "number missing", "number too large"],
)
def test_a_damaged_file_is_an_error_that_names_it(tmp_path, raw):
    with pytest.raises(DamagedDocument, match=r"J01\.rtf: het RTF-bestand is beschadigd"):
        read_bytes(tmp_path, raw)


@pytest.mark.parametrize("raw", [b"", b"  \n", rb"{\rtf1\ansi\pard\par}"])
def test_a_document_without_text_is_empty(tmp_path, raw):
    with pytest.raises(EmptySource):
        read_bytes(tmp_path, raw)


def test_text_far_longer_than_an_interview_is_refused_but_pictures_are_not(tmp_path, monkeypatch):
    monkeypatch.setattr(rich_text, "_MAX_TEXT_MEGABYTES", 0.001)
    picture = rf"{{\pict {'00' * 1000}}}"

    assert answer(read(tmp_path, f"R: Ja.{picture}")) == "Ja."
    with pytest.raises(SourceTooLarge):
        read(tmp_path, f"R: {'ja ' * 1000}")
