"""Train a Dutch spaCy pipeline of nl_core_news_sm's components and sizes, to measure speed with.

    python -m bench.train_pipeline [MAP]

Its labels come from word lists and word endings, as many as the real pipeline has; it says nothing true
about Dutch. Made once and kept: later calls return at once.
"""

import random
import shutil
import sys
import tempfile
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

from bench.generate import REPOSITORY, generate
from codeer.lemmas import find_lemma, is_infinitive

CACHE = REPOSITORY / ".bench"
NAME = "nl_bench_sm"
_CONFIG = Path(__file__).with_name("pipeline.cfg")
_EPOCHS = 4
_TAGS, _FORMS, _RELATIONS, _NAMES = 14, 5, 35, 18  # 14 and 5 per word class: 196 tags, 70 forms
_WORDS = {
    "DET": "de het een deze die dat dit elke iedere",
    "PRON": "ik jij je hij zij ze wij we jullie hem haar ons hun mij me mijn zijn wat wie er iets niets",
    "ADP": "in op aan van voor met bij naar uit over door om tegen onder zonder tot",
    "AUX": "ben is was waren zijn heb heeft had hadden kan kon wil wilde zal zou moet moest mag word wordt",
    "CCONJ": "en of maar want dus",
    "SCONJ": "omdat als toen terwijl zodat hoewel",
    "ADV": "niet wel ook nog al heel zo dan daar hier gewoon altijd nooit soms echt",
    "INTJ": "ja nee nou oké hè",
}
_CLASSES = {word: name for name, words in _WORDS.items() for word in words.split()}


def train_pipeline(folder: Path = CACHE / NAME) -> Path:
    """Return the folder of the pipeline, trained when it is not there yet or for another spaCy."""
    import spacy

    tools: Any = spacy.util  # partly typed
    done = folder / f"ready-{version('spacy')}-{crc32(_CONFIG.read_bytes()):08x}"
    if done.exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    tools.fix_random_seed(0)
    config = tools.load_config(_CONFIG)
    nlp = tools.load_model_from_config(config, auto_fill=True)
    nlp.enable_pipe("senter")
    examples = _make_examples(nlp)
    optimizer = nlp.initialize(lambda: examples)
    order = random.Random(1)
    for epoch in range(_EPOCHS):
        order.shuffle(examples)
        losses: dict[str, float] = {}
        for batch in tools.minibatch(examples, 32):
            nlp.update(batch, sgd=optimizer, losses=losses)
        told = ", ".join(f"{name} {loss:.0f}" for name, loss in losses.items())
        print(f"  ronde {epoch + 1} van {_EPOCHS}: {told}", file=sys.stderr, flush=True)
    nlp.get_pipe("attribute_ruler").add([[{"IS_SPACE": True}]], {"POS": "SPACE"})
    nlp.disable_pipe("senter")
    nlp.meta.update(name="bench_sm", version="0.0.1", spacy_version=f"=={version('spacy')}")
    folder.parent.mkdir(exist_ok=True)
    nlp.to_disk(folder)
    done.touch()
    return folder


def _make_examples(nlp: Any) -> list[Any]:
    from spacy.training import Example

    with tempfile.TemporaryDirectory() as place:
        paths = generate(Path(place), 6, 3000, seed=2)
        lines = [t for p in paths for t in p.read_text(encoding="utf-8").splitlines()]
    docs = [nlp.make_doc(line.partition(": ")[2]) for line in lines]
    return [Example(nlp.make_doc(doc.text), _label(nlp, doc)) for doc in docs if len(doc)]


def _label(nlp: Any, doc: Any) -> Any:
    """Return the text with every kind of label that the components learn from."""
    from spacy.tokens import Doc

    classes = [_classify(token) for token in doc]
    starts = [token.i for token in doc if token.i == 0 or doc[token.i - 1].text in ".?!"]
    heads: list[int] = []  # all words of a sentence hang on its middle one
    for start, end in pairwise([*starts, len(doc)]):
        heads += [(start + end) // 2] * (end - start)
    return Doc(
        nlp.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        pos=classes,
        tags=[f"{c}|{_vary(t.lower_[-3:], _TAGS)}" for t, c in zip(doc, classes, strict=True)],
        morphs=[f"Form={_vary(t.lower_[-2:], _FORMS)}" for t in doc],
        lemmas=[find_lemma(token.text) for token in doc],
        heads=heads,
        deps=["ROOT" if h == t.i else f"r{_vary(t.lower_[-2:], _RELATIONS)}" for t, h in zip(doc, heads, strict=True)],
        ents=[f"B-N{_vary(t.text, _NAMES)}" if c == "PROPN" else "O" for t, c in zip(doc, classes, strict=True)],
    )  # fmt: skip


def _classify(token: Any) -> str:
    word = token.lower_
    if token.is_punct or token.is_space:
        return "PUNCT"
    if word in _CLASSES:
        return _CLASSES[word]
    if token.like_num:
        return "NUM"
    if token.is_title and token.i and token.nbor(-1).text not in ".?!":
        return "PROPN"
    if word.endswith(("ig", "ige", "lijk", "lijke", "isch")):
        return "ADJ"
    return "VERB" if word.startswith("ge") or is_infinitive(find_lemma(word)) else "NOUN"


def _vary(text: str, number: int) -> int:
    return crc32(text.encode()) % number


if __name__ == "__main__":
    print(train_pipeline(*map(Path, sys.argv[1:2])))
