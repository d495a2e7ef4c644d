"""Importing a table: what fits is kept at once, what does not is refused by row, twice is once."""

import datetime
from pathlib import Path

import pytest

from codeer.errors import NothingStored, SheetColumns
from codeer.model import Verdict
from codeer.project import Project
from codeer.store import Store, log
from codeer.workflow.exporting import ExportSettings, export
from codeer.workflow.importing import ImportResult, import_sheet, read_decisions
from codeer.workflow.suggest import SuggestSettings, suggest
from tests.workflow.exchange import (
    decide,
    history_length,
    read_table,
    read_xlsx,
    row_for,
    verdicts,
    write_csv,
    write_xlsx,
)
from tests.workflow.support import add_transcript

GEMAK = "Ze belde mij gisteren op."
OTHER = "Niks eigenlijk."
FAMILY = "Dat was het."


def take(
    project: Project, *rows: dict[str, str], coder: str | None = None, **how: str
) -> ImportResult:
    """Import rows from a CSV."""
    return import_sheet(write_csv(Path("in.csv"), rows, **how), project, coder)


def reason(project: Project, words: str = GEMAK, **cells: str) -> str:
    """Return why the only row is refused."""
    before = history_length(project)
    (refusal,) = take(project, row_for(project, words, **cells)).refused
    assert history_length(project) == before
    return str(refusal)


# --- what is kept --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "verdict"), [("aanvaard", "accept"), ("Verworpen ", "reject"), ("AANVAARD", "accept")]
)
def test_a_decision_is_recorded(shared: Project, word: str, verdict: str) -> None:
    result = take(shared, row_for(shared, GEMAK, besluit=word, memo="zie P12"))

    assert result.recorded == {"Anna": 1}
    assert verdicts(shared) == {("Anna", "gemak", GEMAK, verdict, "zie P12")}


def test_a_decision_points_to_the_suggestion_that_it_is_about(shared: Project) -> None:
    take(shared, row_for(shared, GEMAK), row_for(shared, OTHER))

    store, _ = shared.open_store()
    with store:
        suggestions = [d.suggestion for _, d in store.log.fetch_verdicts()]
    assert suggestions[0] is not None
    assert suggestions[1] is None


def test_ingetrokken_takes_a_decision_back(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)
    take(shared, row_for(shared, GEMAK, besluit="ingetrokken"))

    assert verdicts(shared) == set()


def test_another_decision_takes_the_place_of_the_first_and_is_counted_as_such(
    shared: Project,
) -> None:
    decide(shared, "Anna", GEMAK)
    result = take(shared, row_for(shared, GEMAK, besluit="verworpen"))

    assert (result.recorded, result.changed) == ({"Anna": 1}, 1)
    assert verdicts(shared) == {("Anna", "gemak", GEMAK, "reject", "")}


def test_a_row_without_a_decision_is_counted_as_not_decided(shared: Project) -> None:
    result = take(shared, row_for(shared, GEMAK, besluit="", thema="onbekend"))

    assert (result.undecided, result.recorded, result.refused) == (1, {}, ())


def test_a_memo_without_a_decision_is_not_lost_in_silence(shared: Project) -> None:
    rows = row_for(shared, GEMAK), row_for(shared, OTHER, besluit="", memo="nog lezen")

    assert take(shared, *rows).memos_without_decision == (3,)


def test_several_coders_stand_in_one_table(shared: Project) -> None:
    result = take(shared, row_for(shared, GEMAK), row_for(shared, GEMAK, codeur="Bram"))

    assert result.recorded == {"Anna": 1, "Bram": 1}
    assert result.new_coders == ("Anna", "Bram")


def test_the_coder_that_is_given_is_for_rows_without_one(shared: Project) -> None:
    rows = row_for(shared, GEMAK, codeur=""), row_for(shared, OTHER)
    result = take(shared, *rows, coder="Zoë")

    assert result.recorded == {"Zoë": 1, "Anna": 1}


