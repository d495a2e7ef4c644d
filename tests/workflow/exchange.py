"""A small project with decisions to exchange, and rows of the table in which people decide."""

import csv
import io
import shutil
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest

from codeer.model import Decision, Mark, MarkKind, Verdict
from codeer.project import Project
from codeer.workflow.suggest import SuggestSettings, suggest
from tests.conftest import CODEBOOK, INTERVIEW
from tests.workflow.support import add_transcript, read_table

COLUMNS = "transcript;respondent;begin;einde;thema;codeur;besluit;memo;tekst".split(";")
FAMILY = (
    "Interviewer: Hoe is dat?",
    "Moeder: =Ik kan alles\n  bij haar kwijt. Ja, zo is dat.",
    "Jongere: Nou, ze belde mij gisteren op. Ja, zo is dat.",
    "Interviewer: En toen?",
    "Moeder: Dat was het. Ja, zo is dat.",
)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project after suggest: J01.txt with two suggestions, gezin/G01.txt with two."""
    folder = tmp_path_factory.mktemp("sjabloon") / "project"
    (folder / "codeboeken").mkdir(parents=True)
    (folder / "codeboeken" / "proef.yaml").write_text(CODEBOOK, encoding="utf-8")
    add_transcript(folder, "J01.txt", INTERVIEW)
    add_transcript(folder, "gezin/G01.txt", *FAMILY)
    suggest(SuggestSettings(Project(folder)), lambda *_: None)
    return folder


@pytest.fixture
def shared(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A copy of that project as the current folder."""
    folder = tmp_path / "project"
    shutil.copytree(template, folder)
    monkeypatch.chdir(folder)
    return Project(folder)


def place_of(project: Project, transcript: str, words: str) -> tuple[int, int, int]:
    """Return source, start and end of words that stand once in a transcript."""
    store, run = project.open_store()
    with store:
        for number, (name, text) in store.fetch_sources(run.id).items():
            if name == transcript:
                assert text.count(words) == 1
                return number, text.index(words), text.index(words) + len(words)
    raise AssertionError(transcript)


def decide(
    project: Project,
    coder: str,
    words: str,
    code: str = "gemak",
    verdict: Verdict = Verdict.ACCEPT,
    note: str = "",
) -> None:
    """Decide on words of J01.txt."""
    source, start, end = place_of(project, "J01.txt", words)
    store, _ = project.open_store()
    with store:
        store.log.record(coder, [Decision(source, code, start, end, verdict, note=note)])


def mark(project: Project, coder: str, words: str, note: str) -> None:
    """Write a memo with words of J01.txt."""
    source, start, end = place_of(project, "J01.txt", words)
    store, _ = project.open_store()
    with store:
        store.log.record(coder, marks=[Mark(source, start, end, MarkKind.MEMO, note=note)])


def verdicts(project: Project) -> set[tuple[str, str, str, str, str]]:
    """Return what holds: coder, code, text, verdict, note."""
    store, run = project.open_store()
    with store:
        texts = store.fetch_sources(run.id)
        return {
            (name, d.code, texts[d.source][1][d.start : d.end], str(d.verdict), d.note)
            for name, d in store.log.fetch_verdicts()
        }


def history_length(project: Project) -> int:
    """Return how many decisions were ever made."""
    store, _ = project.open_store()
    with store:
        return len(store.log.fetch_history())


def row_for(project: Project, words: str, **cells: str) -> dict[str, str]:
    """Return a row by Anna that accepts `gemak` for words of J01.txt, with some cells changed."""
    transcript = cells.get("transcript", "J01.txt")
    known = "gezin/G01.txt" if "G01" in transcript else "J01.txt"
    _, start, end = place_of(project, known, words)
    return {
        "transcript": transcript,
        "respondent": "",
        "begin": str(start),
        "einde": str(end),
        "thema": "gemak",
        "codeur": "Anna",
        "besluit": "aanvaard",
        "memo": "",
        "tekst": words,
    } | cells


def write_csv(
    path: Path, rows: Iterable[dict[str, str]], delimiter: str = ";", encoding: str = "utf-8"
) -> Path:
    """Write rows the way a spreadsheet does."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, rows: Iterable[dict[str, object]]) -> Path:
    """Write rows to a workbook as another program does."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append([row[name] for name in COLUMNS])
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula
    workbook.save(path)
    return path


def read_xlsx(path: Path) -> list[dict[str, object]]:
    """Return the rows of the first sheet by column."""
    lines = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


__all__ = ["COLUMNS", "read_table", "shared", "template"]
