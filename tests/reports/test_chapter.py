"""The results chapter as a whole: in order, complete, the same every time, and for any data."""

import re
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from codeer.reports.account import Account
from codeer.reports.blocks import (
    Bars,
    Block,
    Chapter,
    Curves,
    Figure,
    Heading,
    HeatMap,
    Paragraph,
    Quote,
    Table,
)
from codeer.reports.chapter import make_account, make_chapter
from codeer.reports.data import make_data_tables
from codeer.results.axes import make_groups, make_themes
from codeer.results.compute import Results, Wishes, compute_results
from codeer.results.content import ReportContent
from tests.reports.chapters import LONG, NASTY
from tests.results.contents import (
    ACCOUNT,
    CHECKED,
    account,
    compute,
    crowd,
    make_agreement,
    make_content,
    show,
    studies,
)

MOMENTS = {1: 0.1, 2: 0.9}
PEOPLE = {
    **crowd("J", 6, 1, "gemak"),
    **crowd("O", 6, 5, "gemak band"),
    **crowd("JIM", 5, 4, "thuis"),
}
FULL = account(
    coders=("Anna", "Bea"),
    checked=CHECKED,
    agreement=make_agreement("Anna", "Bea"),
    remarks={"J01.txt": ["A vraagt"]},
)
OF_THE_RUN = {"suggesties-besluiten", "overeenstemming", "gebruikt", "overgeslagen", "aangenomen"}
"""Tables about all that was done, whatever the report shows of it."""


def compute_full(hide_small: bool, basis: str) -> Results:
    """Compute a study that has something to say in every section."""
    wishes = Wishes(quotes=2, tests=True, hide_small=hide_small)
    skipped = {"P01.txt": "leeg"}
    return compute(PEOPLE, wishes, moments=MOMENTS, basis=basis, skipped=skipped)


compute_once = cache(compute_full)


def full(*, hide_small: bool = False, basis: str = "proef", facts: Account = FULL) -> Chapter:
    """Return a chapter with every section."""
    return plain(compute_once(hide_small, basis), facts)


def plain(results: Results, facts: Account = ACCOUNT) -> Chapter:
    return make_chapter(results, facts, show(results.content))


def paragraphs(chapter: Chapter) -> list[str]:
    return [block.text for block in chapter.blocks if isinstance(block, Paragraph)]


def sentence(chapter: Chapter, theme: str) -> str:
    return next(text for text in paragraphs(chapter) if text.startswith(f"{theme} wordt genoemd"))


def headings(chapter: Chapter) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in chapter.blocks if isinstance(block, Heading)]


def texts(block: Block) -> list[str]:
    """Return everything in a block that a reader can read."""
    match block:
        case Table():
            cells = [cell.text for row in block.rows for cell in row.cells]
            names = [row.name for row in block.rows]
            return [block.title, *block.header, *names, *cells, *block.notes]
        case Figure():
            labels = getattr(block.drawing, "labels", ())
            inside = [label for row in labels for label in row]
            return [block.title, block.alternative, *block.notes, *inside]
        case Quote():
            return [block.text, block.source]
        case _:
            return [block.text]


def check_shape(chapter: Chapter) -> None:
    """Check what every writer relies on."""
    for table in chapter.tables():
        assert {len(row.cells) for row in table.rows} <= {len(table.header) - 1}, table.key
        opened = {at for row in table.rows for cell in row.cells for at in cell.fragments}
        assert opened <= set(range(len(chapter.fragments))), table.key
    for figure in chapter.figures():
        drawing = figure.drawing
        if isinstance(drawing, Curves):
            assert len(drawing.points) == len(drawing.series)
            assert all(drawing.points)
        else:
            columns = drawing.series if isinstance(drawing, Bars) else drawing.columns
            for grid in (drawing.values, drawing.labels):
                assert len(grid) == len(drawing.rows)
                assert {len(row) for row in grid} == {len(columns)}
    for block in chapter.blocks:
        for text in texts(block):
            assert not re.search(r"\b(None|nan|inf|Decimal|Level)\b", text), text


# --- order and names -----------------------------------------------------------------------------


def test_tables_and_figures_are_numbered_in_the_order_in_which_they_stand() -> None:
    chapter = full()

    assert [t.number for t in chapter.tables()] == list(range(1, len(chapter.tables()) + 1))
    assert [f.number for f in chapter.figures()] == list(range(1, len(chapter.figures()) + 1))


def test_the_main_table_is_the_first() -> None:
    """The wide CSV is made of it."""
    assert full().tables()[0].key == "thema-groep"


