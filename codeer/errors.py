"""Everything that can go wrong on purpose, with its Dutch message.

CodeerError
├─ SourceError     MissingSource · NoTranscripts · UnsupportedFormat · UnreadableSource · EmptySource
│                  BinarySource · WrongEncoding · SourceTooLarge · DamagedDocument · ProtectedDocument
│                  CueProblem · NoSpeakers · NoRespondents · DuplicateTranscript · SourceProblems (many at once)
├─ CodebookError   CodebookMissing · CodebookAmbiguous · FileProblems (located, all at once)
├─ StudyError      StudyAmbiguous · UnresolvedSpeakers · DuplicateRespondent
├─ StoreError      StoreLocked · StoreDamaged · StoreTooNew · NothingStored
├─ ReviewError     NothingToReview · NoTerminal · NoCoder · UnknownName
├─ SetupError      MissingModel · SampleMissing
└─ OutputError     OutputNotWritable · DiskFull

Raise sites give typed fields; the wording stands only here. No message quotes what a participant said.
"""

import difflib
import errno
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar


@dataclass(eq=False)
class CodeerError(Exception):
    """An expected failure: shown without traceback, exit code 1."""

    template: ClassVar[str] = ""

    def __str__(self) -> str:
        return self.template.format(**vars(self))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), vars(self))  # so that it comes out of another process whole


def _rebuild(kind: "type[CodeerError]", fields: dict[str, Any]) -> "CodeerError":
    return kind(**fields)


_CAUSES = {
    errno.EACCES: "geen toegang, of het bestand staat open in een ander programma",
    errno.EPERM: "geen toegang, of het bestand staat open in een ander programma",
    errno.EROFS: "deze schijf is alleen-lezen",
    errno.EEXIST: "er staat al een bestand met deze naam",
    errno.ENOTDIR: "er staat een bestand waar een map hoort",
    errno.EISDIR: "dit is een map",
    errno.ENOENT: "bestaat niet",
    errno.ENOSPC: "de schijf is vol",
    errno.EIO: "leesfout of schrijffout op de schijf",
    errno.ENAMETOOLONG: "de naam is te lang",
}


def describe_cause(error: OSError) -> str:
    """Return in Dutch what the operating system found wrong."""
    return _CAUSES.get(error.errno or 0, f"fout {error.errno} van het besturingssysteem")


# --- transcripts ---------------------------------------------------------------------------------


class SourceError(CodeerError):
    """A transcript cannot be used."""


@dataclass(eq=False)
class MissingSource(SourceError):
    path: Path
    template = (
        "{path}: bestaat niet.\n"
        "Verwacht: een transcript of een map met transcripten. Controleer de naam en de map."
    )


@dataclass(eq=False)
class NoTranscripts(SourceError):
    path: Path
    supported: str
    template = (
        "{path}: geen transcripten gevonden.\nVerwacht: bestanden met {supported}. "
        "Zet de interviews in deze map of geef een andere map op: codeer suggest MAP"
    )


@dataclass(eq=False)
class UnsupportedFormat(SourceError):
    path: Path
    supported: str
    template = (
        "{path}: dit bestandstype kan codeer niet lezen.\nVerwacht: {supported}. "
        "Sla het bestand op als .docx of .txt en probeer het opnieuw."
    )


@dataclass(eq=False)
class UnreadableSource(SourceError):
    path: Path
    cause: str
    template = (
        "{path}: kan niet worden geopend ({cause}).\n"
        "Controleer of het bestand bestaat, niet in een ander programma openstaat en leesbaar is."
    )


@dataclass(eq=False)
class EmptySource(SourceError):
    path: Path
    template = (
        "{path}: het bestand bevat geen tekst.\n"
        "Verwacht: een uitgeschreven interview. Haal het bestand weg of zet er de tekst in."
    )


@dataclass(eq=False)
class BinarySource(SourceError):
    path: Path
    template = (
        "{path}: dit is geen tekstbestand, al heet het wel zo.\n"
        "Open het in het programma waarmee het gemaakt is en sla het op als .docx of .txt (UTF-8)."
    )


