"""The Word document: real styles, APA tables, Dutch, nothing of a template, text stays text."""

import hashlib
import io
import os
import posixpath
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from zipfile import ZipFile

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm
from lxml import etree
from PIL import Image

from codeer.errors import MissingLibrary
from codeer.reports.blocks import Cell, Chapter, Heading, Paragraph, Quote, Row, Table
from codeer.reports.writers.document import write_document
from tests.conftest import REPOSITORY
from tests.reports.chapters import LONG, NASTY, make_chapter

CORE = "docProps/core.xml"


def picture(width: int = 1890, height: int = 900) -> bytes:
    stream = io.BytesIO()
    Image.new("L", (width, height), 255).save(stream, "PNG", dpi=(300, 300))
    return stream.getvalue()


PICTURE = picture()


def write(chapter: Chapter, png: bytes = PICTURE) -> bytes:
    return write_document(chapter, {figure.key: png for figure in chapter.figures()})


CHAPTER = make_chapter()
CONTENT = write(CHAPTER)
DOCUMENT = docx.Document(io.BytesIO(CONTENT))


def make_table(columns: int = 3, rows: int = 2, name: str = "Thema", number: int = 2) -> Table:
    return Table(
        "meer",
        number,
        "Meer",
        ("Thema", *(f"Groep {k} (N = {k})" for k in range(columns))),
        tuple(Row(f"{name} {r}", (Cell("10 (100%)"),) * columns) for r in range(rows)),
        ("Noot bij meer.",),
    )


def with_blocks(*blocks) -> Chapter:
    return replace(CHAPTER, blocks=blocks)


def document_of(*blocks):
    return docx.Document(io.BytesIO(write(with_blocks(*blocks))))


def xml(part: str, content: bytes = CONTENT) -> "etree._Element":
    return etree.fromstring(ZipFile(io.BytesIO(content)).read(part))


def styled(name: str, document=DOCUMENT):
    return [p for p in document.paragraphs if p.style.name == name]


def texts_of(elements: Iterable) -> list[str]:
    return [element.text for element in elements]


def all_of(tag: str, element) -> list:
    return list(element.iter(qn(tag)))


# --- structure -----------------------------------------------------------------------------------


def test_the_title_has_the_style_of_titles() -> None:
    assert texts_of(styled("Title")) == [CHAPTER.title]


def test_headings_have_the_heading_styles_of_word_by_level() -> None:
    assert texts_of(styled("Heading 1")) == ["Thema's naar respondentgroep", "Citaten"]
    assert texts_of(styled("Heading 2")) == ["Verzadiging"]


def test_heading_styles_have_the_names_that_word_translates() -> None:
    names = [e.get(qn("w:val")) for e in all_of("w:name", xml("word/styles.xml"))]

    assert {f"heading {level}" for level in range(1, 6)} <= set(names)


@pytest.mark.parametrize(("level", "style"), [(0, "Heading 1"), (5, "Heading 5"), (9, "Heading 5")])
def test_levels_that_apa_does_not_have_become_the_nearest(level: int, style: str) -> None:
    assert texts_of(styled(style, document_of(Heading("Kop", level)))) == ["Kop"]


def test_the_warning_stands_in_a_box() -> None:
    (warning,) = styled("Waarschuwing")

    assert warning.text == f"Let op. {CHAPTER.warning}"
    assert len(all_of("w:pBdr", warning.style.element)) == 1


def test_without_a_warning_there_is_no_box() -> None:
    content = write(replace(CHAPTER, warning=""))

    assert styled("Waarschuwing", docx.Document(io.BytesIO(content))) == []


def test_the_basis_is_told_before_everything_else() -> None:
    assert texts_of(styled("Basis")) == [f"Basis: {CHAPTER.basis}."]
    assert DOCUMENT.paragraphs[2].style.name == "Basis"


def test_running_text_has_its_own_style() -> None:
    assert texts_of(styled("Body Text")) == [
        f"Van de 14 respondenten noemen er 13 de vertrouwensband. {NASTY}"
    ]


