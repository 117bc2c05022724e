"""Mutants of lending: rush, the borrowing cap, and the daily round."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scheduler.fairshare import borrowing, limits
from scheduler.fairshare.book import Book
from scheduler.fairshare.bookkeeping import Ask, give_back, hold_round, override
from scheduler.fairshare.borrowing import Borrowed, account_of, cap_minutes, passed_cap
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.credits import Credits
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.lending import counting_to
from scheduler.fairshare.rounds import decayed_share, waiting_in_order
from scheduler.units import ClientId
from tests.building import agreement, client, person, workspace
from tests.fairshare.small_books import advance, ask, asked, block, opened
from tests.mutants.book_rules.breaking_rules import Breaking, audited, mutant


def two_hours_in_the_rush_of_two_blocks() -> set[str]:
    """Let harrow, with 96 minutes of rush a week, ask on Wednesday for two hours of its blocks of Thursday and Friday."""
    agreed = agreement({"work": 480}, notice_working_days=3)
    book = opened(
        workspace(clients=[client("harrow", agreements=(agreed,))]),
        [block("harrow", "work", "ana", day, "09:00", 240) for day in ("26", "27")],
    )
    advance(book, "25 09:00")
    ask(book, "harrow", asked("text", "work", 120, "27 18:00", start="26 09:00"))
    return audited(book)


@mutant("I8", story=two_hours_in_the_rush_of_two_blocks)
def rush_is_counted_by_block_and_not_by_week(broken: Breaking) -> None:
    def note(self: Taken, account: Account, minutes: int, fund: str) -> None:
        key = account.block.id, account.day
        self.minutes[key] = self.minutes.get(key, 0) + minutes

    broken.method(Taken, "note", note)


def eight_hours_asked_at_once_for_two_weeks() -> set[str]:
    """Let elm, with a cap of four hours, ask on one day for four hours of tomorrow and four of a day in two weeks."""
    book = opened(workspace(clients=[client("elm")]), [])
    ask(book, "elm", asked("soon", "work", 240, "24 18:00", start="24 09:00"))
    ask(book, "elm", asked("far", "work", 240, "2026-12-08T18:00", start="2026-12-08T09:00"))
    return audited(book)


def eight_hours_of_one_day_asked_a_week_apart() -> set[str]:
    """Let elm, with a cap of four hours, ask twice for four hours of one day, more than five working days apart."""
    book = opened(workspace(clients=[client("elm")]), [])
    ask(book, "elm", asked("first", "work", 240, "2026-12-08T18:00", start="2026-12-08T09:00"))
    advance(book, "2026-12-01T09:00")
    ask(book, "elm", asked("second", "work", 240, "2026-12-08T18:00", start="2026-12-08T09:00"))
    return audited(book)


def counting_only(way: str) -> Any:
    """Return the check of the cap, counting in one of its two ways only."""

    def passed(*words: Any, **fields: Any) -> Any:
        found = passed_cap(*words, **fields)
        return found if found is not None and found.counted == way else None

    return passed


@mutant("I9", story=eight_hours_asked_at_once_for_two_weeks)
def the_cap_counts_by_the_day_of_work_alone(broken: Breaking) -> None:
    broken.function(passed_cap, counting_only("work"))


@mutant("I9", story=eight_hours_of_one_day_asked_a_week_apart)
def the_cap_counts_by_the_day_of_asking_alone(broken: Breaking) -> None:
    broken.function(passed_cap, counting_only("asking"))


def two_walk_ins() -> set[str]:
    """Let two clients without an agreement, who have four hours together, ask for four hours each."""
    book = opened(workspace(people=[person("ana"), person("bo")], clients=[client("elm"), client("oak")]), [])
    for name in ("elm", "oak"):
        ask(book, name, asked(f"of {name}", "work", 240, "24 18:00", start="24 09:00"))
    return audited(book)


@mutant("I9", story=two_walk_ins)
def every_walk_in_has_a_cap_of_its_own(broken: Breaking) -> None:
    broken.function(account_of, lambda workspace, client, **_: client)
    broken.function(cap_minutes, lambda workspace, account, day: workspace.policy.walk_in_borrow)


def two_that_are_one_group_by_noon() -> set[str]:
    """Let elm borrow its two and a half hours, join a group with oak, which makes five hours together, and let oak ask for four."""
    book = two_who_wait()
    ask(book, "elm", asked("of elm", "work", 150, "24 18:00", start="24 09:00"))
    give_back(book, workspace(clients=[client(name, agreed={"work": 600}, group="wood") for name in ("harrow", "elm")]))
    ask(book, "harrow", asked("of harrow", "work", 240, "24 18:00", start="24 09:00"), when="23 12:00")
    return audited(book)


def lent_on_it_alone(
    lent: Mapping[ClientId, Borrowed], account: ClientId, account_of: Callable[[ClientId], ClientId]
) -> Borrowed:
    """Return what was lent on an account, whoever belongs to it by now."""
    return counting_to(lent, account, lambda client: ClientId("nobody"))


@mutant("I9", story=two_that_are_one_group_by_noon)
def who_joins_a_group_borrows_anew(broken: Breaking) -> None:
    broken.function(counting_to, lent_on_it_alone)


def four_hours_asked_on_a_monday_and_on_its_friday() -> set[str]:
    """Let elm, with a cap of four hours, ask on Monday and on Friday for four hours each: four working days lie between."""
    book = opened(workspace(clients=[client("elm")]), [])
    ask(book, "elm", asked("first", "work", 240, "24 18:00", start="24 09:00"))
    ask(book, "elm", asked("second", "work", 240, "2026-12-08T18:00", start="2026-12-08T09:00"), when="27 09:00")
    return audited(book)


@mutant("I9", story=four_hours_asked_on_a_monday_and_on_its_friday)
def the_cap_is_one_of_four_days(broken: Breaking) -> None:
    broken.value(borrowing, "WINDOW_WORKING_DAYS", 4)


def a_round_with_a_request_for_next_week() -> set[str]:
    """Let elm wait for five hours of a day that is eight working days away, and hold the round."""
    book = opened(workspace(clients=[client("elm")]), [])
    ask(book, "elm", asked("far", "work", 300, "2026-12-03T18:00", start="2026-12-03T09:00"))
    hold_round(book)
    return audited(book)


@mutant("I9", story=a_round_with_a_request_for_next_week)
def a_round_gives_out_two_weeks(broken: Breaking) -> None:
    broken.value(limits, "ROUND_WORKING_DAYS", 10)


def two_who_wait() -> Book:
    """Return a book of two clients, with a cap of two and a half hours each, in which nothing was asked yet."""
    return opened(workspace(clients=[client(name, agreed={"work": 600}) for name in ("harrow", "elm")]), [])


def a_round_after_one_has_borrowed() -> set[str]:
    """Let harrow borrow and ask again; elm, which has nothing yet, asks after it. The round gives to elm first."""
    book = two_who_wait()
    ask(book, "harrow", asked("h1", "work", 120, "24 18:00"))
    ask(book, "harrow", asked("h2", "work", 120, "27 18:00"))
    ask(book, "elm", asked("e1", "work", 180, "27 18:00"))
    hold_round(book)
    return audited(book)


@mutant("I16", story=a_round_after_one_has_borrowed)
def a_round_gives_in_the_order_of_asking(broken: Breaking) -> None:
    broken.function(waiting_in_order, lambda book: sorted(waiting_in_order(book), key=lambda each: each.receipt))


def a_round_eight_weeks_after_one_has_borrowed() -> set[str]:
    """Let harrow borrow two and a half hours, elm two hours eight weeks later: by then harrow's share is a quarter of it."""
    book = two_who_wait()
    ask(book, "harrow", asked("h1", "work", 150, "24 18:00"))
    advance(book, "2027-01-18T09:00")
    ask(book, "elm", asked("e1", "work", 120, "2027-01-19T18:00"))
    ask(book, "elm", asked("e2", "work", 180, "2027-01-22T18:00"))
    ask(book, "harrow", asked("h2", "work", 180, "2027-01-22T18:00"))
    hold_round(book)
    return audited(book)


