"""Turn the pattern language into spaCy matchers, and find rules in annotated segments.

Plain terms go to `PhraseMatcher` on lemmas, the rest to `Matcher`, which costs about 500 times as much
(measured: 300 one-lemma terms over 90,000 tokens 2 s against .004 s). So each `Matcher` pattern is tried
only on segments that hold one word of each of its obligatory positions.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any, TypeGuard

from codeer.language import (
    AnnotatedSegment,
    find_lemmas,
    inflections,
    is_infinitive,
    split_particle,
)
from codeer.model import Rule
from codeer.pattern import (
    BUILT_IN_GROUPS,
    Element,
    Gap,
    Group,
    PartOfSpeech,
    Word,
    parse_pattern,
)
from codeer.text import fold

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

Token = dict[str, Any]

# Between a verb and what belongs to it: "kwijt zou kunnen", "op te bellen"
_AUXILIARIES = tuple(
    """
        te hebben zijn worden kunnen moeten mogen willen zullen gaan blijven laten durven hoeven
        komen aan het zitten
    """.split()
)
_VERB_FIRST_GAP = 6
_PARTICLE_GAP = 8
# What may follow a particle at the end of its clause: "dan belde ik haar op en ..."
_AFTER_CLAUSE = frozenset(
    """
        hoe wat wie waar waarom wanneer welke en of maar want dus omdat dat als toen om dan hoor he eigenlijk zeg weet ook ofzo wel
        nog even gewoon altijd nooit meteen soms vaak toch steeds zo
    """.split()
)
_SENTENCE_ENDS = [".", "?", "!", "…", "...", ";"]  # no gap runs across them
_MAX_PHRASES = 64


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule found in a segment."""

    rule: Rule
    tokens: frozenset[int]
    """Indexes in the Doc of the words that matched, gaps left out."""


@dataclass(frozen=True, slots=True)
class _Variant:
    """One spaCy pattern for a rule, with what a segment must hold to be worth trying."""

    number: int
    rule: Rule
    matcher: "Matcher"
    required: tuple[frozenset[int], ...]
    """For each obligatory position the hashes (lemma or lower case) that can fill it."""
    gaps: frozenset[int]
    """Positions in the pattern that are gaps."""
    particle_last: bool = False