def test_every_style_that_is_used_exists() -> None:
    used = {e.get(qn("w:val")) for tag in ("w:pStyle", "w:rStyle", "w:tblStyle")
            for part in ("document", "footer", "header")
            for e in all_of(tag, xml(f"word/{part}.xml"))}  # fmt: skip
    defined = {e.get(qn("w:styleId")) for e in all_of("w:style", xml("word/styles.xml"))}

    assert used <= defined


def test_fragments_are_left_out() -> None:
    """A document is passed on sooner than the page that opens fragments."""
    assert "Hoe is dat met je JIM?" in CHAPTER.fragments[0].question
    assert b"Hoe is dat met je JIM?" not in ZipFile(io.BytesIO(CONTENT)).read("word/document.xml")


# --- tables --------------------------------------------------------------------------------------


def test_the_cells_are_those_of_the_table() -> None:
    (table,) = DOCUMENT.tables
    block = CHAPTER.tables()[0]

    assert [[cell.text.replace("\u00a0", " ") for cell in row.cells] for row in table.rows] == [
        list(block.header),
        *([row.name, *(cell.text for cell in row.cells)] for row in block.rows),
    ]


def test_number_and_title_stand_above_the_table() -> None:
    caption = DOCUMENT.tables[0]._tbl.getprevious()

    assert docx.text.paragraph.Paragraph(caption, None).text == (
        f"Tabel 1\n{CHAPTER.tables()[0].title}"
    )


def test_the_number_is_bold_and_the_title_italic() -> None:
    caption = styled("Caption")[0]
    shown = [(run.text.strip(), run.style.name) for run in caption.runs if run.text.strip()]

    assert shown == [("Tabel", "Strong"), ("1", "Strong"), (CHAPTER.tables()[0].title, "Emphasis")]


def test_the_note_stands_below_and_begins_in_italics() -> None:
    note = styled("Noot")[0]

    assert note.text == f"Noot. {' '.join(CHAPTER.tables()[0].notes)}"
    assert (note.runs[0].text, note.runs[0].style.name) == ("Noot.", "Emphasis")
    assert DOCUMENT.tables[0]._tbl.getnext() is note._p


def test_the_caption_stays_with_the_table() -> None:
    (style,) = {paragraph.style.element for paragraph in styled("Caption")}

    assert all_of("w:keepNext", style)


def test_the_header_row_is_marked_and_repeats() -> None:
    rows = all_of("w:tr", DOCUMENT.tables[0]._tbl)

    assert [len(all_of("w:tblHeader", row)) for row in rows] == [1, 0, 0, 0, 0]


def test_the_table_tells_which_row_and_column_are_headings() -> None:
    (look,) = all_of("w:tblLook", DOCUMENT.tables[0]._tbl)

    assert look.get(qn("w:firstRow")) == look.get(qn("w:firstColumn")) == "1"


def test_rows_are_not_split_over_pages() -> None:
    rows = all_of("w:tr", DOCUMENT.tables[0]._tbl)

    assert all(all_of("w:cantSplit", row) for row in rows)


def test_there_are_no_vertical_lines_and_no_shading() -> None:
    for part in ("word/styles.xml", "word/document.xml"):
        for borders in (*all_of("w:tblBorders", xml(part)), *all_of("w:tcBorders", xml(part))):
            assert {etree.QName(line).localname for line in borders} <= {"top", "bottom"}
        assert all_of("w:shd", xml(part)) == []


def test_lines_stand_at_the_top_below_the_header_and_at_the_bottom() -> None:
    (style,) = [s for s in all_of("w:style", xml("word/styles.xml"))
                if s.get(qn("w:styleId")) == "APAtabel"]  # fmt: skip
    (table,) = all_of("w:tblBorders", style)
    (head,) = all_of("w:tblStylePr", style)

    assert [etree.QName(line).localname for line in table] == ["top", "bottom"]
    assert head.get(qn("w:type")) == "firstRow"
    assert len(all_of("w:bottom", head)) == 1


def test_only_the_total_row_has_a_line_above() -> None:
    rows = all_of("w:tr", DOCUMENT.tables[0]._tbl)

    assert [len(all_of("w:tcBorders", row)) for row in rows] == [0, 0, 0, 0, 4]


