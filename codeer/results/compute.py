"""Everything that a report says, computed once; writers get nothing else."""

from dataclasses import dataclass

from codeer.results.comparison import Comparison, compare_groups
from codeer.results.content import ReportContent, hide_small_cells
from codeer.results.course import Course, find_course
from codeer.results.quotes import ChosenQuote, choose_quotes
from codeer.results.saturation import Saturation, find_saturation
from codeer.results.together import Pair, find_pairs


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a researcher wants in the report apart from the numbers."""

    quotes: int = 0
    """Per theme and group."""
    tests: bool = False
    hide_small: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """The counts and all that follows from them."""

    content: ReportContent
    pairs: tuple[Pair, ...]
    saturation: tuple[Saturation, ...]
    course: Course
    comparison: Comparison | None
    quotes: tuple[ChosenQuote, ...]


def compute_results(content: ReportContent, wishes: Wishes) -> Results:
    """Compute all tables of a report.

    Raises
    ------
    TooFewRespondents
        When groups are to be tested that are too small.

    """
    if wishes.hide_small:
        content = hide_small_cells(content)
    return Results(
        content=content,
        pairs=find_pairs(content),
        # codes per interview in order of name are codes per person
        saturation=() if wishes.hide_small else find_saturation(content),
        course=find_course(content),
        comparison=compare_groups(content) if wishes.tests else None,
        quotes=choose_quotes(content, wishes.quotes) if wishes.quotes else (),
    )
