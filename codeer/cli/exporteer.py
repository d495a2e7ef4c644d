"""`codeer exporteer`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeer.cli.options import ProjectOption, StyleOption
from codeer.reports.tables import CsvStyle

if TYPE_CHECKING:
    from codeer.workflow.exporting import DataExportResult, ExportResult, QdaExportResult


def exporteer(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="BESTAND",
            help="Naam op .csv, .xlsx, .codeer, .qdpx, .qdc, .jsonl, .parquet, .sps of .conll.",
            show_default=False,
        ),
    ],
    coder: Annotated[
        str | None,
        typer.Option(
            "--codeur",
            metavar="NAAM",
            help="Alleen de besluiten van deze codeur; open rijen krijgen deze naam.",
            show_default="alle codeurs",
        ),
    ] = None,
    threshold: Annotated[
        str | None,
        typer.Option(
            "--drempel",
            metavar="GETAL",
            help="Suggesties met ten minste deze score (0 tot 1).",
            show_default="die van suggest",
        ),
    ] = None,
    with_decisions: Annotated[
        bool, typer.Option("--besluiten", help="Neem besluiten op in een .codeer-pakket.")
    ] = False,
    with_suggestions: Annotated[
        bool,
        typer.Option(
            "--met-suggesties",
            help="Neem suggesties op in een .qdpx-project, onder een eigen codeur.",
        ),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overschrijf", help="Vervang een bestand dat er al is.")
    ] = False,
    project: ProjectOption = Path(),
    style: StyleOption = CsvStyle.DUTCH,
) -> None:
    """Maak een tabel voor besluiten, een pakket voor een codeur of een project voor een programma.

    Een tabel (.csv, .xlsx) heeft een rij per suggestie en per besluit.

    Een pakket (.codeer) heeft de teksten en het codeboek, zonder suggesties of
    besluiten: voor een tweede codeur, die blind codeert.

    Een project (.qdpx) of codeboek (.qdc) is REFI-QDA, voor ATLAS.ti, MAXQDA,
    NVivo en andere.

    Als gegevens: .jsonl en .parquet (R, Python; een regel per besluit of suggestie),
    .sps (SPSS; een rij per respondent), .conll (een regel per woord).

    [bold]Voorbeelden[/bold]

      codeer exporteer besluiten.xlsx --codeur Anna
      codeer exporteer besluiten.csv --drempel 0,4
      codeer exporteer pakket.codeer
      codeer exporteer terug.codeer --besluiten --codeur Bram
      codeer exporteer onderzoek.qdpx
      codeer exporteer codeboek.qdc
      codeer exporteer codes.jsonl
    """
    from codeer.cli.options import parse_name, parse_share
    from codeer.project import Project
    from codeer.workflow.exporting import ExportSettings, QdaExportResult, export

    result = export(
        ExportSettings(
            project=Project(project),
            path=path,
            coder=parse_name("--codeur", coder),
            threshold=parse_share("--drempel", threshold) if threshold else None,
            csv_style=style,
            with_decisions=with_decisions,
            with_suggestions=with_suggestions,
            overwrite=overwrite,
        )
    )
    if isinstance(result, QdaExportResult):
        show_qda_export(result)
    else:
        show_export(result)


_ROWS = {
    ".jsonl": ("regel", "regels"),
    ".parquet": ("regel", "regels"),
    ".sps": ("respondent", "respondenten"),
    ".conll": ("woord of leesteken", "woorden en leestekens"),
}


def _show_data(result: "DataExportResult") -> None:
    from codeer.cli.console import count, show, show_note

    names = " en ".join(str(path) for path in result.files)
    show(f"{names}: {count(result.rows, *_ROWS[result.files[0].suffix.lower()])}")
    show("Wat waar staat: docs/gegevens.md")
    if result.has_text:
        show_note("Let op: hierin staat interviewtekst. Verstuur het versleuteld.")
    else:
        show_note("Hierin staat geen interviewtekst; wel respondentcodes en wat zij noemen.")


def show_export(result: "ExportResult | DataExportResult") -> None:
    """Show what was written and what comes next."""
    from codeer.cli.console import count, show, show_note
    from codeer.workflow.exporting import DataExportResult

    if isinstance(result, DataExportResult):
        _show_data(result)
        return
    name = result.path.name
    if not result.is_packet:
        rows = count(result.decided + result.undecided, "rij", "rijen")
        show(f"{result.path}: {rows}, {result.decided} beslist, {result.undecided} nog niet")
        show("Vul de kolom besluit in: aanvaard, verworpen of ingetrokken (leeg = nog niet).")
        show(f"Daarna: codeer importeer {name}")
        return
    transcripts = count(result.transcripts, "transcript", "transcripten")
    if result.has_decisions:
        decisions = count(result.decided, "besluit", "besluiten")
        marks = count(result.marks, "markering", "markeringen")
        show(f"{result.path}: {transcripts}, {decisions}, {marks}")
        show(f"In het andere project: codeer importeer {name}")
    else:
        show(f"{result.path}: {transcripts} en codeboek; geen suggesties, besluiten of codeurs")
        show(f"In een lege map: codeer importeer {name}, dan codeer beoordeel --alles --blind")
    show_note("Let op: dit pakket bevat de hele interviews. Verstuur het versleuteld.")


def show_qda_export(result: "QdaExportResult") -> None:
    """Show what another program gets, and what it does not."""
    from codeer.cli.console import count, show, show_note

    codes = count(result.codes, "code", "codes")
    if not result.transcripts:
        show(f"{result.path}: {codes}, met kleur, uitleg en subcodes")
        return
    parts = [
        count(result.transcripts, "transcript", "transcripten"),
        codes,
        f"{count(result.codings, 'codering', 'coderingen')} van "
        f"{count(result.coders, 'codeur', 'codeurs')}",
        count(result.notes, "memo", "memo's"),
    ]
    if result.suggestions:
        parts.append(count(result.suggestions, "suggestie", "suggesties"))
    show(f"{result.path}: {', '.join(parts)}")
    show("Elke codering staat in het bestand op dezelfde woorden als hier; dat is nagekeken.")
    if result.left_behind:
        left = count(result.left_behind, "codering staat", "coderingen staan")
        show_note(f"{left} in een eerdere tekst van een transcript en gaan niet mee.")
    for name in result.wide:
        show_note(
            f"{name}: er staan tekens in die NVivo voor Windows dubbel telt, zoals emoji; daar "
            "kunnen coderingen verschuiven. In andere programma's niet."
        )
    show_note("Let op: dit bestand bevat de hele interviews. Verstuur het versleuteld.")
