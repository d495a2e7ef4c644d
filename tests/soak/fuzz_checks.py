"""What must hold of everything that codeer reads, whatever the bytes: a value that is whole, or a CodeerError."""

import atexit
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import spacy

from codeer import text as text_module
from codeer.casting import cast_interviews, label_hints
from codeer.codebook import find_word_class_problems, load_codebook
from codeer.errors import CodeerError
from codeer.language import BUILT_IN
from codeer.model import Interview, Segment, Source, Study, Turn
from codeer.project import Project
from codeer.pseudonyms.key_file import read_key, write_key
from codeer.readers import read_source
from codeer.readers.layout import _CLOSING
from codeer.refi.reading import read_codebook, read_project
from codeer.refi.values import QdaProject
from codeer.settings import SETTINGS_NAME, is_loopback, load_settings
from codeer.study import DEFAULT_STUDY, load_study
from codeer.text import normalise
from codeer.workflow.importing import import_sheet
from codeer.workflow.packet import PacketTurn, read_packet
from codeer.workflow.qda_codebook import import_codebook
from codeer.workflow.qda_import import import_project
from codeer.workflow.suggest import SuggestSettings, suggest
from codeer.workflow.unpacking import unpack
from tests.conftest import CODEBOOK, INTERVIEW
from tests.soak.fuzz_seeds import FAMILY, TABLE_STUDY

SAMPLE = "Interviewer: Hoe is dat?\nMoeder: Ik kan alles bij haar kwijt, ze belt mij op.\n"
_LETTER = re.compile(r"[^\W\d_]")


def require(is_so: bool, what: str) -> None:
    """Fail with what does not hold; no assert, which -O would take away."""
    if not is_so:
        raise AssertionError(what)


# --- transcripts ---------------------------------------------------------------------------------


def check_transcript(path: Path) -> None:
    """Read a transcript named J01 and settle who speaks."""
    _check_reading(path, f"J01{path.suffix}", DEFAULT_STUDY)


def check_table(path: Path) -> None:
    """Read a table with answers as one respondent per row and as one answer per row."""
    refusals = []
    for name in ("wijd", "lang"):
        try:
            _check_reading(path, f"{name}{path.suffix}", _table_study())
        except CodeerError as error:
            require(bool(str(error)), "an error without a message")
            refusals.append(error)
    if len(refusals) == 2:
        raise refusals[0]


@cache
def _table_study() -> Study:
    with scratch() as folder:
        path = folder / "onderzoek.yaml"
        path.write_text(TABLE_STUDY, encoding="utf-8")
        return load_study(path)


def _check_reading(path: Path, name: str, study: Study) -> None:
    hints = label_hints(study, name)
    source = read_source(path, name, hints)
    check_source(source)
    if _is_chosen(path, 8):
        require(read_source(path, name, hints) == source, "a second reading differs")
    interviews, errors = cast_interviews([source], study)
    require(len(interviews) + len(errors) > 0, "a transcript that came to nothing without a word")
    for error in errors:
        require(bool(str(error)), "an error without a message")
    for interview in interviews:
        check_interview(interview)


def check_source(source: Source) -> None:
    """Hold a source against what every later step takes for granted."""
    text = source.text
    text.encode()  # a lone surrogate cannot be stored
    require(normalise(text) == text, "the text is not canonical")
    lines = text.count("\n") + 1
    place = 0
    for number, turn in enumerate(source.turns, start=1):
        require(turn.number == number, "turns are not numbered from 1")
        require(place <= turn.start <= turn.end <= len(text), "turns overlap or leave the text")
        require(1 <= turn.line <= lines, "a turn on a line that is not there")
        turn.speaker.encode()
        PacketTurn(
            number=number,
            speaker=turn.speaker,
            respondent=None,
            group=None,
            start=turn.start,
            end=turn.end,
            seconds=turn.seconds,
        )  # or no packet can be made of it
        place = turn.end
    times = [turn.seconds for turn in source.turns if turn.seconds is not None]
    require(times == sorted(times) and all(0 <= time < float("inf") for time in times), "times")
    for said in (source.name, *source.header, *source.header.values(), *source.remarks):
        said.encode()


def check_nothing_lost(source: Source) -> None:
    """Every letter between two turns belongs to a label, or stands behind a closing line."""
    for turn, following in zip(source.turns, source.turns[1:], strict=False):
        gap = source.text[turn.end : following.start]
        if any(_CLOSING.fullmatch(line) for line in gap.split("\n")):
            continue
        rest = gap.replace(following.speaker, "", 1)
        require(not _LETTER.search(rest), "words between two turns are in neither")


def check_interview(interview: Interview) -> None:
    """Segments lie in order within a turn of a respondent."""
    source = interview.source
    turns = {turn.number: turn for turn in source.turns}
    place = 0
    for segment in interview.segments:
        turn = turns[segment.turn]
        require(interview.respondent_of(turn) is not None, "a segment of an interviewer")
        require(_lies_within(segment, turn) and place <= segment.start, "segments overlap")
        require(segment.words > 0, "a segment without words")
        said = source.text[segment.start : segment.end]
        require(said == said.strip(), "a segment with space around it")
        place = segment.end


def _lies_within(segment: Segment, turn: Turn) -> bool:
    return turn.start <= segment.start < segment.end <= turn.end


def check_plain(path: Path) -> None:
    """Read plain text, of which no word may be lost between turns."""
    check_transcript(path)
    check_nothing_lost(read_source(path, "J01.txt", label_hints(DEFAULT_STUDY, "J01.txt")))


# --- what a researcher writes --------------------------------------------------------------------


