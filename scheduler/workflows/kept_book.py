"""The book of a workspace in the hands of a command: opened or made, brought up to now, and stored as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.calendars.horizon import as_of_instant, freeze_end
from scheduler.calendars.recurrence import all_tasks
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import FIRST_SHA256, Entry
from scheduler.domain.problems import Problem
from scheduler.domain.tasks import PROMISED
from scheduler.errors import InputError, VerificationError
from scheduler.fairshare import bookkeeping as bk
from scheduler.fairshare.book import Book
from scheduler.fairshare.initial import open_on_plan
from scheduler.fairshare.loss_periods import share_the_rest
from scheduler.fairshare.misfits import LOOK_AHEAD_DAYS
from scheduler.fairshare.witness import WorkPlace
from scheduler.store.book_store import BookStore
from scheduler.units import Span, TaskId
from scheduler.verify.book.auditor import Auditor
from scheduler.workflows.read_files import stored_entries, workspace_in
from scheduler.workflows.reproduction import saved_if_possible

if TYPE_CHECKING:
    from scheduler.domain.laying import Laying
    from scheduler.domain.plan import Plan
    from scheduler.domain.workspace import Workspace

OPENING_SECONDS = 4.0
"""Limit of the plan on which a book is opened: what it leaves late is written down without a promise."""


@dataclass(slots=True)
class KeptBook:
    """A workspace and its book, at the moment of a command.

    Attributes
    ----------
    folder
        Of the workspace.
    workspace
        As the files say now.
    book
        As stored, with the days closed up to now; what is appended to it is stored by `save`.
    is_new
        Whether this command opened it.
    stored
        How many entries the store has.
    plans
        Plans to be stored with entries, by their number.
    opened_on
        The plan on which this command opened it.
    """

    folder: Path
    workspace: Workspace
    book: Book
    store: BookStore
    is_new: bool
    stored: int
    plans: dict[int, bytes] = field(default_factory=dict)
    opened_on: Plan | None = None

    @property
    def new_entries(self) -> list[Entry]:
        """What this command added."""
        return self.book.entries[self.stored :]

    def save(self) -> None:
        """Store what was added, after the independent auditor has read the whole log.

        Raises
        ------
        VerificationError
            If the auditor finds a broken rule in what is new; nothing is stored then.
        BookError (of `scheduler.errors`)
            If the book is busy, or somebody else wrote to it meanwhile; nothing is stored then.
        """
        lines = self.book.lines
        if len(lines) == self.stored:
            return
        auditor = Auditor()
        for number, line in enumerate(lines):
            found = list(auditor.take(line))
            if found and number >= self.stored:
                text = f"our entry {number + 1} broke a rule of the book: {found[0].text}"
                raise VerificationError(text, saved_if_possible(self.folder, log=lines[: number + 1], notes=[text]))
        before = FIRST_SHA256 if not self.stored else self.book.entries[self.stored].prev_sha256
        self.store.append(lines[self.stored :], after_sha256=before, plans=self.plans)
        self.stored = len(lines)
        self.plans = {}


@contextmanager
def kept_book(
    folder: Path,
    *,
    as_of: str | None,
    clock: Callable[[], datetime],
    request: Path | None = None,
    planned: Callable[[Workspace], Plan] | None = None,
    actor: str = "",
) -> Iterator[KeptBook]:
    """Read a workspace and its book for a command that writes; make the book where there is none.

    Parameters
    ----------
    request
        A file of a request outside the folder, to be read beside those in it.
    planned
        Makes the checked plan on which a new book is opened; None for a short search of this module's own.
    actor
        Who opens a new book.

    Raises
    ------
    InputError
        If the workspace is wrong, or as_of lies before the last entry of the book.
    BookError (of `scheduler.errors`)
        If the book is busy, damaged or newer than this version.
    """
    workspace = workspace_in(folder, as_of=as_of, clock=clock, request=request)
    store = BookStore.open(folder, create=True)
    assert store is not None
    with store:
        entries = store.entries()
        first = None if entries else (planned or checked_plan)(workspace)
        book = Book.replay_entries(entries) if first is None else opened_book(workspace, plan=first, actor=actor)
        kept = KeptBook(folder, workspace, book, store, is_new=not entries, stored=len(entries), opened_on=first)
        _check_leap(book, workspace, now=clock())
        bring_up(book, workspace)
        yield kept


def stored_book(folder: Path) -> Book | None:
    """Return the book of a workspace as it is stored; None where there is none."""
    entries = stored_entries(folder)
    return Book.replay_entries(entries) if entries else None


LEAP_WEEKS = 26


def _check_leap(book: Book, workspace: Workspace, *, now: datetime) -> None:
    """Refuse to write at a moment far after the book's last entry that has not come yet: a mistyped year would close all days before it.

    Raises
    ------
    InputError
        If it is more than half a year later than both.
    """
    if as_of_instant(workspace) <= max(book.clock, instant_of(now)) + LEAP_WEEKS * 7 * 1440:
        return
    got, last = _moments(book, workspace)
    raise _wrong_as_of(
        got,
        expected=f"a time at most {LEAP_WEEKS} weeks after the last entry of the book, {last}, or after today",
        fix="check the year of --as-of",
        text=f"as_of is {got}, more than half a year after the book's last entry ({last}) and after today; the book's clock "
        "never runs back, so nothing was written. Check the year of --as-of.",
    )


def _moments(book: Book, workspace: Workspace) -> tuple[str, str]:
    """Return as_of and the moment of the book's last entry as they are written."""
    last = book.team.aware(book.clock)
    return workspace.as_of.isoformat(timespec="minutes"), last.isoformat(timespec="minutes")


