"""The web page says all of the chapter, as text, and can do nothing but show it."""

import base64
import hashlib
import re
import sys
from dataclasses import replace

import pytest
from lxml import html

from codeer.errors import MissingLibrary
from codeer.reports.blocks import Cell, Chapter, Heading, Quote, Row, Table
from codeer.reports.writers.page import write_page
from tests.reports.chapters import LONG, NASTY, make_chapter

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def write(chapter: Chapter) -> bytes:
    return write_page(chapter, {figure.key: SVG for figure in chapter.figures()})


def read(chapter: Chapter) -> html.HtmlElement:
    return html.document_fromstring(write(chapter).decode("utf-8"))


def text_of(element) -> str:
    return " ".join(element.text_content().split())


def make_table(*rows: Row, header: tuple[str, ...] = ("Thema", "Totaal")) -> Table:
    return Table("proef", 7, "Proef", header, rows, ("Een noot.",))


@pytest.fixture(scope="module")
def page() -> html.HtmlElement:
    return read(make_chapter())


@pytest.fixture(scope="module")
def source() -> str:
    return write(make_chapter()).decode("utf-8")


# --- What the file may do ------------------------------------------------------------------------


def test_the_policy_allows_only_this_style_sheet_and_this_script(page) -> None:
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,), (script,) = page.xpath("//style/text()"), page.xpath("//script/text()")
    style_hash, script_hash = (
        base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
        for part in (style, script)
    )

    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{style_hash}'",
        f"script-src 'sha256-{script_hash}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_the_policy_stands_before_all_that_it_governs(source) -> None:
    start = source.index("Content-Security-Policy")

    assert start < source.index("<style>") < source.index("<script>")
    assert source.index('<meta charset="utf-8">') < start


def test_no_element_has_style_or_code_of_its_own(page) -> None:
    names = {name for element in page.iter() for name in element.attrib}

    assert not {name for name in names if name == "style" or name.startswith("on")}


def test_no_address_leaves_the_file(page) -> None:
    addresses = page.xpath("//@href | //@src | //@action | //@srcset")

    assert addresses
    assert all(address.startswith(("#", "data:image/svg+xml;base64,")) for address in addresses)


def test_nothing_in_the_file_is_an_address_of_the_web(source) -> None:
    assert not re.search(r"https?:|url\(|@import", source)


def test_what_looks_like_markup_stays_text() -> None:
    """Every text of the chapter is escaped, wherever it stands."""
    chapter = make_chapter(
        Heading(NASTY, 3),
        Table("naar", 2, NASTY, (NASTY, NASTY), (Row(NASTY, (Cell(NASTY, (1,)),)),), (NASTY,)),
    )
    fragment = replace(
        chapter.fragments[0],
        themes=(NASTY, NASTY),
        respondent=NASTY,
        group=NASTY,
        source=NASTY,
        question=NASTY,
        before=NASTY,
        after=NASTY,
        coder=NASTY,
    )
    figure = replace(chapter.figures()[0], title=NASTY, alternative=NASTY, notes=(NASTY,))
    nasty = replace(
        chapter,
        title=NASTY,
        warning=NASTY,
        basis=NASTY,
        blocks=(*chapter.blocks, figure),
        fragments=(fragment, *chapter.fragments[1:]),
    )
    source = write(nasty).decode("utf-8")
    page = html.document_fromstring(source)

    assert source.count("<script>") == 1
    assert page.xpath("//h1")[0].text == NASTY
    assert page.xpath("//title")[0].text == NASTY
    assert page.xpath("//img[last()]/@alt")[-1] == NASTY
    assert len(page.xpath("//script")) == 1


def test_text_that_runs_the_other_way_is_isolated(page) -> None:
    """Words get a direction of their own; names between our words stand in <bdi>."""
    assert all(p.get("dir") == "auto" for p in page.xpath("//blockquote/p"))
    assert all(p.get("dir") == "auto" for p in page.xpath("//p[mark]"))
    assert {b.text for b in page.xpath("//p[@class='meta']//bdi")} >= {"J01", "jongeren", "Anna"}
    assert page.xpath("//figcaption/bdi/text()") == ["(J01, r. 5)", "(P02, beurt 7)"]


def test_the_same_chapter_gives_the_same_bytes() -> None:
    assert write(make_chapter()) == write(make_chapter())


