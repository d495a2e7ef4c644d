"""The engine `llm`: one question per answer, nothing asked twice, everything that went wrong reported."""

import stat
import sys
import time

import pytest

from codeer.errors import AnswerMissing, CacheUnusable, MissingExtra, NetworkRefused, ServerAbsent
from codeer.settings import LlmSettings
from codeer.suggest.llm import CACHE_FILE, MISSES_IN_A_ROW, LlmEngine
from tests.suggest.scripted_server import (
    CODEBOOK,
    MODEL,
    Reply,
    ScriptedServer,
    item,
    make_answer,
    many_answers,
    says,
    server,
    settings_for,
    tagged,
)

__all__ = ["server"]
BAD = Reply("Dat weet ik niet.")


@pytest.fixture
def make_engine(server, tmp_path):
    """Return a new engine for the scripted server, with one cache for all of a test."""

    def _make(folder="cache", **settings):
        return LlmEngine(CODEBOOK, settings_for(server, **settings), tmp_path / folder)

    return _make


@pytest.fixture
def score(make_engine):
    """Score answers with a new engine; return its suggestions and its report."""

    def _score(answers, progress=lambda done, total: None, **settings):
        engine = make_engine(**settings)
        return engine.score(answers, progress), engine.report

    return _score


# --- from answers to suggestions -----------------------------------------------------------------


def test_a_suggestion_is_about_the_sentence_with_the_quote_and_the_reason_as_evidence(
    server, score
):
    answer = make_answer("Het regende.", "Bij haar kan ik alles kwijt.")
    server.script = [says(item(zin=2))]

    ((suggestion,), _) = score([answer])

    assert (suggestion.source, suggestion.segment) == ("J01.txt", answer.segments[1])
    assert (suggestion.code, suggestion.score, suggestion.engine) == ("band", 0.8, "llm")
    assert suggestion.evidence == "alles kwijt [vertelt alles]"
    assert not suggestion.negated


def test_a_model_may_say_that_it_is_denied(server, score):
    server.script = [says(item(citaat="niet alles kwijt", ontkend=True))]

    ((suggestion,), _) = score([make_answer("Ik kan niet alles kwijt.")])

    assert suggestion.negated


def test_each_answer_is_asked_by_itself_with_its_question(server, score):
    first = make_answer("Ja, zeker.", question="Vertrouw je haar?")
    second = make_answer("Nee.", question="Bel je haar?", turn=4)

    score([first, second])

    assert ["Vertrouw je haar?" in said for said in server.said] == [True, False]
    assert ["[1] Nee." in said for said in server.said] == [False, True]


def test_suggestions_come_in_the_order_of_the_answers_however_fast_each_reply_is(server, score):
    answers = many_answers(4)
    server.script = [says(item(citaat="antwoord"), seconds=s) for s in (0.2, 0.1, 0.05, 0)]

    suggestions, _ = score(answers, concurrency=4)

    assert [s.segment.turn for s in suggestions] == [2, 4, 6, 8]


def test_an_answer_without_themes_gives_nothing(score):
    assert score([make_answer("Het regende.")])[0] == []


def test_no_answers_is_no_question(server, score):
    assert score([])[0] == []
    assert server.questions == []


def test_what_is_dropped_is_counted_and_told(server, score):
    wrong = [item(thema="liefde"), item(zin=9), item(citaat="verzonnen"), item(zekerheid=7)]
    server.script = [says(item(), *wrong)]

    suggestions, report = score([make_answer("Ik kan alles kwijt.")])

    assert len(suggestions) == 1
    assert set(report.dropped.values()) == {1}
    assert any(
        "1 citaat staat niet in het antwoord, 1 onbekend thema" in remark
        for remark in report.remarks()
    )


def test_progress_runs_from_what_is_known_to_all(server, score):
    seen = []

    score(many_answers(3), lambda done, total: seen.append((done, total)))

    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


# --- never more at once than the settings say ----------------------------------------------------


@pytest.mark.parametrize("limit", [1, 3])
def test_no_more_questions_run_at_once_than_the_settings_say(server, score, limit):
    server.otherwise = Reply(seconds=0.05)

    score(many_answers(7), concurrency=limit)

    assert server.busiest == limit


# --- nothing is asked twice ----------------------------------------------------------------------


def test_a_second_run_takes_everything_from_the_cache(server, score):
    server.script = [says(item())]
    answer = make_answer("Ik kan alles kwijt.")

    first, _ = score([answer])
    second, report = score([answer])

    assert first == second
    assert (len(server.questions), report.asked, report.remembered) == (1, 0, 1)


def test_equal_answers_to_equal_questions_are_asked_once(server, score):
    server.script = [says(item(citaat="Ja"))]

    suggestions, report = score([make_answer("Ja."), make_answer("Ja.", turn=4)])

    assert [s.segment.turn for s in suggestions] == [2, 4]
    assert (report.asked, report.remembered) == (1, 1)


def test_the_same_answer_to_another_question_is_another_question(server, score):
    score([make_answer("Ja.", question="A?"), make_answer("Ja.", question="B?", turn=4)])

    assert len(server.questions) == 2


def test_another_file_under_the_same_model_name_is_asked_again(server, score):
    score([make_answer("Ja.")])
    server.tags = tagged(MODEL, digest="sha256:ffff")
    score([make_answer("Ja.")])

    assert len(server.questions) == 2


def test_an_interrupted_run_goes_on_where_it_was(server, score):
    def stop(done, total):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score(many_answers(5), stop)
    _, report = score(many_answers(5))

    assert (report.asked, report.remembered) == (3, 2)
    assert len(server.said) == len(set(server.said)) == 5


