"""A project of codeer made of a project of another program."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from codeer.casting import cast_interviews, label_hints
from codeer.errors import NoSpeakers, QdaNeedsRun
from codeer.language import BUILT_IN
from codeer.model import ROLE_INTERVIEWER, ROLE_NONE, TOTAL_GROUP, Source, Study
from codeer.project import CODEBOOKS, TRANSCRIPTS, Project
from codeer.readers import READERS
from codeer.readers.layout import Original, build_source
from codeer.refi.losses import Losses
from codeer.refi.values import QdaProject, QdaSource
from codeer.reports.output_files import write_files
from codeer.store.digest import digest_text
from codeer.study import DEFAULT_STUDY, NO_SPEAKERS, load_study
from codeer.suggest.patterns import ENGINE as PATTERNS
from codeer.text import normalise
from codeer.workflow.new_project import is_free
from codeer.workflow.qda_codebook import codebook_yaml, dump, note_folders, safe_name
from codeer.workflow.suggest import SuggestSettings, suggest

STUDY_FILE = "onderzoek.yaml"
_GROUP_VARIABLES = (
    "groep",
    "group",
    "respondentgroep",
    "doelgroep",
    "rol",
    "role",
    "type",
    "soort",
)
_DEFAULT_GROUP = {"naam": "deelnemer", "meervoud": "deelnemers"}
_NO_TRANSCRIPTS = {"readme", "leesmij", "lees mij", "license", "licentie", "verantwoording"}

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Person:
    """Who is behind a whole text, as far as the project says."""

    respondent: str = ""
    group: str = ""


def make_names(sources: Sequence[QdaSource]) -> list[str]:
    """Return the transcript that each text becomes: its own name as .txt, each once."""
    names: list[str] = []
    taken: set[str] = set()
    numbers: Counter[str] = Counter()
    for source in sources:
        path = PurePosixPath(source.name.replace("\\", "/"))
        is_file = path.suffix.lower() in {*READERS, ".pdf", ".doc"}
        base = safe_name(path.stem if is_file else path.name, "tekst")
        if base.casefold() in _NO_TRANSCRIPTS:
            base = f"tekst {base}"
        name = base
        while name.casefold() in taken:  # thousands may have one name
            numbers[base.casefold()] += 1
            name = f"{base} {numbers[base.casefold()] + 1}"
        taken.add(name.casefold())
        names.append(f"{name}.txt")
    return names


def create_project(
    path: Path, project: Project, foreign: QdaProject, losses: Losses
) -> tuple[Path, ...]:
    """Write transcripts, codebook and study, make the run, and return the files.

    Without codes or without texts there is no run to make; then only what there is gets written.

    Raises
    ------
    QdaNeedsRun
        When something else lives in the folder.

    """
    texts = dict(
        zip(make_names(foreign.sources), (normalise(s.text) for s in foreign.sources), strict=True)
    )
    files = {f"{TRANSCRIPTS[0]}/{name}": text.encode() for name, text in texts.items()}
    _note_lost_values(foreign, losses)
    if study := _make_study(foreign, texts, losses):
        files[STUDY_FILE] = study
    if foreign.codes:
        note_folders(foreign.codes, losses)
        name = f"{safe_name(foreign.name, 'codeboek')}.yaml"
        if Path(name).stem.endswith("onderzoek"):  # would be taken for a study design
            name = "codeboek.yaml"
        files[f"{CODEBOOKS}/{name}"] = codebook_yaml(foreign.name, foreign.codes, path.name)
    if not is_free(project.folder, files):
        raise QdaNeedsRun(path, project.folder.resolve())
    written = write_files(project.folder, files)
    if foreign.codes and texts:
        settings = SuggestSettings(
            project, engines=(PATTERNS,), model=BUILT_IN, skip_unreadable=True
        )
        suggest(settings, lambda *_: None)
    return tuple(written)


# --- who speaks ----------------------------------------------------------------------------------


def _make_study(foreign: QdaProject, texts: Mapping[str, str], losses: Losses) -> bytes | None:
    """Return the study design, or None when codeer's own groups settle who speaks everywhere."""
    variable = _find_group_variable(foreign)
    if not variable and all(_is_settled(*item, DEFAULT_STUDY) for item in texts.items()):
        return None
    people = {
        name: _find_person(foreign, source, variable)
        for name, source in zip(texts, foreign.sources, strict=True)
    }
    groups = _make_groups(foreign, variable, people)
    entries: dict[str, Entry] = {name: _entry(person) for name, person in people.items()}
    study = _load({"groepen": groups, "transcripten": {n: e for n, e in entries.items() if e}})
    loose = {name for name, text in texts.items() if not _is_settled(name, text, study)}
    loose |= _find_doubled({n: t for n, t in texts.items() if n not in loose}, study)
    for name in loose:
        person = people[name]
        entries[name] = {
            "respondent": person.respondent or Path(name).stem,
            "groep": person.group or _DEFAULT_GROUP["naam"],
            "sprekers": NO_SPEAKERS,
        }
    alone = "zonder herkenbare sprekers: alles is van één respondent"
    unknown = sum(not people[name].group for name in loose)
    losses.adapt("TextSource", alone, len(loose) - unknown)
    losses.adapt("TextSource", f"{alone}, van een onbekende groep (deelnemer)", unknown)
    _note_lost_parts(
        foreign, [s for n, s in zip(texts, foreign.sources, strict=True) if n in loose], losses
    )
    content = {"naam": foreign.name or "onderzoek", "groepen": groups}
    return dump({**content, "transcripten": {n: e for n, e in entries.items() if e}})


