"""Writing tokens as bytes and reading them back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codeer.tokens import TokenKind, Tokens, number_rows

TEXT = st.text(st.characters(exclude_categories=()), max_size=5)


def make_tokens(kinds, numbers, starts):
    return Tokens(tuple(kinds), np.array(numbers, np.int32), np.array(starts, np.int32))


def content(tokens):
    return tokens.kinds, tokens.numbers.tolist(), tokens.starts.tolist()


EXAMPLE = make_tokens(
    [TokenKind("Ja", "ja", "", "", ""), TokenKind("é", "e", "NOUN", "N|x", "Number=Sing")],
    [0, 1, 0],
    [0, 2, 2, 3],
)


def test_tokens_come_back_as_they_were_written():
    assert content(Tokens.from_bytes(EXAMPLE.to_bytes())) == content(EXAMPLE)


def test_no_tokens_come_back_as_no_tokens():
    assert content(Tokens.from_bytes(make_tokens([], [], [0]).to_bytes())) == ((), [], [0])


@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(
    st.lists(st.builds(TokenKind, TEXT, TEXT, TEXT, TEXT, TEXT), max_size=8),
    st.lists(st.integers(0, 2**31 - 1), max_size=8),
)
def test_any_tokens_come_back_as_they_were_written(kinds, numbers):
    tokens = make_tokens(kinds, numbers, [0, len(numbers)])

    assert content(Tokens.from_bytes(tokens.to_bytes())) == content(tokens)


@pytest.mark.parametrize("size", range(len(EXAMPLE.to_bytes())))
def test_tokens_that_are_cut_off_are_refused(size):
    with pytest.raises(ValueError, match="damaged"):
        Tokens.from_bytes(EXAMPLE.to_bytes()[:size])


@pytest.mark.parametrize("place", range(len(EXAMPLE.to_bytes())))
def test_tokens_of_which_a_byte_changed_are_refused(place):
    damaged = bytearray(EXAMPLE.to_bytes())
    damaged[place] ^= 1

    with pytest.raises(ValueError, match="damaged"):
        Tokens.from_bytes(bytes(damaged))


def test_anything_else_is_refused():
    with pytest.raises(ValueError, match="damaged"):
        Tokens.from_bytes(b"{}" * 100)


@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0, 2**64 - 1]))))
def test_rows_are_numbered_in_order_of_first_occurrence(rows):
    distinct, numbers = number_rows(np.array(rows, np.uint64).reshape(-1, 2))

    assert [tuple(row) for row in distinct.tolist()] == list(dict.fromkeys(rows))
    assert [tuple(row) for row in distinct[numbers].tolist()] == rows
