"""The codebook: what a valid file becomes, and every mistake with file, line and column."""

import json
import textwrap

import pytest

from codeer.codebook import (
    PATTERN_WEIGHT,
    find_codebook,
    find_word_class_problems,
    load_codebook,
)
from codeer.errors import CodebookMissing, FileProblems, SettingsAmbiguous
from codeer.workflow.pattern_search import require_word_classes


@pytest.fixture
def write(tmp_path):
    """Write a codebook and return its path."""

    def _write(text):
        path = tmp_path / "proef.yaml"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    return _write


@pytest.fixture
def load(write):
    """Load a codebook from its text."""
    return lambda text: load_codebook(write(text))


@pytest.fixture
def refuse(write):
    """Return the problems of a codebook as (line, column, message)."""

    def _refuse(text):
        with pytest.raises(FileProblems) as caught:
            load_codebook(write(text))
        return [(p.line, p.column, p.message) for p in sorted(caught.value.problems)]

    return _refuse


@pytest.fixture
def refuse_in_code(refuse):
    """Return the message of the only problem when `line` stands in an otherwise valid code."""

    def _refuse(line):
        ((number, _, message),) = refuse(f"naam: p\ncodes:\n  - id: a\n    {line}\n")
        assert number == 4
        return message

    return _refuse


@pytest.fixture
def load_rule(load):
    """Return the rule that one entry of `patronen` becomes."""

    def _load(entry):
        codebook = load(f"naam: p\ncodes:\n  - id: a\n    patronen:\n      - {entry}\n")
        (rule,) = codebook.codes[0].rules
        return rule

    return _load


@pytest.fixture
def refuse_entry(refuse):
    """Return the message of the only problem of one entry of `patronen`, located on its line."""

    def _refuse(entry):
        found = refuse(f"naam: p\ncodes:\n  - id: a\n    patronen:\n      - {entry}\n")
        ((number, _, message),) = found
        assert number == 5
        return message

    return _refuse


# --- a valid codebook ----------------------------------------------------------------------------


def test_the_smallest_codebook_has_a_name_and_one_code(load):
    codebook = load("naam: proef\ncodes: [{id: band}]\n")

    assert codebook.name == "proef"
    assert [code.id for code in codebook.codes] == ["band"]


def test_a_code_without_a_name_is_called_by_its_id(load):
    assert load("naam: p\ncodes: [{id: band}]\n").codes[0].name == "band"


def test_names_with_spaces_and_accents_are_kept(load):
    codebook = load(
        """
        naam: "Coördinatie & één gezin"
        woordgroepen: {cliënt: [cliënte]}
        codes:
          - id: hulp bij crèche
            naam: Ondersteuning “thuis” – geïntegreerd
            kenmerken: {"voor wie?": {waarden: {één ouder: [cliënt]}}}
        """
    )
    code = codebook.codes[0]

    assert codebook.name == "Coördinatie & één gezin"
    assert (code.id, code.name) == ("hulp bij crèche", "Ondersteuning “thuis” – geïntegreerd")
    assert list(code.attributes["voor wie?"]) == ["één ouder"]


def test_a_word_group_name_with_an_accent_can_be_used_in_a_pattern(load):
    codebook = load(
        "naam: p\nwoordgroepen: {cliënt: [cliënte]}\ncodes: [{id: a, patronen: [<cliënt> bellen]}]\n"
    )

    assert codebook.codes[0].rules[0].text == "<cliënt> bellen"


def test_version_and_ids_stay_the_text_that_was_written(load):
    codebook = load("naam: p\nversie: 1.10\ncodes: [{id: 01}, {id: NO}, {id: 12:30}]\n")

    assert codebook.version == "1.10"
    assert [code.id for code in codebook.codes] == ["01", "NO", "12:30"]


def test_the_codebook_keeps_its_own_text(write):
    path = write("naam: p\ncodes: [{id: a}]\n")

    assert load_codebook(path).text == path.read_text(encoding="utf-8")


def test_a_colour_is_kept(load):
    assert load("naam: p\ncodes: [{id: a, kleur: '#AbCdEf'}]\n").codes[0].color == "#AbCdEf"


def test_codes_without_a_colour_get_different_ones(load):
    codes = load("naam: p\ncodes: [{id: a}, {id: b}, {id: c}]\n").codes

    assert len({code.color for code in codes}) == 3


@pytest.mark.parametrize(
    "key", ["insluiten", "uitsluiten", "voorbeelden", "trefwoorden", "patronen", "uitzonderingen"]
)
def test_a_list_that_was_left_empty_is_an_empty_list(load, key):
    code = load(f"naam: p\ncodes:\n  - id: a\n    {key}:\n").codes[0]

    assert (code.rules, code.exceptions, code.include) == ((), (), ())


