"""What `codeer importeer` shows after reading a file of another program."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codeer.refi.values import Finding
    from codeer.workflow.qda_codebook import CodebookImport
    from codeer.workflow.qda_import import QdaImport

_LISTED = 20
_DUTCH = {
    "AudioSelection": "selecties in geluid",
    "AudioSource": "geluid",
    "Case": "casussen",
    "Code": "codes",
    "CodeRef": "verwijzingen naar een code",
    "Coding": "coderingen",
    "Description": "omschrijvingen",
    "GUID": "identificaties",
    "Graph": "schema’s",
    "Link": "verbindingen",
    "Note": "memo’s",
    "NoteRef": "verwijzingen naar een memo",
    "PDFSelection": "selecties in pdf",
    "PDFSource": "pdf-bestanden",
    "PictureSelection": "selecties in beeld",
    "PictureSource": "afbeeldingen",
    "PlainTextSelection": "selecties",
    "SelectionRef": "verwijzingen naar een selectie",
    "Set": "sets",
    "SourceRef": "verwijzingen naar een tekst",
    "Suggestion": "suggesties",
    "TextSource": "teksten",
    "User": "codeurs",
    "VariableValue": "waarden van variabelen",
    "VideoSelection": "selecties in video",
    "VideoSource": "video",
}
"""What the standard calls things, in Dutch."""


def show_project(result: "QdaImport") -> int:
    """Show what became of a project and return how many codings were not kept."""
    from codeer.cli.console import count, show, show_files
    from codeer.errors import QdaEmpty

    program = f" uit {result.origin}" if result.origin else ""
    show(f"{result.path}: project '{result.name}'{program}")
    _show_losses(result.findings)
    if result.is_empty:
        raise QdaEmpty(result.path)
    if result.files:
        show("Geschreven:")
        show_files(result.files)
    codings = count(sum(result.coders.values()), "codering", "coderingen")
    show(f"{codings} bewaard als besluit, {result.known} al bekend")
    for name, number in result.coders.items():
        show(f"  {name}: {number}")
    if result.memos:
        show(f"{count(result.memos, 'memo', 'memo’s')} bewaard")
    if result.checked:
        show(f"Zelfcontrole: {result.checked} keer staan er dezelfde woorden als in het bestand")
    return sum(
        f.number for f in result.findings if f.outcome == "weggelaten" and f.what == "Coding"
    )


def show_codebook(result: "CodebookImport") -> None:
    """Show what became of a codebook."""
    from codeer.cli.console import count, show, show_files, show_note

    show(count(result.codes, "code", "codes") + " gelezen")
    _show_losses(result.findings)
    for difference in result.differences:
        names = ", ".join(difference.names[:_LISTED])
        more = len(difference.names) - _LISTED
        show(
            f"{difference.what} ({len(difference.names)}): {names}"
            + f" en {more} meer" * (more > 0)
        )
    if result.written:
        show("Geschreven:")
        show_files((result.written, *([result.kept] if result.kept else [])))
    elif result.kept:
        same = "" if result.differences else "; het zegt hetzelfde"
        show_note(f"{result.kept.name} is niet veranderd{same}. Vervangen: --overschrijf")


def _show_losses(findings: Iterable["Finding"]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from codeer.cli.console import out

    table = Table("uitkomst", "wat", "aantal", "reden", box=box.SIMPLE_HEAD, pad_edge=False)
    table.columns[2].justify = "right"
    for finding in findings:
        cells = (
            finding.outcome,
            _DUTCH.get(finding.what, finding.what),
            str(finding.number),
            finding.reason,
        )
        table.add_row(*map(Text, cells))
    if table.row_count:
        out.print(table)
