"""A packet becomes a project, and what another coder decided comes home; twice is once."""

import os
import stat
from pathlib import Path

import pytest

from codeer.errors import PacketNeedsFolder, PacketUnreadable
from codeer.model import Decision, Verdict
from codeer.project import Project
from codeer.review.queue import Selection
from codeer.workflow.exporting import ExportSettings, export
from codeer.workflow.forgetting import forget
from codeer.workflow.report import report
from codeer.workflow.review import open_review
from codeer.workflow.suggest import SuggestSettings, suggest
from codeer.workflow.unpacking import unpack
from tests.workflow.exchange import decide, history_length, mark, place_of, verdicts
from tests.workflow.support import add_transcript, content_of
from tests.workflow.test_packet import rewrite

GEMAK = "Ze belde mij gisteren op."
OTHER = "Niks eigenlijk."


@pytest.fixture
def second(tmp_path: Path) -> Project:
    """An empty folder for a second coder."""
    return Project(tmp_path / "tweede")


def pack(project: Project, *, with_decisions: bool = False, coder: str | None = None) -> Path:
    path = project.folder.parent / "p.codeer"
    settings = ExportSettings(project, path, coder, with_decisions=with_decisions, overwrite=True)
    return export(settings).path


# --- a new project -------------------------------------------------------------------------------


def test_an_empty_folder_becomes_a_project(shared: Project, second: Project) -> None:
    result = unpack(pack(shared), second)

    assert (result.is_new, result.transcripts, result.merge) == (True, 2, None)
    assert set(content_of(second.folder)) == {"codeboeken/codeboek.yaml", "codeer.sqlite"}


def test_the_codebook_of_the_new_project_is_the_same(shared: Project, second: Project) -> None:
    unpack(pack(shared), second)

    ours, theirs = shared.load_codebook(None), second.load_codebook(None)
    assert (theirs.text, theirs.digest) == (ours.text, ours.digest)


def test_the_study_goes_along_with_its_groups(shared: Project, second: Project) -> None:
    (shared.folder / "onderzoek.yaml").write_text(
        "naam: proef\ngroepen:\n  - naam: kind\n    prefix: J\n    verwacht: 9\n"
        "  - naam: moeder\n    prefix: G\n    sprekers: [moeder, jongere]\n"
    )
    suggest(SuggestSettings(shared), lambda *_: None)
    unpack(pack(shared), second)

    store, run = second.open_store()
    store.close()
    assert [(group.name, group.expected) for group in run.groups] == [("kind", 9), ("moeder", None)]
    assert (second.folder / "codeboeken" / "onderzoek.yaml").is_file()


def test_all_text_can_be_coded_blind_in_the_new_project(shared: Project, second: Project) -> None:
    unpack(pack(shared), second)

    with open_review(second, "Bram", Selection(everything=True, blind=True)) as session:
        answers = session.answers
    assert [(a.transcript, a.respondent) for a in answers] == [
        ("J01.txt", "J01"),
        ("J01.txt", "J01"),
        ("gezin/G01.txt", "G01 Moeder"),
        ("gezin/G01.txt", "G01 Jongere"),
        ("gezin/G01.txt", "G01 Moeder"),
    ]
    assert answers[0].question == "Hoe is dat met je JIM?"


def test_turns_begin_at_the_same_moments_in_the_new_project(
    shared: Project, second: Project
) -> None:
    add_transcript(shared.folder, "J02.txt", "[00:03] I: Hoe?", "[00:06] R: Zo.")
    suggest(SuggestSettings(shared), lambda *_: None)
    unpack(pack(shared), second)

    store, run = second.open_store()
    with store:
        (number,) = [n for n, (name, _) in store.fetch_sources(run.id).items() if name == "J02.txt"]
        turns = [stored for stored in store.fetch_turns(run.id) if stored.source == number]
    assert [stored.turn.seconds for stored in turns] == [3, 6]


def test_the_new_project_has_no_suggestions(shared: Project, second: Project) -> None:
    unpack(pack(shared), second)

    store, run = second.open_store()
    with store:
        assert store.fetch_suggestions(run.id, 0) == []


