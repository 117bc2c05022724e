"""Mutants of what an entry says of itself: who had a claim, what was short or late, who did not fit, and who agreed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scheduler.domain.book import Entry, Loss, Worked, WorkStand
from scheduler.fairshare import bookkeeping, returning
from scheduler.fairshare.asking import Refused, answer
from scheduler.fairshare.book import Book
from scheduler.fairshare.bookkeeping import Ask
from scheduler.fairshare.harm import Harm, harm_between
from scheduler.fairshare.loss_claims import claims_in
from scheduler.fairshare.losses import share_loss
from scheduler.fairshare.misfits import relaid_in_pieces
from scheduler.fairshare.pools import restore
from scheduler.fairshare.returning import returned_rows
from scheduler.fairshare.undoing import GivenBack, given_back, work_in_time_again
from scheduler.units import ClientId, PersonId, TaskId
from tests.building import at, client, instant, person, time_off, workspace
from tests.fairshare.small_books import advance, ask, asked, block, opened
from tests.mutants.book_rules.breaking_rules import Breaking, audited, mutant
from tests.mutants.book_rules.holding import everything_back
from tests.mutants.book_rules.lending import a_round_after_one_has_borrowed
from tests.mutants.book_rules.losing import one_of_two_is_away


@mutant("I15", story=one_of_two_is_away)
def a_client_is_left_out_of_the_claims(broken: Breaking) -> None:
    def forgetful(*words: Any, **fields: Any) -> Any:
        return {name: minutes for name, minutes in claims_in(*words, **fields).items() if name != "oak"}

    broken.function(claims_in, forgetful)


@mutant(
    "I15",
    story=one_of_two_is_away,
    escapes="what is taken too much is laid again in the same loss; all that shows is the rounding that it carries on",
)
def a_loss_takes_an_hour_more_than_is_short(broken: Breaking) -> None:
    def an_hour_more(cells: Any, **fields: Any) -> Any:
        return share_loss([replace(cell, short_minutes=cell.short_minutes + 60) for cell in cells], **fields)

    broken.function(share_loss, an_hour_more)


def somebody_is_away_who_had_nothing_to_do() -> set[str]:
    """Let bo be away on a day on which ana alone has work: nobody loses anything."""
    book = opened(workspace(people=[person("ana"), person("bo")], clients=[client("elm")]), [])
    ask(book, "elm", asked("text", "work", 60, "24 18:00", start="24 09:00", person=PersonId("ana")))
    facts = book.team.workspace.model_copy(update={"time_off": (time_off("bo", "30", "30"),)})
    bookkeeping.lose(book, facts, person=PersonId("bo"))
    return audited(book)


@mutant("I2", story=somebody_is_away_who_had_nothing_to_do)
def a_loss_excuses_work_that_it_did_not_touch(broken: Breaking) -> None:
    append = Book.append

    def with_an_excuse(self: Book, draft: Entry) -> Entry:
        if draft.kind == "edited":
            loss = Loss(person=PersonId("bo"), from_=draft.at, to=draft.at, late={TaskId("text"): 60})
            draft = draft.model_copy(update={"kind": "lost", "loss": loss})
        return append(self, draft)

    broken.method(Book, "append", with_an_excuse)


@mutant("I15", story=somebody_is_away_who_had_nothing_to_do)
def a_loss_moves_work_that_it_did_not_touch(broken: Breaking) -> None:
    append = Book.append

    def with_a_move(self: Book, draft: Entry) -> Entry:
        if draft.kind == "edited":
            loss = Loss(person=PersonId("bo"), from_=draft.at, to=draft.at, late={TaskId("text"): 60})
            later = WorkStand(
                task=TaskId("text"),
                person=PersonId("ana"),
                pieces=(Worked(start=at("25 09:00"), end=at("25 10:00")),),
            )
            draft = draft.model_copy(update={"kind": "lost", "loss": loss, "work": (later,)})
        return append(self, draft)

    broken.method(Book, "append", with_a_move)


def late_work_is_in_time_again() -> set[str]:
    """Let ana be away, so that elm's hour of Thursday is late; she comes back, and her day off on Monday brings it to Wednesday."""
    clients = [client("elm", agreed={"work": 120})]
    book = opened(workspace(clients=clients), [block("elm", "work", "ana", "thu", "09:00", 60)])
    ask(book, "elm", asked("text", "work", 60, "26 18:00", start="25 09:00"))
    for days in ([("25", "27")], [], [("30", "30")]):
        away = tuple(time_off("ana", first, last) for first, last in days)
        bookkeeping.lose(book, book.team.workspace.model_copy(update={"time_off": away}), person=PersonId("ana"))
    assert book.witness.work[TaskId("text")].finish == instant("25 10:00")
    ask(book, "elm", asked("more", "work", 15, "27 18:00", start="26 09:00"))
    return audited(book)


