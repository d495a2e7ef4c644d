"""Codings of another program become decisions here, with everything lost counted."""

import csv
import stat
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from codeer.codebook import load_codebook
from codeer.errors import QdaNeedsRun
from codeer.model import Decision, Mark, MarkKind, Verdict
from codeer.project import Project
from codeer.refi.values import QdaCode, QdaSource
from codeer.refi.writing import write_project
from codeer.study import load_study
from codeer.workflow.importing import import_sheet
from codeer.workflow.qda_codebook import codebook_yaml, import_codebook, make_ids
from codeer.workflow.qda_export import build_project
from codeer.workflow.qda_import import QdaImport, import_project
from codeer.workflow.qda_new_project import make_names
from codeer.workflow.suggest import SuggestSettings, suggest
from tests.refi.projects import (
    ANNA,
    CLICK,
    EASE,
    coding,
    guid,
    qde,
    selection,
    text_source,
    with_text,
    write_qdpx,
)
from tests.workflow.exchange import place_of
from tests.workflow.support import add_transcript

DIARY = "Ik wacht al lang.\nDat is niet fijn."
TALK = "I: Hoe is dat?\nR: Zij belde mij op. Dat was fijn.\nI: En toen?\nR: Niks."
BAND = (
    '<CodeBook><Codes><Code guid="{}" name="vertrouwensband" isCodable="true"/></Codes></CodeBook>'
)


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    folder = tmp_path / "nieuw"
    folder.mkdir()
    return Project(folder)


def codings(project: Project) -> list[tuple[str, str, str]]:
    """Return (coder, code, words) of everything accepted."""
    store, run = project.open_store()
    with store:
        texts = store.fetch_sources(run.id)
        return [
            (name, d.code, texts[d.source][1][d.start : d.end])
            for name, d in store.log.fetch_verdicts()
            if d.verdict is Verdict.ACCEPT
        ]


def history(project: Project) -> int:
    store, _ = project.open_store()
    with store:
        return len(store.log.fetch_history()) + len(store.log.fetch_marks())


def lost(result: QdaImport, what: str, outcome: str = "weggelaten") -> dict[str, int]:
    return {f.reason: f.number for f in result.findings if (f.outcome, f.what) == (outcome, what)}


def of_j01(project: Project, words: str, inside: str = "", **more: str) -> str:
    """Return a project whose text is J01.txt of the project here, with words selected."""
    text = (project.folder / "transcripten" / "J01.txt").read_text(encoding="utf-8")
    start = text.index(words)
    one = selection(start, start + len(words), words, inside or coding())
    source = text_source(one, name=more.pop("name", "J01"))
    codes = more.pop("codes", BAND.format(CLICK))
    path = write_qdpx(
        project.folder.parent, qde(source, codes=codes, **more), {"sources/a.txt": text}
    )
    return str(path)


# --- a new project -------------------------------------------------------------------------------


def test_in_an_empty_folder_a_project_is_made_with_every_coding(tmp_path, empty):
    path = with_text(tmp_path, DIARY, selection(3, 8, "wacht"))
    result = import_project(path, empty)

    assert codings(empty) == [("Anna", "klik", "wacht")]
    assert (result.coders, result.checked) == ({"Anna": 1}, 1)
    assert sorted(p.relative_to(empty.folder).as_posix() for p in result.files) == [
        "codeboeken/proef.yaml",
        "onderzoek.yaml",
        "transcripten/a.txt",
    ]


def test_what_is_written_can_be_read_by_its_owner_alone_and_has_lf(tmp_path, empty):
    result = import_project(with_text(tmp_path, "Een.\r\nTwee.", selection(0, 3)), empty)

    assert {stat.S_IMODE(path.stat().st_mode) for path in result.files} == {0o600}
    assert (empty.folder / "transcripten" / "a.txt").read_bytes() == b"Een.\nTwee."


