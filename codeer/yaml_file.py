"""Read a YAML file as text with places: what a researcher wrote is what codeer sees.

Built on PyYAML's node tree instead of its loader, so `NO`, `12:30` and `01` stay text, every value has
a line and column, duplicate keys are problems, and aliases (with which a small file can unfold into
gigabytes) are refused.
"""

import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from codeer.errors import FileProblems, Problem, UnreadableSource, describe_cause
from codeer.input_file import read_file

MAX_BYTES = 5_000_000
MAX_DEPTH = 20
_MOST_PROBLEMS = 200  # of one file, which are enough to see what is wrong with it

Path_ = tuple[str | int, ...]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LocatedYaml:
    """The plain content of a YAML file (dict, list, str, None) with the place of each part."""

    path: Path
    content: Any
    places: Mapping[Path_, Place]
    """Path of keys and indexes to (line, column), both 1-based."""
    text: str
    digest: str

    def place(self, where: Path_) -> Place:
        """Return the place of `where`, or of the nearest part around it."""
        while where and where not in self.places:
            where = where[:-1]
        return self.places.get(where, (1, 1))

    def problem(self, where: Path_, message: str) -> Problem:
        """Return a problem located at `where`."""
        return Problem(*self.place(where), message)


def read_yaml(path: Path, raw: bytes | None = None) -> LocatedYaml:
    """Return the content of a YAML file with places; with `raw` that is what would stand in it.

    Raises
    ------
    FileProblems
        With every syntax error, duplicate key and alias found.
    UnreadableSource
        When the file cannot be opened.

    """
    try:
        raw = read_file(path) if raw is None else raw
    except OSError as error:
        raise UnreadableSource(path, describe_cause(error)) from error
    if len(raw) > MAX_BYTES:
        raise FileProblems(path, (Problem(1, 1, "het bestand is groter dan 5 MB"),))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = "geen UTF-8; sla het bestand op als UTF-8"
        raise FileProblems(path, (Problem(line, 1, message),)) from error
    builder = _Builder()
    try:
        node = _compose(text)
        content = builder.build(node, ()) if node is not None else None
    except yaml.MarkedYAMLError as error:
        raise FileProblems(path, (_syntax_problem(error),)) from error
    except (yaml.reader.ReaderError, OverflowError, ValueError) as error:
        found = _NO_CHARACTER.search(text)  # PyYAML fails on an escape beyond the last character
        position = getattr(error, "position", found.start() if found else 0)
        line = text.count("\n", 0, position) + 1
        raise FileProblems(path, (Problem(line, 1, _CONTROL),)) from error
    if builder.problems:
        raise FileProblems(path, tuple(builder.problems))
    digest = hashlib.blake2b(raw, digest_size=16).hexdigest()
    return LocatedYaml(path, content, builder.places, text, digest)


def _compose(text: str) -> yaml.Node | None:
    """Return the node tree; by libyaml, ten times as fast, and by Python to say what is wrong."""
    try:
        _refuse_traps(text, _FAST)
        return yaml.compose(text, Loader=_FAST)
    except yaml.YAMLError:
        _refuse_traps(text, yaml.SafeLoader)
        return yaml.compose(text, Loader=yaml.SafeLoader)