def test_the_new_project_counts_the_same_people_and_words(
    shared: Project, second: Project, tmp_path: Path
) -> None:
    unpack(pack(shared), second)

    def count(project: Project, output: str) -> list[tuple[str, str, int, int]]:
        content = report(project, tmp_path / output).content
        return [(f.theme.id, f.group.name, f.all_respondents, f.words) for f in content.frequencies]

    assert count(second, "b") == count(shared, "a")


def test_importing_the_blind_packet_again_changes_nothing(shared: Project, second: Project) -> None:
    path = pack(shared)
    unpack(path, second)
    before = content_of(second.folder)
    result = unpack(path, second)

    assert (result.is_new, result.merge) == (False, None)
    assert content_of(second.folder) == before


def test_a_blind_packet_does_not_go_into_another_project(shared: Project, second: Project) -> None:
    unpack(pack(shared), second)
    add_transcript(shared.folder, "J02.txt", "I: Hoe?", "R: Zo.")
    suggest(SuggestSettings(shared), lambda *_: None)
    before = content_of(second.folder)

    with pytest.raises(PacketNeedsFolder, match="bevat al een ander project"):
        unpack(pack(shared), second)
    assert content_of(second.folder) == before


@pytest.mark.parametrize(
    "name", ["codeboeken/eigen.yaml", "transcripten/J01.txt", "onderzoek.yaml"]
)
def test_a_folder_with_somebodys_files_is_left_alone(
    shared: Project, second: Project, name: str
) -> None:
    (second.folder / name).parent.mkdir(parents=True)
    (second.folder / name).write_text("eigen werk")

    with pytest.raises(PacketNeedsFolder):
        unpack(pack(shared), second)
    assert content_of(second.folder) == {name: b"eigen werk"}


def test_a_packet_with_an_impossible_codebook_makes_no_project(
    shared: Project, second: Project
) -> None:
    path = rewrite(
        pack(shared), lambda m: m["inhoud.json"]["run"].update(codebook="naam: x\ncodes: []\n")
    )

    with pytest.raises(PacketUnreadable, match=r"codeboek\.yaml: regel 2"):
        unpack(path, second)
    assert not second.folder.exists()


def test_a_packet_with_an_unknown_group_makes_no_project(shared: Project, second: Project) -> None:
    def rename(members: dict) -> None:
        for turn in members["inhoud.json"]["sources"][0]["turns"]:
            turn["group"] = turn["group"] and "buren"

    with pytest.raises(PacketUnreadable, match="groep"):
        unpack(rewrite(pack(shared), rename), second)
    assert not second.folder.exists()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_the_new_project_is_readable_by_its_owner_only(shared: Project, second: Project) -> None:
    unpack(pack(shared), second)

    assert stat.S_IMODE(second.store_path.stat().st_mode) == 0o600


# --- decisions come home -------------------------------------------------------------------------


def test_what_the_second_coder_decided_comes_home(shared: Project, second: Project) -> None:
    unpack(pack(shared), second)
    decide(second, "Bram", OTHER, note="memo")
    mark(second, "Bram", OTHER, "bespreken")
    decide(shared, "Anna", GEMAK)
    merge = unpack(pack(second, with_decisions=True), shared).merge

    assert merge is not None
    assert (merge.decisions, merge.marks, merge.known, merge.refused) == (1, 1, 0, 0)
    assert merge.coders == {"Bram": 1}
    assert verdicts(shared) == {
        ("Anna", "gemak", GEMAK, "accept", ""),
        ("Bram", "gemak", OTHER, "accept", "memo"),
    }


def test_what_was_decided_elsewhere_about_a_removed_respondent_stays_out(
    shared: Project, second: Project
) -> None:
    unpack(pack(shared), second)
    decide(second, "Bram", OTHER, note="memo")
    path = pack(second, with_decisions=True)
    forget(shared, "J01")
    merge = unpack(path, shared).merge

    assert merge is not None
    assert (merge.decisions, merge.unknown_texts) == (0, {"J01.txt": 1})
    assert history_length(shared) == 0


def test_coming_home_twice_changes_nothing(shared: Project, second: Project) -> None:
    unpack(pack(shared), second)
    decide(second, "Bram", OTHER)
    path = pack(second, with_decisions=True)
    unpack(path, shared)
    merge = unpack(path, shared).merge

    assert merge is not None
    assert (merge.decisions, merge.known) == (0, 1)
    assert history_length(shared) == 1


