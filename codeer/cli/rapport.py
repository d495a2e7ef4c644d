"""`codeer rapport`."""

from pathlib import Path
from typing import TYPE_CHECKING

from codeer.cli.options import OutputOption, ProjectOption, StyleOption
from codeer.reports.tables import CsvStyle

if TYPE_CHECKING:
    from codeer.workflow.report import ReportResult


def rapport(
    project: ProjectOption = Path(),
    output: OutputOption = None,
    style: StyleOption = CsvStyle.DUTCH,
) -> None:
    """Tel thema's per respondentgroep, voor een tabel in een scriptie.

    Werkt met wat codeer suggest heeft bewaard en schrijft themafrequenties.csv,
    themafrequenties_breed.csv, fragmenten.csv en verantwoording.md.

    [bold]Voorbeelden[/bold]

      codeer rapport
      codeer rapport --csv-stijl internationaal --uit tabellen
    """
    from codeer.project import Project
    from codeer.workflow.report import report

    show_report(report(Project(project), output, style))


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
        heading = Text(f"{fill(name, 13)}\n({number}")
        table.add_column(heading, justify="right", no_wrap=True)
    for row in wide_rows(content):
        table.add_row(*map(Text, row))
    out.print(table)
    for note in wide_notes(content):
        out.print(note, markup=False)
    for group in content.groups:
        if group.expected is not None and group.expected != content.people(group):
            show(f"{group.heading}: {content.people(group)} van de {group.expected} verwacht")
    show("Geschreven:")
    show_files(result.files)
