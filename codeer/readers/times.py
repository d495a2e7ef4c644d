"""When turns begin in the recording, from the times that stand beside them.

Two parts are minutes and seconds. A clock (`14:03`) has the same form, so times only count when they
can be those of a recording: they never go back, they do not start in the middle of a day, and nobody
would have to speak faster than people can. Otherwise none of a transcript's times is used: a theme at
the wrong moment is worse than one without a moment.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from codeer.text import TIME

_TIME = rf"{TIME}(?:-\d(?!:?\d))?"  # f4 writes tenths behind a hyphen
_FROM_TO = rf"{_TIME}(?:[ ]*(?:-|–|-->)[ ]*{_TIME})?"
_READ = re.compile(rf"(?P<clock>{TIME})(?:-(?P<tenth>\d)(?!:?\d))?")
# What `text.mask_notes` takes for a time: a bare 10:30 may be what somebody says
_OPENING = re.compile(
    rf"\[{_FROM_TO}\]|\({_FROM_TO}\)|#{_FROM_TO}#(?=\s*\S)|(?=\d{{1,2}}:\d{{2}}:\d){_TIME}(?!:?\d)"
)
_F4_END = re.compile(rf"#{_TIME}#$")
_LATEST_FIRST = 6 * 3600
"""A first time at or above this is that of a day: recordings are shorter, interviews begin later."""
_MOST_WORDS_PER_SECOND = 8
"""People speak three or four; hours read as minutes give a hundred and more."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What is known of one turn; the times in seconds."""

    begin: float | None
    end: float | None
    """Said by f4, which writes a time where a paragraph ends."""
    words: int


def read_seconds(text: str) -> float | None:
    """Return the first time in `text` in seconds, None when there is none or it cannot be."""
    match = _READ.search(text)
    if match is None:
        return None
    clock, _, fraction = match["clock"].replace(",", ".").partition(".")
    *hours, minutes, seconds = map(int, clock.split(":"))
    if seconds >= 60 or (hours and minutes >= 60):
        return None
    whole = sum(hours) * 3600 + minutes * 60 + seconds
    return float(f"{whole}.{match['tenth'] or fraction or 0}")


def read_opening(said: str) -> float | None:
    """Return the time with which a turn's text opens."""
    match = _OPENING.match(said)
    return read_seconds(match[0]) if match else None


def read_f4_end(said: str) -> float | None:
    """Return the time with which a turn's text closes in the manner of f4, `#00:12:34-5#`."""
    match = _F4_END.search(said)
    return read_seconds(match[0]) if match else None


def find_beginnings(timings: Sequence[Timing]) -> list[float | None]:
    """Return when each turn begins; None everywhere when these cannot be times of a recording."""
    says_ends = any(timing.end is not None for timing in timings)
    ended = [0.0 if says_ends else None, *(timing.end for timing in timings)]
    found = [
        before if timing.begin is None else timing.begin
        for timing, before in zip(timings, ended, strict=False)
    ]
    return found if _are_credible(found, timings) else [None] * len(found)


def _are_credible(found: Sequence[float | None], timings: Sequence[Timing]) -> bool:
    places = [place for place, seconds in enumerate(found) if seconds is not None]
    times = [seconds for seconds in found if seconds is not None]
    # one time may be anything, such as the length of the recording in a heading
    if len(set(times)) < 2 or times != sorted(times) or times[0] >= _LATEST_FIRST:
        return False
    words = sum(timing.words for timing in timings[places[0] : places[-1]])
    return words <= _MOST_WORDS_PER_SECOND * (times[-1] - times[0] + 1)  # times are rounded
