"""The parts of the plan view that say what to do: the week of each person, the promises of each client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scheduler.cli.signs import COOL, WARM, WARM_BOLD, legend, titled
from scheduler.report.words import (
    count_words,
    duration_words,
    hours_words,
    moment_words,
    near_moment_words,
    short_day_words,
)

if TYPE_CHECKING:
    from datetime import date

    from rich.console import RenderableType

    from scheduler.report.promises import ClientPromises, Promise
    from scheduler.report.week import DayWork, Entry, PersonWeek
    from scheduler.units import ClientId

CLIENT_COLUMN_FROM = 96
LONG_TIMES_FROM = 120
INDENT = GAP = 2
DAY_SIGNS = 6
TIMES_SIGNS = 24
IDLE_SIGNS = len("free until Mon 30")
LONG_TIMES_SIGNS = 38
DUE_SIGNS = 10
MOMENT_SIGNS = 12
SPARE_SIGNS = 13


class _Widths(NamedTuple):
    """Widths of the columns of a person's week, the same for everybody; `client` is 0 where it has no column."""

    times: int
    title: int
    client: int
    due: int


def week_block(weeks: Sequence[PersonWeek], *, width: int) -> RenderableType:
    """Return what each person does on each day, with the legend of the signs used."""
    entries = [entry for week in weeks for day in week.days for entry in day.entries]
    used = {mark for entry in entries for mark in entry.marks}
    idle = [_idle_words(days) for week in weeks for days in _runs(week.days) if not days[0].entries]
    widths = _widths_of(entries, idle=idle, width=width)
    return _stacked([_person_block(week, widths=widths) for week in weeks], legend(used))


def _widths_of(entries: Sequence[Entry], *, idle: Sequence[str], width: int) -> _Widths:
    """Give each column what its longest cell needs, within what the terminal has."""
    most_times = LONG_TIMES_SIGNS if width >= LONG_TIMES_FROM else TIMES_SIGNS
    times = min(most_times, max([IDLE_SIGNS, *map(len, idle), *(len(entry.times) for entry in entries)]))
    wide = width >= CLIENT_COLUMN_FROM
    client = max((len(entry.client) for entry in entries), default=0) if wide else 0
    longest = max((_title_signs(entry, wide=wide) for entry in entries), default=0)
    due = max([DUE_SIGNS, *(len(f"due {entry.due}") for entry in entries if entry.due)])
    taken = INDENT + DAY_SIGNS + times + due + (client + GAP if wide else 0) + 4 * GAP
    return _Widths(times=times, title=max(12, min(longest, width - taken)), client=client, due=due)


def _title_signs(entry: Entry, *, wide: bool) -> int:
    return len(entry.title) + GAP * len(entry.marks) + (0 if wide else GAP + len(entry.client))


def _person_block(week: PersonWeek, *, widths: _Widths) -> RenderableType:
    head = Text()
    head.append(week.name, style="bold")
    head.append(f"  {hours_words(week.planned_minutes)} of {hours_words(week.available_minutes)}", style="dim")
    if week.zone:
        head.append(f"  on the clock of {week.zone}", style="italic dim")
    table = Table.grid(padding=(0, GAP, 0, 0))
    table.add_column(no_wrap=True, width=DAY_SIGNS)
    table.add_column(width=widths.times)
    table.add_column(width=widths.title)
    if widths.client:
        table.add_column(no_wrap=True, width=widths.client)
    table.add_column(no_wrap=True, width=widths.due)
    for days in _runs(week.days):
        _add_days(table, days, widths=widths)
    return Group(head, Padding(table, (0, 0, 0, INDENT)))


def _stacked(blocks: Sequence[RenderableType], closing: Sequence[Text]) -> RenderableType:
    """Put a blank line between blocks, and before the legend."""
    parts: list[RenderableType] = []
    for block in (*blocks, *closing):
        parts += [block] if not parts else ["", block]
    return Group(*parts)


def _runs(days: Sequence[DayWork]) -> list[list[DayWork]]:
    """Put neighbouring days without work and of the same kind together."""
    runs: list[list[DayWork]] = []
    for day in days:
        if runs and not day.entries and not runs[-1][0].entries and _idle_word(day) == _idle_word(runs[-1][0]):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _idle_word(day: DayWork) -> str:
    """Say what a day without work is: hours that are held for clients are not free."""
    if not day.available_minutes:
        return "away"
    if not day.held_minutes:
        return "free"
    return "all held" if day.held_minutes >= day.available_minutes else "partly held"


def _idle_words(days: Sequence[DayWork]) -> str:
    """Say what neighbouring days of one kind are, and until when."""
    until = f" until {short_day_words(days[-1].day)}" if len(days) > 1 else ""
    return f"{_idle_word(days[0])}{until}"


def _add_days(table: Table, days: Sequence[DayWork], *, widths: _Widths) -> None:
    label = Text(short_day_words(days[0].day), style="dim")
    if not days[0].entries:
        table.add_row(label, Text(_idle_words(days), style="dim"))
    for entry in days[0].entries:
        table.add_row(label, *_entry_cells(entry, widths=widths))
        label = Text("")


