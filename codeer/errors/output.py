"""Results that cannot be written, and options that cannot be met."""

from pathlib import Path

from codeer.errors.base import CodeerError


class OutputError(CodeerError):
    """A result cannot be written."""


class OutputNotWritable(OutputError):
    path: Path
    cause: str
    template = (
        "{path}: hier kan niet worden geschreven ({cause}).\n"
        "Sluit het bestand in Excel of Word, of kies een andere map met --uit MAP."
    )


class DiskFull(OutputError):
    path: Path
    template = (
        "{path}: de schijf is vol. De oude bestanden zijn heel gebleven.\n"
        "Maak ruimte vrij en probeer het opnieuw."
    )


class OutputRefused(OutputError):
    cause: str
    template = (
        "De uitvoer van dit commando kan niet worden weggeschreven: {cause}.\n"
        "Maak ruimte vrij, of stuur de uitvoer na > ergens anders heen."
    )


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


class InvalidOption(CodeerError):
    """An option has a value that codeer does not know."""

    option: str
    found: str
    expected: tuple[str, ...] = ()

    def __str__(self) -> str:
        expected = ", ".join(self.expected)
        return f"ongeldige waarde voor {self.option}: '{self.found}'. Verwacht: {expected}."


class OptionOutOfPlace(InvalidOption):
    """An option that would have no effect on what is asked; `found` is what it was given with."""

    def __str__(self) -> str:
        return f"{self.option} hoort niet bij {self.found}. Verwacht: {', '.join(self.expected)}."
