"""After any edit a run in an old project gives what it gives in a new one: nothing old is kept by mistake."""

import shutil
from pathlib import Path

import pytest

from codeer.cli import run
from tests.workflow.support import add_transcript, content_of

CODEBOOK = """\
naam: proef
versie: "1"
woordgroepen:
  familie: [tante, oma]
codes:
  - id: band
    naam: Band
    definitie: Kwijt kunnen bij iemand.
    patronen:
      - kwijt
      - {patroon: <familie>, gewicht: 0.5}
    uitzonderingen: [kwijt raken]
    kenmerken:
      wie:
        waarden:
          eigen: [tante, oma]
          ander: [coach]
  - id: gemak
    naam: Gemak
    definitie: Makkelijk bereiken.
    patronen: [bellen, {patroon: tante, gewicht: 0.3}]
"""
STUDY = """\
naam: proef
eenheid: zin
groepen:
  - {naam: jongere, meervoud: jongeren, prefix: J, sprekers: [jeugdige]}
  - {naam: ouder, meervoud: ouders, prefix: O, sprekers: [moeder]}
"""
TALK = {
    "J01.txt": (
        "I: Bij wie kon je terecht?",
        "R: Bij mijn tante. Daar kon ik alles niet kwijt. Oma belde mij.",
        "Moeder: Ik kon het kwijt bij de coach.",
    ),
    "J02.txt": ("I: En de coach?", "R: Die belde mij nooit. Ik ben mijn tante kwijt geraakt."),
    "J03.txt": ("I: En de coach?", "R: Die belde mij nooit. Ik ben mijn tante kwijt geraakt."),
}
_GEMAK = CODEBOOK[CODEBOOK.index("  - id: gemak") :]
EDITS = {
    "weight": ("proef.yaml", "gewicht: 0.5", "gewicht: 0.7"),
    "weight of another code": ("proef.yaml", "gewicht: 0.3", "gewicht: 0.4"),
    "word group": ("proef.yaml", "familie: [tante, oma]", "familie: [tante]"),
    "exception out": ("proef.yaml", "    uitzonderingen: [kwijt raken]\n", ""),
    "exception in": ("proef.yaml", "[kwijt raken]", "[kwijt raken, niet kwijt]"),
    "value renamed": ("proef.yaml", "eigen:", "verwant:"),
    "attribute renamed": ("proef.yaml", "wie:", "over:"),
    "values in another order": (
        "proef.yaml",
        "eigen: [tante, oma]\n          ander: [coach]",
        "ander: [coach]\n          eigen: [tante, oma]",
    ),
    "another rule": ("proef.yaml", "[bellen, {patroon: tante", "[nooit, {patroon: tante"),
    "code renamed": ("proef.yaml", "id: gemak", "id: bereik"),
    "code out": ("proef.yaml", _GEMAK, ""),
    "definition": ("proef.yaml", "Makkelijk bereiken.", "Snel bereiken."),
    "group renamed": ("onderzoek.yaml", "naam: ouder,", "naam: verzorger,"),
    "speaker": ("onderzoek.yaml", "sprekers: [moeder]", "sprekers: [moeder, r]"),
    "unit": ("onderzoek.yaml", "eenheid: zin", "eenheid: beurt"),
    "text": ("transcripten/J02.txt", "nooit", "altijd"),
}


def make(folder: Path) -> Path:
    (folder / "codeboeken").mkdir(parents=True)
    (folder / "codeboeken" / "proef.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "codeboeken" / "onderzoek.yaml").write_text(STUDY, encoding="utf-8")
    for name, lines in TALK.items():
        add_transcript(folder, name, *lines)
    return folder


def results(project: Path) -> dict[str, bytes]:
    """Run in a project and return the tables that were written."""
    shutil.rmtree(project / "output", ignore_errors=True)
    for command in (["suggest", "--motor", "patronen"], ["rapport", "--formaat", "csv"]):
        assert run([*command, "--project", str(project)]) == 0
    return {name: content for name, content in content_of(project).items() if name.endswith(".csv")}


def edit(project: Path, name: str, old: str, new: str) -> None:
    path = project / name if "/" in name else project / "codeboeken" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(("name", "old", "new"), EDITS.values(), ids=EDITS)
def test_an_edit_gives_what_a_new_project_gives(
    tmp_path: Path, name: str, old: str, new: str
) -> None:
    project, fresh = make(tmp_path / "oud"), make(tmp_path / "nieuw")
    results(project)
    edit(project, name, old, new)
    edit(fresh, name, old, new)

    assert results(project) == results(fresh)


def test_an_edit_that_is_undone_gives_the_first_result_again(tmp_path: Path) -> None:
    project = make(tmp_path)
    before = results(project)
    edit(project, "proef.yaml", "gewicht: 0.5", "gewicht: 0.7")
    assert results(project) != before
    edit(project, "proef.yaml", "gewicht: 0.7", "gewicht: 0.5")

    assert results(project) == before


def test_a_transcript_that_leaves_and_returns_gives_the_first_result_again(tmp_path: Path) -> None:
    project = make(tmp_path)
    before = results(project)
    away = (project / "transcripten" / "J02.txt").rename(tmp_path / "J02.txt")
    assert results(project) != before
    away.rename(project / "transcripten" / "J02.txt")

    assert results(project) == before
