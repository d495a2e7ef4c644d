"""The results chapter as Markdown that GitHub and Pandoc read alike."""

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from codeer.reports.blocks import (
    Block,
    Chapter,
    Figure,
    Heading,
    Paragraph,
    Quote,
    Row,
    Table,
    put_on_one_line,
)
from codeer.reports.writers.table_layout import find_number_columns

_MARKUP = re.compile(
    r"[\\`*_\[\]<>{}#$^~|@]"
    r"|&(?=[#\w])"  # &eacute;
    r"|:(?=//)|(?<=\bwww)\.(?=\w)"  # an address becomes a link by itself
    r"|-(?=-)",  # Pandoc makes one dash of two
    re.IGNORECASE,
)
# What makes a list, a rule or a definition of a paragraph: `- `, `: `, `1.`, `(b)`, `iv)`
_STARTING_MARKS = ("-", "+", "=", ":")
_STARTING_NUMBER = re.compile(r"\(?(?:\d+|[a-z]|[ivxlcdm]+)(?=[.)](?:\s|$))", re.IGNORECASE)
_BREAK = "\\\n"
_INDENT = "&nbsp;&nbsp;"
_DEEPEST_HEADING = 6
_WIDEST = 40
"""Of a column in the source; Pandoc takes the widths from there."""


def write_markdown(chapter: Chapter, pictures: Mapping[str, str]) -> bytes:
    """Return a chapter as Markdown.

    Parameters
    ----------
    chapter
        What it says.
    pictures
        Relative path per figure key; a figure without one is described in words.

    """
    parts = [f"# {_escape(chapter.title)}"]
    if chapter.warning:
        parts.append(f"> **{_escape(chapter.warning)}**")
    parts.append(f"*Basis:* {_escape(chapter.basis)}")
    parts += [_write_block(block, pictures) for block in chapter.blocks]
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def _write_block(block: Block, pictures: Mapping[str, str]) -> str:
    match block:
        case Heading():
            level = min(block.level + 1, _DEEPEST_HEADING)
            return f"{'#' * level} {_escape(block.text)}"
        case Paragraph():
            return _escape_start(block.text)
        case Quote():
            return f"> {_escape_start(f'{block.text} {block.attribution}')}"
        case Table():
            return _write_table(block)
        case Figure():
            return _write_figure(block, pictures.get(block.key))


def _write_figure(figure: Figure, path: str | None) -> str:
    alternative = _escape_start(figure.alternative)
    shown = alternative if path is None else f"![{alternative}]({quote(path)})"
    # In one paragraph with the caption: of an image alone Pandoc makes a figure with a second number
    caption = f"{_write_caption('Figuur', figure.number, figure.title)}{_BREAK}{shown}"
    return _add_note(caption, figure.notes)


def _write_table(table: Table) -> str:
    is_number = find_number_columns(table)
    lines = [
        [_escape(name) for name in table.header],
        *([_write_name(row), *(_escape(cell.text) for cell in row.cells)] for row in table.rows),
    ]
    widths = [min(max(map(len, column)), _WIDEST) for column in zip(*lines, strict=True)]
    rule = [
        f"{'-' * max(width - 1, 2)}:" if right else "-" * max(width, 3)
        for width, right in zip(widths, is_number, strict=True)
    ]
    grid = "\n".join(
        _write_line(cells, widths, is_number) for cells in (lines[0], rule, *lines[1:])
    )
    return _add_note(f"{_write_caption('Tabel', table.number, table.title)}\n\n{grid}", table.notes)


def _write_line(cells: Iterable[str], widths: Iterable[int], is_number: Iterable[bool]) -> str:
    padded = [
        cell.rjust(width) if right else cell.ljust(width)
        for cell, width, right in zip(cells, widths, is_number, strict=True)
    ]
    return f"| {' | '.join(padded)} |"


def _write_name(row: Row) -> str:
    name = _escape(row.name)
    return f"{_INDENT * row.level}{f'**{name}**' if row.is_total else name}"


def _write_caption(kind: str, number: int, title: str) -> str:
    return f"**{kind} {number}**{_BREAK}*{_escape(title)}*"


def _add_note(shown: str, notes: Sequence[str]) -> str:
    return f"{shown}\n\n*Noot.* {_escape(' '.join(notes))}" if notes else shown


def _escape(text: str) -> str:
    """Return text so that nothing in it is markup, for any place but the start of a line."""
    return _MARKUP.sub(r"\\\g<0>", put_on_one_line(text))


def _escape_start(text: str) -> str:
    """Return text so that it starts a paragraph and no list, rule or definition."""
    escaped = _escape(text)
    if escaped.startswith(_STARTING_MARKS):
        return f"\\{escaped}"
    if number := _STARTING_NUMBER.match(escaped):
        return f"{number[0]}\\{escaped[number.end() :]}"
    return escaped
