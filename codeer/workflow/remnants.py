"""Find files in which words of a respondent stand."""

import errno
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from codeer.text import count_words, find_sentences, mask_notes

_MIN_WORDS = 5  # shorter sentences are said by everybody
_MAX_SENTENCES = 20
_MAX_BYTES = 50_000_000
_SUFFIXES = frozenset(
    """
        .jsonl .parquet .conll .qdc .odt .rtf .stm .otr .tsv
        .txt .md .tex .docx .vtt .srt .csv .xlsx .codeer .qdpx .json .html .zip .sqlite .db .bak .tmp
    """.split()
)
_CLOSED = (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError)
_FRAGILE = re.compile(r"[^\x20-\x7e]|[\"'&<>\\]")  # what file formats write in more than one way


def choose_sentences(said: Iterable[str]) -> tuple[bytes, ...]:
    """Return sentences by which words are recognised in a file, whatever its format."""
    found = {
        words
        for turn in said
        for start, end in find_sentences(mask_notes(turn))
        for words in _FRAGILE.split(turn[start:end])
        if count_words(words) >= _MIN_WORDS
    }
    longest = sorted(found, key=lambda words: (-len(words), words))[:_MAX_SENTENCES]
    return tuple(words.strip().encode() for words in longest)


def find_mentions(
    paths: Iterable[Path], sentences: Iterable[bytes], name: str = ""
) -> Iterator[Path]:
    """Yield the files that hold one of the sentences, or `name` as a word of its own.

    A file into which nobody can look (damaged, locked, very large) is one of them.
    """
    needles = tuple(sentences)
    word = re.compile(rb"(?<!\w)" + re.escape(name.encode()) + rb"(?!\w)") if name else None
    for path in paths:
        try:
            is_mentioned = any(
                any(needle in content for needle in needles)
                or (word is not None and word.search(content) is not None)
                for content in _contents(path)
            )
        except _CLOSED:
            is_mentioned = True
        if is_mentioned:
            yield path


def find_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder that could hold interview text; hidden folders are left out."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.lower() in _SUFFIXES:
                yield path


def _contents(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, or of everything packed in it."""
    if path.stat().st_size > _MAX_BYTES:
        raise OSError(errno.EFBIG, "")
    if not zipfile.is_zipfile(path):
        yield path.read_bytes()
        return
    with zipfile.ZipFile(path) as package:
        for part in package.infolist():
            if part.file_size > _MAX_BYTES:
                raise OSError(errno.EFBIG, "")
            yield package.read(part)