def test_without_jinja_the_message_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)

    with pytest.raises(MissingLibrary) as caught:
        write(make_chapter())

    assert caught.value.package == "jinja2"


# --- How the page is built -----------------------------------------------------------------------


def test_the_head_says_title_warning_basis_and_date(page) -> None:
    (head,) = page.xpath("//body/header")

    assert page.get("lang") == "nl"
    assert page.xpath("//title/text()") == ["Resultaten: proefonderzoek"]
    assert text_of(head.find("h1")) == "Resultaten: proefonderzoek"
    assert "geen mens heeft ze beoordeeld" in text_of(head.xpath(".//*[@role='note']")[0])
    assert "alleen groepen: jongere, professional" in text_of(head.xpath(".//dl")[0])
    assert text_of(head.xpath(".//time")[0]) == "1 maart 2026, 12.00 uur (UTC)"
    assert head.xpath(".//time/@datetime") == ["2026-03-01T12:00:00Z"]


def test_without_a_warning_there_is_no_note_at_the_top() -> None:
    assert not read(replace(make_chapter(), warning="")).xpath("//*[@role='note']")


def test_the_foot_says_how_to_keep_the_file(page) -> None:
    assert text_of(page.xpath("//footer")[0]) == (
        "Gemaakt met codeer; dit bestand bevat interviewtekst: bewaar het als de transcripten zelf."
    )


def test_headings_keep_their_order_and_level(page) -> None:
    headings = page.xpath("//main//*[self::h2 or self::h3][not(ancestor::details)]")

    assert [(h.tag, h.text) for h in headings] == [
        ("h2", "Thema's naar respondentgroep"),
        ("h3", "Verzadiging"),
        ("h2", "Citaten"),
        ("h2", "Fragmenten"),
    ]


def test_a_heading_is_never_deeper_than_html_goes() -> None:
    assert read(make_chapter(Heading("Diep", 9))).xpath("//main/h6/text()") == ["Diep"]


def test_the_contents_lead_to_every_heading(page) -> None:
    links = page.xpath("//nav//a")
    targets = [page.get_element_by_id(link.get("href")[1:]) for link in links]

    assert [text_of(link) for link in links] == [text_of(target) for target in targets]
    assert text_of(links[-1]) == "Fragmenten"


def test_the_first_link_skips_to_the_text(page) -> None:
    link = page.xpath("//body//a")[0]

    assert text_of(link) == "Naar de hoofdtekst"
    assert page.get_element_by_id(link.get("href")[1:]).tag == "main"


def test_every_anchor_is_unique() -> None:
    ids = read(make_chapter(Heading("Citaten"), make_table())).xpath("//@id")

    assert len(ids) == len(set(ids))


def test_an_empty_chapter_is_a_page_too() -> None:
    page = read(replace(make_chapter(), blocks=(), fragments=()))

    assert text_of(page.find(".//h1")) == "Resultaten: proefonderzoek"
    assert not page.xpath("//nav | //dialog | //details | //p[@class='hint']")


# --- Tables, figures, quotes ---------------------------------------------------------------------


def test_a_table_has_number_and_title_above_and_its_note_below(page) -> None:
    (table,) = page.xpath("//table")
    notes = page.get_element_by_id(table.get("aria-describedby"))

    assert text_of(table.find("caption//b")) == "Tabel 1"
    assert text_of(table.find("caption//i")).startswith("Thema's naar respondentgroep: aantal")
    assert [text_of(p) for p in notes] == [
        "Noot. n = respondenten die het thema noemen; meerdere thema's mogelijk.",
        "Bij N < 10 alleen n.",
    ]
    assert text_of(notes.find(".//i")) == "Noot."


def test_heads_say_what_they_head(page) -> None:
    assert [text_of(th) for th in page.xpath("//th[@scope='col']")] == [
        "Thema",
        "Jongeren (N = 4)",
        "Professionals (N = 10)",
        "Totaal (N = 14)",
    ]
    assert page.xpath("//th[@scope='row']/bdi[1]/text()") == [
        "Vertrouwensband",
        "Nabijheid",
        "Laagdrempeligheid",
        "Alle thema's samen",
    ]
    assert not page.xpath("//th[not(@scope)]")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("JIM's (N = 15)", ["(N = 15"]),
        ("Ouders (N = 2.850 woorden)", ["(N = 2.850"]),
        ("Gebruikt", []),
    ],
)
def test_the_size_of_a_group_is_kept_on_one_line(name, kept) -> None:
    page = read(make_chapter(make_table(header=("Thema", name))))
    (head,) = page.xpath("//div[@id='tabel-proef']//th[2]")

    assert text_of(head) == name
    assert head.xpath(".//span[@class='size']/span/text()") == kept


