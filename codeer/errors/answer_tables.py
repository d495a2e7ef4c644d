"""Tables of answers that cannot be read as transcripts."""

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from codeer.errors.designs import _quoted
from codeer.errors.sources import SourceError


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
