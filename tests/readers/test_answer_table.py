"""Tables with answers: no answer is lost, respondents come from the columns, doubts are refused by place."""

import csv
import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codeer.errors import (
    CodeerError,
    EmptySource,
    SheetUnreadable,
    SourceTooLarge,
    TableColumns,
    TableNotMapped,
    TableProblems,
)
from codeer.model import AnswerTable, Source
from codeer.readers import LabelHints, answer_table, read_source
from codeer.readers.answer_table import ASKER, NO_ANSWER, remove_respondent

GROUPS = {
    "jongere": "jongere",
    "jongeren": "jongere",
    "1": "jongere",
    "2": "ouder",
    "ouder": "ouder",
}
LONG = AnswerTable("Nr", {"Antwoord": "Antwoord"}, question="Vraag", group="Rol", groups=GROUPS)
WIDE = AnswerTable("Nr", {"Hoe gaat het?": "Hoe gaat het?", "V2": "Wat helpt?"}, only_group="ouder")


def write_csv(path: Path, *rows: list[str], delimiter: str = ";", encoding: str = "utf-8") -> Path:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, *rows: list[object], merge: str = "") -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    if merge:
        workbook.active.merge_cells(merge)
    workbook.save(path)
    return path


def read(path: Path, table: AnswerTable | None = WIDE, encoding: str | None = None) -> Source:
    return read_source(path, path.name, LabelHints(table=table), encoding)


def said(source: Source) -> list[tuple[str, str]]:
    """Return (speaker, words) of every turn, as their offsets say."""
    return [(turn.speaker, source.text[turn.start : turn.end]) for turn in source.turns]


def problems(path: Path, table: AnswerTable = WIDE) -> list[tuple[int, str, str]]:
    """Return (row, column, problem) of everything that was refused."""
    with pytest.raises(TableProblems) as caught:
        read(path, table)
    return [(p.row, p.column, p.problem) for p in caught.value.problems]


# --- what becomes a turn -------------------------------------------------------------------------


def test_an_answer_is_a_turn_after_its_question(tmp_path):
    path = write_csv(tmp_path / "t.csv", ["Nr", "Hoe gaat het?", "V2"], ["7", "Goed.", "Praten."])

    assert said(read(path)) == [
        (ASKER, "Hoe gaat het?"),
        ("7", "Goed."),
        (ASKER, "Wat helpt?"),
        ("7", "Praten."),
    ]


def test_with_a_column_of_questions_each_row_has_its_own(tmp_path):
    rows = [
        ["Nr", "Rol", "Vraag", "Antwoord"],
        ["a", "1", "Hoe?", "Zo."],
        ["b", "2", "Waarom?", "Om."],
    ]

    source = read(write_csv(tmp_path / "t.csv", *rows), LONG)

    assert said(source) == [(ASKER, "Hoe?"), ("a", "Zo."), (ASKER, "Waarom?"), ("b", "Om.")]


def test_lines_of_turns_are_counted_in_the_text(tmp_path):
    path = write_csv(
        tmp_path / "t.csv", ["Nr", "Hoe gaat het?", "V2"], ["7", "Een.\n\nTwee.", "Ja."]
    )

    source = read(path)

    lines = source.text.split("\n")
    assert [lines[turn.line - 1].split(":")[0] for turn in source.turns] == [ASKER, "7", ASKER, "7"]


def test_respondents_and_groups_come_from_the_columns(tmp_path):
    rows = [
        ["Nr", "Rol", "Vraag", "Antwoord"],
        ["a", "Jongeren", "Hoe?", "Zo."],
        ["b", "2", "Hoe?", "X."],
    ]

    people = read(write_csv(tmp_path / "t.csv", *rows), LONG).people

    assert people[ASKER] is None
    assert {label: who.group for label, who in people.items() if who} == {
        "a": "jongere",
        "b": "ouder",
    }


