"""A book is opened so that work for which its client's own blocks suffice costs nobody else any."""

from __future__ import annotations

import random

import pytest

from scheduler.calendars.zones import instant_of
from scheduler.fairshare.book import Book
from scheduler.fairshare.initial import open_on_plan
from scheduler.fairshare.unpromised import why_unpromised
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import PersonId, Span, TaskId
from tests.building import client, instant, person, task, time_off, workspace
from tests.fairshare.small_books import OPENED, block, complaints, every_day, places

TEAM = (person("ana", "seo"), person("bo", "seo"))
CLIENTS = (client("own", agreed={"seo": 1200}), client("other", agreed={"seo": 1200}), client("guest"))
BLOCKS = [*every_day("own", "seo", "ana", "09:00", 240), *every_day("other", "seo", "bo", "09:00", 240)]


def place(who: str, *spans: tuple[str, str]) -> WorkPlace:
    return WorkPlace(PersonId(who), tuple(Span(instant(start), instant(end)) for start, end in spans))


def opened(tasks, planned, *, people=TEAM, blocks=BLOCKS, at=OPENED, fixed=(), **fields) -> Book:
    """Open a book on a plan that has tasks at places."""
    team = workspace(people=list(people), clients=list(CLIENTS), tasks=tasks, **fields)
    return open_on_plan(
        team,
        blocks,
        at=instant(at),
        places={TaskId(name): where for name, where in planned.items()},
        left={TaskId(each.id): each.effort_minutes for each in tasks},
        fixed=fixed,
    )


def lost(book: Book) -> dict[tuple[str, int], int]:
    """Return what the opening cut of days to come, by client and day."""
    found: dict[tuple[str, int], int] = {}
    for row in book.entries[0].rows:
        if row.fund == "cut" and row.day > book.team.zone.local(book.opened_at)[0]:
            key = str(row.client), row.day.day
            found[key] = found.get(key, 0) + row.minutes
    return found


def charged(book: Book, name: str) -> set[tuple[str, int, int, bool]]:
    """Return the fund, day and minutes of the rows of a task, and whether they were given in exchange."""
    return {(row.fund, row.day.day, row.minutes, row.exchanged) for row in book.entries[0].rows if row.task == name}


def test_work_for_which_own_blocks_suffice_stands_on_them_and_not_on_anothers() -> None:
    text = task("text", "seo", 240, client="own", start="24 09:00", due="24 18:00")
    book = opened([text], {"text": place("bo", ("24 09:00", "24 10:30"), ("24 14:00", "24 16:30"))})
    assert complaints(book) == []
    assert lost(book) == {}
    assert places(book.entries[0]) == [("ana", "24 09:00", "24 13:00")]
    assert charged(book, "text") == {("own", 24, 240, False)}


def test_a_plan_that_costs_nobody_any_is_kept() -> None:
    text = task("text", "seo", 240, client="own", start="24 09:00", due="24 18:00")
    book = opened([text], {"text": place("bo", ("24 14:00", "24 18:00"))})
    assert lost(book) == {}
    assert places(book.entries[0]) == [("bo", "24 14:00", "24 18:00")]


def test_what_comes_after_other_work_stands_on_a_later_own_day() -> None:
    tasks = [
        task("draft", "seo", 240, client="own", start="24 09:00", due="26 18:00"),
        task("check", "seo", 60, client="own", start="24 09:00", due="26 18:00", after="draft"),
    ]
    planned = {
        "draft": place("bo", ("24 09:00", "24 13:00")),
        "check": place("bo", ("24 14:00", "24 15:00")),
    }
    book = opened(tasks, planned)
    assert complaints(book) == []
    assert lost(book) == {}
    assert places(book.entries[0]) == [("ana", "24 09:00", "24 13:00"), ("ana", "25 09:00", "25 10:00")]


def test_work_beyond_own_hours_is_put_into_free_time_before_blocks_give_way() -> None:
    text = task("text", "seo", 240, client="guest", start="24 09:00", due="24 18:00")
    book = opened([text], {"text": place("bo", ("24 09:00", "24 12:00"), ("24 17:00", "24 18:00"))})
    assert complaints(book) == []
    assert lost(book) == {}
    assert sum(row.minutes for row in book.entries[0].rows if row.fund == "spare") == 240


