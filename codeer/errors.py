"""Everything that can go wrong on purpose, with its Dutch message.

CodeerError
├─ SourceError     MissingSource · NoTranscripts · UnsupportedFormat · UnreadableSource · EmptySource
│                  BinarySource · WrongEncoding · SourceTooLarge · DamagedDocument · ProtectedDocument
│                  TableNotMapped · TableColumns · TableProblems
│                  CueProblem · NoSpeakers · NoRespondents · DuplicateTranscript · SourceProblems (many at once)
│                  ForgottenRespondent · TranscriptChanged
├─ CodebookError   CodebookMissing · CodebookAmbiguous · FileProblems (located, all at once)
├─ StudyError      StudyAmbiguous · UnresolvedSpeakers · DuplicateRespondent
├─ StoreError      StoreLocked · StoreDamaged · StoreTooNew · NothingStored
├─ ReviewError     NothingToReview · StaleRun · NoTerminal · NoCoder · UnknownName · TooFewCoders
├─ ExchangeError   UnknownExchangeFormat · WouldOverwrite · SheetUnreadable · SheetTooLong · SheetColumns
│                  RowRefused · PacketUnreadable · PacketTooNew · PacketNeedsFolder
│                  QdaUnreadable · QdaProtected · QdaTooLarge · QdaNeedsRun · QdaEmpty · QdaCheckFailed
├─ SetupError      MissingModel · MissingExtra · MissingLibrary · SampleMissing
├─ ServerError     NetworkRefused · CloudModelRefused · ServerAbsent · ServerRefused · ModelUnknown
│                  AnswerMissing · CacheUnusable
├─ OutputError     OutputNotWritable · DiskFull
├─ PseudonymError  KeyNeeded · KeyInsideProject · KeyUnreadable · KeyMissing · KeyOfAnother · ChoiceNeeded
│                  PseudonymsInTheWay · PseudonymsMisread · SuggestFirst · ListRefused · ReplacementRefused
│                  NamesUnreadable · ReplacingNotConfirmed
└─ NoDecisions · NothingToCompare · CoderNotChosen · ConfirmationNeeded · NotConfirmed · InvalidOption

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
class TableNotMapped(SourceError):
    path: Path

    def __str__(self) -> str:
        return (
            f"{self.path}: een tabel is pas een transcript als het onderzoek zegt wat in welke kolom "
            "staat.\nZet in onderzoek.yaml, met de koppen uit de tabel:\n  tabellen:\n"
            f"    {_quoted(self.path.name)}:\n"
            "      kolommen: {respondent: Nummer, groep: Rol, antwoord: [Vraag 1, Vraag 2]}\n"
            "Meer hierover in docs/onderzoek.md."
        )


@dataclass(frozen=True, order=True)
class TableProblem:
    """A cell of a table with answers that does not fit; `problem` is a key of `problems`."""

    row: int
    column: str
    problem: str
    found: str = ""
    other: str = ""
    """What it clashes with, or what is known instead."""
    number: int = 0
    """Row of that."""

    problems: ClassVar[dict[str, str]] = {
        "empty": "leeg, maar deze rij hoort bij een respondent te horen",
        "reserved": "{found} kan geen respondentcode zijn; zo heet hier de vraagsteller",
        "line": "{found} kan geen respondentcode zijn; verwacht een korte code op één regel",
        "again": "{found} staat met dezelfde vraag al in rij {number}. Geeft deze respondent echt meer antwoorden op één vraag, zet dan bij deze tabel meer_antwoorden: true",
        "similar": "{found} lijkt op '{other}' in rij {number}; schrijf het overal hetzelfde",
        "moved": "{found} is hier {other}, maar in rij {number} een andere groep",
        "group": "onbekende groep {found}; bekend: {other}. Zet hem onder 'groepen' bij deze tabel",
        "no_group": "leeg, dus de groep van deze respondent is onbekend",
        "no_prefix": "aan {found} is geen groep te zien; geef een kolom 'groep' of één 'groep' voor de tabel",
        "question": "leeg, maar er staat wel een antwoord in deze rij",
        "date": "een datum, die een rekenblad van iets als 3-4 maakt; geef de kolom de opmaak Tekst en vul de waarde opnieuw in",
        "formula": "een formule zonder uitkomst; open en bewaar het bestand in Excel, of vul de waarde zelf in",
        "merged": "samengevoegde cellen; hef het samenvoegen op en vul elke rij in",
        "error": "de foutwaarde {found} in plaats van een antwoord; begon het met = of een streepje?",
        "surplus": "meer cellen dan kolommen; een scheidingsteken in een tekst zonder aanhalingstekens eromheen?",
    }  # fmt: skip

    def __str__(self) -> str:
        is_plain = len(self.found) <= 40 and "\n" not in self.found  # longer may be an answer
        said = self.problems[self.problem].format(
            found=f"'{self.found}'" if is_plain else "(een lange tekst)",
            other=self.other,
            number=self.number,
        )
        column = f", kolom '{self.column}'" if self.column else ""
        return f"rij {self.row}{column}: {said}"


@dataclass(eq=False)
class TableProblems(SourceError):
    """All cells of a table with answers that do not fit."""

    path: Path
    problems: tuple[TableProblem, ...]
    shown: ClassVar[int] = 20

    def __str__(self) -> str:
        count = len(self.problems)
        listing = "\n".join(f"  {problem}" for problem in self.problems[: self.shown])
        rest = f"\n  en nog {count - self.shown}" if count > self.shown else ""
        noun = "cel die niet past" if count == 1 else "cellen die niet passen"
        return (
            f"{self.path}: {count} {noun}, de eerste in rij {self.problems[0].row}.\n"
            f"{listing}{rest}\nVerbeter de tabel, of wat er in "
            "onderzoek.yaml onder tabellen staat, en controleer het met: codeer controleer"
        )


@dataclass(eq=False)
class TableColumns(SourceError):
    """The heading is not what the study design says."""

    path: Path
    missing: tuple[str, ...]
    double: tuple[str, ...]
    found: tuple[str, ...]

    def __str__(self) -> str:
        said = []
        for name in self.missing:
            near = difflib.get_close_matches(name.casefold(), [f.casefold() for f in self.found], 1)
            real = next((f for f in self.found if near and f.casefold() == near[0]), "")
            hint = f", bedoelde je '{real}'?" if real else ""
            said.append(f"de kolom '{name}' ontbreekt{hint}")
        said += [f"de kolom '{name}' staat er twee keer" for name in self.double]
        known = ", ".join(f"'{name}'" for name in self.found[:30]) or "geen enkele kop"
        return (
            f"{self.path}, rij 1: {'; '.join(said)}.\nIn rij 1 staat: {known}.\n"
            "Verbeter de koppen, of de kolommen in onderzoek.yaml onder tabellen."
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


_ANY_PROGRAM = ("bestand", "het programma waarmee het gemaakt is")
_PROGRAMS = {
    ".docx": ("Word-bestand", "Word"),
    ".odt": ("OpenDocument-bestand", "LibreOffice"),
    ".rtf": ("RTF-bestand", "Word of LibreOffice"),
    ".pdf": ("PDF-bestand", _ANY_PROGRAM[1]),
}
"""How a file is called and what made it, by its suffix."""


@dataclass(eq=False)
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


@dataclass(eq=False)
class ProtectedDocument(SourceError):
    path: Path
    template = (
        "{path}: het Word-bestand heeft een wachtwoord of is een oud .doc-bestand.\n"
        "Open het in Word, haal het wachtwoord eraf en sla het op als .docx."
    )


@dataclass(eq=False)
class LockedDocument(SourceError):
    path: Path
    template = (
        "{path}: het bestand is beveiligd met een wachtwoord of een slot.\n"
        "Open het in het programma waarmee het gemaakt is, haal de beveiliging eraf en sla het op."
    )


@dataclass(eq=False)
class NoTextLayer(SourceError):
    path: Path
    pages: int
    template = (
        "{path}: geen tekstlaag: de PDF telt {pages} pagina's en geen leesbare letters, zoals een scan.\n"
        "Maak er met tekstherkenning (OCR) een .docx of .txt van en lees die na, of neem het "
        "document waar de PDF van gemaakt is."
    )


@dataclass(eq=False)
class UnknownJson(SourceError):
    path: Path
    found: str
    template = (
        "{path}: dit is geen transcript dat codeer kent ({found}).\nVerwacht: JSON van Whisper, "
        "WhisperX, whisper.cpp of Amberscript, of een .otr van oTranscribe. Exporteer het opnieuw, "
        "of zet een ander soort .json-bestand in een andere map."
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
        "segment": "geen geldige STM-regel; verwacht: opname kanaal spreker begin einde tekst",
        "recording": "een andere opname dan hierboven; verwacht: één interview per bestand",
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
        "beurten die beginnen met een spreker, zoals 'I:' en 'R:', 'Interviewer:' of 'Spreker 1'.\n"
        "Is alles van één respondent, zet dan in onderzoek.yaml bij dit transcript zijn groep en "
        "sprekers: geen"
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


@dataclass(eq=False)
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


@dataclass(eq=False)
class TranscriptChanged(SourceError):
    """A file is no longer what the newest run read."""

    path: Path
    template = (
        "{path}: gewijzigd sinds de laatste codeer suggest; hierin spreken ook anderen, dus codeer "
        "moet weten wie wat zegt. Er is niets verwijderd.\nDraai eerst codeer suggest, en dan "
        "codeer vergeet opnieuw."
    )


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
    table: str = ""
    """One of them that is a table with answers."""
    others: int = 0
    """How many more respondents stand in the same transcripts."""

    def __str__(self) -> str:
        if self.table:
            more = f" (en {self.others} andere)" if self.others else ""
            return (
                f"Respondent {self.respondent}{more} staat in meer dan één transcript: "
                f"{', '.join(self.transcripts)}.\nVerwacht: elke respondent één keer, dus ook "
                "verschillende nummers in verschillende tabellen. Zijn het echt dezelfde mensen, "
                f"zet dan in onderzoek.yaml:\n  tabellen:\n    {_quoted(self.table)}:\n"
                "      zelfde_respondenten: true"
            )
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
class StaleRun(ReviewError):
    template = (
        "Niet bewaard: codeer suggest heeft intussen nieuwe suggesties gemaakt. "
        "Dit zijn de nieuwe; druk de toets nog eens."
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
class ReservedCoder(ReviewError):
    """A person cannot be called what the suggestions are called."""

    name: str
    template = (
        "'{name}' is de naam waaronder codeer zijn suggesties toont, niet van een mens.\n"
        "Geef de eigen naam of initialen: --codeur NAAM"
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


@dataclass(eq=False)
class NoDecisions(CodeerError):
    """A choice between coders where nobody decided."""

    option: str
    template = (
        "Er zijn nog geen besluiten over de transcripten van nu, dus {option} heeft niets om te "
        "tellen.\nBeslis eerst met: codeer beoordeel. Zonder {option} telt codeer rapport de "
        "ongecontroleerde suggesties."
    )


@dataclass(eq=False)
class NothingToCompare(CodeerError):
    """An evaluation without decisions; `place` is a project or a table."""

    place: Path
    template = (
        "{place}: hier staan geen besluiten over de transcripten van nu, dus er is niets om de "
        "suggesties mee te vergelijken.\nLees en beslis eerst een deel met: codeer beoordeel --blind "
        "--steekproef 20%. Of geef een tabel: codeer evalueer --besluiten besluiten.csv"
    )


@dataclass(eq=False)
class CoderNotChosen(CodeerError):
    """An evaluation needs to know whose decisions are the measure."""

    known: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"Meer dan één codeur besliste: {', '.join(self.known)}.\nKies wiens besluiten de maat "
            "zijn met --codeur NAAM, of neem ze samen met --consensus meerderheid, alle of een."
        )


@dataclass(eq=False)
class ConfirmationNeeded(CodeerError):
    """Nobody is there to confirm."""

    respondent: str

    def __str__(self) -> str:
        return (
            "Verwijderen vraagt om een bevestiging, en er is geen terminalvenster. Er is niets "
            "verwijderd.\nZonder vraag vooraf: codeer vergeet "
            f"{_quoted(self.respondent) if ' ' in self.respondent else self.respondent} --ja"
        )


@dataclass(eq=False)
class NotConfirmed(CodeerError):
    respondent: str
    template = (
        "Niet bevestigd: er is iets anders getypt dan {respondent}. Er is niets verwijderd.\n"
        "Probeer het opnieuw en typ de code precies zo over."
    )


class ExchangeError(CodeerError):
    """Something that was made elsewhere cannot be used here."""


@dataclass(eq=False)
class UnknownExchangeFormat(ExchangeError):
    path: Path
    template = (
        "{path}: dit soort bestand kan codeer niet uitwisselen.\nVerwacht: een naam op .csv of "
        ".xlsx (besluiten als tabel) of .codeer (een pakket voor een andere codeur). codeer exporteer "
        "maakt ook .jsonl, .parquet, .sps en .conll."
    )


@dataclass(eq=False)
class WouldOverwrite(ExchangeError):
    path: Path
    template = (
        "{path}: bestaat al en kan ingevulde besluiten bevatten; er is niets overschreven.\nLees "
        "het eerst in met codeer importeer, kies een andere naam, of geef --overschrijf."
    )


@dataclass(eq=False)
class SheetUnreadable(ExchangeError):
    path: Path
    cause: str
    template = (
        "{path}: deze tabel kan niet worden gelezen ({cause}). Er is niets ingelezen.\nOpen het "
        "bestand in Excel of LibreOffice en sla het op als .xlsx of als 'CSV UTF-8'."
    )


@dataclass(eq=False)
class SheetTooLong(ExchangeError):
    path: Path
    rows: int
    limit: int
    template = (
        "{path}: {rows} rijen passen niet in Excel (hoogstens {limit}).\n"
        "Exporteer naar .csv, of neem een hogere --drempel."
    )


@dataclass(eq=False)
class SheetColumns(ExchangeError):
    """The heading is not the one that was agreed."""

    path: Path
    missing: tuple[str, ...]
    double: tuple[str, ...]
    expected: tuple[str, ...]
    found: tuple[str, ...] = ()
    """The heading itself."""

    def __str__(self) -> str:
        if len(self.missing) == len(self.expected):
            found = "geen enkele kolom herkend (ander bestand, of ander scheidingsteken)"
        elif self.missing:
            found = f"in de kop ontbreekt {', '.join(self.missing)}"
        else:
            found = f"in de kop staat dubbel {', '.join(self.double)}"
        return (
            f"{self.path}, rij 1: {found}. Er is niets ingelezen.\n"
            f"Verwacht: {';'.join(self.expected)}\nmet puntkomma's, komma's of tabs ertussen. "
            "Een goed voorbeeld maakt: codeer exporteer voorbeeld.csv"
        )


@dataclass(eq=False)
class RowRefused(ExchangeError):
    """A row of decisions that does not fit; `problem` is a key of `problems`."""

    row: int
    problem: str
    column: str = ""
    found: str = ""
    known: tuple[str, ...] = ()
    number: int = 0
    problems: ClassVar[dict[str, str]] = {
        "transcript": "onbekend transcript {found}{hint}",
        "transcripts": "{found} kan meer dan één transcript zijn; schrijf de hele naam",
        "respondent": "onbekende respondent {found} in dit transcript{hint}",
        "other": "op deze plaats spreekt een ander dan de respondent van deze rij",
        "interviewer": "op deze plaats spreekt geen respondent",
        "theme": "onbekend thema {found}{hint}",
        "verdict": "onbekend besluit {found}; verwacht aanvaard, verworpen of ingetrokken",
        "coder": "geen codeur; vul de kolom codeur in of geef --codeur NAAM",
        "machine": "{found} is de naam van de suggesties; vul in codeur de naam van een mens in",
        "similar": "onbekende codeur {found}{hint}. Is het echt een ander, geef dan --codeur {found}",
        "date": "in de kolom {column} staat een datum, die Excel van iets als 3-4 maakt; geef de kolom de opmaak Tekst en vul de waarde opnieuw in",
        "formula": "in de kolom {column} staat een formule zonder uitkomst; vul de waarde zelf in",
        "merged": "de kolom {column} heeft samengevoegde cellen; hef het samenvoegen op en vul elke rij in",
        "surplus": "meer cellen dan kolommen; een scheidingsteken in een tekst zonder aanhalingstekens eromheen?",
        "number": "{column} is {found}; verwacht een geheel getal zonder komma of punt",
        "half": "begin en einde horen allebei ingevuld te zijn of allebei leeg",
        "range": "begin of einde valt buiten het transcript, dat {number} tekens heeft",
        "order": "einde ligt niet na begin",
        "empty": "de kolom tekst is leeg, dus de plaats is niet te controleren",
        "quote": "hier staat in het transcript een andere tekst; is het transcript veranderd, maak dan begin en einde leeg",
        "nowhere": "deze tekst staat niet in de beurten van deze respondent; neem hem letterlijk over",
        "often": "deze tekst komt {number} keer voor; vul begin en einde in",
        "contradiction": "zelfde plaats, thema en codeur als rij {number}, maar een ander besluit of memo",
    }  # fmt: skip

    def __str__(self) -> str:
        near = difflib.get_close_matches(self.found, self.known, n=1)
        hint = f", bedoelde je '{near[0]}'?" if near else ""
        if self.known and not near:
            hint = f"; bekend: {', '.join(self.known[:20])}"
        is_plain = len(self.found) <= 40 and "\n" not in self.found  # longer may be an interview
        reason = self.problems[self.problem].format(
            column=self.column,
            found=f"'{self.found}'" if is_plain else "(een lange tekst)",
            hint=hint,
            number=self.number,
        )
        return f"rij {self.row}: {reason}"


@dataclass(eq=False)
class PacketUnreadable(ExchangeError):
    path: Path
    cause: str
    template = (
        "{path}: dit is geen bruikbaar pakket van codeer ({cause}). Er is niets ingelezen.\n"
        "Vraag het pakket opnieuw aan, of maak het opnieuw met: codeer exporteer pakket.codeer"
    )


@dataclass(eq=False)
class PacketTooNew(ExchangeError):
    path: Path
    found: int
    known: int
    template = (
        "{path}: gemaakt door een nieuwere codeer (versie {found} van het pakket, deze codeer "
        "kent {known}). Er is niets ingelezen.\nWerk codeer bij met: pip install --upgrade codeer"
    )


@dataclass(eq=False)
class PacketNeedsFolder(ExchangeError):
    """A packet would make a project where something else lives."""

    path: Path
    folder: Path
    template = (
        "{path}: kan hier niet worden uitgepakt, want {folder} bevat al een ander project.\n"
        "Kies een lege map: codeer importeer {path} --project MAP"
    )


@dataclass(eq=False)
class QdaCheckFailed(ExchangeError):
    """What was made for another program is not what it should be: a mistake in codeer."""

    problem: str
    template = (
        "De controle van het gemaakte bestand ging mis ({problem}). Er is niets geschreven.\nDit is "
        "een fout in codeer; meld hem met deze regel. Uw besluiten zijn bewaard: codeer exporteer "
        "besluiten.csv"
    )


@dataclass(eq=False)
class QdaUnreadable(ExchangeError):
    """A REFI-QDA file that cannot be trusted or understood."""

    path: Path
    cause: str
    template = (
        "{path}: dit is geen bruikbaar REFI-QDA-bestand ({cause}). Er is niets ingelezen.\n"
        "Verwacht: een project (.qdpx) of codeboek (.qdc). Exporteer het opnieuw uit het andere "
        "programma."
    )


@dataclass(eq=False)
class QdaProtected(ExchangeError):
    path: Path
    template = (
        "{path}: dit bestand heeft een wachtwoord. Er is niets ingelezen.\nVerwacht: een project "
        "zonder wachtwoord. Exporteer het zonder wachtwoord, of pak het uit en opnieuw in."
    )


@dataclass(eq=False)
class QdaTooLarge(ExchangeError):
    path: Path
    member: str
    megabytes: int
    limit: int
    template = (
        "{path}: {member} is uitgepakt {megabytes} MB; codeer leest hoogstens {limit} MB. Er is niets "
        "ingelezen.\nExporteer het project in delen. Geluid, beeld en pdf tellen niet mee: die leest "
        "codeer niet."
    )


@dataclass(eq=False)
class QdaNeedsRun(ExchangeError):
    """A folder that holds something, but no run to which codings could be added."""

    path: Path
    folder: Path
    template = (
        "{path}: in {folder} staan al transcripten, een codeboek of een onderzoek, maar codeer heeft "
        "ze nog niet gelezen. Er is niets ingelezen.\nDraai eerst codeer suggest, of kies een lege "
        "map: codeer importeer {path} --project MAP"
    )


@dataclass(eq=False)
class QdaEmpty(ExchangeError):
    path: Path
    template = (
        "{path}: in dit bestand staan geen codes en geen teksten die codeer kan lezen, dus er is niets "
        "ingelezen.\nVerwacht: een project of codeboek met inhoud. Wat erin stond, staat in het "
        "verliesrapport hierboven."
    )


@dataclass(eq=False)
class TooFewCoders(CodeerError):
    """Agreement needs two."""

    chosen: tuple[str, ...]
    known: tuple[str, ...]

    def __str__(self) -> str:
        example = (*self.chosen, *self.known, "Anna")[0]
        return (
            "Overeenstemming is er tussen twee of meer codeurs; gekozen: "
            f"{', '.join(self.chosen) or 'geen'}.\nCodeurs in dit project: "
            f"{', '.join(self.known) or 'geen'}. Noem er twee, laat een tweede codeur coderen, of "
            f"vergelijk met de suggesties: codeer overeenstemming {json.dumps(example, ensure_ascii=False) if ' ' in example else example} codeer"
        )


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
class MissingEncoder(SetupError):
    """A sentence-transformers model that the settings name."""

    name: str
    reason: str
    template = (
        "Zinsmodel '{name}' kan niet worden gebruikt: {reason}.\n"
        "codeer haalt zelf niets op. Zet het model in een map op deze computer, met pip install "
        "sentence-transformers,\nof haal 'zinsmodel' weg uit codeer.yaml: dan rekent codeer met het "
        "ingebouwde."
    )


@dataclass(eq=False)
class MissingExtra(SetupError):
    """An optional part of codeer is not installed."""

    purpose: str
    package: str
    extra: str
    template = (
        "Voor {purpose} ontbreekt het pakket {package}.\n"
        "Installeer het met: pip install 'codeer[{extra}]'"
    )


@dataclass(eq=False)
class MissingLibrary(SetupError):
    """A package that comes with codeer is gone or broken."""

    purpose: str
    package: str
    template = (
        "Voor {purpose} is het pakket {package} nodig, en dat is hier niet te laden.\n"
        "Installeer het met: pip install {package}. Andere formaten werken zonder."
    )


@dataclass(eq=False)
class EngineNotSetUp(SetupError):
    path: Path
    template = (
        "De motor 'llm' is niet ingesteld: {path} heeft geen deel 'llm'.\nVerwacht: adres en model "
        "van uw eigen server, zie docs/llm.md. Zonder: laat llm weg bij --motor."
    )


@dataclass(eq=False)
class DemoFolderInUse(SetupError):
    path: Path
    template = (
        "{path}: bestaat al en is geen voorbeeldproject.\nKies een nieuwe map: codeer demo MAP"
    )


class ServerError(CodeerError):
    """The user's own language model cannot be used."""


