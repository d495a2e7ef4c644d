"""Do groups differ in how many respondents mention a theme? Tested at the level of respondents only.

Sentences of one respondent are no independent observations: testing them as if they were finds
differences that are not there (Hurlbert, 1984, Ecological Monographs 54, 187-211).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from codeer.errors import TooFewRespondents
from codeer.inference import correct_holm, find_fisher_p, find_risk_difference
from codeer.results.axes import Group, Theme
from codeer.results.content import Frequency, ReportContent

MINIMUM = 5
"""Respondents that a group needs to be compared."""


@dataclass(frozen=True, slots=True)
class Test:
    """One theme, two or more groups."""

    theme: Theme
    cells: tuple[Frequency, ...]
    p: float
    corrected: float
    """After Holm, over all tests of this kind."""
    difference: tuple[float, float, float] | None = None
    """Of two groups: share of the first less that of the second, with its 95 % interval."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The tests of a report."""

    groups: tuple[Group, ...]
    left_out: tuple[Group, ...]
    """Groups with too few respondents."""
    overall: tuple[Test, ...]
    """Per theme all groups at once; empty when there are only two."""
    pairs: tuple[Test, ...]


def compare_groups(content: ReportContent) -> Comparison:
    """Test per theme whether the groups differ, and each pair of groups.

    Raises
    ------
    TooFewRespondents
        When there are not two groups of at least `MINIMUM` respondents.

    """
    plain = [group for group in content.plain_groups if group != content.total]
    enough = [group for group in plain if content.people(group) >= MINIMUM]
    if len(enough) < 2:
        sizes = ", ".join(
            f"{group.heading}: {content.people(group)}" for group in plain or [content.total]
        )
        raise TooFewRespondents(sizes, MINIMUM)
    overall = _test(content, [tuple(enough)]) if len(enough) > 2 else ()
    return Comparison(
        groups=tuple(enough),
        left_out=tuple(group for group in plain if group not in enough),
        overall=overall,
        pairs=_test(content, list(combinations(enough, 2))),
    )


def _test(content: ReportContent, together: Sequence[tuple[Group, ...]]) -> tuple[Test, ...]:
    cells = [
        (theme, tuple(content.of(theme, group) for group in groups))
        for theme in content.own_themes
        for groups in together
    ]
    counts = [[(c.respondents, c.all_respondents) for c in row] for _, row in cells]
    p_values = [find_fisher_p(pairs) for pairs in counts]
    return tuple(
        Test(
            theme,
            row,
            p,
            corrected,
            find_risk_difference(pairs[0], pairs[1]) if len(pairs) == 2 else None,
        )
        for (theme, row), pairs, p, corrected in zip(
            cells, counts, p_values, correct_holm(p_values), strict=True
        )
    )
