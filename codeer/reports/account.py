"""verantwoording.md: what was done, with what, and what the numbers count, for a methods section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from codeer.reports.content import ReportContent
from codeer.reports.tables import wide_heading, wide_notes, wide_rows

_SMALL_CELL = 3


@dataclass(frozen=True, slots=True)
class Pending:
    """The suggestions of a theme that wait for a decision."""

    theme: str
    waiting: int
    total: int


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
    is_checked: bool = False
    """People decided on what is counted."""
    rule: str = ""
    """How several coders count together, in Dutch."""
    pending: Sequence[Pending] = ()
    destinations: str = ""
    """Where interview text ever went outside this computer, in Dutch."""


def write_account(content: ReportContent, account: Account) -> bytes:
    """Return the methods account in Markdown."""
    total = content.groups[-1]
    cell = content.of(content.themes[0], total)
    parts = [
        "# Verantwoording",
        f"De interviews zijn gecodeerd met het codeboek '{account.codebook}' met codeer "
        f"{account.version}. Het gaat om {account.transcripts} transcripten van "
        f"{cell.all_respondents} respondenten, samen {_number(cell.words)} woorden in "
        f"{_number(cell.all_segments)} segmenten (eenheid: {account.unit}). Beurten van interviewers "
        "en aantekeningen van de transcribent zijn niet gecodeerd en niet meegeteld. "
        f"{_basis_sentence(content, account)}",
        _counting(),
        "## Respondenten",
        _respondents(content),
        "## Thema's naar respondentgroep",
        _frequencies(content),
        *_small_cells(content),
        *_pending(account),
        "## Gebruikt",
        "\n".join(
            (
                f"- codeer {account.version}, suggesties gemaakt op {account.started} (UTC)",
                f"- codeboek: {account.codebook}, hash {account.codebook_digest}",
                f"- onderzoek: {account.study}"
                + (f", hash {account.study_digest}" if account.study_digest else " (ingebouwd)"),
                f"- taalmodel: {account.pipeline}",
                f"- drempel: {_decimal(account.threshold)}",
                _whereabouts(account),
            )
        ),
        "## Overgeslagen",
        _listing(content.skipped) or "Geen enkel transcript is overgeslagen.",
    ]
    if any(account.remarks.values()):
        said = {name: "; ".join(remarks) for name, remarks in account.remarks.items() if remarks}
        parts += ["## Aangenomen bij het lezen", _listing(said)]
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def _whereabouts(account: Account) -> str:
    if not account.destinations:
        return "- alles is op deze computer gedaan; er is niets verstuurd"
    return f"- interviewtekst verliet deze computer, {account.destinations}"


def _basis_sentence(content: ReportContent, account: Account) -> str:
    if account.is_checked:
        return (
            f"De aantallen berusten op: **{content.basis}**. Meegeteld zijn de codes die mensen hebben "
            "aanvaard of zelf gegeven; wat nog niet is beoordeeld, telt niet mee."
            + (f" {account.rule}" if account.rule else "")
        )
    return (
        f"De aantallen berusten op: **{content.basis}**. Geen mens heeft deze suggesties beoordeeld; "
        f"meegeteld is elk segment waarvoor een thema een score van {_decimal(account.threshold)} of "
        "hoger kreeg. Gebruik ze niet als uitkomst voordat ze zijn nagekeken."
    )


def _counting() -> str:
    return (
        "Een respondent telt per thema één keer mee, hoe vaak het thema ook terugkomt (n van N "
        "respondenten). Fragmenten zijn de gecodeerde stukken tekst; ze staan apart geteld, ook per 1.000 "
        "gesproken woorden. Een bovenliggende code telt een fragment van een subcode één keer. Omdat een "
        "respondent meer thema's kan noemen, tellen percentages niet op tot 100."
    )


def _respondents(content: ReportContent) -> str:
    rows = ["| Groep | Aanwezig | Verwacht |", "|---|---|---|"]
    for group in content.groups:
        expected = "niet opgegeven" if group.expected is None else str(group.expected)
        rows.append(_row([group.heading, str(content.people(group)), expected]))
    return "\n".join(rows)


def _frequencies(content: ReportContent) -> str:
    header = ["Thema", *(wide_heading(content, group) for group in content.groups)]
    rows = [header, ["---"] * len(header), *wide_rows(content)]
    return "\n\n".join(["\n".join(map(_row, rows)), *wide_notes(content)])


def _row(cells: Sequence[str]) -> str:
    """Return a Markdown table row; a bar inside a name must not make a column."""
    escaped = (cell.strip().replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def _small_cells(content: ReportContent) -> list[str]:
    small = sum(0 < cell.respondents < _SMALL_CELL for cell in content.frequencies)
    if not small:
        return []
    return [
        f"Let op herleidbaarheid: {small} {'cel telt' if small == 1 else 'cellen tellen'} één of twee "
        "respondenten. Overweeg om groepen samen te voegen voordat u dit publiceert."
    ]


def describe_pending(pending: Sequence[Pending]) -> str:
    """Return in Dutch how many suggestions wait for a decision."""
    waiting = sum(theme.waiting for theme in pending)
    return f"nog niet beoordeeld: {waiting} van de {sum(t.total for t in pending)} suggesties"


def _pending(account: Account) -> list[str]:
    if not account.pending:
        return []
    rows = [["Thema", "Nog niet beoordeeld", "Suggesties"], ["---"] * 3]
    rows += [[theme.theme, str(theme.waiting), str(theme.total)] for theme in account.pending]
    return [
        "## Suggesties zonder besluit",
        f"Van de suggesties met score {_decimal(account.threshold)} of hoger: "
        f"{describe_pending(account.pending)}. Ze staan niet in de aantallen hierboven.",
        "\n".join(map(_row, rows)),
    ]


def _listing(items: Mapping[str, str]) -> str:
    return "\n".join(f"- {name}: {text}" for name, text in items.items())


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _decimal(value: float) -> str:
    return f"{value:g}".replace(".", ",")
