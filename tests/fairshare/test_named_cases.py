"""The cases that policy.md names, each on a team of one to three people."""

from __future__ import annotations

import pytest

from scheduler.domain.book import BlockEnd
from scheduler.domain.times import HolidayCalendar
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.units import ClientId, PersonId
from tests.building import agreement, at, client, instant, person, workspace
from tests.fairshare.small_books import advance, ask, asked, block, charged, complaints, every_day, held, opened, places

NO_CAP = {"walk_in_borrow": 100 * 60}


def test_a_hold_is_never_in_two_halves() -> None:
    team = workspace(
        people=[person("ana", "seo"), person("bo", "seo")],
        clients=[client("harrow", agreed={"seo": 240}), client("elm")],
        policy=NO_CAP,
    )
    book = opened(team, [block("harrow", "seo", "ana", "27", "09:00", 240)])
    first = ask(book, "elm", asked("one", "seo", 300, "27 18:00", start="27 09:00"))
    second = ask(book, "elm", asked("two", "seo", 300, "27 18:00", start="27 09:00"))
    # 3 h with each of the two are 6 h together, but no 4 h in one piece.
    assert [first.kind, second.kind] == ["accepted", "declined"]
    assert {place[0] for place in places(first)} == {"bo"}
    own = ask(book, "harrow", asked("own", "seo", 240, "27 18:00", one_sitting=True))
    assert (own.kind, own.conforming) == ("accepted", True)
    assert places(own) == [("ana", "27 09:00", "27 13:00")]
    assert complaints(book) == []


def lead_team() -> Book:
    team = workspace(
        people=[person("ana", "seo"), person("bo", "seo", "lead")],
        clients=[client("harrow", agreed={"seo": 600, "lead": 300}), client("elm")],
        policy=NO_CAP,
    )
    return opened(
        team, [*every_day("harrow", "seo", "ana", "09:00", 120), *every_day("harrow", "lead", "bo", "09:00", 60)]
    )


def test_a_pin_to_somebody_without_blocks_is_not_conforming() -> None:
    book = lead_team()
    pinned = ask(book, "harrow", asked("pinned", "seo", 120, "27 18:00", person=PersonId("bo")))
    assert (pinned.kind, pinned.conforming) == ("accepted", False)
    assert {place[0] for place in places(pinned)} == {"bo"}
    assert complaints(book) == []


def test_a_pin_to_the_only_lead_holds_against_who_wants_all_of_the_lead() -> None:
    book = lead_team()
    greedy = [
        ask(book, "elm", asked(f"all-{day}", "lead", 480, f"{day} 18:00", start=f"{day} 09:00"))
        for day in range(25, 28)
    ]
    assert {entry.kind for entry in greedy} == {"declined"}
    pinned = ask(book, "harrow", asked("pinned", "lead", 60, "27 18:00", start="27 00:00", person=PersonId("bo")))
    assert (pinned.kind, pinned.conforming, charged(pinned)) == ("accepted", True, {"own": 60})


def test_copy_on_a_second_level_is_not_what_a_block_on_a_first_level_person_is() -> None:
    team = workspace(
        people=[person("ana", "copy:1"), person("bo", "copy:2")],
        clients=[client("harrow", agreed={"copy": 1200})],
    )
    book = opened(team, every_day("harrow", "copy", "ana", "09:00", 240))
    expert = ask(book, "harrow", asked("expert", "copy:2", 120, "27 18:00"))
    assert (expert.kind, expert.conforming) == ("accepted", False)
    assert charged(expert) == {"spare": 120}
    assert {place[0] for place in places(expert)} == {"bo"}
    plain = ask(book, "harrow", asked("plain", "copy", 120, "27 18:00"))
    assert (plain.conforming, charged(plain)) == (True, {"own": 120})
    assert complaints(book) == []


def test_a_chain_with_a_quarter_of_an_hour_of_the_lead_a_day() -> None:
    team = workspace(
        people=[person("ana", "seo"), person("bo", "lead")],
        clients=[client("harrow", agreed={"seo": 1200, "lead": 75})],
        policy={"block_min": 15},
    )
    blocks = [*every_day("harrow", "seo", "ana", "09:00", 240), *every_day("harrow", "lead", "bo", "09:00", 15)]

    def chain(due: str, check_minutes: int) -> tuple[str, bool | None]:
        book = opened(team, blocks)
        entry = ask(
            book,
            "harrow",
            asked("draft", "seo", 240, due, start="25 09:00"),
            asked("check", "lead", check_minutes, due, start="25 09:00", after="draft"),
        )
        assert complaints(book) == []
        return entry.kind, entry.conforming

    # The draft ends on Wednesday at 13:00; the lead's quarter of that day does not come after it.
    assert chain("25 18:00", 15)[1] is not True
    assert chain("26 18:00", 15) == ("accepted", True)
    assert chain("26 18:00", 30)[1] is not True
    assert chain("27 18:00", 30) == ("accepted", True)


