"""Mutants of losses: who loses how much when somebody is away."""

from __future__ import annotations

from datetime import date
from typing import Any

from scheduler.fairshare import bookkeeping, loss_clearing, loss_regulatory
from scheduler.fairshare.book import Book
from scheduler.fairshare.free_time import place_counted
from scheduler.fairshare.giving_spare import spare_pieces
from scheduler.fairshare.initial import open_on_plan
from scheduler.fairshare.loss_claims import accounts_in, guarantee
from scheduler.fairshare.loss_clearing import cleared
from scheduler.fairshare.loss_periods import share_the_rest, share_what_comes_near
from scheduler.fairshare.loss_places import givings_on
from scheduler.fairshare.loss_ratios import Losses
from scheduler.fairshare.loss_regulatory import Debt, debts, later_hours, repay
from scheduler.fairshare.losses import share_loss
from scheduler.fairshare.misfits import absent_days
from scheduler.fairshare.own_first import put_on_own
from scheduler.fairshare.pools import restore
from scheduler.fairshare.regulatory import counted
from scheduler.fairshare.trial import place_late
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import PersonId, Span, TaskId
from tests.building import client, instant, person, task, time_off, workspace
from tests.fairshare.borrowed_before_own import bo_is_ill, borrowed_before_own
from tests.fairshare.small_books import OPENED, ask, asked, block, opened
from tests.fairshare.two_mornings import ana_is_away, two_mornings
from tests.mutants.book_rules.breaking_rules import Breaking, audited, mutant


def bo_is_away(book: Book) -> set[str]:
    """Let bo be away on Thursday 26 November, known on the Monday before."""
    facts = book.team.workspace.model_copy(update={"time_off": (time_off("bo", "26", "26"),)})
    entry = bookkeeping.lose(book, facts, person=PersonId("bo"))
    assert entry.kind == "lost"
    return audited(book)


def one_of_two_is_away() -> set[str]:
    """Lose half of what harrow (eight hours) and oak (six) hold of two people on one day: four hours and three."""
    people = [person("ana", "seo"), person("bo", "seo")]
    clients = [client("harrow", agreed={"seo": 480}), client("oak", agreed={"seo": 360})]
    blocks = [
        block(name, "seo", who, "26", start, minutes)
        for who in ("ana", "bo")
        for name, start, minutes in (("harrow", "09:00", 240), ("oak", "14:00", 180))
    ]
    return bo_is_away(opened(workspace(people=people, clients=clients), blocks))


@mutant("I15", story=one_of_two_is_away)
def every_client_loses_the_same_minutes(broken: Breaking) -> None:
    def equal(cells: Any, *, guaranteed: Any, **fields: Any) -> Any:
        return share_loss(cells, guaranteed=dict.fromkeys(guaranteed, 1), **fields)

    broken.function(share_loss, equal)
    broken.method(Losses, "exchanges", lambda self, grid: iter(()))


def one_of_two_is_away_and_the_other_does_borrowed_work() -> set[str]:
    """Let elm's work on spare stand with ana, where harrow and oak hold the rest; bo, of whom harrow holds three hours, is away."""
    people = [person("ana", "seo"), person("bo", "seo")]
    clients = [client("harrow", agreed={"seo": 180}), client("oak", agreed={"seo": 240}), client("elm")]
    blocks = [
        block("oak", "seo", "ana", "26", "09:00", 240),
        block("harrow", "seo", "bo", "26", "09:00", 180),
    ]
    book = opened(workspace(people=people, clients=clients), blocks)
    ask(book, "elm", asked("extra", "seo", 240, "26 18:00", start="26 14:00", person=PersonId("ana")))
    return bo_is_away(book)


@mutant("I15", story=one_of_two_is_away_and_the_other_does_borrowed_work)
def borrowed_work_keeps_its_place_in_a_loss(broken: Breaking) -> None:
    broken.function(spare_pieces, lambda book, person, window, **fields: {})


def one_is_away_and_the_other_has_another_skill() -> set[str]:
    """Lose what harrow holds of bo's seo; oak holds ana's copy, and has no claim on seo."""
    people = [person("ana", "copy"), person("bo", "seo")]
    clients = [client("harrow", agreed={"seo": 240}), client("oak", agreed={"copy": 240})]
    blocks = [block("harrow", "seo", "bo", "26", "09:00", 240), block("oak", "copy", "ana", "26", "09:00", 240)]
    return bo_is_away(opened(workspace(people=people, clients=clients), blocks))


