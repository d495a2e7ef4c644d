"""The engine `patronen`: from a sentence to a suggestion with score, evidence and negation."""

import pytest

from codeer.codebook import load_codebook
from codeer.language import tokenise
from codeer.model import Code, Codebook, Interview, Respondent, Rule, Source, Turn, Unit
from codeer.suggest.hits import Hit
from codeer.suggest.matching import RuleFinder
from codeer.suggest.patterns import ENGINE, PatternEngine
from codeer.text import find_segments


@pytest.fixture(params=["built_in", "trained"])
def pipeline(request):
    """Each of the two pipelines in turn."""
    return request.getfixturevalue(request.param)


def make_interview(text, unit=Unit.SENTENCE):
    turn = Turn(1, "R", 0, len(text), 1)
    source = Source("J01.txt", text, "digest", (turn,), {}, (), "utf-8")
    return Interview(source, {"R": Respondent("J01", "jongere")}, find_segments(text, turn, unit))


def rules(*entries):
    """Return rules of (pattern, weight) or of a pattern with weight 0.6."""
    return tuple(Rule(*((e, 0.6) if isinstance(e, str) else e)) for e in entries)


def code(id_, *entries, exceptions=(), attributes=None):
    return Code(
        id=id_,
        name=id_,
        color="#000000",
        definition="",
        rules=rules(*entries),
        exceptions=rules(*exceptions),
        attributes={
            name: {value: rules(*patterns) for value, patterns in values.items()}
            for name, values in (attributes or {}).items()
        },
    )


def run_engine(codebook, pipeline, interview):
    engine = PatternEngine(codebook)
    tokens = tokenise(interview, pipeline)
    hits = RuleFinder(engine.rules, codebook.word_groups).find(tokens)
    return list(engine.find(interview.source.name, interview.segments, tokens, hits))


@pytest.fixture
def suggest(pipeline):
    """Return the suggestions for a text with these codes."""

    def _suggest(text, *codes, unit=Unit.SENTENCE, groups=None):
        codebook = Codebook("proef", "1", codes, groups or {}, "digest", "")
        return run_engine(codebook, pipeline, make_interview(text, unit))

    return _suggest


@pytest.fixture
def suggest_one(suggest):
    """Return the only suggestion for a text with one code."""

    def _suggest(text, *entries, **options):
        (suggestion,) = suggest(text, code("band", *entries, **options))
        return suggestion

    return _suggest


# --- what is suggested ---------------------------------------------------------------------------


def test_a_suggestion_says_where_it_comes_from(suggest_one):
    suggestion = suggest_one("Ik vertrouw haar.", "vertrouwen")

    assert (suggestion.source, suggestion.code, suggestion.engine) == ("J01.txt", "band", ENGINE)


def test_a_suggestion_is_about_the_sentence_of_the_hit(suggest_one):
    text = "Het regende. Ik vertrouw haar. Klaar."

    segment = suggest_one(text, "vertrouwen").segment

    assert text[segment.start : segment.end] == "Ik vertrouw haar."


def test_a_sentence_without_a_hit_gives_no_suggestion(suggest):
    assert suggest("Het regende de hele week.", code("band", "vertrouwen")) == []


def test_a_codebook_without_rules_suggests_nothing(suggest):
    assert suggest("Ik vertrouw haar.", code("band")) == []


def test_one_sentence_can_be_about_several_codes_in_the_order_of_the_codebook(suggest):
    codes = code("steun", "helpen"), code("band", "vertrouwen"), code("rol", "taak")

    found = suggest("Ik vertrouw haar want ze helpt mij.", *codes)

    assert [s.code for s in found] == ["steun", "band"]


def test_suggestions_follow_the_order_of_the_text(suggest):
    codes = code("steun", "helpen"), code("band", "vertrouwen")

    found = suggest("Ik vertrouw haar. Ze helpt mij.", *codes)

    assert [s.code for s in found] == ["band", "steun"]


def test_a_rule_of_two_codes_suggests_both(suggest):
    found = suggest("Er was een klik.", code("band", "klik"), code("rol", "klik"))

    assert [s.code for s in found] == ["band", "rol"]


@pytest.mark.parametrize("note", ["[huilt om vertrouwen]", "(huilt)"])
def test_a_note_of_the_transcriber_never_matches(suggest, note):
    assert suggest(f"Dat weet ik niet {note}.", code("band", "huilen", "vertrouwen")) == []


@pytest.mark.parametrize("note", [" [lacht]", " (zucht)", " [00:12:34]"])
def test_a_note_within_the_words_of_a_rule_does_not_matter(suggest, note):
    assert suggest(f"Ik had vertrouwen{note} in haar.", code("band", "vertrouwen in haar"))


