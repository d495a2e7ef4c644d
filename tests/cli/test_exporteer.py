"""codeer exporteer: what the terminal says, the codes, and options that do not go together."""

from pathlib import Path

import pytest

from codeer.cli import run
from codeer.project import Project
from tests.workflow.exchange import decide, read_table
from tests.workflow.support import add_transcript


def test_a_table_says_how_far_people_are_and_what_comes_next(
    shared: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(shared, "Anna", "Niks eigenlijk.")
    code = run(["exporteer", "besluiten.csv"])
    shown = capsys.readouterr().out

    assert code == 0
    assert "besluiten.csv: 5 rijen, 1 beslist, 4 nog niet" in shown
    assert "aanvaard, verworpen of ingetrokken" in shown
    assert "codeer importeer besluiten.csv" in shown


def test_the_style_of_the_csv_is_asked_as_elsewhere(shared: Project) -> None:
    run(["exporteer", "b.csv", "--csv-stijl", "internationaal"])

    assert Path("b.csv").read_bytes().startswith(b"transcript,respondent,")


def test_the_threshold_may_have_a_decimal_comma(shared: Project) -> None:
    run(["exporteer", "b.csv", "--drempel", "0,7"])

    assert {row["thema"] for row in read_table(Path("b.csv"))} == {"band"}


def test_the_project_may_be_elsewhere(
    shared: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elders").mkdir()
    monkeypatch.chdir(tmp_path / "elders")

    assert run(["exporteer", "b.xlsx", "--project", str(shared.folder), "--codeur", "Anna"]) == 0
    assert Path("b.xlsx").is_file()


def test_a_packet_says_that_it_holds_whole_interviews(
    shared: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["exporteer", "pakket.codeer"])
    shown = capsys.readouterr()

    assert code == 0
    assert "2 transcripten en codeboek; geen suggesties, besluiten of codeurs" in shown.out
    assert "codeer beoordeel --alles --blind" in shown.out
    assert "bevat de hele interviews" in shown.err


def test_a_packet_with_decisions_says_how_many(
    shared: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(shared, "Anna", "Niks eigenlijk.")
    run(["exporteer", "terug.codeer", "--besluiten", "--codeur", "anna"])

    assert "2 transcripten, 1 besluit, 0 markeringen" in capsys.readouterr().out


def test_a_qda_project_says_what_is_in_it_and_to_be_careful(
    shared: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(shared, "Anna", "Niks eigenlijk.", note="twijfel")
    code = run(["exporteer", "x.qdpx", "--met-suggesties"])
    shown = capsys.readouterr()

    assert code == 0
    assert "2 transcripten, 2 codes, 1 codering van 1 codeur, 1 memo, 4 suggesties" in shown.out
    assert "bevat de hele interviews" in shown.err


def test_a_qda_project_warns_where_nvivo_counts_otherwise(
    shared: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    add_transcript(shared.folder, "J02.txt", "I: Hoe is het?", "R: Goed 🙂 hoor.")
    run(["suggest"])
    run(["exporteer", "x.qdpx"])

    assert "J02.txt: er staan tekens in die NVivo voor Windows dubbel telt" in (
        capsys.readouterr().err
    )


def test_codings_that_stay_behind_are_counted(
    shared: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(shared, "Anna", "Niks eigenlijk.")
    add_transcript(shared.folder, "J01.txt", "I: Hoe is het?", "R: Heel anders dan eerst.")
    run(["suggest"])
    run(["exporteer", "x.qdpx"])

    assert "1 codering staat in een eerdere tekst van een transcript" in capsys.readouterr().err


def test_a_qda_codebook_has_no_interviews_to_warn_about(
    shared: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["exporteer", "x.qdc"])
    shown = capsys.readouterr()

    assert code == 0
    assert "x.qdc: 2 codes" in shown.out
    assert shown.err == ""


def test_a_table_that_is_there_is_not_replaced_unless_asked(
    shared: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("b.csv").write_text("ingevuld")

    assert run(["exporteer", "b.csv"]) == 1
    assert "kan ingevulde besluiten bevatten; er is niets overschreven" in capsys.readouterr().err
    assert Path("b.csv").read_text() == "ingevuld"
    assert run(["exporteer", "b.csv", "--overschrijf"]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["b.codeer", "--codeur", "Anna"], "--codeur hoort niet bij b.codeer"),
        (["b.csv", "--besluiten"], "--besluiten hoort niet bij b.csv"),
        (["b.codeer", "--drempel", "0,5"], "--drempel hoort niet bij b.codeer"),
        (["b.qdpx", "--drempel", "0,5"], "Verwacht: ook --met-suggesties"),
        (["b.csv", "--met-suggesties"], "--met-suggesties hoort niet bij b.csv"),
        (["b.csv", "--drempel", "veel"], "ongeldige waarde voor --drempel"),
        (["b.csv", "--codeur", "  "], "ongeldige waarde voor --codeur"),
        ([], "het argument BESTAND ontbreekt"),
    ],
)
def test_wrong_use_is_code_2(
    shared: Project, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(["exporteer", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x.jsonl", "x.jsonl: 4 regels"),
        ("x.sps", "x.sps en x_data.csv: 3 respondenten"),
        ("x.conll", "x.conll: 82 woorden en leestekens"),
    ],
)
def test_data_says_how_much_it_is_and_where_it_is_explained(
    shared: Project, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    code = run(["exporteer", name])
    shown = capsys.readouterr()

    assert code == 0
    assert said in shown.out
    assert "docs/gegevens.md" in shown.out
    assert ("geen interviewtekst" in shown.err) is (name == "x.sps")
