"""Count the one-word terms of the JIM codebook per interview: codeer and the others, in the same rounds."""

import csv
import re
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from bench.foreign_qda.__main__ import get_version, make_environment
from bench.generate import REPOSITORY
from bench.process import Job, measure, run
from bench.study import BUILT_IN, CODEER, Bench, next_folder
from bench.table import Row, compare, show
from bench.train_pipeline import CACHE
from codeer.codebook import load_codebook
from codeer.model import Codebook

HERE = Path(__file__).parent
QUALCODER = CACHE / "qualcoder"
SHARE = 5
"""Slow peers read one in so many interviews; all of them work interview by interview."""
CODEBOOK = "trefwoorden.yaml"
EARLIER = "eerder gemeten, ../shared/performance.md: zinnen 29,4 s, woorden 0,57 s"


def measure_peers(bench: Bench) -> list[Row]:
    """Return a row per program; slow ones on a share of the interviews, beside codeer on the same."""
    keywords = write_keywords(bench.place)
    part = bench.place / "deel"
    part.mkdir()
    for path in sorted(bench.transcripts.glob("*.txt"))[::SHARE]:
        shutil.copy(path, part)
    return [
        *_measure_scripts(bench, keywords, part),
        *_measure_qc(bench, keywords),
        *_measure_qualcoder(bench, keywords, part),
    ]


def write_keywords(place: Path) -> Path:
    """Write the terms as a table and as a codebook, and return the table."""
    codebook = load_codebook(REPOSITORY / "codeboeken" / "jim.yaml")
    terms = {
        c.id: [r.text for r in c.rules if re.fullmatch(r"\w+", r.text)] for c in codebook.codes
    }
    path = place / "trefwoorden.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows((theme, w) for theme, words in terms.items() for w in words)
    (place / CODEBOOK).write_text(_write_codebook(codebook, terms), encoding="utf-8")
    return path


def _write_codebook(codebook: Codebook, terms: dict[str, list[str]]) -> str:
    lines = ["naam: trefwoorden", 'versie: "1"', "codes:"]
    for code in codebook.codes:
        lines += [f"  - id: {code.id}", f"    naam: {code.name}", f"    definitie: {code.name}"]
        lines.append(f"    trefwoorden: [{', '.join(terms[code.id])}]")
    return "\n".join(lines) + "\n"


def _measure_scripts(bench: Bench, keywords: Path, part: Path) -> list[Row]:
    script = (sys.executable, str(HERE / "lemma_script.py"), str(part), bench.pipeline)
    regex = (sys.executable, str(HERE / "regex_script.py"), str(bench.transcripts))
    ends = (str(keywords), "telling.csv")
    some = f"{len(list(part.iterdir()))} van {bench.interviews} interviews"
    jobs = {
        f"codeer suggest + rapport, getraind, {some}": _codeer(bench, part, bench.pipeline),
        f"script met spacy.load en lemma's, getraind, {some}": Job((*script, *ends), _new(bench)),
        "codeer suggest + rapport, ingebouwd": _codeer(bench, bench.transcripts, BUILT_IN),
        "script met zoekwoorden in de ruwe tekst": Job((*regex, *ends), _new(bench)),
    }
    done = measure(jobs, bench.patience)
    ours, lemmas, built_in, words = jobs
    return [
        show(ours, done[ours]),
        compare(lemmas, done[lemmas], done[ours], "codeer"),
        show(built_in, done[built_in]),
        compare(words, done[words], done[built_in], "codeer"),
    ]


def _measure_qc(bench: Bench, keywords: Path) -> list[Row]:
    """Measure import, and the table of codings per interview; qc itself finds nothing."""
    python = _environment("qualitative-coding")
    qc = str(python.with_name("qc"))
    starting = (
        f"{qc} init && {qc} corpus import {shlex.quote(str(bench.transcripts))} -r -i verbatim"
    )
    coded = next_folder(bench.place)
    coded.mkdir()
    run(("sh", "-c", starting), coded)
    run((str(python), str(HERE / "code_with_qc.py"), str(keywords)), coded)
    project = next_folder(bench.place)
    project.mkdir()
    run(_codeer(bench, bench.transcripts, BUILT_IN).command, project)
    name = f"qc {get_version(python, 'qualitative-coding')}"
    report = "codeer rapport (csv)"
    jobs = {
        f"{name}: init + corpus import": Job(("sh", "-c", starting), _new(bench)),
        report: Job((*CODEER, "rapport", "--formaat", "csv"), lambda: project),
        f"{name}: codes stats per interview": Job(
            (qc, "codes", "stats", "--by-document"), lambda: coded
        ),
    }
    done = measure(jobs, bench.patience)
    first, _, last = jobs
    return [
        show(first, done[first]),
        show(report, done[report]),
        compare(last, done[last], done[report], "codeer rapport"),
    ]


def _measure_qualcoder(bench: Bench, keywords: Path, part: Path) -> list[Row]:
    if not (QUALCODER / "src").is_dir():
        return [Row("QualCoder: niet beschikbaar", aim=f"geen broncode in {QUALCODER}; {EARLIER}")]
    python = _environment("emoji")
    notes = (QUALCODER / "Release_notes.md").read_text(encoding="utf-8").split("\n")[0]
    name = " ".join(notes.removeprefix("# ").split()[:2])
    some = f"{len(list(part.iterdir()))} van {bench.interviews} interviews"
    command = (str(python), str(HERE / "code_with_qualcoder.py"), str(QUALCODER / "src"))
    ours = f"codeer suggest + rapport, ingebouwd, {some}"
    jobs = {ours: _codeer(bench, part, BUILT_IN)} | {
        f"{name}, auto-code {way}, {some}": Job(
            (*command, str(part), str(keywords), way), _new(bench)
        )
        for way in ("woorden", "zinnen")
    }
    done = measure(jobs, bench.patience)
    return [show(ours, done[ours])] + [
        compare(label, done[label], done[ours], "codeer") for label in jobs if label != ours
    ]


def _codeer(bench: Bench, transcripts: Path, model: str) -> Job:
    codebook = ("--codeboek", str(bench.place / CODEBOOK), "--taalmodel", model)
    study = ("--onderzoek", str(REPOSITORY / "codeboeken" / "jim-onderzoek.yaml"))
    suggest = (*CODEER, "suggest", str(transcripts), "--motor", "patronen", *codebook, *study)
    report = (*CODEER, "rapport", "--formaat", "csv")
    return Job(("sh", "-c", f"{shlex.join(suggest)} && {shlex.join(report)}"), _new(bench))


def _new(bench: Bench) -> Callable[[], Path]:
    def make() -> Path:
        folder = next_folder(bench.place)
        folder.mkdir()
        return folder

    return make


def _environment(package: str) -> Path:
    """Return the Python of an environment with one package, made when it is not there."""
    folder = CACHE / f"env-{package}"
    ready = folder / "ready"
    if not ready.exists():
        make_environment(folder, [package])
        ready.touch()
    return folder / "bin" / "python"
