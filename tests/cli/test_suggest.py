"""codeer suggest: its options, its file and what the terminal says."""

import unicodedata
from pathlib import Path

import pytest
from rich.console import Console

from codeer.cli import console, run
from tests.workflow.coders import decide
from tests.workflow.support import add_transcript, content_of, read_table

LONG_TALK = (
    "Interviewer: Kon je bij haar alles kwijt?",
    "Respondent: 🙂 Zo\u0301. Nou “ja”, bij haar kan ik alles kwijt. Ook om 10:30 belde ze mij op.",
    "Interviewer: En belde ze je dan op?",
    "Respondent: - Ze belde mij wel eens op; dan kon ik alles kwijt.",
)


def suggestions(project: Path, *arguments: str) -> list[dict[str, str]]:
    assert run(["suggest", *arguments]) == 0
    return read_table(project / "output" / "suggesties.csv")


# --- the file ------------------------------------------------------------------------------------


def test_suggestions_are_rows_with_score_and_reason(project: Path) -> None:
    rows = suggestions(project)

    assert [(row["thema"], row["score"], row["bewijs"], row["tekst"]) for row in rows] == [
        ("band", "0,8", "kan … kwijt [kwijt kunnen]", "Ik kan bij haar alles kwijt."),
        ("gemak", "0,6", "belde … op [opbellen]", "Ze belde mij gisteren op."),
    ]


def test_begin_and_end_index_the_text(project: Path) -> None:
    """In code points of the text with LF and composed characters, whatever the file has."""
    path = add_transcript(project, "J01.txt", *LONG_TALK)
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(LONG_TALK).encode())
    text = unicodedata.normalize("NFC", "\n".join(LONG_TALK))

    rows = suggestions(project)

    assert len(rows) >= 3
    for row in rows:
        assert text[int(row["begin"]) : int(row["einde"])] == row["tekst"].removeprefix("'")


def test_a_suggestion_belongs_to_a_respondent_never_to_the_interviewer(project: Path) -> None:
    """The interviewer says the same words."""
    add_transcript(project, "J01.txt", *LONG_TALK)

    rows = suggestions(project)

    assert {row["respondent"] for row in rows} == {"J01"}
    assert {row["beurt"] for row in rows} == {"2", "4"}


def test_every_suggestion_has_a_respondent_and_a_group(project: Path) -> None:
    add_transcript(
        project,
        "G01.txt",
        "Gezinscoach: Ik kan bij haar alles kwijt.",
        "Moeder: Ik kan bij haar alles kwijt.",
        "Interviewer: Kun jij bij haar alles kwijt?",
    )

    people = {(r["respondent"], r["groep"]) for r in suggestions(project, "transcripten/G01.txt")}

    assert people == {("G01 Gezinscoach", "professional"), ("G01 Moeder", "ouder")}


def test_the_same_input_gives_the_same_bytes(project: Path) -> None:
    add_transcript(project, "J02.txt", *LONG_TALK)
    run(["suggest"])
    first = (project / "output" / "suggesties.csv").read_bytes()
    run(["suggest"])

    assert (project / "output" / "suggesties.csv").read_bytes() == first


def test_two_workers_give_the_same_bytes_as_one(project: Path) -> None:
    add_transcript(project, "J02.txt", *LONG_TALK)
    run(["suggest", "--werkers", "1"])
    one = (project / "output" / "suggesties.csv").read_bytes()

    assert run(["suggest", "--werkers", "2"]) == 0
    assert (project / "output" / "suggesties.csv").read_bytes() == one


# --- options -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("threshold", "themes"), [("0.6", ["band", "gemak"]), ("0.61", ["band"]), ("1", [])]
)
def test_drempel_is_the_lowest_score_that_is_shown(
    project: Path, threshold: str, themes: list[str]
) -> None:
    rows = suggestions(project, "--drempel", threshold)

    assert [row["thema"] for row in rows] == themes


def test_eenheid_beurt_codes_whole_turns(project: Path) -> None:
    rows = suggestions(project, "--eenheid", "beurt")

    assert {row["tekst"] for row in rows} == {
        "Ik kan bij haar alles kwijt. [lacht] Ze belde mij gisteren op."
    }


def test_csv_stijl_internationaal_is_rfc_4180(project: Path) -> None:
    run(["suggest", "--csv-stijl", "internationaal"])
    raw = (project / "output" / "suggesties.csv").read_bytes()
    rows = read_table(project / "output" / "suggesties.csv", ",")

    assert raw.startswith(b"transcript,respondent,")
    assert rows[0]["score"] == "0.8"


