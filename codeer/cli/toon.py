"""`codeer toon`."""

import errno
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeer.cli.options import ConsensusOption, CountedCoderOption, GroupsOption, ProjectOption
from codeer.text import blank_controls, fold

if TYPE_CHECKING:
    from rich.text import Text

    from codeer.workflow.show import FoundFragment, ShownGroup, ShowResult, Wish

_AROUND = 240
"""Characters that are shown of an answer on either side of a fragment, and of a question."""
_WIDTH = 100
"""Longer lines read badly, also on a wide screen."""


def toon(
    theme: Annotated[
        str,
        typer.Argument(
            metavar="THEMA",
            help="Id of naam van een thema uit het codeboek; subthema's tellen mee.",
            show_default=False,
        ),
    ],
    groups: GroupsOption = None,
    respondents: Annotated[
        list[str] | None,
        typer.Option("--respondent", metavar="CODE", help="Alleen deze respondent; mag vaker."),
    ] = None,
    words: Annotated[
        str | None,
        typer.Option(
            "--zoek",
            metavar="TEKST",
            help="Alleen fragmenten waar dit in staat; hoofdletters en accenten maken niet uit.",
            show_default=False,
        ),
    ] = None,
    coder: CountedCoderOption = None,
    consensus: ConsensusOption = None,
    project: ProjectOption = Path(),
) -> None:
    """Lees de fragmenten van een thema, met de vraag en de rest van het antwoord.

    Toont wat codeer rapport telt: besluiten, en zolang niemand iets besloot de ongecontroleerde
    suggesties. In een pijp of naar een bestand: een fragment per regel, met tabs tussen bestand:regel,
    respondent, groep, thema's, codeur en tekst.

    [bold]Voorbeelden[/bold]

      codeer toon vertrouwensband
      codeer toon vertrouwensband --groep ouder --zoek bellen
      codeer toon laagdrempeligheid | grep -i nacht
    """
    from codeer.cli.options import parse_name
    from codeer.errors import OptionOutOfPlace
    from codeer.project import Project
    from codeer.workflow.counting import Choice
    from codeer.workflow.show import Wish, show

    name = parse_name("--codeur", coder)
    if name and consensus:
        raise OptionOutOfPlace("--consensus", "--codeur", ("een van beide",))
    name_of_theme = parse_name("THEMA", theme) or ""
    wish = Wish(name_of_theme, tuple(groups or ()), tuple(respondents or ()), _parse_words(words))
    result = show(Project(project), wish, Choice(name, consensus))
    if sys.stdout.isatty():
        _show_pages(result, wish)
    else:
        _write_lines(result, wish)


def _parse_words(text: str | None) -> str:
    from codeer.errors import InvalidOption

    if text is not None and not fold(text).strip():
        raise InvalidOption("--zoek", text, ("een woord of een stuk tekst",))
    return text or ""


# --- in words ------------------------------------------------------------------------------------


def _introduce(result: "ShowResult", wish: "Wish") -> list[str]:
    """Return what is shown, what that rests on and what was left out."""
    basis = f"Basis: {result.basis}"
    lines = [
        f"{_flat(result.theme)}: {_sum_up(result)}",
        f"{basis}." if result.is_checked else f"{basis}; geen mens heeft ze beoordeeld.",
    ]
    filters = [
        *(f"groep {name}" for name in wish.groups),
        *(f"respondent {name}" for name in wish.respondents),
        *([f"fragmenten met '{wish.words}'"] if wish.words else []),
    ]
    return [*lines, f"Alleen: {_flat(', '.join(filters))}."] if filters else lines


def _sum_up(shown: "ShowResult | ShownGroup") -> str:
    from codeer.cli.console import count

    everyone = count(shown.respondents, "respondent", "respondenten")
    if not shown.fragments:
        return f"geen fragmenten ({everyone})"
    share = everyone if shown.respondents == 1 else f"{shown.speakers} van de {everyone}"
    return f"{count(len(shown.fragments), 'fragment', 'fragmenten')} van {share}"


def _name_coder(found: "FoundFragment") -> str:
    """Return who gave the theme, or how sure codeer is of its suggestion."""
    if not found.coder:
        return f"suggestie {found.score or 0:.2f}".replace(".", ",")
    return f"{found.coder}, {found.supporters} codeurs" if found.supporters > 1 else found.coder


