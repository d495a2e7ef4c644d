"""Find the patterns of a codebook in interviews: tokens are made once, and only new rules are searched."""

import gc
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from codeer.cache import Cache
from codeer.codebook import find_word_class_problems
from codeer.errors import FileProblems, MissingModel
from codeer.language import Pipeline, PipelineInfo, find_pipeline, load_pipeline, tokenise
from codeer.model import Codebook, Interview, Progress, Rule, Suggestion
from codeer.suggest.hits import Hit, hits_from_bytes, hits_to_bytes, rule_key
from codeer.suggest.matching import RuleFinder
from codeer.suggest.patterns import PatternEngine
from codeer.tokens import Tokens
from codeer.workers import map_items
from codeer.workflow.derived import Derived
from codeer.workflow.transcripts import Shelf, Transcript

if TYPE_CHECKING:
    from codeer.cluster import Cluster

_PARALLEL_WORDS = (
    100_000  # of a trained pipeline: below this a second process costs more than it gains
)
_MOST_WORKERS = 4
_TOGETHER = 64  # interviews that are searched in one go: seven times faster than one by one

Hits = Mapping[Rule, Sequence[Hit]]


def require_word_classes(path: Path, codebook: Codebook, pipeline: PipelineInfo) -> None:
    """Refuse patterns that need word classes when the pipeline has none: a miss would be silent."""
    problems = () if pipeline.has_word_classes else find_word_class_problems(path, codebook)
    if problems:
        raise FileProblems(path, problems)


