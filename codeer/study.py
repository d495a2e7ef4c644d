"""The study design: groups, merged groups, expected numbers, and what it says of each transcript."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from codeer.errors import FileProblems, Problem, SettingsAmbiguous
from codeer.model import (
    ROLE_INTERVIEWER,
    ROLE_NONE,
    TOTAL_GROUP,
    AnswerTable,
    MergedGroup,
    RespondentGroup,
    SpeakerPart,
    Study,
    TranscriptCast,
    Unit,
)
from codeer.table_design import (
    ANY_TABLE,
    TABLE_SUFFIXES,
    TableEntry,
    check_group,
    make_table,
    table_problems,
)
from codeer.text import fold_label
from codeer.yaml_file import LocatedYaml, Path_, StrictModel, read_yaml, validate

Text = Annotated[str, Field(min_length=1)]
Texts = list[Text]
Count = Annotated[int, Field(ge=0)]
NO_SPEAKERS = "geen"


class GroupEntry(StrictModel):
    """Een respondentgroep."""

    naam: Text = Field(description="enkelvoud, zoals in de kolom 'groep'")
    meervoud: Text | None = Field(None, description="zoals in de kop van een tabel")
    prefix: str = Field("", description="begin van de respondentcode: J in J01")
    sprekers: Texts = Field(default_factory=list, description="labels die deze groep betekenen")
    verwacht: Count | None = Field(None, description="aantal respondenten in de opzet")


class MergedEntry(StrictModel):
    """Groepen die ook samen worden geteld."""

    naam: Text
    groepen: Annotated[Texts, Field(min_length=2)]
    verwacht: Count | None = None


class SpeakerEntry(StrictModel):
    """Wie een spreker in een transcript is."""

    groep: Text | None = None
    respondent: Text | None = None


Speaker = Annotated[
    SpeakerEntry,
    BeforeValidator(lambda value: {"groep": value} if isinstance(value, str) else value),
]


Speakers = Annotated[
    Annotated[dict[str, Speaker], Tag("per label")] | Annotated[Literal["geen"], Tag("geen")],
    Discriminator(lambda value: "geen" if isinstance(value, str) else "per label"),
]


class TranscriptEntry(StrictModel):
    """Wat voor één transcript geldt."""

    respondent: Text | None = None
    groep: Text | None = None
    sprekers: Speakers = Field(
        default_factory=dict,
        description="geen: er staan geen sprekers in; alles is van de respondent van dit transcript",
    )


class StudyFile(StrictModel):
    """De opzet van een onderzoek voor codeer."""

    naam: Text = "onderzoek"
    bron: str = ""
    eenheid: Unit = Unit.SENTENCE
    groepen: list[GroupEntry] = Field(default_factory=list)
    samengevoegd: list[MergedEntry] = Field(default_factory=list)
    interviewers: Texts = Field(default_factory=list, description="labels van interviewers")
    transcripten: dict[str, TranscriptEntry] = Field(default_factory=dict)
    tabellen: dict[str, TableEntry] = Field(
        default_factory=dict, description="tabellen met antwoorden; '*' geldt voor alle andere"
    )


_DEFAULT_GROUPS = (
    RespondentGroup(
        "jongere",
        "jongeren",
        "J",
        tuple(
            """
                jongere jeugdige jongen meisje zoon dochter cliënt client kind
            """.split()
        ),
    ),
    RespondentGroup(
        "ouder",
        "ouders",
        "O",
        tuple(
            """
                ouder ouders moeder vader mama papa mam pap stiefmoeder stiefvader pleegmoeder
                pleegvader pleegouder
            """.split()
        ),
    ),
    RespondentGroup("jim", "JIM's", "JIM", ("jim", "mentor", "steunfiguur")),
    RespondentGroup(
        "professional",
        "professionals",
        "P",
        tuple(
            """
                professional hulpverlener hulpverleenster gezinscoach begeleider begeleidster
                contextbegeleider gezinsbegeleider jeugdhulpverlener jeugdbeschermer gezinsvoogd
                voogd therapeut systeemtherapeut psycholoog orthopedagoog jongerenwerker
                jeugdwerker casemanager gedragswetenschapper wijkteammedewerker
                buurtteammedewerker ambulant consulent trajectbegeleider
            """.split()
        ),
    ),
)
DEFAULT_STUDY = Study(name="standaard", groups=_DEFAULT_GROUPS)


def find_study(folder: Path) -> Path | None:
    """Return the only `*onderzoek.yaml` in `folder` or its parent's `onderzoek.yaml`, if any."""
    paths = sorted(
        path
        for pattern in ("*onderzoek.yaml", "*onderzoek.yml")
        for path in [*folder.glob(pattern), *folder.parent.glob(pattern)]
    )
    if len(paths) > 1:
        raise SettingsAmbiguous("--onderzoek", tuple(paths))
    return paths[0] if paths else None


