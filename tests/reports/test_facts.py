"""The same account for programs: plain values under Dutch keys."""

import json

from codeer.reports.facts import collect_facts
from codeer.results.compute import Wishes
from tests.results.contents import CHECKED, account, compute, crowd, make_agreement

PEOPLE = {**crowd("J", 6, 2, "gemak"), **crowd("O", 6, 6, "gemak")}
UNCHECKED = collect_facts(compute(PEOPLE, Wishes()), account())


def test_the_facts_are_values_that_json_can_hold() -> None:
    facts = collect_facts(
        compute(PEOPLE, Wishes(), skipped={"P01.txt": "leeg"}),
        account(
            coders=("Anna", "Bea"),
            checked=CHECKED,
            agreement=make_agreement("Anna", "Bea"),
            remarks={"J01.txt": ["A vraagt"], "J02.txt": []},
        ),
    )

    assert json.loads(json.dumps(facts)) == facts
    assert facts["overgeslagen"] == {"P01.txt": "leeg"}
    assert facts["aangenomen"] == {"J01.txt": ["A vraagt"]}


def test_the_facts_are_those_of_the_run() -> None:
    assert UNCHECKED["programma"] == {
        "naam": "codeer",
        "versie": "0.1.0",
        "suggesties": "2024-05-01 10:00:00",
    }
    assert UNCHECKED["codeboek"] == {"naam": "proef versie 3", "hash": "abc123"}
    assert (UNCHECKED["eenheid"], UNCHECKED["drempel"]) == ("zin", 0.55)
    assert UNCHECKED["basis"] == "proef"


def test_respondents_are_counted_per_group() -> None:
    assert UNCHECKED["respondenten"] == {
        "jongere": {"aanwezig": 6, "beoogd": None},
        "ouder": {"aanwezig": 6, "beoogd": None},
        "jim": {"aanwezig": 0, "beoogd": None},
        "gezin": {"aanwezig": 12, "beoogd": None},
        "totaal": {"aanwezig": 12, "beoogd": None},
    }


def test_unchecked_facts_have_no_coders_and_no_agreement() -> None:
    assert UNCHECKED["gecontroleerd"] is False
    assert (UNCHECKED["codeurs"], UNCHECKED["overeenstemming"]) == ([], None)
    assert (UNCHECKED["verstuurd"], UNCHECKED["telregel"]) == (None, None)


def test_saturation_is_a_number_of_interviews_or_nothing() -> None:
    """Of six parents all say the same; of the young people only the first two say anything."""
    assert UNCHECKED["verzadigd_na"] == {"jongere": 4, "ouder": 4, "totaal": 4}


def test_checked_facts_have_what_people_did_with_suggestions_and_how_they_agree() -> None:
    facts = collect_facts(
        compute(PEOPLE, Wishes()),
        account(coders=("Anna", "Bea"), checked=CHECKED, agreement=make_agreement("Anna", "Bea")),
    )

    assert facts["gecontroleerd"] is True
    assert facts["suggesties"]["Steun"] == {
        "aantal": 10,
        "beoordeeld": 8,
        "aanvaard": 6,
        "verworpen": 2,
        "zelf_gegeven": 1,
    }
    assert facts["overeenstemming"]["codeurs"] == ["Anna", "Bea"]
    assert facts["overeenstemming"]["themas"]["totaal"]["kappa"]["waarde"] == 0.714


def test_numbers_per_theme_are_left_out_when_small_cells_are_hidden() -> None:
    facts = collect_facts(
        compute(PEOPLE, Wishes(hide_small=True)), account(coders=("Anna",), checked=CHECKED)
    )

    assert facts["kleine_cellen_weggelaten"] is True
    assert facts["suggesties"] == {}


def test_where_text_went_is_a_fact() -> None:
    sent = account(destinations="naar https://voorbeeld.nl")

    assert (
        collect_facts(compute(PEOPLE, Wishes()), sent)["verstuurd"] == "naar https://voorbeeld.nl"
    )
