"""Codebooks, study designs and settings that unfold, run code or never end; and patterns that do."""

from pathlib import Path

import pytest

from tests.integration.hostile import attack, needs_fork, place, quick_tokenizer, refuse

__all__ = ["place", "quick_tokenizer"]
pytestmark = needs_fork

FILES = {
    "codeboek": ("codeboeken/proef.yaml", "naam: proef\ncodes:\n  - id: a\n    trefwoorden: [{}]\n"),
    "onderzoek": ("onderzoek.yaml", "naam: proef\ngroepen:\n  - naam: jongere\n    sprekers: [{}]\n"),
    "instellingen": ("codeer.yaml", "llm:\n  model: {}\n"),
}  # fmt: skip


@pytest.fixture(params=FILES)
def kind(request: pytest.FixtureRequest) -> str:
    """Which file is attacked."""
    return str(request.param)


def write(place: Path, kind: str, text: str | bytes) -> str:
    """Write the file and return its name."""
    path = place / FILES[kind][0]
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return path.name


def suggest(kind: str, seconds: float = 60):
    """Run what reads the file."""
    return attack(
        "suggest", *(["--motor", "llm"] if kind == "instellingen" else []), seconds=seconds
    )


EMPTY = ("naam: !!python/name:os.system", "!")
"""A tag with nothing behind it: a study design may be empty."""
BOMB = "\n".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9) if n else 'a'}]" for n in range(12))


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "a: &a [*a]",
        "<<: {naam: x}\nnaam: proef",
        "naam: &n !!python/object/apply:os.system ['touch gehackt']",
        "naam: !!python/name:os.system",
        "naam: !!binary aGFjaw==\n? [a, b]\n: c",
        "naam: x\nnaam: y",
        "a: " + "[" * 5000,
        "a: " + "{a: " * 5000,
        "\n".join("  " * n + "a:" for n in range(1000)),
        "- " * 20_000 + "a",
        "%YAML 9.9\n---\nnaam: x",
        "naam: a\n---\nnaam: b",
        "naam: [a",
        "\x00naam: x",
        "naam: \x07bel",
        "? ? ? ? a",
        "!",
        "*",
        "&",
        "|" * 10_000,
    ],
    ids=range(21),
)
def test_traps_of_yaml_are_refused_with_their_place(place: Path, kind: str, text: str) -> None:
    if kind == "instellingen" and len(text) > 100:
        pytest.skip("read by the same module")
    name = write(place, kind, text)

    outcome = suggest(kind)

    if kind != "onderzoek" or text not in EMPTY:
        refuse(outcome, name)
    assert not (place / "gehackt").exists()
    assert outcome.seconds < 10
    assert outcome.megabytes < 100


def test_a_tag_makes_no_object_of_a_value(place: Path) -> None:
    """A tag says of what kind a value is; to codeer everything is text."""
    write(place, "codeboek", 'naam: !!python/object/apply:os.system ["touch gehackt"]\ncodes: []\n')

    refuse(attack("suggest"), "proef.yaml, regel 1")
    assert not (place / "gehackt").exists()


def test_six_megabytes_are_refused_at_once(place: Path, kind: str) -> None:
    name = write(place, kind, "naam: " + "a" * 6_000_000)

    outcome = suggest(kind)

    refuse(outcome, name, "groter dan 5 MB")
    assert outcome.seconds < 3


def test_words_that_yaml_changes_stay_words(place: Path) -> None:
    """`no`, `1:20`, `0x1F` and `2024-01-01` are what somebody wrote."""
    words = ["no", "1:20", "0x1F", "2024-01-01", "1e3", ".inf", "~x", "Yes", "012"]
    codes = "".join(f"  - id: {word}\n    trefwoorden: [alles]\n" for word in words)
    write(place, "codeboek", f"naam: proef\ncodes:\n{codes}")

    outcome = attack("suggest")

    assert outcome.code == 0, outcome.said
    table = (place / "output" / "suggesties.csv").read_text(encoding="utf-8-sig")
    for word in words:
        assert f";{word};" in table


@pytest.mark.parametrize(
    "escape", [r"\ud800", r"\0", r"\x1b]52;c;aGFjaw==\x07", r"\u202e", r"\ufffe"]
)
def test_characters_that_are_no_text(place: Path, kind: str, escape: str) -> None:
    """Half a character cannot be stored or written, whatever field it comes in."""
    _, form = FILES[kind]
    write(place, kind, form.format(f'"x{escape}y"').replace("naam: proef", f'naam: "p{escape}q"'))

    outcome = suggest(kind)

    assert "\x1b" not in outcome.said
    assert "\u202e" not in outcome.said
    if outcome.code == 0 and kind != "instellingen":
        for command in ("rapport", "controleer"):
            later = attack(command)
            assert later.code == 0, later.said
            assert "\x1b" not in later.said


