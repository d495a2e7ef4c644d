"""Where fuzzing starts: small valid samples of every format, made from what the repository holds, and its words."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import docx
import openpyxl

from tests.conftest import CODEBOOK, INTERVIEW
from tests.readers.test_open_document import document, package
from tests.readers.test_pdf import make_pdf
from tests.refi.projects import coding, guid, qde, selection, text_source
from tests.workflow.exchange import COLUMNS

REPOSITORY = Path(__file__).parents[2]
_SAMPLES = (REPOSITORY / "transcripten_voorbeeld", REPOSITORY / "tests" / "foreign")
_MOST = 3_000  # bytes of a text to begin with; long inputs are made by repeating
FAMILY = """\
Interviewer: Hoe is dat?
Moeder: =Ik kan alles
  bij haar kwijt. Ja, zo is dat.
Jongere: Nou, ze belde mij gisteren op. Ja, zo is dat.
Interviewer: En toen?
Moeder: Dat was het.
"""
TABLE_STUDY = """\
naam: tabellen
tabellen:
  wijd:
    kolommen: {respondent: code, groep: groep, antwoord: ['Hoe gaat het?', 'Wat mis je?']}
  lang:
    kolommen: {respondent: code, vraag: vraag, antwoord: 'Hoe gaat het?'}
    meer_antwoorden: true
"""
_TABLE = (
    ("code", "groep", "vraag", "Hoe gaat het?", "Wat mis je?"),
    ("J01", "jongere", "Hoe is het?", "Goed; zegt ze.", "Niks, eigenlijk"),
    ("O02", "moeder", "En thuis?", "Ze belde\nmij op", ""),
    ("P03", "professional", "", "3-4", "=1+1"),
)
SETTINGS = """\
llm:
  adres: http://127.0.0.1:11434/v1
  model: proef
  gelijktijdig: 2
  wachttijd: 30.5
zinsmodel: naam/van-model
"""
STUDY = """\
naam: proef
eenheid: beurt
groepen:
  - {naam: jongere, meervoud: jongeren, prefix: J, verwacht: 3, sprekers: [jeugdige, Daan]}
  - {naam: ouder, prefix: O, sprekers: [moeder]}
samengevoegd:
  - {naam: gezin, groepen: [jongere, ouder]}
interviewers: [Saskia]
transcripten:
  G01: {sprekers: {Daan: jongere, Kortom: geen spreker, Moeder: {groep: ouder, respondent: O9}}}
  G02.txt: {groep: jongere, sprekers: geen}
tabellen:
  '*': {kolommen: {respondent: code, antwoord: {antwoord: 'Hoe?'}}, groep: jongere}
"""
PATTERNS = """\
naam: proef
versie: '2'
woordgroepen: {steun: [hulp, bijstand]}
codes:
  - id: a
    naam: Steun
    kleur: '#1b6ca8'
    trefwoorden: [klik, '=mocht', 'drempel+', gauw|snel, {patroon: bij <persoon> *2 kwijt kunnen, gewicht: 0.8}]
    patronen: ['<steun> heel? geven', opbellen, {tokens: [{LOWER: {REGEX: '^be'}}, {IS_PUNCT: true, OP: '?'}]}]
    uitzonderingen: [niet kwijt]
    kenmerken: {ontvanger: {waarden: {kind: [zoon], ouder: [moeder]}}}
    subcodes: [{id: b, patronen: ['+bellen']}]
"""
KEY = {
    "soort": "sleutel van codeer pseudonimiseer",
    "versie": 1,
    "nummer": "0123",
    "stijl": "nummers",
    "vervangingen": [
        {"entiteit": "e1", "soort": "NAAM", "vormen": ["Anna", "Anna Bos"], "vervanging": "[N-1]"}
    ],
}
RTF = r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}}{\*\generator x;}
\pard I: Hoe ging het?\par R: Goed, zei ze \'e9\'e9n keer \u8364?.{\footnote noot}\par
\trowd\cellx100\cellx200 I:\cell En toen?\cell\row {\deleted weg}{\header boven}\bin3 abc R: Niks\par}"""


def text_seeds(suffix: str) -> Iterator[bytes]:
    """Yield the samples with this suffix, cut short."""
    for folder in _SAMPLES:
        for path in sorted(folder.glob(f"*{suffix}")):
            if path.stem != "README":
                yield _cut(path.read_bytes())


def _cut(content: bytes) -> bytes:
    """Return what a short sample needs, up to the end of a paragraph."""
    return content if len(content) <= _MOST else content[:_MOST].rpartition(b"\n\n")[0]


