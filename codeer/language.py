"""Dutch language knowledge: choose a spaCy pipeline and give every token a lemma to match on.

Two pipelines, one result. A trained one (`nl_core_news_sm`) when it is installed and fits; else the
built-in one: spaCy's Dutch tokenizer with simplemma lemmas. Lemmas come from the reviewed list, then
simplemma, then the trained model, because simplemma knows more inflected forms (content words of the UD
Dutch test sets: .91 and .90 against .84 and .82). Sentences never come from the pipeline: a fragment
must stay in its place when the model changes.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from codeer.errors import MissingModel
from codeer.model import Interview, Segment
from codeer.text import ABBREVIATIONS, fold, mask_notes

if TYPE_CHECKING:
    from spacy.language import Language as SpacyLanguage
    from spacy.tokens import Doc

BUILT_IN = "ingebouwd"
PREFERRED_MODEL = "nl_core_news_sm"
INSTALL_HINT = f"python -m spacy download {PREFERRED_MODEL}"
_UNNEEDED = ("parser", "ner", "senter", "entity_linker", "textcat")
_QUOTES = str.maketrans("’‘ʼ`´“”„", "'''''\"\"\"")
_NO_SPACE = re.compile(r"\S+")
_LINE = re.compile(r".+")
_BATCH = 64  # turns; larger batches cost memory and time (measured: 64 is best)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A loaded spaCy pipeline and what a reader of the results must know about it."""

    nlp: "SpacyLanguage"
    name: str
    """For outputs, with versions."""
    has_word_classes: bool
    remark: str = ""
    """Why not the preferred model, and how to get it; empty when nothing is to be said."""


@dataclass(frozen=True, slots=True)
class AnnotatedSegment:
    """A segment with its tokens: `doc[start:end]`."""

    segment: Segment
    doc: "Doc"
    start: int
    end: int


def load_pipeline(choice: str | None = None, *, with_names: bool = False) -> Pipeline:
    """Return the pipeline that `choice` names, or the best one that is installed.

    Parameters
    ----------
    choice
        None: the preferred model if it works, else the built-in pipeline with a remark.
        `ingebouwd`: the built-in pipeline. Otherwise the name or folder of a spaCy pipeline.
    with_names
        Whether the names that the model sees are wanted, which costs time.

    Raises
    ------
    MissingModel
        When a model was chosen by name and cannot be used. Nothing is ever downloaded.

    """
    if choice == BUILT_IN:
        return _built_in("")
    if choice is not None:
        return _trained(choice, with_names=with_names)
    try:
        return _trained(PREFERRED_MODEL, with_names=with_names)
    except MissingModel as error:
        return _built_in(
            f"taalmodel: ingebouwd ({PREFERRED_MODEL}: {error.reason}); "
            f"nauwkeuriger met: {INSTALL_HINT} (zonder internet: pip install WHEELBESTAND)"
        )


def _built_in(remark: str) -> Pipeline:
    import spacy

    nlp = spacy.blank("nl")
    _tame_abbreviations(nlp)
    name = f"ingebouwd (spaCy {version('spacy')}, simplemma {version('simplemma')})"
    return Pipeline(nlp, name, has_word_classes=False, remark=remark)


def _trained(choice: str, *, with_names: bool) -> Pipeline:
    import spacy
    from spacy.util import is_compatible_version

    if choice == PREFERRED_MODEL and not spacy.util.is_package(choice):
        raise MissingModel(choice, "niet geïnstalleerd")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # W095 (versions) is checked below and said in Dutch
            unneeded = set(_UNNEEDED) - ({"ner"} if with_names else set())
            nlp = spacy.load(choice, exclude=sorted(unneeded))
            tags = [token.pos_ for token in nlp("De moeder belt.")] if nlp.lang == "nl" else []
    except OSError as error:
        reason = "niet gevonden" if "[E050]" in str(error) else "onvolledig of beschadigd"
        raise MissingModel(choice, reason) from error
    except Exception as error:
        raise MissingModel(choice, "beschadigd of voor een andere versie van spaCy") from error
    needed = str(nlp.meta.get("spacy_version", ""))
    if nlp.lang != "nl":
        raise MissingModel(choice, f"niet voor het Nederlands maar voor '{nlp.lang}'")
    if needed and not is_compatible_version(version("spacy"), needed):
        reason = f"gemaakt voor spaCy {needed}, geïnstalleerd is {version('spacy')}"
        raise MissingModel(choice, reason)
    has_word_classes = "morphologizer" in nlp.pipe_names
    if has_word_classes and not any(tags):
        raise MissingModel(choice, "onvolledig: het geeft geen woordsoorten")
    _tame_abbreviations(nlp)
    label = f"{nlp.lang}_{nlp.meta.get('name', choice)} {nlp.meta.get('version', '')}".strip()
    name = f"{label} (spaCy {version('spacy')}, simplemma {version('simplemma')})"
    return Pipeline(nlp, name, has_word_classes=has_word_classes)


