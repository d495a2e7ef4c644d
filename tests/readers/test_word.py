"""Word documents: everything that a reader of the document sees is read, once; nothing else is."""

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest

from codeer.casting import label_hints
from codeer.errors import DamagedDocument, EmptySource, ProtectedDocument, SourceTooLarge
from codeer.model import Source, Unit
from codeer.readers import read_source
from codeer.study import DEFAULT_STUDY
from codeer.text import find_segments

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
OFFICE_DOCUMENT = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{type}" Target="{target}"/></Relationships>'
)
QUESTION = "<w:p><w:r><w:t>I: Hoe ging het?</w:t></w:r></w:p>"


def document(body: str, namespaces: str = NAMESPACES) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {namespaces}><w:body>{body}</w:body></w:document>'


def package(
    parts: dict[str, str | bytes], *, target: str = "word/document.xml", kind: str = OFFICE_DOCUMENT
) -> bytes:
    """Return the bytes of a .docx of these parts, with the relation to the main one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", RELATIONS.format(type=kind, target=target))
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read_bytes(folder: Path, raw: bytes) -> Source:
    path = folder / "J01.docx"
    path.write_bytes(raw)
    return read_source(path, path.name, label_hints(DEFAULT_STUDY, path.name))


def read(folder: Path, body: str, **parts: str) -> Source:
    """Read a document with this body below a question of the interviewer."""
    raw = package(
        {
            "word/document.xml": document(QUESTION + body),
            **{f"word/{k}.xml": v for k, v in parts.items()},
        }
    )
    return read_bytes(folder, raw)


def said(source: Source) -> list[tuple[str, str]]:
    return [(turn.speaker, source.text[turn.start : turn.end]) for turn in source.turns]


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*parts: str) -> str:
    return f"<w:p>{''.join(parts)}</w:p>"


def answer(folder: Path, body: str) -> str:
    """Return what the respondent says in a document with this body."""
    turns = said(read(folder, body))
    assert [speaker for speaker, _ in turns] == ["I", "R"]
    return turns[1][1]


# --- documents made with python-docx -------------------------------------------------------------


def save(folder: Path, made: "docx.document.Document") -> Source:
    buffer = io.BytesIO()
    made.save(buffer)
    return read_bytes(folder, buffer.getvalue())


def test_each_paragraph_is_a_line(tmp_path):
    made = docx.Document()
    for line in ("Datum: 3 mei", "", "I: Hoe ging het?", "R: Goed.", "Echt waar."):
        made.add_paragraph(line)

    assert said(save(tmp_path, made)) == [("I", "Hoe ging het?"), ("R", "Goed.\nEcht waar.")]


def test_formatting_within_a_paragraph_splits_no_word(tmp_path):
    made = docx.Document()
    made.add_paragraph("I: Hoe?")
    mixed = made.add_paragraph("")
    mixed.add_run("R: ").bold = True
    mixed.add_run("Hart")
    mixed.add_run("stik").italic = True
    mixed.add_run(" goed.")

    assert said(save(tmp_path, made))[1] == ("R", "Hartstik goed.")


def test_a_bold_label_on_its_own_paragraph_is_a_speaker(tmp_path):
    made = docx.Document()
    for label, words in (("Interviewer", "Hoe?"), ("Respondent", "Zo."), ("Interviewer", "O."), ("Respondent", "Ja.")):  # fmt: skip
        made.add_paragraph("").add_run(label).bold = True
        made.add_paragraph(words)

    assert said(save(tmp_path, made))[:2] == [("Interviewer", "Hoe?"), ("Respondent", "Zo.")]


def fill(made: "docx.document.Document", rows: list[tuple[str, ...]]) -> None:
    table = made.add_table(len(rows), len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text


TABLES = {
    "time, speaker, text": [("Tijd", "Spreker", "Tekst"), ("00:00:03", "Interviewer", "Hoe?"), ("00:00:08", "Respondent", "Zo.")],
    "short time, speaker, text": [("Tijd", "Spreker", "Tekst"), ("0:03", "Interviewer", "Hoe?"), ("0:08", "Respondent", "Zo.")],
    "speaker, text": [("Spreker", "Tekst"), ("Interviewer", "Hoe?"), ("Respondent", "Zo.")],
    "speaker with colon": [("Spreker", "Tekst"), ("Interviewer:", "Hoe?"), ("Respondent:", "Zo.")],
    "no heading": [("Interviewer", "Hoe?"), ("Respondent", "Zo.")],
}  # fmt: skip


@pytest.mark.parametrize("rows", TABLES.values(), ids=TABLES)
def test_a_table_row_is_a_turn(tmp_path, rows):
    made = docx.Document()
    fill(made, rows)

    assert said(save(tmp_path, made)) == [("Interviewer", "Hoe?"), ("Respondent", "Zo.")]


def test_a_table_row_is_a_turn_when_speakers_are_names(tmp_path):
    made = docx.Document()
    fill(made, [("Spreker", "Tekst"), *[("Noor", "Hoe?"), ("Daan", "Zo.")] * 3])

    assert said(save(tmp_path, made)) == [("Noor", "Hoe?"), ("Daan", "Zo.")] * 3


@pytest.mark.parametrize(
    ("first", "second"), [("00:00:03", "00:00:08"), ("0:03", "0:08"), ("[00:03]", "[00:08]")]
)
def test_the_time_between_speaker_and_text_is_no_part_of_a_sentence(tmp_path, first, second):
    made = docx.Document()
    fill(made, [("Interviewer", first, "Hoe?"), ("Respondent", second, "Zo ging het.")])
    source = save(tmp_path, made)

    found = find_segments(source.text, source.turns[1], Unit.SENTENCE)
    assert [source.text[s.start : s.end] for s in found] == ["Zo ging het."]


@pytest.mark.parametrize(
    "rows",
    [
        [("00:00:03", "I", "Hoe ging het?"), ("00:00:08", "R", "Best goed.")],
        [("Spreker 1", "00:00:03", "Hoe ging het?"), ("Spreker 2", "00:00:08", "Best goed.")],
    ],
    ids=["time first", "speaker first"],
)
def test_a_turn_begins_at_the_time_in_its_table_row(tmp_path, rows):
    made = docx.Document()
    fill(made, rows)

    assert [turn.seconds for turn in save(tmp_path, made).turns] == [3, 8]


def test_a_cell_of_two_paragraphs_is_one_turn(tmp_path):
    made = docx.Document()
    fill(made, [("I", "Hoe?"), ("R", "Zo.\nEn zo.")])

    assert said(save(tmp_path, made))[1] == ("R", "Zo.\nEn zo.")


def test_a_header_in_a_table_is_a_header(tmp_path):
    made = docx.Document()
    fill(made, [("Datum", "3 mei"), ("Respondent", "J01 (jongen)"), ("Duur", "40 minuten")])
    for line in ("", "Interviewer: Hoe?", "Respondent: Zo."):
        made.add_paragraph(line)
    source = save(tmp_path, made)

    assert source.header == {"datum": "3 mei", "respondent": "J01 (jongen)", "duur": "40 minuten"}
    assert said(source) == [("Interviewer", "Hoe?"), ("Respondent", "Zo.")]


def test_a_header_table_right_above_the_first_turn_is_a_header(tmp_path):
    made = docx.Document()
    fill(made, [("Datum", "3 mei"), ("Respondent", "J01 (jongen)")])
    for line in ("Interviewer: Hoe ging het?", "Respondent: Best goed, denk ik."):
        made.add_paragraph(line)

    assert said(save(tmp_path, made)) == [
        ("Interviewer", "Hoe ging het?"),
        ("Respondent", "Best goed, denk ik."),
    ]


def test_a_table_within_a_table_is_read_once(tmp_path):
    made = docx.Document()
    fill(made, [("I", "Hoe?"), ("R", "Zo.")])
    cell = made.tables[0].rows[1].cells[1]
    cell.add_table(1, 1).rows[0].cells[0].text = "Binnenste tekst."

    assert save(tmp_path, made).text.count("Binnenste tekst.") == 1


def test_the_heading_and_footer_of_a_page_are_not_read(tmp_path):
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Vertrouwelijk transcript"
    made.sections[0].footer.paragraphs[0].text = "Bladzijde 1"
    made.add_paragraph("I: Hoe?")
    made.add_paragraph("R: Zo.")
    text = save(tmp_path, made).text

    assert ("Vertrouwelijk" in text, "Bladzijde" in text) == (False, False)


def test_a_document_is_reported_as_word_and_an_encoding_has_no_meaning(tmp_path):
    path = tmp_path / "J01.docx"
    path.write_bytes(package({"word/document.xml": document(QUESTION + paragraph(run("R: Ja.")))}))
    hints = label_hints(DEFAULT_STUDY, path.name)

    assert read_source(path, path.name, hints, "windows-1252").encoding == "Word"


# --- what Word hides in the XML ------------------------------------------------------------------

R = run("R: Ik ging ")
VISIBLE = {
    "tracked insertion": (R + f'<w:ins w:id="1">{run("toch")}</w:ins>' + run(" weg."), "Ik ging toch weg."),
    "tracked deletion": (R + '<w:del w:id="1"><w:r><w:delText>nooit</w:delText></w:r></w:del>' + run("weg."), "Ik ging weg."),
    "insertion deleted again": (R + f'<w:ins w:id="1"><w:del w:id="2">{run("nooit")}</w:del></w:ins>' + run("weg."), "Ik ging weg."),
    "moved from here": (R + f'<w:moveFrom w:id="1">{run("gauw ")}</w:moveFrom>' + run("weg."), "Ik ging weg."),
    "moved to here": (R + f'<w:moveTo w:id="1">{run("gauw ")}</w:moveTo>' + run("weg."), "Ik ging gauw weg."),
    "inline content control": (R + f"<w:sdt><w:sdtPr/><w:sdtContent>{run('snel')}</w:sdtContent></w:sdt>" + run(" weg."), "Ik ging snel weg."),
    "hyperlink": (R + f'<w:hyperlink r:id="rId9">{run("naar huis")}</w:hyperlink>' + run("."), "Ik ging naar huis."),
    "smart tag": (R + f'<w:smartTag w:element="City">{run("Utrecht")}</w:smartTag>' + run(" uit."), "Ik ging Utrecht uit."),
    "field": (R + '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> PAGE </w:instrText></w:r>' + run("weg."), "Ik ging weg."),
    "line break": (R + "<w:r><w:br/></w:r>" + run("weg."), "Ik ging \nweg."),
    "page break": (R + '<w:r><w:br w:type="page"/></w:r>' + run("weg."), "Ik ging \nweg."),
    "carriage return": (R + "<w:r><w:cr/></w:r>" + run("weg."), "Ik ging \nweg."),
    "tab": (R + "<w:r><w:tab/></w:r>" + run("weg."), "Ik ging \tweg."),
    "tab stops of the paragraph": ('<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr>' + R + run("weg."), "Ik ging weg."),
    "hyphen that does not break": (run("R: Mijn co") + "<w:r><w:noBreakHyphen/></w:r>" + run("ouder."), "Mijn co-ouder."),
    "hyphen that only breaks": (run("R: Vertrou") + "<w:r><w:softHyphen/></w:r>" + run("wen."), "Vertrouwen."),
    "footnote mark": (R + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run("weg."), "Ik ging weg."),
    "comment marks": ('<w:commentRangeStart w:id="0"/>' + R + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>' + run("weg."), "Ik ging weg."),
    "XML comment in a word": ('<w:r><w:t>R: Ik ging <!-- x -->weg.</w:t></w:r>', "Ik ging weg."),
    "escaped characters": (run("R: Ik & mijn <zusje> gingen."), "Ik & mijn <zusje> gingen."),
    "emoji": (run("R: Ik 👩‍👧 ging."), "Ik 👩‍👧 ging."),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "words"), VISIBLE.values(), ids=VISIBLE)
def test_a_paragraph_is_read_as_word_shows_it(tmp_path, parts, words):
    assert answer(tmp_path, paragraph(parts)) == words


def test_a_paragraph_in_a_content_control_is_read(tmp_path):
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('R: Ik ging weg.'))}</w:sdtContent></w:sdt>"
    )
    assert answer(tmp_path, body) == "Ik ging weg."


def test_a_table_row_in_a_content_control_is_read(tmp_path):
    cells = "".join(f"<w:tc>{paragraph(run(text))}</w:tc>" for text in ("R", "Ik ging weg."))
    body = f"<w:tbl><w:sdt><w:sdtContent><w:tr>{cells}</w:tr></w:sdtContent></w:sdt></w:tbl>"
    assert answer(tmp_path, body) == "Ik ging weg."


def test_a_table_cell_in_a_content_control_is_read(tmp_path):
    cells = f"<w:tc>{paragraph(run('R'))}</w:tc><w:sdt><w:sdtContent><w:tc>{paragraph(run('Weg.'))}</w:tc></w:sdtContent></w:sdt>"
    assert answer(tmp_path, f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>") == "Weg."


def text_box(text: str) -> str:
    return f"<w:txbxContent>{paragraph(run(text))}</w:txbxContent>"


def test_a_text_box_is_read_once_though_word_stores_it_twice(tmp_path):
    box = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>{text_box("R: In een kader.")}</wps:txbx>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{text_box('R: In een kader.')}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert answer(tmp_path, paragraph(box)) == "In een kader."


def test_a_text_box_of_an_old_word_is_read(tmp_path):
    box = f"<w:r><w:pict><v:textbox>{text_box('R: In een kader.')}</v:textbox></w:pict></w:r>"
    assert answer(tmp_path, paragraph(box)) == "In een kader."


def test_a_text_box_stands_below_the_paragraph_that_holds_it(tmp_path):
    box = f"<w:r><w:pict><v:textbox>{text_box('In een kader.')}</v:textbox></w:pict></w:r>"
    assert (
        answer(tmp_path, paragraph(run("R: Ik ging"), box, run(" weg.")))
        == "Ik ging weg.\nIn een kader."
    )


def test_a_document_in_the_strict_form_of_the_standard_is_read(tmp_path):
    """Word can save as 'Strict Open XML Document', which has other namespaces."""
    strict = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    raw = package(
        {"word/document.xml": document(QUESTION + paragraph(run("R: Ja.")), strict)},
        kind="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument",
    )
    assert said(read_bytes(tmp_path, raw)) == [("I", "Hoe ging het?"), ("R", "Ja.")]


def test_the_main_part_is_found_through_the_relations(tmp_path):
    raw = package(
        {"verhaal/tekst.xml": document(QUESTION + paragraph(run("R: Ja.")))},
        target="/verhaal/tekst.xml",
    )
    assert said(read_bytes(tmp_path, raw))[1] == ("R", "Ja.")


# --- what is left out is reported ----------------------------------------------------------------

COMMENTS = f'<w:comments xmlns:w="{W}"><w:comment w:id="0">{paragraph(run("Navragen."))}</w:comment><w:comment w:id="1"/></w:comments>'
FOOTNOTES = (
    f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="-1"/><w:footnote w:type="continuationSeparator" w:id="0"/>'
    f'<w:footnote w:id="1">{paragraph(run("Toelichting."))}</w:footnote></w:footnotes>'
)  # fmt: skip


def test_comments_are_counted_in_a_remark(tmp_path):
    source = read(tmp_path, paragraph(run("R: Ja.")), comments=COMMENTS)

    assert source.remarks == ("2 opmerkingen niet meegelezen",)


def test_comments_are_not_read_as_speech(tmp_path):
    assert "Navragen" not in read(tmp_path, paragraph(run("R: Ja.")), comments=COMMENTS).text


def test_footnotes_are_counted_without_the_separators_of_word(tmp_path):
    source = read(tmp_path, paragraph(run("R: Ja.")), footnotes=FOOTNOTES)

    assert len(source.remarks) == 1
    assert source.remarks[0].startswith("1 voetno")


def test_a_single_footnote_is_called_one(tmp_path):
    assert read(tmp_path, paragraph(run("R: Ja.")), footnotes=FOOTNOTES).remarks == (
        "1 voetnoot niet meegelezen",
    )


def test_a_document_with_only_separators_has_no_remark(tmp_path):
    only = f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="-1"/></w:footnotes>'
    assert read(tmp_path, paragraph(run("R: Ja.")), footnotes=only).remarks == ()


def test_a_remark_quotes_nothing_that_was_written(tmp_path):
    source = read(tmp_path, paragraph(run("R: Ja.")), comments=COMMENTS, footnotes=FOOTNOTES)

    assert not any(
        word in remark for word in ("Navragen", "Toelichting") for remark in source.remarks
    )


# --- documents that cannot be read ---------------------------------------------------------------

WHOLE = package({"word/document.xml": document(QUESTION + paragraph(run("R: Ja.")) * 200)})


def corrupt(raw: bytes, part: str) -> bytes:
    """Return the package with rubbish in the compressed bytes of one part."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        info = archive.getinfo(part)
    start = info.header_offset + 30 + len(part)
    return raw[:start] + b"\xff" * info.compress_size + raw[start + info.compress_size :]


