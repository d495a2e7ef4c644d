"""The account of what was done: true for this project, and complete enough for a methods section."""

from dataclasses import replace

import pytest

from codeer.reports.account import Account, Checked, describe_method
from codeer.reports.account_tables import describe_waiting, list_facts
from codeer.reports.agreement_tables import Circumstances
from codeer.reports.blocks import Heading, Paragraph, Table
from codeer.results.axes import make_groups
from codeer.results.compute import Results, Wishes
from tests.results.contents import CHECKED, account, compute, crowd, make_agreement

GROUPS = make_groups(
    [
        ("jongere", "jongeren", ["jongere"], 8),
        ("ouder", "ouders", ["ouder"], None),
        ("jim", "JIM's", ["jim"], None),
    ]
)
PEOPLE = {**crowd("J", 6, 5, "gemak"), **crowd("O", 5, 2, "gemak band")}
ONE_CODER = account(coders=("Anna",), checked=CHECKED)
TWO_CODERS = account(
    coders=("Anna", "Bea"),
    checked=CHECKED,
    rule="Een thema telt als meer dan de helft het gaf.",
    agreement=make_agreement("Anna", "Bea"),
)
EXCLUSIVE = "op deze computer"


def results(wishes: Wishes | None = None, **study: object) -> Results:
    return compute(PEOPLE, wishes or Wishes(), groups=GROUPS, **study)


def method(facts: Account, found: Results | None = None) -> str:
    heading, *paragraphs = describe_method(found or results(), facts)
    assert isinstance(heading, Heading)
    assert all(isinstance(paragraph, Paragraph) for paragraph in paragraphs)
    return "\n".join(paragraph.text for paragraph in paragraphs)


def tables(facts: Account, found: Results | None = None) -> dict[str, Table]:
    heading, *blocks = list_facts(found or results(), facts)
    assert isinstance(heading, Heading)
    return {block.key: block for block in blocks if isinstance(block, Table)}


def rows(table: Table) -> dict[str, list[str]]:
    return {row.name: [cell.text for cell in row.cells] for row in table.rows}


# --- the sample and the coding -------------------------------------------------------------------


def test_the_sample_stands_beside_the_design() -> None:
    said = method(account())

    for fact in (
        "11 transcripten van 11 respondenten",
        "6 jongeren (beoogd: 8)",
        "5 ouders",
        "110",
    ):
        assert fact in said
    assert "5 ouders (" not in said


def test_a_group_without_anybody_is_named_too() -> None:
    assert "0 JIM's" in method(account())


def test_with_a_filter_the_sample_is_what_is_left() -> None:
    """Six of the transcripts of the run are of parents only."""
    found = results()
    young = compute(PEOPLE, Wishes(), groups=GROUPS[:1])

    assert "6 transcripten van 6" in method(account(transcripts=11), young)
    assert "11 transcripten van 11" in method(account(transcripts=11), found)


@pytest.mark.parametrize("number", [1, 3])
def test_skipped_transcripts_are_counted(number: int) -> None:
    skipped = {f"P{n:02}.txt": "leeg" for n in range(number)}
    said = method(account(), results(skipped=skipped))

    assert f"Niet meegenomen: {number} transcript{'en' if number > 1 else ''}." in said


def test_without_skipped_transcripts_nothing_is_said_of_them() -> None:
    assert "Niet meegenomen" not in method(account())


@pytest.mark.parametrize("fact", ["zin", "11 in totaal", "proef versie 3", "0.1.0", "0,55"])
def test_the_method_names_unit_number_codebook_version_and_threshold(fact: str) -> None:
    assert fact in method(account())


# --- who checked ---------------------------------------------------------------------------------


def test_unchecked_suggestions_are_called_so_and_nobody_is_said_to_have_coded() -> None:
    said = method(account())

    assert "Geen mens" in said
    assert "ongecontroleerde" in said
    for untrue in ("odeur ", "aanvaard", "overeenstemming"):
        assert untrue not in said


