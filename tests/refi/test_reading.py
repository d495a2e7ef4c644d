"""A project of another program is read tolerantly, and everything lost is counted."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from codeer.errors import QdaProtected, QdaTooLarge, QdaUnreadable, UnreadableSource
from codeer.refi import container
from codeer.refi.reading import read_codebook, read_project
from codeer.refi.values import Finding
from tests.refi.projects import (
    ANNA,
    BEN,
    CLICK,
    EASE,
    coding,
    guid,
    qde,
    selection,
    text_source,
    with_text,
    write_qdpx,
)

TEXT = "Ik wacht al lang.\nDat is niet fijn."


def lost(findings: tuple[Finding, ...], what: str, outcome: str = "weggelaten") -> dict[str, int]:
    return {f.reason: f.number for f in findings if (f.outcome, f.what) == (outcome, what)}


def quoted(path: Path) -> list[str]:
    """Return what the selections of the first text select."""
    source = read_project(path)[0].sources[0]
    return [source.text[s.start : s.end] for s in source.selections]


# --- what there is -------------------------------------------------------------------------------


def test_a_good_project_is_read_without_loss(tmp_path):
    project, findings = read_project(with_text(tmp_path, TEXT, selection(3, 8, "wacht")))
    source = project.sources[0]

    assert (project.name, project.origin) == ("proef", "Proef 1")
    assert [user.name for user in project.users] == ["Anna", "Ben"]
    assert [code.name for code in project.codes] == ["Klik", "Gemak"]
    assert (source.name, source.text) == ("a", TEXT)
    assert [(c.code, c.user) for s in source.selections for c in s.codings] == [(CLICK, ANNA)]
    assert {f.outcome for f in findings} == {"gelezen"}


def test_codes_keep_their_tree_colour_description_and_whether_they_can_be_given(tmp_path):
    codes = (
        f'<CodeBook><Codes><Code guid="{{{guid(1).upper()}}}" name="Map" isCodable="false" color="#ABC">'
        f'<Description>Alles.</Description><Code guid="{guid(2)}" name="Kind" isCodable="true"/>'
        "</Code></Codes></CodeBook>"
    )
    parent, child = read_project(write_qdpx(tmp_path, qde(codes=codes)))[0].codes

    assert (parent.guid, parent.color, parent.is_codable) == (guid(1), "#aabbcc", False)
    assert parent.description == "Alles."
    assert child.parent == parent.guid


def test_a_colour_may_be_a_name_and_nonsense_is_left_out(tmp_path):
    codes = (
        f'<CodeBook><Codes><Code guid="{CLICK}" name="A" isCodable="true" color="Red"/>'
        f'<Code guid="{EASE}" name="B" isCodable="true" color="blauwig"/></Codes></CodeBook>'
    )
    project, findings = read_project(write_qdpx(tmp_path, qde(codes=codes)))

    assert [code.color for code in project.codes] == ["#ff0000", ""]
    assert lost(findings, "kleur van een code") == {"onbekende schrijfwijze": 1}


def test_two_codes_with_one_name_are_two_codes(tmp_path):
    codes = (
        f'<CodeBook><Codes><Code guid="{CLICK}" name="Klik" isCodable="true"/>'
        f'<Code guid="{EASE}" name="Klik" isCodable="true"/></Codes></CodeBook>'
    )

    assert len(read_project(write_qdpx(tmp_path, qde(codes=codes)))[0].codes) == 2


def test_cases_bring_their_values_and_texts(tmp_path):
    cases = (
        f'<Variables><Variable guid="{guid(60)}" name="groep" typeOfVariable="Text"/></Variables>'
        f'<Cases><Case guid="{guid(61)}" name="J01"><VariableValue><VariableRef targetGUID="{guid(60)}"/>'
        f'<TextValue>jongere</TextValue></VariableValue><SourceRef targetGUID="{guid(50)}"/>'
        f'<SourceRef targetGUID="{guid(59)}"/></Case></Cases>'
    )
    xml = qde(text_source(""), cases=cases)
    project, findings = read_project(write_qdpx(tmp_path, xml, {"sources/a.txt": TEXT}))
    case = project.cases[0]

    assert (case.name, dict(case.values), case.sources) == (
        "J01",
        {"groep": "jongere"},
        (guid(50),),
    )
    assert lost(findings, "SourceRef") == {"verwijst naar een bron die niet gelezen is": 1}


def test_notes_are_linked_and_a_dangling_link_is_counted(tmp_path):
    refs = f'<NoteRef targetGUID="{guid(80)}"/><NoteRef targetGUID="{guid(81)}"/>'
    notes = (
        f'<Notes><Note guid="{guid(80)}" name="memo" creatingUser="{ANNA}">'
        "<PlainTextContent>Let op.</PlainTextContent></Note></Notes>"
    )
    xml = qde(text_source(selection(0, 2, "Ik", coding(inside=refs))), notes=notes)
    project, findings = read_project(write_qdpx(tmp_path, xml, {"sources/a.txt": TEXT}))

    assert [(note.text, note.user) for note in project.notes] == [("Let op.", ANNA)]
    assert project.sources[0].selections[0].codings[0].notes == (guid(80),)
    assert lost(findings, "NoteRef") == {"verwijst naar een memo die er niet is": 1}


# --- who coded -----------------------------------------------------------------------------------


def test_who_made_the_selection_coded_when_the_coding_does_not_say(tmp_path):
    one = selection(0, 2, "Ik", coding(user=None)).replace(
        "startPos", f'creatingUser="{BEN}" startPos'
    )

    made = read_project(with_text(tmp_path, TEXT, one))[0].sources[0].selections[0]

    assert made.codings[0].user == BEN


def test_a_coder_who_is_not_in_the_list_is_nobody(tmp_path):
    path = with_text(tmp_path, TEXT, selection(0, 2, "Ik", coding(user=guid(9))))
    project, findings = read_project(path)

    assert project.sources[0].selections[0].codings[0].user is None
    assert lost(findings, "Coding", "aangepast") == {
        "de codeur staat niet in de gebruikerslijst": 1
    }


# --- texts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("member", "path"),
    [
        ("sources/a.txt", "a.txt"),
        ("Sources/a.txt", "internal://a.txt"),
        ("sources/A.TXT", "internal://a.txt"),
        ("a.txt", "internal://a.txt"),
        ("sources/a.txt", "relative:///a.txt"),
        ("sources/a.txt", r"C:\onderzoek\a.txt"),
        (r"sources\a.txt", "internal://a.txt"),
    ],
)
def test_a_text_is_found_however_its_path_is_written(tmp_path, member, path):
    made = with_text(tmp_path, TEXT, selection(3, 8, "wacht"), member=member, path=path)

    assert quoted(made) == ["wacht"]


def test_a_path_outside_the_archive_is_never_read(tmp_path):
    (tmp_path / "geheim.txt").write_text("geheim")
    path = with_text(tmp_path, TEXT, path=f"absolute://{tmp_path}/geheim.txt")
    project, findings = read_project(path)

    assert project.sources == ()
    assert lost(findings, "TextSource") == {"het bestand zit niet in het project": 1}


def test_the_codings_of_a_missing_text_are_counted(tmp_path):
    xml = qde(text_source(selection(0, 2) + selection(3, 8, number=71)))
    _, findings = read_project(write_qdpx(tmp_path, xml))

    assert lost(findings, "Coding") == {"de tekst van de bron ontbreekt": 2}


def test_an_empty_text_is_left_out(tmp_path):
    project, findings = read_project(with_text(tmp_path, " \n", selection(0, 1)))

    assert project.sources == ()
    assert lost(findings, "TextSource") == {"lege tekst": 1}


def test_text_in_the_project_file_itself_is_read(tmp_path):
    source = f'<TextSource guid="{guid(50)}" name="a"><PlainTextContent>Ik wacht.</PlainTextContent>{selection(3, 8, "wacht")}</TextSource>'

    assert quoted(write_qdpx(tmp_path, qde(source))) == ["wacht"]


def test_plain_text_is_preferred_to_the_word_file_beside_it(tmp_path):
    source = text_source("", more=' richTextPath="internal://a.docx"')
    path = write_qdpx(tmp_path, qde(source), {"sources/a.txt": TEXT, "sources/a.docx": b"stuk"})
    project, findings = read_project(path)

    assert project.sources[0].text == TEXT
    assert {f.outcome for f in findings} == {"gelezen"}


def word_file(*paragraphs: str) -> bytes:
    document, stream = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(stream)
    return stream.getvalue()


def test_without_plain_text_the_words_of_the_word_file_are_read_and_quotes_are_looked_up(tmp_path):
    source = f'<TextSource guid="{guid(50)}" name="a" richTextPath="internal://a.docx">{selection(5, 10, "wacht")}</TextSource>'
    path = write_qdpx(tmp_path, qde(source), {"sources/a.docx": word_file("Ik wacht.", "Lang.")})

    assert quoted(path) == ["wacht"]
    assert read_project(path)[0].sources[0].text == "Ik wacht.\nLang."


def test_rich_text_of_another_kind_is_counted(tmp_path):
    source = f'<TextSource guid="{guid(50)}" name="a" richTextPath="internal://a.rtf"/>'
    _, findings = read_project(write_qdpx(tmp_path, qde(source), {"sources/a.rtf": b"{\\rtf1}"}))

    assert lost(findings, "TextSource") == {"opgemaakte tekst .rtf zonder platte tekst erbij": 1}


def test_pictures_and_sound_are_left_out_with_the_number_of_their_codings(tmp_path):
    picture = (
        f'<PictureSource guid="{guid(51)}" path="internal://b.png"><PictureSelection guid="{guid(52)}" '
        f'firstX="0" firstY="0" secondX="9" secondY="9">{coding()}{coding(EASE, number=91)}'
        "</PictureSelection></PictureSource>"
    )
    sound = f'<AudioSource guid="{guid(53)}" path="internal://c.mp3"/>'
    _, findings = read_project(write_qdpx(tmp_path, qde(picture + sound)))

    assert lost(findings, "PictureSource") == {"codeer leest alleen tekst": 1}
    assert lost(findings, "AudioSource") == {"codeer leest alleen tekst": 1}
    assert lost(findings, "Coding") == {"bij een PictureSource": 2}


def test_of_a_pdf_the_text_layer_is_read(tmp_path):
    layer = text_source(selection(3, 8, "wacht"), number=55).replace("TextSource", "Representation")
    pdf = (
        f'<PDFSource guid="{guid(54)}" name="b.pdf" path="internal://b.pdf"><PDFSelection guid="{guid(56)}" '
        f'page="0" firstX="0" firstY="0" secondX="1" secondY="1">{coding(number=99)}</PDFSelection>{layer}</PDFSource>'
    )
    project, findings = read_project(write_qdpx(tmp_path, qde(pdf), {"sources/a.txt": TEXT}))

    assert [(s.name, len(s.selections)) for s in project.sources] == [("b.pdf", 1)]
    assert lost(findings, "Coding") == {"bij een PDFSource": 1}


# --- places --------------------------------------------------------------------------------------


def test_a_byte_order_mark_and_crlf_move_no_selection(tmp_path):
    raw = "\ufeffIk wacht.\r\nAl lang."
    path = with_text(tmp_path, raw, selection(11, 13, "Al"))

    assert quoted(path) == ["Al"]
    assert read_project(path)[0].sources[0].text == "Ik wacht.\nAl lang."


def test_utf16_units_are_recognised_and_reported(tmp_path):
    path = with_text(tmp_path, "ik 😀 lach zo", selection(6, 10, "lach"))

    assert quoted(path) == ["lach"]
    assert lost(read_project(path)[1], "plaatsen van selecties", "aangepast") == {
        "UTF-16-eenheden": 1
    }


def test_a_quote_that_stands_elsewhere_moves_its_selection(tmp_path):
    path = with_text(tmp_path, TEXT, selection(5, 10, "wacht"))

    assert quoted(path) == ["wacht"]
    assert lost(read_project(path)[1], "PlainTextSelection", "aangepast") == {
        "verplaatst naar waar het citaat staat": 1
    }


def test_an_end_that_counts_the_last_character_is_repaired_by_the_quote(tmp_path):
    assert (
        quoted(
            with_text(
                tmp_path,
                "ja en ja en ja",
                selection(6, 7, "ja "[:2]),
                selection(3, 7, "en ja", number=71),
            )
        )[1]
        == "en ja"
    )


def test_a_quote_at_several_other_places_is_left_out(tmp_path):
    _, findings = read_project(with_text(tmp_path, "hoi zeg, hoi jij", selection(4, 7, "hoi")))

    assert lost(findings, "Coding") == {
        "selectie: staat niet op zijn plaats en het citaat komt vaker voor": 1
    }


def test_a_cut_quote_is_a_beginning(tmp_path):
    assert quoted(with_text(tmp_path, TEXT, selection(0, 16, "Ik wacht…"))) == ["Ik wacht al lang"]


def test_a_name_that_is_no_quote_keeps_the_place(tmp_path):
    path = with_text(tmp_path, TEXT, selection(3, 8, "regel:6"))

    assert quoted(path) == ["wacht"]
    assert lost(read_project(path)[1], "PlainTextSelection", "aangepast") == {
        "zonder citaat, dus de plaats is niet te controleren": 1
    }


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (0, 999, "begin of einde valt buiten de tekst"),
        (-1, 3, "begin of einde valt buiten de tekst"),
        (5, 5, "einde ligt niet na begin"),
        ("twee", 3, "begin of einde is geen getal"),
    ],
)
def test_an_impossible_place_is_left_out_with_its_codings(tmp_path, start, end, reason):
    project, findings = read_project(with_text(tmp_path, TEXT, selection(start, end)))

    assert project.sources[0].selections == ()
    assert lost(findings, "Coding") == {f"selectie: {reason}": 1}


# --- identifiers ---------------------------------------------------------------------------------


def test_a_coding_of_a_code_that_is_not_there_is_left_out(tmp_path):
    path = with_text(tmp_path, TEXT, selection(0, 2, "Ik", coding(guid(99))))

    assert lost(read_project(path)[1], "Coding") == {"verwijst naar een code die er niet is": 1}


def test_a_doubled_code_counts_once(tmp_path):
    one = f'<Code guid="{CLICK}" name="Klik" isCodable="true"/>'
    codes = f"<CodeBook><Codes>{one}{one}</Codes></CodeBook>"
    project, findings = read_project(write_qdpx(tmp_path, qde(codes=codes)))

    assert len(project.codes) == 1
    assert lost(findings, "Code") == {"dezelfde GUID als een eerdere code": 1}


def test_doubled_identifiers_of_selections_are_reported_and_kept(tmp_path):
    path = with_text(tmp_path, TEXT, selection(0, 2, "Ik"), selection(3, 8, "wacht"))

    assert quoted(path) == ["Ik", "wacht"]
    assert lost(read_project(path)[1], "GUID", "aangepast") == {"komt meer dan één keer voor": 2}


# --- the file as a whole -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "space", ["urn:QDA-XML:project:1.5", "http://schema.qdasoftware.org/x", ""]
)
def test_another_namespace_is_reported_and_read(tmp_path, space):
    xml = qde(text_source(selection(3, 8, "wacht")), space=space)
    path = write_qdpx(tmp_path, xml, {"sources/a.txt": TEXT})

    assert quoted(path) == ["wacht"]
    assert lost(read_project(path)[1], "naamruimte", "aangepast")


def test_what_is_against_the_schema_is_reported_with_a_line_and_read(tmp_path):
    xml = qde(text_source(selection(3, 8, "wacht"))).replace("<Users>", "<Sets/>\n<Users>")
    project, findings = read_project(write_qdpx(tmp_path, xml, {"sources/a.txt": TEXT}))

    reasons = lost(findings, "project.qde", "aangepast")
    assert len(project.sources) == 1
    assert [
        reason.startswith("wijkt af van het officiële schema, het eerst in regel")
        for reason in reasons
    ] == [True]


def test_sets_links_and_graphs_are_counted(tmp_path):
    xml = qde(
        notes=f'<Links><Link guid="{guid(5)}"/></Links><Sets><Set guid="{guid(6)}" name="s"/></Sets>'
    )
    _, findings = read_project(write_qdpx(tmp_path, xml))

    assert lost(findings, "Link") == lost(findings, "Set") == {"codeer kent dit niet": 1}


def test_a_project_file_in_a_folder_is_found(tmp_path):
    path = tmp_path / "p.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Project/project.qde", qde(text_source(selection(3, 8, "wacht"))))
        archive.writestr("Project/sources/a.txt", TEXT)

    assert quoted(path) == ["wacht"]


def test_broken_xml_is_refused_with_its_line(tmp_path):
    with pytest.raises(QdaUnreadable, match="regel 1: geen geldige XML"):
        read_project(write_qdpx(tmp_path, "<Project><Users></Project>"))


def test_another_root_is_refused(tmp_path):
    with pytest.raises(QdaUnreadable, match="begint met Rapport, verwacht Project"):
        read_project(write_qdpx(tmp_path, "<Rapport/>"))


@pytest.mark.parametrize(
    "entity", ['<!ENTITY x SYSTEM "file:///etc/passwd">', '<!ENTITY x "xxxxxxxxxx">']
)
def test_entities_are_refused(tmp_path, entity):
    xml = f"<!DOCTYPE Project [{entity}]><Project><Description>&x;</Description></Project>"

    with pytest.raises(QdaUnreadable, match="DTD"):
        read_project(write_qdpx(tmp_path, xml))


def test_a_file_that_is_no_archive_is_refused(tmp_path):
    (tmp_path / "p.qdpx").write_text("hallo")

    with pytest.raises(QdaUnreadable, match="geen geldig zip-bestand"):
        read_project(tmp_path / "p.qdpx")


def test_a_damaged_directory_of_the_archive_is_refused(tmp_path):
    path = write_qdpx(tmp_path, qde())
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 6] = 200  # needs a version of zip that does not exist
    path.write_bytes(raw)

    with pytest.raises(QdaUnreadable, match="geen geldig zip-bestand"):
        read_project(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UnreadableSource):
        read_project(tmp_path / "p.qdpx")


def test_an_archive_without_project_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "p.qdpx", "w") as archive:
        archive.writestr("iets.txt", "x")

    with pytest.raises(QdaUnreadable, match="er staat geen project"):
        read_project(tmp_path / "p.qdpx")


@pytest.mark.parametrize("member", ["../buiten.txt", "/etc/x.txt", "sources/../../x", "C:/x.txt"])
def test_a_member_that_points_outside_is_refused(tmp_path, member):
    with pytest.raises(QdaUnreadable, match="buiten het archief"):
        read_project(write_qdpx(tmp_path, qde(), {member: "x"}))


def test_a_password_is_named(tmp_path):
    path = write_qdpx(tmp_path, qde())
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # the flag that says: encrypted
    path.write_bytes(raw)

    with pytest.raises(QdaProtected, match="wachtwoord"):
        read_project(path)


def test_a_bomb_is_refused(tmp_path):
    xml = qde(text_source(""))
    path = write_qdpx(tmp_path, xml, {"sources/a.txt": b"a" * 9_000_000})

    with pytest.raises(QdaUnreadable, match="verdacht sterk ingepakt"):
        read_project(path)


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(container, "MAX_MEMBERS", 2)

    with pytest.raises(QdaUnreadable, match="hoogstens 2"):
        read_project(write_qdpx(tmp_path, qde(), {"b": "", "c": ""}))


def test_a_text_that_is_too_large_is_left_out_with_the_limit_named(tmp_path):
    project, findings = read_project(with_text(tmp_path, b"a b " * 2_600_000, selection(0, 1)))

    assert project.sources == ()
    assert lost(findings, "TextSource") == {"de tekst is groter dan 10 MB": 1}


def test_all_texts_together_have_a_limit_that_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(container, "MAX_READ_MEGABYTES", 0)

    with pytest.raises(QdaTooLarge, match="hoogstens 0 MB"):
        read_project(with_text(tmp_path, TEXT))


def test_two_hundred_megabytes_of_sound_do_not_stand_in_the_way(tmp_path):
    path = with_text(tmp_path, TEXT, selection(3, 8, "wacht"))
    with zipfile.ZipFile(path, "a") as archive, archive.open("sources/b.mp3", "w") as stream:
        for _ in range(200):
            stream.write(bytes(1_000_000))

    assert quoted(path) == ["wacht"]


# --- codebooks -----------------------------------------------------------------------------------


def test_a_codebook_is_read_with_its_sets_counted(tmp_path):
    path = tmp_path / "c.qdc"
    path.write_text(
        f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Proef"><Codes><Code guid="{CLICK}" name="Klik" '
        f'isCodable="true"/></Codes><Sets><Set guid="{EASE}" name="s"/></Sets></CodeBook>'
    )
    project, findings = read_codebook(path)

    assert (project.name, project.origin, [c.name for c in project.codes]) == (
        "c",
        "Proef",
        ["Klik"],
    )
    assert lost(findings, "Set") == {"codeer kent geen sets": 1}


def test_a_project_is_no_codebook(tmp_path):
    (tmp_path / "c.qdc").write_text(qde())

    with pytest.raises(QdaUnreadable, match="verwacht CodeBook"):
        read_codebook(tmp_path / "c.qdc")
