"""Exporting the table of decisions: which rows, under which name; and never over somebody's work."""

import os
import stat
from pathlib import Path

import pytest

from codeer.errors import (
    NothingStored,
    OptionOutOfPlace,
    UnknownExchangeFormat,
    UnknownName,
    WouldOverwrite,
)
from codeer.model import Verdict
from codeer.project import Project
from codeer.reports.tables import CsvStyle
from codeer.workflow.exporting import ExportResult, ExportSettings, export
from tests.workflow.exchange import COLUMNS, decide, read_table, read_xlsx

BAND = "Ik kan bij haar alles kwijt."
GEMAK = "Ze belde mij gisteren op."
OTHER = "Niks eigenlijk."


def make(project: Project, name: str = "b.csv", **settings: object) -> ExportResult:
    return export(ExportSettings(project, Path(name), **settings))


def rows_of(project: Project, **settings: object) -> list[tuple[str, str, str, str]]:
    """Return theme, coder, decision and text of the exported rows of J01.txt."""
    make(project, overwrite=True, **settings)
    return [
        (row["thema"], row["codeur"], row["besluit"], row["tekst"])
        for row in read_table(Path("b.csv"))
        if row["transcript"] == "J01.txt"
    ]


def test_every_suggestion_is_a_row_in_text_order(shared: Project) -> None:
    make(shared)
    rows = read_table(Path("b.csv"))

    assert list(rows[0]) == COLUMNS
    assert [(r["transcript"], r["respondent"], r["begin"]) for r in rows] == [
        ("J01.txt", "J01", "66"),
        ("J01.txt", "J01", "103"),
        ("gezin/G01.txt", "G01 Moeder", "33"),
        ("gezin/G01.txt", "G01 Jongere", "89"),
    ]


def test_nobody_decided_is_an_empty_coder_and_decision(shared: Project) -> None:
    assert rows_of(shared) == [("band", "", "", BAND), ("gemak", "", "", GEMAK)]


def test_with_a_coder_open_rows_carry_that_name(shared: Project) -> None:
    assert [row[1] for row in rows_of(shared, coder="Bram")] == ["Bram", "Bram"]


def test_a_decision_on_a_suggestion_is_in_its_row(shared: Project) -> None:
    decide(shared, "Anna", GEMAK, verdict=Verdict.REJECT)

    assert rows_of(shared) == [("band", "", "", BAND), ("gemak", "Anna", "verworpen", GEMAK)]


def test_a_coding_that_was_not_suggested_is_a_row(shared: Project) -> None:
    decide(shared, "Anna", OTHER)

    assert ("gemak", "Anna", "aanvaard", OTHER) in rows_of(shared)


def test_with_a_coder_the_work_of_others_does_not_show(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)
    decide(shared, "Anna", OTHER)

    assert rows_of(shared, coder="Bram") == [
        ("band", "Bram", "", BAND),
        ("gemak", "Bram", "", GEMAK),
    ]


def test_without_a_coder_everybody_has_a_row(shared: Project) -> None:
    decide(shared, "Bram", GEMAK, verdict=Verdict.REJECT)
    decide(shared, "Anna", GEMAK)

    assert [row[1:3] for row in rows_of(shared) if row[0] == "gemak"] == [
        ("Anna", "aanvaard"),
        ("Bram", "verworpen"),
    ]


def test_a_withdrawn_decision_is_open_again(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)
    decide(shared, "Anna", GEMAK, verdict=Verdict.WITHDRAW)

    assert ("gemak", "", "", GEMAK) in rows_of(shared)


def test_the_name_of_a_coder_is_written_as_it_is_known(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)

    assert {row[1] for row in rows_of(shared, coder="anna")} == {"Anna"}


def test_the_threshold_of_the_run_holds_unless_another_is_given(shared: Project) -> None:
    assert len(rows_of(shared)) == 2
    assert [row[0] for row in rows_of(shared, threshold=0.7)] == ["band"]


def test_a_decision_below_the_threshold_is_still_a_row(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)

    assert ("gemak", "Anna", "aanvaard", GEMAK) in rows_of(shared, threshold=0.7)


def test_the_workbook_has_the_same_rows(shared: Project) -> None:
    decide(shared, "Anna", GEMAK, note="=> bespreken")
    make(shared, "b.csv", csv_style=CsvStyle.INTERNATIONAL)
    make(shared, "b.xlsx")

    in_csv = [list(row.values()) for row in read_table(Path("b.csv"), ",")]
    in_xlsx = [[str(c or "") for c in row.values()] for row in read_xlsx(Path("b.xlsx"))]
    assert [[cell.removeprefix("'") for cell in row] for row in in_csv] == in_xlsx


def test_the_result_says_what_is_decided_and_what_is_not(shared: Project) -> None:
    decide(shared, "Anna", OTHER)
    result = make(shared)

    assert (result.decided, result.undecided) == (1, 4)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
@pytest.mark.parametrize("name", ["b.csv", "b.xlsx", "b.codeer"])
def test_a_file_with_interview_text_is_readable_by_its_owner_only(
    shared: Project, name: str
) -> None:
    assert stat.S_IMODE(make(shared, name).path.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["b.csv", "b.xlsx", "b.codeer"])
def test_a_file_that_may_hold_decisions_is_not_overwritten(shared: Project, name: str) -> None:
    Path(name).write_text("ingevuld")

    with pytest.raises(WouldOverwrite):
        make(shared, name)
    assert Path(name).read_text() == "ingevuld"


def test_overwriting_can_be_asked_for(shared: Project) -> None:
    Path("b.csv").write_text("oud")

    make(shared, overwrite=True)
    assert len(read_table(Path("b.csv"))) == 4


def test_another_kind_of_file_is_refused(shared: Project) -> None:
    with pytest.raises(UnknownExchangeFormat):
        make(shared, "b.txt")


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("b.codeer", {"threshold": 0.5}),
        ("b.codeer", {"coder": "Anna"}),
        ("b.csv", {"with_decisions": True}),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(
    shared: Project, name: str, settings: dict[str, object]
) -> None:
    with pytest.raises(OptionOutOfPlace):
        make(shared, name, **settings)
    assert not Path(name).exists()


def test_a_packet_of_an_unknown_coder_is_refused(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)

    with pytest.raises(UnknownName, match="bedoelde je 'Anna'"):
        make(shared, "b.codeer", with_decisions=True, coder="Ana")


def test_before_suggest_there_is_nothing_to_export(tmp_path: Path) -> None:
    with pytest.raises(NothingStored):
        make(Project(tmp_path), str(tmp_path / "b.csv"))
    assert list(tmp_path.iterdir()) == []
