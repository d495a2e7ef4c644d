"""The history of decisions: everything, in order, with who spoke."""

from pathlib import Path

import pytest

from codeer.errors import NothingStored, UnknownName
from codeer.model import Verdict
from codeer.project import Project
from codeer.reports.history_table import HISTORY_COLUMNS
from codeer.reports.tables import CsvStyle
from codeer.workflow.history import HistoryFilter, read_history, write_history
from tests.workflow.coders import decide, make_suggestions, undo
from tests.workflow.support import add_transcript, read_table

FIRST = "Ik kan bij haar alles kwijt."
SECOND = "Ze belde mij gisteren op."


@pytest.fixture
def coded(project: Path) -> Path:
    """Anna decided twice and took one back, Bram once; then J01 was corrected."""
    add_transcript(project, "O01.txt", "I: Hoe?", "R: Wij bellen haar vaak op.")
    make_suggestions(project)
    decide(project, "Anna", FIRST, "band", note="=mooi")
    decide(project, "Anna", SECOND, "gemak", Verdict.REJECT)
    undo(project, "Anna")
    decide(project, "Bram", "Wij bellen haar vaak op.", "gemak", transcript="O01.txt")
    path = project / "transcripten" / "J01.txt"
    path.write_text(path.read_text("utf-8").replace("1 maart", "11 maart"), "utf-8")
    make_suggestions(project)
    return project


def history(folder: Path, **wanted: str) -> list[tuple[str, ...]]:
    rows = read_history(Project(folder), HistoryFilter(**wanted))
    return [(row.coder, row.respondent, row.code, row.word, row.kind) for row in rows]


def test_everything_is_there_oldest_first_undone_and_moved_included(coded: Path) -> None:
    assert history(coded) == [
        ("Anna", "J01", "band", "aanvaard", "besluit"),
        ("Anna", "J01", "gemak", "verworpen", "besluit"),
        ("Anna", "J01", "gemak", "ingetrokken", "ongedaan gemaakt"),
        ("Bram", "O01", "gemak", "aanvaard", "besluit"),
        ("Anna", "J01", "band", "aanvaard", "verplaatst"),
    ]


def test_a_place_in_an_earlier_text_is_told_from_one_in_the_text_of_now(coded: Path) -> None:
    rows = read_history(Project(coded), HistoryFilter(code="band"))

    assert [row.is_current for row in rows] == [False, True]
    assert rows[1].start == rows[0].start + 1


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        ({"respondent": "O01"}, 1),
        ({"code": "gemak"}, 3),
        ({"coder": "anna"}, 4),
        ({"coder": "Anna", "code": "band", "respondent": "J01"}, 2),
        ({"coder": "Bram", "code": "band"}, 0),
    ],
    ids=str,
)
def test_a_filter_leaves_what_passes(coded: Path, wanted: dict[str, str], number: int) -> None:
    assert len(history(coded, **wanted)) == number


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"respondent": "J1"}, "respondent 'J1', bedoelde je 'J01'"),
        ({"code": "bant"}, "thema 'bant', bedoelde je 'band'"),
        ({"coder": "Ana"}, "codeur 'Ana', bedoelde je 'Anna'"),
    ],
    ids=str,
)
def test_a_filter_on_something_unknown_is_an_error(
    coded: Path, wanted: dict[str, str], message: str
) -> None:
    with pytest.raises(UnknownName, match=message):
        history(coded, **wanted)


def test_a_theme_that_left_the_codebook_can_be_asked_for(coded: Path) -> None:
    decide(coded, "Anna", FIRST, "vroeger")

    assert len(history(coded, code="vroeger")) == 1


def test_the_table_has_a_row_per_decision(coded: Path, tmp_path: Path) -> None:
    rows = read_history(Project(coded), HistoryFilter())
    first = read_table(write_history(tmp_path / "h.csv", rows, CsvStyle.DUTCH))[0]

    assert list(first) == HISTORY_COLUMNS
    assert first["tijd"].endswith("+00:00")
    assert {name: first[name] for name in ("transcript", "versie", "besluit", "memo")} == {
        "transcript": "J01.txt",
        "versie": "eerder",
        "besluit": "aanvaard",
        "memo": "'=mooi",
    }


def test_before_suggest_there_is_no_history(project: Path) -> None:
    with pytest.raises(NothingStored):
        history(project)