def test_subthemes_are_indented() -> None:
    names = [row.cells[0].paragraphs[0].paragraph_format for row in DOCUMENT.tables[0].rows[1:]]
    starts = [name.left_indent + name.first_line_indent for name in names]

    assert starts[1] > 0
    assert starts[0] == starts[2] == starts[3] == 0


def test_names_are_left_and_numbers_centred() -> None:
    rows = DOCUMENT.tables[0].rows
    alignments = [[c.paragraphs[0].alignment for c in row.cells] for row in rows[1:]]

    assert {tuple(row) for row in alignments} == {(None, 1, 1, 1)}


def test_the_table_is_as_wide_as_the_text_whatever_its_page() -> None:
    (width,) = all_of("w:tblW", DOCUMENT.tables[0]._tbl)
    cells = [int(w.get(qn("w:w"))) for w in all_of("w:tcW", DOCUMENT.tables[0]._tbl)[:4]]

    assert (width.get(qn("w:type")), width.get(qn("w:w"))) == ("pct", "5000")
    assert sum(cells) == pytest.approx(5000, abs=4)


def test_the_group_size_is_not_broken_over_lines() -> None:
    assert DOCUMENT.tables[0].cell(0, 1).text == "Jongeren (N\u00a0=\u00a04)"


def test_a_long_table_may_break_but_not_after_the_header_or_before_the_last_row() -> None:
    (table,) = document_of(make_table(rows=40)).tables
    kept = [bool(all_of("w:keepNext", row)) for row in all_of("w:tr", table._tbl)]

    assert kept == [True, True, *[False] * 37, True, True]


def test_a_wide_table_stands_on_a_page_on_its_side_with_its_heading() -> None:
    document = document_of(
        Paragraph("Ervoor."), Heading("Breed"), make_table(9, name=LONG), Paragraph("Erna.")
    )
    sections = document.sections

    assert [s.orientation for s in sections] == [
        WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT,
    ]  # fmt: skip
    assert sections[1].page_width == sections[0].page_height
    assert [
        [content.text for content in s.iter_inner_content() if hasattr(content, "text")][-1]
        for s in sections
    ] == ["Ervoor.", "Noot. Noot bij meer.", "Erna."]


def test_a_table_that_fits_on_no_page_goes_on_under_the_same_number() -> None:
    document = document_of(make_table(40, name=LONG, number=1))

    captions = [p.text.splitlines()[0] for p in styled("Caption", document)]
    assert len(document.tables) == len(captions) > 1
    assert captions == ["Tabel 1", *["Tabel 1 (vervolg)"] * (len(captions) - 1)]
    assert {len(table.rows) for table in document.tables} == {3}
    assert len(styled("Noot", document)) == 1


def test_a_table_is_followed_by_a_paragraph_also_without_notes() -> None:
    """Word would make one table of two."""
    table = replace(make_table(), notes=())
    document = document_of(table, replace(table, key="nog", number=3))

    assert len(document.tables) == 2
    assert document.tables[1]._tbl.getnext().tag == qn("w:p")


def test_forty_long_themes_and_eight_groups_are_all_there() -> None:
    (table,) = document_of(make_table(8, 40, LONG)).tables

    assert len(table.rows) == 41
    assert table.rows[40].cells[0].text == f"{LONG} 39"


# --- numbers, fields and links ---------------------------------------------------------------------


def field_codes(content: bytes) -> list[str]:
    found = [code.text for code in all_of("w:instrText", xml("word/document.xml", content))]
    assert all_of("w:fldSimple", xml("word/document.xml", content)) == []
    return [" ".join(code.split()) for code in found]


def test_numbers_are_fields_that_word_can_count_on() -> None:
    assert field_codes(CONTENT) == [r"SEQ Tabel \* ARABIC", *[r"SEQ Figuur \* ARABIC"] * 3]


def test_a_number_out_of_order_stays_as_it_is_when_fields_are_updated() -> None:
    content = write(with_blocks(make_table(number=4), make_table(number=5)))

    assert field_codes(content) == [r"SEQ Tabel \* ARABIC \r 4", r"SEQ Tabel \* ARABIC"]


