"""Turn a line of the pattern language into variants: rows of steps, in every order of a Dutch clause."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache, cached_property
from itertools import product
from typing import NamedTuple

from codeer.lemmas import find_lemmas, inflections, is_infinitive, split_particle
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

# Between a verb and what belongs to it: "kwijt zou kunnen", "op te bellen"
_AUXILIARIES = tuple(
    """
        te hebben zijn worden kunnen moeten mogen willen zullen gaan blijven laten durven hoeven
        komen aan het zitten
    """.split()
)
_AUXILIARY_GAP = 2
_VERB_FIRST_GAP = 6
_PARTICLE_GAP = 8


class Trait(Enum):
    """Which trait of a word a step looks at."""

    LEMMA = auto()
    LOWER = auto()
    POS = auto()
    HEAD = auto()
    """The lemma, of which one of the forms is the start."""
    TAIL = auto()
    HEAD_OR_TAIL = auto()
    ANY = auto()
    """Every word fits, but not the end of a sentence."""


@dataclass(frozen=True, eq=False, slots=True)
class Test:
    """What one word must be; the same test is the same object, which is quick to compare."""

    trait: Trait
    values: frozenset[str]


@cache
def make_test(trait: Trait, values: frozenset[str] = frozenset()) -> Test:
    """Return the test for a trait that has one of some values."""
    return Test(trait, values)


@dataclass(frozen=True, slots=True)
class Step:
    """A word, or up to `most` words, that all pass a test."""

    test: Test
    most: int = 1
    may_be_absent: bool = False
    is_gap: bool = False
    """What stands here is no part of the hit."""


class Row(NamedTuple):
    """Words that must stand next to each other."""

    tests: tuple[Test, ...]
    before: int
    """How many other words may stand between the previous row and this one."""


@dataclass(frozen=True)
class Variant:
    """One order of words in which a rule shows."""

    steps: tuple[Step, ...]
    is_phrase: bool = False
    """Plain words in a row: every place counts, also where two of them overlap."""
    ends_clause: bool = False
    """The last word must end its clause."""

    @cached_property
    def needed(self) -> tuple[Test, ...]:
        """The tests that some word must pass, those that few words pass first."""
        tests = {step.test for step in self.steps if not step.may_be_absent}
        return tuple(sorted(tests, key=lambda test: len(test.values)))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The words that must stand next to each other, in order."""
        rows = [Row((), 0)]
        for step in self.steps:
            tests, before = rows[-1]
            if not step.may_be_absent:
                rows[-1] = Row((*tests, step.test), before)
            elif tests:
                rows.append(Row((), step.most))
            else:
                rows[-1] = Row((), before + step.most)
        return tuple(row for row in rows if row.tests)

    @cached_property
    def gaps(self) -> tuple[int, ...]:
        """The steps that are gaps."""
        return tuple(index for index, step in enumerate(self.steps) if step.is_gap)

    @cached_property
    def has_optional(self) -> bool:
        """Whether a word may be absent."""
        return any(step.may_be_absent and not step.is_gap for step in self.steps)

    @property
    def is_anchored(self) -> bool:
        """Tell whether a word that is given must be there, not only some word of a class."""
        return any(test.trait is not Trait.POS for test in self.needed)


def compile_pattern(text: str, groups: Mapping[str, Sequence[str]]) -> tuple[Variant, ...]:
    """Return the variants of a pattern, each once, in the order in which their hits come."""
    known = {**BUILT_IN_GROUPS, **groups}
    found = [
        variant
        for elements in product(*map(_alternatives, parse_pattern(text, known)))
        for last in _verbs_apart(elements[-1])
        for variant in _orders((*elements[:-1], last), known)
    ]
    found.sort(key=lambda variant: (not variant.is_phrase, variant.is_anchored))
    return tuple(dict.fromkeys(found))


def used_groups(
    text: str, groups: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the word groups that a pattern names, with their words."""
    known = {**BUILT_IN_GROUPS, **groups}
    for element in parse_pattern(text, known):
        if isinstance(element, Group):
            yield element.name, known[element.name]


def _alternatives(element: Element) -> list[Element]:
    """Split a word that may be a lemma or a literal form: a step looks at one trait."""
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


def _orders(
    elements: tuple[Element, ...], groups: Mapping[str, Sequence[str]]
) -> Iterator[Variant]:
    steps = tuple(step for element in elements if (step := _step(element, groups)).most)
    verb = _single_lemma(elements[-1])
    is_verb = verb is not None and is_infinitive(verb)
    if all(map(_is_plain, elements)) and not (
        verb and (split_particle(verb) or (is_verb and len(elements) > 1))
    ):
        yield Variant(steps, is_phrase=True)
    elif verb and is_verb:
        yield from _verb_orders(steps[:-1], verb)
    else:
        yield Variant(steps)


def _verb_orders(rest: tuple[Step, ...], verb: str) -> Iterator[Variant]:
    """Yield the orders of a Dutch clause: verb last, verb first, and the verb in two parts."""
    whole, between = _lemmas([verb]), _between()
    yield Variant((*rest, between, whole) if rest else (whole,))
    if rest:
        yield Variant((whole, _gap(_VERB_FIRST_GAP), *rest))
    parts = split_particle(verb)
    if parts is None:
        return
    particle, base = _forms([parts[0]]), _lemmas([parts[1]])
    yield Variant((*rest, particle, between, base))
    if rest:
        front = (base, _gap(_VERB_FIRST_GAP), *rest, _gap(3), particle)
    else:
        front = (base, _gap(_PARTICLE_GAP), particle)
    yield Variant(front, ends_clause=True)


# --- steps ---------------------------------------------------------------------------------------


def _step(element: Element, groups: Mapping[str, Sequence[str]]) -> Step:
    if isinstance(element, Gap):
        return _gap(element.most)
    if isinstance(element, PartOfSpeech):
        step = Step(make_test(Trait.POS, frozenset([element.tag])))
    elif isinstance(element, Group):
        step = _lemmas(groups[element.name])
    elif element.head or element.tail:
        step = Step(_compound(element))
    else:
        step = _forms(element.forms) if element.forms else _lemmas(element.lemmas)
    return replace(step, may_be_absent=element.optional)


def _gap(most: int) -> Step:
    return Step(make_test(Trait.ANY), most, may_be_absent=True, is_gap=True)


def _between() -> Step:
    return replace(_lemmas(_AUXILIARIES), most=_AUXILIARY_GAP, may_be_absent=True, is_gap=True)


def _lemmas(words: Iterable[str]) -> Step:
    return Step(make_test(Trait.LEMMA, find_lemmas(words)))


def _forms(words: Iterable[str]) -> Step:
    forms = frozenset(word.lower().replace("’", "'") for word in words)
    return Step(make_test(Trait.LOWER, forms))


def _compound(word: Word) -> Test:
    forms = {form for lemma in find_lemmas(word.lemmas) for form in inflections(lemma)}
    if word.head and word.tail:
        return make_test(Trait.HEAD_OR_TAIL, frozenset(forms))
    return make_test(Trait.HEAD if word.head else Trait.TAIL, frozenset(forms))


def _single_lemma(element: Element) -> str | None:
    if isinstance(element, Word) and len(element.lemmas) == 1 and not element.forms:
        return None if element.head or element.tail or element.optional else fold(element.lemmas[0])
    return None


def _is_plain(element: Element) -> bool:
    return isinstance(element, Word) and not (
        element.forms or element.optional or element.head or element.tail
    )
