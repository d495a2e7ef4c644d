"""Numbers as Dutch prints them, rounded as people do."""

from decimal import Decimal

import pytest

from codeer.inference import round_half_up, share
from codeer.reports.notation import capitalise, write_decimal, write_p, write_whole


@pytest.mark.parametrize(
    ("part", "whole", "per", "digits", "expected"),
    [
        (5, 8, 100, 0, "63"),
        (1, 16, 100, 1, "6.3"),
        (1, 3, 1, 3, "0.333"),
        (2, 18, 1000, 2, "111.11"),
        (0, 7, 100, 1, "0.0"),
        (7, 7, 100, 0, "100"),
    ],
)
def test_a_share_is_rounded_half_up(
    part: int, whole: int, per: int, digits: int, expected: str
) -> None:
    assert str(share(part, whole, per, digits)) == expected


def test_a_share_of_nothing_is_none() -> None:
    assert share(0, 0, 100, 0) is None


@pytest.mark.parametrize(
    ("exact", "digits", "expected"),
    [("0.5", 0, "1"), ("1.5", 0, "2"), ("2.5", 0, "3"), ("0.049", 1, "0.0"), ("-2.5", 0, "-3")],
)
def test_a_half_goes_away_from_zero(exact: str, digits: int, expected: str) -> None:
    assert str(round_half_up(Decimal(exact), digits)) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0, "0"), (999, "999"), (1234, "1.234"), (1234567, "1.234.567")]
)
def test_a_whole_number_has_dots_between_thousands(value: int, expected: str) -> None:
    assert write_whole(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(Decimal("62.50"), "62,50"), (Decimal(7), "7"), (0.55, "0,55"), (1.0, "1"), (-0.5, "-0,5")],
)
def test_a_decimal_number_has_a_comma_and_the_digits_that_it_has(
    value: Decimal | float, expected: str
) -> None:
    assert write_decimal(value) == expected


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (0.0, "< ,001"),
        (0.00099, "< ,001"),
        (0.001, ",001"),
        (0.0496, ",050"),
        (0.5, ",500"),
        (0.9999, "1,000"),
        (1.0, "1,000"),
    ],
)
def test_a_chance_has_three_digits_and_no_zero_before_the_comma(p: float, expected: str) -> None:
    assert write_p(p) == expected


@pytest.mark.parametrize(("text", "expected"), [("", ""), ("jongeren", "Jongeren"), ("jIM", "JIM")])
def test_only_the_first_letter_becomes_a_capital(text: str, expected: str) -> None:
    assert capitalise(text) == expected