class PatternSearch:
    """The engine `patronen` on interviews, with everything remembered that need not be done again."""

    def __init__(
        self, codebook: Codebook, codebook_path: Path, model: str | None, cache: Cache, shelf: Shelf
    ) -> None:
        self._codebook, self._path, self._model = codebook, codebook_path, model
        self._cache, self._shelf = cache, shelf
        self._engine = PatternEngine(codebook)
        self._keys = {rule: rule_key(rule, codebook.word_groups) for rule in self._engine.rules}
        self._finders: dict[tuple[Rule, ...], RuleFinder] = {}
        self._use(find_pipeline(model))

    def _use(self, pipeline: PipelineInfo) -> None:
        require_word_classes(self._path, self._codebook, pipeline)
        self.pipeline = pipeline
        self._tokens = Derived(self._cache, f"tokens {pipeline.fingerprint}", "")
        self._hits = Derived(self._cache, f"treffers {pipeline.fingerprint}", "")

    def find_missing(self, transcripts: Sequence[Transcript]) -> list[Transcript]:
        """Return the interviews of which the tokens are to be made."""
        return self._tokens.find_missing(transcripts)

    def prepare(
        self,
        missing: Sequence[Transcript],
        where: "int | Cluster | None",
        progress: Progress,
    ) -> None:
        """Make the tokens of interviews: on a cluster, or in how many processes (None: what pays)."""
        progress("taalmodel laden", 0, 1)
        where = self._choose_workers(missing) if where is None else where
        interviews = _Interviews(missing, self._shelf)
        expected = None if isinstance(where, int) else self.pipeline.name
        made = map_items(_tokenise, interviews, where, partial(_prepare, self._model, expected))
        try:
            for done, (transcript, (pipeline, content)) in enumerate(
                zip(missing, made, strict=True), start=1
            ):
                if pipeline.name != self.pipeline.name:  # the preferred model does not work
                    self._use(pipeline)
                self._tokens.keep(transcript, content)
                progress("woorden herkennen", done, len(missing))
        finally:
            _let_go()

    def _choose_workers(self, missing: Sequence[Transcript]) -> int:
        words = sum(transcript.words for transcript in missing)
        if not self.pipeline.has_word_classes or words < _PARALLEL_WORDS:
            return 1
        return min(os.cpu_count() or 1, _MOST_WORKERS)

    def search(self, transcripts: Sequence[Transcript]) -> Iterator[Hits]:
        """Yield where rules hold in each interview, in order; only rules that are new there are searched."""
        for start in range(0, len(transcripts), _TOGETHER):
            yield from self._search(transcripts[start : start + _TOGETHER])

    def describe(self, hits: Hits) -> str:
        """Return all on which the suggestions for an interview depend that has these hits."""
        return f"{self.pipeline.fingerprint} {self._engine.describe(hits)}"

    def suggest(self, transcript: Transcript, interview: Interview) -> Sequence[Suggestion]:
        """Return a suggestion per segment and code for which some rule holds."""
        (hits,) = self.search([transcript])
        if not any(hits.values()):
            return ()
        tokens = self._fetch_tokens(transcript)
        return tuple(self._engine.find(transcript.name, interview.segments, tokens, hits))

    def _search(self, transcripts: Sequence[Transcript]) -> Iterator[Hits]:
        known = [self._fetch_hits(transcript) for transcript in transcripts]
        lacking: dict[tuple[Rule, ...], list[int]] = defaultdict(list)
        for index, hits in enumerate(known):
            lacking[tuple(rule for rule, key in self._keys.items() if key not in hits)].append(
                index
            )
        for rules, indexes in lacking.items():
            if not rules:
                continue
            new = self._finder(rules).find_all(
                [self._fetch_tokens(transcripts[i]) for i in indexes]
            )
            for index, found in zip(indexes, new, strict=True):
                known[index] |= {self._keys[rule]: found[rule] for rule in rules}
                current = {key: known[index][key] for key in self._keys.values()}
                self._hits.keep(transcripts[index], hits_to_bytes(current))
        for hits_of in known:
            yield {rule: hits_of[key] for rule, key in self._keys.items()}

    def _finder(self, rules: tuple[Rule, ...]) -> RuleFinder:
        if rules not in self._finders:
            self._finders[rules] = RuleFinder(rules, self._codebook.word_groups)
        return self._finders[rules]

    def _fetch_tokens(self, transcript: Transcript) -> Tokens:
        with suppress(ValueError):
            if content := self._tokens.fetch(transcript):
                return Tokens.from_bytes(content)
        return tokenise(self._shelf.load(transcript), self._loaded)  # the cache cannot be written

    @cached_property
    def _loaded(self) -> Pipeline:
        return load_pipeline(self._model)

    def _fetch_hits(self, transcript: Transcript) -> dict[str, list[Hit]]:
        with suppress(ValueError):
            if content := self._hits.fetch(transcript):
                return hits_from_bytes(content)
        return {}


class _Interviews(Sequence[Interview]):
    """Interviews that are loaded when they are asked for."""

    def __init__(self, transcripts: Sequence[Transcript], shelf: Shelf) -> None:
        self._transcripts, self._shelf = transcripts, shelf

    def __len__(self) -> int:
        return len(self._transcripts)

    def __getitem__(self, index: int) -> Interview:  # type: ignore[override]
        return self._shelf.load(self._transcripts[index])


# --- in one process or several -------------------------------------------------------------------


class _Process:
    """What one process needs; set once, before its first interview."""

    pipeline: Pipeline


def _prepare(model: str | None, expected: str | None) -> None:
    """Load the language model; refuse another one than is expected by name."""
    pipeline = load_pipeline(model)
    if expected is not None and pipeline.info.name != expected:
        raise MissingModel(expected, f"daar is het {pipeline.info.name}")
    _Process.pipeline = pipeline
    gc.freeze()  # looking through a language model for garbage takes a third of the time


def _tokenise(interview: Interview) -> tuple[PipelineInfo, bytes]:
    return _Process.pipeline.info, tokenise(interview, _Process.pipeline).to_bytes()


def _let_go() -> None:
    """Free the memory of a language model that was used in this process."""
    if hasattr(_Process, "pipeline"):
        del _Process.pipeline
    gc.unfreeze()
