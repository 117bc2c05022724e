"""Mutants of holding: what may be signed, when held minutes lapse, what a cancel gives back, and the book's clock."""

from __future__ import annotations

from datetime import date
from typing import Any

from scheduler.domain.book import BlockEnd, Entry, LedgerRow
from scheduler.fairshare import bookkeeping, signatures
from scheduler.fairshare.arranging import beyond_buffer
from scheduler.fairshare.book import Book
from scheduler.fairshare.bookkeeping import Ask, cancel
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.days import lapses
from scheduler.fairshare.laid_rooms import may_carry, signable_minutes
from scheduler.fairshare.returning import net_rows, returned_rows
from scheduler.fairshare.signed_weeks import had_already, left_of_days
from scheduler.fairshare.signing import signing_faults
from scheduler.fairshare.team import Team
from scheduler.solve.laying import lay_blocks
from scheduler.solve.laying.rows import Rows
from scheduler.units import ClientId
from tests.building import client, event, hours, instant, person, workspace
from tests.fairshare.small_books import OPENED, advance, ask, asked, block, opened
from tests.mutants.book_rules.breaking_rules import Breaking, audited, mutant


def a_day_that_is_signed_away() -> set[str]:
    """Sign two blocks of four hours on a day of eight, if the rules of signing allow it: they do not, for want of the buffer."""
    team = workspace(clients=[client("harrow", agreed={"work": 480})])
    blocks = [block("harrow", "work", "ana", "tue", "09:00", 240), block("harrow", "work", "ana", "tue", "14:00", 240)]
    blocks[1] = blocks[1].model_copy(update={"id": "harrow/work/ana/tue/afternoon"})
    return audited(opened(team, [] if signing_faults(team, blocks) else blocks))


@mutant("I3", story=a_day_that_is_signed_away)
def the_buffer_is_signed_away_too(broken: Breaking) -> None:
    def whole_day(workspace: Any, person: Any, weekday: int) -> int:
        return sum(span.end_minute - span.start_minute for span in person.hours.days[weekday])

    broken.function(signable_minutes, whole_day)
    # A book cuts what exceeds the buffer when it is opened: with the rule broken it would not.
    broken.function(beyond_buffer, lambda book, days=0: ())


def a_day_that_is_shortened() -> set[str]:
    """Open a book in which ana's Tuesday, of which all is signed away that may be, is an hour shorter: a part of the blocks is cut."""
    team = workspace(
        clients=[client("harrow", agreed={"work": 240}), client("elm", agreed={"work": 180})],
        events=[event("ana", "24 17:00", "24 18:00")],
    )
    blocks = [block("harrow", "work", "ana", "tue", "09:00", 240), block("elm", "work", "ana", "tue", "14:00", 180)]
    return audited(opened(team, blocks))


@mutant("I3", story=a_day_that_is_shortened)
def a_shortened_day_is_opened_without_its_buffer(broken: Breaking) -> None:
    broken.function(beyond_buffer, lambda book, days=0: ())


def an_agreement_on_a_day_that_is_shortened() -> set[str]:
    """Sign three hours for elm, in an open book, on ana's Tuesdays, of which next week's is an hour shorter and holds four of harrow."""
    team = workspace(
        clients=[client("harrow", agreed={"work": 240}), client("elm", agreed={"work": 180})],
        events=[event("ana", "2026-12-01T17:00", "2026-12-01T18:00")],
    )
    book = opened(team, [block("harrow", "work", "ana", "tue", "09:00", 240)])
    new = block("elm", "work", "ana", "tue", "14:00", 180, since=date(2026, 11, 26))
    bookkeeping.sign(book, team, client=ClientId("elm"), blocks=[new])
    return audited(book)


@mutant("I3", story=an_agreement_on_a_day_that_is_shortened)
def a_shortened_day_is_signed_without_its_buffer(broken: Breaking) -> None:
    broken.value(signatures, "_beyond_buffer", lambda book, account: 0)


def a_block_on_somebody_without_the_skill() -> set[str]:
    """Sign a block of seo on ana, who has only copy, if the rules of signing allow it: they do not."""
    team = workspace(people=[person("ana", "copy")], clients=[client("harrow", agreed={"seo": 240})])
    blocks = [block("harrow", "seo", "ana", "tue", "09:00", 240)]
    return audited(opened(team, [] if signing_faults(team, blocks) else blocks))


