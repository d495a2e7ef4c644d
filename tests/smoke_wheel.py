"""Build the wheel, install it in an empty environment and run the sample from there."""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
RESULTS = {
    "suggesties.csv",
    "themafrequenties.csv",
    "themafrequenties_breed.csv",
    "fragmenten.csv",
    "verantwoording.md",
}


def main() -> None:
    """Fail when the installed wheel cannot run the demo outside the repository."""
    with tempfile.TemporaryDirectory(prefix="codeer-wheel-") as name:
        folder = Path(name)
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
        _run([*build, "--outdir", name, str(REPOSITORY)], folder)
        (wheel,) = folder.glob("codeer-*.whl")
        venv.create(folder / "empty", with_pip=True)
        scripts = folder / "empty" / ("Scripts" if os.name == "nt" else "bin")
        _run([str(scripts / "python"), "-m", "pip", "install", "--quiet", str(wheel)], folder)
        _run([str(scripts / "codeer"), "--help"], folder)
        _run([str(scripts / "codeer"), "demo", "proef"], folder)
        written = {path.name for path in (folder / "proef" / "output").iterdir()}
        if not written >= RESULTS:
            sys.exit(f"the installed wheel did not write {sorted(RESULTS - written)}")
    print(f"wheel: {wheel.name} installed in an empty environment, demo wrote {len(written)} files")


def _run(command: list[str], folder: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")


if __name__ == "__main__":
    main()
