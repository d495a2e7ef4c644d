"""`codeer beoordeel`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from codeer.cli.options import ProjectOption
from codeer.review.queue import Order


def beoordeel(
    coder: Annotated[
        str | None,
        typer.Option(
            "--codeur",
            metavar="NAAM",
            help="Uw naam. codeer vraagt hem één keer.",
            show_default=False,
        ),
    ] = None,
    order: Annotated[
        Order,
        typer.Option(
            "--volgorde",
            help="score: de zekerste eerst; onzeker: eerst de scores rond 0,5.",
        ),
    ] = Order.TRANSCRIPT,
    codes: Annotated[
        list[str] | None,
        typer.Option("--thema", metavar="THEMA", help="Alleen dit thema; mag vaker."),
    ] = None,
    groups: Annotated[
        list[str] | None,
        typer.Option("--groep", metavar="GROEP", help="Alleen deze groep; mag vaker."),
    ] = None,
    transcripts: Annotated[
        list[str] | None,
        typer.Option("--transcript", metavar="NAAM", help="Alleen dit transcript; mag vaker."),
    ] = None,
    engines: Annotated[
        list[str] | None,
        typer.Option("--herkomst", metavar="MOTOR", help="Alleen suggesties van deze motor."),
    ] = None,
    threshold: Annotated[
        str | None,
        typer.Option(
            "--drempel", metavar="GETAL", help="Laagste score.", show_default="die van suggest"
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--alles", help="Loop alle tekst door, ook zonder suggestie.")
    ] = False,
    blind: Annotated[
        bool, typer.Option("--blind", help="Toon geen suggesties; zo wordt het ook bewaard.")
    ] = False,
    sample: Annotated[
        str | None,
        typer.Option(
            "--steekproef",
            metavar="PROCENT",
            help="Alleen een steekproef per groep, bijvoorbeeld 20%.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option("--startgetal", metavar="N", help="Startgetal van de steekproef.")
    ] = 1,
    project: ProjectOption = Path(),
) -> None:
    """Beslis over suggesties, antwoord voor antwoord, met enkele toetsen.

    Elke toets is meteen bewaard; stoppen kan altijd en ? toont alle toetsen.

    [bold]Voorbeelden[/bold]

      codeer beoordeel --codeur Anna
      codeer beoordeel --volgorde onzeker --thema vertrouwensband
      codeer beoordeel --blind --steekproef 20%
    """
    from codeer.cli.console import count, show
    from codeer.cli.options import parse_share
    from codeer.errors import NoTerminal
    from codeer.project import Project
    from codeer.review.queue import Selection
    from codeer.workflow.review import find_coder, open_review

    selection = Selection(
        order=order,
        codes=tuple(codes or ()),
        groups=tuple(groups or ()),
        transcripts=tuple(transcripts or ()),
        engines=tuple(engines or ()),
        threshold=None if threshold is None else parse_share("--drempel", threshold),
        everything=everything,
        blind=blind,
        share=1.0 if sample is None else _parse_percentage(sample),
        seed=seed,
    )
    if blind:
        _refuse_with_blind(codes, engines, threshold, order)
    where = Project(project)
    name = find_coder(where) if coder is None else coder.strip()
    if not _has_terminal():
        raise NoTerminal
    with open_review(where, name or _ask_name(), selection) as session:
        from codeer.review.terminal import run_review

        run_review(session)
        progress = session.progress(session.answers[0])
    answers = count(progress.total, "antwoord", "antwoorden")
    show(
        f"Bewaard als {session.coder}: {progress.done} van {answers} klaar. Tellen: codeer rapport"
    )


def _has_terminal() -> bool:
    """Tell whether there is one for the keys and the screen, which Textual draws on stderr."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def _ask_name() -> str:
    from codeer.errors import NoCoder

    try:
        name = input("Wie codeert er? Uw naam: ").strip()
    except EOFError:
        name = ""
    if not name:
        raise NoCoder
    return name


def _refuse_with_blind(
    codes: list[str] | None, engines: list[str] | None, threshold: str | None, order: Order
) -> None:
    """Refuse what chooses answers by their suggestions: it would tell which they are."""
    from codeer.errors import OptionOutOfPlace

    given = {
        "--thema": codes,
        "--herkomst": engines,
        "--drempel": threshold is not None,
        "--volgorde": order is not Order.TRANSCRIPT,
    }
    for option, is_given in given.items():
        if is_given:
            expected = ("--blind met --groep, --transcript of --steekproef",)
            raise OptionOutOfPlace(option, "--blind", expected)


def _parse_percentage(text: str) -> float:
    from codeer.errors import InvalidOption

    try:
        value = float(text.removesuffix("%").replace(",", ".")) / 100
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        raise InvalidOption("--steekproef", text, ("een percentage, zoals 20%",))
    return value
