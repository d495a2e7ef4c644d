"""What is derived from interviews: kept under the interview's key, with what it was made by."""

import hashlib
from collections.abc import Sequence

from codeer.cache import Cache, make_key
from codeer.workflow.transcripts import Transcript

_SIZE = 16


class Derived:
    """The results of one kind of work on interviews; a newer result takes the place of an older one."""

    def __init__(self, cache: Cache, kind: str, fingerprint: str) -> None:
        self._cache = cache
        self._kind = kind
        self.made_by = hashlib.blake2b(fingerprint.encode(), digest_size=_SIZE).digest()

    def find_missing(self, transcripts: Sequence[Transcript]) -> list[Transcript]:
        """Return the transcripts of which there is no result, or one that something else made."""
        return [transcript for transcript in transcripts if self.fetch(transcript) is None]

    def fetch(self, transcript: Transcript) -> bytes | None:
        """Return the result, if it is there."""
        key = self._key(transcript)
        content = self._cache.fetch([key]).get(key)
        if content is None or content[:_SIZE] != self.made_by:
            return None
        return content[_SIZE:]

    def keep(self, transcript: Transcript, content: bytes) -> None:
        """Keep a result."""
        self._cache.keep({self._key(transcript): self.made_by + content})

    def _key(self, transcript: Transcript) -> bytes:
        return make_key(self._kind, "", transcript.key)
