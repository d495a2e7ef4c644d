"""A wide table for SPSS or PSPP: one row per respondent, and the syntax that reads and labels it."""

import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from codeer.reports.tables import CsvStyle, Value, defuse, write_table
from codeer.results.content import ReportContent

_MAX_NAME = 64  # bytes, of SPSS
_MAX_LABEL = 120  # bytes: what SPSS takes for a value
_RESERVED = frozenset(
    {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}
)
_YES_NO = ((0, "niet genoemd"), (1, "genoemd"))


@dataclass(frozen=True, slots=True)
class _Variable:
    name: str
    label: str
    values: Sequence[Value]
    """One per respondent."""
    labels: Sequence[tuple[int, str]] = ()

    @property
    def format(self) -> str:
        """Return the format under which SPSS reads it."""
        if any(isinstance(value, str) for value in self.values):
            return f"A{max(len(defuse(str(value)).encode()) for value in self.values)}"
        return "F8.0"


def write_spss(content: ReportContent, table_name: str, style: CsvStyle) -> tuple[bytes, bytes]:
    """Return the table as CSV and the syntax that reads it, labels it and says what was counted."""
    variables = _variables(content)
    rows = zip(*(variable.values for variable in variables), strict=True)
    table = write_table([variable.name for variable in variables], rows, style)
    delimiter = ";" if style is CsvStyle.DUTCH else ","
    syntax = "\n".join(_syntax(variables, table_name, delimiter, content.basis)) + "\n"
    return table, syntax.encode()


def name_variables(wanted: Iterable[str]) -> list[str]:
    """Return names that SPSS accepts: ASCII, at most 64 long, unique whatever the capitals."""
    taken: set[str] = set()
    names = []
    for text in wanted:
        decomposed = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        name = re.sub(r"\W+", "_", decomposed).strip("_")
        if not name[:1].isalpha() or name.casefold() in _RESERVED:
            name = f"v_{name}".rstrip("_")
        number, chosen = 1, name[:_MAX_NAME].rstrip("_")
        while chosen.casefold() in taken:
            number += 1
            end = f"_{number}"
            chosen = name[: _MAX_NAME - len(end)].rstrip("_") + end
        taken.add(chosen.casefold())
        names.append(chosen)
    return names


def _variables(content: ReportContent) -> list[_Variable]:
    people = content.respondents
    groups = list(dict.fromkeys(group.name for group in content.plain_groups))
    groups += [name for name in dict.fromkeys(people.values()) if name not in groups]
    transcripts = Counter(
        who for who, _ in {(speech.respondent, speech.transcript) for speech in content.speeches}
    )
    words: Counter[str] = Counter()
    for speech in content.speeches:
        words[speech.respondent] += sum(speech.segments.words)
    themes = content.own_themes
    counts = [
        [len(content.occurrences[theme].ranges.get(person, ())) for person in people]
        for theme in themes
    ]
    fixed = ("respondent", "groep", "transcripten", "woorden")
    names = name_variables([*fixed, *(t.id for t in themes), *(f"n_{t.id}" for t in themes)])
    mentioned, numbers = names[4 : 4 + len(themes)], names[4 + len(themes) :]
    return [
        _Variable(names[0], "Code van de respondent", list(people)),
        _Variable(
            names[1],
            "Respondentgroep",
            [groups.index(group) + 1 for group in people.values()],
            list(enumerate(groups, start=1)),
        ),
        _Variable(names[2], "Transcripten", [transcripts[person] for person in people]),
        _Variable(names[3], "Woorden", [words[person] for person in people]),
        *(
            _Variable(name, f"{theme.name}: genoemd", [int(n > 0) for n in found], _YES_NO)
            for name, theme, found in zip(mentioned, themes, counts, strict=True)
        ),
        *(
            _Variable(name, f"{theme.name}: aantal fragmenten", found)
            for name, theme, found in zip(numbers, themes, counts, strict=True)
        ),
    ]


def _syntax(
    variables: Sequence[_Variable], table_name: str, delimiter: str, basis: str
) -> Iterator[str]:
    yield "* Encoding: UTF-8."
    yield f"* Gemaakt door codeer. Basis: {_comment(basis)}."
    yield "* Staat de tabel in een andere map dan waarin SPSS werkt, zet dan hier: CD 'map'."
    yield from (
        "GET DATA",
        "  /TYPE=TXT",
        f"  /FILE={_quote(table_name)}",
        "  /ENCODING='UTF8'",
        "  /ARRANGEMENT=DELIMITED",
        "  /FIRSTCASE=2",
        f"  /DELIMITERS='{delimiter}'",
        "  /QUALIFIER='\"'",
        "  /VARIABLES=",
    )
    yield from (f"    {variable.name} {variable.format}" for variable in variables)
    yield "  ."
    yield "VARIABLE LABELS"
    yield from (f"  {variable.name} {_quote(variable.label)}" for variable in variables)
    yield "  ."
    yield "VALUE LABELS"
    for number, variable in enumerate(v for v in variables if v.labels):
        yield f"  {'/' if number else ''}{variable.name}"
        yield from (f"    {value} {_quote(label)}" for value, label in variable.labels)
    yield "  ."
    nominal = " ".join(v.name for v in variables if v.labels)
    scale = " ".join(v.name for v in variables if not v.labels and v.format[0] == "F")
    yield "VARIABLE LEVEL"
    yield from textwrap.wrap(nominal, 100, initial_indent="  ", subsequent_indent="  ")
    yield "  (NOMINAL) /"
    yield from textwrap.wrap(scale, 100, initial_indent="  ", subsequent_indent="  ")
    yield "  (SCALE)."
    yield "EXECUTE."


def _quote(text: str) -> str:
    plain = " ".join(text.split())
    short = plain.encode()[:_MAX_LABEL].decode(errors="ignore")
    return "'" + short.replace("'", "''") + "'"


def _comment(text: str) -> str:
    """Return a text that cannot end the comment: a full stop at the end of a line would."""
    return " ".join(text.split()).rstrip(".")[:200]
