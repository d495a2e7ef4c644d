"""What fuzzing found stays found: every kept input ends in a whole value or a CodeerError."""

from pathlib import Path

import pytest

from tests.soak.fuzz_targets import TARGETS, run

FINDS = Path(__file__).parent / "fuzz_finds"
KEPT = sorted(path for path in FINDS.glob("*/*") if path.is_file())


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_kept_find_is_no_find_any_more(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    run(TARGETS[path.parent.name], path.read_bytes(), tmp_path)


@pytest.mark.parametrize("name", TARGETS)
def test_a_sample_from_which_fuzzing_starts_is_read(name, tmp_path, monkeypatch):
    """A target of which no sample is accepted would only test refusals."""
    monkeypatch.chdir(tmp_path)

    read = [run(TARGETS[name], sample, tmp_path) for sample in TARGETS[name].seeds()]

    assert any(read)


def test_the_list_of_finds_names_every_kept_input():
    told = (FINDS / "README.md").read_text(encoding="utf-8")

    assert [path.name for path in KEPT if f"`{path.parent.name}/{path.name}`" not in told] == []
