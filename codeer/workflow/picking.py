"""Choosing themes and groups by name: no filter is ever ignored."""

from collections.abc import Sequence
from typing import TypeVar

from codeer.errors import UnknownName
from codeer.results.axes import Group, Theme

_Named = TypeVar("_Named")


def pick_themes(themes: Sequence[Theme], given: Sequence[str]) -> tuple[Theme, ...]:
    """Return the themes with these ids or names, in their own order; all when nothing is given.

    Raises
    ------
    UnknownName
        When there is no such theme.

    """
    return _pick("thema", [(theme, theme.id, theme.name) for theme in themes], given)


def pick_groups(groups: Sequence[Group], given: Sequence[str]) -> tuple[Group, ...]:
    """Return the groups with these names or headings, in their own order; all when nothing is given.

    Raises
    ------
    UnknownName
        When there is no such group.

    """
    return _pick("groep", [(group, group.name, group.heading) for group in groups], given)


def _pick(
    noun: str, things: Sequence[tuple[_Named, str, str]], given: Sequence[str]
) -> tuple[_Named, ...]:
    # an id goes before a name, and as it is written before in other letters
    found = {name.casefold(): at for at, (_, _, name) in reversed(list(enumerate(things)))}
    found |= {key.casefold(): at for at, (_, key, _) in reversed(list(enumerate(things)))}
    exact = {key: at for at, (_, key, _) in enumerate(things)}
    chosen = []
    for name in given:
        at = exact.get(name, found.get(name.casefold()))
        if at is None:
            raise UnknownName(noun, name, tuple(sorted(exact)))
        chosen.append(at)
    return tuple(thing for at, (thing, _, _) in enumerate(things) if not given or at in chosen)
