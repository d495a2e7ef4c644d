"""The chapter as LaTeX: a fragment that says what the blocks say, and runs nothing of it."""

import os
import re
import shutil
import string
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeer.reports.blocks import Block, Cell, Heading, Paragraph, Quote, Row, Table
from codeer.reports.writers.latex import write_latex
from tests.reports.chapters import NASTY, make_chapter

EMPTY = replace(make_chapter(), blocks=(), warning="", title="T", basis="b")
NUMBERS = Table(
    "getallen", 1, "Getallen", ("Thema", "n"), (Row("band", (Cell("1"),)),), ("Eerst.", "Dan.")
)
ATTACK = r"\input{/etc/passwd} \write18{ls} \immediate ^^5cinput $\alpha$ } \end{document} % weg"
OWN_COMMANDS = """
    textbackslash textasciitilde textasciicircum textless textgreater textbar textquotedbl
    textquotesingle textasciigrave mbox
""".split()

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)
"""A picture."""

needs_tex = pytest.mark.skipif(
    shutil.which("lualatex") is None or shutil.which("pdftotext") is None,
    reason="lualatex of pdftotext staat niet op deze computer",
)


def body(*blocks: Block, pictures: dict[str, str] | None = None) -> str:
    text = write_latex(replace(EMPTY, blocks=blocks), pictures or {}).decode()
    return text.partition("\\noindent\\textit{Basis:} b\n\n")[2].removesuffix("\n")


def wide(columns: int) -> Table:
    header = ("Respondent", *(f"Laagdrempeligheid {n}" for n in range(columns)))
    rows = tuple(Row(f"J{n}", (Cell("1"),) * columns) for n in range(3))
    return Table("breed", 1, "Breed", header, rows, ("n.",))


def test_it_is_a_fragment_with_a_comment_that_says_how_to_take_it_in() -> None:
    lines = write_latex(make_chapter(), {}).decode().splitlines()

    comment = "\n".join(lines[: lines.index("")])
    assert all(line.startswith("%") for line in comment.splitlines())
    assert r"\usepackage{booktabs,longtable,array,graphicx,float}" in comment
    assert r"\input{rapport.tex}" in comment
    assert "documentclass" not in "".join(lines)


def test_a_title_cannot_leave_the_comment() -> None:
    text = write_latex(replace(EMPTY, title="een\n\\input{twee}\r\\drie\u2028\\vier"), {}).decode()

    assert text.startswith("% een \\input{twee} \\drie \\vier\n%")


def test_the_warning_and_the_basis_come_first() -> None:
    text = write_latex(make_chapter(), {}).decode()

    assert (
        "\n\n\\begin{quote}\n"
        "\\textbf{Ongecontroleerde suggesties: geen mens heeft ze beoordeeld.}\n\\end{quote}\n\n"
        "\\noindent\\textit{Basis:} ongecontroleerde suggesties; alleen groepen: jongere, "
        "professional\n\n\\section{Thema's naar respondentgroep}\n"
    ) in text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("50% van #1 & _x_", r"50\% van \#1 \& \_x\_"),
        ("{$}", r"\{\$\}"),
        (r"\c", r"\textbackslash{}c"),
        ("a~b^c", r"a\textasciitilde{}b\textasciicircum{}c"),
        ("<a> | b", r"\textless{}a\textgreater{} \textbar{} b"),
        ('"ja" `nee`', r"\textquotedbl{}ja\textquotedbl{} \textasciigrave{}nee\textasciigrave{}"),
        (
            "'s avonds foto's 'x'",
            r"\textquotesingle{}s avonds foto's \textquotesingle{}x\textquotesingle{}",
        ),
        ("a--b ,, c", r"a-\mbox{}-b ,\mbox{}, c"),
        ("<<", r"\textless{}\mbox{}\textless{}"),
        ("[lacht] * x", "{[}lacht{]} {*} x"),
        ("regel\n\neen\ttwee\x00", "regel een twee"),
        ("שלום 😀 é", "שלום 😀 é"),
    ],
)
def test_what_means_something_to_tex_is_written_out(text: str, written: str) -> None:
    assert body(Paragraph(text)) == written


@given(st.text(alphabet=st.sampled_from(string.printable), max_size=30))
def test_no_text_holds_a_command_of_its_own(text: str) -> None:
    written = body(Paragraph(f"a{text}{ATTACK}"))

    commands = re.findall(r"\\([A-Za-z]+|.)", written)
    assert set(commands) <= {*OWN_COMMANDS, *"{}$&#_%"}
    bare = re.sub(r"\\[A-Za-z]+\{\}|\\.|\{[\[\]*]\}", "", written)
    assert not set(bare) & set('\\{}$&#_%^~"`[]*<>|')


