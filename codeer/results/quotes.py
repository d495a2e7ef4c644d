"""A balanced choice of quotes: spread over respondents, of a readable length, the same every time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby

from codeer.results.axes import Group, Theme
from codeer.results.content import ReportContent
from codeer.results.occurrence import Fragment
from codeer.text import count_words, mask_notes

SHORTEST = 8
LONGEST = 60
"""Words of a quote; shorter and longer ones are taken only when there is nothing else."""


@dataclass(frozen=True, slots=True)
class ChosenQuote:
    """A quote for a theme in a group."""

    theme: Theme
    group: Group
    fragments: tuple[Fragment, ...]
    """What it is made of: fragments that follow each other in one answer."""
    text: str
    words: int

    @property
    def source(self) -> str:
        """Return the source as it stands behind the quote."""
        return self.fragments[0].source


def choose_quotes(content: ReportContent, number: int) -> tuple[ChosenQuote, ...]:
    """Return up to `number` quotes per theme and plain group.

    First those of a readable length, then those that most coders gave or that have the highest score;
    every respondent has a turn before anybody has a second one. Ties are broken by a hash of the place,
    so that the same project gives the same quotes. A theme takes what its subthemes leave.
    """
    chosen: list[ChosenQuote] = []
    taken: dict[str, list[Fragment]] = defaultdict(list)
    texts = {speech.transcript: speech.text for speech in content.speeches}
    # subthemes first: a parent then shows something else
    for theme in sorted(content.own_themes, key=lambda theme: -theme.depth):
        for group in content.plain_groups:
            own = [
                fragment
                for fragment in content.fragments
                if fragment.code in theme.members
                and fragment.group in group.members
                and content.is_shown(fragment)
                and not any(_overlap(fragment, f) for code in theme.members for f in taken[code])
            ]
            for quote in _take_turns(_candidates(theme, group, own, texts), number):
                chosen.append(quote)
                taken[theme.id] += quote.fragments
    order = {theme.id: at for at, theme in enumerate(content.themes)}
    return tuple(sorted(chosen, key=lambda quote: order[quote.theme.id]))


def _overlap(one: Fragment, other: Fragment) -> bool:
    is_near = one.start < other.end and other.start < one.end
    return one.transcript == other.transcript and is_near


def _candidates(
    theme: Theme, group: Group, fragments: Iterable[Fragment], texts: dict[str, str]
) -> list[ChosenQuote]:
    """Return quotes: fragments of one answer that follow each other are one, while it stays readable.

    Those that overlap are one anyhow: the same words are not quoted twice.
    """
    found = []
    by_answer = sorted(fragments, key=lambda f: (f.transcript, f.turn, f.start, f.end, f.code))
    for (transcript, _), answer in groupby(by_answer, key=lambda f: (f.transcript, f.turn)):
        text = texts[transcript]
        run: list[Fragment] = []
        for fragment in answer:
            if run and _belongs(fragment, run, text):
                run.append(fragment)
                continue
            if run:
                found.append(_quote(theme, group, run, text))
            run = [fragment]
        found.append(_quote(theme, group, run, text))
    return found


def _belongs(fragment: Fragment, run: Sequence[Fragment], text: str) -> bool:
    end = max(earlier.end for earlier in run)
    if fragment.start < end:
        return True
    follows = not text[end : fragment.start].strip()
    return follows and _count(text[run[0].start : fragment.end]) <= LONGEST


def _quote(theme: Theme, group: Group, run: list[Fragment], text: str) -> ChosenQuote:
    said = text[run[0].start : max(fragment.end for fragment in run)]
    return ChosenQuote(theme, group, tuple(run), " ".join(said.split()), _count(said))


def _count(said: str) -> int:
    return count_words(mask_notes(said))


def _take_turns(quotes: Iterable[ChosenQuote], number: int) -> list[ChosenQuote]:
    by_person: dict[str, list[ChosenQuote]] = defaultdict(list)
    for quote in sorted(quotes, key=_rank):
        by_person[quote.fragments[0].respondent].append(quote)
    rounds = [
        ((_count_outside(quote) > 0, turn, _rank(quote)), quote)
        for own in by_person.values()
        for turn, quote in enumerate(own)
    ]
    return [quote for _, quote in sorted(rounds, key=lambda entry: entry[0])[:number]]


def _rank(quote: ChosenQuote) -> tuple[int, int, float, str]:
    best = max(quote.fragments, key=lambda f: (f.supporters, f.score or 0.0))
    place = f"{best.transcript}/{best.start}/{quote.theme.id}"
    tie = blake2b(place.encode(), digest_size=8).hexdigest()
    return _count_outside(quote), -best.supporters, -(best.score or 0.0), tie


def _count_outside(quote: ChosenQuote) -> int:
    """Return how many words a quote is too short or too long."""
    return max(SHORTEST - quote.words, quote.words - LONGEST, 0)