def _wrong_as_of(got: str, *, expected: str, fix: str, text: str) -> InputError:
    problem = Problem(
        file="workspace.yaml",
        line=None,
        subject="book",
        field="as_of",
        got=got,
        expected=expected,
        fix=fix,
        text=text,
    )
    return InputError([problem])


def bring_up(book: Book, workspace: Workspace) -> None:
    """Close the days up to the workspace's as_of.

    Raises
    ------
    InputError
        If as_of lies before the book's last entry: its clock never runs back.
    """
    at = as_of_instant(workspace)
    if at < book.clock:
        got, last = _moments(book, workspace)
        raise _wrong_as_of(
            got,
            expected=f"a time not before the last entry of the book, {last}",
            fix="say a later time with --as-of",
            text=f"as_of is {got}, but the book's last entry is of {last}; its clock never runs back. "
            "Say a later time with --as-of.",
        )
    # What an earlier version has left to nobody is shared before anything else.
    share_the_rest(book, reason="absences that nobody has shared yet")
    bk.advance(book, to=at)


def opened_book(
    workspace: Workspace,
    *,
    plan: Plan | None = None,
    laying: Laying | None = None,
    days: int = LOOK_AHEAD_DAYS,
    actor: str = "",
) -> Book:
    """Return a new book of a workspace, opened on a plan that passed its check.

    Parameters
    ----------
    plan
        None: one is made.
    laying
        The blocks of the agreed hours; None: they are laid.
    days
        For how many days the blocks are arranged around the work; fewer for a book that is only looked at.
    """
    from scheduler.solve.laying import lay_blocks

    made = checked_plan(workspace) if plan is None else plan
    at = as_of_instant(workspace)
    laying = lay_blocks(workspace, at=at) if laying is None else laying
    left = minutes_in(made)
    places = _with_what_they_come_after(workspace, places_in(made), left)
    return open_on_plan(
        workspace,
        laying.blocks,
        at=at,
        places=places,
        left=left,
        actor=actor,
        unlaid=laying.unlaid,
        days=days,
        fixed=_frozen_in(workspace, made),
    )


def _frozen_in(workspace: Workspace, plan: Plan) -> frozenset[TaskId]:
    """Return the work that a plan has in the days that were frozen for it; nothing is where it followed on no other plan."""
    if plan.baseline_sha256 is None:
        return frozenset()
    end = freeze_end(workspace)
    return frozenset(task.id for task in plan.tasks if task.blocks and instant_of(task.blocks[0].start) < end)


def _with_what_they_come_after(
    workspace: Workspace, places: Mapping[TaskId, WorkPlace], left: Mapping[TaskId, int]
) -> dict[TaskId, WorkPlace]:
    """Return the places of work that comes after nothing but promised or done work: the rest cannot be promised."""
    after = {task.id: [each.task for each in task.after] for task in all_tasks(workspace)}
    kept = dict(places)
    while fallen := [task for task in kept if any(before in left and before not in kept for before in after[task])]:
        for task in fallen:
            del kept[task]
    return kept


def checked_plan(workspace: Workspace) -> Plan:
    """Return a plan of a workspace without a book, checked.

    Raises
    ------
    VerificationError
        If our own plan fails its check, and so does every plan around what stands in it.
    """
    from scheduler.solve.planner import PlanSettings, make_plan
    from scheduler.workflows.passing_plan import Footing, passing_plan

    made = make_plan(workspace, settings=PlanSettings(time_limit_seconds=OPENING_SECONDS))
    return passing_plan(Footing(workspace), made, seed=made.seed).plan


def places_in(plan: Plan) -> Mapping[TaskId, WorkPlace]:
    """Return where a plan has the promised work that it finishes in time."""
    return {
        task.id: WorkPlace(
            task.person, tuple(Span(instant_of(block.start), instant_of(block.end)) for block in task.blocks)
        )
        for task in plan.tasks
        if task.counts_as in PROMISED and not task.late_minutes and not any(block.overtime for block in task.blocks)
    }


def minutes_in(plan: Plan) -> Mapping[TaskId, int]:
    """Return the minutes that remain of every open task, as a plan has them."""
    placed = {
        task.id: sum(instant_of(block.end) - instant_of(block.start) for block in task.blocks) for task in plan.tasks
    }
    return placed | {task.id: task.remaining_minutes for task in plan.unplaced}
