"""Keeping hits as bytes, and the key under which the hits of a rule are kept."""

import pytest

from codeer.lemmas import lemma_fingerprint
from codeer.model import Rule
from codeer.suggest import hits as hits_module
from codeer.suggest.hits import Hit, hits_from_bytes, hits_to_bytes, rule_key

KEYS = [rule_key(Rule(text, 0.6), {}) for text in ("klik", "band", "rol")]
EXAMPLE = {KEYS[0]: [Hit(0, (3,)), Hit(7, (70, 72))], KEYS[1]: [], KEYS[2]: [Hit(2, (5, 6, 9))]}


# --- bytes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("hits", [EXAMPLE, {}, {KEYS[0]: []}])
def test_hits_come_back_as_they_were_written(hits):
    assert hits_from_bytes(hits_to_bytes(hits)) == hits


@pytest.mark.parametrize("size", range(len(hits_to_bytes(EXAMPLE))))
def test_hits_that_are_cut_off_are_refused(size):
    with pytest.raises(ValueError, match="damaged"):
        hits_from_bytes(hits_to_bytes(EXAMPLE)[:size])


@pytest.mark.parametrize("place", range(len(hits_to_bytes(EXAMPLE))))
def test_hits_of_which_a_byte_changed_are_refused(place):
    damaged = bytearray(hits_to_bytes(EXAMPLE))
    damaged[place] ^= 1

    with pytest.raises(ValueError, match="damaged"):
        hits_from_bytes(bytes(damaged))


# --- keys ----------------------------------------------------------------------------------------


def key(text, tokens="", weight=0.6, note="", **groups):
    return rule_key(Rule(text, weight, tokens, note), groups)


def test_weight_and_note_change_no_hits():
    assert key("klik", weight=0.6) == key("klik", weight=0.4, note="uitleg")


def test_another_pattern_has_another_key():
    assert key("klik") != key("klikken")


def test_another_raw_token_pattern_has_another_key():
    assert key("tokenpatroon", '[{"LOWER": "a"}]') != key("tokenpatroon", '[{"LOWER": "b"}]')


def test_the_words_of_a_group_that_is_used_are_part_of_the_key():
    assert key("<kanaal>", kanaal=("appen",)) != key("<kanaal>", kanaal=("appen", "bellen"))


@pytest.mark.parametrize("pattern", ["bij <persoon>", "bij iemand"])
def test_a_group_that_replaces_a_built_in_one_changes_the_key(pattern):
    assert key(pattern) != key(pattern, persoon=("tafel",))


def test_a_group_that_is_not_used_is_no_part_of_the_key():
    assert key("klik", kanaal=("appen",)) == key("klik")


def test_the_order_of_the_words_of_a_group_changes_no_hits():
    assert key("<kanaal>", kanaal=("a1", "b1")) == key("<kanaal>", kanaal=("b1", "a1"))


def test_other_knowledge_of_lemmas_changes_the_key(monkeypatch):
    before = key("klik")
    monkeypatch.setattr(hits_module, "lemma_fingerprint", lambda: f"{lemma_fingerprint()} anders")

    assert key("klik") != before
