"""The engine `patronen`: rules of the codebook, each hit a reason that a person can check."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from codeer.model import Code, Codebook, Rule, Segment, Suggestion
from codeer.suggest.hits import Hit
from codeer.suggest.stream import is_punctuation
from codeer.text import fold
from codeer.tokens import TokenKind, Tokens

ENGINE = "patronen"
_NEGATIONS = frozenset(
    """
        niet geen nooit niks niets niemand nergens nauwelijks amper noch zonder
    """.split()
)
_NO_NEGATIONS = frozenset({("niet", "alleen"), ("waarom", "niet")})
_CLAUSE_ENDS = frozenset(["maar", "want", "omdat", "terwijl", "dus", "toen"])


@dataclass(slots=True)
class _Clues:
    """What was found in one segment that has to do with one code."""

    hits: list[tuple[int, Rule, Hit]] = field(default_factory=list)
    """With the place of the rule in the code."""
    barred: set[int] = field(default_factory=set)
    """Words of exceptions."""
    values: set[tuple[str, str]] = field(default_factory=set)
    """Attribute and value."""


class PatternEngine:
    """Makes suggestions of where the rules of one codebook were found."""

    def __init__(self, codebook: Codebook) -> None:
        self._codes = codebook.codes
        self._reasons: dict[Rule, list[tuple[int, int]]] = defaultdict(list)
        """Rule to the codes for which it is a reason, with its place there."""
        self._exceptions: dict[Rule, list[int]] = defaultdict(list)
        self._values: dict[Rule, list[tuple[int, str, str]]] = defaultdict(list)
        self._uses: list[tuple[str, tuple[str, ...], Rule]] = []
        """Code, what a rule is for it, and the rule."""
        for number, code in enumerate(codebook.codes):
            for place, rule in enumerate(code.rules):
                self._reasons[rule].append((number, place))
                self._uses.append((code.id, ("reden",), rule))
            for rule in code.exceptions:
                self._exceptions[rule].append(number)
                self._uses.append((code.id, ("uitzondering",), rule))
            for name, values in code.attributes.items():
                for value, rules in values.items():
                    for rule in rules:
                        self._values[rule].append((number, name, value))
                        self._uses.append((code.id, ("kenmerk", name, value), rule))
        self.rules = tuple(dict.fromkeys(chain(self._reasons, self._values, self._exceptions)))
        """Every rule to look for, once."""

    def describe(self, hits: Mapping[Rule, Sequence[Hit]]) -> str:
        """Return all of the codebook and of what was found from which `find` makes its suggestions."""
        return repr(
            [
                (code, use, rule.text, rule.tokens, rule.weight, [tuple(hit) for hit in hits[rule]])
                for code, use, rule in self._uses
                if hits.get(rule)
            ]
        )

    def find(
        self,
        source: str,
        segments: Sequence[Segment],
        tokens: Tokens,
        hits: Mapping[Rule, Sequence[Hit]],
    ) -> Iterator[Suggestion]:
        """Yield a suggestion per segment and code for which some rule holds, in codebook order.

        Where only the value of an attribute shows, the score is 0: it waits for another engine.
        """
        said = _Said(tokens)
        for (segment, number), clues in sorted(
            self._gather(hits).items(), key=lambda item: item[0]
        ):
            code = self._codes[number]
            evidence = _choose_evidence(clues)
            values = _name_values(code, clues.values)
            if evidence or values:
                yield _suggest(source, segments[segment], said, code, evidence, values)

    def _gather(self, hits: Mapping[Rule, Sequence[Hit]]) -> dict[tuple[int, int], _Clues]:
        """Return the clues per segment and code."""
        found: dict[tuple[int, int], _Clues] = defaultdict(_Clues)
        for rule, places in hits.items():
            for hit in places:
                for number, place in self._reasons.get(rule, ()):
                    found[hit.segment, number].hits.append((place, rule, hit))
                for number, name, value in self._values.get(rule, ()):
                    found[hit.segment, number].values.add((name, value))
        for rule in self._exceptions.keys() & hits.keys():
            for hit in hits[rule]:
                for number in self._exceptions[rule]:
                    if clues := found.get((hit.segment, number)):
                        clues.barred.update(hit.tokens)
        return found


def _name_values(code: Code, shown: set[tuple[str, str]]) -> list[str]:
    """Return per attribute of a code the values that show, readable by a person."""
    found = []
    for name, values in code.attributes.items() if shown else ():
        if those := [value for value in values if (name, value) in shown]:
            found.append(f"{name}: {', '.join(those)}")
    return found


def _choose_evidence(clues: _Clues) -> list[tuple[Rule, Hit]]:
    """Keep the strongest hits that share no word, so that one word never counts twice."""
    found = [
        (-rule.weight, -len(hit.tokens), hit.tokens[0], rule.text, place, index)
        for index, (place, rule, hit) in enumerate(clues.hits)
        if clues.barred.isdisjoint(hit.tokens)
    ]
    taken: set[int] = set()
    kept = []
    for *_, index in sorted(found):
        _, rule, hit = clues.hits[index]
        if taken.isdisjoint(hit.tokens):
            taken.update(hit.tokens)
            kept.append((rule, hit))
    return kept


class _Said:
    """The words of an interview."""

    def __init__(self, tokens: Tokens) -> None:
        self._kinds = tokens.kinds
        self._numbers: list[int] = tokens.numbers.tolist()
        self._starts: list[int] = tokens.starts.tolist()

    def __getitem__(self, index: int) -> TokenKind:
        return self._kinds[self._numbers[index]]

    def clause(self, hit: Hit) -> range:
        """Return the words of the clause in which a hit stands."""
        start, end = hit.tokens[0], hit.tokens[-1] + 1
        first, last = self._starts[hit.segment], self._starts[hit.segment + 1]
        while start > first and not _is_clause_end(self[start - 1].text):
            start -= 1
        while end < last and not _is_clause_end(self[end].text):
            end += 1
        return range(start, end)


@cache
def _is_clause_end(text: str) -> bool:
    return (is_punctuation(text) and text not in "'\"’‘“”-") or fold(text) in _CLAUSE_ENDS


def _suggest(
    source: str,
    segment: Segment,
    said: _Said,
    code: Code,
    evidence: list[tuple[Rule, Hit]],
    values: list[str],
) -> Suggestion:
    doubt = 1.0
    for rule, _ in evidence:
        doubt *= 1 - rule.weight
    reasons = [f"{_quote(said, hit)} [{rule.text}]" for rule, hit in evidence]
    return Suggestion(
        source=source,
        segment=segment,
        code=code.id,
        score=round(1 - doubt, 4),
        engine=ENGINE,
        evidence="; ".join([*reasons, *values]),
        negated=any(_is_negated(said, rule, hit) for rule, hit in evidence),
    )


def _quote(said: _Said, hit: Hit) -> str:
    """Return the matched words, with an ellipsis where words between them are left out."""
    words: list[str] = []
    previous = hit.tokens[0] - 1
    for index in hit.tokens:
        if index > previous + 1:
            words.append("…")
        words.append(said[index].text)
        previous = index
    return " ".join(words)


def _is_negated(said: _Said, rule: Rule, hit: Hit) -> bool:
    """Tell whether a negation word stands in the clause of the hit."""
    counts_inside = "<ontkenning>" in rule.text  # `geen gehoor` is a fixed expression
    clause = said.clause(hit)
    words = [said[index].lemma for index in clause]  # nie and ni are niet
    for offset, word in enumerate(words):
        if word not in _NEGATIONS or (clause[offset] in hit.tokens and not counts_inside):
            continue
        following = words[offset + 1] if offset + 1 < len(words) else ""
        previous = words[offset - 1] if offset else ""
        if (word, following) not in _NO_NEGATIONS and (previous, word) not in _NO_NEGATIONS:
            return True
    return False
