"""The Typer application: one file per command, named like the command."""

from importlib import import_module
from typing import Annotated

import typer
from typer._click.core import Command, Context

from codeer import __version__
from codeer.cli.dutch import DutchCommand, DutchGroup

COMMANDS = {
    "suggest": "Stel per segment thema's voor, met score en reden.",
    "beoordeel": "Beslis over suggesties, antwoord voor antwoord, met enkele toetsen.",
    "exporteer": "Maak een tabel voor besluiten, een pakket voor een codeur of een project voor een programma.",
    "importeer": "Lees besluiten terug, een pakket van een andere codeur, of werk uit een ander programma.",
    "rapport": "Tel thema's per respondentgroep: tabellen, figuren en citaten voor een scriptie.",
    "toon": "Lees de fragmenten van een thema, met de vraag en de rest van het antwoord.",
    "overeenstemming": "Bereken hoe ver codeurs het eens zijn, per thema en per groep.",
    "evalueer": "Meet hoe goed de suggesties zijn, aan wat mensen besloten.",
    "geschiedenis": "Laat zien wie wat wanneer besloot, het oudste eerst.",
    "controleer": "Controleer codeboek, onderzoek en transcripten, zonder iets te schrijven.",
    "pseudonimiseer": "Vervang namen, plaatsen, datums en nummers in de transcripten, overal door hetzelfde.",
    "vergeet": "Verwijder een respondent die de toestemming intrekt, voorgoed.",
    "demo": "Draai suggest en rapport op de meegeleverde, verzonnen interviews.",
}
"""Command to what it does. `codeer NAAM` runs the function of that name in `codeer.cli.NAAM`."""


class Commands(DutchGroup):
    """The commands, each loaded when it runs: together their imports take longer than a report."""

    lines = COMMANDS

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:  # noqa: ARG002
        """Return a command by name."""
        if cmd_name not in COMMANDS:
            return None
        alone = typer.Typer(add_completion=False, rich_markup_mode="rich")
        module = import_module(f"codeer.cli.{cmd_name}")
        alone.command(cls=DutchCommand)(getattr(module, cmd_name))
        return typer.main.get_command(alone)


app = typer.Typer(
    name="codeer",
    cls=Commands,
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


@app.callback(invoke_without_command=True)
def codeer(
    context: typer.Context,
    show_version: Annotated[
        bool, typer.Option("--versie", help="Toon de versie.", is_eager=True)
    ] = False,
) -> None:
    """Codeer interviews: suggesties met redenen, en thema's geteld per respondentgroep.

    Alles gebeurt op deze computer; alleen als u daarom vraagt gaat er iets naar een andere.

    Begin met: codeer demo. Daarna: codeer suggest transcripten, en codeer rapport.
    """
    if show_version:
        typer.echo(f"codeer {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