class RuleFinder:
    """All rules of a codebook, compiled once for a pipeline's vocabulary."""

    def __init__(
        self, rules: Sequence[Rule], groups: Mapping[str, Sequence[str]], vocab: "Vocab"
    ) -> None:
        from spacy.matcher import PhraseMatcher

        self._vocab = vocab
        self._count = 0
        self._groups = {**BUILT_IN_GROUPS, **groups}
        self._phrases = PhraseMatcher(vocab, attr="LEMMA")
        self._phrase_rules: dict[int, list[Rule]] = defaultdict(list)
        self._by_anchor: dict[int, list[_Variant]] = defaultdict(list)
        self._unanchored: list[_Variant] = []
        self._compounds: dict[int, list[tuple[re.Pattern[str], _Variant]]] = {}
        self._compound_variants: list[tuple[re.Pattern[str], _Variant]] = []
        for rule in dict.fromkeys(rules):
            self._add(rule)

    def find(self, segment: AnnotatedSegment) -> Iterator[Hit]:
        """Yield every rule found in the segment, with its shortest matches."""
        if segment.start >= segment.end:
            return
        span = segment.doc[segment.start : segment.end]
        for key, start, end in self._phrases(span):
            found = frozenset(
                range(start, end)
            )  # PhraseMatcher counts from the Doc, Matcher from the span
            for rule in self._phrase_rules[key]:
                yield Hit(rule, found)
        keys = {key for token in span for key in (token.lemma, token.lower)}
        for variant in self._worth_trying(keys):
            for tokens in _shortest_matches(variant, segment):
                yield Hit(variant.rule, tokens)

    def _worth_trying(self, keys: set[int]) -> Iterator[_Variant]:
        """Yield each variant once for which the segment holds a word of every needed kind."""
        found: dict[int, _Variant] = {}
        for key in keys:
            for variant in self._by_anchor.get(key, ()):
                found[variant.number] = variant
            for _, variant in self._compound(key):
                found[variant.number] = variant
        yield from self._unanchored
        for number in sorted(found):
            if all(not keys.isdisjoint(options) for options in found[number].required):
                yield found[number]

    def _compound(self, lemma: int) -> list[tuple[re.Pattern[str], _Variant]]:
        """Return the compound patterns that a lemma fits, remembered per lemma."""
        if lemma not in self._compounds:
            text = self._vocab.strings[lemma]
            fitting = [pair for pair in self._compound_variants if pair[0].fullmatch(text)]
            self._compounds[lemma] = fitting
        return self._compounds[lemma]

    # --- compiling -------------------------------------------------------------------------------

    def _add(self, rule: Rule) -> None:
        if rule.tokens:
            self._unanchored.append(self._variant(rule, json.loads(rule.tokens), ()))
            return
        for elements in product(*map(_alternatives, parse_pattern(rule.text, self._groups))):
            for last in _verbs_apart(elements[-1]):
                self._add_elements(rule, (*elements[:-1], last))

    def _add_elements(self, rule: Rule, elements: tuple[Element, ...]) -> None:
        last = elements[-1]
        verb = _single_lemma(last)
        if all(_is_plain(element) for element in elements) and not (
            verb and (split_particle(verb) or (len(elements) > 1 and is_infinitive(verb)))
        ):
            self._add_phrases(rule, [e for e in elements if isinstance(e, Word)])
            return
        if verb and is_infinitive(verb):
            self._add_verb_final(rule, elements[:-1], verb)
        else:
            self._add_variant(rule, list(elements))

    def _add_phrases(self, rule: Rule, words: list[Word]) -> None:
        from spacy.tokens import Doc

        options = [sorted(find_lemmas(word.lemmas)) for word in words]
        phrases = list(product(*options))
        if len(phrases) > _MAX_PHRASES:
            self._add_variant(rule, list(words))
            return
        key = f"phrase {len(self._phrase_rules)}"
        docs = [Doc(self._vocab, words=list(p), lemmas=list(p)) for p in phrases]
        self._phrases.add(key, docs)
        self._phrase_rules[self._vocab.strings[key]].append(rule)

    def _add_verb_final(self, rule: Rule, rest: tuple[Element, ...], verb: str) -> None:
        """Add the orders of a Dutch clause: verb last, verb first, and the verb in two parts."""
        whole = Word(lemmas=(verb,))
        between: list[Element | tuple[str, ...]] = [_AUXILIARIES] if rest else []
        self._add_variant(rule, [*rest, *between, whole])
        parts = split_particle(verb)
        if rest:
            self._add_variant(rule, [whole, Gap(_VERB_FIRST_GAP), *rest])
        if parts is None:
            return
        particle, base = Word(forms=(parts[0],)), Word(lemmas=(parts[1],))
        self._add_variant(rule, [*rest, particle, _AUXILIARIES, base])
        if rest:
            front = [base, Gap(_VERB_FIRST_GAP), *rest, Gap(3), particle]
        else:
            front = [base, Gap(_PARTICLE_GAP), particle]
        self._add_variant(rule, front, particle_last=True)

    def _add_variant(
        self,
        rule: Rule,
        elements: Sequence[Element | tuple[str, ...]],
        *,
        particle_last: bool = False,
    ) -> None:
        tokens = [self._token(element) for element in elements]
        variant = self._variant(rule, tokens, elements, particle_last=particle_last)
        if variant.required:
            anchor = min(variant.required, key=len)
            for lemma in anchor:
                self._by_anchor[lemma].append(variant)
            return
        compound = next((_compound_regex(e) for e in elements if _is_compound(e)), None)
        if compound is None:
            self._unanchored.append(variant)
        else:
            self._compound_variants.append((re.compile(compound), variant))

    def _variant(
        self,
        rule: Rule,
        tokens: list[Token],
        elements: Sequence[Element | tuple[str, ...]],
        *,
        particle_last: bool = False,
    ) -> _Variant:
        from spacy.matcher import Matcher

        matcher = Matcher(self._vocab)
        matcher.add("rule", [tokens])
        required = tuple(
            options for element in elements if (options := self._required(element)) is not None
        )
        gaps = frozenset(
            index for index, element in enumerate(elements) if isinstance(element, Gap | tuple)
        )
        self._count += 1
        return _Variant(self._count, rule, matcher, required, gaps, particle_last)

    def _required(self, element: Element | tuple[str, ...]) -> frozenset[int] | None:
        """Return the lemma hashes of which a segment must hold one; None when it need not."""
        if isinstance(element, tuple | Gap | PartOfSpeech) or element.optional:
            return None
        if isinstance(element, Group):
            lemmas = find_lemmas(self._groups[element.name])
        elif element.head or element.tail:
            return None
        elif element.forms:
            lemmas = frozenset(_literal(element))
        else:
            lemmas = find_lemmas(element.lemmas)
        return frozenset(self._vocab.strings.add(lemma) for lemma in lemmas)

    def _token(self, element: Element | tuple[str, ...]) -> Token:
        if isinstance(element, Gap):
            return {"ORTH": {"NOT_IN": _SENTENCE_ENDS}, "OP": f"{{0,{element.most}}}"}
        if isinstance(element, tuple):
            return {**_lemma_in(element), "OP": "{0,2}"}
        token: Token = {"OP": "?"} if element.optional else {}
        if isinstance(element, PartOfSpeech):
            return token | {"POS": element.tag}
        if isinstance(element, Group):
            return token | _lemma_in(self._groups[element.name])
        return token | _word_token(element)


