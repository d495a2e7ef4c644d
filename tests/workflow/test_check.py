"""Checking: everything that could go wrong, at once, without writing."""

from pathlib import Path

from codeer.errors import (
    CodebookMissing,
    EmptySource,
    FileProblems,
    ForgottenRespondent,
    MissingModel,
    MissingSource,
    StoreDamaged,
)
from codeer.project import Project
from codeer.store.soundness import Soundness
from codeer.workflow.check import CheckResult, check
from codeer.workflow.forgetting import forget
from tests.workflow.coders import make_suggestions
from tests.workflow.support import add_transcript, content_of


def run_check(project: Path, model: str | None = None) -> CheckResult:
    return check(Project(project), (), None, None, model, None)


def kinds(result: CheckResult) -> list[type]:
    return [type(error) for error in result.errors]


def test_a_sound_project_has_no_problems(project: Path) -> None:
    result = run_check(project)

    assert result.errors == ()
    assert [interview.source.name for interview in result.interviews] == ["J01.txt"]
    assert result.codebook is not None


def test_problems_of_every_kind_are_found_at_once(project: Path) -> None:
    (project / "codeboeken" / "proef.yaml").write_text("naam: proef\ncoodes: []\n")
    (project / "codeer.sqlite").write_text("geen database " * 50)
    add_transcript(project, "J02.txt", "")

    assert kinds(run_check(project, "nl_weg")) == [
        MissingModel,
        FileProblems,
        EmptySource,
        StoreDamaged,
    ]


def test_damage_that_no_opening_would_notice_is_found(project: Path) -> None:
    make_suggestions(project)
    store = project / "codeer.sqlite"
    content = bytearray(store.read_bytes())
    content[-4096:] = b"x" * 4096  # the last page
    store.write_bytes(content)
    Soundness(store).remember()

    assert kinds(run_check(project)) == [StoreDamaged]


def test_an_empty_folder_lacks_codebook_and_transcripts(tmp_path: Path) -> None:
    assert kinds(run_check(tmp_path)) == [CodebookMissing, MissingSource]


def test_a_pattern_that_the_language_model_cannot_serve_is_a_problem(project: Path) -> None:
    (project / "codeboeken" / "proef.yaml").write_text(
        "naam: proef\ncodes:\n  - id: a\n    patronen: [alles <VERB>]\n"
    )

    assert kinds(run_check(project, "ingebouwd")) == [FileProblems]


def test_a_removed_respondent_who_is_back_is_a_problem(project: Path) -> None:
    add_transcript(project, "J02.txt", "I: Hoe is het daar?", "R: Daar kan ik alles kwijt.")
    text = (project / "transcripten" / "J01.txt").read_bytes()
    make_suggestions(project)
    forget(Project(project), "J01")
    assert kinds(run_check(project)) == []

    (project / "transcripten" / "J01.txt").write_bytes(text)
    assert kinds(run_check(project)) == [ForgottenRespondent]


def test_a_mistake_in_the_settings_is_a_problem(project: Path) -> None:
    (project / "codeer.yaml").write_text("llm:\n  adres: http://example.org/v1\n  model: x\n")

    assert kinds(run_check(project)) == [FileProblems]


def test_checking_makes_nothing(project: Path) -> None:
    before = content_of(project)

    run_check(project)

    assert content_of(project) == before


def test_checking_leaves_an_existing_database_as_it_is(project: Path) -> None:
    Project(project).create_store().close()
    before = content_of(project)

    run_check(project)

    assert content_of(project) == before


def test_checking_leaves_a_database_that_was_only_begun_as_it_is(project: Path) -> None:
    """A codeer that was stopped while it made the database leaves an empty file."""
    (project / "codeer.sqlite").touch()

    run_check(project)

    assert (project / "codeer.sqlite").stat().st_size == 0
