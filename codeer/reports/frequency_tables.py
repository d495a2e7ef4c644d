"""Theme by group as a thesis shows it: five readings, each with its unit and its denominator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from codeer.reports.blocks import Bars, Cell, Figure, HeatMap, Row, Table
from codeer.reports.notation import capitalise, write_decimal, write_whole
from codeer.results.axes import Group, Theme
from codeer.results.content import SMALL_CELL, Frequency, ReportContent

FEW = 10
"""Below this number of respondents a percentage says more than the numbers do."""
_SMALL = f"<{SMALL_CELL}"
LEFT_OUT = "#"
HIDDEN_NOTE = (
    f"{_SMALL} = minder dan {SMALL_CELL} respondenten, weggelaten; {LEFT_OUT} = weggelaten, omdat zo'n cel "
    "er anders uit te berekenen is."
)
_EMPTY = "–"
_MARK = "†"

Opened = Mapping[tuple[Theme, Group | str], tuple[int, ...]]
"""Theme and group, or theme and respondent, to the fragments that a page can open."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to count: what stands in a cell, and of what."""

    key: str
    title: str
    write: Callable[[Frequency], str]
    head: Callable[[Frequency], str]
    """The denominator, for the heading of a column."""
    notes: tuple[str, ...]


def make_frequency_tables(content: ReportContent, opened: Opened) -> tuple[Table, ...]:
    """Return the main table (respondents), the intervals, and the four other readings."""
    return (
        *(
            _lay_out(content, reading, opened)
            for reading in (_respondents(content), _intervals(), *_OTHERS)
        ),
    )


def _respondents(content: ReportContent) -> _Reading:
    notes = [
        "n (%) = aantal en percentage respondenten dat het thema minstens één keer noemt; meerdere "
        "thema's per respondent mogelijk, percentages tellen niet op tot 100.",
        f"Bij N < {FEW} alleen n.",
    ]
    if not content.hides_small and any(cell.is_small for cell in content.frequencies):
        notes.append(
            f"{_MARK} = minder dan {SMALL_CELL} respondenten: mogelijk herleidbaar; voeg groepen samen of "
            "gebruik --onderdruk-kleine-cellen voordat u dit publiceert."
        )

    def write(cell: Frequency) -> str:
        mark = _MARK if cell.is_small else ""
        share = f" ({cell.percentage(0)}%)" if cell.all_respondents >= FEW else ""
        return f"{cell.respondents}{share}{mark}"

    return _Reading(
        "thema-groep",
        "Thema's naar respondentgroep: aantal respondenten dat het thema noemt, n (%)",
        write,
        _of_respondents,
        tuple(notes),
    )


def _of_respondents(cell: Frequency) -> str:
    return str(cell.all_respondents)


def _intervals() -> _Reading:
    def write(cell: Frequency) -> str:
        low, high = cell.interval(0) or (None, None)
        if cell.all_respondents < FEW:
            return f"{cell.respondents} van {cell.all_respondents}"
        return f"{cell.percentage(0)}% [{low}; {high}]"

    return _Reading(
        "intervallen",
        "Aandeel respondenten dat het thema noemt, met 95%-interval",
        write,
        _of_respondents,
        (
            f"% [95%-interval volgens Wilson]; bij N < {FEW} alleen n van N.",
            "Het interval zegt hoe weinig N toelaat als de respondenten een toevallige greep waren; bij "
            "een doelgerichte steekproef is het geen uitspraak over wie niet meedeed.",
        ),
    )


_OTHERS = (
    _Reading(
        "fragmenten",
        "Thema's naar respondentgroep: aantal fragmenten",
        lambda cell: write_whole(cell.fragments),
        _of_respondents,
        (
            "Fragmenten = gecodeerde stukken tekst; wie een thema vaak noemt, telt vaak mee. Een fragment "
            "met twee thema's telt in de onderste rij één keer. N = respondenten.",
        ),
    ),
    _Reading(
        "segmenten",
        "Thema's naar respondentgroep: aandeel van de segmenten, n (%)",
        lambda cell: _segment_share(cell),  # noqa: PLW0108  (defined below)
        lambda cell: f"{write_whole(cell.all_segments)} segmenten",
        ("n (%) van alle segmenten (zinnen of beurten, zie Werkwijze) die de groep sprak.",),
    ),
    _Reading(
        "woorden",
        "Thema's naar respondentgroep: gecodeerde woorden per 1.000 gesproken woorden",
        lambda cell: _or_empty(cell.words_per_thousand(0)),
        lambda cell: f"{write_whole(cell.words)} woorden",
        (
            "N = alle woorden die de groep sprak; een woord dat twee keer gecodeerd is, telt één keer.",
        ),
    ),
    _Reading(
        "gemiddelde",
        "Thema's naar respondentgroep: gemiddeld aantal fragmenten per interview",
        lambda cell: _or_empty(cell.per_interview(1)),
        lambda cell: f"{cell.interviews} {'interview' if cell.interviews == 1 else 'interviews'}",
        ("N = interviews waarin iemand van de groep spreekt.",),
    ),
)