def test_only_what_is_new_comes_home_the_second_time(shared: Project, second: Project) -> None:
    unpack(pack(shared), second)
    decide(second, "Bram", OTHER)
    unpack(pack(second, with_decisions=True), shared)
    decide(second, "Bram", OTHER, verdict=Verdict.WITHDRAW)
    merge = unpack(pack(second, with_decisions=True), shared).merge

    assert merge is not None
    assert (merge.decisions, merge.known) == (1, 1)
    assert verdicts(shared) == set()


def test_blind_stays_blind_and_undone_stays_undone(shared: Project, second: Project) -> None:
    unpack(pack(shared), second)
    source, start, end = place_of(second, "J01.txt", OTHER)
    store, _ = second.open_store()
    with store:
        store.log.record("Bram", [Decision(source, "band", start, end, Verdict.ACCEPT)])
        store.log.undo("Bram")
        blind = Decision(source, "gemak", start, end, Verdict.ACCEPT, is_blind=True)
        store.log.record("Bram", [blind])
        there = [(d.uid, d.batch, d.made, d.undoes) for d in store.log.fetch_history()]
    unpack(pack(second, with_decisions=True), shared)

    store, _ = shared.open_store()
    with store:
        assert [(d.uid, d.batch, d.made, d.undoes) for d in store.log.fetch_history()] == there
        assert [d.is_blind for _, d in store.log.fetch_verdicts()] == [True]


def test_a_transcript_may_have_another_name_at_home(shared: Project, second: Project) -> None:
    unpack(pack(shared), second)
    decide(second, "Bram", OTHER)
    transcripts = shared.folder / "transcripten"
    (transcripts / "J01.txt").rename(transcripts / "J01 definitief.txt")
    suggest(SuggestSettings(shared), lambda *_: None)
    unpack(pack(second, with_decisions=True), shared)

    assert verdicts(shared) == {("Bram", "gemak", OTHER, "accept", "")}


def test_decisions_on_another_text_or_theme_are_refused_and_counted(
    shared: Project, second: Project
) -> None:
    unpack(pack(shared), second)
    decide(second, "Bram", OTHER)
    decide(second, "Bram", GEMAK, code="band")
    mark(second, "Bram", OTHER, "bespreken")
    source, start, end = place_of(second, "gezin/G01.txt", "Dat was het.")
    store, _ = second.open_store()
    with store:
        decisions = [
            Decision(source, code, start, end, Verdict.ACCEPT) for code in ("gemak", "band")
        ]
        store.log.record("Bram", decisions)
    path = shared.folder / "codeboeken" / "proef.yaml"
    path.write_text(path.read_text().replace("id: band", "id: klik"))
    transcript = shared.folder / "transcripten" / "J01.txt"
    transcript.write_text(transcript.read_text().replace("Niks", "Niets"))
    suggest(SuggestSettings(shared), lambda *_: None)
    merge = unpack(pack(second, with_decisions=True), shared).merge

    assert merge is not None
    assert merge.decisions == 1
    assert merge.unknown_texts == {"J01.txt": 3}
    assert merge.unknown_codes == {"band": 1}
    assert merge.refused == 4


def test_decisions_on_an_earlier_text_that_is_kept_are_kept_and_counted(
    shared: Project, second: Project
) -> None:
    decide(shared, "Anna", OTHER)
    unpack(pack(shared), second)
    decide(second, "Bram", GEMAK)
    transcript = shared.folder / "transcripten" / "J01.txt"
    transcript.write_text(transcript.read_text().replace("gisteren", "vandaag"))
    suggest(SuggestSettings(shared), lambda *_: None)
    merge = unpack(pack(second, with_decisions=True, coder="Bram"), shared).merge

    assert merge is not None
    assert (merge.decisions, merge.refused, merge.on_old_texts) == (1, 0, 1)


def test_a_packet_with_decisions_makes_a_project_with_them(
    shared: Project, second: Project
) -> None:
    decide(shared, "Anna", GEMAK)
    result = unpack(pack(shared, with_decisions=True), second)

    assert result.is_new
    assert verdicts(second) == {("Anna", "gemak", GEMAK, "accept", "")}
