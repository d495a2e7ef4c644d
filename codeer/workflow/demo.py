"""`codeer demo`: set up the shipped sample as a project."""

from pathlib import Path

from codeer.cache import CACHE_FOLDER
from codeer.errors import DemoFolderInUse, OutputNotWritable, describe_cause
from codeer.project import CODEBOOKS, STORE_NAME, TRANSCRIPTS, Project
from codeer.reports.output_files import write_files

SAMPLE = TRANSCRIPTS[1]


def sample_folder() -> Path:
    """Return the folder that holds the sample: inside the wheel, or the repository itself."""
    package = Path(__file__).parents[1]
    shipped = package / "resources" / "voorbeeld"
    return shipped if shipped.is_dir() else package.parent


def prepare_demo(folder: Path) -> Project:
    """Copy the sample to `folder` and return the project.

    A folder of an earlier demo is used again, with its files as the user left them.

    Raises
    ------
    DemoFolderInUse
        When the folder holds something else.

    """
    expected = {CODEBOOKS, SAMPLE, "output", STORE_NAME, CACHE_FOLDER}
    try:
        if folder.exists() and not folder.is_dir():
            raise DemoFolderInUse(folder)
        if folder.exists() and {path.name for path in folder.iterdir()} - expected:
            raise DemoFolderInUse(folder)
        for name in (CODEBOOKS, SAMPLE):
            if not (folder / name).exists():
                write_files(folder / name, _read(sample_folder() / name))
    except OSError as error:
        raise OutputNotWritable(folder, describe_cause(error)) from error
    return Project(folder)


def _read(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder by name; the copy becomes a project, so it is private."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
