"""A table with answers, .csv or .xlsx: the study design says which column holds what.

Each answer becomes a turn of its respondent, after a turn with the question.
"""

import csv
import hashlib
import io
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from codeer.errors import (
    EmptySource,
    SheetColumns,
    SourceTooLarge,
    TableColumns,
    TableNotMapped,
    TableProblem,
    TableProblems,
)
from codeer.model import AnswerTable, Respondent, Source, Turn
from codeer.readers.cells import cell_text, fold_heading
from codeer.readers.decision_sheet import (
    SURPLUS,
    Sheet,
    SheetRow,
    looks_like_date,
    parse_csv,
    read_sheet,
)
from codeer.readers.labels import LabelHints
from codeer.readers.plain import MAX_MEGABYTES
from codeer.text import fold_label

ASKER = "Vraag"
"""Label of the turns with a question."""
NO_ANSWER = "[geen antwoord]"
"""Turn of a respondent without a single answer, who counts all the same; a note, so never coded."""
_WIDTH = 2_000  # columns; a questionnaire has hundreds
_MAX_NAME = 60
# What a spreadsheet shows instead of a text that it took for a formula, in English and Dutch
_ERROR_VALUE = re.compile(
    r"#(?:N/A|N/B|NAME\?|NAAM\?|REF!|VERW!|VALUE!|WAARDE!|DIV/0!|DEEL/0!|NULL!|LEEG!|NUM!|GETAL!"
    r"|SPILL!|OVERLOOP!|CALC!)"
)


def read(path: Path, name: str, hints: LabelHints, encoding: str | None) -> Source:
    """Read a table with answers.

    Raises
    ------
    TableNotMapped, TableColumns, TableProblems
        When the study design says nothing of this table, its headings are others, or cells do not fit.
    EmptySource, SourceTooLarge

    """
    if hints.table is None:
        raise TableNotMapped(path)
    table = hints.table
    named = [table.respondent, table.group, table.question, *table.answers]
    headings = {fold_heading(heading): heading for heading in named if heading}
    try:
        sheet = read_sheet(path, tuple(headings), encoding, _WIDTH)
    except SheetColumns as error:
        missing = tuple(headings[name] for name in error.missing)
        double = tuple(headings[name] for name in error.double)
        raise TableColumns(path, missing, double, error.found) from error
    content = _Content(table, headings)
    for row in sheet.rows:
        content.add(row)
    if content.problems:
        raise TableProblems(path, tuple(sorted(content.problems)))
    if not content.people:
        raise EmptySource(path)
    text, turns = _lay_out(content)
    if len(text) > MAX_MEGABYTES * 1_000_000:
        raise SourceTooLarge(path, round(len(text) / 1_000_000), MAX_MEGABYTES)
    return Source(
        name=name,
        text=text,
        digest=hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest(),
        turns=turns,
        header={},
        layouts=("tabel",),
        encoding=sheet.encoding or "Excel",
        remarks=tuple(_remarks(sheet, content)),
        people={ASKER: None} | {person.id: person for person in content.people.values()},
    )


def remove_respondent(path: Path, table: AnswerTable, respondent: str) -> bytes:
    """Return the table without the rows of a respondent; formulas become what they said."""
    raw, column = path.read_bytes(), fold_heading(table.respondent)
    if path.suffix.lower() == ".csv":
        lines, encoding, delimiter = parse_csv(path, raw, [column], None)
        at = [fold_heading(cell_text(cell)) for cell in lines[0][1]].index(column)
        stream = io.StringIO()
        csv.writer(stream, delimiter=delimiter).writerows(
            row for _, row in lines if row[at : at + 1] != [] and cell_text(row[at]) != respondent
        )
        if delimiter not in ";,\t":
            stream = io.StringIO(f"sep={delimiter}\r\n{stream.getvalue()}")
        codec = "utf-8-sig" if encoding == "utf-8 (BOM)" else encoding.split()[0]
        return stream.getvalue().encode(codec)  # the same, so that a wrong guess does no harm
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(raw), data_only=True)
    for sheet in workbook.worksheets:
        heading = [fold_heading(cell_text(cell.value)) for cell in sheet[1]]
        if column in heading:
            at = heading.index(column) + 1
            for row in range(sheet.max_row, 1, -1):
                if cell_text(sheet.cell(row, at).value) == respondent:
                    sheet.delete_rows(row)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


