"""The lines of a text with their offsets."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Lines:
    """The lines of a text with their offsets."""

    text: str
    lines: list[str] = field(init=False)
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.text.split("\n")
        self.starts = [0]
        for line in self.lines[:-1]:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def next_filled(self, index: int) -> int | None:
        """Return the first line with text after `index`."""
        return next((i for i in range(index + 1, len(self.lines)) if self.lines[i].strip()), None)
