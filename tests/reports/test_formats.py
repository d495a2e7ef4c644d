"""The formats of a report: what is drawn, how often, and what a missing library says."""

import pytest

from codeer.reports.data import TABLE_NAMES
from codeer.reports.formats import FILE_NAMES, WRITERS, Format, Report, write_formats
from codeer.reports.tables import CsvStyle, DataTable
from codeer.reports.writers import figures
from tests.reports.chapters import make_chapter

DATA = (DataTable("themafrequenties", "Per thema", ("thema", "n"), (("band", 1),)),)


def make_report() -> Report:
    return Report(make_chapter(), DATA, {"basis": "proef"}, CsvStyle.DUTCH)


@pytest.mark.parametrize("name", list(Format))
def test_every_format_gives_files_that_are_not_empty(name: Format) -> None:
    files = write_formats(make_report(), [name])

    assert files
    assert all(files.values())


def test_all_files_but_figures_have_a_known_name() -> None:
    files = write_formats(make_report(), list(Format))

    assert {name for name in files if not name.startswith("figuren/")} <= set(FILE_NAMES)
    assert {f"{name}.csv" for name in TABLE_NAMES} <= set(FILE_NAMES)


def test_a_figure_is_drawn_once_for_all_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    draw = figures.draw_svg
    monkeypatch.setattr(
        figures, "draw_svg", lambda figure: drawn.append(figure.key) or draw(figure)
    )

    write_formats(make_report(), [Format.HTML, Format.SVG, Format.MARKDOWN])

    assert sorted(drawn) == sorted(figure.key for figure in make_chapter().figures())


def test_numbers_alone_draw_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "draw_svg", lambda figure: pytest.fail("drawn"))
    monkeypatch.setattr(figures, "draw_png", lambda figure: pytest.fail("drawn"))

    assert write_formats(make_report(), [Format.CSV, Format.XLSX, Format.JSON])


def test_csv_has_the_thesis_table_with_its_note() -> None:
    text = write_formats(make_report(), [Format.CSV])["themafrequenties_breed.csv"].decode(
        "utf-8-sig"
    )

    assert text.startswith("Thema;Jongeren (N = 4);")
    assert "  Nabijheid;2;" in text
    assert "Noot. n = respondenten" in text


def test_the_registry_is_complete() -> None:
    assert list(WRITERS) == list(Format)