def test_a_hit_never_crosses_the_end_of_a_sentence(suggest):
    assert suggest("Dat kon. Alles was kwijt.", code("band", "kwijt kunnen", "kon * kwijt")) == []


def test_a_word_group_of_the_codebook_is_used(suggest):
    found = suggest("Ik appte haar.", code("gemak", "<kanaal>"), groups={"kanaal": ("appen",)})

    assert [s.code for s in found] == ["gemak"]


def test_a_raw_token_pattern_of_a_codebook_file_is_found(pipeline, tmp_path):
    path = tmp_path / "proef.yaml"
    path.write_text(
        "naam: p\ncodes:\n  - id: gemak\n    patronen:\n"
        "      - tokens: [{LEMMA: bellen}, {OP: '?'}, {LOWER: haar}]\n"
    )
    interview = make_interview("Ik belde gewoon haar.")

    found = run_engine(load_codebook(path), pipeline, interview)

    assert [s.evidence for s in found] == ["belde gewoon haar [tokenpatroon]"]


# --- score ---------------------------------------------------------------------------------------


def test_one_hit_scores_its_weight(suggest_one):
    assert suggest_one("Er was een klik.", ("klik", 0.35)).score == 0.35


def test_hits_on_different_words_add_up_as_a_noisy_or(suggest_one):
    suggestion = suggest_one("Er was een klik en openheid.", ("klik", 0.4), ("openheid", 0.3))

    assert suggestion.score == 0.58


def test_three_hits_add_up_as_a_noisy_or(suggest_one):
    suggestion = suggest_one(
        "Een klik, openheid en rust.", ("klik", 0.5), ("openheid", 0.5), ("rust", 0.5)
    )

    assert suggestion.score == 0.875


def test_a_score_has_four_decimals(suggest_one):
    suggestion = suggest_one("Een klik en rust.", ("klik", 0.333), ("rust", 0.333))

    assert suggestion.score == 0.5551


@pytest.mark.parametrize("text", ["Ik vertrouw haar.", "Dat ik haar vertrouw."])
def test_one_word_never_counts_twice(suggest_one, text):
    suggestion = suggest_one(text, ("vertrouwen", 0.6), ("iemand vertrouwen", 0.5))

    assert suggestion.score == 0.6


def test_of_rules_on_the_same_word_the_strongest_counts(suggest_one):
    suggestion = suggest_one("Dat ik haar vertrouw.", ("vertrouwen", 0.4), ("haar vertrouwen", 0.7))

    assert suggestion.score == 0.7


def test_of_equally_strong_rules_the_longest_counts(suggest_one):
    suggestion = suggest_one("Dat ik haar vertrouw.", "vertrouwen", "haar vertrouwen")

    assert suggestion.evidence == "haar vertrouw [haar vertrouwen]"


def test_a_rule_that_shares_one_word_with_a_stronger_one_does_not_count(suggest_one):
    suggestion = suggest_one(
        "Zij gaf mij lang een hand toen.", ("geven mij", 0.7), ("mij lang", 0.5), ("een hand", 0.5)
    )

    assert suggestion.score == 0.85


# --- exceptions ----------------------------------------------------------------------------------


def test_an_exception_cancels_the_hit_that_it_overlaps(suggest):
    band = code("band", "vertrouwen", exceptions=["vertrouwen in de uitslag"])

    assert suggest("Ik had vertrouwen in de uitslag.", band) == []


@pytest.mark.parametrize(
    ("pattern", "exception", "text"),
    [
        (
            "vertrouwen",
            "vertrouwen in de uitslag",
            "Vertrouwen in de uitslag en vertrouwen in haar.",
        ),
        (
            "vertrouwen",
            "vertrouwen in de uitslag",
            "Vertrouwen in haar en vertrouwen in de uitslag.",
        ),
        ("+drempel", "drempel van de deur", "De drempel van de deur is nog geen hulpdrempel."),
        ("+drempel", "drempel van de deur", "De hulpdrempel is niet de drempel van de deur."),
        ("=klik", "klik op de knop", "Na de klik op de knop was er een klik met haar."),
        ("een *1 band", "lekke band", "Na een lekke band kregen wij een hechte band."),
        ("=band|klik", "lekke band", "Na die lekke band was er een band."),
        ("opbellen", "opbellen * garage", "De garage opbellen, dat wel, en ook haar opbellen."),
    ],
)
def test_an_exception_leaves_another_hit_in_the_same_sentence(suggest, pattern, exception, text):
    assert suggest(text, code("band", pattern, exceptions=[exception]))