@dataclass(eq=False)
class WrongEncoding(SourceError):
    path: Path
    encoding: str
    position: int
    template = (
        "{path}: byte {position} past niet bij de codering {encoding}.\nSla het bestand op als "
        "UTF-8, of noem de juiste codering, bijvoorbeeld: --codering windows-1252"
    )


@dataclass(eq=False)
class UnknownEncoding(SourceError):
    encoding: str
    template = (
        "Onbekende codering '{encoding}'.\n"
        "Verwacht: bijvoorbeeld utf-8, utf-16, windows-1252 of mac-roman."
    )


@dataclass(eq=False)
class SourceTooLarge(SourceError):
    path: Path
    megabytes: int
    limit: int
    template = (
        "{path}: {megabytes} MB tekst is te groot voor één transcript (hoogstens {limit} MB).\n"
        "Een interview van drie uur is ongeveer 0,2 MB. Klopt het bestand? "
        "Splits het anders in één bestand per interview."
    )


@dataclass(eq=False)
class DamagedDocument(SourceError):
    path: Path
    cause: str
    template = (
        "{path}: het Word-bestand is beschadigd of niet compleet ({cause}).\n"
        "Open het in Word, sla het opnieuw op als .docx, of kopieer het opnieuw van de bron."
    )


@dataclass(eq=False)
class ProtectedDocument(SourceError):
    path: Path
    template = (
        "{path}: het Word-bestand heeft een wachtwoord of is een oud .doc-bestand.\n"
        "Open het in Word, haal het wachtwoord eraf en sla het op als .docx."
    )


@dataclass(eq=False)
class CueProblem(SourceError):
    """A subtitle cue that cannot be trusted; `problem` is a key of `problems`."""

    path: Path
    line: int
    problem: str
    problems: ClassVar[dict[str, str]] = {
        "time": "geen geldige tijdregel; verwacht: 00:00:01.000 --> 00:00:04.000",
        "order": "deze tijd ligt vóór de vorige; verwacht: tijden die oplopen",
        "empty": "onder deze tijd staat geen tekst; verwacht: de gesproken woorden",
        "none": "geen enkele tijdregel gevonden; verwacht: 00:00:01.000 --> 00:00:04.000",
    }

    def __str__(self) -> str:
        return (
            f"{self.path}, regel {self.line}: {self.problems[self.problem]}.\n"
            "Herstel het bestand of exporteer het opnieuw uit Teams, Amberscript of uw editor."
        )


@dataclass(eq=False)
class NoSpeakers(SourceError):
    path: Path
    template = (
        "{path}: geen sprekers gevonden, dus niet te zien wat de interviewer zegt.\nVerwacht: "
        "beurten die beginnen met een spreker, zoals 'I:' en 'R:', 'Interviewer:' of 'Spreker 1'."
    )


@dataclass(eq=False)
class NoRespondents(SourceError):
    path: str
    template = (
        "{path}: alleen de interviewer spreekt hier, er is geen respondent.\nVerwacht: ook beurten "
        "van wie antwoordt, zoals 'R:'. Controleer de sprekers met: codeer controleer"
    )


@dataclass(eq=False)
class DuplicateTranscript(SourceError):
    name: str
    paths: tuple[Path, ...]

    def __str__(self) -> str:
        listing = "\n".join(f"  {path}" for path in self.paths)
        return (
            f"Twee transcripten heten '{self.name}':\n{listing}\nVerwacht: elke naam één keer. "
            "Hernoem er een, of geef de map op waar ze beide onder staan."
        )


@dataclass(eq=False)
class SourceProblems(SourceError):
    """Several transcripts cannot be used."""

    errors: tuple[CodeerError, ...]

    def __str__(self) -> str:
        if len(self.errors) == 1:
            return str(self.errors[0])
        listing = "\n\n".join(str(error) for error in self.errors)
        return f"{len(self.errors)} transcripten kunnen niet worden gelezen.\n\n{listing}"


