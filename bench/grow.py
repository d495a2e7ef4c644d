"""Fill a project with any number of interviews at once, straight into the store, for measuring growth.

    python -m bench.grow MAP [interviews] [woorden]

Sentences come from the shipped, fictional sample; suggestions are drawn by chance, as many and as high
as `codeer suggest` makes on the sample. They mean nothing. Interviews are made one by one while they are
recorded, so that 6,500 of them need no memory.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.generate import GROUPS, REPOSITORY, _material, _vary
from codeer import __version__
from codeer.cache import CACHE_FOLDER
from codeer.codebook import load_codebook
from codeer.model import Interview, Respondent, Segment, Source, Suggestion, Turn
from codeer.private import make_folder
from codeer.project import Project
from codeer.store import Coded, RunSummary
from codeer.study import load_study
from codeer.text import count_words, mask_notes

POOL = 5_000
"""Different sentences."""
PER_SEGMENT = 1.7
ABOVE = 0.1
"""Share of the suggestions that reach the threshold."""
THRESHOLD = 0.32
ENGINES = ("patronen", "geleerd", "gelijkenis", "geleerd+patronen")
NAMES = {"P": "professional", "JIM": "jim", "J": "jongere", "O": "ouder"}


def grow(folder: Path, interviews: int = 6_500, words: int = 900, seed: int = 1) -> Project:
    """Make a project with a run of so many interviews, each of about so many words."""
    codebooks = REPOSITORY / "codeboeken"
    codebook = load_codebook(codebooks / "jim.yaml")
    study = load_study(codebooks / "jim-onderzoek.yaml")
    folder.mkdir(parents=True, exist_ok=True)
    make_folder(folder / CACHE_FOLDER)  # as suggest does; the store notes there that it is sound
    project = Project(folder)
    summary = RunSummary(
        version=__version__,
        codebook=codebook,
        study=study,
        pipeline="bench",
        unit=study.unit,
        threshold=THRESHOLD,
        skipped={},
        remarks={},
    )
    codes = [code.id for code in codebook.codes]
    order = random.Random(seed)
    with project.create_store() as store:
        store.record_run(
            summary,
            (
                Coded.made(interview, _suggest(order, interview, codes))
                for interview in _make_interviews(order, interviews, words)
            ),
        )
    return project


def _make_interviews(order: random.Random, number: int, words: int) -> Iterator[Interview]:
    sentences, questions = _material()
    varied = [_vary(order, order.choice(sentences), sentences) for _ in range(POOL)]
    pool = [(said, spoken) for said in varied if (spoken := count_words(mask_notes(said)))]
    share = [prefix for prefix, times in GROUPS for _ in range(times)]
    counts = dict.fromkeys(share, 0)
    for index in range(number):
        prefix = share[index % len(share)]
        counts[prefix] += 1
        name = f"{prefix}{counts[prefix]:05d}"
        yield _make_interview(order, name, NAMES[prefix], pool, questions, words)


def _make_interview(
    order: random.Random,
    name: str,
    group: str,
    pool: list[tuple[str, int]],
    questions: list[str],
    words: int,
) -> Interview:
    parts: list[str] = []
    turns: list[Turn] = []
    segments: list[Segment] = []
    at = said = 0
    while said < words:
        question = order.choice(questions)
        turns.append(Turn(len(turns) + 1, "I", at + 3, at + 3 + len(question), len(turns) + 1))
        parts.append(f"I: {question}\n")
        at += len(parts[-1])
        answer = order.choices(pool, k=order.randint(1, 6))
        start, number = at + 3, len(turns) + 1
        place = start
        for order_in_turn, (sentence, spoken) in enumerate(answer, start=1):
            end = place + len(sentence)
            segments.append(Segment(number, order_in_turn, place, end, spoken))
            place = end + 1
        turns.append(Turn(number, "R", start, place - 1, number))
        parts.append(f"R: {' '.join(sentence for sentence, _ in answer)}\n")
        at += len(parts[-1])
        said += len(question.split()) + sum(spoken for _, spoken in answer)
    text = "".join(parts)
    source = Source(f"{name}.txt", text, name, tuple(turns), {}, ("bench",), "utf-8")
    return Interview(source, {"I": None, "R": Respondent(name, group)}, tuple(segments))


def _suggest(order: random.Random, interview: Interview, codes: list[str]) -> Iterator[Suggestion]:
    for segment in interview.segments:
        for code in codes:
            if order.random() >= PER_SEGMENT / len(codes):
                continue
            is_above = order.random() < ABOVE
            low, high = (THRESHOLD, 1.0) if is_above else (0.01, THRESHOLD - 0.01)
            yield Suggestion(
                interview.source.name,
                segment,
                code,
                round(order.uniform(low, high), 4),
                order.choice(ENGINES),
                "bench",
                negated=False,
            )


def main() -> None:
    """Make a project in a folder."""
    interviews, words = (int(x) for x in (*sys.argv[2:4], "6500", "900")[:2])
    project = grow(Path(sys.argv[1]), interviews, words)
    size = project.store_path.stat().st_size / 1e6
    print(f"{interviews} interviews van {words} woorden: {project.store_path} ({size:,.0f} MB)")


if __name__ == "__main__":
    main()
