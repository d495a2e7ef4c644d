"""Pass the answers of transcripts through a spaCy pipeline and count tokens: what suggest is compared with.

    python bare_pass.py MAP MODEL|blank PROCESSEN heel|helften

Only what respondents say, a turn at a time: what codeer passes too. `heel` is spaCy's own `n_process`;
`helften` gives each process its share of the texts and gets back a number.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

UNNEEDED = ["parser", "ner", "senter", "entity_linker", "textcat"]  # as codeer.language leaves out
BATCH = 64


def main(folder: str, model: str, number: str, way: str) -> None:
    processes = int(number)
    texts = [
        line.removeprefix("R: ")
        for path in sorted(Path(folder).glob("*.txt"))
        for line in path.read_text(encoding="utf-8").split("\n")
        if line.startswith("R: ")
    ]
    if way == "heel":
        print(count_tokens(model, texts, processes))
        return
    shares = [texts[i::processes] for i in range(processes)]
    with ProcessPoolExecutor(processes) as pool:
        print(sum(pool.map(count_tokens, [model] * processes, shares)))


def count_tokens(model: str, texts: list[str], processes: int = 1) -> int:
    import spacy

    nlp = spacy.blank("nl") if model == "blank" else spacy.load(model, exclude=UNNEEDED)
    return sum(len(doc) for doc in nlp.pipe(texts, batch_size=BATCH, n_process=processes))


if __name__ == "__main__":
    main(*sys.argv[1:])