def test_keywords_and_patterns_are_rules_in_that_order(load):
    code = load("naam: p\ncodes: [{id: a, patronen: [p q], trefwoorden: [klik]}]\n").codes[0]

    assert [rule.text for rule in code.rules] == ["klik", "p q"]
    assert [rule.weight for rule in code.rules] == [PATTERN_WEIGHT, PATTERN_WEIGHT]


def test_a_pattern_can_have_weight_and_note(load_rule):
    rule = load_rule("{patroon: kwijt kunnen, gewicht: 0.85, uitleg: alles durven zeggen}")

    assert (rule.text, rule.weight, rule.note) == ("kwijt kunnen", 0.85, "alles durven zeggen")


def test_exceptions_are_kept_apart_from_rules(load):
    code = load("naam: p\ncodes: [{id: a, uitzonderingen: [lekke band]}]\n").codes[0]

    assert [rule.text for rule in code.exceptions] == ["lekke band"]
    assert code.rules == ()


def test_attributes_have_values_with_rules(load):
    code = load(
        """
        naam: p
        codes:
          - id: steun
            kenmerken:
              ontvanger:
                uitleg: wie de steun krijgt
                waarden: {jim: [als jim], ouder: [als moeder, {patroon: gezin, gewicht: 0.4}]}
        """
    ).codes[0]

    assert {
        value: [(rule.text, rule.weight) for rule in rules]
        for value, rules in code.attributes["ontvanger"].items()
    } == {"jim": [("als jim", 0.6)], "ouder": [("als moeder", 0.6), ("gezin", 0.4)]}


SUBCODES = """\
naam: p
codes:
  - id: drempel
    subcodes:
      - id: schaamte
        subcodes: [{id: gezichtsverlies}]
      - id: afstand
  - id: band
"""


def test_subcodes_know_their_parent(load):
    codes = load(SUBCODES).codes

    assert {code.id: code.parent for code in codes} == {
        "drempel": None,
        "schaamte": "drempel",
        "gezichtsverlies": "schaamte",
        "afstand": "drempel",
        "band": None,
    }


def test_parents_come_before_their_children(load):
    ids = [code.id for code in load(SUBCODES).codes]

    assert ids == ["drempel", "schaamte", "gezichtsverlies", "afstand", "band"]


def test_the_shipped_codebook_is_valid(jim):
    assert [code.id for code in jim.codes] == [
        "vertrouwensband",
        "laagdrempeligheid",
        "rolduidelijkheid",
        "ondersteuning",
    ]


# --- mistakes ------------------------------------------------------------------------------------


def test_mistakes_in_form_are_reported_all_at_once_with_line_and_column(refuse):
    found = refuse(
        """\
        naam: [p]
        codes:
          - id: a
            trefworden: [klik]
            patronen:
              - patroon: klik
                gewicht: 2
          - naam: zonder id
            kleur: rood
        """
    )

    assert [(line, column) for line, column, _ in found] == [(1, 1), (4, 5), (7, 9), (8, 5), (9, 5)]


def test_mistakes_in_meaning_are_reported_all_at_once_with_line_and_column(refuse):
    found = refuse(
        """\
        naam: p
        woordgroepen:
          kanaal: [bellen, een appje]
        codes:
          - id: a
            patronen:
              - kwijt *
              - <kannaal> sturen
            uitzonderingen: [a//b]
            kenmerken: {voor: {waarden: {jim: [x, '?']}}}
          - id: A
        """
    )

    assert [(line, column) for line, column, _ in found] == [
        (3, 20), (7, 9), (8, 9), (9, 22), (10, 43), (11, 5),
    ]  # fmt: skip


def test_the_message_names_the_file_with_each_problem(write):
    path = write("naam: p\ncodes: [{id: a, kleur: rood, naam: [x]}]\n")

    with pytest.raises(FileProblems) as caught:
        load_codebook(path)

    text = str(caught.value)
    assert text.startswith("proef.yaml: 2 fouten.")
    assert text.count(f"{path}, regel 2, kolom ") == 2


def test_an_unknown_key_gets_a_suggestion(refuse_in_code):
    message = refuse_in_code("trefworden: [klik]")

    assert message == "onbekende sleutel 'trefworden', bedoelde je 'trefwoorden'?"


def test_an_unknown_key_like_no_other_gets_no_suggestion(refuse_in_code):
    assert refuse_in_code("zzz: 1") == "onbekende sleutel 'zzz'"