def test_a_text_without_speakers_is_one_turn_of_its_respondent(tmp_path, empty):
    result = import_project(with_text(tmp_path, DIARY, selection(3, 8, "wacht")), empty)
    store, run = empty.open_store()
    with store:
        turns = store.fetch_turns(run.id)

    assert [(t.respondent, t.group) for t in turns] == [("a", "deelnemer")]
    assert (turns[0].turn.start, turns[0].turn.end) == (0, len(DIARY))
    assert lost(result, "TextSource", "aangepast") == {
        "zonder herkenbare sprekers: alles is van één respondent, van een onbekende groep "
        "(deelnemer)": 1
    }


def test_speakers_that_codeer_recognises_stay(tmp_path, empty):
    xml = qde(
        text_source(
            selection(TALK.index("Zij"), TALK.index(" Dat"), "Zij belde mij op."), name="J01"
        )
    )
    import_project(write_qdpx(tmp_path, xml, {"sources/a.txt": TALK}), empty)
    store, run = empty.open_store()
    with store:
        people = [(t.respondent, t.group) for t in store.fetch_turns(run.id)]

    assert people == [(None, None), ("J01", "jongere")] * 2
    assert not (empty.folder / "onderzoek.yaml").exists()


def test_a_coding_on_words_of_the_interviewer_is_kept_and_reported(tmp_path, empty):
    xml = qde(text_source(selection(3, 6, "Hoe"), name="J01"))
    result = import_project(write_qdpx(tmp_path, xml, {"sources/a.txt": TALK}), empty)

    assert codings(empty) == [("Anna", "klik", "Hoe")]
    assert lost(result, "Coding", "aangepast") == {
        "begint niet in een antwoord: bewaard, telt niet mee in het rapport": 1
    }


def test_cases_become_respondents_in_the_groups_of_their_variable(tmp_path, empty):
    cases = (
        f'<Variables><Variable guid="{guid(60)}" name="Groep" typeOfVariable="Text"/></Variables>'
        f'<Cases><Case guid="{guid(61)}" name="Vera"><VariableValue><VariableRef targetGUID="{guid(60)}"/>'
        f'<TextValue>voogd van nu</TextValue></VariableValue><SourceRef targetGUID="{guid(50)}"/></Case></Cases>'
    )
    xml = qde(text_source(selection(3, 8, "wacht")), cases=cases)
    import_project(write_qdpx(tmp_path, xml, {"sources/a.txt": DIARY}), empty)
    study = load_study(empty.folder / "onderzoek.yaml")

    assert [group.name for group in study.groups] == ["voogd van nu"]
    assert (study.transcripts["a.txt"].respondent, study.transcripts["a.txt"].group) == (
        "Vera",
        "voogd van nu",
    )


def test_a_text_of_nobody_gets_no_group_of_somebody_else(tmp_path, empty):
    """The one case is a young person; whose the other text is, the file does not say."""
    cases = (
        f'<Variables><Variable guid="{guid(60)}" name="Groep" typeOfVariable="Text"/></Variables>'
        f'<Cases><Case guid="{guid(61)}" name="Vera"><VariableValue><VariableRef targetGUID="{guid(60)}"/>'
        "<TextValue>jongere</TextValue></VariableValue></Case></Cases>"
    )
    xml = qde(text_source(selection(3, 8, "wacht")), cases=cases)
    import_project(write_qdpx(tmp_path, xml, {"sources/a.txt": DIARY}), empty)
    study = load_study(empty.folder / "onderzoek.yaml")

    assert study.transcripts["a.txt"].group == "deelnemer"


def test_importing_twice_changes_nothing(tmp_path, empty):
    path = with_text(tmp_path, DIARY, selection(3, 8, "wacht"))
    import_project(path, empty)
    before = history(empty)
    again = import_project(path, empty)

    assert history(empty) == before
    assert (again.coders, again.known) == ({}, 1)


def test_a_coding_that_was_taken_back_here_does_not_return(tmp_path, empty):
    path = with_text(tmp_path, DIARY, selection(3, 8, "wacht"))
    import_project(path, empty)
    store, _ = empty.open_store()
    with store:
        store.log.undo("Anna")
    import_project(path, empty)

    assert codings(empty) == []


