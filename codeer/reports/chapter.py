"""The results chapter: what was computed, said in Dutch, block by block."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from codeer.reports.account import Account, describe_method
from codeer.reports.account_tables import list_facts
from codeer.reports.blocks import (
    Block,
    Chapter,
    Figure,
    Heading,
    Paragraph,
    Quote,
    ShownFragment,
    Table,
)
from codeer.reports.frequency_tables import Opened, make_frequency_figures, make_frequency_tables
from codeer.reports.notation import capitalise
from codeer.reports.sections import (
    show_cases,
    show_comparison,
    show_course,
    show_saturation,
    show_together,
)
from codeer.reports.words import describe_share, join_words
from codeer.results.axes import Group, Theme
from codeer.results.compute import Results
from codeer.results.content import ReportContent
from codeer.results.occurrence import Fragment

WARNING = (
    "Ongecontroleerde suggesties: geen mens heeft ze beoordeeld. Gebruik ze niet als uitkomst."
)


def make_chapter(
    results: Results, account: Account, shown: Mapping[Fragment, ShownFragment]
) -> Chapter:
    """Return the chapter; `shown` holds the fragments that a page can open, and may be empty."""
    content = results.content
    order, opened = _open(content, shown)
    blocks: list[Block] = [
        *describe_method(results, account),
        *_frequencies(results, opened),
        *show_comparison(results),
        *_quotes(results, account),
        *show_together(results),
        *show_saturation(results),
        *show_course(results),
        *show_cases(content, opened),
        *list_facts(results, account),
    ]
    return _chapter(f"Resultaten: {account.study}", results, account, blocks, order)


def make_account(results: Results, account: Account) -> Chapter:
    """Return only the account of what was done."""
    blocks = [*describe_method(results, account), *list_facts(results, account)]
    return _chapter(f"Verantwoording: {account.study}", results, account, blocks, ())


def _chapter(
    title: str,
    results: Results,
    account: Account,
    blocks: list[Block],
    fragments: tuple[ShownFragment, ...],
) -> Chapter:
    return Chapter(
        title=title,
        made=datetime.fromisoformat(f"{account.started}+00:00"),
        warning="" if account.is_checked else WARNING,
        basis=results.content.basis,
        blocks=tuple(_number(blocks)),
        fragments=fragments,
    )


def _number(blocks: list[Block]) -> Iterator[Block]:
    tables = figures = 0
    for block in blocks:
        if isinstance(block, Table):
            tables += 1
            yield replace(block, number=tables)
        elif isinstance(block, Figure):
            figures += 1
            yield replace(block, number=figures)
        else:
            yield block


def _open(
    content: ReportContent, shown: Mapping[Fragment, ShownFragment]
) -> tuple[tuple[ShownFragment, ...], Opened]:
    """Number the fragments that may be shown, and find those of each theme and group or person."""
    if not shown:
        return (), {}
    # fragments on the same words are shown as one, which names the themes of all of them
    secret = {shown[f] for f in content.fragments if f in shown and not content.is_shown(f)}
    visible = [f for f in content.fragments if f in shown and shown[f] not in secret]
    order = tuple(dict.fromkeys(shown[fragment] for fragment in visible))
    numbers = {fragment: at for at, fragment in enumerate(order)}
    opened: dict[tuple[Theme, Group | str], dict[int, None]] = defaultdict(dict)
    for theme in content.themes:
        for fragment in visible:
            if fragment.code in theme.members:
                number = numbers[shown[fragment]]
                opened[theme, fragment.respondent][number] = None
                for group in content.groups:
                    if fragment.group in group.members:
                        opened[theme, group][number] = None
    return order, {key: tuple(found) for key, found in opened.items()}


# --- sections ------------------------------------------------------------------------------------


def _frequencies(results: Results, opened: Opened) -> Iterator[Block]:
    content = results.content
    main, intervals, *others = make_frequency_tables(content, opened)
    yield Heading("Thema's naar respondentgroep")
    if content.people(content.total):
        shares = (_say_shares(content, theme) for theme in content.own_themes)
        yield from map(Paragraph, filter(None, shares))
    yield main
    yield from make_frequency_figures(content)
    yield intervals
    yield Heading("Andere tellingen", 2)
    yield from others


def _say_shares(content: ReportContent, theme: Theme) -> str:
    """Return one sentence: most of whom mention the theme."""
    total = content.of(theme, content.total)
    everyone = "respondenten" if len(content.groups) > 1 else content.total.heading
    groups = [
        f"{describe_share(cell.respondents, cell.all_respondents)} {group.heading} "
        f"({cell.respondents} van {cell.all_respondents})"
        for group in content.plain_groups
        if group != content.total
        and (cell := content.of(theme, group)).all_respondents
        and not cell.is_hidden
    ]
    per_group = f": {join_words(groups)}" if groups else ""
    if total.is_hidden:
        return f"{theme.name} wordt genoemd door {join_words(groups)}." if groups else ""
    return (
        f"{theme.name} wordt genoemd door "
        f"{describe_share(total.respondents, total.all_respondents)} {everyone} "
        f"({total.respondents} van {total.all_respondents}){per_group}."
    )


def _quotes(results: Results, account: Account) -> Iterator[Block]:
    if not results.quotes:
        return
    yield Heading("Citaten")
    yield Paragraph(
        "Gekozen per thema en groep en gespreid over respondenten: eerst citaten van een leesbare lengte, "
        "dan wat de meeste codeurs gaven of de hoogste score heeft. Lees ze na op herleidbaarheid."
    )
    before: tuple[object, object] = None, None
    for quote in results.quotes:
        theme, group = quote.theme, quote.group
        if theme != before[0]:
            yield Heading(theme.name, 2)
        if (theme, group) != before:
            yield Heading(capitalise(group.heading), 3)
        before = theme, group
        yield Quote(quote.text, quote.source, is_checked=account.is_checked)