def test_without_a_group_the_prefix_of_the_code_tells_it_the_longest_first(tmp_path):
    table = AnswerTable("Nr", {"A": "A"}, prefixes={"j": "jongere", "jim": "jim"})

    people = read(
        write_csv(tmp_path / "t.csv", ["Nr", "A"], ["JIM1", "x"], ["J2", "y"]), table
    ).people

    assert (people["JIM1"].group, people["J2"].group) == ("jim", "jongere")


def test_an_empty_answer_is_no_turn(tmp_path):
    path = write_csv(tmp_path / "t.csv", ["Nr", "Hoe gaat het?", "V2"], ["7", "Goed.", "  "])

    assert said(read(path)) == [(ASKER, "Hoe gaat het?"), ("7", "Goed.")]


def test_who_answers_nothing_counts_with_a_turn_that_holds_no_words(tmp_path):
    path = write_csv(
        tmp_path / "t.csv", ["Nr", "Hoe gaat het?", "V2"], ["7", "", ""], ["8", "Ja.", ""]
    )
    source = read(path)

    assert ("7", NO_ANSWER) in said(source)
    assert "geen enkel antwoord, maar wel meegeteld: 7" in source.remarks


def test_answers_that_look_like_speakers_stay_answers(tmp_path):
    answer = "Mama: kom eens\nI: waarom?\n\nR: daarom"
    path = write_csv(tmp_path / "t.csv", ["Nr", "Hoe gaat het?", "V2"], ["7", answer, ""])

    assert said(read(path))[1] == ("7", answer)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
def test_every_csv_that_a_spreadsheet_writes_is_read(tmp_path, delimiter, encoding):
    table = AnswerTable("Nr", {"Hoe, en; waarom?": "Hoe, en; waarom?"}, only_group="ouder")
    rows = [["Nr", "Hoe, en; waarom?"], ["7", "Één; twee, «drie»\tvier"]]
    path = write_csv(tmp_path / "t.csv", *rows, delimiter=delimiter, encoding=encoding)

    assert said(read(path, table))[1] == ("7", rows[1][1])


def test_another_encoding_can_be_told(tmp_path):
    rows = [["Nr", "Hoe gaat het?", "V2"], ["7", "één", ""]]
    path = write_csv(tmp_path / "t.csv", *rows, encoding="mac-roman")

    assert said(read(path, encoding="mac-roman"))[1] == ("7", "één")


def test_a_heading_may_be_broken_over_lines_and_differ_in_capitals(tmp_path):
    path = write_csv(tmp_path / "t.csv", ["NR", "hoe\ngaat  het?", "v2"], ["7", "Goed.", ""])

    assert said(read(path))[0] == (ASKER, "Hoe gaat het?")


@pytest.mark.parametrize(
    ("value", "text"),
    [(3, "3"), (2.5, "2,5"), (4.0, "4"), (True, "WAAR"), ("=", "="), ("007", "007")],
)
def test_a_number_is_an_answer_as_dutch_people_write_it(tmp_path, value, text):
    path = write_xlsx(tmp_path / "t.xlsx", ["Nr", "Hoe gaat het?", "V2"], [7, "Goed.", value])

    assert said(read(path))[-1] == ("7", text)


def test_a_date_as_an_answer_is_text_and_said_with_its_row(tmp_path):
    moment = datetime(2024, 4, 3, 10, 30)  # noqa: DTZ001
    path = write_xlsx(tmp_path / "t.xlsx", ["Nr", "Hoe gaat het?", "V2"], [7, moment, "Ja."])
    source = read(path)

    assert said(source)[1] == ("7", "03-04-2024 10:30")
    assert any("kolom 'Hoe gaat het?'" in remark and "rij 2" in remark for remark in source.remarks)


def test_columns_and_sheets_that_are_not_read_are_named(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["Nr", "Hoe gaat het?", "V2", "Opmerking"])
    workbook.active.append([7, "Goed.", None, "Ook nog iets."])
    workbook.create_sheet("Groep 2").append(["Nr", "Andere kop"])
    workbook["Groep 2"].append([8, "Best."])
    workbook.save(tmp_path / "t.xlsx")

    remarks = read(tmp_path / "t.xlsx").remarks

    assert "niet gelezen kolommen: Opmerking" in remarks
    assert "niet gelezen werkbladen: Groep 2" in remarks


