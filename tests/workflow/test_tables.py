"""Tables with answers beside interviews: suggestions, counts per respondent, corrections, removal."""

from pathlib import Path

import pytest

from codeer.errors import DuplicateRespondent, SourceProblems, TableNotMapped
from codeer.model import Verdict
from codeer.project import Project
from codeer.workflow.answers import gather_answers
from codeer.workflow.exporting import ExportSettings, export
from codeer.workflow.forgetting import forget
from codeer.workflow.importing import import_sheet
from codeer.workflow.reading import read_interviews
from codeer.workflow.report import report
from codeer.workflow.suggest import SuggestResult, SuggestSettings, suggest
from tests.workflow.exchange import read_table

STUDY = """\
tabellen:
  enquete.csv:
    kolommen: {respondent: Nr, groep: Rol, antwoord: ["Hoe is dat?", "En verder?"]}
    groepen: {"2": ouder}
"""
TABLE = """\
Nr;Rol;Hoe is dat?;En verder?
J7;jongere;Ik kan bij haar alles kwijt.;Ze belde mij gisteren op.
O1;2;Ik kan alles bij haar kwijt.;
O2;2;;
"""


@pytest.fixture
def survey(project: Path) -> Project:
    """A project with an interview (J01) and a table with three respondents."""
    (project / "codeboeken" / "onderzoek.yaml").write_text(STUDY, encoding="utf-8")
    (project / "transcripten" / "enquete.csv").write_text(TABLE, encoding="utf-8")
    return Project(project)


def run(project: Project) -> SuggestResult:
    return suggest(SuggestSettings(project), lambda *_: None)


def test_answers_are_reviewed_with_their_question_and_counted_per_respondent(survey):
    run(survey)
    store, record = survey.open_store()
    with store:
        answers = [a for a in gather_answers(store, record) if a.transcript == "enquete.csv"]

    assert [(a.respondent, a.group, a.question) for a in answers] == [
        ("J7", "jongere", "Hoe is dat?"),
        ("J7", "jongere", "En verder?"),
        ("O1", "ouder", "Hoe is dat?"),
    ]
    content = report(survey).content
    assert [content.people(group) for group in content.groups[:2]] == [2, 2]


def test_a_table_of_which_the_study_says_nothing_is_passed_over(survey):
    (survey.folder / "transcripten" / "cijfers.xlsx").write_bytes(b"x")

    assert [path.name for path in run(survey).passed_over] == ["cijfers.xlsx"]


def test_such_a_table_given_by_name_says_what_is_missing(survey):
    (survey.folder / "los.csv").write_text(TABLE, encoding="utf-8")

    with pytest.raises(TableNotMapped):
        suggest(SuggestSettings(survey, sources=(survey.folder / "los.csv",)), lambda *_: None)


def test_the_same_respondent_in_two_transcripts_is_refused_once(survey):
    text = TABLE.replace("J7", "J01").replace("O1", "O9")
    (survey.folder / "transcripten" / "enquete.csv").write_text(text, encoding="utf-8")

    reading = read_interviews([survey.folder / "transcripten"], survey.load_study(None), None)

    (error,) = reading.errors
    assert isinstance(error, DuplicateRespondent)
    assert "zelfde_respondenten: true" in str(error)


def test_the_study_may_say_that_they_are_the_same_people(survey):
    study = survey.folder / "codeboeken" / "onderzoek.yaml"
    study.write_text(STUDY + "    zelfde_respondenten: true\n", encoding="utf-8")
    table = survey.folder / "transcripten" / "enquete.csv"
    table.write_text(TABLE.replace("J7", "J01"), encoding="utf-8")

    run(survey)

    content = report(survey).content
    assert sum(content.people(group) for group in content.groups[:2]) == 3


def test_a_table_with_mistakes_is_skipped_only_when_asked(survey):
    table = survey.folder / "transcripten" / "enquete.csv"
    table.write_text(TABLE.replace("jongere", "onbekend"), encoding="utf-8")

    with pytest.raises(SourceProblems, match="onbekende groep 'onbekend'"):
        run(survey)
    result = suggest(SuggestSettings(survey, skip_unreadable=True), lambda *_: None)

    assert list(result.skipped) == ["enquete.csv"]


def test_decisions_on_a_table_come_back_from_excel_and_move_with_a_correction(survey):
    run(survey)
    export(ExportSettings(survey, Path("b.csv"), coder="Anna"))
    text = Path("b.csv").read_text(encoding="utf-8-sig").replace(";Anna;;", ";Anna;aanvaard;")
    Path("b.csv").write_text(text, encoding="utf-8")
    import_sheet(Path("b.csv"), survey)
    table = survey.folder / "transcripten" / "enquete.csv"
    table.write_text(TABLE.replace("O2;2;;", "O2;2;Ja.;"), encoding="utf-8")

    moved = run(survey).moved

    assert [(m.transcript, m.moved, m.stale) for m in moved] == [("enquete.csv", 3, 0)]
    store, record = survey.open_store()
    with store:
        sources = store.fetch_sources(record.id)
        found = [
            sources[d.source][1][d.start : d.end]
            for _, d in store.log.fetch_verdicts("Anna", list(sources))
            if d.verdict is Verdict.ACCEPT and sources[d.source][0] == "enquete.csv"
        ]
    assert sorted(found) == [
        "Ik kan alles bij haar kwijt.",
        "Ik kan bij haar alles kwijt.",
        "Ze belde mij gisteren op.",
    ]


def test_who_is_forgotten_goes_out_of_the_table_and_others_stay(survey):
    run(survey)

    forget(survey, "J7")

    rows = read_table(survey.folder / "transcripten" / "enquete.csv")
    assert [row["Nr"] for row in rows] == ["O1", "O2"]
    names = [transcript.name for transcript in run(survey).transcripts]
    assert names == ["J01.txt", "enquete.csv"]
