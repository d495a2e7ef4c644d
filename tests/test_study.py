"""The study design: read from onderzoek.yaml, every mistake located."""

from pathlib import Path

import pytest

from codeer.errors import FileProblems, SettingsAmbiguous, UnreadableSource
from codeer.model import Study, TranscriptCast, Unit
from codeer.study import DEFAULT_STUDY, find_cast, find_study, load_study

REPOSITORY = Path(__file__).parents[1]

WHOLE = """\
naam: proefonderzoek
bron: verzonnen
eenheid: beurt
groepen:
  - naam: jongere
    meervoud: jongeren
    prefix: J
    verwacht: 8
    sprekers: [Cliënt, Zoon]
  - naam: mentor
    prefix: M
samengevoegd:
  - naam: allen
    groepen: [jongere, mentor]
    verwacht: 12
interviewers: [Noor, Mevr. De Wit]
transcripten:
  G01.txt:
    sprekers:
      Daan: jongere
      "Opa (JIM)":
        groep: mentor
        respondent: M07
      Tv: geen spreker
  J01:
    respondent: J01
    groep: jongere
"""


def load(folder: Path, text: str) -> Study:
    path = folder / "onderzoek.yaml"
    path.write_text(text, encoding="utf-8")
    return load_study(path)


def problems(folder: Path, text: str) -> list[tuple[int, str]]:
    """Return (line, message) of every mistake in a design."""
    with pytest.raises(FileProblems) as caught:
        load(folder, text)
    return [(problem.line, problem.message) for problem in sorted(caught.value.problems)]


# --- a good design -------------------------------------------------------------------------------


def test_the_name_and_the_unit_of_coding_are_read(tmp_path):
    study = load(tmp_path, WHOLE)

    assert (study.name, study.unit) == ("proefonderzoek", Unit.TURN)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("", Unit.SENTENCE), ("eenheid: zin", Unit.SENTENCE), ("eenheid: beurt", Unit.TURN)],
)
def test_a_sentence_is_the_unit_unless_the_design_says_a_turn(tmp_path, text, unit):
    assert load(tmp_path, f"naam: x\n{text}\n").unit is unit


def test_a_group_has_a_plural_a_prefix_and_an_expected_number(tmp_path):
    group = load(tmp_path, WHOLE).group("jongere")

    assert (group.plural, group.prefix, group.expected) == ("jongeren", "J", 8)


def test_a_group_without_plural_and_number_uses_its_name(tmp_path):
    group = load(tmp_path, WHOLE).group("mentor")

    assert (group.plural, group.expected) == ("mentor", None)


def test_the_name_of_a_group_is_one_of_its_labels_and_capitals_do_not_matter(tmp_path):
    assert load(tmp_path, WHOLE).group("jongere").speakers == ("jongere", "cliënt", "zoon")


def test_merged_groups_are_read(tmp_path):
    (merged,) = load(tmp_path, WHOLE).merged

    assert (merged.name, merged.groups, merged.expected) == ("allen", ("jongere", "mentor"), 12)


def test_an_expected_number_of_none_is_kept(tmp_path):
    assert (
        load(tmp_path, "groepen:\n  - naam: jongere\n    verwacht: 0\n").group("jongere").expected
        == 0
    )


def test_a_design_without_groups_has_the_four_of_the_jim_study(tmp_path):
    assert load(tmp_path, "naam: x\n").groups == DEFAULT_STUDY.groups


def test_an_empty_file_is_the_standard_design(tmp_path):
    assert load(tmp_path, "").groups == DEFAULT_STUDY.groups


def test_the_text_of_the_design_is_kept_to_show_what_was_used(tmp_path):
    assert load(tmp_path, WHOLE).text == WHOLE


def test_another_text_has_another_digest(tmp_path):
    assert load(tmp_path, WHOLE).digest != load(tmp_path, WHOLE + "# opmerking\n").digest


def test_a_respondent_number_stays_text(tmp_path):
    study = load(tmp_path, 'transcripten:\n  "01":\n    respondent: 007\n    groep: ouder\n')

    assert study.transcripts["01"].respondent == "007"


