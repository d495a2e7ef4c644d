"""codeer evalueer: what the terminal shows, its options, and how it refuses."""

import shutil
from pathlib import Path

import pytest

from codeer.cli import run
from tests.workflow.exchange import write_csv
from tests.workflow.support import content_of, read_table
from tests.workflow.test_evaluate import BAND, NOTHING, PEOPLE, PHONE, Desk, made

__all__ = ["made"]
FILES = ["evaluatie.csv", "evaluatie_fouten.csv", "betrouwbaarheid.csv"]


@pytest.fixture
def desk(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Anna read everything; she differs from codeer on `band`, and nobody gave `gemak`."""
    shutil.copytree(made, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setenv("COLUMNS", "80")
    desk = Desk(Path())
    desk.read()
    desk.decide(BAND, "band", people=PEOPLE[:4])
    desk.decide(NOTHING, "band", people=PEOPLE[1:3])
    return desk


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["evalueer", *arguments]) == 0
    return capsys.readouterr().out


def test_it_writes_its_three_files_and_names_them(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shown(capsys)

    assert all((Path("output") / name).stat().st_mode & 0o777 == 0o600 for name in FILES)
    assert all(f"output/{name}" in text for name in FILES)


def test_the_tables_fit_80_columns(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.decide(PHONE, "gemak", people=["O01"])

    lines = shown(capsys).splitlines()

    assert max(map(len, lines)) <= 80
    assert not any("…" in line for line in lines)


def test_a_theme_has_value_and_interval_per_answer_and_per_sentence(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shown(capsys)
    answers, sentences = text.split("Per antwoord, alle groepen")[1].split("Per zin, alle groepen")

    for part in (answers, sentences.split("F1 per antwoord")[0]):
        row = next(line for line in part.splitlines() if "Vertrouwensband" in line)
        assert "0,67" in row
        assert "0,33–1,00" in part


def test_what_cannot_be_computed_has_a_letter_and_a_reason(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shown(capsys)

    assert "niet te" in text
    assert "berekenen" in text
    assert "niet te berekenen: de codeur gaf dit thema nergens" in text


def test_the_terminal_says_whose_decisions_and_how_scores_came_about(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shown(capsys)

    assert text.startswith("Suggesties tegen de besluiten van Anna")
    assert "leave-one-respondent-out" in text


def test_the_scores_are_held_against_what_was_right(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shown(capsys).split("Zegt de score wat hij belooft?")[1]

    band = next(line for line in text.splitlines() if "0,8 – 0,9" in line)
    assert band.split()[3:5] == ["0,80", "66,7%"]


def test_the_worst_mistakes_are_shown_with_their_text(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shown(capsys)
    missed, alarms = text.split("Ergste missers")[1].split("Ergste valse meldingen")

    assert NOTHING in missed
    assert BAND in alarms


def test_every_theme_has_a_verdict_with_its_reason(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shown(capsys).split("Oordeel per thema")[1]

    assert text.count("nog niet te zeggen") == 2
    assert "te weinig antwoorden met dit thema: 6, nodig 10" in " ".join(text.split())


def test_warnings_go_to_stderr(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    run(["evalueer"])
    done = capsys.readouterr()

    assert "Let op: Besluiten en gelezen antwoorden die niet blind zijn" in done.err
    assert "Let op" not in done.out


def test_the_mistakes_have_the_columns_that_were_agreed(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    shown(capsys)
    raw = Path("output/evaluatie_fouten.csv").read_text("utf-8-sig").splitlines()

    assert raw[0] == "transcript;respondent;begin;einde;thema;score;soort;bewijs;tekst"


def test_fouten_is_the_number_of_each_kind_per_theme(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    shown(capsys, "--fouten", "1")
    rows = read_table(Path("output/evaluatie_fouten.csv"))

    assert [(r["thema"], r["soort"]) for r in rows] == [
        ("band", "gemist"),
        ("band", "onterecht"),
        ("gemak", "onterecht"),
    ]


def test_csv_stijl_internationaal_and_uit(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    shown(capsys, "--csv-stijl", "internationaal", "--uit", "meting")

    assert Path("meting/evaluatie.csv").read_bytes().startswith(b"thema,groep,niveau,maat,")
    assert not Path("output/evaluatie.csv").exists()


def test_startgetal_changes_intervals_only(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.decide(PHONE, "gemak", people=PEOPLE[2:5])
    values, bounds = set(), set()
    for seed in "123":
        shown(capsys, "--startgetal", seed)
        rows = read_table(Path("output/evaluatie.csv"))
        values.add(tuple(r["waarde"] for r in rows))
        bounds.add(tuple((r["laag"], r["hoog"]) for r in rows))

    assert len(values) == 1
    assert len(bounds) > 1


def test_consensus_takes_coders_together(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.read("Bea")
    desk.decide(BAND, "band", coder="Bea")

    assert shown(capsys, "--consensus", "alle").startswith(
        "Suggesties tegen consensus (alle) van Anna, Bea"
    )


def test_a_table_with_a_row_that_does_not_fit_is_measured_and_ends_with_1(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"transcript": "J01", "thema": "band", "codeur": "Cas", "besluit": "aanvaard"}
    empty = dict.fromkeys(("respondent", "begin", "einde", "memo"), "")
    rows = [row | empty | {"tekst": text} for text in (BAND, "Dit zei niemand.")]
    write_csv(Path("besluiten.csv"), rows)

    code = run(["evalueer", "--besluiten", "besluiten.csv", "--alles-gezien"])
    done = capsys.readouterr()

    assert code == 1
    assert "de besluiten van Cas in besluiten.csv" in done.out
    assert "rij 3: " in done.err
    assert "Dit zei niemand" not in done.err


def test_two_coders_without_a_choice_are_named(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.decide(BAND, "band", coder="Bea")
    before = content_of(Path())

    code = run(["evalueer"])

    assert code == 1
    assert "Anna, Bea" in capsys.readouterr().err
    assert content_of(Path()) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--codeur", "Anna", "--consensus", "een"], "--consensus hoort niet bij --codeur"),
        (["--consensus", "allen"], "ongeldige waarde voor --consensus"),
        (["--fouten", "0"], "ongeldige waarde voor --fouten"),
        (["--codeur", " "], "ongeldige waarde voor --codeur"),
    ],
    ids=" ".join,
)
def test_options_that_mean_nothing_are_refused_with_2(
    desk: Desk, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["evalueer", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_the_help_is_dutch_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    run(["evalueer", "--help"])
    text = capsys.readouterr().out

    assert "codeer evalueer --besluiten besluiten.csv" in text
    assert "Gebruik: codeer evalueer" in text


def test_before_anybody_decided_it_says_what_to_do(
    made: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(made, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")

    assert run(["evalueer"]) == 1
    assert "codeer beoordeel --blind" in capsys.readouterr().err
