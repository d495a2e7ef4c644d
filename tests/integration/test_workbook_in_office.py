"""The workbook opens in LibreOffice, and shows there what it should."""

import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from codeer.reports.writers.workbook import write_workbook
from tests.reports.chapters import make_chapter
from tests.reports.writers.test_workbook import DATA

SOFFICE = shutil.which("soffice")
HAS_CALC = SOFFICE is not None and (Path(SOFFICE).resolve().parent / "scalc").exists()


@pytest.mark.skipif(not HAS_CALC, reason="LibreOffice Calc staat niet op deze computer")
def test_libreoffice_prints_every_sheet(tmp_path: Path) -> None:
    workbook = tmp_path / "rapport.xlsx"
    workbook.write_bytes(write_workbook([DATA], make_chapter()))
    profile = f"-env:UserInstallation={(tmp_path / 'profiel').as_uri()}"

    subprocess.run(
        [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", workbook.name],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        timeout=120,
    )

    pages = [page.extract_text() for page in PdfReader(tmp_path / "rapport.pdf").pages]
    assert len(pages) == 3
    assert "Ongecontroleerde suggesties: geen mens heeft ze beoordeeld." in pages[0]
    assert "10 (100%)" in pages[1]
    assert "1234" in pages[2]