def test_content_makes_no_links_and_no_external_targets() -> None:
    content = write(make_chapter(Paragraph("http://voorbeeld.nl =HYPERLINK(1) INCLUDETEXT")))

    assert all_of("w:hyperlink", xml("word/document.xml", content)) == []
    relations = ZipFile(io.BytesIO(content)).read("word/_rels/document.xml.rels")
    assert b"External" not in relations


# --- figures and quotes ----------------------------------------------------------------------------


def test_every_figure_has_a_caption_above_and_a_note_below() -> None:
    (first, *others) = styled("Figuur")

    assert len(others) == 2
    assert first._p.getprevious() is styled("Caption")[1]._p
    assert styled("Caption")[1].text == "Figuur 1\nThema's per groep"
    assert first._p.getnext() is styled("Noot")[1]._p


def test_figures_have_their_alternative_text() -> None:
    properties = all_of("wp:docPr", xml("word/document.xml"))
    expected = [figure.alternative for figure in CHAPTER.figures()]

    assert [p.get("descr") for p in properties] == expected


def test_figures_have_numbers_of_their_own() -> None:
    numbers = [p.get("id") for p in all_of("wp:docPr", xml("word/document.xml"))]

    assert len(set(numbers)) == 3


def test_a_picture_is_as_wide_as_the_text() -> None:
    shape = DOCUMENT.inline_shapes[0]

    assert shape.width == pytest.approx(Cm(16), abs=Cm(0.02))
    assert shape.height / shape.width == pytest.approx(900 / 1890, rel=0.001)


def test_a_high_picture_leaves_room_for_its_caption_on_the_page() -> None:
    content = write(CHAPTER, picture(600, 3000))
    shape = docx.Document(io.BytesIO(content)).inline_shapes[0]

    assert shape.height < Cm(20)
    assert shape.height / shape.width == pytest.approx(5, rel=0.001)


def test_a_quote_is_a_block_with_its_source_behind() -> None:
    quote = styled("Quote")[0]

    assert quote.text == "Ik kan bij haar alles kwijt, altijd. (J01, r. 5)"
    assert quote.style.paragraph_format.left_indent > Cm(1)


def test_an_unchecked_quote_says_so() -> None:
    assert styled("Quote")[1].text == f"{NASTY} (P02, beurt 7) (ongecontroleerd)"


# --- text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x1f", "\ufffe", "\ud800"])
def test_a_character_that_xml_cannot_hold_is_replaced_everywhere(character: str) -> None:
    text = f"a{character}b"
    chapter = replace(
        make_chapter(
            Paragraph(text), Heading(text), Quote(text, text, is_checked=False),
            replace(make_table(name=text), title=text, notes=(text,)),
            replace(CHAPTER.figures()[0], title=text, alternative=text),
        ),
        title=text, warning=text, basis=text,
    )  # fmt: skip

    document = docx.Document(io.BytesIO(write(chapter)))

    assert document.core_properties.title == "a\ufffdb"
    assert styled("Body Text", document)[-1].text == "a\ufffdb"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\x0b"])
def test_a_new_line_stays_a_new_line(line_end: str) -> None:
    document = document_of(Paragraph(f"een{line_end}twee\tdrie"))

    assert texts_of(styled("Body Text", document)) == ["een\ntwee\tdrie"]


def test_spaces_at_the_ends_are_kept() -> None:
    assert texts_of(styled("Body Text", document_of(Paragraph("  a  ")))) == ["  a  "]


def test_words_from_right_to_left_are_marked_as_such() -> None:
    document = document_of(Paragraph("Zij zei: שלום, חבר! 😀 en مرحبا."))
    runs = styled("Body Text", document)[0].runs

    assert [run.text for run in runs if run.font.rtl] == ["שלום, חבר", "مرحبا"]
    assert "".join(run.text for run in runs) == "Zij zei: שלום, חבר! 😀 en مرحبا."


# --- language, properties and page -----------------------------------------------------------------


def test_the_language_is_dutch() -> None:
    (language,) = all_of("w:lang", xml("word/styles.xml"))

    assert language.get(qn("w:val")) == "nl-NL"
    assert language.get(qn("w:eastAsia")) == "nl-NL"
    assert language.get(qn("w:bidi")) == "ar-SA"


