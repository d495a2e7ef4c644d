"""Tables fit on paper: first in smaller type, then on a page on its side, then in parts."""

from itertools import chain

import pytest

from codeer.reports.blocks import Cell, Row, Table
from codeer.reports.writers.table_layout import Paper, find_number_columns, lay_out_table
from tests.reports.chapters import LONG

A4 = Paper(453.6, 700.2, 8.5)


def make(header, *rows) -> Table:
    return Table(
        "t", 1, "T", tuple(header), tuple(Row(n, tuple(map(Cell, cells))) for n, *cells in rows), ()
    )


def make_wide(columns: int, cell: str, head: str = "Professionals", name: str = LONG) -> Table:
    return make(
        ("Thema", *[head] * columns), *((name, *[cell] * columns), ("X", *[cell] * columns))
    )


def test_a_small_table_has_normal_type_on_an_upright_page() -> None:
    layout = lay_out_table(make_wide(3, "9 (90%)"), A4)

    assert (layout.is_landscape, layout.size, len(layout.parts)) == (False, 10, 1)
    assert not any(layout.turned)


def test_the_widths_are_the_whole_width() -> None:
    for columns in (0, 1, 3, 8, 40):
        for part in lay_out_table(make_wide(columns, "9 (90%)"), A4).parts:
            assert sum(part.widths) == pytest.approx(1)


def test_six_groups_stay_on_an_upright_page() -> None:
    """Every turn of the page costs a page."""
    groups = ("Jongeren", "Ouders", "JIM's", "Professionals", "Jongeren en ouders", "Totaal")
    table = make(("Thema", *(f"{g} (N\u00a0=\u00a02.221" for g in groups)), (LONG, *["9 (9%)"] * 6))

    layout = lay_out_table(table, A4)

    assert not layout.is_landscape
    assert layout.size >= 9


def test_eight_groups_fit_in_one_part() -> None:
    layout = lay_out_table(make_wide(8, "100% [60; 98]"), A4)

    assert layout.is_landscape
    assert layout.size >= 8
    assert len(layout.parts) == 1


def test_a_column_is_wide_enough_for_its_cells() -> None:
    layout = lay_out_table(make_wide(8, "100% [60; 98]"), A4)

    needed = len("100% [60; 98]") * layout.size * 0.45
    assert min(layout.parts[0].widths) * A4.landscape_width - A4.padding >= needed


def test_the_names_of_the_rows_have_the_widest_column() -> None:
    (part,) = lay_out_table(make_wide(8, "9 (90%)"), A4).parts

    assert part.widths[0] > 1.5 * max(part.widths[1:])


def test_a_matrix_of_short_numbers_gets_turned_names() -> None:
    layout = lay_out_table(make_wide(20, "12", head="Rolduidelijkheid", name="J01"), A4)

    assert layout.turned == (False, *[True] * 20)
    assert layout.head_height > 0
    assert len(layout.parts) == 1


def test_only_columns_of_numbers_are_turned() -> None:
    table = make(("Respondent", "Groep", *["Rolduidelijkheid"] * 20), ("J01", "jim", *["3"] * 20))

    assert lay_out_table(table, A4).turned[:3] == (False, False, True)


def test_what_fits_on_no_page_goes_on_in_parts_with_every_column_once() -> None:
    layout = lay_out_table(make_wide(40, "100% [60; 98]"), A4)

    assert len(layout.parts) > 1
    assert all(part.columns[0] == 0 for part in layout.parts)
    assert list(chain.from_iterable(part.columns[1:] for part in layout.parts)) == list(
        range(1, 41)
    )


def test_parts_are_about_equally_wide() -> None:
    sizes = [len(p.columns) for p in lay_out_table(make_wide(41, "100% [60; 98]"), A4).parts]

    assert max(sizes) - min(sizes) <= len(sizes)
    assert min(sizes) > 3


def test_a_column_that_fits_nowhere_still_has_its_place() -> None:
    layout = lay_out_table(make_wide(3, "12", head="x" * 500, name="y" * 500), A4)

    assert [len(part.columns) for part in layout.parts] == [4]


@pytest.mark.parametrize(
    ("texts", "holds"),
    [
        (("9 (90%)", "–", ""), True),
        (("< ,001", ",012"), True),
        (("<3", "#"), True),
        (("-4 [-28; 41]", "+3"), True),
        (("–", ""), True),
        (("jongere", "4 ouders", "jim"), False),
        (("interview 9", "–"), False),
    ],
)
def test_columns_of_numbers_are_recognised(texts, holds: bool) -> None:
    table = make(("Thema", "Kolom"), *(("Naam", text) for text in texts))

    assert find_number_columns(table) == (False, holds)


def test_a_table_without_rows_can_be_laid_out() -> None:
    assert len(lay_out_table(make(("Thema", "n")), A4).parts) == 1
