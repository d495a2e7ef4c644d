"""Between versions of one text every place is known, over any number of steps."""

import pytest

from codeer.project import Project
from codeer.pseudonyms.replacing import OffsetMap
from codeer.workflow.tracing import Traces, forget_traces, load_traces, record_traces

# original: "Sanne in Zwolle"; first: "[NAAM-1] in Zwolle"; second: "[NAAM-1] in [PLAATS-1]"
FIRST = OffsetMap([(0, 5, 8)])
SECOND = OffsetMap([(0, 5, 8), (9, 15, 10)])
TRACES = Traces(
    {1: "origineel", 2: "eerste", 3: "tweede", 4: "anders"},
    {"origineel": {"eerste": FIRST, "tweede": SECOND}},
)


@pytest.mark.parametrize(
    ("source", "target", "place", "expected"),
    [
        (1, 2, (9, 15), (12, 18)),
        (2, 1, (12, 18), (9, 15)),
        (2, 3, (12, 18), (12, 22)),
        (3, 2, (0, 22), (0, 18)),
    ],
)
def test_a_place_is_followed_through_the_common_original(source, target, place, expected) -> None:
    route = TRACES.route(source, target)

    assert route.find(*place, [(0, 100)]) == expected
    assert route.expect(place[0]) == expected[0]


def test_a_place_outside_every_turn_is_gone() -> None:
    assert TRACES.route(1, 2).find(9, 15, [(0, 10), (11, 14)]) is None


def test_texts_that_are_no_versions_of_each_other_have_no_route() -> None:
    assert TRACES.route(1, 4) is None
    assert TRACES.route(1, 1) is None
    assert TRACES.target(4, {1, 2, 3}) is None


def test_the_version_that_is_there_is_the_target() -> None:
    assert TRACES.target(1, {3, 4}) == 3


def test_what_is_kept_holds_no_words_and_can_be_forgotten(project) -> None:
    with Project(project).create_store() as store:
        record_traces(store, {"a": ("b", FIRST), "c": ("c", FIRST)})
        assert load_traces(store).find("b", "a").find(0, 8, [(0, 9)]) == (0, 5)
        assert store.fetch_setting("vervangingen") == '{"a": {"b": [[0, 5, 8]]}}'
        forget_traces(store, {"a"})
        assert load_traces(store).maps == {}
