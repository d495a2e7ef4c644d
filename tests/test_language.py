"""Choosing a pipeline, the lemmas that it gives, and dividing the tokens of turns into segments."""

import importlib
import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from codeer.errors import MissingModel
from codeer.language import (
    BUILT_IN,
    PREFERRED_MODEL,
    find_pipeline,
    load_pipeline,
    tokenise,
)
from codeer.lemmas import find_lemmas, lemma_fingerprint
from codeer.model import Interview, Respondent, Source, Turn, Unit
from codeer.text import find_segments, mask_notes


@pytest.fixture(params=["built_in", "trained"])
def pipeline(request):
    """Each of the two pipelines in turn."""
    return request.getfixturevalue(request.param)


def make_interview(texts, unit=Unit.SENTENCE, interviewers=()):
    """Return an interview with one turn per text; `interviewers` are numbers of turns."""
    turns = []
    position = 0
    for number, text in enumerate(texts, start=1):
        speaker = "I" if number in interviewers else "R"
        turns.append(Turn(number, speaker, position, position + len(text), number))
        position += len(text) + 1
    whole = "\n".join(texts)
    source = Source("J01.txt", whole, "digest", tuple(turns), {}, (), "utf-8")
    segments = tuple(
        segment
        for turn in turns
        if turn.speaker == "R"
        for segment in find_segments(whole, turn, unit)
    )
    return Interview(source, {"R": Respondent("J01", "jongere"), "I": None}, segments)


# --- choosing a pipeline -------------------------------------------------------------------------


