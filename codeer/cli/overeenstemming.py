"""`codeer overeenstemming`."""

from collections.abc import Iterable
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, Annotated

import typer

from codeer.cli.options import GroupsOption, OutputOption, ProjectOption, StyleOption, ThemesOption
from codeer.model import Unit
from codeer.reports.tables import CsvStyle

if TYPE_CHECKING:
    from rich.table import Table

    from codeer.reports.agreement_tables import AgreementContent, AgreementRow
    from codeer.workflow.agreement import AgreementResult


def overeenstemming(
    coders: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CODEUR",
            help="Twee of meer codeurs; codeer = de suggesties. Standaard: alle codeurs.",
            show_default=False,
        ),
    ] = None,
    unit: Annotated[
        Unit | None,
        typer.Option(
            "--eenheid", help="Waarover codeurs het eens zijn.", show_default="die van suggest"
        ),
    ] = None,
    codes: ThemesOption = None,
    groups: GroupsOption = None,
    everything_seen: Annotated[
        bool,
        typer.Option(
            "--alles-gezien",
            help="Een transcript waarin een codeur iets besloot, las hij of zij helemaal.",
        ),
    ] = False,
    project: ProjectOption = Path(),
    output: OutputOption = None,
    style: StyleOption = CsvStyle.DUTCH,
) -> None:
    """Bereken hoe ver codeurs het eens zijn, per thema en per groep.

    Percentage, F1, Cohens kappa, Krippendorffs alfa en Gwets AC1, elk met interval.
    Schrijft overeenstemming.csv, en verschillen.csv om samen te bespreken.

    [bold]Voorbeelden[/bold]

      codeer overeenstemming
      codeer overeenstemming Anna Bea --eenheid beurt
      codeer overeenstemming Anna codeer --groep jongere
    """
    from codeer.project import Project
    from codeer.workflow.agreement import AgreementQuestion, compare_coders

    question = AgreementQuestion(
        coders=tuple(coders or ()),
        unit=unit,
        codes=tuple(codes or ()),
        groups=tuple(groups or ()),
        everything_seen=everything_seen,
    )
    show_result(compare_coders(Project(project), question, output, style), is_chosen=bool(groups))


def show_result(result: "AgreementResult", *, is_chosen: bool) -> None:
    """Show the themes over all groups or in the chosen groups, then the groups, then the notes."""
    from codeer.cli.console import out, show, show_files, show_note
    from codeer.model import TOTAL_GROUP
    from codeer.reports.agreement_tables import TOTAL_THEME, agreement_notes, agreement_warnings

    content = result.content
    for warning in agreement_warnings(content):
        show_note(f"Let op: {warning}")
    *others, last = content.coders
    show(f"Overeenstemming tussen {', '.join(others)} en {last}, per {content.unit}", "bold")
    totals = [row for row in content.rows if row.theme == TOTAL_THEME]
    reasons: dict[str, str] = {}
    for total in totals:
        if not is_chosen and total.group != TOTAL_GROUP:
            continue
        rows = [row for row in content.rows if row.group == total.group]
        show()
        show("Alle groepen" if total.group == TOTAL_GROUP else f"Groep: {total.group_heading}")
        out.print(_counts(content, rows))
        named = [(row.heading, row) for row in rows]
        out.print(_coefficients(content, "Thema", named, reasons))
    if not is_chosen:
        show("Per groep, alle thema's samen")
        out.print(_coefficients(content, "Groep", [(r.group_heading, r) for r in totals], reasons))
    for reason, letter in reasons.items():
        show(f"{letter} {reason}")
    for note in agreement_notes(content):
        out.print(note, markup=False)
    different = len(content.differences)
    show(f"{different} {'verschil' if different == 1 else 'verschillen'} om te bespreken.")
    show("Geschreven:")
    show_files(result.files)


def _counts(content: "AgreementContent", rows: Iterable["AgreementRow"]) -> "Table":
    """Return who gave what: the 2x2 counts, or the number of units for more than two coders."""
    from textwrap import fill

    from rich.text import Text

    from codeer.reports.agreement_tables import measure_lines

    plural = "zinnen" if content.unit is Unit.SENTENCE else "beurten"
    headings = ["respon-\ndenten", f"{plural}\ngezien"]
    if len(content.coders) == 2:
        only = (f"alleen\n{fill(name, 10)}" for name in content.coders)
        headings += ["beide", *only, "geen"]
    else:
        headings += ["waarvan\ndoor allen"]
    table = _table("Thema", [*headings, "preva-\nlentie"])
    for row in rows:
        numbers = (row.respondents, row.units, *(row.counts or (row.complete,)))
        prevalence = "\n".join(measure_lines(row.measure("prevalentie")))
        table.add_row(*map(Text, (row.heading, *map(str, numbers), prevalence)))
    return table


def _coefficients(
    content: "AgreementContent",
    first: str,
    rows: Iterable[tuple[str, "AgreementRow"]],
    reasons: dict[str, str],
) -> "Table":
    """Return the coefficients with interval and word; a letter refers to a reason."""
    from rich.text import Text

    from codeer.reports.agreement_tables import measure_lines

    shown = {"percentage": "gelijk", "f1": "F1", "kappa": "kappa", "alfa": "alfa", "ac1": "AC1"}
    if len(content.coders) > 2:
        del shown["kappa"]
    table = _table(first, shown.values())
    for heading, row in rows:
        cells = [heading]
        for name in shown:
            cell = row.measure(name)
            if cell.reason:
                reasons.setdefault(cell.reason, f"({ascii_lowercase[len(reasons)]})")
            cells.append("\n".join(measure_lines(cell, reasons.get(cell.reason, ""))))
        table.add_row(*map(Text, cells))
    return table


def _table(first: str, headings: Iterable[str]) -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=0)
    table.add_column(first, min_width=15, overflow="fold")
    for heading in headings:
        table.add_column(Text(heading), justify="right", no_wrap=True)
    return table
