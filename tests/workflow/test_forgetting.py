"""A participant who withdraws consent: nothing of the words is left, and others keep theirs."""

from pathlib import Path

import docx
import pytest

from codeer.errors import (
    ForgottenRespondent,
    OutputNotWritable,
    SourceProblems,
    TextsReplaced,
    TranscriptChanged,
    UnknownName,
)
from codeer.model import MarkKind, Verdict
from codeer.project import Project
from codeer.store import REMOVED, Coded
from codeer.workflow import forgetting
from codeer.workflow.engines import Engines
from codeer.workflow.exporting import ExportSettings, export
from codeer.workflow.forgetting import Forgetting, forget, plan_forgetting
from codeer.workflow.importing import import_sheet
from codeer.workflow.report import report
from tests.workflow.coders import decide, make_suggestions, mark, marks, words_held
from tests.workflow.support import add_transcript, content_of, read_table

FAMILY = (
    "Interviewer: Hoe is dat?",
    "Moeder: Ik kan alles bij haar kwijt over het Pinksterfeest in de Ardennen.",
    "Jongere: Nou, ze belde mij gisteren op.",
    "Moeder: Ja. Knakworstjes met Pinksteren aten wij daar altijd graag.",
    "Jongere: Nou, ze belde mij gisteren op, dus.",
)
MOTHERS_WORDS = ("Pinksterfeest", "Ardennen", "Knakworstjes", "Pinksteren")
SONS_WORDS = "ze belde mij gisteren op, dus."
J01_WORDS = ("gisteren", "eigenlijk", "regende", "Niks")


@pytest.fixture
def family(project: Path) -> Path:
    """A project with J01 and a conversation of two respondents, decided, corrected and reported."""
    (project / "transcripten" / "J01.txt").unlink()
    add_transcript(project, "G01.txt", *FAMILY)
    add_transcript(project, "J02.txt", "I: Hoe is het daar?", "R: Daar kan ik alles kwijt.")
    make_suggestions(project)
    where = {"transcript": "G01.txt"}
    decide(project, "Anna", FAMILY[1].removeprefix("Moeder: "), note="het Pinksterfeest!", **where)
    decide(project, "Anna", SONS_WORDS, "gemak", **where)
    mark(project, "Anna", FAMILY[3].removeprefix("Moeder: "), MarkKind.MEMO, "Ardennen?", **where)
    path = project / "transcripten" / "G01.txt"
    path.write_text(path.read_text("utf-8").replace("Hoe is dat?", "Hoe is dat daar?"), "utf-8")
    make_suggestions(project)
    report(Project(project))
    return project


@pytest.fixture
def alone(project: Path) -> Path:
    """A project with J01 alone in a transcript, decided, corrected and reported, and J02."""
    add_transcript(project, "J02.txt", "I: Hoe is het daar?", "R: Daar kan ik alles kwijt.")
    make_suggestions(project)
    decide(project, "Anna", "Ze belde mij gisteren op.", "gemak", note="gisteren dus")
    decide(project, "Bram", "Niks eigenlijk.", "band", Verdict.REJECT)
    mark(project, "Bram", "Niks eigenlijk. Het regende om 10:30 nog.", MarkKind.MEMO, "regende?")
    path = project / "transcripten" / "J01.txt"
    path.write_text(path.read_text("utf-8").replace("1 maart", "11 maart"), "utf-8")
    make_suggestions(project)
    report(Project(project))
    cache = project / ".codeer-cache"
    cache.mkdir(exist_ok=True)
    (cache / "iets.bin").write_text("Het regende", encoding="utf-8")
    return project


def files_with(folder: Path, *words: str) -> set[str]:
    """Return the files, of whatever kind, in which the bytes of one of the words stand."""
    return {
        name
        for name, content in content_of(folder).items()
        if any(word.encode(code) in content for word in words for code in ("utf-8", "utf-16-le"))
    }


# --- one respondent in a transcript --------------------------------------------------------------