def find_entities(pipeline: Pipeline, text: str) -> list[tuple[int, int, str]]:
    """Return start, end and label of the names that the model sees, line by line; none without one."""
    if not {"ner", "entity_ruler"} & set(pipeline.nlp.pipe_names):
        return []
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


def annotate(interview: Interview, pipeline: Pipeline) -> Iterator[AnnotatedSegment]:
    """Yield the segments of an interview with lemmatised tokens, in order.

    Whole turns go through the pipeline (context helps a tagger); notes are blank in its text.
    """
    source = interview.source
    segments: dict[int, list[Segment]] = {}
    for segment in interview.segments:
        segments.setdefault(segment.turn, []).append(segment)
    turns = [turn for turn in source.turns if turn.number in segments]
    masked = [mask_notes(source.text[turn.start : turn.end]) for turn in turns]
    texts = [" ".join(text.split()).translate(_QUOTES) for text in masked]
    docs = pipeline.nlp.pipe(texts, batch_size=_BATCH)
    for turn, text, doc in zip(turns, masked, docs, strict=True):
        set_lemmas(doc)
        places = _places(text)
        ends = iter(segments[turn.number])
        segment = next(ends)
        first = 0
        for token in doc:
            position = turn.start + places[token.idx]
            if position >= segment.end:
                yield AnnotatedSegment(segment, doc, first, token.i)
                following = next(ends, None)
                if following is None:
                    break
                segment, first = following, token.i
            if position < segment.start:
                first = token.i + 1
        else:
            yield AnnotatedSegment(segment, doc, first, len(doc))


def _places(text: str) -> list[int]:
    """Return, for each character of `" ".join(text.split())`, its place in `text`.

    spaCy makes tokens of double spaces and line ends, which would break up phrases.
    """
    places: list[int] = []
    for match in _NO_SPACE.finditer(text):
        if places:
            places.append(match.start() - 1)
        places.extend(range(*match.span()))
    return places


def set_lemmas(doc: "Doc") -> None:
    """Set every token's lemma to the key on which patterns match."""
    for token in doc:
        token.lemma_ = find_lemma(token.text, token.lemma_)


def find_lemmas(words: Iterable[str]) -> frozenset[str]:
    """Return the lemmas that words of the codebook stand for: as written, and their dictionary forms.

    A form that is both a plural and an infinitive (`vragen`) has the infinitive as lemma, so a noun
    (`vraag`) stands for that lemma too.
    """
    lemmas = {lemma for word in words for lemma in (fold(word), find_lemma(word))}
    plurals = {plural for lemma in lemmas for plural in _plurals(lemma)}
    return frozenset(lemmas | {plural for plural in plurals if is_infinitive(plural)})


def inflections(noun: str) -> Iterator[str]:
    """Yield a noun with the plurals and diminutives that it may have as tail of a compound."""
    yield noun
    yield from _plurals(noun)
    for ending in ("s", "'s", "je", "jes", "tje", "tjes", "pje", "pjes", "etje", "etjes"):
        yield f"{noun}{ending}"


def _plurals(noun: str) -> Iterator[str]:
    """Yield how the plural in -en of a noun may be spelled."""
    if noun.endswith("en"):
        return
    yield f"{noun}en"
    yield f"{noun}{noun[-1:]}en"
    if noun[-3:-2] == noun[-2:-1]:  # vraag -> vragen
        yield f"{noun[:-2]}{noun[-1]}en"
    if noun[-1:] in "fs":  # grens -> grenzen
        yield f"{noun[:-1]}{'v' if noun[-1] == 'f' else 'z'}en"


