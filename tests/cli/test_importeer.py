"""codeer importeer: plain counts, every refused row with its reason, code 1 after keeping the rest."""

from pathlib import Path

import pytest

from codeer.cli import run
from codeer.project import Project
from tests.workflow.exchange import decide, history_length, row_for, verdicts, write_csv

GEMAK = "Ze belde mij gisteren op."
OTHER = "Niks eigenlijk."


def test_all_rows_kept_is_code_0(shared: Project, capsys: pytest.CaptureFixture[str]) -> None:
    write_csv(Path("b.csv"), [row_for(shared, GEMAK), row_for(shared, OTHER, besluit="")])
    code = run(["importeer", "b.csv"])
    shown = capsys.readouterr()

    assert code == 0
    assert "b.csv: 1 besluit bewaard, 0 al bekend, 1 nog niet beslist, 0 geweigerd" in shown.out
    assert "Anna: 1 (nieuwe codeur in dit project)" in shown.out
    assert shown.err == ""


def test_a_refused_row_is_code_1_after_keeping_the_rest(
    shared: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    write_csv(Path("b.csv"), [row_for(shared, GEMAK, thema="x"), row_for(shared, OTHER)])
    code = run(["importeer", "b.csv"])
    said = capsys.readouterr().err

    assert code == 1
    assert "1 rij geweigerd" in said
    assert "rij 2: onbekend thema 'x'" in said
    assert "De andere rijen zijn verwerkt." in said
    assert verdicts(shared) == {("Anna", "gemak", OTHER, "accept", "")}


def test_when_no_row_fits_it_says_that_nothing_was_kept(
    shared: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    write_csv(Path("b.csv"), [row_for(shared, GEMAK, codeur="")])

    assert run(["importeer", "b.csv"]) == 1
    assert "Niets bewaard." in capsys.readouterr().err


def test_twice_is_code_0_and_all_known(shared: Project, capsys: pytest.CaptureFixture[str]) -> None:
    write_csv(Path("b.csv"), [row_for(shared, GEMAK)])
    run(["importeer", "b.csv"])
    capsys.readouterr()

    assert run(["importeer", "b.csv"]) == 0
    assert "0 besluiten bewaard, 1 al bekend" in capsys.readouterr().out
    assert history_length(shared) == 1


def test_what_changes_and_what_is_assumed_is_said(
    shared: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(shared, "Zoë", GEMAK)
    rows = [
        row_for(shared, GEMAK, codeur="Zoë", besluit="verworpen"),
        row_for(shared, OTHER, besluit="", memo="later"),
    ]
    write_csv(Path("b.csv"), rows, encoding="cp1252")
    run(["importeer", "b.csv"])
    said = capsys.readouterr().err

    assert "1 daarvan wijzigt een eerder besluit of memo" in said
    assert "tekens gelezen als windows-1252 (aangenomen)" in said
    assert "memo zonder besluit, dus niet bewaard: rij 3" in said


def test_the_coder_can_be_given(shared: Project) -> None:
    write_csv(Path("b.csv"), [row_for(shared, GEMAK, codeur="")])

    assert run(["importeer", "b.csv", "--codeur", " Anna  B. "]) == 0
    assert {who for who, *_ in verdicts(shared)} == {"Anna B."}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("transcript|thema\n", "geen enkele kolom herkend"),
        ("transcript;thema;besluit\n", "in de kop ontbreekt respondent"),
        ('transcript;"thema\n', "aanhalingstekens die niet sluiten"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_error(
    shared: Project, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    Path("b.csv").write_text(content)

    assert run(["importeer", "b.csv"]) == 1
    shown = capsys.readouterr()
    assert said in shown.err
    assert "Er is niets ingelezen" in shown.err
    assert shown.out == ""


def test_a_packet_makes_a_project_and_comes_home(
    shared: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = str(tmp_path / "tweede")
    run(["exporteer", "pakket.codeer"])
    assert run(["importeer", "pakket.codeer", "--project", other]) == 0
    assert "2 transcripten en codeboek" in capsys.readouterr().out

    decide(Project(tmp_path / "tweede"), "Bram", OTHER)
    run(["exporteer", "terug.codeer", "--besluiten", "--project", other])
    capsys.readouterr()
    assert run(["importeer", "terug.codeer"]) == 0
    shown = capsys.readouterr().out
    assert "1 besluit en 0 markeringen nieuw, 0 al bekend, 0 geweigerd" in shown
    assert "Bram: 1" in shown


def test_decisions_of_another_project_are_refused_with_code_1(
    shared: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(shared, "Anna", OTHER)
    run(["exporteer", "terug.codeer", "--besluiten"])
    transcript = shared.folder / "transcripten" / "J01.txt"
    transcript.write_text(transcript.read_text().replace("Niks", "Niets"))
    other = tmp_path / "ander"
    other.mkdir()
    for name in ("codeboeken", "transcripten"):
        (shared.folder / name).rename(other / name)
    run(["suggest", "--project", str(other)])
    capsys.readouterr()

    assert run(["importeer", "terug.codeer", "--project", str(other)]) == 1
    said = capsys.readouterr().err
    assert "1 besluit of markering geweigerd" in said
    assert "J01.txt: deze tekst is hier niet of is veranderd (1)" in said
    assert "Niets bewaard." in said


def test_the_coders_of_a_packet_are_in_the_packet(
    shared: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["exporteer", "pakket.codeer"])

    assert run(["importeer", "pakket.codeer", "--codeur", "Anna"]) == 2
    assert "--codeur hoort niet bij pakket.codeer" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["weg.csv", "weg.xlsx", "weg.codeer"])
def test_a_file_that_is_not_there_is_code_1(
    shared: Project, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert run(["importeer", name]) == 1
    assert "bestaat niet" in capsys.readouterr().err
