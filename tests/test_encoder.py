"""Sentence vectors: unit length, cached, computed once."""

import numpy as np
import pytest

from codeer.cache import Cache
from codeer.encoder import Vectors, load_encoder
from codeer.errors import MissingEncoder


class CountingEncoder:
    """The real encoder, counting what it is asked."""

    def __init__(self, encoder):
        self._encoder = encoder
        self.fingerprint = encoder.fingerprint
        self.asked = []

    def encode(self, texts):
        self.asked += texts
        return self._encoder.encode(texts)


@pytest.fixture(scope="module")
def encoder():
    return load_encoder()


def test_rows_have_unit_length_also_of_an_empty_text(encoder):
    rows = Vectors(encoder).rows(["Zij belde mij.", ""])

    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-2)


def test_what_means_the_same_is_nearer_than_what_does_not(encoder):
    rows = Vectors(encoder).rows(
        ["De wachtlijst is te lang.", "We moesten maanden wachten.", "Mijn kat heet Minoes."]
    )

    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_a_text_is_encoded_once_also_over_sessions(encoder, tmp_path):
    counting = CountingEncoder(encoder)
    first = Vectors(counting, Cache(tmp_path)).rows(["Ja, zeker.", "Ja, zeker.", "Nee."])
    again = Vectors(counting, Cache(tmp_path)).rows(["Nee.", "Ja, zeker."])

    assert sorted(counting.asked) == ["Ja, zeker.", "Nee."]
    assert np.array_equal(first[0], again[1])


def test_a_model_that_is_not_there_is_a_clear_error():
    with pytest.raises(MissingEncoder, match="nergens"):
        load_encoder("nergens")
