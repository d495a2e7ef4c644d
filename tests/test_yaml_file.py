"""Reading YAML: what was written stays text, and every mistake has its place and a Dutch message."""

import re
import time
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from codeer.errors import FileProblems, Problem, UnreadableSource
from codeer.yaml_file import MAX_BYTES, MAX_DEPTH, read_yaml, unknown, validate

_ENGLISH = re.compile(r"\b(found|expected|while|cannot|could|unexpected|unknown|got|but)\b")


@pytest.fixture
def write(tmp_path):
    """Write text (or bytes) to a YAML file and return its path."""

    def _write(content):
        path = tmp_path / "codeboek.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


def find_problems(path):
    with pytest.raises(FileProblems) as caught:
        read_yaml(path)
    return caught.value.problems


def find_problem(path):
    (problem,) = find_problems(path)
    return problem


# --- text stays text -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ["NO", "no", "yes", "on", "12:30", "01", "1.10", "1e3", "0x1F", "2024-03-01", "1_000"],
)
def test_a_plain_value_stays_the_text_that_was_written(write, written):
    assert read_yaml(write(f"waarde: {written}\n")).content == {"waarde": written}


@pytest.mark.parametrize("written", ["NO", "12:30", "01", "1.10", "null"])
def test_a_key_stays_the_text_that_was_written(write, written):
    assert read_yaml(write(f"{written}: x\n")).content == {written: "x"}


@pytest.mark.parametrize("written", ["", "~", "null"])
def test_a_missing_value_is_none(write, written):
    assert read_yaml(write(f"waarde: {written}\n")).content == {"waarde": None}


@pytest.mark.parametrize("written", ["''", '""'])
def test_an_empty_text_between_quotes_is_text(write, written):
    assert read_yaml(write(f"waarde: {written}\n")).content == {"waarde": ""}


def test_the_word_null_between_quotes_is_text(write):
    assert read_yaml(write("waarde: 'null'\n")).content == {"waarde": "null"}


def test_a_tag_makes_no_object(write):
    content = read_yaml(write("waarde: !!python/object/apply:os.getcwd []\n")).content

    assert content == {"waarde": []}


@pytest.mark.parametrize("content", ["", "\n\n", "# alleen een opmerking\n", "---\n", "\ufeff"])
def test_an_empty_file_has_no_content(write, content):
    assert read_yaml(write(content)).content is None


# --- places --------------------------------------------------------------------------------------


def test_a_value_has_the_place_of_its_key(write):
    located = read_yaml(write("naam: p\ncodes:\n  - id: a\n    kleur: rood\n"))

    assert located.place(("codes", 0, "kleur")) == (4, 5)


def test_an_item_of_a_list_has_its_own_place(write):
    located = read_yaml(write("woorden:\n  - een\n  - twee\n"))

    assert located.place(("woorden", 1)) == (3, 5)


def test_what_is_not_there_has_the_place_of_the_nearest_part_around_it(write):
    located = read_yaml(write("naam: p\ncodes:\n  - id: a\n"))

    assert located.place(("codes", 0, "kleur", "x")) == (3, 5)


def test_what_is_not_there_in_an_empty_file_has_the_first_place(write):
    assert read_yaml(write("")).place(("naam",)) == (1, 1)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_places_do_not_depend_on_the_line_end(write, newline):
    located = read_yaml(write(newline.join(["naam: p", "codes:", "  - id: a", ""])))

    assert located.place(("codes", 0, "id")) == (3, 5)


def test_a_byte_order_mark_moves_no_place(write):
    located = read_yaml(write("\ufeffnaam: p\n"))

    assert (located.content, located.place(("naam",))) == ({"naam": "p"}, (1, 1))


def test_the_column_counts_characters_not_bytes(write):
    assert read_yaml(write("{één: 1, tweeë: 2}\n")).place(("tweeë",)) == (1, 10)


def test_the_digest_changes_with_the_bytes(write):
    digests = {read_yaml(write(content)).digest for content in ("a: 1\n", "a: 2\n", "a: 1\r\n")}

    assert len(digests) == 3


# --- mistakes ------------------------------------------------------------------------------------


def test_a_duplicate_key_has_line_and_column_of_the_second(write):
    problem = find_problem(write("naam: p\ncodes:\n  - id: a\n    id: b\n"))

    assert problem == Problem(4, 5, "de sleutel 'id' staat hier voor de tweede keer")


def test_a_duplicate_key_between_quotes_is_still_a_duplicate(write):
    assert find_problem(write("naam: p\n'naam': q\n")).line == 2


def test_the_same_key_in_two_mappings_is_no_duplicate(write):
    content = read_yaml(write("- id: a\n- id: b\n")).content

    assert content == [{"id": "a"}, {"id": "b"}]


def test_all_duplicate_keys_are_reported_at_once(write):
    problems = find_problems(write("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n"))

    assert [(p.line, p.column) for p in problems] == [(4, 3), (5, 1)]


