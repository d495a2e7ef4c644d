"""Errors are dataclasses, made when they are first raised."""

import pickle
from pathlib import Path

import pytest

from codeer.errors import CodeerError, InvalidOption, OptionOutOfPlace


class WideError(CodeerError):
    path: Path
    cause: str = "onbekend"
    template = "{path}: {cause}"


class NarrowError(WideError):
    number: int = 0
    template = "{path}: {cause} ({number})"


def test_a_kind_takes_the_fields_of_the_kinds_above_it_also_when_those_were_never_raised() -> None:
    error = NarrowError(Path("a.txt"), number=3)

    assert str(error) == "a.txt: onbekend (3)"
    assert repr(error) == f"NarrowError(path={Path('a.txt')!r}, cause='onbekend', number=3)"


def test_a_field_without_a_value_is_refused() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'path'"):
        WideError()  # type: ignore[call-arg]


def test_two_errors_are_never_the_same() -> None:
    assert InvalidOption("--unit", "x") != InvalidOption("--unit", "x")


def test_an_error_comes_out_of_another_process_whole() -> None:
    error = pickle.loads(pickle.dumps(OptionOutOfPlace("--consensus", "--codeur", ("een",))))

    assert isinstance(error, OptionOutOfPlace)
    assert str(error) == "--consensus hoort niet bij --codeur. Verwacht: een."