@mutant("I2", story=late_work_is_in_time_again)
def an_answer_makes_work_as_late_as_a_loss_had_made_it(broken: Breaking) -> None:
    append = Book.append

    def with_a_delay(self: Book, draft: Entry) -> Entry:
        if draft.kind == "accepted" and draft.request == "more":
            hour = Worked(start=at("27 09:00"), end=at("27 10:00"))
            late = WorkStand(task=TaskId("text"), person=PersonId("ana"), pieces=(hour,))
            draft = draft.model_copy(update={"work": (*draft.work, late)})
        return append(self, draft)

    broken.method(Book, "append", with_a_delay)


@mutant("I15", story=one_of_two_is_away)
def free_time_is_left_while_blocks_are_cut(broken: Breaking) -> None:
    broken.function(relaid_in_pieces, lambda *words, **fields: ())
    broken.function(restore, lambda *words, **fields: None)


@mutant("I16", story=a_round_after_one_has_borrowed)
def a_round_passes_over_a_request_that_fits(broken: Breaking) -> None:
    def not_for_elm(book: Book, request: Ask, **fields: Any) -> Any:
        if fields.get("in_round") and request.client == "elm":
            return Refused("It does not fit.")
        return answer(book, request, **fields)

    broken.function(answer, not_for_elm)


def work_that_is_taken_back_when_it_is_done() -> set[str]:
    """Let elm, with a cap of four hours, cancel four hours of today when they are worked, and ask for four of tomorrow."""
    book = opened(workspace(clients=[client("elm")]), [])
    ask(book, "elm", asked("done", "work", 240, "23 18:00"))
    advance(book, "23 17:30")
    bookkeeping.cancel(book, "done")
    ask(book, "elm", asked("more", "work", 240, "24 18:00", start="24 09:00"))
    return audited(book)


@mutant("I10", story=work_that_is_taken_back_when_it_is_done)
def minutes_that_were_worked_return_with_a_cancel(broken: Breaking) -> None:
    broken.function(returned_rows, lambda book, tasks, **_: (everything_back(book, tasks), ()))


def work_that_is_done_before_it_is_planned() -> set[str]:
    """Let elm work on Monday what is booked on its hours of Thursday, say so, and take it back."""
    clients = [client("elm", agreed={"work": 120})]
    book = opened(workspace(clients=clients), [block("elm", "work", "ana", "thu", "09:00", 120)])
    ask(book, "elm", asked("text", "work", 120, "27 18:00", start="26 09:00"))
    advance(book, "23 12:00")
    bookkeeping.report(book, TaskId("text"), remaining=30, worked=90)
    bookkeeping.cancel(book, "text")
    return audited(book)


@mutant("I10", story=work_that_is_done_before_it_is_planned)
def only_what_has_passed_of_the_plan_counts_as_worked(broken: Breaking) -> None:
    broken.value(returning, "_worked", lambda book, task, reported: 0)


def a_whole_day(name: str, day: str) -> Ask:
    """Return a request of oak for a whole day."""
    task = asked(name, "work", 480, f"{day} 18:00", start=f"{day} 09:00")
    return Ask(client=ClientId("oak"), request=name, tasks=(task,))


def a_day_that_elm_has() -> Book:
    """Return a book in which elm has all of Tuesday."""
    clients = [client("elm"), client("oak")]
    book = opened(workspace(clients=clients, policy={"walk_in_borrow": 100 * 60}), [])
    ask(book, "elm", asked("first", "work", 480, "24 18:00", start="24 09:00"))
    return book