def test_of_words_that_only_this_respondent_used_no_byte_is_left_in_any_file(alone: Path) -> None:
    assert {"codeer.sqlite", "transcripten/J01.txt"} <= files_with(alone, *J01_WORDS)
    forget(Project(alone), "J01")

    assert files_with(alone, *J01_WORDS) == set()


def test_what_is_there_is_told_before_it_goes(alone: Path) -> None:
    before = content_of(alone)
    plan = plan_forgetting(Project(alone), "J01")

    assert plan.transcripts == ("J01.txt",)
    assert plan.removed == (alone / "transcripten" / "J01.txt",)
    assert {path.name for path in plan.outputs} >= {"suggesties.csv", ".codeer-cache"}
    assert plan.traces.coders == ("Anna", "Bram")
    assert plan.traces.decisions == 4  # two, and the two that moved when the text was corrected
    assert content_of(alone) == before


def test_others_and_the_codebook_stay(alone: Path) -> None:
    forget(Project(alone), "J01")

    assert (alone / "transcripten" / "J02.txt").exists()
    store, run = Project(alone).open_store()
    with store:
        assert store.participants.fetch_respondents() == ["J02"]
        assert "Vertrouwensband" in store.fetch_codebook_text(run.codebook_digest)


def test_afterwards_suggest_and_rapport_go_on_without_the_respondent(alone: Path) -> None:
    forget(Project(alone), "J01")
    make_suggestions(alone)
    result = report(Project(alone))

    assert result.content.people(result.content.groups[-1]) == 1


def test_a_respondent_who_comes_back_stops_suggest(alone: Path) -> None:
    text = (alone / "transcripten" / "J01.txt").read_bytes()
    forget(Project(alone), "J01")
    (alone / "transcripten" / "J01.txt").write_bytes(text)
    before = content_of(alone)

    with pytest.raises(SourceProblems, match="op verzoek is verwijderd") as caught:
        make_suggestions(alone)

    (error,) = caught.value.errors
    assert isinstance(error, ForgottenRespondent)
    assert error.path.name == "J01.txt"
    assert content_of(alone) == before


def test_other_files_with_the_words_are_named_and_left(alone: Path) -> None:
    (alone / "kopie").mkdir()
    sentence = "Het regende om 10:30 nog."
    (alone / "kopie" / "citaten.md").write_text(f"> {sentence}\n", encoding="utf-8")
    document = docx.Document()
    document.add_paragraph(f"Zij zei: {sentence}")
    document.save(str(alone / "scriptie.docx"))
    (alone / "los.md").write_text("Het regende.", encoding="utf-8")

    plan = forget(Project(alone), "J01")

    assert {path.name for path in plan.left} == {"citaten.md", "scriptie.docx"}
    assert all(path.exists() for path in plan.left)


def test_exported_tables_and_packets_go_along_when_asked(alone: Path) -> None:
    (alone / "uit").mkdir()
    for name in ("besluiten.csv", "besluiten.xlsx", "pakket.codeer"):
        export(ExportSettings(Project(alone), alone / "uit" / name))
    assert {p.name for p in plan_forgetting(Project(alone), "J01").left} == {
        "besluiten.csv",
        "besluiten.xlsx",
        "pakket.codeer",
    }

    forget(Project(alone), "J01", with_left=True)

    assert list((alone / "uit").iterdir()) == []
    assert files_with(alone, *J01_WORDS) == set()


def test_rows_on_a_removed_respondent_are_refused(alone: Path) -> None:
    path = alone / "besluiten.csv"
    export(ExportSettings(Project(alone), path))
    forget(Project(alone), "J01")
    result = import_sheet(path, Project(alone), "Cees")

    assert {row.problem for row in result.refused} == {"transcript"}
    assert result.recorded == {}


