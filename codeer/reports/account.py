"""What was done, with what, and what the numbers count: the paragraphs of a methods section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codeer.inference import share
from codeer.reports.blocks import Block, Heading, Paragraph
from codeer.reports.notation import write_decimal, write_whole
from codeer.reports.words import explain_scale, join_words, say_number
from codeer.results.comparison import MINIMUM
from codeer.results.compute import Results
from codeer.results.content import SMALL_CELL, ReportContent
from codeer.results.saturation import BASE_SIZE, RUN_LENGTH, THRESHOLD

if TYPE_CHECKING:
    from codeer.reports.agreement_tables import AgreementContent, MeasureCell


@dataclass(frozen=True, slots=True)
class Checked:
    """How far people got with the suggestions of a theme."""

    theme: str
    suggestions: int
    decided: int
    """Suggestions on which at least one of the counted coders decided."""
    accepted: int
    rejected: int
    """Verdicts on suggestions, of all counted coders together."""
    added: int
    """Codings that people gave where nothing was suggested."""

    @property
    def waiting(self) -> int:
        """Return the number of suggestions on which nobody decided."""
        return self.suggestions - self.decided


@dataclass(frozen=True, slots=True)
class Account:
    """The facts of the run behind a report."""

    started: str
    version: str
    codebook: str
    codebook_digest: str
    study: str
    study_digest: str
    pipeline: str
    unit: str
    threshold: float
    transcripts: int
    remarks: Mapping[str, Sequence[str]]
    coders: Sequence[str] = ()
    """Whose decisions are counted; none: the suggestions are."""
    rule: str = ""
    """How several coders count together, in Dutch."""
    checked: Sequence[Checked] = ()
    agreement: "AgreementContent | None" = None
    """Between the counted coders, over all groups; None when there are not two."""
    destinations: str = ""
    """Where interview text ever went outside this computer, in Dutch."""

    @property
    def is_checked(self) -> bool:
        """Tell whether people decided on what is counted."""
        return bool(self.coders)


def describe_method(results: Results, account: Account) -> tuple[Block, ...]:
    """Return the paragraphs of a methods section."""
    content = results.content
    paragraphs = (
        _sample(content),
        _coding(content, account),
        _checking(account, " (per thema: zie de tabel hieronder)" * (not content.hides_small)),
        _agreeing(account),
        _counting(results),
        _whereabouts(account),
    )
    return (Heading("Werkwijze"), *map(Paragraph, filter(None, paragraphs)))


# --- paragraphs ----------------------------------------------------------------------------------


def _sample(content: ReportContent) -> str:
    total = content.of(content.themes[0], content.total)
    if not total.all_respondents:
        return "Er zijn geen respondenten in deze selectie."
    parts = [
        f"{content.people(group)} {group.name if content.people(group) == 1 else group.heading}"
        + (f" (beoogd: {group.expected})" if group.expected is not None else "")
        for group in content.plain_groups
        if group != content.total
    ]
    aim = f" (beoogd: {content.total.expected})" if content.total.expected is not None else ""
    groups = f": {join_words(parts)}" if len(parts) > 1 else ""
    transcripts = len({speech.transcript for speech in content.speeches})
    skipped = len(content.skipped)
    left_out = f" Niet meegenomen: {say_number(skipped, 'transcript')}." if skipped else ""
    return (
        f"Het materiaal bestaat uit {say_number(transcripts, 'transcript')} van "
        f"{say_number(total.all_respondents, 'respondent')}{aim}{groups}, met "
        f"{write_whole(total.words)} gesproken woorden.{left_out} Wat interviewers zeiden en aantekeningen van "
        "de transcribent zijn niet gecodeerd en niet meegeteld."
    )


def _coding(content: ReportContent, account: Account) -> str:
    return (
        f"Gecodeerd is per {account.unit} ({write_whole(_segments(content))} in totaal) met het codeboek "
        f"'{account.codebook}'. Het programma codeer (versie {account.version}) stelde "
        f"thema's voor (taalmodel en motoren: {account.pipeline}). Een voorstel telt als suggestie vanaf een score van "
        f"{write_decimal(account.threshold)}."
    )


def _segments(content: ReportContent) -> int:
    return content.of(content.themes[0], content.total).all_segments


def _checking(account: Account, where: str) -> str:
    if not account.is_checked:
        return (
            "Geen mens heeft deze suggesties beoordeeld: de aantallen tellen ongecontroleerde "
            "suggesties. Gebruik ze niet als uitkomst voordat ze zijn nagekeken."
        )
    suggestions = sum(theme.suggestions for theme in account.checked)
    decided = sum(theme.decided for theme in account.checked)
    accepted = sum(theme.accepted for theme in account.checked)
    judged = accepted + sum(theme.rejected for theme in account.checked)
    added = sum(theme.added for theme in account.checked)
    who = f"{'Codeur' if len(account.coders) == 1 else 'Codeurs'} {join_words(account.coders)}"
    verb = "beoordeelde" if len(account.coders) == 1 else "beoordeelden"
    said = (
        f"{who} {verb} in het hele project {decided} van de {suggestions} suggesties ({say_percent(decided, suggestions)}); "
        f"van de {judged} oordelen was {say_percent(accepted, judged)} aanvaarding{where}. "
        f"Daarnaast {'is' if added == 1 else 'zijn'} {added} "
        f"{'codering' if added == 1 else 'coderingen'} gegeven waar niets was voorgesteld. Meegeteld is "
        "alleen wat mensen hebben aanvaard of zelf gegeven; wat nog niet is beoordeeld, telt niet mee."
    )
    return f"{said} {account.rule}".strip()


def say_percent(part: int, whole: int) -> str:
    """Return a share in whole percents, or a dash when there is nothing to share."""
    value = share(part, whole, 100, 0)
    return "–" if value is None else f"{value}%"


def _agreeing(account: Account) -> str:
    if not account.is_checked:
        return ""
    if len(account.coders) == 1:
        return "Meegeteld zijn de besluiten van één codeur; overeenstemming is niet berekend."
    if account.agreement is None:
        return "Er is geen overeenstemming tussen codeurs berekend: er is geen tekst die twee codeurs lazen."
    total = account.agreement.rows[-1]
    measures = [
        _say(total.measure(name), label) for name, label in choose_measures(account.agreement)
    ]
    return (
        f"{join_words(account.agreement.coders)} zagen dezelfde beurten: {write_whole(total.units)} "
        f"oordelen (alle thema's samen, per {account.agreement.unit}).{_say_informed(account.agreement)} Hun overeenstemming: "
        f"{'; '.join(measures)} (per thema: zie de tabel hieronder)."
    )


def _say_informed(agreement: "AgreementContent") -> str:
    """Return who saw suggestions while deciding, which raises agreement."""
    informed = [
        f"{name} bij {seen} van de {number}"
        for name, (seen, number) in agreement.circumstances.informed.items()
        if seen
    ]
    if not informed:
        return ""
    return f" Niet blind, met suggesties in zicht: {join_words(informed)} besluiten."


def choose_measures(agreement: "AgreementContent") -> tuple[tuple[str, str], ...]:
    """Return names and labels of the measures that a methods section gives."""
    kappa = (("kappa", "Cohens kappa"),) if len(agreement.coders) == 2 else ()
    return (("percentage", "gelijk oordeel"), *kappa, ("alfa", "Krippendorffs alfa"))


def _say(cell: "MeasureCell", label: str) -> str:
    return f"{label} {say_value(cell)}"


def say_value(cell: "MeasureCell") -> str:
    """Return a measure with its interval, as Dutch prints it."""
    if cell.value is None:
        return "niet te berekenen"
    if cell.name == "percentage":
        return f"{cell.value * 100:.0f}%"
    value = _two_digits(cell.value)
    if cell.low is not None and cell.high is not None:
        value += f" [{_two_digits(cell.low)}; {_two_digits(cell.high)}]"
    return value


def _two_digits(value: float) -> str:
    return f"{round(value, 2) + 0:.2f}".replace(".", ",")  # + 0: no -0,00


def _counting(results: Results) -> str:
    parts = [
        "Een respondent telt per thema één keer mee, hoe vaak het thema ook terugkomt (n van N "
        "respondenten); omdat een respondent meer thema's kan noemen, tellen percentages niet op tot "
        "100. Fragmenten zijn de gecodeerde stukken tekst en staan apart geteld. Een bovenliggende code "
        "telt een fragment van een subcode één keer.",
        f"Woorden voor aandelen volgen een vaste schaal: {explain_scale()}.",
    ]
    if any(len(found.steps) >= BASE_SIZE + RUN_LENGTH for found in results.saturation):
        parts.append(
            f"Verzadiging is bepaald volgens Guest, Namey en Chen (2020): {BASE_SIZE} interviews als basis, "
            f"een reeks van {RUN_LENGTH}, en ten hoogste {THRESHOLD:.0%} nieuwe codes."
        )
    if results.comparison:
        parts.append(
            f"Groepen met ten minste {MINIMUM} respondenten zijn vergeleken met Fishers exacte toets op "
            "respondenten, met Holm-correctie; zinnen van één respondent zijn geen onafhankelijke "
            "waarnemingen en worden niet getoetst."
        )
    if results.content.hides_small:
        parts.append(
            f"Cellen met minder dan {SMALL_CELL} respondenten zijn weggelaten, met de sommen waaruit ze te "
            "berekenen zouden zijn."
        )
    return " ".join(parts)


def _whereabouts(account: Account) -> str:
    if not account.destinations:
        return "Alles is op deze computer gedaan; er is niets verstuurd."
    return f"Interviewtekst verliet deze computer, {account.destinations}."
