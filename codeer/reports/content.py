"""What a report says: fragments, and per theme and group how many respondents, fragments and words.

Counts are of participants, never of files: a respondent counts once for a theme however often it is
mentioned, and a parent code counts a stretch of text once even when several of its children stand there.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from codeer.model import TOTAL_GROUP, Segment


@dataclass(frozen=True, slots=True)
class Theme:
    """A code of the report with everything that counts for it."""

    id: str
    name: str
    members: frozenset[str]
    """Its own id and those of its descendants."""
    depth: int


@dataclass(frozen=True, slots=True)
class Group:
    """A column of the report."""

    name: str
    heading: str
    members: frozenset[str]
    """Plain groups counted in it."""
    expected: int | None


@dataclass(frozen=True, slots=True)
class Fragment:
    """A coded stretch of text."""

    transcript: str
    respondent: str
    group: str
    start: int
    end: int
    code: str
    coder: str
    text: str


@dataclass(frozen=True, slots=True)
class Speech:
    """All that one respondent said in one transcript."""

    transcript: str
    respondent: str
    group: str
    segments: tuple[Segment, ...]
    """In text order."""


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
    words: int

    def percentage(self, digits: int) -> Decimal | None:
        """Return the share of respondents in percent; None when the group is empty."""
        return _share(self.respondents, self.all_respondents, 100, digits)

    def segment_percentage(self, digits: int) -> Decimal | None:
        """Return the share of segments in percent."""
        return _share(self.segments, self.all_segments, 100, digits)

    def per_thousand_words(self, digits: int) -> Decimal | None:
        """Return fragments per 1,000 words that the group spoke."""
        return _share(self.fragments, self.words, 1000, digits)


@dataclass(frozen=True, slots=True)
class ReportContent:
    """All that the writers need."""

    basis: str
    themes: tuple[Theme, ...]
    groups: tuple[Group, ...]
    """Plain groups, merged groups, total; in that order."""
    frequencies: tuple[Frequency, ...]
    """Theme by theme, group by group, zero rows included."""
    fragments: tuple[Fragment, ...]
    skipped: Mapping[str, str]

    def of(self, theme: Theme, group: Group) -> Frequency:
        """Return the cell of a theme and a group."""
        return self.frequencies[
            self.themes.index(theme) * len(self.groups) + self.groups.index(group)
        ]

    def people(self, group: Group) -> int:
        """Return the number of respondents in a group."""
        return self.of(self.themes[0], group).all_respondents


def _share(part: int, whole: int, per: int, digits: int) -> Decimal | None:
    """Return part of whole, rounded half up as people do (62.5 becomes 63)."""
    if not whole:
        return None
    exact = Decimal(part) * per / whole
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


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


def compute_report(
    basis: str,
    themes: tuple[Theme, ...],
    groups: tuple[Group, ...],
    speeches: Iterable[Speech],
    fragments: Sequence[Fragment],
    skipped: Mapping[str, str],
) -> ReportContent:
    """Count fragments per theme and group."""
    said: dict[str, list[Speech]] = defaultdict(list)
    for speech in speeches:
        said[speech.respondent].append(speech)
    group_of = {respondent: spoken[0].group for respondent, spoken in said.items()}
    segments_of = {
        respondent: sum(len(s.segments) for s in spoken) for respondent, spoken in said.items()
    }
    words_of = {
        respondent: sum(segment.words for s in spoken for segment in s.segments)
        for respondent, spoken in said.items()
    }
    index = {(s.transcript, s.respondent): s.segments for spoken in said.values() for s in spoken}
    frequencies = []
    for theme in themes:
        ranges: dict[str, set[tuple[str, int, int]]] = defaultdict(set)
        touched: dict[str, set[tuple[str, int]]] = defaultdict(set)
        for fragment in fragments:
            if fragment.code not in theme.members:
                continue
            ranges[fragment.respondent].add((fragment.transcript, fragment.start, fragment.end))
            segments = index[fragment.transcript, fragment.respondent]
            for number in _overlapping(segments, fragment.start, fragment.end):
                touched[fragment.respondent].add((fragment.transcript, number))
        for group in groups:
            people = [r for r, name in group_of.items() if name in group.members]
            frequencies.append(
                Frequency(
                    theme=theme,
                    group=group,
                    respondents=sum(1 for r in people if ranges[r]),
                    all_respondents=len(people),
                    fragments=sum(len(ranges[r]) for r in people),
                    segments=sum(len(touched[r]) for r in people),
                    all_segments=sum(segments_of[r] for r in people),
                    words=sum(words_of[r] for r in people),
                )
            )
    return ReportContent(basis, themes, groups, tuple(frequencies), tuple(fragments), skipped)


def _overlapping(segments: Sequence[Segment], start: int, end: int) -> range:
    """Return the indexes of the segments that share text with [start, end)."""
    first = bisect_right(segments, start, key=lambda segment: segment.end)
    last = bisect_left(segments, end, key=lambda segment: segment.start)
    return range(first, last)