def test_uit_is_where_the_results_go(project: Path) -> None:
    run(["suggest", "--uit", "elders/proef"])

    assert (project / "elders" / "proef" / "suggesties.csv").is_file()
    assert not (project / "output").exists()


def test_project_is_where_everything_is_found_and_kept(
    project: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path_factory.mktemp("ergens")
    monkeypatch.chdir(here)

    assert run(["suggest", "--project", str(project)]) == 0

    assert (project / "output" / "suggesties.csv").is_file()
    assert (project / "codeer.sqlite").is_file()
    assert list(here.iterdir()) == []


def test_codeboek_names_the_codebook(project: Path) -> None:
    (project / "eigen.yaml").write_text(
        "naam: eigen\ncodes:\n  - id: weer\n    trefwoorden: [regenen]\n"
    )

    assert [r["thema"] for r in suggestions(project, "--codeboek", "eigen.yaml")] == ["weer"]


def test_onderzoek_names_the_study_design(project: Path) -> None:
    (project / "eigen.yaml").write_text("groepen:\n  - naam: jonge mentor\n    prefix: J\n")

    assert {r["groep"] for r in suggestions(project, "--onderzoek", "eigen.yaml")} == {
        "jonge mentor"
    }


def test_taalmodel_ingebouwd_is_used_without_a_remark(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["suggest", "--taalmodel", "ingebouwd"]) == 0

    shown = capsys.readouterr()
    assert "taalmodel: ingebouwd" in shown.out
    assert "taalmodel" not in shown.err


def test_an_unknown_taalmodel_is_refused_with_the_way_to_install_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["suggest", "--taalmodel", "nl_weg"])
    said = capsys.readouterr().err

    assert code == 1
    assert "'nl_weg'" in said
    assert "python -m spacy download" in said
    assert "--taalmodel ingebouwd" in said


def test_codering_is_how_the_transcripts_are_read(project: Path) -> None:
    path = project / "transcripten" / "J01.txt"
    path.write_bytes("I: Hoe is dat?\nR: Eén keer kon ik alles kwijt.\n".encode("mac-roman"))

    rows = suggestions(project, "--codering", "mac-roman")

    assert rows[0]["tekst"] == "Eén keer kon ik alles kwijt."


def test_a_codering_that_does_not_fit_is_refused_with_the_place(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / "transcripten" / "J01.txt"
    path.write_bytes("I: Hoe is dat?\nR: Eén keer.\n".encode("windows-1252"))

    assert run(["suggest", "--codering", "utf-8"]) == 1
    assert "byte 19 past niet bij de codering utf-8" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["onzin", "undefined"])
def test_an_unknown_codering_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert run(["suggest", "--codering", name]) == 1
    assert f"Onbekende codering '{name}'" in capsys.readouterr().err


def test_a_single_file_can_be_given(project: Path) -> None:
    add_transcript(project, "J02.txt", *LONG_TALK)

    rows = suggestions(project, "transcripten/J02.txt")

    assert {row["transcript"] for row in rows} == {"J02.txt"}


def test_own_results_are_no_transcripts(project: Path) -> None:
    """`codeer suggest .` where transcripts and results stand in one project folder."""
    assert run(["suggest", "."]) == 0
    run(["rapport"])

    assert run(["suggest", "."]) == 0


# --- transcripts that cannot be read -------------------------------------------------------------


def test_one_unreadable_transcript_stops_the_run_before_anything_is_written(project: Path) -> None:
    add_transcript(project, "P01.txt", "")
    before = content_of(project)

    assert run(["suggest"]) == 1
    assert content_of(project) == before


