"""The key keeps what was decided, and says when it is not a key."""

import json
from pathlib import Path

import pytest

from codeer.errors import KeyUnreadable, UnreadableSource
from codeer.pseudonyms.key_file import Key, KeyEntry, read_key, write_key
from codeer.pseudonyms.proposing import Style
from codeer.pseudonyms.values import Kind, KnownName

SANNE = KeyEntry("sanne", Kind.NAAM, ("Sanne", "Sännetje"), "[NAAM-1]")
KEY = Key("a1", Style.NUMBERS, (SANNE, KeyEntry("hoop", Kind.NAAM, ("Hoop",), "")))


def test_a_key_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "sleutel.json"
    path.write_bytes(write_key(KEY))

    assert read_key(path) == KEY


def test_a_key_is_json_that_a_person_can_read() -> None:
    content = json.loads(write_key(KEY))

    assert content["vervangingen"][0] == {
        "entiteit": "sanne",
        "soort": "NAAM",
        "vormen": ["Sanne", "Sännetje"],
        "vervanging": "[NAAM-1]",
    }
    assert "Sännetje".encode() in write_key(KEY)


def test_the_mark_does_not_tell_the_number() -> None:
    assert KEY.number not in KEY.mark


def test_the_mark_stays_when_the_key_grows() -> None:
    assert KEY.merge([KeyEntry("daan", Kind.NAAM, ("Daan",), "[NAAM-2]")]).mark == KEY.mark


def test_merging_keeps_forms_of_before_and_takes_the_later_decision() -> None:
    merged = KEY.merge([KeyEntry("sanne", Kind.NAAM, ("San",), "[NAAM-9]")])

    assert merged.entries[0] == KeyEntry(
        "sanne", Kind.NAAM, ("Sanne", "Sännetje", "San"), "[NAAM-9]"
    )


def test_names_are_known_again_and_numbers_are_not() -> None:
    key = KEY.merge([KeyEntry("14 jaar", Kind.LEEFTIJD, ("14 jaar",), "[LEEFTIJD 12-15]")])

    assert KnownName("Sännetje", Kind.NAAM, "sanne") in key.known_names()
    assert all(name.kind is Kind.NAAM for name in key.known_names())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b'{"versie": 2, "nummer": "a", "stijl": "nummers", "vervangingen": []}',
        b'{"versie": 1, "nummer": "a", "stijl": "rood", "vervangingen": []}',
        b'{"versie": 1, "nummer": "a", "stijl": "nummers", "vervangingen": [{"soort": "X"}]}',
    ],
)
def test_something_else_is_refused_as_a_key(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sleutel.json"
    path.write_bytes(content)

    with pytest.raises(KeyUnreadable, match="geen sleutelbestand"):
        read_key(path)


def test_a_key_that_is_not_there_is_a_reading_problem(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource):
        read_key(tmp_path / "weg.json")
