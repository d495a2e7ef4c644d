"""The study design: groups, merged groups, expected numbers, and what it says of each transcript."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import BeforeValidator, Field

from codeer.errors import FileProblems, Problem, SettingsAmbiguous
from codeer.model import (
    ROLE_INTERVIEWER,
    ROLE_NONE,
    TOTAL_GROUP,
    MergedGroup,
    RespondentGroup,
    SpeakerPart,
    Study,
    TranscriptCast,
    Unit,
)
from codeer.text import fold_label
from codeer.yaml_file import LocatedYaml, Path_, StrictModel, read_yaml, unknown, validate

Text = Annotated[str, Field(min_length=1)]
Texts = list[Text]
Count = Annotated[int, Field(ge=0)]


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


class TranscriptEntry(StrictModel):
    """Wat voor één transcript geldt."""

    respondent: Text | None = None
    groep: Text | None = None
    sprekers: dict[str, Speaker] = Field(default_factory=dict)


class StudyFile(StrictModel):
    """De opzet van een onderzoek voor codeer."""

    naam: Text = "onderzoek"
    bron: str = ""
    eenheid: Unit = Unit.SENTENCE
    groepen: list[GroupEntry] = Field(default_factory=list)
    samengevoegd: list[MergedEntry] = Field(default_factory=list)
    interviewers: Texts = Field(default_factory=list, description="labels van interviewers")
    transcripten: dict[str, TranscriptEntry] = Field(default_factory=dict)


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


def load_study(path: Path) -> Study:
    """Read and check a study design.

    Raises
    ------
    FileProblems
        With all mistakes, unknown groups included.

    """
    located = read_yaml(path)
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
    return Study(
        name=content.naam,
        groups=groups or _DEFAULT_GROUPS,
        merged=tuple(
            MergedGroup(entry.naam, tuple(entry.groepen), entry.verwacht)
            for entry in content.samengevoegd
        ),
        interviewers=tuple(map(fold_label, content.interviewers)),
        unit=content.eenheid,
        transcripts={name: _cast(entry) for name, entry in content.transcripten.items()},
        digest=located.digest,
        text=located.text,
    )


def find_cast(study: Study, transcript: str) -> TranscriptCast:
    """Return what the design says of a transcript, found by name with or without folder and suffix."""
    path = PurePosixPath(transcript)
    for key in (transcript, path.name, path.with_suffix("").as_posix(), path.stem):
        if key in study.transcripts:
            return study.transcripts[key]
    return TranscriptCast()


def _cast(entry: TranscriptEntry) -> TranscriptCast:
    return TranscriptCast(
        respondent=entry.respondent or "",
        group=entry.groep or "",
        speakers={
            fold_label(label): SpeakerPart(part.groep or "", part.respondent or "")
            for label, part in entry.sprekers.items()
        },
    )


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
            yield from _check_group(
                located, ("samengevoegd", index, "groepen", position), name, groups
            )
    roles = [*groups, ROLE_INTERVIEWER, ROLE_NONE]
    for transcript, entry in content.transcripten.items():
        place: Path_ = ("transcripten", transcript)
        if entry.groep:
            yield from _check_group(located, (*place, "groep"), entry.groep, groups)
        folded: set[str] = set()
        for label, part in entry.sprekers.items():
            if fold_label(label) in folded:
                message = f"de spreker '{label}' staat hier al, anders geschreven"
                yield located.problem((*place, "sprekers", label), message)
            folded.add(fold_label(label))
            if part.groep:
                yield from _check_group(located, (*place, "sprekers", label), part.groep, roles)


def _check_group(
    located: LocatedYaml, where: Path_, name: str, known: list[str]
) -> Iterator[Problem]:
    if name not in known:
        message = f"{unknown(name, known, 'groep')}; bekend zijn: {', '.join(known)}"
        yield located.problem(where, message)


def _double_claims(located: LocatedYaml, content: StudyFile) -> Iterator[Problem]:
    """Find speaker labels that two groups claim."""
    claimed: dict[str, str] = {}
    for index, group in enumerate(content.groepen):
        for position, label in enumerate(group.sprekers):
            other = claimed.setdefault(fold_label(label), group.naam)
            if other != group.naam:
                message = f"de spreker '{label}' hoort al bij de groep '{other}'"
                yield located.problem(("groepen", index, "sprekers", position), message)