@dataclass(eq=False)
class NetworkRefused(ServerError):
    address: str
    template = (
        "{address}: dit adres ligt buiten deze computer; er is geen verbinding gemaakt.\n"
        "Verwacht: 127.0.0.1, ::1 of localhost. Mag interviewtekst de computer verlaten, zet dan in "
        "codeer.yaml onder llm: sta_netwerk_toe: true"
    )


@dataclass(eq=False)
class CloudModelRefused(ServerError):
    address: str
    model: str
    template = (
        "{address}: het model '{model}' draait niet op deze computer; de server stuurt de tekst door. "
        "Er is geen interviewtekst verstuurd.\nKies een model dat hier draait (ollama list), of zet "
        "in codeer.yaml onder llm: sta_netwerk_toe: true"
    )


@dataclass(eq=False)
class ServerAbsent(ServerError):
    address: str
    template = (
        "{address}: hier antwoordt geen server met een taalmodel.\nVerwacht: een draaiende Ollama, "
        "llama.cpp, LM Studio of vLLM. Start die, of verbeter het adres in codeer.yaml. Antwoorden "
        "die er al waren zijn bewaard."
    )


@dataclass(eq=False)
class ServerRefused(ServerError):
    """The server says no to everything; `problem` is a key of `problems`."""

    address: str
    status: int
    problem: str
    problems: ClassVar[dict[str, str]] = {
        "redirect": "de server verwijst naar een ander adres, en dat volgt codeer niet",
        "access": "de server vraagt een sleutel; codeer stuurt er geen",
        "no_api": "de server kent /chat/completions niet; verwacht een adres dat op /v1 eindigt",
    }

    def __str__(self) -> str:
        return (
            f"{self.address}: {self.problems[self.problem]} (HTTP {self.status}).\n"
            "Verbeter het adres in codeer.yaml, bijvoorbeeld voor Ollama: "
            "adres: http://127.0.0.1:11434/v1"
        )