def test_the_properties_are_those_of_the_chapter() -> None:
    properties = DOCUMENT.core_properties

    assert properties.title == CHAPTER.title
    assert (properties.author, properties.last_modified_by) == ("codeer", "codeer")
    assert properties.language == "nl-NL"
    assert properties.created == properties.modified == CHAPTER.made


def test_nothing_is_left_of_the_template_of_python_docx() -> None:
    archive = ZipFile(io.BytesIO(CONTENT))
    everything = b"".join(archive.read(name) for name in archive.namelist())

    assert not re.search(rb"python-docx|2013-|Macintosh|thumbnail|w:rsid", everything)
    assert sorted(name for name in archive.namelist() if "media" not in name) == [
        "[Content_Types].xml",
        "_rels/.rels",
        CORE,
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/footer.xml",
        "word/header.xml",
        "word/settings.xml",
        "word/styles.xml",
    ]


def test_the_page_is_a4_with_even_margins() -> None:
    (section,) = DOCUMENT.sections
    margins = {section.left_margin, section.right_margin, section.top_margin, section.bottom_margin}

    assert (section.page_width, section.page_height) == pytest.approx(
        (Cm(21), Cm(29.7)), abs=Cm(0.01)
    )
    assert max(margins) == min(margins) == pytest.approx(Cm(2.5), abs=Cm(0.01))


def test_the_page_number_stands_in_the_footer() -> None:
    codes = [code.text.strip() for code in all_of("w:instrText", xml("word/footer.xml"))]

    assert codes == ["PAGE"]


def test_a_document_with_quotes_says_so_on_every_page() -> None:
    assert DOCUMENT.sections[0].header.paragraphs[0].text == "bevat interviewtekst"


def test_a_document_without_quotes_does_not() -> None:
    content = write(with_blocks(Paragraph("Alleen tekst."), make_table()))
    archive = ZipFile(io.BytesIO(content))

    assert "word/header.xml" not in archive.namelist()
    assert b"interviewtekst" not in b"".join(archive.read(name) for name in archive.namelist())


def test_a_chapter_without_blocks_is_a_document_too() -> None:
    assert document_of().paragraphs[0].text == CHAPTER.title


# --- the package -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [CONTENT, write(with_blocks()), write(with_blocks(make_table(9, 40, LONG)))],
    ids=["everything", "empty", "wide"],
)
def test_the_package_is_complete(content: bytes) -> None:
    """Every part is XML of a declared type, and every relation leads to a part."""
    archive = ZipFile(io.BytesIO(content))
    names = set(archive.namelist())
    types = etree.fromstring(archive.read("[Content_Types].xml"))
    endings = {e.get("Extension") for e in types if "Extension" in e.attrib}
    overrides = {e.get("PartName", "").lstrip("/") for e in types if "PartName" in e.attrib}

    assert overrides <= names
    for name in names - {"[Content_Types].xml"}:
        assert name in overrides or name.rsplit(".", 1)[-1] in endings
        if not name.endswith(".png"):
            etree.fromstring(archive.read(name))
        if name.endswith(".rels"):
            base = posixpath.dirname(posixpath.dirname(name))
            for relation in etree.fromstring(archive.read(name)):
                target = relation.get("Target", "")
                place = target[1:] if target.startswith("/") else posixpath.join(base, target)
                assert posixpath.normpath(place) in names


def test_every_entry_has_the_date_of_the_chapter() -> None:
    dates = {entry.date_time for entry in ZipFile(io.BytesIO(CONTENT)).infolist()}

    assert dates == {(2026, 3, 1, 12, 0, 0)}


def test_another_process_writes_the_same_bytes() -> None:
    """With another hash seed and in another time zone."""
    program = (
        "import hashlib; from tests.reports.writers import test_document as t; "
        "print(hashlib.sha256(t.write(t.make_chapter())).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"}
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert ran.stdout.strip() == hashlib.sha256(CONTENT).hexdigest()


def test_a_missing_python_docx_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)

    with pytest.raises(MissingLibrary, match="pip install python-docx") as caught:
        write(CHAPTER)

    assert caught.value.purpose == "een Word-document"
