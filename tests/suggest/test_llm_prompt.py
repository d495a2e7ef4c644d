"""What a language model is asked."""

import json

import pytest

from codeer.suggest.llm_prompt import ask_again, describe_task, make_messages, make_schema
from tests.suggest.scripted_server import CODEBOOK, make_answer

ANSWER = make_answer("Ja.", "Altijd wel.", question="Vertrouw je haar?")


@pytest.mark.parametrize(
    "part",
    [
        "Thema [band]: Vertrouwensband",
        "Definitie: De band tussen mensen.",
        "Wel:\n- iemand alles vertellen",
        "Niet:\n- vertrouwen in de uitslag",
        "Voorbeelden:\n- Ik kan mijn ei kwijt.",
        "Tegenvoorbeelden, dit is het niet:\n- Mijn sleutels zijn kwijt.",
        "Thema [appen]: Appen, onderdeel van [gemak]",
    ],
)
def test_the_whole_codebook_is_in_the_task(part):
    assert part in describe_task(CODEBOOK)


def test_what_a_theme_lacks_has_no_heading():
    assert describe_task(CODEBOOK).endswith("Thema [appen]: Appen, onderdeel van [gemak]")


def test_the_sentences_of_an_answer_are_numbered_below_its_question():
    text = make_messages("taak", ANSWER)[-1]["content"]

    assert text == "Vraag: Vertrouw je haar?\n\nAntwoord (jongere):\n[1] Ja.\n[2] Altijd wel."


def test_an_answer_that_nobody_asked_for_says_so():
    text = make_messages("taak", make_answer("Ja.", question=""))[-1]["content"]

    assert text.startswith("Vraag: (geen vraag)")


def test_the_codebook_goes_first_and_is_the_same_for_each_answer():
    """Servers remember a beginning that they have read before."""
    messages = make_messages("taak", ANSWER)

    assert messages[0] == {"role": "system", "content": "taak"}


def test_neither_the_transcript_nor_the_respondent_is_named():
    text = json.dumps(make_messages(describe_task(CODEBOOK), ANSWER))

    assert "J01" not in text


def test_a_failed_reply_is_repeated_only_in_part():
    repeated = ask_again(make_messages("taak", ANSWER), "x" * 50_000)[-2]["content"]

    assert len(repeated) == 2_000


def test_the_schema_knows_only_the_themes_of_the_codebook():
    (item,) = [make_schema(CODEBOOK)["properties"]["suggesties"]["items"]]

    assert item["properties"]["thema"]["enum"] == ["band", "gemak", "appen"]
    assert set(item["required"]) == set(item["properties"])
    assert item["additionalProperties"] is False
