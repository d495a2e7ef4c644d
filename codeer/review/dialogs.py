"""What comes over the review screen: texts that any key takes away, and one line to fill in."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from codeer.review.queue import Theme
from codeer.review.screen_text import readable, show_reason, show_score
from codeer.review.walk import Row

HELP = """\
Beslissen
 j  ja, aanvaarden        n  nee, verwerpen    u  ongedaan maken
 a  alles aanvaarden      v  alles verwerpen   1-9 ↑ ↓  kies regel
Zelf coderen
 ← →  kies een zin        t  thema toevoegen aan die zin
 b  stuk kiezen: ← → verzet het einde, ↑ ↓ het begin, t thema
Verder
 spatie  klaar, volgende  s  overslaan         p  vorige
 e  volgende dat open is  g  naar transcript   /  zoeken
 d  bespreken (aan/uit)   o  memo              c  codeboek, reden
 PgUp PgDn  lange tekst   q  stoppen

[✓] aanvaard  [✗] verworpen  [ ] nog niet beslist
⟨1⟩ hier eindigt regel 1     ▸ gekozen regel of zin
Een antwoord is klaar na spatie, als over elke regel is beslist.
Elke toets is meteen bewaard. Nu gaat elke toets terug."""

MENU_KEYS = "123456789abcdefghijklmnopqrstuvwxyz"


class Notice(ModalScreen[str]):
    """A text that goes away at any key; the key is the answer."""

    def __init__(self, text: Text) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Show the text."""
        with VerticalScroll(classes="box"):
            yield Static(self._text)

    def on_key(self, event: Key) -> None:
        """Close, except for keys that scroll."""
        if event.key not in ("up", "down", "pageup", "pagedown", "home", "end"):
            event.stop()
            self.dismiss(event.character or "")


class Question(ModalScreen[str | None]):
    """One line to fill in; escape gives None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss_none", "terug")]

    def __init__(self, label: str, value: str = "") -> None:
        super().__init__()
        self._label, self._value = label, value

    def compose(self) -> ComposeResult:
        """Show the label and the field."""
        with VerticalScroll(classes="box", can_focus=False):
            yield Static(self._label, markup=False)
            yield Input(self._value)
            yield Static("enter: goed · escape: terug", classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give back what was typed."""
        self.dismiss(event.value.strip())

    def action_dismiss_none(self) -> None:
        """Go back without an answer."""
        self.dismiss(None)


def show_help() -> Text:
    """Return the keys."""
    return Text(HELP)


def show_themes(codes: Sequence[Theme], *, has_more: bool) -> Text:
    """Return a menu of themes, each with its key."""
    menu = Text("Welk thema?\n\n", style="bold")
    for key, code in zip(MENU_KEYS, codes, strict=False):
        menu.append(f" {key}  ")
        menu.append(f"{code.name}\n", style=readable(code.color))
    more = "spatie: meer thema's · " if has_more else ""
    menu.append(f"\n{more}escape: terug", style="dim")
    return menu


def show_codebook(codes: Sequence[Theme], row: Row | None) -> Text:
    """Return the reason of a row and what the codebook says of its theme; without one, all themes."""
    text = Text()
    if row and row.proposal:
        score, reason = show_score(row.proposal), show_reason(row.proposal)
        text.append(f"Reden (score {score}): {reason}\n\n")
    for code in codes:
        if row is None or code.id == row.code:
            text.append(f"{code.name}\n", style=f"bold {readable(code.color)}")
            text.append(f"{code.explanation}\n\n")
    text.append("c: het hele codeboek · " if row else "", style="dim")
    text.append("↑ ↓: schuiven · andere toets: terug", style="dim")
    return text
