"""The engine `patronen`: rules of the codebook, each hit a reason that a person can check."""

from collections.abc import Iterable, Iterator

from codeer.language import AnnotatedSegment, Pipeline
from codeer.model import Code, Codebook, Rule, Suggestion
from codeer.suggest.matching import Hit, RuleFinder
from codeer.text import fold

ENGINE = "patronen"
_NEGATIONS = frozenset(
    """
        niet geen nooit niks niets niemand nergens nauwelijks amper noch zonder
    """.split()
)
_NO_NEGATIONS = frozenset({("niet", "alleen"), ("waarom", "niet")})
_CLAUSE_ENDS = frozenset(["maar", "want", "omdat", "terwijl", "dus", "toen"])


class PatternEngine:
    """Finds suggestions with the patterns of one codebook."""

    def __init__(self, codebook: Codebook, pipeline: Pipeline) -> None:
        self._codebook = codebook
        rules = [
            rule
            for code in codebook.codes
            for rule in (*code.rules, *code.exceptions, *_attribute_rules(code))
        ]
        self._finder = RuleFinder(rules, codebook.word_groups, pipeline.nlp.vocab)

    def find(self, source: str, segments: Iterable[AnnotatedSegment]) -> Iterator[Suggestion]:
        """Yield a suggestion per segment and code for which some rule holds, in codebook order.

        Where only the value of an attribute shows, the score is 0: it waits for another engine.
        """
        for segment in segments:
            hits: dict[Rule, list[Hit]] = {}
            for hit in self._finder.find(segment):
                hits.setdefault(hit.rule, []).append(hit)
            if hits:
                for code in self._codebook.codes:
                    evidence = _choose_evidence(code, hits)
                    values = _find_values(code, hits)
                    if evidence or values:
                        yield _suggest(source, segment, code, evidence, values)


def _attribute_rules(code: Code) -> Iterator[Rule]:
    for values in code.attributes.values():
        for rules in values.values():
            yield from rules


def _find_values(code: Code, hits: dict[Rule, list[Hit]]) -> list[str]:
    """Return per attribute of a code the values that show, readable by a person."""
    found = []
    for name, values in code.attributes.items():
        shown = [value for value, rules in values.items() if any(rule in hits for rule in rules)]
        if shown:
            found.append(f"{name}: {', '.join(shown)}")
    return found


def _choose_evidence(code: Code, hits: dict[Rule, list[Hit]]) -> list[Hit]:
    """Keep the strongest hits that share no word, so that one word never counts twice."""
    barred = frozenset(
        token for rule in code.exceptions for hit in hits.get(rule, ()) for token in hit.tokens
    )
    found = [hit for rule in code.rules for hit in hits.get(rule, ()) if not hit.tokens & barred]
    found.sort(key=lambda hit: (-hit.rule.weight, -len(hit.tokens), min(hit.tokens), hit.rule.text))
    taken: set[int] = set()
    kept = []
    for hit in found:
        if taken.isdisjoint(hit.tokens):
            taken |= hit.tokens
            kept.append(hit)
    return kept


def _suggest(
    source: str,
    segment: AnnotatedSegment,
    code: Code,
    evidence: list[Hit],
    values: list[str],
) -> Suggestion:
    doubt = 1.0
    for hit in evidence:
        doubt *= 1 - hit.rule.weight
    reasons = [f"{_quote(segment, hit)} [{hit.rule.text}]" for hit in evidence]
    return Suggestion(
        source=source,
        segment=segment.segment,
        code=code.id,
        score=round(1 - doubt, 4),
        engine=ENGINE,
        evidence="; ".join([*reasons, *values]),
        negated=any(_is_negated(segment, hit) for hit in evidence),
    )


def _quote(segment: AnnotatedSegment, hit: Hit) -> str:
    """Return the matched words, with an ellipsis where words between them are left out."""
    words: list[str] = []
    previous = None
    for index in sorted(hit.tokens):
        if previous is not None and index > previous + 1:
            words.append("…")
        words.append(segment.doc[index].text)
        previous = index
    return " ".join(words)


def _is_negated(segment: AnnotatedSegment, hit: Hit) -> bool:
    """Tell whether a negation word stands in the clause of the hit."""
    first, last = min(hit.tokens), max(hit.tokens)
    counts_inside = "<ontkenning>" in hit.rule.text  # `geen gehoor` is a fixed expression
    start, end = first, last + 1
    while start > segment.start and not _is_clause_end(segment, start - 1):
        start -= 1
    while end < segment.end and not _is_clause_end(segment, end):
        end += 1
    words = [token.lemma_ for token in segment.doc[start:end]]  # nie and ni are niet
    for offset, word in enumerate(words):
        if word not in _NEGATIONS or (start + offset in hit.tokens and not counts_inside):
            continue
        following = words[offset + 1] if offset + 1 < len(words) else ""
        previous = words[offset - 1] if offset else ""
        if (word, following) not in _NO_NEGATIONS and (previous, word) not in _NO_NEGATIONS:
            return True
    return False


def _is_clause_end(segment: AnnotatedSegment, index: int) -> bool:
    token = segment.doc[index]
    return bool(token.is_punct and token.text not in "'\"’‘“”-") or fold(token.text) in _CLAUSE_ENDS