def _lay_out(content: ReportContent, reading: _Reading, opened: Opened) -> Table:
    more = [f"Basis: {content.basis}."]
    if any(cell.is_hidden for cell in content.frequencies):
        more.insert(0, HIDDEN_NOTE)
    if any(content.people(group) == 0 for group in content.groups):
        more.insert(0, f"{_EMPTY} = geen respondenten in deze groep.")
    return Table(
        key=reading.key,
        number=0,
        title=reading.title,
        header=(
            "Thema",
            *(
                f"{capitalise(group.heading)} (N = {reading.head(content.of(content.themes[0], group))})"
                for group in content.groups
            ),
        ),
        rows=tuple(
            Row(
                theme.name,
                tuple(
                    _cell(content.of(theme, group), reading, opened.get((theme, group), ()))
                    for group in content.groups
                ),
                theme.depth,
                theme.is_total,
            )
            for theme in content.themes
        ),
        notes=(*reading.notes, *more),
    )


def _cell(cell: Frequency, reading: _Reading, fragments: tuple[int, ...]) -> Cell:
    return Cell(show_cell(cell, reading.write), () if cell.is_hidden else fragments)


def show_cell(cell: Frequency, write: Callable[[Frequency], str]) -> str:
    """Return what stands in a cell: the number, or why there is none."""
    if cell.is_hidden:
        return _SMALL if cell.is_small else LEFT_OUT
    return write(cell) if cell.all_respondents else _EMPTY


def _segment_share(cell: Frequency) -> str:
    share = cell.segment_percentage(1)
    return _EMPTY if share is None else f"{write_whole(cell.segments)} ({write_decimal(share)}%)"


def _or_empty(value: Decimal | None) -> str:
    return _EMPTY if value is None else write_decimal(value)


# --- figures -------------------------------------------------------------------------------------


def make_frequency_figures(content: ReportContent) -> tuple[Figure, ...]:
    """Return theme by group as bars and as a heat map."""
    groups = [group for group in content.plain_groups if content.people(group)]
    if not groups:
        return ()
    themes = content.own_themes
    cells = [[content.of(theme, group) for group in groups] for theme in themes]
    values = tuple(
        tuple(None if cell.is_hidden else float(cell.percentage(1) or 0) for cell in row)
        for row in cells
    )

    def say(cell: Frequency) -> str:
        return show_cell(cell, lambda cell: f"{cell.respondents} van {cell.all_respondents}")

    labels = tuple(tuple(say(cell) for cell in row) for row in cells)
    names = tuple(capitalise(group.heading) for group in groups)
    rows = tuple(theme.name for theme in themes)
    said = "; ".join(
        f"{theme.name}: "
        + ", ".join(f"{group.heading} {label}" for group, label in zip(groups, row, strict=True))
        for theme, row in zip(themes, labels, strict=True)
    )
    notes = (f"n van N respondenten. Basis: {content.basis}.",)
    axis = "Respondenten die het thema noemen (%)"
    title = "Thema's naar respondentgroep"
    return (
        Figure(
            "thema-groep-staven",
            0,
            f"{title}: percentage respondenten dat het thema noemt",
            f"Staafdiagram, per thema een staaf per groep. {said}.",
            Bars(rows, names, values, labels, axis, limit=100),
            notes,
        ),
        Figure(
            "thema-groep-raster",
            0,
            f"{title}: hoe donkerder, hoe meer respondenten",
            f"Raster van thema's en groepen. {said}.",
            HeatMap(rows, names, values, labels, axis, limit=100),
            notes,
        ),
    )