def test_a_memo_on_somebody_else_that_quotes_the_words_is_emptied(alone: Path) -> None:
    said = "Daar kan ik alles kwijt."
    where = {"transcript": "J02.txt"}
    decide(alone, "Anna", said, note="vgl. J01: het regende om 10:30 nog!", **where)
    mark(alone, "Anna", said, MarkKind.MEMO, "J01: Ze belde mij gisteren op.", **where)
    mark(alone, "Bram", said, MarkKind.MEMO, "lijkt op J01", **where)
    forget(Project(alone), "J01")

    assert [m[3] for m in marks(alone, MarkKind.MEMO)] == [REMOVED, "lijkt op J01"]
    store, _ = Project(alone).open_store()
    with store:
        assert [d.note for _, d in store.log.fetch_verdicts()] == [REMOVED]


def test_a_file_that_is_gone_already_is_named(alone: Path) -> None:
    (alone / "transcripten" / "J01.txt").unlink()

    assert forget(Project(alone), "J01").missing == ("J01.txt",)


def test_a_project_that_moved_finds_its_transcripts(alone: Path, tmp_path: Path) -> None:
    moved = alone.rename(alone.with_name(f"{alone.name}-verhuisd"))

    assert forget(Project(moved), "J01").removed == (moved / "transcripten" / "J01.txt",)
    assert not (moved / "transcripten" / "J01.txt").exists()