@pytest.mark.parametrize(
    "key", ["sprekers", "groepen", "samengevoegd", "interviewers", "transcripten"]
)
def test_a_key_with_nothing_behind_it_is_as_good_as_no_key(tmp_path, key):
    """A researcher who clears a list leaves the key in place."""
    text = "groepen:\n  - naam: jongere\n    sprekers:\n" if key == "sprekers" else f"{key}:\n"

    assert isinstance(load(tmp_path, text), Study)


def test_the_design_that_codeer_ships_is_good():
    study = load_study(REPOSITORY / "codeboeken" / "jim-onderzoek.yaml")

    assert [(group.name, group.expected) for group in study.groups] == [
        ("jongere", None),
        ("ouder", None),
        ("jim", 15),
        ("professional", 33),
    ]


# --- what it says of a transcript ----------------------------------------------------------------


@pytest.mark.parametrize("transcript", ["G01.txt", "map/G01.txt", "diep/er/G01.txt"])
def test_a_transcript_is_found_by_its_name_in_any_folder(tmp_path, transcript):
    assert find_cast(load(tmp_path, WHOLE), transcript).speakers["daan"].role == "jongere"


@pytest.mark.parametrize("transcript", ["J01", "J01.txt", "J01.docx", "map/J01.vtt"])
def test_a_transcript_is_found_without_its_suffix(tmp_path, transcript):
    assert find_cast(load(tmp_path, WHOLE), transcript).respondent == "J01"


@pytest.mark.parametrize("transcript", ["G02.txt", "XG01.txt", "J011.txt"])
def test_another_transcript_is_not_found(tmp_path, transcript):
    assert find_cast(load(tmp_path, WHOLE), transcript) == TranscriptCast()


def test_the_name_with_its_folder_goes_before_the_bare_name(tmp_path):
    text = (
        "transcripten:\n  J01.txt:\n    respondent: J01\n  ronde2/J01.txt:\n    respondent: J31\n"
    )
    study = load(tmp_path, text)

    assert find_cast(study, "ronde2/J01.txt").respondent == "J31"
    assert find_cast(study, "ronde1/J01.txt").respondent == "J01"


def test_a_speaker_is_a_group_or_a_group_with_a_respondent(tmp_path):
    speakers = find_cast(load(tmp_path, WHOLE), "G01.txt").speakers

    assert (speakers["daan"].role, speakers["daan"].respondent) == ("jongere", "")
    assert (speakers["opa (jim)"].role, speakers["opa (jim)"].respondent) == ("mentor", "M07")


def test_speakers_may_be_interviewers_or_no_speakers(tmp_path):
    text = (
        "transcripten:\n  a.txt:\n    sprekers:\n      Kim: interviewer\n      Tv: geen spreker\n"
    )
    speakers = find_cast(load(tmp_path, text), "a.txt").speakers

    assert {label: part.role for label, part in speakers.items()} == {
        "kim": "interviewer",
        "tv": "geen spreker",
    }


# --- mistakes ------------------------------------------------------------------------------------


def test_an_unknown_group_of_a_transcript_is_located_with_a_suggestion(tmp_path):
    text = "naam: x\ntranscripten:\n  J01.txt:\n    groep: jongre\n"

    assert problems(tmp_path, text) == [
        (
            4,
            "onbekende groep 'jongre', bedoelde je 'jongere'?; bekend zijn: jongere, ouder, jim, professional",
        )
    ]


def test_an_unknown_group_of_a_speaker_is_located_with_a_suggestion(tmp_path):
    text = "transcripten:\n  G01.txt:\n    sprekers:\n      Daan: jongere\n      Fatma: oudr\n"
    ((line, message),) = problems(tmp_path, text)

    assert line == 5
    assert "onbekende groep 'oudr', bedoelde je 'ouder'?" in message
    assert "interviewer, geen spreker" in message


def test_an_unknown_group_in_a_merged_group_is_located(tmp_path):
    text = "groepen:\n  - naam: jongere\n  - naam: ouder\nsamengevoegd:\n  - naam: gezin\n    groepen:\n      - jongere\n      - ouders\n"
    ((line, message),) = problems(tmp_path, text)

    assert (line, "bedoelde je 'ouder'?" in message) == (8, True)


