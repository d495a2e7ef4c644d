"""The rows and columns of a report."""

from codeer.results.axes import make_groups, make_themes

GROUPS = make_groups(
    [
        ("jongere", "jongeren", ["jongere"], None),
        ("ouder", "ouders", ["ouder"], None),
        ("jim", "JIM's", ["jim"], 15),
        ("gezin", "gezin", ["jongere", "ouder"], 17),
    ]
)
TREE = make_themes([("a", "A", None), ("b", "B", "a"), ("c", "C", "b"), ("d", "D", None)])


# --- themes --------------------------------------------------------------------------------------


def test_themes_know_how_deep_they_stand() -> None:
    assert [theme.depth for theme in TREE] == [0, 1, 2, 0]


def test_a_theme_counts_itself_and_all_that_stands_below_it() -> None:
    assert [theme.members for theme in TREE] == [{"a", "b", "c"}, {"b", "c"}, {"c"}, {"d"}]


def test_a_theme_of_the_codebook_is_not_the_row_of_all_together() -> None:
    assert not any(theme.is_total for theme in TREE)


# --- groups --------------------------------------------------------------------------------------


def expected_total(*groups: tuple[str, str, int | None]) -> int | None:
    """Return what the total expects of groups given as (name, members, expected)."""
    return make_groups((name, name, members.split(), n) for name, members, n in groups)[-1].expected


def test_the_total_stands_last_and_holds_every_plain_group() -> None:
    total = GROUPS[-1]

    assert (total.name, total.heading) == ("totaal", "Totaal")
    assert total.members == {"jongere", "ouder", "jim"}


def test_the_expected_total_is_the_sum_of_plain_groups() -> None:
    assert expected_total(("a", "a", 2), ("b", "b", 3)) == 5


def test_a_merged_group_stands_in_for_members_without_an_expected_number() -> None:
    assert expected_total(("a", "a", None), ("b", "b", None), ("c", "c", 4), ("ab", "a b", 5)) == 9


def test_a_merged_group_and_its_members_are_not_counted_twice() -> None:
    assert expected_total(("a", "a", 2), ("b", "b", 3), ("ab", "a b", 5)) == 5


def test_overlapping_merged_groups_are_not_counted_twice() -> None:
    groups = ("a", "a", 2), ("b", "b", 3), ("c", "c", 4), ("ab", "a b", 5), ("bc", "b c", 7)

    assert expected_total(*groups) == 9


def test_without_an_expected_number_for_every_group_the_total_expects_nothing() -> None:
    assert expected_total(("a", "a", 2), ("b", "b", None)) is None


def test_groups_keep_their_order_and_headings() -> None:
    assert [group.heading for group in GROUPS] == [
        *("jongeren", "ouders", "JIM's", "gezin", "Totaal")
    ]


def test_without_groups_there_is_a_total_of_nobody() -> None:
    assert [(group.name, group.members) for group in make_groups([])] == [("totaal", frozenset())]