def test_one_coder_is_named_with_what_was_checked() -> None:
    """10 of 15 suggestions; 7 of 10 verdicts were yes; 1 coding of their own."""
    said = method(ONE_CODER)

    for fact in ("Codeur Anna", "10 van de 15", "67%", "10 oordelen", "70%", "is 1 codering"):
        assert fact in said
    assert "Geen mens" not in said


def test_one_coder_agrees_with_nobody_and_no_claim_is_made_about_others() -> None:
    """Others may have read the same text: with --codeur only one of them counts."""
    said = method(ONE_CODER)

    assert "één codeur" in said
    assert "appa" not in said
    assert "geen tekst die twee" not in said


def test_two_coders_are_named_with_their_rule_and_their_agreement() -> None:
    said = method(TWO_CODERS)

    for fact in (
        *(
            "Codeurs Anna en Bea",
            "meer dan de helft",
            "90%",
            "kappa 0,71",
            "alfa 0,62 [0,40; 0,81]",
        ),
        "40 oordelen",
    ):
        assert fact in said


def test_a_measure_that_cannot_be_computed_is_no_number() -> None:
    facts = account(coders=("Anna", "Bea"), agreement=make_agreement("Anna", "Bea", kappa=None))

    assert "kappa niet te berekenen" in method(facts)


def test_three_coders_have_no_kappa_of_two() -> None:
    facts = account(coders=("A", "B", "C"), agreement=make_agreement("A", "B", "C"))

    assert "kappa" not in method(facts)
    assert "kappa" not in " ".join(tables(facts)["overeenstemming"].header).casefold()


def test_coders_who_read_no_text_together_have_no_agreement() -> None:
    said = method(account(coders=("Anna", "Bea"), checked=CHECKED))

    assert "geen overeenstemming" in said
    assert "kappa" not in said


# --- counting, tests, small cells ----------------------------------------------------------------


def test_the_method_says_that_a_respondent_counts_once_and_what_words_mean() -> None:
    said = method(account())

    for fact in ("één keer", "de meeste", "60%", "Guest", "4 interviews", "reeks van 2", "5%"):
        assert fact in said


def test_tests_are_described_only_when_there_are_any() -> None:
    assert "Fisher" in method(account(), results(Wishes(tests=True)))
    assert "Fisher" not in method(account())


def test_hiding_is_described_only_when_something_is_to_be_hidden() -> None:
    assert "weggelaten" in method(account(), results(Wishes(hide_small=True)))
    assert "weggelaten" not in method(account())


# --- where text went -----------------------------------------------------------------------------


def test_when_nothing_was_sent_the_method_says_so() -> None:
    said = method(account())

    assert "niets verstuurd" in said
    assert EXCLUSIVE in said


def test_when_text_was_sent_nothing_is_said_to_have_stayed_here() -> None:
    said = method(account(destinations="naar https://voorbeeld.nl"))

    assert "verliet deze computer, naar https://voorbeeld.nl" in said
    assert EXCLUSIVE not in said
    assert "niets verstuurd" not in said


# --- tables --------------------------------------------------------------------------------------


def test_present_and_intended_respondents_stand_side_by_side() -> None:
    table = tables(account())["respondenten-opzet"]

    assert list(rows(table).values()) == [["6", "8"], ["5", "–"], ["0", "–"], ["11", "–"]]
    assert "–" in " ".join(table.notes)


def test_suggestions_and_decisions_are_a_row_per_theme() -> None:
    table = tables(ONE_CODER)["suggesties-besluiten"]

    assert rows(table) == {
        "Steun": ["10", "8 (80%)", "6", "2", "75%", "1"],
        "Gemak": ["5", "2 (40%)", "1", "1", "50%", "0"],
    }
    assert "5 van de 15" in " ".join(table.notes)


def test_a_theme_that_was_never_suggested_has_no_shares() -> None:
    checked = (Checked("Steun", 0, 0, 0, 0, 3),)
    table = tables(account(coders=("Anna",), checked=checked))["suggesties-besluiten"]

    assert rows(table)["Steun"] == ["0", "0 (–)", "0", "0", "–", "3"]


