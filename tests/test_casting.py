"""Who speaks: settled by design, header, file name or folder name, and never guessed in silence."""

from pathlib import Path

import pytest

from codeer.casting import cast_interviews, label_hints
from codeer.duplicates import find_duplicates
from codeer.errors import (
    CodeerError,
    DuplicateRespondent,
    NoRespondents,
    UnresolvedSpeaker,
    UnresolvedSpeakers,
)
from codeer.model import Interview, Source, Study
from codeer.readers import find_transcripts, read_source
from codeer.readers.layout import Original, build_source
from codeer.study import DEFAULT_STUDY, load_study

TURNS = "I: Hoe ging het?\nR: Best goed. Echt.\nI: O?\nR: Ja.\n"


def cast_all(sources, study):
    """Cast sources and look for respondents in several of them."""
    interviews, errors = cast_interviews(sources, study)
    people = {i.source.name: {r.id for r in i.cast.values() if r} for i in interviews}
    return interviews, errors + find_duplicates(people, study)


def build(name: str, text: str, study: Study = DEFAULT_STUDY) -> Source:
    return build_source(Original(Path(name), name, "00", "utf-8"), text, label_hints(study, name))


def cast(name: str, text: str, study: Study = DEFAULT_STUDY) -> Interview:
    """Return the only interview, which has no problem."""
    interviews, errors = cast_all([build(name, text, study)], study)
    assert errors == []
    return interviews[0]


def who(name: str, text: str, study: Study = DEFAULT_STUDY) -> dict[str, tuple[str, str] | None]:
    """Return per label (respondent, group), or None for an interviewer."""
    return {
        label: (person.id, person.group) if person else None
        for label, person in cast(name, text, study).cast.items()
    }


def problem(name: str, text: str, study: Study = DEFAULT_STUDY) -> CodeerError:
    """Return the only problem with a transcript that gives no interview."""
    interviews, errors = cast_all([build(name, text, study)], study)
    assert interviews == []
    (error,) = errors
    return error


@pytest.fixture
def design(tmp_path):
    """Return a function that loads a design."""

    def load(text: str) -> Study:
        path = tmp_path / "onderzoek.yaml"
        path.write_text(text, encoding="utf-8")
        return load_study(path)

    return load


# --- the order of the sources --------------------------------------------------------------------


def test_the_folder_tells_the_group_when_nothing_else_does():
    assert who("ouders/gesprek.txt", TURNS)["R"] == ("gesprek", "ouder")


def test_the_file_name_goes_before_the_folder():
    assert who("ouders/J04.txt", TURNS)["R"] == ("J04", "jongere")


def test_the_header_goes_before_the_file_name():
    assert who("ouders/J04.txt", f"Datum: 3 mei\nRespondent: P12\n\n{TURNS}")["R"] == (
        "P12",
        "professional",
    )


def test_a_header_that_beats_the_file_name_says_so():
    interview = cast("J04.txt", f"Datum: 3 mei\nRespondent: P12\n\n{TURNS}")

    assert interview.assumptions == ("de kop noemt P12, de bestandsnaam J04; de kop is gevolgd",)


def test_a_header_that_agrees_with_the_file_name_is_no_assumption():
    assert cast("J04.txt", f"Datum: 3 mei\nRespondent: J04\n\n{TURNS}").assumptions == ()


def test_the_study_goes_before_the_header(design):
    study = design("transcripten:\n  J04.txt:\n    groep: jim\n    respondent: JIM09\n")

    assert who("J04.txt", f"Datum: 3 mei\nRespondent: P12\n\n{TURNS}", study)["R"] == (
        "JIM09",
        "jim",
    )


def test_the_study_may_give_only_the_group(design):
    study = design("transcripten:\n  opname.txt:\n    groep: ouder\n")

    assert who("opname.txt", TURNS, study)["R"] == ("opname", "ouder")