def test_a_table_has_its_caption_above_its_note_below_and_no_vertical_lines() -> None:
    assert (
        body(NUMBERS)
        == r"""\begin{table}[H]
\caption{Getallen}\label{tab:getallen}
\centering
\begin{tabular}{>{\small\raggedright\hspace{0pt}\arraybackslash}p{\dimexpr0.526\linewidth-2\tabcolsep\relax}
>{\small\raggedleft\hspace{0pt}\arraybackslash}p{\dimexpr0.473\linewidth-2\tabcolsep\relax}}
\toprule
Thema & n \\
\midrule
band & 1 \\
\bottomrule
\end{tabular}
\par\smallskip\raggedright\small\textit{Noot.} Eerst. Dan.
\end{table}"""
    )


def test_a_long_table_repeats_its_header_and_keeps_its_note_with_its_last_row() -> None:
    text = body(replace(NUMBERS, rows=NUMBERS.rows * 40))

    assert (
        r"""
\caption{Getallen}\label{tab:getallen}\\
\toprule
Thema & n \\
\midrule
\endfirsthead
\toprule
Thema & n \\
\midrule
\endhead
\bottomrule
\endfoot
"""
        in text
    )
    assert (
        r"""
band & 1 \\
band & 1 \\*
\bottomrule
\multicolumn{2}{p{\dimexpr\linewidth-2\tabcolsep\relax}}{"""
        in text
    )


def test_rows_of_much_text_make_a_table_long_too() -> None:
    rows = tuple(Row(f"J{n}", (Cell("Veel woorden. " * 40),)) for n in range(10))

    assert r"\begin{longtable}" in body(Table("k", 1, "T", ("Bestand", "Aangenomen"), rows, ()))


def test_tables_and_figures_are_numbered_by_latex_only() -> None:
    text = write_latex(make_chapter(), {}).decode()

    assert not re.search(r"Tabel \d|Figuur \d|\\ref", text)


def test_a_subtheme_is_indented_and_a_total_set_apart() -> None:
    text = body(*make_chapter().tables())

    assert r"\leftskip=1em Nabijheid & 2" in text
    assert "\\midrule\nAlle thema's samen & 4" in text


def test_n_stays_with_its_number_in_a_header() -> None:
    assert "Jongeren (N~=~4) & Professionals (N~=~10)" in body(*make_chapter().tables())


def shown_columns(text: str) -> list[int]:
    numbers = re.findall(r"Laagdrempeligheid (\d+)", text)
    return list(dict.fromkeys(map(int, numbers)))


def test_a_wide_table_is_printed_smaller_and_then_with_turned_names() -> None:
    assert r">{\footnotesize" not in body(wide(3))
    assert body(wide(4)).count(r">{\footnotesize") == 5
    assert r"\rotatebox" not in body(wide(4))
    assert body(wide(11)).count(r"\rotatebox{90}{\parbox{") == 11


def test_a_table_with_too_many_columns_goes_on_below_itself() -> None:
    text = body(wide(20))

    assert (text.count(r"\caption"), text.count("Noot.")) == (1, 1)
    assert text.count(r"\begin{tabular}") == 2
    assert shown_columns(text) == list(range(20))
    assert len(re.findall(r"^J0 & ", text, re.MULTILINE)) == 2


def test_a_long_table_with_too_many_columns_goes_on_with_the_same_number() -> None:
    table = wide(20)
    text = body(replace(table, rows=table.rows * 30))

    assert text.count(r"\begin{longtable}") == 2
    assert text.count(r"\addtocounter{table}{-1}") == 1
    assert text.count(r"\caption{Breed}\label{tab:breed}") == 1
    assert text.count(r"\caption*{\tablename~\thetable{} (vervolg)}") == 1
    assert text.count("Noot.") == 1
    assert shown_columns(text) == list(range(20))


@pytest.mark.parametrize("columns", [1, 4, 11, 40])
def test_columns_are_together_no_wider_than_the_line(columns: int) -> None:
    for part in body(wide(columns)).split(r"\begin{tabular}")[1:]:
        shares = [float(share) for share in re.findall(r"dimexpr([\d.]+)\\linewidth", part)]
        assert 0.98 < sum(shares) <= 1
        assert min(shares) > 0.02


