"""Write down a bug so that it can be reported without showing anybody's interview.

The traceback has places in the code only: no values, and no message of the exception, because either
may hold interview text.
"""

import platform
import sys
import tempfile
import traceback
from pathlib import Path

from codeer import __version__


def write_bug_report(error: BaseException) -> str:
    """Write a log in the temporary folder and return the Dutch message that names it."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        f"codeer {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"commando: {sys.argv[1] if len(sys.argv) > 1 else ''}",
        *(f"  {Path(f.filename).name}:{f.lineno} in {f.name}" for f in frames),
        type(error).__name__,
    ]
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="codeer-fout-", suffix=".txt", delete=False
        ) as log:
            log.write("\n".join(lines) + "\n")
        place = f"Een verslag zonder interviewtekst staat in {log.name}"
    except OSError:
        place = "\n".join(lines)
    return (
        f"Dit is een fout in codeer zelf ({type(error).__name__}), niet in uw bestanden.\n{place}\n"
        "Meld het met dat verslag; uw gegevens zijn niet veranderd."
    )