def test_an_unknown_key_at_the_top_is_a_problem_too(refuse):
    ((line, column, message),) = refuse("naam: p\nwoordgroep: {}\ncodes: [{id: a}]\n")

    assert (line, column) == (2, 1)
    assert message == "onbekende sleutel 'woordgroep', bedoelde je 'woordgroepen'?"


@pytest.mark.parametrize("key", ["patroon", "gewicht", "codes", "woordgroepen", "waarden"])
def test_a_key_in_the_wrong_place_is_not_suggested_as_itself(refuse_in_code, key):
    message = refuse_in_code(f"{key}: [x]")

    assert f"'{key}'" in message
    assert f"bedoelde je '{key}'" not in message


@pytest.mark.parametrize("content", ["", "# nog niets\n"])
def test_an_empty_file_misses_its_obligatory_keys(refuse, content):
    assert [message for *_, message in refuse(content)] == [
        "de sleutel 'codes' ontbreekt",
        "de sleutel 'naam' ontbreekt",
    ]


@pytest.mark.parametrize("content", ["- id: a\n", "losse tekst\n"])
def test_a_file_that_is_no_mapping_is_a_located_problem(refuse, content):
    ((line, column, _),) = refuse(content)

    assert (line, column) == (1, 1)


def test_a_codebook_without_codes_is_refused(refuse):
    assert refuse("naam: p\ncodes: []\n") == [(2, 1, "'codes' is leeg")]


def test_codes_that_were_left_empty_are_refused(refuse):
    ((line, _, message),) = refuse("naam: p\ncodes:\n")

    assert (line, "'codes'" in message) == (2, True)


@pytest.mark.parametrize(
    "line",
    [
        "trefwoorden: klik", "insluiten: altijd", "subcodes: b", "patronen: {patroon: klik}",
        "uitzonderingen: x",
    ],
)  # fmt: skip
def test_another_thing_where_a_list_belongs_says_so(refuse_in_code, line):
    assert "moet een lijst zijn" in refuse_in_code(line)


@pytest.mark.parametrize(
    "line",
    [
        "kenmerken: [jim]", "kenmerken: {voor: [jim]}", "kenmerken: {voor: {waarden: [jim]}}",
        "trefwoorden: [[klik]]", "subcodes: [schaamte]",
    ],
)  # fmt: skip
def test_another_thing_where_a_mapping_belongs_says_so(refuse_in_code, line):
    assert "horen sleutels met waarden" in refuse_in_code(line)


@pytest.mark.parametrize("line", ["definitie: [x]", "naam: {a: b}", "insluiten: [[x]]"])
def test_another_thing_where_text_belongs_says_so(refuse_in_code, line):
    assert "moet tekst zijn" in refuse_in_code(line)


@pytest.mark.parametrize("colour", ["rood", "'#12345'", "'#1234567'", "'#GGGGGG'", "'123456'"])
def test_a_colour_of_another_form_is_refused(refuse_in_code, colour):
    assert "'kleur' heeft niet de juiste vorm" in refuse_in_code(f"kleur: {colour}")


@pytest.mark.parametrize("weight", ["0", "1", "-0.5", "2", "60", "nan", "inf"])
def test_a_weight_is_between_zero_and_one(refuse_entry, weight):
    message = refuse_entry(f"{{patroon: klik, gewicht: {weight}}}")

    assert message.startswith("'gewicht' moet ")


@pytest.mark.parametrize("weight", ["veel", '"0,6"', "[0.6]"])
def test_a_weight_that_is_no_number_says_how_to_write_one(refuse_entry, weight):
    message = refuse_entry(f"{{patroon: klik, gewicht: {weight}}}")

    assert message == "'gewicht' moet een getal zijn, met een punt: 0.6"


def test_a_duplicate_id_names_the_line_of_the_first(refuse):
    found = refuse("naam: p\ncodes:\n  - id: band\n  - id: rol\n  - id: band\n")

    assert found == [(5, 5, "de id 'band' bestaat al (regel 3)")]


def test_an_id_that_differs_only_in_case_is_a_duplicate(refuse):
    found = refuse("naam: p\ncodes:\n  - id: Band\n  - id: bAND\n")

    assert found == [(4, 5, "de id 'bAND' bestaat al (regel 3)")]


def test_a_subcode_with_the_id_of_its_parent_is_a_duplicate(refuse):
    found = refuse("naam: p\ncodes:\n  - id: band\n    subcodes:\n      - id: Band\n")

    assert found == [(5, 9, "de id 'Band' bestaat al (regel 3)")]


