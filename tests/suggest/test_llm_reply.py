"""What a language model wrote is believed as far as it can be checked."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeer.suggest.llm_reply import (
    INVENTED_QUOTE,
    NO_SUCH_SENTENCE,
    UNKNOWN_THEME,
    WRONG_SHAPE,
    check_items,
    find_items,
)
from tests.suggest.scripted_server import CODEBOOK, item, make_answer

ONE = [item()]
JSON = json.dumps({"suggesties": ONE})
ANSWER = make_answer("Het regende.", "Bij haar kan ik  alles kwijt.", "Echt alles kwijt.")


def check(*items, answer=ANSWER):
    return check_items(answer, CODEBOOK, items)


# --- finding the JSON ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [
        JSON,
        json.dumps(ONE),
        f"```json\n{JSON}\n```",
        f"Graag! Hier zijn de suggesties [1]:\n{JSON}\nLaat het weten als {{er}} iets is.",
        f'<think>Eerst dacht ik {{"suggesties": []}} maar nee.</think>{JSON}',
        f'Mijn eerste poging was {{"suggesties": []}}, beter is: {JSON}',
        f"{JSON} Andere thema's: []",
    ],
    ids="object list fence words thinking draft empty-list".split(),
)
def test_the_suggestions_are_found_also_with_text_around_them(reply):
    assert find_items(reply) == ONE


@pytest.mark.parametrize("reply", ['{"suggesties": []}', "[]", "Niets gevonden: []"])
def test_no_suggestions_is_an_answer(reply):
    assert find_items(reply) == []


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "Ik zie geen thema's.",
        JSON[:-5],
        '{"suggesties": "geen"}',
        '{"suggesties": [1, 2]}',
        '{"themas": []}',
        "[1]",
        "[" * 50_000,
        JSON + " " * 100_001,
    ],
)
def test_anything_else_is_no_answer(reply):
    assert find_items(reply) is None


def test_what_was_not_asked_is_not_kept():
    more = item(antwoord="de hele tekst", lijst=[1], reden=["x"])

    assert find_items(json.dumps([more])) == [{k: v for k, v in item().items() if k != "reden"}]


@given(st.text(alphabet='{}[]":,suggetin1.truef \n\\', max_size=60))
def test_no_reply_breaks_the_search(reply):
    assert isinstance(find_items(reply), list | None)


# --- checking ------------------------------------------------------------------------------------


@pytest.mark.parametrize("thema", ["band", "BAND", " Vertrouwensband "])
def test_a_theme_may_be_named_by_its_id_or_its_name(thema):
    (suggestion,) = check(item(thema=thema, zin=2)).suggestions

    assert suggestion.code == "band"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"thema": "liefde"}, UNKNOWN_THEME),
        ({"thema": ""}, UNKNOWN_THEME),
        ({"zin": 0}, NO_SUCH_SENTENCE),
        ({"zin": 4}, NO_SUCH_SENTENCE),
        ({"zin": -1}, NO_SUCH_SENTENCE),
        ({"citaat": "zij kan alles kwijt"}, INVENTED_QUOTE),
        ({"citaat": "Alles kwijt"}, INVENTED_QUOTE),
        ({"citaat": ""}, INVENTED_QUOTE),
        ({"citaat": "."}, INVENTED_QUOTE),
        ({"zekerheid": 1.1}, WRONG_SHAPE),
        ({"zekerheid": -0.1}, WRONG_SHAPE),
        ({"zekerheid": float("nan")}, WRONG_SHAPE),
        ({"zekerheid": "hoog"}, WRONG_SHAPE),
        ({"zin": "twee"}, WRONG_SHAPE),
        ({"zin": 1.5}, WRONG_SHAPE),
    ],
)
def test_what_cannot_be_checked_is_dropped_and_counted(wrong, reason):
    checked = check(item(**{"zin": 2} | wrong), item(zin=3))

    assert checked.dropped == {reason: 1}
    assert [s.segment.number for s in checked.suggestions] == [3]


@pytest.mark.parametrize("key", ["thema", "zin", "zekerheid", "citaat"])
def test_a_suggestion_without_one_of_its_parts_is_dropped(key):
    assert check({k: v for k, v in item().items() if k != key}).dropped == {WRONG_SHAPE: 1}


def test_white_space_in_a_quote_does_not_matter():
    answer = make_answer("Bij haar kan ik alles kwijt.")
    (suggestion,) = check(item(citaat=" kan ik\n alles  kwijt"), answer=answer).suggestions

    assert suggestion.evidence.startswith("kan ik alles kwijt [")


def test_a_quote_may_run_over_sentences():
    (suggestion,) = check(item(zin=1, citaat="regende. Bij haar")).suggestions

    assert suggestion.segment.number == 1


def test_a_quote_from_one_other_sentence_takes_the_suggestion_there():
    """Models copy words better than they count sentences."""
    checked = check(item(zin=1, citaat="Echt alles"))

    assert [s.segment.number for s in checked.suggestions] == [3]
    assert checked.moved == 1


def test_a_quote_that_stands_in_several_other_sentences_leaves_the_suggestion_where_it_is():
    checked = check(item(zin=1, citaat="alles kwijt"))

    assert [s.segment.number for s in checked.suggestions] == [1]
    assert checked.moved == 0


def test_of_two_suggestions_for_one_sentence_and_theme_the_surest_is_kept():
    twice = check(
        item(zin=2, zekerheid=0.3), item(zin=2, zekerheid=0.9), item(zin=2, zekerheid=0.5)
    )

    assert [s.score for s in twice.suggestions] == [0.9]


def test_suggestions_come_in_text_and_codebook_order():
    found = check(item(zin=3), item(thema="gemak", zin=2), item(zin=2)).suggestions

    assert [(s.segment.number, s.code) for s in found] == [(2, "band"), (2, "gemak"), (3, "band")]


def test_a_score_is_rounded_to_four_decimals():
    assert check(item(zin=2, zekerheid=0.123456)).suggestions[0].score == 0.1235


@pytest.mark.parametrize(
    ("reden", "shown"),
    [
        ("twee\nregels\ten meer", "twee regels en meer"),
        ("\x1b[31mrood\x1b[0m", "[31mrood [0m"),
        ("om\u202egekeerd", "om gekeerd"),
        ("half \ud800 teken", "half teken"),
        ("x" * 300, "x" * 200 + "…"),
    ],
)
def test_a_reason_is_one_short_line_without_control_characters(reden, shown):
    assert check(item(zin=2, reden=reden)).suggestions[0].evidence == f"alles kwijt [{shown}]"


@pytest.mark.parametrize("reden", ["", "  \n"])
def test_without_a_reason_the_quote_is_the_evidence(reden):
    assert check(item(zin=2, reden=reden)).suggestions[0].evidence == "alles kwijt"
