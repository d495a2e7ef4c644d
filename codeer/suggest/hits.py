"""Where rules were found, and how that is kept from one run to the next."""

import zlib
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from importlib.metadata import version
from itertools import islice
from typing import NamedTuple

import numpy as np

from codeer import __version__
from codeer.lemmas import lemma_fingerprint
from codeer.model import Rule
from codeer.suggest.variants import used_groups

_FORMAT = "hits 1"  # rises when the same rule is found elsewhere, or is written otherwise
_NUMBERS = np.dtype("<i4")
_KEY_SIZE = 12  # bytes


Words = tuple[int, ...]
"""Where the words of a match stand, in order, gaps left out."""
Spans = dict[tuple[int, int], Words]
"""Length and start of matches, gaps included, to their words."""


class Hit(NamedTuple):
    """A rule found in a segment."""

    segment: int
    """Index in the segments of the interview."""
    tokens: Words
    """Indexes in the tokens of the interview."""


def take_shortest(spans: Spans) -> list[Words]:
    """Return the shortest matches that do not overlap, words in gaps included."""
    taken: set[int] = set()
    kept: list[Words] = []
    for length, start in sorted(spans):
        stretch = range(start, start + length)
        if taken.isdisjoint(stretch):
            taken.update(stretch)
            kept.append(spans[length, start])
    return kept


def rule_key(rule: Rule, groups: Mapping[str, Sequence[str]]) -> str:
    """Return a digest of all on which the hits of a rule in given tokens depend."""
    if rule.tokens:
        parts = [f"spaCy {version('spacy')}", rule.tokens]
    else:
        named = dict(used_groups(rule.text, groups))
        parts = [lemma_fingerprint(), rule.text]
        parts += (f"{name}={' '.join(sorted(words))}" for name, words in sorted(named.items()))
    content = "\n".join((_FORMAT, __version__, *parts))
    return blake2b(content.encode(), digest_size=_KEY_SIZE).hexdigest()


def hits_to_bytes(hits: Mapping[str, Sequence[Hit]]) -> bytes:
    """Return the hits of one interview, by rule key, as bytes to keep."""
    ordered = [hit for found in hits.values() for hit in found]
    numbers = [
        len(hits),
        *map(len, hits.values()),
        *(hit.segment for hit in ordered),
        *(len(hit.tokens) for hit in ordered),
        *(token for hit in ordered for token in hit.tokens),
    ]
    body = np.array(numbers, _NUMBERS).tobytes() + bytes.fromhex("".join(hits))
    return zlib.crc32(body).to_bytes(4, "little") + body


def hits_from_bytes(content: bytes) -> dict[str, list[Hit]]:
    """Return the hits that `hits_to_bytes` wrote.

    Raises
    ------
    ValueError
        When the bytes are damaged.

    """
    body = content[4:]
    if len(body) < 4 or zlib.crc32(body).to_bytes(4, "little") != content[:4]:
        raise ValueError("damaged")
    rules = int.from_bytes(body[:4], "little")
    size = _KEY_SIZE * rules
    numbers = np.frombuffer(body[: len(body) - size], _NUMBERS)[1:].tolist()
    counts = numbers[:rules]
    total = sum(counts)
    segments = numbers[rules : rules + total]
    lengths = numbers[rules + total : rules + 2 * total]
    words = iter(numbers[rules + 2 * total :])
    hits = iter(
        [
            Hit(segment, tuple(islice(words, length)))
            for segment, length in zip(segments, lengths, strict=True)
        ]
    )
    keys = body[len(body) - size :].hex()
    return {
        keys[2 * _KEY_SIZE * index : 2 * _KEY_SIZE * (index + 1)]: list(islice(hits, count))
        for index, count in enumerate(counts)
    }
