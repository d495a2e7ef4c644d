"""The sections of the chapter after the frequencies: what follows from the counts."""

from collections.abc import Iterator
from decimal import Decimal

from codeer.inference import round_half_up
from codeer.reports.blocks import (
    Block,
    Cell,
    Curves,
    Figure,
    Heading,
    HeatMap,
    Paragraph,
    Row,
    Table,
)
from codeer.reports.frequency_tables import HIDDEN_NOTE, LEFT_OUT, Opened, show_cell
from codeer.reports.notation import capitalise, write_decimal, write_p
from codeer.reports.words import join_words
from codeer.results.axes import Theme
from codeer.results.comparison import MINIMUM, Test
from codeer.results.compute import Results
from codeer.results.content import ReportContent
from codeer.results.course import QUARTERS
from codeer.results.saturation import BASE_SIZE, RUN_LENGTH, THRESHOLD, Saturation
from codeer.results.together import Level, Pair

_MOST_PAIRS = 20
"""Pairs of themes in the chapter; the data file has all."""


def show_comparison(results: Results) -> Iterator[Block]:
    """Yield whether groups differ, when that was asked for."""
    comparison = results.comparison
    if comparison is None:
        return
    yield Heading("Verschillen tussen groepen")
    if comparison.left_out:
        names = join_words([group.heading for group in comparison.left_out])
        yield Paragraph(f"Niet vergeleken, want minder dan {MINIMUM} respondenten: {names}.")
    note = (
        "Getoetst zijn respondenten, geen zinnen: zinnen van één persoon zijn geen onafhankelijke "
        "waarnemingen. p = Fishers exacte toets"
    )
    corrected = "p (Holm) = gecorrigeerd voor het aantal toetsen in deze tabel."
    family = (
        "Leden van één gezin zijn niet onafhankelijk van elkaar; daar houdt geen van deze toetsen "
        "rekening mee."
    )
    if comparison.overall:
        yield _test_table(
            "verschil-groepen",
            f"Verschillen tussen {join_words([g.heading for g in comparison.groups])}",
            comparison.overall,
            (f"{note} (Freeman-Halton, gesimuleerd met vast begin). {corrected}", family),
            results,
        )
    yield _test_table(
        "verschil-paren",
        "Verschillen tussen twee groepen",
        comparison.pairs,
        (
            f"{note}. {corrected} Verschil = procentpunten, eerste min tweede groep, met 95%-interval "
            "volgens Newcombe.",
            family,
        ),
        results,
    )


def _test_table(
    key: str, title: str, tests: tuple[Test, ...], notes: tuple[str, ...], results: Results
) -> Table:
    has_difference = tests[0].difference is not None
    header = ("Thema", "Groepen (n van N)", "p", "p (Holm)")
    return Table(
        key,
        0,
        title,
        (*header, "Verschil [95%]") if has_difference else header,
        tuple(_test_row(test) for test in tests),
        (*notes, *_hidden_note(results), f"Basis: {results.content.basis}."),
    )


def _test_row(test: Test) -> Row:
    is_hidden = any(cell.is_hidden for cell in test.cells)
    groups = "; ".join(
        f"{cell.group.heading}: "
        + show_cell(cell, lambda cell: f"{cell.respondents} van {cell.all_respondents}")
        for cell in test.cells
    )
    numbers = [write_p(test.p), write_p(test.corrected)]
    if test.difference:
        points, low, high = map(_points, test.difference)
        numbers.append(f"{points} [{low}; {high}]")
    return Row(
        test.theme.name,
        (Cell(groups), *(Cell(LEFT_OUT if is_hidden else number) for number in numbers)),
    )


def _points(difference: float) -> str:
    return f"{round_half_up(Decimal(difference) * 100, 0) + 0}"  # + 0: no -0


def show_together(results: Results) -> Iterator[Block]:
    """Yield which themes occur together."""
    themes = {pair.first: None for pair in results.pairs} | {p.second: None for p in results.pairs}
    if not themes:
        return
    yield Heading("Thema's die samen voorkomen")
    basis = f"Basis: {results.content.basis}."
    by_pair: dict[tuple[Theme, Theme], dict[Level, Pair]] = {}
    for pair in results.pairs:
        by_pair.setdefault((pair.first, pair.second), {})[pair.level] = pair
    often = sorted(by_pair, key=lambda pair: -by_pair[pair][Level.ANSWER].both)[:_MOST_PAIRS]
    notes = [*_hidden_note(results), basis]
    if len(by_pair) > len(often):
        notes.insert(
            0,
            f"De {len(often)} paren die het vaakst in één antwoord staan, van {len(by_pair)}; de andere "
            "staan in samenhang.csv.",
        )
    yield Table(
        "samenhang",
        0,
        "Thema's die samen voorkomen: aantal (Jaccard)",
        ("Thema's", "In één fragment", "In één antwoord", "Bij één respondent"),
        tuple(
            Row(
                f"{first.name} + {second.name}",
                tuple(Cell(_say_pair(by_pair[first, second][level])) for level in Level),
            )
            for first, second in often
        ),
        (
            "Segmenten, antwoorden en respondenten met beide thema's; tussen haakjes het aandeel van alle "
            "met een van beide (Jaccard, 0 tot 1).",
            *notes,
        ),
    )
    names = tuple(theme.name for theme in themes)
    answers = {k: levels[Level.ANSWER] for k, levels in by_pair.items()}
    grid = [[answers.get((a, b)) or answers.get((b, a)) for b in themes] for a in themes]
    yield Figure(
        "samenhang",
        0,
        "Thema's die in één antwoord samen voorkomen",
        "Raster van thema's tegen thema's. "
        + "; ".join(
            f"{a.name} en {b.name}: {_say_pair(by_pair[a, b][Level.ANSWER])}" for a, b in often
        )
        + ".",
        HeatMap(
            names,
            names,
            tuple(
                tuple(None if p is None or p.is_hidden else float(p.jaccard(2) or 0) for p in row)
                for row in grid
            ),
            tuple(tuple("" if p is None else _say_jaccard(p) for p in row) for row in grid),
            "Jaccard",
            limit=1,
        ),
        (f"Jaccard: antwoorden met beide thema's, van alle met een van beide. {basis}",),
    )