@pytest.mark.parametrize(
    ("exception", "text"),
    [
        ("vertrouwen in de uitslag", "Vertrouwen in de uitslag, ja vertrouwen in de uitslag."),
        ("vertrouwen *2 uitslag|loting", "Vertrouwen in de uitslag en vertrouwen in de loting."),
        ("vertrouwen in een? uitslag", "Vertrouwen in uitslag een en vertrouwen in uitslag twee."),
    ],
)
def test_an_exception_cancels_every_hit_that_it_overlaps(suggest, exception, text):
    assert suggest(text, code("band", "vertrouwen", exceptions=[exception])) == []


def test_an_exception_that_overlaps_nothing_cancels_nothing(suggest):
    band = code("band", "klik", exceptions=["vertrouwen in de uitslag"])

    assert suggest("Er was een klik en ook vertrouwen in de uitslag.", band)


def test_an_exception_only_holds_for_its_own_code(suggest):
    codes = code("band", "klik", exceptions=["een klik"]), code("rol", "klik")

    assert [s.code for s in suggest("Er was een klik.", *codes)] == ["rol"]


def test_an_exception_with_a_gap_does_not_cancel_a_hit_within_the_gap(suggest):
    steun = code("steun", "klik", exceptions=["lange *3 reis"])

    assert suggest("Het was een lange klik zonder reis.", steun)


def test_an_exception_in_another_sentence_cancels_nothing(suggest):
    band = code("band", "vertrouwen", exceptions=["vertrouwen * uitslag"])

    assert suggest("Ik had vertrouwen. De uitslag kwam.", band)


# --- negation ------------------------------------------------------------------------------------


def test_a_negated_hit_is_still_about_the_theme(suggest_one):
    suggestion = suggest_one("Ik vertrouw hem niet.", "vertrouwen")

    assert (suggestion.score, suggestion.negated) == (0.6, True)


def test_a_hit_without_negation_is_not_negated(suggest_one):
    assert not suggest_one("Ik vertrouw hem.", "vertrouwen").negated


@pytest.mark.parametrize(
    "text",
    [
        "Ik had geen vertrouwen.",
        "Ik vertrouwde haar nooit.",
        "Niemand vertrouwde mij.",
        "Ik vertrouw haar nauwelijks.",
        "Zonder vertrouwen lukt het niet.",
        "Nergens vertrouwen.",
        "Ik vertrouw NIET iedereen.",
    ],
)
def test_a_negation_in_the_same_clause_negates(suggest_one, text):
    assert suggest_one(text, "vertrouwen").negated


@pytest.mark.parametrize("text", ["Ik vertrouw 'm nie.", "Kik vertrouwde haar ni."])
def test_a_spoken_negation_negates_too(suggest_one, text):
    assert suggest_one(text, "vertrouwen").negated


@pytest.mark.parametrize(
    "text", ["Ik vertrouw hem niet eens.", "Niet eens mijn moeder vertrouwde ik."]
)
def test_niet_eens_is_a_negation(suggest_one, text):
    """`niet eens` means `not even`."""
    assert suggest_one(text, "vertrouwen").negated


@pytest.mark.parametrize(
    "text",
    [
        "Het was niet alleen vertrouwen.",
        "Ik vertrouwde haar niet alleen, ze was er ook.",
        "Waarom niet vertrouwen?",
    ],
)
def test_a_negation_that_denies_nothing_does_not_negate(suggest_one, text):
    assert not suggest_one(text, "vertrouwen").negated


@pytest.mark.parametrize(
    "text",
    [
        "Ik was niet blij, maar ik vertrouwde hem.",
        "Ik vertrouwde hem maar ze belde niet.",
        "Ik vertrouw hem omdat hij niks zegt.",
        "Ik vertrouw hem want hij liegt nooit.",
        "Ik was er niet; ik vertrouwde hem.",
        "Ik vertrouwde haar, niet waar.",
    ],
)
def test_a_negation_in_another_clause_does_not_negate(suggest_one, text):
    assert not suggest_one(text, "vertrouwen").negated


def test_a_negation_in_another_sentence_of_the_turn_does_not_negate(suggest):
    (suggestion,) = suggest(
        "Ik was niet blij. Ik vertrouwde hem.", code("band", "vertrouwen"), unit=Unit.TURN
    )

    assert not suggestion.negated


def test_a_negation_that_belongs_to_the_rule_does_not_negate(suggest_one):
    assert not suggest_one("Ik kreeg geen gehoor.", "geen gehoor").negated


def test_one_negated_hit_makes_the_suggestion_negated(suggest_one):
    suggestion = suggest_one("Er was een klik, maar geen vertrouwen.", "klik", "vertrouwen")

    assert suggestion.negated


