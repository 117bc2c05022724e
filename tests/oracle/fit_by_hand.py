"""Whether a request fits, by going through every way in which it could be done, without any engine.

For tiny cases: up to three people, two days, six pieces of work, on a coarse grid on which all times and amounts lie.

What is tried, by policy.md:

- *Funding* for a date: the client's own held minutes of the skill, those first that lapse first, then rush, of every day on which its people
  work inside the window, and of each person's day no more than is worked there. What is missing is spare and must stay within what is left
  of the cap. So a date is either paid for or not, and which held minutes are used up is settled before anything is placed. What is done
  before it is needed is paid as if it were done then.
- *Earliest*: the first moment at which it can be done and is paid for, if that moment is its date. So its last piece ends then.
- *Place*: every held piece that is left stands on its person and day in one piece, anywhere in the day. The request's tasks stand with
  somebody who may do them, between their starts and the date, in the order of their chains. As it is, all other work stands where the plan
  has it. With moves, only frozen work does; booked work keeps its person and its days; all other work stands anywhere before its slack
  floor (I2; what was later already: no later than it was; without a promise: before its due time), and tentative work may vanish
  where no promised work waits for it.

Sittings and held pieces are tried at every start; all other work is tried in every order, each piece taking the earliest time that is left.
That is enough: take any plan, sort what may be interrupted by its finishes, and place it again in this order: nothing finishes later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from scheduler.domain.holdings import HeldPiece, Holdings
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request
from scheduler.domain.times import Wait
from scheduler.domain.workspace import Workspace
from scheduler.units import Instant, PersonId, Span, TaskId
from scheduler.verify.answers.reading import full_id, with_request
from scheduler.verify.case import Case
from scheduler.verify.clock import date_of, day_end, day_start
from scheduler.verify.facts import Facts
from scheduler.verify.spans import common, total, without
from scheduler.verify.standing import Standing, standings
from scheduler.verify.work import Work

Masks = dict[PersonId, int]
"""For each person the units that are free, a bit each, counted from as_of."""


@dataclass(frozen=True)
class Fit:
    """What is possible.

    Attributes
    ----------
    as_is
        Done by its needed-by time while no other task moves.
    with_moves
        Done by then, if others move inside what they were promised.
    earliest
        The first moment on the grid at which it is done and, with this as its date, paid for, moves allowed; None: not inside the horizon.
    """

    as_is: bool
    with_moves: bool
    earliest: Instant | None


@dataclass(frozen=True)
class Job:
    """Work to be placed: parts of one task share its name and its person.

    Attributes
    ----------
    units
        How long, on the grid.
    window
        It starts not before and ends not after.
    """

    name: str
    units: int
    people: frozenset[PersonId]
    window: Span
    is_sitting: bool = False
    after: tuple[tuple[TaskId, Wait], ...] = ()
    group: frozenset[TaskId] = frozenset()


def brute_fit(
    workspace: Workspace,
    request: Request,
    *,
    baseline: Plan,
    holdings: Holdings,
    cap_minutes: int,
    is_published: bool = True,
) -> Fit:
    """Return whether a request fits as it is, with moves, and by when at the earliest.

    Parameters
    ----------
    workspace
        Without the request's tasks; everything in it lies on its grid.
    baseline
        The plan that stands.
    holdings
        What the book binds before the request.
    cap_minutes
        What the client may still borrow.
    is_published
        False: nothing of the plan is frozen.
    """
    case = FitCase(workspace, request, baseline, holdings, cap_minutes=cap_minutes, is_published=is_published)
    needed_by = case.facts.team.due_at(request.needed_by)
    return Fit(
        as_is=case.fits(needed_by, is_moving=False),
        with_moves=case.fits(needed_by, is_moving=True),
        earliest=next((due for due in case.dates() if case.ends_at(due)), None),
    )


class FitCase:
    """A request beside the plan, the book and the calendars, in units."""

    def __init__(
        self,
        workspace: Workspace,
        request: Request,
        baseline: Plan,
        holdings: Holdings,
        *,
        cap_minutes: int,
        is_published: bool,
    ) -> None:
        together = with_request(workspace, request, due=request.needed_by)
        case = Case(together, baseline, baseline=baseline, holdings=holdings)
        self.facts: Facts = case.facts
        self.stood: Mapping[TaskId, Standing] = standings(case.facts, baseline)
        self.request = request
        self.holdings = holdings
        self.cap_minutes = cap_minutes
        self.is_published = is_published
        self.ids = [full_id(request, task.id) for task in request.tasks]
        self.unit = workspace.grid_minutes
        self.waited_for = self._waited_for()
        self.free: Masks = {name: self._mask(person.free) for name, person in self.facts.people.items()}

    def _waited_for(self) -> set[TaskId]:
        """Return the work that work which may not vanish waits for, through any chain."""
        found: set[TaskId] = set()
        for task in sorted(self.facts.open_work, key=self.facts.rank.__getitem__, reverse=True):
            work = self.facts.open_work[task]
            if work.counts_as != "tentative" or task in found:
                found |= {before for before, _ in work.after}
        return found

    def dates(self) -> Iterator[Instant]:
        """Yield the ends of all units in which anybody works, earliest first."""
        anybody = 0
        for mask in self.free.values():
            anybody |= mask
        for number in range(anybody.bit_length()):
            if anybody >> number & 1:
                yield self.facts.as_of + (number + 1) * self.unit

    def ends_at(self, due: Instant) -> bool:
        """Say whether the request is done at a moment, others moving, and paid for by then."""
        return any(self.fits(due, is_moving=True, last=task) for task in self.ids)

    def fits(self, due: Instant, *, is_moving: bool, last: TaskId | None = None) -> bool:
        """Say whether the request is done by a date, one of its tasks at that moment, and paid for from the window up to then."""
        used = self._paid(due)
        if used is None:
            return False
        free, jobs = dict(self.free), [*self._held_jobs(used), *self._request_jobs(due, last)]
        placed = Placed({}, {}, {})
        for task, stood in sorted(self.stood.items()):
            work = self.facts.open_work.get(task)
            if work is None:
                continue
            fixed = stood.later if not is_moving else stood.frozen if self.is_published else []
            for span in fixed:
                free[stood.row.person] &= ~self._mask([span])
            if fixed:
                placed = placed.with_part(task, stood.row.person, fixed[0].start, fixed[-1].end)
            if is_moving:
                jobs += self._other_jobs(work, stood)
        return place(self, free, tuple(jobs), placed)

    def _paid(self, due: Instant) -> dict[int, int] | None:
        """Return the minutes taken from each held piece, by its place in the list; None where spare goes beyond the cap."""
        used: dict[int, int] = {}
        worked: dict[tuple[PersonId, date], int] = {}
        spare = 0
        order = sorted(
            range(len(self.holdings.held)),
            key=lambda number: (
                self.holdings.held[number].kind != "standard",
                self.holdings.held[number].lapses_at,
                self.holdings.held[number].day,
                number,
            ),
        )
        for task in self.ids:
            work = self.facts.open_work[task]
            missing = work.remaining_minutes
            for number in order:
                piece = self.holdings.held[number]
                window = Span(self.facts.release_of(work), due)
                if self._may_pay(piece, work, window):
                    day = piece.person, piece.day
                    inside = total(common(self.facts.people[piece.person].working(self._day(*day)), [window]))
                    left = max(0, inside - worked.get(day, 0))
                    taken = min(missing, piece.minutes - used.get(number, 0), left)
                    used[number] = used.get(number, 0) + taken
                    worked[day] = worked.get(day, 0) + taken
                    missing -= taken
            spare += missing
        return used if spare <= self.cap_minutes else None

    def _may_pay(self, piece: HeldPiece, work: Work, window: Span) -> bool:
        """Say whether a held piece is of the client and the skill, and its person may do the work on its day in a window."""
        day = self._day(piece.person, piece.day)
        return (
            piece.client == self.request.client
            and piece.lapses_at > self.facts.as_of
            and piece.skill.partition(":")[0] == work.skill
            and piece.person in self.facts.eligible[work.id]
            and bool(common(self.facts.people[piece.person].working(day), [window]))
        )

    def _day(self, person: PersonId, day: date) -> Span:
        zone = self.facts.people[person].zone
        return Span(day_start(day, zone), day_end(day, zone))

    def _held_jobs(self, used: Mapping[int, int]) -> Iterator[Job]:
        for number, piece in enumerate(self.holdings.held):
            minutes = piece.minutes - used.get(number, 0)
            if minutes > 0 and piece.lapses_at > self.facts.as_of:
                yield Job(
                    name=f"held {number}",
                    units=self._units(minutes),
                    people=frozenset({piece.person}),
                    window=self._day(piece.person, piece.day),
                    is_sitting=True,
                )

    def _request_jobs(self, due: Instant, last: TaskId | None = None) -> Iterator[Job]:
        """Yield the tasks of the request, of `last` the last unit by itself, which ends when it is due."""
        for task in self.ids:
            work = self.facts.open_work[task]
            minutes, window = work.remaining_minutes, Span(self.facts.release_of(work), due)
            if task == last and work.one_sitting:
                window = Span(max(window.start, due - minutes), due)
            elif task == last:
                yield self._job(work, self.unit, Span(max(window.start, due - self.unit), due))
                minutes -= self.unit
            if minutes:
                yield self._job(work, minutes, window)

    def _other_jobs(self, work: Work, stood: Standing) -> Iterator[Job]:
        """Yield what of other work must be placed anew: its booked parts on their days, and the rest before its limit."""
        frozen = stood.frozen if self.is_published else []
        rest = without(stood.later, frozen)
        may_vanish = work.counts_as == "tentative"
        if not rest or (may_vanish and work.id not in self.waited_for):
            return
        if frozen and work.one_sitting:
            raise AssertionError(f"a sitting that is frozen in part: {work.id}")
        limit = self.facts.horizon_end if may_vanish else self._limit(work, stood)
        release = self.facts.release_of(work)
        left = total(rest)
        person = frozenset({stood.row.person})
        for kept in self.holdings.kept:
            if kept.task == work.id:
                for day in sorted({date_of(piece.start, self.facts.people[kept.person].zone) for piece in kept.pieces}):
                    whole = self._day(kept.person, day)
                    minutes = total(_inside(kept.pieces, whole)) - total(_inside(tuple(frozen), whole))
                    if minutes > 0:
                        left -= minutes
                        window = Span(max(release, whole.start), min(limit, whole.end))
                        yield replace(self._job(work, minutes, window), people=person)
        if left > 0:
            job = self._job(work, left, Span(release, limit))
            is_bound = bool(frozen) or left < total(rest)
            yield replace(job, people=person) if is_bound else job

    def _limit(self, work: Work, stood: Standing) -> Instant:
        known = self.holdings.commitments.get(work.id)
        limit = work.due_at if known is None else known.floor_at
        end = self.facts.horizon_end if limit is None else limit
        return min(self.facts.horizon_end, max(end, stood.all_spans[-1].end))

    def _job(self, work: Work, minutes: int, window: Span) -> Job:
        return Job(
            name=work.id,
            units=self._units(minutes),
            people=self.facts.eligible[work.id],
            window=window,
            is_sitting=work.one_sitting,
            after=work.after,
            group=self.facts.groups[work.id],
        )

    def _units(self, minutes: int) -> int:
        if minutes % self.unit:
            raise AssertionError(f"{minutes} minutes are not on the grid")
        return minutes // self.unit

    def _mask(self, spans: list[Span]) -> int:
        mask = 0
        for span in spans:
            first = self._units(span.start - self.facts.as_of)
            mask |= ((1 << self._units(span.minutes)) - 1) << first
        return mask

    def first_unit(self, at: Instant) -> int:
        """Return the first unit that does not start before an instant."""
        return max(0, -((self.facts.as_of - at) // self.unit))

    def end_of(self, unit: int) -> Instant:
        """Return when a unit ends."""
        return self.facts.as_of + (unit + 1) * self.unit


def _inside(spans: tuple[Span, ...], window: Span) -> list[Span]:
    cut = (Span(max(span.start, window.start), min(span.end, window.end)) for span in spans)
    return [span for span in cut if span.start < span.end]


@dataclass(frozen=True)
class Placed:
    """What stands so far: who does a task, and when its placed parts start and end."""

    person: Mapping[str, PersonId]
    start: Mapping[str, Instant]
    finish: Mapping[str, Instant]

    def with_part(self, name: str, person: PersonId, start: Instant, finish: Instant) -> Placed:
        """Return what stands when a part of a task does so too."""
        return Placed(
            {**self.person, name: person},
            {**self.start, name: min(start, self.start.get(name, start))},
            {**self.finish, name: max(finish, self.finish.get(name, finish))},
        )


def place(case: FitCase, free: Masks, jobs: tuple[Job, ...], placed: Placed) -> bool:
    """Say whether all jobs find a place."""
    sittings = tuple(job for job in jobs if job.is_sitting)
    return _place_sittings(case, free, sittings, tuple(job for job in jobs if not job.is_sitting), placed)


def _place_sittings(
    case: FitCase, free: Masks, sittings: tuple[Job, ...], others: tuple[Job, ...], placed: Placed
) -> bool:
    if not sittings:
        return _place_others(case, free, others, placed, set())
    job, *rest = sittings
    shape = (1 << job.units) - 1
    for person in sorted(job.people):
        for first in range(case.first_unit(job.window.start), free[person].bit_length()):
            taken = shape << first
            end = case.end_of(first + job.units - 1)
            if end <= job.window.end and free[person] & taken == taken:
                now = placed.with_part(job.name, person, end - job.units * case.unit, end)
                left = {**free, person: free[person] & ~taken}
                if _place_sittings(case, left, tuple(rest), others, now):
                    return True
    return False


def _place_others(case: FitCase, free: Masks, jobs: tuple[Job, ...], placed: Placed, dead_ends: set[object]) -> bool:
    if not jobs:
        return _chains_hold(case, placed)
    state = (
        tuple(sorted(free.items())),
        jobs,
        tuple(sorted(placed.finish.items())),
        tuple(sorted(placed.person.items())),
    )
    if state in dead_ends:
        return False
    missing = {job.name for job in jobs}
    for number, job in enumerate(jobs):
        rest = jobs[:number] + jobs[number + 1 :]
        if missing & {before for before, _ in job.after}:
            continue
        start = max([job.window.start, *_waits_over(case, job, placed)])
        for person in sorted(_people(job, placed)):
            taken = _earliest_units(free[person], case.first_unit(start), job.units)
            if taken is None or case.end_of(taken.bit_length() - 1) > job.window.end:
                continue
            begun = case.end_of((taken & -taken).bit_length() - 1) - case.unit
            now = placed.with_part(job.name, person, begun, case.end_of(taken.bit_length() - 1))
            if _place_others(case, {**free, person: free[person] & ~taken}, rest, now, dead_ends):
                return True
    dead_ends.add(state)
    return False


def _people(job: Job, placed: Placed) -> frozenset[PersonId]:
    """Return who may do a job beside what is placed: all parts of a task, and what is bound to it, by one person."""
    bound = {placed.person[name] for name in {job.name, *job.group} if name in placed.person}
    return job.people & bound if bound else job.people


def _waits_over(case: FitCase, job: Job, placed: Placed) -> Iterator[Instant]:
    for before, wait in job.after:
        if before in placed.finish:
            yield case.facts.team.after_wait(placed.finish[before], wait)
        else:
            yield case.facts.done_wait_over_at(before, wait)


def _chains_hold(case: FitCase, placed: Placed) -> bool:
    """Say whether everything that is placed starts after what comes before it, sittings too, and groups have one person."""
    for name, start in placed.start.items():
        work = case.facts.open_work.get(TaskId(name))
        if work is None:
            continue
        for before, wait in work.after:
            if before in placed.finish and case.facts.team.after_wait(placed.finish[before], wait) > start:
                return False
        if len({placed.person[other] for other in case.facts.groups[work.id] if other in placed.person}) > 1:
            return False
    return True


def _earliest_units(free: int, first: int, units: int) -> int | None:
    """Return the earliest free units from one on; None where there are too few."""
    taken, left = 0, units
    for number in range(first, free.bit_length()):
        if free >> number & 1:
            taken, left = taken | 1 << number, left - 1
            if left == 0:
                return taken
    return None
