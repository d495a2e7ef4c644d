"""Who speaks where."""

import pytest

from codeer.model import Turn
from codeer.store import StoredTurn
from codeer.workflow.speakers import Speakers

SPEAKERS = Speakers(
    [
        StoredTurn(1, Turn(1, "I", 3, 10, 0), None, None),
        StoredTurn(1, Turn(2, "Moeder", 18, 30, 0), "O01", "ouder"),
        StoredTurn(1, Turn(3, "Zoon", 36, 50, 0), "J01", "jongere"),
        StoredTurn(1, Turn(4, "Moeder", 58, 70, 0), "O01", "ouder"),
    ]
)


@pytest.mark.parametrize(
    ("place", "who"),
    [
        (0, None),
        (5, None),
        (18, "O01"),
        (29, "O01"),
        (30, None),
        (36, "J01"),
        (69, "O01"),
        (70, None),
    ],
)
def test_a_place_belongs_to_who_speaks_there(place: int, who: str | None) -> None:
    """Neither a label nor an interviewer is a respondent."""
    assert SPEAKERS.at(1, place) == who


def test_people_are_named_once_in_the_order_in_which_they_speak() -> None:
    assert SPEAKERS.people(1) == ["O01", "J01"]


def test_turns_of_one_respondent_or_of_all() -> None:
    assert [t.turn.number for t in SPEAKERS.turns(1, "O01")] == [2, 4]
    assert [t.turn.number for t in SPEAKERS.turns(1)] == [2, 3, 4]


def test_another_transcript_has_nobody() -> None:
    assert SPEAKERS.people(2) == []
    assert SPEAKERS.at(2, 5) is None
