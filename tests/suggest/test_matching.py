"""Finding one rule of the pattern language in Dutch sentences, with both pipelines."""

import json

import pytest
import spacy
from spacy.language import Language

from codeer.language import Pipeline, PipelineInfo, tokenise
from codeer.model import Interview, Respondent, Rule, Source, Turn, Unit
from codeer.suggest.matching import RuleFinder
from codeer.text import find_segments


@pytest.fixture(params=["built_in", "trained"])
def pipeline(request):
    """Each of the two pipelines in turn."""
    return request.getfixturevalue(request.param)


def make_interview(text, unit=Unit.SENTENCE):
    turn = Turn(1, "R", 0, len(text), 1)
    source = Source("J01.txt", text, "digest", (turn,), {}, (), "utf-8")
    return Interview(source, {"R": Respondent("J01", "jongere")}, find_segments(text, turn, unit))


def find_rules(pipeline, rules, text, groups=None, unit=Unit.SENTENCE):
    """Return the matched words of each hit, per segment."""
    interview = make_interview(text, unit)
    tokens = tokenise(interview, pipeline)
    words = [tokens.kinds[number].text for number in tokens.numbers]
    found: list[list[str]] = [[] for _ in interview.segments]
    for hits in RuleFinder(rules, groups or {}).find(tokens).values():
        for hit in hits:
            found[hit.segment].append(" ".join(words[index] for index in hit.tokens))
    return found


@pytest.fixture
def find(pipeline):
    """Return the matched words of each hit of one pattern in a text."""

    def _find(pattern, text, unit=Unit.SENTENCE, **groups):
        found = find_rules(pipeline, [Rule(pattern, 0.6)], text, groups, unit)
        return [words for hits in found for words in hits]

    return _find


# --- words and lemmas ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["Ik vertrouw haar.", "Zij vertrouwde mij.", "Dat vertrouwen was er.", "VERTROUWEN is alles."],
)
def test_a_word_is_found_in_every_form(find, text):
    assert find("vertrouwen", text)


@pytest.mark.parametrize(
    "text", ["Mijn zelfvertrouwen groeide.", "De vertrouwenspersoon kwam.", "Hij trouwde haar."]
)
def test_a_word_is_not_found_in_another_word(find, text):
    assert not find("vertrouwen", text)


def test_words_in_a_row_stand_next_to_each_other(find):
    assert find("lange wachtlijst", "Er was een lange wachtlijst.") == ["lange wachtlijst"]


def test_words_in_a_row_do_not_match_in_another_order(find):
    assert not find("wachtlijst lang", "Er was een lange wachtlijst.")


def test_words_in_a_row_do_not_match_with_a_word_between(find):
    assert not find("lange wachtlijst", "Er was een lange volle wachtlijst.")


@pytest.mark.parametrize("space", ["  ", "\n", " [lacht] ", " (zucht) ", "\u00a0", " 00:12:34 "])
def test_space_and_notes_between_words_do_not_matter(find, space):
    assert find("vertrouwen in haar", f"Ik had vertrouwen{space}in haar.")


@pytest.mark.parametrize("space", ["  ", "\n", " [lacht] "])
def test_space_and_notes_do_not_fill_a_gap(find, space):
    assert find("niet *1 terecht", f"Ik kon niet{space}ergens{space}terecht.")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("café", "We zaten in het cafe."),
        ("cafe", "We zaten in het café."),
        ("idee", "Ze had ideeën."),
        ("financiële", "Het was financiele hulp."),
        ("crèche", "Hij ging naar de creche."),
        ("co-ouder", "Mijn coouder kwam."),
        ("coouder", "Mijn co-ouder kwam."),
    ],
)
def test_accents_and_hyphens_do_not_matter(find, pattern, text):
    assert find(pattern, text)


@pytest.mark.parametrize("written", ["m'n", "m’n"])
@pytest.mark.parametrize("spoken", ["m'n", "m’n", "mijn"])
def test_the_kind_of_apostrophe_does_not_matter(find, written, spoken):
    assert find(f"{written} moeder", f"Zo is {spoken} moeder gewoon.")


