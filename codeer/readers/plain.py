"""Plain text and Markdown: find the encoding, then the turns."""

import codecs
import hashlib
import re
from pathlib import Path

from codeer.errors import (
    BinarySource,
    EmptySource,
    SourceTooLarge,
    UnknownEncoding,
    WrongEncoding,
)
from codeer.model import Source
from codeer.readers.labels import LabelHints
from codeer.readers.layout import Original, build_source
from codeer.text import normalise

MAX_MEGABYTES = 10
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(path: Path, name: str, hints: LabelHints, encoding: str | None) -> Source:
    """Read a .txt or .md transcript."""
    text, used, digest = read_text(path, encoding)
    return build_source(Original(path, name, digest, used), text, hints)


def read_text(path: Path, encoding: str | None = None) -> tuple[str, str, str]:
    """Return the canonical text of a file, the encoding used (a Dutch label) and its digest.

    Without `encoding`: byte order mark, then strict UTF-8, then UTF-16 by its zero bytes, then
    Windows-1252. Only the last is a guess, and its label says so.

    Raises
    ------
    EmptySource, BinarySource, SourceTooLarge, WrongEncoding, UnknownEncoding

    """
    if path.stat().st_size > MAX_MEGABYTES * 1_000_000:
        raise SourceTooLarge(path, round(path.stat().st_size / 1_000_000), MAX_MEGABYTES)
    return parse_text(path, path.read_bytes(), encoding)


def parse_text(path: Path, raw: bytes, encoding: str | None) -> tuple[str, str, str]:
    """Return what `read_text` returns of a file with these bytes."""
    text, used = decode(path, raw, encoding)
    text = normalise(text)
    if not text.strip():
        raise EmptySource(path)
    if is_binary(text):
        raise BinarySource(path)
    return text, used, hashlib.blake2b(raw, digest_size=16).hexdigest()


def is_binary(text: str) -> bool:
    """Tell text from what only decoded as text: one control character in 200 is too many."""
    return len(_CONTROL.findall(text)) * 200 > len(text)


def decode(path: Path, raw: bytes, encoding: str | None) -> tuple[str, str]:
    """Return the text of these bytes and the encoding used, found as `read_text` says."""
    if encoding:
        return _decode_as(path, raw, encoding), f"{encoding} (opgegeven)"
    for mark, codec in _BOMS:
        if raw.startswith(mark):
            return _decode_as(path, raw, codec), f"{codec.removesuffix('-sig')} (BOM)"
    if b"\0" in raw:
        return _decode_as(path, raw, _utf16_order(path, raw)), "utf-16 (zonder BOM)"
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode_as(path, raw, "windows-1252"), "windows-1252 (aangenomen)"


def _utf16_order(path: Path, raw: bytes) -> str:
    """Tell the byte order of UTF-16 from where the zero bytes of Latin text stand."""
    even, odd = raw[0::2].count(0), raw[1::2].count(0)
    if odd > len(raw) * 0.3 and even < len(raw) * 0.05:
        return "utf-16-le"
    if even > len(raw) * 0.3 and odd < len(raw) * 0.05:
        return "utf-16-be"
    raise BinarySource(path)


def _decode_as(path: Path, raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise WrongEncoding(path, encoding, error.start) from error
    except (LookupError, UnicodeError) as error:  # no such codec, or one that is not for text
        raise UnknownEncoding(encoding) from error
