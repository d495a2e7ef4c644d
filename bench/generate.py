"""Generate a study of any size from the words of the shipped, fictional sample.

    python -m bench.generate MAP [interviews] [woorden]

Sentences are drawn from the sample at random (seeded) with some words exchanged, so that texts differ
but have the word frequencies and turn lengths of speech. They mean nothing: for measuring time only.
"""

import random
import re
import sys
from pathlib import Path

from codeer.project import Project
from codeer.workflow.reading import read_interviews

REPOSITORY = Path(__file__).parents[1]
GROUPS = (("P", 33), ("JIM", 15), ("J", 9), ("O", 8))


SPEAKERS = {"P": "Professional", "JIM": "Jim", "J": "Jongere", "O": "Ouder"}


def generate(folder: Path, interviews: int = 65, words: int = 9000, seed: int = 1) -> list[Path]:
    """Write interviews in the proportions of the JIM study and return their paths."""
    sentences, questions = _material()
    order = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    share = [prefix for prefix, n in GROUPS for _ in range(n)]
    numbers = {prefix: 0 for prefix, _ in GROUPS}
    paths = []
    for index in range(interviews):
        prefix = share[index % len(share)]
        numbers[prefix] += 1
        path = folder / f"{prefix}{numbers[prefix]:03d}.txt"
        text = _interview(order, sentences, questions, words)
        if numbers[prefix] > 999:  # codeer takes no longer number for a respondent
            text = text.replace("\nR: ", f"\n{SPEAKERS[prefix]}: ")
        path.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def _material() -> tuple[list[str], list[str]]:
    study = Project(REPOSITORY).load_study(None)
    read = read_interviews([REPOSITORY / "transcripten_voorbeeld"], study, None).interviews
    sentences = [i.source.text[s.start : s.end] for i in read for s in i.segments]
    questions = [
        i.source.text[t.start : t.end]
        for i in read
        for t in i.source.turns
        if i.respondent_of(t) is None
    ]
    return [" ".join(s.split()) for s in sentences], [" ".join(q.split()) for q in questions]


def _interview(order: random.Random, sentences: list[str], questions: list[str], words: int) -> str:
    lines: list[str] = []
    said = 0
    while said < words:
        answer = [
            _vary(order, order.choice(sentences), sentences) for _ in range(order.randint(1, 6))
        ]
        lines += [f"I: {order.choice(questions)}", f"R: {' '.join(answer)}"]
        said += sum(len(line.split()) - 1 for line in lines[-2:])
    return "\n".join(lines) + "\n"


def _vary(order: random.Random, sentence: str, sentences: list[str]) -> str:
    """Exchange a word in half of the sentences, so that few sentences are equal."""
    words = sentence.split()
    other = re.findall(r"[a-z]{4,}", order.choice(sentences))
    if other and order.random() < 0.5:
        words[order.randrange(len(words))] = order.choice(other)
    return " ".join(words)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    made = generate(Path(arguments[0]), *map(int, arguments[1:]))
    print(f"{len(made)} interviews in {arguments[0]}")