def test_an_alias_is_refused_at_its_place(write):
    problem = find_problem(write("a: &x [1]\nb: *x\n"))

    assert (problem.line, problem.column) == (2, 4)
    assert "verwijzing" in problem.message


def test_a_value_that_begins_with_a_star_gets_the_advice_to_quote_it(write):
    problem = find_problem(write("patronen:\n  - *2 kwijt\n"))

    assert (problem.line, problem.column) == (2, 5)
    assert "aanhalingstekens" in problem.message


def test_a_star_before_a_space_gets_the_advice_to_quote_it(write):
    problem = find_problem(write("patronen:\n  - * kwijt\n"))

    assert problem.line == 2
    assert "aanhalingstekens" in problem.message


def test_a_file_that_unfolds_into_gigabytes_is_refused_quickly(write):
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    begin = time.perf_counter()

    problem = find_problem(write(bomb))

    assert "verwijzing" in problem.message
    assert time.perf_counter() - begin < 1


def test_an_anchor_that_nothing_refers_to_is_harmless(write):
    assert read_yaml(write("a: &x [1]\n")).content == {"a": ["1"]}


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [("naam: p\ncodes:\n\t- id: a\n", 3, 1), ("codes:\n  - id: a\n\tnaam: b\n", 3, 1)],
)
def test_a_tab_is_named_and_located(write, content, line, column):
    problem = find_problem(write(content))

    assert (problem.line, problem.column) == (line, column)
    assert problem.message == "een tab; gebruik spaties om in te springen"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("codes:\n    - id: a\n   naam: b\n", 3),
        ("codes:\n  - id: a\n   naam: b\n", 3),
        ("a:\n  b: 1\n c: 2\n", 3),
    ],
)
def test_wrong_indentation_is_named_and_located(write, content, line):
    problem = find_problem(write(content))

    assert problem.line == line
    assert "inspringing" in problem.message


def test_a_colon_in_a_value_gets_the_advice_to_quote_it(write):
    problem = find_problem(write("uitleg: let op: niet doen\n"))

    assert (problem.line, problem.column) == (1, 15)
    assert "dubbele punt" in problem.message


def test_a_key_without_a_colon_is_located(write):
    problem = find_problem(write("naam: p\ncodes\nversie: 2\n"))

    assert "dubbele punt" in problem.message


@pytest.mark.parametrize("quote", ["'", '"'])
def test_an_unclosed_quote_is_located_where_it_opens(write, quote):
    problem = find_problem(write(f"naam: p\nuitleg: {quote}open\nversie: 2\n"))

    assert (problem.line, problem.column) == (2, 9)


@pytest.mark.parametrize(
    "content",
    [
        "a: 'open\nb: 1\n", 'a: "open\nb: 1\n', "a: [1, 2\nb: 3\n", "a: {b: 1\nc: 2\n", "a: %x\n",
        "a: @x\n", "a: `x\n", "a: & b\n", "a: * b\n", "a: 1\n---\nb: 2\n", 'a: "\\q"\n',
        "a:\n\tb: 1\n", "a: b: c\n", "a: 1\nb\nc: 2\n", "a:\n  b: 1\n c: 2\n", "a: ]\n",
    ],
)  # fmt: skip
def test_a_syntax_error_is_explained_in_dutch(write, content):
    assert not _ENGLISH.search(find_problem(write(content)).message)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b"])
def test_a_control_character_is_located(write, character):
    assert find_problem(write(f"naam: p\nuitleg: a{character}b\n")).line == 2


def test_a_file_that_is_not_utf_8_says_so_with_its_line(write):
    problem = find_problem(write("naam: p\nuitleg: café\n".encode("latin-1")))

    assert (problem.line, problem.message) == (2, "geen UTF-8; sla het bestand op als UTF-8")


def test_a_utf_16_file_is_refused_as_not_utf_8(write):
    assert "UTF-8" in find_problem(write("naam: p\n".encode("utf-16"))).message


@pytest.mark.parametrize("content", ["? [a, b]\n: 1\n", "{[a]: 1}\n", "? {a: b}\n: 1\n"])
def test_a_key_that_is_no_word_is_refused(write, content):
    assert find_problem(write(content)).message == "een sleutel moet een woord zijn"


def test_nesting_up_to_the_limit_is_read(write):
    assert read_yaml(write("[" * MAX_DEPTH + "]" * MAX_DEPTH)).content is not None


@pytest.mark.parametrize("depth", [MAX_DEPTH + 5, 200, 1000])
def test_deep_nesting_is_refused_where_it_becomes_too_deep(write, depth):
    problem = find_problem(write("[" * depth + "]" * depth))

    assert problem.message == "te diep genest"
    assert problem.line == 1
    assert MAX_DEPTH < problem.column <= MAX_DEPTH + 2


