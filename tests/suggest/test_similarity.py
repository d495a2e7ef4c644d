"""Likeness to the examples of a codebook."""

import pytest

from codeer.encoder import Vectors, load_encoder
from codeer.model import Code, Segment
from codeer.suggest.answers import AnswerText
from codeer.suggest.similarity import (
    SimilarityEngine,
    pack_likeness,
    shown,
    unpack_likeness,
)

WAIT = Code(
    "wachten", "Wachten", "#000000", "", examples=("De wachtlijst voor hulp is veel te lang.",)
)


@pytest.fixture(scope="module")
def vectors():
    return Vectors(load_encoder())


def answer(*sentences: str) -> AnswerText:
    segments = tuple(Segment(1, n, n * 10, n * 10 + 5, 3) for n in range(1, len(sentences) + 1))
    return AnswerText("J01.txt", 1, "J01", "jongere", "", " ".join(sentences), segments, sentences)


def test_a_sentence_like_an_example_scores_higher_and_names_it(vectors):
    found = SimilarityEngine([WAIT], vectors).score(
        [answer("Er was een lange wachtlijst voor de hulp.", "Mijn hond heet Bobbie.")]
    )["wachten"]

    assert found.scores[0] > found.scores[1]
    assert shown(WAIT)[found.nearest[0]] == WAIT.examples[0]


def test_likeness_comes_back_from_bytes_as_it_was(vectors):
    found = SimilarityEngine([WAIT], vectors).score([answer("Ik wachtte.", "Het regende.")])
    again = unpack_likeness(pack_likeness(found))

    assert list(again) == ["wachten"]
    assert again["wachten"].scores.tolist() == found["wachten"].scores.tolist()
    assert again["wachten"].nearest.tolist() == found["wachten"].nearest.tolist()


def test_a_counter_example_takes_away(vectors):
    from dataclasses import replace

    text = [answer("De wachtlijst voor het rijexamen was lang.")]
    strict = replace(WAIT, counter_examples=("De wachtlijst voor het rijexamen is lang.",))
    (plain,) = SimilarityEngine([WAIT], vectors).score(text)["wachten"].scores
    (less,) = SimilarityEngine([strict], vectors).score(text)["wachten"].scores

    assert less < plain


def test_a_code_without_words_of_its_own_is_left_out(vectors):
    assert (
        SimilarityEngine([Code("leeg", "Leeg", "#000000", "")], vectors).score([answer("Ja.")])
        == {}
    )
