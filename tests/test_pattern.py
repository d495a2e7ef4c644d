"""The pattern language: what each construct means, and what each mistake says."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codeer.pattern import (
    BUILT_IN_GROUPS,
    DEFAULT_GAP,
    POS_TAGS,
    Gap,
    Group,
    PartOfSpeech,
    PatternError,
    Word,
    parse_pattern,
)


def parse_one(text, groups=()):
    (element,) = parse_pattern(text, dict.fromkeys(groups, ()))
    return element


def refuse(text, groups=()):
    with pytest.raises(PatternError) as caught:
        parse_pattern(text, dict.fromkeys(groups, ()))
    return str(caught.value)


# --- constructs ----------------------------------------------------------------------------------


def test_a_word_stands_for_its_lemma():
    assert parse_one("vertrouwen") == Word(lemmas=("vertrouwen",))


def test_words_keep_their_order():
    assert parse_pattern("kwijt kunnen", {}) == (
        Word(lemmas=("kwijt",)),
        Word(lemmas=("kunnen",)),
    )


def test_space_around_and_between_words_does_not_matter():
    assert parse_pattern("  kwijt \t kunnen ", {}) == parse_pattern("kwijt kunnen", {})


@pytest.mark.parametrize("word", ["m'n", "d’r", "co-ouder", "crèche", "m.i.", "zo'n", "'s", "24"])
def test_apostrophes_hyphens_accents_full_stops_and_digits_belong_to_a_word(word):
    assert parse_one(word) == Word(lemmas=(word,))


def test_an_equals_sign_asks_for_a_literal_form():
    assert parse_one("=mocht") == Word(forms=("mocht",))


def test_a_bar_separates_alternatives():
    assert parse_one("gauw|snel|meteen") == Word(lemmas=("gauw", "snel", "meteen"))


def test_a_literal_form_can_be_an_alternative():
    assert parse_one("durven|=mocht") == Word(lemmas=("durven",), forms=("mocht",))


def test_a_question_mark_makes_a_word_optional():
    assert parse_pattern("heel? leven", {})[0] == Word(lemmas=("heel",), optional=True)


def test_a_question_mark_makes_all_alternatives_optional():
    assert parse_pattern("heel|erg? goed", {})[0] == Word(lemmas=("heel", "erg"), optional=True)


def test_a_question_mark_makes_a_literal_form_optional():
    assert parse_pattern("=mocht? bellen", {})[0] == Word(forms=("mocht",), optional=True)


def test_a_plus_in_front_lets_a_word_end_a_compound():
    assert parse_one("+drempel") == Word(lemmas=("drempel",), tail=True)


def test_a_plus_behind_lets_a_word_start_a_compound():
    assert parse_one("drempel+") == Word(lemmas=("drempel",), head=True)


def test_a_plus_on_both_sides_lets_a_word_stand_within_a_compound():
    assert parse_one("+drempel+") == Word(lemmas=("drempel",), head=True, tail=True)


def test_a_plus_in_front_of_alternatives_holds_for_all_of_them():
    assert parse_one("+drempel|muur") == Word(lemmas=("drempel", "muur"), tail=True)


def test_a_plus_behind_alternatives_holds_for_all_of_them():
    assert parse_one("drempel|muur+") == Word(lemmas=("drempel", "muur"), head=True)


def test_a_compound_can_be_optional():
    assert parse_pattern("drempel+? vrees", {})[0] == Word(
        lemmas=("drempel",), head=True, optional=True
    )


def test_a_star_allows_five_words_between():
    assert parse_pattern("niet * terecht", {})[1] == Gap(DEFAULT_GAP) == Gap(5)


@pytest.mark.parametrize("most", [0, 1, 3, 9])
def test_a_number_behind_the_star_limits_the_gap(most):
    assert parse_pattern(f"niet *{most} terecht", {})[1] == Gap(most)


@pytest.mark.parametrize("name", sorted(BUILT_IN_GROUPS))
def test_angle_brackets_name_a_built_in_word_group(name):
    assert parse_one(f"<{name}>") == Group(name)


def test_angle_brackets_name_a_word_group_of_the_codebook():
    assert parse_one("<kanaal>", groups=["kanaal"]) == Group("kanaal")


def test_a_word_group_can_be_optional():
    assert parse_pattern("<persoon>? vertrouwen", {})[0] == Group("persoon", optional=True)


@pytest.mark.parametrize("tag", sorted(POS_TAGS))
def test_angle_brackets_around_a_tag_name_a_word_class(tag):
    assert parse_one(f"<{tag}>") == PartOfSpeech(tag)


def test_a_word_class_can_be_optional():
    assert parse_pattern("<ADJ>? band", {})[0] == PartOfSpeech("ADJ", optional=True)


def test_iemand_is_short_for_a_person():
    assert parse_one("iemand") == Group("persoon")


def test_iemand_can_be_optional():
    assert parse_pattern("iemand? vertrouwen", {})[0] == Group("persoon", optional=True)


def test_iemand_as_a_literal_form_is_only_that_word():
    assert parse_one("=iemand") == Word(forms=("iemand",))


# --- mistakes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   ", "\t\n"])
def test_an_empty_pattern_is_refused(text):
    assert "leeg" in refuse(text)


@pytest.mark.parametrize("text", ["* kwijt", "*2 kwijt", "kwijt *", "kwijt *3", "*"])
def test_a_gap_at_the_edge_is_refused(text):
    assert "niet met * beginnen of eindigen" in refuse(text)


@pytest.mark.parametrize("text", ["heel?", "heel? erg?", "<persoon>? *2 heel?", "<VERB>?"])
def test_a_pattern_of_which_everything_may_be_absent_is_refused(text):
    assert "minstens één woord" in refuse(text)


def test_two_gaps_in_a_row_are_refused():
    assert "twee sterretjes" in refuse("niet *2 *3 terecht")


def test_an_unknown_word_group_is_named():
    assert "<kannaal>" in refuse("<kannaal> sturen")


def test_an_unknown_word_group_lists_the_known_ones_of_codebook_and_codeer():
    message = refuse("<x> sturen", groups=["kanaal", "zorg"])

    assert "bekend zijn: bezit, kanaal, ontkenning, persoon, zorg" in message


def test_a_word_group_name_has_exactly_the_case_of_its_definition():
    assert "<Persoon>" in refuse("<Persoon>")


@pytest.mark.parametrize(
    "part",
    [
        "a/b", "klik!", "klik,", "(klik)", "<persoon", "persoon>", "<>", "*10", "**", "?", "+", "=",
        "a||b", "|a", "a|", "=+a", "a??", "a+b", "<persoon>+", "*2?", "é|", "a+|b", "\u00ab", "😀",
    ],
)  # fmt: skip
def test_an_unreadable_part_is_quoted_with_what_may_stand_there(part):
    message = refuse(f"vertrouwen {part} winnen")

    assert message.startswith(f"'{part}' is geen geldig deel")
    assert "+woord, woord+" in message


@pytest.mark.parametrize("part", ["-", "--", "=-", "'", ".", "...", "’"])
def test_a_part_without_a_letter_or_digit_is_refused(part):
    assert f"'{part}'" in refuse(f"vertrouwen {part} winnen")


@pytest.mark.parametrize("part", ["=drempel+", "+=drempel", "+drempel|=muur", "=drempel|muur+"])
def test_a_literal_form_cannot_be_part_of_a_compound(part):
    assert f"'{part}'" in refuse(part)


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.text(alphabet="ab é'’.-=+|?*0123456789<>/ VERBpersoon", max_size=20))
def test_any_text_is_read_or_refused_with_a_pattern_error(text):
    with contextlib.suppress(PatternError):
        assert parse_pattern(text, {})
