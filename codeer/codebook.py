"""The codebook: YAML with Dutch keys <-> Codebook, all problems at once with line and column."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from codeer.errors import CodebookMissing, FileProblems, Problem, SettingsAmbiguous
from codeer.model import Code, Codebook, Rule
from codeer.pattern import POS_TAGS, PartOfSpeech, PatternError, find_endless, parse_pattern
from codeer.spacy_import import import_spacy
from codeer.yaml_file import LocatedYaml, Path_, StrictModel, read_yaml, validate

PATTERN_WEIGHT = 0.6
PALETTE = ("#1b6ca8", "#c1440e", "#2e7d32", "#7b1fa2", "#8d6e00", "#00695c", "#ad1457", "#37474f")

Text = Annotated[str, Field(min_length=1)]
Texts = list[Text]
Weight = Annotated[float, Field(gt=0, lt=1)]


def _typed(value: Any) -> Any:  # noqa: ANN401  (a token pattern is any tree)
    return _typed_under("", value)


def _typed_under(key: str, value: Any) -> Any:  # noqa: ANN401
    """Give back the numbers and booleans of a token pattern, which YAML reading keeps as text."""
    if isinstance(value, dict):
        return {name: _typed_under(name, item) for name, item in value.items()}
    if isinstance(value, list):
        return [_typed_under(key, item) for item in value]
    if key.upper().startswith(("IS_", "LIKE_", "SPACY")) and value in ("true", "false"):
        return value == "true"
    if key.upper() in _NUMERIC and isinstance(value, str) and value.lstrip("-").isdigit():
        return int(value)
    return value


_NUMERIC = {"LENGTH", "==", "!=", ">=", "<=", ">", "<"}
Tokens = Annotated[list[dict[str, Any]], BeforeValidator(_typed)]


class PatternEntry(StrictModel):
    """Een patroon met gewicht en uitleg."""

    patroon: Text | None = Field(None, description="woorden zoals in docs/codeboek.md")
    tokens: Tokens | None = Field(None, description="spaCy-tokenpatroon (experts)")
    gewicht: Weight = Field(PATTERN_WEIGHT, description="zekerheid als dit het enige bewijs is")
    uitleg: str = Field("", description="waarom dit patroon er staat")


def _as_entry(value: object) -> object:
    return {"patroon": value} if isinstance(value, str) else value


Entry = Annotated[PatternEntry, BeforeValidator(_as_entry)]
Entries = list[Entry]


class AttributeEntry(StrictModel):
    """Een kenmerk van een code, zoals de ontvanger van ondersteuning."""

    uitleg: str = ""
    waarden: dict[str, Entries] = Field(description="waarde: patronen die haar laten zien")


class CodeEntry(StrictModel):
    """Eén code (thema)."""

    id: Text = Field(description="korte naam in tabellen, bijvoorbeeld vertrouwensband")
    naam: Text | None = None
    kleur: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    definitie: str = ""
    insluiten: Texts = Field(default_factory=list, description="wanneer wel")
    uitsluiten: Texts = Field(default_factory=list, description="wanneer niet")
    voorbeelden: Texts = Field(default_factory=list)
    tegenvoorbeelden: Texts = Field(default_factory=list)
    trefwoorden: Entries = Field(default_factory=list, description="woorden, in elke vervoeging")
    patronen: Entries = Field(default_factory=list)
    uitzonderingen: Entries = Field(default_factory=list, description="hier telt een treffer niet")
    kenmerken: dict[str, AttributeEntry] = Field(default_factory=dict)
    subcodes: "list[CodeEntry]" = Field(default_factory=list)


class CodebookFile(StrictModel):
    """Een codeboek voor codeer."""

    naam: Text
    versie: str = "1"
    bron: str = ""
    woordgroepen: dict[str, Texts] = Field(default_factory=dict)
    codes: Annotated[list[CodeEntry], Field(min_length=1)]


def find_codebook(folder: Path) -> Path:
    """Return the only codebook in `folder`; study designs (`*onderzoek.yaml`) are not codebooks."""
    paths = sorted(
        path
        for path in [*folder.glob("*.yaml"), *folder.glob("*.yml")]
        if not path.stem.endswith("onderzoek")
    )
    if not paths:
        raise CodebookMissing(folder)
    if len(paths) > 1:
        raise SettingsAmbiguous("--codeboek", tuple(paths))
    return paths[0]


def load_codebook(path: Path, raw: bytes | None = None) -> Codebook:
    """Read and check a codebook; with `raw` one that is not on disk yet.

    Raises
    ------
    FileProblems
        With all mistakes: syntax, unknown keys, wrong types, double ids, unreadable patterns.

    """
    located = read_yaml(path, raw)
    content = validate(located, CodebookFile)
    problems = [
        *_double_ids(located, content),
        *_pattern_problems(located, content),
    ]
    if problems:
        raise FileProblems(path, tuple(problems))
    return Codebook(
        name=content.naam,
        version=content.versie,
        codes=tuple(_codes(content)),
        word_groups={name: tuple(words) for name, words in content.woordgroepen.items()},
        digest=located.digest,
        text=located.text,
    )


_WORD_CLASS = re.compile(rf"<(?:{'|'.join(sorted(POS_TAGS))})>|POS|TAG|MORPH|DEP", re.IGNORECASE)


def find_word_class_problems(path: Path, codebook: Codebook) -> tuple[Problem, ...]:
    """Return a problem for each pattern that needs word classes, for a pipeline without them."""
    if not any(_WORD_CLASS.search(rule.text + rule.tokens) for rule in _all_rules(codebook)):
        return ()  # which spares reading it again
    located = read_yaml(path)
    content = validate(located, CodebookFile)
    return tuple(
        located.problem(
            where,
            f"'{entry.patroon or 'tokens'}' vraagt om woordsoorten en het gekozen taalmodel heeft die "
            "niet; installeer nl_core_news_sm of schrijf het patroon zonder woordsoort",
        )
        for where, entry in _entries(content)
        if _needs_word_classes(entry, codebook.word_groups)
    )


def _all_rules(codebook: Codebook) -> Iterator[Rule]:
    for code in codebook.codes:
        yield from (*code.rules, *code.exceptions)
        for values in code.attributes.values():
            for rules in values.values():
                yield from rules


def _needs_word_classes(entry: PatternEntry, groups: Mapping[str, object]) -> bool:
    if entry.tokens:
        return any(
            key.upper() in {"POS", "TAG", "MORPH", "DEP"} for token in entry.tokens for key in token
        )
    elements = parse_pattern(entry.patroon or "", groups)
    return any(isinstance(element, PartOfSpeech) for element in elements)


def _walk(codes: list[CodeEntry], where: Path_) -> Iterator[tuple[Path_, CodeEntry, str | None]]:
    """Yield (place, code, parent id), parents before children."""
    for index, code in enumerate(codes):
        yield (*where, index), code, None
        for place, child, parent in _walk(code.subcodes, (*where, index, "subcodes")):
            yield place, child, parent or code.id


def _entries(content: CodebookFile) -> Iterator[tuple[Path_, PatternEntry]]:
    for where, code, _ in _walk(content.codes, ("codes",)):
        for key in ("trefwoorden", "patronen", "uitzonderingen"):
            for index, entry in enumerate(getattr(code, key)):
                yield (*where, key, index), entry
        for name, attribute in code.kenmerken.items():
            for value, entries in attribute.waarden.items():
                for index, entry in enumerate(entries):
                    yield (*where, "kenmerken", name, "waarden", value, index), entry


def _double_ids(located: LocatedYaml, content: CodebookFile) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for where, code, _ in _walk(content.codes, ("codes",)):
        line = located.place((*where, "id"))[0]
        folded = code.id.casefold()
        if folded in seen:
            message = f"de id '{code.id}' bestaat al (regel {seen[folded]})"
            yield located.problem((*where, "id"), message)
        seen.setdefault(folded, line)


def _pattern_problems(located: LocatedYaml, content: CodebookFile) -> Iterator[Problem]:
    for where, entry in _entries(content):
        if (entry.patroon is None) == (entry.tokens is None):
            yield located.problem(where, "verwacht 'patroon' of 'tokens', precies één van de twee")
        elif entry.patroon is not None:
            try:
                parse_pattern(entry.patroon, content.woordgroepen)
            except PatternError as error:
                yield located.problem(where, str(error))
        elif message := _token_problem(entry.tokens or []):
            yield located.problem(where, message)
    for name, words in content.woordgroepen.items():
        for index, word in enumerate(words):
            if " " in word:
                message = f"'{word}' is meer dan één woord; een woordgroep bevat losse woorden"
                yield located.problem(("woordgroepen", name, index), message)


def _token_problem(tokens: list[dict[str, Any]]) -> str:
    """Check a raw token pattern with spaCy's own schema."""
    import_spacy()
    from spacy.matcher import Matcher
    from spacy.vocab import Vocab

    if not tokens:
        return "een tokenpatroon heeft minstens één token"
    if any(key.upper() == "SPACY" for token in tokens for key in token):
        return "SPACY kan niet: codeer bewaart geen spaties tussen woorden"
    for regex in _regexes(tokens):
        if message := find_endless(regex):
            return message
    try:
        Matcher(Vocab(), validate=True).add("controle", [tokens])
    except (
        ValueError,
        AttributeError,
        re.error,
    ) as error:  # AttributeError: a token that is no mapping
        detail = str(error).strip().splitlines()[-1].strip()
        return f"geen geldig spaCy-tokenpatroon: {detail}"
    return ""


