"""Mutants of what is charged for work that was done beyond what was planned."""

from __future__ import annotations

from datetime import timedelta

from scheduler.domain.book import Entry
from scheduler.fairshare import bookkeeping, off_plan, reopening
from scheduler.fairshare.book import Book
from scheduler.fairshare.bookkeeping import Said
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


def work_that_was_not_done() -> set[str]:
    """Let oak work on spare, say that it is done, let pine take half of its time, and say of two tasks that they are not done."""
    book = opened(workspace(clients=[client("oak"), client("pine")]), [])
    for name, start in (("text", "24 09:00"), ("page", "25 09:00")):
        ask(book, "oak", asked(name, "work", 60, "27 18:00", start=start))
        bookkeeping.report(book, TaskId(name), remaining=0)
    ask(book, "pine", asked("visit", "work", 30, "24 09:30", start="24 09:00"))
    bookkeeping.correct(book, [Said(TaskId("text"), 60, 0), Said(TaskId("page"), 60, 0)])
    return audited(book)


@mutant("I1", story=work_that_was_not_done)
def what_was_not_done_stands_where_others_work_by_now(broken: Breaking) -> None:
    broken.value(reopening, "_may_stand", lambda book, task, wrong, back: True)


def work_that_nobody_did() -> set[str]:
    """Let elm say that work of Thursday is done, oak take a part of its time, and elm say that nothing was worked."""
    blocks = [block("elm", "work", "ana", "thu", "09:00", 180)]
    book = opened(workspace(clients=[client("elm", agreed={"work": 180}), client("oak")]), blocks)
    ask(book, "elm", asked("text", "work", 120, "27 18:00", start="26 09:00"))
    advance(book, "23 12:00")
    bookkeeping.report(book, TaskId("text"), remaining=0, worked=120)
    ask(book, "oak", asked("page", "work", 30, "26 11:00", start="26 10:30"))
    bookkeeping.correct(book, [Said(TaskId("text"), 0, 0)])
    return audited(book)


@mutant("I10", story=work_that_nobody_did)
def what_nobody_worked_stays_charged(broken: Breaking) -> None:
    broken.value(reopening, "with_off_plan", lambda book, entry, task: entry)


@mutant("I2", story=work_that_was_not_done)
def what_was_not_done_is_promised_for_a_later_date(broken: Breaking) -> None:
    append = Book.append

    def a_day_later(self: Book, draft: Entry) -> Entry:
        if draft.kind == "progressed" and draft.committed:
            made = tuple(each.model_copy(update={"due": each.due + timedelta(days=1)}) for each in draft.committed)
            told = tuple(each.model_copy(update={"due": each.due + timedelta(days=1)}) for each in draft.promised)
            draft = draft.model_copy(update={"committed": made, "promised": told})
        return append(self, draft)

    broken.method(Book, "append", a_day_later)


@mutant("I2", story=work_off_the_plan)
def a_report_promises_work_that_was_never_done(broken: Breaking) -> None:
    append = Book.append

    def with_a_promise(self: Book, draft: Entry) -> Entry:
        if draft.kind == "progressed":
            first = self.entries[1]
            task = TaskId("text")
            self.finished[task] = self.commitments[task]
            draft = draft.model_copy(update={"committed": first.committed, "promised": first.promised})
        return append(self, draft)

    broken.method(Book, "append", with_a_promise)
