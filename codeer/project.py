"""Where a project lives on disk."""

from dataclasses import dataclass
from pathlib import Path

from codeer.errors import MissingSource, NothingStored, OutputNotWritable
from codeer.model import Codebook, Study
from codeer.store import RunRecord, Store

STORE_NAME = "codeer.sqlite"
CODEBOOKS = "codeboeken"
OUTPUT = "output"
PSEUDONYMS = "transcripten_pseudoniem"
TRANSCRIPTS = ("transcripten", "transcripten_voorbeeld", PSEUDONYMS)
"""The last when the originals are gone."""


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with transcripts, a codebook, the database and the output."""

    folder: Path

    @property
    def store_path(self) -> Path:
        """Return the place of the database."""
        return self.folder / STORE_NAME

    @property
    def output(self) -> Path:
        """Return the folder for results, which may be thrown away at any time."""
        return self.folder / OUTPUT

    def find_sources(self) -> list[Path]:
        """Return the transcript folder that codeer takes when none is given."""
        for name in TRANSCRIPTS:
            if (self.folder / name).is_dir():
                return [self.folder / name]
        raise MissingSource(self.folder / TRANSCRIPTS[0])

    def codebook_path(self, given: Path | None) -> Path:
        """Return the codebook that was given, or the only one in `codeboeken/`."""
        from codeer.codebook import find_codebook  # brings pydantic, as the next ones do

        return given or find_codebook(self.folder / CODEBOOKS)

    def load_codebook(self, given: Path | None) -> Codebook:
        """Read the codebook that was given, or the only one in `codeboeken/`."""
        from codeer.codebook import load_codebook

        return load_codebook(self.codebook_path(given))

    def load_study(self, given: Path | None) -> Study:
        """Read the study design that was given or found; without one the default groups."""
        from codeer.study import DEFAULT_STUDY, find_study, load_study

        path = given or find_study(self.folder / CODEBOOKS)
        return load_study(path) if path else DEFAULT_STUDY

    def create_store(self) -> Store:
        """Open the database, making it when it is not there."""
        if not self.folder.is_dir():
            raise OutputNotWritable(self.folder, "deze map bestaat niet")
        return Store(self.store_path)

    def check_store(self) -> None:
        """Look through the whole database for damage; opening it looks only after others changed it."""
        if self.store_path.exists() and self.store_path.stat().st_size:
            Store(self.store_path, read_only=True, look_through=True).close()

    def fetch_tombstones(self) -> dict[str, str]:
        """Return who was removed on request and when, without changing the database."""
        if not self.store_path.exists() or not self.store_path.stat().st_size:
            return {}  # there is none yet, or codeer was stopped while it made one
        with Store(self.store_path, read_only=True) as store:
            return store.participants.fetch_tombstones()

    def count_changes(self) -> int:
        """Return how often stored words were removed or replaced, without changing the database."""
        if not self.store_path.exists() or not self.store_path.stat().st_size:
            return 0
        with Store(self.store_path, read_only=True) as store:
            return store.count_changes()

    def open_store(self, *, at_one_moment: bool = False) -> tuple[Store, RunRecord]:
        """Open an existing database with its newest run.

        With `at_one_moment` all that is read is of this moment, also when another codeer makes a new
        run meanwhile; nothing can be written then, and others wait with writing until it is closed.

        Raises
        ------
        NothingStored
            When `codeer suggest` has not run in this project.

        """
        if not self.store_path.exists():
            raise NothingStored(self.folder)
        store = Store(self.store_path, at_one_moment=at_one_moment)
        run = store.fetch_run()
        if run is None:
            store.close()
            raise NothingStored(self.folder)
        return store, run
