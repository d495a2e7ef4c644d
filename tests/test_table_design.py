"""Tables with answers in onderzoek.yaml: what is understood, and every mistake at its line."""

from pathlib import Path

import pytest

from codeer.errors import FileProblems
from codeer.model import AnswerTable, Study
from codeer.study import find_table, load_study

WHOLE = """\
groepen:
  - {naam: jongere, meervoud: jongeren, prefix: J, sprekers: [zoon]}
  - {naam: ouder, prefix: O}
tabellen:
  enquete.xlsx:
    kolommen:
      respondent: Nummer
      groep: Rol
      vraag: Vraag
      antwoord: Antwoord
    groepen: {"1": ouder}
  "*":
    kolommen: {respondent: Nr, antwoord: {V1: "Hoe gaat het?", V2: "Wat helpt?"}}
    groep: jongere
    zelfde_respondenten: true
    meer_antwoorden: true
"""


def load(folder: Path, text: str) -> Study:
    path = folder / "onderzoek.yaml"
    path.write_text(text, encoding="utf-8")
    return load_study(path)


def table(folder: Path, name: str, text: str = WHOLE) -> AnswerTable:
    found = find_table(load(folder, text), name)
    assert found is not None
    return found


def test_columns_are_read_and_one_answer_column_is_its_own_question(tmp_path):
    found = table(tmp_path, "enquete.xlsx")

    assert (found.respondent, found.group, found.question) == ("Nummer", "Rol", "Vraag")
    assert found.answers == {"Antwoord": "Antwoord"}


def test_a_list_of_columns_asks_what_the_headings_say(tmp_path):
    text = 'tabellen: {a.csv: {kolommen: {respondent: N, antwoord: ["Hoe?", "Wat?"]}}}'

    assert table(tmp_path, "a.csv", text).answers == {"Hoe?": "Hoe?", "Wat?": "Wat?"}


def test_a_column_may_get_the_question_that_its_heading_stands_for(tmp_path):
    assert table(tmp_path, "x.csv").answers == {"V1": "Hoe gaat het?", "V2": "Wat helpt?"}


def test_the_words_of_the_groups_mean_them_beside_what_is_told(tmp_path):
    groups = table(tmp_path, "enquete.xlsx").groups

    assert [groups[word] for word in ("1", "jongere", "jongeren", "zoon", "ouder")] == [
        "ouder",
        "jongere",
        "jongere",
        "jongere",
        "ouder",
    ]


def test_a_table_is_found_by_name_folder_or_stem_and_else_by_the_star(tmp_path):
    study = load(tmp_path, WHOLE)

    assert find_table(study, "map/enquete.xlsx") == study.tables["enquete.xlsx"]
    assert find_table(study, "anders.csv") == study.tables["*"]


def test_a_file_of_another_kind_is_no_table(tmp_path):
    assert find_table(load(tmp_path, WHOLE), "J01.txt") is None


def test_without_a_star_other_tables_are_no_transcripts(tmp_path):
    assert find_table(load(tmp_path, WHOLE.partition('  "*"')[0]), "anders.csv") is None


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        ("a.csv: {groep: jongere}", 2, "de sleutel 'kolommen' ontbreekt"),
        ("a.csv: {kolommen: {antwoord: A}}", 2, "de sleutel 'respondent' ontbreekt"),
        ("a.csv: {kolommen: {respondent: N}}", 2, "de sleutel 'antwoord' ontbreekt"),
        ("a.csv: {kolommen: {respondent: N, antwoord: []}}", 2, "'antwoord' is leeg"),
        (
            "a.csv: {kolommen: {respondent: N, vraag: V, antwoord: [A, B]}}",
            2,
            "met een kolom 'vraag' kan er maar één kolom 'antwoord' zijn",
        ),
        (
            "a.csv: {kolommen: {respondent: N, antwoord: [A, n]}}",
            2,
            "de kolom 'n' staat hier twee keer",
        ),
        (
            "a.csv: {kolommen: {respondent: N, groep: G, antwoord: A}, groep: jongere}",
            2,
            "kies: één groep voor de hele tabel, of een kolom met de groep",
        ),
        (
            'a.csv: {kolommen: {respondent: N, antwoord: A}, groepen: {"1": jongere}}',
            2,
            "'groepen' hoort bij een kolom 'groep', die hier ontbreekt",
        ),
        (
            "a.csv: {kolommen: {respondent: N, antwoord: A}, groep: jongeer}",
            2,
            "onbekende groep 'jongeer', bedoelde je 'jongere'?",
        ),
        (
            "a.csv: {kolommen: {respondent: N, antwoord: A}}\ntranscripten: {a.csv: {groep: ouder}}",
            2,
            "'a.csv' staat ook onder transcripten",
        ),
    ],
)
def test_a_mistake_is_told_once_at_its_line(tmp_path, lines, line, message):
    with pytest.raises(FileProblems) as caught:
        load(tmp_path, f"tabellen:\n  {lines}\n")

    found = [(p.line, p.message) for p in caught.value.problems]
    assert [(at, said[: len(message)]) for at, said in found] == [(line, message)]