def test_where_it_does_not_fit_the_rest_stays_and_conforming_work_comes_back() -> None:
    tasks = [
        task("text", "seo", 240, client="own", start="24 09:00", due="24 18:00"),
        task("flood", "seo", 480, client="guest", start="25 09:00", due="25 18:00"),
    ]
    planned = {
        "text": place("bo", ("24 09:00", "24 10:30"), ("24 14:00", "24 16:30")),
        "flood": place("bo", ("25 09:00", "25 13:00"), ("25 14:00", "25 18:00")),
    }
    book = opened(tasks, planned)
    assert complaints(book) == []
    assert lost(book) == {("other", 25): 240}
    assert charged(book, "text") == {("own", 24, 240, False)}


def test_own_blocks_give_way_to_what_fits_nowhere_else_and_their_work_goes_where_it_costs_nobody_any() -> None:
    tasks = [
        task("text", "seo", 240, client="own", start="24 09:00", due="24 18:00"),
        task("flood", "seo", 480, client="guest", person="ana", start="24 09:00", due="24 18:00"),
    ]
    planned = {
        "text": place("bo", ("24 09:00", "24 10:30"), ("24 14:00", "24 16:30")),
        "flood": place("ana", ("24 09:00", "24 13:00"), ("24 14:00", "24 18:00")),
    }
    book = opened(tasks, planned)
    assert complaints(book) == []
    assert [stand for stand in places(book.entries[0]) if stand[0] == "bo"] == [("bo", "24 14:00", "24 18:00")]
    assert lost(book) == {}


def test_what_finds_no_place_beside_others_stays_in_the_plan() -> None:
    tasks = [
        task("text", "seo", 240, client="own", start="24 09:00", due="24 18:00"),
        task("flood", "seo", 480, client="guest", person="ana", start="24 09:00", due="24 18:00"),
        task("more", "seo", 60, client="guest", person="bo", start="24 09:00", due="24 18:00"),
    ]
    planned = {
        "text": place("bo", ("24 09:00", "24 10:30"), ("24 14:00", "24 16:30")),
        "flood": place("ana", ("24 09:00", "24 13:00"), ("24 14:00", "24 18:00")),
        "more": place("bo", ("24 12:00", "24 13:00")),
    }
    book = opened(tasks, planned)
    assert complaints(book) == []
    assert {name: place.pieces for name, place in book.witness.work.items()} == {
        name: place.pieces for name, place in planned.items()
    }
    assert lost(book).keys() == {("other", 24)}


def test_conforming_work_makes_room_for_other_conforming_work() -> None:
    tasks = [
        task("mine", "seo", 240, client="own", start="24 09:00", due="24 18:00"),
        task("yours", "seo", 240, client="other", start="24 09:00", due="24 18:00"),
        task("flood", "seo", 480, client="guest", person="bo", start="25 09:00", due="25 18:00"),
    ]
    planned = {
        "mine": place("bo", ("24 09:00", "24 13:00")),
        "yours": place("ana", ("24 09:00", "24 10:30"), ("24 14:00", "24 16:30")),
        "flood": place("bo", ("25 09:00", "25 13:00"), ("25 14:00", "25 18:00")),
    }
    book = opened(tasks, planned)
    assert complaints(book) == []
    assert lost(book) == {("other", 25): 240}


def test_frozen_work_stays_where_the_plan_has_it() -> None:
    text = task("text", "seo", 240, client="own", start="24 09:00", due="24 18:00")
    planned = {"text": place("bo", ("24 09:00", "24 10:30"), ("24 14:00", "24 16:30"))}
    book = opened([text], planned, fixed=[TaskId("text")])
    assert lost(book) != {}
    assert {who for who, _, _ in places(book.entries[0])} == {"bo"}


def test_what_an_absence_takes_is_no_cost_of_work() -> None:
    text = task("text", "seo", 240, client="own", start="25 09:00", due="25 18:00")
    away = [time_off("bo", "24 09:00", "24 17:00")]
    book = opened([text], {"text": place("bo", ("25 14:00", "25 18:00"))}, time_off=away)
    assert complaints(book) == []
    assert {client for client, _ in lost(book)} == {"other"}
    assert places(book.entries[0]) == [("bo", "25 14:00", "25 18:00")]