@dataclass(eq=False)
class ModelUnknown(ServerError):
    address: str
    model: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        near = difflib.get_close_matches(self.model, self.known, n=1)
        hint = f", bedoelde je '{near[0]}'?" if near else "."
        listing = f"Wel: {', '.join(self.known)}. " if self.known else ""
        return (
            f"{self.address}: deze server heeft het model '{self.model}' niet{hint}\n"
            f"{listing}Verbeter model in codeer.yaml, of haal het eerst op in uw server."
        )


@dataclass(eq=False)
class AnswerMissing(ServerError):
    """The model gives no usable answer, also after trying again; `problem` is a key of `problems`."""

    address: str
    model: str
    problem: str
    number: float = 0
    problems: ClassVar[dict[str, str]] = {
        "slow": "geen antwoord binnen {number:g} seconden. Neem in codeer.yaml een hogere wachttijd, "
        "een lagere gelijktijdig, of een kleiner model",
        "status": "de server meldt een fout (HTTP {number:g}). Kijk in het venster van de server; "
        "vaak is het contextvenster te klein of het geheugen vol",
        "nonsense": "het antwoord is niet de JSON die gevraagd werd. Kies een model dat opdrachten "
        "volgt (instruct), of geef de server een groter contextvenster",
    }

    def __str__(self) -> str:
        return (
            f"{self.address}, model '{self.model}': "
            f"{self.problems[self.problem].format(number=self.number)}.\n"
            "Antwoorden die er al waren zijn bewaard; hetzelfde commando gaat daar verder."
        )