def test_keys_are_unique_and_can_be_anchors_and_names_of_files() -> None:
    for blocks in (full().tables(), full().figures()):
        keys = [block.key for block in blocks]

        assert len(set(keys)) == len(keys)
        assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", key) for key in keys)


def test_headings_go_down_one_level_at_a_time() -> None:
    levels = [level for level, _ in headings(full())]

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_section_is_there_when_there_is_something_to_say() -> None:
    chapter = full()

    assert {table.key for table in chapter.tables()} == {
        *("thema-groep", "intervallen", "fragmenten", "segmenten", "woorden", "gemiddelde"),
        *("verschil-groepen", "verschil-paren", "samenhang", "verzadiging", "verloop"),
        *("respondenten", "respondenten-opzet", *OF_THE_RUN),
    }
    assert {figure.key for figure in chapter.figures()} == {
        *("thema-groep-staven", "thema-groep-raster", "samenhang", "verzadiging")
    }
    check_shape(chapter)


def test_the_same_results_give_the_same_chapter() -> None:
    assert plain(compute_full(False, "proef"), FULL) == full()


def test_the_date_is_that_of_the_run() -> None:
    assert full().made == datetime(2024, 5, 1, 10, tzinfo=UTC)


# --- what every part says ------------------------------------------------------------------------


@pytest.mark.parametrize("hide_small", [False, True])
def test_filters_are_stated_in_every_table_and_figure_and_on_top(hide_small: bool) -> None:
    basis = "besluiten van Anna; alleen thema's: gemak; alleen groepen: jongere"
    chapter = full(basis=basis, hide_small=hide_small)

    assert chapter.basis == basis
    for block in (*chapter.tables(), *chapter.figures()):
        if block.key not in OF_THE_RUN:
            assert any(basis in note for note in block.notes), block.key


@pytest.mark.parametrize(
    ("key", "unit"),
    [
        ("thema-groep", "respondenten"),
        ("intervallen", "N"),
        ("fragmenten", "ragmenten"),
        ("segmenten", "segmenten"),
        ("woorden", "woorden"),
        ("gemiddelde", "interviews"),
        ("verschil-groepen", "respondenten"),
        ("verschil-paren", "respondenten"),
        ("samenhang", "egmenten, antwoorden en respondenten"),
        ("verzadiging", "interviews"),
        ("verloop", "transcripten"),
        ("respondenten", "personen"),
        ("respondenten-opzet", "respondenten"),
        ("suggesties-besluiten", "uggesties"),
        ("overeenstemming", "Eenheden"),
    ],
)
def test_the_first_note_says_what_is_counted(key: str, unit: str) -> None:
    table = next(table for table in full().tables() if table.key == key)

    assert unit in table.notes[0]


def test_unchecked_suggestions_carry_a_warning_and_checked_ones_do_not() -> None:
    assert "Ongecontroleerde" in full(facts=ACCOUNT).warning
    assert full().warning == ""


def test_who_mentions_a_theme_is_said_in_words_with_the_numbers() -> None:
    said = sentence(plain(compute(PEOPLE, Wishes())), "Gemak")

    for part in (
        *("een deel van de respondenten (6 van 17)", "een deel van de jongeren (1 van 6)"),
        *("de meeste ouders (5 van 6)", "geen van de JIM's (0 van 5)"),
    ):
        assert part in said
    assert "gezinnen" not in said


def test_a_group_without_interviews_is_not_said_to_mention_nothing() -> None:
    said = sentence(plain(compute({"J01": ["gemak"]}, Wishes())), "Gemak")

    assert "ouders" not in said


def test_a_report_on_one_group_speaks_of_that_group() -> None:
    groups = make_groups([("ouder", "ouders", ["ouder"], None)])[:1]
    said = sentence(plain(compute(PEOPLE, Wishes(), groups=groups)), "Gemak")

    assert "de meeste ouders (5 van 6)" in said
    assert said.count("5 van 6") == 1


# --- quotes --------------------------------------------------------------------------------------


def test_quotes_stand_under_their_theme_and_group() -> None:
    """A parent has another quote than its subtheme, so it has a heading too."""
    blocks = plain(compute(PEOPLE, Wishes(quotes=1))).blocks
    start = next(n for n, b in enumerate(blocks) if isinstance(b, Heading) and b.text == "Citaten")
    said = [b.text if isinstance(b, Heading) else b.source for b in blocks[start + 2 : start + 11]]

    assert said[0::3] == ["Steun", "Steun thuis", "Gemak"]
    assert said[1::3] == ["JIM's", "JIM's", "Jongeren"]
    assert all(re.fullmatch(r"\(JIM0\d, r\. 1\)", said[n]) for n in (2, 5))
    assert said[8] == "(J01, r. 1)"
    assert said[2] != said[5]


