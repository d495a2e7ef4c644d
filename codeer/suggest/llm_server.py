"""Talk to the server with a language model that the user runs, through the OpenAI-compatible API.

Nothing but the request goes out: no proxies or keys from the environment, no redirects, no description of
this computer; and nothing is logged, because requests hold interview text.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from codeer.errors import (
    AnswerMissing,
    CloudModelRefused,
    MissingExtra,
    ModelUnknown,
    ServerAbsent,
    ServerRefused,
)
from codeer.settings import LlmSettings
from codeer.suggest.llm_prompt import Message, ask_again
from codeer.suggest.llm_reply import Item, find_items

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

SEED = 1
MAX_TOKENS = 2_048
"""Of a reply, thinking aloud included; without a limit a small model may never stop."""
FIRST_PAUSE = 1.0
"""Seconds before a second attempt; doubled before each next one."""
_FORMATS = ("json_schema", "json_object", "")  # LM Studio refuses the second, old servers the first
_HEADERS = frozenset(
    """
        host accept accept-encoding connection content-type content-length user-agent authorization
        x-stainless-raw-response
    """.split()
)
_LOGGERS = ("openai", "httpx2", "httpcore2", "httpx", "httpcore")
_REFUSALS = (400, 413, 422)  # this question as it stands; asking again makes no difference
_IDENTIFY_SECONDS = 30.0
_Result = TypeVar("_Result")
_Answer = TypeVar("_Answer", bound=BaseModel)


def require_openai() -> None:
    """Check that the client library is there, and silence it and the libraries below it.

    Raises
    ------
    MissingExtra
        When it is not installed.

    """
    try:
        import openai  # noqa: F401
    except ImportError as error:
        raise MissingExtra("de motor llm", "openai", "llm") from error
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


# --- what servers say ----------------------------------------------------------------------------


class _Said(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Said
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None


class _Completion(BaseModel):
    choices: Annotated[list[_Choice], Field(min_length=1)]
    usage: _Usage | None = None


class _Listed(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: str


class _Listing(BaseModel):
    data: list[_Listed]


class _Tag(BaseModel):
    name: str = ""
    digest: str = ""
    remote_host: str | None = None
    remote_model: str | None = None


class _Tags(BaseModel):
    models: list[_Tag]


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model as the server knows it."""

    name: str
    digest: str
    """Of the model's file as far as the server tells; empty when it does not."""
    is_remote: bool
    """The server passes the text on to another machine."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered."""

    items: list[Item]
    prompt_tokens: int
    """How much of the question the server says it read; 0 when it does not say."""

    def pack(self) -> bytes:
        """Return the reply as the cache keeps it."""
        return json.dumps([self.prompt_tokens, self.items]).encode()

    @classmethod
    def unpack(cls, kept: bytes) -> "Reply | None":
        """Return a reply from the cache, or None when it is damaged."""
        try:
            tokens, items = json.loads(kept)
        except (ValueError, TypeError):
            return None
        return cls(items, tokens)


# --- asking --------------------------------------------------------------------------------------


