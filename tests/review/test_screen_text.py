"""What stands on the review screen at which size; nothing depends on colour alone."""

from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.text import Text

from codeer.model import Decision, Verdict
from codeer.review.queue import Answer, Progress, Proposal
from codeer.review.screen_text import (
    Page,
    count_hidden,
    draw_page,
    find_words,
    readable,
    show_answer,
    show_minutes,
    show_row,
)
from codeer.review.walk import Row

TEXT = "Ik kan alles kwijt. Ze belde mij op. Dat was het."
START = 100
FIRST, SECOND, THIRD = (100, 119), (120, 136), (137, 149)
SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]


def make_answer(text: str = TEXT, question: str = "Hoe ging dat?", before: str = "Goed.") -> Answer:
    return Answer(
        source=1,
        transcript="J01.txt",
        turn=4,
        respondent="J01",
        group="jongere",
        start=START,
        end=START + len(text),
        text=text,
        question=question,
        before=before,
        sentences=(FIRST, SECOND, THIRD),
    )


def make_row(
    place: tuple[int, int] = FIRST,
    code: str = "band",
    verdict: Verdict | None = None,
    reason: str = "kwijt [kwijt kunnen]",
    score: float = 0.8,
) -> Row:
    proposal = Proposal(1, code, *place, score, "patronen", reason, is_negated=False)
    names = {"band": ("Vertrouwensband", "#1b6ca8"), "gemak": ("Laagdrempeligheid", "#b3541e")}
    return Row(code, *names[code], *place, verdict, proposal=proposal)


def make_page(answer: Answer | None = None, *rows: Row, **other: object) -> Page:
    page = Page(
        answer=answer or make_answer(),
        rows=rows,
        chosen=0,
        cursor=(rows[0].start, rows[0].end) if rows else FIRST,
        number=3,
        progress=Progress(2, 83, 1, 6, 1, 38),
        left="nog 81",
    )
    return replace(page, **other)  # type: ignore[arg-type]


def lines_of(page: Page, width: int = 80, height: int = 24) -> list[str]:
    return draw_page(page, width, height).plain.split("\n")


def styled(text: Text, part: str) -> str:
    """Return the styles that hold on a part of a text."""
    start = text.plain.index(part)
    spans = [s for s in text.spans if s.start <= start and s.end >= start + len(part)]
    return " ".join(str(span.style) for span in spans)


LONG = make_answer("Dit is een lange zin over van alles en nog wat. " * 80)
MANY = [make_row(verdict=None) for _ in range(20)]


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize(
    "page",
    [
        make_page(),
        make_page(LONG, *MANY),
        make_page(make_answer("x" * 3000, "Vraag? " * 200, "Eerder. " * 200), make_row()),
        make_page(make_answer("漢字 👩‍👩‍👧 é ⟨1⟩ [b]nee[/b] " * 60), make_row()),
        make_page(make_answer("a\tb\x1b[31mrood\x07\x9b\n\nc", "", ""), make_row()),
        make_page(None, make_row(), said="Niet bewaard. " * 60),
        make_page(None, make_row(), memo="memo " * 90, is_flagged=True, is_done=True),
    ],
    ids=["leeg", "lang", "onafgebroken", "breed", "stuur", "fout", "memo"],
)
def test_the_screen_has_exactly_its_size(page: Page, width: int, height: int) -> None:
    lines = lines_of(page, width, height)

    assert len(lines) == height
    assert max(map(cell_len, lines)) <= width


@pytest.mark.parametrize(("width", "height"), [(59, 24), (80, 19), (12, 3)])
def test_too_small_a_window_says_so_and_how_big_it_must_be(width: int, height: int) -> None:
    said = " ".join(draw_page(make_page(), width, height).plain.split())

    assert "te klein" in said
    assert "60 bij 20" in said
    assert "kwijt" not in said


def test_who_speaks_where_stands_on_top() -> None:
    assert lines_of(make_page())[0].startswith(" 3/83 · J01.txt · J01 (jongere) · beurt 4")


def test_flagged_done_and_blind_are_words() -> None:
    top = lines_of(make_page(is_flagged=True, is_done=True, is_blind=True))[0]

    assert " · klaar · BESPREKEN · blind · " in top


