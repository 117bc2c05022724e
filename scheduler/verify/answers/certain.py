"""How much work and how many held minutes must lie in a window, whoever plans: what a refusal may lean on."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.units import Span
from scheduler.verify.answers.plans import latest_finish
from scheduler.verify.answers.question import minutes_by_skill
from scheduler.verify.case import Case, minutes_in
from scheduler.verify.clock import date_of
from scheduler.verify.spans import total, without
from scheduler.verify.windows import HeldTime, Windows, could_do, longest_stretch

if TYPE_CHECKING:
    from datetime import date

    from scheduler.units import ClientId, PersonId, TaskId
    from scheduler.verify.answers.question import Question
    from scheduler.verify.work import Work

_FIRM = frozenset({"regulatory", "agreed", "target"})


class CertainWork:
    """Lower bounds on what lies in a window in every plan that answers the request and leaves others what they have."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._case = question.before
        self._windows = Windows(self._case)
        self._stood = self._case.stood
        self._held = HeldTime(self._case)
        self._effort = minutes_by_skill(question)
        self._loose = self._before_loose_work()

    def _before_loose_work(self) -> set[TaskId]:
        """Return the tasks before work that anybody may displace: its due time binds nothing that comes before it."""
        facts = self._case.facts
        loose = {task for task, work in facts.open_work.items() if work.counts_as not in _FIRM}
        for task in sorted(facts.open_work, key=facts.rank.__getitem__, reverse=True):
            if task in loose:
                loose |= {before for before, _ in facts.open_work[task].after}
        return loose

    def window_of(self, task: TaskId) -> Span:
        """Return the window of a task of the request, heads and tails of its chain taken off."""
        work = self._case.facts.open_work[task]
        return Span(self._windows.earliest_start(work), self._windows.latest_finish(work))

    def work_minutes(
        self, task: TaskId, people: frozenset[PersonId], window: Span, *, elsewhere: frozenset[PersonId] = frozenset()
    ) -> int:
        """Return the minutes of a task that must be done inside a window by some of these people.

        Parameters
        ----------
        elsewhere
            People for whom other reasons rule the task out: it is one person's, so each may be refuted apart.
        """
        work = self._case.facts.open_work.get(task)
        if work is None:
            return 0
        fixed = self._fixed_minutes(task, people, window)
        able = could_do(self._case, task)
        if not able <= people | elsewhere:
            return fixed
        return max(fixed, self._moved_minutes(work, able & people, window))

    def _fixed_minutes(self, task: TaskId, people: frozenset[PersonId], window: Span) -> int:
        """Return frozen minutes inside a window; they stay with their person and at their time."""
        stood = self._stood.get(task)
        if stood is None or stood.row.person not in people or not self._question.baseline_is_published:
            return 0
        return minutes_in(stood.frozen, window)

    def _moved_minutes(self, work: Work, able: frozenset[PersonId], window: Span) -> int:
        """Return what must lie in the window wherever the work moves, among some people, inside what its client was promised."""
        reach = self._reach(work)
        if reach is None:
            return 0
        outside = [total(without(self._case.facts.people[name].working(reach), [window])) for name in able]
        return max(0, work.remaining_minutes - max(outside, default=0))

    def _reach(self, work: Work) -> Span | None:
        """Return the span that a task keeps to; None for work that any request may displace."""
        start = self._windows.earliest_start(work)
        if work.id in self._question.ids:
            return Span(start, max(start, self._windows.latest_finish(work)))
        if work.counts_as not in _FIRM:
            return None
        limit = latest_finish(self._question, work.id)
        standing = self._case.placed.get(work.id)
        if limit is None or standing is None:
            return None
        if standing.finish > limit:
            return Span(start, standing.finish)
        end = limit if work.id in self._loose else min(limit, self._windows.latest_finish(work))
        return Span(start, max(start, end))

    def held_minutes(self, client: ClientId, people: frozenset[PersonId], window: Span) -> int:
        """Return the minutes held for a client on some people that must lie in a window.

        The requester's own minutes of a skill that it asks for may pay for the request: only what goes beyond its work of that skill is
        there beside it.
        """
        if client != self._question.request.client:
            return self._held.minutes_at_least(client, people, window)
        found = 0
        for skill in sorted({row.skill.partition(":")[0] for row in self._case.plan.held if row.client == client}):
            rows = tuple(row for row in self._case.plan.held if row.skill.partition(":")[0] == skill)
            plan = self._case.plan.model_copy(update={"held": rows})
            case = Case(self._question.as_asked, plan, baseline=self._question.baseline)
            there = HeldTime(case).minutes_at_least(client, people, window)
            found += max(0, there - self._effort.get(skill, 0))
        return found


def has_minutes(case: Case, people: frozenset[PersonId], window: Span) -> tuple[int, int]:
    """Return the working minutes of some people in a window, without and with the overtime that they consented to."""
    known = [name for name in sorted(people) if name in case.facts.people]
    bounded = case.calendar_window(window)
    regular = sum(total(case.facts.people[name].working(bounded)) for name in known)
    return regular, regular + sum(_overtime(case, name, bounded) for name in known)


def longest_for(case: Case, task: TaskId, window: Span) -> frozenset[int]:
    """Return the longest time that anybody who may do a task has in a window: one stretch for a sitting, else all of it.

    Two answers are right where people consented to overtime: without it and with it.
    """
    bounded = case.calendar_window(window)
    found = set()
    for with_overtime in (False, True):
        longest = 0
        for name in could_do(case, task) & case.facts.people.keys():
            person = case.facts.people[name]
            if case.facts.open_work[task].one_sitting:
                there = longest_stretch(person, bounded, with_overtime=with_overtime)
            else:
                there = total(person.working(bounded)) + (_overtime(case, name, bounded) if with_overtime else 0)
            longest = max(longest, there)
        found.add(longest)
    return frozenset(found)


def _overtime(case: Case, name: PersonId, window: Span) -> int:
    """Return the overtime that a person consented to inside a window, each ISO week's limit applied."""
    person = case.facts.people[name]
    consent = person.person.overtime
    if consent is None:
        return 0
    weeks: Counter[date] = Counter()
    for span in person.overtime(window):
        day = date_of(span.start, person.zone)
        weeks[day - timedelta(days=day.weekday())] += span.minutes
    return sum(min(minutes, consent.weekly_minutes) for minutes in weeks.values())