def _note_lost_values(foreign: QdaProject, losses: Losses) -> None:
    """Count what is said of people and texts apart from their group."""
    values = [name for case in foreign.cases for name in case.values]
    values += [name for source in foreign.sources for name in source.values]
    variable = _find_group_variable(foreign)
    lost = sum(name != variable for name in values)
    losses.drop("VariableValue", "codeer kent van respondenten alleen de groep", lost)


def _note_lost_parts(foreign: QdaProject, sources: Sequence[QdaSource], losses: Losses) -> None:
    """Count the passages of one of several respondents, in texts that now are of one."""
    lost = sum(
        selection.guid in case.selections
        for source in sources
        for case in foreign.cases
        if source.guid not in case.sources
        for selection in source.selections
    )
    losses.drop("SelectionRef", "stuk tekst van een van meer respondenten", lost)


def _find_group_variable(foreign: QdaProject) -> str:
    """Return the variable that says of what kind a participant is."""
    used = {name for case in foreign.cases for name in case.values}
    used |= {name for source in foreign.sources for name in source.values}
    named = {name.casefold(): name for name in used}
    return next((named[name] for name in _GROUP_VARIABLES if name in named), "")


def _find_person(foreign: QdaProject, source: QdaSource, variable: str) -> _Person:
    cases = [case for case in foreign.cases if source.guid in case.sources]
    only = cases[0] if len(cases) == 1 else None
    group = (only.values.get(variable) if only else None) or source.values.get(variable, "")
    return _Person(only.name if only else "", _group_name(group))


def _entry(person: _Person) -> Entry:
    named = (("respondent", person.respondent), ("groep", person.group))
    return {key: value for key, value in named if value}


def _group_name(value: str) -> str:
    name = " ".join(value.split())
    return f"{name} (groep)" if name in (ROLE_INTERVIEWER, ROLE_NONE, TOTAL_GROUP) else name


def _make_groups(
    foreign: QdaProject, variable: str, people: Mapping[str, _Person]
) -> list[dict[str, Any]]:
    """Return the groups; one that codeer knows keeps its prefix and speaker labels."""
    values = [_group_name(case.values.get(variable, "")) for case in foreign.cases]
    values += [person.group for person in people.values()]
    names = list(dict.fromkeys(value for value in values if value))
    known = {group.name: group for group in DEFAULT_STUDY.groups}
    groups: list[dict[str, Any]] = []
    for name in names:
        group = known.get(name)
        groups.append(
            {
                "naam": name,
                "meervoud": group.plural,
                "prefix": group.prefix,
                "sprekers": list(group.speakers),
            }
            if group
            else {"naam": name}
        )
    needs_default = not groups or any(not person.group for person in people.values())
    return [*groups, _DEFAULT_GROUP] if needs_default and "deelnemer" not in names else groups


def _load(content: dict[str, Any]) -> Study:
    return load_study(Path(STUDY_FILE), dump(content))


def _read(name: str, text: str, study: Study) -> Source | None:
    original = Original(Path(name), name, digest_text(text), "utf-8")
    try:
        return build_source(original, text, label_hints(study, name))
    except NoSpeakers:
        return None


def _is_settled(name: str, text: str, study: Study) -> bool:
    """Tell whether labels show who asks and who answers; anything less is no interview to codeer."""
    source = _read(name, text, study)
    if source is None:
        return False
    interviews, errors = cast_interviews([source], study)
    return not errors and any(who is None for who in interviews[0].cast.values())


def _find_doubled(texts: Mapping[str, str], study: Study) -> set[str]:
    """Return the texts whose labels give one respondent code to several texts."""
    sources = [source for name, text in texts.items() if (source := _read(name, text, study))]
    _, errors = cast_interviews(sources, study)
    return {name for error in errors for name in vars(error).get("transcripts", ())}
