"""The formats of a report: which files each gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from codeer.reports.blocks import Chapter, Figure
from codeer.reports.data import TABLE_NAMES, lay_out
from codeer.reports.tables import CsvStyle, DataTable, write_table

FIGURES = "figuren"
"""The folder of the figures."""

FILE_NAMES = (
    *(f"{name}.csv" for name in TABLE_NAMES),
    *(f"rapport.{suffix}" for suffix in ("xlsx", "docx", "html", "md", "tex", "json")),
)
"""Every file that a report can have, the figures left out."""


class Format(StrEnum):
    """How a report is written."""

    CSV = "csv"
    XLSX = "xlsx"
    DOCX = "docx"
    HTML = "html"
    MARKDOWN = "md"
    LATEX = "latex"
    JSON = "json"
    SVG = "svg"
    PNG = "png"


@dataclass(slots=True)
class Report:
    """What writers need, with each figure drawn once."""

    chapter: Chapter
    tables: Sequence[DataTable]
    facts: Mapping[str, object]
    style: CsvStyle
    _drawn: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def pictures(self, suffix: str) -> dict[str, bytes]:
        """Return by key the figures as `svg` or `png`."""
        from codeer.reports.writers.figures import draw_png, draw_svg

        draw: Callable[[Figure], bytes] = draw_svg if suffix == "svg" else draw_png
        for figure in self.chapter.figures():
            if (figure.key, suffix) not in self._drawn:
                self._drawn[figure.key, suffix] = draw(figure)
        return {f.key: self._drawn[f.key, suffix] for f in self.chapter.figures()}

    def picture_files(self, suffix: str) -> dict[str, bytes]:
        """Return the files of the figures."""
        return {f"{FIGURES}/{key}.{suffix}": b for key, b in self.pictures(suffix).items()}

    def picture_names(self, suffix: str) -> dict[str, str]:
        """Return by key where the files of the figures are."""
        return {f.key: f"{FIGURES}/{f.key}.{suffix}" for f in self.chapter.figures()}


def write_formats(report: Report, formats: Sequence[Format]) -> dict[str, bytes]:
    """Return the files of a report by name, in the order of the formats.

    Raises
    ------
    MissingLibrary
        When a format needs a package that cannot be loaded.

    """
    files: dict[str, bytes] = {}
    for name in dict.fromkeys(formats):
        files |= WRITERS[name](report)
    return files


def _write_csv(report: Report) -> dict[str, bytes]:
    wide = lay_out(report.chapter.tables()[0], "themafrequenties_breed")
    first, *others = report.tables
    return {
        f"{table.name}.csv": write_table(table.columns, table.rows, report.style)
        for table in (first, wide, *others)
    }


def _write_xlsx(report: Report) -> dict[str, bytes]:
    from codeer.reports.writers.workbook import write_workbook

    return {"rapport.xlsx": write_workbook(report.tables, report.chapter)}


def _write_docx(report: Report) -> dict[str, bytes]:
    from codeer.reports.writers.document import write_document

    return {"rapport.docx": write_document(report.chapter, report.pictures("png"))}


def _write_html(report: Report) -> dict[str, bytes]:
    from codeer.reports.writers.page import write_page

    return {"rapport.html": write_page(report.chapter, report.pictures("svg"))}


def _write_markdown(report: Report) -> dict[str, bytes]:
    from codeer.reports.writers.markdown import write_markdown

    text = write_markdown(report.chapter, report.picture_names("svg"))
    return {"rapport.md": text, **report.picture_files("svg")}


def _write_latex(report: Report) -> dict[str, bytes]:
    from codeer.reports.writers.latex import write_latex

    text = write_latex(report.chapter, report.picture_names("png"))
    return {"rapport.tex": text, **report.picture_files("png")}


def _write_json(report: Report) -> dict[str, bytes]:
    from codeer.reports.writers.json_file import write_json

    return {"rapport.json": write_json(report.tables, report.facts)}


WRITERS: Mapping[Format, Callable[[Report], dict[str, bytes]]] = {
    Format.CSV: _write_csv,
    Format.XLSX: _write_xlsx,
    Format.DOCX: _write_docx,
    Format.HTML: _write_html,
    Format.MARKDOWN: _write_markdown,
    Format.LATEX: _write_latex,
    Format.JSON: _write_json,
    Format.SVG: lambda report: report.picture_files("svg"),
    Format.PNG: lambda report: report.picture_files("png"),
}
