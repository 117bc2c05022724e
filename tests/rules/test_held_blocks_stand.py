"""Monday 23 November 09:00; harrow holds ana's Tuesday morning, 09:00 to 11:00."""

from datetime import date

import pytest

from scheduler.verify import check_plan
from tests.building import agreement, at, client, closure, event, person, task, time_off, workspace
from tests.holding import held, holdings, homeless, row
from tests.planning import plan_of, rules_broken

MORNING = held("harrow", "ana", "24 09:00", "24 11:00")
LATER = {"text": ("ana", [("24 14:00", "24 15:00")])}


def studio(*tasks, **fields):
    people = [person("ana"), person("bo", zone="America/New_York")]
    agreed = [client(name, agreed={"work": 600}) for name in ("harrow", "vale")]
    return workspace(**{"people": people, "tasks": list(tasks or [task("text")]), "clients": agreed} | fields)


def check(*rows, placings=None, holds=None, place=None):
    place = place or studio()
    plan = plan_of(place, LATER if placings is None else placings, held=rows, holdings=holds)
    return check_plan(place, plan, holdings=holds)


def found(result):
    return [(each.rule, each.subject, each.measured, each.limit) for each in result.violations]


def test_allows_a_piece_beside_work():
    assert check(row(MORNING)).violations == ()
    assert check(row(MORNING), holds=holdings(MORNING, promised={"text": ("25 18:00", "25 18:00")})).violations == ()


def test_forbids_other_work_in_a_held_piece_and_measures_the_minutes():
    result = check(row(MORNING), placings={"text": ("ana", [("24 10:45", "24 11:45")])})
    assert found(result) == [("held_blocks_stand", "harrow 2026-11-24", 15, 0)]
    assert result.violations[0].text == (
        "held hours of client 'harrow' (work, ana, Tue 24 Nov): ana does other work in 15 minutes of a piece"
    )


def test_forbids_the_same_time_held_twice():
    twice = held("vale", "ana", "24 10:30", "24 12:00")
    assert found(check(row(MORNING), row(twice))) == [("held_blocks_stand", "vale 2026-11-24", 30, 0)]


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [("24 08:30", "24 10:30", 30), ("24 12:00", "24 14:00", 60), ("24 16:30", "24 18:30", 30)],
)
def test_forbids_a_piece_outside_working_time_or_over_a_break(start, end, minutes):
    assert found(check(row(MORNING, (start, end)), placings={})) == [
        ("held_blocks_stand", "harrow 2026-11-24", minutes, 0)
    ]


@pytest.mark.parametrize(
    "fields",
    [{"events": [event(["ana"], "24 10:00", "24 10:30")]}, {"time_off": [time_off("ana", "24 10:00", "24 10:30")]}],
)
def test_meetings_and_leave_break_a_piece(fields):
    assert found(check(row(MORNING), place=studio(**fields))) == [("held_blocks_stand", "harrow 2026-11-24", 30, 0)]


def test_forbids_another_day_by_the_persons_own_clock():
    assert found(check(row(MORNING, ("25 09:00", "25 11:00")))) == [("held_blocks_stand", "harrow 2026-11-24", 120, 0)]
    abroad = held("harrow", "bo", "24 14:00", "24 16:00")
    assert check(row(abroad)).violations == ()


def test_forbids_more_than_is_held_and_what_has_lapsed():
    assert found(check(row(MORNING, minutes=90))) == [("held_blocks_stand", "harrow 2026-11-24", 120, 90)]
    lapsed = held("harrow", "ana", "24 09:00", "24 11:00", lapses="23 09:00")
    assert found(check(row(lapsed))) == [("held_blocks_stand", "harrow 2026-11-24", 120, 0)]


def test_forbids_a_stranger_and_a_piece_turned_round():
    assert rules_broken(check(row(held("harrow", "zoe", "24 09:00", "24 11:00")))) == ["held_blocks_stand"]
    backwards = row(MORNING)
    turned = backwards.blocks[0].model_copy(update={"start": at("24 11:00"), "end": at("24 09:00")})
    result = check(backwards.model_copy(update={"blocks": (turned,)}), placings={})
    assert ("held_blocks_stand", "harrow 2026-11-24", -120, 1) in found(result)


