"""`codeer controleer`: everything that could make suggest fail, without writing anything."""

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from codeer import __version__
from codeer.errors import CodeerError, SourceProblems, StoreError
from codeer.language import load_pipeline
from codeer.model import Codebook, Interview, Study
from codeer.project import Project
from codeer.settings import load_settings
from codeer.study import DEFAULT_STUDY
from codeer.workflow.forgetting import leave_out_forgotten
from codeer.workflow.pattern_search import require_word_classes
from codeer.workflow.reading import read_interviews

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was found, and every problem."""

    environment: str
    pipeline: str
    remark: str
    codebook: Codebook | None
    codebook_path: Path | None
    study: Study
    interviews: tuple[Interview, ...]
    passed_over: tuple[Path, ...]
    errors: tuple[CodeerError, ...]


def check(
    project: Project,
    sources: Sequence[Path],
    codebook: Path | None,
    study: Path | None,
    model: str | None,
    encoding: str | None,
) -> CheckResult:
    """Check environment, codebook, study design, transcripts and database; write nothing."""
    errors: list[CodeerError] = []

    def attempt(action: Callable[[], Value]) -> Value | None:
        try:
            return action()
        except SourceProblems as problems:
            errors.extend(problems.errors)
        except CodeerError as error:
            errors.append(error)
        return None

    pipeline = attempt(lambda: load_pipeline(model).info)
    path = attempt(lambda: project.codebook_path(codebook))
    book = attempt(lambda: project.load_codebook(path)) if path else None
    if path and book and pipeline:
        attempt(lambda: require_word_classes(path, book, pipeline))
    design = attempt(lambda: project.load_study(study)) or DEFAULT_STUDY
    given = sources or attempt(project.find_sources) or ()
    reading = attempt(lambda: read_interviews(given, design, encoding)) if given else None
    if reading:
        errors += reading.errors
        attempt(lambda: leave_out_forgotten(project, reading.transcripts))
    attempt(lambda: load_settings(project.folder))
    if not any(isinstance(error, StoreError) for error in errors):
        attempt(project.check_store)
    return CheckResult(
        environment=f"codeer {__version__}, Python {platform.python_version()}, {platform.system()}",
        pipeline=pipeline.name if pipeline else "",
        remark=pipeline.remark if pipeline else "",
        codebook=book,
        codebook_path=path,
        study=design,
        interviews=reading.interviews if reading else (),
        passed_over=reading.passed_over if reading else (),
        errors=tuple(errors),
    )