# --- codebook and study --------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a YAML file, with its place (1-based)."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"regel {self.line}, kolom {self.column}: {self.message}"


@dataclass(eq=False)
class FileProblems(CodeerError):
    """All mistakes found in one codebook or study file."""

    path: Path
    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        listing = "\n".join(f"  {self.path}, {problem}" for problem in sorted(self.problems))
        count = len(self.problems)
        noun = "fout" if count == 1 else "fouten"
        return (
            f"{self.path.name}: {count} {noun}.\n{listing}\n"
            "Herstel dit en controleer het met: codeer controleer"
        )


class CodebookError(CodeerError):
    """The codebook cannot be used."""


@dataclass(eq=False)
class CodebookMissing(CodebookError):
    folder: Path
    template = (
        "Geen codeboek gevonden in {folder}.\nVerwacht: precies één .yaml-bestand daar, of "
        "--codeboek PAD. Een voorbeeld om mee te beginnen: codeer demo"
    )


@dataclass(eq=False)
class SettingsAmbiguous(CodebookError):
    """More than one file could be meant."""

    option: str
    paths: tuple[Path, ...]

    def __str__(self) -> str:
        listing = "\n".join(f"  {path}" for path in self.paths)
        return f"Meer dan één bestand mogelijk:\n{listing}\nKies er een met {self.option} PAD."


class StudyError(CodeerError):
    """Who is who cannot be settled."""


@dataclass(frozen=True, order=True)
class UnresolvedSpeaker:
    """A speaker whose part in the interview is unknown."""

    transcript: str
    speaker: str
    line: int
    turns: int


def _quoted(text: str) -> str:
    """Return a text as YAML takes it, whatever stands in it."""
    return json.dumps(text, ensure_ascii=False)


@dataclass(eq=False)
class UnresolvedSpeakers(StudyError):
    """All speakers and groups that could not be settled, with the YAML that settles them."""

    speakers: tuple[UnresolvedSpeaker, ...]
    groups: tuple[str, ...]

    def __str__(self) -> str:
        found = "\n".join(
            f"  {s.transcript}, regel {s.line}: '{s.speaker}' "
            f"({s.turns} {'beurt' if s.turns == 1 else 'beurten'})"
            for s in self.speakers
        )
        lines = ["transcripten:"]
        transcript = None
        for speaker in self.speakers:
            if speaker.transcript != transcript:
                transcript = speaker.transcript
                lines += [f"  {_quoted(transcript)}:", "    sprekers:"]
            lines.append(f"      {_quoted(speaker.speaker)}: {self.groups[0]}")
        listing = "\n".join(f"  {line}" for line in lines)
        return (
            f"Onbekend wie dit zijn; codeer raadt niet:\n{found}\n"
            f"Zet in onderzoek.yaml wie het is, bijvoorbeeld zo:\n{listing}\n"
            f"Kies per spreker: {', '.join(self.groups)}, interviewer, of 'geen spreker' als het "
            "gewoon een woord in de tekst is.\n"
            "Eén respondent per bestand? Dan helpt ook een bestandsnaam als J01.txt of P12.docx."
        )


@dataclass(eq=False)
class DuplicateRespondent(StudyError):
    respondent: str
    transcripts: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"Respondent {self.respondent} staat in meer dan één transcript: "
            f"{', '.join(self.transcripts)}.\nVerwacht: elke respondent één keer. Is het echt "
            "dezelfde persoon, zet dan bij beide bestanden in onderzoek.yaml:\n"
            f'  transcripten:\n    "{self.transcripts[-1]}":\n'
            f'      respondent: "{self.respondent}"'
        )


# --- store, set-up, output -----------------------------------------------------------------------


class StoreError(CodeerError):
    """The project's database cannot be used."""