def test_own_blocks_that_an_absence_moved_are_booked_where_they_stand() -> None:
    text = task("text", "seo", 120, client="own", start="24 09:00", due="24 18:00")
    away = [time_off("ana", "24 09:00", "24 12:00")]
    book = opened([text], {"text": place("bo", ("24 09:00", "24 11:00"))}, time_off=away, blocks=[
        block("own", "seo", "ana", "24", "09:00", 180), block("other", "seo", "bo", "24", "09:00", 240),
        block("guest", "seo", "bo", "24", "14:00", 180),
    ])  # fmt: skip
    assert complaints(book) == []
    assert lost(book) == {}


def test_mates_by_way_of_work_that_is_not_promised_have_one_person() -> None:
    tasks = [
        task("wish", "seo", 60, client="own", due="27 18:00", commitment="target"),
        task("one", "seo", 240, client="own", start="24 09:00", due="24 18:00", same_person_as="wish"),
        task("two", "seo", 240, client="own", start="25 09:00", due="25 18:00", same_person_as="wish"),
        task("flood", "seo", 240, client="guest", person="ana", start="25 09:00", due="25 13:00"),
    ]
    planned = {
        "one": place("bo", ("24 09:00", "24 10:30"), ("24 14:00", "24 16:30")),
        "two": place("bo", ("25 14:00", "25 18:00")),
        "flood": place("ana", ("25 09:00", "25 13:00")),
    }
    book = opened(tasks, planned)
    assert complaints(book) == []
    assert len({book.witness.work[TaskId(name)].person for name in ("one", "two")}) == 1


def drawn(seed: int, *, as_of: str):
    """Return a team whose clients have work that conforms, all of it, and a plan that has it anywhere in people's time."""
    draw = random.Random(seed)
    people = [person(name, "seo", "copy") for name in ("ana", "bo", "cy")]
    names = ["own", "other", "guest"]
    blocks = []
    for who in ("ana", "bo", "cy"):
        for number, start in enumerate(("09:00", "11:00", "14:00")):
            blocks += every_day(names[number], draw.choice(("seo", "copy")), who, start, draw.choice((60, 90, 120)))
    days = range(int(as_of[:2]), 28)
    rows = []
    for number in range(draw.randint(2, 9)):
        first = draw.choice(days)
        last = draw.randint(first, 27)
        rows.append(
            task(
                f"t{number}",
                draw.choice(("seo", "copy")),
                draw.choice((30, 60, 90, 120, 150)),
                client=draw.choice(names),
                start=f"{first} 09:00",
                due=f"{last} {draw.choice(('13:00', '18:00'))}",
                after=[f"t{number - 1}"] if number and draw.random() < 0.3 else (),
                one_sitting=draw.random() < 0.3,
            )
        )
    return people, names, blocks, rows, draw


def conforming_rows(team, blocks, rows, at):
    """Return the tasks that conform in turn with those before them, each with its client's own."""
    from scheduler.fairshare.days import asked_task
    from scheduler.fairshare.initial_work import InitialWork, groups_of
    from scheduler.fairshare.own_first import paid_in_turn

    nothing = open_on_plan(team, blocks, at=at, places={}, left={}, days=8)
    asked = {row.id: asked_task(nothing, row) for row in rows}
    there = {name: place("ana", ("27 09:00", "27 10:00")) for name in asked}
    groups = groups_of(InitialWork(asked, {row.id: row.client for row in rows}, there))
    paid = paid_in_turn(nothing, dict(enumerate(groups)), initial=False)
    return [row for row in rows if any(row.id in groups[number].names for number in paid)]


def planned_anywhere(book: Book, rows, draw) -> dict[str, WorkPlace] | None:
    """Put tasks one after the other into anybody's working time, whatever is held there; None where one finds no room."""
    busy: dict[str, list[Span]] = {}
    found: dict[str, WorkPlace] = {}
    from scheduler.calendars.spans import merged, within, without
    from scheduler.fairshare.days import asked_task

    for row in rows:
        asked = asked_task(book, row)
        release = max(
            [instant_of(asked.release), *(found[after.task].finish for after in row.after if after.task in found)]
        )
        for who in draw.sample(["ana", "bo", "cy"], 3):
            window = Span(release, max(release, instant_of(asked.due)))
            time = merged(
                span
                for day in book.team.days_of(PersonId(who), window)
                for span in book.team.working(PersonId(who), day)
            )
            free = within(without(time, merged(busy.get(who, []))), window)
            pieces, left = [], row.effort_minutes
            for span in free:
                gone = min(left, span.minutes)
                if row.one_sitting and gone < row.effort_minutes:
                    continue
                if gone:
                    pieces.append(Span(span.start, span.start + gone))
                    left -= gone
            if not left:
                busy.setdefault(who, []).extend(pieces)
                found[row.id] = WorkPlace(PersonId(who), tuple(pieces))
                break
        else:
            return None
    return found