def test_a_subtheme_is_indented_and_names_what_it_stands_under(page) -> None:
    (row,) = page.xpath("//th[@class='in1']")

    assert text_of(row) == "Nabijheid onder Vertrouwensband"


def test_a_subtheme_stands_under_the_nearest_row_above_it_that_is_less_deep() -> None:
    levels = (("A", 0), ("B", 1), ("C", 2), ("D", 1), ("E", 0), ("F", 1))
    page = read(make_chapter(make_table(*(Row(name, (Cell("1"),), n) for name, n in levels))))
    names = page.xpath("//div[@id='tabel-proef']//th[@scope='row']")

    assert [text_of(name) for name in names] == [
        "A",
        "B onder A",
        "C onder B",
        "D onder A",
        "E",
        "F onder E",
    ]


def test_the_total_is_set_apart(page) -> None:
    assert page.xpath("//tr[@class='total']/th/bdi/text()") == ["Alle thema's samen"]


@pytest.mark.parametrize(
    ("texts", "is_numeric"),
    [
        (("12 (80%)", "1.234", "3,4", "<3", "–"), True),
        ((",03", "< ,001", "–"), True),
        (("−0,20 [−0,40; 0,01]", "0,10"), True),
        (("–", ""), True),
        (("0,45", "niet te berekenen"), True),
        (("vrijwel alle", "de meeste"), False),
        (("J01", "P02"), False),
    ],
)
def test_columns_of_numbers_are_told_from_columns_of_words(texts, is_numeric) -> None:
    page = read(make_chapter(make_table(*(Row("x", (Cell(text),)) for text in texts))))
    cells = page.xpath("//div[@id='tabel-proef']//tr/*[2]")

    assert {cell.get("class") == "n" for cell in cells} == {is_numeric}


@pytest.mark.parametrize(
    ("columns", "rows", "text", "classes"),
    [
        (3, 3, "12 (80%)", "block"),
        (3, 31, "12 (80%)", "block long"),
        (12, 3, "12 (80%)", "block wide"),
        (12, 3, "12", "block wide matrix"),
    ],
)
def test_the_shape_of_a_table_chooses_its_layout(columns, rows, text, classes) -> None:
    row = Row("x", (Cell(text),) * (columns - 1))
    table = make_table(*[row] * rows, header=("Thema", *["k"] * (columns - 1)))
    block = read(make_chapter(table)).get_element_by_id("tabel-proef")

    assert block.get("class").split() == classes.split()


def test_a_table_without_rows_is_shown() -> None:
    page = read(make_chapter(make_table()))

    assert len(page.xpath("//div[@id='tabel-proef']//th[@scope='col']")) == 2


def test_wide_things_scroll_in_a_region_that_the_keyboard_reaches(page) -> None:
    regions = page.xpath("//div[@class='scroll']")

    assert len(regions) == 4
    assert all(r.get("role") == "region" and r.get("tabindex") == "0" for r in regions)
    assert len({r.get("aria-label") for r in regions}) == 4


def test_a_figure_is_embedded_with_its_alternative(page) -> None:
    image = page.xpath("//figure[@id='figuur-thema-groep-raster']//img")[0]

    assert base64.b64decode(image.get("src").partition("base64,")[2]) == SVG
    assert image.get("alt") == "Raster: …"


def test_a_figure_has_number_and_title_above_and_its_note_below(page) -> None:
    figure = page.get_element_by_id("figuur-verzadiging")

    assert text_of(figure) == "Figuur 3 Verzadiging Noot. Op volgorde van naam."
    assert [child.tag for child in figure] == ["figcaption", "div", "div"]


def test_a_quote_is_a_block_with_its_source_behind_it(page) -> None:
    first, second = page.xpath("//figure[@class='quote']")

    assert text_of(first.find("blockquote")) == "Ik kan bij haar alles kwijt, altijd."
    assert text_of(first.find("figcaption")) == "(J01, r. 5)"
    assert second.find("blockquote/p").text == NASTY


