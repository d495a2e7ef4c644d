"""Learning from coded answers, on a part of the shipped bank."""

from dataclasses import replace

import numpy as np
import pytest

from codeer.encoder import Vectors, load_encoder
from codeer.examples import load_bank
from codeer.suggest.aim import Aim
from codeer.suggest.learned import (
    MIN_POSITIVE,
    VIEWS,
    Coded,
    HeldOut,
    LearnedModel,
    Scale,
    choose_threshold,
    fit_scale,
    fit_stack,
    of_example,
    score_out_of_fold,
    spread,
)
from codeer.suggest.views import Text
from tests.test_examples import BANK

CODES = ("vertrouwensband", "rolduidelijkheid")
ASKED = Text("Hoe was dat?", ("Bij haar kan ik alles kwijt.", "Het regende."))


@pytest.fixture(scope="module")
def bank():
    """Some interviews of each of three writers."""
    wanted = {f"W0{w}/0{n}" for w in (1, 2, 3) for n in (1, 2, 3, 4)}
    return [e for e in load_bank(BANK) if e.origin in wanted]


@pytest.fixture(scope="module")
def vectors():
    return Vectors(load_encoder())


@pytest.fixture(scope="module")
def model(bank, vectors):
    return LearnedModel.learn(bank, CODES, vectors)


@pytest.fixture(scope="module")
def held_out(bank, vectors):
    return score_out_of_fold(bank, CODES, vectors)


def test_every_sentence_gets_what_every_view_says_for_every_code(model, bank):
    texts = [of_example(example) for example in bank[:5]]
    scores = model.score(texts)

    assert model.codes == CODES
    assert scores.values.shape == (2, sum(len(text.sentences) for text in texts), VIEWS)
    assert scores.best().shape == (2, 5, VIEWS)


def test_no_text_has_no_scores(model):
    assert model.score([]).values.shape == (2, 0, VIEWS)


def test_more_texts_than_fit_at_once_are_scored_alike(model, bank):
    texts = [of_example(example) for example in bank] * 4

    assert len(texts) > 300
    assert model.score(texts).values[:, -4:] == pytest.approx(
        model.score(texts[-3:]).values[:, -4:], abs=1e-4
    )


def test_a_code_with_too_few_examples_is_not_learned(bank, vectors):
    few = [e for e in bank if not any(CODES[0] in label for label in e.labels)]

    assert LearnedModel.learn(few, CODES, vectors).codes == (CODES[1],)
    assert MIN_POSITIVE == 12


def test_learning_twice_gives_the_same_scores(model, bank, vectors):
    again = LearnedModel.learn(bank, CODES, vectors)

    assert np.array_equal(model.score([ASKED]).values, again.score([ASKED]).values)


def test_plain_arrays_hold_all_that_was_learned(model, vectors):
    copy = LearnedModel.from_arrays(model.to_arrays(), vectors)

    assert copy.score([ASKED]).values == pytest.approx(model.score([ASKED]).values, abs=1e-5)


def test_a_model_without_codes_has_plain_arrays_too(bank, vectors):
    empty = LearnedModel.learn(bank[:5], CODES, vectors)

    assert LearnedModel.from_arrays(empty.to_arrays(), vectors).codes == ()


def explain(model, code, *sentences):
    """Return the reasons for one code."""
    return model.explain({code: sentences})[code]


def test_codes_are_explained_together_as_apart(model, bank):
    said = [sentence for example in bank for sentence in example.sentences]
    wanted = {CODES[0]: said[:60], CODES[1]: [*said[40:90], said[40]]}

    together = model.explain(wanted)
    assert together == {code: explain(model, code, *own) for code, own in wanted.items()}
    assert any(together[CODES[0]])
    assert any(together[CODES[1]])


def test_the_reason_is_words_of_the_sentence(model):
    words, other = explain(
        model, "vertrouwensband", "Ik vertrouw haar, zij kent mij.", "Zwemvliezen!"
    )

    assert words
    assert all(
        set(word.split()) <= {"ik", "vertrouwen", "haar", "zij", "kennen", "mij"} for word in words
    )
    assert other == []
    assert explain(model, "onbekend", "Ik vertrouw haar.") == [[]]


def test_a_model_without_codes_gives_no_reasons(bank, vectors):
    """Such is what was learned from few decisions, beside what the bank taught."""
    empty = LearnedModel.learn(bank[:5], CODES, vectors)

    assert explain(empty, CODES[0], "Ik vertrouw haar.", "Ja.") == [[], []]


def test_the_reason_is_never_a_function_word_alone(model):
    (words,) = explain(model, "rolduidelijkheid", "Het was of jij het deed of ik, en wie dan?")

    assert not {"het", "of", "en", "dan", "jij", "of ik"} & set(words)


