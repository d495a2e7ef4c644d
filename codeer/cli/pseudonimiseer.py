"""`codeer pseudonimiseer`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeer.cli.options import (
    EncodingOption,
    ModelOption,
    ProjectOption,
    Sources,
    StudyOption,
    StyleOption,
)
from codeer.pseudonyms.proposing import Style
from codeer.reports.tables import CsvStyle

if TYPE_CHECKING:
    from codeer.workflow.pseudonym_plan import Plan
    from codeer.workflow.pseudonymise import Outcome

_CONFIRMATION = "vervang"


def pseudonimiseer(
    sources: Sources = None,
    key: Annotated[
        Path | None,
        typer.Option(
            "--sleutel",
            metavar="PAD",
            help="Het sleutelbestand (.json) buiten de projectmap: welke naam werd wat.",
            show_default=False,
        ),
    ] = None,
    proposal: Annotated[
        Path | None,
        typer.Option(
            "--voorstel",
            metavar="PAD",
            help="Schrijf alleen de lijst met voorstellen (.csv), om in Excel te bewerken.",
            show_default=False,
        ),
    ] = None,
    with_sentences: Annotated[
        bool, typer.Option("--met-zinnen", help="Zet bij --voorstel per naam ook een vindplaats.")
    ] = False,
    edited: Annotated[
        Path | None,
        typer.Option(
            "--lijst",
            metavar="PAD",
            help="Vervang volgens een bewerkte lijst (.csv of .xlsx).",
            show_default=False,
        ),
    ] = None,
    take_all: Annotated[
        bool, typer.Option("--alles", help="Neem alle zekere voorstellen over, zonder te vragen.")
    ] = False,
    certainty: Annotated[
        str,
        typer.Option("--zekerheid", metavar="GETAL", help="Wat zeker is voor --alles (0 tot 1)."),
    ] = "0,8",
    style: Annotated[
        Style | None,
        typer.Option(
            "--stijl",
            help="nummers: [NAAM-1]; namen: verzonnen voornamen.",
            show_default="nummers, of zoals in de sleutel",
        ),
    ] = None,
    names: Annotated[
        Path | None,
        typer.Option(
            "--namen",
            metavar="PAD",
            help="Eigen lijst: een naam per regel, varianten na komma's.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--uit",
            metavar="MAP",
            help="Map voor de nieuwe transcripten.",
            show_default="PROJECT/transcripten_pseudoniem",
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overschrijf", help="Overschrijf een eerdere uitkomst in die map.")
    ] = False,
    in_place: Annotated[
        bool, typer.Option("--vervang", help="Vervang de transcripten zelf, na een bevestiging.")
    ] = False,
    wipe: Annotated[
        bool,
        typer.Option(
            "--wis-origineel",
            help="Wis de oorspronkelijke tekst uit bestanden, database en resultaten, na een "
            "bevestiging. Besluiten verhuizen mee.",
        ),
    ] = False,
    is_sure: Annotated[
        bool, typer.Option("--ja", help="Geen bevestiging vragen bij --vervang of --wis-origineel.")
    ] = False,
    with_deduce: Annotated[
        bool,
        typer.Option("--met-deduce", help="Laat ook deduce zoeken (pip install 'codeer[deduce]')."),
    ] = False,
    study: StudyOption = None,
    project: ProjectOption = Path(),
    model: ModelOption = None,
    csv_style: StyleOption = CsvStyle.DUTCH,
    encoding: EncodingOption = None,
) -> None:
    """Vervang namen, plaatsen, datums en nummers in de transcripten, overal door hetzelfde.

    Vraagt per naam wat ermee moet en schrijft nieuwe transcripten in transcripten_pseudoniem/.
    De codeer suggest daarna verhuist alle besluiten mee. Rolwoorden zoals oma en voogd blijven.
    Wie wie is staat alleen in het sleutelbestand, dat u buiten het project bewaart.

    [bold]Voorbeelden[/bold]

      codeer pseudonimiseer --sleutel /veilig/sleutel.json
      codeer pseudonimiseer --voorstel /veilig/namen.csv
      codeer pseudonimiseer --lijst /veilig/namen.csv --sleutel /veilig/sleutel.json
      codeer pseudonimiseer --alles --sleutel /veilig/sleutel.json --wis-origineel
    """
    from codeer.cli.console import count, progress_bar, show, show_files, show_note
    from codeer.cli.options import parse_share
    from codeer.cli.pseudonym_questions import ask_choices, show_table
    from codeer.errors import ChoiceNeeded
    from codeer.project import Project
    from codeer.workflow.pseudonym_list import (
        choose_from_list,
        choose_sure,
        known_from_list,
        read_list,
        write_list,
    )
    from codeer.workflow.pseudonym_plan import Replacing, plan_replacing
    from codeer.workflow.pseudonym_survey import SurveySettings, survey
    from codeer.workflow.pseudonymise import carry_out

    _refuse_combinations(proposal, edited, take_all=take_all, with_sentences=with_sentences)
    where = Project(project)
    enough = parse_share("--zekerheid", certainty)
    is_asked = not (proposal or edited or take_all)
    if is_asked and not sys.stdin.isatty():
        raise ChoiceNeeded
    key = key or (None if proposal else _ask_key(where))
    listed = read_list(edited) if edited else ()
    settings = SurveySettings(
        project=where,
        sources=tuple(sources or ()),
        study=study,
        encoding=encoding,
        key=key,
        style=style,
        names=names,
        model=model,
        with_deduce=with_deduce,
        known=known_from_list(listed),
        with_old=wipe,
    )
    with progress_bar() as progress:
        found = survey(settings, progress)
    if not found.proposals:
        show("Geen namen of nummers gevonden. Dat is geen bewijs dat ze er niet zijn; lees na.")
        return
    if proposal:
        path = write_list(found, proposal, csv_style, with_sentences=with_sentences)
        show(f"{count(len(found.proposals), 'voorstel', 'voorstellen')}:")
        show_files((path,))
        show("Bewerk de kolommen besluit (ja, nee) en vervanging; daarna: --lijst met dit pad.")
        return
    show_table(found, enough)
    if edited:
        choices, absent = choose_from_list(found, listed)
        if absent:
            show_note(f"{count(absent, 'rij', 'rijen')} van de lijst: komt in geen transcript voor")
    elif take_all:
        choices = choose_sure(found, enough)
    else:
        answered = ask_choices(found, enough)
        if answered is None:
            show("Gestopt. Er is niets gewijzigd.")
            return
        choices = answered
    if not any(choices.values()):
        show("Niets gekozen om te vervangen. Er is niets gewijzigd.")
        return
    plan = plan_replacing(found, choices, Replacing(output, overwrite, in_place, wipe))
    if plan.how.is_final:
        _confirm(plan, is_sure=is_sure)
    with progress_bar() as progress:
        outcome = carry_out(plan, progress)
    _show_outcome(plan, outcome)


def _refuse_combinations(
    proposal: Path | None, edited: Path | None, *, take_all: bool, with_sentences: bool
) -> None:
    from codeer.errors import OptionOutOfPlace

    ways = [
        option
        for option, value in (("--voorstel", proposal), ("--lijst", edited), ("--alles", take_all))
        if value
    ]
    if len(ways) > 1:
        raise OptionOutOfPlace(ways[1], ways[0], ("een van beide",))
    if with_sentences and not proposal:
        raise OptionOutOfPlace("--met-zinnen", "deze opdracht", ("--voorstel erbij",))


def _ask_key(project: "object") -> Path:
    """Return the place of the key that the user types; without a terminal it is needed as option."""
    from codeer.errors import KeyNeeded
    from codeer.project import Project
    from codeer.workflow.pseudonym_survey import has_key

    is_first = not (isinstance(project, Project) and has_key(project))
    if not sys.stdin.isatty():
        raise KeyNeeded(is_first)
    which = "Waar komt het sleutelbestand" if is_first else "Waar staat het sleutelbestand"
    typed = _ask(f"{which} (buiten de projectmap, .json)? ")
    if not typed:
        raise KeyNeeded(is_first)
    return Path(typed).expanduser()


def _confirm(plan: "Plan", *, is_sure: bool) -> None:
    """Show what cannot be undone and ask for it."""
    from codeer.cli.console import show, show_files, show_note
    from codeer.errors import ReplacingNotConfirmed

    if plan.how.in_place:
        show("De transcripten zelf veranderen.", "bold")
    if plan.how.wipe:
        show("De oorspronkelijke tekst verdwijnt uit de database; besluiten verhuizen mee.", "bold")
    if plan.removed:
        show("Deze bestanden verdwijnen:")
        show_files(plan.removed)
    if plan.outputs:
        show("Deze resultaten bevatten namen en verdwijnen; ze zijn opnieuw te maken:")
        show_files(plan.outputs)
    if plan.study:
        show(f"In {plan.study[0]} worden namen van sprekers vervangen.")
    show_note("Reservekopieën en bestanden buiten deze map ziet codeer niet; ruim die zelf op.")
    if is_sure:
        return
    if not sys.stdin.isatty() or _ask(f"Typ {_CONFIRMATION} om door te gaan: ") != _CONFIRMATION:
        raise ReplacingNotConfirmed(_CONFIRMATION)


def _show_outcome(plan: "Plan", outcome: "Outcome") -> None:
    from codeer.cli.console import count, show, show_files, show_note

    total = sum(outcome.counts.values())
    kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(outcome.counts.items()))
    show(f"{count(total, 'vermelding', 'vermeldingen')} vervangen ({kinds}):", "green")
    show_files(outcome.files)
    show(f"Sleutel: {plan.survey.settings.key}")
    for transcript in plan.transcripts:
        if not transcript.document.transcript.endswith(Path(transcript.name).suffix):
            show_note(
                f"{transcript.document.transcript}: geschreven als {transcript.name}, alleen tekst"
            )
    for name in plan.named if not plan.how.is_final else ():
        show_note(f"{name}: de bestandsnaam zelf bevat een naam; --vervang hernoemt het bestand")
    for name in plan.misread:
        show_note(
            f"{name}: codeer leest hierin na het vervangen andere sprekers; zie codeer controleer"
        )
    for path in plan.left:
        show_note(f"{path}: bevat of kan bevatten wat vervangen is; het blijft staan")
    _show_leftovers(outcome)
    _show_next(plan)


def _show_leftovers(outcome: "Outcome") -> None:
    """List what still looks like a name, with its words only on a terminal."""
    from codeer.cli.console import count, out, show, show_note

    if outcome.kept:
        show(f"Bleef staan, zoals gekozen: {count(outcome.kept, 'vermelding', 'vermeldingen')}.")
    if not outcome.leftovers:
        show("Verder vindt codeer niets dat op een naam of nummer lijkt. Lees de teksten toch na.")
        return
    show_note(f"Lijkt nog op een naam of nummer ({len(outcome.leftovers)}); lees na:")
    if out.is_terminal:
        for left in outcome.leftovers:
            show(f"  {left.transcript}, regel {left.line}: {left.kind}: {left.text}")
        return
    lines: dict[tuple[str, str], list[int]] = {}
    for left in outcome.leftovers:
        lines.setdefault((left.transcript, left.kind), []).append(left.line)
    for (transcript, kind), found in lines.items():
        show(f"  {transcript}, {kind}: regel {', '.join(map(str, dict.fromkeys(found)))}")


def _show_next(plan: "Plan") -> None:
    from codeer.cli.console import show

    command = "codeer suggest"
    if not plan.how.in_place and plan.transcripts:
        folder = plan.transcripts[0].path.parents[len(Path(plan.transcripts[0].name).parts) - 1]
        command += f" {folder}"
    if plan.study and not plan.how.is_final:
        command += f" --onderzoek {plan.study[0]}"
    show(f"Daarna: {command}")


def _ask(question: str) -> str:
    """Return what the user types; nothing when the input ends."""
    from codeer.cli.console import out

    try:
        return out.input(question, markup=False).strip()
    except EOFError:
        return ""
