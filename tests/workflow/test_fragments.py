"""From codings to fragments: who, where, and what stands around them."""

from pathlib import Path

from codeer.project import Project
from codeer.reports.blocks import ShownFragment
from codeer.results.occurrence import Fragment
from codeer.workflow.counting import Choice, count
from codeer.workflow.fragments import Transcripts, find_fragments, show_fragments
from tests.workflow.coders import decide, make_suggestions
from tests.workflow.support import add_transcript

FIRST = "Ik kan bij haar alles kwijt."


def found(folder: Path) -> tuple[list[Fragment], dict[Fragment, ShownFragment]]:
    store, run = Project(folder).open_store()
    with store:
        counted = count(store, run, Choice())
        fragments = find_fragments(Transcripts(store, run), counted)
        return fragments, show_fragments(store, run, fragments, is_checked=counted.is_checked)


def test_a_fragment_knows_its_line(project: Path) -> None:
    make_suggestions(project)
    fragments, _ = found(project)

    assert {f.source for f in fragments} == {"(J01, r. 5)"}


def test_where_lines_cannot_be_counted_the_turn_is_named(project: Path) -> None:
    (project / "transcripten" / "J01.txt").unlink()
    add_transcript(
        project,
        "J02.srt",
        "1",
        "00:00:01,000 --> 00:00:04,000",
        "Interviewer: Hoe is dat?",
        "",
        "2",
        "00:00:05,000 --> 00:00:09,000",
        "J02: Ik kan bij haar alles kwijt.",
    )
    make_suggestions(project)
    fragments, _ = found(project)

    assert [f.source for f in fragments] == ["(J02, beurt 2)"]


def test_of_someone_in_two_transcripts_the_transcript_is_named(project: Path) -> None:
    add_transcript(project, "later/J01.md", "Respondent: J01", "", "I: En nu?", f"R: {FIRST}")
    (project / "onderzoek.yaml").write_text(
        "transcripten:\n  later/J01.md: {respondent: J01, groep: jongere}\n"
        "  J01.txt: {respondent: J01, groep: jongere}\n",
        encoding="utf-8",
    )
    make_suggestions(project)
    fragments, _ = found(project)

    assert {f.source for f in fragments if f.code == "band"} == {
        "(J01, J01.txt, r. 5)",
        "(J01, later/J01.md, r. 4)",
    }


def test_the_question_and_the_rest_of_the_answer_stand_around_it(project: Path) -> None:
    make_suggestions(project)
    fragments, shown = found(project)
    band = shown[next(f for f in fragments if f.code == "band")]

    assert band.question == "Hoe is dat met je JIM?"
    assert (band.before, band.text) == ("", FIRST)
    assert band.after == " [lacht] Ze belde mij gisteren op."


def test_themes_on_the_same_words_are_shown_once(project: Path) -> None:
    make_suggestions(project)
    decide(project, "Anna", FIRST, "band")
    decide(project, "Anna", FIRST, "gemak")
    fragments, shown = found(project)

    assert len(fragments) == 2
    (one,) = set(shown.values())
    assert one.themes == ("Vertrouwensband", "Laagdrempeligheid")
    assert (one.coder, one.is_checked) == ("Anna", True)


def test_who_made_a_suggestion_is_said_in_words(project: Path) -> None:
    make_suggestions(project)

    assert {f.coder for f in found(project)[1].values()} == {"voorstel van codeer"}
