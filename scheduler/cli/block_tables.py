"""Agreed hours as blocks in a terminal: what a lead explains to a client, and what she looks at before she signs more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from scheduler.cli.signs import COOL, WARM_BOLD
from scheduler.report.words import count_words, day_words, hours_words

if TYPE_CHECKING:
    from datetime import date

    from rich.console import Console, RenderableType

    from scheduler.report.blocks import BlockTable, BlockWeek, ClientBlocks, KeyBlocks, MonthDays, PersonDays
    from scheduler.report.signing import SigningFacts

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
INDENT = GAP = 2
SHORT_SIGNS = 12
LATER_WEEKS = 4
"""Later weeks beyond these are counted, not drawn."""


def draw_blocks(console: Console, table: BlockTable, *, facts: SigningFacts, title: str, today: date) -> None:
    """Draw the blocks, and what belongs beside them: why hours are missing, what may still be signed, what hangs on whom.

    Parameters
    ----------
    title
        Of the blocks; nothing is drawn where no hours are agreed.
    """
    if not table.weeks:
        return
    _section(console, title, blocks_block(table, width=console.width, today=today))
    if facts.shortages:
        _section(console, "Hours without a block", shortages_block(facts))
    _section(console, "What may still be signed", margin_block(facts))
    _section(console, "If somebody is lost", losses_block(facts))


def _section(console: Console, title: str, content: RenderableType) -> None:
    console.print()
    console.print(Line(Text(title, style="bold"), align="left", style="dim"))
    console.print(content)


def blocks_block(table: BlockTable, *, width: int, today: date) -> RenderableType:
    """Return every client's hours by weekday with who works them; later weeks where something changes."""
    parts: list[RenderableType] = []
    widths = _Widths(table, width=width)
    for number, week in enumerate(table.weeks[: LATER_WEEKS + 1]):
        if number:
            parts += ["", Text(f"from {day_words(week.day, today=today)} on instead", style="bold dim")]
        parts.append(_week_table(week, weekdays=table.weekdays, widths=widths, today=today))
    left = table.weeks[LATER_WEEKS + 1 :]
    if left:
        words = f"{count_words(len(left), 'later change')} from {day_words(left[0].day, today=today)} on not shown"
        parts += ["", Text(words, style="dim")]
    return Group(*parts)


class _Widths:
    """Widths of the columns, the same in all weeks so that eyes run down; two blocks of a day are summed where room is short."""

    def __init__(self, table: BlockTable, *, width: int) -> None:
        keys = [keyed for week in table.weeks for client in week.clients for keyed in client.keys]
        people = [own for keyed in keys for own in keyed.people]
        self.key = max([0, *(len(keyed.key) for keyed in keys)])
        self.agreed = max([6, *(len(_agreed_words(keyed)) for keyed in keys)])
        self.person = max([len("nobody"), *(len(own.person) for own in people)])
        days = [day for own in people for day in own.days]
        self.is_split = True
        self.day = max([4, *(len(_cell_words(day, is_split=True)) for day in days)])
        columns = INDENT + self.key + self.agreed + self.person + 3 * GAP + SHORT_SIGNS
        if columns + len(table.weekdays) * (self.day + GAP) > width:
            self.is_split = False
            self.day = max([4, *(len(_cell_words(day, is_split=False)) for day in days)])


def _week_table(week: BlockWeek, *, weekdays: Sequence[int], widths: _Widths, today: date) -> RenderableType:
    parts: list[RenderableType] = []
    heads = _table(weekdays, widths)
    heads.add_row(
        "",
        Text("agreed", style="dim"),
        Text("who", style="dim"),
        *(Text(DAY_NAMES[day], style="dim") for day in weekdays),
        "",
    )
    parts.append(Padding(heads, (0, 0, 0, INDENT)))
    for client in week.clients:
        parts += [
            Text(client.name, style="bold"),
            *_client_parts(client, weekdays=weekdays, widths=widths, today=today),
        ]
    return Group(*parts)


def _table(weekdays: Sequence[int], widths: _Widths) -> Table:
    table = Table.grid(padding=(0, GAP, 0, 0))
    table.add_column(no_wrap=True, width=widths.key)
    table.add_column(no_wrap=True, justify="right", width=widths.agreed)
    table.add_column(no_wrap=True, width=widths.person)
    for _ in weekdays:
        table.add_column(no_wrap=True, justify="right", width=widths.day)
    table.add_column(no_wrap=True)
    return table


def _client_parts(
    client: ClientBlocks, *, weekdays: Sequence[int], widths: _Widths, today: date
) -> list[RenderableType]:
    table = _table(weekdays, widths)
    below: list[RenderableType] = []
    for keyed in client.keys:
        if keyed.per == "month":
            below.append(Padding(_month_text(keyed, today=today), (0, 0, 0, INDENT)))
            continue
        for row in _key_rows(keyed, weekdays=weekdays, is_split=widths.is_split):
            table.add_row(*row)
    weekly: list[RenderableType] = [Padding(table, (0, 0, 0, INDENT))] if table.row_count else []
    return weekly + below