def plain_seeds() -> Iterator[bytes]:
    """Yield plain text in every layout, and in every encoding that is recognised."""
    yield from text_seeds(".txt")
    for encoding in ("utf-16", "utf-16-le", "utf-8-sig", "cp1252", "utf-32"):
        yield INTERVIEW.replace("Niks", "Één").encode(encoding)
    for layout in (
        "{}\t{}",
        "{} - {}",
        "[{}] {}",
        "[00:01:{n:02}] {}: {}",
        "**{}:** {}",
        "{}\n{}\n",
    ):
        yield "\n".join(
            layout.format(speaker, said, n=n)
            for n, (speaker, said) in enumerate([("I", "Hoe?"), ("Moeder", "Goed."), ("I", "Ja?")])
        ).encode()
    yield (INTERVIEW + "\nEinde interview (10:32 uur)\n").encode()


def rtf_seeds() -> Iterator[bytes]:
    """Yield RTF with what is read and what is left out."""
    yield RTF.encode("latin-1")
    yield rb"{\rtf1\mac\ansicpg10000 I: Hoe?\par R: caf\'8e \uc1\u233 ?{\*\pn\pntext x}\line ja\tab\par}"


def pdf_seeds() -> Iterator[bytes]:
    """Yield PDFs with running heads, columns and two pages."""
    yield make_pdf(["I: Hoe ging het?", "R: Goed, eigenlijk."])
    yield make_pdf(["Interview 1", "I:\tHoe?", "R:\tGoed", "pagina 1"], ["Interview 1", "I:\tEn?", "pagina 2"])  # fmt: skip
    yield make_pdf(b"BT /F1 12 Tf 50 700 Td 14 TL (I: Hoe?) Tj T* [(R: Go) -20 (ed)] TJ ET")


def docx_seeds() -> Iterator[bytes]:
    """Yield Word documents: paragraphs, a table, and parts beside the text."""
    yield _make_docx(INTERVIEW.splitlines())
    yield _make_docx(FAMILY.splitlines(), rows=[("I:", "Hoe?"), ("R:", "Goed.")])


def _make_docx(lines: list[str], rows: list[tuple[str, str]] | None = None) -> bytes:
    made = docx.Document()
    for line in lines:
        made.add_paragraph().add_run(line).bold = line.startswith("I")
    if rows:
        table = made.add_table(len(rows), 2)
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, said in zip(row.cells, cells, strict=True):
                cell.text = said
    stream = io.BytesIO()
    made.save(stream)
    kept = ("_rels/.rels", "word/document.xml", "[Content_Types].xml")
    more = {"word/comments.xml": _word("comments", "comment"), "word/footnotes.xml": _word("footnotes", "footnote")}  # fmt: skip
    with zipfile.ZipFile(stream) as archive:
        return make_zip({name: archive.read(name) for name in kept} | more)


