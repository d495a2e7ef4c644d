"""Change a sample while it stays a file of its kind, so that what is behind the zip, XML and JSON is reached."""

import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Sequence

from codeer.store import digest_text
from tests.soak import fuzz_trees as trees
from tests.soak.fuzz_seeds import make_zip

Mutate = Callable[[bytes, int], bytes]
"""What the fuzzer itself does to bytes, up to a length."""
Change = Callable[[bytes, int, int], bytes]
_OBJECT = re.compile(rb"(\d{1,4}) 0 obj(.*?) endobj\n", re.DOTALL)
_MOST_REPEATS = 2_000


class Mutator:
    """Changes inputs of one target; `mutate` is libFuzzer's own."""

    def __init__(self, words: Sequence[bytes], samples: Sequence[bytes], mutate: Mutate) -> None:
        self._words = words
        self._samples = samples
        self._mutate = mutate

    def change(self, kind: str, data: bytes, most: int, seed: int) -> bytes:
        """Change an input of this kind, or one of the samples: most of what was kept is refused early."""
        rng = random.Random(seed)
        if rng.random() < 0.3:
            data = rng.choice(self._samples)
        change: Change = getattr(self, f"change_{kind}")
        return change(data, most, rng.getrandbits(32))

    def change_text(self, data: bytes, most: int, seed: int) -> bytes:
        """Change a text by lines and words, or by bytes."""
        rng = random.Random(seed)
        if rng.random() < 0.4 or not data:
            return self._mutate(data, most)
        for _ in range(rng.randint(1, 4)):
            data = rng.choice((_insert, _lines, _repeat, _splice, _encode))(rng, data, self._words)
        return data[:most]

    def change_json(self, data: bytes, most: int, seed: int) -> bytes:
        """Change JSON as a tree, or as text."""
        rng = random.Random(seed)
        changed = trees.change_json(rng, data) if rng.random() < 0.7 else None
        return changed[:most] if changed else self.change_text(data, most, seed)

    def change_yaml(self, data: bytes, most: int, seed: int) -> bytes:
        """Change YAML as a tree, or as text."""
        rng = random.Random(seed)
        changed = trees.change_yaml(rng, data) if rng.random() < 0.5 else None
        return changed[:most] if changed else self.change_text(data, most, seed)

    def change_xml(self, data: bytes, most: int, seed: int) -> bytes:
        """Change XML as a tree, or as text."""
        rng = random.Random(seed)
        changed = trees.change_xml(rng, data) if rng.random() < 0.7 else None
        return changed[:most] if changed else self.change_text(data, most, seed)

    def change_pdf(self, data: bytes, most: int, seed: int) -> bytes:
        """Change one object of a PDF and say again how long it is and where; or change it as text."""
        rng = random.Random(seed)
        objects = {int(match[1]): match[2] for match in _OBJECT.finditer(data)}
        if len(objects) < 3 or rng.random() < 0.2:
            return self.change_text(data, most, seed)
        number = rng.choice(list(objects))
        head, mark, drawn = objects[number].partition(b"stream\n")
        room = max(64, most - len(data))
        if mark and rng.random() < 0.7:
            drawn = self.change_text(drawn.removesuffix(b"\nendstream"), room + len(drawn), seed)
            head = re.sub(rb"/Length \d+", b"/Length %d" % len(drawn), head)
            objects[number] = head + mark + drawn + b"\nendstream"
        else:
            objects[number] = self.change_text(objects[number], room + len(objects[number]), seed)
        made = _number_objects(objects)
        return made if len(made) <= most else data

    def change_package(self, data: bytes, most: int, seed: int) -> bytes:
        """Change one part of a zip, or the zip itself."""
        rng = random.Random(seed)
        parts = _unzip(data)
        if not parts or rng.random() < 0.04:
            return self._mutate(data, most)
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            name = rng.choice(list(parts))
            if rng.random() < 0.1:
                _rename(rng, parts, name)
            else:
                room = max(64, most - sum(map(len, parts.values())))
                parts[name] = self._change_part(rng, name, parts[name], room + len(parts[name]))
            if not parts:
                return data
        if "pakket.json" in parts and rng.random() < 0.9:
            _sign(rng, parts)
        made = _zip(rng, parts)
        return made if len(made) <= most else data

    def _change_part(self, rng: random.Random, name: str, part: bytes, most: int) -> bytes:
        seed = rng.getrandbits(32)
        if name.endswith(".json"):
            return self.change_json(part, most, seed)
        if part.lstrip().startswith(b"<"):
            return self.change_xml(part, most, seed)
        return self.change_text(part, most, seed)


