"""What stands on the review screen, as styled text; pure, so that it can be tested without a terminal.

The whole screen is one text of exactly as many lines as the window has: what is long gives way there.
Colour never carries meaning alone: stretches have numbers, verdicts have signs, what is chosen has ▸.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from itertools import pairwise

from rich.console import Console
from rich.text import Text
from textual.color import Color

from codeer.model import Verdict
from codeer.review.queue import Answer, Progress, Proposal
from codeer.review.walk import Row
from codeer.text import blank_controls

MIN_WIDTH, MIN_HEIGHT = 60, 20
LIST_LINES = 8
SIGNS: dict[Verdict | None, str] = {
    None: "[ ]",
    Verdict.ACCEPT: "[✓]",
    Verdict.REJECT: "[✗]",
    Verdict.WITHDRAW: "[ ]",
}
KEYS = (
    "j ja  n nee  a alles  t toevoegen  u ongedaan  spatie volgende  ? uitleg",
    "c codeboek  s overslaan  p vorige",
    "o memo  / zoeken  q stoppen",
)
_INK = Console(file=StringIO(), width=200)  # only measures and breaks lines


@dataclass(frozen=True, slots=True)
class Page:
    """All that the screen shows at one moment."""

    answer: Answer
    rows: tuple[Row, ...]
    chosen: int
    """Index in `rows`."""
    cursor: tuple[int, int]
    """The marked sentence or stretch, in the source."""
    number: int
    """Of the answer, from 1."""
    progress: Progress
    left: str
    """Estimate of the time that is left."""
    is_done: bool = False
    is_flagged: bool = False
    is_blind: bool = False
    memo: str = ""
    said: str = ""
    """What the last key did, or what went wrong."""
    scroll: int = 0
    """Lines that the coder moved the text by hand."""


def draw_page(page: Page, width: int, height: int) -> Text:
    """Return the screen: as many lines as `height`, none wider than `width`."""
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        need = f"Dit venster is te klein: {width} bij {height}. Maak het minstens {MIN_WIDTH} bij {MIN_HEIGHT}."
        return Text("\n").join(_wrap(_flat(f"{need} Alles is bewaard; q stopt."), width))
    top, body, rest, bottom = _layout(page, width, height)
    return Text("\n", no_wrap=True).join([*top, *body, _rule(page, rest, width), *bottom])


def count_hidden(page: Page, width: int, height: int) -> tuple[int, int]:
    """Return how many lines of the answer are out of sight, above and below."""
    return _layout(page, width, height)[2]


# --- the parts -----------------------------------------------------------------------------------


def _layout(
    page: Page, width: int, height: int
) -> tuple[list[Text], list[Text], tuple[int, int], list[Text]]:
    """Return top, answer, what is out of sight of it, and bottom."""
    top = [_bar(_place(page), width), *_context(page.answer, width, max(3, height // 6)), Text()]
    bottom = [*_list(page, width), _bar(_progress(page), width), *_said(page, width)]
    body, rest = _body(page, width, height - len(top) - len(bottom) - 1)
    return top, body, rest, bottom


def _bar(text: str, width: int) -> Text:
    line = Text(text, no_wrap=True)
    line.truncate(width, overflow="ellipsis", pad=True)
    line.stylize("bold on #2a2f38")
    return line


def _place(page: Page) -> str:
    answer, total = page.answer, page.progress.total
    signs = (" · klaar" if page.is_done else "") + (" · BESPREKEN" if page.is_flagged else "")
    blind = " · blind" if page.is_blind else ""
    return (
        f" {page.number}/{total}{signs}{blind} · {answer.transcript} · "
        f"{answer.respondent} ({answer.group}) · beurt {answer.turn}"
    )


def _progress(page: Page) -> str:
    p = page.progress
    return (
        f" klaar {p.done}/{p.total} · transcript {p.transcript_done}/{p.transcript_total} · "
        f"groep {p.group_done}/{p.group_total} · {page.left}"
    )


def _context(answer: Answer, width: int, limit: int) -> list[Text]:
    """Return the question, and before it as much of the answer before as there is room for."""
    question = _wrap(_flat(f"vraag: {answer.question or '(geen)'}", "italic"), width)
    if len(question) > limit:
        question = [*question[:1], Text(" …", style="italic"), *question[2 - limit :]]
    before = " ".join(answer.before.split())
    room = min(limit - len(question), 4) * (width - 10)
    if len(before) > room:
        before = "… " + before[len(before) - room :].partition(" ")[2]
    earlier = _wrap(_flat(f"eerder: {before}", "dim"), width) if before and room > 0 else []
    return [*earlier, *question]


def _body(page: Page, width: int, room: int) -> tuple[list[Text], tuple[int, int]]:
    """Return the lines of the answer that fit, and how many there are before and after them."""
    lines = _wrap(show_answer(page.answer, page.rows, page.cursor), width)
    marked = next((i for i, line in enumerate(lines) if "▸" in line.plain), 0)
    last = max(0, len(lines) - room)
    first = min(max(0, marked - room // 3), last)  # with a little of what was said before it
    first = min(max(0, first + page.scroll), last)
    shown = lines[first : first + room]
    blank = [Text()] * (room - len(shown))
    return [*shown, *blank], (first, max(0, len(lines) - first - room))


def _rule(page: Page, rest: tuple[int, int], width: int) -> Text:
    """Return the line between text and list, which says what is out of sight."""
    parts = [
        f"{sign} nog {count} {'regel' if count == 1 else 'regels'} tekst"
        for sign, count in zip("▲▼", rest, strict=True)
        if count
    ]
    if len(page.rows) > LIST_LINES:
        parts.append(f"{len(page.rows)} voorstellen: ↑ ↓ voor de rest")
    text = f"── {' ── '.join(parts)} " if parts else ""
    return Text(text.ljust(width, "─")[:width], style="dim")


def _list(page: Page, width: int) -> list[Text]:
    if not page.rows:
        nothing = "Er worden geen suggesties getoond." if page.is_blind else "Geen suggesties."
        return [_cut(Text(f" {nothing} t voegt een thema toe aan de zin.", style="dim"), width)]
    first = max(0, min(page.chosen - LIST_LINES // 2, len(page.rows) - LIST_LINES))
    return [
        _cut(show_row(index + 1, page.rows[index], is_chosen=index == page.chosen), width)
        for index in range(first, min(first + LIST_LINES, len(page.rows)))
    ]


def _said(page: Page, width: int) -> list[Text]:
    if page.said:
        return _wrap(_flat(page.said, "bold"), width)[:5]
    if page.memo:
        return [_cut(Text(" ") + _flat(f"memo: {page.memo}"), width)]
    line = " "
    for keys in KEYS:
        if len(line) + len(keys) + 2 < width:
            line += f"{keys}  "
    return [_cut(Text(line.rstrip()), width)]


def _flat(text: str, style: str = "") -> Text:
    return Text(" ".join(blank_controls(text).split()), style=style)


def _wrap(text: Text, width: int) -> list[Text]:
    lines = text.wrap(_INK, width - 2)
    for line in lines:
        line.rstrip()
        line.pad_left(1)
    return list(lines)


def _cut(line: Text, width: int) -> Text:
    line.truncate(width - 1, overflow="ellipsis")
    return line


# --- the answer and its rows ---------------------------------------------------------------------


def show_answer(answer: Answer, rows: Sequence[Row], cursor: tuple[int, int]) -> Text:
    """Return the answer with its rows highlighted and the sentence at the cursor marked.

    The words that a suggestion rests on stand out within their sentence. A stretch ends with the
    number of its row; a rejected one is no longer highlighted.
    """
    text = Text(blank_controls(answer.text))
    ends: dict[int, list[int]] = {}
    for number, row in reversed(list(enumerate(rows, start=1))):  # the first row ends on top
        start, end = row.start - answer.start, min(row.end - answer.start, len(text))
        ends.setdefault(end, []).insert(0, number)
        if row.verdict is Verdict.REJECT:
            continue
        text.stylize(f"bold {readable(row.color)}", start, end)
        reason = row.proposal.evidence if row.proposal else ""
        for first, last in find_words(answer.text[start:end], reason):
            text.stylize(_block(row.color), start + first, start + last)
    start, end = cursor[0] - answer.start, cursor[1] - answer.start
    text.stylize("underline", start, end)
    marks = {place: "⟨" + ",".join(map(str, numbers)) + "⟩" for place, numbers in ends.items()}
    marks[start] = marks.get(start, "") + "▸"
    return _insert(text, marks)


def _insert(text: Text, marks: dict[int, str]) -> Text:
    """Put marks into a text; they take no style from what stands there."""
    places = sorted({0, *marks, len(text)})
    whole = Text()
    for start, end in pairwise([*places, len(text)]):
        if start in marks:
            whole.append(marks[start], style="bold")
        whole.append_text(text[start:end])
    return whole


def find_words(sentence: str, reason: str) -> list[tuple[int, int]]:
    """Return where the words stand on which a suggestion rests, as its reason quotes them."""
    found: list[tuple[int, int]] = []
    for quote in re.findall(r"(?:^|; )([^\[\]]+?) \[", reason):
        stretches = [r"\s*".join(map(re.escape, part.split())) for part in quote.split("…")]
        pattern = ".*?".join(rf"(?<!\w)({stretch})(?!\w)" for stretch in stretches if stretch)
        match = re.search(pattern, sentence, re.DOTALL) if pattern else None
        if match:
            found += [match.span(number) for number in range(1, len(match.groups()) + 1)]
    return found


def show_row(number: int, row: Row, *, is_chosen: bool) -> Text:
    """Return one line of the list: number, verdict, theme, score, reason."""
    text = Text()
    text.append("▸ " if is_chosen else "  ", style="bold")
    text.append(f"{number:>2} {SIGNS[row.verdict]} ")
    text.append(row.name, style=f"bold {readable(row.color)}")
    if row.proposal is not None:
        text.append(f"  {show_score(row.proposal)}")
        text.append(f"  {show_reason(row.proposal)}", style="dim")
    elif row.decision is not None and row.decision.suggestion is not None:
        text.append("  eerder aanvaard", style="dim")
    else:
        text.append("  zelf toegevoegd", style="dim")
    return text


def show_score(proposal: Proposal) -> str:
    """Return the score as it is written in Dutch."""
    return f"{proposal.score:.2f}".replace(".", ",")


def show_reason(proposal: Proposal) -> str:
    """Return why a code was suggested."""
    return proposal.evidence + (" (ontkenning)" if proposal.is_negated else "")


def show_minutes(seconds: float) -> str:
    """Return an estimate in words."""
    if seconds < 90:
        return "nog ongeveer een minuut"
    if seconds < 5400:
        return f"nog ongeveer {round(seconds / 60)} minuten"
    return f"nog ongeveer {seconds / 3600:.1f} uur".replace(".", ",")


@cache
def readable(color: str) -> str:
    """Return a colour of the codebook, light enough for text on a dark ground."""
    found = Color.parse(color)
    while found.brightness < 0.55:
        found = found.blend(Color(255, 255, 255), 0.15)
    return found.hex


def _block(color: str) -> str:
    ground = Color.parse(color)
    return f"bold {'white' if ground.brightness < 0.5 else 'black'} on {ground.hex}"