def test_deep_nesting_is_refused_quickly(write):
    begin = time.perf_counter()

    find_problems(write("[" * 1000 + "]" * 1000))

    assert time.perf_counter() - begin < 0.4


def test_deep_nesting_by_indentation_is_refused(write):
    content = "".join(f"{' ' * n}a:\n" for n in range(100))

    assert find_problem(write(content)).message == "te diep genest"


def test_a_file_that_is_too_large_is_refused_without_reading_it_as_yaml(write):
    problem = find_problem(write(b"[" * (MAX_BYTES + 1)))

    assert "groter dan 5 MB" in problem.message


def test_a_file_that_is_not_there_cannot_be_opened(tmp_path):
    with pytest.raises(UnreadableSource, match=r"weg\.yaml: kan niet worden geopend"):
        read_yaml(tmp_path / "weg.yaml")


@pytest.mark.parametrize(("name", "cause"), [("weg.yaml", "bestaat niet"), (".", "is een map")])
def test_the_cause_that_a_file_cannot_be_opened_is_dutch(tmp_path, name, cause):
    with pytest.raises(UnreadableSource) as caught:
        read_yaml(tmp_path / name)

    assert cause in str(caught.value)


# --- validation ----------------------------------------------------------------------------------


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    diepte: int = 1


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    naam: str
    soort: Literal["zin", "beurt"] = "zin"
    aantal: int = Field(1, ge=0, le=9)
    delen: list[Inner] = []


def find_mistakes(path):
    with pytest.raises(FileProblems) as caught:
        validate(read_yaml(path), Outer)
    return caught.value.problems


def test_valid_content_becomes_the_model(write):
    content = validate(read_yaml(write("naam: 01\naantal: 3\ndelen: [{diepte: 2}]\n")), Outer)

    assert (content.naam, content.aantal, content.delen[0].diepte) == ("01", 3, 2)


def test_all_mistakes_are_found_at_once_in_the_order_of_the_file(write):
    problems = find_mistakes(write("soort: woord\naantal: veel\ndelen:\n  - diepte: x\n"))

    assert [p.line for p in problems] == [1, 1, 2, 4]


def test_a_missing_key_is_named(write):
    assert [p.message for p in find_mistakes(write("aantal: 1\n"))] == [
        "de sleutel 'naam' ontbreekt"
    ]


def test_a_value_outside_a_list_of_choices_names_the_choices(write):
    (problem,) = find_mistakes(write("naam: a\nsoort: woord\n"))

    assert problem == Problem(2, 1, "'soort' kan 'woord' niet zijn; kies 'zin' of 'beurt'")


@pytest.mark.parametrize(("value", "says"), [("-1", "niet kleiner"), ("10", "niet groter")])
def test_a_number_out_of_range_names_the_limit(write, value, says):
    (problem,) = find_mistakes(write(f"naam: a\naantal: {value}\n"))

    assert says in problem.message


def test_an_unknown_key_gets_the_nearest_known_one(write):
    (problem,) = find_mistakes(write("naam: a\naantl: 2\n"))

    assert problem == Problem(2, 1, "onbekende sleutel 'aantl', bedoelde je 'aantal'?")


def test_a_key_that_belongs_elsewhere_is_not_suggested_as_itself(write):
    (problem,) = find_mistakes(write("naam: a\ndiepte: 2\n"))

    assert problem.line == 2
    assert "'diepte'" in problem.message
    assert "bedoelde je 'diepte'" not in problem.message


@pytest.mark.parametrize("content", ["- a\n- b\n", "gewoon tekst\n", "[]\n"])
def test_another_thing_than_a_mapping_at_the_top_is_a_located_problem(write, content):
    (problem,) = find_mistakes(write(content))

    assert (problem.line, problem.column) == (1, 1)
    assert "sleutels" in problem.message


def test_a_list_where_a_mapping_belongs_says_so(write):
    (problem,) = find_mistakes(write("naam: a\ndelen:\n  - [x]\n"))

    assert problem == Problem(3, 5, "onder 'delen' horen sleutels met waarden")


def test_a_mapping_where_a_list_belongs_says_so(write):
    (problem,) = find_mistakes(write("naam: a\ndelen: {diepte: 1}\n"))

    assert (problem.line, "moet een lijst zijn" in problem.message) == (2, True)


def test_an_unknown_name_far_from_every_known_one_gets_no_suggestion():
    assert unknown("xyz", ["naam", "codes"], "sleutel") == "onbekende sleutel 'xyz'"


def test_the_message_names_the_file_and_counts_the_problems(write):
    with pytest.raises(FileProblems) as caught:
        read_yaml(write("a: 1\na: 2\n"))

    text = str(caught.value)
    assert text.startswith("codeboek.yaml: 1 fout.")
    assert "codeboek.yaml, regel 2, kolom 1: " in text
