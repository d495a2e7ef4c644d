"""`codeer exporteer` for other programs: codings as lines, respondents as rows, text as tokens."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from codeer.errors import UnknownName
from codeer.model import MACHINE, Decision, Verdict
from codeer.reports.decision_sheet import VERDICT_WORDS
from codeer.reports.tables import CsvStyle
from codeer.reports.writers.annotated_text import (
    AnnotatedText,
    Layer,
    SpokenTurn,
    count_tokens,
    gather_layers,
    write_conll,
)
from codeer.reports.writers.data_files import CodingRow, write_json_lines, write_parquet
from codeer.reports.writers.spss import write_spss
from codeer.store import RunRecord, Store, StoredTurn
from codeer.workflow.counting import Choice, count
from codeer.workflow.report import ReportQuestion, count_themes
from codeer.workflow.speakers import Speakers

SPSS = ".sps"
DECIDED, SUGGESTED = "besluit", "suggestie"
Place = tuple[int, str, int, int]
"""Source, code, start, end."""


@dataclass(frozen=True, slots=True)
class DataQuestion:
    """What goes into the files."""

    path: Path
    coder: str | None = None
    threshold: float | None = None
    """Lowest score of a suggestion; None: that of the run."""
    style: CsvStyle = CsvStyle.DUTCH


@dataclass(frozen=True, slots=True)
class DataFiles:
    """What is to be written beside each other."""

    contents: Mapping[str, bytes]
    """By name."""
    rows: int
    """Lines, respondents or tokens."""
    has_text: bool
    """The files hold what was said."""


def make_data(store: Store, run: RunRecord, question: DataQuestion) -> DataFiles:
    """Return the files that the suffix of the path asks for.

    Raises
    ------
    UnknownName
        When there is no such coder.
    NoDecisions
        When respondents are to be counted for a coder who decided nothing.
    MissingExtra
        When Parquet is asked for and pyarrow is not installed.

    """
    _check_coder(store, question.coder)
    return DATA_FORMATS[question.path.suffix.lower()](store, run, question)


def _check_coder(store: Store, coder: str | None) -> None:
    users = store.log.fetch_users()
    if coder and coder.casefold() not in {name.casefold() for name in users}:
        raise UnknownName("codeur", coder, tuple(users))


def _verdicts(store: Store, run: RunRecord, coder: str | None) -> list[tuple[str, Decision]]:
    return store.log.fetch_verdicts(coder, list(store.fetch_sources(run.id)))


# --- a line per coding ---------------------------------------------------------------------------


def _make_json_lines(store: Store, run: RunRecord, question: DataQuestion) -> DataFiles:
    rows = gather_codings(store, run, question)
    return DataFiles({question.path.name: write_json_lines(rows)}, len(rows), has_text=True)


def _make_parquet(store: Store, run: RunRecord, question: DataQuestion) -> DataFiles:
    rows = gather_codings(store, run, question)
    return DataFiles({question.path.name: write_parquet(rows)}, len(rows), has_text=True)


def gather_codings(store: Store, run: RunRecord, question: DataQuestion) -> list[CodingRow]:
    """Return every verdict that holds and every suggestion, in text order, verdicts first."""
    sources = store.fetch_sources(run.id)
    speakers = Speakers(store.fetch_turns(run.id))
    suggestions = store.fetch_suggestions(run.id, 0)
    scores = {(s.source, s.code, s.segment.start, s.segment.end): s.score for s in suggestions}
    lowest = run.threshold if question.threshold is None else question.threshold

    def make(
        place: Place, coder: str, verdict: Verdict | None, score: float | None, basis: str
    ) -> CodingRow:
        source, code, start, end = place
        transcript, text = sources[source]
        turn = speakers.turn_at(source, start)
        return CodingRow(
            respondent=turn.respondent if turn else None,
            group=turn.group if turn else None,
            transcript=transcript,
            start=start,
            end=end,
            code=code,
            coder=coder,
            verdict=VERDICT_WORDS[verdict] if verdict else None,
            score=score,
            text=text[start:end],
            basis=basis,
        )

    rows = [
        make(place, who, d.verdict, scores.get(place), DECIDED)
        for who, d in _verdicts(store, run, question.coder)
        for place in [(d.source, d.code, d.start, d.end)]
    ]
    rows += [
        make((s.source, s.code, s.segment.start, s.segment.end), MACHINE, None, s.score, SUGGESTED)
        for s in suggestions
        if s.score >= lowest
    ]
    order = {code.id: number for number, code in enumerate(run.codes)}
    return sorted(
        rows,
        key=lambda row: (
            row.transcript,
            row.start,
            row.end,
            order.get(row.code, len(order)),
            row.code,
            row.basis,
            row.coder.casefold(),
        ),
    )


# --- a row per respondent ------------------------------------------------------------------------


def _make_spss(store: Store, run: RunRecord, question: DataQuestion) -> DataFiles:
    choice = Choice(coder=question.coder)
    counted = count(store, run, choice)
    content = count_themes(store, run, counted, ReportQuestion(choice=choice))
    name = table_name(question.path)
    table, syntax = write_spss(content, name, question.style)
    contents = {question.path.name: syntax, name: table}
    return DataFiles(contents, len(content.respondents), has_text=False)


def table_name(path: Path) -> str:
    """Return the name of the table beside SPSS syntax; never that of a table with decisions."""
    return f"{path.stem}_data.csv"


# --- a line per token ----------------------------------------------------------------------------


def _make_conll(store: Store, run: RunRecord, question: DataQuestion) -> DataFiles:
    lowest = run.threshold if question.threshold is None else question.threshold
    verdicts = _verdicts(store, run, question.coder)
    suggestions = store.fetch_suggestions(run.id, lowest)
    codings: dict[int, dict[Layer, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for coder, d in verdicts:
        if d.verdict is Verdict.ACCEPT:
            codings[d.source][coder, d.code].append((d.start, d.end))
    for s in suggestions:
        codings[s.source][MACHINE, s.code].append((s.segment.start, s.segment.end))
    turns: dict[int, list[StoredTurn]] = defaultdict(list)
    for stored in store.fetch_turns(run.id):
        turns[stored.source].append(stored)
    texts = [
        AnnotatedText(
            transcript=name,
            text=text,
            turns=[SpokenTurn(stored.turn, stored.respondent) for stored in turns[source]],
            codings=codings[source],
        )
        for source, (name, text) in store.fetch_sources(run.id).items()
    ]
    coders = sorted({coder for coder, _ in verdicts}, key=str.casefold)
    layers = gather_layers(texts, [*coders, MACHINE], [code.id for code in run.codes])
    content = write_conll(texts, layers, _describe(coders, lowest))
    return DataFiles({question.path.name: content}, count_tokens(texts), has_text=True)


def _describe(coders: list[str], lowest: float) -> str:
    score = f"{lowest:g}".replace(".", ",")
    machine = f"{MACHINE}: ongecontroleerde suggesties met score {score} of hoger"
    return f"aanvaarde codes van {', '.join(coders)}; {machine}" if coders else machine


DATA_FORMATS: dict[str, Callable[[Store, RunRecord, DataQuestion], DataFiles]] = {
    ".jsonl": _make_json_lines,
    ".parquet": _make_parquet,
    SPSS: _make_spss,
    ".conll": _make_conll,
}
"""By suffix."""
