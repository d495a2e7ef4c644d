"""Making a report from what the store holds."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from codeer.errors import NoDecisions, NothingStored, UnknownName
from codeer.model import Consensus, MarkKind, Verdict
from codeer.project import Project
from codeer.workflow.counting import Choice
from codeer.workflow.report import ReportQuestion, ReportResult, report
from codeer.workflow.suggest import SuggestSettings, suggest
from tests.workflow.coders import decide, make_suggestions, mark
from tests.workflow.support import add_transcript


def make(project: Path, **settings: object) -> ReportResult:
    """Suggest and report."""
    suggest(SuggestSettings(Project(project), **settings), lambda *_: None)
    return report(Project(project))


def row(result: ReportResult, theme: str, group: str) -> tuple[int, int, int, int]:
    """Return n and N respondents, fragments and words of a cell."""
    cell = next(
        f for f in result.content.frequencies if (f.theme.id, f.group.name) == (theme, group)
    )
    return cell.respondents, cell.all_respondents, cell.fragments, cell.words


def test_before_suggest_there_is_nothing_to_report(project: Path) -> None:
    with pytest.raises(NothingStored):
        report(Project(project))


def test_before_suggest_nothing_is_written(project: Path) -> None:
    with pytest.raises(NothingStored):
        report(Project(project))

    assert not (project / "output").exists()
    assert not (project / "codeer.sqlite").exists()


def test_the_files_are_named(project: Path) -> None:
    names = [path.name for path in make(project).files]

    assert names == [
        "themafrequenties.csv",
        "themafrequenties_breed.csv",
        "respondenten.csv",
        "fragmenten.csv",
        "samenhang.csv",
        "verzadiging.csv",
        "verantwoording.md",
        "verantwoording.json",
    ]


def test_words_of_interviewers_and_notes_do_not_count(project: Path) -> None:
    """J01 says 6 + 5 + 2 + 6 words, `[lacht]` and the interviewer left out."""
    assert row(make(project), "band", "jongere") == (1, 1, 1, 19)


def test_only_suggestions_at_or_above_the_threshold_of_the_run_count(project: Path) -> None:
    result = make(project, threshold=0.7)

    assert row(result, "band", "jongere")[0] == 1
    assert row(result, "gemak", "jongere")[0] == 0


def test_someone_who_only_laughs_is_a_respondent_without_words(project: Path) -> None:
    add_transcript(project, "O01.txt", "I: Hoe gaat het?", "R: [lacht]")

    assert row(make(project), "band", "ouder") == (0, 1, 0, 0)


def test_a_family_conversation_is_counted_per_speaker(project: Path) -> None:
    add_transcript(
        project,
        "G01.txt",
        "Interviewer: Hoe is dat?",
        "Moeder: Ik kan alles bij haar kwijt.",
        "Jongere: Nou, ze belde mij gisteren op.",
        "Moeder: Ook bij haar kan ik alles kwijt.",
    )
    result = make(project)

    assert row(result, "band", "ouder")[:3] == (1, 1, 2)
    assert row(result, "gemak", "jongere")[:3] == (2, 2, 2)


def test_merged_groups_of_the_study_are_counted(project: Path) -> None:
    (project / "onderzoek.yaml").write_text(
        "samengevoegd:\n  - naam: gezin\n    groepen: [jongere, ouder]\n    verwacht: 17\n"
    )
    add_transcript(project, "O01.txt", "I: Hoe gaat het?", "R: Goed.")

    assert row(make(project), "band", "gezin")[:2] == (1, 2)


def test_without_decisions_the_basis_is_unchecked_suggestions(project: Path) -> None:
    result = make(project)

    assert not result.account.is_checked
    assert result.content.basis == "ongecontroleerde suggesties"


def test_with_decisions_the_accepted_codings_count_and_only_they(project: Path) -> None:
    """Somebody accepted `gemak` and rejected `band`."""
    make(project)
    with closing(sqlite3.connect(project / "codeer.sqlite", isolation_level=None)) as connection:
        connection.execute("INSERT INTO user VALUES (1, 'Fenna')")
        connection.execute(
            "INSERT INTO decision (made, user, source, code, start, end, verdict, suggestion)"
            " SELECT '2024-05-01', 1, source, code, start, end,"
            " CASE code WHEN 'gemak' THEN 'accept' ELSE 'reject' END, id FROM suggestion"
        )

    result = report(Project(project))

    assert row(result, "gemak", "jongere")[:3] == (1, 1, 1)
    assert row(result, "band", "jongere")[:3] == (0, 1, 0)


@pytest.mark.parametrize(
    ("count", "basis"), [(1, "overgeslagen: P00.txt"), (2, "overgeslagen: P00.txt, P01.txt")]
)
def test_the_basis_names_the_transcripts_that_were_skipped(
    project: Path, count: int, basis: str
) -> None:
    for number in range(count):
        add_transcript(project, f"P0{number}.txt", "")

    content = make(project, skip_unreadable=True).content

    assert content.basis == f"ongecontroleerde suggesties; {basis}"


def test_fragments_quote_the_text(project: Path) -> None:
    text = (project / "transcripten" / "J01.txt").read_text(encoding="utf-8")

    fragments = make(project).content.fragments

    assert [(f.code, f.text) for f in fragments] == [
        ("band", "Ik kan bij haar alles kwijt."),
        ("gemak", "Ze belde mij gisteren op."),
    ]
    assert all(text[f.start : f.end] == f.text for f in fragments)


def test_reporting_twice_gives_the_same_bytes(project: Path) -> None:
    first = [path.read_bytes() for path in make(project).files]
    second = report(Project(project))

    assert [path.read_bytes() for path in second.files] == first


def test_a_report_does_not_need_the_transcripts_any_more(project: Path) -> None:
    make(project)
    (project / "transcripten" / "J01.txt").unlink()

    result = report(Project(project))

    assert row(result, "band", "totaal")[:2] == (1, 1)


# --- whose decisions -----------------------------------------------------------------------------

FIRST = "Ik kan bij haar alles kwijt."
SECOND = "Ze belde mij gisteren op."
ANSWER = f"{FIRST} [lacht] {SECOND}"
LAST = "Niks eigenlijk. Het regende om 10:30 nog."


def count(project: Path, coder: str | None = None, rule: Consensus | None = None) -> ReportResult:
    return report(Project(project), question=ReportQuestion(Choice(coder, rule)))


def counted(result: ReportResult) -> list[tuple[str, str, str]]:
    return [(f.code, f.text, f.coder) for f in result.content.fragments]


@pytest.fixture
def three(project: Path) -> Path:
    """Anna, Bram and Chris saw the first answer; Anna alone saw the last one."""
    make_suggestions(project)
    decide(project, "Anna", FIRST, "band")
    decide(project, "Anna", "Niks eigenlijk.", "gemak")
    decide(project, "Bram", "bij haar alles kwijt", "band")
    decide(project, "Bram", SECOND, "gemak", Verdict.REJECT)
    mark(project, "Chris", ANSWER)
    return project


def test_the_decisions_of_the_only_coder_count(project: Path) -> None:
    make_suggestions(project)
    decide(project, "Anna", "alles kwijt", "band")
    result = count(project)

    assert result.account.is_checked
    assert result.content.basis == "besluiten van Anna"
    assert counted(result) == [("band", "alles kwijt", "Anna")]


def test_a_coder_can_be_chosen_whatever_the_capitals(three: Path) -> None:
    result = count(three, "bram")

    assert result.content.basis == "besluiten van Bram"
    assert counted(result) == [("band", "bij haar alles kwijt", "Bram")]


def test_of_several_coders_the_majority_counts(three: Path) -> None:
    """Two of three gave `band`; of the last answer one of one gave `gemak`."""
    result = count(three)

    assert result.content.basis == "besluiten, meerderheid van 3 codeurs"
    assert counted(result) == [
        ("band", FIRST, "consensus (meerderheid)"),
        ("gemak", "Niks eigenlijk.", "consensus (meerderheid)"),
    ]


def test_all_who_saw_the_text_can_be_needed(three: Path) -> None:
    result = count(three, rule=Consensus.ALL)

    assert counted(result) == [("gemak", "Niks eigenlijk.", "consensus (alle)")]


def test_one_coder_can_be_enough(three: Path) -> None:
    decide(three, "Chris", LAST, "band")
    result = count(three, rule=Consensus.ONE)

    assert sorted(text for code, text, _ in counted(result) if code == "band") == [
        "Het regende om 10:30 nog.",
        FIRST,
        "Niks eigenlijk.",
    ]


def test_flags_and_memos_do_not_make_a_reader(three: Path) -> None:
    mark(three, "Dirk", ANSWER, MarkKind.DISCUSS)

    assert count(three).content.basis == "besluiten, meerderheid van 3 codeurs"


def test_an_unknown_coder_is_an_error(three: Path) -> None:
    with pytest.raises(UnknownName, match="bedoelde je 'Anna'"):
        count(three, "Ana")


@pytest.mark.parametrize("choice", [Choice("Chris"), Choice(consensus=Consensus.ALL)], ids=str)
def test_a_choice_without_decisions_is_an_error(project: Path, choice: Choice) -> None:
    make_suggestions(project)
    mark(project, "Chris", ANSWER)

    with pytest.raises(NoDecisions):
        report(Project(project), question=ReportQuestion(choice))


def test_decisions_on_a_text_that_is_no_longer_there_do_not_count(project: Path) -> None:
    make_suggestions(project)
    decide(project, "Anna", FIRST, "band")
    add_transcript(project, "J01.txt", "I: Hoe?", "R: Heel anders dan eerst.")
    make_suggestions(project)

    assert not count(project).account.is_checked


def test_suggestions_without_decision_are_counted_apart(three: Path) -> None:
    """Anna decided on `band`, nobody but Bram on `gemak`."""
    pending = {c.theme: (c.waiting, c.suggestions) for c in count(three, "Anna").account.checked}

    assert pending == {"Vertrouwensband": (0, 1), "Laagdrempeligheid": (1, 1)}
    assert [c.waiting for c in count(three).account.checked] == [0, 0]


def test_as_long_as_nobody_decided_nothing_is_pending(project: Path) -> None:
    assert make(project).account.checked == ()


def test_the_account_explains_the_rule_and_what_waits(three: Path) -> None:
    count(three)
    text = (three / "output" / "verantwoording.md").read_text(encoding="utf-8")

    assert "*Basis:* besluiten, meerderheid van 3 codeurs" in text
    assert "meer dan de helft van de codeurs die de beurt zagen" in text
    assert "og niet beoordeeld: 0 van de 2 suggesties" in text
    assert re.search(r"\| Vertrouwensband +\| +1 \| +1 \(100%\) \|", text)
