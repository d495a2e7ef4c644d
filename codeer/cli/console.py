"""What the user sees while codeer works: results on stdout, progress and messages on stderr."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from codeer.text import blank_controls

if TYPE_CHECKING:
    from codeer.model import Progress


class PlainConsole(Console):
    """A console for other people's words: they are shown as they are, never obeyed."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        """Yield what is to be shown, without control characters that are not rich's own."""
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield segment._replace(text=blank_controls(segment.text))


out = PlainConsole(highlight=False, markup=False, emoji=False, soft_wrap=False)
err = PlainConsole(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def show_error(message: str) -> None:
    """Show an error; its text is never read as markup."""
    err.print("Fout: ", style="bold red", end="")
    err.print(message, markup=False)


def show_note(message: str) -> None:
    """Show something that the user should know, on stderr."""
    err.print(message, markup=False, style="yellow")


def show(message: str = "", style: str = "") -> None:
    """Show a line of the result."""
    out.print(message, markup=False, style=style, soft_wrap=True)


def count(number: int, singular: str, plural: str) -> str:
    """Return a number with its noun, with dots between thousands."""
    return f"{number:,}".replace(",", ".") + f" {singular if number == 1 else plural}"


def show_files(files: tuple[Path, ...]) -> None:
    """List the files that were written."""
    for path in files:
        show(f"  {_short(path)}")


def _short(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


@contextmanager
def progress_bar() -> Iterator["Progress"]:
    """Show a progress bar on stderr while the block runs; nothing when stderr is no terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("beginnen", total=None)

        def update(stage: str, done: int, total: int) -> None:
            bar.update(task, description=stage, completed=done, total=total)

        yield update