def test_words_get_more_room_than_numbers() -> None:
    rows = (Row("codeer", (Cell("een lange uitleg die niet op een regel past"), Cell("3"))),)
    shares = re.findall(
        r"dimexpr([\d.]+)", body(Table("k", 1, "T", ("Deel", "Uitleg", "n"), rows, ()))
    )

    assert float(shares[1]) > 3 * float(shares[2])


def test_a_figure_has_caption_picture_and_note() -> None:
    figure = make_chapter().figures()[2]

    assert body(figure, pictures={"verzadiging": "figuren/verzadiging.png"}) == (
        "\\begin{figure}[H]\n\\caption{Verzadiging}\\label{fig:verzadiging}\n\\centering\n"
        "\\includegraphics[width=\\linewidth,height=0.8\\textheight,keepaspectratio]"
        "{figuren/verzadiging.png}\n"
        "\\par\\smallskip\\raggedright\\small\\textit{Noot.} Op volgorde van naam.\n\\end{figure}"
    )


def test_a_figure_without_a_picture_is_described() -> None:
    assert "\\centering\nLijnen: …\n\\par" in body(make_chapter().figures()[2])


def test_a_quote_stands_apart_with_its_source_and_says_when_nobody_checked_it() -> None:
    quotes = (Quote("Ja & nee.", "(J01)", is_checked=True), Quote("Zo.", "(J02)", is_checked=False))

    assert body(*quotes) == (
        "\\begin{quote}\nJa \\& nee. (J01)\n\\end{quote}\n\n"
        "\\begin{quote}\nZo. (J02) (ongecontroleerd)\n\\end{quote}"
    )


def test_headings_are_sections_and_never_deeper_than_latex_goes() -> None:
    assert body(Heading("a"), Heading("b", 2), Heading("c_", 9)) == (
        "\\section{a}\n\n\\subsection{b}\n\n\\paragraph{c\\_}"
    )


def compile_pdf(folder: Path, fragment: bytes) -> str:
    """Return the text of the pages; the log must hold no error."""
    (folder / "rapport.tex").write_bytes(fragment)
    (folder / "scriptie.tex").write_text(
        r"\documentclass[a4paper]{report}\usepackage{booktabs,longtable,array,graphicx,float}"
        r"\begin{document}\listoftables\chapter{Resultaten}\input{rapport.tex}\end{document}"
    )
    command = ["lualatex", "-interaction=nonstopmode", "-halt-on-error", "scriptie.tex"]
    for _ in range(2):
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            check=False,
            env={**os.environ, "max_print_line": "1000"},
        )
        assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    shown = subprocess.run(
        ["pdftotext", "-layout", "scriptie.pdf", "-"], cwd=folder, capture_output=True, check=True
    )
    return " ".join(shown.stdout.decode().split())


@needs_tex
def test_everything_on_the_keyboard_comes_out_of_tex_as_it_went_in(tmp_path: Path) -> None:
    keys = " ".join(sorted(set(string.printable.split()[0]) - set(string.ascii_letters)))
    twice = "-- --- ,, << >> `` \"\" ?` !` '' && ^^ ~~"
    said = f"[lacht] {keys} {twice} {ATTACK}"
    rows = (Row(said, (Cell(said),)), Row("*x", (Cell("[2] y"),)), Row("[1cm] z", (Cell("*"),)))
    table = Table("k", 1, said, ("[Thema]", "*n"), rows, (said,))

    pages = compile_pdf(
        tmp_path, write_latex(replace(EMPTY, blocks=(Paragraph(said), Heading(said), table)), {})
    )

    for piece in (f"[lacht] {keys[:20]}", twice, r"\write18{ls} \immediate ^^5cinput $\alpha$ }"):
        assert pages.replace("’", "'").count(piece) >= 1, piece
    for row in ("*x [2] y", "[1cm] z *", "[Thema] *n"):
        assert row in pages
    assert "root:" not in pages


@needs_tex
def test_a_whole_chapter_compiles_with_wide_and_long_tables(tmp_path: Path) -> None:
    picture = tmp_path / "een map" / "een_plaat.png"
    picture.parent.mkdir()
    picture.write_bytes(PIXEL)
    long = replace(NUMBERS, key="lang", rows=NUMBERS.rows * 70, title=NASTY)
    table = wide(20)
    chapter = make_chapter(replace(table, rows=table.rows * 30), long, NUMBERS, table)

    pages = compile_pdf(tmp_path, write_latex(chapter, {"verzadiging": "een map/een_plaat.png"}))

    assert pages.count("Table 1.2 (vervolg)") == 1
    assert [f"Table 1.{number}:" in pages for number in range(1, 7)] == [*[True] * 5, False]
    assert pages.count("Thema n") > 2
