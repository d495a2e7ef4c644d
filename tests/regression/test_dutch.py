"""Short spoken Dutch sentences in dutch.json: what is found and what is not, with both pipelines.

`pattern` is one pattern of the pattern language, or `jim` for the codebook that codeer ships. A code is
found when its score reaches the default threshold.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from codeer.codebook import load_codebook
from codeer.language import tokenise
from codeer.model import Code, Codebook, Interview, Respondent, Rule, Source, Turn, Unit
from codeer.suggest.matching import RuleFinder
from codeer.suggest.patterns import PatternEngine
from codeer.text import find_segments
from codeer.workflow.engines import DEFAULT_THRESHOLD
from tests.conftest import REPOSITORY

SENTENCES = json.loads(Path(__file__).with_name("dutch.json").read_text(encoding="utf-8"))

# What codeer cannot do yet. Strict: a sentence that comes right must be taken out of this list.
KNOWN_FAILURES = {
    "liep-binnen-bij": "a particle before a preposition could be a preposition itself",
    "ging-mee-naar": "idem",
    "met-elkaar-op": "only a verb at the end of a pattern is found in two parts",
    "twee-werkwoorden": "without a parser a particle can be taken from the next clause",
}


@pytest.fixture(scope="module")
def suggest(built_in, trained):
    """Return a function that suggests for a text with a pipeline and a pattern, each made once."""
    pipelines = {"built_in": built_in, "trained": trained}

    @cache
    def _engine(pattern):
        if pattern == "jim":
            codebook = load_codebook(REPOSITORY / "codeboeken" / "jim.yaml")
        else:
            code = Code("proef", "proef", "#000000", "", rules=(Rule(pattern, 0.6),))
            codebook = Codebook("proef", "1", (code,), {}, "digest", "")
        engine = PatternEngine(codebook)
        return engine, RuleFinder(engine.rules, codebook.word_groups)

    def _suggest(name, pattern, text):
        engine, finder = _engine(pattern)
        interview = make_interview(text)
        tokens = tokenise(interview, pipelines[name])
        return engine.find("J01.txt", interview.segments, tokens, finder.find(tokens))

    return _suggest


def make_interview(text):
    turn = Turn(1, "R", 0, len(text), 1)
    source = Source("J01.txt", text, "digest", (turn,), {}, (), "utf-8")
    segments = find_segments(text, turn, Unit.SENTENCE)
    return Interview(source, {"R": Respondent("J01", "jongere")}, segments)


def as_parameter(sentence):
    reason = KNOWN_FAILURES.get(sentence["id"])
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(sentence, id=sentence["id"], marks=marks)


@pytest.mark.parametrize("pipeline_name", ["built_in", "trained"])
@pytest.mark.parametrize("sentence", [as_parameter(s) for s in SENTENCES])
def test_a_sentence_is_found_or_not_as_a_person_would(suggest, pipeline_name, sentence):
    found = {
        s.code: s.evidence
        for s in suggest(pipeline_name, sentence["pattern"], sentence["text"])
        if s.score >= DEFAULT_THRESHOLD
    }

    assert (sentence["code"] in found) == sentence["expected"], found.get(sentence["code"])


def test_there_are_enough_sentences_to_mean_something():
    assert len(SENTENCES) >= 60


def test_every_sentence_has_its_own_id():
    ids = [sentence["id"] for sentence in SENTENCES]

    assert len(ids) == len(set(ids))


def test_every_known_failure_is_a_sentence():
    assert KNOWN_FAILURES.keys() <= {sentence["id"] for sentence in SENTENCES}


def test_every_code_of_the_shipped_codebook_has_sentences_for_and_against(jim):
    tested = {(s["code"], s["expected"]) for s in SENTENCES if s["pattern"] == "jim"}

    assert tested == {(code.id, expected) for code in jim.codes for expected in (True, False)}
