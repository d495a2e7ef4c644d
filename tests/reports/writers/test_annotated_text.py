"""Annotated text: every mark of the text is a token, and tags follow the codings."""

from hypothesis import given
from hypothesis import strategies as st

from codeer.model import Turn
from codeer.reports.writers.annotated_text import (
    AnnotatedText,
    SpokenTurn,
    count_tokens,
    gather_layers,
    write_conll,
)
from codeer.text import find_tokens

TEXT = "I: Hoe gaat het?\nR: Zo'n klik, echt. Niks eigenlijk."
BAND = ("Anna", "band")


def annotate(*ranges: tuple[int, int], text: str = TEXT) -> AnnotatedText:
    answer = text.index("R: ") + 3
    turns = [
        SpokenTurn(Turn(1, "I", 3, answer - 4, 1), None),
        SpokenTurn(Turn(2, "R", answer, len(text), 2), "J01"),
    ]
    return AnnotatedText("map/mijn J01.txt", text, turns, {BAND: ranges})


def rows(*ranges: tuple[int, int], text: str = TEXT) -> list[list[str]]:
    """Return the cells of every token."""
    content = write_conll([annotate(*ranges, text=text)], [BAND], "proef").decode()
    return [line.split("\t") for line in content.split("\n") if line and not line.startswith("#")]


def tags(*words: str) -> dict[str, str]:
    """Return token to tag, with these words coded."""
    ranges = [(TEXT.index(word), TEXT.index(word) + len(word)) for word in words]
    return {row[4]: row[7] for row in rows(*ranges)}


def test_the_heading_names_the_columns_without_spaces():
    content = write_conll([annotate()], [("Anna de Boer", "band: x")], "besluiten\nvan Anna")

    assert content.decode().split("\n")[:3] == [
        "# basis = besluiten van Anna",
        "# global.columns = transcript respondent beurt zin token begin einde Anna_de_Boer:band_x",
        "",
    ]


def test_a_token_stands_where_it_says():
    for _, _, _, _, token, start, end, _ in rows():
        assert TEXT[int(start) : int(end)] == token


def test_an_interviewer_has_no_respondent():
    assert [row[1] for row in rows()] == ["_"] * 4 + ["J01"] * 8


def test_sentences_are_numbered_within_the_turn_and_parted_by_an_empty_line():
    content = write_conll([annotate()], [BAND], "proef").decode().strip().split("\n\n")[1:]

    assert [block.split("\t")[2:5] for block in content] == [
        ["1", "1", "Hoe"],
        ["2", "1", "Zo'n"],
        ["2", "2", "Niks"],
    ]


def test_the_first_token_of_a_coding_is_b_and_the_next_ones_are_i():
    found = tags("klik, echt")

    assert [found[word] for word in ("Zo'n", "klik", ",", "echt", ".")] == [
        "O",
        "B-band",
        "I-band",
        "I-band",
        "O",
    ]


def test_codings_beside_each_other_stay_two():
    found = tags("klik,", "echt")

    assert (found["klik"], found["echt"]) == ("B-band", "B-band")


def test_codings_that_overlap_are_one():
    found = tags("Zo'n klik", "klik, echt")

    assert [found[word] for word in ("Zo'n", "klik", "echt")] == ["B-band", "I-band", "I-band"]


def test_a_coding_on_part_of_a_word_tags_the_word():
    assert tags("eigen")["eigenlijk"] == "B-band"


def test_a_coding_goes_on_over_sentences():
    found = tags("echt. Niks")

    assert [found[word] for word in ("echt", "Niks")] == ["B-band", "I-band"]


def test_a_turn_of_notes_only_is_there():
    assert [row[3:5] for row in rows(text="I: Wat\nR: [lacht]")][1:] == [
        ["1", "["],
        ["1", "lacht"],
        ["1", "]"],
    ]


def test_without_codings_there_are_no_tags():
    content = write_conll([annotate()], [], "proef").decode()

    assert content.split("\n")[3].count("\t") == 6


def test_every_token_is_counted():
    assert count_tokens([annotate()]) == len(rows())


def test_layers_are_every_coder_with_every_code_and_codes_that_are_gone():
    texts = [AnnotatedText("a", "", [], {("Bram", "oud"): [(0, 1)]})]

    assert gather_layers(texts, ["Anna", "Bram"], ["band"]) == [
        ("Anna", "band"),
        ("Bram", "band"),
        ("Bram", "oud"),
    ]


@given(st.text(max_size=80))
def test_tokens_are_all_of_the_text_but_the_space(text):
    tokens = [text[start:end] for start, end in find_tokens(text)]

    assert "".join(tokens) == "".join(text.split())
    assert not any(token.split() != [token] for token in tokens)