def test_the_study_may_say_who_a_single_speaker_is(design):
    study = design(
        "transcripten:\n  J04.txt:\n    sprekers:\n      R:\n        groep: ouder\n        respondent: O02\n"
    )

    assert who("J04.txt", TURNS, study)["R"] == ("O02", "ouder")


def test_the_study_may_correct_who_the_interviewer_is(design):
    study = design(
        "transcripten:\n  J04.txt:\n    sprekers:\n      I: jongere\n      R: interviewer\n"
    )

    assert who("J04.txt", TURNS, study) == {"I": ("J04", "jongere"), "R": None}


def test_the_label_of_a_speaker_in_the_study_may_differ_in_capitals_and_stops(design):
    study = design("transcripten:\n  a.txt:\n    sprekers:\n      MEVR DE WIT: ouder\n")

    assert who("a.txt", "I: Hoe?\nMevr. de Wit: Zo.\n", study)["Mevr. de Wit"][1] == "ouder"


# --- codes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("J01.txt", ("J01", "jongere")),
        ("JIM01.txt", ("JIM01", "jim")),
        ("O03.docx", ("O03", "ouder")),
        ("P12.vtt", ("P12", "professional")),
        ("P12_transcript.docx", ("P12", "professional")),
        ("Interview P12.docx", ("P12", "professional")),
        ("2024-03-12 JIM05 definitief.docx", ("JIM05", "jim")),
        ("j01.txt", ("J01", "jongere")),
        ("jim-05.txt", ("JIM05", "jim")),
        ("JIM 5.txt", ("JIM5", "jim")),
        ("P_07.txt", ("P07", "professional")),
    ],
)
def test_a_code_in_the_file_name_gives_respondent_and_group(name, person):
    assert who(name, TURNS)["R"] == person


@pytest.mark.parametrize(
    "name",
    ["MP3opname.txt", "opname_MP3.txt", "J2024.txt", "JIMMY.txt", "proj01.txt", "jo-anne.txt"],
)
def test_what_only_resembles_a_code_in_a_file_name_is_none(name):
    assert isinstance(problem(name, TURNS), UnresolvedSpeakers)


@pytest.mark.parametrize(
    ("value", "person"),
    [
        ("J01 (jongen, 16 jaar)", ("J01", "jongere")),
        ("JIM03 (vrouw, 24)", ("JIM03", "jim")),
        ("O01 (moeder van J03)", ("O01", "ouder")),
        ("P07, begeleider van J01 en JIM02", ("P07", "professional")),
        ("J03 - JIM is JIM03", ("J03", "jongere")),
    ],
)
def test_the_first_code_in_a_header_value_is_the_respondent(value, person):
    assert who("opname.txt", f"Datum: 3 mei\nRespondent: {value}\n\n{TURNS}")["R"] == person


@pytest.mark.parametrize(
    ("name", "value", "person"),
    [
        ("P12.txt", "gezinscoach van J03", ("P12", "professional")),
        ("JIM02.txt", "oom, mentor van J04", ("JIM02", "jim")),
        ("O05.txt", "moeder (zie ook J03)", ("O05", "ouder")),
    ],
)
def test_a_code_of_somebody_else_in_a_header_value_is_not_the_respondent(name, value, person):
    assert who(name, f"Datum: 3 mei\nRespondent: {value}\nDuur: 3 min\n\n{TURNS}")["R"] == person


def test_the_first_code_in_a_file_name_is_the_respondent():
    assert who("O03 moeder van J03.txt", TURNS)["R"] == ("O03", "ouder")


@pytest.mark.parametrize(
    "key", ["Respondent", "Respondentnummer", "Code", "Interview", "Naam", "Deelnemer"]
)
def test_the_code_stands_behind_any_of_the_usual_keys(key):
    assert who("opname.txt", f"Datum: 3 mei\n{key}: P12\n\n{TURNS}")["R"] == ("P12", "professional")