def by_files(piece, *, book=None, place=None, **fields):
    """Return what is found of a row without the book, after making sure that nothing else is."""
    place = place or studio()
    plan = plan_of(place, {}, held=[row(piece).model_copy(update=fields)], book=book)
    result = check_plan(place, plan)
    assert {each.rule for each in result.violations} <= {"held_blocks_stand"}
    return [(each.measured, each.limit, each.text.partition("): ")[2]) for each in result.violations]


def agreed(minutes_by_skill=None, **fields):
    """Return a studio in which harrow alone has an agreement."""
    signed = agreement(minutes_by_skill or {"work": 600}, **fields)
    people = [person("ana", "work", "copy:2"), person("bo", "seo")]
    return studio(people=people, clients=[client("harrow", agreements=(signed,))])


def test_held_hours_stand_on_somebody_who_has_the_skill_at_its_level():
    place = agreed({"seo": 600})
    assert by_files(held("harrow", "bo", "24 09:00", "24 11:00", skill="seo"), place=place) == []
    without = held("harrow", "ana", "24 09:00", "24 11:00", skill="seo")
    assert by_files(without, place=place) == [(120, 0, "2 h stand on ana, who does not have seo")]
    assert by_files(without, place=place, book="a book") == by_files(without, place=place)
    high = held("harrow", "ana", "24 09:00", "24 11:00", skill="copy:3")
    assert by_files(high, book="a book") == [(120, 0, "2 h stand on ana, who does not have copy")]
    assert by_files(high, place=place, book="a book") == [(120, 0, "2 h stand on ana, who has copy at level 2")]
    assert by_files(high.model_copy(update={"skill": "copy:2"}), place=place, book="a book") == []
    assert len(by_files(high.model_copy(update={"skill": "copy:x"}), place=place, book="a book")) == 1


def test_held_hours_stand_on_nobody_whom_the_client_excluded():
    place = studio(clients=[client("harrow", exclude=("ana",), agreed={"work": 600})])
    assert by_files(MORNING, place=place) == [(120, 0, "2 h stand on ana, whom the client excluded")]
    assert by_files(MORNING, place=place, book="a book") == by_files(MORNING, place=place)


def test_held_hours_were_agreed_for_their_skill_level_and_day():
    not_agreed = [(120, 0, "no agreement gives it hours of work on that day")]
    assert by_files(MORNING, place=agreed()) == []
    assert by_files(MORNING, place=agreed({"seo": 600})) == not_agreed
    assert by_files(MORNING, place=agreed({"seo": 600}), book="a book") == []
    assert by_files(MORNING, place=agreed(since=date(2026, 11, 25))) == not_agreed
    assert by_files(MORNING, place=agreed(until=date(2026, 11, 23))) == not_agreed
    assert by_files(MORNING, place=agreed(weekdays=(0, 2))) == not_agreed
    assert by_files(MORNING, place=agreed(weekdays=(1,))) == []
    assert by_files(MORNING, place=studio(clients=[client("harrow")])) == not_agreed
    assert by_files(MORNING, place=studio(clients=[client("vale")])) == [(120, 0, "there is no such client")]
    level = held("harrow", "ana", "24 09:00", "24 11:00", skill="copy:2")
    assert by_files(level, place=agreed({"copy": 600})) == [
        (120, 0, "no agreement gives it hours of copy:2 on that day")
    ]


def test_nothing_is_held_on_a_day_that_nobody_works():
    nowhere, closed = homeless("harrow", "ana", 24, 120), "no hours are held on a day that is no working day"
    assert by_files(nowhere, place=studio(closures=[closure("24")])) == [(120, 0, closed)]
    assert by_files(nowhere, day=date(9999, 12, 31)) == [(120, 0, closed)]


@pytest.mark.parametrize(("per", "day"), [("week", 25), ("month", 26)])
def test_no_more_is_held_than_is_agreed_for_the_week_or_month(per, day):
    rows = [row(MORNING), row(homeless("harrow", "ana", day, 61, lapses=f"{day - 2} 18:00"))]
    for minutes, limits in ((181, []), (180, [(181, 180)])):
        place = agreed({"work": minutes}, per=per)
        result = check_plan(place, plan_of(place, {}, held=rows))
        assert [(each.measured, each.limit) for each in result.violations] == limits


