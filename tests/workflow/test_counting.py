"""What counts in a report: scores, supporters, and how far people got with the suggestions."""

from pathlib import Path

from codeer.model import Consensus, Verdict
from codeer.project import Project
from codeer.workflow.counting import Choice, Counted, count
from tests.workflow.coders import decide, make_suggestions

FIRST = "Ik kan bij haar alles kwijt."
SECOND = "Ze belde mij gisteren op."


def counted(folder: Path, choice: Choice | None = None) -> Counted:
    store, run = Project(folder).open_store()
    with store:
        return count(store, run, choice or Choice())


def test_a_suggestion_has_its_score_and_no_supporters(project: Path) -> None:
    make_suggestions(project)
    result = counted(project)

    assert [coding.supporters for coding in result.codings] == [0, 0]
    assert all(0 < coding.score <= 1 for coding in result.codings)
    assert result.checked == ()
    assert not result.is_checked


def test_one_coder_supports_what_she_gave(project: Path) -> None:
    make_suggestions(project)
    decide(project, "Anna", FIRST)

    (coding,) = counted(project).codings
    assert (coding.coder, coding.supporters) == ("Anna", 1)


def test_several_coders_are_counted_as_supporters(project: Path) -> None:
    make_suggestions(project)
    for coder in ("Anna", "Bram", "Chris"):
        decide(project, coder, FIRST)
    decide(project, "Dirk", FIRST, verdict=Verdict.REJECT)

    (coding,) = counted(project, Choice(consensus=Consensus.MAJORITY)).codings
    assert coding.supporters == 3


def test_accepted_rejected_added_and_waiting_are_counted_per_theme(project: Path) -> None:
    make_suggestions(project)
    decide(project, "Anna", FIRST)
    decide(project, "Anna", "Niks eigenlijk.")  # nothing was suggested there
    decide(project, "Bram", FIRST, verdict=Verdict.REJECT)

    band, gemak = counted(project, Choice(consensus=Consensus.ONE)).checked
    assert (band.suggestions, band.decided, band.accepted, band.rejected) == (1, 1, 1, 1)
    assert (band.added, band.waiting) == (1, 0)
    assert (gemak.suggestions, gemak.decided, gemak.waiting) == (1, 0, 1)


def test_only_the_chosen_coder_is_said_to_have_checked(project: Path) -> None:
    make_suggestions(project)
    decide(project, "Anna", FIRST)
    decide(project, "Bram", SECOND, "gemak")

    result = counted(project, Choice("Bram"))
    assert result.coders == ("Bram",)
    assert [theme.decided for theme in result.checked] == [0, 1]