@mutant("I3", story=a_block_on_somebody_without_the_skill)
def anybody_may_carry_a_block(broken: Breaking) -> None:
    broken.function(may_carry, lambda person, client, *, skill, level: True)


def held_on(*days: str, **fields: Any) -> Book:
    """Return a book in which harrow holds four hours of ana on each of some days, at two working days of notice."""
    team = workspace(clients=[client("harrow", agreed={"work": 480}, **fields), client("elm")])
    return opened(team, [block("harrow", "work", "ana", day, "09:00", 240) for day in days])


def four_days_pass() -> set[str]:
    """Let a block of Friday lapse: all but the rush at the close of Wednesday, the rest at that of Thursday."""
    book = held_on("27")
    advance(book, "27 09:00")
    return audited(book)


@mutant("I7", story=four_days_pass)
def blocks_lapse_a_day_early(broken: Breaking) -> None:
    notice_days = Team.notice_days
    broken.method(Team, "notice_days", lambda self, client, day: notice_days(self, client, day) + 1)


@mutant("I20", story=four_days_pass)
def blocks_lapse_a_day_late(broken: Breaking) -> None:
    notice_days = Team.notice_days
    broken.method(Team, "notice_days", lambda self, client, day: notice_days(self, client, day) - 1)


@mutant("I20", story=four_days_pass)
def nothing_lapses(broken: Breaking) -> None:
    broken.function(lapses, lambda book, day, *, at: iter(()))


def a_day_whose_hours_are_written_longer_after_its_close() -> set[str]:
    """Let Tuesday close at 18:00, write that the team is there until 20:00, and let the next day come."""
    book = held_on("27")
    advance(book, "24 18:30")
    longer = book.team.workspace.model_copy(update={"hours": hours("mon-fri 09:00-20:00")})
    bookkeeping.give_back(book, longer)
    advance(book, "25 09:00")
    return audited(book)


@mutant("I20", story=a_day_whose_hours_are_written_longer_after_its_close)
def a_day_that_has_closed_opens_again(broken: Breaking) -> None:
    broken.method(Team, "close_at", lambda self, day: self.days.close_at(day))


def a_request_after_the_notice_date() -> set[str]:
    """Let harrow ask, a day before, for what rush left it of a block."""
    book = held_on("26")
    advance(book, "25 09:00")
    ask(book, "harrow", asked("late", "work", 48, "26 18:00", start="26 09:00"))
    return audited(book)


@mutant("I20", story=a_request_after_the_notice_date)
def lapsed_minutes_are_still_their_owners(broken: Breaking) -> None:
    broken.method(Account, "fund_at", lambda self, clock: "own")


def a_request_that_was_asked_an_hour_ago() -> set[str]:
    """Let elm ask at ten o'clock, and again, saying that it asked at nine."""
    book = held_on("27")
    ask(book, "elm", asked("now", "work", 60, "24 18:00"), when="23 10:00")
    task = asked("old", "work", 60, "24 18:00")
    bookkeeping.ask(book, Ask(client=ClientId("elm"), request="old", tasks=(task,), asked_at=instant("23 09:00")))
    return audited(book)


@mutant("I20", story=a_request_that_was_asked_an_hour_ago)
def a_decision_is_dated_by_what_the_client_says(broken: Breaking) -> None:
    append = Book.append

    def back_dated(self: Book, draft: Entry) -> Entry:
        if draft.asked_at is not None:
            self.clock = instant("23 09:00")
            draft = draft.model_copy(update={"at": draft.asked_at})
        return append(self, draft)

    broken.method(Book, "append", back_dated)


def everything_back(book: Book, tasks: Any) -> tuple[LedgerRow, ...]:
    """Return rows that give back all that tasks are charged."""
    return tuple(row.model_copy(update={"minutes": -row.minutes}) for task in tasks for row in net_rows(book, task))


