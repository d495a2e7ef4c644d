"""Help and wrong use: Dutch, with an example, and the way on."""

import inspect
from importlib import import_module

import pytest

from codeer import __version__
from codeer.cli import run
from codeer.cli.app import COMMANDS as LINES

COMMANDS = [
    "suggest",
    "rapport",
    "toon",
    "controleer",
    "pseudonimiseer",
    "demo",
    "beoordeel",
    "exporteer",
    "importeer",
    "overeenstemming",
    "evalueer",
    "geschiedenis",
    "vergeet",
]


def help_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    run([*arguments, "--help"])
    return capsys.readouterr().out


# --- help ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=str)
def test_help_exits_with_0(command: list[str]) -> None:
    assert run([*command, "--help"]) == 0


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=str)
def test_help_has_dutch_headings(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    text = help_of(capsys, *command)

    assert "Gebruik: codeer" in text
    assert "Opties" in text
    for english in ("Usage", "Options", "Arguments", "Commands", "Show this message", "default:"):
        assert english not in text


def test_help_has_no_english_placeholders(capsys: pytest.CaptureFixture[str]) -> None:
    text = "".join(help_of(capsys, *command) for command in ([], *([name] for name in COMMANDS)))

    found = [
        word
        for word in ("[OPTIONS]", "COMMAND ", "[ARGS]", "<bool>", "<path>", "list[Path]", "<float>")
        if word in text
    ]
    assert found == []


def test_help_shows_an_optional_argument_in_one_pair_of_brackets(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "[[" not in help_of(capsys, "suggest") + help_of(capsys, "demo")


def test_every_command_is_tested_here(capsys: pytest.CaptureFixture[str]) -> None:
    listed = help_of(capsys).split("Commando's")[1]

    assert {
        line.split()[0] for line in listed.splitlines()[1:] if line[2:3] not in ("", " ")
    } == set(COMMANDS)


def test_help_fills_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """The docstring is broken at another width than the terminal."""
    words = help_of(capsys, "vergeet").split("Laat eerst zien")[1].split("Voorbeelden")[0]

    assert all(len(line.rstrip()) > 55 for line in words.strip().splitlines()[:-1])


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_has_an_example(capsys: pytest.CaptureFixture[str], command: str) -> None:
    examples = help_of(capsys, command).split("Voorbeelden")[1].split("──")[0]

    assert f"codeer {command}" in examples


def test_general_help_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    assert "codeer demo" in help_of(capsys)


def test_general_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of(capsys)

    assert all(f"\n  {command} " in text for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_list_says_of_a_command_what_its_own_help_says_first(command: str) -> None:
    """The list stands apart, so that it can be shown without loading the commands."""
    function = getattr(import_module(f"codeer.cli.{command}"), command)
    first, *_ = inspect.getdoc(function).split("\n\n")

    assert LINES[command] == " ".join(first.split())


def test_the_short_help_option_does_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    long = help_of(capsys)
    run(["-h"])

    assert capsys.readouterr().out == long


def test_without_arguments_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    code = run([])
    shown = capsys.readouterr().out

    assert code == 0
    assert shown.strip() == help_of(capsys).strip()


def test_the_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--versie"]) == 0
    assert capsys.readouterr().out == f"codeer {__version__}\n"


# --- wrong use -----------------------------------------------------------------------------------

WRONG = [
    (["suggest", "--onzin"], "onbekende optie --onzin"),
    (["--onzin"], "onbekende optie --onzin"),
    (["sugest"], "onbekend commando 'sugest'"),
    (["suggest", "--drempel"], "achter --drempel hoort een waarde"),
    (["suggest", "--drempel", "hoog"], "ongeldige waarde voor --drempel"),
    (["suggest", "--werkers", "veel"], "ongeldige waarde voor --werkers"),
    (["suggest", "--eenheid", "alinea"], "ongeldige waarde voor --eenheid"),
    (["suggest", "--csv-stijl", "frans"], "ongeldige waarde voor --csv-stijl"),
    (["rapport", "map"], "te veel argumenten: map"),
    (["demo", "map", "nog een", "derde"], "te veel argumenten: nog een derde"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG, ids=str)
def test_wrong_use_is_explained_in_dutch_with_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code = run(arguments)
    shown = capsys.readouterr()

    assert code == 2
    assert message in shown.err
    assert shown.out == ""


def test_a_misspelt_option_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    run(["suggest", "--drempl", "0.5"])

    assert "bedoelde je --drempel?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["suggest", "--onzin"], ["suggest", "--drempel", "hoog"], ["suggest", "--drempel"]],
    ids=" ".join,
)
def test_wrong_use_of_a_command_points_to_the_help_of_that_command(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    run(arguments)

    assert "codeer suggest --help" in capsys.readouterr().err


@pytest.mark.parametrize("value", ["-0.1", "1.5", "nan"])
def test_a_threshold_outside_0_to_1_is_refused(
    project, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    code = run(["suggest", f"--drempel={value}"])

    assert code in (1, 2)
    assert "een getal van 0 tot en met 1" in capsys.readouterr().err


def test_fewer_than_one_worker_is_refused(project, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["suggest", "--werkers", "0"])

    assert code in (1, 2)
    assert "1 of meer" in capsys.readouterr().err
