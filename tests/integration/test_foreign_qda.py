"""An independent program reads from our project what the store holds; so does codeer itself.

QualCoder and qc are too large for every test run: python -m bench.foreign_qda.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyrefiqda import RefiCodebook, RefiProject

from codeer.model import Decision, Verdict
from codeer.project import Project
from codeer.refi.reading import read_codebook, read_project
from codeer.workflow.exporting import ExportSettings, export
from codeer.workflow.suggest import SuggestSettings, suggest
from tests.workflow.exchange import decide, mark, shared, template
from tests.workflow.support import add_transcript

__all__ = ["shared", "template"]

EMOJI = "Ja 🙂🙂, dat is zo. Ik kan bij haar alles kwijt, 🙂 echt."
Coding = tuple[str, int, int, str, str, str]
"""Source, start, end, code, coder, quote."""


@pytest.fixture
def coded(shared: Project) -> Project:
    """A project with two coders, memos, and text in which UTF-16 counts otherwise."""
    add_transcript(shared.folder, "J02.txt", "I: Hoe is het?", f"R: {EMOJI}", "I: Fijn.", "R: Ja.")
    suggest(SuggestSettings(shared), lambda *_: None)
    decide(shared, "Anna", "Ze belde mij gisteren op.", note="twijfel é")
    decide(shared, "Bram", "Ze belde mij gisteren op.")
    decide(shared, "Bram", "Niks eigenlijk.", code="band")
    decide_on_emoji(shared)
    mark(shared, "Anna", "Niks eigenlijk.", "kort antwoord")
    export(ExportSettings(shared, Path("x.qdpx")))
    export(ExportSettings(shared, Path("x.qdc")))
    return shared


def decide_on_emoji(project: Project) -> None:
    store, run = project.open_store()
    with store:
        suggestion = next(
            s
            for s in store.fetch_suggestions(run.id, 0)
            if store.fetch_sources(run.id)[s.source][0] == "J02.txt"
        )
        segment = suggestion.segment
        decision = Decision(
            suggestion.source, suggestion.code, segment.start, segment.end, Verdict.ACCEPT
        )
        store.log.record("Anna", [decision])


def stored(project: Project) -> list[Coding]:
    store, run = project.open_store()
    with store:
        sources = store.fetch_sources(run.id)
        names = {code.id: code.name for code in run.codes}
        return sorted(
            (name, d.start, d.end, names[d.code], coder, text[d.start : d.end])
            for coder, d in store.log.fetch_verdicts()
            for name, text in [sources[d.source]]
            if d.verdict is Verdict.ACCEPT
        )


@pytest.fixture
def foreign(coded: Project, tmp_path: Path) -> Any:
    """The project as pyrefiqda reads it; its texts are in tmp_path/foreign/sources."""
    return RefiProject.load("x.qdpx", tmp_path / "foreign")


def walk(codes: list[Any]) -> Iterator[Any]:
    for code in codes:
        yield code
        yield from walk(code.code)


def test_another_program_finds_every_coding_on_the_same_words(
    foreign: Any, coded: Project, tmp_path: Path
) -> None:
    codes = {code.guid: code.name for code in walk(foreign.code_book.codes.code)}
    users = {user.guid: user.name for user in foreign.users.user}
    found = []
    for source in foreign.sources.text_source:
        name = source.plain_text_path.removeprefix("internal://")
        text = (tmp_path / "foreign" / "sources" / name).read_bytes().decode("utf-8")
        for s in source.plain_text_selection:
            quote = text[s.start_position : s.end_position]
            found += [
                (
                    source.name,
                    s.start_position,
                    s.end_position,
                    codes[c.code_ref.target_guid],
                    users[c.creating_user],
                    quote,
                )
                for c in s.coding
            ]

    assert len(found) == 4
    assert sorted(found) == stored(coded)


def test_another_program_finds_the_memos(foreign: Any) -> None:
    assert {note.plain_text_content for note in foreign.notes.note} == {
        "twijfel é",
        "kort antwoord",
    }


def test_another_program_finds_the_group_of_each_respondent(foreign: Any) -> None:
    assert {case.name: case.variable_value[0].text_value for case in foreign.cases.case} == {
        "J01": "jongere",
        "J02": "jongere",
        "G01 Moeder": "ouder",
        "G01 Jongere": "jongere",
    }


def test_another_program_reads_the_codebook(coded: Project) -> None:
    codebook = RefiCodebook.load("x.qdc")

    assert [code.name for code in codebook.codes.code] == ["Vertrouwensband", "Laagdrempeligheid"]


def test_codeer_reads_back_what_it_wrote_without_a_loss(coded: Project) -> None:
    project, findings = read_project(Path("x.qdpx"))
    codes = {code.guid: code.name for code in project.codes}
    users = {user.guid: user.name for user in project.users}
    found = [
        (s.name, x.start, x.end, codes[c.code], users[c.user or ""], s.text[x.start : x.end])
        for s in project.sources
        for x in s.selections
        for c in x.codings
    ]

    assert sorted(found) == stored(coded)
    assert {finding.outcome for finding in findings} == {"gelezen"}


def test_codeer_reads_back_its_codebook_without_a_loss(coded: Project) -> None:
    project, findings = read_codebook(Path("x.qdc"))

    assert [code.name for code in project.codes] == ["Vertrouwensband", "Laagdrempeligheid"]
    assert {finding.outcome for finding in findings} == {"gelezen"}
