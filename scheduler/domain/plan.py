"""The plan document (`kind: plan`, contract section 3). Instants carry an offset, amounts are whole minutes."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import AwareDatetime, Field

from scheduler.domain.document import DocumentPart, Header
from scheduler.domain.reasons import Reason
from scheduler.domain.tasks import Commitment
from scheduler.units import ClientId, PersonId, TaskId

Cause = Literal["no_person", "capacity", "chain", "one_sitting", "beyond_horizon"]
Status = Literal["optimal", "feasible", "infeasible", "undecided"]


class Block(DocumentPart):
    """One unbroken piece of work, [start, end)."""

    start: AwareDatetime
    end: AwareDatetime
    overtime: bool = False


class PlannedTask(DocumentPart):
    """A task with all its remaining minutes on one person.

    Attributes
    ----------
    counts_as
        The commitment class it counts as; differs from `commitment` only for regulatory work that counts as agreed.
    start, finish
        Start of the first and end of the last block.
    release
        Earliest start by itself: the later of as_of and its own `start` (predecessors not counted).
    late_minutes
        Minutes of the finish past `due`, at least 0; 0 without a due time.
    slack_minutes
        Minutes from finish to `due` on the clock, at least 0; None without a due time.
    """

    id: TaskId
    client: ClientId
    deliverable: str
    title: str
    skill: str
    commitment: Commitment
    counts_as: Commitment
    person: PersonId
    blocks: tuple[Block, ...]
    start: AwareDatetime
    finish: AwareDatetime
    release: AwareDatetime
    due: AwareDatetime | None
    late_minutes: int
    slack_minutes: int | None
    why_late: Reason | None = None


class UnplacedTask(DocumentPart):
    """A task that is not in the plan, with all its remaining minutes, and why.

    `counts_as` is None in plans made elsewhere that do not say it.
    """

    id: TaskId
    client: ClientId
    commitment: Commitment
    counts_as: Commitment | None = None
    remaining_minutes: int
    cause: Cause
    why: Reason


class Level(DocumentPart):
    """One level of the objective: its value, a proven bound below which no plan is, and whether they meet.

    Vectors are sorted worst first; `clients` then names whose entries they are, in the same order (people for
    `balance`).
    """

    level: str
    value: int | tuple[int, ...]
    bound: int | tuple[int, ...]
    unit: str
    optimal: bool
    clients: tuple[str, ...] | None = None


class HeldBlock(DocumentPart):
    """Where a held piece stands on the clock.

    Attributes
    ----------
    block
        Id of the laid block that it is a piece of; empty in plans that do not say it.
    """

    person: PersonId
    start: AwareDatetime
    end: AwareDatetime
    block: str = ""


class Held(DocumentPart):
    """Held minutes of a client on a day.

    Attributes
    ----------
    skill
        Key of the agreed hours, `copy` or `copy:2`.
    day
        The date of the people of its blocks, on their own clocks.
    minutes
        All that is held; what of it stands nowhere is missing from `blocks`.
    """

    client: ClientId
    skill: str
    day: date
    kind: Literal["standard", "rush"]
    minutes: int
    lapses_at: AwareDatetime
    blocks: tuple[HeldBlock, ...]


class PersonLoad(DocumentPart):
    """A person's minutes over the horizon. `planned_minutes` includes the overtime."""

    id: PersonId
    available_minutes: int
    planned_minutes: int
    held_minutes: int
    overtime_minutes: int


class ClientLoad(DocumentPart):
    """A client's minutes over the horizon.

    `late_minutes` is the sum over its planned tasks, `unplaced_minutes` their remaining minutes; `borrowed_minutes` is
    what is planned beyond the guaranteed minutes.
    """

    id: ClientId
    guaranteed_minutes: int
    planned_minutes: int
    borrowed_minutes: int
    late_minutes: int
    unplaced_minutes: int


class Place(DocumentPart):
    """Where and when a task stands in one plan."""

    person: PersonId
    finish: AwareDatetime
    blocks: tuple[Block, ...]


class Move(DocumentPart):
    """A task whose person or any later block differs from the baseline; None where it is unplaced."""

    task: TaskId
    from_: Place | None = Field(alias="from")
    to: Place | None


class Unfrozen(DocumentPart):
    """A task whose frozen blocks were given up, and why.

    `person_away`, `task_done`, `task_gone`, `task_shorter`, `client_change`; `answered`: an answer or a report that was recorded since moved it;
    `behind`: it waits for work that is done later than was published, or its own sitting could not begin.
    """

    task: TaskId
    cause: str


class Violation(DocumentPart):
    """A rule that a plan breaks, with the amount."""

    rule: str
    subject: str
    measured: int
    limit: int
    unit: str
    text: str


class Horizon(DocumentPart):
    """[start, end) of the plan."""

    start: AwareDatetime
    end: AwareDatetime


class Plan(Header):
    """A whole plan. Blocks of tasks are in order and disjoint; lists are sorted by id unless said otherwise.

    Notes
    -----
    `moves`, `added`, `dropped` and `unfrozen` are empty without a baseline; `baseline_sha256` is the digest of that, as `plan` writes it.
    Without a book `held` is what a book opened on the plan
    would hold, and `uncovered` (open work that counts as agreed and that no decision of the book covers) is empty.
    """

    kind: Literal["plan"] = "plan"
    status: Status
    stopped_by: str | None = None
    horizon: Horizon
    grid_minutes: int
    policy: dict[str, Any] = Field(default_factory=dict)
    book: str | None = None
    baseline_sha256: str | None = None
    objective: tuple[Level, ...] = ()
    tasks: tuple[PlannedTask, ...] = ()
    unplaced: tuple[UnplacedTask, ...] = ()
    done: tuple[TaskId, ...] = ()
    held: tuple[Held, ...] = ()
    uncovered: tuple[TaskId, ...] = ()
    people: tuple[PersonLoad, ...] = ()
    clients: tuple[ClientLoad, ...] = ()
    moves: tuple[Move, ...] = ()
    added: tuple[TaskId, ...] = ()
    dropped: tuple[TaskId, ...] = ()
    unfrozen: tuple[Unfrozen, ...] = ()
    short_blocks: int = 0
    verified: bool = False
    violations: tuple[Violation, ...] = ()