def _word_token(word: Word) -> Token:
    if word.head or word.tail:
        return {"LEMMA": {"REGEX": rf"^(?:{_compound_regex(word)})$"}}
    if word.forms:
        return {"LOWER": {"IN": _literal(word)}}
    return _lemma_in(word.lemmas)


def _literal(word: Word) -> list[str]:
    return sorted({form.lower().replace("’", "'") for form in word.forms})


def _lemma_in(words: Iterable[str]) -> Token:
    return {"LEMMA": {"IN": sorted(find_lemmas(words))}}


def _alternatives(element: Element) -> list[Element]:
    """Split a word that may be a lemma or a literal form: spaCy compares one attribute at a time."""
    if isinstance(element, Word) and element.lemmas and element.forms:
        return [replace(element, forms=()), replace(element, lemmas=())]
    return [element]


def _verbs_apart(element: Element) -> list[Element]:
    """Split alternatives that hold a verb: each verb has its own orders."""
    if _is_plain(element) and isinstance(element, Word) and len(element.lemmas) > 1:
        verbs = [lemma for lemma in element.lemmas if is_infinitive(fold(lemma))]
        others = tuple(lemma for lemma in element.lemmas if lemma not in verbs)
        rest = [replace(element, lemmas=others)] if others else []
        return [*rest, *(replace(element, lemmas=(verb,)) for verb in verbs)]
    return [element]


def _single_lemma(element: Element) -> str | None:
    if isinstance(element, Word) and len(element.lemmas) == 1 and not element.forms:
        return None if element.head or element.tail or element.optional else fold(element.lemmas[0])
    return None


def _is_plain(element: Element) -> bool:
    return isinstance(element, Word) and not (
        element.forms or element.optional or element.head or element.tail
    )


def _is_compound(element: Element | tuple[str, ...]) -> TypeGuard[Word]:
    return isinstance(element, Word) and (element.head or element.tail) and not element.optional


def _compound_regex(element: Word) -> str:
    """Return a regular expression for a word as part of a compound, at least two letters more."""
    forms = {form for lemma in find_lemmas(element.lemmas) for form in inflections(lemma)}
    words = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    before = r"(?:\w{2,})?" if element.tail else ""
    after = r"(?:\w{2,})?" if element.head else ""
    return f"{before}(?:{words}){after}"


# --- matching ------------------------------------------------------------------------------------


def _shortest_matches(variant: _Variant, segment: AnnotatedSegment) -> list[frozenset[int]]:
    """Return the word positions of the shortest matches of a variant that do not overlap."""
    span = segment.doc[segment.start : segment.end]
    found: list[tuple[int, int, frozenset[int]]] = []
    matches: Any = variant.matcher(span, with_alignments=True)  # spaCy's stub lacks the alignment
    for _, span_start, span_end, alignment in matches:
        start, end = segment.start + span_start, segment.start + span_end
        if variant.particle_last and not _ends_clause(segment.doc, end, segment.end):
            continue
        words = frozenset(
            start + offset
            for offset, position in enumerate(alignment)
            if position not in variant.gaps
        )
        found.append((end - start, start, words))
    kept: list[frozenset[int]] = []
    taken: set[int] = set()
    for length, start, words in sorted(found, key=lambda match: match[:2]):
        if taken.isdisjoint(range(start, start + length)):
            taken.update(range(start, start + length))
            kept.append(words)
    return kept


def _ends_clause(doc: "Doc", position: int, segment_end: int) -> bool:
    if position >= segment_end:
        return True
    token = doc[position]
    return bool(token.is_punct) or fold(token.text) in _AFTER_CLAUSE