def load_study(path: Path, raw: bytes | None = None) -> Study:
    """Read and check a study design; with `raw` one that is not on disk yet.

    Raises
    ------
    FileProblems
        With all mistakes, unknown groups included.

    """
    located = read_yaml(path, raw)
    content = validate(located, StudyFile)
    if problems := tuple(_problems(located, content)):
        raise FileProblems(path, problems)
    groups = tuple(
        RespondentGroup(
            name=entry.naam,
            plural=entry.meervoud or entry.naam,
            prefix=entry.prefix,
            speakers=tuple(map(fold_label, [entry.naam, *entry.sprekers])),
            expected=entry.verwacht,
        )
        for entry in content.groepen
    )
    groups = groups or _DEFAULT_GROUPS
    return Study(
        name=content.naam,
        groups=groups,
        merged=tuple(
            MergedGroup(entry.naam, tuple(entry.groepen), entry.verwacht)
            for entry in content.samengevoegd
        ),
        interviewers=tuple(map(fold_label, content.interviewers)),
        unit=content.eenheid,
        transcripts={name: _cast(entry) for name, entry in content.transcripten.items()},
        tables={name: make_table(entry, groups) for name, entry in content.tabellen.items()},
        digest=located.digest,
        text=located.text,
    )


def find_cast(study: Study, transcript: str) -> TranscriptCast:
    """Return what the design says of a transcript, found by name with or without folder and suffix."""
    found = (study.transcripts[key] for key in _names(transcript) if key in study.transcripts)
    return next(found, TranscriptCast())


def find_table(study: Study, transcript: str) -> AnswerTable | None:
    """Return what the design says of the columns of a file; None when it is no table with answers."""
    if PurePosixPath(transcript).suffix.lower() not in TABLE_SUFFIXES:
        return None
    names = (*_names(transcript), ANY_TABLE)
    return next((study.tables[name] for name in names if name in study.tables), None)


def _names(transcript: str) -> tuple[str, ...]:
    path = PurePosixPath(transcript)
    return transcript, path.name, path.with_suffix("").as_posix(), path.stem


def _cast(entry: TranscriptEntry) -> TranscriptCast:
    return TranscriptCast(
        respondent=entry.respondent or "",
        group=entry.groep or "",
        speakers={
            fold_label(label): SpeakerPart(part.groep or "", part.respondent or "")
            for label, part in _speakers(entry).items()
        },
        has_speakers=entry.sprekers != NO_SPEAKERS,
    )


def _speakers(entry: TranscriptEntry) -> dict[str, SpeakerEntry]:
    return {} if isinstance(entry.sprekers, str) else entry.sprekers


def _problems(located: LocatedYaml, content: StudyFile) -> Iterator[Problem]:
    groups = [entry.naam for entry in content.groepen] or [group.name for group in _DEFAULT_GROUPS]
    merged = [entry.naam for entry in content.samengevoegd]
    prefixes = [entry.prefix.upper() for entry in content.groepen if entry.prefix]
    reserved = {ROLE_INTERVIEWER, ROLE_NONE, TOTAL_GROUP}
    names = Counter(groups + merged)
    named = [(("groepen", index), entry.naam) for index, entry in enumerate(content.groepen)]
    named += [
        (("samengevoegd", index), entry.naam) for index, entry in enumerate(content.samengevoegd)
    ]
    for where, name in named:
        if name in reserved:
            yield located.problem((*where, "naam"), f"'{name}' is een vaste naam")
        if names[name] > 1:
            yield located.problem((*where, "naam"), f"de naam '{name}' komt twee keer voor")
    for index, group in enumerate(content.groepen):
        if group.prefix and prefixes.count(group.prefix.upper()) > 1:
            message = f"de prefix '{group.prefix}' hoort bij twee groepen"
            yield located.problem(("groepen", index, "prefix"), message)
    yield from _double_claims(located, content)
    for index, merge in enumerate(content.samengevoegd):
        for position, name in enumerate(merge.groepen):
            yield from check_group(
                located, ("samengevoegd", index, "groepen", position), name, groups
            )
    yield from table_problems(located, content.tabellen, content.transcripten, groups)
    yield from _transcript_problems(located, content, groups)


def _transcript_problems(
    located: LocatedYaml, content: StudyFile, groups: list[str]
) -> Iterator[Problem]:
    roles = [*groups, ROLE_INTERVIEWER, ROLE_NONE]
    for transcript, entry in content.transcripten.items():
        place: Path_ = ("transcripten", transcript)
        if entry.groep:
            yield from check_group(located, (*place, "groep"), entry.groep, groups)
        if entry.sprekers == NO_SPEAKERS and not entry.groep:
            message = "bij 'sprekers: geen' hoort ook de groep van wie hier spreekt"
            yield located.problem((*place, "sprekers"), message)
        folded: set[str] = set()
        for label, part in _speakers(entry).items():
            if fold_label(label) in folded:
                message = f"de spreker '{label}' staat hier al, anders geschreven"
                yield located.problem((*place, "sprekers", label), message)
            folded.add(fold_label(label))
            if part.groep:
                yield from check_group(located, (*place, "sprekers", label), part.groep, roles)


def _double_claims(located: LocatedYaml, content: StudyFile) -> Iterator[Problem]:
    """Find speaker labels that two groups claim."""
    claimed: dict[str, str] = {}
    for index, group in enumerate(content.groepen):
        for position, label in enumerate(group.sprekers):
            other = claimed.setdefault(fold_label(label), group.naam)
            if other != group.naam:
                message = f"de spreker '{label}' hoort al bij de groep '{other}'"
                yield located.problem(("groepen", index, "sprekers", position), message)
