"""What the account says as plain values, for a file beside it that programs can read."""

from typing import TYPE_CHECKING

from codeer.reports.account import Account
from codeer.results.compute import Results

if TYPE_CHECKING:
    from codeer.reports.agreement_tables import AgreementContent, AgreementRow


def collect_facts(results: Results, account: Account) -> dict[str, object]:
    """Return the facts behind a report, with Dutch keys."""
    content = results.content
    return {
        "basis": content.basis,
        "gecontroleerd": account.is_checked,
        "programma": {"naam": "codeer", "versie": account.version, "suggesties": account.started},
        "codeboek": {"naam": account.codebook, "hash": account.codebook_digest},
        "onderzoek": {"naam": account.study, "hash": account.study_digest or None},
        "taalmodel": account.pipeline,
        "eenheid": account.unit,
        "drempel": account.threshold,
        "transcripten": account.transcripts,
        "respondenten": {
            group.name: {"aanwezig": content.people(group), "beoogd": group.expected}
            for group in content.groups
        },
        "codeurs": list(account.coders),
        "telregel": account.rule or None,
        "suggesties": {
            theme.theme: {
                "aantal": theme.suggestions,
                "beoordeeld": theme.decided,
                "aanvaard": theme.accepted,
                "verworpen": theme.rejected,
                "zelf_gegeven": theme.added,
            }
            # of everyone: a hidden group would follow by subtraction
            for theme in (() if content.hides_small else account.checked)
        },
        "overeenstemming": _agreement_facts(account.agreement),
        "verzadigd_na": {found.group.name: found.reached for found in results.saturation},
        "kleine_cellen_weggelaten": content.hides_small,
        "verstuurd": account.destinations or None,
        "overgeslagen": dict(content.skipped),
        "aangenomen": {name: list(said) for name, said in account.remarks.items() if said},
    }


def _agreement_facts(agreement: "AgreementContent | None") -> dict[str, object] | None:
    if agreement is None:
        return None

    def facts(row: "AgreementRow") -> dict[str, object]:
        measures = {
            cell.name: {"waarde": cell.value, "laag": cell.low, "hoog": cell.high}
            for cell in row.measures
        }
        return {"eenheden": row.units, **measures}

    return {
        "codeurs": list(agreement.coders),
        "eenheid": agreement.unit,
        "themas": {row.theme: facts(row) for row in agreement.rows},
    }