def test_what_waits_is_counted_over_all_themes() -> None:
    assert "5 van de 15 suggesties" in describe_waiting(CHECKED)


def test_numbers_per_theme_of_everyone_are_left_out_when_small_cells_are_hidden() -> None:
    """Accepted and added together are the fragments of a theme, the hidden group included."""
    found = results(Wishes(hide_small=True))

    assert "suggesties-besluiten" not in tables(ONE_CODER, found)
    assert "tabel" not in method(ONE_CODER, found)


def test_agreement_is_a_row_per_theme_and_one_of_all() -> None:
    table = tables(TWO_CODERS)["overeenstemming"]

    assert [cell.text for cell in table.rows[0].cells] == ["40", "90%", "0,71", "0,62 [0,40; 0,81]"]
    assert len(table.rows) == 2
    assert table.rows[1].name != "Totaal"
    assert "Anna en Bea" in table.title


def test_without_coders_there_are_no_tables_of_them() -> None:
    assert set(tables(account())) == {"respondenten-opzet", "gebruikt"}


@pytest.mark.parametrize(
    "fact",
    [
        "codeer 0.1.0",
        "2024-05-01 10:00:00",
        "(2024)",
        "abc123",
        "def456",
        "spaCy 3.8",
        "0,55",
        "proefbasis",
    ],
)
def test_what_was_used_is_listed_with_how_to_cite_it(fact: str) -> None:
    table = tables(account(), results(basis="proefbasis"))["gebruikt"]

    assert fact in " ".join(cell for cells in rows(table).values() for cell in cells)


def test_the_built_in_study_has_no_hash() -> None:
    facts = account(study="standaard", study_digest="")

    assert rows(tables(facts)["gebruikt"])["Onderzoeksopzet"] == ["standaard (ingebouwd)"]


def test_skipped_transcripts_and_what_was_assumed_are_listed_with_their_reason() -> None:
    facts = account(remarks={"J01.txt": ["codering aangenomen", "A vraagt"], "J02.txt": []})
    found = tables(facts, results(skipped={"P01.txt": "leeg", "P02.txt": "stuk"}))

    assert rows(found["overgeslagen"]) == {"P01.txt": ["leeg"], "P02.txt": ["stuk"]}
    assert rows(found["aangenomen"]) == {"J01.txt": ["codering aangenomen; A vraagt"]}


def test_without_skipped_transcripts_or_assumptions_there_are_no_lists_of_them() -> None:
    assert {"overgeslagen", "aangenomen"}.isdisjoint(tables(account(remarks={"J01.txt": []})))


# --- what only holds for this project -----------------------------------------------------------


def test_who_saw_suggestions_while_deciding_is_said_with_the_agreement() -> None:
    """Kappa of coders who accept the same proposals says less than that of blind ones."""
    agreement = make_agreement("Anna", "Bea")
    open_eyed = replace(
        agreement, circumstances=Circumstances(informed={"Anna": (30, 40), "Bea": (0, 40)})
    )

    assert "Niet blind, met suggesties in zicht: Anna bij 30 van de 40 besluiten." in method(
        replace(TWO_CODERS, agreement=open_eyed)
    )
    assert "Niet blind" not in method(TWO_CODERS)


def test_saturation_is_only_claimed_where_there_are_interviews_enough() -> None:
    few = compute(crowd("J", 5, 5, "gemak"), Wishes(), groups=GROUPS)

    assert "Verzadiging" in method(ONE_CODER)
    assert "Verzadiging" not in method(ONE_CODER, few)


def test_one_person_is_no_plural() -> None:
    alone = compute(
        {**crowd("J", 1, 1, "gemak"), **crowd("O", 2, 2, "gemak")}, Wishes(), groups=GROUPS
    )

    assert "1 jongere (beoogd: 8), 2 ouders" in method(ONE_CODER, alone)


def test_a_selection_without_anybody_says_so() -> None:
    assert "Er zijn geen respondenten in deze selectie." in method(
        ONE_CODER, compute({}, Wishes(), groups=GROUPS)
    )