@pytest.mark.parametrize("written", ["zo'n", "zo’n"])
@pytest.mark.parametrize("spoken", ["zo'n", "zo’n"])
def test_the_kind_of_apostrophe_does_not_matter_in_a_literal_form(find, written, spoken):
    assert find(f"={written} gesprek", f"Ik wil {spoken} gesprek niet.")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("kwijt kunnen", "Iets wat ik nergens kwijt kon."),
        ("helpen iemand", "Zij hielp me."),
        ("een app", "Dan krijg ik een app."),
        ("uit de hand", "Het liep uit de hand."),
    ],
)
def test_the_last_word_of_a_sentence_is_found(find, pattern, text):
    """Also when it looks like an abbreviation: `me.`, `kon.`, `app.`, `hand.`"""
    assert find(pattern, text)


def test_many_alternatives_in_a_row_are_still_found(find):
    pattern = "een|de|die|dat|deze goed|slecht|lang|kort|fijn gesprek|verhaal|band|klik"

    assert find(pattern, "Wij hadden toen een fijn gesprek.") == ["een fijn gesprek"]


# --- one construct at a time ---------------------------------------------------------------------


@pytest.mark.parametrize("word", ["gauw", "snel", "meteen"])
def test_any_alternative_is_found(find, word):
    assert find("gauw|snel|meteen antwoord", f"Ik kreeg {word} antwoord.") == [f"{word} antwoord"]


def test_another_word_than_the_alternatives_is_not_found(find):
    assert not find("gauw|snel|meteen antwoord", "Ik kreeg nooit antwoord.")


def test_a_literal_form_is_found(find):
    assert find("=mocht", "Ik MOCHT dat niet.") == ["MOCHT"]


def test_a_literal_form_is_not_found_in_another_form(find):
    assert not find("=mocht", "Ik mag dat niet.")


@pytest.mark.parametrize("text", ["Ik durfde alles.", "Ik mocht alles."])
def test_a_literal_form_can_stand_beside_a_lemma(find, text):
    assert find("durven|=mocht", text)


def test_a_literal_form_beside_a_lemma_stays_literal(find):
    assert not find("durven|=mocht", "Ik mag alles.")


@pytest.mark.parametrize("text", ["Dat hele leven van mij.", "Dat leven van mij."])
def test_an_optional_word_may_be_absent(find, text):
    assert find("dat heel? leven", text)


@pytest.mark.parametrize("between", ["", "heel", "heel fijn", "zo fijn", "zo heel fijn"])
def test_any_of_several_optional_words_may_be_absent(find, between):
    assert find("dat zo? heel? fijn? huis", f"Ja dat {between} huis van mij.")


def test_several_optional_words_keep_their_order(find):
    assert not find("dat zo? heel? fijn? huis", "Ja dat fijn heel huis van mij.")


def test_another_word_does_not_stand_in_for_an_optional_one(find):
    assert not find("dat heel? leven", "Dat rare leven van mij.")


@pytest.mark.parametrize("between", ["", "daar", "daar ook"])
def test_a_gap_of_two_allows_up_to_two_words(find, between):
    assert find("niet *2 terecht", f"Ik kon niet {between} terecht.") == ["niet terecht"]


def test_a_gap_of_two_does_not_allow_three_words(find):
    assert not find("niet *2 terecht", "Ik kon niet daar ook meer terecht.")


def test_a_bare_gap_allows_five_words(find):
    assert find("niet * terecht", "Ik kon niet meer bij die ene mevrouw terecht.")


def test_a_bare_gap_does_not_allow_six_words(find):
    assert not find("niet * terecht", "Ik kon niet meer bij die ene aardige mevrouw terecht.")


def test_a_gap_of_zero_allows_nothing(find):
    assert find("niet *0 terecht", "Ik kon niet terecht.")
    assert not find("niet *0 terecht", "Ik kon niet meer terecht.")


def test_the_shortest_match_is_taken(find):
    assert find("niet * terecht", "Dat was niet zo, ik kon niet terecht.") == ["niet terecht"]


def test_words_in_a_gap_are_no_part_of_the_hit(find):
    assert find("alles * tegen iemand", "Ik zeg alles gewoon eerlijk tegen haar.") == [
        "alles tegen haar"
    ]


@pytest.mark.parametrize("person", ["haar", "'m", "d'r", "mijn moeder", "de JIM", "die voogden"])
def test_iemand_is_any_person(find, person):
    assert find("bij * iemand", f"Ik zat bij {person}.")


def test_iemand_is_not_a_thing(find):
    assert not find("bij iemand", "Ik zat bij tafels.")


