"""The empty Word document: page, styles, language and properties, without anything of a template.

Lengths are in twips (twentieths of a point) where nothing else is said, as in the format.
"""

import io
from collections.abc import Iterator
from datetime import UTC
from xml.sax.saxutils import escape
from zipfile import ZipFile

from codeer.reports.blocks import Chapter, Quote

PAGE = (11906, 16838)
"""A4, upright."""
MARGIN = 1417
TEXT_WIDTH = PAGE[0] - 2 * MARGIN
LANDSCAPE_WIDTH = PAGE[1] - 2 * MARGIN
TEXT_HEIGHT = PAGE[1] - 2 * MARGIN
CELL_MARGIN = 85
INTERVIEW_TEXT = "bevat interviewtekst"
"""Stands on every page of a document with quotes."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_OFFICE}/relationships"'
)
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {"document": "document.main", **{n: n for n in ("styles", "settings", "footer", "header")}}


def make_empty_document(chapter: Chapter, title: str) -> bytes:
    """Return a Word document without text, ready for the blocks of the chapter."""
    has_quotes = any(isinstance(block, Quote) for block in chapter.blocks)
    names = [name for name in _PARTS if name != "header" or has_quotes]
    parts = {
        "[Content_Types].xml": _content_types(names),
        "_rels/.rels": _relations(
            (f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _properties(chapter, title),
        "word/_rels/document.xml.rels": _relations(
            *((f"{_OFFICE}/relationships/{name}", f"{name}.xml") for name in names[1:])
        ),
        "word/document.xml": _body(names),
        "word/styles.xml": f"<w:styles {_WORD}>{_DEFAULTS}{''.join(_styles())}</w:styles>",
        "word/settings.xml": f"<w:settings {_WORD}>{_SETTINGS}</w:settings>",
        "word/footer.xml": f"<w:ftr {_WORD}>{_PAGE_NUMBER}</w:ftr>",
    }
    if has_quotes:
        parts["word/header.xml"] = f"<w:hdr {_WORD}>{_HEADER_LINE}</w:hdr>"
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, f"{_HEAD}{content}")
    return stream.getvalue()


def _content_types(names: list[str]) -> str:
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN_TYPE}.{_PARTS[name]}+xml"/>'
        for name in names
    )
    package = "application/vnd.openxmlformats-package"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{package}.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{package}.core-properties+xml"/>'
        f"{parts}</Types>"
    )


def _relations(*relations: tuple[str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _properties(chapter: Chapter, title: str) -> str:
    made = f"{chapter.made.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{made}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>codeer</dc:creator>"
        "<cp:lastModifiedBy>codeer</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f"{dates}<dc:language>nl-NL</dc:language></cp:coreProperties>"
    )


def _body(names: list[str]) -> str:
    references = "".join(
        f'<w:{name}Reference w:type="default" r:id="rId{names.index(name)}"/>'
        for name in ("header", "footer")
        if name in names
    )
    sides = " ".join(f'w:{side}="{MARGIN}"' for side in ("top", "right", "bottom", "left"))
    return (
        f"<w:document {_WORD}><w:body><w:sectPr>{references}"
        f'<w:pgSz w:w="{PAGE[0]}" w:h="{PAGE[1]}"/>'
        f'<w:pgMar {sides} w:header="709" w:footer="709" w:gutter="0"/>'
        "</w:sectPr></w:body></w:document>"
    )


_PAGE_NUMBER = (
    '<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
_HEADER_LINE = (
    f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr><w:r><w:t>{INTERVIEW_TEXT}</w:t></w:r></w:p>'
)
# Without the compatibility mode Word shows the document as one of 2007
_SETTINGS = (
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/><w:autoHyphenation/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="nl-NL"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'
)

# --- styles --------------------------------------------------------------------------------------

# Hyphens only in tables: APA wants none in running text
_DEFAULTS = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" '
    'w:cs="Times New Roman"/><w:sz w:val="24"/><w:szCs w:val="24"/>'
    '<w:lang w:val="nl-NL" w:eastAsia="nl-NL" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:suppressAutoHyphens/></w:pPr></w:pPrDefault>"
    "</w:docDefaults>"
    '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" '
    'w:defUnhideWhenUsed="1" w:defQFormat="0" w:count="376"/>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    "<w:qFormat/></w:style>"
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
    '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    "</w:style>"
)
_KEEP = "<w:keepNext/><w:keepLines/>"
_BOLD = "<w:b/><w:bCs/>"
_ITALIC = "<w:i/><w:iCs/>"
_INDENT = 720  # half an inch, as APA has it
# The five levels of APA 7; the last two run on in the text there, which Word's headings cannot
_HEADINGS = (
    ('<w:jc w:val="center"/>', _BOLD),
    ("", _BOLD),
    ("", _BOLD + _ITALIC),
    (f'<w:ind w:left="{_INDENT}"/>', _BOLD),
    (f'<w:ind w:left="{_INDENT}"/>', _BOLD + _ITALIC),
)
DEEPEST_HEADING = len(_HEADINGS)
_BOX = "".join(
    f'<w:{side} w:val="single" w:sz="12" w:space="6" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right")
)
_LINE = 'w:val="single" w:space="0" w:color="auto"'


def _styles() -> Iterator[str]:
    """Yield the styles; with the names that Word shows in the language of its user."""
    yield _style(
        "Title",
        "Title",
        f'{_KEEP}<w:spacing w:after="240"/><w:jc w:val="center"/>',
        f'{_BOLD}<w:sz w:val="32"/><w:szCs w:val="32"/>',
    )
    for level, (layout, letters) in enumerate(_HEADINGS, start=1):
        yield _style(
            f"Heading{level}",
            f"heading {level}",
            f'{_KEEP}<w:spacing w:before="{360 if level == 1 else 240}" w:after="120"/>{layout}'
            f'<w:outlineLvl w:val="{level - 1}"/>',
            letters,
        )
    text = '<w:spacing w:line="360" w:lineRule="auto"/>'
    yield _style("BodyText", "Body Text", f'{text}<w:ind w:firstLine="{_INDENT}"/>')
    yield _style(
        "Quote",
        "Quote",
        f'<w:spacing w:before="60" w:after="120" w:line="300" w:lineRule="auto"/>'
        f'<w:ind w:left="{_INDENT}"/>',
    )
    yield _style("Basis", "Basis", f'<w:spacing w:after="240"/>{_left()}', _size(11))
    yield _style(
        "Waarschuwing",
        "Waarschuwing",
        f"<w:keepLines/><w:pBdr>{_BOX}</w:pBdr>"
        '<w:spacing w:before="120" w:after="240"/><w:ind w:left="142" w:right="142"/>',
    )
    yield _style("Caption", "caption", f'{_KEEP}<w:spacing w:before="360" w:after="120"/>{_left()}')
    yield _style("Figuur", "Figuur", '<w:keepNext/><w:spacing w:after="60"/>')
    yield _style("Noot", "Noot", f'<w:keepLines/><w:spacing w:before="80" w:after="360"/>{_left()}',
                 _size(10))  # fmt: skip
    yield _style(
        table_text(10),
        "Tabeltekst",
        '<w:suppressAutoHyphens w:val="0"/><w:spacing w:before="30" w:after="30"/>',
        _size(10),
    )
    for size in (9, 8):
        yield _style(table_text(size), f"Tabeltekst {size}", "", _size(size), table_text(10))
    yield _style("Header", "header", '<w:jc w:val="right"/>', _size(10))
    yield _style("Footer", "footer", '<w:jc w:val="center"/>', _size(10))
    for name, letters in (("Strong", _BOLD), ("Emphasis", _ITALIC)):
        yield (
            f'<w:style w:type="character" w:styleId="{name}"><w:name w:val="{name}"/><w:qFormat/>'
            f"<w:rPr>{letters}</w:rPr></w:style>"
        )
    yield _TABLE_STYLE


def table_text(size: int) -> str:
    """Return the identifier of the style of text in tables of this size."""
    return "Tabeltekst" if size == 10 else f"Tabeltekst{size}"


def _style(identity: str, name: str, layout: str, letters: str = "", base: str = "Normal") -> str:
    return (
        f'<w:style w:type="paragraph"{"" if name in _BUILT_IN else _OWN} w:styleId="{identity}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="{base}"/><w:qFormat/>'
        f"<w:pPr>{layout}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


_OWN = ' w:customStyle="1"'
_BUILT_IN = {
    "Title", "Body Text", "Quote", "caption", "header", "footer",
    *(f"heading {level}" for level in range(1, DEEPEST_HEADING + 1)),
}  # fmt: skip


def _left() -> str:
    return '<w:jc w:val="left"/>'


def _size(points: int) -> str:
    return f'<w:sz w:val="{2 * points}"/><w:szCs w:val="{2 * points}"/>'


TABLE_STYLE = "APAtabel"
_TABLE_STYLE = (
    f'<w:style w:type="table"{_OWN} w:styleId="{TABLE_STYLE}"><w:name w:val="APA-tabel"/>'
    '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
    f'<w:top {_LINE} w:sz="8"/><w:bottom {_LINE} w:sz="8"/></w:tblBorders><w:tblCellMar>'
    f'<w:left w:w="{CELL_MARGIN}" w:type="dxa"/><w:right w:w="{CELL_MARGIN}" w:type="dxa"/>'
    '</w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
    f'<w:top {_LINE} w:sz="8"/><w:bottom {_LINE} w:sz="6"/></w:tcBorders></w:tcPr></w:tblStylePr>'
    "</w:style>"
)