def test_the_reason_is_never_that_somebody_is_called_so(bank, vectors):
    """The bank has people with names too."""
    named = [
        replace(e, sentences=(f"Ik vertrouw Pukkie. {e.sentences[0]}", *e.sentences[1:]))
        if "vertrouwensband" in e.labels[0]
        else e
        for e in bank
    ]
    model = LearnedModel.learn(named, CODES, vectors)
    name, verb = explain(model, "vertrouwensband", "Wij zagen Pukkie.", "Ik vertrouw Pukkie.")

    assert not any("pukkie" in term for term in (*name, *verb))
    assert any("vertrouwen" in term for term in verb)


def test_out_of_fold_scores_find_codes_of_writers_not_learned_from(bank, held_out):
    from sklearn.metrics import average_precision_score

    codes, scores = held_out
    assert codes == CODES
    for code, best, values in zip(codes, scores.best(), scores.values, strict=True):
        coded = Coded.of(bank, code)
        answers, _ = fit_stack(best, values, coded).log_odds(best, values)
        assert average_precision_score(coded.answers, answers) > 1.3 * coded.answers.mean()


def test_one_writer_gives_no_out_of_fold_scores(bank, vectors):
    codes, _ = score_out_of_fold([e for e in bank if e.origin.startswith("W01/")], CODES, vectors)

    assert codes == ()


@pytest.fixture(scope="module")
def noisy():
    """Log-odds that are twice as sure as they should be, and what was true."""
    chance = np.random.default_rng(1)
    true = chance.normal(-1, 1.5, 4000)
    return HeldOut(2 * true, chance.random(4000) < 1 / (1 + np.exp(-true)))


def test_chances_are_right_as_often_as_they_say(noisy):
    said = fit_scale(noisy).chances(noisy.log_odds)
    high = (said > 0.6) & (said < 0.8)

    assert said.mean() == pytest.approx(noisy.coded.mean(), abs=0.01)
    assert noisy.coded[high].mean() == pytest.approx(said[high].mean(), abs=0.07)


def test_aims_are_in_order(noisy):
    t = fit_scale(noisy).thresholds

    assert t[Aim.FIND] < t[Aim.BALANCE] < t[Aim.SURE]


def test_sure_means_three_of_four_right(noisy):
    scale = fit_scale(noisy)
    shown = scale.chances(noisy.log_odds) >= scale.thresholds[Aim.SURE]

    assert noisy.coded[shown].mean() == pytest.approx(0.75, abs=0.01)


def test_find_shows_nine_of_ten(noisy):
    scale = fit_scale(noisy)
    shown = scale.chances(noisy.log_odds) >= scale.thresholds[Aim.FIND]

    assert shown[noisy.coded].mean() == pytest.approx(0.9, abs=0.01)


def test_an_aligned_scale_shows_the_same_answers_from_another_threshold(noisy):
    scale = fit_scale(noisy)
    aligned = scale.aligned(Aim.BALANCE, 0.3)

    shown = scale.chances(noisy.log_odds) >= scale.thresholds[Aim.BALANCE]
    assert np.array_equal(aligned.chances(noisy.log_odds) >= 0.3 - 1e-9, shown)


@pytest.mark.parametrize(("own", "chosen"), [((0.0, 0.001), 0.01), ((1.0, 1.0), 0.99)])
def test_a_threshold_is_never_nothing_or_certainty(own, chosen):
    """With a very rare code `vinden` would show everything; its log-odds have no end."""
    threshold = choose_threshold(own)
    chances = Scale(1, 0, {Aim.FIND: own[0]}).aligned(Aim.FIND, threshold).chances(np.zeros(1))

    assert threshold == chosen
    assert np.isfinite(chances).all()
    assert 0 < chances[0] < 1


def test_the_best_sentence_has_the_score_of_its_answer_and_others_a_part():
    scores = spread(np.array([0.8, 0.2]), np.array([0.1, 0.4, 0.3]), np.array([0, 2]))

    assert scores == pytest.approx([0.2, 0.8, 0.2])


def test_a_scale_without_slope_of_its_own_is_the_logistic_function():
    assert Scale(1, 0, {}).chances(np.array([0.0])) == pytest.approx([0.5])


def test_decisions_outweigh_the_bank_when_there_are_many(noisy):
    """The bank counts as 200 answers, however large it is; here nothing that decisions code is sure."""
    few = HeldOut(np.array([3.0, 3.0, -3.0]), np.array([False, True, False]))
    many = HeldOut(np.tile(few.log_odds, 2000), np.tile(few.coded, 2000))

    alone, with_few, with_many = (
        fit_scale(*noisy.joined(other, 200)).chances(np.array([3.0]))[0]
        for other in (HeldOut(np.zeros(0), np.zeros(0, dtype=bool)), few, many)
    )
    assert alone == pytest.approx(fit_scale(noisy).chances(np.array([3.0]))[0], abs=1e-3)
    assert with_few == pytest.approx(alone, abs=0.03)
    assert with_many == pytest.approx(0.5, abs=0.03)