def test_a_name_is_written_as_it_is_known(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)
    result = take(shared, row_for(shared, OTHER, codeur=" anna "))

    assert (result.recorded, result.new_coders) == ({"Anna": 1}, ())


@pytest.mark.parametrize("name", ["gezin/G01.txt", "G01.txt", "G01", "gezin/G01"])
def test_a_transcript_is_known_with_and_without_folder_and_suffix(
    shared: Project, name: str
) -> None:
    assert take(shared, row_for(shared, FAMILY, transcript=name)).recorded == {"Anna": 1}


@pytest.mark.parametrize(
    "text",
    [
        "  Ze belde\n mij  gisteren op. ",
        "'Ze belde mij gisteren op.",
        "Ze\u00a0belde mij gisteren op.",
    ],
)
def test_white_space_and_a_leading_quote_may_differ(shared: Project, text: str) -> None:
    assert take(shared, row_for(shared, GEMAK, tekst=text)).recorded == {"Anna": 1}


def test_all_decisions_of_one_import_are_undone_together(shared: Project) -> None:
    take(shared, row_for(shared, GEMAK), row_for(shared, OTHER))

    store, _ = shared.open_store()
    with store:
        store.log.undo("Anna")
    assert verdicts(shared) == set()


def test_when_recording_fails_nothing_of_the_import_is_kept(
    shared: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also not what another coder in the same table decided."""
    add = log._add_decisions

    def fail_second(connection: object, user: int, *rest: object) -> None:
        if user > 1:
            raise KeyboardInterrupt
        add(connection, user, *rest)

    monkeypatch.setattr(log, "_add_decisions", fail_second)
    with pytest.raises(KeyboardInterrupt):
        take(shared, row_for(shared, GEMAK), row_for(shared, GEMAK, codeur="Bram"))
    assert verdicts(shared) == set()


# --- without begin and einde ---------------------------------------------------------------------


def test_without_a_place_the_text_is_found(shared: Project) -> None:
    take(shared, row_for(shared, GEMAK, begin="", einde="", tekst="Ze  belde mij\ngisteren op."))

    assert verdicts(shared) == {("Anna", "gemak", GEMAK, "accept", "")}


def test_without_a_place_only_the_turns_of_the_respondent_count(shared: Project) -> None:
    """`Ja, zo is dat.` stands in turns of both; the young person says it once."""
    cells = {"begin": "", "einde": "", "tekst": "Ja, zo is dat.", "transcript": "G01"}
    young = take(shared, row_for(shared, FAMILY, respondent="G01 Jongere", **cells))

    assert young.recorded == {"Anna": 1}
    assert "komt 2 keer voor; vul begin en einde in" in reason(
        shared, FAMILY, respondent="G01 Moeder", **cells
    )


@pytest.mark.parametrize(
    "text", ["Hoe is dat met je JIM?", "Ze belde mij nooit op.", "Nik", "elde"]
)
def test_without_a_place_a_text_that_no_respondent_says_is_refused(
    shared: Project, text: str
) -> None:
    """The interviewer's words, other words, and parts of words."""
    assert "staat niet in de beurten" in reason(shared, begin="", einde="", tekst=text)


# --- what is refused -----------------------------------------------------------------------------

REFUSED = [
    ({"transcript": "J02.txt"}, "onbekend transcript 'J02.txt', bedoelde je 'J01.txt'?"),
    ({"respondent": "J09"}, "onbekende respondent 'J09' in dit transcript"),
    ({"thema": "gemk"}, "onbekend thema 'gemk', bedoelde je 'gemak'?"),
    ({"besluit": "ja"}, "onbekend besluit 'ja'; verwacht aanvaard, verworpen of ingetrokken"),
    ({"codeur": ""}, "geen codeur; vul de kolom codeur in of geef --codeur NAAM"),
    ({"codeur": "CODEER"}, "'CODEER' is de naam van de suggesties"),
    ({"begin": "12,0"}, "begin is '12,0'; verwacht een geheel getal"),
    ({"einde": "1.28"}, "einde is '1.28'; verwacht een geheel getal"),
    ({"begin": "-5"}, "begin is '-5'; verwacht een geheel getal"),
    ({"begin": ""}, "begin en einde horen allebei ingevuld te zijn of allebei leeg"),
    ({"einde": "999999"}, "begin of einde valt buiten het transcript, dat 189 tekens heeft"),
    ({"einde": "3"}, "einde ligt niet na begin"),
    ({"begin": "100"}, "hier staat in het transcript een andere tekst"),
    ({"tekst": "Ze belde mij vandaag op."}, "hier staat in het transcript een andere tekst"),
    ({"tekst": ""}, "de kolom tekst is leeg"),
    ({"transcript": "3-apr"}, "in de kolom transcript staat een datum, die Excel van iets als 3-4"),
    ({"respondent": "03-04-2026"}, "in de kolom respondent staat een datum"),
    ({"codeur": "3-apr-26"}, "in de kolom codeur staat een datum"),
]


@pytest.mark.parametrize(("cells", "why"), REFUSED, ids=lambda value: str(value)[:30])
def test_a_row_that_does_not_fit_is_refused_with_its_number_and_reason(
    shared: Project, cells: dict[str, str], why: str
) -> None:
    said = reason(shared, **cells)

    assert said.startswith("rij 2: ")
    assert why in said


def test_words_of_an_interviewer_are_not_coded(shared: Project) -> None:
    assert "op deze plaats spreekt geen respondent" in reason(shared, "En verder?")


def test_words_of_another_respondent_are_not_coded(shared: Project) -> None:
    said = reason(shared, FAMILY, transcript="gezin/G01.txt", respondent="G01 Jongere")

    assert "een ander dan de respondent van deze rij" in said


def test_a_name_that_may_be_a_slip_is_no_new_coder(shared: Project) -> None:
    decide(shared, "Fenna", GEMAK)

    assert "onbekende codeur 'Fena', bedoelde je 'Fenna'?" in reason(shared, OTHER, codeur="Fena")


@pytest.mark.parametrize(("one", "other"), [("codeur A", "codeur B"), ("R1", "R2"), ("Jo", "Bo")])
def test_names_that_are_meant_to_differ_are_two_coders(
    shared: Project, one: str, other: str
) -> None:
    result = take(shared, row_for(shared, GEMAK, codeur=one), row_for(shared, GEMAK, codeur=other))

    assert result.recorded == {one: 1, other: 1}


def test_somebody_with_nearly_the_same_name_can_be_named(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)

    assert take(shared, row_for(shared, GEMAK, codeur="Hanna"), coder="Hanna").recorded == {
        "Hanna": 1
    }


def test_a_row_that_contradicts_an_earlier_one_is_refused(shared: Project) -> None:
    rows = row_for(shared, GEMAK), row_for(shared, GEMAK, besluit="verworpen")
    result = take(shared, *rows)

    assert result.recorded == {"Anna": 1}
    assert str(result.refused[0]).startswith("rij 3: zelfde plaats, thema en codeur als rij 2")


def test_a_name_that_two_transcripts_share_is_refused(shared: Project) -> None:
    add_transcript(shared.folder, "J01.md", "Respondent: J05", "", "I: Hoe?", "R: Zo.")
    suggest(SuggestSettings(shared), lambda *_: None)

    assert "'J01' kan meer dan één transcript zijn" in reason(shared, transcript="J01")


def test_a_reason_never_quotes_a_long_text(shared: Project) -> None:
    said = reason(shared, thema="Ik kan bij haar alles kwijt, en dat vertelde ze door.")

    assert "kwijt" not in said


def test_the_other_rows_are_kept(shared: Project) -> None:
    rows = row_for(shared, GEMAK, thema="x"), row_for(shared, OTHER), row_for(shared, GEMAK)
    result = take(shared, *rows)

    assert [refusal.row for refusal in result.refused] == [2]
    assert result.recorded == {"Anna": 2}


def test_a_wrong_heading_imports_nothing(shared: Project) -> None:
    Path("in.csv").write_text("transcript|thema|besluit\nJ01|gemak|aanvaard\n")

    with pytest.raises(SheetColumns):
        import_sheet(Path("in.csv"), shared)


def test_before_suggest_there_is_nothing_to_hold_rows_against(shared: Project) -> None:
    path = write_csv(Path("in.csv"), [row_for(shared, GEMAK)])
    shared.store_path.unlink()

    with pytest.raises(NothingStored):
        import_sheet(path, shared)
    assert not shared.store_path.exists()


# --- there and back, and twice -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["b.csv", "b.xlsx"])
def test_what_was_exported_is_all_known(shared: Project, name: str) -> None:
    decide(shared, "Anna", GEMAK, note="=> bespreken\nen '=nog eens")
    decide(shared, "Bram", GEMAK, verdict=Verdict.REJECT, note="'=")
    before = history_length(shared)
    export(ExportSettings(shared, Path(name)))
    result = import_sheet(Path(name), shared)

    assert (result.known, result.undecided, result.refused) == (2, 3, ())
    assert history_length(shared) == before


def test_importing_twice_changes_nothing(shared: Project) -> None:
    rows = (
        row_for(shared, GEMAK, memo="eerste"),
        row_for(shared, GEMAK, memo="tweede"),
        row_for(shared, OTHER, besluit="ingetrokken"),
        row_for(shared, OTHER, codeur="Bram", begin="", einde=""),
    )
    first = take(shared, *rows)
    after = history_length(shared)
    second = take(shared, *rows)

    assert (sum(first.recorded.values()), first.known) == (2, 1)
    assert (second.recorded, second.known) == ({}, 3)
    assert history_length(shared) == after
    assert first.refused[0].problem == second.refused[0].problem == "contradiction"


def test_a_table_filled_in_by_a_person_comes_back_with_defused_texts(shared: Project) -> None:
    """The mother's words begin with `=`, so the CSV has a quote before them."""
    export(ExportSettings(shared, Path("b.csv"), coder="Anna"))
    rows = [row | {"besluit": "aanvaard", "memo": "'=x"} for row in read_table(Path("b.csv"))]
    assert rows[2]["tekst"].startswith("'=Ik kan alles")
    result = import_sheet(write_csv(Path("b.csv"), rows, "\t", "cp1252"), shared)

    assert (result.recorded, result.refused) == ({"Anna": 4}, ())
    assert {note for *_, note in verdicts(shared)} == {"=x"}


def test_a_workbook_filled_in_by_a_person_comes_back(shared: Project) -> None:
    export(ExportSettings(shared, Path("b.xlsx"), coder="Anna"))
    rows = [row | {"besluit": "verworpen"} for row in read_xlsx(Path("b.xlsx"))]

    result = import_sheet(write_xlsx(Path("b2.xlsx"), rows), shared)
    assert (result.recorded, result.refused) == ({"Anna": 4}, ())


def test_a_date_that_excel_made_in_a_workbook_is_refused_unless_it_is_a_memo(
    shared: Project,
) -> None:
    date = datetime.datetime(2026, 4, 3)  # noqa: DTZ001
    rows = [
        row_for(shared, GEMAK) | {"respondent": date},
        row_for(shared, OTHER) | {"memo": date},
    ]
    result = import_sheet(write_xlsx(Path("b.xlsx"), rows), shared)

    assert [(r.row, r.problem, r.column) for r in result.refused] == [(2, "date", "respondent")]
    assert verdicts(shared) == {("Anna", "gemak", OTHER, "accept", "03-04-2026")}


def test_a_table_can_be_read_without_recording_it(shared: Project) -> None:
    rows = row_for(shared, GEMAK), row_for(shared, OTHER, besluit="ingetrokken")
    path = write_csv(Path("in.csv"), [*rows, row_for(shared, GEMAK, thema="x")])
    with Store(shared.store_path) as store:
        run = store.fetch_run()
        assert run is not None
        decisions, refused = read_decisions(path, store, run)

    assert [d.verdict for d in decisions["Anna"]] == [Verdict.ACCEPT]
    assert [refusal.row for refusal in refused] == [4]
    assert history_length(shared) == 0
