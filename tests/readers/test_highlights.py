"""Coded passages of other programs are recognised by their columns."""

from pathlib import Path

import pytest

from codeer.errors import SheetColumns
from codeer.readers.highlights import read_rows

COLUMNS = "transcript respondent begin einde thema codeur besluit memo tekst".split()


def rows(folder: Path, text: str) -> tuple[list[dict[str, str]], bool]:
    """Return the filled cells of a table, and whether it is of another program."""
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    sheet, is_foreign = read_rows(path, COLUMNS, "aanvaard")
    return [{k: v for k, v in row.cells.items() if v} for row in sheet.rows], is_foreign


def test_a_table_of_codeer_itself_stays_what_it_is(tmp_path):
    found, is_foreign = rows(tmp_path, ";".join(COLUMNS) + "\nJ01;;;;band;Anna;verworpen;;Ja.\n")

    assert not is_foreign
    assert found[0]["besluit"] == "verworpen"


def test_highlights_of_taguette_are_accepted_codings_of_nobody(tmp_path):
    found, is_foreign = rows(tmp_path, 'id,document,tag,content\n1,J01,a.b,"Ja, goed."\n')

    assert is_foreign
    assert found == [
        {"transcript": "J01", "thema": "a.b", "besluit": "aanvaard", "tekst": "Ja, goed."}
    ]


def test_a_report_of_qualcoder_by_case_takes_the_name_of_the_file(tmp_path):
    heading = '"Case","Filename","Coder","Coded","Id","Codename","Coded_Memo"'
    found, _ = rows(tmp_path, f'{heading}\n"Piet","J01.txt","Eva","Ja.","ctid:1","band","m"\n')

    assert found == [
        {
            "transcript": "J01.txt",
            "thema": "band",
            "codeur": "Eva",
            "besluit": "aanvaard",
            "memo": "m",
            "tekst": "Ja.",
        }
    ]


def test_another_table_is_refused_with_the_columns_of_codeer(tmp_path):
    with pytest.raises(SheetColumns, match="transcript;respondent"):
        rows(tmp_path, "naam,leeftijd\nPiet,12\n")