@pytest.mark.parametrize("as_of", ["23 09:00", "25 11:20"])
@pytest.mark.parametrize("seed", range(60))
def test_clients_with_nothing_but_conforming_work_cost_nobody_any(seed: int, as_of: str, monkeypatch) -> None:
    people, names, blocks, rows, draw = drawn(seed, as_of=as_of)
    clients = [client(name, agreed={"seo": 1800, "copy": 1800}) for name in names]
    team = workspace(people=people, clients=clients, tasks=rows)
    rows = conforming_rows(team, blocks, rows, instant(as_of))
    kept = {row.id for row in rows}
    rows = [row.model_copy(update={"after": tuple(each for each in row.after if each.task in kept)}) for row in rows]
    team = workspace(people=people, clients=clients, tasks=rows)
    nothing = open_on_plan(team, blocks, at=instant(as_of), places={}, left={}, days=8)
    planned = planned_anywhere(nothing, rows, draw)
    if planned is None:
        pytest.skip("the draw has no plan")
    book = open_on_plan(
        team, blocks, at=instant(as_of), places=planned, left={row.id: row.effort_minutes for row in rows}
    )
    assert complaints(book) == []
    assert lost(book) == {}
    assert len(book.commitments) == len(rows)
    assert Book.replay(book.lines).last_sha256 == book.last_sha256


def test_work_that_the_plan_leaves_late_is_promised_on_own_blocks_that_suffice() -> None:
    late = task("late", "seo", 240, client="own", start="24 09:00", due="24 18:00")
    book = opened([late], {})
    assert complaints(book) == []
    assert places(book.entries[0]) == [("ana", "24 09:00", "24 13:00")]
    assert charged(book, "late") == {("own", 24, 240, False)}


def test_own_blocks_pay_for_late_work_that_conforms_before_other_late_work_takes_any() -> None:
    tasks = [
        task("much", "seo", 480, client="own", start="24 09:00", due="24 18:00"),
        task("late", "seo", 240, client="own", start="24 09:00", due="24 18:00"),
    ]
    book = opened(tasks, {})
    assert complaints(book) == []
    assert {made.task for made in book.entries[0].committed} == {"late"}


def test_late_work_that_fits_beside_what_is_held_is_promised_on_spare() -> None:
    late = task("late", "seo", 120, client="guest", start="24 09:00", due="24 18:00")
    book = opened([late], {})
    assert complaints(book) == []
    assert lost(book) == {}
    assert {(fund, minutes) for fund, _, minutes, _ in charged(book, "late")} == {("spare", 120)}


def test_late_work_in_a_chain_is_promised_as_a_whole_or_after_what_is() -> None:
    tasks = [
        task("first", "seo", 120, client="own", start="24 09:00", due="24 18:00"),
        task("second", "seo", 120, client="own", start="24 09:00", due="25 18:00", after=["first"]),
    ]
    for planned in ({}, {"first": place("ana", ("24 09:00", "24 11:00"))}):
        book = opened(tasks, planned)
        assert complaints(book) == []
        assert {made.task for made in book.entries[0].committed} == {"first", "second"}


def test_what_gets_no_promise_is_named_with_the_reason() -> None:
    tasks = [
        task("over", "seo", 60, client="own", start="20 09:00", due="20 18:00"),
        task("after", "seo", 60, client="own", start="24 09:00", due="24 18:00", after=["over"]),
        task("much", "seo", 1200, client="own", start="24 09:00", due="24 18:00"),
        task("fine", "seo", 60, client="own", start="24 09:00", due="24 18:00"),
        task("wish", "seo", 60, client="own", start="24 09:00", due="24 18:00", commitment="target"),
    ]
    found = {task.id: why for _, task, why in why_unpromised(opened(tasks, {}))}
    assert found.keys() == {"over", "after", "much"}
    assert found["over"] == "Its due time has passed."
    assert found["after"] == "It comes after work that has no promise."
    assert "needs 20 h of one person" in found["much"]
