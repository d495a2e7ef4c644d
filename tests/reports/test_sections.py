"""The sections after the frequencies: what they show, and when they are there at all."""

from collections.abc import Iterable

import pytest

from codeer.reports.blocks import Block, Curves, Figure, Heading, HeatMap, Paragraph, Table
from codeer.reports.sections import (
    show_cases,
    show_comparison,
    show_course,
    show_saturation,
    show_together,
)
from codeer.results.axes import make_themes
from codeer.results.compute import Wishes
from tests.results.contents import compute, crowd, find_theme, make_content

MOMENTS = {1: 0.1, 2: 0.9}
PEOPLE = {**crowd("J", 6, 5, "gemak band"), **crowd("O", 7, 1, "gemak")}


def tables(blocks: Iterable[Block]) -> dict[str, Table]:
    return {block.key: block for block in blocks if isinstance(block, Table)}


def figure(blocks: Iterable[Block]) -> Figure:
    return next(block for block in blocks if isinstance(block, Figure))


def rows(table: Table) -> dict[str, list[str]]:
    return {row.name: [cell.text for cell in row.cells] for row in table.rows}


# --- comparison ----------------------------------------------------------------------------------


def test_without_tests_there_is_no_section_of_them() -> None:
    assert list(show_comparison(compute(PEOPLE, Wishes()))) == []


def test_two_groups_have_one_table_with_numbers_chance_and_difference() -> None:
    """5 of 6 less 1 of 7 is 69 points."""
    found = tables(show_comparison(compute(PEOPLE, Wishes(tests=True))))

    assert set(found) == {"verschil-paren"}
    groups, p, corrected, difference = rows(found["verschil-paren"])["Gemak"]
    assert (groups, p, corrected) == ("jongeren: 5 van 6; ouders: 1 van 7", ",029", ",087")
    assert difference.startswith("69 [")


def test_three_groups_have_a_table_of_all_at_once_as_well() -> None:
    people = {**PEOPLE, **crowd("JIM", 5, 3, "band")}
    found = tables(show_comparison(compute(people, Wishes(tests=True))))

    assert set(found) == {"verschil-groepen", "verschil-paren"}
    assert "simul" in " ".join(found["verschil-groepen"].notes)
    assert len(found["verschil-paren"].rows) == 4 * 3


def test_the_notes_say_why_sentences_are_not_tested_and_that_families_are_not_independent() -> None:
    notes = " ".join(
        tables(show_comparison(compute(PEOPLE, Wishes(tests=True))))["verschil-paren"].notes
    )

    for said in ("respondenten", "zinnen", "onafhankelijk", "gezin", "Holm", "Newcombe", "proef"):
        assert said in notes


def test_a_group_that_is_too_small_is_named() -> None:
    people = {**PEOPLE, **crowd("JIM", 4, 3, "band")}
    blocks = list(show_comparison(compute(people, Wishes(tests=True))))
    said = [block.text for block in blocks if isinstance(block, Paragraph)]

    assert len(said) == 1
    assert "JIM's" in said[0]


def test_a_difference_of_next_to_nothing_has_no_minus() -> None:
    """2 of 13 less 5 of 32 is -0.2 points."""
    people = {**crowd("J", 13, 2, "gemak"), **crowd("O", 32, 5, "gemak")}
    table = tables(show_comparison(compute(people, Wishes(tests=True))))["verschil-paren"]

    assert rows(table)["Gemak"][-1].startswith("0 [")


def test_a_test_of_a_hidden_cell_shows_no_number_that_gives_it_away() -> None:
    results = compute(PEOPLE, Wishes(tests=True, hide_small=True))
    table = tables(show_comparison(results))["verschil-paren"]

    assert rows(table)["Gemak"] == ["jongeren: 5 van 6; ouders: <3", "#", "#", "#"]
    assert "#" not in rows(table)["Vertrouwensband"]


# --- together ------------------------------------------------------------------------------------


def test_pairs_are_a_row_with_three_levels_and_a_grid_of_answers() -> None:
    """Gemak and band: 5 answers with both, of 6 with either."""
    blocks = list(show_together(compute(PEOPLE, Wishes())))
    drawing = figure(blocks).drawing

    assert rows(tables(blocks)["samenhang"])["Gemak + Vertrouwensband"] == ["5 (0,83)"] * 3
    assert isinstance(drawing, HeatMap)
    assert drawing.rows == drawing.columns
    assert drawing.values[drawing.rows.index("Gemak")][-1] == 0.83
    assert drawing.labels[-1][drawing.rows.index("Gemak")] == "0,83"


def test_the_grid_is_empty_on_its_diagonal_and_for_a_theme_with_its_subtheme() -> None:
    drawing = figure(show_together(compute(PEOPLE, Wishes()))).drawing

    assert isinstance(drawing, HeatMap)
    assert [drawing.values[n][n] for n in range(4)] == [None] * 4
    assert drawing.values[0][1] is drawing.values[1][0] is None


def test_a_pair_of_themes_that_nobody_mentions_has_no_share() -> None:
    table = tables(show_together(compute({"J01": [""]}, Wishes())))["samenhang"]

    assert rows(table)["Gemak + Vertrouwensband"] == ["0 (–)"] * 3


def test_one_theme_has_no_section_of_pairs() -> None:
    themes = make_themes([("gemak", "Gemak", None)])

    assert list(show_together(compute(PEOPLE, Wishes(), themes=themes))) == []


