"""`codeer importeer`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeer.cli.options import ProjectOption

if TYPE_CHECKING:
    from codeer.workflow.importing import ImportResult
    from codeer.workflow.unpacking import MergeResult, UnpackResult


def importeer(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="BESTAND",
            help="Ingevulde .csv of .xlsx, een .codeer-pakket, of REFI-QDA: .qdpx of .qdc.",
            show_default=False,
        ),
    ],
    coder: Annotated[
        str | None,
        typer.Option(
            "--codeur",
            metavar="NAAM",
            help="De codeur van rijen en coderingen zonder codeur.",
            show_default=False,
        ),
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overschrijf",
            help="Vervang het codeboek door een .qdc; het oude blijft ernaast staan.",
        ),
    ] = False,
    project: ProjectOption = Path(),
) -> None:
    """Lees besluiten terug, een pakket van een andere codeur, of werk uit een ander programma.

    Elke rij wordt met de tekst vergeleken. Wat niet past wordt geweigerd, met rijnummer
    en reden; de andere rijen zijn dan bewaard. Twee keer inlezen verandert niets.

    Een .codeer-pakket of .qdpx wordt in een lege map een project; besluiten erin komen erbij.
    Wat uit een ander programma niet mee kan, staat in het verliesrapport.

    [bold]Voorbeelden[/bold]

      codeer importeer besluiten.xlsx
      codeer importeer besluiten.csv --codeur Anna
      codeer importeer pakket.codeer --project tweede-codeur
      codeer importeer atlas.qdpx --project nieuwe-map
      codeer importeer codeboek.qdc
    """
    from codeer.cli.options import parse_name
    from codeer.errors import OptionOutOfPlace
    from codeer.project import Project

    name = parse_name("--codeur", coder)
    suffix = path.suffix.lower()
    if name and suffix in (".codeer", ".qdc"):
        raise OptionOutOfPlace("--codeur", path.name, ("een .csv, .xlsx of .qdpx",))
    if overwrite and suffix != ".qdc":
        raise OptionOutOfPlace("--overschrijf", path.name, ("een .qdc",))
    refused = 0
    if suffix == ".qdpx":
        from codeer.cli.losses import show_project
        from codeer.workflow.qda_import import import_project

        refused = show_project(import_project(path, Project(project), name))
    elif suffix == ".qdc":
        from codeer.cli.losses import show_codebook
        from codeer.workflow.qda_codebook import import_codebook

        show_codebook(import_codebook(path, Project(project), overwrite=overwrite))
    elif suffix == ".codeer":
        from codeer.workflow.unpacking import unpack

        refused = show_packet(unpack(path, Project(project)))
    else:
        from codeer.workflow.importing import import_sheet

        refused = show_import(import_sheet(path, Project(project), name))
    if refused:
        raise typer.Exit(1)


def show_import(result: "ImportResult") -> int:
    """Show what became of the rows and return how many were refused."""
    from codeer.cli.console import count, show, show_error, show_note

    total = sum(result.recorded.values())
    show(
        f"{result.path}: {count(total, 'besluit', 'besluiten')} bewaard, {result.known} al bekend, "
        f"{result.undecided} nog niet beslist, {len(result.refused)} geweigerd"
    )
    for name, made in result.recorded.items():
        new = " (nieuwe codeur in dit project)" if name in result.new_coders else ""
        show(f"  {name}: {made}{new}")
    if result.changed:
        changed = "wijzigt" if result.changed == 1 else "wijzigen"
        show_note(f"{result.changed} daarvan {changed} een eerder besluit of memo van die codeur")
    if "aangenomen" in result.encoding:
        show_note(f"tekens gelezen als {result.encoding}; klopt dit niet, sla op als CSV UTF-8")
    if result.memos_without_decision:
        rows = ", ".join(map(str, result.memos_without_decision))
        show_note(f"memo zonder besluit, dus niet bewaard: rij {rows}")
    if result.refused:
        reasons = "\n".join(f"  {refusal}" for refusal in result.refused)
        kept = "De andere rijen zijn verwerkt." if total or result.known else "Niets bewaard."
        show_error(
            f"{count(len(result.refused), 'rij', 'rijen')} geweigerd.\n{reasons}\n{kept} Verbeter "
            "deze en lees het bestand opnieuw in; wat al bekend is, verandert niet."
        )
    return len(result.refused)


def show_packet(result: "UnpackResult") -> int:
    """Show what became of a packet and return how much was refused."""
    from codeer.cli.console import count, show

    transcripts = count(result.transcripts, "transcript", "transcripten")
    if result.is_new:
        show(f"Nieuw project in {result.folder.resolve()}: {transcripts} en codeboek")
        show("Coderen: codeer beoordeel --alles --blind")
    elif result.merge is None:
        show(f"Dit pakket is hier al ingelezen ({transcripts}); er is niets veranderd.")
    return _show_merge(result.merge) if result.merge else 0


def _show_merge(merge: "MergeResult") -> int:
    from codeer.cli.console import count, show, show_error, show_note

    decisions = count(merge.decisions, "besluit", "besluiten")
    marks = count(merge.marks, "markering", "markeringen")
    show(f"{decisions} en {marks} nieuw, {merge.known} al bekend, {merge.refused} geweigerd")
    for name, made in merge.coders.items():
        show(f"  {name}: {made}")
    if merge.on_old_texts:
        show_note(f"{merge.on_old_texts} daarvan bij een eerdere versie van een transcript")
    if merge.refused:
        reasons = [
            f"  {name}: deze tekst is hier niet of is veranderd ({number})"
            for name, number in merge.unknown_texts.items()
        ] + [
            f"  thema '{code}' staat hier niet in het codeboek ({number})"
            for code, number in merge.unknown_codes.items()
        ]
        listing = "\n".join(reasons)
        kept = "De andere zijn bewaard." if merge.decisions or merge.marks else "Niets bewaard."
        show_error(
            f"{count(merge.refused, 'besluit of markering', 'besluiten en markeringen')} geweigerd."
            f"\n{listing}\n{kept} Verwacht: een pakket van dit project, met dezelfde teksten en "
            "thema's."
        )
    return merge.refused
