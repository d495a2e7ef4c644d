"""What is found of a pattern is what spaCy's `Matcher` finds, also where words could be taken in two ways."""

import re
from itertools import pairwise

import numpy as np
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.matcher import Matcher
from spacy.tokens import Doc

from codeer.lemmas import find_lemma
from codeer.model import Rule
from codeer.pattern import PatternError, parse_pattern
from codeer.suggest.hits import Hit
from codeer.suggest.matching import RuleFinder
from codeer.suggest.variants import Trait, compile_pattern
from codeer.tokens import TokenKind, Tokens

GROUPS = {"groep": ("xa", "ya")}
PARTS = st.sampled_from(
    "xa xa xa ya ya ya za xa|ya =Xa =XA|za xa? ya? za? * * *1 *2 *0 <groep> <groep>? <NOUN> <NOUN>? +xa ya+ +za+".split()
)
LAST = st.sampled_from(["xa", "ya", "", "komen", "opbellen", "opbellen|xa", "bellen"])
WORDS = st.sampled_from(
    "xa xa xa xa ya ya ya ya za Xa qa qqxa yaqq qqzaqq . , te bellen belde belde op op opgebeld komen en".split()
)
SEGMENTS = st.lists(
    st.lists(st.tuples(WORDS, st.sampled_from(["", "NOUN"])), max_size=9), min_size=1, max_size=2
)


def is_pattern(text):
    try:
        parse_pattern(text, GROUPS)
    except PatternError:
        return False
    return True


PATTERNS = (
    st.tuples(st.lists(PARTS, max_size=4), LAST)
    .map(lambda parts: " ".join([*parts[0], parts[1]]).strip())
    .filter(is_pattern)
)


def make_tokens(segments):
    kinds = {}
    for text, pos in (word for segment in segments for word in segment):
        kind = TokenKind(text, find_lemma(text), pos, "", "")
        kinds.setdefault(kind, len(kinds))
    words = [
        kinds[TokenKind(text, find_lemma(text), pos, "", "")] for s in segments for text, pos in s
    ]
    starts = np.cumsum([0, *map(len, segments)])
    return Tokens(tuple(kinds), np.array(words, np.int32), starts.astype(np.int32))


def as_spacy(step):
    values = sorted(step.test.values)
    forms = "|".join(map(re.escape, values))
    token = {
        Trait.ANY: {"ORTH": {"NOT_IN": [".", "?", "!", "…", "...", ";"]}},
        Trait.LEMMA: {"LEMMA": {"IN": values}},
        Trait.LOWER: {"LOWER": {"IN": values}},
        Trait.POS: {"POS": {"IN": values}},
        Trait.HEAD: {"LEMMA": {"REGEX": rf"^(?:{forms})(?:\w{{2,}})?$"}},
        Trait.TAIL: {"LEMMA": {"REGEX": rf"^(?:\w{{2,}})?(?:{forms})$"}},
        Trait.HEAD_OR_TAIL: {"LEMMA": {"REGEX": rf"^(?:\w{{2,}})?(?:{forms})(?:\w{{2,}})?$"}},
    }[step.test.trait]
    if step.may_be_absent:
        token["OP"] = f"{{0,{step.most}}}"
    return token


VOCAB = spacy.blank("nl").vocab


def find_with_spacy(variant, doc, first, end):
    matcher = Matcher(VOCAB)
    matcher.add("rule", [[as_spacy(step) for step in variant.steps]])
    found = []
    for _, start, stop, steps in matcher(doc[first:end], allow_missing=True, with_alignments=True):
        following = doc[first + stop] if first + stop < end else None
        may_follow = following is None or following.is_punct or following.text == "en"
        if variant.ends_clause and not may_follow:
            continue
        words = [first + start + offset for offset, step in enumerate(steps)]
        spoken = [w for w, step in zip(words, steps, strict=True) if not variant.steps[step].is_gap]
        found.append((stop - start, start, tuple(words), tuple(spoken)))
    taken = set()
    for _, _, words, spoken in sorted(found):
        if variant.is_phrase or taken.isdisjoint(words):
            taken.update(words)
            yield spoken


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(PATTERNS, SEGMENTS)
def test_a_pattern_finds_the_words_that_spacy_finds(pattern, segments):
    tokens = make_tokens(segments)
    words = [tokens.kinds[number] for number in tokens.numbers]
    doc = Doc(
        VOCAB,
        words=[kind.text for kind in words],
        lemmas=[kind.lemma for kind in words],
        pos=[kind.pos for kind in words],
    )

    (found,) = RuleFinder([Rule(pattern, 0.5)], GROUPS).find(tokens).values()

    expected = [
        Hit(segment, spoken)
        for segment, (first, end) in enumerate(pairwise(tokens.starts.tolist()))
        if first < end
        for variant in compile_pattern(pattern, GROUPS)
        for spoken in find_with_spacy(variant, doc, first, end)
    ]
    assert found == list(dict.fromkeys(expected))


@settings(max_examples=100, deadline=None, database=None, derandomize=True)
@given(st.lists(PATTERNS, min_size=1, max_size=3), st.lists(SEGMENTS, max_size=3))
def test_several_interviews_at_once_give_what_each_gives_alone(patterns, interviews):
    finder = RuleFinder([Rule(pattern, 0.5) for pattern in patterns], GROUPS)
    tokens = [make_tokens(segments) for segments in interviews]

    assert finder.find_all(tokens) == [finder.find(one) for one in tokens]
