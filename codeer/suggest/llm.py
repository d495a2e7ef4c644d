"""The engine `llm`: a language model on a server that the user runs reads each answer with its question.

Off unless `codeer.yaml` names a server. What is asked stands in `llm_prompt`, what is believed in
`llm_reply`, how a server is reached in `llm_server`. Every usable reply is kept at once, so that an
interrupted run goes on where it was.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from codeer.cache import Cache, make_key
from codeer.errors import AnswerMissing, CacheUnusable, NetworkRefused
from codeer.model import Codebook, Suggestion
from codeer.settings import LlmSettings, is_loopback
from codeer.suggest.answers import AnswerText
from codeer.suggest.llm_prompt import Message, describe_task, make_messages, make_schema
from codeer.suggest.llm_reply import ENGINE, check_items
from codeer.suggest.llm_server import (
    MAX_TOKENS,
    SEED,
    ChatServer,
    Reply,
    ServedModel,
    require_openai,
)

__all__ = ["CACHE_FILE", "ENGINE", "LlmEngine", "LlmReport"]

CACHE_FILE = "llm.sqlite"
MISSES_IN_A_ROW = 5
"""So many answers without a usable reply mean that the model or the server will not do."""
_FORMAT = f"llm 1 {SEED} {MAX_TOKENS}"
_CHARACTERS_PER_TOKEN = 6  # Dutch has fewer; a server that counts less tokens has cut the question
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Missed:
    """An answer for which the model gave no usable reply."""

    source: str
    turn: int
    problem: str
    """A key of `AnswerMissing.problems`."""


@dataclass(frozen=True, slots=True)
class LlmReport:
    """What came of asking a language model."""

    fingerprint: str = ""
    asked: int = 0
    remembered: int = 0
    """Answers whose reply was in the cache, or that equal another answer."""
    missed: tuple[Missed, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
    """Reason (Dutch) to the number of suggestions that were not believed."""
    moved: int = 0
    is_cut_off: bool = False
    """The server read less than it was sent, by its own count."""

    def remarks(self) -> Iterator[str]:
        """Yield in Dutch what a reader of the results should know."""
        yield f"taalmodel {self.fingerprint}: {self.asked} gevraagd, {self.remembered} uit de cache"
        if self.missed:
            places = ", ".join(f"{m.source} beurt {m.turn}" for m in self.missed[:10])
            more = f" en {len(self.missed) - 10} andere" if len(self.missed) > 10 else ""
            yield f"zonder bruikbaar antwoord van het taalmodel ({len(self.missed)}): {places}{more}"
        if self.dropped:
            reasons = ", ".join(f"{n} {reason}" for reason, n in sorted(self.dropped.items()))
            yield f"voorstellen van het taalmodel die vervielen: {reasons}"
        if self.moved:
            yield f"voorstellen verplaatst naar de zin waarin het citaat staat: {self.moved}"
        if self.is_cut_off:
            yield (
                "de server las minder dan codeer stuurde: het contextvenster is te klein en het "
                "codeboek waarschijnlijk afgekapt (zie docs/llm.md)"
            )


class LlmEngine:
    """Asks a language model for suggestions, with one codebook."""

    def __init__(self, codebook: Codebook, settings: LlmSettings, cache_folder: Path) -> None:
        if not (settings.allow_network or is_loopback(settings.address)):
            raise NetworkRefused(settings.address)
        require_openai()
        self._codebook = codebook
        self._settings = settings
        self._folder = cache_folder
        self._task = describe_task(codebook)
        self._schema = make_schema(codebook)
        self._model: ServedModel | None = None
        self.report = LlmReport()
        """About the last `score`."""

    @property
    def fingerprint(self) -> str:
        """Return the model's name and digest; asks the server when it is not known yet."""
        model = self._model or asyncio.run(self._identify())
        return f"{model.name} {model.digest.removeprefix('sha256:')[:12]}".strip()

    @property
    def destination(self) -> str:
        """Return where interview text goes outside this computer; empty when it stays here."""
        address = self._settings.address
        if not is_loopback(address):
            return f"naar {address}{', onversleuteld' if address.startswith('http:') else ''}"
        if (self._model or asyncio.run(self._identify())).is_remote:
            return f"door {address} doorgestuurd naar een ander"
        return ""

    async def _identify(self) -> ServedModel:
        server = ChatServer(self._settings, self._schema)
        try:
            self._model = await server.identify()
        finally:
            await server.close()
        return self._model

    def score(self, answers: Sequence[AnswerText], progress: Progress) -> list[Suggestion]:
        """Return the suggestions for all answers, in their order; `report` says what was dropped.

        Raises
        ------
        ServerError
            When the server or the model cannot be used; replies that were there are kept.

        """
        self.report = LlmReport()
        cache = Cache(self._folder, CACHE_FILE)
        try:
            if not cache.is_open:
                raise CacheUnusable(self._folder / CACHE_FILE)
            asking = asyncio.run(self._ask_all(answers, cache, progress))
        finally:
            cache.close()
        return self._conclude(answers, asking)

    async def _ask_all(
        self, answers: Sequence[AnswerText], cache: Cache, progress: Progress
    ) -> "_Asking":
        server = ChatServer(self._settings, self._schema)
        try:
            self._model = await server.identify()  # at each run: a name can get another file
            asking = _Asking(server, self._model, cache, progress)
            asking.prepare([make_messages(self._task, answer) for answer in answers])
            await asking.run(self._settings.concurrency)
        finally:
            await server.close()
        return asking

    def _conclude(self, answers: Sequence[AnswerText], asking: "_Asking") -> list[Suggestion]:
        suggestions: list[Suggestion] = []
        missed: list[Missed] = []
        dropped: Counter[str] = Counter()
        moved = 0
        for answer, key in zip(answers, asking.keys, strict=True):
            if key in asking.missed:
                missed.append(Missed(answer.source, answer.turn, asking.missed[key].problem))
                continue
            checked = check_items(answer, self._codebook, asking.replies[key].items)
            suggestions += checked.suggestions
            dropped.update(checked.dropped)
            moved += checked.moved
        self.report = LlmReport(
            fingerprint=self.fingerprint,
            asked=asking.asked,
            remembered=len(answers) - asking.asked,
            missed=tuple(missed),
            dropped=dict(dropped),
            moved=moved,
            is_cut_off=asking.is_cut_off,
        )
        return suggestions


