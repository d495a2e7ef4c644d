"""The command line: parses, calls a workflow, shows what came back. Exit codes are decided here only.

0 fine · 1 expected error · 2 wrong use · 3 bug (with a log without interview text) · 130 Ctrl-C
"""

import sys
from io import TextIOWrapper

from codeer.errors import CodeerError, InvalidOption

_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> None:
    """Run codeer with the arguments of the process and exit."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run codeer and return the exit code."""
    from codeer.cli.app import app
    from codeer.cli.console import show_error
    from codeer.cli.dutch import UsageError, explain_usage

    _accept_any_text()
    try:
        code = int(app(arguments, prog_name="codeer", standalone_mode=False) or 0)
    except UsageError as error:
        show_error(explain_usage(error, arguments))
        return 2
    except InvalidOption as error:
        show_error(f"{error}\nUitleg en voorbeelden: codeer {arguments[0]} --help")
        return 2
    except CodeerError as error:
        show_error(str(error))
        return 1
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except BrokenPipeError:
        return 1
    except Exception as error:  # noqa: BLE001  (the one place that catches everything: a bug)
        from codeer.cli.bug_report import write_bug_report

        show_error(write_bug_report(error))
        return 3
    if code == _INTERRUPTED:  # Typer turns Ctrl-C into this code itself
        show_error("Onderbroken. De bestanden van de vorige keer zijn heel gebleven.")
    return code


def _accept_any_text() -> None:
    """Let a terminal or pipe with an old encoding show `?` instead of failing on a letter."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
