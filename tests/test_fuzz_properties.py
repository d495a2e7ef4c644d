"""What holds of every input of a kind: no word is lost, every place lies within its text, refusals are refusals."""

import csv
import encodings.aliases
import io
import json
import unicodedata
from itertools import pairwise
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codeer.casting import label_hints
from codeer.codebook import load_codebook
from codeer.errors import CodeerError
from codeer.model import Source, Turn, Unit
from codeer.pattern import PatternError, parse_pattern
from codeer.readers import read_source
from codeer.readers.decision_sheet import read_sheet
from codeer.readers.plain import decode, read_text
from codeer.refi.offsets import Counting, make_map, to_plain
from codeer.study import DEFAULT_STUDY, load_study
from codeer.text import find_segments, find_sentences, find_words, mask_notes, normalise
from tests.readers.test_open_document import document, package
from tests.soak.fuzz_checks import check_nothing_lost, check_source
from tests.soak.fuzz_seeds import make_zip

quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_WORD = st.text(
    st.characters(categories=["L", "M", "N"], max_codepoint=0x1FFFF), min_size=1, max_size=8
)
_SAID = st.lists(_WORD | st.sampled_from(["...", "[lacht]", "m.i.", "10:30", "(stilte)", "-", "'t"]), min_size=1, max_size=12).map(" ".join)  # fmt: skip
_SPEAKER = st.sampled_from(["I", "R", "Moeder", "JIM 1", "Spreker 2"])
_TALK = st.lists(st.tuples(_SPEAKER, _SAID), min_size=1, max_size=6)
_LINE = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
_LAYOUT = st.sampled_from(["{}: {}", "{}\t{}", "{} - {}", "[{}] {}", "{}:\n{}", "**{}:** {}", "[00:01:02] {}: {}", "{}\n00:01\n{}", "> {}: {}"])  # fmt: skip


def read(folder: Path, name: str, raw: bytes) -> Source:
    path = folder / name
    path.write_bytes(raw)
    return read_source(path, name, label_hints(DEFAULT_STUDY, name))


def letters(text: str) -> list[str]:
    return [c for c in unicodedata.normalize("NFC", text) if c.isalpha()]


def words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()


def said_in(source: Source) -> str:
    return " ".join(source.text[turn.start : turn.end] for turn in source.turns)


# --- text ----------------------------------------------------------------------------------------


@quick
@given(st.text())
def test_the_canonical_text_is_its_own_canonical_text(text):
    assert normalise(normalise(text)) == normalise(text)


@quick
@given(st.text(st.characters(), max_size=200))
def test_no_canonical_text_holds_half_a_character(text):
    assert normalise(text + "\ud800").encode()


@quick
@given(
    st.lists(_SAID | st.sampled_from(["\n", "\n\n", ". ", "?! ", " maar ", "… "]), max_size=60).map(
        "".join
    )
)
def test_every_word_is_in_one_sentence_and_sentences_are_in_order(text):
    masked = mask_notes(normalise(text))
    spans = list(find_sentences(masked))

    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert find_words(" ".join(masked[slice(*span)] for span in spans)) == find_words(masked)


@quick
@given(_SAID, st.sampled_from(Unit))
def test_segments_lie_within_their_turn(text, unit):
    text = normalise(f"xx {text} xx")
    turn = Turn(1, "R", 3, len(text) - 3, 1)

    assert all(
        3 <= s.start < s.end <= len(text) - 3 and s.words for s in find_segments(text, turn, unit)
    )


# --- transcripts ---------------------------------------------------------------------------------


@quick
@given(
    _LAYOUT,
    _TALK,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
)
def test_no_word_of_plain_text_falls_between_two_turns(tmp_path, layout, talk, encoding, gap):
    text = gap.join(layout.format(*turn) for turn in talk)
    try:
        source = read(tmp_path, "J01.txt", text.encode(encoding))
    except CodeerError:
        return

    check_source(source)
    check_nothing_lost(source)
    assert source.text == normalise(text)


@quick
@given(st.lists(_LINE, max_size=12))
def test_any_lines_are_a_whole_source_or_refused(tmp_path, lines):
    try:
        source = read(tmp_path, "J01.txt", "\n".join(lines).encode())
    except CodeerError:
        return

    check_source(source)


@quick
@given(st.binary(max_size=300))
def test_any_bytes_have_an_encoding_or_are_refused(raw):
    try:
        text, used = decode(Path("J01.txt"), raw, None)
    except CodeerError:
        return

    assert text is not None
    assert used


@quick
@given(st.sampled_from(sorted({*encodings.aliases.aliases, "utf-7", "x"})) | st.text(st.characters(exclude_characters="\0"), max_size=9), st.binary(min_size=1, max_size=60))  # fmt: skip
def test_any_name_of_an_encoding_is_one_or_refused(tmp_path, encoding, raw):
    path = tmp_path / "J01.txt"
    path.write_bytes(raw)
    try:
        text, _, _ = read_text(path, encoding)
    except CodeerError:
        return

    assert text.encode()


