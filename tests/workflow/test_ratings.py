"""Finding stretches of text by place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeer.workflow.ratings import Stretches

PLACES = [(1, 0, 10), (1, 10, 20), (1, 25, 30), (2, 0, 50)]


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (0, 10, [0]),
        (9, 11, [0, 1]),
        (10, 10, []),
        (20, 25, []),
        (19, 26, [1, 2]),
        (0, 99, [0, 1, 2]),
        (30, 40, []),
    ],
)
def test_stretches_that_only_touch_do_not_overlap(start: int, end: int, found: list[int]) -> None:
    assert list(Stretches(PLACES).overlapping(1, start, end)) == found


def test_another_source_has_its_own_stretches() -> None:
    assert list(Stretches(PLACES).overlapping(2, 5, 6)) == [3]
    assert list(Stretches(PLACES).overlapping(3, 5, 6)) == []


@given(st.lists(st.integers(1, 9), max_size=12), st.integers(0, 60), st.integers(1, 30))
def test_found_are_exactly_the_stretches_that_share_a_character(
    lengths: list[int], start: int, length: int
) -> None:
    places, position = list[tuple[int, int, int]](), 0
    for size in lengths:
        places.append((1, position, position + size))
        position += size + size % 3
    wanted = set(range(start, start + length))

    found = list(Stretches(reversed(places)).overlapping(1, start, start + length))

    expected = [
        len(places) - 1 - number
        for number, (_, first, last) in enumerate(places)
        if wanted & set(range(first, last))
    ]
    assert found == expected
