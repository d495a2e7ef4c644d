"""The blocks of a results chapter: said once, laid out by each writer in its own way.

All text is Dutch and plain: a writer escapes it for its format. Table and figure numbers are given.
"""

import re
from dataclasses import dataclass
from datetime import datetime

# XML or TeX refuses them, or they turn the words around them
_REFUSED = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)


def put_on_one_line(text: str) -> str:
    """Return text as captions and cells can hold it: no line breaks, no control characters."""
    return " ".join(_REFUSED.sub("", text).split())


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a section of the chapter."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    fragments: tuple[int, ...] = ()
    """Indexes into `Chapter.fragments` of what is counted here, for a page that can open them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its name, then a cell per column."""

    name: str
    cells: tuple[Cell, ...]
    level: int = 0
    """Depth of a subtheme: writers indent the name."""
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as APA 7 wants it: number and title above, note below."""

    key: str
    """Unique, letters and hyphens: for anchors and labels."""
    number: int
    title: str
    header: tuple[str, ...]
    """The first names the rows."""
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    """Without the word 'Noot'; the first says the unit and the denominator."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars: a cluster of bars per row, one bar per series."""

    rows: tuple[str, ...]
    series: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    """Row by row, series by series; None: nothing to show (no one, or suppressed)."""
    labels: tuple[tuple[str, ...], ...]
    """What stands beside each bar."""
    axis: str
    limit: float | None = None
    """Where the axis ends; None: after the longest bar."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A grid of cells from light to dark."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    labels: tuple[tuple[str, ...], ...]
    """What stands in each cell."""
    legend: str
    limit: float
    """The value of the darkest cell; the lightest is 0."""


@dataclass(frozen=True, slots=True)
class Curves:
    """Lines over whole numbers, one per series."""

    series: tuple[str, ...]
    points: tuple[tuple[tuple[int, float], ...], ...]
    x_axis: str
    y_axis: str


Drawing = Bars | HeatMap | Curves


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its number and title above and its note below, as APA 7 wants it."""

    key: str
    """Unique, letters and hyphens: the name of its files too."""
    number: int
    title: str
    alternative: str
    """What it shows, for who cannot see it."""
    drawing: Drawing
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a respondent, laid out as a block."""

    text: str
    source: str
    """In brackets, as it stands behind a quote in Dutch: `(JIM05, r. 145)`."""
    is_checked: bool
    """False: no person decided that the theme is there; writers say so behind the source."""

    @property
    def attribution(self) -> str:
        """Return what stands behind the words: the source, and that nobody checked it."""
        return self.source if self.is_checked else f"{self.source} (ongecontroleerd)"


Block = Heading | Paragraph | Table | Figure | Quote


@dataclass(frozen=True, slots=True)
class ShownFragment:
    """A coded fragment with what stands around it."""

    themes: tuple[str, ...]
    """Names of the themes on it."""
    respondent: str
    group: str
    source: str
    """`(JIM05, r. 145)`."""
    question: str
    """What the interviewer asked; '' when nobody asked anything."""
    before: str
    """The same answer up to the fragment."""
    text: str
    after: str
    coder: str
    is_checked: bool


@dataclass(frozen=True, slots=True)
class Chapter:
    """A results chapter."""

    title: str
    made: datetime
    """When the counted run was made (UTC): the date in every file, so that files stay the same."""
    warning: str
    """What a reader must know first; '' when people checked everything that is counted."""
    basis: str
    """What the numbers rest on and which filters hold; stands at the top of every file."""
    blocks: tuple[Block, ...]
    fragments: tuple[ShownFragment, ...]

    def tables(self) -> tuple[Table, ...]:
        """Return the tables in order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    def figures(self) -> tuple[Figure, ...]:
        """Return the figures in order."""
        return tuple(block for block in self.blocks if isinstance(block, Figure))
