"""`codeer exporteer`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeer.cli.options import ProjectOption, StyleOption
from codeer.reports.tables import CsvStyle

if TYPE_CHECKING:
    from codeer.workflow.exporting import ExportResult


def exporteer(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="BESTAND", help="Naam op .csv, .xlsx of .codeer.", show_default=False
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
    overwrite: Annotated[
        bool, typer.Option("--overschrijf", help="Vervang een bestand dat er al is.")
    ] = False,
    project: ProjectOption = Path(),
    style: StyleOption = CsvStyle.DUTCH,
) -> None:
    """Maak een tabel voor besluiten, of een pakket voor een andere codeur.

    Een tabel (.csv, .xlsx) heeft een rij per suggestie en per besluit.

    Een pakket (.codeer) heeft de teksten en het codeboek, zonder suggesties of
    besluiten: voor een tweede codeur, die blind codeert.

    [bold]Voorbeelden[/bold]

      codeer exporteer besluiten.xlsx --codeur Anna
      codeer exporteer besluiten.csv --drempel 0,4
      codeer exporteer pakket.codeer
      codeer exporteer terug.codeer --besluiten --codeur Bram
    """
    from codeer.cli.options import parse_name, parse_share
    from codeer.project import Project
    from codeer.workflow.exporting import ExportSettings, export

    show_export(
        export(
            ExportSettings(
                project=Project(project),
                path=path,
                coder=parse_name("--codeur", coder),
                threshold=parse_share("--drempel", threshold) if threshold else None,
                csv_style=style,
                with_decisions=with_decisions,
                overwrite=overwrite,
            )
        )
    )


def show_export(result: "ExportResult") -> None:
    """Show what was written and what comes next."""
    from codeer.cli.console import count, show, show_note

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
