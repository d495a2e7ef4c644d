"""Which themes occur together: in one segment, in one answer, with one respondent."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from codeer.inference import share
from codeer.results.axes import Theme
from codeer.results.content import SMALL_CELL, ReportContent
from codeer.results.occurrence import Occurrence


class Level(StrEnum):
    """How near to each other two themes stand."""

    SEGMENT = "fragment"
    ANSWER = "antwoord"
    RESPONDENT = "respondent"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two themes at one level, in how many places each and both."""

    level: Level
    first: Theme
    second: Theme
    first_places: int
    second_places: int
    both: int
    is_hidden: bool = False

    def jaccard(self, digits: int) -> Decimal | None:
        """Return the share of places with either theme that have both (Jaccard, 1901)."""
        return share(self.both, self.first_places + self.second_places - self.both, 1, digits)


def find_pairs(content: ReportContent) -> tuple[Pair, ...]:
    """Return every pair of themes at every level; a theme and its own subtheme are no pair."""
    pairs = []
    for level in Level:
        places = {theme: _places(content.occurrences[theme], level) for theme in content.own_themes}
        count = {theme: sum(map(len, found.values())) for theme, found in places.items()}
        for first, second in combinations(content.own_themes, 2):
            if first.members & second.members:
                continue
            both = sum(
                len(those & places[second][person])
                for person, those in places[first].items()
                if person in places[second]
            )
            numbers = count[first], count[second], both
            is_small = level is Level.RESPONDENT and any(0 < n < SMALL_CELL for n in numbers)
            # what a theme counts over everyone, less the groups shown, is a hidden group
            is_sum = any(content.of(theme, content.total).is_hidden for theme in (first, second))
            hidden = content.hides_small and (is_small or is_sum)
            pairs.append(Pair(level, first, second, *numbers, is_hidden=hidden))
    return tuple(pairs)


def _places(found: Occurrence, level: Level) -> Mapping[str, AbstractSet[object]]:
    """Return where a theme stands, per respondent: so the places of all need not be put together."""
    if level is Level.RESPONDENT:
        return {person: {person} for person in found.ranges}
    return found.segments if level is Level.SEGMENT else found.answers
