"""The results chapter as a Word document: APA 7, Dutch, with styles that a thesis can take over."""

import copy
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codeer.archive import settle_archive
from codeer.errors import MissingLibrary
from codeer.reports.blocks import Block, Chapter, Figure, Heading, Paragraph, Quote, Table
from codeer.reports.writers.document_elements import (
    clean,
    make,
    make_caption,
    make_continued_caption,
    make_notes,
    make_paragraph,
    make_runs,
    make_table,
    prevent_breaks,
)
from codeer.reports.writers.document_parts import (
    CELL_MARGIN,
    DEEPEST_HEADING,
    LANDSCAPE_WIDTH,
    TEXT_HEIGHT,
    TEXT_WIDTH,
    make_empty_document,
)
from codeer.reports.writers.table_layout import Paper, TableLayout, lay_out_table

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.section import CT_SectPr
    from docx.oxml.shape import CT_Inline
    from docx.oxml.xmlchemy import BaseOxmlElement

_PAPER = Paper(TEXT_WIDTH / 20, LANDSCAPE_WIDTH / 20, 2 * CELL_MARGIN / 20)
_EMU = 635  # the measure of pictures: so many in a twip
_HIGHEST_PICTURE = TEXT_HEIGHT * 4 // 5  # leaves room for its caption and note


def write_document(chapter: Chapter, pictures: Mapping[str, bytes]) -> bytes:
    """Return the chapter as a Word document; `pictures` holds a PNG per key of a figure.

    Raises
    ------
    MissingLibrary
        When python-docx cannot be loaded.

    """
    try:
        import docx
    except ImportError as error:
        raise MissingLibrary("een Word-document", "python-docx") from error
    document = docx.Document(io.BytesIO(make_empty_document(chapter, clean(chapter.title))))
    _fill(document, chapter, pictures)
    stream = io.BytesIO()
    document.save(stream)
    return settle_archive(stream.getvalue(), chapter.made)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A block and how it stands on paper."""

    block: Block
    layout: TableLayout | None = None
    """Of a table."""
    restarts: bool = False
    """Its number is not one more than that of the table or figure before it."""
    is_landscape: bool = False


def _fill(document: "Document", chapter: Chapter, pictures: Mapping[str, bytes]) -> None:
    """Put the blocks in sections, a new one where the direction of the page changes."""
    body = document.element.body
    upright = body.get_or_add_sectPr()
    elements = list(_show_head(chapter))
    is_landscape = False
    for number, placed in enumerate(_place(chapter.blocks), start=1):
        if placed.is_landscape != is_landscape:
            # The format keeps a section in the last paragraph that belongs to it
            elements[-1][0].append(_make_section(upright, is_landscape=is_landscape))
            is_landscape = placed.is_landscape
        block = placed.block
        if isinstance(block, Figure):
            picture = _make_picture(document, block, pictures[block.key], number)
            elements += _show_figure(block, picture, restart=placed.restarts)
        else:
            elements += _show_text(placed)
    body[:] = [*elements, _make_section(upright, is_landscape=is_landscape)]


# --- pages ---------------------------------------------------------------------------------------


def _place(blocks: Sequence[Block]) -> list[_Placed]:
    placed: list[_Placed] = []
    counted = {Table: 0, Figure: 0}
    for block in blocks:
        if isinstance(block, Table | Figure):
            restarts = block.number != counted[type(block)] + 1
            counted[type(block)] = block.number
            layout = _lay_out(block) if isinstance(block, Table) else None
            is_landscape = layout is not None and layout.is_landscape
            placed.append(_Placed(block, layout, restarts, is_landscape))
        else:
            placed.append(_Placed(block))
    for k in reversed(range(len(placed) - 1)):
        if isinstance(placed[k].block, Heading):  # stands on the page of what it is the head of
            placed[k] = replace(placed[k], is_landscape=placed[k + 1].is_landscape)
    return placed


def _lay_out(table: Table) -> TableLayout:
    return lay_out_table(replace(table, header=prevent_breaks(table.header)), _PAPER)


def _make_section(upright: "CT_SectPr", *, is_landscape: bool) -> "CT_SectPr":
    from docx.enum.section import WD_ORIENT

    section = copy.deepcopy(upright)
    if is_landscape:
        section.page_width, section.page_height = section.page_height, section.page_width
        section.orientation = WD_ORIENT.LANDSCAPE
    return section


# --- blocks --------------------------------------------------------------------------------------


def _show_head(chapter: Chapter) -> Iterator["BaseOxmlElement"]:
    yield make_paragraph("Title", *make_runs(chapter.title))
    if chapter.warning:
        warning = make_runs(f" {chapter.warning}")
        yield make_paragraph("Waarschuwing", *make_runs("Let op.", "Strong"), *warning)
    if chapter.basis:
        yield make_paragraph("Basis", *make_runs(f"Basis: {chapter.basis}."))


def _show_text(placed: _Placed) -> Iterator["BaseOxmlElement"]:
    match placed.block:
        case Heading(text, level):
            style = f"Heading{min(max(level, 1), DEEPEST_HEADING)}"
            yield make_paragraph(style, *make_runs(text))
        case Paragraph(text):
            yield make_paragraph("BodyText", *make_runs(text))
        case Quote() as quote:
            yield make_paragraph("Quote", *make_runs(f"{quote.text} {quote.attribution}"))
        case Table() as table if placed.layout:
            yield from _show_table(table, placed.layout, restart=placed.restarts)


def _show_table(table: Table, layout: TableLayout, *, restart: bool) -> Iterator["BaseOxmlElement"]:
    table = replace(table, header=prevent_breaks(table.header))
    width = LANDSCAPE_WIDTH if layout.is_landscape else TEXT_WIDTH
    for number, part in enumerate(layout.parts, start=1):
        if number == 1:
            yield make_caption("Tabel", table.number, table.title, restart=restart)
        else:
            yield make_continued_caption(f"Tabel {table.number} (vervolg)", table.title)
        yield make_table(table, layout, part, width)
    yield make_notes(table.notes)


def _show_figure(
    figure: Figure, picture: "CT_Inline", *, restart: bool
) -> Iterator["BaseOxmlElement"]:
    yield make_caption("Figuur", figure.number, figure.title, restart=restart)
    yield make_paragraph("Figuur", make("w:r", make("w:drawing", picture)))
    yield make_notes(figure.notes)


def _make_picture(document: "Document", figure: Figure, png: bytes, number: int) -> "CT_Inline":
    """Return a picture as wide as the text, or narrower when it would be too high for its page."""
    from docx.oxml.shape import CT_Inline
    from docx.shared import Emu

    identifier, image = document.part.get_or_add_image(io.BytesIO(png))
    width = min(TEXT_WIDTH, _HIGHEST_PICTURE * image.px_width / image.px_height) * _EMU
    height = width * image.px_height / image.px_width
    name = f"{figure.key}.png"
    picture = CT_Inline.new_pic_inline(number, identifier, name, Emu(int(width)), Emu(int(height)))
    for side in ("distT", "distB", "distL", "distR"):  # else LibreOffice moves it into the margin
        picture.set(side, "0")
    alternative = clean(figure.alternative)
    for attribute, text in (("name", name), ("descr", alternative)):
        picture.docPr.set(attribute, text)
    return picture
