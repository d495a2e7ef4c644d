"""`codeer rapport`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeer.cli.options import OutputOption, ProjectOption, StyleOption
from codeer.model import Consensus
from codeer.reports.tables import CsvStyle

if TYPE_CHECKING:
    from codeer.workflow.report import ReportResult


def rapport(
    coder: Annotated[
        str | None,
        typer.Option(
            "--codeur",
            metavar="NAAM",
            help="Tel de besluiten van deze codeur.",
            show_default="de enige, of anders de meerderheid",
        ),
    ] = None,
    consensus: Annotated[
        Consensus | None,
        typer.Option(
            "--consensus",
            help="Tel de codeurs samen: zoveel van wie de beurt zag, gaven het thema.",
            show_default=False,
        ),
    ] = None,
    project: ProjectOption = Path(),
    output: OutputOption = None,
    style: StyleOption = CsvStyle.DUTCH,
) -> None:
    """Tel thema's per respondentgroep, voor een tabel in een scriptie.

    Telt wat codeurs hebben besloten; zolang niemand iets besloot, de ongecontroleerde suggesties.
    Schrijft themafrequenties.csv, themafrequenties_breed.csv, fragmenten.csv en verantwoording.md.

    [bold]Voorbeelden[/bold]

      codeer rapport
      codeer rapport --codeur Anna
      codeer rapport --consensus alle --uit tabellen
    """
    from codeer.cli.options import parse_name
    from codeer.errors import OptionOutOfPlace
    from codeer.project import Project
    from codeer.workflow.report import Choice, report

    name = parse_name("--codeur", coder)
    if name and consensus:
        raise OptionOutOfPlace("--consensus", "--codeur", ("een van beide",))
    show_report(report(Project(project), output, style, Choice(name, consensus)))


def show_report(result: "ReportResult") -> None:
    """Show the wide table and where the files are."""
    from textwrap import fill

    from rich import box
    from rich.table import Table
    from rich.text import Text

    from codeer.cli.console import out, show, show_files, show_note
    from codeer.reports.tables import wide_heading, wide_notes, wide_rows

    content = result.content
    if not result.is_checked:
        show_note("Let op: ongecontroleerde suggesties; geen mens heeft ze beoordeeld.")
    show("Thema's naar respondentgroep: aantal respondenten dat het thema noemt, n (%)", "bold")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=0)
    table.add_column("Thema", min_width=17)
    for group in content.groups:
        name, number = wide_heading(content, group).rsplit(" (", 1)
        heading = Text(f"{fill(name, 10, break_long_words=False)}\n({number}")
        table.add_column(heading, justify="right", no_wrap=True)
    for row in wide_rows(content):
        table.add_row(*map(Text, row))
    out.print(table)
    for note in wide_notes(content):
        out.print(note, markup=False)
    for group in content.groups:
        if group.expected is not None and group.expected != content.people(group):
            show(f"{group.heading}: {content.people(group)} van de {group.expected} verwacht")
    _show_pending(result)
    show("Geschreven:")
    show_files(result.files)


def _show_pending(result: "ReportResult") -> None:
    """Show how many suggestions wait for a decision, apart from what is counted."""
    from codeer.cli.console import show
    from codeer.reports.account import describe_pending

    if not result.pending:
        return
    said = describe_pending(result.pending)
    show(f"{said[:1].upper()}{said[1:]}; ze tellen niet mee.")
    width = max(len(theme.theme) for theme in result.pending)
    for theme in result.pending:
        if theme.waiting:
            show(f"  {theme.theme:<{width}}  {theme.waiting} van {theme.total}")
