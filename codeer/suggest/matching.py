"""Find the rules of a codebook in tokens, with NumPy and without spaCy.

Every variant of a rule starts from the places of its rarest word, so a rule costs what it may find and
not what was said. What is found is what spaCy's `Matcher` finds, of which the shortest are taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, product

import numpy as np

from codeer.model import Rule
from codeer.suggest.hits import Hit, Spans, Words, take_shortest
from codeer.suggest.stream import Places, Stream
from codeer.suggest.variants import Row, Test, Variant, compile_pattern
from codeer.tokens import Tokens


class RuleFinder:
    """Rules of a codebook; each is compiled when it is first looked for."""

    def __init__(self, rules: Sequence[Rule], groups: Mapping[str, Sequence[str]]) -> None:
        self._rules = tuple(dict.fromkeys(rules))
        self._groups = groups
        self._variants: dict[str, tuple[Variant, ...]] = {}

    def find(self, tokens: Tokens) -> dict[Rule, list[Hit]]:
        """Return where each rule is found in an interview; a rule that is not found has no hits."""
        return self.find_all([tokens])[0]

    def find_all(self, interviews: Sequence[Tokens]) -> list[dict[Rule, list[Hit]]]:
        """Return the same for several interviews, which is much faster than one by one."""
        found: list[dict[Rule, list[Hit]]] = [
            {rule: [] for rule in self._rules} for _ in interviews
        ]
        stream = Stream(interviews)
        for rule in self._rules:
            if not rule.tokens:
                for interview, hit in self._find(rule, stream):
                    found[interview][rule].append(hit)
        raw = [rule for rule in self._rules if rule.tokens]
        if raw:
            from codeer.suggest.raw_rules import find_raw_rules

            for tokens, hits in zip(interviews, found, strict=True):
                hits.update(find_raw_rules(raw, tokens))
        return found

    def _find(self, rule: Rule, stream: Stream) -> Iterator[tuple[int, Hit]]:
        """Yield interview and hit, per segment in the order of the variants, no words twice."""
        if rule.text not in self._variants:
            self._variants[rule.text] = compile_pattern(rule.text, self._groups)
        matches = [m for variant in self._variants[rule.text] for m in _matches(variant, stream)]
        segments = stream.segments(np.array([match[0] for match in matches], np.intp)).tolist()
        for segment, match in sorted(
            dict.fromkeys(zip(segments, matches, strict=True)), key=lambda pair: pair[0]
        ):
            interview, own, shift = stream.locate(segment)
            yield interview, Hit(own, tuple(place - shift for place in match))


def _matches(variant: Variant, stream: Stream) -> list[Words]:
    if not all(map(stream.kinds_of, variant.needed)):
        return []
    if not variant.gaps:
        spans = _find_rows(variant, stream)
    elif len(variant.gaps) == 1 and not variant.has_optional:
        spans = _find_around_gap(variant, stream)
    else:
        spans = _find_in_order(variant, stream)
    if variant.is_phrase:
        return list(spans.values())
    if variant.ends_clause and spans:
        over = stream.ends_clause(np.array([start + length for length, start in spans], np.intp))
        spans = dict(compress(spans.items(), over.tolist()))
    return take_shortest(spans)


# --- words in a row ------------------------------------------------------------------------------


def _find_rows(variant: Variant, stream: Stream) -> Spans:
    """Find steps without gaps; of two ways to leave words out the spans are the same words."""
    spans: Spans = {}
    choices = ((True, False) if step.may_be_absent else (True,) for step in variant.steps)
    for chosen in product(*choices):
        tests = [step.test for step in compress(variant.steps, chosen)]
        for start in _row_starts(tests, stream).tolist():
            spans[len(tests), start] = tuple(range(start, start + len(tests)))
    return spans


def _row_starts(tests: Sequence[Test], stream: Stream) -> Places:
    """Return where words stand in a row that pass the tests one by one."""
    found = [stream.places(test) for test in tests]
    if len(found) == 1:
        return found[0]
    sizes = [len(places) for places in found]
    rarest = sizes.index(min(sizes))
    starts = found[rarest] - rarest
    for index, test in enumerate(tests):
        if index != rarest and len(starts):
            starts = starts[stream.passes(test, starts + index)]
    return starts


# --- rows with a gap between ---------------------------------------------------------------------


def _find_around_gap(variant: Variant, stream: Stream) -> Spans:
    """Find two rows with one gap between them: where they stand tells which words are in the gap."""
    rows = variant.rows
    (before, _), (after, most) = rows
    heads, tails = _pair(
        _row_starts(before, stream), _row_starts(after, stream), len(before), len(before) + most
    )
    is_free = stream.all_pass(variant.steps[len(before)].test, heads + len(before), tails)
    return {
        (tail + len(after) - head, head): (
            *range(head, head + len(before)),
            *range(tail, tail + len(after)),
        )
        for head, tail in zip(heads[is_free].tolist(), tails[is_free].tolist(), strict=True)
    }


def _pair(first: Places, second: Places, least: int, most: int) -> tuple[Places, Places]:
    """Return the pairs of places of which the second comes `least` to `most` after the first."""
    if len(second) < len(first):
        ahead, behind = _pair(-second[::-1], -first[::-1], least, most)
        return -behind, -ahead
    low = second.searchsorted(first + least)
    counts = second.searchsorted(first + most, side="right") - low
    total = int(counts.sum())
    if not total:
        return first[:0], second[:0]
    index = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(first, counts), second[np.repeat(low, counts) + index]


# --- everything else -----------------------------------------------------------------------------


def _find_in_order(variant: Variant, stream: Stream) -> Spans:
    """Find steps with several gaps or with words that may be absent beside a gap."""
    spans: Spans = {}
    starts = _possible_starts(variant.rows, stream).tolist()
    if not starts:
        return spans
    steps = [
        (stream.members(step.test), step.may_be_absent, step.is_gap)
        for step in variant.steps
        for _ in range(step.most)
    ]
    for start in starts:
        kinds = stream.row[start : start + len(steps) + 1].tolist()
        for length, offsets in _walk(steps, kinds).items():
            spans[length, start] = tuple(start + offset for offset in offsets)
    return spans


def _possible_starts(rows: Sequence[Row], stream: Stream) -> Places:
    """Return where a match may start: the words that must be there stand near enough in order."""
    starts = _row_starts(rows[-1].tests, stream)
    for row, following in zip(rows[-2::-1], rows[:0:-1], strict=True):
        if not len(starts):
            return starts
        size = len(row.tests)
        near, _ = _pair(_row_starts(row.tests, stream), starts, size, size + following.before)
        starts = np.unique(near)
    if rows[0].before:
        starts = np.unique(np.concatenate([starts - lead for lead in range(rows[0].before + 1)]))
    return starts[starts > 0]


def _walk(
    steps: Sequence[tuple[frozenset[int], bool, bool]], kinds: Sequence[int]
) -> dict[int, Words]:
    """Return the lengths of the matches from the first word on, with the words of each.

    Where several words could be the same step the choice is that of spaCy's `Matcher`: ways on are kept
    in order, those that step on first, and of ways that come to the same step the first is kept.
    """
    last = len(steps) - 1
    found: dict[int, Words] = {}
    ways: dict[int, Words] = {0: ()}
    for length, kind in enumerate(kinds):
        on: dict[int, Words] = {}
        aside: dict[int, Words] = {}
        for step, words in ways.items():
            for index in range(step, len(steps)):
                fitting, may_be_absent, is_gap = steps[index]
                with_this = words if is_gap else (*words, length)
                fits = kind in fitting
                if index == last:
                    if may_be_absent and length:
                        found.setdefault(length, words)
                    if fits:
                        found.setdefault(length + 1, with_this)
                elif fits:
                    (aside if may_be_absent else on).setdefault(index + 1, with_this)
                if not may_be_absent:
                    break
        ways = on | {step: words for step, words in aside.items() if step not in on}
        if not ways:
            break
    return found