def _key_rows(keyed: KeyBlocks, *, weekdays: Sequence[int], is_split: bool) -> list[list[Text]]:
    """Return a row for each person; what is missing stands in the first."""
    missing = Text(f"{_hours(keyed.missing_minutes)} h short" if keyed.missing_minutes else "", style=WARM_BOLD)
    head = [Text(keyed.key), Text(_agreed_words(keyed))]
    if not keyed.agreed_minutes:
        return [[*head, Text("ended", style="dim"), *(Text("") for _ in weekdays), missing]]
    rows = []
    for own in keyed.people or (None,):
        rows.append([*head, *_person_cells(own, weekdays=weekdays, is_split=is_split), missing])
        head, missing = [Text(""), Text("")], Text("")
    return rows


def _person_cells(own: PersonDays | None, *, weekdays: Sequence[int], is_split: bool) -> list[Text]:
    if own is None:
        return [Text("nobody", style=WARM_BOLD), *(Text("") for _ in weekdays)]
    words = (_cell_words(own.days[day], is_split=is_split) for day in weekdays)
    cells = (Text(word or "·", style="" if word else "dim") for word in words)
    return [Text(own.person, style="dim"), *cells]


def _month_text(keyed: KeyBlocks, *, today: date) -> Text:
    """Return one sentence of hours per month: the first whole month, what is left of this one, and where something is missing."""
    text = Text(f"{keyed.key}  {_hours(keyed.agreed_minutes)} h a month")
    whole = next((month for month in keyed.months if month.counts_in_full and month.blocks), None)
    part = next((month for month in keyed.months if not month.counts_in_full and month.blocks), None)
    if whole is not None:
        text.append(f"  {_one_month(whole, today=today)}", style="dim")
    if part is not None:
        text.append(f"; of {_month_name(part.first, today=today)} {_hours(part.minutes)} h are left", style="dim")
    for month in keyed.months:
        if month.missing_minutes:
            words = f"; {_hours(month.missing_minutes)} h short in {_month_name(month.first, today=today)}"
            text.append(words, style=WARM_BOLD)
    return text


def _one_month(month: MonthDays, *, today: date) -> str:
    size = _hours(month.shortest)
    if month.longest != month.shortest:
        size += f" to {_hours(month.longest)}"
    who = " and ".join(month.people)
    return f"{who}, {count_words(month.blocks, 'block')} of {size} h in {_month_name(month.first, today=today)}"


def _month_name(first: date, *, today: date) -> str:
    name = MONTH_NAMES[first.month - 1]
    return name if first.year == today.year else f"{name} {first.year}"


def _agreed_words(keyed: KeyBlocks) -> str:
    return f"{_hours(keyed.agreed_minutes)} h" if keyed.per == "week" and keyed.agreed_minutes else ""


def _cell_words(minutes: Sequence[int], *, is_split: bool) -> str:
    return "+".join(_hours(part) for part in (minutes if is_split or not minutes else (sum(minutes),)))


def _hours(minutes: int) -> str:
    """Return minutes as hours; blocks come in quarters, which two digits say exactly."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def margin_block(facts: SigningFacts) -> RenderableType:
    """Return what of each skill's people may still be signed away, the scarcest first."""
    table = Table.grid(padding=(0, GAP, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True, justify="right")
    table.add_column()
    table.add_row(*(Text(word, style="dim") for word in ("", "free a week", "of", "most with one", "who")))
    for row in facts.margins:
        table.add_row(
            Text(row.key),
            Text(hours_words(row.free_minutes), style=COOL if row.free_minutes else WARM_BOLD),
            Text(hours_words(row.signable_minutes), style="dim"),
            Text(hours_words(row.largest_minutes)),
            Text(row.people, style="dim"),
        )
    note = "A person with several skills is counted with each of them."
    return Group(Padding(table, (0, 0, 0, INDENT)), Padding(Text(note, style="dim"), (0, 0, 0, INDENT)))


def losses_block(facts: SigningFacts) -> RenderableType:
    """Return which guarantees survive any one loss, and what hangs on whom."""
    verb = "survives" if facts.surviving == 1 else "survive"
    head = f"{facts.surviving} of {count_words(facts.guarantees, 'guarantee')} {verb} the loss of any one person."
    table = Table.grid(padding=(0, GAP, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for row in facts.losses:
        table.add_row(Text(f"without {row.person}"), Text(row.words, style="dim"))
    parts: list[RenderableType] = [Text(head)]
    if facts.losses:
        parts.append(table)
    return Padding(Group(*parts), (0, 0, 0, INDENT))


def shortages_block(facts: SigningFacts) -> RenderableType:
    """Return why hours have no block, a sentence for each cause."""
    return Padding(Group(*(Text(words) for words in facts.shortages)), (0, 0, 0, INDENT))
