"""Loaded in the server from which commands fork: what each of them would load again."""

import tempfile
from pathlib import Path

from tests.soak.cases import make_small_base

with tempfile.TemporaryDirectory(prefix="codeer-warm-") as _name:
    make_small_base(Path(_name) / "project")
