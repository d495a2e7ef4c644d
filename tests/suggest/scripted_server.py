"""A real HTTP server on 127.0.0.1 that answers like a language model, by script."""

import contextlib
import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from codeer.model import Code, Codebook, Segment
from codeer.settings import LlmSettings
from codeer.suggest import llm_server
from codeer.suggest.answers import AnswerText

MODEL = "proefmodel:4b"
DIGEST = "sha256:0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Reply:
    """What the server does with one request."""

    content: str = '{"suggesties": []}'
    status: int = 200
    body: str | None = None
    """Instead of a chat completion."""
    finish: str = "stop"
    prompt_tokens: int | None = None
    seconds: float = 0
    is_closed: bool = False
    """The connection is closed without an answer."""
    location: str = ""
    kind: str = "application/json"


def says(*items: dict, **options) -> Reply:
    """Return a good reply with these suggestions."""
    return Reply(json.dumps({"suggesties": list(items)}, ensure_ascii=False), **options)


def item(thema="band", zin=1, zekerheid=0.8, citaat="alles kwijt", reden="vertelt alles", **more):
    return {
        "thema": thema,
        "zin": zin,
        "zekerheid": zekerheid,
        "citaat": citaat,
        "reden": reden,
    } | more


@dataclass
class ScriptedServer:
    """Gives the replies of `script` in order, then `otherwise`; remembers what it was asked."""

    script: list[Reply] = field(default_factory=list)
    otherwise: Reply = field(default_factory=Reply)
    models: Reply = field(default_factory=lambda: listing(MODEL))
    tags: Reply = field(default_factory=lambda: tagged(MODEL))
    questions: list[dict] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    at_once: int = 0
    busiest: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.scripted = self
        self.port = self._http.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}/v1"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def said(self) -> list[str]:
        """The last message of every question."""
        return [question["messages"][-1]["content"] for question in self.questions]

    def reply_to(self, path: str, headers: dict[str, str], question: dict | None) -> Reply:
        with self._lock:
            self.paths.append(path)
            self.headers.append(headers)
            if question is None:
                known = {"/v1/models": self.models, "/api/tags": self.tags}
                return known.get(path, Reply(status=404, body="404 page not found"))
            self.questions.append(question)
            self.at_once += 1
            self.busiest = max(self.busiest, self.at_once)
            reply = self.script.pop(0) if self.script else self.otherwise
        self._stopping.wait(reply.seconds)
        with self._lock:
            self.at_once -= 1
        return reply


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    scripted: ScriptedServer

    def handle_error(self, request, client_address) -> None:
        """Say nothing of a client that gave up, also halfway through its question."""
        if not isinstance(sys.exception(), ConnectionError | json.JSONDecodeError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet; two would wait for each other
    server: _Http

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, question: dict | None) -> None:
        headers = {name.casefold(): value for name, value in self.headers.items()}
        reply = self.server.scripted.reply_to(self.path, headers, question)
        self.close_connection = reply.is_closed
        if reply.is_closed:
            return
        content = (reply.body if reply.body is not None else _completion(reply)).encode()
        with contextlib.suppress(ConnectionError):  # the client may have given up
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(content)))
            if reply.location:
                self.send_header("Location", reply.location)
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _completion(reply: Reply) -> str:
    message = {"role": "assistant", "content": reply.content}
    choice = {"index": 0, "message": message, "finish_reason": reply.finish}
    usage = {} if reply.prompt_tokens is None else {"usage": {"prompt_tokens": reply.prompt_tokens}}
    return json.dumps({"id": "1", "object": "chat.completion", "choices": [choice], **usage})


def listing(*names: str, **more) -> Reply:
    """Return a reply of /v1/models."""
    entries = [{"id": name, "object": "model", "created": 1, **more} for name in names]
    return Reply(body=json.dumps({"object": "list", "data": entries}))


def tagged(name: str, **more) -> Reply:
    """Return a reply of Ollama's /api/tags."""
    return Reply(body=json.dumps({"models": [{"name": name, "digest": DIGEST, **more}]}))


NOT_THERE = Reply(status=404, body="404 page not found", kind="text/plain")


# --- what tests ask ------------------------------------------------------------------------------


CODEBOOK = Codebook(
    name="proefboek",
    version="1",
    codes=(
        Code(
            id="band",
            name="Vertrouwensband",
            color="#000000",
            definition="De band tussen\nmensen.",
            include=("iemand alles vertellen",),
            exclude=("vertrouwen in de uitslag",),
            examples=("Ik kan mijn ei kwijt.",),
            counter_examples=("Mijn sleutels zijn kwijt.",),
        ),
        Code(id="gemak", name="Laagdrempelig", color="#000000", definition="Makkelijk bereikbaar."),
        Code(id="appen", name="Appen", color="#000000", definition="", parent="gemak"),
    ),
    word_groups={},
    digest="digest",
    text="",
)


def make_answer(*sentences: str, question="Hoe gaat het?", source="J01.txt", turn=2) -> AnswerText:
    """Return an answer of these sentences."""
    segments, start = [], 100
    for number, sentence in enumerate(sentences, start=1):
        words = len(sentence.split())
        segments.append(Segment(turn, number, start, start + len(sentence), words))
        start += len(sentence) + 1
    return AnswerText(
        source=source,
        turn=turn,
        respondent="J01",
        group="jongere",
        question=question,
        text=" ".join(sentences),
        segments=tuple(segments),
        sentences=sentences,
    )


def many_answers(number: int) -> list[AnswerText]:
    """Return so many different answers."""
    return [make_answer(f"Dit is antwoord {n}.", turn=2 * n) for n in range(1, number + 1)]


def settings_for(server: ScriptedServer, **more) -> LlmSettings:
    defaults = {"model": MODEL, "seconds": 5.0, "concurrency": 1, "attempts": 2}
    return LlmSettings(address=server.address, **(defaults | more))


@pytest.fixture
def server(monkeypatch) -> Iterator[ScriptedServer]:
    """A scripted server; waiting before another attempt takes no time."""
    monkeypatch.setattr(llm_server, "FIRST_PAUSE", 0.001)
    scripted = ScriptedServer()
    yield scripted
    scripted.stop()