@mutant("I15", story=one_is_away_and_the_other_has_another_skill)
def whoever_holds_anything_has_a_claim(broken: Breaking) -> None:
    def of_any_skill(book: Book, day: date, skill: str) -> Any:
        return [each for who in book.team.people for each in book.accounts.on(who, day, team=book.team)]

    broken.function(accounts_in, of_any_skill)
    broken.function(restore, lambda *words, **fields: None)
    broken.method(Losses, "exchanges", lambda self, grid: iter(()))


def one_of_two_is_away_whose_work_can_wait() -> set[str]:
    """Lose what harrow holds of bo's Thursday; what oak has booked there can be done on another day, inside its slack."""
    people = [person("ana", "seo"), person("bo", "seo")]
    clients = [client("harrow", agreed={"seo": 480}), client("oak", agreed={"seo": 600})]
    blocks = [
        *(block("harrow", "seo", who, "26", "09:00", 240) for who in ("ana", "bo")),
        *(block("oak", "seo", who, "26", "14:00", 180) for who in ("ana", "bo")),
    ]
    book = opened(workspace(people=people, clients=clients), blocks)
    ask(book, "oak", asked("text", "seo", 180, "27 18:00", start="25 09:00", person=PersonId("bo")))
    return bo_is_away(book)


@mutant("I15", story=one_of_two_is_away_whose_work_can_wait)
def what_made_way_in_its_slack_makes_its_client_smaller(broken: Breaking) -> None:
    def of_what_is_left(trial: Any, pool: Any) -> None:
        for whose, minutes in trial.there[pool].items():
            trial.guaranteed[whose] = trial.guaranteed.get(whose, 0) + minutes

    broken.function(guarantee, of_what_is_left)


def one_is_away_whose_hours_are_booked_for_regulatory_work() -> set[str]:
    book = two_mornings(day="thu")
    ana_is_away(book)
    return audited(book)


@mutant("I15", story=one_is_away_whose_hours_are_booked_for_regulatory_work)
def regulatory_work_gives_way_as_the_rest(broken: Breaking) -> None:
    broken.function(counted, lambda book: frozenset())


@mutant("I15", story=one_is_away_whose_hours_are_booked_for_regulatory_work)
def nobody_repays(broken: Breaking) -> None:
    broken.function(repay, lambda trial, claims, **fields: None)


@mutant("I15", story=one_is_away_whose_hours_are_booked_for_regulatory_work)
def all_that_stood_is_repaid(broken: Breaking) -> None:
    # As if the client of the work had lost nothing by any loss: it pays for its own part too.
    broken.function_in(loss_regulatory, debts, lambda trial, losses: [Debt("law", "oak", "seo", 180)])


@mutant("I15", story=one_is_away_whose_hours_are_booked_for_regulatory_work)
def it_is_repaid_after_the_weeks_of_the_policy(broken: Breaking) -> None:
    def in_january(trial: Any, debt: Any, short_days: Any) -> Any:
        return [each for each in accounts_in(trial.book, date(2027, 1, 7), "seo") if each.block.client == debt.client]

    broken.function_in(loss_regulatory, later_hours, in_january)


def a_plan_has_own_work_in_anothers_block() -> set[str]:
    """Open a book on a plan that has harrow's four hours with bo, where oak holds the morning; harrow's own are with ana."""
    team = workspace(
        people=[person("ana", "seo"), person("bo", "seo")],
        clients=[client("harrow", agreed={"seo": 240}), client("oak", agreed={"seo": 240})],
        tasks=[task("text", "seo", 240, client="harrow", start="24 09:00", due="24 18:00")],
    )
    blocks = [block("harrow", "seo", "ana", "24", "09:00", 240), block("oak", "seo", "bo", "24", "09:00", 240)]
    spans = (Span(instant("24 09:00"), instant("24 10:30")), Span(instant("24 14:00"), instant("24 16:30")))
    places = {TaskId("text"): WorkPlace(PersonId("bo"), spans)}
    return audited(open_on_plan(team, blocks, at=instant(OPENED), places=places, left={TaskId("text"): 240}))