# --- evidence ------------------------------------------------------------------------------------


def test_the_evidence_shows_the_words_and_the_rule(suggest_one):
    assert suggest_one("Zij vertrouwde mij.", "vertrouwen").evidence == "vertrouwde [vertrouwen]"


def test_the_evidence_shows_an_ellipsis_where_words_are_left_out(suggest_one):
    suggestion = suggest_one("Dan kon ik bij haar alles kwijt.", "kwijt kunnen")

    assert suggestion.evidence == "kon … kwijt [kwijt kunnen]"


def test_the_evidence_shows_words_as_they_were_said(suggest_one):
    assert suggest_one("M'n EI kwijt.", "<bezit> ei").evidence == "M'n EI [<bezit> ei]"


def test_all_hits_that_count_are_in_the_evidence_strongest_first(suggest_one):
    suggestion = suggest_one("Er was een klik en openheid.", ("klik", 0.4), ("openheid", 0.7))

    assert suggestion.evidence == "openheid [openheid]; klik [klik]"


def test_a_hit_that_does_not_count_is_not_in_the_evidence(suggest_one):
    suggestion = suggest_one("Dat ik haar vertrouw.", ("vertrouwen", 0.6), ("haar vertrouwen", 0.5))

    assert suggestion.evidence == "vertrouw [vertrouwen]"


RECEIVER = {"ontvanger": {"jim": ["als jim", "mentor"], "ouder": ["als moeder"]}}


def test_the_value_of_an_attribute_is_in_the_evidence(suggest_one):
    suggestion = suggest_one("Ik kreeg steun als moeder.", "steun", attributes=RECEIVER)

    assert suggestion.evidence == "steun [steun]; ontvanger: ouder"


def test_several_values_of_an_attribute_are_listed_in_the_order_of_the_codebook(suggest_one):
    suggestion = suggest_one("Steun als moeder en als JIM.", "steun", attributes=RECEIVER)

    assert suggestion.evidence.endswith("; ontvanger: jim, ouder")


def test_two_rules_for_one_value_name_it_once(suggest_one):
    suggestion = suggest_one("Steun als JIM en mentor.", "steun", attributes=RECEIVER)

    assert suggestion.evidence.endswith("; ontvanger: jim")


def test_a_value_without_a_pattern_waits_for_another_engine(suggest_one):
    suggestion = suggest_one("Zij belde mij als JIM.", "steun", attributes=RECEIVER)

    assert (suggestion.score, suggestion.evidence) == (0, "ontvanger: jim")


def test_an_attribute_adds_nothing_to_the_score(suggest_one):
    assert suggest_one("Ik kreeg steun als moeder.", "steun", attributes=RECEIVER).score == 0.6


def test_the_same_interview_gives_the_same_suggestions_again(pipeline, jim):
    interview = make_interview("Ik vertrouw haar. De gezinscoach belde mij op. Lange wachtlijst.")

    first, second = (run_engine(jim, pipeline, interview) for _ in range(2))

    assert first
    assert first == second


# --- what suggestions follow from ----------------------------------------------------------------


def describe(*codes):
    """Return what an engine says its suggestions follow from when every rule was found once."""
    engine = PatternEngine(Codebook("proef", "1", codes, {}, "digest", ""))
    return engine.describe({rule: [Hit(0, (0,))] for rule in engine.rules})


def test_what_was_not_found_is_no_part_of_what_suggestions_follow_from():
    engine = PatternEngine(Codebook("proef", "1", (code("band", "tante"),), {}, "digest", ""))
    more = PatternEngine(Codebook("proef", "1", (code("band", "tante", "oom"),), {}, "digest", ""))
    (aunt,) = rules("tante")
    (uncle,) = rules("oom")

    assert engine.describe({aunt: [Hit(0, (0,))]}) == more.describe(
        {aunt: [Hit(0, (0,))], uncle: []}
    )


@pytest.mark.parametrize(
    "other",
    [
        code("band", ("tante", 0.7)),
        code("gemak", "tante"),
        code("band", "tante", exceptions=("tante",)),
        code("band", "tante", attributes={"wie": {"familie": ("tante",)}}),
    ],
    ids=["weight", "code", "exception", "attribute"],
)
def test_what_the_codebook_makes_of_a_hit_is_part_of_what_suggestions_follow_from(other):
    assert describe(code("band", "tante")) != describe(other)


def test_an_attribute_and_its_value_are_told_apart():
    one = code("band", attributes={"a=b": {"c": ("tante",)}})
    other = code("band", attributes={"a": {"b=c": ("tante",)}})

    assert describe(one) != describe(other)