@pytest.mark.parametrize(("facts", "checked"), [(ACCOUNT, False), (FULL, True)])
def test_a_quote_says_whether_anybody_checked_it(facts: Account, checked: bool) -> None:
    chapter = plain(compute(PEOPLE, Wishes(quotes=1)), facts)
    quotes = [block for block in chapter.blocks if isinstance(block, Quote)]

    assert {quote.is_checked for quote in quotes} == {checked}


def test_without_quotes_there_is_no_section_of_them() -> None:
    assert "Citaten" not in {text for _, text in headings(plain(compute(PEOPLE, Wishes())))}
    nothing = plain(compute({"J01": [""]}, Wishes(quotes=3)))
    assert "Citaten" not in {text for _, text in headings(nothing)}


# --- fragments that a page can open --------------------------------------------------------------


def test_a_cell_opens_the_fragments_that_it_counts() -> None:
    chapter = plain(compute({"J01": ["gemak", "thuis"], "O01": ["gemak"]}, Wishes()))
    main = chapter.tables()[0]
    opened = {
        row.name: [
            [chapter.fragments[at].respondent for at in cell.fragments] for cell in row.cells
        ]
        for row in main.rows
    }

    assert opened["Gemak"] == [["J01"], ["O01"], [], ["J01", "O01"], ["J01", "O01"]]
    assert opened["Steun"] == opened["Steun thuis"] == [["J01"], [], [], ["J01"], ["J01"]]
    assert opened["Vertrouwensband"] == [[]] * 5


def test_fragments_on_the_same_words_are_opened_once() -> None:
    chapter = plain(compute({"J01": ["gemak thuis"]}, Wishes()))

    assert [fragment.themes for fragment in chapter.fragments] == [("Gemak", "Steun thuis")]
    assert [row.cells[0].fragments for row in chapter.tables()[0].rows] == [
        *((0,), (0,), (0,), (), (0,))
    ]


def test_without_fragments_to_show_nothing_opens() -> None:
    chapter = make_chapter(compute(PEOPLE, Wishes()), ACCOUNT, {})

    assert chapter.fragments == ()
    assert not any(c.fragments for t in chapter.tables() for row in t.rows for c in row.cells)


# --- small cells ---------------------------------------------------------------------------------


def test_hidden_cells_are_in_no_sentence() -> None:
    said = sentence(full(hide_small=True), "Gemak")

    assert "ouders (5 van 6)" in said
    assert "jongeren" not in said
    assert "van 17" not in said


