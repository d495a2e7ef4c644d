"""Where a coder is: which answer, which row of the list, which stretch of the text."""

import re
from dataclasses import dataclass

from codeer.model import Decision, Verdict
from codeer.review.queue import Answer, Proposal, Session, names_of

_UNKNOWN_COLOR = "#888888"  # of a code that is no longer in the codebook


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: a proposal, or a code that the coder gave."""

    code: str
    name: str
    color: str
    start: int
    end: int
    verdict: Verdict | None
    proposal: Proposal | None = None
    decision: Decision | None = None
    """The coder's own, when there is no proposal."""


class Walk:
    """Moves through the answers of a session; decides nothing."""

    def __init__(self, session: Session) -> None:
        self._session = session
        first = session.next_open(-1)
        self.open(len(session.answers) - 1 if first is None else first)

    def open(self, index: int) -> None:
        """Go to an answer, and to its first row that is open."""
        self.index = index
        self.row = 0
        self.scroll = 0
        """Lines that the coder moved the text by hand."""
        self.stretch: tuple[int, int] | None = None
        """First and last word of a stretch that is being marked."""
        self.cursor = self.answer.sentences[0]
        """The marked sentence or stretch, in the source."""
        rows = self.rows()
        self.choose(next((i for i, row in enumerate(rows) if row.verdict is None), 0))

    @property
    def answer(self) -> Answer:
        """Return the answer where the coder is."""
        return self._session.answers[self.index]

    def rows(self) -> tuple[Row, ...]:
        """Return the proposals of the answer and the coder's own codes."""
        answer, session = self.answer, self._session
        themes = {code.id: (code.name, code.color) for code in session.codes}
        proposed = [
            Row(
                p.code,
                *themes[p.code],
                p.start,
                p.end,
                session.verdict(answer, p.code, p.start, p.end),
                proposal=p,
            )
            for p in answer.proposals
        ]
        own = [
            Row(
                d.code,
                *themes.get(d.code, (d.code, _UNKNOWN_COLOR)),
                d.start,
                d.end,
                d.verdict,
                decision=d,
            )
            for d in session.added(answer)
        ]
        return (*proposed, *own)

    def move(self, step: int) -> bool:
        """Go some answers on or back; False at the end."""
        index = self.index + step
        is_there = 0 <= index < len(self._session.answers)
        if is_there:
            self.open(index)
        return is_there

    def move_to_open(self) -> bool:
        """Go to the next answer that is not done; False when all are."""
        index = self._session.next_open(self.index)
        if index is not None:
            self.open(index)
        return index is not None

    def find(self, words: str) -> bool:
        """Go to the next answer that holds some words, round the end."""
        answers = self._session.answers
        pattern = re.compile(r"\s+".join(map(re.escape, words.split())), re.IGNORECASE)
        for step in range(1, len(answers) + 1):
            index = (self.index + step) % len(answers)
            if match := pattern.search(answers[index].text):
                self.open(index)
                self.cursor = self.answer.sentences[self._sentence(match.start())]
                return True
        return False

    def find_transcript(self, name: str) -> bool:
        """Go to the first open answer of a transcript whose name begins like this, else its first."""
        answers, sought = self._session.answers, name.casefold()
        matches = [
            index
            for index, answer in enumerate(answers)
            if any(known.casefold().startswith(sought) for known in names_of(answer.transcript))
        ]
        still_open = [i for i in matches if not self._session.is_done(answers[i])]
        if matches:
            self.open((still_open or matches)[0])
        return bool(matches)

    # --- within the answer -----------------------------------------------------------------------

    def choose(self, index: int) -> None:
        """Go to a row, with the cursor on its text; nowhere when there is no such row."""
        rows = self.rows()
        if 0 <= index < len(rows):
            self.row, self.scroll, self.stretch = index, 0, None
            self.cursor = rows[index].start, rows[index].end

    def choose_open(self) -> None:
        """Go to the next row on which nothing is decided, else stay."""
        rows = self.rows()
        self.row = max(0, min(self.row, len(rows) - 1))
        following = [*range(self.row + 1, len(rows)), *range(self.row)]
        self.choose(next((i for i in following if rows[i].verdict is None), self.row))

    def show_place(self, code: str, start: int, end: int) -> None:
        """Mark a stretch of the answer, and go to its row if it has one."""
        places = [(row.code, row.start, row.end) for row in self.rows()]
        if (code, start, end) in places:
            self.choose(places.index((code, start, end)))
        else:
            self.cursor = start, end

    def move_vertically(self, step: int) -> None:
        """Choose another row, or move the begin of the stretch that is being marked."""
        if self.stretch is None:
            return self.choose(self.row + step)
        first, last = self.stretch
        return self._mark(max(0, min(first + step, last)), last)

    def move_horizontally(self, step: int) -> None:
        """Choose another sentence, or move the end of the stretch that is being marked."""
        if self.stretch is None:
            sentences = self.answer.sentences
            current = self._sentence(self.cursor[0] - self.answer.start)
            index = max(0, min(current + step, len(sentences) - 1))
            self.cursor, self.scroll = sentences[index], 0
        else:
            first, last = self.stretch
            self._mark(first, max(first, min(last + step, len(self.answer.words()) - 1)))

    def toggle_stretch(self) -> None:
        """Begin to mark a stretch at the cursor, or let go of it."""
        if self.stretch is None:
            words = self.answer.words()
            first = next(i for i, (_, end) in enumerate(words) if end > self.cursor[0])
            self._mark(first, first)
        else:
            current = self._sentence(self.cursor[0] - self.answer.start)
            self.cursor, self.stretch = self.answer.sentences[current], None

    def _mark(self, first: int, last: int) -> None:
        words = self.answer.words()
        self.stretch, self.scroll = (first, last), 0
        self.cursor = words[first][0], words[last][1]

    def _sentence(self, offset: int) -> int:
        """Return the index of the sentence at a place in the answer's text."""
        place = self.answer.start + offset
        return max(0, sum(start <= place for start, _ in self.answer.sentences) - 1)
