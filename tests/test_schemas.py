"""The JSON Schemas beside the codebook say what codeer accepts."""

import re

import pytest

from tests.write_schemas import FOLDER, SCHEMAS, schema_text


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_shipped_schema_is_the_present_one(name):
    """Run `make schemas` after changing a model."""
    assert (FOLDER / name).read_text(encoding="utf-8") == schema_text(SCHEMAS[name])


@pytest.mark.parametrize("name", ["jim.yaml", "jim-onderzoek.yaml"])
def test_a_shipped_file_names_its_schema_in_the_first_line(name):
    first = (FOLDER / name).read_text(encoding="utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=\./(\S+)", first)

    assert named is not None
    assert (FOLDER / named[1]).exists()
