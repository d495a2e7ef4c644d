"""Packets: what is in them and what is not, the same bytes every time, and no trust in what comes in."""

import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codeer.errors import PacketTooNew, PacketUnreadable, UnreadableSource
from codeer.model import Verdict
from codeer.project import Project
from codeer.store import digest_text
from codeer.workflow import packet
from codeer.workflow.packet import Packet, read_packet, write_packet
from codeer.workflow.packing import build_packet
from tests.workflow.exchange import decide, mark

GEMAK = "Ze belde mij gisteren op."
OTHER = "Niks eigenlijk."


def build(project: Project, **how: Any) -> Packet:
    store, run = project.open_store()
    with store:
        return build_packet(store, run, **how)


def write(project: Project, **how: Any) -> Path:
    path = Path("p.codeer")
    path.write_bytes(write_packet(build(project, **how)))
    return path


def members_of(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as package:
        return {name: json.loads(package.read(name)) for name in package.namelist()}


def rewrite(path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """Change the content of a packet, with hashes that fit, as somebody with a text editor might."""
    members = members_of(path)
    change(members)
    texts = {name: json.dumps(content) for name, content in members.items()}
    if "pakket.json" in members:
        manifest = members["pakket.json"]
        for name in manifest["members"].keys() & texts.keys():
            manifest["members"][name] = digest_text(texts[name])
        texts["pakket.json"] = json.dumps(manifest)
    with zipfile.ZipFile(path, "w") as package:
        for name, text in texts.items():
            package.writestr(name, text)
    return path


@pytest.fixture
def decided(shared: Project) -> Project:
    """A project in which Anna and Bram decided and noted things."""
    decide(shared, "Anna", GEMAK, note="memo van Anna")
    decide(shared, "Bram", GEMAK, verdict=Verdict.REJECT)
    mark(shared, "Anna", OTHER, "nog bespreken")
    return shared


# --- what is in it -------------------------------------------------------------------------------


def test_a_packet_comes_back_as_it_was(decided: Project) -> None:
    path = write(decided, with_decisions=True)

    assert read_packet(path) == build(decided, with_decisions=True)


def test_a_packet_is_blind(decided: Project) -> None:
    """No decision, no suggestion and no name of a coder is anywhere in it."""
    with zipfile.ZipFile(write(decided)) as package:
        text = " ".join(package.read(name).decode() for name in package.namelist())

    assert read_packet(Path("p.codeer")).log is None
    for trace in ("Anna", "Bram", "memo van", "bespreken", "accept", "score", "[opbellen]"):
        assert trace not in text


def test_a_packet_has_texts_turns_segments_codebook_and_settings(decided: Project) -> None:
    content = build(decided).content

    assert [source.name for source in content.sources] == ["J01.txt", "gezin/G01.txt"]
    turn = content.sources[0].turns[1]
    assert (turn.speaker, turn.respondent, turn.group) == ("R", "J01", "jongere")
    assert len(content.sources[0].segments) == 4
    assert content.run.codebook == Path("codeboeken/proef.yaml").read_text()
    assert content.run.threshold == 0.5


def test_decisions_and_marks_go_along_when_asked(decided: Project) -> None:
    log = build(decided, with_decisions=True).log

    assert log is not None
    assert [(d.coder, d.verdict, d.note) for d in log.decisions] == [
        ("Anna", Verdict.ACCEPT, "memo van Anna"),
        ("Bram", Verdict.REJECT, ""),
    ]
    assert [m.note for m in log.marks] == ["nog bespreken"]


def test_with_a_coder_only_that_coders_work_goes_along(decided: Project) -> None:
    log = build(decided, with_decisions=True, coder="bram").log

    assert log is not None
    assert {act.coder for act in (*log.decisions, *log.marks)} == {"Bram"}


def test_the_same_content_gives_the_same_bytes(decided: Project) -> None:
    assert write_packet(build(decided, with_decisions=True)) == write_packet(
        build(decided, with_decisions=True)
    )


# --- what comes in -------------------------------------------------------------------------------


def change_text(members: dict[str, Any]) -> None:
    members["inhoud.json"]["sources"][0]["text"] += "Nog een woord."


def change_turn(members: dict[str, Any]) -> None:
    members["inhoud.json"]["sources"][0]["turns"][1]["end"] = 99_999


def turn_back_time(members: dict[str, Any]) -> None:
    first, second = members["inhoud.json"]["sources"][0]["turns"][:2]
    first["seconds"], second["seconds"] = 9.0, 3.0


def make_time_endless(members: dict[str, Any]) -> None:
    members["inhoud.json"]["sources"][0]["turns"][1]["seconds"] = float("inf")


def change_segment(members: dict[str, Any]) -> None:
    """An interviewer's turn has no segments."""
    members["inhoud.json"]["sources"][0]["segments"][0]["turn"] = 1


def change_type(members: dict[str, Any]) -> None:
    members["inhoud.json"]["run"]["threshold"] = "0,5"


def change_name(members: dict[str, Any]) -> None:
    members["inhoud.json"]["sources"][1]["name"] = "J01.txt"


def add_key(members: dict[str, Any]) -> None:
    members["inhoud.json"]["run"]["extra"] = 1


def change_place(members: dict[str, Any]) -> None:
    members["besluiten.json"]["decisions"][0]["end"] = 99_999


def empty_place(members: dict[str, Any]) -> None:
    decision = members["besluiten.json"]["decisions"][0]
    decision["end"] = decision["start"]


def change_hash(members: dict[str, Any]) -> None:
    members["besluiten.json"]["decisions"][0]["source"] = "0" * 32


def change_verdict(members: dict[str, Any]) -> None:
    members["besluiten.json"]["decisions"][0]["verdict"] = "aanvaard"


def change_moment(members: dict[str, Any]) -> None:
    members["besluiten.json"]["decisions"][0]["made"] = "gisteren"


def empty_coder(members: dict[str, Any]) -> None:
    members["besluiten.json"]["marks"][0]["coder"] = "  "


def call_coder_like_the_suggestions(members: dict[str, Any]) -> None:
    members["besluiten.json"]["marks"][0]["coder"] = "Codeer "


def lone_surrogate(members: dict[str, Any]) -> None:
    members["besluiten.json"]["marks"][0]["note"] = "\ud800"


def change_format(members: dict[str, Any]) -> None:
    members["pakket.json"]["format"] = "iets anders"


def drop_content(members: dict[str, Any]) -> None:
    del members["inhoud.json"]


def add_member(members: dict[str, Any]) -> None:
    members["extra.json"] = {}


def drop_manifest(members: dict[str, Any]) -> None:
    del members["pakket.json"]


@pytest.mark.parametrize(
    "change",
    [
        change_text,
        change_turn,
        turn_back_time,
        make_time_endless,
        change_segment,
        change_type,
        change_name,
        add_key,
        change_place,
        empty_place,
        change_hash,
        change_verdict,
        change_moment,
        empty_coder,
        call_coder_like_the_suggestions,
        lone_surrogate,
        change_format,
        drop_content,
        add_member,
        drop_manifest,
    ],
)
def test_a_packet_that_somebody_changed_is_refused_whole(
    decided: Project, change: Callable[[dict[str, Any]], None]
) -> None:
    path = rewrite(write(decided, with_decisions=True), change)

    with pytest.raises(PacketUnreadable, match="Er is niets ingelezen") as caught:
        read_packet(path)
    assert "kwijt" not in str(caught.value)


def test_a_packet_of_a_newer_codeer_says_to_upgrade(shared: Project) -> None:
    path = rewrite(write(shared), lambda members: members["pakket.json"].update(version=2))

    with pytest.raises(PacketTooNew, match="versie 2 van het pakket, deze codeer kent 1"):
        read_packet(path)


def read_or_none(path: Path) -> Packet | None:
    try:
        return read_packet(path)
    except PacketUnreadable:
        return None


def test_a_damaged_packet_is_refused_or_means_the_same(shared: Project) -> None:
    """Some bytes of a zip mean nothing, as the time of a file in it."""
    raw, whole = write(shared).read_bytes(), build(shared)
    chance = random.Random(3)
    results = []
    for number in range(60):
        damaged = bytearray(raw)
        damaged[chance.randrange(len(raw))] ^= 0xFF
        path = Path("d.codeer")
        path.write_bytes(raw[: chance.randrange(len(raw))] if number % 3 == 0 else damaged)
        results.append(read_or_none(path))

    assert results.count(None) > 40
    assert all(result in (None, whole) for result in results)


@pytest.mark.parametrize("content", [b"", b"geen zip", b"PK\x05\x06" + b"\0" * 18])
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "p.codeer"
    path.write_bytes(content)

    with pytest.raises(PacketUnreadable):
        read_packet(path)


def test_what_unpacks_to_far_more_than_a_project_is_refused(
    shared: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(shared)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("bom.json", " " * 2_000_000)
    monkeypatch.setattr(packet, "_MAX_MEGABYTES", 1)

    with pytest.raises(PacketUnreadable, match="groter dan 1 MB"):
        read_packet(path)


def test_a_packet_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="bestaat niet"):
        read_packet(tmp_path / "weg.codeer")
