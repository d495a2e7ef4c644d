"""Likeness to the examples of a codebook."""

import pytest

from codeer.encoder import Vectors, load_encoder
from codeer.model import Code, Segment
from codeer.suggest.answers import AnswerText
from codeer.suggest.similarity import SimilarityEngine

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
    (row,) = SimilarityEngine([WAIT], vectors).score(
        [answer("Er was een lange wachtlijst voor de hulp.", "Mijn hond heet Bobbie.")]
    )["wachten"]

    assert row[0].score > row[1].score
    assert row[0].nearest == WAIT.examples[0]


def test_a_counter_example_takes_away(vectors):
    from dataclasses import replace

    text = [answer("De wachtlijst voor het rijexamen was lang.")]
    strict = replace(WAIT, counter_examples=("De wachtlijst voor het rijexamen is lang.",))
    plain = SimilarityEngine([WAIT], vectors).score(text)["wachten"][0][0].score

    assert SimilarityEngine([strict], vectors).score(text)["wachten"][0][0].score < plain


def test_a_code_without_words_of_its_own_is_left_out(vectors):
    assert (
        SimilarityEngine([Code("leeg", "Leeg", "#000000", "")], vectors).score([answer("Ja.")])
        == {}
    )
