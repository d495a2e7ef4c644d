"""Choose a spaCy pipeline and make the tokens of an interview with it.

Two pipelines, one result. A trained one (`nl_core_news_sm`) when it is installed and fits; else the
built-in one: spaCy's Dutch tokenizer with simplemma lemmas. Lemmas come from the reviewed list, then
simplemma, then the trained model, because simplemma knows more inflected forms (content words of the UD
Dutch test sets: .91 and .90 against .84 and .82). Sentences never come from the pipeline: a fragment
must stay in its place when the model changes.

Which pipeline it will be is known without spaCy (`find_pipeline`), because importing it takes a second.
"""

import json
import re
import warnings
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from codeer import __version__
from codeer.errors import MissingModel
from codeer.input_file import digest_folder
from codeer.lemmas import find_lemma, lemma_fingerprint
from codeer.model import Interview
from codeer.spacy_import import import_spacy
from codeer.text import ABBREVIATIONS, mask_notes
from codeer.tokens import FORMAT, TokenKind, Tokens, number_rows

if TYPE_CHECKING:
    from spacy.language import Language as SpacyLanguage
    from spacy.strings import StringStore
    from threadpoolctl import ThreadpoolController

BUILT_IN = "ingebouwd"
PREFERRED_MODEL = "nl_core_news_sm"
INSTALL_HINT = f"python -m spacy download {PREFERRED_MODEL}"
_UNNEEDED = ("parser", "ner", "senter", "entity_linker", "textcat")
_QUOTES = str.maketrans("’‘ʼ`´“”„", "'''''\"\"\"")
_CHUNK = re.compile(r"\S{1,64}")
"""What the tokenizer gets at once: on a row of 20,000 brackets or percent signs it takes hours."""
_LINE = re.compile(r".+")
_BATCH = 64  # turns; larger batches cost memory and time (measured: 64 is best)
_FORM_ONLY = ("ORTH",)
_ALL = ("ORTH", "LEMMA", "POS", "TAG", "MORPH")


@dataclass(frozen=True, slots=True)
class PipelineInfo:
    """What can be known of a pipeline before it is loaded."""

    choice: str
    """What to load: `ingebouwd`, or the name or folder of a spaCy pipeline."""
    name: str
    """For outputs, with versions."""
    fingerprint: str
    """Everything on which the tokens of a text depend."""
    has_word_classes: bool
    remark: str
    """Why not the preferred model, and how to get it; empty when nothing is to be said."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A loaded spaCy pipeline."""

    info: PipelineInfo
    nlp: "SpacyLanguage"


def find_pipeline(choice: str | None = None) -> PipelineInfo:
    """Return the pipeline that `choice` names, or the best one that is installed, without loading it.

    Parameters
    ----------
    choice
        None: the preferred model if it fits, else the built-in pipeline with a remark.
        `ingebouwd`: the built-in pipeline. Otherwise the name or folder of a spaCy pipeline.

    Raises
    ------
    MissingModel
        When a model was chosen by name and cannot be used.

    """
    if choice == BUILT_IN:
        return _describe_built_in()
    if choice is not None:
        return _describe_trained(choice)
    try:
        return _describe_trained(PREFERRED_MODEL)
    except MissingModel as error:
        return _describe_built_in(error)


def load_pipeline(choice: str | None = None, *, with_names: bool = False) -> Pipeline:
    """Load the pipeline of `find_pipeline`, or the built-in one when the preferred one is damaged.

    Parameters
    ----------
    choice
        As for `find_pipeline`.
    with_names
        Whether the names that the model sees are wanted, which costs time.

    Raises
    ------
    MissingModel
        When a model was chosen by name and cannot be used. Nothing is ever downloaded.

    """
    info = find_pipeline(choice)
    if info.choice == BUILT_IN:
        return _load_built_in(info)
    try:
        return _load_trained(info, with_names=with_names)
    except MissingModel as error:
        if choice is not None:
            raise
        return _load_built_in(_describe_built_in(error))