@pytest.mark.parametrize(
    "line",
    [
        "Groep: ouder",
        "Groep: ouders",
        "Rol: moeder",
        "Functie: vader",
        "Respondent: moeder van een zoon",
    ],
)
def test_the_header_may_tell_the_group_in_words(line):
    assert who("opname.txt", f"Datum: 3 mei\n{line}\nDuur: 3 min\n\n{TURNS}")["R"] == (
        "opname",
        "ouder",
    )


@pytest.mark.parametrize(
    ("label", "person"),
    [("P12", ("P12", "professional")), ("JIM05", ("JIM05", "jim")), ("J 1", ("J1", "jongere"))],
)
def test_a_label_that_is_a_code_is_that_respondent(label, person):
    assert who("opname.txt", f"I: Hoe?\n{label}: Zo.\n")[label] == person


# --- labels --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label", ["I", "Int.", "Interviewer", "Onderzoeker", "INTERVIEWSTER", "Vraag", "I1"]
)
def test_the_usual_labels_of_an_interviewer_are_known(label):
    assert who("J01.txt", f"{label}: Hoe?\nR: Zo.\n")[label.rstrip(".")] is None


@pytest.mark.parametrize(
    "label", ["R", "Resp", "Respondent", "Antwoord", "Geïnterviewde", "Deelnemer"]
)
def test_the_usual_labels_of_a_respondent_mean_the_respondent_of_the_file(label):
    assert who("J01.txt", f"I: Hoe?\n{label}: Zo.\n")[label] == ("J01", "jongere")


@pytest.mark.parametrize(
    ("label", "group"),
    [
        ("Moeder", "ouder"),
        ("Stiefvader", "ouder"),
        ("Gezinscoach", "professional"),
        ("JIM", "jim"),
        ("JIM (opa)", "jim"),
        ("Cliënt", "jongere"),
        ("Begeleider 2", "professional"),
        ("PLEEGMOEDER", "ouder"),
    ],
)
def test_a_role_word_as_label_names_the_group(label, group):
    assert who("gesprek.txt", f"I: Hoe?\n{label}: Zo.\n")[label][1] == group


def test_a_role_word_that_contradicts_the_code_of_the_file_is_remarked_upon():
    """P01.txt in which only a mother answers: counted as one or the other, but never in silence."""
    assert cast("P01.txt", "I: Hoe?\nMoeder: Zo.\nI: O?\nMoeder: Ja.\n").assumptions != ()


def test_a_name_beside_an_interviewer_is_the_respondent_of_the_file():
    assert who("J01.txt", "I: Hoe?\nDaan: Zo.\n")["Daan"] == ("J01", "jongere")


def test_an_interviewer_that_the_header_names_is_one():
    text = "Datum: 3 mei\nInterviewer: Noor de Wit\n\nNoor: Hoe?\nUsha: Zo.\n"

    assert who("JIM01.txt", text) == {"Noor": None, "Usha": ("JIM01", "jim")}


def test_an_interviewer_that_the_study_names_is_one(design):
    study = design("interviewers: [Noor, Mevr. de Wit]\n")

    assert who("J01.txt", "Noor: Hoe?\nMevr. de Wit: En?\nDaan: Zo.\n", study) == {
        "Noor": None,
        "Mevr. de Wit": None,
        "Daan": ("J01", "jongere"),
    }


def test_a_part_in_the_list_of_people_present_names_the_group():
    text = "Datum: 3 mei\nAanwezig: Daan (17, jongere); Fatma (moeder); Noor (interviewer)\n\nNoor: Hoe?\nDaan: Zo.\nFatma: Ja.\n"

    assert who("G01.txt", text) == {
        "Noor": None,
        "Daan": ("G01 Daan", "jongere"),
        "Fatma": ("G01 Fatma", "ouder"),
    }


def test_a_legend_in_the_header_tells_who_the_letters_are():
    text = "Datum: 3 mei\nLegenda: S = interviewer; T = moeder\n\nS: Hoe?\nT: Zo.\n"

    assert who("opname.txt", text) == {"S": None, "T": ("opname", "ouder")}


