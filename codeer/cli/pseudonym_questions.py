"""What `codeer pseudonimiseer` found, and its questions on a terminal: what to do with each name."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codeer.pseudonyms.proposing import Identity
    from codeer.workflow.pseudonym_survey import Proposal, Survey

_KEYS = (
    "j = vervang, n = laat staan, w = wijzig de vervanging, s = zelfde als een ander nummer, "
    "a = alle zekere vervangen, q = stoppen zonder iets te doen"
)


def show_table(survey: "Survey", enough: float) -> None:
    """Show everything that was found with what could come in its place."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from codeer.cli.console import out

    table = Table("nr", "soort", "tekst", "keer", "in", "zekerheid", "voorstel", box=box.SIMPLE)
    for column in (0, 3, 4):
        table.columns[column].justify = "right"
    for number, p in enumerate(survey.proposals, start=1):
        sure = (
            "blijft staan"
            if p.was_kept
            else "bekend"
            if p.is_known
            else _describe(p.certainty, enough)
        )
        others = [form for form in p.forms if form != p.entity.name]
        text = p.entity.name + (f" ({', '.join(others)})" if others else "")
        cells = (
            str(number), p.entity.kind, text, str(len(p.entity.mentions)), str(len(p.transcripts)),
            sure, p.replacement,
        )  # fmt: skip
        table.add_row(*(Text(cell) for cell in cells))
    out.print(table)


def _describe(certainty: float, enough: float) -> str:
    """Return how sure a proposal is, in a word and a number."""
    word = "zeker" if certainty >= enough else "twijfel"
    return f"{word} {certainty:.2f}".replace(".", ",")


def ask_choices(survey: "Survey", enough: float) -> "dict[Identity, str] | None":
    """Return entity -> replacement (empty: stays) as the user says, or None to stop."""
    from codeer.cli.console import show

    choices: dict[Identity, str] = {}
    takes_sure = False
    show(_KEYS)
    for number, proposal in enumerate(survey.proposals, start=1):
        is_sure = proposal.is_known or proposal.certainty >= enough
        if takes_sure and is_sure and not proposal.was_kept:
            choices[proposal.identity] = proposal.replacement
            continue
        _show(survey, number, proposal)
        answer = _ask_one(survey, choices, proposal)
        while answer == "a":
            takes_sure = True
            answer = proposal.replacement if is_sure else _ask_one(survey, choices, proposal)
        if answer is None:
            return None
        choices[proposal.identity] = "" if answer == "n" else answer
    return choices


def _show(survey: "Survey", number: int, proposal: "Proposal") -> None:
    from codeer.cli.console import count, show

    times = f"{len(proposal.entity.mentions)} keer"
    where = count(len(proposal.transcripts), "transcript", "transcripten")
    show()
    show(
        f"{number}/{len(survey.proposals)}  {proposal.entity.kind}  {proposal.entity.name}  "
        f"→ {proposal.replacement}  ({times} in {where})",
        "bold",
    )
    show(f"  {survey.example(proposal)}")


def _ask_one(survey: "Survey", choices: "dict[Identity, str]", proposal: "Proposal") -> str | None:
    """Return a replacement (never one letter), `n`, `a`, or None to stop."""
    from codeer.cli.console import show_note
    from codeer.errors import ReplacementRefused
    from codeer.workflow.pseudonym_list import check_replacement

    usual = "n" if proposal.was_kept else "j"
    while True:
        typed = _input(f"j n w s a q [{usual}]: ")
        if typed is None or typed == "q":
            return None
        typed = typed or usual
        if typed == "j":
            return proposal.replacement
        if typed in ("n", "a"):
            return typed
        if typed == "w":
            try:
                return check_replacement(_input("Vervanging: ") or "")
            except ReplacementRefused as error:
                show_note(str(error))
        elif typed == "s":
            other = _input("Nummer van de ander: ") or ""
            if other.isdigit() and 1 <= int(other) <= len(survey.proposals):
                same = survey.proposals[int(other) - 1]
                return choices.get(same.identity) or same.replacement
            show_note("Typ het nummer dat in de tabel voor de ander staat.")
        else:
            show_note(_KEYS)


def _input(question: str) -> str | None:
    """Return what the user types in lower case where it is a key; None when the input ends."""
    from codeer.cli.console import out

    try:
        typed = out.input(question, markup=False).strip()
    except EOFError:
        return None
    return typed.lower() if len(typed) == 1 else typed
