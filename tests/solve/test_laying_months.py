from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise

from scheduler.calendars.working_days import WorkingDays
from scheduler.domain.book import LaidBlock
from scheduler.domain.times import HolidayCalendar
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.signing import signing_faults
from scheduler.solve.laying import lay_blocks
from tests.building import agreement, client, closure, instant, person, workspace

GB = HolidayCalendar(country="GB", subdivision="ENG")


def monthly(minutes: int, **fields: object) -> Workspace:
    weekdays = fields.pop("weekdays", None)
    dates = {name: fields.pop(name) for name in ("since", "until") if name in fields}
    agreed = agreement({"seo": minutes}, per="month", weekdays=weekdays, **dates)
    fields.setdefault("people", [person("ana", "seo"), person("bo", "seo")])
    return workspace(clients=[client(agreements=(agreed,)), *fields.pop("others", [])], **fields)  # type: ignore[misc]


def by_month(blocks: tuple[LaidBlock, ...]) -> dict[tuple[int, int], list[LaidBlock]]:
    found = defaultdict(list)
    for block in blocks:
        if block.day is not None:
            found[block.day.year, block.day.month].append(block)
    return dict(found)


def test_a_year_of_months_from_the_first_of_one() -> None:
    team = monthly(2400, as_of="2026-12-01T09:00", holidays=GB, closures=[closure("2026-12-24", "2026-12-31")])
    laying = lay_blocks(team, at=instant("2026-12-01T09:00"))
    months = by_month(laying.blocks)
    assert laying.is_complete
    assert list(months) == [(2026, 12), *((2027, month) for month in range(1, 12))]
    assert {sum(block.minutes for block in blocks) for blocks in months.values()} == {2400}
    days = WorkingDays(team)
    assert all(
        block.weekday is None and block.day is not None and days.is_working_day(block.day) for block in laying.blocks
    )
    assert len({block.person for block in laying.blocks}) == 1
    assert signing_faults(team, laying.blocks) == ()


def test_the_blocks_of_a_month_are_spread_over_it_and_much_of_a_size() -> None:
    laying = lay_blocks(monthly(600, as_of="2027-01-01T09:00"), at=instant("2027-01-01T09:00"))
    for blocks in by_month(laying.blocks).values():
        sizes = [block.minutes for block in blocks]
        days = sorted(block.day.day for block in blocks if block.day is not None)
        assert max(sizes) - min(sizes) <= 15
        assert min(sizes) >= 60
        assert days[0] <= 7
        assert days[-1] >= 22
        assert max(later - earlier for earlier, later in pairwise(days)) <= 7


def test_the_month_that_has_begun_counts_in_proportion() -> None:
    # 6 of the 21 working days of November are left on Monday the 23rd.
    laying = lay_blocks(monthly(2100), at=instant("23 09:00"))
    assert sum(block.minutes for block in by_month(laying.blocks)[2026, 11]) == 600


def test_a_month_that_the_agreement_ends_in_counts_in_proportion() -> None:
    laying = lay_blocks(monthly(2300, until=date(2026, 12, 10)), at=instant("23 09:00"))
    months = by_month(laying.blocks)
    assert list(months) == [(2026, 11), (2026, 12)]
    assert sum(block.minutes for block in months[2026, 12]) == 795  # 8 of 23 days: 800 minutes, rounded down
    assert max(block.day for block in months[2026, 12] if block.day) <= date(2026, 12, 10)


def test_hours_per_month_keep_to_the_days_agreed() -> None:
    laying = lay_blocks(monthly(480, weekdays=(2,)), at=instant("23 09:00"))
    assert {block.day.weekday() for block in laying.blocks if block.day is not None} == {2}


def test_a_holiday_of_the_persons_own_has_no_block() -> None:
    madrid = person("ana", "seo", zone="Europe/Madrid", holidays=HolidayCalendar(country="ES"))
    laying = lay_blocks(monthly(2400, people=[madrid]), at=instant("2026-12-01T09:00"))
    assert date(2026, 12, 8) not in {block.day for block in laying.blocks}
    assert laying.is_complete


def test_who_leaves_in_the_month_is_followed_by_somebody_else() -> None:
    people = [person("ana", "seo", until_on=date(2026, 12, 15)), person("bo", "seo", from_on=date(2026, 12, 16))]
    laying = lay_blocks(monthly(2300, people=people), at=instant("2026-12-01T09:00"))
    december = by_month(laying.blocks)[2026, 12]
    assert {block.person for block in december} == {"ana", "bo"}
    assert sum(block.minutes for block in december) == 2295
    assert all((block.person == "ana") == (block.day <= date(2026, 12, 15)) for block in december if block.day)


def test_hours_per_week_and_per_month_share_the_days() -> None:
    others = [
        client("solway", agreed={"seo": 1500}),
        client("kestrel", agreements=(agreement({"seo": 900}, per="month"),)),
    ]
    team = monthly(1200, people=[person("ana", "seo")], others=others)
    laying = lay_blocks(team, at=instant("23 09:00"))
    assert laying.is_complete
    assert signing_faults(team, laying.blocks) == ()


def test_what_finds_no_place_in_a_month_is_said_for_that_month() -> None:
    team = monthly(6000, people=[person("ana", "seo", week="mon-fri 09:00-13:00")])
    laying = lay_blocks(team, at=instant("2026-12-01T09:00"))
    december = next(lost for lost in laying.unlaid if lost.since is not None and lost.since.month == 12)
    assert (december.per, december.since, december.until) == ("month", date(2026, 12, 1), date(2026, 12, 31))
    # 23 days of at most 210 minutes in quarter hours.
    assert december.minutes == 6000 - 23 * 210
    assert december.why == "capacity"
    assert december.cut is not None
    assert december.cut.people == ("ana",)