def _entry_cells(entry: Entry, *, widths: _Widths) -> list[Text]:
    title = titled(entry.title, entry.marks)
    if not widths.client:
        # A client's name that would be torn apart goes to the next line as a whole.
        fits = _title_signs(entry, wide=False) <= widths.title
        title.append(f"{'  ' if fits else chr(10)}{entry.client}", style="dim")
    if not entry.due:
        due = Text("")
    elif entry.due_today:
        due = Text(f"due {entry.due}", style=WARM_BOLD if "late" in entry.marks else COOL)
    else:
        due = Text(f"due {entry.due}", style="dim")
    return [Text(entry.times), title, *([Text(entry.client, style="dim")] if widths.client else []), due]


def promises_block(
    clients: Sequence[ClientPromises], *, width: int, today: date, cut: Mapping[ClientId, int]
) -> RenderableType:
    """Return each client's promises with due, finish and the time between, under one row of headings.

    Parameters
    ----------
    cut
        What clients have lost of their agreed hours, in minutes.
    """
    rows = [promise for client in clients for promise in client.rows]
    used = {mark for promise in rows for mark in promise.marks}
    who = max((len(promise.person) for promise in rows), default=3)
    moments = [at for promise in rows for at in (promise.due, promise.finish) if at is not None]
    moment = max([MOMENT_SIGNS, *(len(near_moment_words(at, today=today)) for at in moments)])
    spare = max([SPARE_SIGNS, *(len(_spare_words(promise)) for promise in rows)])
    longest = max((INDENT + len(promise.title) + GAP * len(promise.marks) for promise in rows), default=0)
    title = max(12, min(longest, width - who - 2 * moment - spare - 4 * GAP))
    headings = _promise_table(title, who_signs=who, moment_signs=moment, spare_signs=spare)
    headings.add_row("", *(Text(word, style="dim") for word in ("who", "due", "done", "to spare")))
    blocks = [
        _client_block(
            client,
            today=today,
            table=_promise_table(title, who_signs=who, moment_signs=moment, spare_signs=spare),
            cut_minutes=cut.get(client.id, 0),
        )
        for client in clients
    ]
    return Group(*([headings] if rows else []), _stacked(blocks, legend(used)))


def _promise_table(title_signs: int, *, who_signs: int, moment_signs: int, spare_signs: int) -> Table:
    table = Table.grid(padding=(0, GAP, 0, 0))
    table.add_column(width=title_signs)
    table.add_column(no_wrap=True, width=max(3, who_signs))
    table.add_column(no_wrap=True, width=moment_signs)
    table.add_column(no_wrap=True, width=moment_signs)
    # In a terminal that is too narrow for all it goes on in another line: that work is late is never cut off.
    table.add_column(justify="right", width=spare_signs)
    return table


def _client_block(client: ClientPromises, *, table: Table, today: date, cut_minutes: int) -> RenderableType:
    for promise in client.rows:
        table.add_row(*_promise_cells(promise, today))
    parts: list[RenderableType] = [_client_head(client, cut_minutes=cut_minutes), *([table] if client.rows else [])]
    return Group(*parts, Padding(_later_text(client, today), (0, 0, 0, INDENT)))


def _client_head(client: ClientPromises, *, cut_minutes: int) -> Text:
    head = Text()
    head.append(client.name, style="bold")
    if client.load is not None:
        head.append(f"  {hours_words(client.load.planned_minutes)} planned", style="dim")
        if client.load.guaranteed_minutes:
            head.append(f", {hours_words(client.load.guaranteed_minutes)} agreed", style="dim")
        if client.load.guaranteed_minutes and cut_minutes > 0:
            head.append(f", {hours_words(cut_minutes)} of it cut", style=WARM)
    return head


def _promise_cells(promise: Promise, today: date) -> list[RenderableType]:
    spare = Text(_spare_words(promise), style=WARM_BOLD if promise.late_minutes else COOL)
    return [
        Padding(titled(promise.title, promise.marks), (0, 0, 0, INDENT)),
        Text(promise.person, style="dim"),
        Text("" if promise.due is None else near_moment_words(promise.due, today=today)),
        Text(near_moment_words(promise.finish, today=today), style="dim"),
        spare,
    ]


def _spare_words(promise: Promise) -> str:
    """Say how much time there is to spare, or how late it is."""
    if promise.late_minutes:
        return f"{duration_words(promise.late_minutes)} late"
    return "" if promise.slack_minutes is None else duration_words(promise.slack_minutes)


def _later_text(client: ClientPromises, today: date) -> Text:
    later, tightest = client.later, client.later.tightest
    if not later.count:
        return Text("nothing more is planned" if client.rows else "nothing is planned", style="dim")
    words = f"{later.count} more later" if client.rows else f"{count_words(later.count, 'task')} later"
    if tightest is not None and tightest.due is not None:
        words += f", {later.late_count} of them late" if later.late_count else ", all on time"
        room = (
            f"{duration_words(tightest.late_minutes)} late"
            if tightest.late_minutes
            else f"{duration_words(tightest.slack_minutes or 0)} to spare"
        )
        words += f"; the closest is {tightest.title}: {room}, due {moment_words(tightest.due, today=today)}"
    return Text(words, style="dim")