def test_the_question_and_what_was_said_before_it_stand_above_the_answer() -> None:
    lines = lines_of(make_page())

    assert lines[1:3] == [" eerder: Goed.", " vraag: Hoe ging dat?"]
    assert "Ik kan alles kwijt." in lines[4]


def test_a_long_question_keeps_its_begin_and_its_end() -> None:
    question = "Ik wil het hebben over " + "van alles en " * 60 + "hoe was dat voor jou?"
    above = " ".join(lines_of(make_page(make_answer(question=question)))[1:5])

    assert "vraag: Ik wil het hebben over" in above
    assert "…" in above
    assert "hoe was dat voor jou?" in above


def test_a_long_answer_before_keeps_its_end() -> None:
    before = "Het begon " + "en toen " * 200 + "zei ik nee."
    above = " ".join(lines_of(make_page(make_answer(before=before)))[1:5])

    assert "eerder: …" in above
    assert "zei ik nee." in above


def test_a_bigger_window_has_room_for_more_context() -> None:
    page = make_page(make_answer(question="Vraag en nog eens. " * 60))

    assert sum("Vraag" in line for line in lines_of(page, 120, 40)) > sum(
        "Vraag" in line for line in lines_of(page, 80, 24)
    )


def test_a_suggested_sentence_has_the_colour_of_its_theme() -> None:
    shown = show_answer(make_answer(), [make_row()], SECOND)

    assert readable("#1b6ca8") in styled(shown, "Ik kan alles")
    assert readable("#1b6ca8") not in styled(shown, "Ze belde")


def test_the_words_that_matched_stand_out_in_their_sentence() -> None:
    shown = show_answer(make_answer(), [make_row()], SECOND)

    assert "on #1B6CA8" in styled(shown, "kwijt")
    assert "on #1B6CA8" not in styled(shown, "alles")


def test_without_colours_a_number_ends_each_stretch_and_a_mark_begins_the_chosen_one() -> None:
    rows = [make_row(), make_row(SECOND, "gemak")]

    assert show_answer(make_answer(), rows, SECOND).plain == (
        "Ik kan alles kwijt.⟨1⟩ ▸Ze belde mij op.⟨2⟩ Dat was het."
    )


def test_themes_on_one_sentence_share_its_mark() -> None:
    rows = [make_row(), make_row(code="gemak")]

    assert show_answer(make_answer(), rows, FIRST).plain.startswith("▸Ik kan alles kwijt.⟨1,2⟩")


def test_a_rejected_sentence_is_no_longer_highlighted() -> None:
    shown = show_answer(make_answer(), [make_row(verdict=Verdict.REJECT)], SECOND)

    assert styled(shown, "Ik kan alles") == ""
    assert "⟨1⟩" in shown.plain


def test_a_coding_that_runs_beyond_the_answer_ends_with_it() -> None:
    shown = show_answer(make_answer(), [make_row((120, 9999))], SECOND)

    assert shown.plain.endswith("Dat was het.⟨1⟩")


def test_every_verdict_has_its_own_sign() -> None:
    signs = {
        show_row(1, make_row(verdict=verdict), is_chosen=False).plain[5:8]
        for verdict in (None, Verdict.ACCEPT, Verdict.REJECT)
    }

    assert signs == {"[ ]", "[✓]", "[✗]"}


def test_a_row_has_theme_score_and_reason() -> None:
    shown = show_row(1, make_row(), is_chosen=True).plain

    assert shown == "▸  1 [ ] Vertrouwensband  0,80  kwijt [kwijt kunnen]"


def test_a_negated_suggestion_says_so() -> None:
    row = make_row()
    assert row.proposal is not None
    negated = replace(row, proposal=replace(row.proposal, is_negated=True))

    assert show_row(1, negated, is_chosen=False).plain.endswith("(ontkenning)")


