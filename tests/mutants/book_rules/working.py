"""Mutants of what is charged for work that was done beyond what was planned."""

from __future__ import annotations

from scheduler.fairshare import bookkeeping, off_plan
from scheduler.fairshare.off_plan import Reported, with_off_plan
from scheduler.units import TaskId
from tests.building import client, workspace
from tests.fairshare.small_books import advance, ask, asked, block, opened
from tests.mutants.book_rules.breaking_rules import Breaking, audited, mutant


def work_off_the_plan() -> set[str]:
    """Let elm work on Monday what its hours of Thursday are booked for, say that as much remains, and take half of it back."""
    blocks = [block("elm", "work", "ana", "thu", "09:00", 240)]
    book = opened(workspace(clients=[client("elm", agreed={"work": 240})]), blocks)
    ask(book, "elm", asked("text", "work", 120, "27 18:00", start="26 09:00"))
    advance(book, "23 12:00")
    for worked in (60, 90, 45):
        bookkeeping.report(book, TaskId("text"), remaining=120, worked=worked)
    return audited(book)


@mutant("I10", story=work_off_the_plan)
def what_was_worked_beyond_the_plan_is_charged_to_nobody(broken: Breaking) -> None:
    broken.function(with_off_plan, lambda book, entry, task: entry)


@mutant("I10", story=work_off_the_plan)
def what_was_worked_beyond_the_plan_is_charged_with_every_report(broken: Breaking) -> None:
    broken.method(Reported, "missing", property(lambda self: self.worked))


@mutant("I10", story=work_off_the_plan)
def what_was_not_worked_after_all_stays_charged(broken: Breaking) -> None:
    broken.method(Reported, "beyond", property(lambda self: 0))


@mutant("I19", story=work_off_the_plan)
def work_beyond_the_plan_takes_spare_before_own_hours(broken: Breaking) -> None:
    broken.value(off_plan, "_own_rows", lambda book, after, task, minutes: ())
