"""What goes into a REFI-QDA project: all that people coded and noted, and no one else's work under their name."""

import io
import os
import stat
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from codeer.errors import OptionOutOfPlace, UnknownName, WouldOverwrite
from codeer.model import Decision, Mark, MarkKind, Verdict
from codeer.project import Project
from codeer.refi.schema import find_schema_errors
from codeer.refi.values import QdaProject
from codeer.workflow.exporting import ExportSettings, QdaExportResult, export
from codeer.workflow.qda_export import SUGGESTER, build_project
from codeer.workflow.suggest import SuggestSettings, suggest
from tests.conftest import CODEBOOK
from tests.workflow.exchange import decide, mark, place_of
from tests.workflow.support import add_transcript

BAND = "Ik kan bij haar alles kwijt."
GEMAK = "Ze belde mij gisteren op."
OTHER = "Niks eigenlijk."
MOTHER = "Ik kan alles"
CHILD = "ze belde mij gisteren op"


def make(project: Project, name: str = "x.qdpx", **settings: object) -> QdaExportResult:
    result = export(ExportSettings(project, Path(name), **settings))
    assert isinstance(result, QdaExportResult)
    return result


def build(project: Project, **asked: object) -> QdaProject:
    store, run = project.open_store()
    with store:
        return build_project(store, run, **asked).project


def decide_in(project: Project, transcript: str, words: str, coder: str = "Anna") -> None:
    store, _ = project.open_store()
    with store:
        store.log.record(coder, [Decision(*placed(project, transcript, words), Verdict.ACCEPT)])


def placed(project: Project, transcript: str, words: str) -> tuple[int, str, int, int]:
    source, start, end = place_of(project, transcript, words)
    return source, "gemak", start, end


def codings_of(project: QdaProject) -> list[tuple[str, str, str, str]]:
    """Return source, words, code and coder of every coding."""
    codes = {code.guid: code.name for code in project.codes}
    users = {user.guid: user.name for user in project.users}
    return [
        (source.name, source.text[s.start : s.end], codes[c.code], users[c.user or ""])
        for source in project.sources
        for s in source.selections
        for c in s.codings
    ]


def again(project: Project) -> None:
    suggest(SuggestSettings(project), lambda *_: None)


def test_an_accepted_coding_goes_along_with_its_coder_and_time(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)
    project = build(shared)
    coding = next(c for source in project.sources for s in source.selections for c in s.codings)

    assert codings_of(project) == [("J01.txt", GEMAK, "Laagdrempeligheid", "Anna")]
    assert coding.made.startswith("20")


@pytest.mark.parametrize("verdict", [Verdict.REJECT, Verdict.WITHDRAW])
def test_what_does_not_hold_stays_behind(shared: Project, verdict: Verdict) -> None:
    decide(shared, "Anna", GEMAK)
    decide(shared, "Anna", GEMAK, verdict=verdict)

    assert codings_of(build(shared)) == []


def test_two_coders_of_the_same_words_each_have_a_coding_and_a_selection(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)
    decide(shared, "Bram", GEMAK)
    project = build(shared)
    selections = [s for source in project.sources for s in source.selections]

    assert sorted(coder for *_, coder in codings_of(project)) == ["Anna", "Bram"]
    assert [s.user for s in selections] == [s.codings[0].user for s in selections]


def test_two_codes_of_one_coder_share_a_selection(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)
    decide(shared, "Anna", GEMAK, code="band")
    (selection,) = (s for source in build(shared).sources for s in source.selections)

    assert len(selection.codings) == 2


def test_one_coder_can_be_asked_for_in_any_case(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)
    decide(shared, "Bram", OTHER)
    project = build(shared, coder="anna")

    assert [user.name for user in project.users] == ["Anna"]
    assert codings_of(project) == [("J01.txt", GEMAK, "Laagdrempeligheid", "Anna")]


def test_an_unknown_coder_is_refused(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)

    with pytest.raises(UnknownName):
        make(shared, coder="Ana")
    assert not Path("x.qdpx").exists()


def test_texts_are_the_canonical_texts_of_the_store(shared: Project) -> None:
    store, run = shared.open_store()
    with store:
        stored = dict(store.fetch_sources(run.id).values())

    assert {source.name: source.text for source in build(shared).sources} == stored


def test_suggestions_stay_behind_unless_asked(shared: Project) -> None:
    assert codings_of(build(shared)) == []
    assert build(shared).users == ()


def test_suggestions_belong_to_a_user_of_their_own(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)
    coders = [coder for *_, coder in codings_of(build(shared, threshold=0.0))]

    assert coders.count("Anna") == 1
    assert coders.count("codeer (suggesties)") == 4


