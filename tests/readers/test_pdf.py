"""PDF: every word of the conversation in its order; what runs along the pages is left out and said."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link

from codeer.casting import label_hints
from codeer.errors import DamagedDocument, EmptySource, LockedDocument, NoTextLayer
from codeer.model import Source
from codeer.readers import read_source
from codeer.study import DEFAULT_STUDY

IMAGE = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n0\nendstream"
LONG = "daar heb ik toen een hele tijd over nagedacht met mijn moeder en mijn tante erbij want"
"""A line that fills the page."""


def escape(text: str) -> bytes:
    encoded = text.encode("cp1252")
    return encoded.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def draw(lines: Sequence[str]) -> bytes:
    """Return the drawing of these lines, one below the other; a tab is a column further."""
    drawn = [
        b"BT /F1 10 Tf 1 0 0 1 %d %d Tm (%s) Tj ET" % (50 + 120 * column, 780 - 14 * row, escape(part))
        for row, line in enumerate(lines)
        for column, part in enumerate(line.split("\t"))
    ]  # fmt: skip
    return b"\n".join(drawn)


def make_pdf(*pages: Sequence[str] | bytes, font: bytes = b"/BaseFont/Helvetica/Encoding/WinAnsiEncoding") -> bytes:  # fmt: skip
    """Return a PDF of these pages: lines of text, or what is drawn there."""
    numbers = range(5, 5 + 2 * len(pages), 2)
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), b" ".join(b"%d 0 R" % n for n in numbers)),
        3: b"<</Type/Font/Subtype/Type1%s>>" % font,
        4: IMAGE,
    }  # fmt: skip
    for number, page in zip(numbers, pages, strict=True):
        drawing = page if isinstance(page, bytes) else draw(page)
        images = b"/XObject<</I 4 0 R>>" if drawing.startswith(b"q") else b""
        objects[number] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>%s>>>>" % (number + 1, images)  # fmt: skip
        objects[number + 1] = b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing)
    out = b"%PDF-1.4\n"
    places = {}
    for number, content in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % places[number] for number in sorted(places))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, table, len(places) + 1, len(out))  # fmt: skip


SCAN = b"q 595 0 0 842 0 0 cm /I Do Q"


def read_bytes(folder: Path, raw: bytes) -> Source:
    path = folder / "J01.pdf"
    path.write_bytes(raw)
    return read_source(path, path.name, label_hints(DEFAULT_STUDY, path.name))


def read(folder: Path, *pages: Sequence[str] | bytes) -> Source:
    return read_bytes(folder, make_pdf(*pages))


def said(source: Source) -> list[tuple[str, str]]:
    return [(turn.speaker, source.text[turn.start : turn.end]) for turn in source.turns]


# --- lines and tables ----------------------------------------------------------------------------


def test_a_page_is_read_from_top_to_bottom(tmp_path):
    source = read(
        tmp_path, ["Datum: 3 mei", "I: Hoe ging het?", "R: Goed (heel)."], ["I: Fijn, één."]
    )

    assert said(source) == [("I", "Hoe ging het?"), ("R", "Goed (heel)."), ("I", "Fijn, één.")]
    assert source.header == {"datum": "3 mei"}
    assert source.remarks == ()


def test_columns_of_a_table_keep_their_speaker_and_time(tmp_path):
    rows = [f"00:00:0{n}\t{who}\tdat is woord {n}" for n, who in enumerate(["Interviewer", "Respondent"] * 3)]  # fmt: skip
    source = read(tmp_path, rows)

    assert said(source)[:2] == [("Interviewer", "dat is woord 0"), ("Respondent", "dat is woord 1")]
    assert [turn.seconds for turn in source.turns] == [0, 1, 2, 3, 4, 5]


def test_a_wrapped_line_goes_on_with_its_sentence_also_over_pages(tmp_path):
    source = read(tmp_path, ["I: Hoe?", f"R: Nou {LONG}", "dat was wat."], [f"I: Toen? {LONG}"], ["ja echt."])  # fmt: skip

    assert said(source)[1:] == [("R", f"Nou {LONG} dat was wat."), ("I", f"Toen? {LONG} ja echt.")]
    assert source.remarks == ("regels die doorlopen op de regel erboven, daarmee samengevoegd: 2",)


# --- what runs along the pages -------------------------------------------------------------------


def test_lines_at_the_edge_of_most_pages_are_left_out_and_said(tmp_path):
    pages = [
        ["Onderzoek JIM, vertrouwelijk", f"{'IR'[n % 2]}: Dit is stuk {n * n}.", f"Pagina {n} van 5", "Trimbos"]
        for n in range(1, 6)
    ]  # fmt: skip
    source = read(tmp_path, *pages)

    assert [words for _, words in said(source)] == [f"Dit is stuk {n * n}." for n in range(1, 6)]
    assert source.remarks == (
        "kop- en voetregels die op de meeste pagina's staan, niet meegelezen: 15",
    )


@pytest.mark.parametrize(
    "line",
    ["I: En toen?", "Interviewer", "00:01:0{n} Dus.", "Anna"],
)
def test_words_that_happen_to_stand_at_the_edge_of_pages_are_kept(tmp_path, line):
    page = ["I: Hoe?", *(["Anna", "R: Zo."] * 7)]
    source = read(tmp_path, *([line.format(n=n * n), *page] for n in range(3)))

    assert source.remarks == ()
    assert all(line.format(n=n * n) in source.text for n in range(3))


def test_a_name_that_stands_on_every_short_page_is_kept(tmp_path):
    pages = [["Anna", f"Zo {n * n}.", "Noor", "Hoe?", "Anna", "Zus " * n] for n in range(4)]
    source = read(tmp_path, *pages)

    assert source.text.count("Anna") == 8
    assert source.remarks == ()


def test_a_line_of_one_page_is_kept(tmp_path):
    source = read(tmp_path, ["Titel", "I: Hoe?"], ["R: Zo."], ["I: Ja?"])

    assert source.text == "Titel\nI: Hoe?\nR: Zo.\nI: Ja?"


# --- what is not read, and said ------------------------------------------------------------------


def test_notes_in_the_margin_are_counted_and_links_are_not(tmp_path):
    writer = PdfWriter(clone_from=io.BytesIO(make_pdf(["I: Hoe?", "R: Zo."])))
    writer.add_annotation(0, FreeText(text="Code: wachttijd", rect=(50, 50, 200, 100)))
    writer.add_annotation(0, Link(rect=(50, 50, 60, 60), url="https://example.org"))
    buffer = io.BytesIO()
    writer.write(buffer)
    source = read_bytes(tmp_path, buffer.getvalue())

    assert "wachttijd" not in source.text
    assert source.remarks == ("aantekeningen of ingevulde velden, niet meegelezen: 1",)


def test_a_page_without_text_is_named(tmp_path):
    source = read(tmp_path, ["I: Hoe?", "R: Zo."], SCAN, ["I: En?"])

    assert source.remarks == ("pagina 2: geen tekst gevonden (leeg, of alleen beeld)",)


# --- what is refused -----------------------------------------------------------------------------


def test_a_scan_has_no_text_layer(tmp_path):
    with pytest.raises(NoTextLayer, match=r"J01\.pdf: geen tekstlaag: de PDF telt 2 pagina's"):
        read(tmp_path, SCAN, SCAN)


def test_letters_that_the_font_does_not_name_are_no_text_layer(tmp_path):
    drawing = b"BT /F1 10 Tf 50 700 Td <0102030405060708> Tj ET"

    with pytest.raises(NoTextLayer):
        read(tmp_path, drawing)


def lock(password: str, owner: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(make_pdf(["I: Hoe?", "R: Zo."])))
    writer.encrypt(password, owner, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_password_is_an_error_of_its_own(tmp_path):
    with pytest.raises(LockedDocument, match=r"J01\.pdf.*wachtwoord"):
        read_bytes(tmp_path, lock("geheim", "baas"))


def test_a_lock_on_editing_alone_does_not_stop_reading(tmp_path):
    assert said(read_bytes(tmp_path, lock("", "baas"))) == [("I", "Hoe?"), ("R", "Zo.")]


@pytest.mark.parametrize(
    "raw",
    [b"I: Hoe?\nR: Zo.", b"%PDF-1.7\nniets", make_pdf(["I: Hoe?"])[:200]],
    ids=["text", "only a head", "cut off"],
)
def test_a_damaged_file_is_an_error_that_names_it(tmp_path, raw):
    with pytest.raises(DamagedDocument, match=r"J01\.pdf: het PDF-bestand is beschadigd"):
        read_bytes(tmp_path, raw)


def test_a_page_that_unpacks_only_in_part_is_an_error(tmp_path):
    """pypdf returns what it could unpack, so that the rest would be lost in silence."""
    lines = [f"{'IR'[n % 2]}: Zin {n * n} van {n * 7 + 1}." for n in range(50)]
    writer = PdfWriter(clone_from=io.BytesIO(make_pdf(lines)))
    for page in writer.pages:
        page.compress_content_streams()
    buffer = io.BytesIO()
    writer.write(buffer)
    raw = buffer.getvalue()
    middle = (raw.index(b"stream") + raw.index(b"endstream")) // 2
    assert len(read_bytes(tmp_path, raw).turns) == 50

    with pytest.raises(DamagedDocument):
        read_bytes(tmp_path, raw[:middle] + b"\xff" * 8 + raw[middle + 8 :])


def test_an_empty_file_is_empty(tmp_path):
    with pytest.raises(EmptySource):
        read_bytes(tmp_path, b"")


def test_the_built_file_is_a_pdf_for_others_too():
    assert PdfReader(io.BytesIO(make_pdf(["I: Hoe?"])), strict=True).pages[0].extract_text() == "I: Hoe?"  # fmt: skip
