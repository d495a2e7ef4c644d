"""Words that a browser, LaTeX, Markdown, Word or a terminal would obey are only words.

One project has them in everything that has a name; every format of the report is made of it.
"""

import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree, html

from tests.integration.hostile import BIDI, ESCAPES, MARKUP, attack, needs_fork, quick_tokenizer

__all__ = ["quick_tokenizer"]
pytestmark = needs_fork

EVIL = (
    "<script>alert(1)</script></style><img src=x onerror=alert(2)>{{7*7}}${7*7}"
    "\\input{/etc/passwd}\\write18{id}%$#_&~^"
    "[klik](javascript:alert(3))![x](http://198.51.100.1/x.png)|`x`<!--"
    "url(http://198.51.100.1/y) ]]> <?php"
)
YAML_EVIL = EVIL.replace("'", "''")
NEWLINES = r"\n\r\u2028\x85"
CODEBOOK = f"""\
naam: '{YAML_EVIL}'
codes:
  - id: 'band{MARKUP}'
    naam: '{YAML_EVIL}{MARKUP}'
    definitie: '{YAML_EVIL}'
    trefwoorden: [vertrouwen]
    subcodes:
      - id: klik
        naam: ':smile: {MARKUP}'
        trefwoorden: [klik]
"""
STUDY = f"""\
naam: "regel{NEWLINES}\\\\input{{/etc/passwd}}"
groepen:
  - naam: 'groep {MARKUP}'
    meervoud: '{YAML_EVIL}'
    sprekers: [moeder]
  - naam: vader
    sprekers: [vader]
transcripten:
  'a.txt':
    sprekers:
      moeder: {{groep: 'groep {MARKUP}', respondent: 'M {MARKUP} <b>'}}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("opmaak") / "project"
    (folder / "codeboeken").mkdir(parents=True)
    (folder / "transcripten").mkdir()
    (folder / "codeboeken" / "proef.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "onderzoek.yaml").write_text(STUDY, encoding="utf-8")
    said = f"vertrouwen klik {EVIL}{MARKUP}{ESCAPES}{BIDI}"
    (folder / "transcripten" / "a.txt").write_text(
        f"I: Hoe{ESCAPES}{BIDI}?\nMoeder: {said}.\nI: Ja?\nVader: klik {said}\n", encoding="utf-8"
    )
    outcome = attack("suggest", "--project", str(folder))
    assert outcome.code == 0, outcome.said
    outcome = attack("rapport", "--formaat", "alle", "--project", str(folder), seconds=120)
    assert outcome.code == 0, outcome.said
    return folder


def written(project: Path, suffix: str) -> list[Path]:
    found = sorted((project / "output").rglob(f"*{suffix}"))
    assert found, suffix
    return found


def test_html_has_no_elements_or_addresses_of_others(project: Path) -> None:
    for path in written(project, ".html"):
        root = html.fromstring(path.read_bytes())
        for element in root.iter(etree.Element):
            for name, value in element.attrib.items():
                assert not name.startswith("on"), (element.tag, name)
                assert not value.strip().lower().startswith(("javascript:", "http://198")), value
            if element.tag in ("script", "style"):
                words = element.text or ""
                assert "alert(" not in words
                assert "198.51.100.1" not in words
        assert not root.xpath("//img[@src='x']")
        assert "<script>alert" not in path.read_text(encoding="utf-8")


def test_drawings_are_sound_and_hold_no_scripts(project: Path) -> None:
    for path in written(project, ".svg"):
        root = etree.fromstring(path.read_bytes())
        for element in root.iter(etree.Element):
            assert etree.QName(element).localname not in ("script", "foreignObject", "image")
            for name, value in element.attrib.items():
                assert not name.startswith("on")
                assert "198.51.100.1" not in value


def test_latex_runs_no_command_of_others(project: Path) -> None:
    """What follows a percent sign at the start of a line is a comment, so it has to stay on that line."""
    for path in written(project, ".tex"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("%"):
                continue
            assert not re.search(r"\\(?:input|write18|immediate|openout|include|href)\b", line), (
                line
            )
            if "alert" in line:
                assert not re.search(r"(?<!\\)[%$#^]", line), line


def test_markdown_has_no_links_pictures_or_html_of_others(project: Path) -> None:
    for path in written(project, ".md"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<!\\)\]\(javascript", text)
        assert not re.search(r"(?<!\\)!\[x(?<!\\)\]\(http", text)
        assert not re.search(r"(?<!\\)<(?:script|img|/style)", text)


def test_the_word_file_has_no_links_outward_and_is_sound(project: Path) -> None:
    for path in written(project, ".docx"):
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.endswith((".xml", ".rels")):
                    etree.fromstring(package.read(name))
                if name.endswith(".rels"):
                    assert b"198.51.100.1" not in package.read(name)
                    assert b'TargetMode="External"' not in package.read(name)


def test_no_file_obeys_escape_codes(project: Path) -> None:
    """A report may be read with `cat`."""
    for suffix in (".md", ".csv", ".tex", ".html", ".svg"):
        for path in written(project, suffix):
            assert b"\x1b" not in path.read_bytes(), path.name


COMMANDS = [
    ["suggest"],
    ["controleer"],
    ["rapport"],
    ["geschiedenis"],
    ["toon", f"band{MARKUP}"],
    ["toon", "klik", "--groep", f"groep {MARKUP}"],
    ["toon", f"onbekend{ESCAPES}{MARKUP}{BIDI}"],
    ["rapport", "--thema", f"x{ESCAPES}{MARKUP}"],
    ["rapport", "--codeur", f"x{ESCAPES}{MARKUP}"],
    ["exporteer", f"x{ESCAPES}.csv"],
    ["importeer", f"weg{ESCAPES}{MARKUP}.csv"],
    ["suggest", f"weg{ESCAPES}{MARKUP}"],
    ["suggest", "--codering", f"x{ESCAPES}{MARKUP}"],
    ["suggest", f"--{ESCAPES}{MARKUP}"],
    [f"{ESCAPES}{MARKUP}"],
    ["vergeet", f"M {MARKUP} <b>"],
    ["pseudonimiseer", "--sleutel", "../sleutel.json"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=range(len(COMMANDS)))
def test_the_terminal_is_shown_words_and_no_commands(project: Path, command: list[str]) -> None:
    at = (
        ["--project", str(project)]
        if command[0] in ("suggest", "controleer", "rapport", "toon")
        else []
    )
    outcome = attack(*command, *at)

    assert not re.search(
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", outcome.said
    ), repr(outcome.said)
    assert "😄" not in outcome.said
    if "[red]" in outcome.said or "rood" in outcome.said:
        assert "[red]rood[/red]" in outcome.said.replace("\n", "")


def test_the_review_screen_shows_escape_codes_as_space() -> None:
    """What it draws goes through one function, which this text goes through too."""
    from codeer.text import blank_controls

    shown = blank_controls(f"a{ESCAPES}{BIDI}b")

    assert len(shown) == len(f"a{ESCAPES}{BIDI}b")
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
