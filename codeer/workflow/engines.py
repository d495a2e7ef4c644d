"""Run the engines that were asked for on all answers and fuse what they say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from codeer.cache import CACHE_FOLDER, Cache
from codeer.encoder import Vectors, load_encoder
from codeer.errors import EngineNotSetUp
from codeer.examples import Example, count_positives, find_bank, load_bank
from codeer.model import DESTINATIONS, Codebook, Interview, Progress, Suggestion
from codeer.project import Project
from codeer.settings import SETTINGS_NAME, LlmSettings, Settings
from codeer.suggest import learned, patterns, similarity
from codeer.suggest.aim import Aim
from codeer.suggest.answers import AnswerText, make_answers
from codeer.suggest.fusion import MIN_STORED, fuse_learned, fuse_plain, fuse_told
from codeer.suggest.learned import of_answer
from codeer.workflow.learning import Learning, learn
from codeer.workflow.models import Material

LLM = "llm"
_AND = " en "
ENGINES = (patterns.ENGINE, similarity.ENGINE, learned.ENGINE)
DEFAULT_THRESHOLD = 0.5  # of what was not learned
_NEAREST_WORDS = 14
Place = tuple[str, int, int, str]
"""Source, turn, segment, code."""


@dataclass(frozen=True, slots=True)
class EngineResult:
    """What the engines proposed together."""

    suggestions: tuple[Suggestion, ...]
    threshold: float
    """The score from which a suggestion is shown, for the aim."""
    fingerprints: tuple[str, ...]
    """Of what made the suggestions, for the records."""
    remarks: tuple[str, ...] = ()
    """What a user should know, such as codes with too few examples."""


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """What to run on what."""

    project: Project
    codebook: Codebook
    codebook_path: Path
    interviews: Sequence[Interview]
    engines: tuple[str, ...]
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


def run_engines(
    request: EngineRequest, found: Sequence[Suggestion], progress: Progress
) -> EngineResult:
    """Fuse what the engines say; a language model is asked only when it is asked for by name."""
    local = _run_local(request, found, progress)
    return _ask_model(request, request.llm, local, progress) if request.llm else local


def require_llm(project: Project, settings: Settings) -> LlmSettings:
    """Return how to reach the language model; refuse when nobody said so."""
    if settings.llm is None:
        raise EngineNotSetUp(project.folder / SETTINGS_NAME)
    return settings.llm


def _ask_model(
    request: EngineRequest, settings: LlmSettings, local: EngineResult, progress: Progress
) -> EngineResult:
    """Add what a language model on the user's own server proposes."""
    from codeer.suggest.llm import LlmEngine

    engine = LlmEngine(request.codebook, settings, request.project.folder / CACHE_FOLDER)
    if destination := engine.destination:
        request.warn(f"LET OP: interviewtekst verlaat deze computer, {destination}.")
        _record_destination(request.project, destination)
    answers = [a for interview in request.interviews for a in make_answers(interview)]
    told = engine.score(answers, lambda done, total: progress("taalmodel vragen", done, total))
    merged = {_place(s): s for s in local.suggestions}
    for s in told:
        known = merged.get(_place(s))
        merged[_place(s)] = _join(known, s) if known else replace(s, score=fuse_told(0, s.score))
    order = {code.id: index for index, code in enumerate(request.codebook.codes)}
    return replace(
        local,
        suggestions=tuple(
            sorted(merged.values(), key=lambda s: (s.source, s.segment.start, order[s.code]))
        ),
        fingerprints=(*local.fingerprints, engine.fingerprint),
        remarks=(*local.remarks, *engine.report.remarks()),
    )


def _record_destination(project: Project, destination: str) -> None:
    """Keep where text goes, before it goes: a run that is cut short has sent some as well."""
    with project.create_store() as store:
        before = store.fetch_setting(DESTINATIONS)
        known = before.split(_AND) if before else []
        if destination not in known:
            store.record_setting(DESTINATIONS, _AND.join([*known, destination]))


def _join(known: Suggestion, told: Suggestion) -> Suggestion:
    return replace(
        known,
        score=round(fuse_told(known.score, told.score), 4),
        engine=f"{known.engine}+{told.engine}",
        evidence="; ".join(part for part in (known.evidence, told.evidence) if part),
        negated=known.negated or told.negated,
    )


