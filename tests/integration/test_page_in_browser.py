"""The web page works in a real browser: by keyboard, for everybody, on paper, without a network."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codeer.reports.blocks import Cell, Chapter, Heading, Paragraph, Row, Table
from codeer.reports.writers.page import write_page
from tests.integration.browser import Browser, Watched, launch_chromium
from tests.reports.chapters import LONG, NASTY, make_chapter

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="480pt" height="240pt" viewBox="0 0 480 240">'
    b'<rect x="9" y="9" width="460" height="90"/></svg>'
)
PHONE = {"viewport": {"width": 360, "height": 740}}
VALUES = ("12 (80%)", "1.234", "3,4", "<3", "–", "2")
NAMES = ("zorg", "Ander", "thema 10", "één", "thema 2", "Eénmalig")


def make_sortable() -> Table:
    rows = [Row(name, (Cell(value),)) for name, value in zip(NAMES, VALUES, strict=True)]
    rows.insert(2, Row("Totaal", (Cell("0"),), is_total=True))
    return Table("sorteer", 2, "Sorteren", ("Thema", "Aantal"), tuple(rows), ("Een noot.",))


def make_wide(columns: int, text: str, rows: int = 25) -> Table:
    header = ("Respondent", *(f"Thema {n} {LONG if n == 3 else ''}" for n in range(columns)))
    body = tuple(Row(f"J{n:02d}", (Cell(text, (n % 2,)),) * columns) for n in range(rows))
    return Table("breed", 3, LONG, header, body, ("Een noot.",))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch_chromium() as browser:
        yield browser


Open = Callable[..., Watched]


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open a chapter; no page may have complained or asked for anything but its own file."""
    opened: list[Watched] = []

    def open_one(chapter: Chapter | None = None, **how: Any) -> Watched:
        chapter = make_chapter(make_sortable()) if chapter is None else chapter
        path = tmp_path / "rapport.html"
        path.write_bytes(write_page(chapter, {f.key: SVG for f in chapter.figures()}))
        opened.append(browser.open(path, **how))
        return opened[-1]

    yield open_one
    assert [watched.complaints for watched in opened] == [[]] * len(opened)
    own = (tmp_path / "rapport.html").as_uri()
    asked = {url.partition("#")[0] for watched in opened for url in watched.requests}
    assert {url for url in asked if not url.startswith("data:")} == {own}


