"""The .otr of oTranscribe: JSON around HTML, with the times in spans.

Its exports to .txt and .md are read as any text. Format: src/js/app/export.js in oTranscribe/oTranscribe.
"""

import re
from pathlib import Path

from codeer.errors import EmptySource, UnknownJson
from codeer.model import Source
from codeer.readers.labels import LabelHints
from codeer.readers.layout import Original, build_source
from codeer.readers.plain import read_text
from codeer.readers.speech_json import load_json
from codeer.text import blank_controls, mend_characters, normalise

_SPACE = re.compile(r"[ \t\r\n]+")
_BLOCKS = frozenset("p div li br h1 h2 h3 blockquote".split())
_NOT_SHOWN = frozenset("script style".split())


def read(path: Path, name: str, hints: LabelHints, encoding: str | None) -> Source:
    """Read a .otr transcript.

    Raises
    ------
    UnknownJson
        When it does not hold the text of oTranscribe.

    """
    raw, used, digest = read_text(path, encoding)
    content = load_json(path, raw)
    written = content.get("text") if isinstance(content, dict) else None
    if not isinstance(written, str):
        raise UnknownJson(path, "geen tekst van oTranscribe")
    text = normalise(_plain(written)) if written.strip() else ""
    if not text.strip():
        raise EmptySource(path)
    return build_source(Original(path, name, digest, used), text, hints)


def _plain(written: str) -> str:
    """Return the text of this HTML, a line per paragraph."""
    from lxml import etree, html

    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    clean = mend_characters(blank_controls(written))  # lxml refuses a text with others before a tag
    root = html.fragment_fromstring(clean, create_parent="div", parser=parser)
    parts: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        if tag in _BLOCKS:
            parts.append("\n")
        if event == "start" and tag not in _NOT_SHOWN:
            parts.append(_flat(element.text))
        elif event == "end" and element is not root:
            if element.get("class") == "timestamp":
                parts.append(" ")
            parts.append(_flat(element.tail))
    lines = [line.strip(" ") for line in "".join(parts).split("\n")]
    return "\n".join(line for line in lines if line)


def _flat(text: str | None) -> str:
    """Return what is seen of a text: any white space is one space, but not the hard one behind a time."""
    return _SPACE.sub(" ", text or "")