def a_request_that_is_taken_back() -> set[str]:
    """Let harrow book half of a block and cancel it before the block's notice date."""
    book = held_on("27")
    ask(book, "harrow", asked("text", "work", 120, "27 18:00", start="27 09:00"))
    cancel(book, "text")
    return audited(book)


@mutant("I10", story=a_request_that_is_taken_back)
def cancelled_minutes_are_kept_back(broken: Breaking) -> None:
    broken.function(returned_rows, lambda book, tasks, **_: ((), ()))


def a_request_that_is_taken_back_late() -> set[str]:
    """Let harrow book half of a block and cancel it a day before, after the block's notice date: nothing returns."""
    book = held_on("27")
    ask(book, "harrow", asked("text", "work", 120, "27 18:00", start="27 09:00"))
    advance(book, "26 09:00")
    cancel(book, "text")
    return audited(book)


@mutant("I20", story=a_request_that_is_taken_back_late)
def cancelled_minutes_return_whenever(broken: Breaking) -> None:
    broken.function(returned_rows, lambda book, tasks, **_: (everything_back(book, tasks), ()))


def a_booked_week_is_signed_anew() -> set[str]:
    """Book all that harrow holds of a day of ana, and sign as much with bo instead."""
    people = [person("ana", "work"), person("bo", "work")]
    facts = workspace(people=people, clients=[client("harrow", agreed={"work": 240})])
    book = opened(facts, [block("harrow", "work", "ana", "wed", "09:00", 240)])
    ask(book, "harrow", asked("text", "work", 240, "2026-12-02T18:00", start="2026-12-02T09:00"))
    first = date(2026, 11, 26)
    bookkeeping.sign(
        book,
        facts,
        client=ClientId("harrow"),
        blocks=[block("harrow", "work", "bo", "wed", "09:00", 240, since=first)],
        ended=[BlockEnd(block="harrow/work/ana/wed", from_day=first)],
    )
    return audited(book)


@mutant("I3", story=a_booked_week_is_signed_anew)
def a_week_that_is_booked_is_given_again(broken: Breaking) -> None:
    broken.function(had_already, lambda book, client, new: [])


def a_week_that_has_lapsed_is_signed_anew() -> set[str]:
    """Let harrow's Wednesday with ana lapse, book its Friday, and sign as much with bo from that Friday on."""
    people = [person("ana", "work"), person("bo", "work")]
    facts = workspace(people=people, clients=[client("harrow", agreed={"work": 480})])
    book = opened(facts, [block("harrow", "work", "ana", day, "09:00", 240) for day in ("wed", "fri")])
    advance(book, "2026-12-01T18:00")
    ask(book, "harrow", asked("text", "work", 240, "2026-12-04T18:00", start="2026-12-04T09:00"))
    first = date(2026, 12, 4)
    bookkeeping.sign(
        book,
        facts,
        client=ClientId("harrow"),
        blocks=[block("harrow", "work", "bo", day, "09:00", 240, since=first) for day in ("wed", "fri")],
        ended=[BlockEnd(block=f"harrow/work/ana/{day}", from_day=first) for day in ("wed", "fri")],
    )
    return audited(book)


@mutant("I3", story=a_week_that_has_lapsed_is_signed_anew)
def what_has_lapsed_of_a_week_is_given_again(broken: Breaking) -> None:
    broken.function(left_of_days, lambda accounts, on: sum(account.minutes for account in accounts))


def a_week_in_which_somebody_leaves() -> set[str]:
    """Lay four hours a week on ana, who comes on Mondays, and from Tue 1 Dec, when she has left, on bo, who comes on Fridays."""
    people = [
        person("ana", "work", week="mon 09:00-17:00", until_on=date(2026, 11, 30)),
        person("bo", "work", week="fri 09:00-17:00"),
    ]
    team = workspace(people=people, clients=[client("harrow", agreed={"work": 240}, prefer=("ana",))])
    return audited(opened(team, lay_blocks(team, at=instant(OPENED), with_solver=False).blocks))


@mutant("I3", story=a_week_in_which_somebody_leaves)
def the_week_of_a_change_gives_its_hours_twice(broken: Breaking) -> None:
    broken.method(Rows, "minutes_in_week", lambda rows, first, *, going_on, is_working_day: 0)