def test_a_pair_with_a_hidden_group_shows_nothing_in_table_and_grid() -> None:
    blocks = list(show_together(compute(PEOPLE, Wishes(hide_small=True))))
    found = figure(blocks)

    assert rows(tables(blocks)["samenhang"])["Gemak + Vertrouwensband"] == ["#"] * 3
    assert isinstance(found.drawing, HeatMap)
    place = found.drawing.rows.index("Gemak"), found.drawing.rows.index("Vertrouwensband")
    assert found.drawing.values[place[0]][place[1]] is None
    assert found.drawing.labels[place[0]][place[1]] == "#"
    assert "Gemak en Vertrouwensband: #" in found.alternative


# --- saturation ----------------------------------------------------------------------------------


def test_saturation_says_after_how_many_interviews_or_why_not() -> None:
    people = {**crowd("J", 5, 5, "gemak"), **crowd("O", 6, 6, "gemak")}
    people |= {f"JIM{n:02}": [code] for n, code in enumerate(["gemak"] * 5 + ["band"], start=1)}
    blocks = list(show_saturation(compute(people, Wishes())))
    found = rows(tables(blocks)["verzadiging"])

    assert found["Jongeren"][:3] == ["5", "1", "interview 1"]
    assert "te weinig interviews" in found["Jongeren"][3]
    assert found["Ouders"] == ["6", "1", "interview 1", "4 (+2)"]
    assert found["JIM's"] == ["6", "2", "interview 6", "niet verzadigd"]
    assert found["Totaal"][:2] == ["17", "2"]


def test_the_curve_of_a_group_rises_to_its_codes() -> None:
    drawing = figure(
        show_saturation(compute({"J01": ["gemak"], "J02": ["band"]}, Wishes()))
    ).drawing

    assert isinstance(drawing, Curves)
    assert drawing.series == ("Jongeren", "Totaal")
    assert drawing.points == (((1, 1.0), (2, 2.0)),) * 2


def test_a_group_of_one_interview_has_no_curve() -> None:
    drawing = figure(show_saturation(compute({"J01": ["band"], "O01": ["band"]}, Wishes()))).drawing

    assert isinstance(drawing, Curves)
    assert drawing.series == ("Totaal",)


def test_one_interview_has_a_table_without_a_figure() -> None:
    blocks = list(show_saturation(compute({"J01": [""]}, Wishes())))

    assert rows(tables(blocks)["verzadiging"])["Jongeren"][:3] == ["1", "0", "–"]
    assert not any(isinstance(block, Figure) for block in blocks)


def test_without_interviews_there_is_no_section_of_saturation() -> None:
    assert list(show_saturation(compute({}, Wishes()))) == []


# --- course --------------------------------------------------------------------------------------


def test_the_course_has_a_column_per_quarter() -> None:
    """13 answers of ten words in the first quarter: 6 fragments of gemak is 46,2 per thousand."""
    blocks = list(show_course(compute(PEOPLE, Wishes(), moments=MOMENTS)))
    table = tables(blocks)["verloop"]

    assert len(table.header) == 5
    assert rows(table)["Gemak"] == ["6 (46,2)", "0 (–)", "0 (–)", "0 (–)"]
    assert "13 van de 13" in table.notes[0]


def test_a_theme_with_a_hidden_group_has_no_course() -> None:
    results = compute(PEOPLE, Wishes(hide_small=True), moments=MOMENTS)
    found = rows(tables(show_course(results))["verloop"])

    assert found["Gemak"] == ["#"] * 4
    assert found["Vertrouwensband"][0].startswith("5 (")


def test_without_times_there_is_no_course() -> None:
    assert list(show_course(compute(PEOPLE, Wishes()))) == []


# --- cases ---------------------------------------------------------------------------------------


def test_cases_are_a_row_per_respondent_with_the_number_of_fragments() -> None:
    content = make_content({"J01": ["gemak", "gemak thuis"], "O01": [""]})
    table = tables(show_cases(content, {}))["respondenten"]

    assert rows(table) == {
        "J01": ["jongere", "1", "1", "2", "0"],
        "O01": ["ouder", "0", "0", "0", "0"],
    }
    assert "personen" in " ".join(table.notes)


def test_a_case_opens_the_fragments_of_the_respondent() -> None:
    content = make_content({"J01": ["gemak"], "J02": ["gemak"]})
    table = tables(show_cases(content, {(find_theme(content, "gemak"), "J02"): (4,)}))[
        "respondenten"
    ]

    assert [[cell.fragments for cell in row.cells] for row in table.rows] == [
        [(), (), (), (), ()],
        [(), (), (), (4,), ()],
    ]


def test_cases_are_left_out_when_small_cells_are_hidden() -> None:
    results = compute(PEOPLE, Wishes(hide_small=True))

    assert list(show_cases(results.content, {})) == []


# --- all -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("show", [show_comparison, show_together, show_saturation, show_course])
def test_a_section_begins_with_a_heading_and_every_note_ends_with_the_basis(show) -> None:
    results = compute(PEOPLE, Wishes(tests=True), moments=MOMENTS, basis="alleen groepen: jongere")
    blocks = list(show(results))

    assert isinstance(blocks[0], Heading)
    for block in blocks:
        if isinstance(block, Table | Figure):
            assert "alleen groepen: jongere" in block.notes[-1]
