"""Run the engines that were asked for on all interviews and fuse what they say.

Two steps. `Engines.work` lets the engines look at every interview and keeps what they say in the cache;
`Engines.propose` then tells of every interview what its suggestions follow from, and how to make them,
without a model, one interview at a time. So what the store has from an earlier run is not made again.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

from codeer import __version__
from codeer.cache import CACHE_FOLDER, Cache
from codeer.encoder import Vectors, load_encoder
from codeer.errors import EngineNotSetUp
from codeer.examples import Example, find_bank
from codeer.model import DESTINATIONS, Code, Codebook, Interview, Progress, Suggestion
from codeer.project import Project
from codeer.settings import SETTINGS_NAME, LlmSettings, Settings
from codeer.store import Coded
from codeer.suggest import learned, patterns, similarity
from codeer.suggest.aim import Aim
from codeer.suggest.answers import AnswerText, make_answers
from codeer.suggest.fusion import fuse_told
from codeer.suggest.learned import of_answer
from codeer.suggest.similarity import (
    Likeness,
    SimilarityEngine,
    pack_likeness,
    unpack_likeness,
)
from codeer.workflow.derived import Derived
from codeer.workflow.fusing import Said, fuse
from codeer.workflow.learning import LearnedScores, Learner, Lesson
from codeer.workflow.pattern_search import Hits, PatternSearch
from codeer.workflow.transcripts import Shelf, Transcript

if TYPE_CHECKING:
    from codeer.cluster import Cluster

LLM = "llm"
_FORMAT = "1"
"""To be raised when other suggestions would now be made of the same hits and scores."""
_AND = " en "
ENGINES = (patterns.ENGINE, similarity.ENGINE, learned.ENGINE)
DEFAULT_THRESHOLD = 0.5  # of what was not learned
_TOGETHER = 8  # interviews whose sentences are encoded in one go


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """What to run on what."""

    project: Project
    codebook: Codebook
    codebook_path: Path
    transcripts: Sequence[Transcript]
    shelf: Shelf
    cache: Cache
    engines: tuple[str, ...]
    model: str | None
    """The spaCy pipeline."""
    where: "int | Cluster | None"
    """On a cluster, or in how many processes the words are recognised; None: what pays."""
    encoder: str | None
    """A sentence-transformers model instead of the built-in encoder."""
    llm: LlmSettings | None
    """How to reach the language model, when it was asked for."""
    aim: Aim
    threshold: float | None
    """From which score suggestions are shown; None: what fits the aim."""
    warn: Callable[[str], None]
    """Told at once what a user must know before anything is sent."""
    decisions: Sequence[Example]
    """What coders decided, as examples with the respondent as origin."""


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
        self._told: Mapping[str, Sequence[Suggestion]] = {}
        self._told_by: tuple[str, ...] = ()
        self._told_remarks: tuple[str, ...] = ()

    # --- at work ---------------------------------------------------------------------------------

    def work(self) -> None:
        """Let the engines look at every interview; a language model only when it was asked for."""
        request = self._request
        if self._has_patterns:
            self._recognise_words()
        self._score_all()
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

    def _score_all(self) -> None:
        """Score the interviews that were not scored in the same way before."""
        missing = {
            transcript.name: transcript
            for derived in (self._learned, self._likeness)
            if derived
            for transcript in derived.find_missing(self._spoken)
        }
        names = sorted(missing)
        for start in range(0, len(names), _TOGETHER):
            chunk = [missing[name] for name in names[start : start + _TOGETHER]]
            answers = {t.name: self._answers(t) for t in chunk}
            self._vectors.prepare(
                learned.texts_to_encode(of_answer(a) for own in answers.values() for a in own)
            )
            for done, transcript in enumerate(chunk, start=start + 1):
                self._score(transcript, answers[transcript.name])
                self._progress("zinnen vergelijken", done, len(names))
            self._vectors.forget()

    def _score(self, transcript: Transcript, answers: Sequence[AnswerText]) -> None:
        """Score an interview with the engines that did not do so before."""
        if self._learned and self._learned.fetch(transcript) is None:
            self._learned.keep(transcript, self._learner.score(answers).to_bytes())
        if self._likeness and self._likeness.fetch(transcript) is None:
            self._likeness.keep(transcript, pack_likeness(self._similarity.score(answers)))

    def _answers(self, transcript: Transcript) -> list[AnswerText]:
        return list(make_answers(self._request.shelf.load(transcript)))

    def _ask_model(self, settings: LlmSettings) -> None:
        """Let a language model on the user's own server say what it proposes."""
        from codeer.suggest.llm import LlmEngine

        request = self._request
        engine = LlmEngine(request.codebook, settings, request.project.folder / CACHE_FOLDER)
        if destination := engine.destination:
            self._tell_destination(destination)
        answers = [a for transcript in self._spoken for a in self._answers(transcript)]
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
            learned=self._fetch_learned(transcript),
            learned_codes=self._learned_codes,
            likeness=self._fetch_likeness(transcript),
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
        scores = [derived and derived.made_by.hex() for derived in (self._learned, self._likeness)]
        return json.dumps((_FORMAT, __version__, codes, scores, self._lowest))

    @property
    def threshold(self) -> float:
        """Return the score from which a suggestion is shown, for the aim."""
        return self._learner.summary.threshold if self._learned_codes else DEFAULT_THRESHOLD

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Return what made the suggestions, for the records."""
        by_learning = self._learner.summary.fingerprints if self._learned_codes else ()
        by_vectors = (self._vectors.fingerprint,) if self._learned or self._likeness else ()
        return (self._patterns.pipeline.name, *by_vectors, *by_learning, *self._told_by)

    @property
    def remark(self) -> str:
        """Return why not the preferred language model, or nothing."""
        return self._patterns.pipeline.remark

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what a user should know, such as codes with too few examples."""
        learning = self._learner.remarks if self._learned_codes else ()
        return (*learning, *self._told_remarks)

    @property
    def _lowest(self) -> float:
        given = self._request.threshold
        return self.threshold if given is None else given

    def _fetch_learned(self, transcript: Transcript) -> LearnedScores | None:
        if self._learned is None or not transcript.segments:
            return None
        content = self._learned.fetch(transcript)
        if content is not None:
            return LearnedScores.from_bytes(content)
        return self._learner.score(self._answers(transcript))  # the cache cannot be written

    def _fetch_likeness(self, transcript: Transcript) -> Mapping[str, Likeness]:
        if self._likeness is None or not transcript.segments:
            return {}
        content = self._likeness.fetch(transcript)
        if content is not None:
            return unpack_likeness(content)
        return self._similarity.score(self._answers(transcript))

    # --- made when needed ------------------------------------------------------------------------

    @cached_property
    def _spoken(self) -> list[Transcript]:
        return [transcript for transcript in self._request.transcripts if transcript.segments]

    @cached_property
    def _vectors(self) -> Vectors:
        return Vectors(load_encoder(self._request.encoder), self._request.cache)

    @cached_property
    def _learner(self) -> Learner:
        request = self._request
        lesson = Lesson(
            codes=tuple(code.id for code in request.codebook.codes),
            bank_path=find_bank(request.codebook_path),
            decisions=request.decisions,
            encoder=self._vectors.fingerprint,
            aim=request.aim,
            lowest=request.threshold,
        )
        return Learner(lesson, lambda: self._vectors, request.cache, self._progress)

    @cached_property
    def _learned_codes(self) -> tuple[str, ...]:
        request = self._request
        can_learn = find_bank(request.codebook_path) or request.decisions
        if learned.ENGINE not in request.engines or not can_learn or not self._spoken:
            return ()
        return self._learner.summary.codes

    @cached_property
    def _learned(self) -> Derived | None:
        if not self._learned_codes:
            return None
        kind = f"geleerd {self._request.aim}"
        return Derived(self._request.cache, kind, self._learner.key)

    @cached_property
    def _compared(self) -> list[Code]:
        """The codes whose examples sentences are compared with: those that were not learned."""
        request = self._request
        known = self._learned_codes
        can_compare = any(code.examples for code in request.codebook.codes)
        if similarity.ENGINE not in request.engines or not can_compare or not self._spoken:
            return []
        return [code for code in request.codebook.codes if code.id not in known]

    @cached_property
    def _similarity(self) -> SimilarityEngine:
        return SimilarityEngine(self._compared, self._vectors)

    @cached_property
    def _likeness(self) -> Derived | None:
        if not self._compared:
            return None
        shown = [
            (code.id, code.definition, code.examples, code.counter_examples)
            for code in self._compared
        ]
        made_by = json.dumps((self._vectors.fingerprint, shown))
        return Derived(self._request.cache, "gelijkenis", made_by)


def _join(
    found: Sequence[Suggestion], told: Sequence[Suggestion], codebook: Codebook
) -> list[Suggestion]:
    """Return the suggestions with those of a language model among them."""
    merged = {_place(s): s for s in found}
    for s in told:
        known = merged.get(_place(s))
        merged[_place(s)] = _add(known, s) if known else replace(s, score=fuse_told(0, s.score))
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