@pytest.fixture
def no_model(monkeypatch):
    """Make every machine one on which no spaCy model is installed."""

    def find_nothing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr("codeer.language.distribution", find_nothing)


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a folder with a pipeline under the name of the preferred model, for this test."""

    def _install(folder):
        package = tmp_path / "site" / PREFERRED_MODEL
        shutil.copytree(folder, package / "nl_tiny-0.0.1")
        shutil.copy(folder / "meta.json", package)
        (package / "__init__.py").write_text(
            "from spacy.util import load_model_from_init_py\n"
            "def load(**options): return load_model_from_init_py(__file__, **options)\n"
        )
        info = package.parent / f"{PREFERRED_MODEL}-3.8.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Name: {PREFERRED_MODEL}\nVersion: 3.8.0\n")
        monkeypatch.syspath_prepend(package.parent)
        importlib.invalidate_caches()

    yield _install
    sys.modules.pop(PREFERRED_MODEL, None)


@pytest.fixture
def copy(tiny_model, tmp_path):
    """A copy of the tiny model that a test can damage."""
    return shutil.copytree(tiny_model, tmp_path / "kopie")


def change_meta(folder, **values):
    path = folder / "meta.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def fingerprint(folder):
    return find_pipeline(str(folder)).fingerprint


def tokens_of_a_sentence():
    interview = make_interview(["Ik kan bij haar alles kwijt."])
    return tokenise(interview, load_pipeline(BUILT_IN)).to_bytes()


def refuse(choice):
    with pytest.raises(MissingModel) as caught:
        load_pipeline(str(choice))
    return caught.value


def test_without_a_model_the_built_in_pipeline_is_the_default(no_model):
    info = load_pipeline().info

    assert info.name.startswith("ingebouwd (spaCy 3.")
    assert not info.has_word_classes


def test_the_default_without_a_model_remarks_in_one_line_how_to_get_it(no_model):
    remark = load_pipeline().info.remark

    assert "python -m spacy download nl_core_news_sm" in remark
    assert "\n" not in remark


def test_choosing_the_built_in_pipeline_gives_no_remark():
    assert load_pipeline(BUILT_IN).info.remark == ""


def test_the_preferred_model_is_the_default_when_it_is_installed(install, tiny_model):
    install(tiny_model)

    info = load_pipeline().info

    assert (info.name.split()[0], info.remark) == ("nl_tiny", "")


def test_the_preferred_model_for_another_spacy_is_passed_over_with_the_reason(install, copy):
    change_meta(copy, spacy_version=">=2.3.0,<2.4.0")
    install(copy)

    info = load_pipeline().info

    assert info.name.startswith("ingebouwd")
    assert "gemaakt voor spaCy >=2.3.0,<2.4.0" in info.remark


def test_a_damaged_preferred_model_is_passed_over_with_the_reason(install, copy):
    (copy / "config.cfg").unlink()
    install(copy)

    info = load_pipeline().info

    assert info.name.startswith("ingebouwd")
    assert "beschadigd" in info.remark


def test_tokens_of_the_pipeline_that_replaces_a_damaged_one_are_not_kept_as_those_of_the_damaged_one(
    install, copy
):
    (copy / "config.cfg").unlink()
    install(copy)

    assert load_pipeline().info.fingerprint == find_pipeline(BUILT_IN).fingerprint
    assert find_pipeline().fingerprint != find_pipeline(BUILT_IN).fingerprint


def test_the_preferred_model_by_name_is_refused_when_it_is_not_installed(no_model):
    assert refuse(PREFERRED_MODEL).reason == "niet geïnstalleerd"


@pytest.mark.parametrize("name", ["bestaat_niet", "nl_core_news_xxl"])
def test_a_model_name_that_is_not_there_is_not_found(name):
    assert refuse(name).reason == "niet gevonden"


def test_a_model_path_that_is_not_there_is_not_found(tmp_path):
    assert refuse(tmp_path / "weg").reason == "niet gevonden"


def test_an_empty_folder_is_no_model(tmp_path):
    assert "beschadigd" in refuse(tmp_path).reason


def test_a_file_is_no_model(tmp_path):
    path = tmp_path / "model.whl"
    path.write_text("x")

    assert "beschadigd" in refuse(path).reason


def test_a_package_that_is_no_model_is_refused():
    assert refuse("pydantic").reason


def test_a_model_for_another_language_is_refused(tmp_path):
    spacy.blank("de").to_disk(tmp_path / "de")

    assert refuse(tmp_path / "de").reason == "niet voor het Nederlands maar voor 'de'"


def test_a_model_for_another_spacy_is_refused_with_both_versions(copy):
    change_meta(copy, spacy_version=">=4.0.0,<4.1.0")

    reason = refuse(copy).reason

    assert reason == f"gemaakt voor spaCy >=4.0.0,<4.1.0, geïnstalleerd is {spacy.__version__}"


@pytest.mark.parametrize("needed", ["geen versie", ""])
def test_a_model_with_an_unreadable_spacy_version_is_refused(copy, needed):
    change_meta(copy, spacy_version=needed)

    assert refuse(copy).reason


@pytest.mark.parametrize(
    "name",
    [
        "config.cfg", "meta.json", "tokenizer", "vocab/strings.json", "morphologizer/cfg",
        "lemmatizer/trees",
    ],
)  # fmt: skip
def test_a_model_with_a_missing_file_is_refused(copy, name):
    (copy / name).unlink()

    assert "beschadigd" in refuse(copy).reason


@pytest.mark.parametrize("name", ["config.cfg", "meta.json", "morphologizer/model"])
def test_a_model_with_half_a_file_is_refused(copy, name):
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[: len(content) // 2])

    assert "beschadigd" in refuse(copy).reason


@pytest.mark.parametrize("name", ["meta.json", "vocab/vectors"])
def test_a_model_with_an_empty_file_is_refused(copy, name):
    (copy / name).write_bytes(b"")

    assert "beschadigd" in refuse(copy).reason


def test_a_model_without_its_vocabulary_is_refused(copy):
    shutil.rmtree(copy / "vocab")

    assert "beschadigd" in refuse(copy).reason


def test_the_message_about_a_damaged_model_is_dutch_and_shows_no_internals(copy):
    (copy / "config.cfg").write_text("[nlp\n")

    message = str(refuse(copy))

    assert "python -m spacy download nl_core_news_sm" in message
    assert not any(word in message for word in ("Traceback", "Error", "[E0", 'File "', "config"))


def test_a_trained_pipeline_has_word_classes(trained):
    assert trained.info.has_word_classes


def test_the_built_in_pipeline_has_no_word_classes(built_in):
    assert not built_in.info.has_word_classes


def test_a_trained_pipeline_without_a_tagger_has_no_word_classes(tmp_path):
    spacy.blank("nl").to_disk(tmp_path / "kaal")

    assert not load_pipeline(str(tmp_path / "kaal")).info.has_word_classes


def test_the_name_of_a_trained_pipeline_has_its_version_and_that_of_spacy(trained):
    assert trained.info.name.startswith(f"nl_tiny 0.0.1 (spaCy {spacy.__version__}, simplemma ")


# --- what is known before loading ----------------------------------------------------------------


def test_what_is_known_of_a_pipeline_before_loading_holds_after_it(pipeline):
    assert find_pipeline(pipeline.info.choice) == pipeline.info


def test_the_default_is_known_before_loading(no_model):
    assert find_pipeline() == load_pipeline().info


def test_two_pipelines_have_two_fingerprints(built_in, trained):
    assert built_in.info.fingerprint != trained.info.fingerprint


def test_the_same_pipeline_has_the_same_fingerprint_in_another_folder(tiny_model, copy):
    assert fingerprint(copy) == fingerprint(tiny_model)


def test_a_file_of_another_time_gives_another_fingerprint(copy):
    before = fingerprint(copy)
    os.utime(copy / "morphologizer" / "model", (1, 1))

    assert fingerprint(copy) != before


def test_another_version_of_a_model_gives_another_fingerprint(copy):
    before = fingerprint(copy)
    change_meta(copy, version="0.0.2")

    assert fingerprint(copy) != before


@pytest.mark.parametrize("library", ["spacy", "simplemma"])
def test_another_version_of_a_library_gives_another_fingerprint(monkeypatch, library):
    before = find_pipeline(BUILT_IN).fingerprint
    lemma_fingerprint.cache_clear()
    for module in ("language", "lemmas"):
        monkeypatch.setattr(
            f"codeer.{module}.version", lambda name: "9.9" if name == library else version(name)
        )

    assert find_pipeline(BUILT_IN).fingerprint != before
    lemma_fingerprint.cache_clear()


def test_neither_choosing_a_pipeline_nor_searching_loads_spacy():
    program = f"""
