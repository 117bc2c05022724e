"""The rungs of the ladder that give a yes: as things stand, with moves inside slack, in exchange for own work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, Entry
from scheduler.domain.holdings import Holdings
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.asking import Ask, Granted, Refused, answer
from scheduler.fairshare.book import Book
from scheduler.fairshare.conforming import bound_person, conform
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import BookError
from scheduler.fairshare.giving_way import trade
from scheduler.fairshare.handed_tasks import tasks_of_request
from scheduler.fairshare.limits import Limit
from scheduler.fairshare.within_cap import days_within_cap
from scheduler.fairshare.witness import WorkPlace
from scheduler.solve.making_room import STEPS_PER_TRY, TRIES, Floor
from scheduler.solve.standing_plan import StandingPlan
from scheduler.solve.work import Work
from scheduler.units import Instant, PersonId, Span, TaskId
from scheduler.workflows.fitting.ground import Ground
from scheduler.workflows.fitting.held_hours import (
    Freed,
    Places,
    at_the_ends,
    hours_that_pay,
    out_of_the_way,
    standing_at,
    without_hours,
)
from scheduler.workflows.fitting.in_room import Found, way_in
from scheduler.workflows.fitting.own_fixed import own_fixed
from scheduler.workflows.fitting.paid_when_done import on_paying_days, paid_when_done, rows_of
from scheduler.workflows.fitting.ways import Way, due_by, latest_due, moved_to, way_of

MOST_GIVEN = 12
"""Own tasks that are tried as what is given in a trade, the one with the latest date first."""

MOST_LATER_DAYS = 15
"""Working days by which own work is postponed at most in a trade."""

Spans = Mapping[PersonId, tuple[Span, ...]]


@dataclass
class Climb:
    """One request on one ground, with what the rungs share.

    Attributes
    ----------
    work
        Steps of search that are left for the whole answer.
    """

    ground: Ground
    ask: Ask
    work: Work
    in_round: bool = False
    _floors: dict[tuple[object, ...], Floor] = field(default_factory=dict)
    _standings: dict[tuple[object, ...], StandingPlan] = field(default_factory=dict)

    @property
    def book(self) -> Book:
        """The book on which it is tried."""
        return self.ground.book

    @cached_property
    def facts(self) -> tuple[Workspace, Holdings]:
        """The workspace and the holdings of plans before the request."""
        return self.ground.facts

    @property
    def needed_by(self) -> Instant:
        """The date asked for."""
        due = latest_due(self.ask.tasks)
        return self.book.clock if due is None else due

    @cached_property
    def letting_go(self) -> Climb | None:
        """The same request where the client's own work leaves its fixed places; None where it has none that may."""
        own = own_fixed(self.ground, self.ask.client) - {task.id for task in self.ask.tasks}
        return Climb(self.ground.letting_go(own), self.ask, self.work, self.in_round) if own else None

    def able(self, task: AskedTask) -> list[PersonId]:
        """Return who may do a task of the request, work that stands already considered."""
        bound = bound_person(self.book, task)
        return [person for person in self.book.team.able(self.ask.client, task) if bound in (None, person)]

    def floor(self, ask: Ask) -> Floor:
        """Return the plan that stands, ready for tasks of these sizes at any date that the same own hours pay for."""
        return self.floor_for(ask.tasks, hours_that_pay(self.book, ask), {})

    def floor_for(
        self,
        asked: Sequence[AskedTask],
        freed: Freed,
        places: Places,
        *,
        evenings: Spans | None = None,
        ordinary: Spans | None = None,
    ) -> Floor:
        """Return the plan that stands, ready for tasks.

        Parameters
        ----------
        freed
            Own hours whose time is free.
        places
            Where blocks stand that may stand elsewhere.
        evenings
            Overtime that the tasks may use.
        ordinary
            The ordinary time that they may use beside that; None: all.
        """
        sizes = ((task.id, task.effort_minutes, task.release) for task in asked)
        extra = (
            None
            if evenings is None
            else (*sorted(evenings.items()), *sorted((ordinary or {}).items()), ordinary is None)
        )
        key = (frozenset(places.items()), *sizes, *sorted(freed.items()), extra)
        if key not in self._floors:
            tasks = tasks_of_request(self.book, self.ask.client, self.ask.request, asked)
            standing = self._standing(freed, places, overtime=bool(evenings))
            self._floors[key] = Floor(standing, tasks, evenings=evenings, ordinary=ordinary)
        return self._floors[key]

    def _standing(self, freed: Freed, places: Places, *, overtime: bool) -> StandingPlan:
        """Return the plan that stands, with the time of own hours that pay as free, and blocks at other places of their days."""
        if not freed and not places and not overtime:
            return self.ground.standing
        key = (frozenset(places.items()), *sorted(freed.items()), overtime)
        if key not in self._standings:
            holdings = without_hours(standing_at(self.facts[1], places), freed)
            self._standings[key] = self.ground.standing_with(holdings, overtime=overtime)
        return self._standings[key]

    @cached_property
    def _at_the_ends(self) -> Places:
        """Where held blocks of those who may do the request would stand late on their days."""
        able = {person for task in self.ask.tasks for person in self.able(task)}
        return at_the_ends(
            self.book, self.ground.work.values(), people=able, last=horizon_span(self.ground.workspace).end
        )

    def places_of_blocks(self, ask: Ask, *, until: Instant, in_gaps: bool) -> Iterator[Places]:
        """Yield where held blocks may stand: where they do, at the ends of their days, and in gaps outside the window of the request.

        Parameters
        ----------
        in_gaps
            Whether the last is worth its work: it is another plan for every date, so it is made for the request as asked alone.
        """
        yield {}
        if self._at_the_ends:
            yield self._at_the_ends
        if in_gaps:
            able = {person for task in ask.tasks for person in self.able(task)}
            release = min(instant_of(task.release) for task in ask.tasks)
            window = Span(max(self.book.clock, release), max(self.book.clock, release, until))
            places = out_of_the_way(self.book, self.ground.work.values(), people=able, window=window)
            if places and places != self._at_the_ends:
                yield places

    def as_is(self, ask: Ask | None = None) -> Way | Refused:
        """Return how it is done where nothing moves, or why that is not found; not before the hours pay for it, where that can be."""
        ask = ask or self.ask
        way = self._as_granted(ask)
        if isinstance(way, Refused):
            return way
        at_finish = rows_of(self.book, due_by(ask, way.finish, self.book), way.places, in_round=self.in_round)
        if isinstance(at_finish, tuple):
            return way
        for places in self._put_off(way):
            rows = rows_of(self.book, ask, places, in_round=self.in_round)
            if isinstance(rows, tuple):
                return Way("as_is", ask, places, rows)
        return replace(way, is_ahead=True)

    def _put_off(self, way: Way) -> Iterator[Mapping[TaskId, WorkPlace]]:
        """Yield where work would stand that its hours do not pay for when it is done: on the days of these, else as soon as they pay."""
        on_days = on_paying_days(self.book, way.ask, way.places, in_round=self.in_round)
        if on_days is not None:
            yield on_days
        done = self.when_done(way)
        if done is not None:
            yield done.places

    def when_done(self, way: Way) -> Way | None:
        """Return a way in which nothing moves with its finish as its date, put off to where it is paid for; None where that is not found."""
        paid = paid_when_done(self.book, way.ask, way.places, in_round=self.in_round)
        if paid is None:
            return None
        done = Way("as_is", paid.ask, paid.places, paid.rows)
        if conform(self.book, paid.ask.client, tasks=paid.ask.tasks) is None:
            return done
        granted = self._as_granted(paid.ask)
        return granted if isinstance(granted, Way) and granted.finish == done.finish else done

    def _as_granted(self, ask: Ask) -> Way | Refused:
        outcome = answer(self.book, ask, in_round=self.in_round)
        return way_of(ask, outcome) if isinstance(outcome, Granted) else outcome

    def with_moves(
        self,
        ask: Ask | None = None,
        *,
        until: Instant | None = None,
        most_steps: int = STEPS_PER_TRY,
        tries: int = TRIES,
        due_at_finish: bool = False,
        not_before: Instant | None = None,
    ) -> Way | Limit | None:
        """Return how it is done where others move inside their slack; the limit of borrowing that stands in the way; or None.

        Parameters
        ----------
        until
            By when it is done; None: by the date of its tasks.
        most_steps, tries
            Lay-outs of each try, and tries.
        due_at_finish
            Whether the date of the way is its finish, and not the date up to which room was looked for.
        not_before
            When the work begins at the earliest, where that is after its release.
        """
        ask = ask or self.ask
        until = latest_due(ask.tasks) if until is None else until
        if until is None:
            return None
        freed = hours_that_pay(self.book, ask)
        found: Limit | None = None
        for places in self.places_of_blocks(
            ask, until=until, in_gaps=not due_at_finish and most_steps == STEPS_PER_TRY
        ):
            room = self.floor_for(self._from(not_before, ask.tasks), freed, places).make_room(
                until=until, work=self.work, seed=self.ground.seed, most_steps=most_steps, tries=tries
            )
            if room is None:
                continue
            inside = Found(room, freed, places)
            way = way_in(self.ground, ask, inside, in_round=self.in_round, due_at_finish=due_at_finish)
            if due_at_finish and not isinstance(way, Way) and inside.finish < until:
                # Others stand where hours were given that do not pay yet when it is done: room is looked for without these.
                asked = due_by(ask, inside.finish, self.book)
                way = self.with_moves(asked, most_steps=most_steps, tries=tries, due_at_finish=True)
            if isinstance(way, Way):
                return way
            found = found or way
        return found

    def _from(self, moment: Instant | None, tasks: Sequence[AskedTask]) -> Sequence[AskedTask]:
        if moment is None:
            return tasks
        begin = self.book.team.aware(moment)
        return [task.model_copy(update={"release": max(task.release, begin)}) for task in tasks]

    def moves_within_cap(self, limit: Limit) -> Way | Limit:
        """Return how it is done with moves on later days on which the cap leaves something to borrow, else the limit by day of work that it passes."""
        book, ask = self.book, self.ask
        for day in days_within_cap(book, ask.client, ask.tasks, limit=limit, request=ask.request):
            way = self.with_moves(not_before=day)
            if way is None:
                # On fewer days there is no more room.
                break
            if isinstance(way, Way):
                return way
        return limit

    def with_trade(self) -> Way | None:
        """Return how it is done in exchange for a later date of one of the client's own tasks, the least urgent that does it."""
        for give in self._may_be_given():
            way = self._traded(give)
            if way is not None:
                return way
        return None

    def _may_be_given(self) -> list[TaskId]:
        ask, book = self.ask, self.book
        able = {person for task in ask.tasks for person in book.team.able(ask.client, task)}
        found = [
            (-promised.due, task)
            for task, promised in book.commitments.items()
            if promised.client == ask.client
            and promised.asked.commitment != "regulatory"
            and promised.request != ask.request
            and (place := book.witness.work.get(task)) is not None
            and place.person in able
            and book.clock <= place.pieces[0].start < self.needed_by
        ]
        return [task for _, task in sorted(found)][:MOST_GIVEN]

    def _traded(self, give: TaskId) -> Way | None:
        """Return the trade in which a task is postponed least, by whole days."""
        dates = list(self._later_dates(give))
        if not dates or self._tried_trade(give, dates[-1]) is None:
            return None
        low, high = 0, len(dates) - 1
        while low < high:
            middle = (low + high) // 2
            if self._tried_trade(give, dates[middle]) is None:
                low = middle + 1
            else:
                high = middle
        return self._tried_trade(give, dates[low])

    def _later_dates(self, give: TaskId) -> Iterator[Instant]:
        team, due = self.book.team, self.book.commitments[give].due
        day = team.working_day_of(due)
        for number in range(MOST_LATER_DAYS):
            close = team.close_at(day if not number else team.nth_working_day(day, number))
            if close > due:
                yield close

    def _tried_trade(self, give: TaskId, new_due: Instant) -> Way | None:
        ask, scratch = self.ask, copy_of(self.book)
        try:
            entry = trade(scratch, ask, give=give, new_due=new_due)
        except BookError:
            return None
        if entry.kind != "traded":
            return None
        own = dict.fromkeys(task.id for task in ask.tasks)
        return Way(
            "trade",
            ask,
            {task: scratch.witness.work[task] for task in own},
            tuple(row for row in entry.rows if row.task in own and row.minutes > 0),
            moved={give: moved_to(scratch.witness.work[give])},
            postponed={give: new_due},
            owner_rows=tuple(row for row in entry.rows if row.task not in own),
            act=partial(_trade, ask=ask, give=give, new_due=new_due),
        )


def _trade(book: Book, *, ask: Ask, give: TaskId, new_due: Instant) -> list[Entry]:
    return [trade(book, ask, give=give, new_due=new_due)]