def test_persoon_and_iemand_mean_the_same(find):
    text = "Ik zat bij haar."

    assert find("bij <persoon>", text) == find("bij iemand", text) == ["bij haar"]


@pytest.mark.parametrize("word", ["mijn", "m'n", "d'r", "jullie"])
def test_bezit_is_any_possessive(find, word):
    assert find("<bezit> verhaal", f"Zij kent {word} verhaal.")


@pytest.mark.parametrize("word", ["niet", "nooit", "nauwelijks", "nie"])
def test_ontkenning_is_any_negation(find, word):
    assert find("<ontkenning> vertrouwen", f"Ik wil {word} vertrouwen.")


@pytest.mark.parametrize("text", ["Ik appte haar.", "Ik heb haar gebeld.", "Mail maar."])
def test_a_word_group_of_the_codebook_holds_lemmas(find, text):
    assert find("<kanaal>", text, kanaal=("appen", "bellen", "mailen"))


def test_a_word_group_of_the_codebook_replaces_a_built_in_one(find):
    assert find("bij <persoon>", "Ik zat bij tafels.", persoon=("tafel",))
    assert not find("bij <persoon>", "Ik zat bij haar.", persoon=("tafel",))


def test_an_optional_group_may_be_absent(find):
    assert find("dat <bezit>? verhaal", "Zij kent dat verhaal.")


def test_an_empty_word_group_matches_nothing(find):
    assert not find("bij <leeg>", "Ik zat bij haar.", leeg=())


def test_a_word_class_is_found_by_a_trained_pipeline(trained):
    rules = [Rule("de <NOUN>", 0.6)]

    assert find_rules(trained, rules, "De moeders belden de voogd")[0][0] == "De moeders"


# --- compounds -----------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["hulpdrempel", "drempel", "drempels", "Hulp-drempel"])
def test_a_plus_in_front_finds_the_word_at_the_end_of_a_compound(find, word):
    assert find("+drempel", f"Dat is een {word} voor haar.") == [word]


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("+drempel", "hulpdrempels"),
        ("+gesprek", "startgesprekken"),
        ("+gesprek", "keukentafelgesprekje"),
        ("+voogd", "gezinsvoogden"),
        ("+rol", "mentorrollen"),
    ],
)
def test_a_plus_in_front_finds_a_compound_in_its_plural_and_diminutive(find, pattern, word):
    assert find(pattern, f"Er waren {word} daar.") == [word]


@pytest.mark.parametrize("word", ["drempelvrees", "drempel", "drempels", "drempelangsten"])
def test_a_plus_behind_finds_the_word_at_the_start_of_a_compound(find, word):
    assert find("drempel+", f"Dat is zo'n {word} van haar.") == [word]


def test_a_plus_on_both_sides_finds_the_word_within_a_compound(find):
    assert find("+drempel+", "Dat was hulpdrempelvrees bij haar.") == ["hulpdrempelvrees"]


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("drempel", "drempelvrees"),
        ("drempel", "hulpdrempel"),
        ("+drempel", "drempelvrees"),
        ("drempel+", "hulpdrempel"),
        ("band", "fietsband"),
    ],
)
def test_a_compound_is_only_found_on_the_side_of_the_plus(find, pattern, word):
    assert not find(pattern, f"Dat was een {word} van haar.")


def test_one_letter_more_makes_no_compound(find):
    assert not find("drempel+", "Dat was een drempelq van haar.")


def test_a_plus_holds_for_all_alternatives(find):
    assert find("+drempel|muur", "Dat was een gevoelsmuur hoor.") == ["gevoelsmuur"]


def test_a_compound_is_found_among_other_words(find):
    assert find("hoge +drempel", "Dat was een hoge hulpdrempel hoor.") == ["hoge hulpdrempel"]


# --- Dutch verbs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Ik wil haar opbellen.",
        "Als ze mij opbelt, ben ik blij.",
        "Ik ben door haar opgebeld.",
        "Ze belde mij gisteren op.",
        "Belde ze mij maar eens op!",
        "Bel me op, zei ze.",
        "Ze belde me op omdat ze bang was.",
        "Ze belde mij op en toen was het goed.",
        "Ze probeerde mij op te bellen.",
        "Ik weet dat ik haar op kan bellen.",
        "Ik zou haar op durven bellen.",
        "Ik had haar op moeten bellen.",
    ],
)
def test_a_separable_verb_is_found_together_and_apart(find, text):
    assert find("opbellen", text)


