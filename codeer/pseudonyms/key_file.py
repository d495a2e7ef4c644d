"""The key: which replacement stands for whom. Only this file makes names of pseudonyms again.

A project knows the hash of its key's number, so that nobody goes on with another key, and nothing else.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from codeer.errors import KeyUnreadable, UnreadableSource, describe_cause
from codeer.input_file import read_file
from codeer.pseudonyms.proposing import Style
from codeer.pseudonyms.values import Kind, KnownName

VERSION = 1
NAMES = (Kind.NAAM, Kind.PLAATS, Kind.SCHOOL, Kind.INSTELLING)
"""What is recognised by its words; the rest by its form."""


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A person, place or number as it was decided about."""

    entity: str
    kind: Kind
    forms: tuple[str, ...]
    """As they stood in the texts."""
    replacement: str
    """Empty: it stays."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a project replaced so far."""

    number: str
    """Random; the same for as long as the project has this key."""
    style: Style
    entries: tuple[KeyEntry, ...] = ()

    @property
    def mark(self) -> str:
        """Return what the project remembers of its key."""
        return hashlib.blake2b(self.number.encode(), digest_size=16).hexdigest()

    def known_names(self) -> tuple[KnownName, ...]:
        """Return every form of a name, so that it is found again as the same person or place."""
        return tuple(
            KnownName(form, entry.kind, entry.entity)
            for entry in self.entries
            if entry.kind in NAMES
            for form in entry.forms
        )

    def merge(self, entries: Iterable[KeyEntry]) -> "Key":
        """Return the key with later decisions; forms of before are kept."""
        kept = {(entry.kind, entry.entity): entry for entry in self.entries}
        for entry in entries:
            before = kept.get((entry.kind, entry.entity))
            forms = (*(before.forms if before else ()), *entry.forms)
            kept[entry.kind, entry.entity] = replace(entry, forms=tuple(dict.fromkeys(forms)))
        return replace(self, entries=tuple(kept.values()))


def write_key(key: Key) -> bytes:
    """Return the key as JSON."""
    content = {
        "soort": "sleutel van codeer pseudonimiseer: bewaar apart van het onderzoek",
        "versie": VERSION,
        "nummer": key.number,
        "stijl": key.style,
        "vervangingen": [
            {
                "entiteit": entry.entity,
                "soort": entry.kind,
                "vormen": list(entry.forms),
                "vervanging": entry.replacement,
            }
            for entry in key.entries
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def read_key(path: Path) -> Key:
    """Read a key.

    Raises
    ------
    KeyUnreadable, UnreadableSource
        When this is no key, or one of a later codeer.

    """
    try:
        raw = read_file(path)
    except OSError as error:
        raise UnreadableSource(path, describe_cause(error)) from error
    try:
        content: Any = json.loads(raw.decode("utf-8-sig"))
        json.dumps(
            content, ensure_ascii=False
        ).encode()  # half a character could not be written again
        if content["versie"] != VERSION:
            raise KeyUnreadable(path)
        return Key(
            number=str(content["nummer"]),
            style=Style(content["stijl"]),
            entries=tuple(
                KeyEntry(
                    entity=str(entry["entiteit"]),
                    kind=Kind(entry["soort"]),
                    forms=tuple(map(str, entry["vormen"])),
                    replacement=str(entry["vervanging"]),
                )
                for entry in content["vervangingen"]
            ),
        )
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise KeyUnreadable(path) from error