def test_subcodes_of_different_codes_share_one_set_of_ids(refuse):
    found = refuse(
        "naam: p\ncodes:\n  - id: a\n    subcodes: [{id: x}]\n  - id: b\n    subcodes: [{id: x}]\n"
    )

    assert [line for line, *_ in found] == [6]


@pytest.mark.parametrize("line", ["id: ''", "id:", "id: [a]"])
def test_an_id_is_text_and_not_empty(refuse, line):
    ((number, _, message),) = refuse(f"naam: p\ncodes:\n  - {line}\n")

    assert number == 3
    assert "'id'" in message


def test_an_invalid_pattern_is_located_with_the_reason(refuse):
    found = refuse("naam: p\ncodes:\n  - id: a\n    patronen:\n      - klik\n      - kwijt *\n")

    assert found == [(6, 9, "een patroon kan niet met * beginnen of eindigen")]


def test_an_invalid_pattern_in_a_subcode_is_located(refuse):
    found = refuse(
        "naam: p\ncodes:\n  - id: a\n    subcodes:\n      - {id: b, trefwoorden: ['?']}\n"
    )

    assert [(line, column) for line, column, _ in found] == [(5, 31)]


def test_an_unknown_word_group_lists_the_known_ones(refuse):
    found = refuse(
        "naam: p\nwoordgroepen: {kanaal: [bellen]}\ncodes: [{id: a, patronen: [<x> y]}]\n"
    )

    assert [message for *_, message in found] == [
        "onbekende woordgroep <x>; bekend zijn: bezit, kanaal, ontkenning, persoon"
    ]


def test_a_word_group_holds_single_words(refuse):
    found = refuse(
        "naam: p\nwoordgroepen:\n  kanaal:\n    - bellen\n    - een appje\ncodes: [{id: a}]\n"
    )

    assert found == [
        (5, 7, "'een appje' is meer dan één woord; een woordgroep bevat losse woorden")
    ]


@pytest.mark.parametrize("groups", ["[bellen]", "{kanaal: bellen}", "{kanaal: [[bellen]]}"])
def test_word_groups_are_names_with_lists_of_words(refuse, groups):
    ((line, *_),) = refuse(f"naam: p\nwoordgroepen: {groups}\ncodes: [{{id: a}}]\n")

    assert line == 2


@pytest.mark.parametrize(
    "entry", ["{uitleg: niets}", "{gewicht: 0.4}", "{patroon: klik, tokens: [{LOWER: klik}]}"]
)
def test_an_entry_has_either_a_pattern_or_tokens(refuse_entry, entry):
    assert refuse_entry(entry) == "verwacht 'patroon' of 'tokens', precies één van de twee"


# --- raw token patterns --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tokens",
    [
        "[{LEMMA: bellen}, {LOWER: haar}]",
        "[{LEMMA: {IN: [bellen, appen]}}, {OP: '?'}, {LOWER: haar}]",
        "[{LOWER: {REGEX: '^drempel'}}]",
    ],
)
def test_a_valid_token_pattern_becomes_a_rule(load_rule, tokens):
    assert load_rule(f"{{tokens: {tokens}}}").tokens


def test_numbers_and_booleans_of_a_token_pattern_are_no_text(load_rule):
    rule = load_rule("{tokens: [{LENGTH: {'>=': 5}, IS_ALPHA: true, IS_STOP: false}]}")

    assert json.loads(rule.tokens) == [{"LENGTH": {">=": 5}, "IS_ALPHA": True, "IS_STOP": False}]


@pytest.mark.parametrize("tokens", ["[{LOWER: '18'}]", "[{LOWER: {IN: [achttien, '18']}}]"])
def test_a_number_between_quotes_in_a_token_pattern_is_text(load_rule, tokens):
    assert '"18"' in load_rule(f"{{tokens: {tokens}}}").tokens


@pytest.mark.parametrize(
    "tokens",
    [
        "[{WOORD: klik}]",
        "[{OP: '{2'}]",
        "[{LOWER: [klik]}]",
        "[{LENGTH: vijf}]",
        "[{LOWER: }]",
    ],
)
def test_an_invalid_token_pattern_is_a_located_problem(refuse_entry, tokens):
    assert refuse_entry(f"{{tokens: {tokens}}}").startswith("geen geldig spaCy-tokenpatroon: ")


def test_an_invalid_regular_expression_in_a_token_pattern_is_a_located_problem(refuse_entry):
    message = refuse_entry("{tokens: [{LOWER: {REGEX: '(klik'}}]}")

    assert message.startswith("geen geldige reguliere expressie")