def find_barriers(watched: Watched) -> str:
    """Return what axe objects to; evaluating its source goes past the page's policy."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    results = axe.Axe().run(watched.page)
    return str(results.generate_report()) if results.violations_count else ""


# --- Accessible ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "how", [{}, {"color_scheme": "dark"}, PHONE], ids=["light", "dark", "phone"]
)
def test_axe_finds_no_barrier(open_page: Open, how: dict[str, Any]) -> None:
    """Neither on the page, nor with all fragments unfolded, nor in the panel."""
    shown = open_page(**how)
    closed = find_barriers(shown)
    shown.page.get_by_role("button", name="Klap alles open").click()
    unfolded = find_barriers(shown)
    shown.page.locator("a.open").first.click()

    assert (closed, unfolded, find_barriers(shown)) == ("", "", "")


def test_axe_finds_no_barrier_in_a_matrix(open_page: Open) -> None:
    assert find_barriers(open_page(make_chapter(make_wide(20, "1")), **PHONE)) == ""


@pytest.mark.parametrize("text", ["1", "12 (80%)"], ids=["matrix", "wide"])
def test_a_phone_never_scrolls_the_page_sideways(open_page: Open, text: str) -> None:
    chapter = make_chapter(Heading(LONG), Paragraph("x" * 300), make_wide(20, text))
    shown = open_page(replace(chapter, title="y" * 200), viewport={"width": 320, "height": 600})
    widths = shown.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    shown.page.locator("a.open").last.click()
    inside = shown.page.locator("dialog").evaluate("e => [e.scrollWidth, window.innerWidth]")

    assert widths[0] <= widths[1]
    assert inside[0] <= inside[1]


def test_only_what_scrolls_is_a_stop_for_the_tab_key(open_page: Open) -> None:
    chapter = make_chapter(make_wide(20, "1", rows=40))
    for how, stops in (({}, 1), (PHONE, 5)):
        shown = open_page(chapter, **how)
        shown.page.locator(f":nth-match(.scroll[tabindex='0'], {stops})").wait_for()
        assert shown.page.locator(".scroll[tabindex='0']").count() == stops


def test_a_figure_stays_on_white_in_the_dark(open_page: Open) -> None:
    shown = open_page(color_scheme="dark")
    color = "e => getComputedStyle(e).backgroundColor"

    assert shown.page.locator("img").first.evaluate(color) == "rgb(255, 255, 255)"
    assert shown.page.locator("html").evaluate(color) != "rgb(255, 255, 255)"


def test_the_first_tab_stop_skips_to_the_text(open_page: Open) -> None:
    shown = open_page()
    shown.press("Tab")
    name = shown.focused()
    shown.press("Enter")

    assert name == "Naar de hoofdtekst"
    assert shown.page.locator("main:focus").count() == 1


def test_what_looks_like_a_script_never_runs(open_page: Open) -> None:
    """The fixture fails on a dialog; here the text is shown as it was said."""
    shown = open_page()
    shown.page.locator("a.open").first.click()

    assert shown.texts("#paneel-lijst mark")[1] == " ".join(NASTY.split())
    assert shown.page.locator("body script").count() == 1


# --- Sorting -------------------------------------------------------------------------------------


def test_the_keyboard_sorts_numbers_up_down_and_back(open_page: Open) -> None:
    shown = open_page()
    shown.page.locator("#tabel-sorteer").get_by_role("button", name="Aantal").focus()
    header = shown.page.locator("#tabel-sorteer th[scope=col]").nth(1)
    seen = []
    for key in ("Enter", "Space", "Enter"):
        shown.press(key)
        seen.append((header.get_attribute("aria-sort"), shown.texts("#tabel-sorteer td")))

    assert seen == [
        ("ascending", ["2", "<3", "3,4", "12 (80%)", "1.234", "–", "0"]),
        ("descending", ["1.234", "12 (80%)", "3,4", "<3", "2", "–", "0"]),
        (None, ["12 (80%)", "1.234", "0", "3,4", "<3", "–", "2"]),
    ]


def test_names_are_sorted_as_dutch_sorts_them(open_page: Open) -> None:
    shown = open_page()
    shown.page.locator("#tabel-sorteer").get_by_role("button", name="Thema").click()

    assert shown.texts("#tabel-sorteer tbody th") == [
        "Ander",
        "één",
        "Eénmalig",
        "thema 2",
        "thema 10",
        "zorg",
        "Totaal",
    ]


def test_one_column_at_a_time_says_that_it_is_sorted_by(open_page: Open) -> None:
    shown = open_page()
    for name in ("Thema", "Aantal"):
        shown.page.locator("#tabel-sorteer").get_by_role("button", name=name).click()

    assert shown.texts("#tabel-sorteer [aria-sort]") == ["Aantal"]
    assert shown.texts("#melding") == ["Tabel 2 is gesorteerd op Aantal, oplopend."]


def test_a_sorted_subtheme_shows_what_it_stands_under(open_page: Open) -> None:
    shown = open_page()
    parent = shown.page.locator("#tabel-thema-groep .parent")
    before = parent.bounding_box()["width"]
    shown.page.locator("#tabel-thema-groep").get_by_role(
        "button", name="Totaal (N = 14)", exact=True
    ).click()

    assert before <= 1
    assert parent.bounding_box()["width"] > 40


# --- The panel -----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_cell_opens_exactly_its_fragments_and_escape_returns(open_page: Open, key: str) -> None:
    shown = open_page()
    cell = shown.page.get_by_role("button", name="1: 1 fragment van Laagdrempeligheid – Jongeren")
    cell.focus()
    shown.press(key)
    title, marked = shown.focused(), shown.texts("#paneel-lijst mark")
    shown.press("Escape")

    assert title == "Laagdrempeligheid – Jongeren (N = 4)"
    assert marked == ["Ik kan bij haar alles kwijt, altijd."]
    assert shown.page.locator("dialog[open]").count() == 0
    assert shown.focused().startswith("1: 1 fragment van Laagdrempeligheid")


def test_the_close_button_returns_too(open_page: Open) -> None:
    shown = open_page()
    shown.page.locator("a.open").nth(1).click()
    shown.page.get_by_role("button", name="Sluiten").click()

    assert shown.focused().startswith("13 (92%): 2 fragmenten van Vertrouwensband – Totaal")


def test_the_panel_shows_the_context_of_a_fragment(open_page: Open) -> None:
    shown = open_page()
    shown.page.locator("a.open").first.click()

    assert shown.texts("#paneel-lijst li:first-child p") == [
        "(J01, r. 5) · respondent J01 · groep jongeren · thema Vertrouwensband · codeur Anna",
        "Vraag: Hoe is dat met je JIM?",
        "Nou. Ik kan bij haar alles kwijt, altijd. [lacht]",
    ]
    assert shown.texts("#paneel-lijst .unchecked") == ["nog niet beoordeeld"]


def test_searching_keeps_what_has_all_words_whatever_accents_and_case(open_page: Open) -> None:
    shown = open_page()
    shown.page.locator("a.open").first.click()
    found = []
    for words in ("KWIJT Haar", "E' hyperlink", "nergens", ""):
        shown.page.get_by_label("Zoek in deze fragmenten").fill(words)
        found.append((shown.texts("#paneel-lijst b"), shown.texts("#paneel-aantal")))

    assert found == [
        (["(J01, r. 5)"], ["1 van 2 fragmenten"]),
        (["(P02, beurt 7)"], ["1 van 2 fragmenten"]),
        ([], ["0 van 2 fragmenten"]),
        (["(J01, r. 5)", "(P02, beurt 7)"], ["2 fragmenten"]),
    ]


def test_escape_in_the_search_box_closes_the_panel(open_page: Open) -> None:
    shown = open_page()
    shown.page.get_by_role("button", name="Zoek in alle fragmenten").click()
    shown.page.keyboard.type("kwijt")
    shown.press("Escape")

    assert shown.page.locator("dialog[open]").count() == 0
    assert shown.focused() == "Zoek in alle fragmenten"


def test_a_panel_opened_again_starts_anew(open_page: Open) -> None:
    shown = open_page()
    shown.page.get_by_role("button", name="Zoek in alle fragmenten").click()
    shown.page.keyboard.type("kwijt")
    shown.press("Escape")
    shown.page.locator("a.open").first.click()

    assert shown.page.get_by_label("Zoek in deze fragmenten").input_value() == ""
    assert len(shown.texts("#paneel-lijst li")) == 2


def test_thousands_of_fragments_can_be_opened_and_searched(open_page: Open) -> None:
    chapter = make_chapter()
    fragments = tuple(
        replace(chapter.fragments[0], text=f"Wat nummer {n}x zei. " + "Woord " * 100)
        for n in range(3000)
    )
    shown = open_page(replace(chapter, fragments=fragments))
    shown.page.get_by_role("button", name="Zoek in alle fragmenten").click()
    everything = shown.page.locator("#paneel-lijst li").count()
    shown.page.keyboard.type("nummer 2999x")

    assert everything == 3000
    assert shown.texts("#paneel-aantal") == ["1 van 3.000 fragmenten"]
    assert shown.page.locator("#paneel-lijst li").count() == 1


# --- Without the script, and on paper ------------------------------------------------------------


def test_without_the_script_a_cell_leads_to_its_fragment(open_page: Open) -> None:
    shown = open_page(java_script_enabled=False)
    shown.page.locator("a.open").first.click()

    assert shown.page.locator("#f0").is_visible()
    assert (
        shown.page.locator("button").count() == shown.page.locator("button:not(:visible)").count()
    )


def print_pages(shown: Watched) -> list[Any]:
    """Return the pages of a print."""
    pypdf = pytest.importorskip("pypdf")
    return list(pypdf.PdfReader(io.BytesIO(shown.page.pdf(format="A4"))).pages)


def read_pages(shown: Watched) -> list[str]:
    """Return the text of each page of a print."""
    return [" ".join(page.extract_text().split()) for page in print_pages(shown)]


def test_paper_has_no_panel_and_no_buttons(open_page: Open) -> None:
    shown = open_page()
    shown.page.locator("a.open").first.click()
    text = " ".join(read_pages(shown))

    assert "Tabel 1" in text
    assert "is alleen afgedrukt wat op het scherm was opengeklapt" in text
    assert not [
        w for w in ("Sluiten", "Zoek in", "Klap alles", "Inhoud", "↕", "file:") if w in text
    ]
    assert "Hoe is dat met je JIM?" not in text


def test_unfolded_fragments_are_printed(open_page: Open) -> None:
    shown = open_page()
    shown.page.locator("summary").first.click()

    assert "Vraag: Hoe is dat met je JIM?" in " ".join(read_pages(shown))


@pytest.mark.parametrize("columns", [4, 20], ids=["upright", "on its side"])
def test_a_table_of_several_pages_repeats_its_heads(open_page: Open, columns: int) -> None:
    shown = open_page(replace(make_chapter(), blocks=(make_wide(columns, "1", rows=70),)))
    pages = [text for text in read_pages(shown) if "J0" in text or "J69" in text]

    assert len(pages) > 1
    assert all("Thema 0" in text and "Thema 2" in text for text in pages)


def test_a_wide_table_is_printed_on_its_side_and_does_not_shrink_the_rest(open_page: Open) -> None:
    """Chromium would make all print smaller when one thing sticks out."""
    text = Paragraph("Regel. " * 900)
    (alone, *_) = read_pages(open_page(replace(make_chapter(), blocks=(text,))))
    pages = print_pages(open_page(replace(make_chapter(), blocks=(text, make_wide(40, "1")))))
    table = next(page for page in pages if "J00" in page.extract_text())

    assert " ".join(pages[0].extract_text().split()) == alone
    assert table.mediabox.width > table.mediabox.height