def _regexes(part: object, key: str = "") -> Iterator[str]:
    """Yield the regular expressions in a token pattern, however deep."""
    if isinstance(part, Mapping):
        for name, value in part.items():
            yield from _regexes(value, name if key.upper() != "REGEX" else key)
    elif isinstance(part, list):
        for value in part:
            yield from _regexes(value, key)
    elif key.upper() == "REGEX":
        yield str(part)


def _codes(content: CodebookFile) -> Iterator[Code]:
    for number, (_, code, parent) in enumerate(_walk(content.codes, ("codes",))):
        yield Code(
            id=code.id,
            name=code.naam or code.id,
            color=code.kleur or PALETTE[number % len(PALETTE)],
            definition=code.definitie.strip(),
            parent=parent,
            include=tuple(code.insluiten),
            exclude=tuple(code.uitsluiten),
            examples=tuple(code.voorbeelden),
            counter_examples=tuple(code.tegenvoorbeelden),
            rules=_rules([*code.trefwoorden, *code.patronen]),
            exceptions=_rules(code.uitzonderingen),
            attributes={
                name: {value: _rules(entries) for value, entries in attribute.waarden.items()}
                for name, attribute in code.kenmerken.items()
            },
        )


def _rules(entries: list[PatternEntry]) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            text=entry.patroon or "tokenpatroon",
            weight=entry.gewicht,
            tokens=json.dumps(entry.tokens) if entry.tokens else "",
            note=entry.uitleg,
        )
        for entry in entries
    )