def _word(root: str, tag: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:{root} xmlns:w="{space}"><w:{tag} w:id="1"><w:p/></w:{tag}></w:{root}>'.encode()


def odt_seeds() -> Iterator[bytes]:
    """Yield OpenDocument texts with spaces, notes, tables and boxes."""
    body = (
        "<text:p>I: Hoe<text:s text:c='3'/>ging<text:tab/>het?<text:line-break/></text:p>"
        "<text:h>R: Goed<office:annotation><text:p>x</text:p></office:annotation></text:h>"
        "<table:table><table:table-row><table:table-cell><text:p>I:</text:p></table:table-cell>"
        "<table:table-cell><text:p>En?</text:p></table:table-cell></table:table-row></table:table>"
        "<text:p>R: <draw:frame><draw:text-box><text:p>Niks.</text:p></draw:text-box></draw:frame></text:p>"
    )
    yield package({"content.xml": document(body)})
    styles = document("").replace("document-content", "document-styles")
    yield package(
        {
            "content.xml": document("<text:p>I: Hoe?</text:p><text:p>R: Goed.</text:p>"),
            "styles.xml": styles,
        }
    )


def csv_seeds() -> Iterator[bytes]:
    """Yield tables with answers as text."""
    for delimiter in ";,\t":
        yield as_csv(_TABLE, delimiter).encode()
    yield b"sep=|\r\n" + as_csv(_TABLE, "|").encode("cp1252")
    yield as_csv(_TABLE, ";").encode("utf-16")


def as_csv(rows: tuple[tuple[str, ...], ...], delimiter: str) -> str:
    """Return rows as a spreadsheet writes them."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


def xlsx_seeds() -> Iterator[bytes]:
    """Yield tables with answers as workbooks."""
    yield _xlsx(_TABLE[:3])
    yield _xlsx(_TABLE)
    yield _xlsx(_TABLE, merge="A2:B3")


def _xlsx(rows: tuple[tuple[str, ...], ...], merge: str = "") -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    if merge:
        workbook.active.merge_cells(merge)
    stream = io.BytesIO()
    workbook.save(stream)
    with zipfile.ZipFile(stream) as archive:  # the theme is ten times the rest
        return make_zip({n: archive.read(n) for n in archive.namelist() if "theme" not in n})


_DECISIONS = (
    tuple(COLUMNS),
    ("J01.txt", "", "", "", "gemak", "Anna", "aanvaard", "memo", "Ze belde mij gisteren op."),
    ("J01", "J01", "", "", "band", "Ben", "verwerp", "", "alles kwijt"),
    ("G01.txt", "", "34", "60", "gemak", "", "", "", "Ik kan alles"),
)
_TAGUETTE = (
    ("id", "document", "tag", "content"),
    ("1", "J01", "gemak", "Niks eigenlijk."),
)


def sheet_csv_seeds() -> Iterator[bytes]:
    """Yield tables of decisions as text, one of another program."""
    yield as_csv(_DECISIONS, ";").encode("utf-8-sig")
    yield as_csv(_TAGUETTE, ",").encode()


def sheet_xlsx_seeds() -> Iterator[bytes]:
    """Yield tables of decisions as workbooks."""
    yield _xlsx(_DECISIONS)
    yield _xlsx(_TAGUETTE)


def qdpx_seeds() -> Iterator[bytes]:
    """Yield projects with cases, notes, a Word text and codings."""
    said = FAMILY.encode()
    notes = f'<Notes><Note guid="{guid(20)}" name="m"><PlainTextContent>memo</PlainTextContent></Note></Notes>'
    chosen = selection(27, 40, "=Ik kan alles", coding() + f'<NoteRef targetGUID="{guid(20)}"/>')
    source = text_source(chosen + selection(0, 5, number=71))
    cases = f'<Cases><Case guid="{guid(30)}" name="M"><SourceRef targetGUID="{guid(50)}"/></Case></Cases>'
    yield make_zip(
        {"project.qde": qde(source, cases=cases, notes=notes).encode(), "sources/a.txt": said}
    )
    crlf = INTERVIEW.replace("\n", "\r\n").replace("Niks", "\U0001f600 Niks").encode("utf-8-sig")
    rich = text_source("", "internal://b.txt", "b", 51, ' richTextPath="internal://b.docx"')
    parts = {"sources/a.txt": crlf, "sources/b.docx": next(docx_seeds())}
    yield make_zip({"project.qde": qde(source + rich).encode(), **parts})


def qdc_seeds() -> Iterator[bytes]:
    """Yield a codebook with a folder and colours."""
    space = "urn:QDA-XML:codebook:1.0"
    yield (
        f'<?xml version="1.0"?><CodeBook xmlns="{space}" origin="Proef"><Codes>'
        f'<Code guid="{guid(1)}" name="Steun" isCodable="false" color="#abc"><Description>uitleg</Description>'
        f'<Code guid="{guid(2)}" name="Klik: ja" isCodable="true" color="red"/></Code></Codes>'
        f'<Sets><Set guid="{guid(3)}" name="s"/></Sets></CodeBook>'
    ).encode()


@cache
def packet_seeds() -> tuple[bytes, ...]:
    """Return a blind packet and one with decisions, made by codeer itself."""
    from codeer.model import Decision, Verdict
    from codeer.workflow.exporting import ExportSettings, export
    from tests.soak.fuzz_checks import make_project, scratch

    with scratch() as folder:
        project = make_project(folder / "project")
        store, run = project.open_store()
        with store:
            source = next(iter(store.fetch_sources(run.id)))
            store.log.record("Anna", [Decision(source, "gemak", 30, 40, Verdict.ACCEPT, note="n")])
        found = []
        for name, settings in (("blind", {}), ("vol", {"with_decisions": True})):
            path = folder / f"{name}.codeer"
            export(ExportSettings(project=project, path=path, **settings))
            found.append(path.read_bytes())
    return tuple(found)


def json_seeds() -> Iterator[bytes]:
    """Yield JSON of every program that is known, cut down but whole."""
    for path in sorted(_SAMPLES[1].glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        for key in ("segments", "transcription"):
            if key in content:
                content[key] = content[key][:3]
        yield json.dumps(content, ensure_ascii=False).encode()


def yaml_seeds(*texts: str, files: str) -> Iterator[bytes]:
    """Yield these texts and the shipped files of this kind, cut short."""
    yield from (text.encode() for text in texts)
    yield from (_cut(path.read_bytes()) for path in sorted((REPOSITORY / "codeboeken").glob(files)))


def codebook_seeds() -> Iterator[bytes]:
    """Yield codebooks."""
    return yaml_seeds(PATTERNS, CODEBOOK, files="jim.yaml")


def study_seeds() -> Iterator[bytes]:
    """Yield study designs."""
    return yaml_seeds(STUDY, TABLE_STUDY, files="*-onderzoek.yaml")


def make_zip(parts: dict[str, bytes]) -> bytes:
    """Return these parts as a zip with the same bytes every time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()