@pytest.mark.parametrize(
    "line",
    [
        "Titel: Daan, over zijn moeder",
        "Aanwezig: Daan, moeder, gezinscoach",
        "Aanwezig: Daan, zijn moeder en de interviewer",
        "Onderwerp: hoe gaat het met Daan (en met zijn moeder)",
    ],
)
def test_a_role_word_further_on_in_a_header_line_is_not_the_role_of_a_speaker(line):
    text = f"{line}\nDatum: 3 mei\n\nI: Hoe?\nDaan: Zo.\n"

    assert who("J01.txt", text)["Daan"] == ("J01", "jongere")


@pytest.mark.parametrize(
    "line", ["Interviewer: R. de Vries", "Interviewer: Noor R (student)", "Onderzoeker: R.M. Smit"]
)
def test_an_initial_of_the_interviewer_in_the_header_does_not_make_r_the_interviewer(line):
    assert who("J01.txt", f"Datum: 3 mei\n{line}\n\n{TURNS}") == {
        "I": None,
        "R": ("J01", "jongere"),
    }


def test_r1_and_r2_are_two_respondents_of_the_same_group():
    text = "I: Hoe?\nR1: Zo.\nR2: Anders.\nI: O?\nR1: Ja.\n"

    assert who("J01.txt", text) == {
        "I": None,
        "R1": ("J01 R1", "jongere"),
        "R2": ("J01 R2", "jongere"),
    }


def test_r1_and_r2_without_a_group_are_both_unresolved():
    error = problem("opname.txt", "I: Hoe?\nR1: Zo.\nR2: Anders.\n")

    assert [speaker.speaker for speaker in error.speakers] == ["R1", "R2"]


def test_a_name_beside_the_respondent_of_the_file_is_unresolved():
    error = problem("J01.txt", "I: Hoe?\nR: Zo.\nFatma: Wil iemand thee?\n")

    assert [speaker.speaker for speaker in error.speakers] == ["Fatma"]


def test_a_word_that_is_no_speaker_joins_the_turn_around_it(design):
    study = design("transcripten:\n  J01.txt:\n    sprekers:\n      Gevoel: geen spreker\n")
    interview = cast("J01.txt", "I: Hoe?\nR: Twee dingen.\nGevoel: dat was goed.\nI: O.\n", study)

    assert list(interview.cast) == ["I", "R"]
    turn = interview.source.turns[1]
    assert interview.source.text[turn.start : turn.end] == "Twee dingen.\nGevoel: dat was goed."


# --- family conversations ------------------------------------------------------------------------

FAMILY = """\
Gezinsgesprek G01
Datum: 22 april 2024

Gezinscoach: Hoe was jullie week?

Moeder: Druk. De wasmachine was kapot.

Daan: Boeie.

JIM (opa): Hij heeft wel mooi geholpen.

Daan: Een beetje dan.
"""
RESOLVED = "transcripten:\n  G01.txt:\n    sprekers:\n      Daan: jongere\n"


def test_one_unknown_speaker_in_a_family_holds_up_the_whole_conversation():
    error = problem("G01.txt", FAMILY)

    assert isinstance(error, UnresolvedSpeakers)
    assert [(s.transcript, s.speaker, s.line, s.turns) for s in error.speakers] == [
        ("G01.txt", "Daan", 8, 2)
    ]


def test_the_message_on_an_unknown_speaker_lists_file_line_and_turns():
    assert "  G01.txt, regel 8: 'Daan' (2 beurten)" in str(problem("G01.txt", FAMILY)).split("\n")


def test_the_message_on_an_unknown_speaker_quotes_nothing_that_was_said():
    assert "Boeie" not in str(problem("G01.txt", FAMILY))


def test_the_yaml_in_the_message_settles_the_matter_when_it_is_pasted(design):
    message = str(problem("gezin/G01.txt", FAMILY)).split("\n")
    start = message.index("  transcripten:")
    lines = [line[2:] for line in message[start : start + 4]]
    study = design("\n".join(lines) + "\n")

    assert who("gezin/G01.txt", FAMILY, study)["Daan"] == ("G01 Daan", "jongere")


