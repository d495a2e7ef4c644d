"""Replacements stand where the names stood, as whole words, and every place is known afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeer.pseudonyms.proposing import Style, classify_age, propose_replacements
from codeer.pseudonyms.replacing import (
    Chosen,
    FormCleaner,
    OffsetMap,
    Replaced,
    blank_placeholders,
    replace_mentions,
)
from codeer.pseudonyms.values import Entity, Kind, Mention


def mention(text: str, words: str, kind: Kind = Kind.NAAM, nth: int = 0) -> Mention:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Mention(start, start + len(words), kind, words, 1.0, "proef")


def put(text: str, **names: str) -> str:
    """Replace every name in a text that is one turn."""
    chosen = [
        Chosen(mention(text, name, nth=nth), replacement)
        for name, replacement in names.items()
        for nth in range(text.count(name))
    ]
    return replace_mentions(text, chosen, [(0, len(text))]).text


# --- words ---------------------------------------------------------------------------------------


def test_every_mention_is_replaced() -> None:
    assert put("Sanne belde. Toen kwam Sanne.", Sanne="[NAAM-1]") == (
        "[NAAM-1] belde. Toen kwam [NAAM-1]."
    )


@pytest.mark.parametrize("possessive", ["Sanne's", "Sanne’s"])
def test_a_possessive_keeps_its_s(possessive: str) -> None:
    assert put(f"Dat is {possessive} fiets.", Sanne="[NAAM-1]") == "Dat is [NAAM-1]s fiets."


def test_a_mention_that_holds_the_possessive_keeps_its_s() -> None:
    text = "Dat is Sanne's fiets."
    found = [Chosen(mention(text, "Sanne's"), "[NAAM-1]")]

    assert replace_mentions(text, found, [(0, len(text))]).text == "Dat is [NAAM-1]s fiets."


def test_a_genitive_keeps_the_s_that_is_no_part_of_the_name() -> None:
    text = "Dat is Sannes fiets."
    found = [Chosen(mention(text, "Sannes"), "[NAAM-1]", ending="s")]

    assert replace_mentions(text, found, [(0, len(text))]).text == "Dat is [NAAM-1]s fiets."


def test_a_part_of_a_word_is_not_replaced() -> None:
    assert put("Annemarie en Anne.", Anne="[NAAM-1]") == "Annemarie en [NAAM-1]."


def test_of_overlapping_mentions_the_longest_is_replaced() -> None:
    text = "Sanne de Boer belde."
    found = [
        Chosen(mention(text, "Sanne"), "[NAAM-1]"),
        Chosen(mention(text, "Sanne de Boer"), "[NAAM-2]"),
    ]

    assert replace_mentions(text, found, [(0, len(text))]).text == "[NAAM-2] belde."


@pytest.mark.parametrize(
    ("found", "expected"), [("sanne", "fenna"), ("SANNE", "FENNA"), ("Sanne", "Fenna")]
)
def test_a_fictional_name_takes_the_case_of_the_name(found: str, expected: str) -> None:
    assert put(f"en {found} zei", **{found: "Fenna"}) == f"en {expected} zei"


def test_a_placeholder_keeps_its_case() -> None:
    assert put("en sanne zei", sanne="[NAAM-1]") == "en [NAAM-1] zei"


# --- where the layout counts ---------------------------------------------------------------------


def test_a_label_gets_no_brackets() -> None:
    text = "I: Hoe?\nSanne: Ik ben Sanne."
    spoken = [(3, 7), (15, len(text))]
    found = [Chosen(mention(text, "Sanne", nth=nth), "[NAAM-1]") for nth in (0, 1)]

    assert replace_mentions(text, found, spoken).text == "I: Hoe?\nNAAM-1: Ik ben [NAAM-1]."


def test_a_note_in_brackets_gets_no_second_pair() -> None:
    assert put("Ja [Sanne lacht] nee, Sanne.", Sanne="[NAAM-1]") == (
        "Ja [NAAM-1 lacht] nee, [NAAM-1]."
    )


def test_replacements_of_before_are_blanked_at_equal_length() -> None:
    text = "[NAAM-1]s oma is [LEEFTIJD 80+], NAAM-2 is [LEEFTIJD 12-15] in [PLAATS-10]."
    blanked = blank_placeholders(text)

    assert len(blanked) == len(text)
    assert not any(kind in blanked for kind in Kind)
    assert "oma is" in blanked


# --- places --------------------------------------------------------------------------------------


def test_a_coding_over_a_name_goes_along() -> None:
    text = "Toen belde Sanne mij op."
    done = replace_mentions(text, [Chosen(mention(text, "Sanne"), "[NAAM-1]")], [(0, len(text))])

    assert done.text[slice(*done.offsets.forward(5, 20))] == "belde [NAAM-1] mij"


def test_a_coding_that_ends_within_a_name_gets_all_of_the_replacement() -> None:
    text = "Ik zag Sanne de Boer."
    done = replace_mentions(
        text, [Chosen(mention(text, "Sanne de Boer"), "[NAAM-1]")], [(0, len(text))]
    )

    assert done.text[slice(*done.offsets.forward(3, 12))] == "zag [NAAM-1]"


def test_an_empty_place_stays_empty() -> None:
    start, end = OffsetMap([(2, 5, 10)]).forward(7, 7)

    assert (start, end) == (14, 14)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, Replaced, int, int]:
    """Words, some of them names that are replaced, and a stretch of whole words."""
    words = draw(st.lists(st.sampled_from(["Sanne", "Jo", "ja", "é", "👍🏽", "woord"]), min_size=1))
    text = " ".join(words)
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word) + 1)
    found = [
        Chosen(Mention(start, start + len(word), Kind.NAAM, word, 1, ""), f"[NAAM-{word}]")
        for word, start in zip(words, starts, strict=False)
        if word in ("Sanne", "Jo")
    ]
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, len(words) - 1))
    done = replace_mentions(text, found, [(0, len(text))])
    return text, done, starts[first], starts[last] + len(words[last])


@given(edited())
def test_the_new_slice_is_the_old_slice_with_the_replacements(case) -> None:
    text, done, start, end = case
    old = text[start:end]
    expected = " ".join(
        f"[NAAM-{word}]" if word in ("Sanne", "Jo") else word for word in old.split(" ")
    )

    assert done.text[slice(*done.offsets.forward(start, end))] == expected


@given(edited())
def test_the_way_back_ends_where_it_began(case) -> None:
    _, done, start, end = case

    assert done.offsets.backward(*done.offsets.forward(start, end)) == (start, end)


# --- proposals -----------------------------------------------------------------------------------


def entity(name: str, kind: Kind = Kind.NAAM) -> Entity:
    return Entity(name.casefold(), kind, name, (("0", Mention(0, 1, kind, name, 1, "")),))


def test_numbers_count_per_kind() -> None:
    found = [entity("Sanne"), entity("Zwolle", Kind.PLAATS), entity("Daan")]

    assert propose_replacements(found, {}, Style.NUMBERS, []) == {
        (Kind.NAAM, "sanne"): "[NAAM-1]",
        (Kind.PLAATS, "zwolle"): "[PLAATS-1]",
        (Kind.NAAM, "daan"): "[NAAM-2]",
    }


def test_numbers_go_on_after_those_of_before() -> None:
    known = {(Kind.NAAM, "sanne"): "[NAAM-1]", (Kind.NAAM, "iemand"): "[NAAM-7]"}

    assert propose_replacements([entity("Daan"), entity("Sanne")], known, Style.NUMBERS, []) == {
        (Kind.NAAM, "daan"): "[NAAM-8]",
        (Kind.NAAM, "sanne"): "[NAAM-1]",
    }


def test_fictional_names_occur_nowhere_in_the_project() -> None:
    texts = ["Bram en lotte en RUBEN waren er."]
    found = propose_replacements([entity("Daan")], {(Kind.NAAM, "x"): "Fenna"}, Style.NAMES, texts)

    assert found == {(Kind.NAAM, "daan"): "Jesse"}


def test_when_the_fictional_names_are_used_up_numbers_follow() -> None:
    people = [entity(f"Naam{number}") for number in range(200)]
    found = list(propose_replacements(people, {}, Style.NAMES, []).values())

    assert len(set(found)) == 200
    assert found[-1].startswith("[NAAM-")


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ("14 jaar", "[LEEFTIJD 12-15]"),
        ("veertien", "[LEEFTIJD 12-15]"),
        ("16", "[LEEFTIJD 16-18]"),
        ("tweeëndertig jaar", "[LEEFTIJD 30-39]"),
        ("3 jaar", "[LEEFTIJD 0-3]"),
        ("91", "[LEEFTIJD 80+]"),
        ("stokoud", "[LEEFTIJD]"),
    ],
)
def test_an_age_becomes_a_class(age: str, expected: str) -> None:
    assert classify_age(age) == expected


# --- what is no transcript -----------------------------------------------------------------------


def test_notes_and_file_names_are_cleaned_by_whole_words() -> None:
    cleaner = FormCleaner({"Sanne": "[NAAM-1]", "Sanne de Boer": "[NAAM-1]", "Jo": "[NAAM-2]"})

    assert cleaner.clean("SANNE de Boer_interview met jo en Jo, Sannetje") == (
        "NAAM-1_interview met jo en NAAM-2, Sannetje"
    )


def test_settings_are_cleaned_as_they_are_written() -> None:
    cleaner = FormCleaner({"Hoop": "[NAAM-1]"})

    assert cleaner.clean_exactly("Hoop: jongere  # ik hoop") == "NAAM-1: jongere  # ik hoop"


def test_without_names_nothing_is_cleaned() -> None:
    assert FormCleaner({}).clean("Sanne") == "Sanne"
