"""Names go out of the transcripts, the same person is the same everywhere, and codings move along."""

import json
import os
import re
from pathlib import Path

import pytest
from spacy.lang.nl import Dutch

from codeer.errors import (
    InvalidOption,
    KeyInsideProject,
    KeyMissing,
    KeyOfAnother,
    PseudonymsInTheWay,
    PseudonymsMisread,
    SuggestFirst,
)
from codeer.model import MarkKind, Verdict
from codeer.project import PSEUDONYMS as FOLDER
from codeer.project import Project
from codeer.pseudonyms.key_file import read_key
from codeer.pseudonyms.proposing import Style
from codeer.pseudonyms.values import Kind
from codeer.workflow.pseudonym_plan import Replacing, plan_replacing
from codeer.workflow.pseudonym_survey import Survey, SurveySettings, refuse_inside, survey
from codeer.workflow.pseudonymise import Outcome, carry_out
from tests.workflow.coders import decide, holding, make_suggestions, mark, marks, words_held
from tests.workflow.support import add_transcript, content_of

FIRST = (
    "Datum: 1 maart 2024",
    "Respondent: J01",
    "",
    "I: Hoe is dat met Sanne de Boer?",
    "R: Ik kan bij Sanne alles kwijt. [Sanne lacht] Ze woont in Zwolle.",
    "I: En verder?",
    "R: Sanne's moeder belde mij op. Het regende nog.",
)
SECOND = (
    "Interviewer: En jij?",
    "Daan: Ik vertrouw Sanne wel. Ik ben 14 jaar.",
    "Interviewer: Waar woon je?",
    "Daan: In Zwolle, bel maar 06-12345678. Mijn oma ook.",
)
NAMES = ("Sanne", "Daan", "Zwolle", "12345678", "Boer")


@pytest.fixture
def named(project: Path) -> Path:
    """Two interviews in which the same person is named."""
    add_transcript(project, "J01.txt", *FIRST)
    add_transcript(project, "J02.txt", *SECOND)
    return project


