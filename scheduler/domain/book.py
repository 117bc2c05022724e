"""The book: an append-only log of everything that was agreed, asked, promised, lost and changed.

One entry is one decision. Amounts are minutes; instants carry an offset. The canonical line of an entry is what is stored, hashed and
exported; `prev_sha256` is the digest of the line before it (64 zeros for the first), so no line can be changed or taken out unseen.

Terms. A *laid block* is a weekday pattern (or one dated block) of an agreement. A *dated block* is a laid block on one of its days, written
`<block id>@<day>`. It exists on a date iff the date is `day`, or lies in `since`..`until` on `weekday`; is a working day of the team (so no
holiday or closure); is no holiday of the person's own calendar; and the person is employed. Time off, meetings and availability do not end
it silently: where it cannot stand, an entry says what became of it (`rows` with fund `cut`, `stands`, or another laid block for that day).
A dated block that no entry moved stands at its laid clock time on the person's clock.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any, Literal

from pydantic import AwareDatetime, Field

from scheduler.domain.document import DocumentPart
from scheduler.domain.laying import Unlaid
from scheduler.domain.ledger import (
    CHARGES,
    BlockEnd,
    Fund,
    LaidBlock,
    LedgerRow,
    Promise,
    Stand,
    Worked,
    WorkStand,
    skill_key,
)
from scheduler.domain.loss import Loss, LossCell, Repaid
from scheduler.domain.tasks import Commitment
from scheduler.domain.times import Wait
from scheduler.units import ClientId, PersonId, TaskId

__all__ = [
    "CHARGES",
    "CONTRACT_FIELDS",
    "FIRST_SHA256",
    "AskedAfter",
    "AskedTask",
    "BlockEnd",
    "CommittedTask",
    "Entry",
    "Fund",
    "Kind",
    "LaidBlock",
    "LedgerRow",
    "Loss",
    "LossCell",
    "Promise",
    "Repaid",
    "Stand",
    "Waiting",
    "WorkStand",
    "Worked",
    "line_of",
    "sha256_of",
    "skill_key",
]

FIRST_SHA256 = "0" * 64
"""`prev_sha256` of the first entry."""

Kind = Literal[
    "opened",  # system: the facts the book begins with
    "signed",  # client: blocks of an agreement were laid
    "booked",  # client: initial work, an occurrence of recurring work, or a row of tasks.csv (reason: initial, recurring, row)
    "accepted",  # client: a request, at once
    "granted",  # client: a request, in the daily round
    "declined",  # client: a request
    "waiting",  # client: a request beyond the cap, in line for the round
    "withdrawn",  # client: a waiting request whose last date of use has passed, or that its client took back
    "quoted",  # client: capacity held for an answer
    "confirmed",  # client: a quote became a commitment
    "expired",  # client: a quote was not confirmed in time
    "cancelled",  # client: a commitment, wholly or in part
    "traded",  # client: a request in exchange for later or smaller own work
    "consented",  # the client that gives: one of its commitments waits for another client's request
    "overridden",  # client: an approver made room; harmed work is named
    "lost",  # system: capacity went (a person, a period); what was cut, re-laid and made late
    "edited",  # system: facts changed and nobody lost anything
    "progressed",  # client: work was reported
    "closed",  # system: a working day closed; what lapsed
    "published",  # system: a plan was published
    "repaired",  # system: damage was found and the last good state restored
]


class AskedAfter(DocumentPart):
    """A predecessor of a task and the wait after it."""

    task: TaskId
    wait: Wait = Wait()


class AskedTask(DocumentPart):
    """A task of a request, an occurrence or a row, with its window resolved to instants.

    Attributes
    ----------
    id
        The full id (`R-104/text`).
    effort_minutes
        What is to be done when asked.
    release
        Earliest start by itself: the later of the entry's `at` and its own start.
    due
        Last minute of use: needed_by for requests; None for target and tentative work without one.
    """

    id: TaskId
    title: str = ""
    deliverable: str = ""
    skill: str
    level: int = 1
    effort_minutes: int
    release: AwareDatetime
    due: AwareDatetime | None
    person: PersonId | None = None
    same_person_as: tuple[TaskId, ...] = ()
    one_sitting: bool = False
    after: tuple[AskedAfter, ...] = ()
    commitment: Commitment = "agreed"
    agreed_on: date | None = None


class CommittedTask(DocumentPart):
    """Work promised to a client: a task, its promised date and its slack floor.

    Attributes
    ----------
    due
        The promised date.
    floor_at
        The due time less the slack floor: no other client's decision moves the planned finish past it. It never gets later.
    """

    task: TaskId
    client: ClientId
    due: AwareDatetime
    floor_at: AwareDatetime


class Waiting(DocumentPart):
    """A request in line for the daily round: the seq of its first entry is its receipt number."""

    client: ClientId
    request: str
    receipt: int
    share: float
    fitted: bool


class Entry(DocumentPart):
    """One line of the log (contract, section 3); the fields after `prev_sha256` are additions of ours.

    Attributes
    ----------
    at
        The book's clock; it never goes back.
    client
        Whose entry it is; empty for entries of the system. Without that client the entry would not be there.
    facts
        The workspace as read (`scheduler.domain.workspace.Workspace` as JSON), in the first entry and wherever it changed.
    asked
        The tasks as asked, also where they were declined; `needed_by` in their `due`.
    conforming
        Whether the answer rests on the arithmetic of the client's own held minutes alone.
    committed, released
        Commitments that this entry makes, and tasks that are commitments no longer.
    blocks, ended
        Blocks laid and blocks that end.
    stands, work
        What stands elsewhere in the witness from now on; what is not named stands as before.
    remaining
        Minutes still to be done by task, where work was reported.
    worked
        Minutes that are reported as worked by task, all since it was promised; only where that is another number than before.
    replaces
        For a row of tasks.csv that changed, a confirmed quote or a granted wait: the request or task that it takes further.
    expires_at
        When a quote ends.
    order
        Of a daily round: who waited, in the order decided.
    credits
        Make-up credit in minutes by client (negative where it was repaid).
    repaid
        Of a loss: what clients give of later own hours for what others gave so that their regulatory work could stand.
    read
        Of a request: its file as it was read, so that a later edit is seen.
    unlaid
        Of an opening or a signature: agreed hours that found no place, and why.
    """

    seq: int
    at: AwareDatetime
    kind: Kind
    client: str = ""
    request: str = ""
    actor: str = ""
    reason: str = ""
    rows: tuple[LedgerRow, ...] = ()
    promised: tuple[Promise, ...] = ()
    plan_sha256: str = ""
    prev_sha256: str = FIRST_SHA256
    asked_at: AwareDatetime | None = None
    latest: AwareDatetime | None = None
    conforming: bool | None = None
    facts: dict[str, Any] | None = None
    asked: tuple[AskedTask, ...] = ()
    committed: tuple[CommittedTask, ...] = ()
    released: tuple[TaskId, ...] = ()
    blocks: tuple[LaidBlock, ...] = ()
    ended: tuple[BlockEnd, ...] = ()
    stands: tuple[Stand, ...] = ()
    work: tuple[WorkStand, ...] = ()
    remaining: dict[TaskId, int] = Field(default_factory=dict)
    worked: dict[TaskId, int] = Field(default_factory=dict)
    replaces: str = ""
    expires_at: AwareDatetime | None = None
    order: tuple[Waiting, ...] = ()
    loss: Loss | None = None
    credits: dict[ClientId, int] = Field(default_factory=dict)
    repaid: tuple[Repaid, ...] = ()
    read: dict[str, Any] | None = None
    unlaid: tuple[Unlaid, ...] = ()


CONTRACT_FIELDS: tuple[str, ...] = (
    "seq",
    "at",
    "kind",
    "client",
    "request",
    "actor",
    "reason",
    "rows",
    "promised",
    "plan_sha256",
    "prev_sha256",
)
"""Fields that every line has, also where they are empty."""


def line_of(entry: Entry) -> str:
    """Return the canonical line of an entry, without a line end.

    One JSON object: the contract's fields, then those additions that say something, in the order of the record, without spaces.
    """
    document = entry.as_json()
    said = {
        name: value for name, value in document.items() if name in CONTRACT_FIELDS or value not in (None, [], {}, "")
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def sha256_of(line: str) -> str:
    """Return the digest of a canonical line: what the next entry's `prev_sha256` says."""
    return hashlib.sha256(line.encode()).hexdigest()
