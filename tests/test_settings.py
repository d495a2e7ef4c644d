"""codeer.yaml: off without it, every mistake at once, nothing outside this computer by accident."""

from pathlib import Path

import pytest

from codeer.errors import FileProblems
from codeer.settings import (
    SETTINGS_NAME,
    Certificates,
    LlmSettings,
    Settings,
    is_loopback,
    load_settings,
    tidy_address,
)

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture
def load(tmp_path):
    """Load settings from a text."""

    def _load(text):
        (tmp_path / SETTINGS_NAME).write_text(text, encoding="utf-8")
        return load_settings(tmp_path)

    return _load


@pytest.fixture
def problems(load):
    """Return (line, message) of every mistake in a text."""

    def _problems(text):
        with pytest.raises(FileProblems) as caught:
            load(text)
        return [(problem.line, problem.message) for problem in sorted(caught.value.problems)]

    return _problems


def llm(*lines, address="http://127.0.0.1:11434/v1"):
    return "\n  ".join(("llm:", f"adres: {address}", "model: proef", *lines)) + "\n"


# --- good settings -------------------------------------------------------------------------------


def test_without_a_file_no_language_model_is_used(tmp_path):
    assert load_settings(tmp_path) == Settings(llm=None)


@pytest.mark.parametrize("text", ["", "llm:\n", "# alleen een opmerking\n"])
def test_a_file_that_says_nothing_switches_nothing_on(load, text):
    assert load(text).llm is None


def test_certificates_of_a_cluster_are_found_from_the_folder_of_the_project(load, tmp_path):
    text = "cluster:\n  ca: ca.pem\n  certificaat: cert/ik.pem\n  sleutel: /veilig/ik.key\n"

    assert load(text).cluster == Certificates(
        ca=tmp_path / "ca.pem", certificate=tmp_path / "cert" / "ik.pem", key=Path("/veilig/ik.key")
    )


def test_certificates_of_a_cluster_are_all_needed(problems):
    assert [line for line, _ in problems("cluster:\n  ca: ca.pem\n")] == [1, 1]


def test_a_sentence_model_goes_with_and_without_a_language_model(load):
    assert load("zinsmodel: modellen/zin\n") == Settings(encoder="modellen/zin")
    assert load(f"zinsmodel: modellen/zin\n{llm()}").encoder == "modellen/zin"


def test_a_sentence_model_in_the_project_is_found_from_anywhere(load, tmp_path):
    (tmp_path / "zin").mkdir()

    assert load("zinsmodel: zin\n").encoder == str(tmp_path / "zin")


def test_an_address_and_a_model_are_enough(load):
    assert load(llm()).llm == LlmSettings(
        "http://127.0.0.1:11434/v1",
        "proef",
        allow_network=False,
        concurrency=2,
        seconds=300,
        attempts=3,
    )


def test_everything_can_be_set(load):
    text = llm("gelijktijdig: 4", "wachttijd: 90.5", "pogingen: 1", "sta_netwerk_toe: true")

    assert load(text).llm == LlmSettings(
        "http://127.0.0.1:11434/v1",
        "proef",
        allow_network=True,
        concurrency=4,
        seconds=90.5,
        attempts=1,
    )


def test_the_network_is_allowed_only_in_so_many_words(load):
    text = llm("sta_netwerk_toe: true", address="https://llm.example.org/v1")

    assert load(text).llm.allow_network


# --- mistakes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [(), ("sta_netwerk_toe: false",), ("sta_netwerk_toe:",)])
def test_an_address_outside_this_computer_is_a_mistake(problems, more):
    ((line, message),) = problems(llm(*more, address="http://192.168.1.20:11434"))

    assert line == 2
    assert "ligt buiten deze computer" in message
    assert "sta_netwerk_toe: true" in message


def test_all_mistakes_come_at_once(problems):
    text = llm("gelijktijdig: 0", "wachttijd: lang", "pogingn: 2", address="http://10.0.0.1")

    assert [line for line, _ in problems(text)] == [2, 4, 5, 6]


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("gelijktijdig: 17", "'gelijktijdig' mag niet groter zijn dan 16"),
        ("gelijktijdig: 1.5", "'gelijktijdig' moet een geheel getal zijn"),
        ("wachttijd: 0", "'wachttijd' moet groter zijn dan 0"),
        ("wachttijd: 90,5", "met een punt"),
        ("wachttijd: .inf", "'wachttijd'"),
        ("pogingen: 0", "'pogingen' mag niet kleiner zijn dan 1"),
        ("sta_netwerk_toe: misschien", "'sta_netwerk_toe' moet true of false zijn"),
        ("temperatuur: 1", "onbekende sleutel 'temperatuur'"),
    ],
)
def test_a_wrong_value_is_located_and_explained(problems, line, part):
    ((number, message),) = problems(llm(line))

    assert number == 4
    assert part in message


@pytest.mark.parametrize("key", ["adres", "model"])
def test_an_address_and_a_model_are_needed(problems, key):
    text = "".join(line for line in llm().splitlines(keepends=True) if key not in line)

    assert problems(text) == [(1, f"de sleutel '{key}' ontbreekt")]


def test_an_unknown_section_is_a_mistake(problems):
    assert "bedoelde je 'llm'?" in problems("lm:\n  model: x\n")[0][1]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1:11434",
        "ftp://127.0.0.1",
        "http://",
        "http://[::1",
        "http://a b",
        "http://127.0.0.1:x",
    ],
)
def test_what_is_no_web_address_is_a_mistake(problems, address):
    ((_, message),) = problems(llm(address=f'"{address}"'))

    assert message.startswith("'adres' moet een webadres zijn")


def test_an_address_with_a_password_is_a_mistake_that_does_not_repeat_it(problems):
    ((_, message),) = problems(llm(address="http://ik:geheim@127.0.0.1/v1"))

    assert "geheim" not in message


# --- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1"),
        ("http://127.0.0.1:11434/", "http://127.0.0.1:11434/v1"),
        (" HTTP://LocalHost:8080/v1/ ", "http://localhost:8080/v1"),
        ("http://[::1]:1234/v1", "http://[::1]:1234/v1"),
        ("http://127.0.0.1/api/v2", "http://127.0.0.1/api/v2"),
    ],
)
def test_an_address_is_tidied_and_ends_on_v1_when_it_has_no_path(written, tidy):
    assert tidy_address(written) == tidy


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "[::1]", "localhost"])
def test_loopback_stays_on_this_computer(host):
    assert is_loopback(f"http://{host}:11434/v1")


@pytest.mark.parametrize(
    "host",
    [
        "0.0.0.0",
        "192.168.1.2",
        "10.0.0.1",
        "128.0.0.1",
        "[fe80::1]",
        "[::ffff:127.0.0.1]",
        "localhost.example.org",
        "127.0.0.1.nip.io",
        "127.1",
        "2130706433",
        "mijncomputer",
    ],
)
def test_everything_else_may_be_another_computer(host):
    """Also names and spellings that happen to lead here: what they lead to can change."""
    assert not is_loopback(f"http://{host}:11434/v1")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1@example.org/v1",
        "http://127.0.0.1\\@example.org",
        "http://example.org#@127.0.0.1",
    ],
)
def test_an_address_that_hides_another_host_is_refused(problems, address):
    assert len(problems(llm(address=f"'{address}'"))) == 1


def test_the_example_in_the_documentation_is_good_and_has_the_defaults(load):
    text = (REPOSITORY / "docs" / "llm.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]

    assert load(example).llm == LlmSettings("http://127.0.0.1:11434/v1", "mijn-model:8b")
