"""Identifiers that are the same in every export, so that two exports of a project can be compared."""

import json
from enum import StrEnum
from uuid import UUID, uuid5

_ROOT = UUID("6ab2c6a6-3d0f-5f0b-9f3e-0d6f5b1f7c11")
"""Drawn once for codeer; another value would make every earlier export a stranger."""


class Kind(StrEnum):
    """What has an identifier; things of two kinds with one name differ."""

    USER = "user"
    MACHINE = "machine"
    CODE = "code"
    VARIABLE = "variable"
    CASE = "case"
    SOURCE = "source"
    SELECTION = "selection"
    CODING = "coding"
    NOTE = "note"


def make_guid(kind: Kind, *parts: str | int) -> str:
    """Return the identifier of a thing that is fully named by `parts`."""
    return str(uuid5(uuid5(_ROOT, kind), json.dumps(parts, ensure_ascii=False)))
