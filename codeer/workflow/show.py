"""`codeer toon`: the fragments that a report counts for a theme, with what stands around them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codeer.errors import UnknownName
from codeer.model import MACHINE
from codeer.project import Project
from codeer.reports.blocks import ShownFragment
from codeer.results.axes import Group, Theme, make_groups, make_themes
from codeer.results.occurrence import Fragment
from codeer.store import RunRecord
from codeer.text import fold
from codeer.workflow.counting import Choice, count
from codeer.workflow.fragments import Transcripts, find_fragments, show_fragments
from codeer.workflow.picking import pick_groups, pick_themes


@dataclass(frozen=True, slots=True)
class Wish:
    """Which fragments to show."""

    theme: str
    """Id or name; case does not matter."""
    groups: tuple[str, ...] = ()
    """Plain or merged groups, by name or plural; none is all."""
    respondents: tuple[str, ...] = ()
    words: str = ""
    """What a fragment must contain, whatever the case and the accents."""


@dataclass(frozen=True, slots=True)
class FoundFragment:
    """A fragment of the theme, once however many of its subthemes stand on it."""

    place: str
    """File and line, `J01.txt:145`; `J01.docx:beurt 38` where a reader has no lines to count."""
    group: str
    """Name of the plain group."""
    codes: tuple[str, ...]
    """Ids of all themes that count on these words."""
    coder: str
    """Who gave the theme; '' for a suggestion on which nobody decided."""
    supporters: int
    score: float | None
    """The highest, when it began as several suggestions."""
    shown: ShownFragment


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """The fragments of a plain group."""

    heading: str
    respondents: int
    """Of the group, as far as asked for, also those without a fragment."""
    fragments: tuple[FoundFragment, ...]

    @property
    def speakers(self) -> int:
        """Return how many respondents have a fragment."""
        return len({fragment.shown.respondent for fragment in self.fragments})


@dataclass(frozen=True, slots=True)
class ShowResult:
    """The fragments of a theme."""

    theme: str
    """Its name."""
    basis: str
    is_checked: bool
    """People decided on what is shown."""
    groups: tuple[ShownGroup, ...]
    """In the order of the study; groups without respondents are left out."""

    @property
    def fragments(self) -> list[FoundFragment]:
        """Return all fragments, group by group."""
        return [fragment for group in self.groups for fragment in group.fragments]

    @property
    def speakers(self) -> int:
        """Return how many respondents have a fragment."""
        return sum(group.speakers for group in self.groups)

    @property
    def respondents(self) -> int:
        """Return how many respondents were looked at."""
        return sum(group.respondents for group in self.groups)


def show(project: Project, wish: Wish, choice: Choice) -> ShowResult:
    """Find the fragments that a report with this choice counts for a theme.

    Raises
    ------
    UnknownName
        When the theme, a group, a respondent or the coder does not exist.
    NoDecisions
        When there are no decisions to choose from.

    """
    store, run = project.open_store(at_one_moment=True)
    with store:
        theme = _find_theme(run, wish.theme)
        groups = _find_groups(run, wish.groups)
        transcripts = Transcripts(store, run)
        people = _find_people(transcripts, groups, wish.respondents)
        counted = count(store, run, choice)
        fragments = find_fragments(transcripts, counted)
        wanted = {
            _place(fragment)
            for fragment in fragments
            if fragment.code in theme.members
            and fragment.respondent in people
            and _contains(fragment.text, wish.words)
        }
        there = [fragment for fragment in fragments if _place(fragment) in wanted]
        shown = show_fragments(store, run, there, is_checked=counted.is_checked)
    found = _describe(theme, there, shown)
    return ShowResult(
        theme=theme.name,
        basis=counted.basis,
        is_checked=counted.is_checked,
        groups=tuple(
            ShownGroup(group.heading, size, tuple(found[group.name]))
            for group in groups
            if (size := sum(1 for name in people.values() if name == group.name))
        ),
    )


# --- what is asked for ---------------------------------------------------------------------------


def _find_theme(run: RunRecord, given: str) -> Theme:
    themes = make_themes((code.id, code.name, code.parent) for code in run.codes)
    return pick_themes(themes, (given,))[0]


def _find_groups(run: RunRecord, given: Sequence[str]) -> list[Group]:
    """Return the plain groups that are asked for, in the order of the study."""
    *groups, _ = make_groups((g.name, g.plural, g.members, g.expected) for g in run.groups)
    chosen = {member for group in pick_groups(groups, given) for member in group.members}
    return [g for g in groups if g.members == {g.name} and g.name in chosen]


def _find_people(
    transcripts: Transcripts, groups: Iterable[Group], given: Sequence[str]
) -> dict[str, str]:
    """Return respondent to group of who is asked for."""
    everyone = {turn.respondent: turn.group for turn in transcripts.turns}
    for name in given:
        if name.casefold() not in map(str.casefold, everyone):
            raise UnknownName("respondent", name, tuple(sorted(everyone)))
    chosen = {name.casefold() for name in given}
    names = {group.name for group in groups}
    return {
        respondent: group
        for respondent, group in everyone.items()
        if group in names and (not given or respondent.casefold() in chosen)
    }


def _contains(text: str, words: str) -> bool:
    return fold(" ".join(words.split())) in fold(" ".join(text.split()))


# --- what was found ------------------------------------------------------------------------------


def _place(fragment: Fragment) -> tuple[str, int, int]:
    return fragment.transcript, fragment.start, fragment.end


def _describe(
    theme: Theme, fragments: Iterable[Fragment], shown: dict[Fragment, ShownFragment]
) -> dict[str, list[FoundFragment]]:
    """Return per plain group the fragments, in the order of the report."""
    same: dict[tuple[str, int, int], list[Fragment]] = defaultdict(list)
    for fragment in fragments:
        same[_place(fragment)].append(fragment)
    found: dict[str, list[FoundFragment]] = defaultdict(list)
    for here in same.values():
        own = [fragment for fragment in here if fragment.code in theme.members]
        first = own[0]
        place = first.place.rpartition(", ")[2].removeprefix("r. ")  # the file name stands before
        found[first.group].append(
            FoundFragment(
                place=f"{first.transcript}:{place}",
                group=first.group,
                codes=tuple(dict.fromkeys(fragment.code for fragment in here)),
                coder="" if first.coder == MACHINE else first.coder,
                supporters=max(fragment.supporters for fragment in own),
                score=max((f.score for f in own if f.score is not None), default=None),
                shown=shown[first],
            )
        )
    return found