def test_a_removal_that_stops_halfway_leaves_the_database_whole_and_can_be_done_again(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> None:
        raise PermissionError(13, "bezet", str(path))

    monkeypatch.setattr("codeer.workflow.forgetting.shutil.rmtree", fail)
    with pytest.raises(OutputNotWritable):
        forget(Project(alone), "J01")
    assert words_held(alone) != []
    monkeypatch.undo()
    monkeypatch.chdir(alone)

    forget(Project(alone), "J01")

    assert files_with(alone, *J01_WORDS) == set()


def test_an_unknown_respondent_is_an_error_with_a_hint(alone: Path) -> None:
    with pytest.raises(UnknownName, match="J01, J02"):
        forget(Project(alone), "J1")


def test_twice_is_no_error_and_says_when_it_was(alone: Path) -> None:
    forget(Project(alone), "J01")
    plan = forget(Project(alone), "J01")

    assert plan.made_before
    assert (plan.transcripts, plan.traces.decisions) == ((), 0)


# --- more respondents in a transcript ------------------------------------------------------------


def test_of_one_of_several_respondents_no_byte_is_left(family: Path) -> None:
    forget(Project(family), "G01 Moeder")

    assert files_with(family, *MOTHERS_WORDS) == set()


def test_the_conversation_stays_with_a_marker_for_each_turn(family: Path) -> None:
    forget(Project(family), "G01 Moeder")

    assert (family / "transcripten" / "G01.txt").read_text("utf-8").splitlines() == [
        "Interviewer: Hoe is dat daar?",
        "Moeder: [verwijderd op verzoek]",
        FAMILY[2],
        "Moeder: [verwijderd op verzoek]",
        FAMILY[4],
    ]


def test_decisions_on_what_others_said_keep_their_place(family: Path) -> None:
    forget(Project(family), "G01 Moeder")

    assert words_held(family) == [SONS_WORDS]


def test_a_report_can_be_made_at_once(family: Path) -> None:
    forget(Project(family), "G01 Moeder")
    result = report(Project(family))

    assert [f.respondent for f in result.content.fragments] == ["G01 Jongere"]
    assert files_with(family, *MOTHERS_WORDS) == set()


def test_they_move_along_with_the_next_suggest(family: Path) -> None:
    forget(Project(family), "G01 Moeder")
    make_suggestions(family)

    assert words_held(family) == [SONS_WORDS]


def test_who_was_removed_is_no_respondent_any_more(family: Path) -> None:
    forget(Project(family), "G01 Moeder")
    make_suggestions(family)
    rows = read_table(report(Project(family)).files[0])

    assert {(r["groep"], r["N_respondenten"]) for r in rows if r["groep"] == "ouder"} == {
        ("ouder", "0")
    }


def test_one_after_the_other_can_be_removed(family: Path) -> None:
    forget(Project(family), "G01 Moeder")
    plan = forget(Project(family), "G01 Jongere")

    assert plan.alone == ("G01.txt",)
    assert not (family / "transcripten" / "G01.txt").exists()
    assert files_with(family, "gisteren", *MOTHERS_WORDS) == set()


def test_a_transcript_that_changed_since_suggest_is_refused(family: Path) -> None:
    path = family / "transcripten" / "G01.txt"
    path.write_text(path.read_text("utf-8") + "Moeder: Tot ziens.\n", "utf-8")
    before = content_of(family)

    with pytest.raises(TranscriptChanged):
        forget(Project(family), "G01 Moeder")

    assert content_of(family) == before


# --- transcripts that are no plain text ----------------------------------------------------------


def make_docx(project: Path) -> Path:
    path = project / "transcripten" / "G01.docx"
    document = docx.Document()
    for line in FAMILY:
        document.add_paragraph(line)
    document.save(str(path))
    return path


def forget_in_docx(project: Path) -> Forgetting:
    make_docx(project)
    make_suggestions(project)
    decide(project, "Anna", SONS_WORDS, "gemak", transcript="G01.docx")
    return forget(Project(project), "G01 Moeder")


def test_a_word_document_becomes_plain_text(project: Path) -> None:
    plan = forget_in_docx(project)

    assert [(r.old.name, r.new.name) for r in plan.rewritten] == [("G01.docx", "G01.txt")]
    assert sorted(path.name for path in (project / "transcripten").iterdir()) == [
        "G01.txt",
        "J01.txt",
    ]
    assert files_with(project, *MOTHERS_WORDS) == set()


def test_decisions_follow_a_word_document_into_plain_text(project: Path) -> None:
    forget_in_docx(project)
    make_suggestions(project)

    assert words_held(project) == [SONS_WORDS]


def test_a_rewrite_that_stops_halfway_can_be_done_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_files = forgetting._change_files

    def fail(plan: Forgetting, **how: bool) -> None:
        change_files(plan, **how)
        raise OutputNotWritable(project, "schijf weg")

    with monkeypatch.context() as patch:
        patch.setattr(forgetting, "_change_files", fail)
        with pytest.raises(OutputNotWritable):
            forget_in_docx(project)
    assert words_held(project) == [SONS_WORDS]

    forget(Project(project), "G01 Moeder")

    assert files_with(project, *MOTHERS_WORDS) == set()
    assert (project / "transcripten" / "G01.txt").exists()


def test_another_file_with_that_name_is_never_overwritten(project: Path) -> None:
    path = add_transcript(project, "G01.txt", "I: Hoi?", "JIM: Dag.")
    make_docx(project)
    make_suggestions(project, sources=(project / "transcripten" / "G01.docx",))

    plan = forget(Project(project), "G01 Moeder")

    assert path.read_text("utf-8") == "I: Hoi?\nJIM: Dag.\n"
    assert [r.new.name for r in plan.rewritten] == ["G01 (2).txt"]


def test_subtitles_become_plain_text_with_the_same_speakers(project: Path) -> None:
    cues = [
        f"00:00:{number:02}.000 --> 00:00:{number + 1:02}.000\n"
        f"<v {line.split(': ')[0]}>{line.split(': ')[1]}</v>\n"
        for number, line in enumerate(FAMILY)
    ]
    add_transcript(project, "G01.vtt", "WEBVTT\n", *cues)
    make_suggestions(project)
    forget(Project(project), "G01 Moeder")
    result = make_suggestions(project)

    (transcript,) = [t for t in result.transcripts if t.name == "G01.txt"]
    assert [person.group for person in transcript.respondents] == ["jongere"]
    assert files_with(project, *MOTHERS_WORDS) == set()


def test_a_run_that_was_under_way_does_not_bring_the_words_back(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It read the transcript before the respondent was removed."""
    really = Engines.propose

    def propose(self: Engines) -> list[Coded]:
        found = really(self)
        forget(Project(alone), "J01")
        return found

    monkeypatch.setattr(Engines, "propose", propose)

    with pytest.raises(TextsReplaced):
        make_suggestions(alone)

    kept = b"".join(content_of(alone).values())
    assert not any(word.encode() in kept for word in J01_WORDS)