def check_codebook(path: Path) -> None:
    """A codebook that is accepted can be used to search."""
    codebook = load_codebook(path)
    require(load_codebook(path) == codebook, "a second reading differs")
    codebook.text.encode()
    find_word_class_problems(path, codebook)
    if _is_chosen(path, 4):
        with project_copy() as project:
            shutil.copy(path, project.folder / "codeboeken" / "proef.yaml")
            suggest(SuggestSettings(project, model=BUILT_IN), lambda *_: None)
            _check_store(project)


def check_study(path: Path) -> None:
    """A study design that is accepted can settle who speaks in a transcript and a table."""
    study = load_study(path)
    require(load_study(path) == study, "a second reading differs")
    with scratch() as folder:
        for name, content in (("G01.txt", SAMPLE), ("enquete.csv", "code;antwoord\nJ1;Goed\n")):
            file = folder / name
            file.write_text(content, encoding="utf-8")
            try:
                _check_reading(file, name, study)
            except CodeerError as error:
                require(bool(str(error)), "an error without a message")


def check_settings(path: Path) -> None:
    """Settings never send text away unless they say so."""
    with scratch() as folder:
        shutil.copy(path, folder / SETTINGS_NAME)
        settings = load_settings(folder)
        if settings.llm is not None and not settings.llm.allow_network:
            require(is_loopback(settings.llm.address), "an address outside this computer")


def check_key(path: Path) -> None:
    """A key comes back the same after it is written."""
    key = read_key(path)
    key.known_names()
    with scratch() as folder:
        copy = folder / "sleutel.json"
        copy.write_bytes(write_key(key))
        require(read_key(copy) == key, "a key that changes by writing it")


# --- what comes in from elsewhere ----------------------------------------------------------------


def check_sheet(path: Path) -> None:
    """A table of decisions records what it says it records, or nothing."""
    with project_copy() as project:
        before = _history(project)
        try:
            result = import_sheet(path, project, "Anna")
        except CodeerError:
            require(_history(project) == before, "a refused table left decisions behind")
            raise
        made = sum(result.recorded.values())
        require(_history(project) == before + made, "another number of decisions than was said")
        for refused in result.refused:
            require(bool(str(refused)), "a refusal without a message")
        _check_store(project)


def check_packet(path: Path) -> None:
    """A packet makes a project, and adds to one that is there."""
    packet = read_packet(path)
    require(read_packet(path) == packet, "a second reading differs")
    with scratch() as folder:
        unpack(path, Project(folder))
        _check_store(Project(folder))
    with project_copy() as project:
        unpack(path, project)
        _check_store(project)


def check_qdpx(path: Path) -> None:
    """A project of another program is read, merged into one here and made a project of its own."""
    foreign, _ = read_project(path)
    _check_qda(foreign)
    with project_copy() as project:
        import_project(path, project)
        _check_store(project)
    if _is_chosen(path, 8):
        with scratch() as folder:
            project = Project(folder)
            first = import_project(path, project)
            if project.store_path.exists():
                _check_store(project)
                again = import_project(path, project)
                require(not again.coders, "importing twice added codings")
                require(again.checked >= first.checked, "importing twice lost codings")


def _check_qda(foreign: QdaProject) -> None:
    for source in foreign.sources:
        source.text.encode()
        for selection in source.selections:
            require(0 <= selection.start < selection.end <= len(source.text), "a selection")


def check_qdc(path: Path) -> None:
    """A codebook of another program becomes one that codeer reads."""
    read_codebook(path)
    with scratch() as folder:
        written = import_codebook(path, Project(folder)).written
        if written:
            load_codebook(written)
    with project_copy() as project:
        import_codebook(path, project)


# --- a prepared project --------------------------------------------------------------------------


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="codeer-fuzz-") as name:
        yield Path(name)


@cache
def _template() -> Path:
    """Return a project after suggest, which goes with the process."""
    folder = Path(tempfile.mkdtemp(prefix="codeer-fuzz-sjabloon-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make_project(folder)
    return folder


def make_project(folder: Path) -> Project:
    """Make the project with two transcripts into which the imports go."""
    (folder / "codeboeken").mkdir(parents=True)
    (folder / "codeboeken" / "proef.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "transcripten").mkdir()
    (folder / "transcripten" / "J01.txt").write_text(INTERVIEW, encoding="utf-8")
    (folder / "transcripten" / "G01.txt").write_text(FAMILY, encoding="utf-8")
    suggest(SuggestSettings(Project(folder), model=BUILT_IN), lambda *_: None)
    return Project(folder)


@contextmanager
def project_copy() -> Iterator[Project]:
    """Give a copy of the prepared project."""
    with scratch() as folder:
        place = folder / "project"
        shutil.copytree(_template(), place)
        yield Project(place)


def _history(project: Project) -> int:
    store, _ = project.open_store()
    with store:
        return len(store.log.fetch_history())


def _check_store(project: Project) -> None:
    store, run = project.open_store()
    with store:
        texts = {number: text for number, (_, text) in store.fetch_sources(run.id).items()}
        for text in texts.values():
            require(normalise(text) == text, "a stored text is not canonical")
        for _, decision in store.log.fetch_verdicts():
            text = texts.get(decision.source, "")
            is_here = not text or 0 <= decision.start < decision.end <= len(text)
            require(is_here, "a decision outside its text")


def _is_chosen(path: Path, one_in: int) -> bool:
    """Choose inputs by their bytes, so that a find stays a find."""
    return zlib.crc32(path.read_bytes()) % one_in == 0


def settle() -> None:
    """Prepare what every check shares, so that it is not counted as the time of one input."""
    spacy.blank = cache(spacy.blank)  # keeps nothing of a text


def forget() -> None:
    """Empty the memory of folded words, which in a real run is bounded by the words of a language."""
    text_module.fold.cache_clear()