@pytest.fixture
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for the key outside the project."""
    return tmp_path_factory.mktemp("kluis") / "sleutel.json"


def look(folder: Path, key: Path | None, **settings: object) -> Survey:
    return survey(SurveySettings(Project(folder), key=key, **settings), lambda *_: None)


def take_all(found: Survey) -> dict:
    return {p.identity: p.replacement for p in found.proposals}


def replace_all(
    folder: Path, key: Path, *, style: Style | None = None, study: Path | None = None, **how: object
) -> Outcome:
    """Replace everything that is found."""
    found = look(folder, key, style=style, study=study, with_old=bool(how.get("wipe")))
    return carry_out(plan_replacing(found, take_all(found), Replacing(**how)), lambda *_: None)


def new_text(folder: Path, name: str) -> str:
    return (folder / FOLDER / name).read_text(encoding="utf-8")


def suggest_new(folder: Path, **settings: object) -> None:
    make_suggestions(folder, sources=(folder / FOLDER,), **settings)


def names_in(folder: Path) -> set[str]:
    """Return the files below a folder whose bytes hold a name."""
    return {
        name
        for name, content in content_of(folder).items()
        if any(word.encode() in content for word in NAMES)
    }


# --- the new transcripts -------------------------------------------------------------------------


def test_the_same_person_gets_the_same_replacement_in_every_interview(
    named: Path, key: Path
) -> None:
    replace_all(named, key)
    entries = {e.entity: e.replacement for e in read_key(key).entries}
    sanne = next(r for e, r in entries.items() if "sanne" in e)

    assert f"Ik kan bij {sanne} alles kwijt." in new_text(named, "J01.txt")
    assert f"Ik vertrouw {sanne} wel." in new_text(named, "J02.txt")
    assert f"{sanne}s moeder belde mij op." in new_text(named, "J01.txt")


def test_no_name_is_left_and_role_words_stay(named: Path, key: Path) -> None:
    replace_all(named, key)

    assert names_in(named / FOLDER) == set()
    assert "Mijn oma ook." in new_text(named, "J02.txt")


def test_the_originals_stay_as_they_were(named: Path, key: Path) -> None:
    before = content_of(named / "transcripten")
    replace_all(named, key)

    assert content_of(named / "transcripten") == before


def test_speaker_labels_are_replaced_and_read_as_the_same_turns(named: Path, key: Path) -> None:
    found = look(named, key)
    plan = plan_replacing(found, take_all(found), Replacing())
    carry_out(plan, lambda *_: None)

    assert plan.misread == ()
    assert re.search(r"^NAAM-\d: Ik vertrouw", new_text(named, "J02.txt"), re.MULTILINE)


def test_an_age_becomes_a_class(named: Path, key: Path) -> None:
    replace_all(named, key)

    assert "Ik ben [LEEFTIJD 12-15]." in new_text(named, "J02.txt")


def test_fictional_names_stand_in_labels_and_text(named: Path, key: Path) -> None:
    replace_all(named, key, style=Style.NAMES)
    people = [e.replacement for e in read_key(key).entries if e.kind is Kind.NAAM]

    assert all(name.isalpha() for name in people)
    assert any(f"\n{name}: Ik vertrouw" in new_text(named, "J02.txt") for name in people)
    assert "[PLAATS-1]" in new_text(named, "J02.txt")


def test_what_is_not_chosen_stays(named: Path, key: Path) -> None:
    found = look(named, key)
    choices = take_all(found)
    zwolle = next(p.identity for p in found.proposals if p.entity.kind is Kind.PLAATS)
    choices[zwolle] = ""
    outcome = carry_out(plan_replacing(found, choices, Replacing()), lambda *_: None)

    assert "In Zwolle, bel maar" in new_text(named, "J02.txt")
    assert outcome.kept == 2
    assert "Zwolle" not in {left.text for left in outcome.leftovers}


def test_what_nobody_decided_about_is_left_over_with_its_line(named: Path, key: Path) -> None:
    found = look(named, key)
    choices = {k: r for k, r in take_all(found).items() if not r.startswith("[PLAATS")}
    outcome = carry_out(plan_replacing(found, choices, Replacing()), lambda *_: None)

    assert [(x.transcript, x.line, x.text) for x in outcome.leftovers] == [
        ("J01.txt", 5, "Zwolle"),
        ("J02.txt", 4, "Zwolle"),
    ]


def test_a_subtitle_file_becomes_text(project: Path, key: Path) -> None:
    add_transcript(
        project,
        "J03.vtt",
        "WEBVTT",
        "",
        "00:00:01.000 --> 00:00:02.000",
        "<v Interviewer>Hoe is dat?",
        "",
        "00:00:03.000 --> 00:00:04.000",
        "<v Respondent>Sanne helpt mij.",
    )
    found = look(project, key)
    plan = plan_replacing(found, take_all(found), Replacing())

    assert [t.name for t in plan.transcripts] == ["J01.txt", "J03.txt"]
    assert plan.misread == ()


def test_a_transcript_of_the_same_name_keeps_apart(project: Path, key: Path) -> None:
    add_transcript(
        project, "J01.srt", "1", "00:00:01,000 --> 00:00:02,000", "R: Sanne.", "", "2",
        "00:00:03,000 --> 00:00:04,000", "I: Hoe?"
    )  # fmt: skip
    (project / "onderzoek.yaml").write_text(
        "transcripten:\n  J01.srt: {respondent: J07, groep: jongere}\n", encoding="utf-8"
    )
    found = look(project, key)
    plan = plan_replacing(found, take_all(found), Replacing())

    assert [t.name for t in plan.transcripts] == ["J01 (srt).txt", "J01.txt"]


def test_a_study_design_that_names_speakers_is_written_anew(named: Path, key: Path) -> None:
    study = named / "onderzoek.yaml"
    study.write_text(
        "transcripten:\n  J02:\n    sprekers:\n      Daan: {groep: jongere, respondent: J02}\n",
        encoding="utf-8",
    )
    before = study.read_bytes()
    replace_all(named, key)
    new = named / "onderzoek_pseudoniem.yaml"

    assert study.read_bytes() == before
    assert "Daan" not in new.read_text(encoding="utf-8")
    suggest_new(named, study=new)


def test_a_transcript_with_a_name_in_its_file_name_is_reported(project: Path, key: Path) -> None:
    add_transcript(project, "J04 Sanne.txt", "I: Hoe?", "R: Ik heet Sanne.")
    found = look(project, key)
    plan = plan_replacing(found, take_all(found), Replacing())

    assert plan.named == ("J04 Sanne.txt",)
    assert [t.name for t in plan.transcripts] == ["J01.txt", "J04 Sanne.txt"]


def test_a_role_with_a_letter_is_no_name(project: Path, key: Path) -> None:
    add_transcript(
        project, "G02.txt", "Interviewer: Hoe?", "Moeder: Goed.", "Respondent B: Nou.",
        "Spreker 3: Ja.", "Interviewer: Ja?"
    )  # fmt: skip
    (project / "onderzoek.yaml").write_text(
        "transcripten:\n  G02: {sprekers: {Respondent B: ouder, Spreker 3: jongere}}\n", "utf-8"
    )

    assert [p for p in look(project, key).proposals if "G02.txt" in p.transcripts] == []


def test_a_language_model_that_sees_names_adds_them(project: Path, key: Path) -> None:
    nlp = Dutch()  # spacy.blank gives one that all tests share
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "zonnestroom"}])
    nlp.to_disk(key.parent / "nl_namen")
    add_transcript(project, "J02.txt", "I: Waar?", "R: Dat was een zonnestroom.")

    def seen(model: str) -> list[str]:
        return [p.entity.name for p in look(project, key, model=model).proposals]

    assert "zonnestroom" in seen(str(key.parent / "nl_namen"))
    assert "zonnestroom" not in seen("ingebouwd")


# --- not overwriting -----------------------------------------------------------------------------


def test_the_folder_of_the_originals_is_refused(named: Path, key: Path) -> None:
    with pytest.raises(InvalidOption, match="een andere map"):
        replace_all(named, key, output=named / "transcripten")


def test_an_outcome_that_was_edited_is_not_overwritten(named: Path, key: Path) -> None:
    replace_all(named, key)
    edited = named / FOLDER / "J01.txt"
    edited.write_text("verbeterd", encoding="utf-8")

    with pytest.raises(PseudonymsInTheWay, match=r"J01\.txt"):
        replace_all(named, key)
    assert edited.read_text(encoding="utf-8") == "verbeterd"
    replace_all(named, key, overwrite=True)
    assert "NAAM-" in edited.read_text(encoding="utf-8")


def test_in_place_the_transcripts_themselves_change(named: Path, key: Path) -> None:
    add_transcript(named, "J04 Sanne.txt", "I: Hoe?", "R: Ik heet Sanne.")
    replace_all(named, key, in_place=True)

    assert names_in(named / "transcripten") == set()
    assert not (named / FOLDER).exists()
    assert {re.sub(r"\d+\.txt", "N.txt", p.name) for p in (named / "transcripten").iterdir()} == {
        "JN.txt",
        "J04 NAAM-N.txt",
    }


# --- the key -------------------------------------------------------------------------------------


def test_the_key_tells_which_form_became_what(named: Path, key: Path) -> None:
    replace_all(named, key)
    forms = {form: e.replacement for e in read_key(key).entries for form in e.forms}

    assert {"Sanne", "Sanne de Boer", "Daan", "Zwolle"} <= forms.keys()
    assert forms["Sanne"] == forms["Sanne de Boer"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_only_the_owner_may_read_the_key(named: Path, key: Path) -> None:
    replace_all(named, key)

    assert key.stat().st_mode & 0o777 == 0o600


def test_a_key_inside_the_project_is_refused(named: Path) -> None:
    with pytest.raises(KeyInsideProject):
        replace_all(named, named / "sleutel.json")


def test_a_path_that_climbs_out_of_the_project_is_not_inside(
    named: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(named)
    refuse_inside(Project(Path()), Path("../sleutel.json"))

    with pytest.raises(KeyInsideProject):
        refuse_inside(Project(Path()), Path("../") / named.name / "sleutel.json")


def test_a_key_inside_the_project_is_refused_through_a_link(
    named: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    link = tmp_path_factory.mktemp("elders") / "map"
    link.symlink_to(named, target_is_directory=True)

    with pytest.raises(KeyInsideProject):
        replace_all(named, link / "sleutel.json")


def test_neither_the_place_of_the_key_nor_its_number_is_in_the_project(
    named: Path, key: Path
) -> None:
    replace_all(named, key)
    content = b"".join(content_of(named).values())

    assert key.name.encode() not in content
    assert read_key(key).number.encode() not in content


def test_new_interviews_go_on_with_the_same_people_and_later_numbers(
    named: Path, key: Path
) -> None:
    replace_all(named, key)
    before = {f: e.replacement for e in read_key(key).entries for f in e.forms}
    add_transcript(named, "J05.txt", "I: Wie?", "R: Sanne en Kees.", "Kees: Ik.", "Kees: Ja.")
    (named / "onderzoek.yaml").write_text(
        "transcripten:\n  J05: {sprekers: {Kees: ouder}}\n", encoding="utf-8"
    )
    replace_all(named, key)
    after = {f: e.replacement for e in read_key(key).entries for f in e.forms}
    people = [r for r in before.values() if r.startswith("[NAAM")]

    assert after.items() >= before.items()
    assert after["Kees"] == f"[NAAM-{len(set(people)) + 1}]"
    assert f"R: {before['Sanne']} en {after['Kees']}." in new_text(named, "J05.txt")


def test_what_stays_by_choice_is_remembered(named: Path, key: Path) -> None:
    found = look(named, key)
    choices = {
        p.identity: "" if p.entity.kind is Kind.PLAATS else p.replacement for p in found.proposals
    }
    carry_out(plan_replacing(found, choices, Replacing()), lambda *_: None)

    assert [p.entity.name for p in look(named, key).proposals if p.was_kept] == ["Zwolle"]


def test_another_key_is_refused(named: Path, key: Path) -> None:
    replace_all(named, key)
    content = json.loads(key.read_text(encoding="utf-8"))
    key.write_text(json.dumps(content | {"nummer": "anders"}), encoding="utf-8")

    with pytest.raises(KeyOfAnother):
        look(named, key)


def test_a_new_key_is_refused_when_there_was_one(named: Path, key: Path) -> None:
    replace_all(named, key)

    with pytest.raises(KeyMissing):
        look(named, key.with_name("nieuw.json"))


def test_replacing_twice_changes_nothing(named: Path, key: Path) -> None:
    replace_all(named, key)
    before = content_of(named / FOLDER)
    replace_all(named, key)

    assert content_of(named / FOLDER) == before


def test_a_known_name_in_a_mail_address_does_not_spare_the_rest(project: Path, key: Path) -> None:
    add_transcript(project, "J01.txt", "I: Wie?", "R: Sanne, mail sanne@zonnehoek.nl maar.")
    replace_all(project, key, style=Style.NAMES)
    before = new_text(project, "J01.txt")
    outcome = replace_all(project, key)

    assert "mail [MAIL-1] maar" in before
    assert new_text(project, "J01.txt") == before
    assert outcome.leftovers == ()


def test_replacements_are_not_found_as_names(named: Path, key: Path) -> None:
    replace_all(named, key)

    assert look(named, key, sources=(named / FOLDER,)).proposals == ()


# --- codings -------------------------------------------------------------------------------------

CODED = (
    ("J01.txt", "Ik kan bij Sanne alles kwijt."),
    ("J01.txt", "Sanne's moeder belde mij op."),
    ("J01.txt", "Het regende nog."),
    ("J02.txt", "Ik vertrouw Sanne wel."),
    ("J02.txt", "In Zwolle, bel maar 06-12345678."),
    ("J02.txt", "ok."),
)


def code(folder: Path) -> None:
    make_suggestions(folder)
    for transcript, words in CODED:
        decide(folder, "Anna", words, "band", transcript=transcript)
    decide(folder, "Bo", CODED[0][1], "gemak", Verdict.REJECT, is_blind=True)


def expected_words(key: Path) -> list[str]:
    """Return the coded words with the replacements of the key."""
    forms = {f: e.replacement for e in read_key(key).entries for f in e.forms}
    pattern = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))) + "|'(?=s)")
    words = [CODED[0][1], *(words for _, words in CODED)]
    return sorted(pattern.sub(lambda match: forms.get(match[0], ""), w) for w in words)


def test_every_coding_quotes_its_words_with_the_replacements(named: Path, key: Path) -> None:
    code(named)
    replace_all(named, key)
    suggest_new(named)

    assert sorted(words_held(named)) == expected_words(key)
    assert marks(named, MarkKind.STALE) == []
    assert ("Bo", "reject") in {(who, verdict) for who, _, _, _, verdict in holding(named)}


def test_codings_move_along_from_a_file_that_gets_another_suffix(project: Path, key: Path) -> None:
    add_transcript(
        project, "J09.srt", "1", "00:00:01,000 --> 00:00:02,000", "I: Hoe?", "", "2",
        "00:00:03,000 --> 00:00:04,000", "R: Sanne helpt mij."
    )  # fmt: skip
    make_suggestions(project)
    decide(project, "Anna", "Sanne helpt", transcript="J09.srt")
    replace_all(project, key)
    suggest_new(project)

    assert words_held(project) == ["[NAAM-1] helpt"]


def test_the_way_back_to_the_originals_is_exact_as_well(named: Path, key: Path) -> None:
    code(named)
    before = holding(named)
    replace_all(named, key)
    suggest_new(named)
    make_suggestions(named)

    assert holding(named) == before
    assert marks(named, MarkKind.STALE) == []


def test_what_is_decided_on_the_new_text_is_on_the_original_too(named: Path, key: Path) -> None:
    make_suggestions(named)
    replace_all(named, key)
    suggest_new(named)
    decide(named, "Anna", " wel. Ik ben [LEEFTIJD 12-15]", transcript="J02.txt")
    make_suggestions(named)

    assert words_held(named) == [" wel. Ik ben 14 jaar"]


def test_a_later_outcome_with_more_replacements_takes_codings_from_the_earlier_one(
    named: Path, key: Path
) -> None:
    code(named)
    found = look(named, key)
    some = {k: r for k, r in take_all(found).items() if not r.startswith("[PLAATS")}
    carry_out(plan_replacing(found, some, Replacing()), lambda *_: None)
    suggest_new(named)
    decide(named, "Cas", "In Zwolle", transcript="J02.txt")
    replace_all(named, key, overwrite=True)
    suggest_new(named)

    assert [words for who, _, words, _, _ in holding(named) if who == "Cas"] == ["In [PLAATS-1]"]
    assert marks(named, MarkKind.STALE) == []


def test_a_seen_answer_with_a_name_stays_seen(named: Path, key: Path) -> None:
    make_suggestions(named)
    mark(named, "Anna", "Ik kan bij Sanne alles kwijt. [Sanne lacht] Ze woont in Zwolle.")
    replace_all(named, key)
    suggest_new(named)

    assert [kind for _, kind, _, _ in marks(named)] == ["seen"]


def test_a_file_that_changed_since_suggest_must_be_suggested_first(named: Path, key: Path) -> None:
    code(named)
    add_transcript(named, "J01.txt", *FIRST, "I: Nog iets?")

    with pytest.raises(SuggestFirst, match=r"J01\.txt"):
        replace_all(named, key)


# --- the original goes ---------------------------------------------------------------------------


def test_after_wiping_no_file_of_the_project_holds_a_name(named: Path, key: Path) -> None:
    (named / "onderzoek.yaml").write_text(
        "interviewers: [Interviewer]\ntranscripten:\n  J02:\n    sprekers: {Daan: jongere}\n",
        encoding="utf-8",
    )
    code(named)
    decide(named, "Anna", "Ze woont", note="Sanne verhuisde naar Zwolle")
    (named / ".codeer-cache").mkdir(exist_ok=True)
    (named / ".codeer-cache" / "resultaten.sqlite").write_bytes(b"Sanne")
    assert names_in(named) >= {"codeer.sqlite", "output/suggesties.csv", "transcripten/J01.txt"}
    replace_all(named, key, wipe=True)

    assert names_in(named) == set()


def test_after_wiping_every_coding_quotes_its_words_at_once(named: Path, key: Path) -> None:
    code(named)
    replace_all(named, key, wipe=True)

    assert sorted(words_held(named)) == expected_words(key)


def test_after_wiping_the_history_is_as_long_as_before(named: Path, key: Path) -> None:
    code(named)
    replace_all(named, key, wipe=True)
    store, _ = Project(named).open_store()
    with store:
        assert len(store.log.fetch_history()) == len(CODED) + 1


def test_after_wiping_suggest_finds_the_same_texts(named: Path, key: Path) -> None:
    code(named)
    replace_all(named, key, wipe=True)
    before = holding(named)
    suggest_new(named)

    assert holding(named) == before


def test_earlier_versions_of_a_transcript_are_wiped_too(named: Path, key: Path) -> None:
    code(named)
    add_transcript(named, "J01.txt", *FIRST, "R: Dat was het, Sanne.")
    make_suggestions(named)
    replace_all(named, key, wipe=True)

    assert names_in(named) == set()


def test_wiping_after_an_earlier_outcome_was_coded_keeps_those_codings(
    named: Path, key: Path
) -> None:
    code(named)
    replace_all(named, key)
    suggest_new(named)
    decide(named, "Cas", "In [PLAATS-1]", transcript="J02.txt")
    replace_all(named, key, wipe=True)

    assert names_in(named) == set()
    assert "In [PLAATS-1]" in words_held(named)


def test_when_the_originals_are_gone_the_new_transcripts_are_those_of_the_project(
    named: Path, key: Path
) -> None:
    code(named)
    replace_all(named, key, wipe=True)
    before = holding(named)
    make_suggestions(named)

    assert not (named / "transcripten").exists()
    assert holding(named) == before


def test_wiping_in_place_leaves_the_transcripts_where_they_were(named: Path, key: Path) -> None:
    code(named)
    replace_all(named, key, wipe=True, in_place=True)
    before = holding(named)
    make_suggestions(named)

    assert names_in(named) == set()
    assert holding(named) == before


def test_other_files_with_names_are_reported_and_stay(named: Path, key: Path) -> None:
    (named / "aantekeningen.md").write_text("Sanne was stil.", encoding="utf-8")
    found = look(named, key, with_old=True)
    plan = plan_replacing(found, take_all(found), Replacing(wipe=True))

    assert [path.name for path in plan.left] == ["aantekeningen.md"]


def test_nothing_goes_when_the_outcome_would_read_otherwise(named: Path, key: Path) -> None:
    found = look(named, key)
    choices = {p.identity: "de jongen" if "Daan" in p.forms else "" for p in found.proposals}
    before = content_of(named)

    with pytest.raises(PseudonymsMisread, match=r"J02\.txt"):
        plan_replacing(found, choices, Replacing(wipe=True))
    assert content_of(named) == before
