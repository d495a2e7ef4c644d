"""The guards in conftest.py guard."""

import socket
from pathlib import Path

import pytest

from tests.conftest import UsedTheNetwork, WroteOutsideTemporaryFolder


def test_writing_outside_the_temporary_folder_fails() -> None:
    with pytest.raises(WroteOutsideTemporaryFolder):
        (Path(__file__).parent / "stray.txt").write_text("x")


def test_reaching_another_machine_fails() -> None:
    with socket.socket() as connection, pytest.raises(UsedTheNetwork):
        connection.connect(("192.0.2.1", 80))


def test_a_trained_pipeline_gives_word_classes(trained) -> None:
    doc = trained.nlp("De moeders belden de hulpverleners")

    assert trained.info.has_word_classes
    assert [token.pos_ for token in doc] == ["DET", "NOUN", "VERB", "DET", "NOUN"]
