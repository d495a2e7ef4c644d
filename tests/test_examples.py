"""Example banks."""

from pathlib import Path

import pytest

from codeer.errors import FileProblems
from codeer.examples import Example, count_positives, digest_examples, find_bank, load_bank
from tests.conftest import REPOSITORY

BANK = REPOSITORY / "codeboeken" / "jim-voorbeelden.jsonl"
LINE = (
    '{"schrijver": "W1", "interview": "01", "groep": "jim", "vraag": "En?", '
    '"zinnen": ["Ja.", "Nee."], "labels": [["band"], []]}\n'
)


def test_a_line_is_an_answer_with_a_label_per_sentence(tmp_path):
    path = tmp_path / "x-voorbeelden.jsonl"
    path.write_text(LINE, encoding="utf-8")

    assert load_bank(path) == (
        Example("W1/01", "jim", "En?", ("Ja.", "Nee."), (frozenset({"band"}), frozenset())),
    )


@pytest.mark.parametrize(
    "line",
    [
        "{}",
        "[]",
        "geen json",
        LINE.replace("[]]", "[], []]"),
        LINE.replace('["band"]', '"band"'),  # would be read as four codes of a letter
        LINE.replace("En?", "\\ud800"),
        "[" * 3_000,
    ],
)
def test_a_line_that_is_no_example_is_named(tmp_path, line):
    path = tmp_path / "x-voorbeelden.jsonl"
    path.write_text(LINE + line.strip() + "\n", encoding="utf-8")

    with pytest.raises(FileProblems, match="regel 2"):
        load_bank(path)


def test_a_bank_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "x-voorbeelden.jsonl"
    path.write_bytes(LINE.replace("Ja.", "Eén.").encode("latin-1"))

    with pytest.raises(FileProblems, match="regel 1"):
        load_bank(path)


def test_the_bank_lies_beside_its_codebook(tmp_path):
    assert find_bank(tmp_path / "jim.yaml") is None
    assert find_bank(REPOSITORY / "codeboeken" / "jim.yaml") == BANK


def test_the_digest_changes_with_any_label():
    one = Example("a", "jim", "?", ("Ja.",), (frozenset({"x"}),))
    other = Example("a", "jim", "?", ("Ja.",), (frozenset(),))

    assert digest_examples([one]) != digest_examples([other])


def test_the_shipped_bank_is_large_and_mostly_without_themes():
    bank = load_bank(BANK)
    sentences = [label for example in bank for label in example.labels]

    assert len(bank) >= 2000
    assert 0.15 < sum(map(bool, sentences)) / len(sentences) < 0.4
    assert all(count_positives(bank, code) > 100 for code in {c for s in sentences for c in s})


def test_no_sentence_of_the_shipped_bank_is_in_the_sample_interviews():
    sample = "\n".join(
        path.read_text(encoding="utf-8", errors="ignore")
        for path in Path(REPOSITORY / "transcripten_voorbeeld").glob("*.txt")
    )
    long = [s for e in load_bank(BANK) for s in e.sentences if len(s.split()) > 7]

    assert [s for s in long if s in sample] == []