@dataclass(eq=False)
class CacheUnusable(ServerError):
    path: Path
    template = (
        "{path}: kan niet worden gebruikt, dus antwoorden van het taalmodel zouden verloren gaan.\n"
        "Verwijder dit bestand (er staat niets in dat niet opnieuw gevraagd kan worden), en "
        "controleer of u in deze map mag schrijven."
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
class PseudonymError(CodeerError):
    """Names cannot be replaced."""


@dataclass(eq=False)
class KeyNeeded(PseudonymError):
    """No key was given."""

    is_first: bool

    def __str__(self) -> str:
        which = (
            "Kies een plaats buiten de projectmap, liefst op een andere, versleutelde schijf"
            if self.is_first
            else "Geef hetzelfde bestand als de vorige keer; codeer weet niet waar het staat"
        )
        return (
            "Vervangen kan alleen met een sleutelbestand, waarin staat welke naam wat werd.\n"
            f"{which}: codeer pseudonimiseer --sleutel PAD.json"
        )


@dataclass(eq=False)
class KeyInsideProject(PseudonymError):
    """A file with names and what replaces them would lie beside the transcripts."""

    path: Path
    folder: Path
    template = (
        "{path}: dit bestand verbindt namen met vervangingen en mag niet in {folder} staan; wie de "
        "map krijgt, zou de namen erbij hebben.\nKies een plaats buiten het project, liefst op een "
        "andere, versleutelde schijf."
    )


@dataclass(eq=False)
class KeyUnreadable(PseudonymError):
    path: Path
    template = (
        "{path}: dit is geen sleutelbestand van codeer, het is beschadigd, of het is van een nieuwere "
        "codeer.\nVerwacht: het .json-bestand dat codeer pseudonimiseer schreef. Er is niets "
        "vervangen."
    )


@dataclass(eq=False)
class KeyMissing(PseudonymError):
    path: Path
    template = (
        "{path}: bestaat niet, en in dit project is al eerder vervangen. Met een nieuwe sleutel zou "
        "dezelfde persoon een ander nummer krijgen.\nGeef het sleutelbestand van de vorige keer."
    )


@dataclass(eq=False)
class KeyOfAnother(PseudonymError):
    path: Path
    template = (
        "{path}: dit is niet de sleutel van dit project. Er is niets vervangen.\n"
        "Geef het sleutelbestand van de vorige keer."
    )


@dataclass(eq=False)
class ChoiceNeeded(PseudonymError):
    template = (
        "codeer vraagt per naam wat ermee moet, en er is geen terminalvenster. Er is niets "
        "vervangen.\nMaak een lijst met --voorstel PAD.csv en geef die terug met --lijst PAD.csv, of "
        "neem alle zekere voorstellen over met --alles."
    )


@dataclass(eq=False)
class PseudonymsInTheWay(PseudonymError):
    """An earlier outcome differs and may have been edited by hand."""

    path: Path
    template = (
        "{path}: bestaat al met een andere inhoud; misschien hebt u er iets in verbeterd. Er is "
        "niets overschreven.\nKies een andere map met --uit MAP, of geef --overschrijf."
    )


@dataclass(eq=False)
class PseudonymsMisread(PseudonymError):
    """After replacing, somebody else would seem to speak."""

    transcripts: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{', '.join(self.transcripts)}: na het vervangen zou codeer de sprekers anders lezen. "
            "Er is niets gewijzigd.\nVervang zonder --vervang en --wis-origineel, en kijk in de "
            "nieuwe map met: codeer controleer MAP"
        )


