"""Learning from coded answers, on a part of the shipped bank."""

import numpy as np
import pytest

from codeer.encoder import Vectors, load_encoder
from codeer.examples import load_bank
from codeer.suggest.aim import Aim
from codeer.suggest.learned import (
    MIN_POSITIVE,
    LearnedModel,
    Text,
    calibrate,
    of_example,
    probabilities,
    score_out_of_fold,
)
from tests.test_examples import BANK

CODES = ("vertrouwensband", "rolduidelijkheid")


@pytest.fixture(scope="module")
def bank():
    return [e for e in load_bank(BANK) if e.origin.startswith("W01/")][:160]


@pytest.fixture(scope="module")
def vectors():
    return Vectors(load_encoder())


@pytest.fixture(scope="module")
def model(bank, vectors):
    return LearnedModel.learn(bank, CODES, vectors)


def test_every_sentence_gets_a_score_for_every_code(model, bank):
    texts = [of_example(example) for example in bank[:5]]
    scores = model.log_odds(texts)

    assert set(scores) == set(CODES)
    assert [len(row) for row in scores[CODES[0]]] == [len(text.sentences) for text in texts]


def test_a_code_with_too_few_examples_is_not_learned(bank, vectors):
    few = [e for e in bank if not any(CODES[0] in label for label in e.labels)]

    assert LearnedModel.learn(few, CODES, vectors).codes == (CODES[1],)
    assert MIN_POSITIVE == 12


def test_learning_twice_gives_the_same_scores(model, bank, vectors):
    again = LearnedModel.learn(bank, CODES, vectors)
    text = [Text("Hoe was dat?", ("Bij haar kan ik alles kwijt.",))]

    assert np.array_equal(model.log_odds(text)[CODES[0]][0], again.log_odds(text)[CODES[0]][0])


def test_plain_arrays_hold_all_that_was_learned(model, vectors):
    copy = LearnedModel.from_arrays(model.to_arrays(), vectors)
    text = [Text("Hoe was dat?", ("Bij haar kan ik alles kwijt.", "Het regende."))]

    for code in CODES:
        assert copy.log_odds(text)[code][0] == pytest.approx(
            model.log_odds(text)[code][0], abs=1e-5
        )


def test_the_reason_is_words_of_the_sentence(model):
    words = model.explain("vertrouwensband", "Ik vertrouw haar, zij kent mij.")

    assert words
    assert all(
        set(word.split()) <= {"ik", "vertrouwen", "haar", "zij", "kennen", "mij"} for word in words
    )


def test_out_of_fold_scores_find_codes_in_interviews_not_learned_from(bank, vectors):
    from sklearn.metrics import average_precision_score

    odds = score_out_of_fold(bank, CODES, vectors)
    for code in CODES:
        labels = [any(code in label for label in e.labels) for e in bank]
        found = average_precision_score(labels, [row.max() for row in odds[code]])
        assert found > 1.3 * np.mean(labels)  # better than chance on unseen interviews


def test_calibrated_scores_are_right_as_often_as_they_say(bank, vectors):
    odds = score_out_of_fold(bank, CODES, vectors)
    calibration = calibrate(bank, odds)["vertrouwensband"]
    said = np.concatenate([probabilities(calibration, row) for row in odds["vertrouwensband"]])
    labels = [("vertrouwensband" in label) for e in bank for label in e.labels]

    assert said.mean() == pytest.approx(np.mean(labels), abs=0.01)


def test_aims_are_in_order(bank, vectors):
    for calibration in calibrate(bank, score_out_of_fold(bank, CODES, vectors)).values():
        t = calibration.thresholds
        assert t[Aim.FIND] <= t[Aim.BALANCE] <= t[Aim.SURE]
