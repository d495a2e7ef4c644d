"""The results as plain tables, for spreadsheets and other programs: one row per thing that is counted."""

from collections.abc import Iterator
from decimal import Decimal

from codeer.reports.blocks import Table
from codeer.reports.tables import SKIPPED, DataTable, Value
from codeer.results.comparison import Comparison, Test
from codeer.results.compute import Results
from codeer.results.content import Frequency, ReportContent
from codeer.results.course import QUARTERS

_Row = tuple[Value, ...]
TABLE_NAMES = """
    themafrequenties themafrequenties_breed respondenten fragmenten samenhang verzadiging verloop
    vergelijking citaten
""".split()
"""Every table that a report can have."""


def make_data_tables(results: Results) -> tuple[DataTable, ...]:
    """Return the tables that the results have; one without rows to fill it is left out."""
    content = results.content
    tables = [_frequencies(content)]
    if not content.hides_small:
        tables += [_cases(content), _fragments(content)]
    if results.pairs:
        tables.append(_pairs(results))
    if any(found.steps for found in results.saturation):
        tables.append(_saturation(results))
    if results.course.timed:
        tables.append(_course(results))
    if results.comparison:
        tables.append(_comparison(results.comparison, content.basis))
    if results.quotes:
        tables.append(_quotes(results))
    return tuple(tables)


def lay_out(table: Table, name: str) -> DataTable:
    """Return a table of the chapter as cells, its notes below it."""
    empty = ("",) * (len(table.header) - 1)
    rows: list[_Row] = [
        (f"{'  ' * row.level}{row.name}", *(cell.text for cell in row.cells)) for row in table.rows
    ]
    rows += [(f"Noot. {note}" if not at else note, *empty) for at, note in enumerate(table.notes)]
    return DataTable(name, table.title, table.header, tuple(rows))


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _frequencies(content: ReportContent) -> DataTable:
    return DataTable(
        "themafrequenties",
        "Per thema en groep: respondenten die het thema noemen (n van N), fragmenten, segmenten, "
        "woorden en gemiddelde per interview",
        _columns(
            "thema groep n_respondenten N_respondenten pct_respondenten pct_laag pct_hoog n_fragmenten "
            "n_segmenten N_segmenten pct_segmenten gecodeerde_woorden woorden "
            "gecodeerde_woorden_per_1000 fragmenten_per_1000_woorden N_interviews "
            "fragmenten_per_interview herleidbaar basis"
        ),
        tuple(_frequency(cell, content.basis) for cell in content.frequencies),
    )


def _frequency(cell: Frequency, basis: str) -> _Row:
    low, high = cell.interval(1) or (None, None)
    shown: list[Value] = [
        cell.respondents,
        cell.all_respondents,
        cell.percentage(1),
        low,
        high,
        cell.fragments,
        cell.segments,
        cell.all_segments,
        cell.segment_percentage(1),
        cell.coded_words,
        cell.words,
        cell.words_per_thousand(1),
        cell.per_thousand_words(2),
        cell.interviews,
        cell.per_interview(1),
        "ja" if cell.is_small else "nee",
    ]
    if cell.is_hidden:
        known = {1: cell.all_respondents, 7: cell.all_segments, 10: cell.words, 13: cell.interviews}
        shown = [*(known.get(at) for at in range(len(shown) - 1)), "weggelaten"]
    return cell.theme.id, cell.group.name, *shown, basis


def _cases(content: ReportContent) -> DataTable:
    fixed = _columns("respondent groep transcripten woorden")
    themes = content.own_themes
    transcripts: dict[str, list[str]] = {}
    words: dict[str, int] = {}
    for speech in content.speeches:
        transcripts.setdefault(speech.respondent, []).append(speech.transcript)
        spoken = sum(speech.segments.words)
        words[speech.respondent] = words.get(speech.respondent, 0) + spoken
    rows: list[_Row] = []
    for person, group in content.respondents.items():
        fragments = [len(content.occurrences[theme].ranges.get(person, ())) for theme in themes]
        rows.append(
            (
                person,
                group,
                ", ".join(transcripts[person]),
                words[person],
                *(int(number > 0) for number in fragments),
                *fragments,
                content.basis,
            )
        )
    return DataTable(
        "respondenten",
        "Per respondent: noemt hij of zij het thema (1 of 0), en in hoeveel fragmenten (n_)",
        (
            *fixed,
            *(
                f"thema_{theme.id}" if theme.id in (*fixed, "basis") else theme.id
                for theme in themes
            ),
            *(f"n_{theme.id}" for theme in themes),
            "basis",
        ),
        tuple(rows),
    )


