"""codeer overeenstemming: what the terminal shows, its options, and how it refuses."""

import re
from pathlib import Path

import pytest

from codeer.cli import run
from codeer.model import Decision, Mark, MarkKind, Verdict
from codeer.project import Project
from codeer.workflow.answers import gather_answers
from tests.workflow.support import add_transcript, content_of, read_table

FILES = ["overeenstemming.csv", "verschillen.csv"]


def code_all(project: Path, coder: str, *codings: tuple[str, str]) -> None:
    """Let a coder read everything blind and give (respondent, theme) on the first sentence."""
    store, record = Project(project).open_store()
    with store:
        answers = gather_answers(store, record)
        first = {answer.respondent: answer for answer in reversed(answers)}
        decisions = [
            Decision(a.source, code, *a.sentences[0], Verdict.ACCEPT, is_blind=True)
            for respondent, code in codings
            for a in (first[respondent],)
        ]
        marks = [Mark(a.source, a.start, a.end, MarkKind.SEEN, is_blind=True) for a in answers]
        store.log.record(coder, decisions, marks)


@pytest.fixture
def double(project: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Three interviews, read by Anna and Bea; they differ once on `band`, nobody gave `gemak`."""
    for name in ("J02.txt", "O01.txt"):
        add_transcript(project, name, "I: Hoe is dat?", "R: Daar kan ik alles kwijt. Ja. Nee.")
    run(["suggest"])
    code_all(project, "Anna", ("J01", "band"), ("J02", "band"), ("O01", "band"))
    code_all(project, "Bea", ("J01", "band"), ("J02", "band"))
    capsys.readouterr()
    return project


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["overeenstemming", *arguments]) == 0
    return capsys.readouterr().out


def test_it_writes_its_two_files_and_names_them(
    double: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shown(capsys)

    assert all((double / "output" / name).is_file() for name in FILES)
    assert all(f"output/{name}" in text for name in FILES)


def test_the_table_shows_counts_value_interval_and_word(
    double: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """2x2 of band: 2 1 0 7, so kappa is 0.74 and F1 0.80."""
    text = shown(capsys, "--thema", "band")

    assert "Overeenstemming tussen Anna en Bea, per zin" in text
    assert re.search(r"Vertrouwensband +3 +10 +2 +1 +0 +7 +25,0%", text)
    assert re.search(r"Vertrouwensband +90,0% +0,80 +0,74 +0,75 +0,8\d", text)
    assert "substantieel" in text
    assert "voorlopig" in text


def test_constant_data_is_not_computed_with_the_reason_below(
    double: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shown(capsys, "--thema", "gemak")
    mark = re.search(r"\((\w)\) niemand gaf dit thema", text)

    assert mark
    assert "berekenen" in text
    assert f"({mark[1]})" in text.split("Noot.")[0].replace(mark[0], "")


def test_the_notes_name_the_sources_and_say_what_totaal_is(
    double: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = " ".join(shown(capsys).split())

    assert "Landis & Koch (1977): slecht < 0" in text
    assert "Krippendorff (2004): betrouwbaar vanaf 0,800" in text
    assert "Gwet (2008)" in text
    assert "totaal = alle oordelen (elk thema bij elke zin) samen; geen gemiddelde" in text


def test_the_number_of_differences_is_shown(
    double: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "1 verschil om te bespreken." in shown(capsys)


def test_without_a_choice_every_group_is_shown(
    double: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    groups = shown(capsys).split("Per groep, alle thema's samen")[1]

    assert "jongeren" in groups
    assert "ouders" in groups


def test_groep_shows_that_group_only(double: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "--groep", "ouder")

    assert "Groep: ouders" in text
    assert "jongeren" not in text
    assert "geen interval: één respondent" in text


def test_eenheid_beurt_compares_turns(double: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "--eenheid", "beurt", "--thema", "band")

    assert re.search(r"Vertrouwensband +3 +4 +2 +1 +0 +1 ", text)
    assert "elk thema bij elke beurt" in text


def test_coders_can_be_named_and_codeer_is_one(
    double: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["overeenstemming", "bea", "codeer"]) == 0
    found = capsys.readouterr()

    assert "Overeenstemming tussen Bea en codeer" in found.out
    assert "ongecontroleerde suggesties" in found.err
    rows = read_table(double / "output" / "overeenstemming.csv")
    assert all("ongecontroleerde suggesties" in r["basis"] for r in rows)


def test_three_coders_have_no_column_for_kappa(
    double: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code_all(double, "Cas", ("J01", "gemak"))
    text = shown(capsys)

    assert "Overeenstemming tussen Anna, Bea en Cas" in text
    assert "door allen" in text
    assert "kappa" not in text.lower()


def test_alles_gezien_is_said_in_every_row(
    double: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shown(capsys, "--alles-gezien")
    rows = read_table(double / "output" / "overeenstemming.csv")

    assert "geldt als helemaal gelezen" in " ".join(text.split())
    assert all("geldt als helemaal gelezen" in r["basis"] for r in rows)


@pytest.mark.parametrize("coders", [("Anna", "Bea"), ("Anna", "Bea", "Cas"), ("Anna", "Wim")])
def test_the_tables_fit_80_columns(
    double: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    coders: tuple[str, ...],
) -> None:
    long = "Christiaan van den Bergh-Oosterhuizen"
    code_all(double, long, ("O01", "band"), ("J02", "gemak"))
    code_all(double, "Cas", ("J01", "gemak"))
    (double / "codeboeken" / "proef.yaml").write_text(
        (double / "codeboeken" / "proef.yaml")
        .read_text("utf-8")
        .replace("naam: Laagdrempeligheid", "naam: Laagdrempeligheidsondersteuning in het gezin"),
        encoding="utf-8",
    )
    run(["suggest"])
    capsys.readouterr()
    text = shown(capsys, *[long if name == "Wim" else name for name in coders])

    assert max(len(line.rstrip()) for line in text.splitlines()[1:]) <= 80
    assert "…" not in text


def test_fewer_than_two_coders_is_an_error_with_the_way_on(
    double: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content_of(double)

    assert run(["overeenstemming", "Anna"]) == 1
    assert "codeer overeenstemming Anna codeer" in capsys.readouterr().err
    assert content_of(double) == before


def test_nobody_coded_yet_is_an_error(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["suggest"])

    assert run(["overeenstemming"]) == 1
    assert "twee of meer codeurs; gekozen: geen." in capsys.readouterr().err


def test_an_unknown_coder_is_an_error_with_the_known_ones(
    double: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["overeenstemming", "Anna", "Bee"]) == 1
    assert "bedoelde je 'Bea'?\nBekend: Anna, Bea, codeer." in capsys.readouterr().err


def test_an_unknown_unit_is_wrong_use(double: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["overeenstemming", "--eenheid", "alinea"]) == 2
    assert "ongeldige waarde voor --eenheid" in capsys.readouterr().err


def test_uit_and_csv_stijl_are_followed(double: Path) -> None:
    run(["overeenstemming", "--uit", "tabellen", "--csv-stijl", "internationaal"])
    rows = read_table(double / "tabellen" / "overeenstemming.csv", ",")
    found = next(r for r in rows if (r["thema"], r["groep"], r["maat"]) == ("band", "totaal", "f1"))

    assert {path.name for path in (double / "tabellen").iterdir()} == set(FILES)
    assert found["waarde"] == "0.8"


def test_the_project_may_be_elsewhere(
    double: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("ergens"))

    assert run(["overeenstemming", "--project", str(double)]) == 0
    assert (double / "output" / "verschillen.csv").is_file()


def test_the_database_stays_as_it_is(double: Path) -> None:
    before = content_of(double)
    run(["overeenstemming"])

    after = content_of(double)
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_for_their_owner_only(double: Path, name: str) -> None:
    run(["overeenstemming"])

    assert (double / "output" / name).stat().st_mode & 0o777 == 0o600


def test_help_is_dutch_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "--help")

    assert "codeer overeenstemming Anna Bea" in text
    assert "Gebruik: codeer overeenstemming [OPTIES] [CODEUR]..." in text
    assert "Usage" not in text