@pytest.mark.parametrize(
    ("due", "minutes", "conforms"),
    [
        ("25 11:00", 15, False),  # six of the day's eight hours are cut off, more than the four that are held
        ("25 15:00", 60, True),  # three hours are cut off
        ("25 15:00", 61, False),
        ("25 18:00", 240, True),
    ],
)
def test_a_window_to_the_middle_of_a_day_counts_what_is_held_less_what_is_cut_off(
    due: str, minutes: int, conforms: bool
) -> None:
    team = workspace(clients=[client("harrow", agreed={"work": 240}), client("elm")], policy=NO_CAP)
    book = opened(team, [block("harrow", "work", "ana", "25", "09:00", 240)])
    entry = ask(book, "harrow", asked("early", "work", minutes, due))
    assert (entry.conforming is True) == conforms
    assert complaints(book) == []


def test_four_half_hours_are_no_sitting_of_two_hours() -> None:
    team = workspace(clients=[client("harrow", agreed={"work": 150})], policy={"block_min": 30})
    book = opened(team, every_day("harrow", "work", "ana", "09:00", 30))
    sitting = ask(book, "harrow", asked("sitting", "work", 120, "30 18:00", one_sitting=True, start="24 09:00"))
    assert sitting.conforming is not True
    pieces = ask(
        opened(team, every_day("harrow", "work", "ana", "09:00", 30)),
        "harrow",
        asked("pieces", "work", 120, "30 18:00"),
    )
    assert (pieces.kind, pieces.conforming) == ("accepted", True)
    assert complaints(book) == []


def test_what_is_cancelled_returns_to_the_same_block_before_its_notice_date_only() -> None:
    team = workspace(clients=[client("harrow", agreed={"work": 480})])
    laid = [block("harrow", "work", "ana", "26", "09:00", 240), block("harrow", "work", "ana", "30", "09:00", 240)]
    book = opened(team, laid)
    ask(book, "harrow", asked("both", "work", 480, "30 18:00"))
    assert [held(book, laid[0].id, "26"), held(book, laid[1].id, "30")] == [0, 0]
    advance(
        book, "25 09:00"
    )  # Thursday's block has lapsed at the close of Tuesday, Monday's lapses at that of Thursday.
    back = bookkeeping.cancel(book, "both")
    assert back.kind == "cancelled"
    assert [held(book, laid[0].id, "26"), held(book, laid[1].id, "30")] == [0, 240]
    again = ask(book, "harrow", asked("again", "work", 240, "30 18:00", start="30 09:00"))
    assert (again.conforming, charged(again)) == (True, {"own": 240})
    assert complaints(book) == []


def test_two_holidays_in_a_week_take_their_blocks_and_lengthen_the_notice() -> None:
    team = workspace(
        as_of="2026-12-21T09:00",
        holidays=HolidayCalendar(country="GB", subdivision="ENG"),
        people=[person("ana", "work", holidays=HolidayCalendar(country="GB", subdivision="ENG"))],
        clients=[client("harrow", agreements=(agreement({"work": 600}, rush=(("work", 1, 30),)),))],
    )
    laid = every_day("harrow", "work", "ana", "09:00", 120)
    at_opening = instant("2026-12-21T09:00")
    # Monday 28 December stands in for Boxing Day, Friday 1 January is New Year's Day: three blocks of two hours are left.
    week = asked("week", "work", 361, "2027-01-03T18:00", start="2026-12-28T00:00")
    exact = asked("exact", "work", 360, "2027-01-03T18:00", start="2026-12-28T00:00")
    assert ask(bookkeeping.open_book(team, laid, at=at_opening), "harrow", week).conforming is not True
    book = bookkeeping.open_book(team, laid, at=at_opening)
    assert ask(book, "harrow", exact).conforming is True
    bookkeeping.cancel(book, "exact")
    # Two working days before Tuesday 29 December is Wednesday 23 December.
    bookkeeping.advance(book, to=instant("2026-12-23T17:59"))
    assert held(book, "harrow/work/ana/tue", "2026-12-29") == 120
    bookkeeping.advance(book, to=instant("2026-12-23T18:00"))
    assert held(book, "harrow/work/ana/tue", "2026-12-29") == 30
    assert held(book, "harrow/work/ana/wed", "2026-12-30") == 120
    assert complaints(book) == []