@dataclass(eq=False)
class SuggestFirst(PseudonymError):
    """The database knows another text of a transcript with decisions."""

    transcript: str
    template = (
        "{transcript}: gewijzigd sinds de laatste codeer suggest, en er zijn besluiten over. Er is "
        "niets vervangen.\nDraai eerst codeer suggest; dan verhuizen de besluiten mee."
    )


@dataclass(eq=False)
class ReplacementRefused(PseudonymError):
    """Somebody wants to replace a name by something that would be misread."""

    replacement: str
    template = (
        "'{replacement}' kan geen vervanging zijn.\nVerwacht: één tot vier woorden van letters, "
        "cijfers en streepjes, of zoiets als [NAAM-3]."
    )


@dataclass(eq=False)
class ListRefused(PseudonymError):
    """Rows of an edited list that do not fit."""

    path: Path
    rows: tuple[tuple[int, str], ...]
    """Row number and what is wrong, in Dutch."""

    def __str__(self) -> str:
        listing = "\n".join(f"  rij {number}: {reason}" for number, reason in self.rows)
        return (
            f"{self.path}: deze lijst klopt niet. Er is niets vervangen.\n{listing}\n"
            "Verbeter deze rijen, of maak de lijst opnieuw met --voorstel."
        )


@dataclass(eq=False)
class NamesUnreadable(PseudonymError):
    path: Path
    line: int
    known: str
    template = (
        "{path}, regel {line}: deze soort is niet bekend.\nVerwacht per regel een naam, met varianten "
        "na komma's en eventueel een soort ervoor, zoals 'PLAATS: Zwolle, Zwol'. Soorten: {known}."
    )


