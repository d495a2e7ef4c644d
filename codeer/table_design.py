"""What the study design says about tables with answers: which column holds what, and who is in which group."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from codeer.errors import Problem
from codeer.model import AnswerTable, RespondentGroup
from codeer.text import fold_label, normalise
from codeer.yaml_file import LocatedYaml, Path_, StrictModel, unknown

Text = Annotated[str, Field(min_length=1)]
Answers = Annotated[
    Annotated[Text, Tag("tekst")]
    | Annotated[list[Text], Field(min_length=1), Tag("lijst")]
    | Annotated[dict[str, Text], Field(min_length=1), Tag("vragen")],
    Discriminator(
        lambda value: (
            "lijst" if isinstance(value, list) else "vragen" if isinstance(value, dict) else "tekst"
        )
    ),  # one branch, so one message
]
TABLE_SUFFIXES = (".csv", ".xlsx")
ANY_TABLE = "*"
"""Stands for every table that the study design does not name."""


class ColumnsEntry(StrictModel):
    """Wat er in welke kolom staat, met de koppen zoals in de tabel."""

    respondent: Text = Field(description="kolom met de code van de respondent")
    groep: Text | None = Field(None, description="kolom met de groep")
    vraag: Text | None = Field(None, description="kolom met de vraag, bij één kolom met antwoorden")
    antwoord: Answers = Field(
        description="kolom of kolommen met antwoorden; de kop is de vraag, of geef 'kop: vraag'"
    )


class TableEntry(StrictModel):
    """Een tabel (.csv, .xlsx) met een respondent per rij of een antwoord per rij."""

    kolommen: ColumnsEntry
    groepen: dict[str, Text] = Field(
        default_factory=dict, description="wat in de kolom van de groep staat: groep"
    )
    groep: Text | None = Field(None, description="de groep van iedereen in de tabel")
    meer_antwoorden: bool = Field(
        default=False, description="een respondent mag vaker op dezelfde vraag antwoorden"
    )
    zelfde_respondenten: bool = Field(
        default=False, description="wie ook in een andere tabel staat, is dezelfde persoon"
    )


def make_table(entry: TableEntry, groups: tuple[RespondentGroup, ...]) -> AnswerTable:
    """Return what a reader needs to know of a table."""
    columns = entry.kolommen
    own = {fold_label(value): group for value, group in entry.groepen.items()}
    words = {
        fold_label(word): group.name
        for group in groups
        for word in (*group.speakers, group.plural, group.name)
    }
    return AnswerTable(
        respondent=columns.respondent,
        answers=_questions(columns),
        question=columns.vraag or "",
        group=columns.groep or "",
        groups=words | own,
        only_group=entry.groep or "",
        prefixes={g.prefix.casefold(): g.name for g in groups if g.prefix},
        allows_more=entry.meer_antwoorden,
        shares_respondents=entry.zelfde_respondenten,
    )


def _questions(columns: ColumnsEntry) -> dict[str, str]:
    """Return heading to question; the latter becomes part of a canonical text."""
    if isinstance(columns.antwoord, dict):
        asked = columns.antwoord
    else:
        headings = [columns.antwoord] if isinstance(columns.antwoord, str) else columns.antwoord
        asked = {heading: heading for heading in headings}
    return {heading: normalise(question) for heading, question in asked.items()}


def table_problems(
    located: LocatedYaml,
    tables: Mapping[str, TableEntry],
    transcripts: Collection[str],
    groups: list[str],
) -> Iterator[Problem]:
    """Yield what is wrong with the tables of a study design."""
    for name, entry in tables.items():
        place: Path_ = ("tabellen", name)
        if name in transcripts:
            message = f"'{name}' staat ook onder transcripten; van een tabel zeggen de kolommen wie het is"
            yield located.problem(place, message)
        yield from _column_problems(located, (*place, "kolommen"), entry.kolommen)
        if entry.groep and (entry.kolommen.groep or entry.groepen):
            message = "kies: één groep voor de hele tabel, of een kolom met de groep"
            yield located.problem((*place, "groep"), message)
        elif entry.groepen and not entry.kolommen.groep:
            message = "'groepen' hoort bij een kolom 'groep', die hier ontbreekt"
            yield located.problem((*place, "groepen"), message)
        if entry.groep:
            yield from check_group(located, (*place, "groep"), entry.groep, groups)
        for value, group in entry.groepen.items():
            yield from check_group(located, (*place, "groepen", value), group, groups)


def check_group(
    located: LocatedYaml, where: Path_, name: str, known: list[str]
) -> Iterator[Problem]:
    """Yield a problem when there is no such group."""
    if name not in known:
        message = f"{unknown(name, known, 'groep')}; bekend zijn: {', '.join(known)}"
        yield located.problem(where, message)


def _column_problems(
    located: LocatedYaml, place: Path_, columns: ColumnsEntry
) -> Iterator[Problem]:
    questions = _questions(columns)
    if columns.vraag and len(questions) > 1:
        message = "met een kolom 'vraag' kan er maar één kolom 'antwoord' zijn"
        yield located.problem((*place, "vraag"), message)
    named = [columns.respondent, columns.groep, columns.vraag, *questions]
    counts = Counter(" ".join(heading.split()).casefold() for heading in named if heading)
    for heading, number in counts.items():
        if number > 1:
            yield located.problem(place, f"de kolom '{heading}' staat hier twee keer")