@pytest.mark.parametrize(
    "text",
    [
        "Ze belde op maandag.",
        "Ze belde mij op maandag.",
        "We bellen op het schoolplein.",
        "Ik belde haar.",
        "Kom maar op.",
    ],
)
def test_a_verb_with_a_preposition_is_no_separable_verb(find, text):
    assert not find("opbellen", text)


@pytest.mark.parametrize(
    "text",
    ["Hij legde mij uit waarom dat zo was.", "Ze legde uit hoe het werkt.", "Leg uit wat je wil."],
)
def test_a_separable_verb_is_found_before_a_question_word(find, text):
    assert find("uitleggen", text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("opbellen|langskomen", "Ze belde mij gisteren op."),
        ("opbellen|langskomen", "Ze kwam gewoon langs."),
        ("meedenken|meekijken", "Zij dacht goed met mij mee."),
        ("meedenken|meekijken", "Zij probeerde mee te denken."),
        ("kwijt kunnen|mogen", "Kon ik bij haar alles kwijt."),
        ("kwijt kunnen|mogen", "Dat ik het kwijt zou mogen."),
    ],
)
def test_each_of_several_verbs_is_found_in_all_its_orders(find, pattern, text):
    assert find(pattern, text)


def test_a_separable_verb_in_two_parts_is_a_hit_of_both_parts(find):
    assert find("opbellen", "Ze belde mij gisteren op.") == ["belde op"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ik had alles kwijt gekund.", "kwijt gekund"),
        ("Ik weet dat ik het kwijt kan.", "kwijt kan"),
        ("Dan kon ik bij haar alles kwijt.", "kon kwijt"),
        ("Kan ik dat kwijt?", "Kan kwijt"),
        ("Iemand bij wie ik het kwijt zou kunnen dan.", "kwijt kunnen"),
        ("Omdat ik het kwijt wil kunnen.", "kwijt kunnen"),
    ],
)
def test_a_verb_at_the_end_of_a_pattern_is_found_in_every_order_of_the_clause(find, text, words):
    assert find("kwijt kunnen", text) == [words]


@pytest.mark.parametrize(
    "text", ["Ik was mijn sleutels kwijt.", "Dat kon ik.", "Kwijt ben ik het, dat kan."]
)
def test_a_verb_at_the_end_of_a_pattern_needs_the_rest_too(find, text):
    assert not find("kwijt kunnen", text)


def test_a_verb_in_front_stands_at_most_six_words_before_the_rest(find):
    assert find("kwijt kunnen", "Kon ik daar toen bij haar alles kwijt.")
    assert not find("kwijt kunnen", "Kon ik daar toen bij haar ook alles kwijt.")


def test_a_separable_verb_after_other_words_is_found_apart(find):
    assert find("samen optrekken", "We trokken heel veel samen op.") == ["trokken samen op"]


def test_a_separable_verb_after_other_words_is_found_together(find):
    assert find("samen optrekken", "Dat we samen zijn opgetrokken.") == ["samen opgetrokken"]


def test_a_phrase_with_a_verb_is_found_in_the_past(find):
    assert find("in de steek laten", "Zij liet mij nooit in de steek.") == ["liet in de steek"]


@pytest.mark.parametrize("text", ["Ik zat met vragen.", "Wij vragen dat.", "Die vraag kwam."])
def test_a_noun_is_found_in_a_plural_that_is_also_a_verb(find, text):
    assert find("vraag", text)


def test_a_verb_is_not_found_in_a_noun(find):
    assert not find("coachen", "Mijn coach was ziek.")


# --- sentences -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("lange wachtlijst", "Het duurde lange. Wachtlijst na wachtlijst."),
        ("kwijt kunnen", "Dat kon. Alles was kwijt."),
        ("opbellen", "Ze belde. Kom op."),
        ("niet *5 terecht", "Het was niet. Ik kwam terecht."),
        ("bij iemand", "Ik was erbij! Bij. Haar zag ik."),
    ],
)
def test_a_match_never_crosses_the_end_of_a_sentence(find, pattern, text):
    assert not find(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("kwijt kunnen", "Dat kon. Alles was kwijt."),
        ("opbellen", "Ze belde. Kom op."),
        ("niet *5 terecht", "Het was niet. Ik kwam terecht."),
    ],
)
def test_a_match_never_crosses_the_end_of_a_sentence_within_a_turn(find, pattern, text):
    """A turn can be the unit of coding; a pattern still is a row of words within one sentence."""
    assert not find(pattern, text, Unit.TURN)