@dataclass(eq=False)
class StoreLocked(StoreError):
    path: Path
    template = (
        "{path}: in gebruik door een ander programma.\n"
        "Sluit de andere codeer (of wacht tot de synchronisatie klaar is) en probeer het opnieuw."
    )


@dataclass(eq=False)
class StoreDamaged(StoreError):
    path: Path
    cause: str
    template = (
        "{path}: dit is geen bruikbare codeer-database ({cause}).\nEr is niets aan veranderd. "
        "Zet een reservekopie terug, of verplaats het bestand en draai codeer suggest opnieuw."
    )


@dataclass(eq=False)
class StoreTooNew(StoreError):
    path: Path
    found: int
    known: int
    template = (
        "{path}: gemaakt door een nieuwere codeer (versie {found} van de database, deze codeer "
        "kent {known}).\nWerk codeer bij met: pip install --upgrade codeer"
    )


@dataclass(eq=False)
class NothingStored(StoreError):
    folder: Path
    template = (
        "{folder}: hier zijn nog geen suggesties gemaakt.\nDraai eerst: codeer suggest transcripten"
    )


class ReviewError(CodeerError):
    """A review cannot go on."""


@dataclass(eq=False)
class NothingToReview(ReviewError):
    folder: Path
    template = (
        "{folder}: geen enkel antwoord past bij deze keuze.\nNeem een lagere --drempel, minder "
        "filters, of loop alle tekst na met --alles."
    )


@dataclass(eq=False)
class NoTerminal(ReviewError):
    template = (
        "codeer beoordeel heeft een echt terminalvenster nodig.\nStart het niet in een pijp of "
        "script. Zonder scherm: codeer exporteer besluiten.csv, invullen, codeer importeer."
    )


@dataclass(eq=False)
class NoCoder(ReviewError):
    template = (
        "Wie codeert er?\nNoem uw naam één keer: --codeur NAAM. codeer onthoudt hem voor u in dit "
        "project."
    )


@dataclass(eq=False)
class UnknownName(CodeerError):
    """A theme, group, coder or respondent that does not exist."""

    noun: str
    name: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        near = difflib.get_close_matches(self.name, self.known, n=1)
        hint = f", bedoelde je '{near[0]}'?" if near else "."
        listing = ", ".join(self.known) or "geen"
        return f"onbekend: {self.noun} '{self.name}'{hint}\nBekend: {listing}."


class SetupError(CodeerError):
    """Something that codeer needs is not installed."""


@dataclass(eq=False)
class MissingModel(SetupError):
    name: str
    reason: str
    template = (
        "Taalmodel '{name}' kan niet worden gebruikt: {reason}.\n"
        "Installeer het met: python -m spacy download nl_core_news_sm\n"
        "Zonder internet: pip install nl_core_news_sm-3.8.0-py3-none-any.whl (zelf meegebracht "
        "bestand).\nOf werk zonder model: --taalmodel ingebouwd"
    )


@dataclass(eq=False)
class DemoFolderInUse(SetupError):
    path: Path
    template = (
        "{path}: bestaat al en is geen voorbeeldproject.\nKies een nieuwe map: codeer demo MAP"
    )


class OutputError(CodeerError):
    """A result cannot be written."""


@dataclass(eq=False)
class OutputNotWritable(OutputError):
    path: Path
    cause: str
    template = (
        "{path}: hier kan niet worden geschreven ({cause}).\n"
        "Sluit het bestand in Excel of Word, of kies een andere map met --uit MAP."
    )


@dataclass(eq=False)
class DiskFull(OutputError):
    path: Path
    template = (
        "{path}: de schijf is vol. De oude bestanden zijn heel gebleven.\n"
        "Maak ruimte vrij en probeer het opnieuw."
    )


@dataclass(eq=False)
class InvalidOption(CodeerError):
    """An option has a value that codeer does not know."""

    option: str
    found: str
    expected: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        expected = ", ".join(self.expected)
        return f"ongeldige waarde voor {self.option}: '{self.found}'. Verwacht: {expected}."
