"""The words of an interview as what patterns look at: compact, so that they are made once and kept."""

import json
import struct
import zlib
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FORMAT = 1
"""Rises when tokens are made or written otherwise; what was kept is then made again."""
_SIZES = struct.Struct("<4I")  # of the parts
_NUMBERS = np.dtype("<i4")


class TokenKind(NamedTuple):
    """All that is known of a token; most tokens share it with others."""

    text: str
    lemma: str
    """Folded: the key on which patterns match."""
    pos: str
    """Word class; it and what follows are empty when the pipeline does not tell."""
    tag: str
    morph: str


@dataclass(frozen=True, eq=False)
class Tokens:
    """The tokens of the segments of one interview."""

    kinds: tuple[TokenKind, ...]
    """In order of first occurrence."""
    numbers: NDArray[np.int32]
    """Index in `kinds` of each token."""
    starts: NDArray[np.int32]
    """First token of each segment of the interview, and the number of tokens."""

    def to_bytes(self) -> bytes:
        """Return the tokens as bytes, to keep."""
        numbers: dict[tuple[str, ...], int] = {}
        of_kinds = [numbers.setdefault(kind[2:], len(numbers)) for kind in self.kinds]
        words = [kind.text for kind in self.kinds], [kind.lemma for kind in self.kinds]
        parts = (
            json.dumps([*words, list(numbers)], separators=(",", ":")).encode("ascii"),
            *(np.asarray(a, _NUMBERS).tobytes() for a in (of_kinds, self.numbers, self.starts)),
        )
        body = _SIZES.pack(*map(len, parts)) + b"".join(parts)
        return zlib.crc32(body).to_bytes(4, "little") + body

    @classmethod
    def from_bytes(cls, content: bytes) -> "Tokens":
        """Return the tokens that `to_bytes` wrote.

        Raises
        ------
        ValueError
            When the bytes are damaged.

        """
        body = content[4:]
        if len(body) < _SIZES.size or zlib.crc32(body).to_bytes(4, "little") != content[:4]:
            raise ValueError("damaged")
        ends = list(accumulate(_SIZES.unpack_from(body), initial=_SIZES.size))
        words, of_kinds, numbers, starts = (body[start:end] for start, end in pairwise(ends))
        texts, lemmas, classes = json.loads(words)
        kinds = tuple(
            TokenKind(text, lemma, *classes[number])
            for text, lemma, number in zip(texts, lemmas, _array(of_kinds).tolist(), strict=True)
        )
        return cls(kinds, _array(numbers), _array(starts))


def _array(content: bytes) -> NDArray[np.int32]:
    return np.frombuffer(content, _NUMBERS).astype(np.int32, copy=False)


def number_rows(
    rows: NDArray[np.uint64],
) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return the distinct rows of a table in order of first occurrence, and the number of each row."""
    together = np.zeros(len(rows), np.intp)
    for column in rows.T:
        values, own = np.unique(column, return_inverse=True)
        _, first, together = np.unique(
            together * len(values) + own, return_index=True, return_inverse=True
        )
    order = np.argsort(first)
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rows[first[order]], rank[together]
