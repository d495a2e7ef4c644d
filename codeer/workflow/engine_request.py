"""What `codeer suggest` asks of the engines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from codeer.cache import Cache
from codeer.examples import Example
from codeer.model import Codebook
from codeer.project import Project
from codeer.settings import LlmSettings
from codeer.suggest import learned, patterns, similarity
from codeer.suggest.aim import Aim
from codeer.suggest.answers import AnswerText, make_answers
from codeer.workflow.transcripts import Shelf, Transcript

if TYPE_CHECKING:
    from codeer.cluster import Cluster

LLM = "llm"
ENGINES = (patterns.ENGINE, similarity.ENGINE, learned.ENGINE)


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

    @property
    def spoken(self) -> list[Transcript]:
        """Return the interviews in which a respondent says something."""
        return [transcript for transcript in self.transcripts if transcript.segments]

    def load_answers(self, transcript: Transcript) -> list[AnswerText]:
        """Return the answers in an interview."""
        return list(make_answers(self.shelf.load(transcript)))
