"""deduce as a second pair of eyes, when it is installed."""

import sys
from types import ModuleType, SimpleNamespace

import pytest

from codeer.errors import MissingExtra
from codeer.pseudonyms.deduce_finder import load_deduce
from codeer.pseudonyms.finding import find_mentions
from codeer.pseudonyms.values import Kind

TEXT = "Ik woon bij tante Xanthippe in Zwolle, kamer 12."


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deduce that finds two things and one of a kind that codeer does not replace."""

    class Deduce:
        def deidentify(self, text: str) -> SimpleNamespace:
            found = (("persoon", "Xanthippe"), ("locatie", "Zwolle"), ("id", "12"))
            return SimpleNamespace(
                annotations=[
                    SimpleNamespace(
                        tag=tag, start_char=text.index(said), end_char=text.index(said) + len(said)
                    )
                    for tag, said in found
                ]
            )

    module = ModuleType("deduce")
    module.Deduce = Deduce  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "deduce", module)


def test_without_deduce_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "deduce", None)

    with pytest.raises(MissingExtra, match=r"codeer\[deduce\]"):
        load_deduce()


def test_kinds_of_deduce_become_kinds_of_codeer(stand_in: None) -> None:
    start = TEXT.index("Xanthippe")

    assert load_deduce()(TEXT) == [
        (start, start + 9, Kind.NAAM),
        (TEXT.index("Zwolle"), TEXT.index("Zwolle") + 6, Kind.PLAATS),
    ]


def test_what_only_deduce_finds_is_a_proposal(stand_in: None) -> None:
    found = find_mentions(TEXT, language_names=load_deduce())

    assert ("Xanthippe", Kind.NAAM) in {(m.text, m.kind) for m in found}


def test_the_real_one_names_what_it_finds_as_expected() -> None:
    pytest.importorskip("deduce", reason="needs the extra codeer[deduce]")
    found = load_deduce()("Ik ben Fatima El Amrani en woon in Zwolle, bel 06-12345678.")

    assert {kind for _, _, kind in found} == {Kind.NAAM, Kind.PLAATS, Kind.TELEFOON}