def test_hours_that_no_book_has_signed_are_standard_and_lapse_with_their_notice():
    """Of the first days they lapse when today closes, as everything does that is signed now; of today nobody holds any."""
    friday = homeless("harrow", "ana", 27, 120, lapses="25 18:00")
    assert by_files(friday) == []
    (rush,) = by_files(friday, kind="rush")
    assert rush == (120, 0, "are called rush, but hours agreed without a book are all standard")
    assert by_files(friday, kind="rush", book="a book") == []
    (late,) = by_files(friday, lapses_at=at("26 18:00"))
    assert late == (1440, 0, "lapse Thu 26 Nov 18:00 in the plan, but Wed 25 Nov 18:00 is right")
    assert by_files(friday, place=agreed(notice_working_days=1)) == [
        (-1440, 0, "lapse Wed 25 Nov 18:00 in the plan, but Thu 26 Nov 18:00 is right")
    ]
    assert by_files(MORNING, place=agreed(notice_working_days=6)) == []
    assert by_files(MORNING, lapses_at=at("24 18:00"))
    today = homeless("harrow", "ana", 23, 60)
    assert by_files(today) == [(60, 0, "a client holds nothing of the day that is under way")]


def test_after_the_close_the_next_working_day_is_under_way():
    place = studio(as_of="27 18:00", horizon_days=14)
    monday = homeless("harrow", "ana", 30, 60, lapses="30 18:00")
    assert [text for _, _, text in by_files(monday, place=place)] == [
        "a client holds nothing of the day that is under way"
    ]
    tuesday = monday.model_copy(update={"day": date(2026, 12, 1)})
    assert by_files(tuesday, place=place) == []


def test_what_the_files_cannot_say_of_a_book_is_named():
    plan = plan_of(studio(), LATER, held=[row(MORNING)], book="a book")
    assert "holdings" in dict(check_plan(studio(), plan).unchecked)["held_blocks_stand"]
    assert "held_blocks_stand" not in dict(check_plan(studio(), plan, holdings=holdings(MORNING)).unchecked)


def test_rows_lapse_when_the_book_says():
    later = row(MORNING).model_copy(update={"lapses_at": at("24 18:00")})
    assert found(check(later, holds=holdings(MORNING))) == [("held_blocks_stand", "harrow 2026-11-24", 1440, 0)]


def test_what_the_book_holds_stands_in_the_plan():
    assert found(check(holds=holdings(MORNING), placings={})) == [
        ("held_blocks_stand", "harrow 2026-11-24", 0, 120),
        ("held_blocks_stand", "harrow 2026-11-24", 120, 0),
    ]
    assert found(check(row(MORNING), holds=holdings(), placings={})) == [
        ("held_blocks_stand", "harrow 2026-11-24", 120, 0),
        ("held_blocks_stand", "harrow 2026-11-24", 120, 0),
    ]


def test_a_piece_stays_whole():
    halves = row(MORNING, ("24 09:00", "24 10:00"), ("24 11:00", "24 12:00"))
    assert rules_broken(check(halves, placings={})) == []
    result = check(halves, holds=holdings(MORNING), placings={})
    assert [each.measured for each in result.violations] == [120, 120]


def test_a_piece_may_stand_elsewhere_on_its_day():
    moved = row(MORNING, ("24 16:00", "24 18:00"))
    assert check(moved, holds=holdings(MORNING)).violations == ()


def test_a_piece_may_be_missing_only_where_promised_work_leaves_no_room():
    whole_day = [("24 09:00", "24 13:00"), ("24 14:00", "24 17:00")]
    place = studio(task("text", minutes=420, due="24"))
    missing = row(homeless("harrow", "ana", 24, 120), minutes=120)
    covered = holdings(homeless("harrow", "ana", 24, 120), promised={"text": ("24 18:00", "24 18:00")})
    placings = {"text": ("ana", whole_day)}
    assert check(missing, placings=placings, holds=covered, place=place).violations == ()
    uncovered = holdings(homeless("harrow", "ana", 24, 120))
    assert found(check(missing, placings=placings, holds=uncovered, place=place)) == [
        ("held_blocks_stand", "harrow 2026-11-24", 120, 0)
    ]


def test_days_after_the_horizon_and_lapsed_hours_are_not_asked_for():
    later = held("harrow", "ana", "30 09:00", "30 11:00")
    lapsed = held("harrow", "ana", "24 09:00", "24 11:00", lapses="23 09:00")
    assert check(holds=holdings(later, lapsed), placings={}).violations == ()
