"""Agreement coefficients: published examples, other programs as oracles, and when there is no number."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score

from codeer.agreement import (
    Agreement,
    Coefficient,
    Counts,
    Measure,
    Pattern,
    Tallies,
    compute_agreement,
    describe,
)

CHANCE_CORRECTED = [Measure.KAPPA, Measure.ALPHA, Measure.AC1]


def tally(ratings: Iterable[tuple[str, Pattern]]) -> Tallies:
    """Count (respondent, pattern) pairs."""
    tallies: dict[str, Counter[Pattern]] = defaultdict(Counter)
    for respondent, pattern in ratings:
        tallies[respondent][pattern] += 1
    return tallies


def cross(both: int, first: int, second: int, neither: int) -> dict[Pattern, int]:
    """Return the 2x2 table of two coders as patterns."""
    return {(1, 1): both, (1, 0): first, (0, 1): second, (0, 0): neither}


def value(tallies: Tallies, measure: Measure, coders: int = 2) -> float | None:
    return compute_agreement(tallies, coders, replicates=10).coefficients[measure].value


def binary(units: Sequence[Sequence[int | None]], category: int) -> Tallies:
    """Restrict categories to: this one or another; every unit is of another respondent."""
    return tally(
        (f"R{number}", tuple(None if v is None else int(v == category) for v in unit))
        for number, unit in enumerate(units)
    )


# --- published examples --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        # grant proposals, and two with the same percentage; article on Cohen's kappa, Wikipedia
        ((20, 5, 10, 15), 0.4),
        ((45, 15, 25, 15), 0.1304),
        ((25, 35, 5, 35), 0.2593),
        # Feinstein & Cicchetti (1990): 85% agreement both times
        ((40, 9, 6, 45), 0.70),
        ((80, 10, 5, 5), 0.32),
        # 125 subjects, Gwet (2002)
        ((118, 5, 2, 0), -0.0234),
    ],
)
def test_kappa_equals_published_values(table: tuple[int, int, int, int], kappa: float) -> None:
    digits = 2 if kappa in (0.70, 0.32) else 4

    assert round(value({"R1": cross(*table)}, Measure.KAPPA) or 0, digits) == kappa


def test_ac1_equals_the_published_value_for_high_agreement() -> None:
    """125 subjects of Gwet (2002): 94% agreement, kappa below 0, AC1 0.94."""
    found = value({"R1": cross(118, 5, 2, 0)}, Measure.AC1)

    assert found == pytest.approx(0.9408, abs=5e-5)


ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
"""Two abstractors, three categories: Gwet (2014), cont3x3abstractors in the R package irrCAC."""


def one_against_the_rest(category: int) -> Tallies:
    table = np.array(ABSTRACTORS)
    both = int(table[category, category])
    first, second = int(table[category].sum()) - both, int(table[:, category].sum()) - both
    return {"R1": cross(both, first, second, int(table.sum()) - both - first - second)}


def test_kappa_of_gwets_abstractors_follows_from_each_category_against_the_rest() -> None:
    """The kappa of more categories is the mean of the binary ones, weighted by 1 - chance."""
    shares = np.array(ABSTRACTORS) / np.sum(ABSTRACTORS)
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    weights = 1 - (rows * columns + (1 - rows) * (1 - columns))
    kappas = [value(one_against_the_rest(k), Measure.KAPPA) for k in range(3)]

    assert np.average(kappas, weights=weights) == pytest.approx(0.7964094, abs=5e-8)


def test_ac1_of_gwets_abstractors_follows_from_each_category_against_the_rest() -> None:
    """AC1 of q categories: chance is the sum of the binary chances / (2 (q - 1)); irrCAC gives 0.849."""
    agreed = [value(one_against_the_rest(k), Measure.PERCENT) or 0 for k in range(3)]
    shares = [value(one_against_the_rest(k), Measure.PREVALENCE) or 0 for k in range(3)]
    found = [value(one_against_the_rest(k), Measure.AC1) for k in range(3)]
    chances = [2 * share * (1 - share) for share in shares]
    expected = [(a - c) / (1 - c) for a, c in zip(agreed, chances, strict=True)]
    overall = 1 - sum(1 - a for a in agreed) / 2
    chance = sum(chances) / (2 * (3 - 1))

    assert found == pytest.approx(expected, abs=1e-9)
    assert round((overall - chance) / (1 - chance), 3) == 0.849


MEG = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
OWEN = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]


def test_alpha_equals_the_published_binary_example() -> None:
    """Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section A."""
    found = value(binary(list(zip(MEG, OWEN, strict=True)), 1), Measure.ALPHA)

    assert found == pytest.approx(0.095, abs=5e-4)


_ = None
FOUR_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
"""Krippendorff (2011), section C: nominal data, any number of observers, missing data."""
UNITS = list(zip(*FOUR_OBSERVERS, strict=True))


def test_alpha_with_missing_data_gives_the_published_value() -> None:
    """Alpha of more categories is the mean of the binary ones, weighted by expected disagreement."""
    pairable = [unit for unit in UNITS if sum(v is not None for v in unit) >= 2]
    values = [v for unit in pairable for v in unit if v is not None]
    weights = [values.count(k) * (len(values) - values.count(k)) for k in range(1, 6)]
    alphas = [value(binary(UNITS, k), Measure.ALPHA, 4) for k in range(1, 6)]

    assert len(values) == 40
    assert np.average(alphas, weights=weights) == pytest.approx(0.743, abs=5e-4)


@pytest.mark.parametrize("category", range(1, 6))
def test_alpha_of_each_published_category_equals_the_krippendorff_package(category: int) -> None:
    matrix = [[np.nan if v is None else float(v == category) for v in o] for o in FOUR_OBSERVERS]
    oracle = krippendorff.alpha(reliability_data=matrix, level_of_measurement="nominal")

    assert value(binary(UNITS, category), Measure.ALPHA, 4) == pytest.approx(oracle, abs=1e-9)


# --- oracles -------------------------------------------------------------------------------------

RATING = st.sampled_from([0, 0, 1, None])
PAIRS = st.lists(st.tuples(RATING, RATING), min_size=2, max_size=60)
MANY = st.integers(3, 5).flatmap(
    lambda coders: st.lists(st.tuples(*[RATING] * coders), min_size=2, max_size=40)
)


def spread(patterns: Sequence[Pattern]) -> Tallies:
    """Give the units to a few respondents in turn."""
    return tally((f"R{number % 4}", pattern) for number, pattern in enumerate(patterns))


def pairable(patterns: Iterable[Pattern]) -> list[Pattern]:
    return [p for p in patterns if sum(v is not None for v in p) >= 2]


def varies(patterns: Iterable[Pattern]) -> bool:
    return {0, 1} <= {v for p in patterns for v in p if v is not None}


@given(PAIRS)
@settings(max_examples=100, deadline=None)
def test_two_coders_equal_scikit_learn(patterns: list[Pattern]) -> None:
    seen = pairable(patterns)
    assume(varies(seen))
    first, second = zip(*seen, strict=True)
    found = compute_agreement(spread(patterns), 2, replicates=5).coefficients

    assert found[Measure.KAPPA].value == pytest.approx(cohen_kappa_score(first, second), abs=1e-9)
    assert found[Measure.POSITIVE].value == pytest.approx(f1_score(first, second), abs=1e-9)


@given(PAIRS | MANY)
@settings(max_examples=100, deadline=None)
def test_alpha_equals_the_krippendorff_package(patterns: list[Pattern]) -> None:
    assume(varies(pairable(patterns)))
    matrix = [[np.nan if v is None else float(v) for v in o] for o in zip(*patterns, strict=True)]
    oracle = krippendorff.alpha(reliability_data=matrix, level_of_measurement="nominal")

    found = value(spread(patterns), Measure.ALPHA, len(patterns[0]))

    assert found == pytest.approx(oracle, abs=1e-9)


@given(MANY)
@settings(max_examples=50, deadline=None)
def test_many_coders_equal_the_textbook(patterns: list[Pattern]) -> None:
    """Percent agreement and AC1 written out pair by pair, as in Gwet (2008), eq. for multiple raters."""
    seen = [[v for v in p if v is not None] for p in pairable(patterns)]
    assume(varies([tuple(unit) for unit in seen]))
    agreed = share = 0.0
    for unit in seen:
        pairs = [a == b for i, a in enumerate(unit) for j, b in enumerate(unit) if i != j]
        agreed += sum(pairs) / len(pairs) / len(seen)
        share += sum(unit) / len(unit) / len(seen)
    chance = sum(pi * (1 - pi) for pi in (share, 1 - share)) / (2 - 1)
    found = compute_agreement(spread(patterns), len(patterns[0]), replicates=5).coefficients

    assert found[Measure.PERCENT].value == pytest.approx(agreed, abs=1e-9)
    assert found[Measure.AC1].value == pytest.approx((agreed - chance) / (1 - chance), abs=1e-9)


@given(MANY)
@settings(max_examples=50, deadline=None)
def test_positive_agreement_of_many_coders_is_f1_over_all_ordered_pairs(
    patterns: list[Pattern],
) -> None:
    """Specific agreement weighs a unit by how often the theme was given, so without missing data."""
    complete = [p for p in patterns if None not in p]
    assume(any(1 in p for p in complete))
    size = len(patterns[0])
    pairs = [(p[i], p[j]) for p in complete for i in range(size) for j in range(size) if i != j]

    found = value(spread(complete), Measure.POSITIVE, size)

    assert found == pytest.approx(f1_score(*zip(*pairs, strict=True)), abs=1e-9)


# --- what counts ---------------------------------------------------------------------------------


def test_the_2x2_table_is_counted() -> None:
    found = compute_agreement({"R1": cross(3, 2, 1, 4), "R2": cross(1, 0, 0, 5)}, 2)

    assert found.counts == Counts(both=4, only_first=2, only_second=1, neither=9)
    assert (found.units, found.respondents) == (16, 2)


def test_prevalence_is_the_share_of_all_ratings() -> None:
    assert value({"R1": cross(3, 2, 1, 4)}, Measure.PREVALENCE) == pytest.approx(9 / 20)


def test_a_unit_that_one_coder_saw_changes_nothing() -> None:
    both_saw = {"R1": cross(3, 2, 1, 4), "R2": cross(1, 1, 0, 5)}
    more = {
        "R1": {**both_saw["R1"], (1, None): 9, (None, 0): 9},
        "R2": both_saw["R2"],
        "R3": {(1, None): 4, (None, None): 2},
    }

    assert compute_agreement(more, 2) == compute_agreement(both_saw, 2)


def test_with_three_coders_a_unit_that_two_saw_counts() -> None:
    found = compute_agreement({"R1": {(1, 1, None): 2, (1, 0, 1): 3, (0, None, None): 5}}, 3)

    assert (found.units, found.complete) == (5, 3)


def test_three_coders_have_no_2x2_table_and_no_kappa() -> None:
    found = compute_agreement({"R1": {(1, 1, 0): 2, (0, 0, 0): 3}}, 3)

    assert found.counts is None
    assert found.coefficients[Measure.KAPPA].value is None
    assert "twee codeurs" in found.coefficients[Measure.KAPPA].reason


# --- no number -----------------------------------------------------------------------------------

NOBODY = {"R1": {(0, 0): 8}, "R2": {(0, 0): 5}}
EVERYBODY = {"R1": {(1, 1): 8}, "R2": {(1, 1): 5}}


@pytest.mark.parametrize("measure", CHANCE_CORRECTED)
@pytest.mark.parametrize(
    ("tallies", "reason"),
    [(NOBODY, "niemand gaf dit thema"), (EVERYBODY, "iedereen gaf dit thema overal")],
)
def test_constant_data_has_no_chance_corrected_agreement(
    tallies: Tallies, reason: str, measure: Measure
) -> None:
    found = compute_agreement(tallies, 2).coefficients[measure]

    assert found == Coefficient(None, reason=reason)


def test_a_theme_that_nobody_gave_has_no_positive_agreement() -> None:
    found = compute_agreement(NOBODY, 2).coefficients[Measure.POSITIVE]

    assert found == Coefficient(None, reason="niemand gaf dit thema")


def test_the_percentage_of_constant_data_is_a_plain_proportion() -> None:
    assert value(NOBODY, Measure.PERCENT) == 1


@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("tallies", [{}, {"R1": {(1, None): 3, (None, 0): 2}}])
def test_without_shared_text_nothing_is_computed(tallies: Tallies, measure: Measure) -> None:
    found = compute_agreement(tallies, 2).coefficients[measure]

    assert found == Coefficient(None, reason="geen tekst die beide codeurs zagen")


def test_one_coder_who_never_gives_it_has_kappa_0() -> None:
    """That is not constant data: the other coder gave the theme."""
    assert value({"R1": cross(0, 4, 0, 6)}, Measure.KAPPA) == pytest.approx(0)


# --- intervals -----------------------------------------------------------------------------------

PEOPLE = {
    "J01": cross(4, 1, 0, 20),
    "J02": cross(2, 2, 1, 15),
    "J03": cross(5, 0, 1, 30),
    "O01": cross(1, 2, 2, 25),
    "O02": cross(3, 1, 1, 12),
}


def interval(found: Agreement, measure: Measure) -> tuple[float, float]:
    cell = found.coefficients[measure]
    assert cell.low is not None
    assert cell.high is not None
    return cell.low, cell.high


def width(tallies: Tallies, measure: Measure) -> float:
    low, high = interval(compute_agreement(tallies, 2), measure)
    return high - low


@pytest.mark.parametrize("measure", Measure)
def test_every_measure_has_an_interval_around_it(measure: Measure) -> None:
    found = compute_agreement(PEOPLE, 2)
    low, high = interval(found, measure)

    assert low < (found.coefficients[measure].value or 0) < high


def test_the_same_question_has_the_same_interval() -> None:
    assert compute_agreement(PEOPLE, 2) == compute_agreement(PEOPLE, 2)


def test_the_order_of_reading_does_not_matter() -> None:
    other = {name: dict(reversed(PEOPLE[name].items())) for name in reversed(PEOPLE)}

    assert compute_agreement(other, 2) == compute_agreement(PEOPLE, 2)


def test_another_seed_draws_other_respondents() -> None:
    assert compute_agreement(PEOPLE, 2, seed=2) != compute_agreement(PEOPLE, 2, seed=1)


@pytest.mark.parametrize(
    "measure", [m for m in Measure if m is not Measure.ALPHA], ids=lambda m: m.value
)
def test_ten_times_as_many_sentences_leave_the_interval_as_it_is(measure: Measure) -> None:
    """Alpha alone corrects for the number of values, so it moves a little."""
    longer = {who: {p: 10 * n for p, n in said.items()} for who, said in PEOPLE.items()}

    expected = interval(compute_agreement(PEOPLE, 2), measure)
    assert interval(compute_agreement(longer, 2), measure) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("measure", Measure)
def test_more_respondents_make_the_interval_narrower(measure: Measure) -> None:
    more = {f"{who} {n}": said for who, said in PEOPLE.items() for n in range(8)}

    assert width(more, measure) < width(PEOPLE, measure) / 2


def test_the_interval_shows_that_respondents_differ() -> None:
    """With one respondent on whom coders agree and one on whom they do not, anything is possible."""
    found = compute_agreement({"J01": cross(50, 0, 0, 50), "J02": cross(0, 50, 50, 0)}, 2)

    assert interval(found, Measure.PERCENT) == (0, 1)


def test_one_respondent_gives_a_value_without_interval() -> None:
    found = compute_agreement({"J01": cross(4, 1, 0, 20)}, 2).coefficients[Measure.KAPPA]

    assert found.value == pytest.approx(cohen_kappa_score([1] * 5 + [0] * 20, [1] * 4 + [0] * 21))
    assert (found.low, found.high) == (None, None)
    assert found.reason == "geen interval: één respondent"


def test_no_interval_when_the_theme_hangs_on_one_respondent() -> None:
    """A third of the resamples would not hold J01, and have no kappa."""
    tallies = {"J01": cross(4, 1, 0, 20), "J02": cross(0, 0, 0, 9), "J03": cross(0, 0, 0, 9)}
    found = compute_agreement(tallies, 2).coefficients[Measure.KAPPA]

    assert found.value is not None
    assert found.low is None
    assert found.reason == "geen interval: dit hangt aan te weinig respondenten"


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kappa", "word"),
    [
        (-0.01, "slecht"),
        (0.0, "gering"),
        (0.2, "gering"),
        (0.21, "matig"),
        (0.4000000000000001, "matig"),
        (0.41, "redelijk"),
        (0.61, "substantieel"),
        (0.8, "substantieel"),
        (0.81, "bijna volmaakt"),
        (1.0, "bijna volmaakt"),
    ],
)
def test_kappa_has_the_words_of_landis_and_koch(kappa: float, word: str) -> None:
    assert describe(Measure.KAPPA, Coefficient(kappa)) == word


@pytest.mark.parametrize(
    ("alpha", "word"),
    [
        (0.8, "betrouwbaar"),
        (0.7999999999999999, "betrouwbaar"),
        (0.799, "voorlopig"),
        (0.667, "voorlopig"),
        (0.666, "onvoldoende"),
        (-0.2, "onvoldoende"),
    ],
)
def test_alpha_has_the_words_of_krippendorff(alpha: float, word: str) -> None:
    assert describe(Measure.ALPHA, Coefficient(alpha)) == word


@pytest.mark.parametrize("measure", [Measure.PERCENT, Measure.POSITIVE, Measure.AC1])
def test_other_measures_have_no_word(measure: Measure) -> None:
    assert describe(measure, Coefficient(0.9)) == ""


def test_what_is_not_computed_has_no_word() -> None:
    assert describe(Measure.KAPPA, Coefficient(None, reason="niemand gaf dit thema")) == ""
