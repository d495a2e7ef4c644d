"""Places, streets, schools and institutions."""

import pytest

from codeer.pseudonyms.finding import find_mentions
from codeer.pseudonyms.values import Kind


def of_kind(text: str, kind: Kind) -> list[str]:
    return [m.text for m in find_mentions(text) if m.kind is kind]


@pytest.mark.parametrize(
    "place",
    ["Zwolle", "zwolle", "Den Haag", "den haag", "'s-Hertogenbosch", "Bergen op Zoom", "bergen op zoom",
     "Sint-Niklaas", "Kortrijk", "Utrecht-Overvecht", "Súdwest-Fryslân"],
)  # fmt: skip
def test_municipalities_with_and_without_capitals(place: str) -> None:
    assert of_kind(f"we woonden toen in {place} met zijn allen", Kind.PLAATS) == [place]


@pytest.mark.parametrize(
    "text",
    [
        "dat was best leuk",
        "heel echt",
        "huizen bouwen",
        "een mol in de tuin",
        "ze leiden mensen op",
    ],
)
def test_a_place_that_is_a_word_is_left(text: str) -> None:
    assert of_kind(text, Kind.PLAATS) == []


def test_a_place_that_is_a_word_is_found_after_a_preposition() -> None:
    assert of_kind("We woonden in Best.", Kind.PLAATS) == ["Best"]
    assert of_kind("ik heb in leiden gewoond", Kind.PLAATS) == ["leiden"]


def test_a_place_inside_a_word_is_left() -> None:
    assert of_kind("De Zwollenaren en de edelsmid uit Nederland", Kind.PLAATS) == []


def test_a_first_name_that_is_a_place_too_is_a_place_only_after_a_preposition() -> None:
    assert of_kind("Sofia kwam niet.", Kind.PLAATS) == []
    assert of_kind("We gingen naar Florence en naar Sofia.", Kind.PLAATS) == ["Sofia"]


@pytest.mark.parametrize(
    "address",
    ["Dorpsstraat 12", "Kerkweg 4b", "Van Speijkstraat 101-2", "Lange Nieuwstraat", "Plein 1944 nummer 7",
     "dorpsstraat 12", "kastanjelaan"],
)  # fmt: skip
def test_streets(address: str) -> None:
    assert of_kind(f"We woonden in de {address} in die tijd", Kind.ADRES) == [address]


@pytest.mark.parametrize("text", ["in de winkelstraat", "op het schoolplein", "onderweg naar huis"])
def test_any_street_is_no_address(text: str) -> None:
    assert of_kind(text, Kind.ADRES) == []


@pytest.mark.parametrize(
    ("text", "school"),
    [
        ("Op basisschool De Regenboog ging het goed", "De Regenboog"),
        ("op basisschool de regenboog ging het goed", "de regenboog"),
        ("Ze ging naar het Vossius", "Vossius"),
        ("Ik zat op ROC Midden Nederland", "ROC Midden Nederland"),
        ("Ik zat op het Dalton Lyceum", "Dalton Lyceum"),
        ("Naast de Julianaschool", "Julianaschool"),
    ],
)
def test_schools(text: str, school: str) -> None:
    assert of_kind(text, Kind.SCHOOL) == [school]


@pytest.mark.parametrize(
    ("text", "institution"),
    [
        ("Hulp van Stichting De Opvoedpoort kregen we", "Stichting De Opvoedpoort"),
        ("hij zat bij youké op de groep", "youké"),
        ("Bij GGZ Centraal zei men dat", "GGZ Centraal"),
        ("In het Sint Antonius Ziekenhuis", "Sint Antonius Ziekenhuis"),
    ],
)
def test_institutions(text: str, institution: str) -> None:
    assert of_kind(text, Kind.INSTELLING) == [institution]


def test_bodies_that_every_family_meets_are_left() -> None:
    assert find_mentions("Veilig Thuis en de Raad voor de Kinderbescherming, via de GGD.") == []
