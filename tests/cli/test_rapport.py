"""codeer rapport: the terminal table, its options and what it says of the basis."""

from pathlib import Path

import pytest

from codeer.cli import run
from tests.workflow.support import add_transcript, content_of, read_table

FILES = [
    "themafrequenties.csv",
    "themafrequenties_breed.csv",
    "fragmenten.csv",
    "verantwoording.md",
]


def write_codebook(project: Path, name: str) -> None:
    (project / "codeboeken" / "proef.yaml").write_text(
        f"naam: proef\ncodes:\n  - id: gemak\n    naam: '{name}'\n    trefwoorden: [opbellen]\n"
    )


@pytest.fixture
def suggested(project: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The small project after codeer suggest."""
    run(["suggest"])
    capsys.readouterr()
    return project


def test_rapport_before_suggest_says_what_to_do_first(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content_of(project)

    assert run(["rapport"]) == 1
    assert "Draai eerst: codeer suggest transcripten" in capsys.readouterr().err
    assert content_of(project) == before


def test_rapport_writes_its_four_files(suggested: Path) -> None:
    assert run(["rapport"]) == 0

    assert {path.name for path in (suggested / "output").iterdir()} == {"suggesties.csv", *FILES}


@pytest.mark.parametrize("name", FILES)
def test_every_file_says_that_the_suggestions_are_unchecked(suggested: Path, name: str) -> None:
    run(["rapport"])

    assert "ongecontroleerde suggesties" in (suggested / "output" / name).read_text("utf-8")


def test_the_terminal_says_that_the_suggestions_are_unchecked(
    suggested: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["rapport"])
    shown = capsys.readouterr()

    assert "Basis: ongecontroleerde suggesties" in shown.out
    assert "ongecontroleerde suggesties" in shown.err


def test_every_row_of_frequencies_has_the_basis(suggested: Path) -> None:
    run(["rapport"])
    rows = read_table(suggested / "output" / "themafrequenties.csv")

    assert {row["basis"] for row in rows} == {"ongecontroleerde suggesties"}


def test_the_table_goes_to_stdout(suggested: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["rapport"])
    shown = capsys.readouterr()

    assert "1 (100%)" in shown.out
    assert "Laagdrempeligheid" in shown.out
    assert "output/verantwoording.md" in shown.out
    assert "100%" not in shown.err


def test_an_empty_group_shows_a_dash(suggested: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["rapport"])

    assert "– = geen respondenten in deze groep." in capsys.readouterr().out


def test_the_terminal_says_how_many_respondents_were_expected(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "onderzoek.yaml").write_text(
        "groepen:\n  - naam: jongere\n    meervoud: jongeren\n    prefix: J\n    verwacht: 4\n"
    )
    run(["suggest"])
    run(["rapport"])

    assert "jongeren: 1 van de 4 verwacht" in capsys.readouterr().out


def test_uit_is_where_the_results_go(suggested: Path) -> None:
    run(["rapport", "--uit", "tabellen"])

    assert {path.name for path in (suggested / "tabellen").iterdir()} == set(FILES)


def test_csv_stijl_internationaal_is_rfc_4180(suggested: Path) -> None:
    run(["rapport", "--csv-stijl", "internationaal"])
    raw = (suggested / "output" / "themafrequenties.csv").read_bytes()

    assert raw.startswith(b"thema,groep,")
    assert b",100.0," in raw


def test_project_is_where_the_database_stands(
    suggested: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("ergens"))

    assert run(["rapport", "--project", str(suggested)]) == 0
    assert (suggested / "output" / "themafrequenties.csv").is_file()


def test_rapport_uses_the_newest_run(project: Path) -> None:
    run(["suggest"])
    add_transcript(project, "J02.txt", "I: Hoe is dat?", "R: Bij haar kan ik alles kwijt.")
    run(["suggest"])
    run(["rapport"])

    rows = read_table(project / "output" / "themafrequenties.csv")
    band = next(r for r in rows if (r["thema"], r["groep"]) == ("band", "jongere"))
    assert (band["n_respondenten"], band["N_respondenten"]) == ("2", "2")


def test_rapport_leaves_the_database_and_suggestions_as_they_are(suggested: Path) -> None:
    before = content_of(suggested)
    run(["rapport"])

    after = content_of(suggested)
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize("name", ["[prof] Gemak", "Gemak [/]"])
def test_brackets_in_the_name_of_a_theme_are_shown_as_they_are(
    project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    write_codebook(project, name)
    run(["suggest"])
    capsys.readouterr()

    code = run(["rapport"])

    assert code == 0
    assert name in capsys.readouterr().out
