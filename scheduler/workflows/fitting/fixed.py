"""Certificates that rest on what no request moves: frozen work, and hours that others hold on whole days of the window.

For one person it is addition: working time in the window, less what is fixed there. Where that falls short for everybody who may do a
task, nobody can do it by then.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.calendars.spans import total_minutes, within
from scheduler.calendars.words import is_or_are, moment_words, work_words
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask
from scheduler.domain.reasons import CapacityFigures, HeldShare, Reason, WorkShare
from scheduler.domain.tasks import work_called
from scheduler.explain.words import list_words, some_words
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId
from scheduler.workflows.fitting.rungs import Climb


def fixed_work(climb: Climb, *, most: int) -> Iterator[Reason]:
    """Yield why a task of the request cannot be done by its date beside fixed work: for all who may do it together, else for each.

    Parameters
    ----------
    most
        Reasons at most. Those for each person prove something only together, so with more people there are none.
    """
    for task in climb.ask.tasks:
        if task.due is None:
            continue
        window = Span(max(instant_of(task.release), climb.book.clock), instant_of(task.due))
        able = climb.able(task)
        if window.end <= window.start or not able:
            continue
        there = {person: _Fixed(climb, person, window) for person in able}
        left = {person: each.free - each.minutes for person, each in there.items()}
        if sum(left.values()) < task.effort_minutes:
            yield _reason(climb, task, window, list(there.values()))
            return
        if len(able) <= most and all(minutes < task.effort_minutes for minutes in left.values()):
            yield from (_reason(climb, task, window, [each]) for each in there.values())
            return


class _Fixed:
    """What is fixed of one person in a window: frozen work, and hours that other clients hold on days that lie wholly in it.

    Attributes
    ----------
    free
        Working minutes.
    """

    def __init__(self, climb: Climb, person: PersonId, window: Span) -> None:
        team, book = climb.book.team, climb.book
        self.person = person
        self.work: dict[TaskId, int] = {}
        self.held: dict[ClientId, int] = {}
        self.free = 0
        for task, each in climb.ground.frozen_work.items():
            if each.person == person:
                minutes = total_minutes(within(each.spans, window))
                if minutes:
                    self.work[task] = minutes
        for day in team.days_of(person, window):
            spans = team.working(person, day)
            inside = within(spans, window)
            self.free += total_minutes(inside)
            if spans and total_minutes(inside) == total_minutes(spans):
                for account in book.accounts.on(person, day, team=team):
                    owner = account.block.client
                    if owner != climb.ask.client and account.held > 0 and account.fund_at(book.clock) is not None:
                        self.held[owner] = self.held.get(owner, 0) + account.held

    @property
    def minutes(self) -> int:
        """Return all that is fixed."""
        return sum(self.work.values()) + sum(self.held.values())


def _reason(climb: Climb, task: AskedTask, window: Span, people: list[_Fixed]) -> Reason:
    team = climb.book.team
    work: dict[TaskId, int] = {}
    held: dict[ClientId, int] = {}
    for each in people:
        for other, minutes in each.work.items():
            work[other] = work.get(other, 0) + minutes
        for client, minutes in each.held.items():
            held[client] = held.get(client, 0) + minutes
    free = sum(each.free for each in people)
    fixed = sum(work.values()) + sum(held.values())
    figures = {
        "people": [each.person for each in people],
        "skills": [task.skill],
        "from": team.aware(window.start),
        "to": team.aware(window.end),
        "free_minutes": free,
        "needed_minutes": fixed + task.effort_minutes,
        "work": [
            WorkShare(task=task.id, minutes=task.effort_minutes),
            *(WorkShare(task=other, minutes=minutes) for other, minutes in sorted(work.items())),
        ],
        "held": [HeldShare(client=client, minutes=minutes) for client, minutes in sorted(held.items())],
    }
    names = (
        list_words([team.people[each.person].name for each in people])
        if len(people) <= 4
        else f"The {len(people)} people who can do it"
    )
    needs = f"{work_called(task.title, task.id, begins=True)} needs {work_words(task.effort_minutes)}"
    verb = "has" if len(people) == 1 else "have"
    text = f"{names} {verb} {_amount(free)} of working time by {_said(climb, window.end)}"
    if fixed:
        left = f"{_amount(free - fixed)} {is_or_are(free - fixed)} left"
        text += f", of which {work_words(fixed)} {_of_what(climb, work, held)}: {left}"
    text = (
        f"{text}, and {needs}." if free else f"{names} {verb} no working time by {_said(climb, window.end)}; {needs}."
    )
    return Reason(kind="capacity", text=text, proven=True, figures=CapacityFigures.model_validate(figures))


def _amount(minutes: int) -> str:
    return work_words(minutes) if minutes > 0 else "0 min"


def _said(climb: Climb, at: Instant) -> str:
    return moment_words(at, climb.book.team.zone, now=climb.book.clock)


def _of_what(climb: Climb, work: dict[TaskId, int], held: dict[ClientId, int]) -> str:
    parts = []
    if work:
        titles = sorted(work, key=lambda each: (-work[each], each))
        names = some_words([climb.ground.called(each) for each in titles], most=3)
        parts.append(f"stand fixed in the published plan ({names})")
    if held:
        owners = list_words([climb.book.team.clients[client].name for client in sorted(held)])
        parts.append(f"are held for {owners}")
    return " or ".join(parts)
