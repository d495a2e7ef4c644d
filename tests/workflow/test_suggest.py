"""Making suggestions: the order of things, and what the result says."""

from pathlib import Path

import pytest

from codeer.errors import FileProblems, MissingModel, SourceProblems
from codeer.model import Unit
from codeer.project import Project
from codeer.workflow.suggest import SuggestResult, SuggestSettings, suggest
from tests.workflow.support import add_transcript, content_of


def make(project: Path, **settings: object) -> SuggestResult:
    return suggest(SuggestSettings(Project(project), **settings), lambda *_: None)


def test_the_result_counts_suggestions_per_code(project: Path) -> None:
    assert make(project).counts == {"band": 1, "gemak": 1}


def test_a_code_without_suggestions_counts_zero(project: Path) -> None:
    assert make(project, threshold=0.7).counts == {"band": 1, "gemak": 0}


def test_suggestions_below_the_threshold_are_counted_apart(project: Path) -> None:
    assert make(project, threshold=0.7).below == 1


def test_suggestions_below_the_threshold_are_stored(project: Path) -> None:
    make(project, threshold=0.7)
    store, run = Project(project).open_store()

    with store:
        assert [s.code for s in store.fetch_suggestions(run.id, 0)] == ["band", "gemak"]


def test_the_run_remembers_its_settings(project: Path) -> None:
    make(project, threshold=0.7, unit=Unit.TURN)
    store, run = Project(project).open_store()

    with store:
        assert (run.threshold, run.unit, run.codebook_name) == (0.7, Unit.TURN, "proef")


def test_the_written_file_is_named(project: Path) -> None:
    assert make(project).files == (project / "output" / "suggesties.csv",)


def test_a_transcript_of_the_previous_run_that_is_not_given_now_is_named(project: Path) -> None:
    add_transcript(project, "J02.txt", "I: Hoi?", "R: Dag.")
    make(project)

    result = make(project, sources=(project / "transcripten" / "J02.txt",))

    assert result.gone == ("J01.txt",)


def test_progress_is_told_per_stage_and_per_interview(project: Path) -> None:
    add_transcript(project, "J02.txt", "I: Hoi?", "R: Dag.")
    told: list[tuple[str, int, int]] = []

    suggest(SuggestSettings(Project(project)), lambda *stage: told.append(stage))

    assert told == [
        ("transcripten lezen", 1, 2),
        ("transcripten lezen", 2, 2),
        ("taalmodel laden", 0, 1),
        ("woorden herkennen", 1, 2),
        ("woorden herkennen", 2, 2),
        ("bewaren", 1, 2),
        ("bewaren", 2, 2),
    ]


def test_an_unreadable_transcript_stops_everything(project: Path) -> None:
    add_transcript(project, "J02.txt", "")
    before = content_of(project)

    with pytest.raises(SourceProblems):
        make(project)

    assert content_of(project) == before


def test_when_every_transcript_is_skipped_there_is_nothing_to_do(project: Path) -> None:
    add_transcript(project, "J01.txt", "")

    with pytest.raises(SourceProblems):
        make(project, skip_unreadable=True)


def test_a_respondent_in_two_transcripts_is_never_skipped(project: Path) -> None:
    add_transcript(project, "J01.md", "I: Hoi?", "R: Dag.")

    with pytest.raises(SourceProblems, match="meer dan één transcript"):
        make(project, skip_unreadable=True)


def test_a_pattern_with_word_classes_needs_a_model_that_has_them(project: Path) -> None:
    (project / "codeboeken" / "proef.yaml").write_text(
        "naam: proef\ncodes:\n  - id: a\n    patronen: [alles <VERB>]\n"
    )

    with pytest.raises(FileProblems, match="woordsoorten"):
        make(project, model="ingebouwd")


def test_a_model_that_is_not_there_is_named(project: Path) -> None:
    with pytest.raises(MissingModel) as caught:
        make(project, model="nl_bestaat_niet")

    assert caught.value.name == "nl_bestaat_niet"
