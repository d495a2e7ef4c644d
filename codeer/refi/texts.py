"""The text of a source: a plain file, text in the project itself, or else the words of a Word file."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lxml import etree

from codeer.errors import CodeerError, EmptySource
from codeer.readers import plain, word
from codeer.refi.container import Container
from codeer.refi.losses import Losses
from codeer.refi.offsets import BOM, to_plain

_MEDIA = {
    "PictureSource": "PictureSelection",
    "PDFSource": "PDFSelection",
    "AudioSource": "AudioSelection",
    "VideoSource": "VideoSelection",
}
_NO_TEXT = "codeer leest alleen tekst"


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a source as written, with line ends and byte order mark."""

    raw: str
    from_word: bool = False


class Texts:
    """Finds and reads texts in a project."""

    def __init__(self, container: Container, losses: Losses) -> None:
        self._container = container
        self._losses = losses

    def read(self, element: etree._Element) -> Text | None:
        """Return the text of a source, or None when there is none: then its codings are counted."""
        problems: list[str] = []
        path, rich = element.get("plainTextPath"), element.get("richTextPath")
        content = element.findtext("PlainTextContent")
        for reference, read in ((path, self.read_plain), (rich, self._read_rich)):
            if reference is rich and content and content.strip():
                return Text(content)
            if not reference:
                continue
            text = read(reference, problems)
            if text is not None and to_plain(text.raw).strip():
                self._note_path(reference)
                return text
        reason = problems[0] if problems else "lege tekst"
        self._losses.drop("TextSource", reason)
        codings = len(list(element.iter("Coding")))
        self._losses.drop("Coding", "de tekst van de bron ontbreekt", codings)
        return None

    def _note_path(self, reference: str) -> None:
        member = self._container.find(reference) or ""
        if not reference.lower().startswith("internal://"):
            self._losses.adapt("pad van een bron", "niet geschreven als internal://")
        folder = PurePosixPath(self._container.written_name(member).replace("\\", "/")).parent
        if folder.as_posix() != "sources":
            self._losses.adapt("pad van een bron", "bestand staat niet in de map sources/")

    def _find(self, reference: str, problems: list[str]) -> str | None:
        member = self._container.find(reference)
        if member is None:
            problems.append("het bestand zit niet in het project")
        elif self._container.size(member) > plain.MAX_MEGABYTES * 1_000_000:
            problems.append(f"de tekst is groter dan {plain.MAX_MEGABYTES} MB")
            return None
        return member

    def read_plain(self, reference: str, problems: list[str]) -> Text | None:
        """Return a text file of the project, or None with the reason added to `problems`."""
        member = self._find(reference, problems)
        if member is None:
            return None
        content = self._container.read(member, plain.MAX_MEGABYTES)
        try:
            text, encoding = plain.decode(Path(member), content, None)
        except CodeerError:
            text, encoding = "\0", ""
        if plain.is_binary(text):
            problems.append("het bestand is geen tekst")
            return None
        if encoding != "utf-8" and text:
            self._losses.adapt("codering van een tekst", encoding)
        return Text(BOM + text if encoding.endswith("(BOM)") else text)

    def _read_rich(self, reference: str, problems: list[str]) -> Text | None:
        member = self._find(reference, problems)
        if member is None:
            return None
        if not member.endswith(".docx"):
            kind = PurePosixPath(member).suffix or "zonder achtervoegsel"
            problems.append(f"opgemaakte tekst {kind} zonder platte tekst erbij")
            return None
        content = self._container.read(member, plain.MAX_MEGABYTES)
        try:
            text, _, _ = word.read_text(Path(member), content)
        except EmptySource:
            return None
        except CodeerError:
            problems.append("het Word-bestand is beschadigd of heeft een wachtwoord")
            return None
        self._losses.adapt("TextSource", "tekst uit het Word-bestand: plaatsen kunnen afwijken")
        return Text(text, from_word=True)


def find_text(element: etree._Element, losses: Losses) -> etree._Element | None:
    """Return what holds text, which in a PDF is its representation, and count the rest."""
    tag = str(element.tag)
    if tag == "TextSource":
        return element
    if tag not in _MEDIA:
        losses.drop(tag, "onbekend soort bron")
        return None
    representation = element.find("Representation")
    places = element.findall(_MEDIA[tag]) + element.findall("Transcript/TranscriptSelection")
    codings = sum(len(place.findall("Coding")) for place in places)
    codings += len(element.findall("Coding"))
    if representation is None:
        losses.drop(tag, _NO_TEXT)
    else:
        losses.adapt(tag, "alleen de tekstlaag gelezen")
    losses.drop(_MEDIA[tag], _NO_TEXT, len(places))
    losses.drop("Coding", f"bij een {tag}", codings)
    return representation