def _say_pair(pair: Pair) -> str:
    if pair.is_hidden:
        return LEFT_OUT
    jaccard = pair.jaccard(2)
    return f"{pair.both} ({'–' if jaccard is None else write_decimal(jaccard)})"


def _say_jaccard(pair: Pair) -> str:
    return LEFT_OUT if pair.is_hidden else write_decimal(pair.jaccard(2) or 0)


def show_saturation(results: Results) -> Iterator[Block]:
    """Yield when new interviews brought no new codes."""
    if not any(found.steps for found in results.saturation):
        return
    yield Heading("Verzadiging")
    yield Table(
        "verzadiging",
        0,
        "Verzadiging per groep",
        ("Groep", "Interviews", "Codes", "Laatste nieuwe code", "Verzadigd na"),
        tuple(_saturation_row(found) for found in results.saturation),
        (
            f"Volgens Guest, Namey en Chen (2020): basis {BASE_SIZE} interviews, reeks {RUN_LENGTH}, "
            f"drempel {THRESHOLD * 100:.0f}% nieuwe codes. '6 (+{RUN_LENGTH})' = na zes interviews, en de "
            f"{RUN_LENGTH} daarna brachten hooguit zoveel nieuws. Interviews op naam van het transcript.",
            "Met een codeboek dat vooraf vaststaat kan alleen blijken of elke code voorkomt, niet of er "
            "geen nieuwe thema's meer zijn.",
            f"Basis: {results.content.basis}.",
        ),
    )
    curves = [found for found in results.saturation if len(found.steps) > 1]
    if curves:
        yield Figure(
            "verzadiging",
            0,
            "Verschillende codes na elk volgend interview",
            "Lijnen: verschillende codes na zoveel interviews, per groep. "
            + "; ".join(
                f"{found.group.heading}: {found.steps[-1].total} na {len(found.steps)}"
                for found in curves
            )
            + ".",
            Curves(
                tuple(capitalise(found.group.heading) for found in curves),
                tuple(
                    tuple((n, float(step.total)) for n, step in enumerate(found.steps, start=1))
                    for found in curves
                ),
                "Interviews",
                "Verschillende codes tot dan toe",
            ),
            (f"Interviews op naam van het transcript. Basis: {results.content.basis}.",),
        )


def _saturation_row(found: Saturation) -> Row:
    number = len(found.steps)
    last_new = max((n for n, step in enumerate(found.steps, start=1) if step.new), default=None)
    if found.reached is not None:
        reached = f"{found.reached} (+{RUN_LENGTH})"
    elif number < BASE_SIZE + RUN_LENGTH:
        reached = f"te weinig interviews (ten minste {BASE_SIZE + RUN_LENGTH})"
    else:
        reached = "niet verzadigd"
    cells = (
        str(number),
        str(found.steps[-1].total),
        "–" if last_new is None else f"interview {last_new}",
        reached,
    )
    return Row(capitalise(found.group.heading), tuple(map(Cell, cells)))


def show_course(results: Results) -> Iterator[Block]:
    """Yield the themes over the time of the conversation, where times are known."""
    course = results.course
    if not course.timed:
        return
    yield Heading("Thema's in de loop van het gesprek")
    yield Table(
        "verloop",
        0,
        "Fragmenten per kwart van het gesprek (per 1.000 gesproken woorden)",
        ("Thema", *(f"Kwart {quarter}" for quarter in range(1, QUARTERS + 1))),
        tuple(
            Row(
                theme.name,
                tuple(
                    Cell(
                        LEFT_OUT
                        if stretch.is_hidden
                        else f"{stretch.fragments} ({_rate(stretch.per_thousand_words(1))})"
                    )
                    for stretch in course.of(theme)
                ),
                theme.depth,
            )
            for theme in results.content.own_themes
        ),
        (
            f"In de {course.timed} van de {course.transcripts} transcripten die zeggen wanneer een beurt "
            "begon. Een fragment hoort bij het kwart waarin de beurt begon; het gesprek is gerekend tot "
            "het begin van de laatste beurt.",
            *_hidden_note(results),
            f"Basis: {results.content.basis}.",
        ),
    )


def _rate(value: object) -> str:
    return "–" if value is None else f"{value}".replace(".", ",")


def show_cases(content: ReportContent, opened: Opened) -> Iterator[Block]:
    """Yield which respondent mentions which theme."""
    if content.hides_small:
        return
    yield Heading("Respondenten en thema's")
    yield Table(
        "respondenten",
        0,
        "Welke respondent welk thema noemt: aantal fragmenten",
        ("Respondent", "Groep", *(theme.name for theme in content.own_themes)),
        tuple(
            Row(
                person,
                (
                    Cell(group),
                    *(
                        Cell(
                            str(len(content.occurrences[theme].ranges.get(person, ()))),
                            opened.get((theme, person), ()),
                        )
                        for theme in content.own_themes
                    ),
                ),
            )
            for person, group in content.respondents.items()
        ),
        (
            "0 = noemt het thema niet. Deze tabel gaat over personen: neem haar niet over in een publicatie.",
            f"Basis: {content.basis}.",
        ),
    )


def _hidden_note(results: Results) -> list[str]:
    return [HIDDEN_NOTE] if any(cell.is_hidden for cell in results.content.frequencies) else []