@mutant("I15", story=a_plan_has_own_work_in_anothers_block)
def an_opening_keeps_a_plan_that_costs_others_theirs(broken: Breaking) -> None:
    broken.function(put_on_own, lambda base, work: None)


def one_leaves_and_months_pass() -> set[str]:
    """Let bo leave, of whom oak holds an hour a week, and let days come near that were too far ahead to be shared then."""
    people = [person("ana", "seo"), person("bo", "seo")]
    clients = [client("harrow", agreed={"seo": 60}), client("oak", agreed={"seo": 60})]
    blocks = [block("harrow", "seo", "ana", "tue", "09:00", 60), block("oak", "seo", "bo", "wed", "09:00", 60)]
    book = opened(workspace(people=people, clients=clients), blocks)
    bo = person("bo", "seo", until_on=date(2026, 11, 27))
    facts = book.team.workspace.model_copy(update={"people": (people[0], bo)})
    bookkeeping.lose(book, facts, person=PersonId("bo"))
    bookkeeping.advance(book, to=instant("2027-04-05T09:00"))
    return audited(book)


@mutant("I4", story=one_leaves_and_months_pass)
def who_has_left_is_no_loss(broken: Breaking) -> None:
    def of_the_team(book: Book, **fields: Any) -> Any:
        return [each for each in absent_days(book, **fields) if each[0] != "bo"]

    broken.function(absent_days, of_the_team)


@mutant("I4", story=one_leaves_and_months_pass)
def what_comes_near_is_not_shared(broken: Breaking) -> None:
    broken.function(share_what_comes_near, lambda book: [])


@mutant("I4", story=one_leaves_and_months_pass)
def only_the_first_period_is_shared(broken: Breaking) -> None:
    broken.function(share_the_rest, lambda book, **fields: [])


def four_hours_and_eight() -> Book:
    """Let harrow hold bo's morning of Thursday, and oak all of ana's."""
    people = [person("ana", "seo"), person("bo", "seo")]
    clients = [client("harrow", agreed={"seo": 240}), client("oak", agreed={"seo": 480})]
    blocks = [
        block("harrow", "seo", "bo", "26", "09:00", 240),
        block("oak", "seo", "ana", "26", "09:00", 240),
        block("oak", "seo", "ana", "26", "14:00", 240).model_copy(update={"id": "oak/afternoon"}),
    ]
    return opened(workspace(people=people, clients=clients, policy={"buffer": 0}), blocks)


def a_sitting_is_lost_beside_hours_of_somebody_who_loses_nothing() -> set[str]:
    """Lose bo's morning, in which harrow has a sitting; half of what oak holds of ana is enough for it."""
    book = four_hours_and_eight()
    ask(book, "harrow", asked("talk", "seo", 240, "26 18:00", start="26 09:00", one_sitting=True))
    return bo_is_away(book)


@mutant("I15", story=a_sitting_is_lost_beside_hours_of_somebody_who_loses_nothing)
def work_that_only_whole_time_helps_gets_none(broken: Breaking) -> None:
    broken.function(cleared, lambda losses: losses)


def short_work_stands_where_a_sitting_is_lost() -> set[str]:
    """The same, where oak has booked its eight hours in pieces of two."""
    book = four_hours_and_eight()
    for number in range(4):
        ask(book, "oak", asked(f"text-{number}", "seo", 120, "26 18:00", start="26 09:00"))
    ask(book, "harrow", asked("talk", "seo", 240, "26 18:00", start="26 09:00", one_sitting=True))
    return bo_is_away(book)


@mutant("I15", story=short_work_stands_where_a_sitting_is_lost)
def booked_work_never_makes_room_for_a_sitting(broken: Breaking) -> None:
    def only_blocks(*words: Any) -> Any:
        return [each for each in givings_on(*words) if each.account is not None]

    broken.function(givings_on, only_blocks)


def own_work_comes_after_borrowed_work() -> set[str]:
    """Lose a sitting that could stand in borrowed time, of which the client has its own work on the next day come after it."""
    book = borrowed_before_own()
    bo_is_ill(book)
    return audited(book)


@mutant("I15", story=own_work_comes_after_borrowed_work)
def own_work_that_goes_with_borrowed_work_counts_for_nothing(broken: Breaking) -> None:
    broken.function_in(loss_clearing, place_counted, lambda trial, displaced, pool: place_late(trial, displaced))
