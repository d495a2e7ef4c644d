"""Terms weigh what scikit-learn's TfidfVectorizer makes them weigh, and are found without it."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from codeer.examples import load_bank
from codeer.suggest.terms import LetterRuns, Terms, WordRuns
from tests.conftest import REPOSITORY
from tests.test_examples import BANK

KINDS = {"words": (WordRuns, (1, 3), 2), "letters": (LetterRuns, (2, 4), 3)}
ODD = [
    "",
    "   ",
    ".",
    "a",
    "zeg a b a",
    "\u00c9\u00e9n CO\u00d6RDINATOR, ma\u00eetre Stra\u00dfe \u0130stanbul \u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3",
    "zwemvliezen duikbril",
    "dat dat dat dat dat dat dat",
    "\u00a0dat\u2003was\x1cdat\n",
    "zij zei dat zij dat zei",
    "\ufdfa \ufb01ets \U0001f600",
]
WORDS = st.sampled_from(
    ["dat", "Dat", "ik", "a", "b", "\u00e9\u00e9n", "\u00c9\u00c9N", "moeder", "."]
)
TEXT = st.lists(WORDS | st.text(max_size=6), max_size=12).map(" ".join)


@pytest.fixture(scope="module")
def said():
    """Sentences of the shipped bank."""
    return [sentence for example in load_bank(BANK)[:400] for sentence in example.sentences]


@pytest.fixture(params=KINDS)
def kind(request):
    return KINDS[request.param]


def as_matrix(rows):
    return rows.to_sparse().toarray()


def make(kind):
    runs, sizes, least = kind
    return Terms(runs, sizes, least=least)


def weigh_with_sklearn(kind, learned_from, texts):
    """Return the names and the matrix of a vectoriser that learned from the same texts."""
    runs, sizes, least = kind
    vectoriser = TfidfVectorizer(sublinear_tf=True, ngram_range=sizes, min_df=least, **runs.how)
    vectoriser.fit(learned_from)
    return vectoriser.get_feature_names_out().tolist(), vectoriser.transform(texts).toarray()


def test_real_sentences_weigh_what_scikit_learn_says(kind, said):
    texts = [*said[800:], *ODD]
    terms = make(kind)
    terms.fit(said[:800])
    names, expected = weigh_with_sklearn(kind, said[:800], texts)

    assert list(terms.names) == names
    np.testing.assert_allclose(as_matrix(terms.weigh(texts)), expected, rtol=0, atol=1e-9)


@settings(max_examples=150, deadline=None)
@given(learned_from=st.lists(TEXT, max_size=12), texts=st.lists(TEXT, min_size=1, max_size=5))
@pytest.mark.parametrize("name", KINDS)
def test_any_text_weighs_what_scikit_learn_says(name, learned_from, texts):
    learned_from += ["dat ik een moeder dat ik", *["dat ik een moeder a"] * 3]
    terms = make(KINDS[name])
    terms.fit(learned_from)
    names, expected = weigh_with_sklearn(KINDS[name], learned_from, texts)

    assert list(terms.names) == names
    np.testing.assert_allclose(as_matrix(terms.weigh(texts)), expected, rtol=0, atol=1e-9)


def test_arrays_hold_all_that_was_learned(kind, said):
    terms, copy = make(kind), make(kind)
    terms.fit(said)
    copy.load(terms.to_arrays("own"), "own")

    assert copy.names == terms.names
    np.testing.assert_allclose(
        as_matrix(copy.weigh(said)), as_matrix(terms.weigh(said)), rtol=0, atol=1e-6
    )


def test_terms_that_lack_a_weight_are_refused(kind, said):
    """The model beside a bank may be damaged; then the bank is learned anew."""
    terms = make(kind)
    terms.fit(said)
    arrays = terms.to_arrays("own")

    with pytest.raises(ValueError, match="own"):
        make(kind).load({**arrays, "own_idf": arrays["own_idf"][1:]}, "own")


@pytest.mark.parametrize(("name", "found"), [("words", 1.0), ("letters", 0.0)])
def test_too_little_said_leaves_one_term_that_only_no_word_at_all_has(name, found):
    terms = make(KINDS[name])
    terms.fit(["ja", "nee"])

    assert terms.names == (".",)
    assert terms.weigh(["ja", "."]).times(np.ones((1, 1))).tolist() == [[0.0], [found]]


def test_a_product_is_that_of_the_matrix_also_of_texts_without_terms(kind, said):
    terms = make(kind)
    terms.fit(said)
    rows = terms.weigh([*ODD, *said[:50], ""])
    matrix = np.random.default_rng(1).normal(size=(len(terms.names), 3))

    assert rows.times(matrix) == pytest.approx(rows.to_sparse() @ matrix)


def test_no_texts_have_no_weights(kind, said):
    terms = make(kind)
    terms.fit(said)

    assert terms.weigh([]).times(np.ones((len(terms.names), 2))).shape == (0, 2)


def test_a_shipped_model_scores_without_scikit_learn_and_scipy():
    """These take a second and a half to load, and 100 MB."""
    program = f"""
import sys
from pathlib import Path
import numpy as np
from codeer.encoder import Vectors, load_encoder
from codeer.suggest.learned import HeldOut, LearnedModel, fit_scale
from codeer.suggest.views import Text

with np.load({str(BANK.with_name(BANK.stem + "-geleerd.npz"))!r}) as arrays:
    model = LearnedModel.from_arrays(arrays, Vectors(load_encoder()))
    code = "vertrouwensband"
    fit_scale(HeldOut(arrays["held_" + code].astype(float), arrays["coded_" + code]))
said = "Bij haar kan ik alles kwijt."
assert model.score([Text("Hoe was dat?", (said,))]).values.any()
assert model.explain({{code: [said]}})[code] != [[]]
print(*sorted({{"numpy", "scipy", "sklearn"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stdout.split() == ["numpy"]