import sys
from codeer.language import find_pipeline
from codeer.lemmas import says_something
from codeer.model import Rule
from codeer.suggest.matching import RuleFinder
from codeer.suggest.patterns import PatternEngine
from codeer.tokens import Tokens

find_pipeline()
tokens = Tokens.from_bytes({tokens_of_a_sentence()!r})
assert any(RuleFinder([Rule("bij <persoon> * kwijt kunnen", 0.6)], {{}}).find(tokens).values())
assert says_something("vertrouwen")
print("spacy" in sys.modules, "thinc" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.split() == ["False", "False"]


# --- lemmas --------------------------------------------------------------------------------------


def kinds_of(interview, pipeline):
    """Return the kind of each token, per segment."""
    tokens = tokenise(interview, pipeline)
    return [
        [tokens.kinds[number] for number in tokens.numbers[start:end]]
        for start, end in pairwise(tokens.starts)
    ]


def words_of(interview, pipeline):
    return [[kind.text for kind in kinds] for kinds in kinds_of(interview, pipeline)]


def lemmas_of(pipeline, text):
    return [
        kind.lemma
        for kinds in kinds_of(make_interview([text]), pipeline)
        for kind in kinds
        if any(map(str.isalnum, kind.text))
    ]


@pytest.mark.parametrize("form", ["JIM", "Jim", "jim", "JIM's", "JIMs", "Jims", "JIM’s", "jim’s"])
def test_every_form_of_jim_has_one_lemma(pipeline, form):
    assert lemmas_of(pipeline, f"Mijn {form} kwam.")[1:] == ["jim", "komen"]


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("'m", "hem"),
        ("’m", "hem"),
        ("d'r", "haar"),
        ("d’r", "haar"),
        ("m'n", "mijn"),
        ("m’n", "mijn"),
        ("z'n", "zijn"),
        ("z’n", "zijn"),
        ("zo'n", "zo'n"),
        ("zo’n", "zo'n"),
    ],
)
def test_a_short_form_has_one_lemma_whatever_its_apostrophe(pipeline, form, lemma):
    assert lemmas_of(pipeline, f"Ik zag {form} broer.")[2:] == [lemma, "broer"]


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("gesprekje", "gesprek"),
        ("gesprekjes", "gesprek"),
        ("stapje", "stap"),
        ("vriendinnetje", "vriendin"),
        ("kopje", "kop"),
    ],
)
def test_a_diminutive_has_the_lemma_of_its_word(pipeline, form, lemma):
    assert lemmas_of(pipeline, f"Een {form} erbij.")[1] == lemma


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("crèche", "creche"),
        ("creche", "creche"),
        ("Crèches", "creche"),
        ("co-ouder", "coouder"),
        ("coouder", "coouder"),
        ("co-ouders", "coouder"),
    ],
)
def test_accents_hyphens_and_plurals_do_not_show_in_a_lemma(pipeline, form, lemma):
    assert lemmas_of(pipeline, f"De {form} was dicht.")[1] == lemma


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("opgebeld", "opbellen"),
        ("opbelde", "opbellen"),
        ("belt", "bellen"),
        ("gebeld", "bellen"),
        ("binnengelopen", "binnenlopen"),
        ("meegegaan", "meegaan"),
        ("begreep", "begrijpen"),
        ("kon", "kunnen"),
        ("mocht", "mogen"),
        ("vertrouwde", "vertrouwen"),
        ("appte", "appen"),
    ],
)
def test_a_verb_form_has_its_infinitive_as_lemma(pipeline, form, lemma):
    assert lemmas_of(pipeline, f"Zij {form} daar.")[1] == lemma