def test_all_unreadable_transcripts_are_named_at_once(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_transcript(project, "P01.txt", "")
    add_transcript(project, "P02.txt", "Geen sprekers hier.")
    run(["suggest"])
    said = capsys.readouterr().err

    assert "P01.txt" in said
    assert "P02.txt" in said


def test_sla_over_names_what_was_skipped_in_the_terminal(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_transcript(project, "P01.txt", "")

    assert run(["suggest", "--sla-over"]) == 0
    assert "overgeslagen: P01.txt: het bestand bevat geen tekst." in capsys.readouterr().err


def test_sla_over_names_what_was_skipped_in_the_suggestions(project: Path) -> None:
    add_transcript(project, "P01.txt", "")

    skipped = suggestions(project, "--sla-over")[-1]

    assert (skipped["transcript"], skipped["herkomst"]) == ("P01.txt", "overgeslagen")
    assert skipped["bewijs"] == "het bestand bevat geen tekst."
    assert skipped["respondent"] == ""


@pytest.mark.parametrize("name", ["fragmenten.csv", "verantwoording.md"])
def test_sla_over_names_what_was_skipped_in_the_report(project: Path, name: str) -> None:
    add_transcript(project, "P01.txt", "")
    run(["suggest", "--sla-over"])
    run(["rapport"])
    text = (project / "output" / name).read_text(encoding="utf-8")

    assert "P01.txt" in text
    assert "het bestand bevat geen tekst" in text


@pytest.mark.parametrize(
    "name",
    ["themafrequenties.csv", "themafrequenties_breed.csv", "fragmenten.csv", "verantwoording.md"],
)
def test_the_basis_in_every_report_file_says_that_transcripts_were_skipped(
    project: Path, name: str
) -> None:
    add_transcript(project, "P01.txt", "")
    run(["suggest", "--sla-over"])
    run(["rapport"])

    text = (project / "output" / name).read_text(encoding="utf-8")

    assert "ongecontroleerde suggesties; overgeslagen: " in text


def test_a_skipped_transcript_does_not_count(project: Path) -> None:
    add_transcript(project, "J02.txt", "")
    run(["suggest", "--sla-over"])
    run(["rapport"])

    rows = read_table(project / "output" / "themafrequenties.csv")

    assert {row["N_respondenten"] for row in rows if row["groep"] == "totaal"} == {"1"}


# --- what the terminal says ----------------------------------------------------------------------


def test_the_summary_goes_to_stdout(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["suggest", "--drempel", "0.7"])
    said = capsys.readouterr().out

    assert "1 suggestie met score 0,7 of hoger (1 lager, bewaard):" in said
    assert "output/suggesties.csv" in said
    assert "ongecontroleerde voorstellen" in said


def test_the_summary_counts_what_was_read(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["suggest"])

    first = capsys.readouterr().out.splitlines()[0]

    assert first == "1 transcript, 1 respondent, 4 segmenten (zin), 19 woorden"


def test_thousands_of_words_have_a_point(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_transcript(project, "J01.txt", "I: Hoe gaat het?", "R: " + "Goed hoor. " * 600)
    run(["suggest"])

    assert "1.200 woorden" in capsys.readouterr().out.splitlines()[0]


def test_notes_and_assumptions_go_to_stderr(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_transcript(project, "foto.png", "x")
    add_transcript(project, "J02.txt", "Sanne: Hoe is dat?", "Daan: Gaat wel.", "Sanne: O ja?")
    run(["suggest"])
    shown = capsys.readouterr()

    assert "aangenomen dat 'Sanne' de interviewer is" in shown.err
    assert "foto.png: geen transcript, niet gelezen" in shown.err
    assert "aangenomen" not in shown.out
    assert "foto.png" not in shown.out


def test_an_assumed_encoding_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / "transcripten" / "J01.txt"
    path.write_bytes("I: Hoe is dat?\nR: Eén keer.\n".encode("windows-1252"))
    run(["suggest"])

    assert "J01.txt: codering windows-1252 (aangenomen)" in capsys.readouterr().err


def test_a_transcript_that_is_not_given_any_more_is_said(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_transcript(project, "J02.txt", *LONG_TALK)
    run(["suggest"])
    capsys.readouterr()
    run(["suggest", "transcripten/J02.txt"])

    assert "J01.txt: zat in de vorige run" in capsys.readouterr().err


def test_progress_goes_to_stderr_only(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "err", Console(stderr=True, force_terminal=True, width=80))
    run(["suggest"])
    shown = capsys.readouterr()

    assert "bewaren" in shown.err
    assert "bewaren" not in shown.out


def test_there_is_no_progress_bar_when_stderr_is_no_terminal(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["suggest", "--taalmodel", "ingebouwd"])

    assert capsys.readouterr().err == ""


def test_brackets_in_names_are_shown_as_they_are(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "transcripten" / "J01.txt").rename(project / "transcripten" / "J01 [def].txt")
    add_transcript(project, "P02 [leeg].txt", "")
    run(["suggest", "--sla-over"])

    assert "overgeslagen: P02 [leeg].txt" in capsys.readouterr().err


# --- a corrected transcript ----------------------------------------------------------------------


def test_what_happened_to_decisions_on_a_corrected_transcript_is_said(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["suggest"])
    decide(project, "Anna", "Ze belde mij gisteren op.", "gemak")
    decide(project, "Anna", "Niks eigenlijk.", "band")
    path = project / "transcripten" / "J01.txt"
    path.write_text(path.read_text("utf-8").replace("Niks", "Niets"), "utf-8")
    run(["suggest"])

    said = "J01.txt: tekst gewijzigd; 1 besluit verplaatst, 1 vraagt om een nieuwe blik"
    assert said in capsys.readouterr().err