def test_only_a_quote_that_nobody_checked_is_marked(page) -> None:
    assert [text_of(c) for c in page.xpath("//figure[@class='quote']/figcaption")] == [
        "(J01, r. 5)",
        "(P02, beurt 7) ongecontroleerd",
    ]


# --- Fragments -----------------------------------------------------------------------------------


def test_a_cell_leads_to_its_fragments_also_without_the_script(page) -> None:
    links = page.xpath("//td/a")

    assert [(link.text, link.get("data-fragments")) for link in links] == [
        ("4", "0-1"),
        ("13 (92%)", "0-1"),
        ("2", "0-1"),
        ("2 (14%)", "0-1"),
        ("1", "0"),
        ("11 (78%)", "0-1"),
    ]
    assert page.get_element_by_id(links[0].get("href")[1:]).tag == "li"


def test_the_fragments_of_a_cell_are_named_in_order_and_once() -> None:
    chapter = make_chapter(make_table(Row("x", (Cell("5", (6, 2, 3, 4, 3, 0)),))))
    many = replace(chapter, fragments=chapter.fragments * 4)
    (link,) = read(many).xpath("//div[@id='tabel-proef']//a")

    assert (link.get("href"), link.get("data-fragments")) == ("#f0", "0 2-4 6")


def test_a_cell_without_fragments_is_no_link(page) -> None:
    assert page.xpath("//tr[@class='total']/td/text()") == ["4", "10 (100%)", "–"]


def test_a_fragment_is_shown_with_all_around_it(page) -> None:
    item = page.get_element_by_id("f0")

    assert [text_of(p) for p in item] == [
        "(J01, r. 5) · respondent J01 · groep jongeren · thema Vertrouwensband · codeur Anna",
        "Vraag: Hoe is dat met je JIM?",
        "Nou. Ik kan bij haar alles kwijt, altijd. [lacht]",
    ]
    assert item.xpath(".//mark/text()") == ["Ik kan bij haar alles kwijt, altijd."]


def test_a_fragment_that_nobody_judged_says_so_and_asks_nothing_that_nobody_asked(page) -> None:
    item = page.get_element_by_id("f1")

    assert [text_of(p) for p in item] == [
        "(P02, beurt 7) · respondent P02 · groep professionals · "
        "thema Vertrouwensband; Laagdrempeligheid · codeur codeer nog niet beoordeeld",
        " ".join(NASTY.split()),
    ]


def test_every_fragment_stands_in_the_file_once() -> None:
    chapter = make_chapter()
    fragments = tuple(
        replace(
            chapter.fragments[n % 2], text=f"Fragment nummer {n}.", themes=("A", "B", "C")[n % 3 :]
        )
        for n in range(30)
    )
    source = write(replace(chapter, fragments=fragments)).decode("utf-8")

    assert {source.count(fragment.text) for fragment in fragments} == {1}


def test_fragments_are_grouped_under_their_first_theme_in_the_order_of_the_tables() -> None:
    chapter = make_chapter()
    first = chapter.fragments[0]
    themes = (
        ("Laagdrempeligheid",),
        ("Elders",),
        ("Vertrouwensband",),
        ("Laagdrempeligheid", "Elders"),
    )
    page = read(replace(chapter, fragments=tuple(replace(first, themes=t) for t in themes)))

    assert [text_of(summary) for summary in page.xpath("//summary")] == [
        "Vertrouwensband 1 fragment",
        "Laagdrempeligheid 2 fragmenten",
        "Elders 1 fragment",
    ]
    assert page.xpath("//details[2]//li/@id") == ["f0", "f3"]


def test_paper_says_that_fragments_may_be_missing(page) -> None:
    assert "alleen afgedrukt wat op het scherm was opengeklapt" in text_of(
        page.xpath("//p[@class='on-paper']")[0]
    )


def test_very_long_names_are_kept_whole() -> None:
    page = read(
        make_chapter(make_table(Row(LONG, (Cell("1"),))), Heading(LONG), Quote(LONG, "", False))
    )

    assert len(page.xpath(f'//*[normalize-space(text())="{LONG.strip()}"]')) == 4
