"""`codeer overeenstemming`: how far coders agree, per theme and group, and where they differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codeer.agreement import SOURCES, Tallies, compute_agreement, describe
from codeer.errors import TooFewCoders, UnknownName
from codeer.model import MACHINE, Unit
from codeer.project import Project
from codeer.reports.agreement_tables import (
    TOTAL_THEME,
    AgreementContent,
    AgreementRow,
    Circumstances,
    Difference,
    MeasureCell,
    agreement_table,
    difference_table,
)
from codeer.reports.output_files import write_files
from codeer.reports.tables import CsvStyle
from codeer.results.axes import Group, Theme, make_groups, make_themes
from codeer.store import RunRecord, Store
from codeer.workflow.answers import gather_answers
from codeer.workflow.picking import pick_groups, pick_themes
from codeer.workflow.ratings import Acts, Coding, Ratings, Text, pool, read_acts


@dataclass(frozen=True, slots=True)
class AgreementQuestion:
    """Whose coding is compared, on what."""

    coders: tuple[str, ...] = ()
    """Empty: everyone who decided or read anything; the name `codeer` means the suggestions."""
    unit: Unit | None = None
    """None: the unit of the run."""
    codes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    everything_seen: bool = False
    """A transcript in which a coder decided anything counts as wholly read."""


@dataclass(frozen=True, slots=True)
class AgreementResult:
    """What was computed and where it was written."""

    content: AgreementContent
    files: tuple[Path, ...]


def compare_coders(
    project: Project, question: AgreementQuestion, output: Path | None, style: CsvStyle
) -> AgreementResult:
    """Compute the agreement between coders per theme and group and write the files.

    Raises
    ------
    UnknownName
        When a coder, theme or group does not exist; no filter is ignored.
    TooFewCoders
        When there are not two coders to compare.

    """
    store, run = project.open_store(at_one_moment=True)
    with store:
        content = compute_content(store, run, question)
    files = write_files(
        output or project.output,
        {
            "overeenstemming.csv": agreement_table(content, style),
            "verschillen.csv": difference_table(content, style),
        },
    )
    return AgreementResult(content, tuple(files))


def compute_content(store: Store, run: RunRecord, question: AgreementQuestion) -> AgreementContent:
    """Return how far coders agree in the texts of a run."""
    all_themes = make_themes((code.id, code.name, code.parent) for code in run.codes)
    all_groups = make_groups((g.name, g.plural, g.members, g.expected) for g in run.groups)
    themes = pick_themes(all_themes, question.codes)
    groups = pick_groups(all_groups, question.groups)
    text = Text(gather_answers(store, run), run.unit, question.unit or run.unit)
    acts = read_acts(store, run, text)
    names, idle = _choose_coders(question.coders, acts)
    known = {theme.id for theme in all_themes}
    codings = [Coding(acts[name], text, known, wholly=question.everything_seen) for name in names]
    comparison = _Comparison(text, Ratings(text, codings), len(names), themes)
    return AgreementContent(
        coders=names,
        unit=text.unit,
        rows=tuple(row for group in groups for row in comparison.rows(group)),
        differences=tuple(comparison.differences(groups)),
        circumstances=Circumstances(
            everything_seen=question.everything_seen,
            machine_threshold=run.threshold if MACHINE in names else None,
            machine_rates_turns=MACHINE in names
            and (run.unit, text.unit) == (Unit.TURN, Unit.SENTENCE),
            idle=idle,
            informed={name: acts[name].informed for name in names if name != MACHINE},
            on_other_text=sum(acts[name].on_other_text for name in names),
            outside_answers=sum(coding.outside_answers for coding in codings),
            unknown_themes=sum(coding.unknown_themes for coding in codings),
            has_subthemes=any(len(theme.members) > 1 for theme in themes),
            skipped=tuple(run.skipped),
        ),
    )


def _choose_coders(
    given: Sequence[str], acts: Mapping[str, Acts]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return whom to compare, and who was passed over because there is nothing of them here."""
    people = tuple(name for name in acts if name != MACHINE)
    idle = tuple(name for name in people if not acts[name].decided and not acts[name].read)
    names = tuple(name for name in people if name not in idle)
    if given:
        # the exact name first: the store tells `Élise` and `élise` apart
        by_name = {name.casefold(): name for name in acts} | {name: name for name in acts}
        found = [by_name.get(name, by_name.get(name.casefold())) for name in given]
        for name, match in zip(given, found, strict=True):
            if match is None:
                raise UnknownName("codeur", name, (*people, MACHINE))
        names, idle = tuple(dict.fromkeys(name for name in found if name)), ()
    if len(names) < 2:
        raise TooFewCoders(names, people)
    return names, idle


class _Comparison:
    """Agreement and differences on some themes."""

    def __init__(self, text: Text, ratings: Ratings, coders: int, themes: Sequence[Theme]) -> None:
        self._text = text
        self._ratings = ratings
        self._coders = coders
        self._themes = themes
        self._group_of: dict[str, str] = {}
        for answer in text.answers:
            self._group_of.setdefault(answer.respondent, answer.group)
        # in the total every coding counts once: a theme without its subthemes, and each of those
        self._codes = tuple(dict.fromkeys(c for t in themes for c in (t.id, *sorted(t.members))))
        self._tallies = [ratings.tally(theme.members) for theme in themes]
        self._total = pool(ratings.tally({code}) for code in self._codes)

    def rows(self, group: Group) -> Iterator[AgreementRow]:
        """Yield the agreement in a group: theme by theme, the total last."""
        for theme, tallies in zip(self._themes, self._tallies, strict=True):
            yield self._row(theme.id, "  " * theme.depth + theme.name, group, tallies)
        yield self._row(TOTAL_THEME, TOTAL_THEME, group, self._total)

    def _row(self, theme: str, heading: str, group: Group, tallies: Tallies) -> AgreementRow:
        members = {r: t for r, t in tallies.items() if self._group_of[r] in group.members}
        agreement = compute_agreement(members, self._coders)
        c = agreement.counts
        return AgreementRow(
            theme=theme,
            heading=heading,
            group=group.name,
            group_heading=group.heading,
            units=agreement.units,
            complete=agreement.complete,
            respondents=agreement.respondents,
            counts=(c.both, c.only_first, c.only_second, c.neither) if c else None,
            measures=tuple(
                MeasureCell(
                    name=measure,
                    value=found.value,
                    low=found.low,
                    high=found.high,
                    reason=found.reason,
                    verdict=describe(measure, found),
                    source=SOURCES[measure],
                )
                for measure, found in agreement.coefficients.items()
            ),
        )

    def differences(self, groups: Sequence[Group]) -> list[Difference]:
        """Return where coders who saw a unit differ, in text order."""
        members = frozenset(name for group in groups for name in group.members)
        found = []
        for code in self._codes:
            for unit, pattern in self._ratings.patterns({code}):
                answer = self._text.answer(unit)
                if {0, 1} <= set(pattern) and self._group_of[answer.respondent] in members:
                    _, start, end = self._text.units[unit]
                    found.append(
                        Difference(
                            transcript=answer.transcript,
                            respondent=answer.respondent,
                            group=answer.group,
                            start=start,
                            end=end,
                            theme=code,
                            said=pattern,
                            text=self._text.said(unit),
                        )
                    )
        return sorted(found, key=lambda d: (d.transcript, d.start))  # themes keep their order
