"""Labelled answers to learn from: a codebook's bank of fictional ones, or a coder's decisions."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from codeer.errors import FileProblems, Problem, UnreadableSource, describe_cause
from codeer.input_file import read_file

BANK_SUFFIX = "-voorbeelden.jsonl"


@dataclass(frozen=True, slots=True)
class Example:
    """An answer whose sentences a person coded."""

    origin: str
    """Who said it: examples of one origin are never split between learning and testing."""
    group: str
    question: str
    sentences: tuple[str, ...]
    labels: tuple[frozenset[str], ...]
    """The codes of each sentence."""
    is_decision: bool = False
    """A coder of this project decided; otherwise it comes from the bank."""


def find_bank(codebook: Path) -> Path | None:
    """Return the example bank beside a codebook: jim.yaml -> jim-voorbeelden.jsonl."""
    path = codebook.with_name(codebook.stem + BANK_SUFFIX)
    return path if path.exists() else None


def load_bank(path: Path) -> tuple[Example, ...]:
    """Read an example bank.

    Raises
    ------
    FileProblems
        With every line that is not an example.
    UnreadableSource
        When the file cannot be opened.

    """
    try:
        raw = read_file(path)
    except OSError as error:
        raise UnreadableSource(path, describe_cause(error)) from error
    examples: list[Example] = []
    problems: list[Problem] = []
    for number, line in enumerate(raw.removesuffix(b"\n").split(b"\n"), start=1):
        try:
            record = json.loads(line.decode("utf-8-sig"))
            json.dumps(
                record, ensure_ascii=False
            ).encode()  # nothing can be done with half a character
            examples.append(_parse(record))
        except (ValueError, KeyError, TypeError, RecursionError):
            message = "verwacht: {schrijver, interview, groep, vraag, zinnen, labels}"
            problems.append(Problem(number, 1, message))
    if problems:
        raise FileProblems(path, tuple(problems))
    return tuple(examples)


def _parse(record: dict[str, object]) -> Example:
    sentences, labels = record["zinnen"], record["labels"]
    if not isinstance(sentences, list) or not isinstance(labels, list):
        raise TypeError
    if len(sentences) != len(labels) or not sentences:
        raise ValueError
    if not all(isinstance(codes, list) for codes in labels):
        raise TypeError
    return Example(
        origin=f"{record['schrijver']}/{record['interview']}",
        group=str(record["groep"]),
        question=str(record["vraag"]),
        sentences=tuple(map(str, sentences)),
        labels=tuple(frozenset(map(str, codes)) for codes in labels),
    )


def digest_examples(examples: Sequence[Example]) -> str:
    """Return a hash of all that was learned from."""
    hashed = hashlib.blake2b(digest_size=16)
    for example in examples:
        codes = [sorted(label) for label in example.labels]
        record = (example.origin, example.group, example.question, example.sentences, codes)
        hashed.update(json.dumps((*record, example.is_decision)).encode())
    return hashed.hexdigest()


def count_positives(examples: Iterable[Example], code: str) -> int:
    """Return how many answers carry a code."""
    return sum(any(code in label for label in example.labels) for example in examples)
