"""No word is lost: an interview saved by LibreOffice in every format, beside what others read in it."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import docx
import pytest
from docx.shared import Cm

from codeer.casting import label_hints
from codeer.model import Source
from codeer.readers import read_source
from codeer.study import DEFAULT_STUDY

ANSWER = (
    "Nou ja, ik vond het in het begin best ingewikkeld, want je moet ineens met iemand praten over "
    "dingen die je anders met je moeder bespreekt, of met niemand. Maar mijn tante in Rotterdam zei "
    "dat het heel fijn is… De co-ouder en de jeugd- en gezinszorg zeiden ‘doe maar’ – één keer per week."
)
TURNS = [
    ("Interviewer" if n % 2 == 0 else "Respondent", f"{ANSWER} Dat was vraag {n * n}.")
    for n in range(24)
]
FORMATS = ("odt", "rtf", "pdf")


def make_interview(path: Path) -> None:
    """Write an interview as people do: a head, labels with a tab, and the end as a table."""
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Vertrouwelijk, niet verspreiden"
    made.add_heading("Interview over de JIM", level=1)
    made.add_paragraph("Datum: 12 maart 2024")
    for speaker, words in TURNS[:18]:
        paragraph = made.add_paragraph(f"{speaker}:\t{words}")
        paragraph.paragraph_format.left_indent = Cm(3)
        paragraph.paragraph_format.first_line_indent = Cm(-3)
    table = made.add_table(0, 2)
    for speaker, words in TURNS[18:]:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = speaker, words
    made.save(str(path))


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the interview in all formats, converted once for all tests."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is niet geïnstalleerd")
    folder = tmp_path_factory.mktemp("interview")
    make_interview(folder / "J01.docx")
    for target in (*FORMATS, "txt:Text (encoded):UTF8"):
        subprocess.run(
            [
                office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
                "--convert-to", target, "--outdir", str(folder), str(folder / "J01.docx"),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return folder


def read(path: Path) -> Source:
    return read_source(path, path.name, label_hints(DEFAULT_STUDY, path.name))


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_turn_is_read_as_it_was_written(saved, suffix):
    source = read(saved / f"J01.{suffix}")
    said = [(t.speaker, " ".join(source.text[t.start : t.end].split())) for t in source.turns]

    assert said == TURNS


@pytest.mark.parametrize("suffix", ["odt", "rtf"])
def test_the_words_are_those_that_office_itself_saves_as_text(saved, suffix):
    theirs = (saved / "J01.txt").read_text(encoding="utf-8-sig")

    assert words(read(saved / f"J01.{suffix}").text) == words(theirs)


def test_the_words_of_a_pdf_are_those_that_pdftotext_finds(saved):
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is niet geïnstalleerd")
    path = saved / "J01.pdf"
    raw = subprocess.run([tool, "-layout", "-enc", "UTF-8", path, "-"], check=True, capture_output=True, timeout=60)  # fmt: skip
    source = read(path)
    missing = words(raw.stdout.decode("utf-8")) - words(source.text)

    pages = missing["vertrouwelijk"]
    assert pages > 2
    assert missing == Counter(dict.fromkeys(("vertrouwelijk", "niet", "verspreiden"), pages))
    assert source.remarks[0].endswith(f": {pages}")


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_runs_along_the_pages_is_left_out_and_said(saved, suffix):
    source = read(saved / f"J01.{suffix}")

    assert "verspreiden" not in source.text
    assert "kop- " in source.remarks[0]
