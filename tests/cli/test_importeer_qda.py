"""codeer importeer of a file of another program: the loss report, per coder, in Dutch."""

from pathlib import Path

import pytest

from codeer.cli import run
from tests.refi.projects import coding, guid, qde, selection, text_source, with_text, write_qdpx

TEXT = "Ik wacht al lang."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "project"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


def test_the_loss_report_is_a_dutch_table_with_coders_below(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = with_text(folder.parent, TEXT, selection(3, 8, "wacht"))
    code = run(["importeer", str(path)])
    shown = capsys.readouterr().out

    assert code == 0
    assert "uitkomst" in shown
    assert "coderingen" in shown
    assert "TextSource" not in shown
    assert "Anna: 1" in shown
    assert "Zelfcontrole: 1 keer" in shown


def test_a_coding_that_is_lost_is_code_1_after_keeping_the_rest(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = coding() + coding(guid(99), number=91)
    path = with_text(folder.parent, TEXT, selection(3, 8, "wacht", both))
    code = run(["importeer", str(path)])
    shown = capsys.readouterr().out

    assert code == 1
    assert "verwijst naar een code" in shown
    assert "1 codering bewaard als besluit" in shown


def test_an_empty_project_is_code_1_and_makes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_qdpx(folder.parent, qde(codes=""))

    assert run(["importeer", str(path)]) == 1
    assert "geen codes en geen teksten" in capsys.readouterr().err
    assert list(folder.iterdir()) == []


def test_a_name_is_shown_as_written_and_no_markup(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    xml = qde(text_source(selection(3, 8, "wacht"))).replace('name="Anna"', 'name="[red]A"')
    path = write_qdpx(folder.parent, xml, {"sources/a.txt": TEXT})
    run(["importeer", str(path)])

    assert "[red]A: 1" in capsys.readouterr().out


def test_no_words_of_the_interview_are_shown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = with_text(
        folder.parent,
        "GEHEIM en nog eens GEHEIM, zo.",
        selection(9, 13, "GEHEIM"),
        selection(0, 99, "GEHEIM"),
    )
    run(["importeer", str(path)])
    said = capsys.readouterr()

    assert "GEHEIM" not in said.out + said.err


def test_a_codebook_says_what_it_would_change_and_how_to_do_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Path("b.qdc")
    for name in ("Klik", "Gemak"):
        book.write_text(
            f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="{guid(1)}" name="{name}" '
            'isCodable="true"/></Codes></CodeBook>'
        )
        assert run(["importeer", "b.qdc"]) == 0
    shown = capsys.readouterr()

    assert "nieuwe codes (1): Gemak" in shown.out
    assert "--overschrijf" in shown.err
    assert run(["importeer", "b.qdc", "--overschrijf"]) == 0
    assert "b.yaml.vorige" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "option"),
    [(["p.qdpx", "--overschrijf"], "--overschrijf"), (["b.qdc", "--codeur", "Anna"], "--codeur")],
)
def test_an_option_that_would_do_nothing_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], option: str
) -> None:
    assert run(["importeer", *arguments]) == 2
    assert f"{option} hoort niet bij" in capsys.readouterr().err
