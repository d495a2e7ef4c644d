"""The figures of an evaluation, held against scikit-learn and against cases that can be done by hand."""

import numpy as np
import pytest
from sklearn.metrics import (
    average_precision_score,
    cohen_kappa_score,
    precision_recall_fscore_support,
)

from codeer.agreement import compute_agreement
from codeer.evaluation import (
    MACRO,
    TOGETHER,
    Assessment,
    Level,
    Metric,
    ScoredUnit,
    assess,
    join_answers,
)
from codeer.model import Segment

ALL = {"totaal": frozenset({"jongere", "ouder"})}
EXACT = 1e-9


def make(
    score: float,
    label: bool,
    *,
    shown: bool | None = None,
    person: str = "J01",
    group: str = "jongere",
    turn: int = 1,
    number: int = 1,
    words: int = 10,
    code: str = "band",
) -> ScoredUnit:
    """Return a unit; shown from .5 unless said otherwise."""
    start = 1000 * turn + 10 * number
    return ScoredUnit(
        respondent=person,
        group=group,
        transcript=f"{person}.txt",
        segment=Segment(turn, number, start, start + 9, words),
        code=code,
        score=score,
        is_shown=score >= 0.5 if shown is None else shown,
        label=label,
        evidence=f"bewijs {score}",
    )


def draw(seed: int, code: str = "band", people: int = 12, ties: int = 4) -> list[ScoredUnit]:
    """Return units of respondents in two groups; few decimals make many ties."""
    rng = np.random.default_rng(seed)
    units = []
    for person in range(people):
        for turn in range(8):
            for number in range(int(rng.integers(1, 5))):
                score = round(float(rng.random()), ties)
                units.append(
                    make(
                        score,
                        bool(rng.random() < 0.1 + 0.6 * score),
                        person=f"R{person:02}",
                        group=("jongere", "ouder")[person % 2],
                        turn=turn,
                        number=number,
                        words=int(rng.integers(1, 30)),
                        code=code,
                    )
                )
    return units


def figures(
    units: list[ScoredUnit],
    theme: str = "band",
    group: str = "totaal",
    themes: tuple[str, ...] = ("band",),
    **settings: int,
) -> Assessment:
    found = assess(units, themes, ALL, Level.SENTENCE, **{"replicates": 200, **settings})
    return next(a for a in found if (a.theme, a.group) == (theme, group))


def value(assessment: Assessment, metric: Metric) -> float:
    found = assessment.metrics[metric].value
    assert found is not None
    return found


# --- against scikit-learn ------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_precision_recall_and_f1_are_those_of_scikit_learn(seed: int) -> None:
    units = draw(seed)
    expected = precision_recall_fscore_support(
        [u.label for u in units], [u.is_shown for u in units], average="binary"
    )

    found = figures(units)

    metrics = (Metric.PRECISION, Metric.RECALL, Metric.F1)
    assert [value(found, m) for m in metrics] == pytest.approx(expected[:3], abs=EXACT)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("ties", [1, 4], ids=["many ties", "few ties"])
def test_average_precision_is_that_of_scikit_learn(seed: int, ties: int) -> None:
    units = draw(seed, ties=ties)
    expected = average_precision_score([u.label for u in units], [u.score for u in units])

    assert value(figures(units), Metric.AVERAGE_PRECISION) == pytest.approx(expected, abs=EXACT)


@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_scikit_learn(seed: int) -> None:
    units = draw(seed)
    expected = cohen_kappa_score([u.label for u in units], [u.is_shown for u in units])

    assert value(figures(units), Metric.KAPPA) == pytest.approx(expected, abs=EXACT)


def test_a_resample_weighs_respondents_as_scikit_learn_weighs_samples() -> None:
    """The bounds are quantiles of the average precision of each resample."""
    units = draw(3)
    people = sorted({u.respondent for u in units})
    draws = np.random.default_rng(1).multinomial(
        len(people), np.full(len(people), 1 / len(people)), size=200
    )
    labels, scores = [u.label for u in units], [u.score for u in units]
    index = [people.index(u.respondent) for u in units]
    spread = [average_precision_score(labels, scores, sample_weight=d[index]) for d in draws]

    found = figures(units).metrics[Metric.AVERAGE_PRECISION]

    assert (found.low, found.high) == pytest.approx(np.quantile(spread, [0.025, 0.975]), abs=EXACT)


