"""What `codeer evalueer` says: its three CSV files, and the notes and cells of a screen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from codeer.agreement import Coefficient
from codeer.evaluation import MACRO, TOGETHER, Assessment, Level, ScoredUnit
from codeer.model import TOTAL_GROUP
from codeer.reports.agreement_tables import NOT_COMPUTED, MeasureCell, measure_lines
from codeer.reports.tables import CsvStyle, Value, write_table
from codeer.results.axes import Group, Theme
from codeer.usefulness import (
    FIRST_READING_F1,
    MAX_EFFORT,
    MIN_SHARE,
    SEARCH_EFFORT,
    Band,
    Judgement,
    Mistake,
    MistakeKind,
)

EVALUATION_COLUMNS = "thema groep niveau maat waarde laag hoog n reden basis".split()
MISTAKE_COLUMNS = """
    transcript respondent begin einde thema score soort bewijs tekst
""".split()
RELIABILITY_COLUMNS = "thema niveau van tot gezegd juist laag hoog n reden basis".split()
CROSS_FITTED = "leave-one-respondent-out: elke respondent is gescoord zonder de besluiten over diens eigen tekst"
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class ReliabilityRow:
    """One band of scores of a theme, or of `TOGETHER`."""

    theme: str
    level: Level
    band: Band


@dataclass(frozen=True, slots=True)
class Reading:
    """What the coders saw: the ground on which the figures stand."""

    shown: int
    """Answers with a shown suggestion."""
    shown_seen: int
    silent: int
    """Answers without one."""
    silent_seen: int
    everything_seen: bool = False
    informed: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Coder to acts that were not recorded as blind, of all acts."""
    on_other_text: int = 0
    outside_answers: int = 0
    unknown_themes: int = 0
    """Accepted codings that do not count, by reason."""

    @property
    def seen(self) -> int:
        """Return the number of answers that count."""
        return self.shown_seen + self.silent_seen

    @property
    def is_selective(self) -> bool:
        """Tell whether answers without a suggestion were read half as often, or less."""
        return 2 * self.silent_seen * self.shown <= self.shown_seen * self.silent > 0


@dataclass(frozen=True, slots=True)
class EvaluationContent:
    """All that the writers and the screen need."""

    judge: str
    """Whose decisions: a coder, or how those of several became one."""
    engines: tuple[str, ...]
    threshold: float
    levels: tuple[Level, ...]
    themes: tuple[Theme, ...]
    groups: tuple[Group, ...]
    assessments: tuple[Assessment, ...]
    """Level by level, group by group, theme by theme, then `MACRO` and `TOGETHER`."""
    judgements: tuple[Judgement, ...]
    reliability: tuple[ReliabilityRow, ...]
    mistakes: tuple[Mistake, ...]
    reading: Reading
    skipped: tuple[str, ...] = ()

    def find(self, level: Level, group: str = TOTAL_GROUP) -> list[Assessment]:
        """Return the figures at a level in a group, in the order of the themes."""
        return [a for a in self.assessments if (a.level, a.group) == (level, group)]

    @property
    def basis(self) -> str:
        """Return what the figures rest on, for every row of every file."""
        parts = [
            f"suggesties ({', '.join(self.engines) or 'geen'}, getoond vanaf {_comma(self.threshold)}) "
            f"tegen {self.judge}",
            CROSS_FITTED,
            f"{self.reading.seen} van de {self.reading.shown + self.reading.silent} antwoorden gezien",
        ]
        if self.skipped:
            parts.append(f"overgeslagen: {', '.join(self.skipped)}")
        return "; ".join(parts)


# --- files ---------------------------------------------------------------------------------------


def evaluation_table(content: EvaluationContent, style: CsvStyle) -> bytes:
    """Return evaluatie.csv: a row per theme, group, level and figure; verdicts last."""
    rows = [
        (*row, content.basis)
        for assessment in content.assessments
        for row in _figures(assessment, len(content.themes))
    ]
    whole = {a.theme: a.units for a in content.find(Level.ANSWER)}
    rows += [
        (
            judgement.theme,
            TOTAL_GROUP,
            Level.ANSWER,
            "oordeel",
            judgement.usefulness,
            None,
            None,
            whole[judgement.theme],
            judgement.reason,
            content.basis,
        )
        for judgement in content.judgements
    ]
    return write_table(EVALUATION_COLUMNS, rows, style)


def _figures(assessment: Assessment, themes: int) -> Iterator[tuple[Value, ...]]:
    place = assessment.theme, assessment.group, assessment.level
    for name, number in (("gecodeerd", assessment.coded), ("getoond", assessment.shown)):
        yield (*place, name, number, None, None, assessment.units, "")
    for metric, found in assessment.metrics.items():
        reason = found.reason
        averaged = assessment.averaged.get(metric, themes)
        if 0 < averaged < themes:
            reason = "; ".join(filter(None, (f"over {averaged} van de {themes} thema's", reason)))
        yield (*place, metric, *_numbers(found), assessment.units, reason)


def _numbers(found: Coefficient) -> tuple[Value, Value, Value]:
    value = NOT_COMPUTED if found.value is None else _rounded(found.value)
    return value, _rounded(found.low), _rounded(found.high)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS) + 0.0  # no -0.0


