"""The rows and columns of a report: themes with their subthemes, groups with their members."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codeer.model import TOTAL_GROUP


@dataclass(frozen=True, slots=True)
class Theme:
    """A code of the report with everything that counts for it."""

    id: str
    name: str
    members: frozenset[str]
    """Its own id and those of its descendants."""
    depth: int
    is_total: bool = False
    """All themes together."""


@dataclass(frozen=True, slots=True)
class Group:
    """A column of the report."""

    name: str
    heading: str
    members: frozenset[str]
    """Plain groups counted in it."""
    expected: int | None


def make_themes(codes: Iterable[tuple[str, str, str | None]]) -> tuple[Theme, ...]:
    """Return themes from (id, name, parent id), parents before children."""
    rows = list(codes)
    parents = {code: parent for code, _, parent in rows}

    def lineage(code: str) -> list[str]:
        line = [code]
        while (parent := parents[line[-1]]) is not None:
            line.append(parent)
        return line

    return tuple(
        Theme(
            code,
            name,
            frozenset(other for other in parents if code in lineage(other)),
            len(lineage(code)) - 1,
        )
        for code, name, _ in rows
    )


def make_groups(
    groups: Iterable[tuple[str, str, Sequence[str], int | None]],
) -> tuple[Group, ...]:
    """Return the report's groups from (name, heading, members, expected), with the total last."""
    rows = [Group(name, head, frozenset(members), n) for name, head, members, n in groups]
    everyone = frozenset(member for group in rows for member in group.members)
    return (*rows, Group(TOTAL_GROUP, "Totaal", everyone, _expected_total(rows, everyone)))


def _expected_total(groups: Iterable[Group], everyone: frozenset[str]) -> int | None:
    """Add up expected numbers of groups that share nobody, if together they are everyone."""
    total, covered = 0, frozenset[str]()
    for group in sorted(groups, key=lambda group: -len(group.members)):
        if group.expected is not None and not group.members & covered:
            total += group.expected
            covered |= group.members
    return total if covered == everyone else None
