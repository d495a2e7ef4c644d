"""What `codeer overeenstemming` says: overeenstemming.csv, verschillen.csv, and the cells of a screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from codeer.model import TOTAL_GROUP, Unit
from codeer.reports.tables import CsvStyle, Value, write_table

AGREEMENT_COLUMNS = """
    thema groep maat waarde ondergrens bovengrens oordeel reden n_eenheden n_door_allen_gezien
    n_respondenten beide alleen_eerste alleen_tweede geen codeurs basis bron
""".split()
TOTAL_THEME = TOTAL_GROUP
NOT_COMPUTED = "niet te berekenen"
_SAID = {1: "ja", 0: "nee", None: "niet gezien"}
_SHARES = ("percentage", "prevalentie")
_DIGITS = 10  # enough to lay a value beside that of another program
_BOUND_DIGITS = 4


@dataclass(frozen=True, slots=True)
class MeasureCell:
    """One measure of one theme in one group."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    reason: str
    verdict: str
    source: str


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One theme, or the total, in one group."""

    theme: str
    heading: str
    """The theme's name, indented below its parent."""
    group: str
    group_heading: str
    units: int
    complete: int
    """Units that all coders saw."""
    respondents: int
    counts: tuple[int, int, int, int] | None
    """Both, only the first, only the second, neither; None for more than two coders."""
    measures: tuple[MeasureCell, ...]

    def measure(self, name: str) -> MeasureCell:
        """Return the measure with this name."""
        return next(cell for cell in self.measures if cell.name == name)


@dataclass(frozen=True, slots=True)
class Difference:
    """A unit on which coders who saw it differ about a theme."""

    transcript: str
    respondent: str
    group: str
    start: int
    end: int
    theme: str
    said: tuple[int | None, ...]
    """1, 0 or None (not seen), in the order of the coders."""
    text: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a reader must know before believing the numbers."""

    everything_seen: bool = False
    machine_threshold: float | None = None
    """Of the run, when its suggestions are one of the coders."""
    machine_rates_turns: bool = False
    """Suggestions were made per turn and are compared per sentence."""
    idle: tuple[str, ...] = ()
    """Coders in the store who decided or read nothing here, and were not asked for."""
    informed: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Coder to acts that were not recorded as blind, of all acts."""
    on_other_text: int = 0
    outside_answers: int = 0
    unknown_themes: int = 0
    """Accepted codings that do not count, by reason."""
    has_subthemes: bool = False
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementContent:
    """All that the writers and the screen need."""

    coders: tuple[str, ...]
    unit: Unit
    rows: tuple[AgreementRow, ...]
    """Group by group, theme by theme, the total last."""
    differences: tuple[Difference, ...]
    circumstances: Circumstances

    @property
    def who(self) -> str:
        """Return whose seeing makes text count."""
        return "beide codeurs" if len(self.coders) == 2 else "ten minste twee codeurs"


# --- files ---------------------------------------------------------------------------------------


def agreement_table(content: AgreementContent, style: CsvStyle) -> bytes:
    """Return overeenstemming.csv: one row per theme, group and measure."""
    rows = (_cells(content, row, cell) for row in content.rows for cell in row.measures)
    return write_table(AGREEMENT_COLUMNS, rows, style)


def _cells(content: AgreementContent, row: AgreementRow, cell: MeasureCell) -> Sequence[Value]:
    return (
        row.theme,
        row.group,
        cell.name,
        NOT_COMPUTED if cell.value is None else _rounded(cell.value, _DIGITS),
        _rounded(cell.low, _BOUND_DIGITS),
        _rounded(cell.high, _BOUND_DIGITS),
        cell.verdict,
        cell.reason,
        row.units,
        row.complete,
        row.respondents,
        *(row.counts or (None,) * 4),
        ", ".join(content.coders),
        _basis(content, row),
        cell.source,
    )


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits) + 0.0  # no -0.0


def _basis(content: AgreementContent, row: AgreementRow) -> str:
    parts = [f"per {content.unit}", f"alleen tekst die {content.who} zagen"]
    if row.theme == TOTAL_THEME:
        parts.append(f"totaal: alle oordelen (thema x {content.unit}) samen")
    facts = content.circumstances
    if facts.everything_seen:
        parts.append("transcript met een besluit geldt als helemaal gelezen")
    if facts.machine_threshold is not None:
        parts.append(_machine(facts.machine_threshold))
    if informed := _informed(facts):
        parts.append(f"niet blind: {informed}")
    if facts.skipped:
        parts.append(f"overgeslagen: {', '.join(facts.skipped)}")
    return "; ".join(parts)


def _machine(threshold: float) -> str:
    written = f"{threshold:g}".replace(".", ",")
    return f"codeer = ongecontroleerde suggesties met score {written} of hoger"


def _informed(facts: Circumstances) -> str:
    """Return per coder how many acts were not recorded as blind; '' when all were."""
    return ", ".join(
        f"{name} {part} van {whole}" for name, (part, whole) in facts.informed.items() if part
    )


