"""What is known of Dutch words without a language model: lemmas, plurals, infinitives, separable verbs."""

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.resources import files

from codeer.text import fold


def find_lemmas(words: Iterable[str]) -> frozenset[str]:
    """Return the lemmas that words of the codebook stand for: as written, and their dictionary forms.

    A form that is both a plural and an infinitive (`vragen`) has the infinitive as lemma, so a noun
    (`vraag`) stands for that lemma too.
    """
    return frozenset().union(*map(_lemmas_of, words))


@cache
def _lemmas_of(word: str) -> frozenset[str]:
    lemmas = {fold(word), find_lemma(word)}
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
    end = len(form)
    while form.endswith("'s", 0, end):
        end -= 2
    if end < len(form):
        return find_lemma(form[:end], model_lemma)
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
    text = _read("lemmas.tsv")
    rows = (line.split("\t", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return dict(rows)


@cache
def lemma_fingerprint() -> str:
    """Return what the lemma of a word depends on, without looking any word up."""
    digest = blake2b(_read("lemmas.tsv").encode(), digest_size=8).hexdigest()
    return f"simplemma {version('simplemma')}, lemmas.tsv {digest}"


def _read(name: str) -> str:
    return (files("codeer.resources") / name).read_text(encoding="utf-8")


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
    return any(len(word) > 1 and word not in _function_words() for word in words.split())


@cache
def _function_words() -> frozenset[str]:
    lines = _read("functiewoorden.txt").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
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
