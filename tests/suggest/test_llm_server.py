"""Talking to a language model's server: failures told apart, nothing sent that need not be."""

import logging
import socket

import pytest

from codeer.errors import (
    AnswerMissing,
    CloudModelRefused,
    ModelUnknown,
    ServerAbsent,
    ServerError,
    ServerRefused,
)
from codeer.settings import LlmSettings
from codeer.suggest.llm import LlmEngine
from tests.suggest.scripted_server import (
    CODEBOOK,
    MODEL,
    NOT_THERE,
    Reply,
    ScriptedServer,
    item,
    listing,
    make_answer,
    says,
    server,
    settings_for,
    tagged,
)

__all__ = ["server"]
ANSWER = make_answer("Bij haar kan ik alles kwijt.")
GOOD = says(item())


@pytest.fixture
def ask(server, tmp_path):
    """Ask about one answer and return the number of suggestions."""

    def _ask(**settings):
        engine = LlmEngine(CODEBOOK, settings_for(server, **settings), tmp_path / "cache")
        return len(engine.score([ANSWER], lambda done, total: None))

    return _ask


@pytest.fixture
def fingerprint(server, tmp_path):
    """Return the fingerprint that the server's lists give."""
    return lambda **settings: (
        LlmEngine(CODEBOOK, settings_for(server, **settings), tmp_path).fingerprint
    )


# --- the request ---------------------------------------------------------------------------------


def test_a_question_fixes_the_temperature_the_seed_and_the_form_of_the_reply(server, ask):
    ask()

    (question,) = server.questions
    assert (question["model"], question["temperature"], question["seed"]) == (MODEL, 0, 1)
    assert question["response_format"]["type"] == "json_schema"
    assert not question.get("stream")


@pytest.mark.parametrize(
    "forms", [["json_schema", "json_object"], ["json_schema", "json_object", None]]
)
def test_a_server_that_does_not_know_a_form_is_asked_for_a_simpler_one(server, ask, forms):
    server.script = [Reply(status=400, body='{"error": "response_format"}')] * (len(forms) - 1) + [
        GOOD
    ]

    assert ask() == 1
    asked = [question.get("response_format", {}).get("type") for question in server.questions]
    assert asked == forms


def test_no_key_or_organisation_from_the_environment_and_nothing_about_this_computer_is_sent(
    server, ask, monkeypatch
):
    for name in ("API_KEY", "ORG_ID", "PROJECT_ID", "ADMIN_KEY"):
        monkeypatch.setenv(f"OPENAI_{name}", "geheim")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Eigen: geheim")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://192.0.2.1/v1")

    ask()

    assert "geheim" not in str(server.headers)
    assert not any("os" in name.split("-") or "arch" in name for h in server.headers for name in h)


def test_a_proxy_from_the_environment_is_not_used(server, ask, monkeypatch):
    proxy = ScriptedServer()
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    monkeypatch.setenv("NO_PROXY", "")
    server.script = [GOOD]
    try:
        assert ask() == 1
    finally:
        proxy.stop()

    assert proxy.paths == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(server, ask, status):
    elsewhere = ScriptedServer()
    server.script = [Reply(status=status, location=f"{elsewhere.address}/chat/completions")]
    try:
        with pytest.raises(ServerRefused, match="verwijst naar een ander adres"):
            ask()
    finally:
        elsewhere.stop()

    assert elsewhere.paths == []


def test_nothing_of_an_interview_is_logged(server, ask, caplog):
    caplog.set_level(logging.DEBUG)
    server.script = [Reply(status=500), GOOD]

    assert ask() == 1
    assert "alles kwijt" not in caplog.text
    assert not [r for r in caplog.records if r.name.startswith(("openai", "http"))]


# --- trying again --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first",
    [
        Reply(status=500, body="{}"),
        Reply(status=503, body='{"error": {"message": "Loading model"}}'),
        Reply(status=429, body="{}"),
        Reply(is_closed=True),
        Reply(seconds=3),
        Reply("Graag! Hier komt het."),
        Reply(body="<html>Welkom</html>", kind="text/html"),
        Reply(body="{"),
        Reply(body='{"choices": []}'),
        says(item(), finish="length"),
    ],
    ids="500 503 429 closed slow words page broken empty cut-off".split(),
)
def test_a_failure_is_followed_by_another_attempt(server, ask, first):
    server.script = [first, GOOD]

    assert ask(seconds=0.5) == 1
    assert len(server.questions) == 2


def test_after_words_instead_of_json_the_model_is_told_so(server, ask):
    server.script = [Reply("Graag!"), GOOD]
    ask()

    first, second = (question["messages"] for question in server.questions)
    assert second[: len(first)] == first
    assert second[-2] == {"role": "assistant", "content": "Graag!"}
    assert "alleen het JSON-object" in second[-1]["content"]


def test_the_wait_doubles_before_each_next_attempt(server, ask, monkeypatch):
    waits = []

    async def sleep(seconds):
        waits.append(seconds)

    monkeypatch.setattr("codeer.suggest.llm_server.FIRST_PAUSE", 1.0)
    monkeypatch.setattr("codeer.suggest.llm_server.asyncio.sleep", sleep)
    server.otherwise = Reply(status=500)
    with pytest.raises(AnswerMissing):
        ask(attempts=4)

    assert waits == [1, 2, 4]


def test_there_are_as_many_attempts_as_the_settings_say(server, ask):
    server.otherwise = Reply(status=500)

    with pytest.raises(AnswerMissing, match="HTTP 500"):
        ask(attempts=3)
    assert len(server.questions) == 3


