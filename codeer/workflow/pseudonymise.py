"""`codeer pseudonimiseer`: replace names and numbers in the transcripts, and codings move along.

The key is written first, then what places moved where, then the transcripts: what stops halfway can be
done again and comes out the same.
"""

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from codeer.errors import OutputNotWritable, describe_cause
from codeer.model import Progress
from codeer.pseudonyms.key_file import KeyEntry, write_key
from codeer.pseudonyms.values import Kind
from codeer.reports.output_files import write_files
from codeer.store import FileChange, NewText, Store, digest_text
from codeer.text import fold
from codeer.workflow.forgetting import digest_bytes, record_file
from codeer.workflow.pseudonym_plan import Plan, content_of
from codeer.workflow.pseudonym_survey import KEY_SETTING, find_all, mentions_by_document
from codeer.workflow.tracing import forget_traces, record_traces


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something in a new transcript that looks like a name or a number."""

    transcript: str
    line: int
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done."""

    files: tuple[Path, ...]
    counts: Mapping[Kind, int]
    """Replaced mentions in the transcripts."""
    leftovers: tuple[Leftover, ...]
    kept: int
    """Mentions that somebody chose to leave."""


def carry_out(plan: Plan, progress: Progress) -> Outcome:
    """Replace, and return what was done and what still looks like a name."""
    survey, project = plan.survey, plan.survey.settings.project
    progress("bewaren", 0, 1)
    if survey.settings.key:
        path = survey.settings.key.resolve()
        write_files(path.parent, {path.name: write_key(survey.key.merge(_entries(plan)))})
    with project.create_store() as store:
        store.record_setting(KEY_SETTING, survey.key.mark)
        if plan.how.wipe:
            _replace_stored(plan, store)
            store.participants.compact()
            originals = {digest_text(t.document.text) for t in plan.transcripts}
            forget_traces(store, originals)
        else:
            record_traces(
                store,
                {
                    digest_text(t.document.text): (digest_text(t.replaced.text), t.replaced.offsets)
                    for t in plan.transcripts
                },
            )
            _change_files(plan)
    counts = Counter(
        chosen.mention.kind
        for number, found in mentions_by_document(survey, plan.choices).items()
        if survey.documents[number].source is None
        for chosen in found
    )
    leftovers = tuple(_find_leftovers(plan, progress))
    kept_forms = {
        (p.entity.kind, form)
        for p in survey.proposals
        if plan.choices.get(p.identity) == ""
        for form in p.forms
    }
    return Outcome(
        files=(*(t.path for t in plan.transcripts), *([plan.study[0]] if plan.study else [])),
        counts=dict(counts),
        leftovers=tuple(x for x in leftovers if (x.kind, x.text) not in kept_forms),
        kept=sum((x.kind, x.text) in kept_forms for x in leftovers),
    )


def _entries(plan: Plan) -> Iterator[KeyEntry]:
    for proposal in plan.survey.proposals:
        entity = proposal.entity
        if proposal.identity in plan.choices:
            yield KeyEntry(entity.key, entity.kind, proposal.forms, plan.choices[proposal.identity])


def _change_files(plan: Plan) -> None:
    for transcript in plan.transcripts:
        write_files(transcript.path.parent, {transcript.path.name: content_of(transcript)})
    if plan.study:
        path, text = plan.study
        write_files(path.parent, {path.name: text.encode()})
    for path in (*plan.removed, *plan.outputs):
        try:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputNotWritable(path, describe_cause(error)) from error
    for folder in sorted({path.parent for path in plan.removed}, reverse=True):
        with suppress(OSError):  # something else is in it
            folder.rmdir()


def _replace_stored(plan: Plan, store: Store) -> None:
    """Take the original texts out of the database, and with it out of the files."""
    project = plan.survey.settings.project
    stored = store.texts.fetch()
    numbers = {value: source for source, value in stored.items()}
    texts = {}
    for new in (*plan.transcripts, *plan.older):
        source = numbers.get((new.document.transcript, new.document.text))
        if source is not None:
            texts[source] = NewText(new.name, new.replaced.text, new.replaced.offsets.forward)
    files = {
        new.document.transcript: FileChange(
            new.name, record_file(project, new.path, digest_bytes(content_of(new)))
        )
        for new in plan.transcripts
    }
    store.texts.replace(
        texts,
        plan.cleaner.clean,
        files,
        before_commit=lambda: _change_files(plan),
        known=stored,
    )


def _find_leftovers(plan: Plan, progress: Progress) -> Iterator[Leftover]:
    documents = [
        replace(t.document, transcript=t.name, text=t.replaced.text) for t in plan.transcripts
    ]
    found = find_all(documents, plan.survey.known, plan.survey.language_names, progress)
    put = {fold(r) + ending for r in plan.choices.values() for ending in ("", "s")}
    for document, mentions in zip(documents, found, strict=True):
        for mention in mentions:
            if fold(mention.text) not in put:
                line = document.text.count("\n", 0, mention.start) + 1
                yield Leftover(document.transcript, line, mention.kind, mention.text)
