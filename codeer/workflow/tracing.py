"""Exact places between a text and its pseudonymised versions, kept as offsets without words."""

import json
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from codeer.pseudonyms.replacing import OffsetMap
from codeer.store import Store
from codeer.workflow.alignment import Range

_SETTING = "vervangingen"
_Step = Callable[[int, int], Range]


@dataclass(frozen=True, slots=True)
class Route:
    """The way from one text to another; answers what an `Alignment` answers."""

    steps: tuple[_Step, ...]

    def find(self, start: int, end: int, allowed: Sequence[Range]) -> Range | None:
        """Return where [start, end) went, or None when that is not within one allowed stretch."""
        for step in self.steps:
            start, end = step(start, end)
        is_allowed = any(first <= start and end <= last for first, last in allowed)
        return (start, end) if is_allowed else None

    def expect(self, position: int) -> int:
        """Return where a position went."""
        for step in self.steps:
            position, _ = step(position, position)
        return position


@dataclass(frozen=True, slots=True)
class Traces:
    """Which stored texts are versions of each other."""

    digests: Mapping[int, str]
    """Stored text to the hash of its words."""
    maps: Mapping[str, Mapping[str, OffsetMap]]
    """Hash of an original to hash of a version to where its places went."""

    def route(self, source: int, target: int) -> Route | None:
        """Return the way from one text to another, or None when it is not known."""
        return self.find(self.digests[source], self.digests[target])

    def find(self, old: str, new: str) -> Route | None:
        """Return the shortest way from one hash to another, through common originals."""
        ways: dict[str, tuple[_Step, ...]] = {old: ()}
        queue = [old]
        for place in queue:
            if place == new:
                return Route(ways[place]) if ways[place] else None
            for step, other in self._steps(place):
                if other not in ways:
                    ways[other] = (*ways[place], step)
                    queue.append(other)
        return None

    def _steps(self, place: str) -> Iterator[tuple[_Step, str]]:
        for version, offsets in self.maps.get(place, {}).items():
            yield offsets.forward, version
        for original, versions in self.maps.items():
            if place in versions:
                yield versions[place].backward, original

    def target(self, source: int, sources: Container[int]) -> int | None:
        """Return the version of a text that is among these, or None."""
        for other in self.digests:
            if other in sources and self.route(source, other):
                return other
        return None


def load_traces(store: Store) -> Traces:
    """Return what is known of pseudonymised versions in this project."""
    digests = {source: digest for source, (_, digest) in store.fetch_digests().items()}
    maps = {
        original: {
            digest: OffsetMap((start, end, length) for start, end, length in changes)
            for digest, changes in versions.items()
        }
        for original, versions in _read(store).items()
    }
    return Traces(digests, maps)


def record_traces(store: Store, versions: Mapping[str, tuple[str, OffsetMap]]) -> None:
    """Remember per hash of an original the hash of its new version and where its places went."""
    known = _read(store)
    for original, (digest, offsets) in versions.items():
        if original != digest:
            known.setdefault(original, {})[digest] = [list(change) for change in offsets.changes]
    store.record_setting(_SETTING, json.dumps(known))


def forget_traces(store: Store, originals: Container[str]) -> None:
    """Forget what leads to originals that are gone."""
    known = {o: versions for o, versions in _read(store).items() if o not in originals}
    store.record_setting(_SETTING, json.dumps(known))


def _read(store: Store) -> dict[str, dict[str, list[list[int]]]]:
    text = store.fetch_setting(_SETTING)
    return json.loads(text) if text else {}