def a_day_that_is_given_up() -> set[str]:
    """Let Dana of elm consent that oak takes its Tuesday."""
    book = a_day_that_elm_has()
    new_due = instant("27 18:00")
    made = bookkeeping.consent(book, a_whole_day("urgent", "24"), give=TaskId("first"), new_due=new_due, by="Dana")
    assert [entry.kind for entry in made] == ["consented", "accepted"]
    return audited(book)


def a_day_that_is_taken() -> set[str]:
    """Let Dana decide that oak takes elm's Tuesday."""
    book = a_day_that_elm_has()
    made = bookkeeping.override(book, a_whole_day("urgent", "24"), approver="Dana", reason="a fire")
    assert made.kind == "overridden"
    return audited(book)


def without_a_name(broken: Breaking) -> None:
    """Let consents and overrides be written down without who decided."""
    append = Book.append

    def nameless(self: Book, draft: Entry) -> Entry:
        taken = draft.kind in ("consented", "overridden")
        return append(self, draft.model_copy(update={"actor": "", "reason": ""}) if taken else draft)

    broken.method(Book, "append", nameless)


@mutant("I7", story=a_day_that_is_given_up)
def nobody_has_consented(broken: Breaking) -> None:
    without_a_name(broken)


@mutant("I7", story=a_day_that_is_taken)
def nobody_has_approved(broken: Breaking) -> None:
    without_a_name(broken)


def without_credits(harm: Harm) -> Harm:
    """Return the same harm, for which nobody is credited."""
    return replace(harm, credits={})


@mutant("I7", story=a_day_that_is_taken)
def who_is_harmed_is_owed_nothing(broken: Breaking) -> None:
    broken.function(harm_between, lambda *books, **fields: without_credits(harm_between(*books, **fields)))


def an_override_that_is_cancelled() -> set[str]:
    """Let Dana decide that oak takes the Thursday of which elm holds two hours, and oak take it back at once."""
    clients = [client("elm", agreed={"work": 120}), client("oak")]
    book = opened(workspace(clients=clients), [block("elm", "work", "ana", "26", "09:00", 120)])
    made = bookkeeping.override(book, a_whole_day("urgent", "26"), approver="Dana", reason="a fire")
    assert made.credits == {"elm": 120}
    bookkeeping.cancel(book, "urgent")
    return audited(book)


@mutant("I7", story=an_override_that_is_cancelled)
def what_was_taken_stays_taken(broken: Breaking) -> None:
    broken.function(given_back, lambda *_, **again: GivenBack((), {}))


@mutant("I7", story=an_override_that_is_cancelled)
def what_came_back_is_owed_still(broken: Breaking) -> None:
    broken.function(given_back, lambda *words, **again: replace(given_back(*words, **again), credits={}))


@mutant("I7", story=an_override_that_is_cancelled)
def half_of_what_was_taken_comes_back(broken: Breaking) -> None:
    def halved(book: Book, *words: Any, **again: Any) -> GivenBack:
        (row,) = given_back(book, *words).rows
        words[-1].stands[-1:] = [
            each.model_copy(update={"end": each.start + (each.end - each.start) / 2}) for each in words[-1].stands[-1:]
        ]
        return GivenBack((row.model_copy(update={"minutes": row.minutes // 2}),), {row.client: row.minutes // 2})

    broken.function(given_back, halved)


def late_work_of_a_cancelled_override() -> set[str]:
    """Let Dana decide that oak takes elm's Tuesday, and oak take it back at once."""
    book = a_day_that_elm_has()
    made = bookkeeping.override(book, a_whole_day("urgent", "24"), approver="Dana", reason="a fire")
    assert made.credits == {"elm": 480}
    bookkeeping.cancel(book, "urgent")
    return audited(book)


@mutant("I7", story=late_work_of_a_cancelled_override)
def what_was_made_late_stays_late(broken: Breaking) -> None:
    broken.function(work_in_time_again, lambda *_: {})


@mutant("I7", story=late_work_of_a_cancelled_override)
def work_in_time_again_is_owed_still(broken: Breaking) -> None:
    broken.function(given_back, lambda *words, **again: given_back(*words))


@mutant("I7", story=late_work_of_a_cancelled_override)
def half_of_what_was_late_is_owed_no_longer(broken: Breaking) -> None:
    def halved(*words: Any, again: dict[TaskId, int]) -> GivenBack:
        return given_back(*words, again={task: minutes // 2 for task, minutes in again.items()})

    broken.function(given_back, halved)
