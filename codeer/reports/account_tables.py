"""The tables behind the methods section: respondents, decisions, agreement, versions, assumptions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from codeer.reports.account import Account, Checked, choose_measures, say_percent, say_value
from codeer.reports.blocks import Block, Cell, Heading, Row, Table
from codeer.reports.notation import capitalise, write_decimal
from codeer.reports.words import join_words
from codeer.results.compute import Results
from codeer.results.content import ReportContent

if TYPE_CHECKING:
    from codeer.reports.agreement_tables import AgreementContent


def list_facts(results: Results, account: Account) -> tuple[Block, ...]:
    """Return the tables behind the methods section."""
    tables = [_respondents(results.content)]
    # per theme these counts are those of everyone, from which a hidden group would follow
    if account.checked and not results.content.hides_small:
        tables.append(_checked(account))
    if account.agreement:
        tables.append(_agreement(account.agreement))
    tables.append(_used(results.content, account))
    said = {name: "; ".join(remarks) for name, remarks in account.remarks.items() if remarks}
    listings = (
        ("overgeslagen", "Overgeslagen transcripten", results.content.skipped, "Reden"),
        ("aangenomen", "Wat bij het lezen is aangenomen", said, "Aangenomen"),
    )
    tables += [_listing(key, title, items, head) for key, title, items, head in listings if items]
    return (Heading("Verantwoording"), *tables)


def _respondents(content: ReportContent) -> Table:
    return _table(
        "respondenten-opzet",
        "Respondenten en de opzet van het onderzoek",
        ("Groep", "Aanwezig", "Beoogd"),
        (
            (g.heading, str(content.people(g)), "–" if g.expected is None else str(g.expected))
            for g in content.groups
        ),
        "Aantallen respondenten. – = niet opgegeven in onderzoek.yaml.",
        f"Basis: {content.basis}.",
    )


def _checked(account: Account) -> Table:
    header = (
        "Thema",
        "Suggesties",
        "Beoordeeld",
        "Aanvaard",
        "Verworpen",
        "Aanvaard (%)",
        "Zelf gegeven",
    )
    rows = [
        (
            theme.theme,
            str(theme.suggestions),
            f"{theme.decided} ({say_percent(theme.decided, theme.suggestions)})",
            str(theme.accepted),
            str(theme.rejected),
            say_percent(theme.accepted, theme.accepted + theme.rejected),
            str(theme.added),
        )
        for theme in account.checked
    ]
    return _table(
        "suggesties-besluiten",
        "Suggesties en wat mensen ervan vonden",
        header,
        rows,
        f"Suggesties met een score van {write_decimal(account.threshold)} of hoger. Beoordeeld = door ten "
        "minste één codeur; aanvaard en verworpen tellen de oordelen van alle codeurs. Zelf gegeven = "
        "coderingen waar niets was voorgesteld.",
        f"{capitalise(describe_waiting(account.checked))}; ze tellen niet mee. Deze tabel gaat over alle "
        "thema's en groepen van het project.",
    )


def describe_waiting(checked: Sequence[Checked]) -> str:
    """Return in Dutch how many suggestions wait for a decision."""
    waiting = sum(theme.waiting for theme in checked)
    return f"nog niet beoordeeld: {waiting} van de {sum(t.suggestions for t in checked)} suggesties"


def _agreement(agreement: "AgreementContent") -> Table:
    measures = choose_measures(agreement)
    return _table(
        "overeenstemming",
        f"Overeenstemming tussen {join_words(agreement.coders)}",
        ("Thema", "Eenheden", *(label[:1].upper() + label[1:] for _, label in measures)),
        (
            (
                "Alle thema's samen" if row is agreement.rows[-1] else row.heading,
                str(row.units),
                *(say_value(row.measure(name)) for name, _ in measures),
            )
            for row in agreement.rows
        ),
        f"Eenheden = {_plural(agreement.unit)} die {agreement.who} lazen. [ ] = 95%-interval, bootstrap "
        "over respondenten. Deze tabel gaat over alle thema's en groepen van het project; meer maten en de "
        "verschillen: codeer overeenstemming.",
    )


def _plural(unit: str) -> str:
    return {"zin": "zinnen", "beurt": "beurten"}.get(unit, unit)


def _used(content: ReportContent, account: Account) -> Table:
    year = account.started[:4]
    study = account.study + (f", hash {account.study_digest}" if account.study_digest else "")
    rows = (
        ("Programma", f"codeer {account.version}; suggesties gemaakt op {account.started} (UTC)"),
        (
            "Verwijzing",
            f"De makers van codeer. ({year}). codeer (versie {account.version}) [Computerprogramma].",
        ),
        ("Codeboek", f"{account.codebook}, hash {account.codebook_digest}"),
        ("Onderzoeksopzet", study if account.study_digest else f"{study} (ingebouwd)"),
        ("Taalmodel en motoren", account.pipeline),
        ("Drempel", write_decimal(account.threshold)),
        ("Wat er telt", content.basis),
    )
    return _table("gebruikt", "Wat er is gebruikt", ("Onderdeel", "Gebruikt"), rows)


def _listing(key: str, title: str, items: Mapping[str, str], head: str) -> Table:
    return _table(key, title, ("Transcript", head), items.items())


def _table(
    key: str,
    title: str,
    header: tuple[str, ...],
    rows: Iterable[Sequence[str]],
    *notes: str,
) -> Table:
    filled = tuple(Row(name, tuple(map(Cell, cells))) for name, *cells in rows)
    return Table(key, 0, title, header, filled, notes)
