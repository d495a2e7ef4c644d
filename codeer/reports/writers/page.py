"""The results chapter as one HTML file that opens anywhere, without a network."""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from codeer.errors import MissingLibrary
from codeer.reports.blocks import (
    Chapter,
    Figure,
    Heading,
    Paragraph,
    Quote,
    Row,
    ShownFragment,
    Table,
)
from codeer.reports.notation import write_whole
from codeer.reports.writers.table_layout import find_number_columns
from codeer.text import blank_controls

if TYPE_CHECKING:
    from jinja2 import Template

_KINDS = (Heading, Paragraph, Table, Figure, Quote)
_MONTHS = """
    januari februari maart april mei juni juli augustus september oktober november december
""".split()
_SIZE = re.compile(r"(.+?) (\(N = [\d.]+)(.*\))")
_MOST_COLUMNS = 8  # a table with more is wide: printed on a page that lies on its side
_MOST_ROWS = 30  # a table with more may be split over pages
_SHORT_CELL = 6  # a wide table with such cells only is a matrix: its heads stand upright
_DEEPEST_HEADING = 6
_DEEPEST_INDENT = 4


@dataclass(frozen=True, slots=True)
class _PlacedRow:
    row: Row
    parent: str
    indent: int


@dataclass(frozen=True, slots=True)
class _ThemeList:
    """The fragments that stand under one theme in the list, each with its index."""

    name: str
    fragments: Sequence[tuple[int, ShownFragment]]


def write_page(chapter: Chapter, pictures: Mapping[str, bytes]) -> bytes:
    """Return a chapter as one self-contained HTML file.

    Parameters
    ----------
    chapter
        What the page shows.
    pictures
        SVG per figure key.

    Raises
    ------
    MissingLibrary
        When jinja2 cannot be loaded.

    """
    template = _load_template()
    from markupsafe import Markup  # comes with jinja2

    style, script = _read_resource("page.css"), _read_resource("page.js")
    page = template.render(
        chapter=chapter,
        policy=_make_policy(style, script),
        style=Markup(style),  # noqa: S704  (our own file)
        script=Markup(script),  # noqa: S704  (our own file)
        date=_describe_date(chapter.made),
        pictures={
            key: f"data:image/svg+xml;base64,{_base64(svg)}" for key, svg in pictures.items()
        },
        theme_lists=_list_by_theme(chapter),
        can_open=any(cell.fragments for t in chapter.tables() for r in t.rows for cell in r.cells),
    )
    return page.encode("utf-8")


def _load_template() -> "Template":
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError as error:
        raise MissingLibrary("de webpagina", "jinja2") from error
    # S701 and select_autoescape look at names: autoescape=True holds for every template
    environment = Environment(
        autoescape=True,
        finalize=_plain,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for kind in _KINDS:
        environment.tests[kind.__name__.lower()] = lambda block, kind=kind: isinstance(block, kind)
    environment.filters |= {
        "count": _count,
        "ranges": _join_ranges,
        "tag": lambda level: f"h{min(level + 1, _DEEPEST_HEADING)}",
        "numeric": find_number_columns,
        "placed": _place_rows,
        "classes": _classify,
        "split_size": _split_size,
    }
    return environment.from_string(_read_resource("page.html.jinja"))


def _plain(value: object) -> object:
    """Return a text without control characters, which HTML forbids."""
    return blank_controls(value) if type(value) is str else value  # not the markup of our own


def _read_resource(name: str) -> str:
    return (files("codeer.resources") / name).read_text(encoding="utf-8")


def _base64(content: bytes) -> str:
    return b64encode(content).decode("ascii")


def _make_policy(style: str, script: str) -> str:
    """Return a content security policy that allows this style sheet, this script and no other."""
    style_hash, script_hash = (_base64(sha256(t.encode()).digest()) for t in (style, script))
    return (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; script-src 'sha256-{script_hash}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _describe_date(made: datetime) -> str:
    return f"{made.day} {_MONTHS[made.month - 1]} {made.year}, {made:%H.%M} uur (UTC)"


def _count(number: int) -> str:
    return f"{write_whole(number)} {'fragment' if number == 1 else 'fragmenten'}"


def _join_ranges(indexes: Iterable[int]) -> str:
    """Return indexes in order as `0-3 7`: a cell of totals may hold thousands."""
    runs: list[list[int]] = []
    for index in sorted(set(indexes)):
        if runs and index == runs[-1][-1] + 1:
            runs[-1][1:] = [index]
        else:
            runs.append([index])
    return " ".join("-".join(map(str, run)) for run in runs)


def _classify(table: Table) -> str:
    """Return the classes by which the style sheet lays out a table."""
    is_wide = len(table.header) > _MOST_COLUMNS
    has_short_cells = all(len(c.text) <= _SHORT_CELL for row in table.rows for c in row.cells)
    chosen = {
        "wide": is_wide,
        "matrix": is_wide and has_short_cells,
        "long": len(table.rows) > _MOST_ROWS,
    }
    return " ".join(name for name, holds in chosen.items() if holds)


def _split_size(name: str) -> tuple[str, str, str]:
    """Return the name of a column, its `(N = 4`, which must stay on one line, and the rest."""
    match = _SIZE.fullmatch(name)
    return (match[1], match[2], match[3]) if match else (name, "", "")


def _place_rows(table: Table) -> list[_PlacedRow]:
    """Return the rows with the name of the theme that each stands under."""
    placed: list[_PlacedRow] = []
    above: list[Row] = []
    for row in table.rows:
        while above and above[-1].level >= row.level:
            above.pop()
        parent = above[-1].name if above and not row.is_total else ""
        placed.append(_PlacedRow(row, parent, min(int(row.level), _DEEPEST_INDENT)))
        above.append(row)
    return placed


def _list_by_theme(chapter: Chapter) -> list[_ThemeList]:
    """Return the fragments under their first theme, themes in the order of the tables."""
    places: dict[str, list[tuple[int, ShownFragment]]] = {
        row.name: [] for table in chapter.tables() for row in table.rows
    }
    for index, fragment in enumerate(chapter.fragments):
        name = fragment.themes[0] if fragment.themes else "Zonder thema"
        places.setdefault(name, []).append((index, fragment))
    return [_ThemeList(name, fragments) for name, fragments in places.items() if fragments]
