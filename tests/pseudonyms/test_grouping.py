"""One person is one entity in all transcripts."""

from codeer.pseudonyms.finding import find_mentions
from codeer.pseudonyms.grouping import group_mentions
from codeer.pseudonyms.values import Entity, Kind, KnownName, Mention


def names(*texts: str) -> list[Mention]:
    return [Mention(0, len(text), Kind.NAAM, text, 1.0, "") for text in texts]


def forms(entities: list[Entity]) -> list[list[str]]:
    return [[m.text for _, m in entity.mentions] for entity in entities]


def test_a_full_name_that_turns_up_later_is_the_person_known_by_the_first_name() -> None:
    known = [KnownName("Usha", Kind.NAAM, "P1")]
    text = "Dat is Usha Ramdin."
    mention = Mention(7, 18, Kind.NAAM, text[7:18], 0.9, "")

    assert [entity.key for entity in group_mentions({"J02": [mention]}, known)] == ["P1"]


def test_the_same_name_is_one_person_across_transcripts_and_capitals() -> None:
    entities = group_mentions({"a.txt": names("Zoë"), "b.txt": names("zoë", "zoe")})

    assert forms(entities) == [["Zoë", "zoë", "zoe"]]
    assert [transcript for transcript, _ in entities[0].mentions] == ["a.txt", "b.txt", "b.txt"]


def test_first_name_and_surname_alone_join_the_only_full_name() -> None:
    entities = group_mentions({"a": names("Sanne de Boer", "sanne"), "b": names("De Boer", "Boer")})

    assert forms(entities) == [["Sanne de Boer", "sanne", "De Boer", "Boer"]]
    assert entities[0].name == "Sanne de Boer"


def test_a_first_name_of_two_people_joins_neither() -> None:
    entities = group_mentions({"a": names("Sanne de Boer", "Sanne Smit", "Sanne")})

    assert forms(entities) == [["Sanne de Boer"], ["Sanne Smit"], ["Sanne"]]


def test_a_genitive_joins_its_name() -> None:
    assert forms(group_mentions({"a": names("Sanne", "Sannes", "Hans")})) == [
        ["Sanne", "Sannes"],
        ["Hans"],
    ]


def test_the_list_of_the_project_decides_who_is_one_person() -> None:
    known = [
        KnownName("Sanne", Kind.NAAM, "p1"),
        KnownName("Sannetje", Kind.NAAM, "p1"),
        KnownName("Sanne de Boer", Kind.NAAM, "p1"),
    ]
    entities = group_mentions({"a": names("sannetje", "Sanne", "Sanne de Boer", "Boer")}, known)

    assert [entity.key for entity in entities] == ["p1"]


def test_people_with_one_first_name_stay_apart_when_the_user_says_so() -> None:
    entities = group_mentions({"a": names("Sanne"), "b": names("sanne")}, apart=["Sanne"])

    assert forms(entities) == [["Sanne"], ["sanne"]]


def test_a_full_name_of_the_list_takes_its_surname_alone() -> None:
    known = [KnownName("Sanne de Boer", Kind.NAAM, "p1")]

    assert [entity.key for entity in group_mentions({"a": names("De Boer")}, known)] == ["p1"]


def test_a_place_and_a_person_with_one_name_are_two() -> None:
    place = Mention(0, 5, Kind.PLAATS, "Milan", 1.0, "")

    assert len(group_mentions({"a": [place, *names("Milan")]})) == 2


def test_numbers_are_the_same_without_their_spaces() -> None:
    found = find_mentions("3812 AB en 3812AB")

    assert forms(group_mentions({"a": found})) == [["3812 AB", "3812AB"]]
