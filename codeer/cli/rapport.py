"""`codeer rapport`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeer.cli.options import (
    ConsensusOption,
    CountedCoderOption,
    GroupsOption,
    OutputOption,
    ProjectOption,
    StyleOption,
    ThemesOption,
)
from codeer.reports.tables import CsvStyle

if TYPE_CHECKING:
    from codeer.reports.blocks import Table as ReportTable
    from codeer.reports.formats import Format
    from codeer.workflow.report import ReportResult

_NAMES = 17
"""Room for the names of themes."""


def rapport(
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--formaat",
            metavar="FORMAAT",
            help="csv, xlsx, docx, html, md, latex, json, svg, png of alle; mag vaker.",
            show_default="csv",
        ),
    ] = None,
    themes: ThemesOption = None,
    groups: GroupsOption = None,
    coder: CountedCoderOption = None,
    consensus: ConsensusOption = None,
    quotes: Annotated[
        int,
        typer.Option(
            "--citaten",
            metavar="N",
            min=0,
            help="Kies zoveel citaten per thema en groep, gespreid over respondenten.",
            show_default=False,
        ),
    ] = 0,
    tests: Annotated[
        bool,
        typer.Option(
            "--toetsen", help="Toets of groepen verschillen: per respondent, nooit per zin."
        ),
    ] = False,
    hide_small: Annotated[
        bool,
        typer.Option(
            "--onderdruk-kleine-cellen",
            help="Laat cellen van één of twee respondenten weg, en alles wat over hen alleen gaat.",
        ),
    ] = False,
    project: ProjectOption = Path(),
    output: OutputOption = None,
    style: StyleOption = CsvStyle.DUTCH,
) -> None:
    """Tel thema's per respondentgroep: tabellen, figuren en citaten voor een scriptie.

    Telt wat codeurs hebben besloten; zolang niemand iets besloot, de ongecontroleerde suggesties.
    Schrijft per formaat de bestanden van docs/uitvoer.md, en altijd verantwoording.md.

    [bold]Voorbeelden[/bold]

      codeer rapport
      codeer rapport --formaat docx --formaat xlsx --citaten 2
      codeer rapport --formaat html --groep jongere --groep ouder
      codeer rapport --codeur Anna --toetsen --uit tabellen
    """
    from codeer.cli.options import parse_name
    from codeer.errors import OptionOutOfPlace
    from codeer.project import Project
    from codeer.results.compute import Wishes
    from codeer.workflow.counting import Choice
    from codeer.workflow.report import ReportQuestion, report

    name = parse_name("--codeur", coder)
    if name and consensus:
        raise OptionOutOfPlace("--consensus", "--codeur", ("een van beide",))
    question = ReportQuestion(
        choice=Choice(name, consensus),
        themes=tuple(themes or ()),
        groups=tuple(groups or ()),
        wishes=Wishes(quotes, tests, hide_small),
        formats=_parse_formats(formats or ["csv"]),
        style=style,
    )
    show_report(report(Project(project), output, question))


def _parse_formats(given: list[str]) -> "tuple[Format, ...]":
    """Return the formats, also when they stand together: `docx,xlsx`."""
    from codeer.errors import InvalidOption
    from codeer.reports.formats import Format

    known = tuple(Format)
    chosen: list[Format] = []
    for word in (part.strip().casefold() for text in given for part in text.split(",")):
        if word != "alle" and word not in known:
            raise InvalidOption("--formaat", word, (*known, "alle"))
        chosen += known if word == "alle" else [Format(word)]
    return tuple(dict.fromkeys(chosen))


def show_report(result: "ReportResult") -> None:
    """Show the main table and where the files are."""
    from codeer.cli.console import out, show, show_files, show_note

    main = result.chapter.tables()[0]
    if result.chapter.warning:
        show_note("Let op: ongecontroleerde suggesties; geen mens heeft ze beoordeeld.")
    _show_table(main)
    out.print(f"Noot. {main.notes[0]}", markup=False)
    for note in main.notes[1:]:
        out.print(note, markup=False)
    content = result.content
    for group in content.groups:
        if group.expected is not None and group.expected != content.people(group):
            show(f"{group.heading}: {content.people(group)} van de {group.expected} verwacht")
    _show_waiting(result)
    show("Geschreven:")
    show_files(result.files)
    if result.older:
        show("Niet vernieuwd, nog van een eerder rapport:")
        show_files(result.older)
        if result.content.hides_small:
            show_note("Let op: die kunnen tonen wat nu is weggelaten; gooi ze weg of kies --uit.")


def _show_table(shown: "ReportTable") -> None:
    from textwrap import fill

    from rich import box
    from rich.table import Table
    from rich.text import Text

    from codeer.cli.console import out, show

    show(shown.title, "bold")
    first, *headings = shown.header
    split = [heading.rsplit(" (", 1) for heading in headings]
    tops = [f"{fill(name, 10, break_long_words=False)}\n({number}" for name, number in split]
    widths = [
        max(len(line) for line in (*top.split("\n"), *(row.cells[at].text for row in shown.rows)))
        for at, top in enumerate(tops)
    ]
    for columns in _fit(widths, out.width - _NAMES):
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=0)
        table.add_column(first, min_width=_NAMES)
        for at in columns:
            table.add_column(Text(tops[at]), justify="right", no_wrap=True)
        for row in shown.rows:
            name = f"{'  ' * row.level}{row.name}"
            table.add_row(Text(name), *(Text(row.cells[at].text) for at in columns))
        out.print(table)


def _fit(widths: list[int], room: int) -> list[list[int]]:
    """Divide columns over tables that fit the screen, each with at least one."""
    tables: list[list[int]] = [[]]
    used = 0
    for at, width in enumerate(widths):
        if tables[-1] and used + width + 1 > room:
            tables.append([])
            used = 0
        tables[-1].append(at)
        used += width + 1
    return tables


def _show_waiting(result: "ReportResult") -> None:
    """Show how many suggestions wait for a decision, apart from what is counted."""
    from codeer.cli.console import show
    from codeer.reports.account_tables import describe_waiting
    from codeer.reports.notation import capitalise

    checked = result.account.checked
    if not checked:
        return
    show(f"{capitalise(describe_waiting(checked))}; ze tellen niet mee.")
    width = max(len(theme.theme) for theme in checked)
    for theme in checked:
        if theme.waiting:
            show(f"  {theme.theme:<{width}}  {theme.waiting} van {theme.suggestions}")
