"""codeer toon: lines in a pipe, pages on a screen."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from codeer.cli import console, run
from codeer.model import Verdict
from tests.conftest import REPOSITORY
from tests.review.study import CODES, PROPOSED, record_study
from tests.workflow.coders import decide

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"}
NASTY = "Ze zei:\t\x1b[31mrood\x1b[0m\x07\x9b2J en\nbelde [bold]mij[/bold]."
MANY = 400
needs_pty = pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal is POSIX")


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small study as the current folder: four fragments for gemak, of three respondents."""
    record_study(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def record_one(folder: Path, answer: str, sentence: str, question: str = "Hoe?") -> None:
    record_study(
        folder,
        {"J01.txt": [(question, answer)]},
        [("J01.txt", sentence, "gemak", 0.9, "patronen", "")],
    )


def record_many(folder: Path) -> None:
    """Record an interview that no screen and no pipe holds at once."""
    said = [f"Ik bel haar dag {number} op, altijd even lang." for number in range(MANY)]
    record_study(
        folder,
        {"J01.txt": [("Wie belt wie?", f"{words} Nou ja.") for words in said]},
        [("J01.txt", words, "gemak", 0.9, "patronen", "") for words in said],
    )


# --- in a pipe -----------------------------------------------------------------------------------


def test_a_fragment_is_a_line_with_its_place_and_its_people(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["toon", "gemak"]) == 0

    assert [line.split("\t") for line in capsys.readouterr().out.splitlines()] == [
        ["J01.txt:2", "J01", "jongere", "gemak", "suggestie 0,60", "Ze belde mij gisteren op."],
        ["J01.txt:6", "J01", "jongere", "gemak", "suggestie 0,70", "Ik bel haar op."],
        ["O01.docx:beurt 2", "O01", "ouder", "gemak", "suggestie 0,95", "Ze kwam binnenlopen."],
        ["P01.txt:2", "P01", "professional", "gemak", "suggestie 0,90", "De drempel is laag."],
    ]


def test_what_it_rests_on_is_told_apart_from_the_lines(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["toon", "gemak", "--groep", "gezin", "--zoek", "BEL"])

    assert capsys.readouterr().err.splitlines() == [
        "Laagdrempeligheid: 2 fragmenten van 1 van de 2 respondenten",
        "Basis: ongecontroleerde suggesties; geen mens heeft ze beoordeeld.",
        "Alleen: groep gezin, fragmenten met 'BEL'.",
    ]


def test_a_decision_is_shown_with_its_coder(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(study, "Anna", "Ik bel haar op.", "gemak")
    run(["toon", "laagdrempeligheid"])
    shown = capsys.readouterr()

    assert shown.out.split("\t")[4] == "Anna"
    assert "Basis: besluiten van Anna.\n" in shown.err


def test_coders_together_are_counted(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for coder in ("Anna", "Bram"):
        decide(study, coder, "Ik bel haar op.", "gemak")
    decide(study, "Anna", "Altijd.", "gemak")
    run(["toon", "gemak", "--consensus", "een"])

    coders = [line.split("\t")[4] for line in capsys.readouterr().out.splitlines()]
    assert coders == ["consensus (een), 2 codeurs", "consensus (een)"]


def test_all_themes_on_the_words_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    record_study(
        tmp_path, proposed=[*PROPOSED, ("J01.txt", "Ik bel haar op.", "band", 0.9, "llm", "")]
    )
    run(["toon", "gemak", "--zoek", "ik bel"])

    assert capsys.readouterr().out.split("\t")[3] == "gemak, band"


def test_no_text_of_an_interview_breaks_a_line_or_reaches_the_terminal_as_an_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    record_one(tmp_path, NASTY, NASTY)
    run(["toon", "gemak"])
    (line,) = capsys.readouterr().out.splitlines()

    assert line.split("\t")[5] == "Ze zei: [31mrood [0m 2J en belde [bold]mij[/bold]."
    assert line.replace("\t", "").isprintable()


def test_a_pipe_gets_no_colours_even_when_they_are_forced(study: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "codeer", "toon", "gemak"],
        env={**ENVIRONMENT, "FORCE_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert "\x1b" not in done.stdout
    assert len(done.stdout.splitlines()) == 4


def test_long_fragments_are_not_wrapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    record_one(
        tmp_path, "Ik bel " + "heel vaak " * 60 + "op.", "Ik bel " + "heel vaak " * 60 + "op."
    )
    run(["toon", "gemak"])

    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_reader_that_stops_early_gives_no_traceback(tmp_path: Path) -> None:
    """As in `codeer toon gemak | head -1`, with more than a pipe holds."""
    record_many(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-c", "from codeer.cli import main; main(['toon', 'gemak'])"],
        cwd=tmp_path,
        env={**ENVIRONMENT, "PYTHONUNBUFFERED": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read().decode()
    process.stderr.close()
    process.wait(30)

    assert len(errors.splitlines()) == 2  # what is shown, and what it rests on


# --- nothing, or wrong use -----------------------------------------------------------------------


def test_nothing_found_is_said_and_no_error(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["toon", "gemak", "--zoek", "zeppelin"])
    shown = capsys.readouterr()

    assert code == 0
    assert shown.out == ""
    assert "Laagdrempeligheid: geen fragmenten (3 respondenten)" in shown.err


def test_before_suggest_it_says_what_to_do_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run(["toon", "gemak"]) == 1
    assert "Draai eerst: codeer suggest" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gemk"], "onbekend: thema 'gemk', bedoelde je 'gemak'?"),
        (["gemak", "--groep", "opa"], "onbekend: groep 'opa'"),
        (["gemak", "--respondent", "J9"], "onbekend: respondent 'J9'"),
        (["gemak", "--codeur", "Anna"], "onbekend: codeur 'Anna'"),
        (["gemak", "--consensus", "een"], "nog geen besluiten"),
    ],
    ids=str,
)
def test_an_unknown_name_is_an_error(
    study: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(["toon", *arguments]) == 1
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "het argument THEMA ontbreekt"),
        ([" "], "ongeldige waarde voor THEMA"),
        (["gemak", "--zoek", " - "], "ongeldige waarde voor --zoek"),
        (["gemak", "--codeur", "A", "--consensus", "een"], "--consensus hoort niet bij --codeur"),
    ],
    ids=str,
)
def test_wrong_use_is_explained(
    study: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(["toon", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_project_is_where_the_database_stands(
    study: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("ergens"))

    assert run(["toon", "gemak", "--project", str(study)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_showing_changes_no_file(study: Path) -> None:
    before = {path.name: path.read_bytes() for path in study.iterdir()}
    run(["toon", "gemak"])

    assert {path.name: path.read_bytes() for path in study.iterdir()} == before


def test_showing_loads_nothing_heavy(study: Path) -> None:
    """So that it is there at once."""
    heavy = ("numpy", "scipy", "spacy", "sklearn", "matplotlib", "textual", "docx", "jinja2")
    code = (
        "import sys; from codeer.cli import run; run(['toon', 'gemak']);"
        f" print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert done.stdout.splitlines()[-1] == "[]"


# --- on a screen ---------------------------------------------------------------------------------


class Screen:
    """What codeer shows on a terminal without a pager."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        monkeypatch.setenv("PATH", "")
        monkeypatch.delenv("PAGER", raising=False)
        monkeypatch.delenv("NO_COLOR", raising=False)

    def show(self, *arguments: str, width: int = 80, **terminal: object) -> str:
        file = StringIO()
        terminal = {"color_system": "standard", **terminal}
        shown = Console(
            file=file, force_terminal=True, highlight=False, width=width, height=24, **terminal
        )  # type: ignore[arg-type]
        with self._monkeypatch.context() as patch:
            patch.setattr(console, "out", shown)
            patch.setattr(sys, "stdout", Tty())
            assert run(["toon", *arguments]) == 0
        return file.getvalue()

    def plain(self, *arguments: str, **terminal: object) -> list[str]:
        """Return the lines without their colours."""
        return Text.from_ansi(self.show(*arguments, **terminal)).plain.split("\n")


class Tty(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def screen(study: Path, monkeypatch: pytest.MonkeyPatch) -> Screen:
    return Screen(monkeypatch)


def test_totals_stand_on_top_and_fragments_per_group(screen: Screen) -> None:
    lines = screen.plain("gemak")

    assert lines[:2] == [
        "Laagdrempeligheid: 4 fragmenten van 3 van de 3 respondenten",
        "Basis: ongecontroleerde suggesties; geen mens heeft ze beoordeeld.",
    ]
    assert [line.strip("─ ") for line in lines if line.startswith("──")] == [
        "Jongeren: 2 fragmenten van 1 respondent",
        "Ouders: 1 fragment van 1 respondent",
        "Professionals: 1 fragment van 1 respondent",
    ]


def test_a_fragment_has_a_header_its_question_and_its_answer(screen: Screen) -> None:
    lines = screen.plain("gemak", "--groep", "ouder")

    assert lines[6:9] == [
        "(O01, beurt 2) · ouder · suggestie 0,95 · Laagdrempeligheid",
        "  vraag: Hoe ging dat bij u?",
        "  Ze kwam binnenlopen. Ik vertrouw haar. Dat was het.",
    ]


@pytest.mark.parametrize("setting", [{}, {"no_color": True}], ids=["colour", "no colour"])
def test_the_fragment_stands_out_within_its_answer_also_without_colour(
    screen: Screen, setting: dict[str, object]
) -> None:
    shown = screen.show("gemak", "--groep", "ouder", **setting)

    assert "\x1b[1;4mZe kwam binnenlopen.\x1b[0m Ik vertrouw haar." in shown
    assert "\x1b[2mvraag: Hoe ging dat bij u?\x1b[0m" in shown.replace("  vraag", "vraag")
    assert ("\x1b[36m" in shown) == (not setting)


def test_where_nothing_can_be_styled_the_fragment_has_marks(screen: Screen) -> None:
    lines = screen.plain("gemak", "--groep", "ouder", color_system=None)

    assert "  >>Ze kwam binnenlopen.<< Ik vertrouw haar. Dat was het." in lines


def test_a_group_without_fragments_is_there_and_one_without_respondents_is_not(
    screen: Screen,
) -> None:
    text = "\n".join(screen.plain("band"))

    assert "Professionals: geen fragmenten (1 respondent)" in text
    assert "JIM's" not in text


def test_nothing_found_is_said_on_the_screen(screen: Screen) -> None:
    assert screen.plain("gemak", "--zoek", "zeppelin") == [
        "Laagdrempeligheid: geen fragmenten (3 respondenten)",
        "Basis: ongecontroleerde suggesties; geen mens heeft ze beoordeeld.",
        "Alleen: fragmenten met 'zeppelin'.",
        "",
    ]


def test_the_question_of_the_same_answer_is_shown_once(screen: Screen, study: Path) -> None:
    for words in ("Ze kwam binnenlopen.", "Dat was het."):
        decide(study, "Anna", words, "gemak", transcript="O01.docx")
    lines = screen.plain("gemak")

    assert sum("vraag: Hoe ging dat bij u?" in line for line in lines) == 1
    assert "(O01, beurt 2) · zelfde antwoord · ouder · Anna · Laagdrempeligheid" in lines


def test_a_rejected_suggestion_is_not_shown(screen: Screen, study: Path) -> None:
    decide(study, "Anna", "Ze kwam binnenlopen.", "gemak", Verdict.REJECT, transcript="O01.docx")

    assert screen.plain("gemak")[0] == "Laagdrempeligheid: geen fragmenten (3 respondenten)"


def test_a_long_answer_is_shortened_around_the_fragment(screen: Screen, study: Path) -> None:
    around = "En nog iets anders dan dat. " * 40
    record_one(study, f"{around}Ik bel haar op. {around}", "Ik bel haar op.")
    answer = " ".join(" ".join(screen.plain("gemak")).split()).split("vraag: Hoe? ")[1]
    before, after = answer.split("Ik bel haar op.")

    assert before.startswith("… ")
    assert after.endswith(" …")
    assert 200 < len(before) < 250
    assert 200 < len(after) < 250


def test_a_long_question_keeps_its_begin_and_its_end(screen: Screen, study: Path) -> None:
    question = f"Ik wil het hebben over {'van alles en ' * 60} hoe was dat voor jou?"
    record_one(study, "Ik bel.", "Ik bel.", question)
    shown = " ".join(" ".join(screen.plain("gemak")).split()).split("vraag: ")[1]

    assert shown.startswith("Ik wil het hebben over van alles")
    assert shown.endswith("en hoe was dat voor jou? Ik bel.")
    assert shown.count("…") == 1
    assert len(shown) < 260


def test_a_long_fragment_is_shown_whole(screen: Screen, study: Path) -> None:
    long = "Ik bel " + "heel vaak en altijd " * 60 + "op."
    record_one(study, long, long)

    assert long in " ".join(" ".join(screen.plain("gemak")).split())


@pytest.mark.parametrize("width", [20, 80, 200])
@pytest.mark.parametrize(
    "answer",
    ["woord " * 90 + ".", "x" * 300 + ".", "漢字 👩‍👩‍👧 שלום é " * 30 + ".", NASTY],
    ids=["words", "one word", "scripts", "orders"],
)
def test_no_line_is_wider_than_the_screen_or_than_reads_well(
    screen: Screen, study: Path, width: int, answer: str
) -> None:
    record_one(study, answer, answer, question=answer[::-1])
    lines = screen.plain("gemak", width=width)

    assert max(map(cell_len, lines)) <= min(width, 100)


def test_no_order_to_the_terminal_comes_out_of_a_transcript_or_a_codebook(
    screen: Screen, study: Path
) -> None:
    themes = [
        c if c.id == "band" else type(c)("gemak", "Ge\x1b]0;mak", "#b3541e", "") for c in CODES
    ]
    record_study(
        study,
        {"J01.txt": [(NASTY, f"{NASTY} Ik bel. {NASTY}")]},
        [("J01.txt", "Ik bel.", "gemak", 0.9, "patronen", "")],
        tuple(themes),
    )
    shown = screen.show("gemak", color_system=None)

    assert "[bold]mij[/bold]" in shown
    assert "\x1b" not in shown.replace("\x1b[0m", "")
    assert "\x07" not in shown
    assert "\x9b" not in shown


# --- in a real terminal --------------------------------------------------------------------------


@pytest.fixture
def long_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    record_many(tmp_path)
    for name in ("PAGER", "LESS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@needs_pty
def test_in_a_real_terminal_less_turns_the_pages_and_q_leaves_cleanly(long_study: Path) -> None:
    import shutil

    from tests.review.support import open_terminal

    if shutil.which("less") is None:
        pytest.skip("no less here")
    with open_terminal(["toon", "gemak"], long_study) as terminal:
        first = terminal.wait_for("\n:")
        terminal.press(" ")
        second = terminal.wait_for("\n:")
        terminal.press("q")
        rest = terminal.read_rest()
        code = terminal.wait()

    assert f"{MANY} fragmenten van 1 respondent" in first
    assert "dag 0 op" in first
    assert "dag 9 op" not in first
    assert "(J01, r. " in second
    assert f"dag {MANY - 1} op" not in first + second + rest
    assert "Traceback" not in rest
    assert code == 0


@needs_pty
def test_in_a_real_terminal_without_a_pager_everything_is_printed(
    long_study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.review.support import open_terminal

    monkeypatch.setenv("PATH", "")
    with open_terminal(["toon", "gemak"], long_study) as terminal:
        shown = terminal.read_rest()
        code = terminal.wait()

    assert f"dag {MANY - 1} op" in shown
    assert code == 0
