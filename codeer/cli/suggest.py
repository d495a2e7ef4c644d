"""`codeer suggest`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeer.cli.options import (
    CodebookOption,
    EncodingOption,
    ModelOption,
    OutputOption,
    ProjectOption,
    Sources,
    StudyOption,
    StyleOption,
    UnitOption,
)
from codeer.reports.tables import CsvStyle
from codeer.suggest.aim import Aim

if TYPE_CHECKING:
    from codeer.workflow.moving import Moved
    from codeer.workflow.suggest import SuggestResult


def suggest(
    sources: Sources = None,
    codebook: CodebookOption = None,
    study: StudyOption = None,
    project: ProjectOption = Path(),
    output: OutputOption = None,
    threshold: Annotated[
        str | None,
        typer.Option(
            "--drempel",
            metavar="GETAL",
            help="Laat suggesties met ten minste deze score zien (0 tot 1).",
            show_default="past bij --doel",
        ),
    ] = None,
    engines: Annotated[
        str | None,
        typer.Option(
            "--motor",
            metavar="NAMEN",
            help="Welke motoren, met komma's: patronen,gelijkenis,geleerd; en llm, zie docs.",
            show_default="de eerste drie",
        ),
    ] = None,
    aim: Annotated[
        Aim,
        typer.Option(
            "--doel",
            help="vinden: bijna alles, met meer ruis; zeker: weinig, maar meestal goed.",
        ),
    ] = Aim.BALANCE,
    model: ModelOption = None,
    unit: UnitOption = None,
    style: StyleOption = CsvStyle.DUTCH,
    encoding: EncodingOption = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--werkers",
            metavar="N",
            help="Aantal processen.",
            show_default="kiest codeer zelf",
        ),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine",
            metavar="NAAM",
            help="Waar gerekend wordt: lokaal, of dask (een cluster; zie docs/cluster.md).",
            show_default="lokaal",
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADRES",
            help="Adres van het Dask-cluster, zoals tls://computer:8786.",
            show_default=False,
        ),
    ] = None,
    skip: Annotated[
        bool,
        typer.Option("--sla-over", help="Sla onleesbare transcripten over en meld welke."),
    ] = False,
) -> None:
    """Stel per segment thema's voor, met score en reden.

    Leest de transcripten, zoekt de patronen van het codeboek, leert van de voorbeeldbank en van
    besluiten, en schrijft output/suggesties.csv.
    Interviewers worden niet gecodeerd. Mensen beslissen; dit zijn voorstellen.

    [bold]Voorbeelden[/bold]

      codeer suggest
      codeer suggest transcripten --codeboek codeboeken/jim.yaml
      codeer suggest J01.docx P12.txt --drempel 0,6 --uit proef
      codeer suggest --engine dask --scheduler tls://rekenserver:8786
    """
    from codeer.cli.console import progress_bar, show_note
    from codeer.cli.options import parse_share
    from codeer.errors import InvalidOption
    from codeer.project import Project
    from codeer.workflow.suggest import SuggestSettings
    from codeer.workflow.suggest import suggest as make_suggestions

    if workers is not None and workers < 1:
        raise InvalidOption("--werkers", str(workers), ("1 of meer",))
    if engine not in (None, "lokaal", "dask"):
        raise InvalidOption("--engine", engine, ("lokaal", "dask"))
    if (engine == "dask") != (scheduler is not None):
        raise InvalidOption(
            "--scheduler", scheduler or "niets", ("een adres, samen met --engine dask",)
        )
    settings = SuggestSettings(
        project=Project(project),
        sources=tuple(sources or ()),
        codebook=codebook,
        study=study,
        output=output,
        threshold=parse_share("--drempel", threshold) if threshold else None,
        engines=_parse_engines(engines),
        aim=aim,
        warn=show_note,
        model=model,
        unit=unit,
        csv_style=style,
        encoding=encoding,
        workers=workers,
        scheduler=scheduler,
        skip_unreadable=skip,
    )
    with progress_bar() as progress:
        result = make_suggestions(settings, progress)
    show_result(result)


def _parse_engines(text: str | None) -> tuple[str, ...]:
    from codeer.errors import InvalidOption
    from codeer.workflow.engine_request import ENGINES, LLM

    names = tuple(name.strip() for name in text.split(",")) if text else ENGINES
    for name in names:
        if name not in (*ENGINES, LLM):
            raise InvalidOption("--motor", name, (*ENGINES, LLM))
    return names


def show_result(result: "SuggestResult") -> None:
    """Show the closing summary."""
    from codeer.cli.console import count, show, show_files, show_note
    from codeer.reports.notation import write_whole

    if result.remark:
        show_note(result.remark)
    for said in result.engine_remarks:
        show_note(said)
    for transcript in result.transcripts:
        for remark in transcript.remarks:
            show_note(f"{transcript.name}: {remark}")
        if "aangenomen" in transcript.encoding:
            show_note(
                f"{transcript.name}: codering {transcript.encoding}; klopt dit niet? --codering"
            )
    for path in result.passed_over:
        show_note(f"{path}: geen transcript, niet gelezen")
    for name in result.gone:
        show_note(f"{name}: zat in de vorige run, nu niet opgegeven en niet meegenomen")
    for name, reason in result.skipped.items():
        show_note(f"overgeslagen: {name}: {reason}")
    for change in result.moved:
        show_note(_describe_move(change))
    people = {r.id for transcript in result.transcripts for r in transcript.respondents}
    segments = sum(transcript.segments for transcript in result.transcripts)
    words = sum(transcript.words for transcript in result.transcripts)
    total = sum(result.counts.values())
    show(
        f"{count(len(result.transcripts), 'transcript', 'transcripten')}, "
        f"{count(len(people), 'respondent', 'respondenten')}, "
        f"{count(segments, 'segment', 'segmenten')} ({result.study.unit}), "
        f"{count(words, 'woord', 'woorden')}"
    )
    show(f"taalmodel: {result.pipeline}")
    threshold = f"{result.threshold:g}".replace(".", ",")
    show(
        f"{count(total, 'suggestie', 'suggesties')} met score {threshold} of hoger "
        f"({write_whole(result.below)} lager, bewaard):"
    )
    width = max(len(code.name) for code in result.codebook.codes)
    for code in result.codebook.codes:
        show(f"  {code.name:<{width}}  {result.counts[code.id]:>5}")
    show_files(result.files)
    show("Dit zijn ongecontroleerde voorstellen. Tellen per groep: codeer rapport")


def _describe_move(change: "Moved") -> str:
    """Return what happened to the decisions on a transcript that was corrected."""
    from codeer.cli.console import count

    text = (
        f"{change.transcript}: tekst gewijzigd; "
        f"{count(change.moved, 'besluit', 'besluiten')} verplaatst"
    )
    if not change.stale:
        return text
    look = "vraagt" if change.stale == 1 else "vragen"
    return f"{text}, {change.stale} {look} om een nieuwe blik: codeer beoordeel"
