"""The review screen in the terminal (Textual): one answer at a time, single keys, nothing to save."""

import statistics
import time
from collections.abc import Callable
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key, MouseScrollDown, MouseScrollUp, Resize
from textual.geometry import Size
from textual.widgets import Static

from codeer.errors import CodeerError, StaleRun
from codeer.model import Verdict
from codeer.review.dialogs import (
    MENU_KEYS,
    Notice,
    Question,
    show_codebook,
    show_help,
    show_themes,
)
from codeer.review.queue import Session
from codeer.review.screen_text import (
    MIN_HEIGHT,
    MIN_WIDTH,
    Page,
    count_hidden,
    draw_page,
    show_minutes,
)
from codeer.review.walk import Walk

_PACES = 30  # the estimate follows the last answers
_NOTHING = "Hier is niets voorgesteld; t voegt een thema toe."
_STRETCH = "Stuk kiezen: ← → verzet het einde, ↑ ↓ het begin, t geeft een thema, b stopt."


class ReviewApp(App[None]):
    """Walk through the answers of a session."""

    CSS = """
    #page { width: 100%; height: 100%; text-wrap: nowrap; }
    .box { width: 90%; max-width: 100; max-height: 90%; height: auto; padding: 0 1; border: round $accent; }
    .hint { color: $text-muted; }
    ModalScreen { align: center middle; }
    """
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "judge('accept')"),
        Binding("n", "judge('reject')"),
        Binding("a", "judge_all('accept')"),
        Binding("v", "judge_all('reject')"),
        Binding("u", "undo"),
        Binding("t", "add"),
        Binding("b", "stretch"),
        Binding("o", "memo"),
        Binding("d", "flag"),
        Binding("c", "codebook"),
        Binding("s", "move(1)"),
        Binding("p,backspace", "move(-1)"),
        Binding("space,enter", "finish"),
        Binding("e", "move_to_open"),
        Binding("slash", "search"),
        Binding("g", "jump"),
        Binding("up", "vertical(-1)"),
        Binding("down", "vertical(1)"),
        Binding("left", "horizontal(-1)"),
        Binding("right", "horizontal(1)"),
        Binding("pageup", "scroll(-5)"),
        Binding("pagedown", "scroll(5)"),
        Binding("question_mark", "help"),
        Binding("q", "quit"),
        Binding("ctrl+c", "quit", priority=True),  # also while a field is being filled in
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._walk = Walk(session)
        self._paces: list[float] = []
        self._shown_at = time.monotonic()
        self._sought = ""
        self._window = Size(MIN_WIDTH, MIN_HEIGHT)

    # --- what is shown ---------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Make room for the one text that is the screen."""
        yield Static(id="page")

    def on_mount(self) -> None:
        """Show the first answer that is open."""
        self._window = self.size
        self._draw()

    def on_resize(self, event: Resize) -> None:
        """Draw for the new size, which `size` does not have yet."""
        self._window = event.size
        if self.is_running:
            self._draw()

    def _page(self, said: str = "") -> Page:
        walk, session = self._walk, self._session
        progress = session.progress(walk.answer)
        return Page(
            answer=walk.answer,
            rows=walk.rows(),
            chosen=walk.row,
            cursor=walk.cursor,
            number=walk.index + 1,
            progress=progress,
            left=self._estimate(progress.total - progress.done),
            is_done=session.is_done(walk.answer),
            is_flagged=session.is_flagged(walk.answer),
            is_blind=session.is_blind,
            memo=session.memo(walk.answer),
            said=said,
            scroll=walk.scroll,
        )

    def _draw(self, said: str = "") -> None:
        text = draw_page(self._page(said), *self._window)
        self.query_one("#page", Static).update(text, layout=False)

    def _draw_other(self, said: str = "") -> None:
        """Draw another answer."""
        self._shown_at = time.monotonic()
        self._draw(said)

    def _estimate(self, left: int) -> str:
        if left == 0:
            return "alles klaar"
        if len(self._paces) < 3:
            return f"nog {left}"  # an estimate needs this coder's own pace
        return show_minutes(left * statistics.median(self._paces))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Let no key decide on what cannot be seen."""
        fits = self._window.width >= MIN_WIDTH and self._window.height >= MIN_HEIGHT
        return fits or action == "quit"

    # --- deciding --------------------------------------------------------------------------------

    def _keep(self, act: Callable[[], None]) -> bool:
        """Do something that the store must keep; when it cannot, say so and change nothing."""
        try:
            act()
        except StaleRun as error:
            self._walk.open(self._session.reload(self._walk.answer))
            self._draw_other(str(error))
        except CodeerError as error:
            self._draw(f"Niet bewaard. {error}")
        else:
            return True
        return False

    def action_judge(self, verdict: str) -> None:
        """Accept or reject the chosen row, and go to the next one that is open."""
        rows, answer = self._walk.rows(), self._walk.answer
        if not rows:
            return self._draw(_NOTHING)
        proposal, decision = rows[self._walk.row].proposal, rows[self._walk.row].decision
        is_kept = True
        if proposal is not None:
            is_kept = self._keep(lambda: self._session.judge(answer, [proposal], Verdict(verdict)))
        elif decision is not None and verdict == Verdict.REJECT:
            is_kept = self._keep(lambda: self._session.drop(answer, decision))
        return self._draw_decided() if is_kept else None

    def action_judge_all(self, verdict: str) -> None:
        """Accept or reject all proposals of the answer that are still open, else all."""
        rows, answer = self._walk.rows(), self._walk.answer
        still_open = [row.proposal for row in rows if row.proposal and row.verdict is None]
        proposals = still_open or answer.proposals
        if not proposals:
            return self._draw(_NOTHING)
        is_kept = self._keep(lambda: self._session.judge(answer, proposals, Verdict(verdict)))
        return self._draw_decided() if is_kept else None

    def _draw_decided(self) -> None:
        self._walk.choose_open()
        self._draw()

    def action_undo(self) -> None:
        """Take back the last decision and show where it was."""

        def undo() -> None:
            undone = self._session.undo()
            if undone is None:
                return self._draw("Er is niets meer ongedaan te maken.")
            names = {code.id: code.name for code in self._session.codes}
            themes = dict.fromkeys(names.get(d.code, d.code) for d in undone.decisions)
            said = f"Ongedaan gemaakt: {', '.join(themes)}"
            if undone.index is None:
                where = undone.transcript or "een eerdere tekst"
                return self._draw(f"{said}, in {where} (niet in deze keuze).")
            last = undone.decisions[-1]
            self._walk.open(undone.index)
            self._walk.show_place(last.code, last.start, last.end)
            return self._draw_other(f"{said}.")

        self._keep(undo)

    def action_finish(self) -> None:
        """Mark the answer as read and go on."""
        session, answer = self._session, self._walk.answer
        was_done = session.is_done(answer)
        if not self._keep(lambda: session.finish(answer)):
            return None
        is_done = session.is_done(answer)
        if is_done and not was_done:
            self._paces = [*self._paces[1 - _PACES :], time.monotonic() - self._shown_at]
        if self._walk.move(1):
            open_still = "Het vorige antwoord blijft open: niet over elke regel is beslist."
            return self._draw_other("" if is_done else open_still)
        progress = session.progress(answer)
        left = progress.total - progress.done
        rest = f"Nog {left} open: e gaat erheen, q stopt." if left else "Alles is klaar. q stopt."
        return self._draw(f"Dit was het laatste antwoord. {rest}")

    def action_flag(self) -> None:
        """Flag the answer for discussion, or settle it."""
        if self._keep(lambda: self._session.flag(self._walk.answer)):
            self._draw()

    def action_memo(self) -> None:
        """Ask for a memo with the answer."""
        answer = self._walk.answer

        def keep(text: str | None) -> None:
            if text is not None and self._keep(lambda: self._session.note(answer, text)):
                self._draw("Memo bewaard." if text else "Memo leeggemaakt.")

        self.push_screen(Question("Memo bij dit antwoord:", self._session.memo(answer)), keep)

    def action_add(self, first: int = 0) -> None:
        """Ask for a theme and give it to the marked sentence or stretch."""
        codes = self._session.codes
        shown = codes[first : first + len(MENU_KEYS)]
        has_more = len(codes) > len(MENU_KEYS)

        def give(key: str | None) -> None:
            if key == " " and has_more:
                following = first + len(MENU_KEYS)
                self.action_add(following if following < len(codes) else 0)
            elif key and key in MENU_KEYS[: len(shown)]:
                self._give(shown[MENU_KEYS.index(key)].id)

        self.push_screen(Notice(show_themes(shown, has_more=has_more)), give)

    def _give(self, code: str) -> None:
        answer, place = self._walk.answer, self._walk.cursor
        if self._keep(lambda: self._session.add(answer, code, *place)):
            self._walk.show_place(code, *place)
            name = self._walk.rows()[self._walk.row].name
            self._draw(f"Toegevoegd: {name}.")

    # --- moving ----------------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """Choose a row by its number."""
        if event.character and event.character in "123456789" and self.check_action("choose", ()):
            self._walk.choose(int(event.character) - 1)
            self._draw()

    def on_mouse_scroll_down(self, _: MouseScrollDown) -> None:
        """Move a long text up."""
        self.action_scroll(1)

    def on_mouse_scroll_up(self, _: MouseScrollUp) -> None:
        """Move a long text down."""
        self.action_scroll(-1)

    def action_scroll(self, lines: int) -> None:
        """Move a long text, as far as there is more of it."""
        above, below = count_hidden(self._page(), *self._window)
        self._walk.scroll += max(-above, min(lines, below))
        self._draw()

    def action_vertical(self, step: int) -> None:
        """Choose another row, or move the begin of the stretch that is being marked."""
        self._walk.move_vertically(step)
        self._draw(_STRETCH if self._walk.stretch else "")

    def action_horizontal(self, step: int) -> None:
        """Choose another sentence, or move the end of the stretch that is being marked."""
        self._walk.move_horizontally(step)
        self._draw(_STRETCH if self._walk.stretch else "")

    def action_stretch(self) -> None:
        """Begin to mark a stretch at the cursor, or let go of it."""
        self._walk.toggle_stretch()
        self._draw(_STRETCH if self._walk.stretch else "")

    def action_move(self, step: int) -> None:
        """Go to another answer without finishing this one."""
        if self._walk.move(step):
            self._draw_other()
        else:
            self._draw(f"Dit is het {'laatste' if step > 0 else 'eerste'} antwoord.")

    def action_move_to_open(self) -> None:
        """Go to the next answer that is not done."""
        self._draw_other("" if self._walk.move_to_open() else "Alles is klaar.")

    def action_search(self) -> None:
        """Find the next answer that holds some words."""

        def find(words: str | None) -> None:
            if words:
                self._sought = words
                is_found = self._walk.find(words)
                missing = f"'{words}' komt in deze antwoorden niet voor."
                self._draw_other(f"Gevonden: '{words}'." if is_found else missing)

        self.push_screen(Question("Zoek in de antwoorden:", self._sought), find)

    def action_jump(self) -> None:
        """Go to the first open answer of a transcript."""
        names = sorted({answer.transcript for answer in self._session.answers})
        listing = ", ".join(names[:40]) + (" …" if len(names) > 40 else "")

        def go(name: str | None) -> None:
            if name:
                is_found = self._walk.find_transcript(name)
                self._draw_other("" if is_found else f"Geen transcript begint met '{name}'.")

        self.push_screen(Question(f"Naar transcript (begin van de naam):\n{listing}"), go)

    # --- explaining ------------------------------------------------------------------------------

    def action_codebook(self) -> None:
        """Show the reason of the chosen row and what the codebook says of its theme, or of all."""
        rows = self._walk.rows()
        row = rows[self._walk.row] if rows else None

        def show_all(key: str | None) -> None:
            if key == "c" and row:
                self.push_screen(Notice(show_codebook(self._session.codes, None)))

        self.push_screen(Notice(show_codebook(self._session.codes, row)), show_all)

    def action_help(self) -> None:
        """Show the keys."""
        self.push_screen(Notice(show_help()))

    # --- the end ---------------------------------------------------------------------------------

    def _fatal_error(self) -> None:
        """Leave; Textual itself would print all values, and those hold interview text."""
        self._close_messages_no_wait()


def run_review(session: Session) -> None:
    """Show the screen until the coder stops; what went wrong in it is raised here."""
    app = ReviewApp(session)
    app.run()
    if app._exception is not None:  # Textual keeps it, and would only print it
        raise app._exception
