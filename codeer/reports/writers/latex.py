"""The results chapter as LaTeX for a thesis: a fragment, numbered by the document that takes it in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil

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
from codeer.reports.writers.table_layout import Paper, Part, TableLayout, lay_out_table

_PREAMBLE = r"""% {title}
% Gemaakt met codeer, dat dit bestand bij een volgende keer overschrijft: verander er niets in.
%
% Zo komt het in uw scriptie, met dit bestand en de map figuren naast uw eigen .tex-bestand:
%
%   \usepackage[a4paper,margin=2.5cm]{geometry}
%   \usepackage{booktabs,longtable,array,graphicx,float}
%   \usepackage[dutch]{babel}
%   ...
%   \chapter{Resultaten}
%   \input{rapport.tex}
%
% Draai lualatex (of xelatex) twee keer. De tabellen zijn gemaakt voor deze marges; bij smallere
% tekst breken woorden vaker af. Tabellen en figuren krijgen hun nummer van LaTeX; de opschriften
% staan zoals APA 7 ze wil met:
%
%   \usepackage{caption}
%   \captionsetup{labelfont=bf,textfont=it,labelsep=newline,singlelinecheck=false,
%     justification=raggedright}
%
% Tekens die uw lettertype niet heeft (Hebreeuws, Arabisch, emoji) laat LaTeX weg; in het logboek
% staat dan 'Missing character'. Met lualatex vult een ander geïnstalleerd lettertype ze aan:
%
%   \usepackage[dutch,bidi=basic]{babel}
%   \usepackage{fontspec}
%   \directlua{luaotfload.add_fallback("extra", {"DejaVuSans:"})}
%   \setmainfont{Latin Modern Roman}[RawFeature={fallback=extra}]"""
_SECTIONS = ("section", "subsection", "subsubsection", "paragraph")
_COMMANDS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "": r"\mbox{}",
    **{character: f"\\{character}" for character in "{}$&#_%"},
    **{character: f"{{{character}}}" for character in "[]*"},  # a row that starts with one
}
# `--`, `,,` and `<<` would become one character; an apostrophe within a word stays TeX's own
_SPECIAL = re.compile(
    r"""(?<=([-,<>]))(?=\1)|[\\~^<>|"`{}$&#_%\[\]*]|(?<!\w)'|'(?!\w)""",
)
_PAPER = Paper(width=430, landscape_width=430, padding=12)
"""A4 with margins of 2.5 cm has 455 points, but TeX's letters are wide; a page is never turned."""
_SIZES = {10: r"\small", 9: r"\footnotesize", 8: r"\footnotesize"}
_TIE = "\u00a0=\u00a0"
"""Keeps (N = 10) on a line."""
_SPARE = 1.15
"""For names that are turned: also for TeX's letters."""
_PAGE = 36
"""Lines; a longer table is not kept together."""
_LINE_HEIGHT = 12


def write_latex(chapter: Chapter, pictures: Mapping[str, str]) -> bytes:
    r"""Return a chapter as LaTeX, to take in with `\input`.

    Parameters
    ----------
    chapter
        What it says.
    pictures
        Relative path per figure key; a figure without one is described in words.

    """
    parts = [_PREAMBLE.replace("{title}", put_on_one_line(chapter.title))]
    if chapter.warning:
        parts.append(_wrap("quote", "", rf"\textbf{{{_escape(chapter.warning)}}}"))
    parts.append(rf"\noindent\textit{{Basis:}} {_escape(chapter.basis)}")
    parts += [_write_block(block, pictures) for block in chapter.blocks]
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def _write_block(block: Block, pictures: Mapping[str, str]) -> str:
    match block:
        case Heading():
            command = _SECTIONS[min(block.level, len(_SECTIONS)) - 1]
            return rf"\{command}{{{_escape(block.text)}}}"
        case Paragraph():
            return _escape(block.text)
        case Quote():
            return _wrap("quote", "", _escape(f"{block.text} {block.attribution}"))
        case Table():
            return _write_table(block)
        case Figure():
            return _write_figure(block, pictures.get(block.key))


def _wrap(environment: str, argument: str, *lines: str) -> str:
    return "\n".join((rf"\begin{{{environment}}}{argument}", *lines, rf"\end{{{environment}}}"))


def _write_figure(figure: Figure, path: str | None) -> str:
    size = r"width=\linewidth,height=0.8\textheight,keepaspectratio"
    shown = rf"\includegraphics[{size}]{{{path}}}" if path else _escape(figure.alternative)
    caption = rf"\caption{{{_escape(figure.title)}}}\label{{fig:{figure.key}}}"
    return _wrap("figure", "[H]", caption, r"\centering", shown, *_write_note(figure.notes))


def _write_note(notes: Sequence[str]) -> Iterator[str]:
    if notes:
        yield rf"\par\smallskip\raggedright\small\textit{{Noot.}} {_escape(' '.join(notes))}"


