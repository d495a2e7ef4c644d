"""`codeer evalueer`."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeer.cli.options import (
    ConsensusOption,
    OutputOption,
    ProjectOption,
    StyleOption,
    ThemesOption,
)
from codeer.reports.tables import CsvStyle

if TYPE_CHECKING:
    from rich.table import Table

    from codeer.agreement import Coefficient
    from codeer.evaluation import Assessment
    from codeer.reports.evaluation_tables import EvaluationContent
    from codeer.workflow.evaluate import EvaluationResult


def evalueer(
    coder: Annotated[
        str | None,
        typer.Option(
            "--codeur",
            metavar="NAAM",
            help="Wiens besluiten de maat zijn. Standaard: de enige codeur.",
            show_default=False,
        ),
    ] = None,
    consensus: ConsensusOption = None,
    codes: ThemesOption = None,
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--besluiten",
            metavar="BESTAND",
            help="Vergelijk met de besluiten in deze .csv of .xlsx; er wordt niets ingelezen.",
            show_default=False,
        ),
    ] = None,
    everything_seen: Annotated[
        bool,
        typer.Option(
            "--alles-gezien",
            help="Een transcript waarin een codeur iets besloot, las hij of zij helemaal.",
        ),
    ] = False,
    mistakes: Annotated[
        int,
        typer.Option("--fouten", metavar="N", help="Missers en valse meldingen per thema."),
    ] = 25,
    seed: Annotated[
        int, typer.Option("--startgetal", metavar="N", help="Startgetal van de intervallen.")
    ] = 1,
    project: ProjectOption = Path(),
    output: OutputOption = None,
    style: StyleOption = CsvStyle.DUTCH,
) -> None:
    """Meet hoe goed de suggesties zijn, aan wat mensen besloten.

    Schrijft evaluatie.csv (precisie, recall, F1, AP, kappa en leeswerk per thema en groep, met
    interval), evaluatie_fouten.csv (de ergste fouten, met tekst) en betrouwbaarheid.csv.

    [bold]Voorbeelden[/bold]

      codeer evalueer
      codeer evalueer --codeur Anna --alles-gezien
      codeer evalueer --besluiten besluiten.csv --uit evaluatie
    """
    from codeer.cli.options import parse_name
    from codeer.errors import InvalidOption, OptionOutOfPlace
    from codeer.project import Project
    from codeer.workflow.evaluate import EvaluationQuestion, evaluate

    if coder and consensus:
        raise OptionOutOfPlace("--consensus", "--codeur", ("een van beide",))
    if mistakes < 1:
        raise InvalidOption("--fouten", str(mistakes), ("1 of meer",))
    question = EvaluationQuestion(
        coder=parse_name("--codeur", coder),
        consensus=consensus,
        codes=tuple(codes or ()),
        sheet=sheet,
        everything_seen=everything_seen,
        mistakes=mistakes,
        seed=seed,
    )
    result = evaluate(Project(project), question, output, style)
    show_result(result)
    if result.refused:
        raise typer.Exit(1)


def show_result(result: "EvaluationResult") -> None:
    """Show the themes per answer and per sentence, the groups, the scores, mistakes and verdicts."""
    from codeer.cli.console import count, out, show, show_error, show_files, show_note
    from codeer.reports.evaluation_tables import evaluation_notes, evaluation_warnings

    content = result.content
    for warning in evaluation_warnings(content):
        show_note(f"Let op: {warning}")
    show(f"Suggesties tegen {content.judge}", "bold")
    reasons: dict[str, str] = {}
    for level in content.levels:
        show(f"\nPer {level}, alle groepen")
        out.print(_metrics(content, content.find(level), reasons))
    show("F1 per antwoord en groep")
    out.print(_groups(content))
    show("Zegt de score wat hij belooft? Alle thema's samen")
    out.print(_reliability(content, reasons))
    for reason, letter in reasons.items():
        show(f"({letter}) {reason}")
    for note in evaluation_notes(content):
        out.print(note, markup=False)
    _show_mistakes(content)
    show("\nOordeel per thema", "bold")
    out.print(_verdicts(content))
    if result.refused:
        listing = "\n".join(f"  {refusal}" for refusal in result.refused)
        rows = count(len(result.refused), "rij", "rijen")
        show_error(f"{rows} van de besluiten past niet en telt niet mee.\n{listing}")
    show("Geschreven:")
    show_files(result.files)


def _metrics(
    content: "EvaluationContent", assessments: "Iterable[Assessment]", reasons: dict[str, str]
) -> "Table":
    """Return all figures at one level, with how many units were coded below the theme."""
    from codeer.evaluation import Metric
    from codeer.reports.evaluation_tables import theme_heading

    headings = dict(
        zip(Metric, ("precisie", "recall", "F1", "AP", "kappa", "leeswerk"), strict=True)
    )
    table = _table("Thema (gecodeerd)", headings.values())
    for row in assessments:
        heading = f"{theme_heading(content, row.theme)} ({row.coded})"
        found = [row.metrics.get(metric) for metric in headings]
        _add(table, heading, ["" if f is None else "\n".join(_lines(f, reasons)) for f in found])
    return table


def _groups(content: "EvaluationContent") -> "Table":
    """Return F1 per answer of every theme in every group; the files have the rest."""
    from textwrap import fill

    from codeer.evaluation import TOGETHER, Level, Metric
    from codeer.reports.evaluation_tables import coefficient_lines, theme_heading

    columns = [content.find(Level.ANSWER, group.name) for group in content.groups]
    people = [max((a.respondents for a in column), default=0) for column in columns]
    headings = [
        f"{fill(group.heading[:1].upper() + group.heading[1:], 13)}\n(N = {number})"
        for group, number in zip(content.groups, people, strict=True)
    ]
    table = _table("Thema", headings)
    for row in zip(*columns, strict=True):
        if row[0].theme != TOGETHER:
            values = [a.metrics[Metric.F1] for a in row]
            cells = ["–" if f.value is None else coefficient_lines(f)[0] for f in values]
            _add(table, theme_heading(content, row[0].theme), cells)
    return table


def _reliability(content: "EvaluationContent", reasons: dict[str, str]) -> "Table":
    """Return what scores said of answers and how often that was right."""
    from codeer.agreement import Coefficient
    from codeer.evaluation import TOGETHER, Level
    from codeer.reports.evaluation_tables import band_heading, coefficient_lines

    table = _table("Score", ["gemiddeld", "klopte", "antwoorden x thema"])
    for row in content.reliability:
        if (row.theme, row.level) == (TOGETHER, Level.ANSWER):
            band = row.band
            (said,) = coefficient_lines(Coefficient(band.said))
            right, more = _lines(band.right, reasons, is_share=True)
            right += f" {more}" if more.startswith("(") else f" ({more})"
            _add(table, band_heading(band), [said, right, str(band.units)])
    return table


def _table(first: str, headings: Iterable[str]) -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=0)
    table.add_column(first, min_width=15, max_width=22)
    for heading in headings:
        table.add_column(Text(heading), justify="right", no_wrap=True)
    return table


def _add(table: "Table", first: str, cells: Iterable[str]) -> None:
    from rich.text import Text

    table.add_row(*map(Text, (first, *cells)))


def _lines(
    found: "Coefficient", reasons: dict[str, str], *, is_share: bool = False
) -> tuple[str, ...]:
    """Return value and interval; a letter refers to the reason why one is not there."""
    from codeer.reports.evaluation_tables import coefficient_lines, reason_text

    lines = coefficient_lines(found, is_share=is_share)
    reason = reason_text(found)
    if not reason:
        return lines
    letter = reasons.setdefault(reason, "abcdefghijklmnop"[len(reasons)])
    return *lines, f"({letter})"


def _show_mistakes(content: "EvaluationContent") -> None:
    """Show the worst mistakes of some themes; the file has the rest."""
    from textwrap import fill, shorten

    from codeer.agreement import Coefficient
    from codeer.cli.console import show
    from codeer.reports.evaluation_tables import coefficient_lines, pick_examples
    from codeer.usefulness import MistakeKind

    titles = {
        MistakeKind.MISSED: "Ergste missers: wel gecodeerd, niet getoond",
        MistakeKind.FALSE_ALARM: "Ergste valse meldingen: wel getoond, niet gecodeerd",
    }
    for kind, title in titles.items():
        found = pick_examples(content, kind)
        if found:
            show(f"\n{title}")
        for unit in found:
            (score,) = coefficient_lines(Coefficient(unit.score))
            show(f"  {unit.code}, {unit.transcript}, score {score}")
            said = shorten(unit.text, 140, placeholder=" …")
            show(fill(said, 76, initial_indent="    ", subsequent_indent="    "))


def _verdicts(content: "EvaluationContent") -> "Table":
    """Return per theme the verdict with the figures that decided it."""
    from codeer.reports.evaluation_tables import theme_heading

    table = _table("Thema", [])
    table.add_column("Oordeel per antwoord")
    for judgement in content.judgements:
        verdict = f"{judgement.usefulness}\n{judgement.reason}"
        _add(table, theme_heading(content, judgement.theme), [verdict])
    return table