def test_two_codes_with_one_name_stay_apart_also_the_second_time(tmp_path, empty):
    codes = (
        f'<CodeBook><Codes><Code guid="{CLICK}" name="Klik" isCodable="true"/>'
        f'<Code guid="{EASE}" name="Klik" isCodable="true"/></Codes></CodeBook>'
    )
    both = coding(CLICK) + coding(EASE, number=91)
    xml = qde(text_source(selection(3, 8, "wacht", both)), codes=codes)
    path = write_qdpx(tmp_path, xml, {"sources/a.txt": DIARY})
    import_project(path, empty)
    again = import_project(path, empty)

    assert codings(empty) == [("Anna", "klik", "wacht"), ("Anna", "klik_2", "wacht")]
    assert again.known == 2


def test_characters_that_are_joined_move_no_coding(tmp_path, empty):
    text = "Een cre\u0300che, te\u0301 ver weg."
    start = text.index("ver")
    import_project(with_text(tmp_path, text, selection(start, start + 3, "ver")), empty)

    assert codings(empty) == [("Anna", "klik", "ver")]


def test_when_it_was_coded_is_kept(tmp_path, empty):
    one = coding().replace(
        "creatingUser", 'creationDateTime="2023-08-16T15:14:29+02:00" creatingUser'
    )
    import_project(with_text(tmp_path, DIARY, selection(3, 8, "wacht", one)), empty)
    store, _ = empty.open_store()
    with store:
        assert [d.made for d in store.log.fetch_history()] == ["2023-08-16T13:14:29+00:00"]


def test_a_project_with_only_codes_becomes_a_codebook_and_is_left_alone_the_second_time(
    tmp_path, empty
):
    path = write_qdpx(tmp_path, qde())
    first = import_project(path, empty)
    again = import_project(path, empty)

    assert [p.name for p in first.files] == ["proef.yaml"]
    assert again.files == ()
    assert lost(again, "Code") == {"hier is al een codeboek; vergelijken kan met een .qdc": 2}


def test_a_project_without_anything_is_said_to_be_empty(tmp_path, empty):
    result = import_project(write_qdpx(tmp_path, qde(codes="")), empty)

    assert result.is_empty
    assert list(empty.folder.iterdir()) == []


def test_a_folder_with_transcripts_but_no_run_is_not_touched(tmp_path, empty):
    add_transcript(empty.folder, "J01.txt", "I: Hoi.", "R: Hoi.")

    with pytest.raises(QdaNeedsRun, match="codeer suggest"):
        import_project(with_text(tmp_path, DIARY), empty)


def test_names_of_texts_become_safe_file_names_each_once():
    names = ["a/b.docx", "B.txt", "..", "README", "_x", "CON", "é 3.5", ""]
    sources = [QdaSource(str(n), name, "t") for n, name in enumerate(names)]

    assert make_names(sources) == [
        "b.txt",
        "B 2.txt",
        "tekst.txt",
        "tekst README.txt",
        "x.txt",
        "CON_.txt",
        "é 3.5.txt",
        "tekst 2.txt",
    ]


@pytest.mark.parametrize(
    "name", ["NO", "a: b", "# x", "- y", "'", '"', "1.0", "null", "[a]", "é 😀", "x\\y"]
)
def test_every_name_and_description_survives_the_codebook(tmp_path, name):
    code = QdaCode("g", name, f"{name}\n\n  {name}", "#00ff00")
    path = tmp_path / "c.yaml"
    path.write_bytes(codebook_yaml(name, [code], "x.qdc"))
    read = load_codebook(path).codes[0]

    assert (read.name, read.definition, read.color) == (name, code.description.strip(), "#00ff00")


def test_codes_with_one_name_get_ids_of_their_own_and_children_stay_below():
    codes = [QdaCode("a", "Wachten!"), QdaCode("b", "wachten", parent="a"), QdaCode("c", "?")]

    assert make_ids(codes) == {"a": "wachten", "b": "wachten_2", "c": "code"}
    assert b"subcodes:\n  - id: wachten_2" in codebook_yaml("n", codes, "x")