@pytest.mark.parametrize(
    ("suggestion", "said"), [(None, "zelf toegevoegd"), (7, "eerder aanvaard")]
)
def test_a_coding_without_a_proposal_says_where_it_came_from(
    suggestion: int | None, said: str
) -> None:
    decision = Decision(1, "band", *FIRST, Verdict.ACCEPT, suggestion)
    row = Row("band", "Vertrouwensband", "#1b6ca8", *FIRST, Verdict.ACCEPT, decision=decision)

    assert show_row(1, row, is_chosen=False).plain.endswith(said)


def test_all_rows_are_on_the_screen_up_to_eight() -> None:
    lines = lines_of(make_page(None, *MANY[:8]))

    assert sum("Vertrouwensband" in line for line in lines) == 8
    assert not any("voorstellen" in line for line in lines)


@pytest.mark.parametrize("chosen", [0, 10, 19])
def test_of_more_rows_the_chosen_one_is_on_the_screen(chosen: int) -> None:
    lines = lines_of(make_page(None, *MANY, chosen=chosen))

    assert any(line.startswith(f"▸ {chosen + 1:>2} ") for line in lines)
    assert any("20 voorstellen" in line for line in lines)


def test_a_long_answer_shows_the_chosen_sentence_and_how_much_is_out_of_sight() -> None:
    place = START + LONG.text.rindex("Dit is"), LONG.end
    page = make_page(LONG, make_row(place))
    lines = lines_of(page)
    above, below = count_hidden(page, 80, 24)

    assert any("▸Dit is" in line for line in lines)
    assert any(f"▲ nog {above} regels tekst" in line for line in lines)
    assert below == 0


def test_a_long_answer_can_be_moved_by_hand() -> None:
    page = make_page(LONG, make_row())

    assert count_hidden(page, 80, 24)[0] == 0
    assert count_hidden(replace(page, scroll=5), 80, 24)[0] == 5


def test_progress_is_told_for_all_for_the_transcript_and_for_the_group() -> None:
    assert " klaar 2/83 · transcript 1/6 · groep 1/38 · nog 81" in lines_of(make_page())[-2]


def test_a_message_takes_the_place_of_the_keys_and_is_shown_whole() -> None:
    said = "Niet bewaard. /home/anna/onderzoek/codeer.sqlite: in gebruik door een ander programma."
    lines = " ".join(lines_of(make_page(said=f"{said} Probeer het opnieuw."), 60, 20))

    assert " ".join(said.split()) in " ".join(lines.split())
    assert "j ja" not in lines


def test_blind_says_that_nothing_is_suggested_on_purpose() -> None:
    assert any("geen suggesties getoond" in line for line in lines_of(make_page(is_blind=True)))


@pytest.mark.parametrize(
    ("sentence", "reason", "words"),
    [
        ("Ze belde mij op.", "belde … op [opbellen]", ["belde", "op"]),
        ("Opa belde op.", "belde op [opbellen]", ["belde op"]),
        (
            "Een klik, echt vertrouwen.",
            "klik [klik]; vertrouwen [vertrouwen]",
            ["klik", "vertrouwen"],
        ),
        ("Zo'n drempel.", "drempel [+drempel]; lijkt op: iets anders", ["drempel"]),
        ("Kwijt (of niet)?", "( of niet ) [vreemd]", ["(of niet)"]),
        ("Iets anders.", "kwijt [kwijt kunnen]", []),
        ("Iets anders.", "lijkt op: Iets", []),
        ("Vertrouwen.", "", []),
    ],
)
def test_the_words_of_a_reason_are_found(sentence: str, reason: str, words: list[str]) -> None:
    assert [sentence[start:end] for start, end in find_words(sentence, reason)] == words


@pytest.mark.parametrize("color", ["#000000", "#1b6ca8", "#ffffff", "#112233"])
def test_a_colour_of_the_codebook_is_light_enough_to_read(color: str) -> None:
    red, green, blue = (int(readable(color)[i : i + 2], 16) for i in (1, 3, 5))

    assert (299 * red + 587 * green + 114 * blue) / 255_000 >= 0.55


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (5, "nog ongeveer een minuut"),
        (600, "nog ongeveer 10 minuten"),
        (9000, "nog ongeveer 2,5 uur"),
    ],
)
def test_the_estimate_is_in_words(seconds: float, said: str) -> None:
    assert show_minutes(seconds) == said