def test_a_question_that_the_server_refuses_is_not_repeated(server, ask):
    """Too long for its context, say; only the form of the reply is tried in three ways."""
    server.otherwise = Reply(status=400, body='{"error": "too long"}')

    with pytest.raises(AnswerMissing, match="contextvenster te klein"):
        ask(attempts=3)
    assert len(server.questions) == 3


def test_a_server_that_stays_slow_is_told_with_the_setting_that_helps(server, ask):
    server.otherwise = Reply(seconds=3)

    with pytest.raises(AnswerMissing, match=r"binnen 0\.1 seconden.*hogere wachttijd"):
        ask(seconds=0.1)


# --- clear errors --------------------------------------------------------------------------------


def test_an_absent_server_is_told_with_its_address(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = LlmSettings(f"http://127.0.0.1:{port}/v1", MODEL)
    engine = LlmEngine(CODEBOOK, settings, tmp_path)

    with pytest.raises(ServerAbsent, match=f"127.0.0.1:{port}/v1: hier antwoordt geen server"):
        engine.score([ANSWER], lambda done, total: None)


def test_a_server_that_keeps_closing_the_connection_is_as_good_as_absent(server, ask):
    server.otherwise = Reply(is_closed=True)

    with pytest.raises(ServerAbsent):
        ask()


def test_a_model_that_the_server_does_not_list_is_told_with_those_that_it_has(server, ask):
    server.models = listing("proefmodel:8b", "ander")

    with pytest.raises(ModelUnknown) as caught:
        ask()
    assert "bedoelde je 'proefmodel:8b'?" in str(caught.value)
    assert "Wel: proefmodel:8b, ander." in str(caught.value)
    assert server.questions == []


def test_a_model_that_a_server_without_a_list_does_not_know_is_told(server, ask):
    server.models = NOT_THERE
    server.otherwise = Reply(status=404, body='{"error": {"message": "model \'x\' not found"}}')

    with pytest.raises(ModelUnknown, match=MODEL):
        ask()


def test_an_address_without_the_api_is_told(server, ask):
    server.models = server.tags = server.otherwise = NOT_THERE

    with pytest.raises(ServerRefused, match="/v1 eindigt"):
        ask()


@pytest.mark.parametrize("status", [401, 403])
def test_a_server_that_wants_a_key_is_told(server, ask, status):
    server.otherwise = Reply(status=status, body="{}")

    with pytest.raises(ServerRefused, match="codeer stuurt er geen"):
        ask()


@pytest.mark.parametrize(
    "echo",
    [
        Reply(status=400, body='{"error": "kan alles kwijt"}'),
        Reply(status=500, body='{"error": "kan alles kwijt"}'),
        Reply("kan alles kwijt"),
    ],
)
def test_no_error_repeats_the_interview_or_hangs_on_one_that_does(server, ask, echo):
    server.otherwise = echo

    with pytest.raises(ServerError) as caught:
        ask()
    assert "kwijt" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


# --- which model ---------------------------------------------------------------------------------


def test_a_model_without_tag_is_the_latest(server, fingerprint):
    server.models, server.tags = listing("proef:latest"), tagged("proef:latest")

    assert fingerprint(model="proef") == "proef:latest 0123456789ab"


def test_the_name_that_the_server_uses_is_sent(server, ask):
    server.models, server.tags = listing("proef:latest"), tagged("proef:latest")
    ask(model="proef")

    assert server.questions[0]["model"] == "proef:latest"


def test_without_ollama_the_digest_is_of_what_the_list_tells_about_the_file(server, fingerprint):
    server.tags = NOT_THERE
    server.models = listing(MODEL, meta={"n_params": 4})
    four = fingerprint()
    server.models = listing(MODEL, meta={"n_params": 8})

    assert four.startswith(f"{MODEL} ")
    assert fingerprint() != four


def test_the_moment_of_loading_is_no_part_of_the_digest(server, fingerprint):
    """llama.cpp and vLLM give the present time as `created`; the cache would never hit."""
    server.tags = NOT_THERE
    server.models = listing(MODEL, meta={"n_params": 4}, created=1)
    before = fingerprint()
    server.models = listing(MODEL, meta={"n_params": 4}, created=2)

    assert fingerprint() == before


@pytest.mark.parametrize(
    "tags", [NOT_THERE, Reply(body='{"error": "Unexpected endpoint"}'), Reply(body="{")]
)
def test_without_any_digest_the_name_is_the_fingerprint(server, fingerprint, tags):
    server.tags = tags

    assert fingerprint() == MODEL


@pytest.mark.parametrize(
    ("name", "about"),
    [(MODEL, {"remote_host": "https://ollama.com"}), ("groot:120b-cloud", {}), ("groot:cloud", {})],
)
def test_a_model_that_a_local_server_passes_on_is_refused_before_any_text_is_sent(
    server, ask, name, about
):
    """Ollama lists cloud models as its own; the address alone says nothing."""
    server.models, server.tags = listing(name), tagged(name, **about)

    with pytest.raises(CloudModelRefused, match="sta_netwerk_toe"):
        ask(model=name)
    assert server.questions == []


def test_a_passed_on_model_is_used_when_the_settings_say_so(server, ask):
    server.tags = tagged(MODEL, remote_model="groot")
    server.script = [GOOD]

    assert ask(allow_network=True) == 1