# --- a project with a run ------------------------------------------------------------------------


def test_a_text_is_found_by_name_without_suffix_and_a_code_by_name(shared):
    import_project(Path(of_j01(shared, "Niks eigenlijk.")), shared)

    assert codings(shared) == [("Anna", "band", "Niks eigenlijk.")]


def test_a_text_under_another_name_is_found_by_its_words(shared):
    import_project(Path(of_j01(shared, "Niks eigenlijk.", name="Interview van mei")), shared)

    assert codings(shared) == [("Anna", "band", "Niks eigenlijk.")]


def test_codings_move_along_in_a_corrected_text_and_lost_words_are_refused(shared):
    path = Path(of_j01(shared, "Niks eigenlijk."))
    transcript = shared.folder / "transcripten" / "J01.txt"
    transcript.write_text(transcript.read_text().replace("I: En verder?", "I: En verder nog iets?"))
    suggest(SuggestSettings(shared), lambda *_: None)
    import_project(path, shared)
    moved = codings(shared)
    transcript.write_text(transcript.read_text().replace("Niks eigenlijk", "Weinig"))
    suggest(SuggestSettings(shared), lambda *_: None)
    result = import_project(path, shared)

    assert moved == [("Anna", "band", "Niks eigenlijk.")]
    assert lost(result, "Coding") == {"de woorden staan niet (meer) in het transcript": 1}


def test_another_text_of_the_same_name_is_not_taken_for_it(shared):
    xml = qde(text_source(selection(0, 5, "Niets"), name="J01"), codes=BAND.format(CLICK))
    path = write_qdpx(
        shared.folder.parent, xml, {"sources/a.txt": "Niets van dit alles eigenlijk gezegd."}
    )
    result = import_project(path, shared)

    assert lost(result, "Coding") == {"de tekst is niet in dit project": 1}
    assert codings(shared) == []


def test_a_code_that_is_not_here_is_reported_by_name_with_its_number(shared):
    codes = BAND.format(EASE).replace(
        "</Codes>", f'<Code guid="{CLICK}" name="Klik" isCodable="true"/></Codes>'
    )
    both = coding(CLICK) + coding(EASE, number=91)
    result = import_project(Path(of_j01(shared, "Niks eigenlijk.", both, codes=codes)), shared)

    assert codings(shared) == [("Anna", "band", "Niks eigenlijk.")]
    assert lost(result, "Coding") == {"code 'Klik' staat niet in het codeboek hier": 1}
    assert lost(result, "Code") == {"staat niet in het codeboek hier": 1}


def test_a_coder_here_keeps_the_own_spelling(shared):
    store, _ = shared.open_store()
    with store:
        store.log.record("ANNA")
    users = f'<Users><User guid="{ANNA}" name="anna"/></Users>'
    result = import_project(Path(of_j01(shared, "Niks eigenlijk.", users=users)), shared)

    assert result.coders == {"ANNA": 1}


@pytest.mark.parametrize(("coder", "expected"), [(None, "onbekend"), ("Eva", "Eva")])
def test_codings_of_nobody_are_of_the_coder_that_is_given(shared, coder, expected):
    path = Path(of_j01(shared, "Niks eigenlijk.", coding(user=None)))
    result = import_project(path, shared, coder)

    assert result.coders == {expected: 1}
    assert lost(result, "Coding", "aangepast") == {f"zonder codeur, nu van {expected}": 1}


def test_two_users_without_name_stay_two(shared):
    users = f'<Users><User guid="{ANNA}"/><User guid="{guid(2)}"/></Users>'
    both = coding() + coding(user=guid(2), number=91)
    result = import_project(Path(of_j01(shared, "Niks eigenlijk.", both, users=users)), shared)

    assert result.coders == {"onbekend": 1, "onbekend 2": 1}


