"""codeer rapport: formats, filters, quotes, tests and small cells, from the command to the files."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from codeer.cli import run
from codeer.reports.formats import WRITERS, Format
from tests.cli.test_process import ENVIRONMENT
from tests.workflow.coders import decide
from tests.workflow.support import add_transcript, content_of, read_table

NASTY = '<script>alert(1)</script> =HYPERLINK("x") שלום 😀 en 50% van {alles}'


@pytest.fixture
def study(project: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Two groups of six; everybody of `jongere` and one of `ouder` can say anything."""
    add_transcript(
        project,
        "J01.txt",
        "I: Hoe is dat?",
        f"R: Ik kan bij haar alles kwijt, {NASTY}. Ze belde mij op.",
    )
    for number in range(2, 7):
        add_transcript(
            project,
            f"J0{number}.txt",
            "I: Hoe is dat?",
            "R: Ik kan bij haar alles kwijt. Echt waar.",
        )
    for number in range(1, 7):
        said = "Ik kan bij hem alles kwijt." if number == 1 else "Het regende die hele dag."
        add_transcript(project, f"O0{number}.txt", "I: Hoe is dat?", f"R: {said}")
    assert run(["suggest", "--motor", "patronen"]) == 0
    capsys.readouterr()
    return project


def cells(folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    rows = read_table(folder / "themafrequenties.csv")
    return {(row["thema"], row["groep"]): row for row in rows}


def text_of(path: Path) -> str:
    """Return all text of a file, of everything in it when it is a package."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            return "\n".join(package.read(n).decode("utf-8", "replace") for n in package.namelist())
    return path.read_text(encoding="utf-8")


REPORTS = [f"rapport.{suffix}" for suffix in ("xlsx", "docx", "html", "md", "tex", "json")]


def test_every_format_has_a_writer() -> None:
    assert set(WRITERS) == set(Format)


def test_alle_writes_every_format(study: Path) -> None:
    assert run(["rapport", "--formaat", "alle", "--citaten", "1"]) == 0

    names = content_of(study / "output").keys()
    assert {*REPORTS, "themafrequenties.csv", "citaten.csv", "verantwoording.json"} <= names
    for suffix in ("svg", "png"):
        assert f"figuren/thema-groep-staven.{suffix}" in names


def test_formats_may_stand_together(study: Path) -> None:
    run(["rapport", "--formaat", "json,md", "--formaat", "svg", "--uit", "x"])

    names = {name for name in content_of(study / "x") if not name.startswith("figuren/")}
    assert names == {"rapport.json", "rapport.md", "verantwoording.md", "verantwoording.json"}


def test_an_unknown_format_names_those_there_are(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rapport", "--formaat", "pdf"]) == 2
    assert "docx" in capsys.readouterr().err
    assert not (study / "output" / "themafrequenties.csv").exists()


def test_regenerating_in_another_process_gives_the_same_bytes(study: Path) -> None:
    arguments = ["rapport", "--formaat", "alle", "--citaten", "2", "--toetsen", "--uit"]
    run([*arguments, "een"])
    subprocess.run(
        [sys.executable, "-m", "codeer", *arguments, "twee"],
        cwd=study,
        env={**ENVIRONMENT, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
        check=True,
        capture_output=True,
        timeout=120,
    )

    assert content_of(study / "een") == content_of(study / "twee")


@pytest.mark.parametrize("name", [*REPORTS, "verantwoording.md", "verantwoording.json"])
def test_every_file_says_which_filter_holds_and_what_it_rests_on(study: Path, name: str) -> None:
    run(["rapport", "--formaat", "alle", "--thema", "band", "--groep", "jongere"])

    text = text_of(study / "output" / name)
    assert "ongecontroleerde suggesties" in text
    assert "band" in text.split("alleen thema")[1][:40]
    assert "jongere" in text.split("alleen groepen")[1][:40]


def test_filters_choose_rows_and_columns_by_id_or_name(study: Path) -> None:
    run(["rapport", "--thema", "VERTROUWENSBAND", "--groep", "Jongeren", "--groep", "ouder"])

    assert set(cells(study / "output")) == {
        ("band", group) for group in ("jongere", "ouder", "totaal")
    }
    assert cells(study / "output")["band", "totaal"]["N_respondenten"] == "12"


@pytest.mark.parametrize("option", ["--thema", "--groep"])
def test_an_unknown_filter_is_an_error_and_nothing_is_written(
    study: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    before = content_of(study)

    assert run(["rapport", option, "jongen"]) == 1
    assert "jongen" in capsys.readouterr().err
    assert content_of(study) == before


def test_hostile_words_are_only_words_in_every_format(study: Path) -> None:
    run(["rapport", "--formaat", "alle", "--citaten", "9"])

    html = text_of(study / "output" / "rapport.html")
    assert "alert(1)" in html
    assert "<script>alert" not in html
    assert "<script>" not in (study / "output" / "rapport.md").read_text(encoding="utf-8")
    quotes = read_table(study / "output" / "citaten.csv")
    assert any(NASTY in row["tekst"] for row in quotes)


def test_small_cells_are_marked(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["rapport"])

    assert "1†" in capsys.readouterr().out
    assert cells(study / "output")["band", "ouder"]["herleidbaar"] == "ja"


def test_small_cells_can_be_left_out_of_every_file(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--formaat", "alle", "--citaten", "3", "--onderdruk-kleine-cellen", "--uit", "open"]
    run(["rapport", *options])

    folder = study / "open"
    assert "<3" in capsys.readouterr().out
    assert cells(folder)["band", "ouder"]["n_respondenten"] == ""
    assert not (folder / "respondenten.csv").exists()
    assert not (folder / "fragmenten.csv").exists()
    for name in content_of(folder):
        if not name.endswith((".png", ".svg")):
            assert "bij hem alles kwijt" not in text_of(folder / name), name


def test_tests_are_off_by_default(study: Path) -> None:
    run(["rapport", "--formaat", "csv"])

    assert not (study / "output" / "vergelijking.csv").exists()


def test_toetsen_compares_respondents(study: Path) -> None:
    """6 of 6 and 1 of 6: p = 2 * C(6,6) * C(6,1) / C(12,7), by hand."""
    run(["rapport", "--toetsen"])

    row = next(r for r in read_table(study / "output" / "vergelijking.csv") if r["thema"] == "band")
    assert row["n_van_N"] == "6 van 6; 1 van 6"
    assert float(row["p"].replace(",", ".")) == pytest.approx(2 * 6 / 792, abs=1e-6)
    assert "verschil" in row


def test_toetsen_refuses_small_groups_and_says_why(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["suggest", "--motor", "patronen"])
    capsys.readouterr()

    assert run(["rapport", "--toetsen"]) == 1
    said = capsys.readouterr().err
    assert "ten minste 5 respondenten" in said
    assert "jongeren: 1" in said
    assert not (project / "output" / "themafrequenties.csv").exists()


def test_quotes_are_marked_until_somebody_decided(study: Path) -> None:
    run(["rapport", "--formaat", "md", "--citaten", "1"])
    before = (study / "output" / "rapport.md").read_text(encoding="utf-8")
    for code in ("band", "gemak"):
        decide(study, "Anna", "Ik kan bij haar alles kwijt.", code, transcript="J02.txt")
    run(["rapport", "--formaat", "md", "--citaten", "1"])
    after = (study / "output" / "rapport.md").read_text(encoding="utf-8")

    assert "(ongecontroleerd)" in before
    assert "(ongecontroleerd)" not in after
    assert "> Ik kan bij haar alles kwijt. (J02, r. 2)" in after


def test_who_was_forgotten_is_never_quoted(study: Path) -> None:
    assert run(["vergeet", "O01", "--ja"]) == 0
    run(["rapport", "--formaat", "alle", "--citaten", "9"])

    for name in content_of(study / "output"):
        if not name.endswith((".png", ".svg")):
            assert "bij hem alles kwijt" not in text_of(study / "output" / name), name


def test_files_of_an_earlier_report_are_named(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["rapport", "--formaat", "json"])
    capsys.readouterr()
    run(["rapport", "--formaat", "csv"])

    said = capsys.readouterr().out
    assert "nog van een eerder rapport:\n  output/rapport.json" in said


def test_figures_of_an_earlier_report_are_named_with_what_they_may_show(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["rapport", "--formaat", "svg"])
    capsys.readouterr()
    run(["rapport", "--onderdruk-kleine-cellen"])

    shown = capsys.readouterr()
    assert "output/figuren/thema-groep-staven.svg" in shown.out
    assert "kunnen tonen wat nu is weggelaten" in shown.err


def test_a_table_that_is_too_wide_goes_on_below_and_loses_no_column(
    study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codeer.cli.console.out.width", 40)
    run(["rapport"])

    said = capsys.readouterr().out
    assert said.count("Vertrouwensband") > 1
    assert "Totaal" in said
    assert "7 (58%)" in said


def test_nothing_is_said_of_a_group_without_anybody(study: Path) -> None:
    run(["rapport", "--formaat", "md", "--groep", "jim"])

    text = (study / "output" / "rapport.md").read_text(encoding="utf-8")
    assert "Er zijn geen respondenten in deze selectie." in text
    assert "wordt genoemd door" not in text


@pytest.mark.parametrize(
    ("name", "package"),
    [("docx", "docx"), ("xlsx", "xlsxwriter"), ("png", "matplotlib"), ("html", "jinja2")],
)
def test_a_missing_library_is_named_and_nothing_is_written(
    study: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    package: str,
) -> None:
    for module in [m for m in sys.modules if m.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, package, None)

    assert run(["rapport", "--formaat", f"csv,{name}", "--uit", "x"]) == 1
    said = capsys.readouterr().err
    assert "pip install" in said
    assert not (study / "x").exists()


def test_a_folder_that_cannot_be_written_is_named(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (study / "bezet").write_text("", encoding="utf-8")

    assert run(["rapport", "--uit", "bezet"]) == 1
    assert "hier kan niet worden geschreven" in capsys.readouterr().err


def test_a_file_that_is_open_in_excel_leaves_all_files_as_they_were(
    study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to replace a file that Excel holds open."""
    run(["rapport", "--formaat", "xlsx"])
    before = (study / "output" / "rapport.xlsx").read_bytes()
    replace = Path.replace

    def locked(self: Path, target: Path) -> Path:
        if target.name == "rapport.xlsx":
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", locked)
    decide(study, "Anna", "Ik kan bij haar alles kwijt.", transcript="J02.txt")

    assert run(["rapport", "--formaat", "xlsx"]) == 1
    assert "Sluit het bestand in Excel of Word" in capsys.readouterr().err
    assert (study / "output" / "rapport.xlsx").read_bytes() == before
    assert not list((study / "output").glob("*.tmp"))


def test_verantwoording_json_holds_what_the_text_says(study: Path) -> None:
    decide(study, "Anna", "Ik kan bij haar alles kwijt.", transcript="J02.txt")
    decide(study, "Bram", "Ik kan bij haar alles kwijt.", transcript="J02.txt")
    run(["rapport"])

    facts = json.loads((study / "output" / "verantwoording.json").read_text(encoding="utf-8"))[
        "over"
    ]
    assert facts["codeurs"] == ["Anna", "Bram"]
    assert facts["respondenten"]["jongere"]["aanwezig"] == 6
    assert facts["suggesties"]["Vertrouwensband"]["aanvaard"] == 2
    assert facts["overeenstemming"]["codeurs"] == ["Anna", "Bram"]
