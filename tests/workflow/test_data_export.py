"""Data for other programs: what is in it, whose decisions, and never over somebody's work."""

import csv
import json
import os
import stat
from pathlib import Path

import pytest

from codeer.errors import NoDecisions, OptionOutOfPlace, UnknownName, WouldOverwrite
from codeer.model import Verdict
from codeer.project import Project
from codeer.workflow.exporting import DataExportResult, ExportSettings, export
from codeer.workflow.report import report
from tests.workflow.exchange import decide

BAND = "Ik kan bij haar alles kwijt."
GEMAK = "Ze belde mij gisteren op."
OTHER = "Niks eigenlijk."


def make(project: Project, name: str, **settings: object) -> DataExportResult:
    result = export(ExportSettings(project, Path(name), **settings))
    assert isinstance(result, DataExportResult)
    return result


def lines(project: Project, **settings: object) -> list[dict[str, object]]:
    make(project, "x.jsonl", overwrite=True, **settings)
    return [json.loads(line) for line in Path("x.jsonl").read_text(encoding="utf-8").splitlines()]


def columns(project: Project, **settings: object) -> list[str]:
    """Return the names of the columns with tags."""
    make(project, "x.conll", overwrite=True, **settings)
    heading = Path("x.conll").read_text(encoding="utf-8").split("\n")[1]
    return heading.split()[10:]


def test_without_decisions_every_suggestion_is_a_line(shared: Project) -> None:
    found = lines(shared)

    assert [(x["transcript"], x["respondent"], x["groep"], x["thema"]) for x in found] == [
        ("J01.txt", "J01", "jongere", "band"),
        ("J01.txt", "J01", "jongere", "gemak"),
        ("gezin/G01.txt", "G01 Moeder", "ouder", "band"),
        ("gezin/G01.txt", "G01 Jongere", "jongere", "gemak"),
    ]
    assert {(x["codeur"], x["besluit"], x["basis"]) for x in found} == {
        ("codeer", None, "suggestie")
    }


def test_a_decision_is_a_line_of_its_own_before_the_suggestion_with_its_score(
    shared: Project,
) -> None:
    decide(shared, "Anna", BAND, code="band", verdict=Verdict.REJECT)
    found = [x for x in lines(shared) if x["tekst"] == BAND]

    assert [(x["codeur"], x["besluit"], x["basis"]) for x in found] == [
        ("Anna", "verworpen", "besluit"),
        ("codeer", None, "suggestie"),
    ]
    assert found[0]["score"] == found[1]["score"]


def test_a_coding_that_was_not_suggested_has_no_score(shared: Project) -> None:
    decide(shared, "Anna", OTHER)

    assert [x["score"] for x in lines(shared) if x["codeur"] == "Anna"] == [None]


def test_a_withdrawn_decision_is_no_line(shared: Project) -> None:
    decide(shared, "Anna", OTHER)
    decide(shared, "Anna", OTHER, verdict=Verdict.WITHDRAW)

    assert all(x["codeur"] != "Anna" for x in lines(shared))


def test_with_a_coder_others_are_left_out(shared: Project) -> None:
    decide(shared, "Anna", OTHER)
    decide(shared, "Bram", OTHER)

    assert {x["codeur"] for x in lines(shared, coder="anna")} == {"Anna", "codeer"}


def test_the_threshold_is_for_suggestions_only(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)

    assert {x["codeur"] for x in lines(shared, threshold=1.0)} == {"Anna"}


@pytest.mark.parametrize("name", ["x.jsonl", "x.conll", "x.sps"])
def test_an_unknown_coder_is_refused(shared: Project, name: str) -> None:
    with pytest.raises(UnknownName):
        make(shared, name, coder="Zoë")


def test_spss_counts_what_the_report_counts(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)
    decide(shared, "Anna", OTHER)
    make(shared, "x.sps")
    with Path("x_data.csv").open(newline="", encoding="utf-8-sig") as stream:
        rows = {row["respondent"]: row for row in csv.DictReader(stream, delimiter=";")}

    content = report(shared).content
    for theme in content.own_themes:
        ranges = content.occurrences[theme].ranges
        for person in content.respondents:
            assert int(rows[person][f"n_{theme.id}"]) == len(ranges.get(person, ()))
            assert int(rows[person][theme.id]) == (person in ranges)
    assert rows["J01"]["n_gemak"] == "2"


def test_spss_for_a_coder_who_decided_nothing_is_refused(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)
    decide(shared, "Anna", GEMAK, verdict=Verdict.WITHDRAW)

    with pytest.raises(NoDecisions):
        make(shared, "x.sps", coder="Anna")


def test_annotated_text_has_columns_for_each_coder_and_the_suggestions(shared: Project) -> None:
    decide(shared, "Bram", OTHER)
    decide(shared, "Anna", OTHER)

    assert columns(shared) == [
        "Anna:band",
        "Anna:gemak",
        "Bram:band",
        "Bram:gemak",
        "codeer:band",
        "codeer:gemak",
    ]
    assert columns(shared, coder="Anna") == columns(shared)[:2] + columns(shared)[4:]


def test_tags_stand_on_the_words_that_were_coded(shared: Project) -> None:
    decide(shared, "Anna", OTHER)
    make(shared, "x.conll")
    text = Path("x.conll").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.split("\n") if "\t" in line]

    assert [row[4] for row in rows if row[8] != "O"] == ["Niks", "eigenlijk", "."]


def test_a_rejected_theme_is_no_tag(shared: Project) -> None:
    decide(shared, "Anna", OTHER, verdict=Verdict.REJECT)
    make(shared, "x.conll")

    assert "B-gemak\tO" not in Path("x.conll").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "has_text"), [("x.jsonl", True), ("x.conll", True), ("x.sps", False)]
)
def test_it_is_said_whether_files_hold_what_was_said(
    shared: Project, name: str, has_text: bool
) -> None:
    result = make(shared, name)

    assert result.has_text is has_text
    assert any("kwijt" in path.read_text("utf-8") for path in result.files) is has_text


@pytest.mark.parametrize("name", ["x.jsonl", "x.conll", "x.sps", "x.parquet"])
def test_twice_the_same_project_gives_the_same_bytes(shared: Project, name: str) -> None:
    if name == "x.parquet":
        pytest.importorskip("pyarrow")
    decide(shared, "Anna", OTHER)

    first = [path.read_bytes() for path in make(shared, name).files]

    assert [path.read_bytes() for path in make(shared, name, overwrite=True).files] == first


@pytest.mark.skipif(os.name == "nt", reason="no such modes on Windows")
def test_only_the_owner_may_read_the_files(shared: Project) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in make(shared, "x.sps").files}

    assert modes == {0o600}


def test_neither_the_file_nor_the_table_beside_it_is_overwritten(shared: Project) -> None:
    Path("x_data.csv").write_text("mijn werk", encoding="utf-8")

    with pytest.raises(WouldOverwrite, match=r"x_data\.csv"):
        make(shared, "x.sps")
    assert Path("x_data.csv").read_text(encoding="utf-8") == "mijn werk"
    assert not Path("x.sps").exists()


def test_options_that_would_do_nothing_are_refused(shared: Project) -> None:
    with pytest.raises(OptionOutOfPlace):
        make(shared, "x.sps", threshold=0.5)
    with pytest.raises(OptionOutOfPlace):
        make(shared, "x.jsonl", with_decisions=True)