@dataclass(slots=True)
class _Content:
    """What the rows hold, and what does not fit."""

    table: AnswerTable
    headings: dict[str, str]
    people: dict[str, Respondent] = field(default_factory=dict)
    """By folded code, in the order of the table."""
    answers: list[tuple[str, str, str]] = field(default_factory=list)
    """Code, question, answer."""
    problems: list[TableProblem] = field(default_factory=list)
    empty: int = 0
    dates: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Column to rows."""
    _rows: dict[str, int] = field(default_factory=dict)
    _seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, row: SheetRow) -> None:
        """Take up the answers of a row, or say what is wrong with it."""
        before = len(self.problems)
        self._check_cells(row)
        if len(self.problems) == before and (code := self._find_person(row)):
            for column, question in self.table.answers.items():
                self._take(row, code, column, question)

    def _refuse(self, row: SheetRow, column: str, problem: str, found: str = "") -> None:
        self.problems.append(TableProblem(row.number, column, problem, found))

    def _cell(self, row: SheetRow, column: str) -> str:
        return row.cells[fold_heading(column)]

    def _check_cells(self, row: SheetRow) -> None:
        answers = {fold_heading(column) for column in self.table.answers}
        for column, problem in row.spoiled.items():
            if column == SURPLUS:
                self._refuse(row, "", problem)
            elif problem == "date" and column in answers:
                self.dates[self.headings[column]].append(row.number)
            else:
                self._refuse(row, self.headings[column], problem)
        for column, text in row.cells.items():
            if _ERROR_VALUE.fullmatch(text):
                self._refuse(row, self.headings[column], "error", text)

    def _find_person(self, row: SheetRow) -> str:
        """Return the code of the respondent, or an empty text when the row does not fit."""
        column = self.table.respondent
        code = self._cell(row, column)
        folded = fold_label(code)
        known = self.people.get(folded)
        if not code:
            self._refuse(row, column, "empty")
        elif folded == fold_label(ASKER):
            self._refuse(row, column, "reserved", code)
        elif "\n" in code or len(code) > _MAX_NAME:
            self._refuse(row, column, "line", code)
        elif looks_like_date(code):
            self._refuse(row, column, "date")
        elif known and known.id != code:
            number = self._rows[folded]
            self.problems.append(
                TableProblem(row.number, column, "similar", code, known.id, number)
            )
        elif group := self._find_group(row, code):
            return self._admit(row, Respondent(code, group))
        return ""

    def _find_group(self, row: SheetRow, code: str) -> str:
        table = self.table
        if table.only_group:
            return table.only_group
        if table.group:
            said = self._cell(row, table.group)
            found = table.groups.get(fold_label(said), "")
            if not said:
                self._refuse(row, table.group, "no_group")
            elif not found:
                known = ", ".join(dict.fromkeys(table.groups.values()))
                self.problems.append(TableProblem(row.number, table.group, "group", said, known))
            return found
        for prefix in sorted(table.prefixes, key=len, reverse=True):
            if re.fullmatch(rf"{re.escape(prefix)}[-_ ]?\d+", code.casefold()):
                return table.prefixes[prefix]
        self._refuse(row, table.respondent, "no_prefix", code)
        return ""

    def _admit(self, row: SheetRow, person: Respondent) -> str:
        folded = fold_label(person.id)
        known = self.people.setdefault(folded, person)
        number = self._rows.setdefault(folded, row.number)
        if known == person:
            return person.id
        self.problems.append(
            TableProblem(
                row.number, self.table.group, "moved", person.id, f"'{person.group}'", number
            )
        )
        return ""

    def _take(self, row: SheetRow, code: str, column: str, question: str) -> None:
        answer = self._cell(row, column)
        if self.table.question:
            question = self._cell(row, self.table.question)
            if not question:
                self.empty += not answer
                if answer:
                    self._refuse(row, self.table.question, "question")
                return
        first = self._seen.setdefault((code, question), row.number)
        if first != row.number and not self.table.allows_more:
            column = self.table.respondent
            problem = TableProblem(row.number, column, "again", code, number=first)
            if self.problems[-1:] != [problem]:  # once, however many questions
                self.problems.append(problem)
        elif answer:
            self.answers.append((code, question, answer))
        else:
            self.empty += 1


def _lay_out(content: _Content) -> tuple[str, tuple[Turn, ...]]:
    """Return the canonical text with its turns."""
    parts: list[str] = []
    turns: list[Turn] = []
    place, line = 0, 1

    def say(label: str, words: str, gap: str) -> None:
        nonlocal place, line
        start = place + len(label) + 2
        turns.append(Turn(len(turns) + 1, label, start, start + len(words), line))
        parts.append(f"{label}: {words}{gap}")
        place += len(parts[-1])
        line += parts[-1].count("\n")

    for code, question, answer in content.answers:
        say(ASKER, question, "\n")
        say(code, answer, "\n\n")
    for code in _silent(content):
        say(code, NO_ANSWER, "\n\n")
    return "".join(parts), tuple(turns)


def _silent(content: _Content) -> list[str]:
    spoken = {code for code, _, _ in content.answers}
    return [person.id for person in content.people.values() if person.id not in spoken]


def _remarks(sheet: Sheet, content: _Content) -> list[str]:
    remarks = []
    groups = Counter(person.group for person in content.people.values())
    spread = ", ".join(f"{number} {group}" for group, number in groups.items())
    remarks.append(
        f"tabel: antwoorden {len(content.answers)}, respondenten {len(content.people)} ({spread}), "
        f"leeg en dus geen beurt {content.empty}"
    )
    if silent := _silent(content):
        remarks.append(f"geen enkel antwoord, maar wel meegeteld: {', '.join(silent)}")
    for column, rows in content.dates.items():
        places = ", ".join(map(str, rows[:10])) + (" ..." if len(rows) > 10 else "")
        remarks.append(
            f"kolom '{column}': een datum of tijd gelezen als tekst (rij {places}); stond er iets "
            "als 3-4, geef de kolom dan de opmaak Tekst en vul het opnieuw in"
        )
    if left := [name for name in sheet.heading if fold_heading(name) not in content.headings]:
        remarks.append(f"niet gelezen kolommen: {', '.join(left)}")
    if sheet.other_sheets:
        remarks.append(f"niet gelezen werkbladen: {', '.join(sheet.other_sheets)}")
    return remarks
