"""`codeer demo`."""

from pathlib import Path
from typing import Annotated

import typer


def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="MAP", help="Nieuwe map voor het voorbeeldproject.")
    ] = Path("codeer-demo"),
) -> None:
    """Draai suggest en rapport op de meegeleverde, verzonnen interviews.

    Maakt een map met codeboek, transcripten en resultaten: een begin voor een eigen project.

    [bold]Voorbeelden[/bold]

      codeer demo
      codeer demo proefproject
    """
    from codeer.cli.console import progress_bar, show
    from codeer.cli.rapport import show_report
    from codeer.cli.suggest import show_result
    from codeer.reports.formats import Format
    from codeer.results.compute import Wishes
    from codeer.workflow.demo import prepare_demo
    from codeer.workflow.report import ReportQuestion, report
    from codeer.workflow.suggest import SuggestSettings, suggest

    project = prepare_demo(folder)
    show(f"Voorbeeldproject in {folder} (alle personen en gesprekken zijn verzonnen)\n")
    with progress_bar() as progress:
        result = suggest(SuggestSettings(project), progress)
    show_result(result)
    show()
    question = ReportQuestion(wishes=Wishes(quotes=1), formats=(Format.CSV, Format.HTML))
    show_report(report(project, None, question))
