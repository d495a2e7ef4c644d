"""Invented studies as contents of a report, for the tests of what is computed and said.

A respondent is a list of answers; an answer is the ids of the codes on it, separated by spaces. Each
answer is one turn, one segment and, per code, one fragment. Groups follow from the prefix of the name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from codeer.model import Unit
from codeer.reports.account import Account, Checked
from codeer.reports.agreement_tables import (
    AgreementContent,
    AgreementRow,
    Circumstances,
    MeasureCell,
)
from codeer.reports.blocks import ShownFragment
from codeer.results.axes import Group, Theme, make_groups, make_themes
from codeer.results.compute import Results, Wishes, compute_results
from codeer.results.content import ReportContent, compute_report
from codeer.results.occurrence import Fragment, Segments, Speech
from codeer.text import count_words

THEMES = make_themes(
    [
        ("steun", "Steun", None),
        ("thuis", "Steun thuis", "steun"),
        ("gemak", "Gemak", None),
        ("band", "Vertrouwensband", None),
    ]
)
GROUPS = make_groups(
    [
        ("jongere", "jongeren", ["jongere"], None),
        ("ouder", "ouders", ["ouder"], None),
        ("jim", "JIM's", ["jim"], None),
        ("gezin", "gezinnen", ["jongere", "ouder"], None),
    ]
)
PREFIXES = {"JIM": "jim", "J": "jongere", "O": "ouder", "P": "professional"}
ANSWER = "Toen ik haar belde kwam ze meteen naar ons toe."
"""Ten words."""

ACCOUNT = Account(
    started="2024-05-01 10:00:00",
    version="0.1.0",
    codebook="proef versie 3",
    codebook_digest="abc123",
    study="proefonderzoek",
    study_digest="def456",
    pipeline="ingebouwd (spaCy 3.8)",
    unit="zin",
    threshold=0.55,
    transcripts=3,
    remarks={},
)
CHECKED = (
    Checked("Steun", suggestions=10, decided=8, accepted=6, rejected=2, added=1),
    Checked("Gemak", suggestions=5, decided=2, accepted=1, rejected=1, added=0),
)


def group_of(respondent: str) -> str:
    """Return the group that a name begins with; JIM goes before J."""
    return next(group for prefix, group in PREFIXES.items() if respondent.startswith(prefix))


def speak(
    respondent: str,
    answers: Sequence[str],
    *,
    text: str = ANSWER,
    moments: Mapping[int, float] | None = None,
) -> tuple[Speech, list[Fragment]]:
    """Return what somebody said, the same words in every answer, and the fragments in it."""
    transcript, group = f"{respondent}.txt", group_of(respondent)
    segments, fragments = [], []
    for turn, codes in enumerate(answers, start=1):
        start = (len(text) + 1) * (turn - 1)
        end = start + len(text)
        segments.append((turn, start, end, count_words(text)))
        fragments += [
            Fragment(
                transcript,
                respondent,
                group,
                start,
                end,
                code,
                "codeer",
                text,
                place=f"r. {turn}",
                turn=turn,
                score=0.6,
            )
            for code in codes.split()
        ]
    everything = "\n".join([text] * len(answers))
    said = Speech(
        transcript, respondent, group, Segments.from_rows(segments), everything, moments or {}
    )
    return said, fragments


def make_content(
    people: Mapping[str, Sequence[str]],
    *,
    themes: tuple[Theme, ...] = THEMES,
    groups: tuple[Group, ...] = GROUPS,
    basis: str = "proef",
    skipped: Mapping[str, str] | None = None,
    text: str = ANSWER,
    moments: Mapping[int, float] | None = None,
) -> ReportContent:
    """Count an invented study: respondent to answers, an answer being the codes on it."""
    said = [speak(name, answers, text=text, moments=moments) for name, answers in people.items()]
    fragments = [fragment for _, own in said for fragment in own]
    return compute_report(basis, themes, groups, [s for s, _ in said], fragments, skipped or {})


def crowd(prefix: str, number: int, mentioning: int, answer: str) -> dict[str, list[str]]:
    """Return so many respondents, of whom the first so many give this answer; the others give none."""
    return {f"{prefix}{at:02}": [answer if at <= mentioning else ""] for at in range(1, number + 1)}


def find_theme(content: ReportContent, name: str) -> Theme:
    """Return the theme with this id."""
    return next(theme for theme in content.themes if theme.id == name)


def find_group(content: ReportContent, name: str) -> Group:
    """Return the group with this name."""
    return next(group for group in content.groups if group.name == name)


def show(content: ReportContent) -> dict[Fragment, ShownFragment]:
    """Return the fragments as a page shows them, those on the same words as one."""
    themes: dict[tuple[str, int, int], list[str]] = {}
    names = {theme.id: theme.name for theme in content.themes}
    for f in content.fragments:
        themes.setdefault((f.transcript, f.start, f.end), []).append(names[f.code])
    return {
        f: ShownFragment(
            themes=tuple(dict.fromkeys(themes[f.transcript, f.start, f.end])),
            respondent=f.respondent,
            group=f.group,
            source=f.source,
            question="",
            before="",
            text=f.text,
            after="",
            coder=f.coder,
            is_checked=False,
        )
        for f in content.fragments
    }


def account(**changes: object) -> Account:
    """Return the facts of a run, with what differs."""
    return replace(ACCOUNT, **changes)


def make_agreement(*coders: str, kappa: float | None = 0.714) -> AgreementContent:
    """Return how far coders agree: on one theme, and over all."""
    measures = (
        MeasureCell("percentage", 0.9, 0.8, 0.95, "", "", ""),
        MeasureCell("kappa", kappa, None, None, "", "", ""),
        MeasureCell("alfa", 0.62, 0.4, 0.81, "", "", ""),
    )
    rows = tuple(
        AgreementRow(theme, heading, "totaal", "Totaal", 40, 40, 4, (1, 2, 3, 34), measures)
        for theme, heading in (("steun", "Steun"), ("totaal", "Totaal"))
    )
    return AgreementContent(coders, Unit.SENTENCE, rows, (), Circumstances())


def compute(people: Mapping[str, Sequence[str]], wishes: Wishes, **study: object) -> Results:
    """Compute all that follows from an invented study."""
    return compute_results(make_content(people, **study), wishes)


# --- what numbers give away ----------------------------------------------------------------------


@st.composite
def studies(draw: st.DrawFn) -> ReportContent:
    """Return a study of up to four groups of up to seven people, with merged groups, and times."""
    plain = ("jongere", "ouder", "jim", "professional")
    merged = draw(st.lists(st.sets(st.sampled_from(plain), min_size=2, max_size=3), max_size=3))
    design = [(name, [name]) for name in plain]
    design += [(f"samen{at}", sorted(members)) for at, members in enumerate(merged)]
    people = {}
    codes = ("gemak", "band", "thuis", "steun")
    for prefix in ("J", "O", "JIM", "P"):
        for at, marks in enumerate(draw(st.lists(st.integers(0, 31), max_size=7))):
            said = " ".join(code for bit, code in enumerate(codes) if marks >> bit & 1)
            people[f"{prefix}{at:02}"] = [said, said if marks >> 4 else ""]
    return make_content(
        people,
        groups=make_groups((name, f"de {name}", members, None) for name, members in design),
        moments={1: 0.1, 2: 0.9},
    )


def give_away(shown: Iterable[frozenset[str]], hidden: frozenset[str]) -> bool:
    """Tell whether a count of these groups follows from other counts by adding and subtracting."""
    known = list(shown)
    names = sorted(hidden.union(*known))
    rows = np.array([[name in members for name in names] for members in known], float)
    target = np.array([[name in hidden for name in names]], float)
    if not known:
        return False
    rank = np.linalg.matrix_rank
    return bool(rank(rows) == rank(np.vstack([rows, target])))