def test_what_was_answered_before_the_server_went_away_is_kept(server, score):
    server.script = [Reply(), Reply()]
    server.otherwise = Reply(is_closed=True)
    with pytest.raises(ServerAbsent):
        score(many_answers(4))
    server.otherwise = Reply()

    assert score(many_answers(4))[1].remembered == 2


def test_an_interruption_does_not_wait_for_a_slow_server(server, score):
    def stop(done, total):
        if done:
            raise KeyboardInterrupt

    server.script = [Reply(), Reply(seconds=30)]
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        score(many_answers(2), stop, concurrency=2)

    assert time.monotonic() - started < 3


def test_a_reply_that_could_not_be_used_is_asked_again_in_the_next_run(server, score):
    server.script = [Reply(), BAD, BAD]
    score(many_answers(2))

    assert score(many_answers(2))[1].asked == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_may_read_the_cache(score, tmp_path):
    score([make_answer("Ja.")])
    path = tmp_path / "cache" / CACHE_FILE

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nothing_is_asked_when_replies_cannot_be_kept(server, score, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / CACHE_FILE).write_bytes(b"geen database, maar wel een bestand" * 40)

    with pytest.raises(CacheUnusable, match="Verwijder dit bestand"):
        score([make_answer("Ja.")])
    assert server.paths == []


# --- what the model cannot do --------------------------------------------------------------------


def test_an_answer_without_a_usable_reply_is_skipped_and_told(server, score):
    server.script = [Reply(), BAD, BAD, Reply()]

    _, report = score(many_answers(3))

    assert [(m.source, m.turn, m.problem) for m in report.missed] == [("J01.txt", 4, "nonsense")]
    assert any("J01.txt beurt 4" in remark for remark in report.remarks())


def test_a_model_that_only_talks_nonsense_is_refused_before_everything_was_asked(server, score):
    server.otherwise = BAD

    with pytest.raises(AnswerMissing, match="niet de JSON die gevraagd werd"):
        score(many_answers(20), attempts=1)
    assert len(server.questions) == MISSES_IN_A_ROW


def test_a_few_answers_that_all_fail_are_an_error_and_no_empty_result(server, score):
    server.otherwise = BAD

    with pytest.raises(AnswerMissing):
        score(many_answers(2))


def test_a_good_reply_now_and_then_keeps_a_run_going(server, score):
    server.script = [reply for _ in range(3) for reply in [BAD] * 4 + [Reply()]]

    assert len(score(many_answers(15), attempts=1)[1].missed) == 12


def test_a_server_that_counts_too_few_words_has_cut_off_the_codebook(server, score):
    server.otherwise = Reply(prompt_tokens=20)

    _, report = score(many_answers(2))

    assert any("contextvenster" in remark for remark in report.remarks())


@pytest.mark.parametrize("tokens", [None, 2000])
def test_a_server_that_reads_all_or_does_not_count_is_not_suspected(server, score, tokens):
    server.otherwise = Reply(prompt_tokens=tokens)

    assert not score(many_answers(2))[1].is_cut_off


# --- what a user must know beforehand ------------------------------------------------------------


def test_the_model_is_recorded_with_its_digest_as_ollama_shows_it(make_engine, server):
    assert make_engine().fingerprint == f"{MODEL} 0123456789ab"
    assert server.questions == []


def test_an_address_outside_this_computer_is_refused_without_a_connection(tmp_path, monkeypatch):
    """The guard in conftest.py ends the test at any attempt to connect."""
    settings = LlmSettings("http://192.0.2.1:11434/v1", MODEL)

    with pytest.raises(NetworkRefused, match="er is geen verbinding gemaakt"):
        LlmEngine(CODEBOOK, settings, tmp_path)


def test_a_name_is_refused_without_looking_it_up(tmp_path, monkeypatch):
    def look_up(*_):
        raise AssertionError

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    with pytest.raises(NetworkRefused):
        LlmEngine(CODEBOOK, LlmSettings("http://llm.example.org/v1", MODEL), tmp_path)


def test_an_address_on_this_computer_is_no_destination(make_engine):
    assert make_engine().destination == ""


def test_an_address_on_the_network_is_told(tmp_path):
    settings = LlmSettings("http://192.0.2.1:11434/v1", MODEL, allow_network=True)

    destination = LlmEngine(CODEBOOK, settings, tmp_path).destination

    assert "192.0.2.1" in destination
    assert "onversleuteld" in destination


def test_a_model_that_a_local_server_passes_on_is_told(make_engine, server):
    server.tags = tagged(MODEL, remote_host="https://ollama.com")

    assert "doorgestuurd" in make_engine(allow_network=True).destination


def test_without_the_library_the_message_says_how_to_install_it(make_engine, monkeypatch):
    monkeypatch.setitem(sys.modules, "openai", None)

    with pytest.raises(MissingExtra, match=r"pip install 'codeer\[llm\]'"):
        make_engine()


def test_importing_the_engine_does_not_import_the_library():
    """Who runs no language model pays nothing for it."""
    import subprocess

    code = "import sys, codeer.suggest.llm; sys.exit('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_two_servers_do_not_share_replies_of_models_with_other_digests(tmp_path, server, score):
    score([make_answer("Ja.")])
    other = ScriptedServer(tags=tagged(MODEL, digest="sha256:eeee"))
    try:
        engine = LlmEngine(CODEBOOK, settings_for(other), tmp_path / "cache")
        engine.score([make_answer("Ja.")], lambda done, total: None)
    finally:
        other.stop()

    assert len(other.questions) == 1