def test_a_group_with_other_capitals_is_unknown_and_suggested(tmp_path):
    text = "transcripten:\n  J01.txt:\n    groep: Jongere\n"

    assert "bedoelde je 'jongere'?" in problems(tmp_path, text)[0][1]


def test_a_group_far_from_any_name_gets_no_suggestion(tmp_path):
    message = problems(tmp_path, "transcripten:\n  J01.txt:\n    groep: brandweer\n")[0][1]

    assert message.startswith("onbekende groep 'brandweer'; bekend zijn: ")


def test_an_interviewer_is_no_group_of_a_transcript(tmp_path):
    text = "transcripten:\n  J01.txt:\n    groep: interviewer\n"

    assert problems(tmp_path, text)[0][0] == 3


def test_a_merged_group_is_no_group_of_a_transcript(tmp_path):
    text = WHOLE.replace("groep: jongere\n", "groep: allen\n")

    assert problems(tmp_path, text)[0][1].startswith("onbekende groep 'allen'")


def test_all_mistakes_come_at_once(tmp_path):
    text = "transcripten:\n  a.txt:\n    groep: een\n  b.txt:\n    groep: twee\n    sprekers:\n      Kim: drie\n"

    assert [line for line, _ in problems(tmp_path, text)] == [3, 5, 7]


@pytest.mark.parametrize("name", ["interviewer", "geen spreker", "totaal"])
def test_a_group_may_not_have_a_name_with_a_fixed_meaning(tmp_path, name):
    text = f"groepen:\n  - naam: jongere\n  - naam: {name}\n"

    assert problems(tmp_path, text) == [(3, f"'{name}' is een vaste naam")]


def test_two_groups_may_not_have_the_same_name(tmp_path):
    found = problems(tmp_path, "groepen:\n  - naam: ouder\n  - naam: ouder\n")

    assert {message for _, message in found} == {"de naam 'ouder' komt twee keer voor"}


def test_a_merged_group_may_not_be_called_as_a_group(tmp_path):
    text = "groepen:\n  - naam: a\n  - naam: b\nsamengevoegd:\n  - naam: a\n    groepen: [a, b]\n"

    assert (5, "de naam 'a' komt twee keer voor") in problems(tmp_path, text)


@pytest.mark.parametrize("second", ["J", "j"])
def test_two_groups_may_not_have_the_same_prefix(tmp_path, second):
    text = f"groepen:\n  - naam: jongere\n    prefix: J\n  - naam: jim\n    prefix: {second}\n"

    assert [line for line, _ in problems(tmp_path, text)] == [3, 5]


def test_two_groups_may_not_claim_the_same_speaker(tmp_path):
    """Otherwise the order of the groups would decide in silence whose words these are."""
    text = "groepen:\n  - naam: ouder\n    sprekers: [Opa]\n  - naam: jim\n    sprekers: [opa]\n"

    assert 5 in [line for line, _ in problems(tmp_path, text)]


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("naam: x\ngroepn: []\n", 2, "onbekende sleutel 'groepn', bedoelde je 'groepen'?"),
        ("groepen:\n  - naam: a\n    prefiks: A\n", 3, "bedoelde je 'prefix'?"),
        ("transcripten:\n  a.txt:\n    spreker: {}\n", 3, "bedoelde je 'sprekers'?"),
        ("groepen:\n  - meervoud: jongeren\n", 2, "de sleutel 'naam' ontbreekt"),
        ("groepen:\n  - naam:\n", 2, "'naam'"),
        ("groepen:\n  - naam: ''\n", 2, "'naam' is leeg"),
        ("groepen:\n  - naam: a\n    verwacht: veel\n", 3, "'verwacht' moet een geheel getal zijn"),
        ("groepen:\n  - naam: a\n    verwacht: -1\n", 3, "'verwacht' mag niet kleiner zijn dan 0"),
        ("eenheid: alinea\n", 1, "'eenheid' kan 'alinea' niet zijn; kies 'zin' of 'beurt'"),
        ("groepen: jongere\n", 1, "'groepen' moet een lijst zijn"),
        ("interviewers: Noor\n", 1, "'interviewers' moet een lijst zijn"),
        ("samengevoegd:\n  - naam: a\n    groepen: [jongere]\n", 3, "groepen"),
        ("naam: a\nnaam: b\n", 2, "de sleutel 'naam' staat hier voor de tweede keer"),
        ("transcripten:\n  a.txt:\n    groep: ouder\n  a.txt:\n    groep: jim\n", 4, "tweede keer"),
        ("transcripten:\n\ta.txt:\n", 2, "tab"),
        ("naam: x: y\n", 1, "dubbele punt"),
        ("- een\n- lijst\n", 1, ""),
    ],
)
def test_a_mistake_in_the_file_is_located_and_explained(tmp_path, text, line, part):
    found = problems(tmp_path, text)

    assert found[0][0] == line
    assert part in found[0][1]


