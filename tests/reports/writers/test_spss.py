"""The wide table for SPSS: names that it accepts, syntax that it reads, numbers that a report has."""

import csv
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeer.reports.tables import CsvStyle
from codeer.reports.writers.spss import name_variables, write_spss
from codeer.results.axes import make_groups, make_themes
from codeer.results.content import ReportContent, compute_report
from codeer.results.occurrence import Fragment, Segments, Speech

GROUPS = [("jongere", "jongeren", ("jongere",), 9), ("ouder's", "ouders", ("ouder's",), None)]
CODES = [
    ("band", "Band: \"klik\" & 'match'", None),
    ("band-één", "Sub", "band"),
    ("all", "x" * 200, None),
]


def speech(person: str, group: str, transcript: str = "a.txt") -> Speech:
    return Speech(transcript, person, group, Segments.from_rows([(1, 0, 10, 4)]), "tien woorden")


def fragment(person: str, group: str, code: str, start: int = 0) -> Fragment:
    return Fragment("a.txt", person, group, start, start + 4, code, "Anna", "tekst")


def make(**themes: str) -> ReportContent:
    return compute_report(
        "besluiten van Anna.",
        make_themes(CODES),
        make_groups(GROUPS),
        [
            speech("J1", "jongere"),
            speech("=O1", "ouder's", "b.txt"),
            speech("J1", "jongere", "c.txt"),
        ],
        [fragment("J1", "jongere", "band-één"), fragment("J1", "jongere", "band", 5)],
        {},
    )


def table(style: CsvStyle = CsvStyle.INTERNATIONAL) -> list[dict[str, str]]:
    content, _ = write_spss(make(), "x_data.csv", style)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def syntax(style: CsvStyle = CsvStyle.DUTCH) -> str:
    return write_spss(make(), "x_data.csv", style)[1].decode()


def test_a_row_is_a_respondent_with_what_he_or_she_mentions():
    first, second = table()

    assert first == {
        "respondent": "J1",
        "groep": "1",
        "transcripten": "2",
        "woorden": "8",
        "band": "1",
        "band_een": "1",
        "v_all": "0",
        "n_band": "2",
        "n_band_een": "1",
        "n_all": "0",
    }
    assert (second["groep"], second["band"], second["n_band"]) == ("2", "0", "0")


def test_a_code_that_looks_like_a_formula_is_defused():
    assert table()[1]["respondent"] == "'=O1"


def test_the_syntax_says_what_was_counted_without_ending_the_comment_early():
    assert "* Gemaakt door codeer. Basis: besluiten van Anna.\n" in syntax()


@pytest.mark.parametrize(("style", "mark"), [(CsvStyle.DUTCH, ";"), (CsvStyle.INTERNATIONAL, ",")])
def test_the_syntax_knows_the_delimiter_of_the_table(style, mark):
    assert f"/DELIMITERS='{mark}'" in syntax(style)


def test_quotes_in_labels_are_doubled():
    assert "'Band: \"klik\" & ''match'': genoemd'" in syntax()
    assert "2 'ouder''s'" in syntax()


def test_no_label_is_longer_than_spss_takes():
    labels = re.findall(r"'((?:[^']|'')*)'$", syntax(), re.MULTILINE)

    assert max(len(label.replace("''", "'").encode()) for label in labels) == 120


def test_the_same_content_gives_the_same_bytes():
    assert write_spss(make(), "a.csv", CsvStyle.DUTCH) == write_spss(
        make(), "a.csv", CsvStyle.DUTCH
    )


def test_names_that_would_be_the_same_get_a_number():
    assert name_variables(["Band", "band", "bänd", "b-b", "b_b"]) == [
        "Band",
        "band_2",
        "band_3",
        "b_b",
        "b_b_2",
    ]


@given(st.lists(st.text(max_size=100), max_size=12))
def test_every_name_is_one_that_spss_accepts_and_unique(wanted):
    names = name_variables(wanted)

    assert all(re.fullmatch(r"[A-Za-z]\w{0,63}", name, re.ASCII) for name in names)
    assert not any(name.endswith("_") for name in names)
    assert len({name.casefold() for name in names}) == len(wanted)
    assert not {name.casefold() for name in names} & {"all", "and", "by", "to", "with", "not"}


@pytest.mark.skipif(shutil.which("pspp") is None, reason="PSPP is not installed")
@pytest.mark.parametrize("style", list(CsvStyle))
def test_pspp_reads_the_table_with_the_syntax(tmp_path: Path, style):
    content, read = write_spss(make(), "x_data.csv", style)
    (tmp_path / "x_data.csv").write_bytes(content)
    save = b"SAVE TRANSLATE /OUTFILE='out.csv' /TYPE=CSV /FIELDNAMES /CELLS=LABELS.\n"
    (tmp_path / "x.sps").write_bytes(read + save)

    done = subprocess.run(
        ["pspp", "x.sps"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert "error" not in done.stdout.casefold() + done.stderr.casefold()
    assert "warning" not in done.stdout.casefold() + done.stderr.casefold()
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [(r["respondent"].strip(), r["groep"], r["band"], r["n_band"]) for r in rows] == [
        ("J1", "jongere", "genoemd", "2"),
        ("'=O1", "ouder's", "niet genoemd", "0"),
    ]
