"""The chapter as Markdown: it renders to the same words, and nothing in them is markup."""

from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from codeer.reports.blocks import (
    Cell,
    Chapter,
    Heading,
    Paragraph,
    Quote,
    Row,
    Table,
    put_on_one_line,
)
from codeer.reports.writers.markdown import write_markdown
from tests.reports.chapters import NASTY, make_chapter

EMPTY = replace(make_chapter(), blocks=(), warning="", title="T", basis="b")
STARTS = [
    "- nee", "+ ja", "* ja", "1. eerst", "12) dan", "(a) of", "iv) vier", "# kop", "> wie", "=== x",
    ": uitleg", "::: div", "| streep", "--- streep", "***", "~~~ code", "```", "    ver naar rechts",
    "<div>", "<!-- weg -->", "[x]: http://a.nl", "[^1]: noot", "---",
]  # fmt: skip
INLINE = [
    NASTY, "*a* _b_ **c** ~~d~~ `e`", "![a](b) [c](d) <http://e.nl>", "http://a.nl www.b.nl c@d.nl",
    "&eacute; &#65; &", "a\\", "\\*", "a|b\\|c", "$1 en $2", "H~2~O 10^2^", "x  \ny", "{#id .klasse}",
]  # fmt: skip
MARKUP = st.text(alphabet=st.sampled_from("ab 1\\`*_{}[]<>()#+-.!|~^$@&:;=\"'/\n\té"), max_size=25)


class _Reader(HTMLParser):
    """Collects the texts of elements, and which elements there are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.attributes: list[dict[str, str | None]] = []
        self._open: list[list[str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append(dict(attrs))
        self._open.append([])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        text = "".join(self._open.pop())
        self.texts.append((tag, text.strip("\n")))
        if self._open:
            self._open[-1].append(text)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].append(data)

    def of(self, tag: str) -> list[str]:
        return [text for name, text in self.texts if name == tag]


def render(chapter: Chapter, pictures: dict[str, str] | None = None) -> _Reader:
    return _Reader(MarkdownIt("gfm-like").render(write_markdown(chapter, pictures or {}).decode()))


def table_of(text: str) -> Table:
    rows = (
        Row(text, (Cell(text), Cell("1"))),
        Row("Totaal", (Cell(text), Cell("2")), is_total=True),
    )
    return Table("k", 1, text, (text, text, "n"), rows, (text,))


def source(*blocks: object) -> str:
    return write_markdown(replace(EMPTY, blocks=blocks), {}).decode()


def test_a_paragraph_says_what_it_said_whatever_it_starts_with() -> None:
    texts = [*STARTS, *INLINE]
    read = render(replace(EMPTY, blocks=tuple(map(Paragraph, texts))))

    assert read.tags == ["h1", "p", "em", *["p"] * len(texts)]
    assert read.of("p")[1:] == [put_on_one_line(text) for text in texts]


@given(MARKUP)
def test_no_text_is_markup_anywhere(text: str) -> None:
    said = f"a {text} b"
    blocks = (Heading(said), Paragraph(f"{text} b"), Quote(said, "(J01)", is_checked=True))
    read = render(replace(EMPTY, title=said, basis=said, warning=said, blocks=blocks))

    one_line = put_on_one_line(said)
    assert read.tags == "h1 blockquote p strong p em h2 p blockquote p".split()
    assert (read.of("h1"), read.of("h2")) == ([one_line], [one_line])
    assert read.of("p") == [
        one_line,
        f"Basis: {one_line}",
        put_on_one_line(f"{text} b"),
        f"{one_line} (J01)",
    ]


@given(MARKUP)
def test_a_table_holds_its_texts_whatever_is_in_them(text: str) -> None:
    said = f"a{text}b"
    read = render(replace(EMPTY, blocks=(table_of(said),)))

    one_line = put_on_one_line(said)
    assert read.of("th") == [one_line, one_line, "n"]
    assert read.of("td") == [one_line, one_line, "1", "Totaal", one_line, "2"]
    assert read.of("p")[1:] == [f"Tabel 1\n{one_line}", f"Noot. {one_line}"]


def test_the_chapter_has_its_title_warning_and_basis_on_top() -> None:
    text = write_markdown(make_chapter(), {}).decode()

    assert text.startswith(
        "# Resultaten: proefonderzoek\n\n"
        "> **Ongecontroleerde suggesties: geen mens heeft ze beoordeeld.**\n\n"
        "*Basis:* ongecontroleerde suggesties; alleen groepen: jongere, professional\n\n"
        "## Thema's naar respondentgroep\n\n"
    )


def test_a_checked_chapter_has_no_warning() -> None:
    assert source() == "# T\n\n*Basis:* b\n"


def test_a_table_has_number_title_and_note_and_its_numbers_on_the_right() -> None:
    (table,) = make_chapter().tables()

    assert (
        source(table)
        == """\
