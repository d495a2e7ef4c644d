"""OpenDocument text: what a reader of the document sees is read, once; what is left out is said."""

import io
import zipfile
from pathlib import Path

import pytest

from codeer.casting import label_hints
from codeer.errors import DamagedDocument, EmptySource, LockedDocument, SourceTooLarge
from codeer.model import Source
from codeer.readers import read_source
from codeer.study import DEFAULT_STUDY

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "style": "style",
        "svg": "svg-compatible",
    }.items()
)
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
QUESTION = "<text:p>I: Hoe ging het?</text:p>"
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)


def document(body: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} {DC}>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


def package(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, content in {"META-INF/manifest.xml": MANIFEST, **parts}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read_bytes(folder: Path, raw: bytes) -> Source:
    path = folder / "J01.odt"
    path.write_bytes(raw)
    return read_source(path, path.name, label_hints(DEFAULT_STUDY, path.name))


def read(folder: Path, body: str, **parts: str) -> Source:
    """Read a document with this body below a question of the interviewer."""
    more = {f"{name}.xml": content for name, content in parts.items()}
    return read_bytes(folder, package({"content.xml": document(QUESTION + body), **more}))


def said(source: Source) -> list[tuple[str, str]]:
    return [(turn.speaker, source.text[turn.start : turn.end]) for turn in source.turns]


def answer(folder: Path, body: str) -> str:
    """Return what the respondent says in a document with this body."""
    turns = said(read(folder, body))
    assert [speaker for speaker, _ in turns] == ["I", "R"]
    return turns[1][1]


# --- what is read --------------------------------------------------------------------------------


def test_paragraphs_and_headings_are_lines(tmp_path):
    body = '<text:h text:outline-level="1">R:</text:h><text:p>Goed.</text:p><text:p>Echt.</text:p>'

    assert answer(tmp_path, body) == "Goed.\nEcht."


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("zo<text:s/>en", "zo en"),
        ('zo<text:s text:c="3"/>en', "zo   en"),
        ("zo<text:tab/>en", "zo\ten"),
        ("zo<text:line-break/>en", "zo\nen"),
        ("zo<text:soft-page-break/>en", "zoen"),
        ("<text:span>zo<text:span>en</text:span></text:span>zo", "zoenzo"),
        ("<text:a>zo</text:a> en", "zo en"),
        ("zo\n      en", "zo en"),
        ("hart&#173;stikke", "hartstikke"),
        ("caf\u0065\u0301", "café"),
        ('<text:bookmark text:name="x"/>zo', "zo"),
        ("<text:ruby><text:ruby-base>zo</text:ruby-base><text:ruby-text>x</text:ruby-text></text:ruby>", "zo"),
    ],
)  # fmt: skip
def test_white_space_and_spans_are_read_as_they_show(tmp_path, inside, expected):
    assert answer(tmp_path, f"<text:p>R: {inside}</text:p>") == expected


@pytest.mark.parametrize("around", ["text:section", "text:list", "text:table-of-content"])
def test_paragraphs_within_something_else_are_read(tmp_path, around):
    body = f"<text:p>R: Ja.</text:p><{around}><text:list-item><text:p>Nee.</text:p></text:list-item></{around}>"

    assert answer(tmp_path, body) == "Ja.\nNee."


def cell(text: str) -> str:
    return f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(map(cell, cells))}</table:table-row>"


def test_a_row_of_a_table_is_a_line_with_tabs_and_its_time_counts(tmp_path):
    heading = (
        f"<table:table-header-rows>{row('Tijd', 'Spreker', 'Tekst')}</table:table-header-rows>"
    )
    rows = row("00:00:03", "Interviewer", "Hoe?") + row("00:00:08", "Respondent", "Zo.")
    raw = package({"content.xml": document(f"<table:table>{heading}{rows}</table:table>")})

    source = read_bytes(tmp_path, raw)

    assert said(source) == [("Interviewer", "Hoe?"), ("Respondent", "Zo.")]
    assert [turn.seconds for turn in source.turns] == [3, 8]


def test_a_text_box_is_read_below_its_paragraph_and_its_description_is_not(tmp_path):
    box = (
        "<draw:frame><draw:text-box><text:p>in het kader</text:p></draw:text-box>"
        "<svg:title>plaatje</svg:title><svg:desc>een huis</svg:desc></draw:frame>"
    )

    assert answer(tmp_path, f"<text:p>R: Ik {box}wacht.</text:p>") == "Ik wacht.\nin het kader"