def difference_table(content: AgreementContent, style: CsvStyle) -> bytes:
    """Return verschillen.csv: for the meeting, one row per theme and unit on which coders differ."""
    said = [f"oordeel {name}" for name in content.coders]
    header = ["transcript", "respondent", "groep", "begin", "einde", "thema", *said, "tekst"]
    rows: list[Sequence[Value]] = [
        (
            d.transcript,
            d.respondent,
            d.group,
            d.start,
            d.end,
            d.theme,
            *(_SAID[value] for value in d.said),
            d.text,
        )
        for d in content.differences
    ]
    return write_table(header, rows, style)


# --- screen --------------------------------------------------------------------------------------


def _number_text(value: float) -> str:
    return f"{_half_up(value, 2)}".replace(".", ",")


def _percentage_text(value: float) -> str:
    text = f"{_half_up(100 * value, 1)}".replace(".", ",")
    return text.removesuffix(",0") if text in ("0,0", "100,0") else text


def _half_up(value: float, digits: int) -> Decimal:
    """Round as people and codeer rapport do; never to -0."""
    exact = Decimal(f"{value:.{_DIGITS}f}")
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP) + 0


def measure_lines(cell: MeasureCell, mark: str = "") -> tuple[str, ...]:
    """Return the lines of a narrow cell: value with a mark, interval, word; not what is not there."""
    if cell.value is None:
        return (*NOT_COMPUTED.rsplit(" ", 1), *([mark] if mark else []))
    is_share = cell.name in _SHARES
    write = _percentage_text if is_share else _number_text
    value = write(cell.value) + ("%" if is_share else "")
    lines = [f"{value} {mark}".rstrip()]
    if cell.low is not None and cell.high is not None:
        lines.append(f"{write(cell.low)}–{write(cell.high)}")
    return (*lines, *cell.verdict.split())


def agreement_notes(content: AgreementContent) -> list[str]:
    """Return the lines below the tables: what counts, what the words mean, what to beware of."""
    facts = content.circumstances
    seen = (
        "een transcript waarin een codeur iets besloot, geldt als helemaal gelezen"
        if facts.everything_seen
        else "een antwoord is gezien als de codeur het afrondde of er iets in besloot"
    )
    notes = [
        f"Noot. Per {content.unit}; alleen tekst die {content.who} zagen telt: {seen}.",
        f"totaal = alle oordelen (elk thema bij elke {content.unit}) samen; geen gemiddelde van de thema's.",
        "Onder elke maat het 95%-interval: bootstrap over respondenten, niet over zinnen.",
    ]
    if facts.has_subthemes:
        notes.append(
            "Een thema met subthema's telt die mee, zoals in codeer rapport; in totaal en in "
            "verschillen.csv telt elke codering één keer."
        )
    if len(content.coders) == 2:
        notes.append(
            "Kappa: Cohen (1960); woorden van Landis & Koch (1977): slecht < 0, gering t/m 0,20, "
            "matig t/m 0,40, redelijk t/m 0,60, substantieel t/m 0,80, bijna volmaakt t/m 1."
        )
    notes += [
        "Alfa en woorden: Krippendorff (2004): betrouwbaar vanaf 0,800, voorlopig (alleen voor "
        "voorlopige conclusies) vanaf 0,667, daaronder onvoldoende.",
        "AC1: Gwet (2008). F1 = positieve overeenstemming: Dice (1945), Fleiss (1981).",
        "gelijk = percentage overeenstemming: Fleiss (1971). prevalentie = deel van alle oordelen "
        "dat het thema geeft.",
    ]
    return notes


def agreement_warnings(content: AgreementContent) -> list[str]:
    """Return what makes the numbers mean something else than a reader would think."""
    facts = content.circumstances
    warnings = [*_seen_warnings(content), *_lost_warnings(facts)]
    if facts.machine_threshold is not None:
        warnings.append(f"{_machine(facts.machine_threshold)}, in alle tekst.")
    if facts.machine_rates_turns:
        warnings.append(
            "De suggesties gelden per beurt; elke zin van zo'n beurt krijgt hier het thema."
        )
    if informed := _informed(facts):
        warnings.append(
            f"Besluiten en gelezen antwoorden die niet blind zijn: {informed}. Wie de suggesties "
            "zag, is het eerder eens met codeer en met een ander die ze zag."
        )
    if facts.skipped:
        warnings.append(f"Overgeslagen door codeer suggest: {', '.join(facts.skipped)}.")
    return warnings


def _seen_warnings(content: AgreementContent) -> list[str]:
    facts = content.circumstances
    warnings = []
    if not any(row.units for row in content.rows):
        hint = "" if facts.everything_seen else " Kwamen de besluiten uit een CSV: --alles-gezien."
        warnings.append(f"Er is geen tekst die {content.who} zagen.{hint}")
    if facts.idle:
        warnings.append(f"Besloot en las hier niets, dus niet meegenomen: {', '.join(facts.idle)}.")
    return warnings


def _lost_warnings(facts: Circumstances) -> list[str]:
    return [
        f"Aanvaarde coderingen die niet meetellen: {number} {where}."
        for number, where in (
            (facts.on_other_text, "in een tekst die niet in de laatste run zit"),
            (facts.outside_answers, "buiten de antwoorden van respondenten"),
            (
                facts.unknown_themes,
                "bij een thema dat niet in het codeboek van de laatste run staat",
            ),
        )
        if number
    ]