def test_a_person_with_the_name_of_the_machine_stays_a_person(shared: Project) -> None:
    decide(shared, SUGGESTER.name, GEMAK)
    project = build(shared, threshold=0.0)

    assert len({user.guid for user in project.users}) == 2


def test_the_threshold_of_suggestions_is_that_of_the_run_or_as_asked(shared: Project) -> None:
    assert make(shared, with_suggestions=True).suggestions == 4
    asked = make(shared, with_suggestions=True, threshold=0.7, overwrite=True)
    assert 0 < asked.suggestions < 4


def test_a_note_on_a_coding_is_a_memo_of_that_coding(shared: Project) -> None:
    decide(shared, "Anna", GEMAK, note="twijfel")
    project = build(shared)
    (note,) = project.notes
    (coding,) = (c for source in project.sources for s in source.selections for c in s.codings)

    assert (note.text, coding.notes) == ("twijfel", (note.guid,))
    assert note.name == "Memo van Anna bij Laagdrempeligheid (J01.txt, 103-128)"


def test_a_note_on_a_rejection_is_a_memo_of_the_words(shared: Project) -> None:
    decide(shared, "Anna", GEMAK, verdict=Verdict.REJECT, note="ging over iets anders")
    project = build(shared)
    (selection,) = (s for source in project.sources for s in source.selections)

    assert selection.codings == ()
    assert selection.notes == (project.notes[0].guid,)
    assert "het verwerpen van Laagdrempeligheid" in project.notes[0].name


def test_only_the_newest_memo_of_an_answer_goes_along(shared: Project) -> None:
    mark(shared, "Anna", OTHER, "eerst")
    mark(shared, "Anna", OTHER, "later")
    project = build(shared)

    assert [note.text for note in project.notes] == ["later"]
    assert project.notes[0].name.startswith("Memo van Anna bij J01 (")


def test_an_emptied_memo_is_none(shared: Project) -> None:
    mark(shared, "Anna", OTHER, "eerst")
    mark(shared, "Anna", OTHER, "")

    assert build(shared).notes == ()


def test_a_memo_on_no_words_is_one_of_the_whole_text(shared: Project) -> None:
    source, start, _ = place_of(shared, "J01.txt", OTHER)
    store, _ = shared.open_store()
    with store:
        store.log.record("Anna", marks=[Mark(source, start, start, MarkKind.MEMO, note="let op")])
    project = build(shared)

    assert project.sources[0].notes == (project.notes[0].guid,)


def test_a_respondent_is_a_case_with_group_text_and_coded_words(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)
    project = build(shared)
    (case,) = (case for case in project.cases if case.name == "J01")
    (source,) = (source for source in project.sources if source.name == "J01.txt")

    assert case.values == source.values == {"groep": "jongere"}
    assert case.sources == (source.guid,)
    assert case.selections == (source.selections[0].guid,)


def test_a_text_of_several_respondents_is_no_ones_as_a_whole(shared: Project) -> None:
    """Else another program gives the mother's words to the child."""
    decide_in(shared, "gezin/G01.txt", MOTHER)
    decide_in(shared, "gezin/G01.txt", CHILD)
    project = build(shared)
    cases = {case.name: case for case in project.cases}
    (source,) = (source for source in project.sources if source.name == "gezin/G01.txt")
    said = {s.guid: source.text[s.start : s.end] for s in source.selections}

    assert source.values == {}
    assert [said[g] for g in cases["G01 Moeder"].selections] == [MOTHER]
    assert [said[g] for g in cases["G01 Jongere"].selections] == [CHILD]
    assert cases["G01 Moeder"].sources == cases["G01 Jongere"].sources == ()


def test_codes_have_their_explanation_and_colour(project: Path) -> None:
    add = "  - id: band\n    definitie: Zich veilig voelen\n    insluiten: [klik]\n    kleur: '#123456'\n"
    path = project / "codeboeken" / "proef.yaml"
    path.write_text(CODEBOOK.replace("  - id: band\n", add), encoding="utf-8")
    again(Project(project))
    code = build(Project(project)).codes[0]

    assert code.description == "Zich veilig voelen\n\nWel:\n- klik"
    assert code.color == "#123456"


def test_a_subcode_hangs_under_its_code(project: Path) -> None:
    path = project / "codeboeken" / "proef.yaml"
    sub = "    subcodes:\n      - id: diep\n        naam: Diepe band\n"
    path.write_text(CODEBOOK.replace("  - id: gemak", f"{sub}  - id: gemak"), encoding="utf-8")
    again(Project(project))
    codes = {code.name: code for code in build(Project(project)).codes}

    assert codes["Diepe band"].parent == codes["Vertrouwensband"].guid


