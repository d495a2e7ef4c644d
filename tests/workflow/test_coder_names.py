"""A column that holds no names of coders is refused before comparing them takes hours."""

import pytest

from codeer.errors import RowRefused
from codeer.readers.decision_sheet import SheetRow
from codeer.workflow import coder_names
from codeer.workflow.coder_names import Coders


def row(name: str) -> SheetRow:
    return SheetRow(2, {"codeur": name})


def test_more_coders_than_people_can_be_are_refused(monkeypatch):
    monkeypatch.setattr(coder_names, "MAX_CODERS", 2)
    coders = Coders(["Anna"], None)
    coders.find(row("Ben"))

    with pytest.raises(RowRefused, match="al 2 codeurs"):
        coders.find(row("Cem"))
    assert coders.find(row("anna")) == "Anna"


def test_a_name_that_no_packet_can_hold_is_refused():
    assert Coders([], None).find(row("a" * 200)) == "a" * 200

    with pytest.raises(RowRefused, match="hoogstens 200 tekens"):
        Coders([], None).find(row("a" * 201))
