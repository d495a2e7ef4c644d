"""The Typer application: one file per command, named like the command."""

from typing import Annotated

import typer

from codeer import __version__
from codeer.cli.beoordeel import beoordeel
from codeer.cli.controleer import controleer
from codeer.cli.demo import demo
from codeer.cli.dutch import DutchCommand, DutchGroup
from codeer.cli.evalueer import evalueer
from codeer.cli.exporteer import exporteer
from codeer.cli.geschiedenis import geschiedenis
from codeer.cli.importeer import importeer
from codeer.cli.overeenstemming import overeenstemming
from codeer.cli.pseudonimiseer import pseudonimiseer
from codeer.cli.rapport import rapport
from codeer.cli.suggest import suggest
from codeer.cli.toon import toon
from codeer.cli.vergeet import vergeet

app = typer.Typer(
    name="codeer",
    cls=DutchGroup,
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode="rich",
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

    Alles gebeurt op deze computer; er wordt niets verstuurd.

    [bold]Beginnen:[/bold]  codeer demo
    [bold]Daarna:[/bold]    codeer suggest transcripten  en  codeer rapport
    """
    if show_version:
        typer.echo(f"codeer {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


for command in (
    suggest,
    beoordeel,
    exporteer,
    importeer,
    rapport,
    toon,
    overeenstemming,
    evalueer,
    geschiedenis,
    controleer,
    pseudonimiseer,
    vergeet,
    demo,
):
    app.command(cls=DutchCommand)(command)
