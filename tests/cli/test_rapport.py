"""codeer rapport: the terminal table, its options and what it says of the basis."""

from pathlib import Path

import pytest

from codeer.cli import run
from codeer.model import Verdict
from tests.workflow.coders import decide
from tests.workflow.support import add_transcript, content_of, read_table

FILES = [
    "themafrequenties.csv",
    "themafrequenties_breed.csv",
    "respondenten.csv",
    "fragmenten.csv",
    "samenhang.csv",
    "verzadiging.csv",
    "verantwoording.md",
    "verantwoording.json",
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


def test_rapport_writes_its_files(suggested: Path) -> None:
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

    assert "Laagdrempeligheid" in shown.out
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


# --- decisions -----------------------------------------------------------------------------------


@pytest.fixture
def decided(suggested: Path) -> Path:
    """Anna accepted `gemak`, Bram rejected it."""
    decide(suggested, "Anna", "Ze belde mij gisteren op.", "gemak")
    decide(suggested, "Bram", "Ze belde mij gisteren op.", "gemak", Verdict.REJECT)
    return suggested


@pytest.mark.parametrize(
    ("options", "basis", "n"),
    [
        ([], "besluiten, meerderheid van 2 codeurs", "0"),
        (["--consensus", "een"], "besluiten, ten minste één van 2 codeurs", "1"),
        (["--codeur", "Anna"], "besluiten van Anna", "1"),
    ],
)
def test_options_choose_whose_decisions_count(
    decided: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    basis: str,
    n: str,
) -> None:
    assert run(["rapport", *options]) == 0

    rows = read_table(decided / "output" / "themafrequenties.csv")
    gemak = next(r for r in rows if (r["thema"], r["groep"]) == ("gemak", "totaal"))
    assert (gemak["n_respondenten"], gemak["basis"]) == (n, basis)
    shown = capsys.readouterr()
    assert f"Basis: {basis}." in shown.out
    assert "ongecontroleerd" not in shown.err


def test_fragments_name_the_coder_or_the_consensus(decided: Path) -> None:
    run(["rapport", "--consensus", "een"])

    (row,) = read_table(decided / "output" / "fragmenten.csv")
    assert row["codeur"] == "consensus (een)"


def test_suggestions_without_decision_are_shown_apart(
    decided: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["rapport"])
    shown = capsys.readouterr().out

    assert "Nog niet beoordeeld: 1 van de 2 suggesties; ze tellen niet mee." in shown
    assert "Vertrouwensband    1 van 1" in shown


def test_coder_and_consensus_together_are_wrong_use(
    decided: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rapport", "--codeur", "Anna", "--consensus", "alle"]) == 2
    assert "--consensus hoort niet bij --codeur" in capsys.readouterr().err


def test_an_unknown_coder_is_an_error(decided: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rapport", "--codeur", "Ana"]) == 1
    assert "bedoelde je 'Anna'?" in capsys.readouterr().err


def test_consensus_without_decisions_says_what_to_do(
    suggested: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rapport", "--consensus", "alle"]) == 1
    assert "codeer beoordeel" in capsys.readouterr().err