def test_words_of_a_hidden_cell_are_not_shown_under_another_theme() -> None:
    """Band is large enough, but what stands on its words would name gemak of the one who said it."""
    people = {**crowd("J", 4, 4, "band"), "J01": ["band gemak"]}
    chapter = plain(compute(people, Wishes(hide_small=True)))

    assert {fragment.themes for fragment in chapter.fragments} == {("Vertrouwensband",)}
    assert {fragment.respondent for fragment in chapter.fragments} == {"J02", "J03", "J04"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(studies())
def test_no_part_of_the_chapter_tells_of_a_hidden_cell(study: ReportContent) -> None:
    content = compute_results(study, Wishes(hide_small=True)).content
    chapter = plain(compute_results(study, Wishes(quotes=2, hide_small=True)), FULL)
    hidden = {(f.theme.name, f.group.name) for f in content.frequencies if f.is_hidden}
    small = [f for f in content.frequencies if f.is_small]
    open_themes = {t.name for t in content.themes if not content.of(t, content.total).is_hidden}

    for table in chapter.tables()[:6]:
        for row in table.rows:
            for group, cell in zip(content.groups, row.cells, strict=True):
                assert (cell.text in ("<3", "#")) == ((row.name, group.name) in hidden)
    for table in chapter.tables():
        if table.key in ("samenhang", "verloop"):
            for row in table.rows:
                is_open = set(row.name.split(" + ")) <= open_themes
                assert is_open or {cell.text for cell in row.cells} == {"#"}
    for shown in chapter.fragments:
        names = {cell.theme.name for cell in small if shown.group in cell.group.members}
        assert names.isdisjoint(shown.themes)
    for theme, group in hidden - {(t, "totaal") for t, _ in hidden}:
        heading = next(g.heading for g in content.groups if g.name == group)
        assert not any(
            f"{heading} (" in s for s in paragraphs(chapter) if s.startswith(f"{theme} w")
        )


def test_the_tables_about_persons_are_left_out() -> None:
    keys = {table.key for table in full(hide_small=True).tables()}

    assert {"respondenten", "suggesties-besluiten"}.isdisjoint(keys)


# --- the account alone ---------------------------------------------------------------------------


def test_the_account_alone_says_what_the_chapter_says_of_the_method() -> None:
    results = compute(PEOPLE, Wishes())
    chapter, alone = plain(results, FULL), make_account(results, FULL)

    assert set(paragraphs(alone)) <= set(paragraphs(chapter))
    assert [table.key for table in alone.tables()] == [
        table.key for table in chapter.tables()[-len(alone.tables()) :]
    ]
    assert [table.number for table in alone.tables()] == [1, 2, 3, 4, 5]
    assert (alone.fragments, alone.figures(), alone.basis) == ((), (), "proef")


# --- odd data ------------------------------------------------------------------------------------

FORTY = make_themes(
    [(f"t{n:02}", f"Thema {n}", f"t{n - 1:02}" if n % 4 else None) for n in range(40)]
)
ONE = make_themes([("gemak", "Gemak", None)])
NASTY_THEMES = make_themes(
    [("gemak", NASTY, None), ("band", LONG, "gemak"), ("x", f"{LONG}{NASTY}", None)]
)
NASTY_GROUPS = make_groups([("jongere", NASTY, ["jongere"], 3), ("ouder", LONG, ["ouder"], None)])
ODD = {
    "no people": make_content({}),
    "no codings": make_content({"J01": ["", ""], "O01": [""]}, moments=MOMENTS),
    "somebody who only laughed": make_content({"J01": []}),
    "one respondent": make_content({"J01": ["gemak"]}, moments=MOMENTS),
    "a group without interviews": make_content(crowd("J", 6, 4, "gemak")),
    "a theme never found": make_content(PEOPLE, moments=MOMENTS),
    "one theme": make_content(PEOPLE, themes=ONE, moments=MOMENTS),
    "one theme, one group": make_content(PEOPLE, themes=ONE, groups=make_groups([])[:1]),
    "forty themes": make_content({"J01": ["t00 t39", "t07"]}, themes=FORTY, moments=MOMENTS),
    "nasty and long": make_content(
        {"J01": ["gemak band", "x"], "O01": ["x"]},
        themes=NASTY_THEMES,
        groups=NASTY_GROUPS,
        text=NASTY,
        basis=NASTY,
        skipped={NASTY: NASTY},
        moments=MOMENTS,
    ),
}


@pytest.mark.parametrize("hide_small", [False, True])
@pytest.mark.parametrize("study", ODD.values(), ids=ODD)
def test_odd_data_have_a_chapter_and_tables(study: ReportContent, hide_small: bool) -> None:
    results = compute_results(study, Wishes(quotes=3, hide_small=hide_small))
    chapter = plain(results)

    check_shape(chapter)
    assert len(chapter.tables()[0].rows) == len(study.themes)
    for table in make_data_tables(results):
        assert {len(row) for row in table.rows} <= {len(table.columns)}


def test_nasty_text_stands_in_the_chapter_as_it_is() -> None:
    """Each writer escapes for its own format."""
    chapter = plain(
        compute_results(ODD["nasty and long"], Wishes(quotes=1)), account(study=NASTY, rule=NASTY)
    )
    quotes = [block for block in chapter.blocks if isinstance(block, Quote)]

    assert chapter.title.endswith(NASTY)
    assert {quote.text for quote in quotes} == {NASTY}
    assert NASTY in {row.name for row in chapter.tables()[0].rows}
    assert {fragment.text for fragment in chapter.fragments} == {NASTY}


def test_without_codings_every_cell_of_people_is_zero_and_nothing_is_quoted() -> None:
    chapter = plain(compute_results(ODD["no codings"], Wishes(quotes=3)))
    cells = {cell.text for row in chapter.tables()[0].rows for cell in row.cells}
    grids = [f.drawing for f in chapter.figures() if isinstance(f.drawing, Bars | HeatMap)]

    assert cells == {"0", "–"}
    assert not any(isinstance(block, Quote) for block in chapter.blocks)
    assert all(not value for grid in grids for row in grid.values for value in row)