@pytest.mark.parametrize("word", ["me", "dat", "kon", "bel", "app", "pas", "min", "hand", "best"])
def test_a_full_stop_is_no_part_of_the_last_word(pipeline, word):
    """Dutch words that are also an abbreviation end sentences: "Zij vertrouwde me." """
    assert words_of(make_interview([f"Dat was {word}."]), pipeline) == [["Dat", "was", word, "."]]


def test_the_noun_coach_is_not_the_verb_coachen(pipeline):
    assert not find_lemmas(["coachen"]) & set(lemmas_of(pipeline, "De coach was ziek."))


@pytest.mark.parametrize("text", ["Zij coacht mij.", "Ze heeft mij gecoacht.", "Zij coachte ons."])
def test_the_verb_coachen_is_found_in_its_forms(pipeline, text):
    assert find_lemmas(["coachen"]) & set(lemmas_of(pipeline, text))


@pytest.mark.parametrize("text", ["Ik had vragen.", "Wij vragen dat.", "Een vraag nog."])
def test_the_noun_vraag_is_found_in_its_plural_that_is_also_a_verb(pipeline, text):
    assert find_lemmas(["vraag"]) & set(lemmas_of(pipeline, text))


# --- segments ------------------------------------------------------------------------------------


def test_each_segment_has_exactly_its_own_words(pipeline):
    interview = make_interview(["Ja. Ik kan bij haar alles kwijt! [lacht] En jij?"])

    assert words_of(interview, pipeline) == [
        ["Ja", "."],
        ["Ik", "kan", "bij", "haar", "alles", "kwijt", "!"],
        ["En", "jij", "?"],
    ]