DAMAGED = {
    "cut off": WHOLE[: len(WHOLE) // 2],
    "only the start": WHOLE[:10],
    "not a zip": b"Dit is gewoon tekst en geen Word.",
    "rubbish in the compressed part": corrupt(WHOLE, "word/document.xml"),
    "rubbish in the relations": corrupt(WHOLE, "_rels/.rels"),
    "no relations": b"PK\x05\x06" + bytes(18),
    "main part is missing": package({"word/styles.xml": "<a/>"}),
    "no main relation": package(
        {"word/document.xml": document(QUESTION)}, kind="http://voorbeeld.nl/anders"
    ),
    "broken XML": package({"word/document.xml": document(QUESTION)[:-20]}),
    "no XML": package({"word/document.xml": b"\x00\x01\x02"}),
    "empty part": package({"word/document.xml": b""}),
}


@pytest.mark.parametrize("raw", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_document_is_called_damaged(tmp_path, raw):
    with pytest.raises(DamagedDocument, match=r"J01\.docx"):
        read_bytes(tmp_path, raw)


def test_a_zip_with_a_password_is_damaged(tmp_path):
    raw = bytearray(WHOLE)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = raw.find(signature)
        while place >= 0:
            raw[place + flags] |= 1
            place = raw.find(signature, place + 1)

    with pytest.raises(DamagedDocument):
        read_bytes(tmp_path, bytes(raw))


def test_a_document_with_a_password_is_called_protected(tmp_path):
    with pytest.raises(ProtectedDocument, match="wachtwoord"):
        read_bytes(tmp_path, bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2_000))


def test_a_file_of_no_bytes_is_empty(tmp_path):
    with pytest.raises(EmptySource):
        read_bytes(tmp_path, b"")


@pytest.mark.parametrize("body", ["", paragraph(), paragraph(run("  ")), "<w:sectPr/>"])
def test_a_document_without_text_is_empty(tmp_path, body):
    with pytest.raises(EmptySource):
        read_bytes(tmp_path, package({"word/document.xml": document(body)}))


@pytest.mark.parametrize("part", ["word/document.xml", "word/comments.xml"])
def test_a_part_that_unpacks_to_far_too_much_is_refused(tmp_path, part):
    """A zip bomb: 60 MB of spaces is 60 kB in the file."""
    parts = {"word/document.xml": document(QUESTION), part: b"<a>" + b" " * 60_000_000}

    with pytest.raises(SourceTooLarge) as caught:
        read_bytes(tmp_path, package(parts))
    assert caught.value.megabytes == 60


ENTITIES = {
    "internal": '<!ENTITY geheim "GEHEIM">',
    "external": '<!ENTITY geheim SYSTEM "{path}">',
    "nested": '<!ENTITY a "GEHEIM"><!ENTITY geheim "&a;&a;">',
}


@pytest.mark.parametrize("declaration", ENTITIES.values(), ids=ENTITIES)
def test_an_entity_is_never_unfolded(tmp_path, declaration):
    """Whether the document is refused or read, nothing from outside the text comes in."""
    outside = tmp_path / "buiten.txt"
    outside.write_text("GEHEIM", encoding="utf-8")
    doctype = f"<!DOCTYPE w:document [{declaration.format(path=outside.as_uri())}]>"
    body = QUESTION + "<w:p><w:r><w:t>R: Ik ging &geheim; weg.</w:t></w:r></w:p>"
    content = document(body).replace("?>", f"?>{doctype}", 1)
    try:
        text = read_bytes(tmp_path, package({"word/document.xml": content})).text
    except DamagedDocument as error:
        text = str(error)

    assert "GEHEIM" not in text


def test_words_behind_an_entity_do_not_vanish_in_silence(tmp_path):
    body = QUESTION + "<w:p><w:r><w:t>R: Ik ging &x; weg.</w:t></w:r></w:p>"
    content = document(body).replace("?>", '?><!DOCTYPE w:document [<!ENTITY x "y">]>', 1)
    try:
        text = read_bytes(tmp_path, package({"word/document.xml": content})).text
    except DamagedDocument:
        text = "geweigerd, weg."

    assert "weg." in text


def test_a_million_laughs_end_at_once(tmp_path):
    layers = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    declaration = f'<!DOCTYPE w:document [<!ENTITY l0 "ha">{layers}]>'
    body = QUESTION + "<w:p><w:r><w:t>R: &l9;</w:t></w:r></w:p>"
    content = document(body).replace("?>", f"?>{declaration}", 1)
    try:
        text = read_bytes(tmp_path, package({"word/document.xml": content})).text
    except DamagedDocument as error:
        text = str(error)

    assert "haha" not in text
