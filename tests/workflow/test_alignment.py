"""Laying an old and a corrected text side by side."""

import random
import time

import pytest

from codeer.workflow.alignment import Alignment

OLD = "R: Ja. Ik ging weg.\nI: En toen?\nR: Ja. Ik bleef lang.\n"


def find(old: str, new: str, words: str, nth: int = 0) -> str | None:
    """Return where the nth occurrence of words went, as `start:words`; every line is a turn."""
    start = -1
    for _ in range(nth + 1):
        start = old.index(words, start + 1)
    turns, position = [], 0
    for line in new.split("\n"):
        turns.append((position, position + len(line)))
        position += len(line) + 1
    found = Alignment(old, new).find(start, start + len(words), turns)
    return found and f"{found[0]}:{new[slice(*found)]}"


def test_in_the_same_text_everything_stays_where_it_is() -> None:
    assert find(OLD, OLD, "Ja.", nth=1) == f"{OLD.rindex('Ja.')}:Ja."


def test_words_after_an_insertion_shift() -> None:
    new = OLD.replace("R: Ja", "R: Nou kijk. Ja", 1)

    assert find(OLD, new, "Ik bleef lang.") == f"{new.index('Ik bleef')}:Ik bleef lang."


def test_of_words_that_occur_more_often_the_one_at_the_same_place_is_taken() -> None:
    new = OLD.replace("lang", "heel lang")

    assert find(OLD, new, "Ja.", nth=1) == f"{new.rindex('Ja.')}:Ja."


def test_words_that_are_gone_are_not_found_elsewhere() -> None:
    """The other `Ja.` is another utterance."""
    new = OLD.replace("R: Ja. Ik bleef", "R: Ik bleef")

    assert find(OLD, new, "Ja.", nth=1) is None


def test_words_that_moved_to_another_turn_are_found() -> None:
    new = "R: Ja.\nI: En toen?\nR: Ja. Ik bleef lang. Ik ging weg.\n"

    assert find(OLD, new, "Ik ging weg.") == f"{new.index('Ik ging')}:Ik ging weg."


def test_changed_words_are_not_found() -> None:
    assert find(OLD, OLD.replace("weg", "heen"), "Ik ging weg.") is None


def test_words_within_a_longer_word_do_not_count() -> None:
    assert find("R: Ik zag mam.\n", "R: Ik zag mama.\n", "mam") is None


def test_another_layout_of_lines_changes_nothing() -> None:
    assert find("R: Ik ging\nweg.\n", "R: Ik ging weg.\n", "Ik ging\nweg.") == "3:Ik ging weg."


def test_words_in_a_turn_that_does_not_count_are_not_found() -> None:
    """What was said by a respondent is now the interviewer's."""
    start = OLD.index("Ik ging weg.")

    assert Alignment(OLD, OLD).find(start, start + 12, [(35, 52)]) is None


def test_characters_outside_the_basic_plane_count_as_one() -> None:
    assert (
        find("R: 🙂 Ik ging weg.\n", "R: 🙂🙂 Ik ging weg.\n", "Ik ging weg.") == "6:Ik ging weg."
    )


def test_a_place_in_lost_words_is_expected_between_their_neighbours() -> None:
    new = OLD.replace(" Ik ging weg.", "")
    expected = Alignment(OLD, new).expect(OLD.index("ging"))

    assert new.index("Ja.") < expected <= new.index("I: En")


@pytest.mark.parametrize("change", ["words", "lines"])
def test_a_text_of_an_interview_is_laid_beside_another_within_a_second(change: str) -> None:
    chance = random.Random(1)
    vocabulary = [f"woord{chance.randrange(2000)}" for _ in range(9000)]
    lines = [" ".join(vocabulary[i : i + 12]) for i in range(0, 9000, 12)]
    old = "\n".join(f"R: {line}" for line in lines)
    new = " ".join(old.split()) if change == "lines" else old.replace("1 ", "x ")

    began = time.perf_counter()
    Alignment(old, new)

    assert len(old) > 60_000
    assert time.perf_counter() - began < 1