def test_the_yaml_in_the_message_settles_speakers_in_several_transcripts_at_once(design):
    sources = [build("G01.txt", FAMILY), build("G02.txt", FAMILY.replace("Daan", "Kim"))]
    _, (error,) = cast_all(sources, DEFAULT_STUDY)
    message = str(error).split("\n")
    start = message.index("  transcripten:")
    study = design("\n".join(line[2:] for line in message[start : start + 7]) + "\n")

    assert cast_all(sources, study)[1] == []


@pytest.mark.parametrize("speaker", ['Jan "de lange" Bakker', "O'Neil", "K. Smit", "Nee-tje"])
def test_the_yaml_in_the_message_can_be_pasted_whatever_the_name(design, speaker):
    error = UnresolvedSpeakers((UnresolvedSpeaker("G01.txt", speaker, 8, 1),), ("jongere",))
    message = str(error).split("\n")
    start = message.index("  transcripten:")
    study = design("\n".join(line[2:] for line in message[start : start + 4]) + "\n")

    (part,) = study.transcripts["G01.txt"].speakers.values()
    assert part.role == "jongere"


def test_a_family_conversation_with_a_design_has_a_respondent_per_speaker(design):
    assert who("G01.txt", FAMILY, design(RESOLVED)) == {
        "Gezinscoach": ("G01 Gezinscoach", "professional"),
        "Moeder": ("G01 Moeder", "ouder"),
        "Daan": ("G01 Daan", "jongere"),
        "JIM (opa)": ("G01 JIM (opa)", "jim"),
    }


def test_a_family_conversation_has_segments_of_every_speaker(design):
    interview = cast("G01.txt", FAMILY, design(RESOLVED))

    assert sorted({segment.turn for segment in interview.segments}) == [1, 2, 3, 4, 5]


def test_unknown_speakers_of_all_transcripts_come_in_one_message():
    sources = [build("G02.txt", FAMILY), build("G01.txt", FAMILY), build("J01.txt", TURNS)]
    interviews, (error,) = cast_all(sources, DEFAULT_STUDY)

    assert [s.transcript for s in error.speakers] == ["G01.txt", "G02.txt"]
    assert [interview.source.name for interview in interviews] == ["J01.txt"]


# --- two anonymous speakers ----------------------------------------------------------------------

ASKS = "Spreker 1: Hoe ging het?\nSpreker 2: Goed, hoor.\nSpreker 1: En verder?\nSpreker 2: Niks.\n"
UNCLEAR = {
    "nobody asks": "Spreker 1: Zo.\nSpreker 2: Ja.\nSpreker 1: Mooi.\nSpreker 2: Ja.\n",
    "both ask": "Spreker 1: Hoe?\nSpreker 2: Zo?\nSpreker 1: Ja?\nSpreker 2: Nee?\n",
    "hardly a difference": "Spreker 1: Hoe?\nSpreker 2: Zo?\nSpreker 1: Ja?\nSpreker 2: Nee.\nSpreker 1: En?\nSpreker 2: O?\n",
    "few questions": "Spreker 1: Hoe?\nSpreker 2: Zo.\n" + "Spreker 1: Mooi.\nSpreker 2: Ja.\n" * 4,
}  # fmt: skip


def test_of_two_anonymous_speakers_the_one_who_asks_is_the_interviewer():
    assert who("P03.txt", ASKS) == {"Spreker 1": None, "Spreker 2": ("P03", "professional")}


def test_it_does_not_matter_who_of_the_two_comes_first():
    text = ASKS.replace("1", "3").replace("2", "1").replace("3", "2")

    assert who("P03.txt", text) == {"Spreker 2": None, "Spreker 1": ("P03", "professional")}


