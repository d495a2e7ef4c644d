"""Files of other people and other programs."""

import difflib
from pathlib import Path
from typing import ClassVar

from codeer.errors.base import CodeerError


class ExchangeError(CodeerError):
    """Something that was made elsewhere cannot be used here."""


class UnknownExchangeFormat(ExchangeError):
    path: Path
    template = (
        "{path}: dit soort bestand kan codeer niet uitwisselen.\nVerwacht: een naam op .csv of "
        ".xlsx (besluiten als tabel) of .codeer (een pakket voor een andere codeur). codeer exporteer "
        "maakt ook .jsonl, .parquet, .sps en .conll."
    )


class WouldOverwrite(ExchangeError):
    path: Path
    template = (
        "{path}: bestaat al en kan ingevulde besluiten bevatten; er is niets overschreven.\nLees "
        "het eerst in met codeer importeer, kies een andere naam, of geef --overschrijf."
    )


class SheetUnreadable(ExchangeError):
    path: Path
    cause: str
    template = (
        "{path}: deze tabel kan niet worden gelezen ({cause}). Er is niets ingelezen.\nOpen het "
        "bestand in Excel of LibreOffice en sla het op als .xlsx of als 'CSV UTF-8'."
    )


class SheetTooLong(ExchangeError):
    path: Path
    rows: int
    limit: int
    template = (
        "{path}: {rows} rijen passen niet in Excel (hoogstens {limit}).\n"
        "Exporteer naar .csv, of neem een hogere --drempel."
    )


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
        "name": "{found} is te lang voor de naam van een codeur; hoogstens {number} tekens",
        "coders": "er zijn al {number} codeurs, en meer kan niet; staat er in de kolom codeur iets anders dan namen?",
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


class PacketUnreadable(ExchangeError):
    path: Path
    cause: str
    template = (
        "{path}: dit is geen bruikbaar pakket van codeer ({cause}). Er is niets ingelezen.\n"
        "Vraag het pakket opnieuw aan, of maak het opnieuw met: codeer exporteer pakket.codeer"
    )


class PacketTooNew(ExchangeError):
    path: Path
    found: int
    known: int
    template = (
        "{path}: gemaakt door een nieuwere codeer (versie {found} van het pakket, deze codeer "
        "kent {known}). Er is niets ingelezen.\nWerk codeer bij met: pip install --upgrade codeer"
    )


class PacketNeedsFolder(ExchangeError):
    """A packet would make a project where something else lives."""

    path: Path
    folder: Path
    template = (
        "{path}: kan hier niet worden uitgepakt, want {folder} bevat al een ander project.\n"
        "Kies een lege map: codeer importeer {path} --project MAP"
    )


class QdaCheckFailed(ExchangeError):
    """What was made for another program is not what it should be: a mistake in codeer."""

    problem: str
    template = (
        "De controle van het gemaakte bestand ging mis ({problem}). Er is niets geschreven.\nDit is "
        "een fout in codeer; meld hem met deze regel. Uw besluiten zijn bewaard: codeer exporteer "
        "besluiten.csv"
    )


class QdaUnreadable(ExchangeError):
    """A REFI-QDA file that cannot be trusted or understood."""

    path: Path
    cause: str
    template = (
        "{path}: dit is geen bruikbaar REFI-QDA-bestand ({cause}). Er is niets ingelezen.\n"
        "Verwacht: een project (.qdpx) of codeboek (.qdc). Exporteer het opnieuw uit het andere "
        "programma."
    )


class QdaProtected(ExchangeError):
    path: Path
    template = (
        "{path}: dit bestand heeft een wachtwoord. Er is niets ingelezen.\nVerwacht: een project "
        "zonder wachtwoord. Exporteer het zonder wachtwoord, of pak het uit en opnieuw in."
    )


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


class QdaNeedsRun(ExchangeError):
    """A folder that holds something, but no run to which codings could be added."""

    path: Path
    folder: Path
    template = (
        "{path}: in {folder} staan al transcripten, een codeboek of een onderzoek, maar codeer heeft "
        "ze nog niet gelezen. Er is niets ingelezen.\nDraai eerst codeer suggest, of kies een lege "
        "map: codeer importeer {path} --project MAP"
    )


class QdaEmpty(ExchangeError):
    path: Path
    template = (
        "{path}: in dit bestand staan geen codes en geen teksten die codeer kan lezen, dus er is niets "
        "ingelezen.\nVerwacht: een project of codeboek met inhoud. Wat erin stond, staat in het "
        "verliesrapport hierboven."
    )