@quick
@given(_TALK)
def test_every_word_of_speech_recognition_is_said_by_somebody(tmp_path, talk):
    segments = [{"speaker": who, "start": n, "text": said} for n, (who, said) in enumerate(talk)]
    source = read(tmp_path, "J01.json", json.dumps(segments).encode())

    check_source(source)
    assert words(said_in(source)) == words(" ".join(said for _, said in talk))


@quick
@given(_TALK)
def test_every_word_of_a_time_marked_line_is_said_by_somebody(tmp_path, talk):
    lines = [f"a 1 {who.replace(' ', '')} {n} {n + 1} {said}" for n, (who, said) in enumerate(talk)]
    source = read(tmp_path, "J01.stm", "\n".join(lines).encode())

    check_source(source)
    assert words(said_in(source)) == words(" ".join(said for _, said in talk))


@quick
@given(_TALK)
def test_every_word_of_a_cue_with_a_voice_is_said_by_somebody(tmp_path, talk):
    cues = [
        f"00:00:{n:02}.000 --> 00:00:{n:02}.500\n<v {who}>{said}"
        for n, (who, said) in enumerate(talk)
    ]
    source = read(tmp_path, "J01.vtt", ("WEBVTT\n\n" + "\n\n".join(cues)).encode())

    check_source(source)
    assert words(said_in(source)) == words(" ".join(said for _, said in talk))


def _word_file(lines: list[str]) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{line}</w:t></w:r></w:p>' for line in lines
    )
    relations = '<Relationships><Relationship Type="x/officeDocument" Target="word/document.xml"/></Relationships>'
    content = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    return make_zip({"_rels/.rels": relations.encode(), "word/document.xml": content.encode()})


def _rich_text(lines: list[str]) -> bytes:
    def escape(line: str) -> str:
        units = line.encode("utf-16-le")
        numbers = (
            int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2)
        )
        return "".join(
            rf"\u{number}?" if not 32 <= number < 127 else chr(number) for number in numbers
        )

    return (r"{\rtf1\ansi " + r"\par ".join(map(escape, lines)) + "}").encode()


def _open_document(lines: list[str]) -> bytes:
    return package({"content.xml": document("".join(f"<text:p>{line}</text:p>" for line in lines))})


@quick
@given(
    st.sampled_from([(".docx", _word_file), (".rtf", _rich_text), (".odt", _open_document)]), _TALK
)
def test_every_letter_of_a_document_is_in_its_text(tmp_path, kind, talk):
    suffix, write = kind
    lines = [f"{who}: {said}" for who, said in [("I", "Ja"), *talk]]
    source = read(tmp_path, f"J01{suffix}", write(lines))

    check_source(source)
    assert letters(source.text) == letters("\n".join(lines))


# --- what people write ---------------------------------------------------------------------------


_TREE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["naam", "codes", "id", "patronen", "tokens", "groepen", "sprekers", "LOWER", "x"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@quick
@given(st.sampled_from([load_codebook, load_study]), _TREE)
def test_any_tree_is_a_file_of_this_kind_or_has_problems_with_places(tmp_path, load, tree):
    path = tmp_path / "a.yaml"
    path.write_bytes(yaml.safe_dump({"naam": "x", "codes": tree, "groepen": tree}).encode())
    message = ""
    try:
        load(path)
    except CodeerError as error:
        message = str(error)

    assert not message or "regel" in message


@quick
@given(st.lists(st.sampled_from(["kwijt", "=mocht", "a|b", "heel?", "+drempel", "<persoon>", "<NOUN>?", "*", "*3", "iemand", "?", "|", "<x>", "'m"]) | st.text(max_size=4), max_size=5).map(" ".join))  # fmt: skip
def test_any_text_is_a_pattern_or_says_what_is_wrong_with_it(text):
    try:
        parts: object = len(parse_pattern(text, {}))
    except PatternError as error:
        parts = str(error)

    assert parts == len(text.split()) or isinstance(parts, str)
    assert parts


# --- what comes back -----------------------------------------------------------------------------


@quick
@given(st.lists(st.tuples(_SAID, _SAID), min_size=1, max_size=4), st.sampled_from(";,\t"))
def test_a_cell_comes_back_as_it_was_written(tmp_path, rows, delimiter):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([("een", "twee"), *rows])
    path = tmp_path / "a.csv"
    path.write_bytes(stream.getvalue().encode())
    sheet = read_sheet(path, ("een", "twee"))

    assert [tuple(row.cells.values()) for row in sheet.rows] == [
        tuple(normalise(cell).strip() for cell in row) for row in rows
    ]


@quick
@given(st.lists(st.sampled_from(["a", "\r\n", "\n", "\ufeff", "\U0001f600", "é"]), max_size=20).map("".join), st.booleans(), st.sampled_from([0, 1, 2]), st.booleans())  # fmt: skip
def test_places_of_another_program_stay_in_order_and_in_the_text(raw, utf16, line_break, bom):
    place = make_map(raw, Counting(utf16, line_break, bom))
    found = [place(position) for position in range(3 * len(raw) + 2)]
    known = [position for position in found if position is not None]

    assert known == sorted(known)
    assert not known or max(known) <= len(to_plain(raw))