def reliability_table(content: EvaluationContent, style: CsvStyle) -> bytes:
    """Return betrouwbaarheid.csv: a row per theme, level and band of scores that holds anything."""
    rows = (
        (
            row.theme,
            row.level,
            row.band.low,
            row.band.high,
            _rounded(row.band.said),
            *_numbers(row.band.right),
            row.band.units,
            row.band.right.reason,
            content.basis,
        )
        for row in content.reliability
    )
    return write_table(RELIABILITY_COLUMNS, rows, style)


def mistake_table(content: EvaluationContent, style: CsvStyle) -> bytes:
    """Return evaluatie_fouten.csv: per theme the worst misses and false alarms."""
    rows: Iterable[Sequence[Value]] = (
        (
            mistake.unit.transcript,
            mistake.unit.respondent,
            mistake.unit.segment.start,
            mistake.unit.segment.end,
            mistake.unit.code,
            mistake.unit.score,
            mistake.kind,
            mistake.unit.evidence,
            mistake.unit.text,
        )
        for mistake in content.mistakes
    )
    return write_table(MISTAKE_COLUMNS, rows, style)


# --- screen --------------------------------------------------------------------------------------


def theme_heading(content: EvaluationContent, theme: str) -> str:
    """Return what a theme is called on the screen, indented below its parent."""
    names = {t.id: "  " * t.depth + t.name for t in content.themes}
    return names.get(theme, {MACRO: "Gemiddeld", TOGETHER: "Alle thema's samen"}.get(theme, theme))


def coefficient_lines(found: Coefficient, *, is_share: bool = False) -> tuple[str, ...]:
    """Return the lines of a cell: value and interval, as codeer overeenstemming writes them."""
    name = "percentage" if is_share else ""
    return measure_lines(MeasureCell(name, found.value, found.low, found.high, "", "", ""))


def band_heading(band: Band) -> str:
    """Return the limits of a band of scores."""
    return f"{band.low:.1f} – {band.high:.1f}".replace(".", ",")


def pick_examples(
    content: EvaluationContent, kind: MistakeKind, number: int = 3
) -> list[ScoredUnit]:
    """Return the worst mistake of a kind of the first themes that have one."""
    worst: dict[str, ScoredUnit] = {}
    for mistake in content.mistakes:
        if mistake.kind is kind:
            worst.setdefault(mistake.unit.code, mistake.unit)
    return list(worst.values())[:number]


def reason_text(found: Coefficient) -> str:
    """Return why a value or its interval is not there, or ''."""
    is_missing = found.value is None
    return f"{NOT_COMPUTED}: {found.reason}" if is_missing and found.reason else found.reason


def evaluation_notes(content: EvaluationContent) -> list[str]:
    """Return the lines below the tables: what was compared and what the words mean."""
    notes = [
        f"Noot. {content.basis[:1].upper()}{content.basis[1:]}.",
        "Onder elke maat het 95%-interval: bootstrap over respondenten, niet over zinnen.",
        "Precisie: deel van wat codeer toonde dat klopt. Recall: deel van de coderingen dat codeer "
        "toonde. AP: gemiddelde precisie over de hele volgorde van scores. Leeswerk: deel van de "
        "tekst dat u leest, hoogste score eerst, tot u 90% van de coderingen hebt (zonder volgorde "
        "0,90).",
        f"Eerste lezing: F1 per antwoord minstens {_comma(FIRST_READING_F1)} en de ondergrens van "
        f"precisie en recall minstens {_comma(MIN_SHARE)}. Zoekhulp: leeswerk hoogstens "
        f"{_comma(SEARCH_EFFORT)} met de bovengrens onder {_comma(MAX_EFFORT)}, of de ondergrens van "
        f"precisie minstens {_comma(MIN_SHARE)}. Zie docs/evalueren.md.",
    ]
    if any(len(theme.members) > 1 for theme in content.themes):
        notes.append("Een thema met subthema's telt die mee, zoals in codeer rapport.")
    return notes


def evaluation_warnings(content: EvaluationContent) -> list[str]:
    """Return what makes the figures better or worse than they look."""
    reading = content.reading
    warnings = []
    if not reading.seen:
        warnings.append("Er is geen antwoord dat meetelt; zie --alles-gezien en --codeur.")
    if reading.is_selective:
        warnings.append(
            f"Van de antwoorden zonder suggestie zijn er {reading.silent_seen} van de "
            f"{reading.silent} gezien, van die met een suggestie {reading.shown_seen} van de "
            f"{reading.shown}. Wat niemand las kan niet gemist zijn: recall, F1 en leeswerk vallen te "
            "gunstig uit. Lees ook zonder suggestie: codeer beoordeel --blind --steekproef 20%"
        )
    informed = [
        f"{name} {part} van {whole}" for name, (part, whole) in reading.informed.items() if part
    ]
    if informed:
        warnings.append(
            f"Besluiten en gelezen antwoorden die niet blind zijn: {', '.join(informed)}. Wie de "
            "suggestie ziet, is het er eerder mee eens."
        )
    warnings += [
        f"Aanvaarde coderingen die niet meetellen: {number} {where}."
        for number, where in (
            (reading.on_other_text, "in een tekst die niet in de laatste run zit"),
            (reading.outside_answers, "buiten de antwoorden van respondenten"),
            (reading.unknown_themes, "bij een thema dat niet in het codeboek van die run staat"),
        )
        if number
    ]
    return warnings


def _comma(value: float) -> str:
    return f"{value:g}".replace(".", ",")