def test_suggestions_of_codeer_are_no_decisions(shared):
    users = f'<Users><User guid="{ANNA}" name="codeer (suggesties)"/></Users>'
    result = import_project(Path(of_j01(shared, "Niks eigenlijk.", users=users)), shared)

    assert codings(shared) == []
    assert lost(result, "Suggestion") == {"suggesties van codeer zijn geen besluiten": 1}


NOTES = f'<Notes><Note guid="{guid(80)}" creatingUser="{ANNA}"><PlainTextContent>Let op.</PlainTextContent></Note></Notes>'
REFERENCE = f'<NoteRef targetGUID="{guid(80)}"/>'


def test_a_memo_with_a_coding_goes_along(shared):
    path = of_j01(shared, "Niks eigenlijk.", coding(inside=REFERENCE), notes=NOTES)
    import_project(Path(path), shared)
    store, _ = shared.open_store()
    with store:
        assert [d.note for _, d in store.log.fetch_verdicts()] == ["Let op."]


def test_a_memo_with_a_passage_comes_with_its_answer(shared):
    path = Path(of_j01(shared, "Niks eigenlijk.", coding() + REFERENCE, notes=NOTES))
    result = import_project(path, shared)
    again = import_project(path, shared)
    store, _ = shared.open_store()
    with store:
        marks = store.log.fetch_marks()

    assert (result.memos, again.memos) == (1, 0)
    assert [(m.user, m.mark.kind, m.mark.note) for m in marks] == [
        ("Anna", MarkKind.MEMO, "Let op.")
    ]
    assert marks[0].mark.start == place_of(shared, "J01.txt", "Niks eigenlijk.")[1]


def test_a_coding_of_a_whole_text_is_reported(shared):
    text = (shared.folder / "transcripten" / "J01.txt").read_text(encoding="utf-8")
    xml = qde(text_source(coding(), name="J01"), codes=BAND.format(CLICK))
    result = import_project(write_qdpx(shared.folder.parent, xml, {"sources/a.txt": text}), shared)

    assert lost(result, "Coding") == {"van een hele tekst": 1}


# --- round trips ---------------------------------------------------------------------------------


def export(project: Project, path: Path) -> Path:
    store, run = project.open_store()
    with store:
        content = build_project(store, run)
    path.write_bytes(write_project(content.project, datetime(2026, 1, 1, tzinfo=UTC)))
    return path


@pytest.fixture
def decided(shared: Project) -> Project:
    """The project with decisions of two coders, a memo and a rejection with a note."""
    source, start, end = place_of(shared, "J01.txt", "Niks eigenlijk.")
    store, _ = shared.open_store()
    with store:
        store.log.record("Anna", [Decision(source, "band", start, end, Verdict.ACCEPT, note="ja")])
        store.log.record("Ben", [Decision(source, "gemak", start, end, Verdict.REJECT, note="nee")])
        store.log.record("Ben", [Decision(source, "band", start, end, Verdict.ACCEPT)])
        store.log.record("Ben", [], [Mark(source, start, end, MarkKind.MEMO, note="memo")])
    return shared


def test_an_export_read_back_here_changes_nothing(tmp_path, decided):
    path = export(decided, tmp_path / "e.qdpx")
    before = history(decided)
    result = import_project(path, decided)

    assert history(decided) == before
    assert (result.coders, result.known) == ({}, 2)


def test_an_export_read_elsewhere_is_the_same_project(tmp_path, decided, empty):
    path = export(decided, tmp_path / "e.qdpx")
    result = import_project(path, empty)

    def people(project: Project) -> set[tuple[str | None, str | None]]:
        store, run = project.open_store()
        with store:
            return {(t.respondent, t.group) for t in store.fetch_turns(run.id)}

    assert {(coder, words) for coder, _, words in codings(empty)} == {
        (coder, words) for coder, _, words in codings(decided)
    }
    assert people(empty) == people(decided)
    assert [f.what for f in result.findings if f.outcome == "weggelaten"] == ["Description"]


# --- codebooks -----------------------------------------------------------------------------------


