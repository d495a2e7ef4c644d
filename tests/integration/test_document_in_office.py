"""LibreOffice opens the Word document and prints all of it: text in order, headers that repeat."""

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from string import ascii_letters

import pytest
from PIL import Image
from pypdf import PdfReader

from codeer.reports.blocks import Cell, Chapter, Heading, Paragraph, Quote, Row, Table
from codeer.reports.writers.document import write_document
from tests.reports.chapters import LONG, NASTY, make_chapter

HEBREW = "שלום"
A4 = (595.3, 841.9)


def make_table(key: str, number: int, columns: int, rows: int, name: str, share: str = "") -> Table:
    return Table(
        key,
        number,
        f"Aantallen van {key}",
        ("Deelthema", *(f"Groep{k}" for k in range(columns))),
        tuple(
            Row(
                f"{name} {r}",
                tuple(Cell(f"{r}{ascii_letters[k]}{share}") for k in range(columns)),
                is_total=r == rows,
            )
            for r in range(1, rows + 1)
        ),
        (f"Zo is {key} geteld.", "Meer is er niet."),
    )


LONG_TABLE = make_table("lang", 2, 3, 70, "Thema")
WIDE_TABLE = make_table("breed", 3, 9, 12, LONG, share=" (100%)")
VERY_WIDE_TABLE = make_table("matrix", 4, 50, 3, "R")
CHAPTER = make_chapter(
    Heading("Vervolg"),
    LONG_TABLE,
    Heading("Op een liggende pagina"),
    WIDE_TABLE,
    VERY_WIDE_TABLE,
    Paragraph("Weer staand."),
    *(Quote(f"Citaat nummer {n}. {LONG}", f"(J{n:02}, r. 5)", is_checked=True) for n in range(30)),
)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    """The chapter, converted once for all tests."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is niet geïnstalleerd")
    folder = tmp_path_factory.mktemp("document")
    stream = io.BytesIO()
    Image.new("L", (1890, 900), 128).save(stream, "PNG")
    pictures = {figure.key: stream.getvalue() for figure in CHAPTER.figures()}
    (folder / "rapport.docx").write_bytes(write_document(CHAPTER, pictures))
    subprocess.run(
        [
            office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", "pdf", "--outdir", str(folder), str(folder / "rapport.docx"),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return PdfReader(Path(folder / "rapport.pdf"))


def squeeze(text: str) -> str:
    """Return text without white space: a PDF does not know where lines were broken."""
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def pages(pdf: PdfReader) -> list[str]:
    return [squeeze(page.extract_text()) for page in pdf.pages]


@pytest.fixture(scope="module")
def text(pages: list[str]) -> str:
    """The text of all pages, without what stands in every header and footer."""
    return "".join(
        page.replace("bevatinterviewtekst", "", 1).removesuffix(str(number))
        for number, page in enumerate(pages, start=1)
    )


def expected(chapter: Chapter) -> Iterator[str]:
    """Yield what a reader must find, in order."""
    yield from (chapter.title, chapter.warning, chapter.basis)
    for block in chapter.blocks:
        if isinstance(block, Heading | Paragraph):
            yield block.text
        elif isinstance(block, Quote):
            yield f"{block.text} {block.attribution}"
        elif isinstance(block, Table):
            yield f"Tabel {block.number} {block.title}"
            yield "".join(block.header)
            yield from (row.name + "".join(c.text for c in row.cells) for row in block.rows)
            yield f"Noot. {' '.join(block.notes)}"
        else:
            yield f"Figuur {block.number} {block.title}"
            yield f"Noot. {' '.join(block.notes)}"


def test_everything_stands_in_the_pdf_in_order(text: str) -> None:
    """Except Hebrew, which a PDF holds in the order in which it is drawn."""
    place = 0
    for part in expected(replace(CHAPTER, blocks=tuple(b for b in CHAPTER.blocks
                                                       if b is not VERY_WIDE_TABLE))):  # fmt: skip
        for piece in part.split(HEBREW)[:1]:
            found = text.find(squeeze(piece), place)
            assert found >= 0, piece
            place = found + len(squeeze(piece))


def test_hebrew_and_what_follows_are_there(text: str) -> None:
    assert HEBREW in text or HEBREW[::-1] in text
    assert "'é'(P02,beurt7)(ongecontroleerd)" in text


def test_what_looks_like_markup_or_a_formula_is_shown_as_it_is(text: str) -> None:
    assert squeeze(NASTY.split(HEBREW)[0]) in text


def test_the_header_of_a_long_table_repeats_on_its_next_page(pages: list[str]) -> None:
    """Only the first page has the caption, every page the header."""
    header = squeeze("".join(LONG_TABLE.header))
    rows = [squeeze(row.name + "".join(c.text for c in row.cells)) for row in LONG_TABLE.rows]
    with_rows = [page for page in pages if any(row in page for row in rows)]

    assert len(with_rows) >= 2
    assert all(f"{header}Thema" in page for page in with_rows)
    assert ["Tabel2" in page for page in with_rows] == [True] + [False] * (len(with_rows) - 1)


def test_no_row_of_a_wide_table_is_split(pages: list[str]) -> None:
    for row in WIDE_TABLE.rows:
        whole = squeeze(row.name + "".join(cell.text for cell in row.cells))
        assert sum(whole in page for page in pages) == 1


def test_every_column_of_a_very_wide_table_is_there_once(text: str) -> None:
    for row in VERY_WIDE_TABLE.rows:
        found = "".join(re.findall(rf"R{row.name[-1]}((?:{row.name[-1]}[a-zA-Z])+)", text))
        assert found == "".join(cell.text for cell in row.cells)


def test_a_table_in_parts_goes_on_under_the_same_number(text: str) -> None:
    assert squeeze(f"Tabel 4 (vervolg) {VERY_WIDE_TABLE.title}") in text


def test_every_page_is_a4_upright_or_on_its_side(pdf: PdfReader) -> None:
    sizes = {(round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in pdf.pages}

    assert sizes == {(round(A4[0]), round(A4[1])), (round(A4[1]), round(A4[0]))}


def test_only_the_wide_tables_are_on_pages_on_their_side(pdf: PdfReader, pages: list[str]) -> None:
    lying = [
        text
        for page, text in zip(pdf.pages, pages, strict=True)
        if page.mediabox.width > page.mediabox.height
    ]

    assert squeeze("Op een liggende pagina") in lying[0]
    assert not any("Weerstaand." in page or "Citaatnummer" in page for page in lying)


def test_every_page_is_numbered_and_says_what_it_holds(pages: list[str]) -> None:
    assert all("bevatinterviewtekst" in page for page in pages)
    assert all(page.endswith(str(number)) or page.startswith(f"bevatinterviewtekst{number}")
               for number, page in enumerate(pages, start=1))  # fmt: skip


def test_no_page_is_empty(text: str, pages: list[str]) -> None:
    assert all(len(page) > len("bevatinterviewtekst99") for page in pages)


def test_fonts_are_embedded(pdf: PdfReader) -> None:
    embedded = set()
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object().get("/FontDescriptor")
            if descriptor is None:  # a composite font keeps it in what it is made of
                descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            embedded.add(any(f"/FontFile{n}" in descriptor for n in ("", "2", "3")))

    assert embedded == {True}


def test_the_pdf_has_the_title_and_author_of_the_document(pdf: PdfReader) -> None:
    assert pdf.metadata.title == CHAPTER.title
    assert pdf.metadata.author == "codeer"
