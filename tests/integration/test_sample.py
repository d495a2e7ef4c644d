"""The shipped sample through suggest and rapport: what it must show, and numbers that add up."""

import re
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from codeer.casting import label_hints
from codeer.cli import run
from codeer.model import Study
from codeer.project import Project
from codeer.readers import READERS, read_source
from codeer.store import RunRecord
from codeer.study import load_study
from tests.conftest import REPOSITORY
from tests.workflow.support import read_table

SAMPLE = REPOSITORY / "transcripten_voorbeeld"
STUDY_FILE = REPOSITORY / "codeboeken" / "jim-onderzoek.yaml"
FILES = sorted(p for p in SAMPLE.iterdir() if p.suffix in READERS and p.stem != "README")
# 65 interviews: 33 professionals, 15 JIMs, 17 young people and parents
DESIGN = {"professional": 33 / 65, "jim": 15 / 65, "jongeren en ouders": 17 / 65}


@dataclass(frozen=True)
class Sample:
    """The sample after suggest and rapport."""

    folder: Path
    run: RunRecord
    transcripts: frozenset[str]
    people: dict[str, set[tuple[str, str]]]
    """Transcript to (respondent, group)."""

    def table(self, name: str) -> list[dict[str, str]]:
        return read_table(self.folder / "output" / name)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("sample")
    for name in ("codeboeken", "transcripten_voorbeeld"):
        shutil.copytree(REPOSITORY / name, folder / name)
    assert run(["suggest", "--project", str(folder)]) == 0
    assert run(["rapport", "--project", str(folder)]) == 0
    store, record = Project(folder).open_store()
    with store:
        names = {number: name for number, (name, _) in store.fetch_sources(record.id).items()}
        people: dict[str, set[tuple[str, str]]] = {name: set() for name in names.values()}
        for turn in store.fetch_turns(record.id):
            if turn.respondent and turn.group:
                people[names[turn.source]].add((turn.respondent, turn.group))
    return Sample(folder, record, frozenset(names.values()), people)


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(STUDY_FILE)


# --- what is in the sample -----------------------------------------------------------------------


def test_there_are_at_least_eighteen_transcripts() -> None:
    assert len(FILES) >= 18


def test_every_transcript_is_read(sample: Sample) -> None:
    assert sample.transcripts == {path.name for path in FILES}
    assert sample.run.skipped == {}


def test_every_kind_of_file_is_there() -> None:
    assert {path.suffix for path in FILES} == {".txt", ".md", ".docx", ".vtt", ".srt"}


def test_every_transcript_has_a_respondent(sample: Sample) -> None:
    assert all(sample.people.values())


def test_every_group_of_the_study_is_there(sample: Sample, study: Study) -> None:
    groups = {group for people in sample.people.values() for _, group in people}

    assert groups == {group.name for group in study.groups}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_transcript_has_700_to_1200_words(path: Path, study: Study) -> None:
    text = read_source(path, path.name, label_hints(study, path.name)).text

    assert 700 <= len(text.split()) <= 1200


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_transcript_says_that_it_is_invented(path: Path, study: Study) -> None:
    """In the text as read, or in a note of the subtitle file."""
    text = read_source(path, path.name, label_hints(study, path.name)).text
    raw = path.read_bytes().decode("utf-8", "replace")

    assert "verzonnen voorbeeldinterview" in (text + raw).casefold()


