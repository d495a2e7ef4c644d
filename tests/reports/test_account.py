"""verantwoording.md: everything that a methods section must say."""

from dataclasses import replace

import pytest

from codeer.model import Segment
from codeer.reports.account import Account, write_account
from codeer.reports.content import (
    Fragment,
    ReportContent,
    Speech,
    compute_report,
    make_groups,
    make_themes,
)

ACCOUNT = Account(
    started="2024-05-01 10:00:00",
    version="0.1.0",
    codebook="proef versie 3",
    codebook_digest="abc123",
    study="proefonderzoek",
    study_digest="def456",
    pipeline="ingebouwd (spaCy 3.8)",
    unit="zin",
    threshold=0.55,
    transcripts=3,
    remarks={},
)


def make_content(
    speakers: int = 5,
    mentions: int = 4,
    *,
    skipped: dict[str, str] | None = None,
    theme: str = "Vertrouwensband",
) -> ReportContent:
    """So many young people of 300 words, so many of whom mention the theme."""
    names = [f"J{number:02}" for number in range(1, speakers + 1)]
    return compute_report(
        "ongecontroleerde suggesties",
        make_themes([("band", theme, None)]),
        make_groups(
            [("jongere", "jongeren", ["jongere"], 6), ("ouder", "ouders", ["ouder"], None)]
        ),
        [Speech(f"{n}.txt", n, "jongere", (Segment(2, 1, 0, 9, 300),)) for n in names],
        [Fragment(f"{n}.txt", n, "jongere", 0, 9, "band", "codeer", "x") for n in names[:mentions]],
        skipped or {},
    )


def account(content: ReportContent | None = None, **changes: object) -> str:
    return write_account(content or make_content(), replace(ACCOUNT, **changes)).decode("utf-8")


@pytest.mark.parametrize(
    "fact",
    [
        "'proef versie 3'",
        "hash abc123",
        "codeer 0.1.0",
        "3 transcripten van 5 respondenten",
        "1.500 woorden in 5 segmenten (eenheid: zin)",
        "proefonderzoek, hash def456",
        "taalmodel: ingebouwd (spaCy 3.8)",
        "drempel: 0,55",
        "2024-05-01 10:00:00 (UTC)",
        "**ongecontroleerde suggesties**",
        "Geen mens heeft deze suggesties beoordeeld",
        "één keer mee",
    ],
)
def test_the_account_holds(fact: str) -> None:
    assert fact in account()


def test_present_and_expected_respondents_stand_side_by_side() -> None:
    assert "| jongeren | 5 | 6 |" in account()


def test_a_group_without_an_expected_number_says_so() -> None:
    assert "| ouders | 0 | niet opgegeven |" in account()


def test_the_frequencies_are_a_table() -> None:
    text = account()

    assert "| Thema | Jongeren (N = 5) | Ouders (N = 0) | Totaal (N = 5) |" in text
    assert "| Vertrouwensband | 4 (80%) | – | 4 (80%) |" in text


def test_the_built_in_study_has_no_hash() -> None:
    assert "onderzoek: standaard (ingebouwd)" in account(study="standaard", study_digest="")


def test_skipped_transcripts_are_listed_with_their_reason() -> None:
    content = make_content(skipped={"P01.txt": "leeg", "P02.txt": "stuk"})

    assert "- P01.txt: leeg\n- P02.txt: stuk" in account(content)


def test_without_skipped_transcripts_the_account_says_so() -> None:
    assert "Geen enkel transcript is overgeslagen." in account()


def test_what_was_assumed_is_listed() -> None:
    text = account(
        remarks={"J01.txt": ["codering aangenomen", "'A' is interviewer"], "J02.txt": []}
    )

    assert (
        "## Aangenomen bij het lezen\n\n- J01.txt: codering aangenomen; 'A' is interviewer" in text
    )
    assert "J02.txt" not in text


def test_without_assumptions_there_is_no_list_of_them() -> None:
    assert "Aangenomen" not in account(remarks={"J01.txt": []})


@pytest.mark.parametrize("mentions", [1, 2])
def test_cells_of_one_or_two_people_are_pointed_out(mentions: int) -> None:
    """Jongeren and totaal: two cells."""
    assert "2 cellen tellen één of twee respondenten" in account(make_content(mentions=mentions))


@pytest.mark.parametrize("mentions", [0, 3])
def test_cells_of_nobody_or_more_people_are_not_pointed_out(mentions: int) -> None:
    assert "herleidbaarheid" not in account(make_content(mentions=mentions))


def test_a_bar_in_a_name_makes_no_new_column() -> None:
    row = next(
        line for line in account(make_content(theme="Steun | zorg")).splitlines() if "zorg" in line
    )

    assert row.replace(r"\|", "").count("|") == 5