def test_f1_and_kappa_have_the_intervals_that_agreement_gives() -> None:
    """What `codeer overeenstemming` says of a coder and codeer is what `codeer evalueer` says."""
    units = draw(4)
    tallies: dict[str, dict[tuple[int | None, ...], int]] = {}
    for u in units:
        tally = tallies.setdefault(u.respondent, {})
        pattern = (int(u.label), int(u.is_shown))
        tally[pattern] = tally.get(pattern, 0) + 1
    expected = compute_agreement(tallies, 2).coefficients

    found = figures(units, replicates=2000).metrics

    for metric in (Metric.F1, Metric.KAPPA):
        other = expected[metric.value]
        assert (found[metric].low, found[metric].high) == pytest.approx(
            (other.low, other.high), abs=EXACT
        )


# --- reading effort ------------------------------------------------------------------------------


def test_the_reading_effort_is_the_share_of_words_down_to_the_last_coding_that_is_needed() -> None:
    """Nine of ten codings lead; the tenth is at the bottom of 100 units of 10 words."""
    units = [make(0.9 - n / 1000, n < 9 or n == 99, number=n) for n in range(100)]

    assert value(figures(units), Metric.EFFORT) == pytest.approx(0.09)


def test_the_reading_effort_counts_words_and_not_units() -> None:
    units = [make(0.9, True, words=30), make(0.8, False, number=2, words=70)]

    assert value(figures(units), Metric.EFFORT) == pytest.approx(0.9 * 0.3)


def test_without_any_order_nine_tenths_of_the_text_must_be_read() -> None:
    units = [make(0.0, n % 3 == 0, number=n) for n in range(30)]

    assert value(figures(units), Metric.EFFORT) == pytest.approx(0.9)


def test_reading_in_the_wrong_order_costs_more_than_reading_without_order() -> None:
    units = [make(n / 100, n < 10, number=n) for n in range(100)]

    assert value(figures(units), Metric.EFFORT) == pytest.approx(0.99)


def test_the_effort_for_all_themes_goes_by_the_highest_score_of_any() -> None:
    """Sentence 1 has the theme `band`, sentence 2 `gemak`; each scores high for its own theme."""
    units = [
        make(0.9, True, number=1),
        make(0.0, False, number=1, code="gemak"),
        make(0.0, False, number=2),
        make(0.8, True, number=2, code="gemak"),
        *(
            make(0.1, False, number=n, code=code)
            for n in range(3, 11)
            for code in ("band", "gemak")
        ),
    ]

    found = figures(units, TOGETHER, themes=("band", "gemak"))

    assert value(found, Metric.EFFORT) == pytest.approx(0.1 + 0.8 * 0.1)
    assert (found.coded, found.units) == (2, 10)


# --- answers -------------------------------------------------------------------------------------


def test_an_answer_is_coded_and_shown_when_one_of_its_segments_is() -> None:
    (answer,) = join_answers([make(0.2, True), make(0.6, False, number=2)])

    assert (answer.label, answer.is_shown) == (True, True)


def test_an_answer_has_its_highest_score_with_the_evidence_of_that() -> None:
    (answer,) = join_answers(
        [make(0.2, False), make(0.6, False, number=2), make(0.3, False, number=3)]
    )

    assert (answer.score, answer.evidence) == (0.6, "bewijs 0.6")


def test_an_answer_has_all_the_words_and_goes_from_first_to_last_segment() -> None:
    (answer,) = join_answers([make(0, False, words=3), make(0, False, number=2, words=4)])

    assert answer.segment == Segment(1, 0, 1010, 1029, 7)


def test_answers_of_other_turns_transcripts_and_themes_stay_apart() -> None:
    units = [
        make(0.1, False),
        make(0.1, False, turn=2),
        make(0.1, False, person="J02"),
        make(0.1, False, code="gemak"),
    ]

    assert len(join_answers(units)) == 4


# --- groups and the mean over themes -------------------------------------------------------------


def test_a_group_counts_its_own_respondents_only() -> None:
    units = [make(0.9, True), make(0.9, False, person="O01", group="ouder")]
    groups = {"jongere": frozenset({"jongere"}), **ALL}

    found = assess(units, ["band"], groups, Level.SENTENCE, replicates=10)

    precision = {a.group: value(a, Metric.PRECISION) for a in found if a.theme == "band"}
    assert precision == {"jongere": 1.0, "totaal": 0.5}