@pytest.mark.parametrize(
    "pattern", ["vertrouwen", "haar vertrouwen", "wil * vertrouwen", "+trouwen"]
)
def test_a_hit_in_a_later_sentence_belongs_to_that_sentence(pipeline, pattern):
    text = "Het regende. En ja. Ik wil haar vertrouwen in alles."

    found = find_rules(pipeline, [Rule(pattern, 0.6)], text)

    assert [[bool(words.endswith("vertrouwen")) for words in hits] for hits in found] == [
        [], [], [True],
    ]  # fmt: skip


# --- rules ---------------------------------------------------------------------------------------


def test_a_rule_that_two_codes_share_is_found_once(pipeline):
    found = find_rules(pipeline, [Rule("klik", 0.6), Rule("klik", 0.6)], "Er was een klik.")

    assert found == [["klik"]]


def test_rules_that_differ_only_in_weight_are_both_found(pipeline):
    found = find_rules(pipeline, [Rule("klik", 0.6), Rule("klik", 0.4)], "Er was een klik.")

    assert found == [["klik", "klik"]]


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        ([{"LOWER": "belde"}, {"LOWER": "haar"}], "belde haar"),
        ([{"LEMMA": "bellen"}, {"LEMMA": "haar"}], "belde haar"),
        ([{"LEMMA": {"IN": ["bellen", "appen"]}}, {"OP": "?"}, {"LOWER": "nog"}], "belde haar nog"),
        ([{"LENGTH": {">=": 5}, "IS_ALPHA": True}], "belde"),
    ],
)
def test_a_raw_token_pattern_is_found(pipeline, tokens, words):
    rules = [Rule("tokenpatroon", 0.6, tokens=json.dumps(tokens))]

    assert find_rules(pipeline, rules, "Ik belde haar nog.") == [[words]]


def test_a_raw_token_pattern_can_ask_for_the_start_of_a_sentence(pipeline):
    rules = [Rule("tokenpatroon", 0.6, tokens=json.dumps([{"IS_SENT_START": True}]))]

    assert find_rules(pipeline, rules, "Ik belde haar. Dat hielp.") == [["Ik"], ["Dat"]]


def test_a_raw_token_pattern_can_ask_for_a_word_class(trained):
    rules = [Rule("tokenpatroon", 0.6, tokens=json.dumps([{"POS": "DET"}, {"TAG": "NOUN"}]))]

    assert find_rules(trained, rules, "De moeders belden de voogd") == [["De moeders", "de voogd"]]


def test_a_raw_token_pattern_never_crosses_the_end_of_a_sentence(pipeline):
    rules = [
        Rule("tokenpatroon", 0.6, tokens=json.dumps([{"LOWER": "haar"}, {}, {"LOWER": "dat"}]))
    ]

    assert find_rules(pipeline, rules, "Ik belde haar. Dat hielp.") == [[], []]


def test_two_raw_token_patterns_are_two_rules(pipeline):
    rules = [
        Rule("tokenpatroon", 0.6, tokens=json.dumps([{"LOWER": word}]))
        for word in ("belde", "haar")
    ]

    (found,) = find_rules(pipeline, rules, "Ik belde haar nog even.")

    assert sorted(found) == ["belde", "haar"]


# --- a model that guesses ------------------------------------------------------------------------


@Language.component("guess_wrong_lemmas")
def _guess_wrong_lemmas(doc):
    for token in doc:
        token.lemma_ = f"{token.text.lower()}x"
    return doc


@pytest.fixture(scope="module")
def guessing():
    """A pipeline whose model knows no lemma; what simplemma does not know gets a wrong one."""
    nlp = spacy.blank("nl")
    nlp.add_pipe("guess_wrong_lemmas")
    return Pipeline(PipelineInfo("raadt", "raadt", "raadt", False, ""), nlp)


@pytest.mark.parametrize("pattern", ["jimwoensdag", "=jimwoensdag", "jim+", "de jimwoensdag"])
def test_a_word_that_only_the_model_guesses_is_still_found_as_written(guessing, pattern):
    assert find_rules(guessing, [Rule(pattern, 0.6)], "Dat was de jimwoensdag dus.")[0]
