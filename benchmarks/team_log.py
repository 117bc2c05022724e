"""A year of a real team's task log, asked of the book: `python -m benchmarks.team_log DATA/team-log` prints what each client got.

Projects are clients, developers are people. What was agreed is not in the log, so it is fitted to the half-year before: the hours per
week and kind of work that each project had from January to June 2005. The requests of July 2005 to June 2006 come on the day on
which they were estimated, with the hours that they really took, needed by the day on which they were completed.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.tables import put_into_readme, save_results, setting_of, table_of
from scheduler.calendars.zones import Zone
from scheduler.domain.book import AskedTask
from scheduler.domain.clients import AgreedHours, Agreement, Client
from scheduler.domain.people import Person
from scheduler.domain.record import Source
from scheduler.domain.times import ClockSpan, WeeklyHours
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, PersonId, Span, TaskId
from scheduler.workflows.simulation.accept_if_it_fits import AcceptIfItFits
from scheduler.workflows.simulation.book_policy import BookPolicy
from scheduler.workflows.simulation.judge import judged
from scheduler.workflows.simulation.running import entitled_in, run
from scheduler.workflows.simulation.stream import Asks, Stream, in_order
from scheduler.workflows.simulation.studio import Setting
from scheduler.workflows.simulation.team_clock import TeamClock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from scheduler.domain.simulation import Run

FILE = "tasks.csv"
FITTED = date(2005, 1, 1), date(2005, 6, 30)
REPLAYED = date(2005, 7, 1), date(2006, 6, 30)
ZONE = "Europe/London"
OWN_SHARE = 0.10
"""A person has a skill if at least this share of its hours, or most of them, were of that kind."""

DAY_MINUTES = 7 * 60
_DAY = (ClockSpan(9 * 60, 13 * 60), ClockSpan(14 * 60, 17 * 60))
_HOURS = WeeklyHours(days=(_DAY,) * 5 + ((), ()))
_FROM_LOG = Source(file=FILE, line=1)
_QUARTER = 15


@dataclass(frozen=True, slots=True)
class Row:
    """One task of one developer."""

    task: str
    client: ClientId
    person: PersonId
    skill: str
    minutes: int
    estimated_on: date
    completed_on: date | None


def read_rows(folder: Path) -> list[Row]:
    """Return the log in file order; efforts are whole minutes, at least one."""
    with (folder / FILE).open(encoding="utf-8", newline="") as file:
        return [
            Row(
                task=line["task"],
                client=ClientId(line["project"]),
                person=PersonId(f"dev-{int(line['developer']):02d}"),
                skill=line["category"].lower(),
                minutes=max(1, round(float(line["developer_hours_actual"]) * 60)),
                estimated_on=date.fromisoformat(line["estimated_on"]),
                completed_on=date.fromisoformat(line["completed_on"]) if line["completed_on"] else None,
            )
            for line in csv.DictReader(file)
        ]


def team_of(rows: Sequence[Row]) -> Workspace:
    """Return the team on the first day that is replayed: 35 h a week each, and agreements as the half-year before had them."""
    zone = Zone.of(ZONE)
    clients = sorted({row.client for row in rows})
    return Workspace(
        name="Team log",
        time_zone=ZONE,
        as_of=zone.aware(zone.instant(REPLAYED[0], 9 * 60)),
        hours=_HOURS,
        people=tuple(_people(rows)),
        clients=tuple(
            Client(id=client, name=str(client), agreements=_agreements(rows, client), source=_FROM_LOG)
            for client in clients
        ),
    )


def _people(rows: Sequence[Row]) -> Iterable[Person]:
    """Yield who worked in the year that is replayed, from the first day in the log to the last."""
    for name in sorted({row.person for row in _between(rows, REPLAYED)}):
        hours: defaultdict[str, int] = defaultdict(int)
        days = []
        for row in rows:
            if row.person == name:
                hours[row.skill] += row.minutes
                days += [row.estimated_on, row.completed_on or row.estimated_on]
        total, most = sum(hours.values()), max(hours.values())
        skills = [skill for skill, minutes in hours.items() if minutes == most or minutes >= OWN_SHARE * total]
        yield Person(
            id=name,
            name=name,
            skills=tuple((skill, 1) for skill in sorted(skills)),
            hours=_HOURS,
            time_zone=ZONE,
            from_on=min(days) if min(days) > REPLAYED[0] else None,
            until_on=max(days) if max(days) < REPLAYED[1] else None,
            source=_FROM_LOG,
        )


def _agreements(rows: Sequence[Row], client: ClientId) -> tuple[Agreement, ...]:
    weeks = ((FITTED[1] - FITTED[0]).days + 1) / 7
    minutes: defaultdict[str, int] = defaultdict(int)
    for row in _between(rows, FITTED):
        if row.client == client:
            minutes[row.skill] += row.minutes
    hours = tuple(
        AgreedHours(skill=skill, minutes=int(total / weeks) // _QUARTER * _QUARTER, source=_FROM_LOG)
        for skill, total in sorted(minutes.items())
        if total / weeks >= _QUARTER
    )
    return (Agreement(since=REPLAYED[0], hours=hours, source=_FROM_LOG),) if hours else ()


def _between(rows: Iterable[Row], period: tuple[date, date]) -> list[Row]:
    return [row for row in rows if period[0] <= row.estimated_on <= period[1]]


def stream_of(rows: Sequence[Row], workspace: Workspace) -> Stream:
    """Return the year's requests: a task of the log is a request, with a task of it for each developer who took part.

    A request comes in the morning of the working day on which it was estimated. It is needed by the close of the day on which it was
    completed (two weeks later where it never was), but not before as many working days have passed as its largest part takes.
    """
    clock = TeamClock(workspace)
    span = Span(Zone.instant_of(workspace.as_of), clock.zone.end_of(REPLAYED[1]))
    together: defaultdict[tuple[str, ClientId], list[Row]] = defaultdict(list)
    for row in _between(rows, REPLAYED):
        together[row.task, row.client].append(row)
    asked = [_request(clock, name, parts) for (name, _), parts in together.items()]
    return Stream(name="team log", span=span, events=in_order(each for each in asked if each.at < span.end))


def _request(clock: TeamClock, name: str, parts: list[Row]) -> Asks:
    day = parts[0].estimated_on
    if not clock.days.is_working_day(day):
        day = clock.days.next_on(day, 1)
    at = clock.at(day, 9 * 60 + 30)
    least = clock.close_after(day, max(part.minutes for part in parts) // DAY_MINUTES)
    ends = max(part.completed_on or day + timedelta(weeks=2) for part in parts)
    due = clock.zone.aware(max(least, clock.days.close_at(ends)))
    return Asks(
        at=at,
        client=parts[0].client,
        request=name,
        tasks=tuple(
            AskedTask(
                id=TaskId(f"{name}/{number}"),
                skill=part.skill,
                effort_minutes=part.minutes,
                release=clock.zone.aware(at),
                due=due,
            )
            for number, part in enumerate(parts, start=1)
        ),
    )


def replay(folder: Path) -> tuple[dict[str, Any], list[Run]]:
    """Ask the book and the baseline for the year, and have the book checked by code that does not know it.

    Returns
    -------
    tuple
        Figures of the whole, and of each client by policy.
    """
    from scheduler.solve.laying import lay_blocks
    from scheduler.verify.book import check_book

    rows = read_rows(folder)
    workspace = team_of(rows)
    laying = lay_blocks(workspace, at=Zone.instant_of(workspace.as_of))
    setting = Setting(workspace=workspace, blocks=laying.blocks)
    stream = stream_of(rows, workspace)
    began = time.perf_counter()
    policy = BookPolicy(setting)
    log = run(policy, setting, stream)
    booked = time.perf_counter()
    check = check_book(policy.book.lines)
    checked = time.perf_counter()
    baseline = AcceptIfItFits(setting, end=stream.span.end)
    other = run(baseline, setting, stream)
    runs = [
        judged(log, workspace=workspace, span=stream.span, policy=policy.name),
        judged(other, workspace=workspace, span=stream.span, policy=baseline.name, entitled=entitled_in(log)),
    ]
    figures = {
        "requests": len(stream.events),
        "entries": len(log),
        "blocks": len(laying.blocks),
        "unlaid_minutes": sum(each.minutes for each in laying.unlaid),
        "violations": len(check.violations),
        "book_seconds": round(booked - began, 1),
        "check_seconds": round(checked - booked, 1),
    }
    return figures, runs


COLUMNS = (
    ("client", "client"),
    ("weight_minutes", "agreed min/week"),
    ("asked", "asked"),
    ("accepted", "accepted"),
    ("entitled", "entitled"),
    ("entitled_refused", "of them refused"),
    ("promises_moved", "dates moved"),
    ("late_minutes", "late min"),
    ("own_minutes", "own min"),
    ("rush_minutes", "rush min"),
    ("spare_minutes", "spare min"),
)


def table_of_run(one: Run) -> str:
    """Return the table of the README for one policy."""
    return table_of(
        [head for _, head in COLUMNS], [[getattr(each, name) for name, _ in COLUMNS] for each in one.clients]
    )


def main() -> None:
    """Replay the year, print the figures and write them into the README."""
    from pathlib import Path

    parser = argparse.ArgumentParser(description="Ask the book for a year of a real team's task log.")
    parser.add_argument("folder", type=Path, help="the folder that holds tasks.csv")
    parser.add_argument("--record", action="store_true", help="also write the README and results/team_log.json")
    chosen = parser.parse_args()
    if not (chosen.folder / FILE).is_file():
        print(f"skipped: there is no {FILE} in {chosen.folder}")
        return
    figures, runs = replay(chosen.folder)
    said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
    parts = (
        f"{one.policy}: {one.utilisation_permille / 10} % of working time used\n\n{table_of_run(one)}" for one in runs
    )
    text = "\n\n".join([f"{said}.", *parts])
    print(text)
    if chosen.record:
        command = "python -m benchmarks.team_log DATA/team-log --record"
        put_into_readme("team log", f"`{command}`\n\n{text}")
        rows = [one.model_dump(mode="json", exclude={"differences"}) for one in runs]
        save_results("team_log", setting_of(command) | {"figures": figures, "runs": rows})


if __name__ == "__main__":
    main()
