"""Score sentences by their vectors: by what was learned, and by likeness to the examples of other codes.

What is said of an interview is kept, so only what lacks it is encoded and scored.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Generic, TypeVar

from codeer.encoder import Vectors, load_encoder
from codeer.examples import find_bank
from codeer.model import Code, Progress
from codeer.suggest import learned, similarity
from codeer.suggest.answers import AnswerText
from codeer.suggest.learned import of_answer
from codeer.suggest.similarity import (
    Likeness,
    SimilarityEngine,
    pack_likeness,
    unpack_likeness,
)
from codeer.workflow.derived import Derived
from codeer.workflow.engine_request import EngineRequest
from codeer.workflow.learning import LearnedScores, Learner, Lesson
from codeer.workflow.transcripts import Transcript

_TOGETHER = 8  # interviews whose sentences are encoded in one go
_FORMAT = "2"
"""To be raised when the likeness of the same sentences would now be another."""
Scores = TypeVar("Scores")


class _Kept(Generic[Scores]):
    """What one engine says of interviews: as it was kept, or made now."""

    def __init__(
        self,
        derived: Derived,
        make: Callable[[Sequence[AnswerText]], Scores],
        pack: Callable[[Scores], bytes],
        unpack: Callable[[bytes], Scores],
    ) -> None:
        self.derived = derived
        self._make, self._pack, self._unpack = make, pack, unpack

    def complete(self, transcript: Transcript, answers: Sequence[AnswerText]) -> None:
        """Score an interview that was not scored before."""
        if self.derived.fetch(transcript) is None:
            self.derived.keep(transcript, self._pack(self._make(answers)))

    def fetch(self, transcript: Transcript, answers: Callable[[], Sequence[AnswerText]]) -> Scores:
        """Return the scores; they are made again when the cache cannot be written."""
        content = self.derived.fetch(transcript)
        return self._make(answers()) if content is None else self._unpack(content)


class Scoring:
    """The engines `geleerd` and `gelijkenis` on interviews."""

    def __init__(self, request: EngineRequest, progress: Progress) -> None:
        self._request, self._progress = request, progress

    def complete(self) -> None:
        """Score the interviews that were not scored in the same way before."""
        kept = [kept for kept in (self._learned, self._likeness) if kept]
        missing = {
            transcript.name: transcript
            for one in kept
            for transcript in one.derived.find_missing(self._request.spoken)
        }
        names = sorted(missing)
        for start in range(0, len(names), _TOGETHER):
            chunk = [missing[name] for name in names[start : start + _TOGETHER]]
            answers = {t.name: self._request.load_answers(t) for t in chunk}
            self._vectors.prepare(self._find_texts(chain.from_iterable(answers.values())))
            for done, transcript in enumerate(chunk, start=start + 1):
                for one in kept:
                    one.complete(transcript, answers[transcript.name])
                self._progress("zinnen vergelijken", done, len(names))
            self._vectors.forget()

    def _find_texts(self, answers: Iterable[AnswerText]) -> list[str]:
        """Return everything of which a vector is needed; only what is learned looks at questions."""
        if self._learned:
            return learned.texts_to_encode(map(of_answer, answers))
        return [sentence for answer in answers for sentence in answer.sentences]

    # --- what came of it -------------------------------------------------------------------------

    def fetch_learned(self, transcript: Transcript) -> LearnedScores | None:
        """Return what was learned of the sentences of an interview."""
        if self._learned is None or not transcript.segments:
            return None
        return self._learned.fetch(transcript, lambda: self._request.load_answers(transcript))

    def fetch_likeness(self, transcript: Transcript) -> Mapping[str, Likeness]:
        """Return per code how much the sentences of an interview are like its examples."""
        if self._likeness is None or not transcript.segments:
            return {}
        return self._likeness.fetch(transcript, lambda: self._request.load_answers(transcript))

    @cached_property
    def learned_codes(self) -> tuple[str, ...]:
        """The codes that could be learned."""
        request = self._request
        can_learn = find_bank(request.codebook_path) or request.decisions
        if learned.ENGINE not in request.engines or not can_learn or not request.spoken:
            return ()
        return self._learner.summary.codes

    @property
    def threshold(self) -> float | None:
        """Return the score from which a learned code is shown, for the aim."""
        return self._learner.summary.threshold if self.learned_codes else None

    @property
    def made_by(self) -> tuple[str, ...]:
        """Return digests of all but the interview on which scores depend."""
        return tuple(k.derived.made_by.hex() if k else "" for k in (self._learned, self._likeness))

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Return what made the scores, for the records."""
        by_learning = self._learner.summary.fingerprints if self.learned_codes else ()
        by_vectors = (self._vectors.fingerprint,) if self._learned or self._likeness else ()
        return (*by_vectors, *by_learning)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what a user should know, such as codes with too few examples."""
        return self._learner.remarks if self.learned_codes else ()

    # --- made when needed ------------------------------------------------------------------------

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
    def _learned(self) -> _Kept[LearnedScores] | None:
        if not self.learned_codes:
            return None
        kind = f"geleerd {self._request.aim}"
        return _Kept(
            Derived(self._request.cache, kind, self._learner.key),
            self._learner.score,
            LearnedScores.to_bytes,
            LearnedScores.from_bytes,
        )

    @cached_property
    def _likeness(self) -> _Kept[Mapping[str, Likeness]] | None:
        if not self._compared:
            return None
        shown = [(c.id, c.definition, c.examples, c.counter_examples) for c in self._compared]
        made_by = json.dumps((_FORMAT, self._vectors.fingerprint, shown))
        return _Kept(
            Derived(self._request.cache, "gelijkenis", made_by),
            self._compare,
            pack_likeness,
            unpack_likeness,
        )

    def _compare(self, answers: Sequence[AnswerText]) -> Mapping[str, Likeness]:
        return self._similarity.score(answers)

    @cached_property
    def _similarity(self) -> SimilarityEngine:
        return SimilarityEngine(self._compared, self._vectors)

    @cached_property
    def _compared(self) -> list[Code]:
        """The codes whose examples sentences are compared with: those that were not learned."""
        request = self._request
        can_compare = any(code.examples for code in request.codebook.codes)
        if similarity.ENGINE not in request.engines or not can_compare or not request.spoken:
            return []
        return [code for code in request.codebook.codes if code.id not in self.learned_codes]