def test_the_words_of_a_note_are_no_tokens(pipeline):
    interview = make_interview(["Ik ken haar [lacht om vertrouwen] goed (zucht)."])

    assert words_of(interview, pipeline) == [["Ik", "ken", "haar", "goed", "."]]


def test_turns_of_the_interviewer_are_passed_over(pipeline):
    interview = make_interview(["Hoe gaat het?", "Goed.", "Echt?", "Ja hoor."], interviewers=(1, 3))

    assert words_of(interview, pipeline) == [["Goed", "."], ["Ja", "hoor", "."]]


def test_an_interview_without_segments_has_no_tokens(pipeline):
    tokens = tokenise(make_interview(["[stilte]", "..."]), pipeline)

    assert (tokens.kinds, tokens.numbers.tolist(), tokens.starts.tolist()) == ((), [], [0])


def test_what_stands_between_two_segments_is_no_token(pipeline):
    interview = make_interview(["Ja. [lacht] ... En jij?"])

    assert words_of(interview, pipeline) == [["Ja", "."], ["En", "jij", "?"]]


def test_a_kind_of_token_is_kept_once_in_order_of_first_occurrence(built_in):
    tokens = tokenise(make_interview(["Ja en ja, en nee."]), built_in)

    assert [kind.text for kind in tokens.kinds] == ["Ja", "en", "ja", ",", "nee", "."]
    assert tokens.numbers.tolist() == [0, 1, 2, 3, 1, 4, 5]


def test_a_trained_pipeline_tells_word_classes(trained):
    (kinds,) = kinds_of(make_interview(["De moeder belt de voogd"]), trained)

    assert [kind.pos for kind in kinds] == ["DET", "NOUN", "VERB", "DET", "NOUN"]
    assert all(kind.tag for kind in kinds)


def test_the_built_in_pipeline_tells_no_word_classes(built_in):
    (kinds,) = kinds_of(make_interview(["De moeder belt."]), built_in)

    assert {(kind.pos, kind.tag, kind.morph) for kind in kinds} == {("", "", "")}


def test_a_row_of_marks_without_end_is_tokenised_in_time(built_in):
    """On 20,000 brackets in a row the tokenizer itself takes hours."""
    (words,) = words_of(make_interview(["Ja " + "(" * 20_000 + " nee"]), built_in)

    assert "".join(words) == "Ja" + "(" * 20_000 + "nee"


_PIECES = st.sampled_from(
    [
        "Ja", "nee", "m.i.", "ik", "dat.", "kon.", "[lacht]", "(zucht)", " ", "  ", "\n", "\n\n",
        "...", "…", ".", "!", "?", ",", "'", "“", "”", "-", "–", "XX", "00:12:34", "**", "De",
        "zo'n", "’s", "\u00a0", "\t", "en toen", "J.", "3.", "(", "é", "😀", "\u200b", "ouders'",
    ]
)  # fmt: skip


def squeeze(text):
    """Return a text without space and with straight quotes."""
    return "".join(text.translate(str.maketrans("’‘“”", "''\"\"")).split())


@pytest.mark.parametrize("name", ["built_in", "trained"])
def test_tokenising_keeps_every_segment_once_in_order_with_exactly_its_words(name, request):
    pipeline = request.getfixturevalue(name)

    @settings(max_examples=80, deadline=None, database=None, derandomize=True)
    @given(
        st.lists(st.lists(_PIECES, max_size=40), max_size=3),
        st.sampled_from(["", " "]),
        st.sampled_from(Unit),
    )
    def check(turns, glue, unit):
        interview = make_interview([glue.join(pieces) for pieces in turns], unit)
        turns = {turn.number: turn for turn in interview.source.turns}

        found = words_of(interview, pipeline)

        assert len(found) == len(interview.segments)
        for segment, words in zip(interview.segments, found, strict=True):
            turn = turns[segment.turn]
            masked = mask_notes(interview.source.text[turn.start : turn.end])
            text = masked[segment.start - turn.start : segment.end - turn.start]
            assert squeeze("".join(words)) == squeeze(text)

    check()
