"""Documents of XML parts: what would take memory without end is refused before it is parsed."""

import pytest

from codeer.errors import QdaUnreadable, SourceBeyondLimit
from codeer.readers import package
from codeer.refi import container


def test_xml_with_more_elements_than_an_interview_has_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(package, "MAX_MARKS", 5)

    with pytest.raises(SourceBeyondLimit, match="6 onderdelen in de XML"):
        package.parse_part(tmp_path / "J01.docx", b"<a>" + b"<b/>" * 4 + b"</a>")


def test_attributes_count_as_well(tmp_path, monkeypatch):
    monkeypatch.setattr(package, "MAX_MARKS", 5)

    with pytest.raises(SourceBeyondLimit, match="6 onderdelen in de XML"):
        package.parse_part(tmp_path / "J01.docx", b'<a b="" c="" d="" e="" f=""/>')


def test_as_many_as_allowed_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(package, "MAX_MARKS", 6)

    assert len(package.parse_part(tmp_path / "J01.docx", b"<a>" + b"<b/>" * 4 + b"</a>")) == 4


def test_a_project_of_another_program_has_a_limit_too(tmp_path, monkeypatch):
    monkeypatch.setattr(container, "MAX_MARKS", 3)

    with pytest.raises(QdaUnreadable, match="miljoen onderdelen"):
        container.parse_xml(tmp_path / "p.qdpx", "project.qde", b"<a><b/><b/></a>")