@mutant("I16", story=a_round_eight_weeks_after_one_has_borrowed)
def what_was_borrowed_is_never_forgotten(broken: Breaking) -> None:
    def undecayed(book: Book, account: str) -> float:
        return sum(minutes for owner, _, _, minutes in book.lending.grants if owner == account) / 600

    broken.function(decayed_share, undecayed)


def a_harmed_client() -> Book:
    """Return a book in which kite has taken Tuesday, two hours of which were vale's; a quarter of an hour is the cap of each."""
    clients = [
        client(name, agreements=(agreement({"work": 600}, borrow_minutes=15),)) if name != "kite" else client(name)
        for name in ("vale", "harrow", "kite")
    ]
    book = opened(
        workspace(people=[person("ana")], clients=clients, policy={"walk_in_borrow": 15}),
        [block("vale", "work", "ana", "24", "09:00", 120)],
    )
    task = asked("K-1/all", "work", 480, "24 18:00", start="24 09:00")
    taken = override(book, Ask(client=ClientId("kite"), request="K-1", tasks=(task,)), approver="Dana", reason="a fire")
    assert taken.credits == {"vale": 120}
    return book


def both_ask(book: Book, due: str) -> set[str]:
    """Let harrow ask for an hour and a half of spare, and then vale; hold the round."""
    for name in ("harrow", "vale"):
        assert ask(book, name, asked(f"of {name}", "work", 90, due)).kind == "waiting"
    hold_round(book)
    return audited(book)


def a_round_after_a_harm() -> set[str]:
    """Vale, which was harmed, goes before harrow, which asked before it."""
    return both_ask(a_harmed_client(), "26 18:00")


def a_round_nine_weeks_after_a_harm() -> set[str]:
    """What vale was owed is over: harrow asked first."""
    book = a_harmed_client()
    advance(book, "2027-01-26T09:00")
    return both_ask(book, "2027-01-28T18:00")


@mutant("I16", story=a_round_after_a_harm)
def who_was_harmed_waits_like_everybody(broken: Breaking) -> None:
    broken.method(Credits, "minutes", lambda self, client, **fields: 0)


@mutant("I16", story=a_round_nine_weeks_after_a_harm)
def a_credit_is_never_over(broken: Breaking) -> None:
    minutes = Credits.minutes
    broken.method(Credits, "minutes", lambda self, client, *, now, weeks: minutes(self, client, now=now, weeks=1000))
    # Given up after nine weeks, it would be struck off when something else is given or repaid.
    change = Credits.change
    broken.method(
        Credits, "change", lambda self, client, minutes, *, at, weeks: change(self, client, minutes, at=at, weeks=1000)
    )
