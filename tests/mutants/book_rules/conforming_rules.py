"""Mutants of the clauses by which a request conforms (policy, "Conforming")."""

from __future__ import annotations

from scheduler.fairshare.bound_rows import bound_rows, names_bound
from scheduler.fairshare.claimable import cut_out, window_cut
from scheduler.fairshare.conforming import not_before
from scheduler.fairshare.entitled_first import put_entitled
from scheduler.fairshare.initial import open_on_plan
from scheduler.fairshare.late_in_plan import promise_what_fits
from scheduler.fairshare.same_person import bound_together
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import PersonId, Span, TaskId
from tests.building import client, instant, person, task, workspace
from tests.fairshare.small_books import OPENED, ask, asked, block, every_day, opened
from tests.mutants.book_rules.breaking_rules import Breaking, audited, mutant


def half_a_day_that_a_window_cuts() -> set[str]:
    """Let harrow, which holds four hours of a day, ask for more than an hour of it by three o'clock: that does not conform."""
    book = opened(
        workspace(clients=[client("harrow", agreed={"work": 240})]),
        [block("harrow", "work", "ana", "25", "09:00", 240)],
    )
    ask(book, "harrow", asked("early", "work", 200, "25 15:00", start="24 09:00"))
    return audited(book)


@mutant("I5", story=half_a_day_that_a_window_cuts)
def clause_a_is_forgotten(broken: Breaking) -> None:
    broken.function(window_cut, lambda book, person, day, window: 0)


def two_tasks_in_order() -> set[str]:
    """Let harrow, which holds four hours of each of two days, ask for two tasks of two hours, one after the other."""
    book = opened(
        workspace(clients=[client("harrow", agreed={"work": 480})]),
        [block("harrow", "work", "ana", day, "09:00", 240) for day in ("26", "27")],
    )
    first = asked("first", "work", 120, "27 18:00", start="26 09:00")
    ask(book, "harrow", first, asked("second", "work", 120, "27 18:00", start="26 09:00", after="first"))
    return audited(book)


@mutant("I5", story=two_tasks_in_order)
def clause_c_is_forgotten(broken: Breaking) -> None:
    broken.function(not_before, lambda book, task, made: None)


def a_quarter_of_a_block() -> set[str]:
    """Let harrow ask for one of the four hours of a block: three stay in one piece."""
    book = opened(
        workspace(clients=[client("harrow", agreed={"work": 240})]),
        [block("harrow", "work", "ana", "27", "09:00", 240)],
    )
    ask(book, "harrow", asked("text", "work", 60, "27 18:00", start="27 09:00"))
    return audited(book)


@mutant("I4", story=a_quarter_of_a_block)
def work_is_put_in_the_middle_of_a_held_piece(broken: Breaking) -> None:
    def in_the_middle(spans: list[Span], window: Span, *, minutes: int, one_sitting: bool) -> list[Span]:
        start, end = spans[0]
        middle = (start + end) // 2
        spans[:] = [Span(start, middle), Span(middle + minutes, end)]
        return [Span(middle, middle + minutes)]

    broken.function(cut_out, in_the_middle)


def a_plan_is_late_with_work_for_which_own_blocks_suffice() -> set[str]:
    """Open a book on a plan that does not finish four hours in time, for which harrow holds four hours in time."""
    team = workspace(
        people=[person("ana", "seo")],
        clients=[client("harrow", agreed={"seo": 240})],
        tasks=[task("text", "seo", 240, client="harrow", start="24 09:00", due="24 18:00")],
    )
    blocks = [block("harrow", "seo", "ana", "24", "09:00", 240)]
    return audited(open_on_plan(team, blocks, at=instant(OPENED), places={}, left={TaskId("text"): 240}))


@mutant("I5", story=a_plan_is_late_with_work_for_which_own_blocks_suffice)
def an_opening_leaves_late_what_own_blocks_pay_for(broken: Breaking) -> None:
    broken.function(promise_what_fits, lambda book, work: None)
    broken.function(put_entitled, lambda trial, base, work: None)


def a_plan_gives_own_hours_to_a_guest() -> set[str]:
    """Open a book on a plan that has work of a client without hours all day, and leaves late what harrow holds four hours for."""
    team = workspace(
        people=[person("ana", "seo")],
        clients=[client("harrow", agreed={"seo": 1200}), client("guest")],
        tasks=[
            task("text", "seo", 240, client="harrow", start="26 09:00", due="26 18:00"),
            task("much", "seo", 480, client="guest", start="26 09:00", due="26 18:00"),
        ],
    )
    left = {TaskId("text"): 240, TaskId("much"): 480}
    pieces = (Span(instant("26 09:00"), instant("26 13:00")), Span(instant("26 14:00"), instant("26 18:00")))
    places = {TaskId("much"): WorkPlace(PersonId("ana"), pieces)}
    blocks = every_day("harrow", "seo", "ana", "09:00", 240)
    return audited(open_on_plan(team, blocks, at=instant(OPENED), places=places, left=left))


@mutant("I5", story=a_plan_gives_own_hours_to_a_guest)
def an_opening_leaves_work_on_spare_where_own_hours_are_needed(broken: Breaking) -> None:
    broken.function(put_entitled, lambda trial, base, work: None)


def rows_that_a_third_binds() -> set[str]:
    """Open a book with two promised rows for one person, bound by a row without a promise: alone, ana would do one and bo the other."""
    rows = [
        task("text", "seo", 120, due="24 18:00", same_person_as="talk"),
        task("page", "seo", 120, due="25 18:00", same_person_as="talk"),
        task("talk", "copy", 30, due="27 18:00", commitment="target"),
    ]
    people = [person("ana", "seo", "copy"), person("bo", "seo", "copy")]
    team = workspace(people=people, clients=[client("harrow", agreed={"seo": 240})], tasks=rows)
    blocks = [block("harrow", "seo", "ana", "tue", "09:00", 120), block("harrow", "seo", "bo", "wed", "09:00", 120)]
    return audited(opened(team, blocks))


@mutant("I1", story=rows_that_a_third_binds)
def only_who_names_the_other_is_bound(broken: Breaking) -> None:
    broken.function(names_bound, lambda row, mates, progress, *, refused: tuple(row.same_person_as))
    broken.function(bound_together, lambda book, tasks: tuple(tasks))
    broken.function(bound_rows, lambda tasks: {})