def test_an_inferred_interviewer_is_reported_with_the_counts():
    assert cast("P03.txt", ASKS).assumptions == (
        "aangenomen dat 'Spreker 1' de interviewer is: 2 van de 2 beurten eindigen op een "
        "vraagteken, bij 'Spreker 2' 0 van de 2",
    )


def test_a_note_or_time_behind_the_question_mark_does_not_hide_the_question():
    text = ASKS.replace("ging het?", "ging het? [lacht]").replace("verder?", "verder? #00:00:12-3#")

    assert who("P03.txt", text)["Spreker 1"] is None


@pytest.mark.parametrize("text", UNCLEAR.values(), ids=UNCLEAR)
def test_an_interviewer_is_not_inferred_when_it_is_unclear_who_asks(text):
    error = problem("P03.txt", text)

    assert [speaker.speaker for speaker in error.speakers] == ["Spreker 1", "Spreker 2"]


def test_an_interviewer_is_not_inferred_among_three_speakers():
    error = problem("P03.txt", ASKS + "Spreker 3: Hallo.\n")

    assert [speaker.speaker for speaker in error.speakers] == [
        "Spreker 1",
        "Spreker 2",
        "Spreker 3",
    ]


def test_an_inferred_interviewer_leaves_the_other_unresolved_when_the_group_is_unknown():
    error = problem("opname.txt", ASKS)

    assert [speaker.speaker for speaker in error.speakers] == ["Spreker 2"]


def test_a_respondent_who_asks_a_lot_does_not_become_the_interviewer():
    text = "R: Hoe bedoel je?\nNoor: Vertel.\nR: Wat dan?\nNoor: Alles.\nR: Mag dat?\nNoor: Ja.\n"

    assert isinstance(problem("J01.txt", text), UnresolvedSpeakers)


def test_the_study_goes_before_what_the_questions_suggest(design):
    study = design("transcripten:\n  P03.txt:\n    sprekers:\n      Spreker 2: interviewer\n")

    assert who("P03.txt", ASKS, study) == {"Spreker 1": ("P03", "professional"), "Spreker 2": None}


def test_a_single_anonymous_speaker_is_the_respondent_of_the_file():
    assert who("J01.txt", "Spreker 1: Ik vertel zelf wel.\nSpreker 1: Zo was het.\n") == {
        "Spreker 1": ("J01", "jongere")
    }


# --- interviews without respondents, respondents in two places -----------------------------------


def test_a_transcript_in_which_only_the_interviewer_speaks_is_an_error():
    error = problem("J01.txt", "I: Hoe?\nI: Nog iets?\n")

    assert isinstance(error, NoRespondents)
    assert "J01.txt" in str(error)


def test_two_interviewers_alone_are_no_interview():
    assert isinstance(problem("J01.txt", "I1: Hoe?\nI2: Ja, hoe?\n"), NoRespondents)


def test_the_interviewer_has_no_segments():
    interview = cast("J01.txt", TURNS)

    assert {segment.turn for segment in interview.segments} == {2, 4}


def test_the_unit_of_the_study_divides_the_turns(design):
    assert len(cast("J01.txt", TURNS).segments) == 3
    assert len(cast("J01.txt", TURNS, design("eenheid: beurt\n")).segments) == 2


def test_a_respondent_in_two_transcripts_is_an_error_that_names_both():
    sources = [build("a/J01.txt", TURNS), build("b/J01.docx", TURNS)]
    _, (error,) = cast_all(sources, DEFAULT_STUDY)

    assert isinstance(error, DuplicateRespondent)
    assert (error.respondent, error.transcripts) == ("J01", ("a/J01.txt", "b/J01.docx"))


def test_the_study_may_say_that_two_transcripts_have_the_same_respondent(design):
    study = design(
        "transcripten:\n  a/J01.txt:\n    respondent: J01\n  b/J01.txt:\n    respondent: J01\n"
    )
    sources = [build("a/J01.txt", TURNS, study), build("b/J01.txt", TURNS, study)]
    interviews, errors = cast_all(sources, study)

    assert errors == []
    assert {interview.cast["R"].id for interview in interviews} == {"J01"}


