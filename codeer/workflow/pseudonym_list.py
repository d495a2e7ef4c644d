"""The proposals as a table that people edit, and back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from codeer.errors import ListRefused, ReplacementRefused
from codeer.pseudonyms.proposing import Identity
from codeer.pseudonyms.values import Kind, KnownName
from codeer.readers.decision_sheet import read_sheet
from codeer.reports.output_files import write_files
from codeer.reports.tables import CsvStyle, Value, write_table
from codeer.text import fold
from codeer.workflow.pseudonym_survey import Proposal, Survey, refuse_inside

COLUMNS = "besluit vervanging soort tekst vormen aantal transcripten zekerheid".split()
SENTENCE = "zin"
REPLACE, KEEP = "ja", "nee"
_READ = COLUMNS[:5]
_BETWEEN = " | "
_VERDICTS = {
    "ja": True, "j": True, "vervang": True, "nee": False, "n": False, "laat staan": False, "": None,
}  # fmt: skip
_REPLACEMENT = re.compile(r"\[[^\[\]\n]{1,40}\]|[^\W_][\w'’.\-]+(?: [^\W_][\w'’.\-]*){0,3}")


@dataclass(frozen=True, slots=True)
class ListedName:
    """A row of the table."""

    row: int
    verdict: bool | None
    """None: not decided."""
    replacement: str
    kind: Kind
    text: str
    forms: tuple[str, ...]


def check_replacement(text: str) -> str:
    """Return a replacement without needless space, or refuse what would be misread."""
    replacement = " ".join(text.split())
    if not _REPLACEMENT.fullmatch(replacement):
        raise ReplacementRefused(replacement)
    return replacement


def write_list(survey: Survey, path: Path, style: CsvStyle, *, with_sentences: bool) -> Path:
    """Write the proposals and return the path; the table holds names, so not in the project."""
    refuse_inside(survey.settings.project, path)
    header = [*COLUMNS, *([SENTENCE] if with_sentences else [])]
    rows = [
        [*_cells(proposal), *([survey.example(proposal)] if with_sentences else [])]
        for proposal in survey.proposals
    ]
    return write_files(path.parent, {path.name: write_table(header, rows, style)})[0]


def _cells(proposal: Proposal) -> list[Value]:
    verdict = REPLACE if proposal.is_sure else KEEP if proposal.was_kept else ""
    return [
        verdict,
        proposal.replacement,
        proposal.entity.kind,
        proposal.entity.name,
        _BETWEEN.join(proposal.forms),
        len(proposal.entity.mentions),
        len(proposal.transcripts),
        round(proposal.certainty, 2),
    ]


def read_list(path: Path) -> tuple[ListedName, ...]:
    """Read an edited table.

    Raises
    ------
    ListRefused
        With every row that is wrong.

    """
    names: list[ListedName] = []
    wrong: list[tuple[int, str]] = []
    for row in read_sheet(path, _READ).rows:
        cells = row.cells
        verdict = cells["besluit"].casefold()
        kind = cells["soort"].upper()
        try:
            replacement = check_replacement(cells["vervanging"]) if cells["vervanging"] else ""
        except ReplacementRefused:
            wrong.append((row.number, "deze vervanging kan niet"))
            continue
        if verdict not in _VERDICTS:
            wrong.append((row.number, f"besluit '{verdict}'; verwacht: ja, nee of leeg"))
        elif kind not in set(Kind):
            wrong.append((row.number, f"soort '{kind}'; verwacht: {', '.join(Kind)}"))
        elif not cells["tekst"]:
            wrong.append((row.number, "de kolom tekst is leeg"))
        else:
            forms = [form.strip() for form in cells["vormen"].split("|") if form.strip()]
            names.append(
                ListedName(
                    row.number,
                    _VERDICTS[verdict],
                    replacement,
                    Kind(kind),
                    cells["tekst"],
                    tuple(dict.fromkeys([cells["tekst"], *forms])),
                )
            )
    if wrong:
        raise ListRefused(path, tuple(wrong))
    return tuple(names)


def known_from_list(names: Iterable[ListedName]) -> tuple[KnownName, ...]:
    """Return the names that are to be replaced, so that rows which people added are found."""
    return tuple(
        KnownName(form, name.kind, fold(name.text))
        for name in names
        if name.verdict
        for form in name.forms
    )


def choose_from_list(
    survey: Survey, names: Iterable[ListedName]
) -> tuple[dict[Identity, str], int]:
    """Return entity -> replacement (empty: stays), and how many rows were found nowhere."""
    by_form = {(p.entity.kind, fold(form)): p for p in survey.proposals for form in p.forms}
    choices: dict[Identity, str] = {}
    absent = 0
    for name in names:
        found = {
            p.identity: p for form in name.forms if (p := by_form.get((name.kind, fold(form))))
        }
        absent += not found
        for identity, proposal in found.items():
            if name.verdict is not None:
                put = name.replacement or proposal.replacement
                choices[identity] = put if name.verdict else ""
    return choices, absent


def choose_sure(survey: Survey, certainty: float) -> dict[Identity, str]:
    """Return entity -> replacement for everything that is certain enough."""
    return {
        p.identity: p.replacement
        for p in survey.proposals
        if not p.was_kept and (p.is_known or p.certainty >= certainty)
    }
