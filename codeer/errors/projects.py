"""A project that cannot do what is asked: its database, its coders, its decisions."""

import difflib
import json
from pathlib import Path

from codeer.errors.base import CodeerError
from codeer.errors.designs import _quoted
from codeer.errors.output import OutputNotWritable


class StoreError(CodeerError):
    """The project's database cannot be used."""


class StoreLocked(StoreError):
    path: Path
    template = (
        "{path}: in gebruik door een ander programma.\n"
        "Sluit de andere codeer (of wacht tot de synchronisatie klaar is) en probeer het opnieuw.\n"
        "Is er geen? Zet de projectmap dan op een schijf van deze computer, niet op het netwerk."
    )


class StoreNotLockable(StoreError):
    """A disk that does not know locks: two people would overwrite each other."""

    path: Path
    template = (
        "{path}: deze schijf kan bestanden niet vergrendelen, zoals sommige netwerkschijven. Er is "
        "niets veranderd.\nZet de projectmap op een schijf van deze computer en probeer het opnieuw."
    )


class StoreNotWritable(StoreError, OutputNotWritable):
    """The disk under the database fails."""

    template = (
        "{path}: hier kan niet worden gelezen of geschreven ({cause}). Wat bewaard was, is heel.\n"
        "Kijk of de schijf vastzit, niet vol is en niet op slot, en probeer het opnieuw."
    )


class StoreNotFlushed(StoreNotWritable):
    """What was recorded is there, but the disk does not say that a power cut leaves it."""

    template = (
        "{path}: bewaard, maar de schijf bevestigt niet dat het er na een stroomstoring nog is "
        "({cause}).\nKijk of de schijf vol of stuk is, en geef dit commando nog eens."
    )


class StoreDamaged(StoreError):
    path: Path
    cause: str
    template = (
        "{path}: dit is geen bruikbare codeer-database ({cause}).\nEr is niets aan veranderd. "
        "Zet een reservekopie terug, of verplaats het bestand en draai codeer suggest opnieuw."
    )


class StoreTooNew(StoreError):
    path: Path
    found: int
    known: int
    template = (
        "{path}: gemaakt door een nieuwere codeer (versie {found} van de database, deze codeer "
        "kent {known}).\nWerk codeer bij met: pip install --upgrade codeer"
    )


class NothingStored(StoreError):
    folder: Path
    template = (
        "{folder}: hier zijn nog geen suggesties gemaakt.\nDraai eerst: codeer suggest transcripten"
    )


class ReviewError(CodeerError):
    """A review cannot go on."""


class NothingToReview(ReviewError):
    folder: Path
    template = (
        "{folder}: geen enkel antwoord past bij deze keuze.\nNeem een lagere --drempel, minder "
        "filters, of loop alle tekst na met --alles."
    )


class StaleRun(ReviewError):
    template = (
        "Niet bewaard: codeer suggest heeft intussen nieuwe suggesties gemaakt. "
        "Dit zijn de nieuwe; druk de toets nog eens."
    )


class RunReplaced(StaleRun):
    template = (
        "Niets bewaard: een andere codeer suggest heeft intussen nieuwe suggesties gemaakt.\n"
        "Geef dit commando nog eens."
    )


class TextsReplaced(StoreError):
    template = (
        "Niets bewaard: intussen is een respondent verwijderd of zijn namen vervangen, en dit zijn "
        "suggesties bij de oude tekst.\nGeef dit commando nog eens."
    )


class NoTerminal(ReviewError):
    template = (
        "codeer beoordeel heeft een echt terminalvenster nodig.\nStart het niet in een pijp of "
        "script. Zonder scherm: codeer exporteer besluiten.csv, invullen, codeer importeer."
    )


class NoCoder(ReviewError):
    template = (
        "Wie codeert er?\nNoem uw naam één keer: --codeur NAAM. codeer onthoudt hem voor u in dit "
        "project."
    )


class ReservedCoder(ReviewError):
    """A person cannot be called what the suggestions are called."""

    name: str
    template = (
        "'{name}' is de naam waaronder codeer zijn suggesties toont, niet van een mens.\n"
        "Geef de eigen naam of initialen: --codeur NAAM"
    )


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


class NoDecisions(CodeerError):
    """A choice between coders where nobody decided."""

    option: str
    template = (
        "Er zijn nog geen besluiten over de transcripten van nu, dus {option} heeft niets om te "
        "tellen.\nBeslis eerst met: codeer beoordeel. Zonder {option} telt codeer rapport de "
        "ongecontroleerde suggesties."
    )


class NothingToCompare(CodeerError):
    """An evaluation without decisions; `place` is a project or a table."""

    place: Path
    template = (
        "{place}: hier staan geen besluiten over de transcripten van nu, dus er is niets om de "
        "suggesties mee te vergelijken.\nLees en beslis eerst een deel met: codeer beoordeel --blind "
        "--steekproef 20%. Of geef een tabel: codeer evalueer --besluiten besluiten.csv"
    )


class CoderNotChosen(CodeerError):
    """An evaluation needs to know whose decisions are the measure."""

    known: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"Meer dan één codeur besliste: {', '.join(self.known)}.\nKies wiens besluiten de maat "
            "zijn met --codeur NAAM, of neem ze samen met --consensus meerderheid, alle of een."
        )


class ConfirmationNeeded(CodeerError):
    """Nobody is there to confirm."""

    respondent: str

    def __str__(self) -> str:
        return (
            "Verwijderen vraagt om een bevestiging, en er is geen terminalvenster. Er is niets "
            "verwijderd.\nZonder vraag vooraf: codeer vergeet "
            f"{_quoted(self.respondent) if ' ' in self.respondent else self.respondent} --ja"
        )


class NotConfirmed(CodeerError):
    respondent: str
    template = (
        "Niet bevestigd: er is iets anders getypt dan {respondent}. Er is niets verwijderd.\n"
        "Probeer het opnieuw en typ de code precies zo over."
    )


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