def test_an_exclusion_added_later_is_a_new_signing_and_costs_the_client_itself() -> None:
    people = [person("ana", "seo"), person("bo", "seo")]
    harrow = client("harrow", agreed={"seo": 600})
    elm = client("elm", agreed={"seo": 1200})
    book = opened(
        workspace(people=people, clients=[harrow, elm]),
        [*every_day("harrow", "seo", "ana", "09:00", 120), *every_day("elm", "seo", "bo", "09:00", 240)],
    )
    mine = [block("harrow", "seo", "bo", day, "14:00", 120, since=at("30 00:00").date()) for day in ("mon", "tue")]
    ends = at("30 00:00").date()
    agreements = (
        agreement({"seo": 600}, until=at("29 00:00").date()),
        agreement({"seo": 240}, since=ends),
    )
    without_ana = client("harrow", agreements=agreements, exclude=(PersonId("ana"),))
    after = workspace(people=people, clients=[without_ana, elm])
    ended = [
        BlockEnd(block=each.id, from_day=ends) for each in book.accounts.blocks.values() if each.client == "harrow"
    ]
    bookkeeping.sign(book, after, client=ClientId("harrow"), blocks=mine, ended=ended)
    late = ask(book, "harrow", asked("late", "seo", 240, "2026-12-01T18:00", start="30 00:00"))
    assert late.conforming is True
    assert {place[0] for place in places(late)} == {"bo"}
    theirs = ask(book, "elm", asked("theirs", "seo", 480, "2026-12-01T18:00", start="30 00:00"))
    assert (theirs.conforming, charged(theirs)) == (True, {"own": 480})
    assert complaints(book) == []


def test_a_cancel_leaves_what_is_held_in_one_piece_where_other_work_stands_in_two_blocks() -> None:
    team = workspace(people=[person("ana", "seo")], clients=[client("harrow", agreed={"seo": 135})])
    thursday, friday = (
        block("harrow", "seo", "ana", "26", "09:00", 60),
        block("harrow", "seo", "ana", "27", "09:00", 75),
    )
    book = opened(team, [thursday, friday])
    short = asked("short", "seo", 30, "26 18:00", start="26 09:00")
    ask(book, "harrow", short, asked("shorter", "seo", 15, "27 18:00", start="27 09:00"), request="two")
    stays = ask(book, "harrow", asked("stays", "seo", 60, "27 18:00", start="26 09:00"))
    assert places(stays) == [("ana", "26 09:30", "26 10:00"), ("ana", "27 09:15", "27 09:45")]
    cancelled = bookkeeping.cancel(book, "two")
    assert places(cancelled) == [("ana", "26 09:00", "26 09:30"), ("ana", "27 09:00", "27 09:30")]
    assert (held(book, friday.id, "27"), complaints(book)) == (45, [])


def test_rush_counts_once_where_two_blocks_of_a_day_hold_it() -> None:
    team = workspace(people=[person("ana", "seo")], clients=[client("harrow", agreed={"seo": 600})])
    morning = block("harrow", "seo", "ana", "27", "09:00", 90)
    afternoon = block("harrow", "seo", "ana", "27", "14:00", 120).model_copy(update={"id": "harrow/seo/ana/27-2"})
    book = opened(team, [morning, afternoon])
    # A fifth of ten hours a week is rush: 120 minutes, wherever they are held.
    more = ask(book, "harrow", asked("more", "seo", 150, "27 18:00", start="27 09:00"), when="26 10:00")
    assert (more.conforming, charged(more)) == (False, {"rush": 90, "rush given": 30, "spare": 30})
    assert complaints(book) == []


def test_one_sitting_has_all_of_the_rush_in_either_of_two_blocks() -> None:
    team = workspace(people=[person("ana", "seo")], clients=[client("harrow", agreed={"seo": 600})])
    morning = block("harrow", "seo", "ana", "27", "09:00", 60)
    afternoon = block("harrow", "seo", "ana", "27", "14:00", 120).model_copy(update={"id": "harrow/seo/ana/27-2"})
    book = opened(team, [morning, afternoon])
    sat = ask(book, "harrow", asked("sat", "seo", 120, "27 18:00", start="27 09:00", one_sitting=True), when="26 10:00")
    assert (sat.conforming, charged(sat), complaints(book)) == (True, {"rush": 120}, [])
