"""Checks of the smaller things that codeer reads: lists of names, examples, models, and replies of a server."""

import io
import json
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from codeer.casting import cast_interviews, label_hints
from codeer.codebook import load_codebook
from codeer.examples import digest_examples, load_bank
from codeer.model import Codebook
from codeer.readers import read_source
from codeer.study import DEFAULT_STUDY
from codeer.suggest.answers import AnswerText, make_answers
from codeer.suggest.llm_reply import check_items, find_items
from codeer.workflow.known_names import read_names
from codeer.workflow.models import read_bank_model
from codeer.workflow.pseudonym_list import known_from_list, read_list
from tests.conftest import CODEBOOK, INTERVIEW
from tests.soak.fuzz_checks import require, scratch

BANK = {
    "schrijver": "a",
    "interview": "1",
    "groep": "ouder",
    "vraag": "Hoe is dat?",
    "zinnen": ["Goed.", "Ze belde mij op."],
    "labels": [[], ["gemak"]],
}
NAMES = "Anna Bos, An\nSCHOOL: De Vlinder, vlinder\n\nplaats: Zutphen\n"
REPLY = {
    "suggesties": [
        {"thema": "gemak", "zin": 2, "zekerheid": 0.7, "citaat": "Ze belde mij", "reden": "x"},
        {"thema": "Vertrouwensband", "zin": 1, "zekerheid": 1, "citaat": "alles kwijt"},
    ]
}
LIST = (
    ("besluit", "vervanging", "soort", "tekst", "vormen"),
    ("ja", "[NAAM-1]", "NAAM", "Anna Bos", "Anna | An"),
    ("nee", "", "plaats", "Zutphen", ""),
)
DIGEST = "0" * 32


def check_bank(path: Path) -> None:
    """Examples can be told apart, and each sentence has its codes."""
    bank = load_bank(path)
    digest_examples(bank)
    for example in bank:
        require(len(example.sentences) == len(example.labels), "sentences without labels")
        "".join((example.origin, example.group, example.question, *example.sentences)).encode()


def check_names(path: Path) -> None:
    """Every name has a form and a kind."""
    for name in read_names(path):
        require(bool(name.name.strip()), "a name without a form")


def check_name_list(path: Path) -> None:
    """A table of names that people edited gives names to look for."""
    for name in known_from_list(read_list(path)):
        require(bool(name.name.strip()), "a name without a form")


def check_reply(path: Path) -> None:
    """Of what a language model writes only what can be checked remains."""
    answer, codebook = _answer()
    checked = check_items(
        answer, codebook, find_items(path.read_bytes().decode(errors="replace")) or []
    )
    for suggestion in checked.suggestions:
        require(
            suggestion.segment in answer.segments, "a suggestion on a sentence that is not there"
        )
        require(0 <= suggestion.score <= 1, "a score outside [0, 1]")
        require(suggestion.code in {code.id for code in codebook.codes}, "an unknown code")


@cache
def _answer() -> tuple[AnswerText, Codebook]:
    with scratch() as folder:
        (folder / "a.yaml").write_text(CODEBOOK, encoding="utf-8")
        (folder / "J01.txt").write_text(INTERVIEW, encoding="utf-8")
        source = read_source(folder / "J01.txt", "J01.txt", label_hints(DEFAULT_STUDY, "J01.txt"))
        interviews, _ = cast_interviews([source], DEFAULT_STUDY)
        return next(make_answers(interviews[0])), load_codebook(folder / "a.yaml")


def check_learned(path: Path) -> None:
    """What was learned is used when it is whole and made of this bank."""
    vectors: Any = SimpleNamespace(fingerprint="x")
    model = read_bank_model(path.read_bytes(), DIGEST, vectors)
    require(model is None or set(model.held) == set(model.stacks), "a model with half a code")


def learned_seed() -> bytes:
    """Return the smallest model there is."""
    about = {"digest": DIGEST, "stacks": {}}
    stream = io.BytesIO()
    np.savez(stream, codes=np.array([], dtype=str), about=np.array(json.dumps(about)))
    return stream.getvalue()
