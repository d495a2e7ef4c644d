"""Themes over the time of the conversation, for transcripts that say when a turn began."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from codeer.inference import share
from codeer.results.axes import Theme
from codeer.results.content import ReportContent

QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Stretch:
    """A theme in one quarter of the conversation."""

    theme: Theme
    quarter: int
    """1 to 4."""
    respondents: int
    fragments: int
    words: int
    """Spoken in this quarter by the respondents."""
    is_hidden: bool = False
    """Left out: added up, less the groups shown, they would give a hidden group away."""

    def per_thousand_words(self, digits: int) -> Decimal | None:
        """Return fragments per 1,000 words spoken in this quarter."""
        return share(self.fragments, self.words, 1000, digits)


@dataclass(frozen=True, slots=True)
class Course:
    """The themes over time."""

    stretches: tuple[Stretch, ...]
    """Theme by theme, quarter by quarter."""
    timed: int
    """Transcripts with times."""
    transcripts: int

    def of(self, theme: Theme) -> tuple[Stretch, ...]:
        """Return the quarters of a theme."""
        return tuple(stretch for stretch in self.stretches if stretch.theme == theme)


def find_course(content: ReportContent) -> Course:
    """Count themes per quarter of the conversation."""
    moments = {(s.transcript, s.respondent): s.moments for s in content.speeches if s.moments}
    words = Counter[int]()
    for speech in content.speeches:
        if speech.moments:
            for turn, spoken in zip(speech.segments.turns, speech.segments.words, strict=True):
                words[_quarter(speech.moments, turn)] += spoken
    stretches = []
    for theme in content.own_themes:
        found = [
            (quarter, fragment.respondent, (fragment.transcript, fragment.start, fragment.end))
            for fragment in content.fragments
            if fragment.code in theme.members
            and (place := (fragment.transcript, fragment.respondent)) in moments
            and (quarter := _quarter(moments[place], fragment.turn))
        ]
        stretches += [
            Stretch(
                theme,
                quarter,
                len({who for when, who, _ in found if when == quarter}),
                len({place for when, _, place in found if when == quarter}),
                words[quarter],
                content.of(theme, content.total).is_hidden,
            )
            for quarter in range(1, QUARTERS + 1)
        ]
    return Course(
        tuple(stretches),
        len({transcript for transcript, _ in moments}),
        len({speech.transcript for speech in content.speeches}),
    )


def _quarter(moments: Mapping[int, float], turn: int) -> int:
    """Return in which quarter a turn began, 1 to 4; 0 when its time is not known."""
    return min(int(moments[turn] * QUARTERS) + 1, QUARTERS) if turn in moments else 0