_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _refuse_traps(text: str, loader: Any) -> None:  # noqa: ANN401
    """Refuse aliases and absurd nesting before anything is built from them."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        mark = event.start_mark
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        is_alias = isinstance(event, yaml.AliasEvent)
        if mark and (is_alias or depth > MAX_DEPTH):
            place = yaml.Mark("", 0, mark.line, mark.column, None, 0)
            raise yaml.MarkedYAMLError(problem="alias" if is_alias else _DEEP, problem_mark=place)


_CONTROL = "een onzichtbaar stuurteken"
_UNREADABLE = yaml.reader.Reader.NON_PRINTABLE
_NO_CHARACTER = re.compile(r"\\U(?!000|0010)[0-9a-fA-F]{8}")
_DEEP = "too deep"
_TOO_DEEP = "te diep genest"
# Part of PyYAML's message -> Dutch, and whether the beginning of the construct is the place to look
_SYNTAX = (
    (_DEEP, _TOO_DEEP, False),
    ("alias", "een verwijzing (*naam) kan hier niet; begint de waarde met een sterretje, zet haar dan tussen aanhalingstekens", False),
    ("alphabetic or numeric character", "een waarde die met * of & begint; zet haar tussen aanhalingstekens", False),
    ("unexpected end of stream", "dit aanhalingsteken of haakje wordt nergens gesloten", True),
    ("expected ',' or", "dit haakje wordt niet gesloten, of er ontbreekt een komma", True),
    ("found character '\\t'", "een tab; gebruik spaties om in te springen", False),
    ("cannot start any token", "een waarde met een vreemd eerste teken; zet haar tussen aanhalingstekens", False),
    ("mapping values are not allowed", "een dubbele punt op een onverwachte plek; zet de waarde tussen aanhalingstekens", False),
    ("could not find expected ':'", "hier hoort een dubbele punt achter de sleutel", True),
    ("expected <block end>", "de inspringing klopt niet met de regels erboven", False),
    ("did not find expected", "de inspringing klopt niet, of er staat een haakje of aanhalingsteken te veel", False),
)  # fmt: skip


def _syntax_problem(error: yaml.MarkedYAMLError) -> Problem:
    """Return a syntax error in Dutch, located where a person should look."""
    said = error.problem or ""
    for part, dutch, look_at_start in _SYNTAX:
        if part in said:
            mark = (error.context_mark if look_at_start else None) or error.problem_mark
            return _at(mark, dutch)
    return _at(error.problem_mark or error.context_mark, "geen geldige YAML")


def _at(mark: yaml.Mark | None, message: str) -> Problem:
    return Problem(mark.line + 1, mark.column + 1, message) if mark else Problem(1, 1, message)


class _Builder:
    """Turn a node tree into plain values and remember where everything stands."""

    def __init__(self) -> None:
        self.places: dict[Path_, Place] = {}
        self.problems: list[Problem] = []

    def build(self, node: yaml.Node, where: Path_) -> Any:  # noqa: ANN401  (YAML is any tree)
        place = node.start_mark.line + 1, node.start_mark.column + 1
        self.places.setdefault(where, place)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*where, index)) for index, item in enumerate(node.value)]
        self._check_readable(node, place)
        is_plain = isinstance(node, yaml.ScalarNode) and not node.style
        return None if is_plain and node.value in ("", "~", "null") else node.value

    def _check_readable(self, node: yaml.Node, place: Place) -> None:
        """Refuse what would be refused as it is also when it came in by an escape."""
        if _UNREADABLE.search(node.value):
            self.problems.append(Problem(*place, _CONTROL))

    def _mapping(self, node: yaml.MappingNode, where: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = key_node.start_mark.line + 1, key_node.start_mark.column + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(Problem(*place, "een sleutel moet een woord zijn"))
                continue
            self._check_readable(key_node, place)
            key = key_node.value
            if key in result:
                message = f"de sleutel '{key}' staat hier voor de tweede keer"
                self.problems.append(Problem(*place, message))
                continue
            self.places[(*where, key)] = place
            result[key] = self.build(value_node, (*where, key))
        return result


# --- validation ----------------------------------------------------------------------------------


_Model = TypeVar("_Model", bound=BaseModel)


class StrictModel(BaseModel):
    """A part of a YAML file: no unknown keys, and a key with nothing behind it is no key."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, content: Any) -> Any:  # noqa: ANN401  (YAML is any tree)
        if isinstance(content, dict):
            return {key: value for key, value in content.items() if value is not None}
        return content


