"""Speaker labels: which words are speakers at once, and which look like a name."""

import re
from dataclasses import dataclass

from codeer.model import AnswerTable
from codeer.text import fold_label

INTERVIEWER_LABELS = frozenset(
    """
        i int interviewer interviewster interv onderzoeker onderzoekster vraag vragensteller q
        vraagsteller gespreksleider
    """.split()
)
RESPONDENT_LABELS = frozenset(
    """
        r resp respondent respondente antwoord geinterviewde geïnterviewde deelnemer participant
    """.split()
)
GENERIC_LABEL = re.compile(r"(?:spreker|speaker|sp|persoon|stem)[ _]?\d{1,2}")
_NUMBERED = re.compile(r"(.+?)[ ._]?\d{1,2}")


@dataclass(frozen=True, slots=True)
class LabelHints:
    """What is known about labels before reading."""

    known: frozenset[str] = frozenset()
    """Labels (folded) that are speakers whatever they look like."""
    prefixes: tuple[str, ...] = ()
    """Respondent code prefixes, such as JIM and P."""
    not_speakers: frozenset[str] = frozenset()
    """Labels (folded) that are ordinary text."""
    has_speakers: bool = True
    """False: the whole text is one turn."""
    table: AnswerTable | None = None
    """Which column holds what, when the study design says that this is a table with answers."""

    def is_known(self, label: str) -> bool:
        """Tell whether a label is a speaker by its words alone."""
        folded = fold_label(label)
        if folded in self.known | INTERVIEWER_LABELS | RESPONDENT_LABELS:
            return True
        if GENERIC_LABEL.fullmatch(folded) or self.is_code(label):
            return True
        numbered = _NUMBERED.fullmatch(folded)
        if numbered and numbered[1] in self.known | INTERVIEWER_LABELS | RESPONDENT_LABELS:
            return True
        main, _, rest = folded.partition("(")
        return bool(rest) and main.strip() in self.known

    def is_code(self, label: str) -> bool:
        """Tell whether a label is a respondent code such as JIM05."""
        return any(
            re.fullmatch(rf"{re.escape(prefix)}[-_ ]?\d{{1,3}}", label.strip(), re.IGNORECASE)
            for prefix in self.prefixes
        )


# Capitalised words before a colon that are speech or headings, not people
_NO_NAMES = frozenset(
    """
        spreker sprekers tekst om rond tot vanaf sinds na voor pas half kwart ik jij je hij zij ze wij we jullie u het dat dit die deze er en maar of want dus kortom
        conclusie samenvattend ja nee nou oké ok goed precies klopt inderdaad zeker natuurlijk
        eh ehm uh uhm hm nb ps let tip noot opmerking bijvoorbeeld namelijk alleen toen daarna
        eerst ten stel kijk weet moraal resultaat gevolg punt les thema onderwerp deel hoofdstuk
        vraag voorbeeld tijd
    """.split()
)
_PARTICLES = frozenset(
    """
        van de der den het 't ten ter te el al ben la le du von en mevr dhr mw
    """.split()
)


def has_label_case(label: str) -> bool:
    """Tell a label from a word in a sentence that was cut: 'vader: kom' is seldom a speaker."""
    bare = re.sub(r"[ _]?(?<!\d)\d+$", "", fold_label(label))
    return not label[:1].islower() or bare in INTERVIEWER_LABELS | RESPONDENT_LABELS


def looks_like_name(label: str) -> bool:
    """Tell whether a label has the form of a name: capitals, particles, no common opening word."""
    words = re.sub(r"\([^()]*\)", "", label).split()
    if not words or len(words) > 4 or words[0].casefold() in _NO_NAMES:
        return False
    return (
        all(word[:1].isupper() or word.casefold() in _PARTICLES or word.isdigit() for word in words)
        and words[0][:1].isupper()
    )
