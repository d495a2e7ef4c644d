"""What several coders say together: per unit and theme, among those who saw the unit."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Set
from typing import TypeVar

from codeer.model import Consensus

Unit = TypeVar("Unit", bound=Hashable)


def is_agreed(rule: Consensus, given: int, seen: int) -> bool:
    """Tell whether a theme counts that `given` of the `seen` coders who saw a unit gave it."""
    needed = {
        Consensus.MAJORITY: seen // 2 + 1,
        Consensus.ALL: seen,
        Consensus.ONE: 1,
    }
    return seen > 0 and given >= needed[rule]


def find_consensus(
    rule: Consensus,
    seen: Mapping[str, Set[Unit]],
    given: Iterable[tuple[str, Unit, str]],
) -> list[tuple[Unit, str]]:
    """Return the (unit, theme) pairs on which the coders agree enough, in the order given.

    `seen` tells per coder which units were read, `given` is (coder, unit, theme). A theme on a unit
    that its coder did not see counts for nothing.
    """
    givers: dict[tuple[Unit, str], set[str]] = defaultdict(set)
    for coder, unit, theme in given:
        if unit in seen.get(coder, ()):
            givers[unit, theme].add(coder)
    readers = Counter(unit for units in seen.values() for unit in units)
    return [
        (unit, theme)
        for (unit, theme), coders in givers.items()
        if is_agreed(rule, len(coders), readers[unit])
    ]


def describe_consensus(rule: Consensus, coders: int) -> str:
    """Return in Dutch on whose decisions numbers rest."""
    noun = "codeur" if coders == 1 else "codeurs"
    how = {
        Consensus.MAJORITY: "meerderheid van",
        Consensus.ALL: "eensgezind onder",
        Consensus.ONE: "ten minste één van",
    }
    return f"besluiten, {how[rule]} {coders} {noun}"


def explain_consensus(rule: Consensus) -> str:
    """Return in Dutch when a segment counts, for a methods section."""
    share = {
        Consensus.MAJORITY: "meer dan de helft van de codeurs die de beurt zagen",
        Consensus.ALL: "alle codeurs die de beurt zagen",
        Consensus.ONE: "ten minste één codeur",
    }
    verb = "gaven" if rule is Consensus.ALL else "gaf"
    return f"Een segment telt voor een thema als {share[rule]} het thema {verb}."
