"""A small study in a store, without running the engines: three transcripts, two themes."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from codeer.model import (
    Code,
    Codebook,
    Interview,
    MergedGroup,
    Respondent,
    RespondentGroup,
    Segment,
    Source,
    Study,
    Suggestion,
    Turn,
    Unit,
)
from codeer.project import Project
from codeer.review.queue import Selection
from codeer.store import Coded, RunSummary
from codeer.workflow.review import ReviewSession, open_review

Dialogue = list[tuple[str, str]]
"""Question and answer."""
Proposed = tuple[str, str, str, float, str, str]
"""Transcript, sentence, code, score, engine, reason."""

DIALOGUES: dict[str, Dialogue] = {
    "J01.txt": [
        ("Hoe is dat met je JIM?", "Ik kan bij haar alles kwijt. Ze belde mij gisteren op."),
        ("En verder?", "Niks eigenlijk. Het regende nog."),
        ("Wie belt wie?", "Ik bel haar op. Altijd."),
    ],
    "O01.docx": [("Hoe ging dat bij u?", "Ze kwam binnenlopen. Ik vertrouw haar. Dat was het.")],
    "P01.txt": [("Wat ziet u?", "De drempel is laag. Dat helpt.")],
}
PROPOSED: list[Proposed] = [
    ("J01.txt", "Ik kan bij haar alles kwijt.", "band", 0.8, "patronen", "kwijt [kwijt kunnen]"),
    ("J01.txt", "Ze belde mij gisteren op.", "gemak", 0.6, "patronen", "belde … op [opbellen]"),
    ("J01.txt", "Niks eigenlijk.", "band", 0.2, "gelijkenis", "lijkt op: niets"),
    ("J01.txt", "Ik bel haar op.", "gemak", 0.7, "patronen+gelijkenis", "bel … op [opbellen]"),
    ("O01.docx", "Ze kwam binnenlopen.", "gemak", 0.95, "patronen", "binnenlopen [binnenlopen]"),
    ("O01.docx", "Ik vertrouw haar.", "band", 0.55, "gelijkenis", "vertrouw [vertrouwen]"),
    ("P01.txt", "De drempel is laag.", "gemak", 0.9, "patronen", "drempel [drempel]"),
]
CODES = (
    Code("band", "Vertrouwensband", "#1b6ca8", "Over vertrouwen.", include=("een klik",)),
    Code("gemak", "Laagdrempeligheid", "#b3541e", "Makkelijk te bereiken."),
)
STUDY = Study(
    name="proef",
    groups=(
        RespondentGroup("jongere", "jongeren", "J"),
        RespondentGroup("ouder", "ouders", "O"),
        RespondentGroup("professional", "professionals", "P"),
        RespondentGroup("jim", "JIM's", "JIM"),
    ),
    merged=(MergedGroup("gezin", ("jongere", "ouder")),),
)
_GROUPS = {"J": "jongere", "O": "ouder", "P": "professional"}


def _interview(name: str, dialogue: Dialogue) -> Interview:
    text, turns, segments = "", list[Turn](), list[Segment]()
    for question, answer in dialogue:
        for speaker, said in (("I", question), ("R", answer)):
            start = len(text) + 3
            text += f"{speaker}: {said}\n"
            number = len(turns) + 1
            turns.append(Turn(number, speaker, start, start + len(said), number))
            if speaker == "R":
                segments += [
                    Segment(number, n, start + m.start(), start + m.end(), 1)
                    for n, m in enumerate(re.finditer(r"\S[^.?!]*[.?!]", said), start=1)
                ]
    stem = PurePosixPath(name).stem
    source = Source(name, text, "hash", tuple(turns), {}, ("dubbele punt",), "utf-8")
    respondent = Respondent(stem, _GROUPS[stem[0]])
    return Interview(source, {"I": None, "R": respondent}, tuple(segments))


def _suggestion(interviews: Mapping[str, Interview], proposed: Proposed) -> Suggestion:
    name, sentence, code, score, engine, reason = proposed
    interview = interviews[name]
    start = interview.source.text.index(sentence)
    segment = next(s for s in interview.segments if s.start == start)
    return Suggestion(name, segment, code, score, engine, reason, negated=False)


def record_study(
    folder: Path,
    dialogues: Mapping[str, Dialogue] = DIALOGUES,
    proposed: Iterable[Proposed] = tuple(PROPOSED),
    codes: tuple[Code, ...] = CODES,
) -> Project:
    """Record a run of a study in the store of `folder`, as codeer suggest does."""
    interviews = {name: _interview(name, dialogue) for name, dialogue in dialogues.items()}
    summary = RunSummary(
        version="0",
        codebook=Codebook("proef", "1", codes, {}, "hash", "naam: proef"),
        study=STUDY,
        pipeline="ingebouwd",
        unit=Unit.SENTENCE,
        threshold=0.5,
        skipped={},
        remarks={},
    )
    project = Project(folder)
    with project.create_store() as store:
        suggestions = [_suggestion(interviews, p) for p in proposed]
        coded = [
            Coded.made(interview, [s for s in suggestions if s.source == name])
            for name, interview in interviews.items()
        ]
        store.record_run(summary, coded)
    return project


def open_session(folder: Path, coder: str = "Anna", **selection: object) -> ReviewSession:
    """Open the review of a study."""
    return open_review(Project(folder), coder, Selection(**selection))  # type: ignore[arg-type]
