"""`codeer controleer`."""

from pathlib import Path

import typer

from codeer.cli.options import (
    CodebookOption,
    EncodingOption,
    ModelOption,
    ProjectOption,
    Sources,
    StudyOption,
)


def controleer(
    sources: Sources = None,
    codebook: CodebookOption = None,
    study: StudyOption = None,
    project: ProjectOption = Path(),
    model: ModelOption = None,
    encoding: EncodingOption = None,
) -> None:
    """Controleer codeboek, onderzoek en transcripten, zonder iets te schrijven.

    Laat zien hoe elk transcript gelezen wordt (codering, opmaak, sprekers, respondent, groep,
    woorden) en meldt alle problemen tegelijk. Code 1 als codeer suggest zou mislukken.

    [bold]Voorbeelden[/bold]

      codeer controleer
      codeer controleer transcripten/J01.docx
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from codeer.cli.console import count, out, show, show_error, show_note
    from codeer.project import Project
    from codeer.workflow.check import check

    result = check(Project(project), sources or (), codebook, study, model, encoding)
    show(result.environment)
    if result.pipeline:
        show(f"taalmodel: {result.pipeline}")
    if result.remark:
        show_note(result.remark)
    if result.codebook:
        rules = sum(len(code.rules) for code in result.codebook.codes)
        codes = ", ".join(code.id for code in result.codebook.codes)
        show(f"codeboek: {result.codebook_path}: {codes} ({rules} patronen en trefwoorden)")
    groups = ", ".join(
        f"{g.name} ({g.prefix})" if g.prefix else g.name for g in result.study.groups
    )
    show(f"onderzoek: {result.study.name}: {groups}; eenheid {result.study.unit}")
    if result.interviews:
        table = Table("transcript", "codering", "sprekers met", "wie", "woorden", box=box.SIMPLE)
        table.columns[-1].justify = "right"
        for interview in result.interviews:
            source = interview.source
            cast = (
                f"{label}: {f'{person.id}, {person.group}' if person else 'interviewer'}"
                for label, person in interview.cast.items()
            )
            words = sum(segment.words for segment in interview.segments)
            cells = (source.name, source.encoding, "\n".join(source.layouts), "\n".join(cast))
            table.add_row(*(Text(cell) for cell in cells), str(words))
        out.print(table)
    for interview in result.interviews:
        for remark in (*interview.source.remarks, *interview.assumptions):
            show_note(f"{interview.source.name}: {remark}")
    for path in result.passed_over:
        show_note(f"{path}: geen transcript, wordt niet gelezen")
    for error in result.errors:
        show_error(str(error))
    if result.errors:
        raise typer.Exit(1)
    ready = count(len(result.interviews), "transcript", "transcripten")
    show(f"In orde: {ready}, klaar voor codeer suggest.", "green")