@cache
def find_lemma(word: str, model_lemma: str = "") -> str:
    """Return the folded lemma of a word form."""
    form = word.casefold().replace("’", "'").replace("‘", "'")
    found = _listed(form) or _known(form)
    if found:
        return fold(found)
    stem = form.removesuffix("'s")
    if stem != form:
        return find_lemma(stem, model_lemma)
    head, hyphen, tail = form.rpartition("-")
    if hyphen and head and tail:
        return fold(head + find_lemma(tail))
    singular = _known(form[:-1]) if len(form) > 5 and form.endswith("s") else ""
    return fold(singular or _known(model_lemma.casefold()) or form)


def _listed(form: str) -> str:
    """Return the lemma in the reviewed list, also of a plural or diminutive of what is listed."""
    exceptions = _exceptions()
    for ending in ("", "'s", "s", "'tje", "'je"):  # JIM's, JIMs
        stem = form.removesuffix(ending)
        if stem in exceptions and (stem != form or not ending):
            return exceptions[stem]
    return ""


def _known(form: str) -> str:
    """Return simplemma's lemma of a form that it knows; an infinitive stays what it is."""
    from simplemma import is_known, lemmatize

    if not form or not is_known(form, lang="nl"):
        return ""
    lemma = lemmatize(form, lang="nl").replace("_", "")
    return form if lemma != form and is_infinitive(form) else lemma


@cache
def _exceptions() -> dict[str, str]:
    """Read the reviewed list of spoken and professional words that simplemma gets wrong."""
    text = (files("codeer.resources") / "lemmas.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return dict(rows)


# --- verbs ---------------------------------------------------------------------------------------

_PARTICLES = tuple(
    sorted(
        """
            aan achter achterna af bij binnen boven dicht door dwars goed heen in klaar kwijt
            langs los mee na neer om onder op open over rond samen stil tegemoet tegen terecht
            terug thuis toe tussen uit vast verder voor voorbij vooruit vrij weg weer wijs
        """.split(),
        key=len,
        reverse=True,
    )
)
_IRREGULAR = frozenset(
    """
        zijn hebben kunnen mogen zullen willen worden gaan staan slaan zien doen weten moeten
        komen hoeven durven laten eten geven lezen vergeten
    """.split()
)


@cache
def says_something(words: str) -> bool:
    """Tell whether one of some words is more than a function word, such as `het` or `of`."""
    from spacy.lang.nl.stop_words import STOP_WORDS

    return any(len(word) > 1 and word not in STOP_WORDS for word in words.split())


def is_infinitive(word: str) -> bool:
    """Tell whether a word is the infinitive of a known verb, by the form `hij ...t`."""
    from simplemma import is_known, lemmatize

    word = fold(word)
    if word in _IRREGULAR:
        return True
    if not word.endswith("en") or len(word) < 5:
        base = split_particle(word)
        return base is not None
    stem = word[:-2]
    stems = {stem}
    if len(stem) > 2 and stem[-1] == stem[-2]:
        stems.add(stem[:-1])
    if stem[-2:-1] in "aeou" and stem[-1:] not in "aeiou":
        stems.add(f"{stem[:-1]}{stem[-2]}{stem[-1]}")
    stems |= {f"{s[:-1]}{'f' if s[-1] == 'v' else 's'}" for s in stems if s[-1] in "vz"}
    forms = {form for s in stems for form in (f"{s}t", s if s.endswith("t") else f"{s}t")}
    found = any(is_known(f, lang="nl") and lemmatize(f, lang="nl") == word for f in forms)
    return found or split_particle(word) is not None


@cache
def split_particle(verb: str) -> tuple[str, str] | None:
    """Return (particle, base verb) of a separable verb: opbellen -> (op, bellen)."""
    for particle in _PARTICLES:
        base = verb.removeprefix(particle)
        if base != verb and (base in _IRREGULAR or (len(base) > 4 and is_infinitive(base))):
            return particle, base
    return None
