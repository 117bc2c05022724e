"""Mutants of deciding: where work may stand, what is promised, what a request may touch."""

from __future__ import annotations

from typing import Any

from scheduler.calendars.spans import merged, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import Entry, LedgerRow, Promise
from scheduler.fairshare import overrunning
from scheduler.fairshare.answers import granted_entry, slack_floor_at
from scheduler.fairshare.book import Book
from scheduler.fairshare.bookkeeping import report
from scheduler.fairshare.charging import charge
from scheduler.fairshare.conforming import conform
from scheduler.fairshare.insertion import insert
from scheduler.fairshare.overrunning import _on_own
from scheduler.fairshare.own_later_work import room_of_later_work
from scheduler.fairshare.team import Team
from scheduler.fairshare.witness import Witness
from scheduler.units import PersonId, TaskId
from tests.building import client, person, workspace
from tests.fairshare.small_books import advance, ask, asked, block, opened
from tests.mutants.book_rules.breaking_rules import Breaking, audited, mutant

WIDE = {"walk_in_borrow": 100 * 60}


def a_request_that_one_of_two_people_may_do() -> set[str]:
    """Let elm ask for seo: ana has only copy, bo is excluded, cy may."""
    people = [person("ana", "copy"), person("bo", "seo"), person("cy", "seo")]
    book = opened(workspace(people=people, clients=[client("elm", exclude=(PersonId("bo"),))]), [])
    assert ask(book, "elm", asked("text", "seo", 60, "24 18:00")).kind == "accepted"
    return audited(book)


@mutant("I1", story=a_request_that_one_of_two_people_may_do)
def a_person_without_the_skill_is_taken(broken: Breaking) -> None:
    def may_do(self: Team, person: PersonId, client: str, *, skill: str, level: int, pin: str | None = None) -> bool:
        return person not in self.clients[client].exclude and pin in (None, person)  # type: ignore[index]

    broken.method(Team, "may_do", may_do)


@mutant("I1", story=a_request_that_one_of_two_people_may_do)
def an_excluded_person_is_taken(broken: Breaking) -> None:
    def may_do(self: Team, person: PersonId, client: str, *, skill: str, level: int, pin: str | None = None) -> bool:
        return (self.people[person].level_of(skill) or 0) >= level and pin in (None, person)

    broken.method(Team, "may_do", may_do)


def two_requests_of_six_hours_on_one_day() -> set[str]:
    """Let two clients ask for six hours of the only person on the same day: the second is declined."""
    book = opened(workspace(clients=[client("elm"), client("oak")], policy=WIDE), [])
    ask(book, "elm", asked("one", "work", 360, "24 18:00", start="24 09:00"))
    ask(book, "oak", asked("two", "work", 360, "24 18:00", start="24 09:00"))
    return audited(book)


@mutant("I1", story=two_requests_of_six_hours_on_one_day)
def time_that_other_work_takes_is_thought_free(broken: Breaking) -> None:
    broken.method(Witness, "free", lambda self, person, day, *, team, accounts, at: team.working(person, day))


@mutant("I2", story=two_requests_of_six_hours_on_one_day)
def work_may_finish_a_day_after_it_is_promised(broken: Breaking) -> None:
    def a_day_longer(book: Book, client: str, *, tasks: Any, initial: bool = False, latest: Any = None) -> Any:
        due = max(instant_of(task.due) for task in tasks)
        return insert(book, client, tasks=tasks, initial=initial, latest=due + 1440)  # type: ignore[arg-type]

    broken.function(insert, a_day_longer)


@mutant("I2", story=two_requests_of_six_hours_on_one_day)
def the_slack_floor_is_not_kept(broken: Breaking) -> None:
    broken.function(slack_floor_at, lambda book, task, *, due, finish: due)


def a_request_in_the_middle_of_a_held_block() -> set[str]:
    """Let elm ask for the morning that harrow holds: it is declined."""
    book = opened(
        workspace(clients=[client("harrow", agreed={"work": 240}), client("elm")]),
        [block("harrow", "work", "ana", "26", "09:00", 240)],
    )
    ask(book, "elm", asked("text", "work", 240, "26 13:00", start="26 09:00"))
    return audited(book)


@mutant("I4", story=a_request_in_the_middle_of_a_held_block)
def what_others_hold_is_thought_free(broken: Breaking) -> None:
    def free(self: Witness, person: PersonId, day: Any, *, team: Team, accounts: Any, at: Any) -> Any:
        taken = merged([span for pieces in self.on(person, day).values() for span in pieces])
        return without(team.working(person, day), taken)

    broken.method(Witness, "free", free)


def two_tasks_of_which_the_second_is_pinned() -> set[str]:
    """Let harrow, which holds four hours of ana and of bo, ask for four of anybody and then four of ana; nothing else is free."""
    people = [person("ana", "seo"), person("bo", "seo")]
    clients = [client("harrow", agreed={"seo": 480}), client("oak", agreed={"seo": 360})]
    blocks = [
        block(name, "seo", who, "26", start, minutes)
        for who in ("ana", "bo")
        for name, start, minutes in (("harrow", "09:00", 240), ("oak", "14:00", 180))
    ]
    book = opened(workspace(people=people, clients=clients), blocks)
    ask(
        book,
        "harrow",
        asked("any", "seo", 240, "26 18:00", start="26 09:00"),
        asked("pinned", "seo", 240, "26 18:00", start="26 09:00", person=PersonId("ana")),
    )
    return audited(book)


