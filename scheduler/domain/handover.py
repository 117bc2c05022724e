"""A hand-over of a client from one person to others: what moves, what cannot be covered and why (`kind: handover`)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from scheduler.domain.document import DocumentPart, Header
from scheduler.units import ClientId, PersonId, TaskId

Obstacle = Literal["pin", "same_person", "skill", "exclusion", "absence", "capacity", "chain"]
"""Why work cannot be handed over: it is pinned to the person; it is done by one person together with work that stays; nobody else has the
skill; those who have it must not work for the client; they do not work long enough until it is due; there is no free time for it beside
other promises; it comes after such work."""


class HandedOver(DocumentPart):
    """A task that another person does instead."""

    task: TaskId
    title: str
    minutes: int
    due: AwareDatetime | None
    to: PersonId
    from_finish: AwareDatetime
    to_start: AwareDatetime
    to_finish: AwareDatetime


class NotCovered(DocumentPart):
    """A task that nobody else was found to do in time.

    Attributes
    ----------
    text
        The obstacle as a sentence.
    late_minutes
        How late the plan would have it; None where it has no place.
    proven
        Whether arithmetic rules out that anybody else does this very task in time; otherwise no way was found.
    """

    task: TaskId
    title: str
    minutes: int
    due: AwareDatetime | None
    obstacle: Obstacle
    text: str
    late_minutes: int | None = None
    proven: bool = False


class MadeLate(DocumentPart):
    """A promise that the hand-over would make late, or later than it is."""

    client: ClientId
    task: TaskId
    title: str
    late_minutes: int | None
    before_minutes: int


class Candidate(DocumentPart):
    """Somebody who may take work of it.

    Attributes
    ----------
    able_tasks
        How many of the tasks to be handed over this person may do, by skill, level, exclusions and working time until they are due.
    free_minutes
        Working time from the day on to the end of the horizon that no other planned work takes.
    takes_all
        Whether a checked plan was found in which this person takes everything; `not_able` by arithmetic alone, `not_tried` where enough
        others do.
    starts_at
        When this person would begin with it.
    """

    person: PersonId
    name: str
    able_tasks: int
    free_minutes: int
    takes_all: Literal["yes", "no_plan_found", "not_able", "not_tried"]
    starts_at: AwareDatetime | None = None


class HoursOn(DocumentPart):
    """Agreed hours of one skill as blocks on one person, in the first whole week from the day on.

    Attributes
    ----------
    by_weekday
        Minutes, Monday first.
    """

    skill: str
    person: PersonId
    weekly_minutes: int
    by_weekday: tuple[int, int, int, int, int, int, int]


class HoursLeft(DocumentPart):
    """Agreed hours of one skill that were not laid on others: per week, or in the month, from `since` to `until` (None: open).

    Attributes
    ----------
    proven
        Whether addition alone shows that not all of them can be; otherwise no way was found.
    """

    skill: str
    minutes: int
    per: Literal["week", "month"]
    since: date | None = None
    until: date | None = None
    proven: bool = False


class EarliestHandover(DocumentPart):
    """The earliest day found from which the work can be covered: what is begun until then stays, the rest moves.

    Attributes
    ----------
    proven
        Whether arithmetic rules out every earlier day, as the work is planned now; otherwise none was found.
    """

    from_on: date
    proven: bool
    stays: tuple[TaskId, ...] = ()
    moves: tuple[HandedOver, ...] = ()
    candidates: tuple[Candidate, ...] = ()


class Handover(Header):
    """Whether all work of a client can be taken from a person (`kind: handover`). Nothing is written.

    Attributes
    ----------
    from_on
        From the beginning of this day on the person does nothing new for the client.
    covered
        Whether all of it can be handed over with nobody's promise made late, and the agreed hours be laid on others.
    proven
        Where it cannot be: whether arithmetic proves that not all of it can be; otherwise no way was found. Of which task and of
        which hours that holds, `not_covered` and `hours_left` say.
    verified
        Whether the plans passed the independent check; false where frozen work of the published plan contradicts a rule.
    stays
        Tasks that the person begins before the day: they stay.
    moves
        What others do instead.
    other_moves
        Other work that has another person or time in that plan.
    late
        Promises that would become late by it.
    hours, relaid
        Agreed hours that stand on the person, and where they could be laid instead: what others carry for it then.
    hours_left
        Agreed hours that find no place without the person, beyond those that find none with it.
    earliest
        Where the work cannot be covered from that day: from when it can be; None where no day of the horizon was found.
    contact
        Whether the person is a contact of the client, and who would be left.
    fixed_until
        Where the work cannot be covered: until when work that others have in the published plan is fixed, and was left where it stands.
    """

    kind: Literal["handover"] = "handover"
    person: PersonId
    client: ClientId
    from_on: date
    book: str | None = None
    planned_first: bool = False
    covered: bool
    proven: bool
    verified: bool = True
    stays: tuple[TaskId, ...] = ()
    moves: tuple[HandedOver, ...] = ()
    not_covered: tuple[NotCovered, ...] = ()
    other_moves: tuple[TaskId, ...] = ()
    late: tuple[MadeLate, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    hours: tuple[HoursOn, ...] = ()
    relaid: tuple[HoursOn, ...] = ()
    hours_left: tuple[HoursLeft, ...] = ()
    earliest: EarliestHandover | None = None
    contact: Literal["primary", "backup"] | None = None
    contacts_left: tuple[PersonId, ...] = ()
    fixed_until: AwareDatetime | None = None
