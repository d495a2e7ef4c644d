"""What a report says: fragments, and per theme and group how many respondents, fragments and words.

Counts are of participants, never of files: a respondent counts once for a theme however often it is
mentioned, and a parent code counts a stretch of text once even when several of its children stand there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from codeer.inference import find_wilson_interval, round_half_up, share
from codeer.results.axes import Group, Theme
from codeer.results.occurrence import Fragment, Occurrence, Range, Speech, find_occurrence

TOTAL_THEME = "(alle)"
"""Id of the row of all themes together; the brackets keep it apart from codes."""
SMALL_CELL = 3
"""Fewer respondents than this in a cell could be recognised."""


@dataclass(frozen=True, slots=True)
class Frequency:
    """The numbers of one theme in one group."""

    theme: Theme
    group: Group
    respondents: int
    all_respondents: int
    fragments: int
    segments: int
    all_segments: int
    coded_words: int
    words: int
    interviews: int
    """Transcripts in which somebody of the group speaks."""
    is_hidden: bool = False
    """Left out because so few respondents could be recognised."""

    @property
    def is_small(self) -> bool:
        """Tell whether one or two respondents stand here, who could be recognised."""
        return 0 < self.respondents < SMALL_CELL

    def percentage(self, digits: int) -> Decimal | None:
        """Return the share of respondents in percent; None when the group is empty."""
        return share(self.respondents, self.all_respondents, 100, digits)

    def interval(self, digits: int) -> tuple[Decimal, Decimal] | None:
        """Return the 95 % Wilson interval of the share of respondents in percent."""
        bounds = find_wilson_interval(self.respondents, self.all_respondents)
        if bounds is None:
            return None
        low, high = (round_half_up(Decimal(bound) * 100, digits) for bound in bounds)
        return low, high

    def segment_percentage(self, digits: int) -> Decimal | None:
        """Return the share of segments in percent."""
        return share(self.segments, self.all_segments, 100, digits)

    def per_thousand_words(self, digits: int) -> Decimal | None:
        """Return fragments per 1,000 words that the group spoke."""
        return share(self.fragments, self.words, 1000, digits)

    def words_per_thousand(self, digits: int) -> Decimal | None:
        """Return coded words per 1,000 words that the group spoke."""
        return share(self.coded_words, self.words, 1000, digits)

    def per_interview(self, digits: int) -> Decimal | None:
        """Return the mean number of fragments per interview."""
        return share(self.fragments, self.interviews, 1, digits)


@dataclass(frozen=True, slots=True)
class ReportContent:
    """What was counted."""

    basis: str
    """What the numbers rest on, with the filters and what was skipped."""
    themes: tuple[Theme, ...]
    """The last is all themes together, when there are more."""
    groups: tuple[Group, ...]
    """Plain groups, merged groups, total; in that order."""
    frequencies: tuple[Frequency, ...]
    """Theme by theme, group by group, zero rows included."""
    fragments: tuple[Fragment, ...]
    skipped: Mapping[str, str]
    speeches: tuple[Speech, ...] = ()
    occurrences: Mapping[Theme, Occurrence] = field(default_factory=dict)
    secret: frozenset[Range] = frozenset()
    """Words on which a hidden theme stands."""
    hides_small: bool = False

    def of(self, theme: Theme, group: Group) -> Frequency:
        """Return the cell of a theme and a group."""
        return self.frequencies[
            self.themes.index(theme) * len(self.groups) + self.groups.index(group)
        ]

    def people(self, group: Group) -> int:
        """Return the number of respondents in a group."""
        return self.of(self.themes[0], group).all_respondents

    @property
    def total(self) -> Group:
        """Return the group of everyone."""
        return self.groups[-1]

    @property
    def plain_groups(self) -> tuple[Group, ...]:
        """Return the groups that share nobody: those of the design, or else the first ones."""
        chosen: list[Group] = []
        for group in sorted(self.groups, key=lambda group: len(group.members)):
            if not any(group.members & other.members for other in chosen):
                chosen.append(group)
        return tuple(group for group in self.groups if group in chosen)

    @property
    def own_themes(self) -> tuple[Theme, ...]:
        """Return the themes without the row of all together."""
        return tuple(theme for theme in self.themes if not theme.is_total)

    @property
    def respondents(self) -> dict[str, str]:
        """Return respondent to group, in the order of the groups."""
        found = {speech.respondent: speech.group for speech in self.speeches}
        order: dict[str, int] = {}
        for at, group in enumerate(self.groups):
            for name in group.members:
                order.setdefault(name, at)  # the total holds everyone: who stands first counts
        return dict(sorted(found.items(), key=lambda pair: (order.get(pair[1], 0), pair[0])))

    def is_shown(self, fragment: Fragment) -> bool:
        """Tell whether no theme on these words stands in a cell hidden for so few respondents."""
        return not any(
            transcript == fragment.transcript and start < fragment.end and fragment.start < end
            for transcript, start, end in self.secret
        )


def compute_report(
    basis: str,
    themes: tuple[Theme, ...],
    groups: tuple[Group, ...],
    speeches: Sequence[Speech],
    fragments: Sequence[Fragment],
    skipped: Mapping[str, str],
) -> ReportContent:
    """Count fragments per theme and group; who is in none of the groups is left out."""
    counted = frozenset(member for group in groups for member in group.members)
    codes = frozenset(code for theme in themes for code in theme.members)
    speeches = tuple(speech for speech in speeches if speech.group in counted)
    fragments = tuple(f for f in fragments if f.group in counted and f.code in codes)
    if len(themes) > 1:
        themes = (*themes, Theme(TOTAL_THEME, "Een of meer thema's", codes, 0, is_total=True))
    occurrences = {theme: find_occurrence(theme, speeches, fragments) for theme in themes}
    crowds = [_Crowd(group, speeches) for group in groups]
    return ReportContent(
        basis=basis,
        themes=themes,
        groups=groups,
        frequencies=tuple(
            crowd.count(theme, occurrences[theme]) for theme in themes for crowd in crowds
        ),
        fragments=fragments,
        skipped=skipped,
        speeches=speeches,
        occurrences=occurrences,
    )


class _Crowd:
    """The respondents of a group and what they said."""

    def __init__(self, group: Group, speeches: Iterable[Speech]) -> None:
        said = [speech for speech in speeches if speech.group in group.members]
        self._group = group
        self._people = list(dict.fromkeys(speech.respondent for speech in said))
        self._segments = sum(len(speech.segments) for speech in said)
        self._words = sum(sum(speech.segments.words) for speech in said)
        self._interviews = len({speech.transcript for speech in said})

    def count(self, theme: Theme, found: Occurrence) -> Frequency:
        """Return the numbers of a theme."""
        return Frequency(
            theme=theme,
            group=self._group,
            respondents=sum(1 for person in self._people if person in found.ranges),
            all_respondents=len(self._people),
            fragments=sum(len(found.ranges.get(person, ())) for person in self._people),
            segments=sum(len(found.segments.get(person, ())) for person in self._people),
            all_segments=self._segments,
            coded_words=sum(found.words.get(person, 0) for person in self._people),
            words=self._words,
            interviews=self._interviews,
        )


def hide_small_cells(content: ReportContent) -> ReportContent:
    """Hide cells of one or two respondents, and in the same row every sum that would give them away.

    Sums hide with the cell: with two known, the third would follow by subtraction. Of a group that
    holds another one, what it has more counts as a cell too.
    """
    small = tuple(find_small(content))
    secret = frozenset(
        (fragment.transcript, fragment.start, fragment.end)
        for fragment in content.fragments
        if any(fragment.code in theme.members and fragment.group in of for theme, of in small)
    )

    def is_hidden(cell: Frequency) -> bool:
        return any(cell.theme == theme and cell.group.members & members for theme, members in small)

    cells = tuple(replace(cell, is_hidden=is_hidden(cell)) for cell in content.frequencies)
    return replace(content, frequencies=cells, secret=secret, hides_small=True)


def find_small(content: ReportContent) -> Iterator[tuple[Theme, frozenset[str]]]:
    """Yield the themes and members of groups in which few respondents could be recognised."""
    for theme in content.themes:
        row = [content.of(theme, group) for group in content.groups]
        for cell in row:
            if cell.is_small or 0 < cell.all_respondents < SMALL_CELL:  # there a 0 tells as much
                yield theme, cell.group.members
            for part in row:
                rest = cell.group.members - part.group.members
                more = cell.respondents - part.respondents
                is_rest = part.group.members < cell.group.members and 0 < more < SMALL_CELL
                if is_rest and not any(group.members <= rest for group in content.groups):
                    yield theme, rest