def validate(located: LocatedYaml, model: type[_Model]) -> _Model:
    """Return the content as `model`, or raise FileProblems with every mistake in Dutch."""
    try:
        return model.model_validate(located.content if located.content is not None else {})
    except ValidationError as error:
        keys = _known_keys(model)
        found = error.errors(include_input=True, include_url=False)[:_MOST_PROBLEMS]
        problems = {_translate(located, dict(item), keys) for item in found}
        raise FileProblems(located.path, tuple(sorted(problems))) from error


def _known_keys(model: type[BaseModel]) -> tuple[str, ...]:
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return tuple(sorted({key for part in parts for key in part.get("properties", {})}))


def _translate(located: LocatedYaml, item: Mapping[str, Any], keys: tuple[str, ...]) -> Problem:
    if not item["loc"]:
        return located.problem((), "hier horen sleutels met waarden, zoals 'naam: proef'")
    where = _yaml_path(located, item["loc"])
    key = next((part for part in reversed(where) if isinstance(part, str)), "")
    kind, context = item["type"], item.get("ctx", {})
    messages = {
        "missing": f"de sleutel '{item['loc'][-1]}' ontbreekt",
        "string_type": f"'{key}' moet tekst zijn",
        "list_type": f"'{key}' moet een lijst zijn (regels die beginnen met '- ')",
        "tuple_type": f"'{key}' moet een lijst zijn (regels die beginnen met '- ')",
        "dict_type": f"onder '{key}' horen sleutels met waarden",
        "model_type": f"onder '{key}' horen sleutels met waarden",
        "model_attributes_type": f"onder '{key}' horen sleutels met waarden",
        "float_parsing": f"'{key}' moet een getal zijn, met een punt: 0.6",
        "float_type": f"'{key}' moet een getal zijn, met een punt: 0.6",
        "bool_parsing": f"'{key}' moet true of false zijn",
        "bool_type": f"'{key}' moet true of false zijn",
        "int_type": f"'{key}' moet een geheel getal zijn",
        "int_parsing": f"'{key}' moet een geheel getal zijn",
        "greater_than": f"'{key}' moet groter zijn dan {context.get('gt')}",
        "greater_than_equal": f"'{key}' mag niet kleiner zijn dan {context.get('ge')}",
        "less_than": f"'{key}' moet kleiner zijn dan {context.get('lt')}",
        "less_than_equal": f"'{key}' mag niet groter zijn dan {context.get('le')}",
        "string_too_short": f"'{key}' is leeg",
        "too_short": f"'{key}' is leeg"
        if context.get("min_length") == 1
        else f"'{key}' heeft er minstens {context.get('min_length')} nodig",
        "value_error": str(context.get("error", "")),
    }
    if kind == "extra_forbidden":
        wrong = str(item["loc"][-1])
        if wrong in keys:
            return located.problem(where, f"de sleutel '{wrong}' hoort hier niet")
        return located.problem(where, unknown(wrong, keys, "sleutel"))
    if kind in ("literal_error", "enum"):
        allowed = str(context.get("expected", "")).replace(" or ", " of ")
        return located.problem(where, f"'{key}' kan '{item['input']}' niet zijn; kies {allowed}")
    if kind == "string_pattern_mismatch":
        return located.problem(where, f"'{key}' heeft niet de juiste vorm: '{item['input']}'")
    return located.problem(where, messages.get(kind, f"'{key}' klopt niet ({kind})"))


def _yaml_path(located: LocatedYaml, location: Iterable[str | int]) -> Path_:
    """Drop the parts that pydantic adds to a location, such as the branch of a union."""
    where: Path_ = ()
    for part in location:
        if (*where, part) in located.places:
            where = (*where, part)
    return where


def unknown(wrong: str, known: Iterable[str], noun: str) -> str:
    """Say that a name is unknown, with the nearest known one."""
    near = difflib.get_close_matches(wrong, list(known), n=1, cutoff=0.6)
    hint = f", bedoelde je '{near[0]}'?" if near else ""
    return f"onbekende {noun} '{wrong}'{hint}"
