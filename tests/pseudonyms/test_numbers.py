"""Numbers are known by their form."""

import pytest

from codeer.pseudonyms.finding import find_mentions
from codeer.pseudonyms.numbers import passes_eleven_test, passes_iban_test
from codeer.pseudonyms.values import Kind


def of_kind(text: str, kind: Kind) -> list[str]:
    return [m.text for m in find_mentions(text) if m.kind is kind]


@pytest.mark.parametrize(
    "date",
    [
        "12 maart 2019", "3/4/18", "23-11-2020", "maart 2021", "twaalf april", "negen november 2006",
        "1 september", "2019-03-12", "3e mei", "5 jan 2020", "3.4.2018",
    ],
)  # fmt: skip
def test_dates(date: str) -> None:
    assert of_kind(f"Het was {date} toen.", Kind.DATUM) == [date]


def test_a_day_and_month_in_figures_need_a_preposition() -> None:
    assert of_kind("Dat was op 12/5, geloof ik.", Kind.DATUM) == ["12/5"]
    assert of_kind("Dat is 3/4 van de klas.", Kind.DATUM) == []


@pytest.mark.parametrize(
    "text",
    ["op haar verjaardag", "in mei", "vorige week dinsdag", "om 12:30", "00:12:34", "1,5 of 2.5"],
)
def test_what_is_no_date(text: str) -> None:
    assert find_mentions(text) == []


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Kevin is 14 jaar en blowt", "14 jaar"),
        ("ze is acht", "acht"),
        ("mijn zoontje van drie snapt dat niet", "drie"),
        ("mijn moeder is 43 en werkt", "43"),
        ("de veertienjarige was er ook", "veertienjarige"),
        ("toen ik twaalf was ging hij weg", "twaalf"),
        ("op mijn vijftiende ging ik weg", "vijftiende"),
        ("hij wordt volgende maand achttien", "achttien"),
        ("zij is vierendertig.", "vierendertig"),
    ],
)
def test_ages(text: str, age: str) -> None:
    assert of_kind(text, Kind.LEEFTIJD) == [age]


def test_ages_that_are_named_together() -> None:
    assert of_kind("De kinderen zijn 5, acht en 11.", Kind.LEEFTIJD) == ["5", "acht", "11"]


def test_a_spoken_mail_address() -> None:
    text = "mail naar sanne punt smit apenstaartje post punt nl graag"

    assert of_kind(text, Kind.MAIL) == ["sanne punt smit apenstaartje post punt nl"]


@pytest.mark.parametrize(
    "text",
    [
        "we wonen hier al 14 jaar", "tien jaar geleden", "het was half acht", "het is vier jaar lang goed gegaan",
        "een jongen van twee meter", "ze is drie weken opgenomen", "hij is een van de drie",
    ],
)  # fmt: skip
def test_durations_times_and_counts_are_no_ages(text: str) -> None:
    assert of_kind(text, Kind.LEEFTIJD) == []


@pytest.mark.parametrize(
    "number",
    ["06-12345678", "06 12 34 56 78", "+31 6 98765432", "0570 123456", "06 twaalf 34 56 78",
     "nul zes 23 45 67 89", "0031612345678", "+32 470 12 34 56"],
)  # fmt: skip
def test_telephone_numbers_also_half_spoken(number: str) -> None:
    assert of_kind(f"bel {number} maar", Kind.TELEFOON) == [number]


@pytest.mark.parametrize("text", ["2019 2020", "om 06:45 en 07:15", "112", "0,06 procent"])
def test_what_is_no_telephone_number(text: str) -> None:
    assert of_kind(text, Kind.TELEFOON) == []


def test_a_bsn_passes_the_eleven_test() -> None:
    assert passes_eleven_test("111222333")
    assert not passes_eleven_test("123456789")
    assert of_kind("mijn bsn is 111222333", Kind.BSN) == ["111222333"]
    assert of_kind("dossier 123456789", Kind.BSN) == []


def test_a_wrong_bsn_is_proposed_when_it_is_called_one() -> None:
    assert of_kind("mijn BSN is 123456789", Kind.BSN) == ["123456789"]


def test_an_account_number_has_the_right_check_digits() -> None:
    assert passes_iban_test("NL91ABNA0417164300")
    assert of_kind("op NL91 ABNA 0417 1643 00 graag", Kind.IBAN) == ["NL91 ABNA 0417 1643 00"]
    assert of_kind("op be68539007547034", Kind.IBAN) == ["be68539007547034"]
    assert of_kind("op NL92ABNA0417164300", Kind.IBAN) == []


@pytest.mark.parametrize(
    ("text", "kind", "stretch"),
    [
        ("mail a.b-c@oud.example.nl.", Kind.MAIL, "a.b-c@oud.example.nl"),
        ("zie https://x.example/a?b=1, ja", Kind.URL, "https://x.example/a?b=1"),
        ("zie www.x.example.nl.", Kind.URL, "www.x.example.nl"),
        ("op 3812 AB in", Kind.POSTCODE, "3812 AB"),
        ("mijn postcode is 3812 ab", Kind.POSTCODE, "3812 ab"),
    ],
)
def test_addresses_of_every_sort(text: str, kind: Kind, stretch: str) -> None:
    assert of_kind(text, kind) == [stretch]


def test_a_year_before_a_small_word_is_no_postcode() -> None:
    assert of_kind("in 2019 of 2020 ja, vanaf 2015 en", Kind.POSTCODE) == []
