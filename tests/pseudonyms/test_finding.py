"""Finding in context: what is a name depends on the words around it."""

from itertools import pairwise

import pytest

from codeer.pseudonyms.finding import find_mentions
from codeer.pseudonyms.values import Kind, KnownName


def found(text: str, **options) -> list[tuple[str, str]]:
    return [(m.kind.value, m.text) for m in find_mentions(text, **options)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ik sprak Anouk van der Heijden daar.", ["Anouk van der Heijden"]),
        ("Toen kwam J. de Vries langs.", ["J. de Vries"]),
        ("Mevrouw Yilmaz en meneer De Boer waren er.", ["Yilmaz", "De Boer"]),
        ("Dat was Willem 't Hart.", ["Willem 't Hart"]),
        ("We belden Nadia El Khatib en Marie-Louise.", ["Nadia El Khatib", "Marie-Louise"]),
        ("meneer de boer en mevrouw ten brinke", ["de boer", "ten brinke"]),
        ("juf ria en dokter bos waren lief", ["ria", "bos"]),
        ("ik was bij kim de jong thuis", ["kim de jong"]),
        ("dr. Van den Berg belde terug", ["Van den Berg"]),
    ],
)
def test_a_name_takes_its_tussenvoegsels_and_initials_but_not_its_title(
    text: str, names: list[str]
) -> None:
    assert [m.text for m in find_mentions(text)] == names


@pytest.mark.parametrize(
    "text", ["er lag een roos", "ik wil dat niet", "storm op zee", "de bas speelt"]
)
def test_a_name_that_is_a_word_is_left_without_evidence(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mijn broer bas zat ook vast", "bas"),
        ("toen zei roos dat het goed was", "roos"),
        ("floor vertelde het aan niemand", "floor"),
        ("mijn nichtje heet faith", "faith"),
        ("ik heb dat ook aan Storm gevraagd", "Storm"),
        ("Wil, kom eens hier.", "Wil"),
        ("pleegouders joke en bas wonen daar", "bas"),
    ],
)
def test_a_name_that_is_a_word_is_found_with_evidence(text: str, name: str) -> None:
    assert name in [m.text for m in find_mentions(text)]


def test_a_verb_after_a_relative_is_no_name() -> None:
    assert found("mijn moeder wil dat niet") == []
    assert found("mijn tante wil uit ede kwam") == [("NAAM", "wil"), ("PLAATS", "ede")]


@pytest.mark.parametrize("role", ["oma", "voogd", "gezinscoach", "JIM", "mentor", "meester", "Oma"])
def test_roles_are_never_replaced(role: str) -> None:
    assert found(f"Toen zei {role} dat het goed kwam, mijn {role} dus.") == []


def test_a_surname_that_is_a_role_is_found_after_a_title() -> None:
    assert found("Ik sprak mevrouw Voogd.") == [("NAAM", "Voogd")]


def test_a_role_on_the_list_of_the_project_stays_too() -> None:
    known = [KnownName("Moeder", Kind.NAAM, "m")]

    assert found("Moeder: ja, moeder zei dat.", known=known) == []


def test_a_name_outside_every_list_is_found_by_its_capital() -> None:
    assert found("Ik heb Kwarimbo nog gezien.") == [("NAAM", "Kwarimbo")]


def test_a_name_outside_every_list_is_found_without_capital_after_a_title() -> None:
    assert found("toen kwam meneer kwarimbo binnen") == [("NAAM", "kwarimbo")]


def test_what_is_once_clearly_a_name_is_found_in_the_rest_of_the_text() -> None:
    text = "meneer kwarimbo hielp ons\nik zag kwarimbo later nog"

    assert found(text) == [("NAAM", "kwarimbo"), ("NAAM", "kwarimbo")]


def test_a_genitive_is_a_whole_word_and_an_apostrophe_is_not() -> None:
    assert found("het was sannes idee") == [("NAAM", "sannes")]
    assert found("Lieke's fiets stond er, en Lieke’s tas") == [("NAAM", "Lieke"), ("NAAM", "Lieke")]


def test_where_somebody_is_from_is_not_part_of_the_name() -> None:
    assert found("Ik sprak Maaike van Youké en Ria van Zwolle.") == [
        ("NAAM", "Maaike"),
        ("INSTELLING", "Youké"),
        ("NAAM", "Ria"),
        ("PLAATS", "Zwolle"),
    ]


def test_names_inside_words_are_left() -> None:
    assert found("De jansenisten aten brood met jankers en edelen.") == []


def test_a_known_name_is_sure_and_found_whole_and_without_capitals() -> None:
    known = [KnownName("Krullie", Kind.NAAM, "sanne"), KnownName("het Eiland", Kind.PLAATS, "e")]

    mentions = find_mentions("krullie en Krullies moeder op het eiland; krulliebol", known)

    assert [m.text for m in mentions] == ["krullie", "Krullies", "het eiland"]
    assert {m.certainty for m in mentions} == {1.0}


def test_a_longer_name_takes_its_known_part_along() -> None:
    """Usha is a speaker; her surname must not be left behind her number."""
    known = [KnownName("Usha", Kind.NAAM, "usha")]

    assert found("Dat is Usha Ramdin en zij is lief.", known=known) == [("NAAM", "Usha Ramdin")]


def test_a_known_name_that_is_a_word_needs_more_than_the_word() -> None:
    known = [KnownName("Roos", Kind.NAAM, "roos")]

    assert found("er lag een roos", known=known) == []
    assert found("ik heb het met roos besproken", known=known) == [("NAAM", "roos")]


def test_a_known_name_goes_before_what_the_rules_make_of_it() -> None:
    known = [KnownName("Milan", Kind.PLAATS, "milan")]

    assert found("We waren bij Milan Jansen.", known=known)[0] == ("PLAATS", "Milan")


def test_what_a_language_model_sees_is_proposed_with_less_certainty() -> None:
    text = "ik zag zilverberg in de stad, en oma"
    mentions = find_mentions(
        text, language_names=lambda _: [(7, 17, Kind.NAAM), (33, 36, Kind.NAAM), (8, 12, Kind.NAAM)]
    )

    assert [(m.text, m.certainty) for m in mentions] == [("zilverberg", 0.6)]


def test_mentions_are_in_order_do_not_overlap_and_quote_the_text() -> None:
    text = (
        "Fatima El Amrani is 14 jaar en woont Dorpsstraat 12, 3812 AB Amersfoort, "
        "tel. 06-12345678, fatima@voorbeeld.nl; 😀 juf Ria van OBS De Vuurvogel."
    )
    mentions = find_mentions(text)

    kinds = "NAAM LEEFTIJD ADRES POSTCODE PLAATS TELEFOON MAIL NAAM SCHOOL".split()
    assert [m.kind.value for m in mentions] == kinds
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert all(text[m.start : m.end] == m.text for m in mentions)


def test_an_empty_text_has_no_mentions() -> None:
    assert find_mentions("") == []
