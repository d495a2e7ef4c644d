"""Measure the finder of names and numbers on invented sentences, beside `deduce` where that is installed.

    python -m bench.pseudonyms [python-met-deduce] [--fouten]

The sentences (tests/pseudonyms/sentences.jsonl) were written before the finder. Rules and lists were tuned
on the half `dev`; `held` was only counted. One author wrote both, and near copies are kept in one
half. A find counts when kind and both ends are right; `verborgen` is the share of what had to be found of
which every character lies in some find, whatever its kind: that is what privacy asks. `deduce` draws the
ends of its stretches by rules of its own, so compare it by `verborgen` and `vals alarm`: the share
of finds that touch nothing that had to be found.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from codeer.pseudonyms.finding import find_mentions
from codeer.pseudonyms.values import Kind

SENTENCES = Path(__file__).parents[1] / "tests" / "pseudonyms" / "sentences.jsonl"
_INVENTED = """
    Zorvin Kaldra Mirvo Thelzun Ferbano Ildoka Quavi Obrenna Sjelka Vonrik Taduze Pelwin Yarmo Gusela Drenko
    Lumiva Wazko Nefta Hoskelin Braviel
""".split()
Span = tuple[int, int, str]
_DEDUCE = """
import json, sys
from deduce import Deduce
deduce = Deduce()
for line in sys.stdin:
    found = deduce.deidentify(json.loads(line)).annotations
    print("FOUND", json.dumps([[a.start_char, a.end_char, a.tag] for a in found]))