def _escape(text: str) -> str:
    """Return text so that TeX sets it as it stands and runs nothing of it."""
    return _SPECIAL.sub(lambda match: _COMMANDS[match[0]], put_on_one_line(text))


# --- tables --------------------------------------------------------------------------------------


def _write_table(table: Table) -> str:
    table = replace(table, header=tuple(name.replace(" = ", _TIE) for name in table.header))
    layout = lay_out_table(table, _PAPER)
    if sum(_count_lines(table, layout, part) for part in layout.parts) <= _PAGE:
        return _write_float(table, layout)
    return "\n\n".join(_write_longtables(table, layout))


def _write_float(table: Table, layout: TableLayout) -> str:
    """Return a table that is kept together, its parts below each other."""
    shown = "\n\n\\bigskip\n".join(
        _wrap(
            "tabular",
            _write_columns(layout, part),
            *_write_header(table, layout, part),
            *_write_rows(table, part),
            r"\bottomrule",
        )
        for part in layout.parts
    )
    return _wrap(
        "table", "[H]", _write_caption(table), r"\centering", shown, *_write_note(table.notes)
    )


def _write_longtables(table: Table, layout: TableLayout) -> Iterator[str]:
    """Yield a table that goes on on the next page, each part with the same number."""
    for part in layout.parts:
        is_first, is_last = part is layout.parts[0], part is layout.parts[-1]
        # Every longtable counts, also one that goes on
        again = "" if is_first else r"\addtocounter{table}{-1}"
        goes_on = r"\caption*{\tablename~\thetable{} (vervolg)}"
        header = _write_header(table, layout, part)
        across = (
            rf"\multicolumn{{{len(part.columns)}}}{{p{{\dimexpr\linewidth-2\tabcolsep\relax}}}}"
        )
        longtable = _wrap(
            "longtable",
            _write_columns(layout, part),
            rf"{_write_caption(table) if is_first else goes_on}\\",
            *(*header, r"\endfirsthead", *header, r"\endhead"),
            *(r"\bottomrule", r"\endfoot", r"\noalign{}", r"\endlastfoot"),
            *_write_rows(table, part, last_end=r"\\*"),
            r"\bottomrule",
            *(rf"{across}{{{note}}} \\" for note in _write_note(table.notes if is_last else ())),
        )
        yield f"{{\\setlength{{\\LTcapwidth}}{{\\linewidth}}{again}\n{longtable}}}"


def _write_caption(table: Table) -> str:
    return rf"\caption{{{_escape(table.title)}}}\label{{tab:{table.key}}}"


def _write_columns(layout: TableLayout, part: Part) -> str:
    size = _SIZES[layout.size]
    columns = "\n".join(
        rf">{{{size}\ragged{'left' if layout.numbers[k] else 'right'}\hspace{{0pt}}\arraybackslash}}"
        # Rounded down, so that together they are no wider than the line
        rf"p{{\dimexpr{int(1000 * share) / 1000}\linewidth-2\tabcolsep\relax}}"
        for k, share in zip(part.columns, part.widths, strict=True)
    )
    return f"{{{columns}}}"


def _write_header(table: Table, layout: TableLayout, part: Part) -> tuple[str, ...]:
    names = []
    for k in part.columns:
        name = "~=~".join(map(_escape, table.header[k].split(_TIE)))
        if layout.turned[k]:
            text = rf"{_SIZES[layout.size]}\raggedright {name}"
            box = rf"\parbox{{{_SPARE * layout.head_height:.0f}pt}}{{{text}}}"
            name = rf"\multicolumn{{1}}{{r}}{{\rotatebox{{90}}{{{box}}}}}"
        names.append(name)
    return r"\toprule", rf"{' & '.join(names)} \\", r"\midrule"


def _write_rows(table: Table, part: Part, last_end: str = r"\\") -> Iterator[str]:
    for at, row in enumerate(table.rows):
        if row.is_total and at and not table.rows[at - 1].is_total:
            yield r"\midrule"
        indent = rf"\leftskip={row.level}em " if row.level else ""
        cells = " & ".join(map(_escape, _take(row, part)))
        end = last_end if at == len(table.rows) - 1 else r"\\"
        yield f"{indent}{cells} {end}"


def _take(row: Row, part: Part) -> list[str]:
    texts = (row.name, *(cell.text for cell in row.cells))
    return [texts[k] for k in part.columns]


def _count_lines(table: Table, layout: TableLayout, part: Part) -> int:
    widths = [
        (share * _PAPER.width - _PAPER.padding) * 2 / layout.size  # characters
        for share in part.widths
    ]
    lines = [_take(row, part) for row in table.rows]
    head = layout.head_height / _LINE_HEIGHT if any(layout.turned) else 2
    return ceil(head) + sum(
        max(1, *(ceil(len(text) / width) for text, width in zip(line, widths, strict=True)))
        for line in lines
    )