def test_spacing_in_a_token_pattern_is_refused_because_it_is_not_kept(refuse_entry):
    assert "SPACY" in refuse_entry("{tokens: [{LOWER: a, SPACY: false}]}")


def test_an_empty_token_pattern_is_a_located_problem(refuse_entry):
    assert "minstens één token" in refuse_entry("{tokens: []}")


@pytest.mark.parametrize("tokens", ["klik", "{LOWER: klik}", "[klik]"])
def test_a_token_pattern_is_a_list_of_mappings(refuse_entry, tokens):
    assert "'tokens'" in refuse_entry(f"{{tokens: {tokens}}}")


# --- word classes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entry",
    [
        "<VERB> haar", "<ADJ>? band", "{tokens: [{POS: VERB}]}", "{tokens: [{LOWER: a}, {TAG: N}]}",
        "{tokens: [{POS: {IN: [VERB, AUX]}}]}", "{tokens: [{pos: VERB}]}",
    ],
)  # fmt: skip
def test_a_word_class_is_a_located_problem_for_the_built_in_pipeline(write, built_in, entry):
    path = write(f"naam: p\ncodes:\n  - id: a\n    patronen:\n      - klik\n      - {entry}\n")

    with pytest.raises(FileProblems) as caught:
        require_word_classes(path, load_codebook(path), built_in.info)

    ((line, column),) = {(p.line, p.column) for p in caught.value.problems}
    assert (line, column) == (6, 9)


def test_a_word_class_is_no_problem_for_a_trained_pipeline(write, trained):
    path = write("naam: p\ncodes: [{id: a, patronen: [<VERB> haar]}]\n")

    assert require_word_classes(path, load_codebook(path), trained.info) is None


def test_the_problem_of_a_word_class_names_the_pattern_and_the_way_out(write):
    path = write("naam: p\ncodes: [{id: a, patronen: [<VERB> haar]}]\n")

    (problem,) = find_word_class_problems(path, load_codebook(path))

    assert "'<VERB> haar'" in problem.message
    assert "nl_core_news_sm" in problem.message


def test_word_classes_are_found_in_exceptions_and_attributes_too(write):
    path = write(
        """\
        naam: p
        codes:
          - id: a
            uitzonderingen: [<NOUN> band]
            kenmerken: {voor: {waarden: {jim: [<PROPN> jim]}}}
            subcodes: [{id: b, trefwoorden: ['<ADV>? klik']}]
        """
    )

    assert [p.line for p in find_word_class_problems(path, load_codebook(path))] == [4, 5, 6]


def test_a_codebook_without_word_classes_has_no_such_problem(write):
    path = write("naam: p\ncodes: [{id: a, patronen: [iemand bellen, {tokens: [{LOWER: x}]}]}]\n")

    assert find_word_class_problems(path, load_codebook(path)) == ()


# --- finding the file ----------------------------------------------------------------------------


def test_a_folder_without_a_codebook_says_where_it_looked(tmp_path):
    with pytest.raises(CodebookMissing) as caught:
        find_codebook(tmp_path)

    assert str(tmp_path) in str(caught.value)


def test_a_folder_that_is_not_there_has_no_codebook(tmp_path):
    with pytest.raises(CodebookMissing):
        find_codebook(tmp_path / "weg")


@pytest.mark.parametrize("name", ["proef.yaml", "proef.yml", "mijn codeboek één.yaml"])
def test_the_only_codebook_is_found(tmp_path, name):
    (tmp_path / name).touch()

    assert find_codebook(tmp_path) == tmp_path / name


def test_two_codebooks_are_listed_with_the_option_that_chooses(tmp_path):
    (tmp_path / "een.yaml").touch()
    (tmp_path / "twee.yml").touch()

    with pytest.raises(SettingsAmbiguous) as caught:
        find_codebook(tmp_path)

    text = str(caught.value)
    assert "een.yaml" in text
    assert "twee.yml" in text
    assert "--codeboek" in text


@pytest.mark.parametrize("name", ["onderzoek.yaml", "jim-onderzoek.yaml", "onderzoek.yml"])
def test_a_study_design_beside_it_is_no_codebook(tmp_path, name):
    (tmp_path / "proef.yaml").touch()
    (tmp_path / name).touch()

    assert find_codebook(tmp_path) == tmp_path / "proef.yaml"


def test_a_study_design_alone_is_no_codebook(tmp_path):
    (tmp_path / "onderzoek.yaml").touch()

    with pytest.raises(CodebookMissing):
        find_codebook(tmp_path)
