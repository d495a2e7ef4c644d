"""Pseudonyms, their key and their list."""

from pathlib import Path

from codeer.errors.base import CodeerError


class PseudonymError(CodeerError):
    """Names cannot be replaced."""


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


class KeyInsideProject(PseudonymError):
    """A file with names and what replaces them would lie beside the transcripts."""

    path: Path
    folder: Path
    template = (
        "{path}: dit bestand verbindt namen met vervangingen en mag niet in {folder} staan; wie de "
        "map krijgt, zou de namen erbij hebben.\nKies een plaats buiten het project, liefst op een "
        "andere, versleutelde schijf."
    )


class KeyUnreadable(PseudonymError):
    path: Path
    template = (
        "{path}: dit is geen sleutelbestand van codeer, het is beschadigd, of het is van een nieuwere "
        "codeer.\nVerwacht: het .json-bestand dat codeer pseudonimiseer schreef. Er is niets "
        "vervangen."
    )


class KeyMissing(PseudonymError):
    path: Path
    template = (
        "{path}: bestaat niet, en in dit project is al eerder vervangen. Met een nieuwe sleutel zou "
        "dezelfde persoon een ander nummer krijgen.\nGeef het sleutelbestand van de vorige keer."
    )


class KeyOfAnother(PseudonymError):
    path: Path
    template = (
        "{path}: dit is niet de sleutel van dit project. Er is niets vervangen.\n"
        "Geef het sleutelbestand van de vorige keer."
    )


class ChoiceNeeded(PseudonymError):
    template = (
        "codeer vraagt per naam wat ermee moet, en er is geen terminalvenster. Er is niets "
        "vervangen.\nMaak een lijst met --voorstel PAD.csv en geef die terug met --lijst PAD.csv, of "
        "neem alle zekere voorstellen over met --alles."
    )


class PseudonymsInTheWay(PseudonymError):
    """An earlier outcome differs and may have been edited by hand."""

    path: Path
    template = (
        "{path}: bestaat al met een andere inhoud; misschien hebt u er iets in verbeterd. Er is "
        "niets overschreven.\nKies een andere map met --uit MAP, of geef --overschrijf."
    )


class PseudonymsMisread(PseudonymError):
    """After replacing, somebody else would seem to speak."""

    transcripts: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{', '.join(self.transcripts)}: na het vervangen zou codeer de sprekers anders lezen. "
            "Er is niets gewijzigd.\nVervang zonder --vervang en --wis-origineel, en kijk in de "
            "nieuwe map met: codeer controleer MAP"
        )


class SuggestFirst(PseudonymError):
    """The database knows another text of a transcript with decisions."""

    transcript: str
    template = (
        "{transcript}: gewijzigd sinds de laatste codeer suggest, en er zijn besluiten over. Er is "
        "niets vervangen.\nDraai eerst codeer suggest; dan verhuizen de besluiten mee."
    )


class ReplacementRefused(PseudonymError):
    """Somebody wants to replace a name by something that would be misread."""

    replacement: str
    template = (
        "'{replacement}' kan geen vervanging zijn.\nVerwacht: één tot vier woorden van letters, "
        "cijfers en streepjes, of zoiets als [NAAM-3]."
    )


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


class NamesUnreadable(PseudonymError):
    path: Path
    line: int
    known: str
    template = (
        "{path}, regel {line}: deze soort is niet bekend.\nVerwacht per regel een naam, met varianten "
        "na komma's en eventueel een soort ervoor, zoals 'PLAATS: Zwolle, Zwol'. Soorten: {known}."
    )


class ReplacingNotConfirmed(PseudonymError):
    word: str
    template = (
        "Niet bevestigd. Er is niets gewijzigd.\nTyp precies '{word}', of geef --ja als er niemand "
        "is om het te vragen."
    )
