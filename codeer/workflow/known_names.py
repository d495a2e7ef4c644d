"""The names that a project knows itself: of speakers, and from its own list."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from codeer.casting import label_hints
from codeer.errors import NamesUnreadable
from codeer.model import Interview, Study
from codeer.pseudonyms.replacing import PLACEHOLDER
from codeer.pseudonyms.values import Kind, KnownName
from codeer.readers.labels import looks_like_name
from codeer.readers.plain import read_text
from codeer.text import fold, fold_label


def gather_known(
    first: Iterable[KnownName], study: Study, interviews: Iterable[Interview]
) -> tuple[KnownName, ...]:
    """Return what is known of names, with those of speakers; of what is known twice the first."""
    known: dict[tuple[str, Kind], KnownName] = {}
    labels = (
        KnownName(name, Kind.NAAM, fold(name))
        for interview in interviews
        for label in interview.cast
        if (name := find_label_name(label, study))
    )
    for one in (*first, *labels):
        known.setdefault((fold(one.name), one.kind), one)
    return tuple(known.values())


def find_label_name(label: str, study: Study) -> str:
    """Return the name in a speaker label, or nothing for a role, a code or an earlier replacement."""
    name = re.sub(r"\s*\([^)]*\)", "", label).strip()
    hints = label_hints(replace(study, transcripts={}, interviewers=()), "-")
    groups = {fold_label(w) for g in study.groups for w in (g.name, g.plural)}
    is_role = hints.is_known(name) or any(
        hints.is_known(word) or fold_label(word) in groups for word in name.split()
    )
    return "" if is_role or PLACEHOLDER.search(name) or not looks_like_name(name) else name


def read_names(path: Path) -> tuple[KnownName, ...]:
    """Read the project's own list: a name a line, variants after commas, maybe a kind before it."""
    text, _, _ = read_text(path)
    names = []
    for number, line in enumerate(text.split("\n"), start=1):
        told, colon, rest = line.partition(":")
        kind = told.strip().upper() if colon else str(Kind.NAAM)
        forms = [form.strip() for form in (rest if colon else line).split(",") if form.strip()]
        if not forms:
            continue
        if kind not in set(Kind):
            raise NamesUnreadable(path, number, ", ".join(Kind))
        names += [KnownName(form, Kind(kind), fold(forms[0])) for form in forms]
    return tuple(names)
