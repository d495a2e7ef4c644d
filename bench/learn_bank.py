"""Learn from the example bank and write what is shipped beside it: python -m bench.learn_bank."""

import tempfile
from pathlib import Path

from bench.generate import REPOSITORY
from codeer.cache import Cache
from codeer.encoder import Vectors, load_encoder
from codeer.examples import find_bank, load_bank
from codeer.workflow.models import MODEL_SUFFIX, learn_bank


def main() -> None:
    """Write codeboeken/jim-voorbeelden-geleerd.npz."""
    codebook = REPOSITORY / "codeboeken" / "jim.yaml"
    bank = find_bank(codebook)
    if bank is None:
        raise SystemExit("geen voorbeeldbank")
    with tempfile.TemporaryDirectory() as folder:
        vectors = Vectors(load_encoder(), Cache(Path(folder)))
        content = learn_bank(load_bank(bank), vectors, lambda *_: None)
    target = bank.with_name(bank.stem + MODEL_SUFFIX)
    target.write_bytes(content)
    print(f"{target.name}: {len(content) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