@mutant("I5", story=two_tasks_of_which_the_second_is_pinned)
def arithmetic_is_not_asked(broken: Breaking) -> None:
    broken.function(conform, lambda book, client, *, tasks, initial=False: None)


def a_request_beside_the_work_of_another() -> set[str]:
    """Let elm be promised work, and oak ask for some of its own."""
    book = opened(workspace(clients=[client("elm"), client("oak")], policy=WIDE), [])
    ask(book, "elm", asked("one", "work", 60, "25 18:00"))
    ask(book, "oak", asked("two", "work", 60, "24 18:00"))
    return audited(book)


@mutant("I7", story=a_request_beside_the_work_of_another)
def every_decision_takes_away_the_slack_floors_of_others(broken: Breaking) -> None:
    def all_anew(book: Book, *words: Any, **fields: Any) -> Entry:
        entry = granted_entry(book, *words, **fields)
        others = [
            made.model_copy(update={"floor_at": made.due})
            for earlier in book.entries
            for made in earlier.committed
            if made.task in book.commitments
        ]
        promised = tuple(Promise(task=made.task, due=made.due) for made in others)
        return entry.model_copy(
            update={"committed": (*entry.committed, *others), "promised": (*entry.promised, *promised)}
        )

    broken.function(granted_entry, all_anew)


def work_that_waits_a_day() -> set[str]:
    """Let elm ask for two tasks of which the second comes a working day after the first."""
    book = opened(workspace(clients=[client("elm")]), [])
    ask(book, "elm", asked("a", "work", 60, "27 18:00"), asked("b", "work", 60, "27 18:00", after="a + 1 working days"))
    return audited(book)


@mutant("I1", story=work_that_waits_a_day)
def no_wait_is_kept(broken: Breaking) -> None:
    broken.method(Team, "after_wait", lambda self, finish, wait: finish)


def of_elm(rows: list[LedgerRow]) -> list[LedgerRow]:
    """Return rows as if elm had borrowed what they charge."""
    return [row.model_copy(update={"client": "elm"}) for row in rows]


@mutant("I7", story=a_request_beside_the_work_of_another)
def spare_is_charged_to_another_client(broken: Breaking) -> None:
    broken.function(charge, lambda *words, **fields: of_elm(charge(*words, **fields)))


def an_overrun_beside_another_client() -> set[str]:
    """Let work of oak that has begun take an hour more than it was asked for, while elm has work too."""
    book = opened(workspace(clients=[client("elm"), client("oak")], policy=WIDE), [])
    ask(book, "oak", asked("long", "work", 120, "25 18:00"))
    ask(book, "elm", asked("other", "work", 120, "25 18:00"))
    advance(book, "23 10:00")
    report(book, TaskId("long"), remaining=120)
    return audited(book)


@mutant("I19", story=an_overrun_beside_another_client)
def an_overrun_is_charged_to_another_client(broken: Breaking) -> None:
    broken.function_in(overrunning, charge, lambda *words, **fields: of_elm(charge(*words, **fields)))


def an_overrun_beside_own_later_work() -> set[str]:
    """Let work take an hour more while its client has later work that could be done as well the day after, on hours of its own."""
    book = opened(
        workspace(clients=[client("oak", agreed={"work": 360})], policy=WIDE),
        [block("oak", "work", "ana", day, "09:00", 120) for day in ("24", "25", "26")],
    )
    ask(book, "oak", asked("long", "work", 120, "25 18:00"))
    ask(book, "oak", asked("next", "work", 120, "27 18:00"), request="next")
    report(book, TaskId("long"), remaining=180)
    return audited(book)


@mutant("I19", story=an_overrun_beside_own_later_work)
def an_overrun_takes_spare_before_own_later_work(broken: Breaking) -> None:
    broken.function_in(overrunning, room_of_later_work, lambda *_: ())


def an_overrun_past_its_date_beside_own_hours() -> set[str]:
    """Let work that fills the day of its due time take ten hours more, while its client holds hours the day after."""
    book = opened(
        workspace(clients=[client("oak", agreed={"work": 120})], policy={"default_borrow": 1000, "default_notice": 1}),
        [block("oak", "work", "ana", "24", "09:00", 120)],
    )
    ask(book, "oak", asked("long", "work", 120, "23 18:00", start="23 16:00"))
    advance(book, "23 16:00")
    report(book, TaskId("long"), remaining=720)
    return audited(book)


@mutant("I19", story=an_overrun_past_its_date_beside_own_hours)
def late_work_takes_spare_before_own_hours(broken: Breaking) -> None:
    broken.function_in(overrunning, _on_own, lambda *_: None)
