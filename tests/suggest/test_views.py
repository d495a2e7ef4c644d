"""The five views, each on a handful of answers with a plain difference between two codes."""

import numpy as np
import pytest

from codeer.encoder import Vectors, load_encoder
from codeer.suggest.views import Level, SpellingView, Text, VectorView, WordView

BOND = [
    "Bij haar kan ik alles kwijt.",
    "Zij houdt mijn geheim voor zich.",
    "Ik vertrouw haar mijn geheim toe.",
    "Bij hem kan ik alles kwijt, echt alles.",
]
ROLE = [
    "Niemand wist wie wat zou doen.",
    "Wij spraken af wie de school belt.",
    "Wie wat zou doen was niet afgesproken.",
    "Het was afgesproken dat hij de school belt.",
]
TEXTS = [Text("Hoe was dat?", (said, "Het regende.")) for said in (*BOND, *ROLE)]
ANSWERS, SENTENCES = Level(by_sentence=False), Level(by_sentence=True)
BY_ANSWER = np.array([[True, False]] * 4 + [[False, True]] * 4)
BY_SENTENCE = np.array([row for label in BY_ANSWER for row in (label, [False, False])])


@pytest.fixture(scope="module")
def vectors():
    return Vectors(load_encoder())


@pytest.fixture(params=["vector", "word", "spelling"])
def make(request, vectors):
    """Make a view for a level."""

    def of(level):
        if request.param == "vector":
            return VectorView(level, vectors, penalty=1)
        return WordView(level) if request.param == "word" else SpellingView(level)

    return of


def test_whole_answers_are_one_row_each(make):
    view = make(ANSWERS)
    view.fit(TEXTS, BY_ANSWER)
    scores = view.score(TEXTS)

    assert scores.shape == (8, 2)
    assert np.array_equal(scores.argmax(axis=1), [0] * 4 + [1] * 4)


def test_sentences_are_one_row_each_and_the_one_that_says_it_scores_higher(make):
    view = make(SENTENCES)
    view.fit(TEXTS, BY_SENTENCE)
    scores = view.score(TEXTS).reshape(8, 2, 2)

    for code, own in ((0, range(4)), (1, range(4, 8))):
        assert all(scores[n, 0, code] > scores[n, 1, code] for n in own)


def test_what_was_learned_comes_back_from_plain_arrays(make):
    view, copy = make(ANSWERS), make(ANSWERS)
    view.fit(TEXTS, BY_ANSWER)
    copy.load(view.to_arrays())

    assert copy.score(TEXTS) == pytest.approx(view.score(TEXTS), abs=1e-5)


def test_words_that_were_never_seen_give_a_score_all_the_same(make):
    view = make(ANSWERS)
    view.fit(TEXTS, BY_ANSWER)

    assert np.isfinite(view.score([Text("", ("Zwemvliezen!",))])).all()


def test_too_little_said_to_have_terms_is_no_error():
    view = WordView(ANSWERS)
    view.fit([Text("", ("Ja.",)), Text("", ("Nee.",))], np.array([[True], [False]]))

    assert view.score([Text("", ("Ja.",))]).shape == (1, 1)


def test_the_heaviest_words_of_a_text_come_first():
    view = WordView(SENTENCES)
    view.fit(TEXTS, BY_SENTENCE)
    said = "Bij haar kan ik mijn geheim kwijt."
    ((everything,), (heavy,)) = (view.find_reasons({0: [said]}, least)[0] for least in (0, 0.15))

    assert heavy
    assert len(heavy) < len(everything)
    assert everything[: len(heavy)] == heavy
    assert set(everything[0].split()) <= {"bij", "haar", "kunnen", "ik", "mijn", "geheim", "kwijt"}


def test_the_question_counts_too():
    """'Ja, altijd.' means what was asked."""
    asked = ["Kon je haar vertrouwen?"] * 4 + ["Wie belde de school?"] * 4
    texts = [Text(question, ("Ja, altijd.",)) for question in asked]
    view = WordView(ANSWERS)
    view.fit(texts, BY_ANSWER)

    scores = view.score(texts)
    assert scores[0, 0] > scores[4, 0]
