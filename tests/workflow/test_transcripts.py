"""Interviews kept after reading: they come back as they were, one at a time."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from codeer.cache import CACHE_NAME, Cache
from codeer.errors import ChangedWhileReading
from codeer.model import Respondent, Unit
from codeer.project import Project
from codeer.study import DEFAULT_STUDY
from codeer.workflow import reading
from codeer.workflow.reading import read_interviews
from codeer.workflow.transcripts import describe, pack, silence, unpack
from tests.conftest import REPOSITORY
from tests.workflow.support import add_transcript

TALK = ("I: Hoe gaat het?", "R: Goed hoor. Echt waar.")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def read(project: Path, cache: Cache | None, study=DEFAULT_STUDY):
    return read_interviews([project / "transcripten"], study, None, cache)


def test_every_sample_interview_comes_back_as_it_was() -> None:
    study = Project(REPOSITORY).load_study(None)
    found = read_interviews([REPOSITORY / "transcripten_voorbeeld"], study, None)

    assert len(found.interviews) > 10
    assert all(unpack(pack(interview)) == interview for interview in found.interviews)


def test_with_a_cache_the_interviews_are_the_same(project: Path, cache: Cache) -> None:
    add_transcript(project, "J02.txt", *TALK)

    assert read(project, cache).interviews == read(project, None).interviews
    assert read(project, cache).transcripts == read(project, None).transcripts


def test_what_did_not_change_is_not_read_again(project: Path, cache: Cache, monkeypatch) -> None:
    add_transcript(project, "J02.txt", *TALK)
    first = read(project, cache)
    seen = []
    monkeypatch.setattr(reading, "read_source", lambda path, *_: seen.append(path.name))

    assert read(project, cache).transcripts == first.transcripts
    assert read(project, cache).interviews == first.interviews
    assert seen == []


def test_a_changed_transcript_is_read_again_and_the_others_are_not(
    project: Path, cache: Cache, monkeypatch
) -> None:
    add_transcript(project, "J02.txt", *TALK)
    read(project, cache)
    add_transcript(project, "J02.txt", *TALK, "I: En nu?", "R: Nu ook.")
    seen = []
    really = reading.read_source
    monkeypatch.setattr(
        reading, "read_source", lambda path, *rest: seen.append(path.name) or really(path, *rest)
    )

    (_, second) = read(project, cache).interviews

    assert seen == ["J02.txt"]
    assert "Nu ook." in second.source.text


def test_another_unit_divides_the_interviews_anew(project: Path, cache: Cache) -> None:
    add_transcript(project, "J02.txt", *TALK)
    by_sentence = read(project, cache)
    by_turn = read(project, cache, replace(DEFAULT_STUDY, unit=Unit.TURN))

    assert [len(i.segments) for i in by_turn.interviews] < [
        len(i.segments) for i in by_sentence.interviews
    ]
    assert read(project, cache).interviews == read(project, None).interviews


def test_a_problem_is_told_at_every_reading(project: Path, cache: Cache) -> None:
    add_transcript(project, "J02.txt", "")
    read(project, cache)

    assert read(project, cache).failed == {"J02.txt": "het bestand bevat geen tekst."}


def test_the_same_respondent_in_two_transcripts_is_found_in_what_was_kept(
    project: Path, cache: Cache
) -> None:
    for name in ("a/J02.txt", "b/J02.txt"):
        (project / "transcripten" / name).parent.mkdir()
        add_transcript(project, name, *TALK)
    first = [str(error) for error in read(project, cache).errors]

    assert first
    assert [str(error) for error in read(project, cache).errors] == first


def test_an_interview_of_which_the_kept_text_is_gone_is_read_from_its_file(
    project: Path, cache: Cache, tmp_path: Path
) -> None:
    found = read(project, cache)
    whole = found.interviews
    with closing(sqlite3.connect(tmp_path / "cache" / CACHE_NAME)) as kept:
        kept.execute("UPDATE blob SET value = x'00'")
        kept.commit()

    assert found.interviews == whole


def test_who_was_removed_counts_as_nobody_and_makes_another_key(project: Path) -> None:
    found = read(project, None)
    (transcript,) = found.transcripts
    (person,) = transcript.respondents

    silenced = silence(transcript, frozenset({person.id}))

    assert silenced.respondents == ()
    assert silenced.key != transcript.key
    assert not any(found.shelf.load(silenced).cast.values())
    assert silence(transcript, frozenset({"iemand anders"})) == transcript


def test_a_transcript_tells_who_speaks_and_how_much(project: Path) -> None:
    add_transcript(project, "J02.txt", *TALK)
    interview = read(project, None).interviews[1]

    transcript = describe(interview, Path("J02.txt"), pack(interview))

    assert transcript.respondents == (Respondent("J02", "jongere"),)
    assert (transcript.speaking, transcript.segments, transcript.words) == ({"J02"}, 2, 4)


def test_an_interview_with_somebody_who_was_removed_is_not_kept_on_disk(
    project: Path, cache: Cache, tmp_path: Path
) -> None:
    add_transcript(project, "J02.txt", "I: Hoe gaat het?", "R: Bontekoe zei dat.")

    found = read_interviews([project / "transcripten"], DEFAULT_STUDY, None, cache, {"J02"})

    assert "Bontekoe" in found.interviews[1].source.text
    assert b"Bontekoe" not in (tmp_path / "cache" / CACHE_NAME).read_bytes()


def test_a_file_that_changes_while_codeer_is_busy_is_refused(project: Path, tmp_path: Path) -> None:
    """What was found in it, and what the store knows it by, is of the text that was read first."""
    cache = Cache(tmp_path / "cache")
    found = read(project, cache)
    cache.close()  # from here on the file is all there is
    path = project / "transcripten" / "J01.txt"
    path.write_text(path.read_text("utf-8").replace("gisteren", "vandaag"), "utf-8")

    with pytest.raises(ChangedWhileReading) as caught:
        found.shelf.load(found.transcripts[0])

    assert str(path) in str(caught.value)


def test_a_file_that_did_not_change_is_read_again_when_the_cache_is_gone(
    project: Path, tmp_path: Path
) -> None:
    cache = Cache(tmp_path / "cache")
    found = read(project, cache)
    cache.close()

    assert found.shelf.load(found.transcripts[0]) == read(project, None).interviews[0]
