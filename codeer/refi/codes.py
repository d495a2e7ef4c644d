"""Codes as other programs write them."""

import re
from collections.abc import Iterator

from lxml import etree

from codeer.refi.losses import Losses
from codeer.refi.values import QdaCode

MOST_LEVELS = 8
"""Of codes below codes: what a codebook of codeer can hold."""
_NAMED = {
    "black": "#000000", "silver": "#c0c0c0", "gray": "#808080", "grey": "#808080",
    "white": "#ffffff", "maroon": "#800000", "red": "#ff0000", "purple": "#800080",
    "fuchsia": "#ff00ff", "magenta": "#ff00ff", "green": "#008000", "lime": "#00ff00",
    "olive": "#808000", "yellow": "#ffff00", "navy": "#000080", "blue": "#0000ff",
    "teal": "#008080", "aqua": "#00ffff", "cyan": "#00ffff", "orange": "#ffa500",
    "pink": "#ffc0cb", "brown": "#a52a2a", "violet": "#ee82ee", "gold": "#ffd700",
}  # fmt: skip


def read_guid(text: str | None) -> str:
    """Return an identifier in lower case without braces, '' when there is none."""
    return (text or "").strip().strip("{}").lower()


def read_codes(container: etree._Element | None, losses: Losses) -> Iterator[QdaCode]:
    """Yield the codes, parents before children."""
    seen: set[str] = set()

    def walk(parent: etree._Element, above: tuple[str, ...]) -> Iterator[QdaCode]:
        is_deep = len(above) == MOST_LEVELS
        above = above[: MOST_LEVELS - 1]
        for element in parent.findall("Code"):
            if is_deep:
                losses.adapt(
                    "Code", f"dieper dan {MOST_LEVELS} niveaus; nu op niveau {MOST_LEVELS}"
                )
            guid = read_guid(element.get("guid")) or f"zonder-guid-{len(seen) + 1}"
            if guid in seen:
                losses.drop("Code", "dezelfde GUID als een eerdere code")
            else:
                seen.add(guid)
                losses.read("Code")
                yield _read_code(element, guid, above[-1] if above else None, losses)
            yield from walk(element, (*above, guid))

    if container is not None:
        yield from walk(container, ())


def _read_code(element: etree._Element, guid: str, parent: str | None, losses: Losses) -> QdaCode:
    written = element.get("color", "").strip()
    color = read_color(written)
    if written and not color:
        losses.drop("kleur van een code", "onbekende schrijfwijze")
    elif color != written.lower():
        losses.adapt("kleur van een code", "omgezet naar #rrggbb")
    is_codable = element.get("isCodable", "true").strip().lower() not in ("false", "0")
    name = " ".join(element.get("name", "").split())
    if not name:
        losses.adapt("Code", "had geen naam")
    description = (element.findtext("Description") or "").strip()
    return QdaCode(guid, name or "zonder naam", description, color, is_codable, parent)


def read_color(written: str) -> str:
    """Return a colour as #rrggbb, or '' when it is written in an unknown way."""
    text = written.strip().lower()
    if re.fullmatch(r"#[0-9a-f]{6}", text):
        return text
    if re.fullmatch(r"#[0-9a-f]{3}", text):
        return "#" + "".join(digit * 2 for digit in text[1:])
    return _NAMED.get(text, "")