def _flat(text: str) -> str:
    """Return a text as one line that a terminal shows and does not obey."""
    return " ".join(blank_controls(text).split())


# --- in a pipe -----------------------------------------------------------------------------------


def _write_lines(result: "ShowResult", wish: "Wish") -> None:
    """Write a fragment per line, and on stderr what they are."""
    from codeer.cli.console import err, out

    for line in _introduce(result, wish):
        err.print(line, markup=False)
    try:
        for found in result.fragments:
            columns = (
                found.place,
                found.shown.respondent,
                found.group,
                ", ".join(found.codes),
                _name_coder(found),
                found.shown.text,
            )
            sys.stdout.write("\t".join(map(_flat, columns)) + "\n")
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.EINVAL):  # EINVAL: how Windows says it
            raise
        out.on_broken_pipe()  # `| head` has seen enough


# --- on a screen ---------------------------------------------------------------------------------


def _show_pages(result: "ShowResult", wish: "Wish") -> None:
    """Show the fragments per group, a screen at a time."""
    from rich.text import Text

    from codeer.cli.console import out
    from codeer.cli.pager import ScreenPager

    with out.pager(ScreenPager(out), styles=not out.legacy_windows):
        first, *others = _introduce(result, wish)
        _print(Text(first, style="bold"))
        for line in others:
            _print(Text(line, style="" if result.is_checked else "yellow"))
        for group in result.groups if result.fragments else ():
            _print_group(group)


def _print_group(group: "ShownGroup") -> None:
    from rich.text import Text

    from codeer.cli.console import out

    name = _flat(group.heading)
    heading = f"── {name[:1].upper()}{name[1:]}: {_sum_up(group)} "
    out.print()
    _print(Text(heading.ljust(min(out.width, _WIDTH), "─"), style="bold cyan"))
    previous = None
    for found in group.fragments:
        shown = found.shown
        answer = shown.respondent, shown.question, f"{shown.before}{shown.text}{shown.after}"
        is_same = answer == previous  # it stands right above, so a little of it will do
        previous = answer
        out.print()
        _print(_head(found, is_same=is_same), hang=2)
        if shown.question and not is_same:
            _print(Text(f"vraag: {_question(shown.question)}", style="dim"), 2)
        _print(_answer(found, _AROUND // 3 if is_same else _AROUND), 2)


def _print(text: "Text", indent: int = 0, hang: int = 0) -> None:
    """Print a text with an indent, and `hang` more from the second line on."""
    from codeer.cli.console import out

    width = max(min(out.width, _WIDTH) - indent - hang, 1)
    for number, line in enumerate(text.wrap(out, width)):
        line.rstrip()
        line.pad_left(indent + (hang if number else 0))
        out.print(line, soft_wrap=True)


def _head(found: "FoundFragment", *, is_same: bool) -> "Text":
    from rich.text import Text

    themes = "; ".join(found.shown.themes)
    return Text(" · ").join(
        Text(_flat(part), style=style)
        for part, style in (
            (found.shown.source, "bold"),
            ("zelfde antwoord" if is_same else "", "dim"),
            (found.group, ""),
            (_name_coder(found), ""),
            (themes, "cyan"),
        )
        if part
    )


def _question(text: str) -> str:
    """Return a question, of a long one the begin and the end: that is where the question is."""
    flat = _flat(text)
    if len(flat) <= _AROUND:
        return flat
    third = _AROUND // 3
    return f"{_begin(flat, third)}{_end(flat, 2 * third).removeprefix('…')}"


def _answer(found: "FoundFragment", around: int) -> "Text":
    """Return a fragment that stands out within its answer, also where nothing can be styled."""
    from rich.text import Text

    from codeer.cli.console import out

    shown = found.shown
    before, text, after = map(_flow, (shown.before, shown.text, shown.after))
    if out.color_system is None or out.legacy_windows:
        text = f">>{text}<<"
    return Text.assemble(_end(before, around), (text, "bold underline"), _begin(after, around))


def _flow(text: str) -> str:
    """Return a part of a text as one line, with the space at its ends kept."""
    return re.sub(r"\s+", " ", blank_controls(text))


def _begin(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return f"{text[:length].rpartition(' ')[0] or text[:length]} …"


def _end(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return f"… {text[-length:].partition(' ')[2] or text[-length:]}"
