"""The review screen, key by key, with Textual's pilot on a real store."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from codeer.errors import DiskFull, NothingToReview
from codeer.model import Code, Decision, Verdict
from codeer.project import Project
from codeer.review.terminal import ReviewApp, run_review
from codeer.workflow.review import ReviewSession
from tests.review.study import CODES, DIALOGUES, PROPOSED, open_session, record_study

Step = str | tuple[int, int] | Callable[[], object]
"""A key, a new size of the window, or something that happens elsewhere."""


@dataclass
class Screens:
    """What was on the screen: after each step, and at the end."""

    all: list[str] = field(default_factory=list)

    @property
    def last(self) -> str:
        return self.all[-1]

    @property
    def bottom(self) -> str:
        return " ".join(" ".join(self.last.splitlines()[-5:]).split())

    def rows(self) -> list[str]:
        """The lines of the list, without their mark."""
        return [line[2:].strip() for line in self.last.splitlines() if line[5:6] == "["]


def play(session: ReviewSession, *steps: Step, size: tuple[int, int] = (80, 24)) -> Screens:
    """Run the app, take the steps and return what was on the screen."""
    screens = Screens()

    async def run() -> None:
        app = ReviewApp(session)
        async with app.run_test(size=size) as pilot:
            for step in (None, *steps):
                if isinstance(step, str):
                    await pilot.press(step)  # waits until the app is idle
                elif isinstance(step, tuple):
                    await pilot.resize_terminal(*step)
                elif step is None:
                    await pilot.pause()
                else:
                    step()
                if not app.is_running:
                    return
                strips = app.screen._compositor.render_strips()
                screens.all.append("\n".join(strip.text for strip in strips))

    asyncio.run(run())
    return screens


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return record_study(tmp_path).folder


@pytest.fixture
def session(folder: Path) -> Iterator[ReviewSession]:
    with open_session(folder) as session:
        session._store._database.connection.execute("PRAGMA busy_timeout = 20")
        yield session


def stored(folder: Path) -> list[tuple[str, str]]:
    """(Code, verdict) of all decisions in the store, in order."""
    store, _ = Project(folder).open_store()
    with store:
        return [(x.decision.code, x.decision.verdict.value) for x in store.log.fetch_history()]


# --- what is on the screen -----------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_question_answer_proposals_progress_and_keys_are_on_one_screen(
    session: ReviewSession, size: tuple[int, int]
) -> None:
    shown = play(session, size=size)

    assert shown.last.splitlines()[0].startswith(" 1/4 · J01.txt · J01 (jongere) · beurt 2")
    assert "vraag: Hoe is dat met je JIM?" in shown.last
    assert "▸Ik kan bij haar alles kwijt.⟨1⟩ Ze belde mij gisteren op.⟨2⟩" in shown.last
    assert shown.rows() == [
        "1 [ ] Vertrouwensband  0,80  kwijt [kwijt kunnen]",
        "2 [ ] Laagdrempeligheid  0,60  belde … op [opbellen]",
    ]
    assert "klaar 0/4 · transcript 0/2 · groep 0/2 · nog 4" in shown.bottom
    assert "j ja n nee a alles t toevoegen u ongedaan spatie volgende ? uitleg" in shown.bottom


def test_too_small_a_window_says_so_and_takes_no_decision(
    session: ReviewSession, folder: Path
) -> None:
    shown = play(session, (50, 15), "j", "space", "1", (80, 24))

    assert "te klein" in shown.all[1]
    assert "te klein" in shown.all[3]
    assert "1/4" in shown.last
    assert stored(folder) == []


def test_the_window_may_change_while_a_text_is_over_it(session: ReviewSession) -> None:
    shown = play(session, "question_mark", (50, 15), (120, 40), "x")

    assert "Beslissen" in shown.all[1]
    assert "Vertrouwensband" in shown.last


def test_the_codebook_and_the_reason_are_one_key_away(session: ReviewSession) -> None:
    shown = play(session, "c", "c", "x")

    assert "Reden (score 0,80): kwijt [kwijt kunnen]" in shown.all[1]
    assert "Over vertrouwen." in shown.all[1]
    assert "een klik" in shown.all[1]
    assert "Laagdrempeligheid" not in shown.all[1].split("╭")[1].split("╰")[0]
    assert "Makkelijk te bereiken." in shown.all[2]
    assert "╭" not in shown.last


def test_every_key_is_explained() -> None:
    from codeer.review.dialogs import HELP

    bindings = {key for binding in ReviewApp.BINDINGS for key in binding.key.split(",")}  # type: ignore[union-attr]
    names = {
        "space": "spatie",
        "slash": "/",
        "up": "↑",
        "down": "↓",
        "left": "←",
        "right": "→",
        "pageup": "PgUp",
        "pagedown": "PgDn",
    }
    also = {"enter", "backspace", "ctrl+c", "question_mark"}

    words = HELP.split()
    assert {key for key in bindings - also if names.get(key, key) not in words} == set()


def test_the_whole_explanation_fits_in_80x24(session: ReviewSession) -> None:
    shown = play(session, "question_mark")

    assert "Beslissen" in shown.last
    assert "Nu gaat elke toets terug." in shown.last


# --- deciding ------------------------------------------------------------------------------------


def test_j_accepts_and_n_rejects_and_each_goes_to_the_next_open_row(
    session: ReviewSession, folder: Path
) -> None:
    shown = play(session, "j", "n")

    assert [row[:5] for row in shown.rows()] == ["1 [✓]", "2 [✗]"]
    assert stored(folder) == [("band", "accept"), ("gemak", "reject")]


def test_a_number_chooses_a_row(session: ReviewSession, folder: Path) -> None:
    play(session, "2", "j")

    assert stored(folder) == [("gemak", "accept")]


def test_arrows_choose_a_row(session: ReviewSession, folder: Path) -> None:
    play(session, "down", "n", "up", "down", "j")

    assert stored(folder) == [("gemak", "reject"), ("gemak", "accept")]


@pytest.mark.parametrize(("key", "verdict"), [("a", "accept"), ("v", "reject")])
def test_a_accepts_all_and_v_rejects_all(
    session: ReviewSession, folder: Path, key: str, verdict: str
) -> None:
    play(session, key)

    assert stored(folder) == [("band", verdict), ("gemak", verdict)]


def test_all_means_what_is_still_open(session: ReviewSession, folder: Path) -> None:
    play(session, "n", "a")

    assert stored(folder) == [("band", "reject"), ("gemak", "accept")]


def test_u_undoes_until_nothing_is_left_and_says_what(session: ReviewSession, folder: Path) -> None:
    shown = play(session, "j", "n", "u", "u", "u")

    assert "Ongedaan gemaakt: Laagdrempeligheid." in shown.all[3]
    assert "Ongedaan gemaakt: Vertrouwensband." in shown.all[4]
    assert "niets meer ongedaan te maken" in shown.bottom
    assert [row[:5] for row in shown.rows()] == ["1 [ ]", "2 [ ]"]


def test_u_goes_to_the_answer_that_it_changes(session: ReviewSession) -> None:
    shown = play(session, "a", "space", "space", "u")

    assert shown.last.startswith(" 1/4")


def test_t_gives_a_theme_to_the_sentence(session: ReviewSession, folder: Path) -> None:
    shown = play(session, "right", "t", "1")

    assert shown.rows()[-1] == "3 [✓] Vertrouwensband  zelf toegevoegd"
    assert "Toegevoegd: Vertrouwensband." in shown.bottom
    (added,) = session.added(session.answers[0])
    assert (added.start, added.end) == session.answers[0].sentences[1]


def test_t_gives_a_theme_to_a_marked_stretch(session: ReviewSession) -> None:
    play(session, "b", "right", "right", "right", "down", "t", "2")

    answer = session.answers[0]
    (added,) = session.added(answer)
    assert answer.text[added.start - answer.start : added.end - answer.start] == "kan bij haar"
    assert added.code == "gemak"


def test_escape_gives_no_theme(session: ReviewSession, folder: Path) -> None:
    play(session, "t", "escape")

    assert stored(folder) == []


def test_n_takes_back_a_theme_that_was_added(session: ReviewSession, folder: Path) -> None:
    shown = play(session, "t", "2", "n")

    assert stored(folder) == [("gemak", "accept"), ("gemak", "withdraw")]
    assert len(shown.rows()) == 2


def test_more_than_35_themes_are_on_more_pages(tmp_path: Path) -> None:
    many = [Code(f"c{n}", f"Thema {n}", "#1b6ca8", "") for n in range(3, 41)]
    record_study(tmp_path, codes=(*CODES, *many))
    with open_session(tmp_path) as session:
        shown = play(session, "t", "space", "1", size=(120, 60))

        assert "meer thema's" in shown.all[1]
        assert [d.code for d in session.added(session.answers[0])] == ["c36"]


def test_space_finishes_a_decided_answer_and_goes_on(session: ReviewSession) -> None:
    shown = play(session, "a", "space")

    assert shown.last.startswith(" 2/4")
    assert "klaar 1/4" in shown.bottom


def test_space_says_when_something_was_not_decided(session: ReviewSession) -> None:
    shown = play(session, "j", "space")

    assert shown.last.startswith(" 2/4")
    assert "Het vorige antwoord blijft open: niet over elke regel is beslist." in shown.bottom


def test_the_last_answer_says_what_is_still_open(session: ReviewSession) -> None:
    shown = play(session, "s", "s", "s", "a", "space", "e")

    assert "Dit was het laatste antwoord. Nog 3 open: e gaat erheen" in " ".join(
        shown.all[5].split()
    )
    assert shown.last.startswith(" 1/4")


def test_the_estimate_follows_the_pace_of_the_coder(session: ReviewSession) -> None:
    shown = play(session, *["a", "space"] * 3)

    assert "nog 2" in shown.all[4]
    assert "nog ongeveer een minuut" in shown.bottom


def test_d_flags_for_discussion_and_settles(session: ReviewSession) -> None:
    shown = play(session, "d", "d")

    assert "BESPREKEN" in shown.all[1]
    assert "BESPREKEN" not in shown.last


def test_o_writes_a_memo_in_which_every_letter_is_a_letter(session: ReviewSession) -> None:
    shown = play(session, "o", *"q j1", "enter", "s", "p")

    assert session.memo(session.answers[0]) == "q j1"
    assert "memo: q j1" in shown.bottom


def test_escape_keeps_the_memo_as_it_was(session: ReviewSession) -> None:
    session.note(session.answers[0], "eerst")
    play(session, "o", "x", "escape")

    assert session.memo(session.answers[0]) == "eerst"


# --- moving --------------------------------------------------------------------------------------


def test_s_skips_and_p_goes_back_without_finishing(session: ReviewSession) -> None:
    shown = play(session, "p", "s", "p")

    assert "Dit is het eerste antwoord." in " ".join(shown.all[1].split())
    assert shown.all[2].startswith(" 2/4")
    assert shown.last.startswith(" 1/4")
    assert session.progress(session.answers[0]).done == 0


def test_slash_searches_and_remembers_the_words(session: ReviewSession) -> None:
    shown = play(session, "slash", "w", " ", "h", "enter", "slash")

    assert "▸Ik vertrouw haar." in shown.all[-2]
    assert "Gevonden: 'w h'" in shown.all[-2]
    assert "w h" in shown.last.split("╭")[1]


def test_what_is_not_found_is_said(session: ReviewSession) -> None:
    shown = play(session, "slash", "x", "x", "enter")

    assert "'xx' komt in deze antwoorden niet voor." in shown.bottom


def test_g_jumps_to_a_transcript_and_names_them(session: ReviewSession) -> None:
    shown = play(session, "g", "p", "0", "enter")

    assert "J01.txt, O01.docx, P01.txt" in shown.all[1]
    assert "· P01.txt ·" in shown.last


def test_page_down_moves_a_long_answer(tmp_path: Path) -> None:
    said = " ".join(f"Dit is zin nummer {n} van het verhaal." for n in range(40))
    proposed = [("J01.txt", "Dit is zin nummer 0 van het verhaal.", "band", 0.9, "patronen", "")]
    record_study(tmp_path, {"J01.txt": [("Vertel?", said)]}, proposed)
    with open_session(tmp_path) as session:
        shown = play(session, "pagedown", "pagedown", "pageup")

        assert "nummer 0 " in shown.all[0]
        assert "nummer 0 " not in shown.all[1]
        assert "nummer 39 " in shown.all[-2]
        assert shown.all[-1] != shown.all[-2]


# --- blind and all -------------------------------------------------------------------------------


def test_blind_shows_no_suggestion_anywhere(folder: Path) -> None:
    with open_session(folder, blind=True) as session:
        shown = play(session, "a", "j", "c", "x")

    assert "geen suggesties getoond" in shown.all[0]
    assert not any("0,8" in screen or "kwijt [" in screen for screen in shown.all)
    assert stored(folder) == []


def test_all_shows_the_answers_without_suggestions(folder: Path) -> None:
    with open_session(folder, everything=True) as session:
        shown = play(session, "s", "j")

    assert "Niks eigenlijk." in shown.last
    assert "Geen suggesties. t voegt een thema toe" in shown.all[1]
    assert "Hier is niets voorgesteld" in shown.bottom


# --- trouble -------------------------------------------------------------------------------------


def lock(folder: Path) -> Iterator[None]:
    """First locks the store, then lets it go."""
    with closing(sqlite3.connect(folder / "codeer.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        yield


@pytest.mark.parametrize("keys", [["j"], ["space"], ["t", "2"], ["o", "enter"]])
def test_a_locked_store_is_told_and_the_screen_stays_as_the_store(
    session: ReviewSession, folder: Path, keys: list[str]
) -> None:
    answer = session.answers[0]
    session.judge(answer, answer.proposals[:1], Verdict.ACCEPT)
    locked = lock(folder)
    shown = play(session, lambda: next(locked), *keys, lambda: next(locked), "n")

    assert "Niet bewaard." in shown.all[-3]
    assert "in gebruik door een ander programma" in " ".join(shown.all[-3].split())
    assert shown.all[-3].splitlines()[0] == shown.all[0].splitlines()[0]
    assert [row[:5] for row in shown.rows()] == ["1 [✓]", "2 [✗]"]
    assert stored(folder) == [("band", "accept"), ("gemak", "reject")]


def fill_disk(session: ReviewSession) -> None:
    """Let the database grow no more, and record until nothing more fits."""
    connection = session._store._database.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    for start in range(500):
        other = Decision(session.answers[0].source, "vol", start, start + 1, Verdict.ACCEPT)
        session._store.log.record("Anna de Vries", [other])


def test_a_full_disk_is_told_and_the_screen_stays_as_the_store(
    session: ReviewSession, folder: Path
) -> None:
    with pytest.raises(DiskFull):
        fill_disk(session)
    kept = stored(folder)
    shown = play(session, "j")

    assert "Niet bewaard." in shown.bottom
    assert "de schijf is vol" in shown.bottom
    assert [row[:5] for row in shown.rows()] == ["1 [ ]", "2 [ ]"]
    assert stored(folder) == kept


def test_a_newer_run_is_told_and_the_key_can_be_pressed_again(
    session: ReviewSession, folder: Path
) -> None:
    shown = play(session, lambda: record_study(folder), "j", "j")

    assert "codeer suggest heeft intussen nieuwe suggesties gemaakt" in " ".join(
        shown.all[2].split()
    )
    assert stored(folder) == [("band", "accept")]
    assert [row[:5] for row in shown.rows()] == ["1 [✓]", "2 [ ]"]


def test_when_a_newer_run_left_nothing_the_app_ends_with_the_reason(
    session: ReviewSession, folder: Path
) -> None:
    with pytest.raises(NothingToReview):
        play(session, lambda: record_study(folder, DIALOGUES, PROPOSED[:0]), "j")


def test_a_bug_is_raised_and_prints_no_interview(
    session: ReviewSession, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Textual would print the values of all variables, and those hold what people said."""

    def fail(_: object) -> None:
        raise ZeroDivisionError

    def run_headless(app: ReviewApp) -> None:
        app.call_later(app.action_flag)
        ReviewApp.__mro__[1].run(app, headless=True)

    monkeypatch.setattr(session, "flag", fail)
    monkeypatch.setattr(ReviewApp, "run", run_headless)

    with pytest.raises(ZeroDivisionError):
        run_review(session)
    assert "kwijt" not in "".join(capfd.readouterr())


def test_stopping_leaves_all_that_was_decided(session: ReviewSession, folder: Path) -> None:
    play(session, "j", "q")

    assert stored(folder) == [("band", "accept")]