@dataclass(eq=False)
class ReplacingNotConfirmed(PseudonymError):
    word: str
    template = (
        "Niet bevestigd. Er is niets gewijzigd.\nTyp precies '{word}', of geef --ja als er niemand "
        "is om het te vragen."
    )


@dataclass(eq=False)
class OutputRefused(OutputError):
    cause: str
    template = (
        "De uitvoer van dit commando kan niet worden weggeschreven: {cause}.\n"
        "Maak ruimte vrij, of stuur de uitvoer na > ergens anders heen."
    )


@dataclass(eq=False)
class TooFewRespondents(CodeerError):
    """Groups are too small to be compared."""

    sizes: str
    """Heading and number of respondents per group."""
    minimum: int
    template = (
        "--toetsen: er zijn geen twee groepen met ten minste {minimum} respondenten ({sizes}).\n"
        "Zo weinig mensen laten geen toets toe: één persoon meer of minder zou de uitkomst bepalen.\n"
        "Laat --toetsen weg en beschrijf de aantallen, of kies grotere groepen met --groep."
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


@dataclass(eq=False)
class OptionOutOfPlace(InvalidOption):
    """An option that would have no effect on what is asked; `found` is what it was given with."""

    def __str__(self) -> str:
        return f"{self.option} hoort niet bij {self.found}. Verwacht: {', '.join(self.expected)}."