class ChatServer:
    """Connections to one server; close it after use."""

    def __init__(self, settings: LlmSettings, schema: Mapping[str, Any]) -> None:
        import openai

        self._settings = settings
        self._schema = dict(schema)
        self._format = 0
        self._client = openai.AsyncOpenAI(
            base_url=settings.address,
            api_key="niet-nodig",
            max_retries=0,
            timeout=None,
            http_client=openai.DefaultAsyncHttpxClient(
                trust_env=False,
                follow_redirects=False,
                event_hooks={"request": [_strip_headers]},
            ),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def identify(self) -> ServedModel:
        """Return the model that the settings mean; no interview text is sent.

        Raises
        ------
        ServerAbsent
            When nobody answers.
        ModelUnknown
            When the server lists its models and this one is not there.
        CloudModelRefused
            When the server would pass the text on and the settings do not allow that.

        """
        address, name = self._settings.address, self._settings.model
        listing = await self._fetch(f"{address}/models", _Listing)
        listed = {entry.id: entry for entry in listing.data} if listing else {}
        if listing is not None:
            name = next((known for known in (name, f"{name}:latest") if known in listed), "")
            if not name:
                raise ModelUnknown(address, self._settings.model, tuple(listed))
        tags = await self._fetch(f"{address.removesuffix('/v1')}/api/tags", _Tags)
        tag = next((tag for tag in tags.models if tag.name == name), None) if tags else None
        passes_on = tag is not None and bool(tag.remote_host or tag.remote_model)
        model = ServedModel(
            name=name,
            digest=(tag.digest if tag else "") or _digest(listed.get(name)),
            is_remote=passes_on or name.endswith(("-cloud", ":cloud")),
        )
        if model.is_remote and not self._settings.allow_network:
            raise CloudModelRefused(address, name)
        return model

    async def _fetch(self, url: str, kind: type[_Answer]) -> _Answer | None:
        """Return what is at `url`, or None when this server has nothing of that kind there."""
        get = partial(self._client.get, url, cast_to=object)
        try:
            return kind.model_validate(await self._within(_IDENTIFY_SECONDS, get))
        except ValueError:  # no JSON, or JSON of something else
            return None
        except (ServerRefused, ModelUnknown):
            return None
        except AnswerMissing as error:
            if error.problem == "slow":
                raise ServerAbsent(self._settings.address) from None
            return None

    async def ask(self, model: ServedModel, messages: Sequence[Message]) -> Reply:
        """Return the reply to a conversation, trying again when there is none that can be used.

        Raises
        ------
        AnswerMissing
            When no attempt gave a reply that can be used; another question may do better.
        ServerAbsent, ServerRefused, ModelUnknown
            When no question can be answered.

        """
        conversation = tuple(messages)
        failure: AnswerMissing | ServerAbsent = self._missing("nonsense")
        for attempt in range(self._settings.attempts):
            if attempt:
                await asyncio.sleep(FIRST_PAUSE * 2 ** (attempt - 1))
            try:
                content = await self._complete(model, conversation)
            except (AnswerMissing, ServerAbsent) as error:
                failure = error
                if isinstance(error, AnswerMissing) and error.number in _REFUSALS:
                    break
                continue
            said, reply = _read(content)
            if reply is not None:
                return reply
            conversation = ask_again(messages, said)
            failure = self._missing("nonsense")
        raise failure

    async def _complete(self, model: ServedModel, messages: Sequence[Message]) -> bytes:
        """Send a conversation, asking for the strictest form of JSON that this server takes."""
        failure = self._missing("status", _REFUSALS[0])
        for level in range(self._format, len(_FORMATS)):
            send = partial(self._send, model, messages, _FORMATS[level])
            try:
                content = await self._within(self._settings.seconds, send)
            except AnswerMissing as error:
                if error.number not in _REFUSALS:
                    raise
                failure = error
                continue
            self._format = max(level, self._format)
            return content
        raise failure

    async def _send(self, model: ServedModel, messages: Sequence[Message], form: str) -> bytes:
        import openai

        response_format: Any = {"type": form} if form else openai.omit
        if form == "json_schema":
            about = {"name": "suggesties", "strict": True, "schema": self._schema}
            response_format["json_schema"] = about
        raw = await self._client.chat.completions.with_raw_response.create(
            model=model.name,
            messages=cast("list[ChatCompletionMessageParam]", list(messages)),
            temperature=0,
            seed=SEED,
            max_tokens=MAX_TOKENS,
            response_format=response_format,
        )
        return raw.http_response.content

    async def _within(self, seconds: float, call: Callable[[], Awaitable[_Result]]) -> _Result:
        """Await a request under one deadline, and translate what the library says of failures.

        `from None`, because the library's errors carry the request, and that holds interview text.
        """
        import openai

        try:
            async with asyncio.timeout(seconds):
                return await call()
        except (openai.APITimeoutError, TimeoutError):
            raise self._missing("slow", seconds) from None
        except openai.APIConnectionError:
            raise ServerAbsent(self._settings.address) from None
        except openai.APIStatusError as error:
            raise self._refusal(error.status_code, error.response.text) from None

    def _refusal(self, status: int, body: str) -> AnswerMissing | ServerRefused | ModelUnknown:
        address = self._settings.address
        if status < 400:
            return ServerRefused(address, status, "redirect")
        if status in (401, 403):
            return ServerRefused(address, status, "access")
        if status == 404 and "model" in body.casefold():
            return ModelUnknown(address, self._settings.model, ())
        if status == 404:
            return ServerRefused(address, status, "no_api")
        return self._missing("status", status)

    def _missing(self, problem: str, number: float = 0) -> AnswerMissing:
        return AnswerMissing(self._settings.address, self._settings.model, problem, number)


async def _strip_headers(request: Any) -> None:  # noqa: ANN401  (of httpx or httpx2, as openai likes)
    """Send no header that tells about this computer or comes from the environment."""
    for name in list(request.headers):
        if name.casefold() not in _HEADERS:
            del request.headers[name]


def _digest(entry: _Listed | None) -> str:
    """Return a digest of what a list of models tells about the file behind a name, if anything."""
    about = (entry.model_extra if entry else None) or {}
    if isinstance(about.get("digest"), str):
        return str(about["digest"])
    stable = {key: about[key] for key in ("root", "meta") if about.get(key)}
    if not stable:
        return ""
    content = json.dumps(stable, sort_keys=True).encode()
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _read(content: bytes) -> tuple[str, Reply | None]:
    """Return what was said, and the reply when it is whole and holds the JSON that was asked."""
    try:
        completion = _Completion.model_validate_json(content)
    except ValidationError:
        return "", None
    choice = completion.choices[0]
    said = choice.message.content or ""
    items = None if choice.finish_reason == "length" else find_items(said)
    if items is None:
        return said, None
    read = completion.usage.prompt_tokens if completion.usage else None
    return said, Reply(items, read or 0)
