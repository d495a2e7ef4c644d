"""Find respondents who seem to speak in several transcripts: a code that was used twice is a wrong number."""

from collections.abc import Collection, Mapping

from codeer.errors import CodeerError, DuplicateRespondent
from codeer.model import Study, TranscriptCast
from codeer.study import find_cast, find_table


def find_duplicates(people: Mapping[str, Collection[str]], study: Study) -> list[CodeerError]:
    """Find respondents in several transcripts, unless the study design says so itself.

    `people` holds per transcript the ids of its respondents.
    """
    places: dict[str, list[str]] = {}
    sharing = set()
    for transcript, respondents in people.items():
        table = find_table(study, transcript)
        if table and table.shares_respondents:
            sharing.add(transcript)
        for respondent in sorted(respondents):
            places.setdefault(respondent, []).append(transcript)
    double: dict[tuple[str, ...], list[str]] = {}
    for respondent, transcripts in places.items():
        silent = [
            t
            for t in transcripts
            if t not in sharing and respondent not in _declared(find_cast(study, t))
        ]
        if len(silent) > 1 or (len(transcripts) > 1 and len(silent) == len(transcripts)):
            double.setdefault(tuple(transcripts), []).append(respondent)
    errors: list[CodeerError] = []
    for where, shared in double.items():
        tables = [transcript for transcript in where if find_table(study, transcript)]
        if tables:  # which may hold hundreds
            errors.append(DuplicateRespondent(shared[0], where, tables[-1], len(shared) - 1))
        else:
            errors += [DuplicateRespondent(respondent, where) for respondent in shared]
    return errors


def _declared(cast: TranscriptCast) -> set[str]:
    return {cast.respondent, *(part.respondent for part in cast.speakers.values())}
