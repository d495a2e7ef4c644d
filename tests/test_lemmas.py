"""Dutch words: lemmas, plurals, infinitives and separable verbs, without a language model."""

import pytest

from codeer.lemmas import find_lemma, find_lemmas, is_infinitive, says_something, split_particle


@pytest.mark.parametrize(
    ("form", "lemma"), [("effe", "even"), ("efkes", "even"), ("nie", "niet"), ("mekaar", "elkaar")]
)
def test_a_spoken_form_has_the_lemma_of_its_written_one(form, lemma):
    assert find_lemma(form) == lemma


@pytest.mark.parametrize(
    ("noun", "plural"), [("muur", "muren"), ("grens", "grenzen"), ("stap", "stappen")]
)
def test_a_noun_is_found_in_its_plural_whatever_the_spelling(noun, plural):
    assert find_lemma(plural) in find_lemmas([noun])


@pytest.mark.parametrize("verb", ["bellen", "kunnen", "opbellen", "gaan", "vragen", "leven"])
def test_an_infinitive_is_recognised(verb):
    assert is_infinitive(verb)


@pytest.mark.parametrize("word", ["band", "vriend", "kwijt", "tien", "ogen", ""])
def test_another_word_is_no_infinitive(word):
    assert not is_infinitive(word)


@pytest.mark.parametrize(
    ("verb", "parts"),
    [
        ("opbellen", ("op", "bellen")),
        ("binnenlopen", ("binnen", "lopen")),
        ("meegaan", ("mee", "gaan")),
        ("terugbellen", ("terug", "bellen")),
        ("vooruitkijken", ("vooruit", "kijken")),
    ],
)
def test_a_separable_verb_has_a_particle_and_a_base(verb, parts):
    assert split_particle(verb) == parts


@pytest.mark.parametrize("verb", ["bellen", "openen", "innen", "uiten", "afmaak", "oplossing"])
def test_a_word_that_only_begins_like_a_particle_is_not_separable(verb):
    assert split_particle(verb) is None


@pytest.mark.parametrize("words", ["vertrouwen", "het vertrouwen", "niet kwijt"])
def test_a_word_with_a_meaning_says_something(words):
    assert says_something(words)


@pytest.mark.parametrize("words", ["het", "of", "ik ook niet", "j m", ""])
def test_function_words_and_letters_say_nothing(words):
    assert not says_something(words)