def write_qdc(folder: Path, *codes: tuple[str, str]) -> Path:
    entries = "".join(
        f'<Code guid="{guid(n)}" name="{name}" isCodable="true"><Description>{said}</Description></Code>'
        for n, (name, said) in enumerate(codes)
    )
    path = folder / "boek.qdc"
    path.write_text(
        f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{entries}</Codes></CodeBook>'
    )
    return path


def test_a_codebook_is_written_where_there_is_none(tmp_path, empty):
    result = import_codebook(write_qdc(tmp_path, ("Klik", "Band.")), empty)

    assert result.written == empty.folder / "codeboeken" / "boek.yaml"
    assert load_codebook(result.written).codes[0].definition == "Band."


def test_a_codebook_that_is_here_stays_and_the_differences_are_named(tmp_path, shared):
    before = (shared.folder / "codeboeken" / "proef.yaml").read_bytes()
    path = write_qdc(tmp_path, ("Klik", ""), ("Vertrouwensband", "Anders."))
    result = import_codebook(path, shared)

    assert result.written is None
    assert [(d.what, d.names) for d in result.differences] == [
        ("nieuwe codes", ("Klik",)),
        ("niet in dit bestand", ("Laagdrempeligheid",)),
        ("andere definitie", ("Vertrouwensband",)),
    ]
    assert (shared.folder / "codeboeken" / "proef.yaml").read_bytes() == before


def test_a_codebook_is_replaced_when_asked_and_the_old_one_kept(tmp_path, shared):
    place = shared.folder / "codeboeken" / "proef.yaml"
    before = place.read_bytes()
    result = import_codebook(write_qdc(tmp_path, ("Klik", "")), shared, overwrite=True)

    assert [code.name for code in load_codebook(place).codes] == ["Klik"]
    assert result.kept is not None
    assert result.kept.read_bytes() == before


# --- tables of other programs --------------------------------------------------------------------

TAGUETTE = [
    ["id", "document", "tag", "content"],
    ["1", "J01", "Vertrouwensband", "iks eigenlij"],
    ["2", "J01", "Onbekend", "Niks"],
]


def test_highlights_of_taguette_become_decisions_and_what_does_not_fit_is_refused(tmp_path, shared):
    book = openpyxl.Workbook()
    for row in TAGUETTE:
        book.active.append(row)
    book.save(tmp_path / "h.xlsx")
    result = import_sheet(tmp_path / "h.xlsx", shared, "Anna")

    assert codings(shared) == [("Anna", "band", "iks eigenlij")]
    assert [str(refusal).split(",")[0] for refusal in result.refused] == [
        "rij 3: onbekend thema 'Onbekend'; bekend: band"
    ]


@pytest.mark.parametrize("heading", [["File"], ["Case", "Filename"]])
def test_codings_of_qualcoder_bring_their_coder_and_memo(tmp_path, shared, heading):
    path = tmp_path / "q.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(
            [*heading, "Coder", "Coded", "Id", "Codename", "Coded_Memo", "Category", "Category"]
        )
        place = ["J01.txt"] if len(heading) == 1 else ["J01", "J01.txt"]
        writer.writerow(
            [*place, "Eva", "Niks eigenlijk.", "ctid:1", "Vertrouwensband", "memo", "x", ""]
        )
    import_sheet(path, shared)
    store, _ = shared.open_store()
    with store:
        found = [(name, d.code, d.note) for name, d in store.log.fetch_verdicts()]

    assert found == [("Eva", "band", "memo")]


def test_letters_that_taguette_garbled_are_repaired(tmp_path, shared):
    add_transcript(shared.folder, "J02.txt", "I: En?", "R: Dat was té lang.")
    suggest(SuggestSettings(shared), lambda *_: None)
    path = tmp_path / "h.csv"
    path.write_text("id,document,tag,content\n1,J02,band,Dat was tÃ© lang\n", encoding="utf-8")
    import_sheet(path, shared, "Anna")

    assert codings(shared) == [("Anna", "band", "Dat was té lang")]
