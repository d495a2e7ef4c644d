"""codeer pseudonimiseer: it shows, asks per name, and does only what was said."""

import io
from pathlib import Path

import pytest

from codeer.cli import console, run
from codeer.pseudonyms.key_file import read_key
from tests.workflow.coders import decide, make_suggestions, words_held
from tests.workflow.support import add_transcript, content_of, read_table


class Keyboard(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def named(project: Path) -> Path:
    """One interview with one person and one place."""
    add_transcript(
        project, "J01.txt", "I: Hoe is dat?", "R: Sanne belde mij op. Toen kwam Sanne.",
        "I: Waar?", "R: In Zwolle. Mijn oma en krummel ook."
    )  # fmt: skip
    return project


@pytest.fixture
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside the project."""
    return tmp_path_factory.mktemp("kluis")


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard("".join(f"{line}\n" for line in lines)))


def replace(vault: Path, *options: str) -> int:
    return run(["pseudonimiseer", "--sleutel", str(vault / "sleutel.json"), *options])


def new_text(project: Path) -> str:
    return (project / "transcripten_pseudoniem" / "J01.txt").read_text(encoding="utf-8")


# --- without questions ---------------------------------------------------------------------------


def test_alles_replaces_and_says_where(
    named: Path, vault: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replace(vault, "--alles") == 0
    shown = capsys.readouterr().out

    assert "3 vermeldingen vervangen (NAAM 2, PLAATS 1)" in shown
    assert "transcripten_pseudoniem/J01.txt" in shown
    assert "Daarna: codeer suggest" in shown
    assert "R: [NAAM-1] belde mij op. Toen kwam [NAAM-1]." in new_text(named)


def test_the_table_shows_kind_text_number_and_proposal(
    named: Path, vault: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(vault, "--alles")
    row = next(line for line in capsys.readouterr().out.splitlines() if "Sanne" in line)

    assert row.split()[:5] == ["1", "NAAM", "Sanne", "2", "1"]
    assert row.split()[-1] == "[NAAM-1]"


def test_certainty_decides_what_alles_takes(
    named: Path, vault: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replace(vault, "--alles", "--zekerheid", "1") == 0
    shown = capsys.readouterr()

    assert not (named / "transcripten_pseudoniem").exists() or "regel" in shown.out


def test_without_a_terminal_it_says_what_else_there_is(
    named: Path, vault: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content_of(named)

    assert replace(vault) == 1
    error = capsys.readouterr().err
    assert "--voorstel" in error
    assert "--alles" in error
    assert content_of(named) == before


def test_without_a_key_nothing_is_replaced(named: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pseudonimiseer", "--alles"]) == 1
    assert "--sleutel PAD.json" in capsys.readouterr().err


def test_a_key_in_the_project_is_refused_in_dutch(
    named: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["pseudonimiseer", "--alles", "--sleutel", "sleutel.json"]) == 1
    assert "mag niet in" in capsys.readouterr().err
    assert not (named / "sleutel.json").exists()


def test_leftovers_are_listed_without_their_words_when_this_is_no_terminal(
    named: Path, vault: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = vault / "lijst.csv"
    names.write_text("besluit;vervanging;soort;tekst;vormen\nja;;PLAATS;Zwolle;\n", "utf-8")
    assert replace(vault, "--lijst", str(names)) == 0
    shown = capsys.readouterr().out
    listed = shown.split("vervangen (")[1]

    assert "J01.txt, NAAM: regel 2" in listed
    assert "Sanne" not in listed


def test_an_own_list_of_names_finds_what_codeer_does_not(
    named: Path, vault: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = vault / "namen.txt"
    names.write_text("Krummel\nPLAATS: Zwolle, Zwol\n", encoding="utf-8")

    assert replace(vault, "--alles", "--namen", str(names)) == 0
    assert "Mijn oma en [NAAM-2] ook." in new_text(named)


def test_an_unknown_kind_in_that_list_is_an_error(
    named: Path, vault: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = vault / "namen.txt"
    names.write_text("Sanne\nDIER: Bobbie\n", encoding="utf-8")

    assert replace(vault, "--alles", "--namen", str(names)) == 1
    assert "namen.txt, regel 2: deze soort is niet bekend" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        ["--alles", "--lijst", "x.csv"],
        ["--alles", "--voorstel", "x.csv"],
        ["--alles", "--met-zinnen"],
        ["--alles", "--zekerheid", "veel"],
    ],
    ids=" ".join,
)
def test_options_that_do_not_go_together_are_wrong_use(
    named: Path, vault: Path, options: list[str]
) -> None:
    assert replace(vault, *options) == 2


# --- a list --------------------------------------------------------------------------------------


def test_a_list_goes_to_excel_and_back(
    named: Path, vault: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = vault / "namen.csv"
    assert run(["pseudonimiseer", "--voorstel", str(listed)]) == 0
    rows = {row["tekst"]: row for row in read_table(listed)}
    assert rows["Sanne"]["vervanging"] == "[NAAM-1]"
    assert rows["Sanne"]["aantal"] == "2"
    assert "zin" not in rows["Sanne"]

    text = listed.read_text(encoding="utf-8-sig").replace("[NAAM-1]", "[BUURVROUW]")
    listed.write_text(text, encoding="utf-8")
    assert replace(vault, "--lijst", str(listed)) == 0
    assert "[BUURVROUW] belde mij op." in new_text(named)


def test_the_sentence_is_in_the_list_only_when_asked(named: Path, vault: Path) -> None:
    listed = vault / "namen.csv"
    run(["pseudonimiseer", "--voorstel", str(listed), "--met-zinnen"])
    rows = {row["tekst"]: row for row in read_table(listed)}

    assert "«Sanne» belde mij op." in rows["Sanne"]["zin"]


def test_a_proposal_list_in_the_project_is_refused(
    named: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["pseudonimiseer", "--voorstel", "namen.csv"]) == 1
    assert not (named / "namen.csv").exists()


def test_a_row_that_somebody_adds_is_replaced_too(named: Path, vault: Path) -> None:
    listed = vault / "namen.csv"
    listed.write_text(
        "besluit;vervanging;soort;tekst;vormen\nja;[NAAM-5];NAAM;Krummel;\nnee;;NAAM;Sanne;\n",
        "utf-8",
    )

    assert replace(vault, "--lijst", str(listed)) == 0
    assert "Mijn oma en [NAAM-5] ook." in new_text(named)
    assert "R: Sanne belde" in new_text(named)


def test_wrong_rows_are_named_all_at_once(
    named: Path, vault: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = vault / "namen.csv"
    listed.write_text(
        "besluit;vervanging;soort;tekst;vormen\n"
        "misschien;;NAAM;Sanne;\nja;[[x];NAAM;Sanne;\nja;;DIER;Sanne;\nja;;NAAM;;\n",
        "utf-8",
    )

    assert replace(vault, "--lijst", str(listed)) == 1
    error = capsys.readouterr().err
    assert all(f"rij {number}:" in error for number in (2, 3, 4, 5))
    assert "Sanne" not in error


# --- questions on a terminal ---------------------------------------------------------------------


def forms(vault: Path) -> dict[str, str]:
    key = read_key(vault / "sleutel.json")
    return {form: entry.replacement for entry in key.entries for form in entry.forms}


def test_each_name_is_asked_with_its_surroundings(
    named: Path, vault: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, "j", "n")

    assert replace(vault) == 0
    shown = capsys.readouterr().out
    assert "1/2  NAAM  Sanne  → [NAAM-1]  (2 keer in 1 transcript)" in shown
    assert "«Sanne» belde mij op." in shown
    assert forms(vault) == {"Sanne": "[NAAM-1]", "Zwolle": ""}


def test_w_takes_another_replacement_and_asks_again_when_it_cannot(
    named: Path, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, "w", "[[", "w", "Fenna", "j")

    assert replace(vault) == 0
    assert forms(vault)["Sanne"] == "Fenna"


def test_s_takes_the_replacement_of_another(
    named: Path, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, "j", "s", "9", "s", "1")

    assert replace(vault) == 0
    assert forms(vault) == {"Sanne": "[NAAM-1]", "Zwolle": "[NAAM-1]"}


def test_a_takes_everything_that_is_sure(
    named: Path, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, "a")

    assert replace(vault, "--zekerheid", "0,5") == 0
    assert forms(vault) == {"Sanne": "[NAAM-1]", "Zwolle": "[PLAATS-1]"}


@pytest.mark.parametrize("typed", [("q",), ("j", "q"), ("j",)], ids=str)
def test_stopping_halfway_changes_nothing(
    named: Path,
    vault: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: tuple[str, ...],
) -> None:
    before = content_of(named)
    type_in(monkeypatch, *typed)

    assert replace(vault) == 0
    assert "Er is niets gewijzigd." in capsys.readouterr().out
    assert content_of(named) == before
    assert content_of(vault) == {}


def test_another_key_press_explains_and_asks_again(
    named: Path, vault: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, "x", "j", "j")

    assert replace(vault) == 0
    assert "j = vervang" in capsys.readouterr().err


def test_on_a_terminal_it_asks_where_the_key_is(
    named: Path, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, str(vault / "sleutel.json"), "j", "j")

    assert run(["pseudonimiseer"]) == 0
    assert forms(vault)["Sanne"] == "[NAAM-1]"


def test_a_terminal_shows_the_words_of_leftovers(
    named: Path, vault: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(console.out, "_force_terminal", True)
    listed = vault / "lijst.csv"
    listed.write_text("besluit;vervanging;soort;tekst;vormen\nja;;PLAATS;Zwolle;\n", "utf-8")
    replace(vault, "--lijst", str(listed))

    assert "regel 2: NAAM: Sanne" in capsys.readouterr().out


# --- what cannot be undone -----------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--vervang", "--wis-origineel"])
def test_what_cannot_be_undone_needs_the_word(
    named: Path,
    vault: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    option: str,
) -> None:
    before = content_of(named)
    type_in(monkeypatch, "ja")

    assert replace(vault, "--alles", option) == 1
    assert "Niet bevestigd. Er is niets gewijzigd." in capsys.readouterr().err
    assert content_of(named) == before

    type_in(monkeypatch, "vervang")
    assert replace(vault, "--alles", option) == 0
    assert not any(b"Sanne" in content for content in content_of(named).values())


def test_wiping_shows_what_goes_and_codings_stay(
    named: Path, vault: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_suggestions(named)
    decide(named, "Anna", "Sanne belde mij op.", "gemak")
    (named / "notitie.md").write_text("Over Sanne.", encoding="utf-8")

    assert replace(vault, "--alles", "--wis-origineel", "--ja") == 0
    shown = capsys.readouterr()
    assert "transcripten/J01.txt" in shown.out
    assert "output/suggesties.csv" in shown.out
    assert "notitie.md: bevat of kan bevatten wat vervangen is" in shown.err
    assert run(["suggest"]) == 0
    assert words_held(named) == ["[NAAM-1] belde mij op."]