def test_thirty_thousand_unknown_keys(place: Path) -> None:
    """One message in reasonable time, not a dictionary search for each of them."""
    keys = "".join(f"sleutel{number}: x\n" for number in range(30_000))
    write(place, "codeboek", f"naam: proef\ncodes:\n  - id: a\n{keys}")

    outcome = attack("suggest")

    refuse(outcome, "proef.yaml")
    assert outcome.seconds < 15
    assert len(outcome.err) < 20_000


def test_two_thousand_codes(place: Path) -> None:
    """Slow is allowed, a full memory is not."""
    codes = "".join(f"  - id: c{n}\n    trefwoorden: [woord{n}]\n" for n in range(2_000))
    write(place, "codeboek", f"naam: proef\ncodes:\n{codes}")

    outcome = attack("suggest", seconds=120)

    assert outcome.code == 0, outcome.said
    assert outcome.megabytes < 400


# --- patterns ------------------------------------------------------------------------------------

EXPLODING = {
    "alternatives": " ".join(["a|=b|moeder|vragen"] * 15),
    "gaps": " ".join(["a *9"] * 15) + " a",
    "gaps and optional words": " ".join(["a? *9"] * 12) + " a",
    "optional words": " ".join(["a?"] * 40) + " a",
    "a word as long as a book": "a" * 1_000_000,
    "possessives": "a" + "'s" * 100_000,
    "groups": " ".join(["<persoon>? <bezit>?"] * 12) + " a",
    "compounds": " ".join(["+a+?"] * 15) + " +a+",
    "many words": " ".join(["a"] * 5_000),
}


@pytest.mark.parametrize("name", EXPLODING)
def test_patterns_that_explode(place: Path, name: str) -> None:
    """They are refused with their place, or they take no longer than others."""
    write(
        place, "codeboek", f'naam: proef\ncodes:\n  - id: a\n    patronen: ["{EXPLODING[name]}"]\n'
    )
    said = "a b moeder vragen " * 500
    (place / "transcripten" / "J01.txt").write_text(f"I: Hoe?\nR: {said}\n", encoding="utf-8")

    outcome = attack("suggest", seconds=40)

    if outcome.code:
        refuse(outcome, "proef.yaml, regel 4")
    assert outcome.seconds < 20
    assert outcome.megabytes < 500


REGEXES = [
    "(a+)+$",
    "(a|a)*$",
    "(a|aa)+$",
    "(?:a*)*b",
    "(.*)*x",
    "(a{1,30}){1,30}$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "a?" * 40 + "a" * 40,
    "a*" * 10 + "b",
    "(?=(a+)+$)b",
    r"(a+)\1+\1+\1+$",
    "(",
    "[" * 100,
    "(" * 5000 + ")" * 5000,
]


@pytest.mark.parametrize("regex", REGEXES)
def test_regular_expressions_that_never_end(place: Path, regex: str) -> None:
    quoted = "'" + regex.replace("'", "''") + "'"
    form = "REGEX: {}" if len(regex) % 2 else "REGEX: {{IN: [{}]}}"
    tokens = f"[{{LOWER: {{{form.format(quoted)}}}}}]"
    write(
        place,
        "codeboek",
        f"naam: proef\ncodes:\n  - id: a\n    patronen:\n      - tokens: {tokens}\n",
    )
    said = "a" * 40 + "x en " + "a" * 60 + "!"
    (place / "transcripten" / "J01.txt").write_text(f"I: Hoe?\nR: {said}\n", encoding="utf-8")

    outcome = attack("suggest", seconds=20)

    refuse(outcome, "proef.yaml, regel 5")


@pytest.mark.parametrize("regex", ["^bel(len|t)?$", "[0-9]+", "jeugd.*", "^on.*lijk$", "(?i)jim"])
def test_ordinary_regular_expressions_stay_allowed(place: Path, regex: str) -> None:
    write(
        place,
        "codeboek",
        f"naam: proef\ncodes:\n  - id: a\n    patronen:\n      - tokens: [{{LOWER: {{REGEX: '{regex}'}}}}]\n",
    )

    assert attack("suggest").code == 0