def test_macro_is_the_mean_over_themes() -> None:
    units = [*draw(1), *draw(2, code="gemak")]
    themes = ("band", "gemak")
    each = [value(figures(units, theme, themes=themes), Metric.F1) for theme in themes]

    found = figures(units, MACRO, themes=themes)

    assert value(found, Metric.F1) == pytest.approx(sum(each) / 2, abs=EXACT)


def test_macro_resamples_all_themes_alike() -> None:
    """Two themes with the same units have a mean with the same interval."""
    units = [*draw(1), *draw(1, code="gemak")]
    themes = ("band", "gemak")

    macro, band = (figures(units, theme, themes=themes).metrics for theme in (MACRO, "band"))

    for metric in Metric:
        one, other = macro[metric], band[metric]
        assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=EXACT)


def test_a_theme_without_value_is_left_out_of_macro_and_that_is_counted() -> None:
    units = [*draw(1), *(make(0.9, False, code="gemak", number=n) for n in range(3))]

    found, band = (figures(units, t, themes=("band", "gemak")) for t in (MACRO, "band"))

    assert value(found, Metric.F1) == value(band, Metric.F1)
    assert (found.averaged[Metric.F1], found.averaged[Metric.PRECISION]) == (1, 2)


def test_counts_are_of_units_codings_and_what_was_shown() -> None:
    units = [make(0.9, True), make(0.9, False, number=2), make(0.1, False, number=3, person="J02")]

    found = figures(units)

    assert (found.respondents, found.units, found.coded, found.shown) == (2, 3, 1, 2)


# --- what cannot be computed ---------------------------------------------------------------------


def test_a_theme_that_nobody_gave_has_precision_only() -> None:
    found = figures([make(0.9, False), make(0.1, False, number=2)])

    assert value(found, Metric.PRECISION) == 0
    reasons = {m: c.reason for m, c in found.metrics.items() if c.value is None}
    assert set(reasons) == set(Metric) - {Metric.PRECISION}
    assert set(reasons.values()) == {"de codeur gaf dit thema nergens"}


def test_a_theme_that_was_given_everywhere_has_no_order_and_no_kappa() -> None:
    found = figures([make(0.9, True), make(0.1, True, number=2)])

    assert value(found, Metric.RECALL) == 0.5
    for metric in (Metric.KAPPA, Metric.AVERAGE_PRECISION, Metric.EFFORT):
        assert found.metrics[metric].reason == "de codeur gaf dit thema overal"
        assert found.metrics[metric].value is None


def test_a_theme_that_was_never_shown_has_no_precision_but_a_recall_of_0() -> None:
    found = figures([make(0.1, True), make(0.1, False, number=2)])

    assert found.metrics[Metric.PRECISION].reason == "codeer stelde dit thema nergens voor"
    assert (value(found, Metric.RECALL), value(found, Metric.F1), value(found, Metric.KAPPA)) == (
        0,
        0,
        0,
    )


def test_a_group_without_text_has_no_figures() -> None:
    found = figures([])

    assert found.units == found.respondents == 0
    assert {c.reason for c in found.metrics.values()} == {"geen tekst die een codeur zag"}


def test_one_respondent_gives_values_without_intervals() -> None:
    found = figures([make(0.9, True), make(0.1, False, number=2)]).metrics[Metric.F1]

    assert (found.value, found.low, found.high) == (1.0, None, None)
    assert found.reason == "geen interval: één respondent"


def test_a_theme_of_one_respondent_among_many_has_no_interval() -> None:
    units = [make(0.9, n == 0, person=f"J{n:02}") for n in range(10)]

    found = figures(units).metrics[Metric.RECALL]

    assert (found.value, found.low) == (1.0, None)
    assert found.reason.startswith("geen interval")


# --- chance --------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_intervals_whatever_the_order_of_the_units() -> None:
    units = draw(5)

    assert figures(units) == figures(units[::-1])


def test_another_seed_gives_other_intervals_and_the_same_values() -> None:
    units = draw(5)
    one, two = (figures(units, seed=seed).metrics[Metric.F1] for seed in (1, 2))

    assert one.value == two.value
    assert one.low != two.low


def test_the_interval_is_the_same_when_the_table_does_not_fit_in_memory_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    units = draw(6)
    whole = figures(units).metrics[Metric.AVERAGE_PRECISION]
    monkeypatch.setattr("codeer.evaluation._MAX_CELLS", 1000)

    pieces = figures(units).metrics[Metric.AVERAGE_PRECISION]

    assert (pieces.low, pieces.high) == pytest.approx((whole.low, whole.high), abs=EXACT)
