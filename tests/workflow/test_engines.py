"""Engines together, on a project with the JIM codebook and its bank."""

import csv
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from codeer.cli import run
from codeer.encoder import Vectors, load_encoder
from codeer.examples import load_bank
from codeer.suggest.learned import LearnedModel
from codeer.workflow import models
from codeer.workflow.models import MODEL_SUFFIX, bank_digest, read_bank_model
from tests.conftest import REPOSITORY
from tests.test_examples import BANK

TEXT = """\
I: Bij wie kon je terecht?
R: Bij mijn tante. Daar kon ik alles kwijt, zij kent mij al mijn hele leven.
I: En de gezinscoach?
R: Die belde mij nooit terug. Ik moest het allemaal zelf uitzoeken als JIM.
I: Wat deed je dit weekend?
R: Voetbal gekeken. Het regende.
"""


@pytest.fixture
def jim_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(REPOSITORY / "codeboeken", tmp_path / "codeboeken")
    (tmp_path / "transcripten").mkdir()
    for name in ("JIM01", "JIM02"):
        (tmp_path / "transcripten" / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(project: Path) -> list[dict[str, str]]:
    with (project / "output" / "suggesties.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_the_shipped_model_was_learned_from_the_shipped_bank():
    """After a change of the bank: python -m bench.learn_bank."""
    vectors = Vectors(load_encoder())
    content = BANK.with_name(BANK.stem + MODEL_SUFFIX).read_bytes()

    assert read_bank_model(content, bank_digest(load_bank(BANK), vectors), vectors) is not None


def change_codes(project: Path, change: Callable[[list[dict[str, object]]], None]) -> None:
    path = project / "codeboeken" / "jim.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content["codes"])
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


@pytest.fixture
def no_learning_of_the_bank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "learn_bank", lambda *_: pytest.fail("learned the bank anew"))


@pytest.mark.usefixtures("no_learning_of_the_bank")
def test_a_code_of_ones_own_beside_those_of_the_bank_costs_no_learning(jim_project):
    own = {"id": "weer", "naam": "Het weer", "definitie": "Regen.", "patronen": ["regenen"]}
    change_codes(jim_project, lambda codes: codes.append(own))

    assert run(["suggest"]) == 0

    engines = {row["thema"]: row["herkomst"] for row in rows(jim_project)}
    assert "geleerd" not in engines["weer"]
    assert "geleerd" in engines["vertrouwensband"]


@pytest.mark.usefixtures("no_learning_of_the_bank")
def test_a_code_that_is_taken_out_costs_no_learning_and_is_not_proposed(jim_project):
    change_codes(jim_project, lambda codes: codes.pop(0))

    assert run(["suggest"]) == 0

    themes = {row["thema"] for row in rows(jim_project)}
    assert themes
    assert "vertrouwensband" not in themes


def test_learned_suggestions_come_with_words_and_an_example(jim_project):
    assert run(["suggest"]) == 0

    learned = [row for row in rows(jim_project) if "geleerd" in row["herkomst"]]
    assert learned
    assert all("lijkt op" in row["bewijs"] for row in learned)
    assert "rolduidelijkheid" in {row["thema"] for row in learned if "uitzoeken" in row["tekst"]}


def test_a_sure_pattern_is_shown_beside_what_was_learned(jim_project):
    run(["suggest"])

    assert "vertrouwensband" in {
        row["thema"] for row in rows(jim_project) if "kwijt" in row["tekst"]
    }


def test_who_receives_support_is_told_also_when_no_pattern_found_the_support(jim_project):
    text = "I: En de gezinscoach?\nR: Die heeft mij als JIM door die eerste maanden gesleept.\n"
    (jim_project / "transcripten" / "JIM01.txt").write_text(text, encoding="utf-8")
    run(["suggest", "--drempel", "0,05"])
    found = [row for row in rows(jim_project) if row["transcript"] == "JIM01.txt"]

    assert ("ondersteuning", "geleerd", "ontvanger: jim") in {
        (row["thema"], row["herkomst"], row["bewijs"].split("; ")[0]) for row in found
    }


def test_a_sentence_model_that_is_not_there_is_an_error_that_says_what_to_do(jim_project, capsys):
    (jim_project / "codeer.yaml").write_text("zinsmodel: modellen/weg\n", encoding="utf-8")

    assert run(["suggest"]) == 1
    shown = capsys.readouterr().err
    assert "Zinsmodel 'modellen/weg' kan niet worden gebruikt" in shown
    assert "haal 'zinsmodel' weg uit codeer.yaml" in shown
    assert not (jim_project / "codeer.sqlite").exists()


def test_interviews_in_which_nobody_says_a_word_give_no_suggestions(jim_project):
    for name in ("JIM01", "JIM02"):
        text = "I: Hoe gaat het?\nR: [lacht]\n"
        (jim_project / "transcripten" / f"{name}.txt").write_text(text, encoding="utf-8")

    assert run(["suggest"]) == 0
    assert rows(jim_project) == []


def test_a_lower_threshold_shows_no_suggestion_without_a_reason(jim_project):
    run(["suggest"])
    few = len(rows(jim_project))
    run(["suggest", "--drempel", "0,05"])

    assert len(rows(jim_project)) > few
    assert all(row["bewijs"] for row in rows(jim_project))


def test_motor_patronen_needs_no_encoder(jim_project, monkeypatch):
    monkeypatch.setattr("codeer.workflow.scoring.load_encoder", lambda: pytest.fail("loaded"))

    assert run(["suggest", "--motor", "patronen"]) == 0
    assert {row["herkomst"] for row in rows(jim_project)} == {"patronen"}


def test_an_unknown_engine_is_wrong_use(jim_project, capsys):
    assert run(["suggest", "--motor", "toverstaf"]) == 2
    assert "patronen, gelijkenis, geleerd" in capsys.readouterr().err


def test_vinden_shows_more_than_zeker(jim_project):
    run(["suggest", "--doel", "vinden"])
    many = len(rows(jim_project))
    run(["suggest", "--doel", "zeker"])

    assert many > len(rows(jim_project))


def test_the_same_input_gives_the_same_bytes_with_a_warm_and_a_cold_cache(jim_project):
    run(["suggest"])
    first = (jim_project / "output" / "suggesties.csv").read_bytes()
    run(["suggest"])
    assert (jim_project / "output" / "suggesties.csv").read_bytes() == first
    shutil.rmtree(jim_project / ".codeer-cache")
    (jim_project / "codeer.sqlite").unlink()
    run(["suggest"])

    assert (jim_project / "output" / "suggesties.csv").read_bytes() == first


def decide_everything(project: Path, transcript: str, words: str = "") -> None:
    """Decide on the first sentence of every answer: accept the code where it has some words."""
    with closing(sqlite3.connect(project / "codeer.sqlite", isolation_level=None)) as store:
        store.execute("INSERT OR IGNORE INTO user (name) VALUES ('Fenna')")
        store.execute(
            "INSERT INTO decision (made, user, source, code, start, end, verdict)"
            " SELECT '2026-01-01', 1, s.source, 'vertrouwensband', s.start, s.end,"
            " iif(instr(substr(source.text, s.start + 1, s.end - s.start), ?), 'accept', 'reject')"
            " FROM segment AS s JOIN source ON source.id = s.source"
            " WHERE source.name = ? AND s.number = 1",
            (words, transcript),
        )


def test_a_decision_on_a_respondent_does_not_teach_the_model_that_scores_him(
    jim_project, monkeypatch
):
    """JIM01 is scored by a model that saw decisions on others only."""
    many = TEXT + "I: En toen?\nR: Mijn geheim is veilig bij haar. Het regende.\n" * 12
    for name in ("JIM01", "JIM02"):
        (jim_project / "transcripten" / f"{name}.txt").write_text(many, encoding="utf-8")
    run(["suggest"])
    decide_everything(jim_project, "JIM01.txt")
    decide_everything(jim_project, "JIM02.txt")
    learned_from: list[set[str]] = []
    real = models._model

    def spy(examples, *rest):
        learned_from.append({e.origin for e in examples})
        return real(examples, *rest)

    monkeypatch.setattr(models, "_model", spy)

    assert run(["suggest"]) == 0
    assert learned_from == [{"JIM02"}, {"JIM01"}, {"JIM01", "JIM02"}]


def test_decisions_on_two_respondents_change_the_scores_of_others(jim_project, capsys):
    many = TEXT + "".join(
        f"I: En toen?\nR: Ik zat {n} keer bij haar in de schuur. Het regende.\n"
        f"I: Verder nog?\nR: Het was een gewone dag {n}. Niks bijzonders.\n"
        for n in range(30)
    )
    for name in ("JIM01", "JIM02", "JIM03"):
        (jim_project / "transcripten" / f"{name}.txt").write_text(many, encoding="utf-8")
    run(["suggest", "--drempel", "0,05"])
    before = scores_of(jim_project, "JIM02.txt", "schuur")
    assert scores_of(jim_project, "JIM01.txt", "schuur") == before
    decide_everything(jim_project, "JIM01.txt", "schuur")
    run(["suggest", "--drempel", "0,05"])
    assert "vanaf twee respondenten" in capsys.readouterr().err
    assert scores_of(jim_project, "JIM01.txt", "schuur") == before  # not by what was said of it

    decide_everything(jim_project, "JIM03.txt", "schuur")
    run(["suggest", "--drempel", "0,05"])

    assert scores_of(jim_project, "JIM02.txt", "schuur") > before


def scores_of(project: Path, transcript: str, word: str) -> float:
    return sum(
        float(row["score"].replace(",", "."))
        for row in rows(project)
        if row["transcript"] == transcript
        and word in row["tekst"]
        and row["thema"] == "vertrouwensband"
    )


def test_nothing_is_scored_twice(jim_project, monkeypatch):
    run(["suggest"])
    scored: list[int] = []
    real = LearnedModel.score

    def spy(model, texts):
        scored.append(len(texts))
        return real(model, texts)

    monkeypatch.setattr(LearnedModel, "score", spy)
    run(["suggest"])
    assert sum(scored) == 0

    text = TEXT + "I: Nog iets?\nR: Nee, alleen dat hij mij altijd opneemt.\n"
    (jim_project / "transcripten" / "JIM02.txt").write_text(text, encoding="utf-8")
    run(["suggest"])
    assert sum(scored) == 1


def test_the_language_model_is_asked_only_when_it_is_set_up(jim_project, capsys, monkeypatch):
    monkeypatch.setattr(
        "codeer.workflow.pattern_search.load_pipeline", lambda _: pytest.fail("too late")
    )

    assert run(["suggest", "--motor", "patronen,llm"]) == 1
    assert "codeer.yaml" in capsys.readouterr().err


def test_a_language_model_joins_the_other_engines(jim_project):
    from tests.suggest.scripted_server import MODEL, ScriptedServer, item, says

    reply = says(item(thema="vertrouwensband", zin=1, zekerheid=1.0, citaat="Bij mijn tante"))
    server = ScriptedServer(otherwise=reply)
    try:
        settings = f"llm: {{adres: '{server.address}', model: '{MODEL}'}}\n"
        (jim_project / "codeer.yaml").write_text(settings, encoding="utf-8")

        code = run(["suggest", "--motor", "patronen,llm", "--drempel", "0,4"])
    finally:
        server.stop()

    assert code == 0
    assert {row["tekst"] for row in rows(jim_project) if "llm" in row["herkomst"]} == {
        "Bij mijn tante."
    }


def test_text_that_leaves_the_computer_is_warned_of_each_time_and_stands_in_the_account(
    jim_project, capsys
):
    from tests.suggest.scripted_server import MODEL, ScriptedServer, tagged

    server = ScriptedServer(tags=tagged(MODEL, remote_host="https://ollama.com"))
    settings = f"llm: {{sta_netwerk_toe: true, adres: '{server.address}', model: '{MODEL}'}}\n"
    (jim_project / "codeer.yaml").write_text(settings, encoding="utf-8")
    try:
        for _ in range(2):
            assert run(["suggest", "--motor", "patronen,llm"]) == 0
            assert "LET OP: interviewtekst verlaat deze computer" in capsys.readouterr().err
    finally:
        server.stop()
    assert run(["suggest", "--motor", "patronen"]) == 0  # later runs do not undo what was sent
    assert run(["rapport"]) == 0

    account = (jim_project / "output" / "verantwoording.md").read_text(encoding="utf-8")
    assert (
        account.replace("\\", "").count(f"door {server.address} doorgestuurd naar een ander") == 1
    )
    assert "er is niets verstuurd" not in account


def test_a_run_that_is_cut_short_has_sent_text_too(jim_project):
    from tests.suggest.scripted_server import MODEL, Reply, ScriptedServer, tagged

    server = ScriptedServer(
        tags=tagged(MODEL, remote_host="https://ollama.com"), otherwise=Reply("onzin")
    )
    settings = f"llm: {{sta_netwerk_toe: true, adres: '{server.address}', model: '{MODEL}'}}\n"
    (jim_project / "codeer.yaml").write_text(settings, encoding="utf-8")
    try:
        assert run(["suggest", "--motor", "patronen,llm"]) == 1
    finally:
        server.stop()
    assert server.said
    run(["suggest", "--motor", "patronen"])
    run(["rapport"])

    account = (jim_project / "output" / "verantwoording.md").read_text(encoding="utf-8")
    assert "Interviewtekst verliet deze computer, door http" in account