class _Asking:
    """One run: what must be asked, what is known, what came of it."""

    def __init__(
        self, server: ChatServer, model: ServedModel, cache: Cache, progress: Progress
    ) -> None:
        self.keys: list[bytes] = []
        """Of each answer; equal questions with equal answers have one key."""
        self.replies: dict[bytes, Reply] = {}
        self.missed: dict[bytes, AnswerMissing] = {}
        self.asked = 0
        self._server = server
        self._model = model
        self._cache = cache
        self._progress = progress
        self._wanted: dict[bytes, tuple[Message, ...]] = {}
        self._misses_in_a_row = 0

    @property
    def is_cut_off(self) -> bool:
        """Tell whether the server counted too few tokens in every single question."""
        return any(reply.prompt_tokens for reply in self.replies.values()) and all(
            reply.prompt_tokens * _CHARACTERS_PER_TOKEN < _length(self._wanted[key])
            for key, reply in self.replies.items()
        )

    def prepare(self, conversations: Sequence[tuple[Message, ...]]) -> None:
        """Find out what is known already."""
        fingerprint = f"{self._model.name}\n{self._model.digest}"
        for messages in conversations:
            key = make_key(_FORMAT, fingerprint, json.dumps(messages))
            self.keys.append(key)
            self._wanted[key] = messages
        for key, kept in self._cache.fetch(list(self._wanted)).items():
            if (reply := Reply.unpack(kept)) is not None:
                self.replies[key] = reply

    async def run(self, concurrency: int) -> None:
        """Ask everything that is not known, a few questions at a time."""
        self._show()
        still = [key for key in self._wanted if key not in self.replies]
        queue = iter(still)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(concurrency, len(still))):
                    group.create_task(self._work(queue))
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None
        if self.missed and not self.replies:
            raise next(iter(self.missed.values()))

    async def _work(self, queue: Iterator[bytes]) -> None:
        for key in queue:
            self.asked += 1
            try:
                reply = await self._server.ask(self._model, self._wanted[key])
            except AnswerMissing as error:
                self.missed[key] = error
                self._misses_in_a_row += 1
                if self._misses_in_a_row >= MISSES_IN_A_ROW:
                    raise
            else:
                self._cache.keep({key: reply.pack()})
                self.replies[key] = reply
                self._misses_in_a_row = 0
            self._show()

    def _show(self) -> None:
        done = sum(key in self.replies or key in self.missed for key in self.keys)
        self._progress(done, len(self.keys))


def _length(messages: Sequence[Message]) -> int:
    return sum(len(message["content"]) for message in messages)
