"""When new interviews stopped bringing new codes.

Method: Guest, G., Namey, E. & Chen, M. (2020). A simple method to assess and report thematic saturation
in qualitative research. PLoS ONE 15(5), e0232076. Base size: the interviews whose codes are the measure;
run length: how many following interviews are looked at together; threshold: the share of new codes, of
those in the base, at or below which a run counts as saturated.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from codeer.results.axes import Group
from codeer.results.content import ReportContent

BASE_SIZE = 4
RUN_LENGTH = 2
THRESHOLD = 0.05


@dataclass(frozen=True, slots=True)
class Step:
    """One interview in order, and what it brought."""

    transcript: str
    codes: int
    """Different codes in it."""
    new: int
    """Codes that no earlier interview had."""
    total: int
    """Different codes so far."""
    ratio: float | None
    """New codes in the run that ends here, of the codes in the base; None before the first run."""


@dataclass(frozen=True, slots=True)
class Saturation:
    """How far a group is saturated."""

    group: Group
    steps: tuple[Step, ...]
    reached: int | None
    """After how many interviews, followed by a run that confirmed it; None: not reached."""


def find_saturation(content: ReportContent) -> tuple[Saturation, ...]:
    """Return the course of each group that has interviews, and of everyone."""
    codes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for fragment in content.fragments:
        codes[fragment.group, fragment.transcript].add(fragment.code)
    found = []
    for group in dict.fromkeys((*content.plain_groups, content.total)):
        transcripts = sorted({s.transcript for s in content.speeches if s.group in group.members})
        if transcripts:
            brought = [
                (name, set().union(*(codes[member, name] for member in group.members)))
                for name in transcripts
            ]
            found.append(assess_saturation(group, brought))
    return tuple(found)


def assess_saturation(group: Group, brought: Sequence[tuple[str, set[str]]]) -> Saturation:
    """Return the course of interviews (name, codes) in the order given."""
    seen: set[str] = set()
    new: list[int] = []
    steps: list[Step] = []
    reached = None
    for number, (transcript, codes) in enumerate(brought, start=1):
        new.append(len(codes - seen))
        seen |= codes
        base, ratio = sum(new[:BASE_SIZE]), None
        if number >= BASE_SIZE + RUN_LENGTH and base > 0:
            ratio = sum(new[-RUN_LENGTH:]) / base
            if ratio <= THRESHOLD and reached is None:
                reached = number - RUN_LENGTH
        steps.append(Step(transcript, len(codes), new[-1], len(seen), ratio))
    return Saturation(group, tuple(steps), reached)