def _describe_built_in(problem: MissingModel | None = None) -> PipelineInfo:
    remark = problem and (
        f"taalmodel: ingebouwd ({PREFERRED_MODEL}: {problem.reason}); "
        f"nauwkeuriger met: {INSTALL_HINT} (zonder internet: pip install WHEELBESTAND)"
    )
    return PipelineInfo(
        choice=BUILT_IN,
        name=_with_libraries(BUILT_IN),
        fingerprint=_fingerprint(BUILT_IN),
        has_word_classes=False,
        remark=remark or "",
    )


def _describe_trained(choice: str) -> PipelineInfo:
    folder = _find_folder(choice)
    try:
        meta = json.loads((folder / "meta.json").read_bytes())
        lang, components = meta["lang"], meta["pipeline"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MissingModel(choice, "onvolledig of beschadigd") from error
    if lang != "nl":
        raise MissingModel(choice, f"niet voor het Nederlands maar voor '{lang}'")
    needed = str(meta.get("spacy_version", ""))
    if needed and not _fits(needed):
        reason = f"gemaakt voor spaCy {needed}, geïnstalleerd is {version('spacy')}"
        raise MissingModel(choice, reason)
    label = f"{lang}_{meta.get('name', choice)} {meta.get('version', '')}".strip()
    return PipelineInfo(
        choice=choice,
        name=_with_libraries(label),
        fingerprint=_fingerprint(label, digest_folder(folder)),
        has_word_classes="morphologizer" in components,
        remark="",
    )


def _find_folder(choice: str) -> Path:
    """Return where the files of a pipeline are: spaCy takes an installed package before a path."""
    try:
        distribution(choice)
    except (PackageNotFoundError, ValueError):  # a path is no name of a package
        if choice == PREFERRED_MODEL:
            raise MissingModel(choice, "niet geïnstalleerd") from None
        if not Path(choice).exists():
            raise MissingModel(choice, "niet gevonden") from None
        return Path(choice)
    module = find_spec(choice)
    if module is None or not module.submodule_search_locations:
        raise MissingModel(choice, "onvolledig of beschadigd")
    return Path(module.submodule_search_locations[0])


def _fits(needed: str) -> bool:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        allowed = SpecifierSet(f"=={needed}" if needed[0].isdigit() else needed)
    except InvalidSpecifier:
        return False
    return allowed.contains(version("spacy"), prereleases=True)


def _with_libraries(label: str) -> str:
    return f"{label} (spaCy {version('spacy')}, simplemma {version('simplemma')})"


def _fingerprint(*parts: str) -> str:
    libraries = f"spaCy {version('spacy')}", lemma_fingerprint()
    return "; ".join((f"codeer {__version__}.{FORMAT}", *libraries, *parts))


def _load_built_in(info: PipelineInfo) -> Pipeline:
    nlp = import_spacy().blank("nl")
    _tame_abbreviations(nlp)
    return Pipeline(info, nlp)


def _load_trained(info: PipelineInfo, *, with_names: bool) -> Pipeline:
    spacy = import_spacy()
    choice = info.choice
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # W095 (versions) was checked and is said in Dutch
            unneeded = set(_UNNEEDED) - ({"ner"} if with_names else set())
            with _fast_multiplication():
                nlp = spacy.load(choice, exclude=sorted(unneeded))
            tags = [token.pos_ for token in nlp("De moeder belt.")]
    except OSError as error:
        raise MissingModel(choice, "onvolledig of beschadigd") from error
    except Exception as error:
        raise MissingModel(choice, "beschadigd of voor een andere versie van spaCy") from error
    if info.has_word_classes and not any(tags):
        raise MissingModel(choice, "onvolledig: het geeft geen woordsoorten")
    _tame_abbreviations(nlp)
    return Pipeline(info, nlp)


def _fast_multiplication() -> AbstractContextManager[object]:
    """Load models that multiply with NumPy's OpenBLAS where spaCy would take BLIS.

    On one thread it is 1.7 times as fast with the same annotations (measured), on more it is slower.
    """
    from thinc.api import NumpyOps, get_current_ops, use_ops

    has_openblas = any(part["internal_api"] == "openblas" for part in _threads().info())
    is_usual = type(get_current_ops()) is NumpyOps  # neither a graphics card nor Apple's own
    return use_ops("numpy", use_blis=False) if is_usual and has_openblas else nullcontext()


@cache
def _threads() -> "ThreadpoolController":
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _one_thread() -> AbstractContextManager[object]:
    limit: AbstractContextManager[object] = _threads().limit(limits=1, user_api="blas")
    return limit


def find_entities(pipeline: Pipeline, text: str) -> list[tuple[int, int, str]]:
    """Return start, end and label of the names that the model sees, line by line; none without one."""
    if not {"ner", "entity_ruler"} & set(pipeline.nlp.pipe_names):
        return []
    with _one_thread():
        return [
            (line.start() + entity.start_char, line.start() + entity.end_char, entity.label_)
            for line in _LINE.finditer(text)
            for entity in pipeline.nlp(line[0]).ents
        ]


def _tame_abbreviations(nlp: "SpacyLanguage") -> None:
    """Split the full stop from words that spaCy takes for abbreviations: `bel.`, `me.`, `dat.`."""
    tokenizer: Any = nlp.tokenizer  # typed as any callable
    tokenizer.rules = {
        text: pieces
        for text, pieces in tokenizer.rules.items()
        if not text.endswith(".") or text[:-1].casefold() in ABBREVIATIONS
    }


def tokenise(interview: Interview, pipeline: Pipeline) -> Tokens:
    """Return the tokens of the segments of an interview.

    Whole turns go through the pipeline (context helps a tagger); notes are blank in its text.
    """
    spoken = {segment.turn for segment in interview.segments}
    text = interview.source.text
    turns = [turn for turn in interview.source.turns if turn.number in spoken]
    masked = [mask_notes(text[turn.start : turn.end]) for turn in turns]
    texts = [" ".join(_CHUNK.findall(turn)) for turn in masked]
    columns = _ALL if pipeline.nlp.pipe_names else _FORM_ONLY
    with _one_thread():
        docs = pipeline.nlp.pipe([text.translate(_QUOTES) for text in texts], batch_size=_BATCH)
        tables = [doc.to_array(["IDX", *columns]) for doc in docs]
    places = [
        turn.start + _places(before, after, table[:, 0].astype(np.intp))
        for turn, before, after, table in zip(turns, masked, texts, tables, strict=True)
    ]
    if not tables:
        return Tokens((), np.zeros(0, np.int32), np.zeros(1, np.int32))
    kept, starts = _divide(np.concatenate(places), interview)
    rows = np.concatenate(tables)[kept, 1:]
    distinct, numbers = number_rows(rows)
    strings = pipeline.nlp.vocab.strings
    return Tokens(tuple(_kind(strings, row) for row in distinct.tolist()), numbers, starts)


def _divide(
    places: NDArray[np.intp], interview: Interview
) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """Return which tokens stand in a segment, and the first one of each segment among those."""
    begins = np.array([segment.start for segment in interview.segments])
    ends = np.array([segment.end for segment in interview.segments])
    segment = np.searchsorted(ends, places, side="right")
    kept = segment < len(ends)
    kept[kept] = places[kept] >= begins[segment[kept]]
    starts = np.searchsorted(segment[kept], np.arange(len(ends) + 1))
    return kept, starts.astype(np.int32)


def _kind(strings: "StringStore", row: Sequence[int]) -> TokenKind:
    text = strings[row[0]]
    if len(row) == len(_FORM_ONLY):
        return TokenKind(text, find_lemma(text), "", "", "")
    lemma, pos, tag, morph = (strings[key] for key in row[1:])
    return TokenKind(text, find_lemma(text, lemma), pos, tag, "" if morph == "_" else morph)


def _places(before: str, after: str, indexes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return where in a text the characters stand that have these places once its space was folded.

    spaCy makes tokens of double spaces and line ends, which would break up phrases.
    """
    if before == after:
        return indexes
    places: list[int] = []
    for match in _CHUNK.finditer(before):
        if places:
            places.append(match.start() - 1)
        places.extend(range(*match.span()))
    return np.array(places, np.intp)[indexes]
