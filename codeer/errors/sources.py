"""Transcripts that cannot be read or used."""

from pathlib import Path
from typing import ClassVar

from codeer.errors.base import CodeerError


class SourceError(CodeerError):
    """A transcript cannot be used."""


class MissingSource(SourceError):
    path: Path
    template = (
        "{path}: bestaat niet.\n"
        "Verwacht: een transcript of een map met transcripten. Controleer de naam en de map."
    )


class NoTranscripts(SourceError):
    path: Path
    supported: str
    template = (
        "{path}: geen transcripten gevonden.\nVerwacht: bestanden met {supported}. "
        "Zet de interviews in deze map of geef een andere map op: codeer suggest MAP"
    )


class UnsupportedFormat(SourceError):
    path: Path
    supported: str
    template = (
        "{path}: dit bestandstype kan codeer niet lezen.\nVerwacht: {supported}. "
        "Sla het bestand op als .docx of .txt en probeer het opnieuw."
    )


class UnreadableSource(SourceError):
    path: Path
    cause: str
    template = (
        "{path}: kan niet worden geopend ({cause}).\n"
        "Controleer of het bestand bestaat, niet in een ander programma openstaat en leesbaar is."
    )


class ChangedWhileReading(SourceError):
    path: Path
    template = (
        "{path}: gewijzigd terwijl codeer bezig was.\n"
        "Er is niets bewaard. Geef dit commando nog eens."
    )


class EmptySource(SourceError):
    path: Path
    template = (
        "{path}: het bestand bevat geen tekst.\n"
        "Verwacht: een uitgeschreven interview. Haal het bestand weg of zet er de tekst in."
    )


class BinarySource(SourceError):
    path: Path
    template = (
        "{path}: dit is geen tekstbestand, al heet het wel zo.\n"
        "Open het in het programma waarmee het gemaakt is en sla het op als .docx of .txt (UTF-8)."
    )


class WrongEncoding(SourceError):
    path: Path
    encoding: str
    position: int
    template = (
        "{path}: byte {position} past niet bij de codering {encoding}.\nSla het bestand op als "
        "UTF-8, of noem de juiste codering, bijvoorbeeld: --codering windows-1252"
    )


class UnknownEncoding(SourceError):
    encoding: str
    template = (
        "Onbekende codering '{encoding}'.\n"
        "Verwacht: bijvoorbeeld utf-8, utf-16, windows-1252 of mac-roman."
    )


class SourceTooLarge(SourceError):
    path: Path
    megabytes: int
    limit: int
    template = (
        "{path}: {megabytes} MB tekst is te groot voor één transcript (hoogstens {limit} MB).\n"
        "Een interview van drie uur is ongeveer 0,2 MB. Klopt het bestand? "
        "Splits het anders in één bestand per interview."
    )


class SourceBeyondLimit(SourceError):
    path: Path
    found: int
    what: str
    limit: int
    template = (
        "{path}: {found} {what}, en meer dan {limit} is geen interview.\n"
        "Klopt het bestand? Splits het anders in één bestand per interview."
    )


_ANY_PROGRAM = ("bestand", "het programma waarmee het gemaakt is")


_PROGRAMS = {
    ".docx": ("Word-bestand", "Word"),
    ".odt": ("OpenDocument-bestand", "LibreOffice"),
    ".rtf": ("RTF-bestand", "Word of LibreOffice"),
    ".pdf": ("PDF-bestand", _ANY_PROGRAM[1]),
}
"""How a file is called and what made it, by its suffix."""


class DamagedDocument(SourceError):
    path: Path
    cause: str

    def __str__(self) -> str:
        kind, program = _PROGRAMS.get(self.path.suffix.lower(), _ANY_PROGRAM)
        return (
            f"{self.path}: het {kind} is beschadigd of niet compleet ({self.cause}).\nOpen het in "
            f"{program}, sla het opnieuw op als {self.path.suffix.lower()}, of kopieer het opnieuw "
            "van de bron."
        )