def test_a_box_on_the_page_itself_is_read(tmp_path):
    frame = "<draw:frame><draw:text-box><text:p>R: Ja.</text:p></draw:text-box></draw:frame>"

    assert answer(tmp_path, frame) == "Ja."


# --- what is left out, and said ------------------------------------------------------------------


def test_a_comment_does_not_leak_into_the_sentence(tmp_path):
    comment = (
        "<office:annotation><dc:creator>Anna</dc:creator><dc:date>2026-11-21</dc:date>"
        "<text:p>Code: wachttijd</text:p></office:annotation>"
    )
    source = read(tmp_path, f"<text:p>R: Ik {comment}wacht.<office:annotation-end/></text:p>")

    assert said(source)[1] == ("R", "Ik wacht.")
    assert source.remarks == ("1 opmerking niet meegelezen",)


def test_notes_below_the_page_are_counted(tmp_path):
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Een voetnoot</text:p></text:note-body></text:note>"
    )
    source = read(tmp_path, f"<text:p>R: Ik{note} wacht{note}.</text:p>")

    assert said(source)[1] == ("R", "Ik wacht.")
    assert source.remarks == ("2 voetnoten niet meegelezen",)


def test_deletions_of_tracked_changes_are_left_out_and_insertions_are_read(tmp_path):
    changes = (
        '<text:tracked-changes><text:changed-region text:id="a"><text:deletion>'
        "<text:p>R: Weg.</text:p></text:deletion></text:changed-region>"
        '<text:changed-region text:id="b"><text:insertion/></text:changed-region></text:tracked-changes>'
    )
    inside = 'R: Ik <text:change text:change-id="a"/><text:change-start text:change-id="b"/>wacht<text:change-end text:change-id="b"/>.'
    source = read(tmp_path, f"{changes}<text:p>{inside}</text:p>")

    assert said(source) == [("I", "Hoe ging het?"), ("R", "Ik wacht.")]
    assert source.remarks == ("1 verwijderde wijziging niet meegelezen",)


def styles(inside: str) -> str:
    return f"<office:document-styles {NAMESPACES}><office:master-styles>{inside}</office:master-styles></office:document-styles>"


@pytest.mark.parametrize("part", ["style:header", "style:footer", "style:footer-left"])
def test_running_text_of_the_pages_is_left_out_and_said(tmp_path, part):
    running = styles(f"<{part}><text:p>Vertrouwelijk</text:p></{part}>")
    source = read(tmp_path, "<text:p>R: Ja.</text:p>", styles=running)

    assert "Vertrouwelijk" not in source.text
    assert source.remarks == ("de kop- of voettekst van de pagina's is niet meegelezen",)


def test_an_empty_header_is_not_worth_a_remark(tmp_path):
    running = styles("<style:header><text:p/></style:header>")

    assert read(tmp_path, "<text:p>R: Ja.</text:p>", styles=running).remarks == ()


# --- what is refused -----------------------------------------------------------------------------


def test_a_password_is_an_error_of_its_own(tmp_path):
    manifest = (
        '<m:manifest xmlns:m="x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    )
    raw = package({"META-INF/manifest.xml": manifest, "content.xml": b"\x93\x02\xff"})

    with pytest.raises(LockedDocument, match=r"J01\.odt.*wachtwoord"):
        read_bytes(tmp_path, raw)


WHOLE = package({"content.xml": document(QUESTION + "<text:p>R: Ja.</text:p>")})


@pytest.mark.parametrize(
    "raw",
    [
        b"PK\x03\x04 kapot",
        b"gewone tekst",
        WHOLE[:-30],
        package({}),
        package({"content.xml": "<open>"}),
        package({"content.xml": f"<x {NAMESPACES}/>"}),
        package({"content.xml": '<!DOCTYPE a [<!ENTITY b "c">]>' + document("&b;").partition("?>")[2]}),
    ],
    ids=["no zip", "text", "cut off", "no content", "no XML", "no text document", "entities"],
)  # fmt: skip
def test_a_damaged_file_is_an_error_that_names_it(tmp_path, raw):
    with pytest.raises(DamagedDocument, match=r"J01\.odt: het OpenDocument-bestand is beschadigd"):
        read_bytes(tmp_path, raw)


def test_a_file_that_unpacks_to_far_more_than_an_interview_is_refused(tmp_path):
    with pytest.raises(SourceTooLarge):
        read_bytes(tmp_path, package({"content.xml": b" " * 51_000_000}))


@pytest.mark.parametrize("raw", [b"", package({"content.xml": document("<text:p/>")})])
def test_a_document_without_text_is_empty(tmp_path, raw):
    with pytest.raises(EmptySource):
        read_bytes(tmp_path, raw)