# T

*Basis:* b

**Tabel 1**\\
*Thema's naar respondentgroep: aantal respondenten dat het thema noemt, n (%)*

| Thema                  | Jongeren (N = 4) | Professionals (N = 10) | Totaal (N = 14) |
| ---------------------- | ---------------: | ---------------------: | --------------: |
| Vertrouwensband        |                4 |                9 (90%) |        13 (92%) |
| &nbsp;&nbsp;Nabijheid  |                2 |                 0 (0%) |         2 (14%) |
| Laagdrempeligheid      |                1 |              10 (100%) |        11 (78%) |
| **Alle thema's samen** |                4 |              10 (100%) |               – |

*Noot.* n = respondenten die het thema noemen; meerdere thema's mogelijk. Bij N \\< 10 alleen n.
"""
    )


def test_a_subtheme_is_indented_when_rendered() -> None:
    assert "\u00a0\u00a0Nabijheid" in render(make_chapter()).of("td")


def test_a_column_of_words_is_not_aligned_right() -> None:
    rows = (Row("Codeboek", (Cell("jim"),)), Row("Drempel", (Cell("laag"),)))

    assert "| -------- | -------- |" in source(Table("k", 1, "T", ("Deel", "Gebruikt"), rows, ()))


def test_a_table_without_rows_is_a_table() -> None:
    assert render(replace(EMPTY, blocks=(Table("k", 1, "T", ("a", "b"), (), ()),))).of("th") == [
        "a",
        "b",
    ]


def test_headings_stand_below_the_title_and_never_deeper_than_markdown_goes() -> None:
    assert source(Heading("een"), Heading("drie", 3), Heading("negen", 9)).endswith(
        "## een\n\n#### drie\n\n###### negen\n"
    )


def test_a_figure_is_an_image_with_its_alternative_text() -> None:
    read = render(make_chapter(), {"verzadiging": "figuren/verzadiging.svg"})

    image = read.attributes[read.tags.index("img")]
    assert image == {"src": "figuren/verzadiging.svg", "alt": "Lijnen: …"}


def test_a_path_with_spaces_and_brackets_stays_one_path() -> None:
    read = render(make_chapter(), {"verzadiging": "mijn figuren/a (1)_x_.svg"})

    image = read.attributes[read.tags.index("img")]
    assert image["src"] == "mijn%20figuren/a%20%281%29_x_.svg"


def test_an_image_is_never_alone_in_its_paragraph_or_pandoc_numbers_it_too() -> None:
    text = write_markdown(make_chapter(), {"verzadiging": "v.svg"}).decode()

    assert "**Figuur 3**\\\n*Verzadiging*\\\n![Lijnen: …](v.svg)\n\n*Noot.* " in text


def test_a_figure_without_a_path_is_described() -> None:
    figure = make_chapter().figures()[0]
    figures = tuple(replace(figure, alternative=text, notes=()) for text in STARTS)

    read = render(replace(EMPTY, blocks=figures))
    shown = [f"Figuur 1\nThema's per groep\n{put_on_one_line(text)}" for text in STARTS]
    assert read.of("p")[1:] == shown


def test_an_unchecked_quote_says_so_behind_its_source() -> None:
    quotes = render(make_chapter()).of("blockquote")

    assert quotes[1] == "Ik kan bij haar alles kwijt, altijd. (J01, r. 5)"
    assert quotes[2] == f"{NASTY} (P02, beurt 7) (ongecontroleerd)"


def test_control_characters_are_left_out() -> None:
    assert source(Paragraph("a\x00b\x1bc\x07d")).endswith("\n\nabcd\n")


def test_the_file_is_utf_8_and_ends_with_one_newline() -> None:
    content = write_markdown(make_chapter(), {})

    assert "שלום 😀 'é'" in content.decode("utf-8")
    assert content.endswith(b"(ongecontroleerd)\n")
