"""Settle who speaks: interviewer, or a respondent of a group.

In this order: the study design, the header block, the file name (longest prefix first), the folder
name. A label such as `Moeder` names a group through the study design. The only thing that is inferred
is which of two anonymous speakers asks the questions, and then the output says so.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from codeer.errors import (
    CodeerError,
    NoRespondents,
    UnresolvedSpeaker,
    UnresolvedSpeakers,
)
from codeer.model import (
    ROLE_INTERVIEWER,
    ROLE_NONE,
    Interview,
    Respondent,
    Source,
    Study,
    TranscriptCast,
    Turn,
)
from codeer.readers.labels import (
    INTERVIEWER_LABELS,
    RESPONDENT_LABELS,
    LabelHints,
)
from codeer.study import find_cast, find_table
from codeer.text import find_segments, fold_label, mask_notes

_CODE_KEYS = (
    "respondent", "code", "naam", "nummer", "interview", "deelnemer", "titel", "transcript", "bestand",
    "audiobestand", "participant", "casus",
)  # fmt: skip
_GROUP_KEYS = (
    "groep",
    "respondentgroep",
    "rol",
    "functie",
    "type",
    "soort",
    "respondent",
    "achtergrond",
)
_PEOPLE_KEYS = (
    "aanwezig", "deelnemers", "sprekers", "respondent", "gezin", "namen", "legenda", "transcri",
    "afkorting", "opmerking", "noot", "let op", "gesprek", "wijze", "pseudoniemen",
)  # fmt: skip
_MIN_QUESTIONS = 0.4
_QUESTION_RATIO = 2.0


@dataclass(slots=True)
class _FilePart:
    """What is known of the one respondent for whom a file is named."""

    respondent: str = ""
    group: str = ""
    base: str = ""
    """Start of the ids of several respondents in one file."""
    remarks: list[str] = field(default_factory=list)


def label_hints(study: Study, transcript: str) -> LabelHints:
    """Return what the study design tells a reader about the labels in a transcript."""
    cast = find_cast(study, transcript)
    listed = {label for label, part in cast.speakers.items() if part.role != ROLE_NONE}
    groups = {fold_label(label) for group in study.groups for label in group.speakers}
    return LabelHints(
        known=frozenset(listed | groups | set(map(fold_label, study.interviewers))),
        prefixes=_prefixes(study),
        not_speakers=frozenset(cast.speakers.keys() - listed),
        has_speakers=cast.has_speakers,
        table=find_table(study, transcript),
    )


def cast_interviews(
    sources: Iterable[Source], study: Study
) -> tuple[list[Interview], list[CodeerError]]:
    """Return the interviews whose speakers are all settled, and one error for all others."""
    interviews: list[Interview] = []
    unresolved: list[UnresolvedSpeaker] = []
    errors: list[CodeerError] = []
    for source in sources:
        cast, remarks, unknown = _cast(source, study)
        if unknown:
            unresolved += unknown
        elif not any(cast.values()):
            errors.append(NoRespondents(source.name))
        else:
            segments = tuple(
                segment
                for turn in source.turns
                if cast[turn.speaker]
                for segment in find_segments(source.text, turn, study.unit)
            )
            interviews.append(Interview(source, cast, segments, tuple(remarks)))
    if unresolved:
        groups = tuple(group.name for group in study.groups)
        errors.append(UnresolvedSpeakers(tuple(sorted(unresolved)), groups))
    return interviews, errors


def _cast(
    source: Source, study: Study
) -> tuple[dict[str, Respondent | None], list[str], list[UnresolvedSpeaker]]:
    if source.people:
        return dict(source.people), [], []
    design = find_cast(study, source.name)
    part = _file_part(source, study, design)
    labels = list(dict.fromkeys(turn.speaker for turn in source.turns))
    roles = {
        label: _role(label, source, study, design) if design.has_speakers else _FILE
        for label in labels
    }
    remarks = [*part.remarks, *_infer_interviewer(source, roles)]
    if ROLE_INTERVIEWER in roles.values() or len(labels) == 1:
        _give_file_respondent(roles, part)
    people = [label for label in labels if roles[label] != ROLE_INTERVIEWER]
    cast: dict[str, Respondent | None] = {}
    unknown: list[UnresolvedSpeaker] = []
    for label in labels:
        role = roles[label]
        group = part.group if role == _FILE else role
        if role == ROLE_INTERVIEWER:
            cast[label] = None
        elif group:
            is_only = len(people) == 1
            told = _told_id(label, source.header, design, study)
            cast[label] = Respondent(told or _file_id(label, group, part, is_only=is_only), group)
            if is_only and part.respondent and group != part.group:
                remarks.append(
                    f"'{label}' is {group}, maar {part.base} is de code van {part.group}"
                )
        else:
            turns = [turn for turn in source.turns if turn.speaker == label]
            unknown.append(UnresolvedSpeaker(source.name, label, turns[0].line, len(turns)))
    return cast, remarks, unknown


_FILE = "\0file"  # role of a label that means: the respondent of this file


def _role(label: str, source: Source, study: Study, design: TranscriptCast) -> str:
    """Return a group name, `interviewer`, _FILE, or '' when the label alone does not tell."""
    folded = fold_label(label)
    if folded in design.speakers:
        return design.speakers[folded].role or _FILE
    if role := _header_role(folded, source.header, study):
        return role
    bare = re.sub(r"[ _]?\d+$", "", folded)
    if bare in INTERVIEWER_LABELS or folded in study.interviewers:
        return ROLE_INTERVIEWER
    if code := _find_code(label, study, whole=True):
        return code[1]
    if bare in RESPONDENT_LABELS:
        return _FILE
    return _group_of_words(folded, study)


def _header_role(label: str, header: Mapping[str, str], study: Study) -> str:
    """Read 'Interviewer: Sanne', 'Daan: jongere' or 'Aanwezig: Daan (17, jongere)'."""
    is_short = label in INTERVIEWER_LABELS | RESPONDENT_LABELS or len(label) < 3  # R. de Vries
    for key, value in header.items():
        first = re.split(r"[ /(]", key)[0]
        folded = fold_label(value)
        if first in INTERVIEWER_LABELS and not is_short and _has_word(folded, label):
            return ROLE_INTERVIEWER
        told = re.search(rf"(?<!\w){re.escape(label)}\s*(?:=\s*([^;,)]*)|\(([^)]*)\))", folded)
        if key == label:
            text = folded
        elif told and key.startswith(_PEOPLE_KEYS):
            text = told[1] or told[2] or ""
        else:
            continue
        words = re.findall(r"[^\W\d]+", text)
        if INTERVIEWER_LABELS & set(words):
            return ROLE_INTERVIEWER
        if key != label and RESPONDENT_LABELS & set(words):
            return _FILE
        if group := _group_of_words(" ".join(words), study):
            return group
    return ""


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _group_of_words(label: str, study: Study) -> str:
    """Return the group of the first word that names one: 'jim (opa)' is a JIM."""
    for word in re.findall(r"[^\W\d_][\w'’-]*", label):
        for group in study.groups:
            if word in group.speakers or word in (group.name.casefold(), group.plural.casefold()):
                return group.name
    return ""


def _prefixes(study: Study) -> tuple[str, ...]:
    prefixes = (group.prefix for group in study.groups if group.prefix)
    return tuple(sorted(prefixes, key=len, reverse=True))


def _find_code(
    text: str, study: Study, *, whole: bool = False, at_start: bool = False
) -> tuple[str, str] | None:
    """Return the first (respondent code, group) in a text; JIM05 is no J."""
    prefixes = "|".join(map(re.escape, _prefixes(study)))  # the longest first
    pattern = rf"(?<![^\W_])({prefixes})[-_ ]?(\d{{1,3}})(?!\d)"
    find = re.fullmatch if whole else re.match if at_start else re.search
    found = find(pattern, text.strip(), re.IGNORECASE)
    if not prefixes or found is None:
        return None
    group = next(g for g in study.groups if g.prefix.casefold() == found[1].casefold())
    return f"{group.prefix}{found[2]}", group.name


def _file_part(source: Source, study: Study, design: TranscriptCast) -> _FilePart:
    path = PurePosixPath(source.name)
    base = re.split(r"[ _]", path.stem)[0]
    header = _header_code(source.header, study)
    named = _find_code(path.stem, study)
    code = header or named
    part = _FilePart(base=code[0] if code else base)
    if header and named and header != named:
        part.remarks.append(
            f"de kop noemt {header[0]}, de bestandsnaam {named[0]}; de kop is gevolgd"
        )
    part.group = (
        design.group
        or (header[1] if header else "")
        or _header_group(source.header, study)
        or (named[1] if named else "")
        or _folder_group(path, study)
    )
    part.respondent = design.respondent or (code[0] if code and code[1] == part.group else "")
    if part.group and not part.respondent:
        prefix = study.group(part.group).prefix
        part.respondent = f"{prefix}{path.stem}" if path.stem.isdigit() else path.stem
    return part


def _header_code(header: Mapping[str, str], study: Study) -> tuple[str, str] | None:
    for key, value in header.items():
        if key.startswith(_CODE_KEYS) and (code := _find_code(value, study, at_start=True)):
            return code
    return None


def _header_group(header: Mapping[str, str], study: Study) -> str:
    for key, value in header.items():
        if key.startswith(_GROUP_KEYS) and (group := _group_of_words(fold_label(value), study)):
            return group
    return ""


def _folder_group(path: PurePosixPath, study: Study) -> str:
    for folder in reversed(path.parent.parts):
        for group in study.groups:
            if folder.casefold() in (group.name.casefold(), group.plural.casefold()):
                return group.name
    return ""


def _infer_interviewer(source: Source, roles: dict[str, str]) -> list[str]:
    """Take the one of two speakers who asks the questions as interviewer, and say so."""
    open_labels = [label for label, role in roles.items() if not role]
    if len(roles) != 2 or ROLE_INTERVIEWER in roles.values() or not open_labels:
        return []
    turns = {label: [t for t in source.turns if t.speaker == label] for label in roles}
    asked = {label: sum(_is_question(source, t) for t in turns[label]) for label in roles}
    share = {label: asked[label] / len(turns[label]) for label in roles}
    most, least = sorted(roles, key=lambda label: -share[label])
    is_clear = share[most] >= _MIN_QUESTIONS and share[most] >= _QUESTION_RATIO * share[least]
    if most not in open_labels or not is_clear:
        return []
    roles[most] = ROLE_INTERVIEWER
    return [
        f"aangenomen dat '{most}' de interviewer is: {asked[most]} van de {len(turns[most])} "
        f"beurten eindigen op een vraagteken, bij '{least}' {asked[least]} van de {len(turns[least])}"
    ]


def _is_question(source: Source, turn: Turn) -> bool:
    return mask_notes(source.text[turn.start : turn.end]).rstrip().endswith("?")


def _give_file_respondent(roles: dict[str, str], part: _FilePart) -> None:
    """Let the only unnamed speaker beside the interviewer be the respondent of the file."""
    open_labels = [label for label, role in roles.items() if not role]
    taken = {_FILE, part.group} & set(roles.values())
    if len(open_labels) == 1 and part.group and not taken:
        roles[open_labels[0]] = _FILE


def _told_id(label: str, header: Mapping[str, str], design: TranscriptCast, study: Study) -> str:
    """Return the respondent code that the study design, the label or the header gives a speaker."""
    declared = design.speakers.get(fold_label(label))
    if declared and declared.respondent:
        return declared.respondent
    value = header.get(fold_label(label), "")
    code = _find_code(label, study, whole=True) or _find_code(value, study, at_start=True)
    return code[0] if code else ""


def _file_id(label: str, group: str, part: _FilePart, *, is_only: bool) -> str:
    """Return the code of the file, or one made of it when several respondents speak there."""
    is_person_of_file = bool(part.respondent) and group == part.group
    if is_person_of_file and (is_only or fold_label(label) in RESPONDENT_LABELS):
        return part.respondent
    return part.base if is_only else f"{part.base} {label}"
