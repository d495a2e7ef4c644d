"""Words for shares, on a scale that is stated: readers must know what 'de meeste' means."""

from collections.abc import Sequence

SCALE = (
    (100, "alle"),
    (90, "vrijwel alle"),
    (60, "de meeste"),
    (40, "ongeveer de helft van de"),
    (15, "een deel van de"),
    (0, "enkele"),
)
"""From this percentage on (the last: more than 0), so many. codeer's own; a study may choose another."""


def describe_share(part: int, whole: int) -> str:
    """Return in Dutch how large a share of people is: 'de meeste'."""
    if not whole or not part:
        return "geen van de"
    return next(word for bound, word in SCALE if part * 100 >= bound * whole)


def explain_scale() -> str:
    """Return the scale in one Dutch sentence."""
    bounds = [bound for bound, _ in SCALE]
    parts = [f"'{SCALE[0][1]}' (100%)"]
    for above, (bound, word) in zip(bounds, SCALE[1:], strict=False):
        short = word.removesuffix(" van de")
        parts.append(
            f"'{short}' ({bound}% tot {above}%)" if bound else f"'{short}' (onder {above}%)"
        )
    return f"{join_words(parts)}; 'geen' is nul"


def say_number(number: int, noun: str) -> str:
    """Return a number with its noun: '1 transcript', '20 transcripten'."""
    return f"{number} {noun}{'' if number == 1 else 'en'}"


def join_words(parts: Sequence[str]) -> str:
    """Return words as a Dutch list: a, b en c."""
    *others, last = parts
    return f"{', '.join(others)} en {last}" if others else last
