"""The command line: parses, calls a workflow, shows what came back. Exit codes are decided here only.

0 fine · 1 expected error · 2 wrong use · 3 bug (with a log without interview text) · 130 Ctrl-C
"""

import errno
import gc
import signal
import sys
from io import TextIOWrapper

_INTERRUPTED = 130
_OBJECTS = 300_000
"""So many new objects before Python looks for circles; codeer makes few, and looking is slow."""


def main(arguments: list[str] | None = None) -> None:
    """Run codeer with the arguments of the process and exit."""
    _leave_nothing_behind()
    code = run(sys.argv[1:] if arguments is None else arguments)
    gc.freeze()  # else Python looks for circles in all that is left, only to end
    sys.exit(code)


def _leave_nothing_behind() -> None:
    """Let every request to stop end as Ctrl-C does, and no crash write the memory to disk."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has one of them
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _stop)
    try:
        import resource
    except ImportError:  # Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def _stop(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)  # the number of a process that was stopped this way


def run(arguments: list[str]) -> int:
    """Run codeer and return the exit code."""
    gc.set_threshold(_OBJECTS)
    from codeer.cli.app import app

    _accept_any_text()
    try:
        code = int(app(arguments, prog_name="codeer", standalone_mode=False) or 0)
        sys.stdout.flush()  # so that a full disk behind `>` is not found after the end
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except BrokenPipeError:
        return 1
    except Exception as error:  # noqa: BLE001  (the one place that catches everything)
        message, code = _explain(error, arguments)
        _show(message)
        return code
    if code == _INTERRUPTED:  # Typer turns Ctrl-C into this code itself
        _show("Onderbroken. De bestanden van de vorige keer zijn heel gebleven.")
    return code


def _explain(error: Exception, arguments: list[str]) -> tuple[str, int]:
    """Return what went wrong and the exit code."""
    from codeer.cli.dutch import UsageError, explain_usage
    from codeer.errors import CodeerError, InvalidOption, OutputRefused, describe_cause

    if isinstance(error, UsageError):
        return explain_usage(error, arguments), 2
    if isinstance(error, InvalidOption):
        return f"{error}\nUitleg en voorbeelden: codeer {arguments[0]} --help", 2
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        sys.stdout = None  # what is left in it cannot be written at the end either
        return str(OutputRefused(describe_cause(error))), 1
    if isinstance(error, CodeerError):
        return str(error), 1
    from codeer.cli.bug_report import write_bug_report

    return write_bug_report(error), 3


def _show(message: str) -> None:
    from codeer.cli.console import show_error

    show_error(message)


def _accept_any_text() -> None:
    """Let a terminal or pipe with an old encoding show `?` instead of failing on a letter."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
