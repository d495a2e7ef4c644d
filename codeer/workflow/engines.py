"""Run the engines that were asked for on all interviews and fuse what they say.

Two steps. `Engines.work` lets the engines look at every interview and keeps what they say in the cache;
`Engines.propose` then tells of every interview what its suggestions follow from, and how to make them,
without a model, one interview at a time. So what the store has from an earlier run is not made again.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import repeat

from codeer import __version__
from codeer.cache import CACHE_FOLDER
from codeer.errors import EngineNotSetUp
from codeer.model import DESTINATIONS, Codebook, Interview, Progress, Suggestion
from codeer.project import Project
from codeer.settings import SETTINGS_NAME, LlmSettings, Settings
from codeer.store import Coded
from codeer.suggest import patterns
from codeer.suggest.fusion import fuse_told
from codeer.workflow.engine_request import EngineRequest
from codeer.workflow.fusing import Said, fuse
from codeer.workflow.pattern_search import Hits, PatternSearch
from codeer.workflow.scoring import Scoring
from codeer.workflow.transcripts import Transcript

_FORMAT = "2"
"""To be raised when other suggestions would now be made of the same hits and scores."""
_AND = " en "
DEFAULT_THRESHOLD = 0.5  # of what was not learned


def require_llm(project: Project, settings: Settings) -> LlmSettings:
    """Return how to reach the language model; refuse when nobody said so."""
    if settings.llm is None:
        raise EngineNotSetUp(project.folder / SETTINGS_NAME)
    return settings.llm


class Engines:
    """The engines, first at work on every interview, then telling what they propose for each."""

    def __init__(self, request: EngineRequest, progress: Progress) -> None:
        self._request, self._progress = request, progress
        self._patterns = PatternSearch(
            request.codebook, request.codebook_path, request.model, request.cache, request.shelf
        )
        self._scoring = Scoring(request, progress)
        self._told: Mapping[str, Sequence[Suggestion]] = {}
        self._told_by: tuple[str, ...] = ()
        self._told_remarks: tuple[str, ...] = ()

    # --- at work ---------------------------------------------------------------------------------

    def work(self) -> None:
        """Let the engines look at every interview; a language model only when it was asked for."""
        request = self._request
        if self._has_patterns:
            self._recognise_words()
        self._scoring.complete()
        if request.llm:
            self._ask_model(request.llm)

    def _recognise_words(self) -> None:
        request = self._request
        missing = self._patterns.find_missing(request.transcripts)
        if not missing:
            return
        if request.where is not None and not isinstance(request.where, int):
            from codeer.cluster import UNENCRYPTED, describe_destination

            if destination := describe_destination(request.where):
                self._tell_destination(destination)
                if not request.where.is_encrypted:
                    request.warn(UNENCRYPTED)
        self._patterns.prepare(missing, request.where, self._progress)

    def _tell_destination(self, destination: str) -> None:
        """Say and keep where text goes, before it goes: a run that is cut short has sent some as well."""
        self._request.warn(f"LET OP: interviewtekst verlaat deze computer, {destination}.")
        with self._request.project.create_store() as store:
            before = store.fetch_setting(DESTINATIONS)
            known = before.split(_AND) if before else []
            if destination not in known:
                store.record_setting(DESTINATIONS, _AND.join([*known, destination]))

    def _ask_model(self, settings: LlmSettings) -> None:
        """Let a language model on the user's own server say what it proposes."""
        from codeer.suggest.llm import LlmEngine

        request = self._request
        engine = LlmEngine(request.codebook, settings, request.project.folder / CACHE_FOLDER)
        if destination := engine.destination:
            self._tell_destination(destination)
        answers = [a for transcript in request.spoken for a in request.load_answers(transcript)]
        told: dict[str, list[Suggestion]] = defaultdict(list)
        progress = self._progress
        for s in engine.score(answers, lambda done, n: progress("taalmodel vragen", done, n)):
            told[s.source].append(s)
        self._told = told
        self._told_by = (engine.fingerprint,)
        self._told_remarks = tuple(engine.report.remarks())

    # --- what came of it -------------------------------------------------------------------------

    def propose(self) -> list[Coded]:
        """Return what the suggestions for each interview follow from, and how to make them."""
        transcripts = self._request.transcripts
        found = self._patterns.search(transcripts) if self._has_patterns else repeat(None)
        return [
            Coded(
                transcript.name,
                transcript.text_digest,
                self._describe(transcript, hits),
                partial(self._suggest, transcript),
            )
            for transcript, hits in zip(transcripts, found, strict=False)
        ]

    def _suggest(self, transcript: Transcript) -> tuple[Interview, Sequence[Suggestion]]:
        """Return an interview with its suggestions, in text order and then codebook order."""
        request = self._request
        interview = request.shelf.load(transcript)
        said = Said(
            by_pattern=self._patterns.suggest(transcript, interview) if self._has_patterns else (),
            learned=self._scoring.fetch_learned(transcript),
            likeness=self._scoring.fetch_likeness(transcript),
        )
        suggestions = fuse(interview, request.codebook.codes, said, self._lowest)
        told = self._told.get(transcript.name, ())
        return interview, _join(suggestions, told, request.codebook) if told else suggestions

    def _describe(self, transcript: Transcript, hits: Hits | None) -> str:
        """Return a digest of all that turns, segments and suggestions of an interview follow from."""
        said = "" if hits is None else self._patterns.describe(hits)
        told = self._told.get(transcript.name, ())
        content = f"{self._made_by} {transcript.key} {said} {told}"
        return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()

    @property
    def _has_patterns(self) -> bool:
        return patterns.ENGINE in self._request.engines

    @cached_property
    def _made_by(self) -> str:
        """What made the suggestions of all interviews."""
        codes = [code.id for code in self._request.codebook.codes]
        return json.dumps((_FORMAT, __version__, codes, self._scoring.made_by, self._lowest))

    @property
    def threshold(self) -> float:
        """Return the score from which a suggestion is shown, for the aim."""
        learned = self._scoring.threshold
        return DEFAULT_THRESHOLD if learned is None else learned

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Return what made the suggestions, for the records."""
        return (self._patterns.pipeline.name, *self._scoring.fingerprints, *self._told_by)

    @property
    def remark(self) -> str:
        """Return why not the preferred language model, or nothing."""
        return self._patterns.pipeline.remark

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what a user should know, such as codes with too few examples."""
        return (*self._scoring.remarks, *self._told_remarks)

    @property
    def _lowest(self) -> float:
        given = self._request.threshold
        return self.threshold if given is None else given


def _join(
    found: Sequence[Suggestion], told: Sequence[Suggestion], codebook: Codebook
) -> list[Suggestion]:
    """Return the suggestions with those of a language model among them."""
    merged = {_place(s): s for s in found}
    for s in told:
        known = merged.get(_place(s))
        alone = replace(s, score=round(fuse_told(0, s.score), 4))
        merged[_place(s)] = _add(known, s) if known else alone
    order = {code.id: index for index, code in enumerate(codebook.codes)}
    return sorted(merged.values(), key=lambda s: (s.segment.start, order[s.code]))


def _place(s: Suggestion) -> tuple[int, int, str]:
    return s.segment.turn, s.segment.number, s.code


def _add(known: Suggestion, told: Suggestion) -> Suggestion:
    return replace(
        known,
        score=round(fuse_told(known.score, told.score), 4),
        engine=f"{known.engine}+{told.engine}",
        evidence="; ".join(part for part in (known.evidence, told.evidence) if part),
        negated=known.negated or told.negated,
    )