def test_hundreds_of_columns_are_read(tmp_path):
    names = [f"V{number}" for number in range(300)]
    table = AnswerTable("Nr", {name: name for name in names}, only_group="ouder")
    path = write_xlsx(tmp_path / "t.xlsx", ["Nr", *names], [1, *(f"a {name}" for name in names)])

    assert len(read(path, table).turns) == 600


# --- nothing is lost -----------------------------------------------------------------------------

ANSWERS = st.lists(
    st.tuples(
        st.text(
            st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="#"),
            max_size=40,
        )
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(ANSWERS)
def test_every_answer_that_the_csv_module_reads_is_a_turn(tmp_path_factory, answers):
    rows = [[f"p{number}", text, "x"] for number, (text,) in enumerate(answers)]
    path = write_csv(tmp_path_factory.mktemp("t") / "t.csv", ["Nr", "Hoe gaat het?", "V2"], *rows)
    with path.open(newline="", encoding="utf-8") as stream:
        independent = list(csv.reader(stream, delimiter=";"))[1:]

    words = {(who, "".join(text.split())) for who, text in said(read(path))}
    for who, first, second in independent:
        plain = "".join(_canonical(first).split())
        assert not plain or (who, plain) in words
        assert (who, second) in words


def _canonical(text: str) -> str:
    from codeer.text import normalise

    text = normalise(text).strip()
    return text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text


def test_every_answer_that_openpyxl_reads_is_a_turn(tmp_path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Nr", "Rol", "Vraag", "Antwoord"])
    for number in range(400):
        answer = (
            None if number % 7 == 0 else f"Antwoord {number}; \"zo\", 'dat'\nregel twee ({number})"
        )
        sheet.append([f"R{number % 40}", number % 40 % 2 + 1, f"Vraag {number // 40}", answer])
    workbook.save(tmp_path / "t.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "t.xlsx").active.iter_rows(2, values_only=True))

    turns = said(read(tmp_path / "t.xlsx", LONG))

    expected = [(who, answer) for who, _, _, answer in rows if answer]
    assert [turn for turn in turns if turn[0] != ASKER] == expected
    assert len({who for who, *_ in rows}) == 40


# --- what is refused, with row and column --------------------------------------------------------


def test_a_table_of_which_the_study_says_nothing_is_refused_with_what_to_write(tmp_path):
    with pytest.raises(TableNotMapped) as caught:
        read(write_csv(tmp_path / "t.csv", ["a"]), None)

    assert '"t.csv":' in str(caught.value)
    assert "kolommen:" in str(caught.value)


def test_a_missing_column_is_named_with_the_nearest_one(tmp_path):
    with pytest.raises(TableColumns) as caught:
        read(write_csv(tmp_path / "t.csv", ["Nr", "Hoe gaat het", "V2"], ["7", "Goed.", ""]))

    assert "de kolom 'Hoe gaat het?' ontbreekt, bedoelde je 'Hoe gaat het'?" in str(caught.value)


def test_a_column_that_stands_there_twice_is_named(tmp_path):
    with pytest.raises(TableColumns, match="de kolom 'V2' staat er twee keer"):
        read(
            write_csv(tmp_path / "t.csv", ["Nr", "Hoe gaat het?", "V2", "V2"], ["7", "a", "b", "c"])
        )


def test_a_respondent_twice_is_refused_with_both_rows(tmp_path):
    path = write_csv(
        tmp_path / "t.csv", ["Nr", "Hoe gaat het?", "V2"], ["7", "a", "b"], ["7", "c", "d"]
    )

    assert problems(path) == [(3, "Nr", "again")]
    with pytest.raises(TableProblems, match=r"rij 3, kolom 'Nr': '7' .* al in rij 2"):
        read(path)


def test_several_answers_to_one_question_are_read_when_the_study_says_so(tmp_path):
    table = AnswerTable("Nr", {"A": "A"}, only_group="ouder", allows_more=True)

    source = read(write_csv(tmp_path / "t.csv", ["Nr", "A"], ["7", "een"], ["7", "twee"]), table)

    assert [words for who, words in said(source) if who == "7"] == ["een", "twee"]


def test_codes_that_differ_in_capitals_only_are_refused(tmp_path):
    rows = [["Nr", "Hoe gaat het?", "V2"], ["r7", "a", "b"], ["R7", "c", "d"]]

    assert problems(write_csv(tmp_path / "t.csv", *rows)) == [(3, "Nr", "similar")]


def test_a_row_without_respondent_is_refused(tmp_path):
    rows = [["Nr", "Hoe gaat het?", "V2"], ["", "Goed.", ""]]

    assert problems(write_csv(tmp_path / "t.csv", *rows)) == [(2, "Nr", "empty")]


@pytest.mark.parametrize(("group", "problem"), [("3", "group"), ("", "no_group")])
def test_an_unknown_or_absent_group_is_refused(tmp_path, group, problem):
    rows = [["Nr", "Rol", "Vraag", "Antwoord"], ["a", group, "Hoe?", "Zo."]]

    assert problems(write_csv(tmp_path / "t.csv", *rows), LONG) == [(2, "Rol", problem)]


def test_a_respondent_in_two_groups_is_refused(tmp_path):
    rows = [["Nr", "Rol", "Vraag", "Antwoord"], ["a", "1", "Hoe?", "Zo."], ["a", "2", "En?", "Ja."]]

    assert problems(write_csv(tmp_path / "t.csv", *rows), LONG) == [(3, "Rol", "moved")]


def test_a_code_that_shows_no_group_is_refused_when_nothing_else_tells(tmp_path):
    table = AnswerTable("Nr", {"A": "A"}, prefixes={"j": "jongere"})

    assert problems(write_csv(tmp_path / "t.csv", ["Nr", "A"], ["7", "x"]), table) == [
        (2, "Nr", "no_prefix")
    ]


def test_an_answer_without_question_is_refused_and_an_empty_row_is_not(tmp_path):
    rows = [
        ["Nr", "Rol", "Vraag", "Antwoord"],
        ["a", "1", "", "Zo."],
        ["a", "1", "", ""],
        ["b", "1", "", ""],
    ]

    assert problems(write_csv(tmp_path / "t.csv", *rows), LONG) == [(2, "Vraag", "question")]


def test_merged_cells_are_refused_where_they_hide_something(tmp_path):
    rows = [["Nr", "Hoe gaat het?", "V2"], [7, "a", "b"], [None, "c", "d"]]

    assert problems(write_xlsx(tmp_path / "t.xlsx", *rows, merge="A2:A3")) == [(3, "Nr", "merged")]


def test_merged_cells_elsewhere_do_no_harm(tmp_path):
    rows = [["Nr", "Hoe gaat het?", "V2", "x", "y"], [7, "a", "b", "c", None]]

    assert len(read(write_xlsx(tmp_path / "t.xlsx", *rows, merge="D2:E2")).turns) == 4


def test_a_formula_without_outcome_is_refused(tmp_path):
    rows = [["Nr", "Hoe gaat het?", "V2"], [7, "a", "=B2"]]

    assert problems(write_xlsx(tmp_path / "t.xlsx", *rows)) == [(2, "V2", "formula")]


@pytest.mark.parametrize("value", ["#NAAM?", "#NAME?", "#N/B", "#REF!"])
def test_an_error_value_of_a_spreadsheet_is_no_answer(tmp_path, value):
    rows = [["Nr", "Hoe gaat het?", "V2"], ["7", "a", value]]

    assert problems(write_csv(tmp_path / "t.csv", *rows)) == [(2, "V2", "error")]


def test_a_code_that_became_a_date_is_refused(tmp_path):
    rows = [["Nr", "Hoe gaat het?", "V2"], [date(2024, 4, 3), "a", "b"]]

    assert problems(write_xlsx(tmp_path / "t.xlsx", *rows)) == [(2, "Nr", "date")]
    assert problems(write_csv(tmp_path / "t.csv", rows[0], ["3-apr", "a", "b"])) == [
        (2, "Nr", "date")
    ]


def test_a_row_with_more_cells_than_columns_is_refused(tmp_path):
    rows = [["Nr", "Hoe gaat het?", "V2"], ["7", "Goed", " maar druk", "b"]]

    assert problems(write_csv(tmp_path / "t.csv", *rows)) == [(2, "", "surplus")]


@pytest.mark.parametrize(
    ("code", "problem"), [("Vraag", "reserved"), ("x" * 61, "line"), ("a\nb", "line")]
)
def test_a_code_that_cannot_be_one_is_refused(tmp_path, code, problem):
    rows = [["Nr", "Hoe gaat het?", "V2"], [code, "a", "b"]]

    assert problems(write_csv(tmp_path / "t.csv", *rows)) == [(2, "Nr", problem)]


def test_all_problems_come_at_once_and_a_long_list_is_cut(tmp_path):
    rows = [["Nr", "Hoe gaat het?", "V2"]]
    rows += [["", f"Antwoord {number}", ""] for number in range(30)]

    with pytest.raises(TableProblems) as caught:
        read(write_csv(tmp_path / "t.csv", *rows))

    assert len(caught.value.problems) == 30
    assert "en nog 10" in str(caught.value)


def test_a_message_never_quotes_an_answer(tmp_path):
    table = AnswerTable("Hoe gaat het?", {"Nr": "Nr"}, group="V2", groups=GROUPS)
    secret = "Mijn vader heeft mij jarenlang met niemand laten praten."
    rows = [["Nr", "Hoe gaat het?", "V2"], ["7", secret, secret]]

    with pytest.raises(TableProblems) as caught:
        read(write_csv(tmp_path / "t.csv", *rows), table)

    assert "vader" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("t.csv", b"", SheetUnreadable),
        ("t.csv", b"PK\x03\x04 geen csv", SheetUnreadable),
        ("t.xlsx", b"geen zip", SheetUnreadable),
        ("t.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"wachtwoord", SheetUnreadable),
        ("t.csv", b"Nr;Hoe gaat het?;V2\n", EmptySource),
    ],
)
def test_a_file_that_holds_no_table_is_refused(tmp_path, name, content, kind: type[CodeerError]):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(kind):
        read(tmp_path / name)


def test_a_table_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(answer_table, "MAX_MEGABYTES", 0)

    with pytest.raises(SourceTooLarge):
        read(write_csv(tmp_path / "t.csv", ["Nr", "Hoe gaat het?", "V2"], ["7", "a", "b"]))


# --- taking somebody out -------------------------------------------------------------------------


def test_the_rows_of_a_respondent_go_and_the_others_stay_as_they_were(tmp_path):
    rows = [
        ["Nr", "Hoe gaat het?", "V2", "Leeftijd"],
        ["7", "Goed.", "=1", "16"],
        ["8", "Nee;\nja", "'t", "44"],
    ]
    path = write_csv(tmp_path / "t.csv", *rows, encoding="windows-1252")

    path.write_bytes(remove_respondent(path, WIDE, "7"))

    text = path.read_bytes().decode("windows-1252")
    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=";")) == [rows[0], rows[2]]


def test_of_a_workbook_the_rows_go_too(tmp_path):
    rows = [
        ["Nr", "Hoe gaat het?", "V2"],
        [7, "Geheim.", "a"],
        [8, "Best.", "b"],
        [7, "Nog iets.", "c"],
    ]
    path = write_xlsx(tmp_path / "t.xlsx", *rows)

    path.write_bytes(remove_respondent(path, WIDE, "7"))

    left = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert left == [tuple(rows[0]), tuple(rows[2])]