"""


@dataclass(frozen=True)
class Sentence:
    """An invented sentence with what must be found in it."""

    text: str
    register: str
    half: str
    mentions: tuple[Span, ...]


@dataclass(frozen=True)
class Score:
    """How many had to be found, were found, rightly, hidden at all, or touch nothing."""

    expected: int
    found: int
    right: int
    hidden: int
    false: int

    @property
    def precision(self) -> float:
        """Share of the finds that are right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what had to be found that was found rightly."""
        return self.right / self.expected if self.expected else 1.0

    @property
    def hidden_share(self) -> float:
        """Share of what had to be found that lies wholly in finds."""
        return self.hidden / self.expected if self.expected else 1.0

    @property
    def false_share(self) -> float:
        """Share of the finds that touch nothing that had to be found."""
        return self.false / self.found if self.found else 0.0


def load_sentences() -> list[Sentence]:
    """Return the invented sentences."""
    rows = map(json.loads, SENTENCES.read_text(encoding="utf-8").splitlines())
    return [
        Sentence(r["text"], r["register"], r["half"], tuple((s, e, k) for s, e, k in r["mentions"]))
        for r in rows
    ]


def find(sentences: Iterable[Sentence]) -> list[list[Span]]:
    """Return what codeer finds in each sentence."""
    return [[(m.start, m.end, m.kind) for m in find_mentions(s.text)] for s in sentences]


def count(sentences: Sequence[Sentence], found: Sequence[Sequence[Span]], kind: str = "") -> Score:
    """Compare finds with what had to be found, of one kind or of all."""
    expected = there = right = hidden = false = 0
    for sentence, spans in zip(sentences, found, strict=True):
        wanted = [m for m in sentence.mentions if kind in ("", m[2])]
        given = [s for s in spans if kind in ("", s[2])]
        covered = {place for start, end, _ in spans for place in range(start, end)}
        expected += len(wanted)
        there += len(given)
        right += len(set(wanted) & set(given))
        hidden += sum(
            all(p in covered or sentence.text[p] == " " for p in range(s, e)) for s, e, _ in wanted
        )
        false += sum(
            all(end <= s or e <= start for s, e, _ in sentence.mentions) for start, end, _ in given
        )
    return Score(expected, there, right, hidden, false)


def with_unlisted_names(sentences: Iterable[Sentence]) -> list[Sentence]:
    """Return the sentences with other names for people, made up so that no list can have them."""
    result = []
    for number, sentence in enumerate(sentences):
        text, at = "", 0
        mentions: list[Span] = []
        for place, (start, end, kind) in enumerate(sentence.mentions):
            name = sentence.text[start:end]
            if kind == Kind.NAAM:
                made_up = _INVENTED[(number + 3 * place) % len(_INVENTED)]
                first = made_up if name[:1].isupper() else made_up.lower()
                name = " ".join([*name.split()[:-1][:2], first]) if " " in name else first
            text += sentence.text[at:start] + name
            mentions.append((len(text) - len(name), len(text), kind))
            at = end
        text += sentence.text[at:]
        result.append(Sentence(text, sentence.register, sentence.half, tuple(mentions)))
    return result


def find_with_deduce(python: str, sentences: Iterable[Sentence]) -> list[list[Span]]:
    """Return what deduce finds, run by another Python; its first start takes minutes."""
    lines = "".join(json.dumps(s.text) + "\n" for s in sentences)
    done = subprocess.run(
        [python, "-c", _DEDUCE], input=lines, capture_output=True, text=True, check=True
    )
    return [
        [(s, e, tag) for s, e, tag in json.loads(line.removeprefix("FOUND "))]
        for line in done.stdout.splitlines()
        if line.startswith("FOUND ")
    ]


def _line(label: str, score: Score, *, exactly: bool = True) -> str:
    exact = f"{score.precision:9.2f} {score.recall:7.2f}" if exactly else f"{'-':>9} {'-':>7}"
    return f"{label:32} {score.expected:6} {score.found:6} {exact} {score.hidden_share:9.2f} {score.false_share:10.2f}"


def _print_half(sentences: Sequence[Sentence], found: Sequence[Sequence[Span]]) -> None:
    kinds = list(dict.fromkeys(k for s in sentences for _, _, k in s.mentions))
    for register in ("cased", "lower"):
        chosen = [i for i, s in enumerate(sentences) if s.register == register]
        some, theirs = [sentences[i] for i in chosen], [found[i] for i in chosen]
        name = "met hoofdletters" if register == "cased" else "kleine letters"
        for kind in kinds:
            score = count(some, theirs, kind)
            if score.expected or score.found:
                print(_line(f"  {name}: {kind}", score))
        print(_line(f"  {name}: alles", count(some, theirs)))
    print(_line("  alles", count(sentences, found)))


def _print_errors(sentences: Sequence[Sentence], found: Sequence[Sequence[Span]]) -> None:
    for sentence, spans in zip(sentences, found, strict=True):
        for label, differing in (
            ("gemist", set(sentence.mentions) - set(spans)),
            ("te veel", set(spans) - set(sentence.mentions)),
        ):
            for start, end, kind in sorted(differing):
                print(f"{label:8} {kind:10} {sentence.text[start:end]!r}: {sentence.text}")


def main() -> None:
    """Print a table per half, and with `--fouten` the errors in the half for tuning."""
    arguments = [a for a in sys.argv[1:] if a != "--fouten"]
    sentences = load_sentences()
    print(
        f"{'':32} {'moet':>6} {'vondst':>6} {'precisie':>9} {'recall':>7} {'verborgen':>9} {'vals alarm':>10}"
    )
    theirs = find_with_deduce(arguments[0], sentences) if arguments else []
    for half, title in (("dev", "helft om af te stemmen"), ("held", "helft om te toetsen")):
        chosen = [i for i, s in enumerate(sentences) if s.half == half]
        some = [sentences[i] for i in chosen]
        print(f"{title}: {len(some)} zinnen, {sum(not s.mentions for s in some)} zonder iets")
        _print_half(some, find(some))
        unlisted = with_unlisted_names(some)
        for register in ("cased", "lower"):
            these = [s for s in unlisted if s.register == register]
            print(_line(f"  verzonnen namen, {register}", count(these, find(these), Kind.NAAM)))
        for register in ("cased", "lower") if theirs else ():
            ids = [i for i in chosen if sentences[i].register == register]
            score = count([sentences[i] for i in ids], [theirs[i] for i in ids])
            print(_line(f"  deduce, {register}", score, exactly=False))
    if "--fouten" in sys.argv:
        some = [s for s in sentences if s.half == "dev"]
        _print_errors(some, find(some))


if __name__ == "__main__":
    main()
