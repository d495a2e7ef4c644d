"""The official schemas of REFI-QDA, shipped with their licence."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

from lxml import etree

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
_FILES = {PROJECT: "Project.xsd", CODEBOOK: "Codebook.xsd"}
_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?(\w+)'")


def find_schema_errors(root: etree._Element) -> tuple[str, ...]:
    """Return what is against the schema as `regel 12: Code`, without a word of the content."""
    schema = _load(_FILES.get(etree.QName(root).namespace or "", _FILES[PROJECT]))
    if schema.validate(root):
        return ()
    errors: Any = schema.error_log  # typed as something that cannot be gone through
    return tuple(f"regel {error.line}: {_name_element(error.message)}" for error in errors)


def _name_element(message: str) -> str:
    match = _ELEMENT.match(message)
    return match[1] if match else "project"


@cache
def _load(name: str) -> etree.XMLSchema:
    content = (files("codeer.resources") / "refi" / name).read_bytes()
    return etree.XMLSchema(etree.fromstring(content))
