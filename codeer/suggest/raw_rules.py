"""Rules that are raw spaCy token patterns: the only ones for which spaCy is needed to match."""

import json
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from codeer.model import Rule
from codeer.spacy_import import import_spacy
from codeer.suggest.hits import Hit, take_shortest
from codeer.tokens import Tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab


def find_raw_rules(rules: Sequence[Rule], tokens: Tokens) -> dict[Rule, list[Hit]]:
    """Return the shortest matches of each rule that do not overlap, per segment."""
    import_spacy()
    from spacy.matcher import Matcher

    vocab = _vocab()
    doc = _make_doc(tokens, vocab)
    bounds = list(pairwise(tokens.starts.tolist()))
    found: dict[Rule, list[Hit]] = {}
    for rule in rules:
        matcher = Matcher(vocab)
        matcher.add("rule", [json.loads(rule.tokens)])
        found[rule] = [
            Hit(segment, words)
            for segment, (first, end) in enumerate(bounds)
            if first < end
            for words in take_shortest(
                {
                    (stop - start, start): tuple(range(first + start, first + stop))
                    for _, start, stop in matcher(doc[first:end], allow_missing=True)
                }
            )
        ]
    return found


@cache
def _vocab() -> "Vocab":
    """Return a Dutch vocabulary, which knows what looks like a number."""
    from spacy.lang.nl import Dutch
    from spacy.vocab import create_vocab

    return create_vocab("nl", Dutch.Defaults)


def _make_doc(tokens: Tokens, vocab: "Vocab") -> "Doc":
    from spacy.tokens import Doc

    columns = list(zip(*tokens.kinds, strict=True)) or [()] * 5
    numbers = tokens.numbers.tolist()
    words, lemmas, *classes = ([column[number] for number in numbers] for column in columns)
    pos, tags, morphs = (values if any(values) else None for values in classes)
    begins = set(tokens.starts.tolist())
    return Doc(
        vocab,
        words=words,
        lemmas=lemmas,
        pos=pos,
        tags=tags,
        morphs=morphs,
        sent_starts=[index in begins for index in range(len(words))],
    )