def test_doing_what_the_message_on_a_duplicate_says_settles_it(design):
    sources = [build("a/J01.txt", TURNS), build("b/J01.txt", TURNS)]
    _, (error,) = cast_all(sources, DEFAULT_STUDY)
    message = str(error).split("\n")
    start = message.index("  transcripten:")
    study = design("\n".join(line[2:] for line in message[start : start + 3]) + "\n")

    assert cast_all(sources, study)[1] == []


def test_a_duplicate_by_header_is_an_error_too():
    text = f"Datum: 3 mei\nRespondent: J01\n\n{TURNS}"
    _, (error,) = cast_all([build("J01.txt", TURNS), build("ronde2.txt", text)], DEFAULT_STUDY)

    assert error.respondent == "J01"


def test_the_same_role_in_two_families_are_two_respondents(design):
    study = design(RESOLVED + "  G02.txt:\n    sprekers:\n      Daan: jongere\n")
    interviews, errors = cast_all(
        [build("G01.txt", FAMILY, study), build("G02.txt", FAMILY, study)], study
    )

    assert errors == []
    assert len({person.id for interview in interviews for person in interview.cast.values()}) == 8


def test_a_respondent_who_speaks_in_two_groups_is_not_counted_as_one():
    """J01 as a child in one file and as a parent in another cannot both be right."""
    text = f"Datum: 3 mei\nGroep: ouder\nRespondent: J01\n\n{TURNS}"
    _, errors = cast_all([build("J01.txt", TURNS), build("x.txt", text)], DEFAULT_STUDY)

    assert len(errors) == 1


def test_no_transcripts_give_no_interviews_and_no_problem():
    assert cast_all([], DEFAULT_STUDY) == ([], [])


def test_interviews_read_from_disk_are_cast_by_folder(tmp_path):
    for name in ("jongeren/gesprek1.txt", "JIM's/gesprek2.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(TURNS, encoding="utf-8")
    transcripts, _ = find_transcripts([tmp_path])
    sources = [read_source(p, name, label_hints(DEFAULT_STUDY, name)) for p, name in transcripts]
    interviews, errors = cast_all(sources, DEFAULT_STUDY)

    assert errors == []
    assert {(i.cast["R"].id, i.cast["R"].group) for i in interviews} == {
        ("gesprek1", "jongere"),
        ("gesprek2", "jim"),
    }


def test_a_design_with_other_groups_casts_by_those(design):
    study = design(
        "groepen:\n  - naam: student\n    prefix: S\n  - naam: docent\n    prefix: SD\n    sprekers: [leraar]\n"
    )

    assert who("SD01.txt", TURNS, study)["R"] == ("SD01", "docent")
    assert who("S01.txt", TURNS, study)["R"] == ("S01", "student")
    assert who("x.txt", "I: Hoe?\nLeraar: Zo.\n", study)["Leraar"][1] == "docent"


def test_a_transcript_without_speakers_is_one_turn_of_the_respondent_in_the_study(design):
    study = design(
        "transcripten:\n  dagboek.txt: {groep: ouder, respondent: O03, sprekers: geen}\n"
    )
    text = "\nMaandag: slecht geslapen.\nMoeder: die belde niet.\n"
    interview = cast("dagboek.txt", text, study)
    turn = interview.source.turns[0]

    assert list(interview.cast.values()) == [interview.respondent_of(turn)]
    assert (interview.respondent_of(turn).id, interview.respondent_of(turn).group) == (
        "O03",
        "ouder",
    )
    assert text[turn.start : turn.end] == text.strip()


def test_without_a_code_the_file_names_the_one_respondent(design):
    study = design("transcripten:\n  dagboek.txt: {groep: ouder, sprekers: geen}\n")

    assert who("dagboek.txt", "Slecht geslapen.", study) == {"tekst": ("dagboek", "ouder")}
