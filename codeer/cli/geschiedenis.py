"""`codeer geschiedenis`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeer.cli.options import ProjectOption, StyleOption
from codeer.reports.tables import CsvStyle

if TYPE_CHECKING:
    from codeer.reports.history_table import HistoryRow


def geschiedenis(
    respondent: Annotated[
        str | None,
        typer.Option(
            "--respondent", metavar="CODE", help="Alleen deze respondent.", show_default=False
        ),
    ] = None,
    code: Annotated[
        str | None,
        typer.Option("--thema", metavar="ID", help="Alleen dit thema.", show_default=False),
    ] = None,
    coder: Annotated[
        str | None,
        typer.Option("--codeur", metavar="NAAM", help="Alleen deze codeur.", show_default=False),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--csv",
            metavar="PAD",
            help="Schrijf de geschiedenis als CSV in plaats van op het scherm.",
            show_default=False,
        ),
    ] = None,
    style: StyleOption = CsvStyle.DUTCH,
    project: ProjectOption = Path(),
) -> None:
    """Laat zien wie wat wanneer besloot, het oudste eerst.

    Uit het logboek waarin niets wordt gewijzigd of gewist: ook wat is teruggenomen en wat na een
    correctie van een transcript is verplaatst.

    [bold]Voorbeelden[/bold]

      codeer geschiedenis
      codeer geschiedenis --respondent J01 --thema band
      codeer geschiedenis --codeur Anna --csv geschiedenis.csv
    """
    from codeer.cli.console import count, show, show_files
    from codeer.cli.options import parse_name
    from codeer.project import Project
    from codeer.workflow.history import HistoryFilter, read_history, write_history

    wanted = HistoryFilter(
        parse_name("--respondent", respondent),
        parse_name("--thema", code),
        parse_name("--codeur", coder),
    )
    rows = read_history(Project(project), wanted)
    if file is None and rows:
        _show_rows(rows)
    show(f"{count(len(rows), 'besluit', 'besluiten')}. Tijden in UTC.")
    if file is not None:
        show("Geschreven:")
        show_files((write_history(file, rows, style),))


def _show_rows(rows: Sequence["HistoryRow"]) -> None:
    """Show the decisions as a table that fits 80 columns; what belongs together stands stacked."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from codeer.cli.console import out
    from codeer.reports.history_table import UNDONE

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for heading, width in (
        ("Tijd", 10),
        ("Codeur", 10),
        ("Transcript\nrespondent, plaats", 18),
        ("Thema\nbesluit", 17),
    ):
        table.add_column(heading, width=width, overflow="fold")
    table.add_column("Memo", overflow="fold")
    for row in rows:
        date, _, time = row.made.partition("T")
        version = "" if row.is_current else "\n(eerdere tekst)"
        who = f"{row.respondent}, " if row.respondent else ""
        cells = (
            f"{date}\n{time[:5]}",
            row.coder,
            f"{row.transcript}\n{who}{row.start}-{row.end}{version}",
            f"{row.code}\n{row.word}" + (f"\n({UNDONE})" if row.kind == UNDONE else ""),
            row.memo,
        )
        table.add_row(*map(Text, cells))
    out.print(table)
