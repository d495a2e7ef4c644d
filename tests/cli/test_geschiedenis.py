"""codeer geschiedenis: the terminal table and its CSV."""

from pathlib import Path

import pytest
from rich.console import Console

from codeer.cli import console, run
from tests.workflow.coders import decide, make_suggestions, undo
from tests.workflow.support import read_table

MEMO = "een memo die [te lang] is voor de smalle kolom"


@pytest.fixture
def decided(project: Path) -> Path:
    """The small project with a decision that was taken back and one that holds."""
    make_suggestions(project)
    decide(project, "Anna Maria van den Berg", "Ze belde mij gisteren op.", "gemak")
    undo(project, "Anna Maria van den Berg")
    decide(project, "Bram", "Ik kan bij haar alles kwijt.", "band", note=MEMO)
    return project


def test_who_decided_what_and_when_is_shown(
    decided: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["geschiedenis"]) == 0
    shown = " ".join(capsys.readouterr().out.split())

    for word in ("Bram", "J01.txt", "J01,", "band", "aanvaard", "ingetrokken", "(ongedaan"):
        assert word in shown
    assert shown.index("gemak") < shown.index("band")
    assert "3 besluiten. Tijden in UTC." in shown


def test_the_table_fits_80_columns_and_shows_all_of_a_memo(
    decided: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "out", Console(width=80, highlight=False))
    run(["geschiedenis"])
    lines = capsys.readouterr().out.splitlines()

    assert max(map(len, lines)) <= 80
    memo = " ".join(line[63:].strip() for line in lines if line[63:].strip())
    assert MEMO.replace(" ", "") in memo.replace(" ", "")


def test_a_filter_shows_only_what_passes(decided: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["geschiedenis", "--codeur", "bram", "--thema", "band", "--respondent", "J01"])
    shown = capsys.readouterr().out

    assert "1 besluit." in shown
    assert "Anna" not in shown


def test_an_unknown_name_is_an_error(decided: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["geschiedenis", "--thema", "bant"]) == 1
    assert "bedoelde je 'band'?" in capsys.readouterr().err


def test_csv_writes_the_file_instead_of_the_table(
    decided: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["geschiedenis", "--csv", "uit/geschiedenis.csv"]) == 0

    assert "Bram" not in capsys.readouterr().out
    rows = read_table(decided / "uit" / "geschiedenis.csv")
    assert [(row["codeur"], row["besluit"], row["soort"]) for row in rows] == [
        ("Anna Maria van den Berg", "aanvaard", "besluit"),
        ("Anna Maria van den Berg", "ingetrokken", "ongedaan gemaakt"),
        ("Bram", "aanvaard", "besluit"),
    ]


def test_without_decisions_it_says_so(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_suggestions(project)

    assert run(["geschiedenis"]) == 0
    assert "0 besluiten" in capsys.readouterr().out
