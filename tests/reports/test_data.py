"""The results as plain tables; and that hidden cells cannot be computed from what is left."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings

from codeer.reports.blocks import Cell, Row, Table
from codeer.reports.data import TABLE_NAMES, lay_out, make_data_tables
from codeer.reports.tables import DataTable, Value
from codeer.results.axes import make_groups, make_themes
from codeer.results.compute import Results, Wishes, compute_results
from codeer.results.content import ReportContent, find_small
from tests.reports.chapters import LONG, NASTY
from tests.results.contents import compute, crowd, give_away, make_content, studies

MOMENTS = {1: 0.1, 2: 0.9}
BASIS = "besluiten van Anna; alleen thema's: gemak; alleen groepen: jongere"
PEOPLE = {
    **crowd("J", 6, 1, "gemak"),
    **crowd("O", 6, 5, "gemak band"),
    **crowd("JIM", 5, 4, "thuis"),
}
MEASURES = ("n_respondenten", "n_fragmenten", "n_segmenten", "gecodeerde_woorden")


def tables_of(results: Results) -> dict[str, DataTable]:
    return {table.name: table for table in make_data_tables(results)}


def records(table: DataTable) -> list[dict[str, Value]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def compute_full(hide_small: bool = False) -> Results:
    """Compute a study that has something for every table."""
    wishes = Wishes(quotes=2, tests=True, hide_small=hide_small)
    return compute(PEOPLE, wishes, moments=MOMENTS, basis=BASIS)


compute_once = cache(compute_full)


def full(hide_small: bool = False) -> dict[str, DataTable]:
    return tables_of(compute_once(hide_small))


# --- shape ---------------------------------------------------------------------------------------


def test_everything_gives_every_table_but_the_wide_one() -> None:
    assert set(full()) == set(TABLE_NAMES) - {"themafrequenties_breed"}


@pytest.mark.parametrize("hide_small", [False, True])
def test_every_row_has_a_value_for_every_column(hide_small: bool) -> None:
    for table in full(hide_small).values():
        assert {len(row) for row in table.rows} == {len(table.columns)}, table.name


def test_names_fit_a_sheet_and_are_told_apart() -> None:
    names = [*TABLE_NAMES, *full()]

    assert all(len(name) <= 31 and name.isidentifier() for name in names)
    assert len(set(full())) == len(full())


def test_every_column_has_a_name_of_its_own_and_every_table_a_title() -> None:
    for table in full().values():
        assert len(set(table.columns)) == len(table.columns)
        assert table.title


@pytest.mark.parametrize("hide_small", [False, True])
def test_every_row_says_its_basis_with_the_filters(hide_small: bool) -> None:
    for table in full(hide_small).values():
        assert {record["basis"] for record in records(table)} == {BASIS}, table.name


def test_the_same_results_give_the_same_tables() -> None:
    assert tables_of(compute_full()) == full()


# --- what stands in them -------------------------------------------------------------------------


def test_frequencies_are_a_row_per_theme_and_group_with_every_reading() -> None:
    """5 of 6 parents, each one fragment and one segment of ten words."""
    rows = records(full()["themafrequenties"])
    found = next(row for row in rows if (row["thema"], row["groep"]) == ("gemak", "ouder"))

    assert len(rows) == 5 * 5
    assert {name: str(value) for name, value in found.items()} == {
        "thema": "gemak",
        "groep": "ouder",
        "n_respondenten": "5",
        "N_respondenten": "6",
        "pct_respondenten": "83.3",
        "pct_laag": "43.6",
        "pct_hoog": "97.0",
        "n_fragmenten": "5",
        "n_segmenten": "5",
        "N_segmenten": "6",
        "pct_segmenten": "83.3",
        "gecodeerde_woorden": "50",
        "woorden": "60",
        "gecodeerde_woorden_per_1000": "833.3",
        "fragmenten_per_1000_woorden": "83.33",
        "N_interviews": "6",
        "fragmenten_per_interview": "0.8",
        "herleidbaar": "nee",
        "basis": BASIS,
    }


def test_a_small_cell_is_marked() -> None:
    rows = records(full()["themafrequenties"])

    assert {(r["thema"], r["groep"]) for r in rows if r["herleidbaar"] == "ja"} == {
        ("gemak", "jongere"),
        ("(alle)", "jongere"),
    }


def test_an_empty_group_has_zeros_and_no_shares() -> None:
    rows = records(tables_of(compute({"J01": ["gemak"]}, Wishes()))["themafrequenties"])
    empty = next(row for row in rows if row["groep"] == "jim")

    assert [empty[name] for name in ("n_respondenten", "N_respondenten", "woorden")] == [0, 0, 0]
    assert {
        empty[name] for name in ("pct_respondenten", "pct_laag", "fragmenten_per_interview")
    } == {None}


def test_cases_are_a_row_per_respondent_with_yes_or_no_and_numbers() -> None:
    """A parent code counts what stands under its subtheme."""
    people = {"J01": ["gemak gemak", "thuis", "thuis steun"], "O01": [""]}
    rows = records(tables_of(compute(people, Wishes()))["respondenten"])

    assert [list(row.values()) for row in rows] == [
        ["J01", "jongere", "J01.txt", 30, 1, 1, 1, 0, 2, 2, 1, 0, "proef"],
        ["O01", "ouder", "O01.txt", 10, 0, 0, 0, 0, 0, 0, 0, 0, "proef"],
    ]
    assert list(rows[0])[4:12] == "steun thuis gemak band n_steun n_thuis n_gemak n_band".split()


def test_fragments_have_their_place_and_skipped_transcripts_their_reason() -> None:
    results = compute({"J01": ["", "gemak"]}, Wishes(), skipped={"P01.txt": "leeg"})
    fragment, skipped = records(tables_of(results)["fragmenten"])

    assert list(fragment.values())[:-1] == [
        *("J01.txt", "J01", "jongere", "r. 2", 48, 95, "gemak", "codeer", "proef")
    ]
    assert [value for value in skipped.values() if value] == ["P01.txt", "overgeslagen: leeg"]


def test_pairs_are_a_row_per_level() -> None:
    rows = records(full()["samenhang"])
    found = [
        list(r.values())[2:] for r in rows if (r["thema_1"], r["thema_2"]) == ("gemak", "band")
    ]

    assert found == [
        [level, 6, 5, 5, Decimal("0.833"), BASIS]
        for level in ("fragment", "antwoord", "respondent")
    ]


def test_saturation_is_a_row_per_group_and_interview() -> None:
    rows = records(full()["verzadiging"])

    assert [r["interview"] for r in rows if r["groep"] == "ouder"] == [1, 2, 3, 4, 5, 6]
    assert [r["nieuwe_codes"] for r in rows if r["groep"] == "ouder"] == [2, 0, 0, 0, 0, 0]
    assert {r["verzadigd_na"] for r in rows if r["groep"] == "ouder"} == {4}
    assert {r["verzadigd_na"] for r in rows if r["groep"] == "jim"} == {None}


def test_the_course_is_there_only_with_times() -> None:
    assert len(full()["verloop"].rows) == 4 * 4
    assert "verloop" not in tables_of(compute(PEOPLE, Wishes()))


def test_tests_have_their_counts_and_a_difference_for_two_groups() -> None:
    rows = records(full()["vergelijking"])
    overall = next(
        r for r in rows if (r["thema"], r["groepen"]) == ("gemak", "jongere / ouder / jim")
    )
    pair = next(r for r in rows if (r["thema"], r["groepen"]) == ("gemak", "jongere / ouder"))

    assert overall["n_van_N"] == "1 van 6; 5 van 6; 0 van 5"
    assert overall["verschil"] is None
    assert pair["verschil"] == Decimal("-0.666667")
    assert len(rows) == 4 + 4 * 3


def test_a_quote_is_a_row_with_its_place_and_end() -> None:
    rows = records(full()["citaten"])
    young = [r for r in rows if r["groep"] == "jongere"]

    assert [(r["thema"], r["respondent"], r["plaats"], r["begin"], r["einde"]) for r in young] == [
        ("gemak", "J01", "r. 1", 0, 47)
    ]
    assert {r["woorden"] for r in rows} == {10}


def test_a_table_of_the_chapter_becomes_cells_with_its_notes_below() -> None:
    rows = (Row("Steun", (Cell("1"), Cell("–"))), Row("Thuis", (Cell("0"), Cell("2")), level=1))
    table = Table("proef", 1, "Titel", ("Thema", "A", "B"), rows, ("n van N.", "Basis: proef."))

    assert lay_out(table, "breed") == DataTable(
        "breed",
        "Titel",
        ("Thema", "A", "B"),
        (
            ("Steun", "1", "–"),
            ("  Thuis", "0", "2"),
            ("Noot. n van N.", "", ""),
            ("Basis: proef.", "", ""),
        ),
    )


# --- odd data ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "names"),
    [
        ({}, set()),
        ({"J01": []}, {"verzadiging"}),
        ({"J01": ["", ""]}, {"verzadiging"}),
        ({"J01": ["gemak"]}, {"citaten", "verzadiging"}),
    ],
)
def test_a_study_of_next_to_nothing_has_its_tables(
    people: dict[str, list[str]], names: set[str]
) -> None:
    tables = tables_of(compute(people, Wishes(quotes=3)))

    usual = {"themafrequenties", "respondenten", "fragmenten", "samenhang"}
    assert set(tables) == usual | names
    assert len(tables["respondenten"].rows) == len(people)


def test_one_theme_has_no_table_of_pairs() -> None:
    themes = make_themes([("gemak", "Gemak", None)])

    assert "samenhang" not in tables_of(compute(PEOPLE, Wishes(), themes=themes))


def test_forty_themes_all_have_their_rows() -> None:
    themes = make_themes([(f"t{n:02}", f"Thema {n}", None) for n in range(40)])
    tables = tables_of(compute({"J01": ["t00 t39"]}, Wishes(), themes=themes))

    assert len(tables["themafrequenties"].rows) == 41 * 5
    assert len(tables["samenhang"].rows) == 3 * 40 * 39 // 2
    assert len(tables["respondenten"].columns) == 4 + 2 * 40 + 1


def test_nasty_and_long_text_stands_as_it_is() -> None:
    """Each writer escapes for its own format."""
    themes = make_themes([(NASTY, NASTY, None), ("lang", LONG, None)])
    groups = make_groups([("jongere", NASTY, ["jongere"], None)])
    content = make_content({"J01": ["lang"]}, themes=themes, groups=groups, text=NASTY)
    tables = tables_of(compute_results(content, Wishes(quotes=1)))

    assert {row["tekst"] for row in records(tables["fragmenten"])} == {NASTY}
    assert NASTY in {row["thema"] for row in records(tables["themafrequenties"])}


# --- small cells ---------------------------------------------------------------------------------


def test_tables_about_persons_are_left_out_when_small_cells_are_hidden() -> None:
    tables = full(hide_small=True)

    assert {"respondenten", "fragmenten", "verzadiging"}.isdisjoint(tables)
    assert {row["n_respondenten"] for row in records(tables["verloop"])} == {None}


def test_a_hidden_cell_keeps_only_who_was_asked() -> None:
    wishes = Wishes(hide_small=True)
    rows = records(tables_of(compute(PEOPLE, wishes))["themafrequenties"])
    hidden = next(row for row in rows if (row["thema"], row["groep"]) == ("gemak", "jongere"))

    assert {name: value for name, value in hidden.items() if value is not None} == {
        "thema": "gemak",
        "groep": "jongere",
        "N_respondenten": 6,
        "N_segmenten": 6,
        "woorden": 60,
        "N_interviews": 6,
        "herleidbaar": "weggelaten",
        "basis": "proef",
    }


def test_a_test_of_a_hidden_cell_says_nothing() -> None:
    rows = records(full(hide_small=True)["vergelijking"])
    silent = {r["groepen"] for r in rows if r["thema"] == "gemak" and r["n_van_N"] is None}

    assert silent == {"jongere / ouder / jim", "jongere / ouder", "jongere / jim"}
    for row in rows:
        numbers = [row[name] for name in ("p", "p_holm", "verschil", "verschil_laag")]
        assert row["n_van_N"] is not None or numbers == [None] * 4


def _equations(
    content: ReportContent, tables: dict[str, DataTable]
) -> dict[tuple[object, str], list[frozenset[str]]]:
    """Return by theme and measure the groups whose sum is shown, in whatever table."""
    members = {group.name: group.members for group in content.groups}
    known: dict[tuple[object, str], list[frozenset[str]]] = defaultdict(list)
    for row in records(tables["themafrequenties"]):
        for measure in MEASURES:
            if row[measure] is not None:
                known[row["thema"], measure].append(members[str(row["groep"])])
    for theme, measure in _sums_over_everyone(tables):
        known[theme, measure].append(content.total.members)
    return known


def _sums_over_everyone(tables: dict[str, DataTable]) -> Iterator[tuple[object, str]]:
    """Yield theme and measure of what is shown of all groups together outside the frequencies."""
    measures = {"fragment": "n_segmenten", "respondent": "n_respondenten"}
    for row in records(tables["samenhang"]):
        for name in ("1", "2"):
            if row[f"n_{name}"] is not None and row["binnen"] in measures:
                yield row[f"thema_{name}"], measures[str(row["binnen"])]
    quarters: dict[object, list[Value]] = defaultdict(list)
    for row in records(tables["verloop"]) if "verloop" in tables else ():
        quarters[row["thema"]].append(row["n_fragmenten"])
    for theme, numbers in quarters.items():
        if None not in numbers:
            yield theme, "n_fragmenten"


def _hidden(rows: Iterable[dict[str, Value]]) -> list[tuple[object, str]]:
    return [(r["thema"], str(r["groep"])) for r in rows if r["herleidbaar"] == "weggelaten"]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(studies())
def test_a_hidden_cell_does_not_follow_from_anything_that_is_shown(study: ReportContent) -> None:
    results = compute_results(study, Wishes(hide_small=True))
    tables = tables_of(results)
    members = {group.name: group.members for group in study.groups}
    known = _equations(study, tables)

    for theme, group in _hidden(records(tables["themafrequenties"])):
        for measure in MEASURES:
            assert not give_away(known[theme, measure], members[group]), (theme, group, measure)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(studies())
def test_exactly_the_cells_are_hidden_that_a_small_one_needs(study: ReportContent) -> None:
    """Nothing more: a row without a small cell is whole, and so is a group apart from small ones."""
    content = compute_results(study, Wishes(hide_small=True)).content

    for theme in content.themes:
        small = [members for where, members in find_small(content) if where == theme]
        assert {g.members for g in content.groups if content.of(theme, g).is_small} <= {*small}
        for group in content.groups:
            expected = any(group.members & members for members in small)
            assert content.of(theme, group).is_hidden == expected


def test_the_solver_sees_what_a_reader_could_compute() -> None:
    a, b, c = (frozenset(name) for name in "abc")

    assert give_away([a | b | c, a, b], c)
    assert give_away([a | b, b | c, a | c], b)
    assert not give_away([a | b | c, a], b)
    assert not give_away([], a)
