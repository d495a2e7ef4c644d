"""The one table that `make bench` prints."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bench.process import Measured

HEADS = ("wat", "s (mediaan)", "processor s", "x", "piek MB", "doel", "gehaald")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was measured, beside what, and what it should be."""

    what: str
    value: str = ""
    processor: str = ""
    ratio: str = ""
    peak: str = ""
    aim: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the texts of the columns."""
        met = "" if self.met is None else "ja" if self.met else "nee"
        return self.what, self.value, self.processor, self.ratio, self.peak, self.aim, met


def show(
    what: str, done: Measured, ratio: str = "", aim: str = "", *, met: bool | None = None
) -> Row:
    """Return the row of a measurement; one that was done once says so."""
    value = number(done.seconds) + (" (1x)" if len(done.times) == 1 else "")
    processor = number(statistics.median(done.processor))
    return Row(what, value, processor, ratio, f"{done.peak:.0f}", aim, met)


def compare(what: str, done: Measured, against: Measured, name: str, most: float = 0.0) -> Row:
    """Return the row of a measurement beside another one; `most` is how many times it may cost."""
    ratio = done.seconds / against.seconds
    aim = f"hoogstens {number(most)}x" if most else ""
    return show(what, done, f"{number(ratio)}x {name}", aim, met=ratio <= most if most else None)


def number(value: float) -> str:
    """Return a number as the Dutch write it, with as many digits as can be trusted."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:.{digits}f}".replace(".", ",")


def layout(sections: Sequence[tuple[str, Sequence[Row]]]) -> str:
    """Return a Markdown table that can be read as it is."""
    lines: list[tuple[str, ...]] = [HEADS]
    for title, rows in sections:
        lines += [(f"**{title}**", *[""] * (len(HEADS) - 1)), *(row.cells for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADS))]
    text = [" | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in lines]
    text.insert(1, " | ".join("-" * width for width in widths))
    return "\n".join(f"| {line} |" for line in text)
