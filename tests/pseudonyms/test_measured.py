"""The finder keeps the quality that was measured: python -m bench.pseudonyms."""

import pytest

from bench.pseudonyms import Score, count, find, load_sentences, with_unlisted_names
from codeer.pseudonyms.values import Kind
from codeer.pseudonyms.words import folded_list


def held(register: str) -> tuple[Score, Score]:
    sentences = [s for s in load_sentences() if s.half == "held" and s.register == register]
    unlisted = with_unlisted_names(sentences)
    return count(sentences, find(sentences)), count(unlisted, find(unlisted), Kind.NAAM)


@pytest.mark.parametrize("register", ["cased", "lower"])
def test_precision_and_recall_on_the_held_out_sentences(register: str) -> None:
    score, _ = held(register)

    assert score.precision >= 0.95
    assert score.recall >= 0.93
    assert score.hidden_share >= 0.93


@pytest.mark.parametrize(("register", "recall"), [("cased", 0.82), ("lower", 0.3)])
def test_recall_of_names_that_no_list_has(register: str, recall: float) -> None:
    _, unlisted = held(register)

    assert unlisted.recall >= recall


def test_the_sentences_are_enough_and_their_spans_are_whole_words() -> None:
    sentences = load_sentences()

    assert sum(bool(s.mentions) for s in sentences) >= 320
    assert sum(not s.mentions for s in sentences) >= 80
    assert {kind for s in sentences for _, _, kind in s.mentions} == {kind.value for kind in Kind}
    for s in sentences:
        for start, end, _ in s.mentions:
            around = s.text[start - 1 : start] + s.text[end : end + 1]
            assert not any(character.isalnum() for character in around), s.text


def test_the_word_lists_are_there_and_say_where_they_come_from() -> None:
    assert len(folded_list("voornamen")) >= 1500
    assert len(folded_list("achternamen")) >= 800
    assert len(folded_list("plaatsen")) >= 600