# --- text ----------------------------------------------------------------------------------------


def _insert(rng: random.Random, data: bytes, words: Sequence[bytes]) -> bytes:
    odd = rng.choice(trees.ODD_TEXTS).encode("utf-8", "surrogatepass")
    word = rng.choice(words) if words and rng.random() < 0.7 else odd
    at = rng.randint(0, len(data))
    return data[:at] + word + data[at + rng.choice((0, 0, len(word))) :]


def _lines(rng: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    kind = rng.randrange(4)
    if kind == 0:
        lines[at], lines[other] = lines[other], lines[at]
    elif kind == 1:
        lines.insert(at, lines[other])
    elif kind == 2 and len(lines) > 1:
        del lines[at]
    else:
        cut = rng.randint(0, len(lines[other]))
        lines[at] = lines[at] + lines[other][cut:]
    return b"\n".join(lines)


def _repeat(rng: random.Random, data: bytes, words: Sequence[bytes]) -> bytes:
    """Repeat something many times, which shows time that grows with the square."""
    if rng.random() < 0.7:
        return data
    start = rng.randrange(len(data)) if data else 0
    piece = data[start : start + rng.choice((1, 1, 2, 4, 10, 40))]
    if words and rng.random() < 0.3:
        piece = rng.choice(words)
    return data[:start] + piece * rng.randint(2, _MOST_REPEATS) + data[start:]


def _splice(rng: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    one, other = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
    at = rng.randint(0, len(data))
    return (
        data[:at] + data[one:other][:400] + data[at:]
        if rng.random() < 0.6
        else data[:one] + data[other:]
    )


def _encode(rng: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Write the same text in another encoding, or with other line ends."""
    if rng.random() < 0.8:
        return data
    if rng.random() < 0.5:
        return data.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\x0b", "\u2028".encode())))
    text = data.decode("utf-8", "replace")
    return text.encode(
        rng.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32", "cp1252")), "replace"
    )


def _number_objects(objects: dict[int, bytes]) -> bytes:
    out = b"%PDF-1.4\n"
    table = b"xref\n0 1\n0000000000 65535 f \n"
    for number, content in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    size = max(objects) + 1
    return out + b"%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        size,
        len(out),
    )


# --- packages ------------------------------------------------------------------------------------


def _unzip(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001  (an earlier change may have left no zip at all)
        return {}


def _rename(rng: random.Random, parts: dict[str, bytes], name: str) -> None:
    content = parts.pop(name)
    if rng.random() < 0.6:
        parts[
            rng.choice(
                (
                    name.upper(),
                    f"../{name}",
                    f"/{name}",
                    name + "x",
                    name.rpartition("/")[2],
                    "a\\b",
                )
            )
        ] = content
    elif rng.random() < 0.5:
        parts[name] = content
        parts[name + "2"] = content


def _zip(rng: random.Random, parts: dict[str, bytes]) -> bytes:
    if rng.random() < 0.95:
        return make_zip(parts)
    stream = io.BytesIO()
    kind = rng.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    data = bytearray(stream.getvalue())
    if rng.random() < 0.5 and data:
        at = rng.randrange(max(0, len(data) - 200), len(data))  # in the list of contents
        data[at] ^= 1 << rng.randrange(8)
    return bytes(data)


def _sign(rng: random.Random, parts: dict[str, bytes]) -> None:
    """Give a packet the hashes of what is in it, so that its content is looked at."""
    try:
        _sign_texts(rng, parts)
        manifest = json.loads(parts["pakket.json"])
        for name in ("inhoud.json", "besluiten.json"):
            if name in parts and name in manifest["members"]:
                manifest["members"][name] = digest_text(parts[name].decode())
        parts["pakket.json"] = json.dumps(manifest).encode()
    except (ValueError, LookupError, TypeError, AttributeError):
        return


def _sign_texts(rng: random.Random, parts: dict[str, bytes]) -> None:
    content = json.loads(parts["inhoud.json"])
    log = parts.get("besluiten.json", b"")
    for source in content["sources"]:
        if rng.random() < 0.9:
            before, source["digest"] = source["digest"], digest_text(source["text"])
            log = log.replace(before.encode(), source["digest"].encode())
    parts["inhoud.json"] = json.dumps(content, ensure_ascii=True).encode()
    if log:
        parts["besluiten.json"] = log
