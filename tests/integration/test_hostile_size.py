"""Files that are too large, and texts on which careless searching takes hours: refused or read in time."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.hostile import attack, needs_fork, place, quick_tokenizer, refuse
from tests.refi import projects
from tests.soak.hostile import ONCE_SLOW, find_slow

__all__ = ["place", "quick_tokenizer"]
pytestmark = needs_fork


def add(place: Path, name: str, text: str | bytes) -> None:
    """Write a transcript."""
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    (place / "transcripten" / name).write_bytes(content)


@pytest.mark.parametrize("suffix", ".txt .docx .odt .rtf .pdf".split())
def test_a_gigabyte_is_refused_before_it_is_read(place: Path, suffix: str) -> None:
    with (place / "transcripten" / f"J02{suffix}").open("wb") as stream:
        stream.truncate(1_000_000_000)

    outcome = attack("suggest")

    refuse(outcome, f"J02{suffix}: 1000 MB", "hoogstens", "Splits het")
    assert outcome.seconds < 10
    assert outcome.megabytes < 60


@pytest.mark.parametrize("suffix", ".csv .xlsx .codeer .qdc .qdpx".split())
def test_a_gigabyte_is_not_imported(place: Path, suffix: str) -> None:
    attack("suggest")
    with (place / f"groot{suffix}").open("wb") as stream:
        stream.truncate(1_000_000_000)
    (place / "nieuw").mkdir()

    outcome = attack(
        "importeer",
        f"groot{suffix}",
        *([] if suffix in (".csv", ".xlsx") else ["--project", "nieuw"]),
    )

    refuse(outcome, f"groot{suffix}")
    assert outcome.seconds < 3
    assert outcome.megabytes < 60
    (place / f"groot{suffix}").unlink()


def test_a_turn_of_more_than_a_million_characters(place: Path) -> None:
    add(place, "J02.txt", "I: Hoe?\nR: " + "goed hoor. " * 100_000)

    refuse(attack("suggest"), "J02.txt", "tekens in één beurt", "1000000", "Splits het")


@pytest.mark.parametrize("suffix", [".txt", ".vtt", ".json"])
def test_a_million_turns(place: Path, suffix: str) -> None:
    number = 150_000 if suffix == ".json" else 250_000
    content = {
        ".txt": lambda: "I: a\nR: b\n" * number,
        ".vtt": lambda: "WEBVTT\n\n" + "00:00.000 --> 00:00.000\n<v A>b\n\n" * number,
        ".json": lambda: json.dumps(
            [{"text": "a", "speaker": f"S{n % 2}"} for n in range(2 * number)]
        ),
    }[suffix]()
    add(place, f"J02{suffix}", content)

    outcome = attack("suggest")

    refuse(outcome, f"J02{suffix}", "200000", "Splits het")
    assert outcome.seconds < 20
    assert outcome.megabytes < 700


def test_a_thousand_speakers(place: Path) -> None:
    add(place, "J02.txt", "I: hoe?\n" + "".join(f"Moeder {n}: ja\n" for n in range(1000)))

    refuse(attack("suggest"), "J02.txt: 1001 sprekers", "500")


NUMBERS = {
    "vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\n<v A>a &#" + "9" * 5000 + "; b\n",
    "srt": "1\n00:00:00,000 --> 99:59:59,999\nA: &#x" + "f" * 5000 + ";\n",
    "json": '[{"start": ' + "9" * 400 + ', "text": "a", "speaker": "A"}]',
    "json2": '[{"start": ' + "9" * 9000 + ', "text": "a", "speaker": "A"}]',
    "json3": '[{"offsets": {"from": ' + "9" * 400 + '}, "text": "a", "speaker": "A"}]',
    "json4": '[{"start": NaN, "text": "\\ud800 a\\u0000", "speaker": "\\udfff"}]',
    "json5": "[" * 100_000,
    "json6": '{"text": "<p>I: &#' + "9" * 5000 + ';</p><p>R: a</p>"}',
    "stm": "a 1 A " + "9" * 5000 + " " + "9" * 5001 + " b\n",
    "rtf": "{\\rtf1 \\bin" + "9" * 5000 + " I: a\\par R: b}",
    "rtf2": "{\\rtf1 " + "{" * 100_000 + "I: a\\par R: b" + "}" * 100_000 + "}",
    "rtf3": "{\\rtf1 I: \\u" + "9" * 5000 + " a\\par R: b}",
    "txt": "I: a\nR: " + "9" * 5000 + " b\n[99:99:99] R: c\nSpreker " + "9" * 5000 + ": d\n",
    "otr": '{"text": "' + "<div>" * 50_000 + '"}',
}


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_and_nesting_beyond_all_use(place: Path, name: str) -> None:
    add(place, f"J02.{name.rstrip('0123456789')}", NUMBERS[name])

    outcome = attack("suggest", seconds=30)

    assert outcome.code in (0, 1)
    assert outcome.seconds < 10


SLOW: dict[str, Callable[[int], str]] = {
    "a.vtt": lambda n: "WEBVTT\n\n00:00.000 --> 00:01.000" + " " * n + "x\n<v A>a\n",
    "b.vtt": lambda n: "WEBVTT\n\n00:00.000 --> 00:01.000\nA: a " + "<v a" * (n // 4) + "\n",
    "c.vtt": lambda n: "WEBVTT\n\n00:00.000 --> 00:01.000\nA: a <v" + " " * n + "\n",
    "d.vtt": lambda n: "WEBVTT\n\n00:00.000 --> 00:01.000\nA: a " + "&" * n + "\n",
    "e.stm": lambda n: "a 1 A 0 1 {" + " " * n + "\n",
    "f.stm": lambda n: "a 1 A 0 1 " + "{a/" * (n // 3) + "\n",
    "g.rtf": lambda n: "{\\rtf1 I: a\\par R: " + "\\\\" * (n // 2) + "b}",
    "h.rtf": lambda n: "{\\rtf1 I: a\\par R: b" + "{\\*\\a " * (n // 6) + "}" * (n // 6) + "}",
    "i.otr": lambda n: json.dumps({"text": "<p>I: a</p><p>R: b " + "<" * n}),
    "j.otr": lambda n: json.dumps({"text": "<p>I: a</p>" + "<b>" * (n // 3)}),
    "k.json": lambda n: json.dumps(
        [{"text": "a " * (n // 2), "speaker": "A"}, {"text": "b", "speaker": "B"}]
    ),
    "l.md": lambda n: "I: a\nR: " + "![](" * (n // 4) + "\n",
}


@pytest.mark.parametrize("name", SLOW)
def test_formats_with_marks_are_read_in_linear_time(place: Path, name: str) -> None:
    """A hundred thousand characters that tempt a search to start again at each of them."""
    add(place, f"J0{ord(name[0]) % 9 + 2}{name[1:]}", SLOW[name](100_000))

    assert attack("suggest", seconds=30).seconds < 5


def test_no_text_makes_reading_or_finding_names_quadratic() -> None:
    """The long run of this is `python -m tests.soak.hostile`."""
    assert find_slow(20_000, only=ONCE_SLOW) == []


def test_thousands_of_sources_and_codes_of_one_name(place: Path) -> None:
    number = 3000
    codes = "".join(
        f'<Code guid="{projects.guid(n + 1000)}" name="a" isCodable="true"/>' for n in range(number)
    )
    sources = "".join(
        f'<TextSource guid="{projects.guid(n + 100_000)}" name="a"><PlainTextContent>I: b'
        "</PlainTextContent></TextSource>"
        for n in range(50)
    )
    xml = projects.qde(sources, codes=f"<CodeBook><Codes>{codes}</Codes></CodeBook>")
    path = projects.write_qdpx(place, xml)
    (place / "nieuw").mkdir()

    outcome = attack("importeer", path.name, "--project", "nieuw")

    assert outcome.code in (0, 1)
    assert outcome.seconds < 30


def test_codes_that_are_nested_deeper_than_a_codebook_can_be(place: Path) -> None:
    """What codeer writes itself it must be able to read."""
    depth = 30
    opened = "".join(
        f'<Code guid="{projects.guid(n + 1000)}" name="c{n}" isCodable="true">'
        for n in range(depth)
    )
    xml = projects.qde(
        projects.text_source(""),
        codes=f"<CodeBook><Codes>{opened}{'</Code>' * depth}</Codes></CodeBook>",
    )
    path = projects.write_qdpx(place, xml, {"Sources/a.txt": "I: Hoe?\nR: Ja."})
    (place / "nieuw").mkdir()

    outcome = attack("importeer", path.name, "--project", "nieuw")

    assert outcome.code == 0, outcome.said
    assert attack("rapport", "--project", "nieuw").code == 0
