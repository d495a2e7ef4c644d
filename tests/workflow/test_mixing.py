"""What the bank and what decisions say, added up."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from codeer.cache import Cache
from codeer.examples import Example
from codeer.suggest.learned import VIEWS, Scores
from codeer.suggest.views import Text, find_starts
from codeer.workflow.mixing import Mix
from codeer.workflow.models import DecisionModel

CODES = tuple(f"thema{number}" for number in range(30))


class EveryCode:
    """A model that says something of every code."""

    codes = CODES

    def score(self, texts: Sequence[Text]) -> Scores:
        sentences = sum(len(text.sentences) for text in texts)
        values = np.random.default_rng(1).normal(size=(len(CODES), sentences, VIEWS))
        return Scores(values, find_starts(texts))


def decided(origin: str) -> Example:
    return Example(origin, "jongere", "En?", ("Ja.", "Nee."), (frozenset(CODES), frozenset()))


def test_learned_codes_come_in_the_order_of_the_model_in_every_process(tmp_path: Path) -> None:
    """Of a set they would come in another order in another process, and scores of another code."""
    decisions = [decided("J01"), decided("J02"), decided("J03")]
    own = DecisionModel(EveryCode(), "sleutel", {}, len(decisions))  # type: ignore[arg-type]
    mix = Mix(None, own, Cache(tmp_path), decisions)

    found, _ = mix.log_odds([Text("En?", ("Ja.",))], ["J04"])

    assert tuple(found) == CODES