def _fragments(content: ReportContent) -> DataTable:
    rows: list[_Row] = [
        (
            fragment.transcript,
            fragment.respondent,
            fragment.group,
            fragment.place,
            fragment.start,
            fragment.end,
            fragment.code,
            fragment.coder,
            content.basis,
            fragment.text,
        )
        for fragment in content.fragments
    ]
    for name, reason in content.skipped.items():
        rows.append((name, *[None] * 7, f"{SKIPPED}: {reason}", None))
    return DataTable(
        "fragmenten",
        "Elk gecodeerd fragment met zijn plaats",
        _columns("transcript respondent groep plaats begin einde thema codeur basis tekst"),
        tuple(rows),
    )


def _pairs(results: Results) -> DataTable:
    rows: list[_Row] = []
    for pair in results.pairs:
        numbers: _Row = (
            (None,) * 4
            if pair.is_hidden
            else (pair.first_places, pair.second_places, pair.both, pair.jaccard(3))
        )
        rows.append((pair.first.id, pair.second.id, pair.level, *numbers, results.content.basis))
    return DataTable(
        "samenhang",
        "Thema's die samen voorkomen in hetzelfde fragment (segment), hetzelfde antwoord (beurt) of bij "
        "dezelfde respondent; Jaccard = beide gedeeld door een van beide of allebei",
        _columns("thema_1 thema_2 binnen n_1 n_2 n_beide jaccard basis"),
        tuple(rows),
    )


def _saturation(results: Results) -> DataTable:
    rows: list[_Row] = [
        (
            found.group.name,
            number,
            step.transcript,
            step.codes,
            step.new,
            step.total,
            None if step.ratio is None else Decimal(f"{step.ratio:.3f}"),
            found.reached,
            results.content.basis,
        )
        for found in results.saturation
        for number, step in enumerate(found.steps, start=1)
    ]
    return DataTable(
        "verzadiging",
        "Per groep en interview, op naam van het transcript: nieuwe codes, codes tot dan toe, en het "
        "aandeel nieuwe codes in de reeks die hier eindigt (Guest, Namey & Chen, 2020)",
        _columns(
            "groep interview transcript codes nieuwe_codes codes_tot_nu_toe aandeel_nieuw "
            "verzadigd_na basis"
        ),
        tuple(rows),
    )


def _course(results: Results) -> DataTable:
    basis = results.content.basis
    return DataTable(
        "verloop",
        f"Fragmenten per kwart van het gesprek, in de {results.course.timed} van de "
        f"{results.course.transcripts} transcripten met tijden",
        _columns(
            "thema kwart n_respondenten n_fragmenten woorden fragmenten_per_1000_woorden basis"
        ),
        tuple(
            (
                stretch.theme.id,
                f"{stretch.quarter} van {QUARTERS}",
                None if results.content.hides_small else stretch.respondents,
                None if stretch.is_hidden else stretch.fragments,
                stretch.words,
                None if stretch.is_hidden else stretch.per_thousand_words(2),
                basis,
            )
            for stretch in results.course.stretches
        ),
    )


def _comparison(comparison: Comparison, basis: str) -> DataTable:
    return DataTable(
        "vergelijking",
        "Fishers exacte toets op respondenten, met Holm-correctie; verschil in aandeel met "
        "95%-interval (Newcombe)",
        _columns("thema groepen n_van_N p p_holm verschil verschil_laag verschil_hoog basis"),
        tuple(_tests((*comparison.overall, *comparison.pairs), basis)),
    )


def _tests(tests: tuple[Test, ...], basis: str) -> Iterator[_Row]:
    for test in tests:
        difference = test.difference or (None, None, None)
        is_hidden = any(cell.is_hidden for cell in test.cells)
        yield (
            test.theme.id,
            " / ".join(cell.group.name for cell in test.cells),
            None
            if is_hidden
            else "; ".join(f"{c.respondents} van {c.all_respondents}" for c in test.cells),
            *(
                None if is_hidden or number is None else Decimal(f"{number:.6f}")
                for number in (test.p, test.corrected, *difference)
            ),
            basis,
        )


def _quotes(results: Results) -> DataTable:
    return DataTable(
        "citaten",
        "Een keuze van citaten per thema en groep, gespreid over respondenten",
        _columns(
            "thema groep respondent transcript plaats begin einde woorden codeurs basis tekst"
        ),
        tuple(
            (
                quote.theme.id,
                quote.group.name,
                quote.fragments[0].respondent,
                quote.fragments[0].transcript,
                quote.fragments[0].place,
                quote.fragments[0].start,
                max(fragment.end for fragment in quote.fragments),
                quote.words,
                max(fragment.supporters for fragment in quote.fragments),
                results.content.basis,
                quote.text,
            )
            for quote in results.quotes
        ),
    )