class ProtectedDocument(SourceError):
    path: Path
    template = (
        "{path}: het Word-bestand heeft een wachtwoord of is een oud .doc-bestand.\n"
        "Open het in Word, haal het wachtwoord eraf en sla het op als .docx."
    )


class LockedDocument(SourceError):
    path: Path
    template = (
        "{path}: het bestand is beveiligd met een wachtwoord of een slot.\n"
        "Open het in het programma waarmee het gemaakt is, haal de beveiliging eraf en sla het op."
    )


class NoTextLayer(SourceError):
    path: Path
    pages: int
    template = (
        "{path}: geen tekstlaag: de PDF telt {pages} pagina's en geen leesbare letters, zoals een scan.\n"
        "Maak er met tekstherkenning (OCR) een .docx of .txt van en lees die na, of neem het "
        "document waar de PDF van gemaakt is."
    )


class UnknownJson(SourceError):
    path: Path
    found: str
    template = (
        "{path}: dit is geen transcript dat codeer kent ({found}).\nVerwacht: JSON van Whisper, "
        "WhisperX, whisper.cpp of Amberscript, of een .otr van oTranscribe. Exporteer het opnieuw, "
        "of zet een ander soort .json-bestand in een andere map."
    )


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
        "segment": "geen geldige STM-regel; verwacht: opname kanaal spreker begin einde tekst",
        "recording": "een andere opname dan hierboven; verwacht: één interview per bestand",
    }

    def __str__(self) -> str:
        return (
            f"{self.path}, regel {self.line}: {self.problems[self.problem]}.\n"
            "Herstel het bestand of exporteer het opnieuw uit Teams, Amberscript of uw editor."
        )


class NoSpeakers(SourceError):
    path: Path
    template = (
        "{path}: geen sprekers gevonden, dus niet te zien wat de interviewer zegt.\nVerwacht: "
        "beurten die beginnen met een spreker, zoals 'I:' en 'R:', 'Interviewer:' of 'Spreker 1'.\n"
        "Is alles van één respondent, zet dan in onderzoek.yaml bij dit transcript zijn groep en "
        "sprekers: geen"
    )


class NoRespondents(SourceError):
    path: str
    template = (
        "{path}: alleen de interviewer spreekt hier, er is geen respondent.\nVerwacht: ook beurten "
        "van wie antwoordt, zoals 'R:'. Controleer de sprekers met: codeer controleer"
    )


class DuplicateTranscript(SourceError):
    name: str
    paths: tuple[Path, ...]

    def __str__(self) -> str:
        listing = "\n".join(f"  {path}" for path in self.paths)
        return (
            f"Twee transcripten heten '{self.name}':\n{listing}\nVerwacht: elke naam één keer. "
            "Hernoem er een, of geef de map op waar ze beide onder staan."
        )


class SourceProblems(SourceError):
    """Several transcripts cannot be used."""

    errors: tuple[CodeerError, ...]

    def __str__(self) -> str:
        if len(self.errors) == 1:
            return str(self.errors[0])
        listing = "\n\n".join(str(error) for error in self.errors)
        return f"{len(self.errors)} transcripten kunnen niet worden gelezen.\n\n{listing}"


class ForgottenRespondent(SourceError):
    """Somebody whose words were removed on request is back."""

    path: Path
    respondent: str
    made: str
    template = (
        "{path}: hier spreekt {respondent}, die op verzoek is verwijderd ({made}).\n"
        "Verwijder dit bestand, of haal de woorden van {respondent} eruit. Is het iemand anders, "
        "geef die dan een eigen respondentcode."
    )


class TranscriptChanged(SourceError):
    """A file is no longer what the newest run read."""

    path: Path
    template = (
        "{path}: gewijzigd sinds de laatste codeer suggest; hierin spreken ook anderen, dus codeer "
        "moet weten wie wat zegt. Er is niets verwijderd.\nDraai eerst codeer suggest, en dan "
        "codeer vergeet opnieuw."
    )
