"""XML that unfolds, reaches out or hides, in every format of XML that codeer reads."""

from collections.abc import Callable
from pathlib import Path

import pytest

from codeer.cli import run
from tests.integration.hostile import Outcome, attack, needs_fork, place, quick_tokenizer, refuse
from tests.integration.test_hostile_zip import DOCX, KINDS, ODT, make_parts, pack
from tests.refi import projects

__all__ = ["place", "quick_tokenizer"]
pytestmark = needs_fork

QDC = (
    '<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Proef"><Codes>'
    f'<Code guid="{projects.guid(1)}" name="Klik" isCodable="true"/></Codes></CodeBook>'
)
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>transcript</t></is></c></row></sheetData></worksheet>'
)
NAMES = ("J02.docx", "J02.odt", "tabel.xlsx", "p.qdpx", "c.qdc")
Send = Callable[[bytes], Outcome]


def body_of(name: str) -> tuple[str, str]:
    """Return the XML of a sound file, cut where words stand."""
    xml = {
        "J02.docx": DOCX,
        "J02.odt": ODT,
        "tabel.xlsx": SHEET,
        "p.qdpx": projects.qde(projects.text_source("")).partition("?>")[2].replace(
            'name="proef"', 'name="Goed."'
        ),
        "c.qdc": QDC.replace('name="Klik"', 'name="Goed."'),
    }[name]  # fmt: skip
    word = "transcript" if name == "tabel.xlsx" else "Goed."
    before, found, after = xml.partition(word)
    assert found
    return before, after


@pytest.fixture(params=NAMES)
def kind(request: pytest.FixtureRequest) -> str:
    """The file that is attacked."""
    return str(request.param)


@pytest.fixture
def send(kind: str, place: Path) -> Send:
    """Let codeer read a file of this kind with this XML."""

    def do(xml: bytes) -> Outcome:
        if kind == "c.qdc":
            (place.parent / kind).write_bytes(xml)
        else:
            content = pack({**make_parts(place, kind), KINDS[kind]: xml})
            folder = place / "transcripten" if kind[:3] == "J02" else place.parent
            (folder / kind).write_bytes(content)
        try:
            if kind[:3] == "J02":
                return attack("suggest")
            if kind == "tabel.xlsx":
                assert run(["suggest"]) == 0
                return attack("importeer", str(place.parent / kind))
            (place / "nieuw").mkdir(exist_ok=True)
            return attack("importeer", str(place.parent / kind), "--project", "nieuw")
        finally:
            (place.parent / kind).unlink(missing_ok=True)

    return do


def wrap(kind: str, words: str, prolog: str = "") -> bytes:
    """Return the XML of this kind with these words in it."""
    before, after = body_of(kind)
    return f'<?xml version="1.0" encoding="utf-8"?>{prolog}{before}{words}{after}'.encode()


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
PROLOGS = {
    "billion laughs": (f'<!DOCTYPE x [<!ENTITY l0 "lach">{LAUGHS}]>', "&l12;"),
    "quadratic": (f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>', "&a;" * 10_000),
    "a file": ('<!DOCTYPE x [<!ENTITY a SYSTEM "GEHEIM">]>', "&a;"),
    "the network": ('<!DOCTYPE x [<!ENTITY a SYSTEM "http://198.51.100.1/a">]>', "&a;"),
    "a DTD elsewhere": ('<!DOCTYPE x SYSTEM "http://198.51.100.1/a.dtd">', ""),
    "a DTD in a file": ('<!DOCTYPE x SYSTEM "GEHEIM">', ""),
    "a parameter": ('<!DOCTYPE x [<!ENTITY % p SYSTEM "GEHEIM"> %p;]>', ""),
    "an entity that is not used": ('<!DOCTYPE x [<!ENTITY a "b">]>', ""),
}


@pytest.mark.parametrize("name", PROLOGS)
def test_entities_and_dtds_are_refused(kind: str, send: Send, place: Path, name: str) -> None:
    prolog, words = PROLOGS[name]
    secret = (place.parent / "geheim.txt").as_uri()

    outcome = send(wrap(kind, words, prolog.replace("GEHEIM", secret)))

    refuse(outcome, kind)
    assert outcome.seconds < 5
    assert outcome.megabytes < 100
    assert b"Wachtwoord123" not in b"".join(p.read_bytes() for p in place.rglob("*") if p.is_file())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-7", "cp037"])
def test_a_dtd_cannot_hide_in_another_encoding(kind: str, send: Send, encoding: str) -> None:
    """Also not in one that the declaration does not name."""
    before, after = body_of(kind)
    prolog, words = PROLOGS["billion laughs"]
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{prolog}{before}{words}{after}'

    outcome = send(xml.encode(encoding))

    refuse(outcome, kind)
    assert outcome.seconds < 5


def test_utf16_that_says_it_is_utf8(kind: str, send: Send) -> None:
    outcome = send(wrap(kind, "Goed.").decode().encode("utf-16"))

    assert outcome.code in (0, 1)


def test_nothing_is_included(kind: str, send: Send, place: Path) -> None:
    """XInclude and stylesheets are words of other programs; codeer follows neither."""
    secret = (place.parent / "geheim.txt").as_uri()
    include = (
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret}" parse="text"/>'
    )
    before, after = body_of(kind)
    if kind in ("J02.docx", "J02.odt", "tabel.xlsx"):
        xml = f'<?xml-stylesheet type="text/xsl" href="{secret}"?>{before}{include}{after}'
    else:
        xml = f'<?xml-stylesheet type="text/xsl" href="{secret}"?>{before}Goed.{after}'

    outcome = send(xml.encode())

    assert outcome.code in (0, 1)
    assert b"Wachtwoord123" not in b"".join(p.read_bytes() for p in place.rglob("*") if p.is_file())


def test_a_hundred_thousand_elements_deep(kind: str, send: Send) -> None:
    before, after = body_of(kind)
    deep = "<a>" * 100_000 + "</a>" * 100_000
    inside = kind in ("J02.docx", "J02.odt", "tabel.xlsx")
    xml = f"{before}{deep}{after}" if inside else f"{deep}"

    refuse(send(xml.encode()), kind)


def test_a_hundred_thousand_attributes(kind: str, send: Send) -> None:
    """Checking that each name stands there once must not take the square of that."""
    before, after = body_of(kind)
    attributes = " ".join(f'a{n}="1"' for n in range(100_000))
    at = before.rfind("<") if kind not in ("p.qdpx", "c.qdc") else before.rfind(" name=")
    start, rest = before[:at], before[at:]
    if kind in ("p.qdpx", "c.qdc"):
        xml = f"{start} {attributes}{rest}Goed.{after}"
    else:
        xml = f"{start}<a {attributes}/>{rest}Goed.{after}"

    outcome = send(xml.encode())

    assert outcome.code in (0, 1)
    assert outcome.seconds < 15
    assert outcome.megabytes < 300


def test_a_text_of_eleven_megabytes(kind: str, send: Send) -> None:
    outcome = send(wrap(kind, "a" * 11_000_000))

    refuse(outcome, kind)
    assert outcome.seconds < 30
    assert outcome.megabytes < 400


def test_a_file_that_ends_halfway(kind: str, send: Send) -> None:
    refuse(send(wrap(kind, "Goed.")[:-20]), kind)


def test_nothing_but_zero_bytes(kind: str, send: Send) -> None:
    refuse(send(bytes(10_000)), kind)