def test_the_readme_says_that_everything_is_invented() -> None:
    assert "**verzonnen**" in (SAMPLE / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_transcript() -> None:
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")

    assert [path.name for path in FILES if path.name not in text] == []


def test_the_groups_are_about_in_the_proportion_of_the_study(sample: Sample) -> None:
    """Within ten percentage points."""
    rows = {r["groep"]: int(r["N_respondenten"]) for r in sample.table("themafrequenties.csv")}

    for group, share in DESIGN.items():
        assert rows[group] / rows["totaal"] == pytest.approx(share, abs=0.10), group


def test_the_family_conversation_counts_as_four_respondents(sample: Sample) -> None:
    """One of each group."""
    people = sample.people["G01.txt"]

    assert len(people) == 4
    assert {group for _, group in people} == {"jongere", "ouder", "jim", "professional"}


def test_an_interview_outside_the_family_conversation_has_one_respondent(sample: Sample) -> None:
    others = {name: people for name, people in sample.people.items() if name != "G01.txt"}

    assert {name: len(people) for name, people in others.items()} == dict.fromkeys(others, 1)


# --- suggestions ---------------------------------------------------------------------------------


def test_every_theme_is_suggested_somewhere(sample: Sample) -> None:
    themes = {row["thema"] for row in sample.table("suggesties.csv")}

    assert themes == {code.id for code in sample.run.codes}


def test_every_suggestion_belongs_to_a_respondent_of_its_transcript(sample: Sample) -> None:
    strangers = [
        row
        for row in sample.table("suggesties.csv")
        if (row["respondent"], row["groep"]) not in sample.people[row["transcript"]]
    ]

    assert strangers == []


def test_begin_and_end_of_every_suggestion_index_the_text(sample: Sample, study: Study) -> None:
    texts = {
        path.name: read_source(path, path.name, label_hints(study, path.name)).text
        for path in FILES
    }

    for row in sample.table("suggesties.csv"):
        quoted = texts[row["transcript"]][int(row["begin"]) : int(row["einde"])]
        assert quoted == row["tekst"].removeprefix("'" if quoted != row["tekst"] else "")


def test_no_segment_has_a_theme_twice(sample: Sample) -> None:
    places = Counter(
        (row["transcript"], row["beurt"], row["segment"], row["thema"])
        for row in sample.table("suggesties.csv")
    )

    assert set(places.values()) == {1}


# --- frequencies ---------------------------------------------------------------------------------


def test_every_theme_has_a_row_for_every_group_and_the_total(sample: Sample) -> None:
    rows = [(row["thema"], row["groep"]) for row in sample.table("themafrequenties.csv")]

    assert rows == [
        (code, group)
        for code in [*(code.id for code in sample.run.codes), "(alle)"]
        for group in [*(group.name for group in sample.run.groups), "totaal"]
    ]


def test_each_group_counts_its_respondents(sample: Sample) -> None:
    present = Counter(group for people in sample.people.values() for _, group in people)

    for row in sample.table("themafrequenties.csv"):
        if row["groep"] in present:
            assert int(row["N_respondenten"]) == present[row["groep"]]


COUNTS = (
    "n_respondenten",
    "N_respondenten",
    "n_fragmenten",
    "n_segmenten",
    "N_segmenten",
    "woorden",
)


@pytest.mark.parametrize("column", COUNTS)
def test_the_total_is_the_sum_of_the_plain_groups(
    sample: Sample, study: Study, column: str
) -> None:
    plain = {group.name for group in study.groups}
    rows = sample.table("themafrequenties.csv")
    for code in sample.run.codes:
        cells = {row["groep"]: int(row[column]) for row in rows if row["thema"] == code.id}
        assert cells["totaal"] == sum(cells[name] for name in plain)


@pytest.mark.parametrize("column", COUNTS)
def test_a_merged_group_is_the_sum_of_its_groups(sample: Sample, study: Study, column: str) -> None:
    rows = sample.table("themafrequenties.csv")
    for code in sample.run.codes:
        cells = {row["groep"]: int(row[column]) for row in rows if row["thema"] == code.id}
        for merged in study.merged:
            assert cells[merged.name] == sum(cells[name] for name in merged.groups)


def test_nobody_mentions_a_theme_more_often_than_there_are_people(sample: Sample) -> None:
    for row in sample.table("themafrequenties.csv"):
        assert int(row["n_respondenten"]) <= int(row["N_respondenten"])
        assert int(row["n_respondenten"]) <= int(row["n_fragmenten"])
        assert int(row["n_segmenten"]) <= int(row["N_segmenten"])


def test_the_numbers_follow_from_the_suggestions(sample: Sample) -> None:
    suggestions = sample.table("suggesties.csv")
    for row in sample.table("themafrequenties.csv"):
        if row["groep"] == "totaal":
            mine = [s for s in suggestions if row["thema"] in (s["thema"], "(alle)")]
            places = {(s["transcript"], s["begin"], s["einde"]) for s in mine}
            assert int(row["n_fragmenten"]) == len(places)
            assert int(row["n_respondenten"]) == len({s["respondent"] for s in mine})


def test_fragments_and_suggestions_are_the_same_places(sample: Sample) -> None:
    def places(name: str) -> Counter[tuple[str, ...]]:
        columns = ("transcript", "respondent", "groep", "begin", "einde", "thema", "tekst")
        return Counter(tuple(row[c] for c in columns) for row in sample.table(name))

    assert places("fragmenten.csv") == places("suggesties.csv")


def test_the_account_says_how_many_of_the_study_are_there(sample: Sample) -> None:
    total = sum(len(people) for people in sample.people.values())
    text = (sample.folder / "output" / "verantwoording.md").read_text(encoding="utf-8")

    assert f"{len(FILES)} transcripten van {total} respondenten" in text
    assert re.search(rf"\| Totaal +\| +{total} \| +65 \|", text)
