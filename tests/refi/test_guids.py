"""Identifiers: the same for the same thing in every export, and for nothing else."""

from uuid import UUID

import pytest

from codeer.refi.guids import Kind, make_guid


def test_the_same_thing_has_the_same_guid_in_every_release() -> None:
    assert make_guid(Kind.CODE, "band") == "31580781-b7d9-521c-9bd5-0d815d29245f"


def test_a_coder_and_a_code_with_one_name_differ() -> None:
    assert len({make_guid(kind, "Anna") for kind in Kind}) == len(Kind)


def test_parts_are_not_run_together() -> None:
    assert make_guid(Kind.CODING, "a", "bc") != make_guid(Kind.CODING, "ab", "c")


def test_a_number_and_its_digits_differ() -> None:
    assert make_guid(Kind.SELECTION, 1) != make_guid(Kind.SELECTION, "1")


@pytest.mark.parametrize("name", ["", "Zoë", "a\nb", "🙂"])
def test_any_name_gives_a_guid(name: str) -> None:
    assert str(UUID(make_guid(Kind.USER, name))) == make_guid(Kind.USER, name)