def test_a_merged_group_of_one_is_told_that_it_needs_two(tmp_path):
    ((_, message),) = problems(tmp_path, "samengevoegd:\n  - naam: a\n    groepen: [jongere]\n")

    assert "leeg" not in message
    assert "twee" in message or "2" in message


def test_two_labels_that_are_the_same_to_codeer_are_a_mistake(tmp_path):
    text = "transcripten:\n  G01.txt:\n    sprekers:\n      Daan: jongere\n      daan: ouder\n"

    assert problems(tmp_path, text)[0][0] == 5


def test_a_file_that_is_no_utf8_is_a_located_problem(tmp_path):
    path = tmp_path / "onderzoek.yaml"
    path.write_bytes("naam: x\nbron: één\n".encode("windows-1252"))

    with pytest.raises(FileProblems, match=r"regel 2.*UTF-8"):
        load_study(path)


def test_a_design_that_is_not_there_is_unreadable(tmp_path):
    with pytest.raises(UnreadableSource):
        load_study(tmp_path / "onderzoek.yaml")


# --- where it stands -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["onderzoek.yaml", "jim-onderzoek.yaml", "onderzoek.yml"])
def test_a_design_is_found_beside_the_codebooks(tmp_path, name):
    path = tmp_path / "codeboeken" / name
    path.parent.mkdir()
    path.write_text("")

    assert find_study(path.parent) == path


def test_a_design_is_found_in_the_project_folder(tmp_path):
    (tmp_path / "onderzoek.yaml").write_text("")

    assert find_study(tmp_path / "codeboeken") == tmp_path / "onderzoek.yaml"


def test_no_design_is_no_problem(tmp_path):
    assert find_study(tmp_path / "codeboeken") is None


def test_two_designs_are_ambiguous_and_both_are_named(tmp_path):
    for name in ("a-onderzoek.yaml", "b-onderzoek.yaml"):
        (tmp_path / name).write_text("")

    with pytest.raises(
        SettingsAmbiguous, match=r"a-onderzoek\.yaml[\s\S]*b-onderzoek\.yaml"
    ) as caught:
        find_study(tmp_path)
    assert "--onderzoek" in str(caught.value)


def test_a_transcript_may_have_no_speakers(tmp_path):
    study = load(tmp_path, "transcripten:\n  a.txt: {groep: ouder, sprekers: geen}\n")

    assert find_cast(study, "a.txt") == TranscriptCast(group="ouder", has_speakers=False)


def test_without_speakers_the_group_must_be_given(tmp_path):
    with pytest.raises(FileProblems, match="hoort ook de groep van wie hier spreekt"):
        load(tmp_path, "transcripten:\n  a.txt: {sprekers: geen}\n")


@pytest.mark.parametrize("value", ["gean", "[a]", "{X: {groepx: ouder}}"])
def test_a_mistake_in_the_speakers_is_named_once(tmp_path, value):
    with pytest.raises(FileProblems) as caught:
        load(tmp_path, f"transcripten:\n  a.txt: {{groep: ouder, sprekers: {value}}}\n")

    assert len(caught.value.problems) == 1
