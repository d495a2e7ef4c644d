"""Text files: every encoding that a Dutch transcript comes in, and what is no text at all."""

import codecs
import os
from pathlib import Path

import pytest

from codeer.casting import label_hints
from codeer.errors import (
    BinarySource,
    EmptySource,
    NoSpeakers,
    SourceTooLarge,
    UnknownEncoding,
    UnreadableSource,
    WrongEncoding,
)
from codeer.model import Source, Unit
from codeer.readers import read_source
from codeer.readers.plain import read_text
from codeer.study import DEFAULT_STUDY
from codeer.text import find_segments

TEXT = "I: Hoe gaat het, Zoë?\nR: Eén ding: ‘hè hè’ – dat cafeetje was €3, echt…\n"
LATIN = "I: Hoe gaat het, Zoë?\nR: Eén ding, hè. Dat cafeetje.\n"


def write(folder: Path, raw: bytes, name: str = "J01.txt") -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def read(path: Path, encoding: str | None = None) -> Source:
    return read_source(path, path.name, label_hints(DEFAULT_STUDY, path.name), encoding)


FOUND = {
    "UTF-8": (TEXT.encode(), "utf-8"),
    "UTF-8 with BOM": (codecs.BOM_UTF8 + TEXT.encode(), "utf-8 (BOM)"),
    "UTF-16 LE with BOM": (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16 (BOM)"),
    "UTF-16 BE with BOM": (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16 (BOM)"),
    "UTF-16 LE without BOM": (TEXT.encode("utf-16-le"), "utf-16 (zonder BOM)"),
    "UTF-16 BE without BOM": (TEXT.encode("utf-16-be"), "utf-16 (zonder BOM)"),
    "UTF-32 LE with BOM": (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32 (BOM)"),
    "UTF-32 BE with BOM": (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "utf-32 (BOM)"),
    "Windows-1252": (TEXT.encode("windows-1252"), "windows-1252 (aangenomen)"),
    "Windows line ends": (TEXT.replace("\n", "\r\n").encode(), "utf-8"),
}


@pytest.mark.parametrize(("raw", "_"), FOUND.values(), ids=FOUND)
def test_the_same_interview_gives_the_same_text_in_every_encoding(tmp_path, raw, _):
    assert read(write(tmp_path, raw)).text == TEXT


@pytest.mark.parametrize(("raw", "encoding"), FOUND.values(), ids=FOUND)
def test_the_encoding_that_was_found_is_reported_and_a_guess_is_called_one(tmp_path, raw, encoding):
    assert read(write(tmp_path, raw)).encoding == encoding


@pytest.mark.parametrize("encoding", ["windows-1252", "latin-1", "mac-roman", "cp850", "utf-8"])
def test_a_given_encoding_is_followed(tmp_path, encoding):
    source = read(write(tmp_path, LATIN.encode(encoding)), encoding)

    assert (source.text, source.encoding) == (LATIN, f"{encoding} (opgegeven)")


def test_a_given_utf8_does_not_leave_a_byte_order_mark_in_the_text(tmp_path):
    assert read(write(tmp_path, codecs.BOM_UTF8 + LATIN.encode()), "utf-8").text == LATIN


@pytest.mark.parametrize(
    ("raw", "encoding", "position"),
    [
        (LATIN.encode("windows-1252"), "utf-8", LATIN.index("ë")),
        (LATIN.encode(), "ascii", LATIN.index("ë")),
        (b"I: \x81\nR: ja", "windows-1252", 3),
    ],
)
def test_a_given_encoding_that_does_not_fit_is_an_error_with_the_place(
    tmp_path, raw, encoding, position
):
    with pytest.raises(WrongEncoding) as caught:
        read(write(tmp_path, raw), encoding)

    assert (caught.value.encoding, caught.value.position) == (encoding, position)


def test_an_error_about_an_encoding_names_the_file_and_a_way_out(tmp_path):
    path = write(tmp_path, LATIN.encode("windows-1252"))

    with pytest.raises(WrongEncoding, match="--codering windows-1252") as caught:
        read(path, "utf-8")
    assert str(path) in str(caught.value)


def test_an_error_about_an_encoding_quotes_nothing_that_was_said(tmp_path):
    with pytest.raises(WrongEncoding) as caught:
        read(write(tmp_path, LATIN.encode("windows-1252")), "utf-8")

    assert "cafeetje" not in str(caught.value)


def test_text_in_no_known_encoding_is_an_error(tmp_path):
    with pytest.raises(WrongEncoding):
        read(write(tmp_path, b"I: hoi\nR: ja \x81\x8d\x8f\n"))


def test_utf16_that_was_cut_off_is_an_error(tmp_path):
    with pytest.raises(WrongEncoding):
        read(write(tmp_path, (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"))[:-1]))


@pytest.mark.parametrize(
    "encoding",
    ["utf-9", "onzin", "rot13", "base64", "hex", "undefined"],
)
def test_a_given_encoding_that_is_no_text_encoding_is_unknown(tmp_path, encoding):
    with pytest.raises(UnknownEncoding, match="Onbekende codering"):
        read(write(tmp_path, LATIN.encode()), encoding)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4,
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00" + bytes(range(256)) * 4,
        bytes(range(1, 32)) * 20,
        b"\x00" * 400,
        b"ID3\x04\x00\x00\x00\x00\x00#TSSE" + bytes(range(255, -1, -1)) * 4,
    ],
    ids=["image", "Word document", "control characters", "zeros", "sound"],
)
@pytest.mark.parametrize("name", ["J01.txt", "J01.md"])
def test_a_file_that_is_no_text_is_refused_whatever_its_name(tmp_path, raw, name):
    with pytest.raises(BinarySource):
        read(write(tmp_path, raw, name))


@pytest.mark.parametrize(
    "raw",
    [b"", b" \n\t\r\n ", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF8 + b"\r\n", "\u00a0\n".encode()],
    ids=["nothing", "white space", "BOM", "BOM of UTF-16", "BOM and line end", "no-break space"],
)  # fmt: skip
def test_a_file_without_text_is_empty(tmp_path, raw):
    with pytest.raises(EmptySource):
        read(write(tmp_path, raw))


def test_a_file_of_fifty_megabytes_is_refused_unread(tmp_path):
    path = tmp_path / "J01.txt"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)

    with pytest.raises(SourceTooLarge) as caught:
        read(path)
    assert (caught.value.megabytes, caught.value.limit) == (50, 10)


def test_a_file_that_is_not_there_is_unreadable(tmp_path):
    with pytest.raises(UnreadableSource, match=r"J01\.txt"):
        read(tmp_path / "J01.txt")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_unreadable(tmp_path):
    path = write(tmp_path, TEXT.encode())
    path.chmod(0)

    with pytest.raises(UnreadableSource):
        read(path)


def test_the_digest_is_of_the_bytes_and_not_of_the_text(tmp_path):
    with_mark = read_text(write(tmp_path, codecs.BOM_UTF8 + TEXT.encode(), "a.txt"))
    without = read_text(write(tmp_path, TEXT.encode(), "b.txt"))

    assert with_mark[0] == without[0]
    assert with_mark[2] != without[2]


def test_the_same_bytes_have_the_same_digest(tmp_path):
    one, other = write(tmp_path, TEXT.encode(), "a.txt"), write(tmp_path, TEXT.encode(), "b.txt")

    assert read(one).digest == read(other).digest


def test_decomposed_accents_are_composed(tmp_path):
    assert read(write(tmp_path, "I: Zoe\u0308?\nR: Ja.\n".encode())).text == "I: Zoë?\nR: Ja.\n"


def test_a_text_without_speakers_names_the_file(tmp_path):
    path = write(tmp_path, b"Zomaar wat tekst.\n")

    with pytest.raises(NoSpeakers) as caught:
        read(path)
    assert caught.value.path == path


def test_markdown_is_read_as_text(tmp_path):
    raw = b"# Interview\n\n**Interviewer:** Hoe ging het?\n\n**Respondent:** *Best* goed.\n"
    source = read(write(tmp_path, raw, "J01.md"))

    assert [source.text[turn.start : turn.end] for turn in source.turns] == [
        "Hoe ging het?",
        "*Best* goed.",
    ]


def test_a_markdown_heading_between_turns_is_no_sentence_of_anyone(tmp_path):
    raw = b"**I:** Hoe?\n\n**R:** Zo was het.\n\n## Deel 2\n\n**I:** En?\n\n**R:** Niks.\n"
    source = read(write(tmp_path, raw, "J01.md"))

    found = find_segments(source.text, source.turns[1], Unit.SENTENCE)
    assert [source.text[s.start : s.end] for s in found] == ["Zo was het."]
