"""Train a tiny Dutch spaCy pipeline, so that tests run the path of a trained model for real.

It knows the words of its few invented sentences and nothing else: it proves the path, not quality.
"""

import random
from pathlib import Path

_SENTENCES = [
    "De/DET/de moeder/NOUN/moeder belt/VERB/bellen de/DET/de voogd/NOUN/voogd",
    "De/DET/de moeders/NOUN/moeder belden/VERB/bellen de/DET/de hulpverleners/NOUN/hulpverlener",
    "Ik/PRON/ik vertrouw/VERB/vertrouwen mijn/PRON/mijn tante/NOUN/tante",
    "Hij/PRON/hij vertrouwde/VERB/vertrouwen de/DET/de buurman/NOUN/buurman niet/ADV/niet",
    "Het/DET/het vertrouwen/NOUN/vertrouwen groeit/VERB/groeien langzaam/ADV/langzaam",
    "Zij/PRON/zij kwam/VERB/komen gewoon/ADV/gewoon langs/ADV/langs",
    "Wij/PRON/wij kunnen/AUX/kunnen alles/PRON/alles vragen/VERB/vragen",
    "De/DET/de lange/ADJ/lang wachtlijst/NOUN/wachtlijst is/AUX/zijn vervelend/ADJ/vervelend",
    "Een/DET/een goede/ADJ/goed vriend/NOUN/vriend helpt/VERB/helpen altijd/ADV/altijd",
    "Mijn/PRON/mijn oom/NOUN/oom luistert/VERB/luisteren goed/ADJ/goed",
]


def train_tiny_pipeline(folder: Path) -> Path:
    """Train tok2vec, morphologizer, tagger and lemmatizer, save them in `folder` and return it."""
    import spacy
    from spacy.tokens import Doc
    from spacy.training import Example

    spacy.util.fix_random_seed(0)
    nlp = spacy.blank("nl")
    nlp.add_pipe(
        "tok2vec",
        config={
            "model": {
                "@architectures": "spacy.HashEmbedCNN.v2",
                "pretrained_vectors": None,
                "width": 48,
                "depth": 2,
                "embed_size": 500,
                "window_size": 1,
                "maxout_pieces": 2,
                "subword_features": True,
            }
        },
    )
    listener = {
        "@architectures": "spacy.Tagger.v2",
        "tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": 48},
    }
    nlp.add_pipe("morphologizer", config={"model": listener})
    nlp.add_pipe("tagger", config={"model": listener})
    nlp.add_pipe(
        "trainable_lemmatizer", name="lemmatizer", config={"model": listener, "min_tree_freq": 1}
    )
    examples = [_example(nlp, line, Doc, Example) for line in _SENTENCES]
    nlp.initialize(lambda: examples)
    order = random.Random(1)
    for _ in range(40):
        order.shuffle(examples)
        nlp.update(examples)
    nlp.meta.update(name="tiny", version="0.0.1", spacy_version=f">={spacy.__version__}")
    nlp.to_disk(folder)
    return folder


def _example(nlp, line, doc_class, example_class):
    words, tags, lemmas = zip(*(part.split("/") for part in line.split()), strict=True)
    gold = doc_class(nlp.vocab, words=words, pos=tags, tags=tags, lemmas=lemmas)
    return example_class(doc_class(nlp.vocab, words=words), gold)
