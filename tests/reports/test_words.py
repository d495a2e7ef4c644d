"""Words for shares, on a scale that is stated."""

from itertools import pairwise

import pytest

from codeer.reports.words import SCALE, describe_share, explain_scale, join_words


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 0, "geen van de"),
        (0, 9, "geen van de"),
        (1, 65, "enkele"),
        (14, 100, "enkele"),
        (15, 100, "een deel van de"),
        (39, 100, "een deel van de"),
        (4, 10, "ongeveer de helft van de"),
        (59, 100, "ongeveer de helft van de"),
        (6, 10, "de meeste"),
        (89, 100, "de meeste"),
        (9, 10, "vrijwel alle"),
        (64, 65, "vrijwel alle"),
        (65, 65, "alle"),
    ],
)
def test_a_share_has_a_word_from_its_bound_on(part: int, whole: int, expected: str) -> None:
    assert describe_share(part, whole) == expected


def test_a_share_just_below_a_bound_is_not_rounded_up() -> None:
    """899 of 1,000 is 90 % when it is rounded."""
    assert describe_share(899, 1000) == "de meeste"


def test_the_bounds_go_down() -> None:
    assert all(above > below for (above, _), (below, _) in pairwise(SCALE))


def test_the_explanation_names_every_word_and_every_bound() -> None:
    explained = explain_scale()

    assert all(f"'{word.removesuffix(' van de')}'" in explained for _, word in SCALE)
    assert all(f"{bound}%" in explained for bound, _ in SCALE if bound)


@pytest.mark.parametrize(
    ("parts", "expected"), [(["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")]
)
def test_words_become_a_dutch_list(parts: list[str], expected: str) -> None:
    assert join_words(parts) == expected