def test_two_codes_with_one_name_can_be_told_apart(project: Path) -> None:
    path = project / "codeboeken" / "proef.yaml"
    path.write_text(CODEBOOK.replace("Laagdrempeligheid", "vertrouwensband"), encoding="utf-8")
    again(Project(project))

    assert [code.name for code in build(Project(project)).codes] == [
        "Vertrouwensband (band)",
        "vertrouwensband (gemak)",
    ]


def test_a_code_that_left_the_codebook_goes_along_when_it_was_used(shared: Project) -> None:
    decide(shared, "Anna", GEMAK, code="oud")

    assert codings_of(build(shared)) == [("J01.txt", GEMAK, "oud", "Anna")]
    assert "niet meer in het codeboek" in build(shared).codes[-1].description


def test_codings_in_an_earlier_text_are_counted_not_shifted(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)
    add_transcript(shared.folder, "J01.txt", "I: Hoe is het?", "R: Heel anders dan eerst.")
    again(shared)
    result = make(shared)

    assert (result.codings, result.left_behind) == (0, 1)


def test_a_skipped_transcript_is_named_in_the_file(shared: Project) -> None:
    (shared.folder / "transcripten" / "kapot.docx").write_bytes(b"geen docx")
    suggest(SuggestSettings(shared, skip_unreadable=True), lambda *_: None)

    assert "Overgeslagen: kapot.docx" in build(shared).description


def test_suggestions_are_called_unchecked_in_the_file(shared: Project) -> None:
    assert "ongecontroleerde suggesties" in build(shared, threshold=0.5).description
    assert "suggesties" not in build(shared).description


def test_the_file_is_valid_and_the_same_every_time(shared: Project) -> None:
    decide(shared, "Anna", GEMAK, note="twijfel")
    mark(shared, "Bram", OTHER, "memo")
    make(shared, "a.qdpx", with_suggestions=True)
    make(shared, "b.qdpx", with_suggestions=True)
    archive = ZipFile(io.BytesIO(Path("a.qdpx").read_bytes()))

    assert find_schema_errors(etree.fromstring(archive.read("project.qde"))) == ()
    assert Path("a.qdpx").read_bytes() == Path("b.qdpx").read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_only_the_owner_can_read_the_file(shared: Project) -> None:
    assert stat.S_IMODE(make(shared).path.stat().st_mode) == 0o600


def test_guids_stay_the_same_when_work_goes_on(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)
    before = build(shared)
    decide(shared, "Bram", OTHER)
    again(shared)
    after = build(shared)

    assert set(before.codes) <= set(after.codes)
    assert set(before.users) <= set(after.users)
    assert set(before.sources[0].selections) <= set(after.sources[0].selections)


def test_the_result_counts_what_went_along(shared: Project) -> None:
    decide(shared, "Anna", GEMAK, note="twijfel")
    decide(shared, "Bram", GEMAK)
    result = make(shared, with_suggestions=True)

    assert (result.transcripts, result.codes, result.codings, result.coders) == (2, 2, 2, 2)
    assert (result.notes, result.suggestions, result.wide) == (1, 4, ())


def test_a_text_that_nvivo_counts_otherwise_is_named(shared: Project) -> None:
    add_transcript(shared.folder, "J02.txt", "I: Hoe is het?", "R: Goed 🙂 hoor, ik bel haar op.")
    again(shared)

    assert make(shared).wide == ("J02.txt",)


def test_a_codebook_has_the_codes_and_no_interviews(shared: Project) -> None:
    decide(shared, "Anna", GEMAK)
    result = make(shared, "x.qdc")
    root = etree.parse("x.qdc").getroot()

    assert find_schema_errors(root) == ()
    assert (result.codes, result.transcripts) == (2, 0)
    assert "belde" not in Path("x.qdc").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("x.qdpx", {"threshold": 0.5}),
        ("x.qdpx", {"with_decisions": True}),
        ("x.qdc", {"threshold": 0.5}),
        ("x.qdc", {"coder": "Anna"}),
        ("x.qdc", {"with_suggestions": True}),
        ("x.csv", {"with_suggestions": True}),
        ("x.codeer", {"with_suggestions": True}),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(
    shared: Project, name: str, settings: dict[str, object]
) -> None:
    with pytest.raises(OptionOutOfPlace):
        make(shared, name, **settings)
    assert not Path(name).exists()


@pytest.mark.parametrize("name", ["x.qdpx", "x.qdc"])
def test_a_file_that_is_there_is_not_overwritten(shared: Project, name: str) -> None:
    Path(name).write_text("van een ander programma")

    with pytest.raises(WouldOverwrite):
        make(shared, name)
    assert make(shared, name, overwrite=True).codes == 2
