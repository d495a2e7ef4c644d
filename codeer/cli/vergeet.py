"""`codeer vergeet`."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeer.cli.options import ProjectOption

if TYPE_CHECKING:
    from codeer.workflow.forgetting import Forgetting


def vergeet(
    respondent: Annotated[
        str, typer.Argument(metavar="RESPONDENT", help="De code, zoals J01.", show_default=False)
    ],
    is_sure: Annotated[
        bool, typer.Option("--ja", help="Verwijder zonder om een bevestiging te vragen.")
    ] = False,
    with_left: Annotated[
        bool,
        typer.Option(
            "--ook-losse-bestanden",
            help="Verwijder ook andere bestanden in de projectmap met woorden van de respondent.",
        ),
    ] = False,
    project: ProjectOption = Path(),
) -> None:
    """Verwijder een respondent die de toestemming intrekt, voorgoed.

    Laat eerst zien wat er verdwijnt: tekst, suggesties, besluiten en memo's, het transcript zelf en
    de resultaten waarin de respondent staat. Sprak er nog een respondent in het gesprek, dan
    blijven diens woorden en besluiten staan.

    [bold]Voorbeelden[/bold]

      codeer vergeet J01
      codeer vergeet J01 --ook-losse-bestanden
      codeer vergeet "G01 Moeder" --project onderzoek
    """
    from codeer.cli.console import show, show_note
    from codeer.errors import ConfirmationNeeded, NotConfirmed
    from codeer.project import Project
    from codeer.workflow.forgetting import forget, plan_forgetting

    where = Project(project)
    _show_plan(plan_forgetting(where, respondent), with_left=with_left)
    if not is_sure:
        if not sys.stdin.isatty():
            raise ConfirmationNeeded(respondent)
        if _ask(f"Typ {respondent} om dit voorgoed te verwijderen: ") != respondent:
            raise NotConfirmed(respondent)
    result = forget(where, respondent, with_left=with_left)
    show(f"{respondent} is verwijderd.", "green")
    for rewrite in result.rewritten:
        if rewrite.new != rewrite.old:
            show_note(
                f"{rewrite.old.name} is vervangen door {rewrite.new.name}, met alleen de tekst. "
                f"Noemt uw onderzoek.yaml {rewrite.old.name}, pas dat dan aan."
            )
    if result.rewritten:
        show_note(
            "Het kopblok, de namen van sprekers en wat anderen in het gesprek zeggen zijn niet "
            "gewijzigd; lees ze na."
        )
    show_note(
        f"Memo's bij andere respondenten die {respondent} letterlijk aanhalen zijn leeggemaakt; "
        f"andere kunnen nog over {respondent} gaan. Lees ze na: codeer geschiedenis"
    )
    if result.transcripts:
        show("Daarna: codeer suggest en codeer rapport maken de resultaten opnieuw.")


def _show_plan(plan: "Forgetting", *, with_left: bool) -> None:
    """Show what goes and what the user has to remove without codeer."""
    from codeer.cli.console import count, show, show_note

    if plan.made_before:
        show_note(f"{plan.respondent} is al eerder verwijderd ({plan.made_before[:10]}).")
    coders = f", van {', '.join(plan.traces.coders)}" if plan.traces.coders else ""
    suggestions = count(plan.traces.suggestions, "suggestie", "suggesties")
    decisions = count(plan.traces.decisions, "besluit", "besluiten")
    show(f"Dit verdwijnt van {plan.respondent}: {suggestions}, {decisions}{coders}", "bold")
    _list("Transcripten, helemaal:", plan.removed)
    _list("Uit gesprekken met anderen, alleen de eigen beurten:", (r.old for r in plan.rewritten))
    _list("Resultaten, die opnieuw te maken zijn:", plan.outputs)
    for name in plan.missing:
        show_note(f"{name}: staat niet meer waar codeer het las; verwijder dit bestand zelf")
    if with_left:
        _list(
            f"Andere bestanden die bevatten of kunnen bevatten wat {plan.respondent} zei:",
            plan.left,
        )
    elif plan.left:
        for path in plan.left:
            show_note(f"{path}: bevat of kan bevatten wat {plan.respondent} zei; het blijft staan")
        show_note("Ook die bestanden verwijderen: geef --ook-losse-bestanden")
    show_note("Reservekopieën en bestanden buiten deze map ziet codeer niet; ruim die zelf op.")


def _list(heading: str, paths: Iterable[Path]) -> None:
    from codeer.cli.console import show, show_files

    found = tuple(paths)
    if found:
        show(heading)
        show_files(found)


def _ask(question: str) -> str:
    """Return what the user types; nothing when the input ends."""
    from codeer.cli.console import out

    try:
        return out.input(question, markup=False).strip()
    except EOFError:
        return ""