def _run_local(
    request: EngineRequest, found: Sequence[Suggestion], progress: Progress
) -> EngineResult:
    by_pattern = {_place(s): s for s in found}
    answers = [a for interview in request.interviews for a in make_answers(interview)]
    bank_path = find_bank(request.codebook_path)
    bank = load_bank(bank_path) if bank_path else ()
    if not answers:  # nobody said a word
        return EngineResult((), DEFAULT_THRESHOLD, ())
    can_learn = learned.ENGINE in request.engines and any(
        count_positives([*bank, *request.decisions], code.id) >= learned.MIN_POSITIVE
        for code in request.codebook.codes
    )
    can_compare = similarity.ENGINE in request.engines and any(
        code.examples for code in request.codebook.codes
    )
    if not can_learn and not can_compare:
        return EngineResult(tuple(s for s in found if s.score), DEFAULT_THRESHOLD, ())
    cache = Cache(request.project.folder / CACHE_FOLDER)
    vectors = Vectors(load_encoder(request.encoder), cache)
    try:
        vectors.prepare(
            learned.texts_to_encode(map(of_answer, answers)),
            lambda done, total: progress("zinnen vergelijken", done, total),
        )
        material = Material(bank, bank_path, vectors, cache, answers)
        learning = learn(request, material, progress) if can_learn else None
        known = learning.chances if learning else {}
        others = [code for code in request.codebook.codes if code.id not in known]
        likeness = similarity.SimilarityEngine(others, vectors) if can_compare and others else None
        fused = _fuse(request, by_pattern, answers, learning, likeness)
    finally:
        cache.close()
    return EngineResult(
        suggestions=tuple(fused),
        threshold=learning.threshold if learning else DEFAULT_THRESHOLD,
        fingerprints=(vectors.fingerprint, *(learning.fingerprints if learning else ())),
        remarks=learning.remarks if learning else (),
    )


def _place(s: Suggestion) -> Place:
    return s.source, s.segment.turn, s.segment.number, s.code


@dataclass(slots=True)
class _Draft:
    """A suggestion of which the reasons are still being gathered."""

    answer: AnswerText
    number: int
    """Of the sentence, from 0."""
    code: str
    score: float
    engines: list[str]
    reasons: list[str]
    is_negated: bool

    def finish(self) -> Suggestion:
        return Suggestion(
            source=self.answer.source,
            segment=self.answer.segments[self.number],
            code=self.code,
            score=round(self.score, 4),
            engine="+".join(self.engines),
            evidence="; ".join(self.reasons),
            negated=self.is_negated,
        )


def _fuse(
    request: EngineRequest,
    by_pattern: Mapping[Place, Suggestion],
    answers: Sequence[AnswerText],
    learning: Learning | None,
    likeness: similarity.SimilarityEngine | None,
) -> list[Suggestion]:
    chances = learning.chances if learning else {}
    like = likeness.score(answers) if likeness else {}
    drafts: list[_Draft] = []
    for index, answer in enumerate(answers):
        for number, segment in enumerate(answer.segments):
            for code in request.codebook.codes:
                pattern = by_pattern.get((answer.source, segment.turn, segment.number, code.id))
                draft = _draft(answer, number, code.id, pattern)
                if code.id in chances:
                    chance = float(chances[code.id][index][number])
                    draft.score = fuse_learned(chance, draft.score)
                    draft.engines.append(learned.ENGINE)
                elif code.id in like and (near := like[code.id][index][number]).score > 0:
                    draft.score = fuse_plain(draft.score, near.score)
                    draft.engines.append(similarity.ENGINE)
                    draft.reasons.append(f"lijkt op: {_shorten(near.nearest)}")
                if draft.score >= MIN_STORED:
                    drafts.append(draft)
    if learning:
        lowest = learning.threshold if request.threshold is None else request.threshold
        _explain(drafts, learning, lowest)
    return [draft.finish() for draft in drafts]


def _draft(answer: AnswerText, number: int, code: str, pattern: Suggestion | None) -> _Draft:
    if pattern is None:
        return _Draft(answer, number, code, 0.0, [], [], is_negated=False)
    engines = [patterns.ENGINE] if pattern.score else []
    return _Draft(
        answer=answer,
        number=number,
        code=code,
        score=pattern.score,
        engines=engines,
        reasons=[pattern.evidence],
        is_negated=pattern.negated,
    )


def _explain(drafts: Sequence[_Draft], learning: Learning, lowest: float) -> None:
    """Add the reasons of what was learned to suggestions that will be shown."""
    shown: dict[str, list[_Draft]] = {}
    for draft in drafts:
        if draft.score >= lowest and draft.code in learning.chances:
            shown.setdefault(draft.code, []).append(draft)
    for code, wanted in shown.items():
        places = [(draft.answer, draft.number) for draft in wanted]
        for draft, reasons in zip(wanted, learning.explain(code, places), strict=True):
            draft.reasons += reasons


def _shorten(text: str) -> str:
    words = text.split()
    return " ".join(words[:_NEAREST_WORDS]) + (" …" if len(words) > _NEAREST_WORDS else "")
