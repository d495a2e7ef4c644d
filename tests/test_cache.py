"""The cache remembers, and never stands in the way."""

import sqlite3

from codeer.cache import Cache, make_key


def test_what_was_kept_comes_back_in_another_session(tmp_path):
    cache = Cache(tmp_path / "c")
    cache.keep([(b"a", b"1"), (b"b", b"2")])
    cache.close()

    assert Cache(tmp_path / "c").fetch([b"a", b"b", b"x"]) == {b"a": b"1", b"b": b"2"}


def test_more_keys_than_sqlite_takes_at_once_are_all_found(tmp_path):
    cache = Cache(tmp_path)
    keys = [make_key("k", "f", str(n)) for n in range(1200)]
    cache.keep((key, key) for key in keys)

    assert len(cache.fetch(keys)) == 1200


def test_a_key_depends_on_kind_version_and_text():
    keys = {make_key("a", "1", "x"), make_key("b", "1", "x"), make_key("a", "2", "x")}

    assert len(keys | {make_key("a", "1", "y")}) == 4


def test_a_damaged_file_is_a_miss_and_no_error(tmp_path):
    (tmp_path / "resultaten.sqlite").write_bytes(b"no database" * 100)
    cache = Cache(tmp_path)
    cache.keep([(b"a", b"1")])

    assert cache.fetch([b"a"]) == {}


def test_a_locked_file_is_a_miss_and_no_error(tmp_path):
    Cache(tmp_path).close()
    other = sqlite3.connect(tmp_path / "resultaten.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    cache = Cache(tmp_path)
    cache.keep([(b"a", b"1")])

    assert cache.fetch([b"a"]) == {}
    other.close()


def test_only_the_owner_can_read_the_file(tmp_path):
    Cache(tmp_path / "c").close()

    assert (tmp_path / "c" / "resultaten.sqlite").stat().st_mode & 0o077 == 0


def test_a_blob_that_was_written_half_is_a_miss(tmp_path):
    cache = Cache(tmp_path)
    cache.keep([(b"a", b"whole"), (b"b", b"whole")])
    other = sqlite3.connect(tmp_path / "resultaten.sqlite", isolation_level=None)
    other.execute("UPDATE blob SET value = substr(value, 1, 10) WHERE key = ?", (b"a",))
    other.close()

    assert cache.fetch([b"a", b"b"]) == {b"b": b"whole"}
