"""codeer as a process of its own: exit codes, streams, pipes and a real Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from codeer.cli import run
from tests.conftest import REPOSITORY
from tests.workflow.support import add_transcript, content_of

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"}
SLOW_CODEER = """
import sys, time
from pathlib import Path
import codeer.workflow.pattern_search
from codeer.cli import main

def tokenise(*_):
    Path(sys.argv[1]).touch()
    time.sleep(30)

codeer.workflow.pattern_search.tokenise = tokenise
main(["suggest"])
"""


def start(*arguments: str, **settings: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "codeer", *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        env={**ENVIRONMENT, **settings.pop("environment", {})},  # type: ignore[dict-item]
        check=False,
        **settings,  # type: ignore[call-overload]
    )


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--versie"], 0), (["rapport"], 1), (["--onzin"], 2)], ids=str
)
def test_the_exit_code_is_that_of_the_process(
    project: Path, arguments: list[str], code: int
) -> None:
    assert start(*arguments, cwd=project).returncode == code


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_the_output_is_said(project: Path) -> None:
    run(["suggest", "--motor", "patronen"])
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "codeer", "toon", "band"],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
            env=ENVIRONMENT,
            cwd=project,
            check=False,
        )

    assert done.returncode == 1
    assert "de schijf is vol" in done.stderr
    assert "Traceback" not in done.stderr


def test_results_and_messages_go_to_their_own_streams(project: Path) -> None:
    run(["suggest"])
    done = start("rapport", cwd=project)

    assert "Thema's naar respondentgroep" in done.stdout
    assert done.stderr.startswith("Let op: ongecontroleerde suggesties")


@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-1", "ascii"])
def test_a_stream_that_lacks_characters_is_no_bug(project: Path, encoding: str) -> None:
    """A redirected stream on Windows, in the locale nl_NL without UTF-8, and in a bare shell."""
    run(["suggest"])
    environment = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}

    done = subprocess.run(
        [sys.executable, "-m", "codeer", "rapport"],
        capture_output=True,
        timeout=60,
        env={**ENVIRONMENT, **environment},
        cwd=project,
        check=False,
    )

    assert done.returncode == 0


def test_help_loads_no_language_model() -> None:
    """So that it is there at once."""
    code = "import sys; from codeer.cli import run; run(['--help']); print('spacy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        env=ENVIRONMENT,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def _listen_to_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_a_real_ctrl_c_exits_with_130_and_changes_no_file(project: Path, tmp_path: Path) -> None:
    run(["suggest"])
    run(["rapport"])
    add_transcript(project, "J02.txt", "I: Hoe is dat?", "R: Ze belde mij op.")
    before = content_of(project)
    begun = project / "begonnen"
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_CODEER, str(begun)],
        cwd=project,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=_listen_to_ctrl_c,  # a parent in the background may have switched it off
    )
    try:
        deadline = time.monotonic() + 30
        while not begun.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()

    assert process.returncode == 130
    assert b"Traceback" not in errors
    begun.unlink()
    assert content_of(project) == before


def test_a_report_needs_no_arrays_and_no_language_model(project: Path) -> None:
    run(["suggest", "--motor", "patronen"])
    code = (
        "import sys; from codeer.cli import run; run(['rapport']);"
        " print([name for name in ('numpy', 'spacy', 'sklearn', 'textual') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"
