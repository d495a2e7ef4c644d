"""Mistakes in a codebook, a study design or the settings."""

import json
from dataclasses import dataclass
from pathlib import Path

from codeer.errors.base import CodeerError


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a YAML file, with its place (1-based)."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"regel {self.line}, kolom {self.column}: {self.message}"


_MOST_SHOWN = 50


class FileProblems(CodeerError):
    """All mistakes found in one codebook or study file."""

    path: Path
    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        shown = sorted(self.problems)[:_MOST_SHOWN]
        listing = "\n".join(f"  {self.path}, {problem}" for problem in shown)
        count = len(self.problems)
        if count > _MOST_SHOWN:
            listing += f"\n  ... en nog {count - _MOST_SHOWN}"
        noun = "fout" if count == 1 else "fouten"
        return (
            f"{self.path.name}: {count} {noun}.\n{listing}\n"
            "Herstel dit en controleer het met: codeer controleer"
        )


class CodebookError(CodeerError):
    """The codebook cannot be used."""


class CodebookMissing(CodebookError):
    folder: Path
    template = (
        "Geen codeboek gevonden in {folder}.\nVerwacht: precies één .yaml-bestand daar, of "
        "--codeboek PAD. Een voorbeeld om mee te beginnen: codeer demo"
    )


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
