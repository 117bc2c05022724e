from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendars.working_days import WorkingDays
from scheduler.domain.book import LedgerRow
from scheduler.domain.policy import Policy
from scheduler.domain.times import DateRange
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.borrowing import (
    WALK_IN,
    Borrowed,
    Passed,
    Window,
    account_of,
    cap_minutes,
    fits,
    passed_cap,
    room,
    weekly_weight,
)
from scheduler.units import ClientId
from tests.building import agreement, client, person, workspace

HARROW = ClientId("harrow")
HOLDING = ClientId("group:holding")
CAP = 240
"""25 % of the 16 h that Harrow has a week."""

TODAY = date(2026, 11, 23)
"""A Monday, like every first day here."""


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def studio(**fields: Any) -> Workspace:
    clients = fields.pop("clients", [client("harrow", agreed={"seo": 960})])
    return workspace(people=[person("ana", "seo")], clients=clients, **fields)


STUDIO = studio()
DAYS = WorkingDays(STUDIO)
CLOSED = studio(closures=(DateRange(first=day(2), last=day(3)),))


def used(*entries: tuple[int, int, int], account: ClientId = HARROW) -> Borrowed:
    borrowed = Borrowed()
    for work, asked, minutes in entries:
        borrowed.add(account, work_day=day(work), asked_day=day(asked), minutes=minutes)
    return borrowed


def left(borrowed: Borrowed, *, work: int, asked: int = 0, of: Workspace = STUDIO) -> Window:
    return room(borrowed, of, account=HARROW, work_day=day(work), asked_on=day(asked), days=WorkingDays(of))


def passed(borrowed: Borrowed, minutes: dict[int, int], *, asked: int = 0) -> Passed | None:
    return fits(
        borrowed,
        STUDIO,
        account=HARROW,
        minutes_by_day={day(number): each for number, each in minutes.items()},
        asked_on=day(asked),
        days=DAYS,
    )


def test_caps_of_agreements() -> None:
    clients = [
        client("named", agreements=(agreement({"seo": 960}, borrow_minutes=90),)),
        client("monthly", agreements=(agreement({"seo": 2400}, per="month"),)),
        client("weekly", agreed={"seo": 600, "copy": 360}),
        client("ended", agreements=(agreement({"seo": 600}, until=day(-1)),)),
        client("nobody"),
    ]
    studio_of_all = studio(clients=clients)

    caps = {each.id: cap_minutes(studio_of_all, account_of(studio_of_all, each.id), TODAY) for each in clients}
    assert caps == {"named": 90, "monthly": 138, "weekly": 240, "ended": 0, "nobody": 240}
    assert account_of(studio_of_all, ClientId("nobody")) == WALK_IN == account_of(studio_of_all, ClientId("unheard-of"))


def test_cap_changes_with_the_agreement_of_the_day() -> None:
    agreements = (agreement({"seo": 960}, until=day(6)), agreement({"seo": 480}, since=day(7)))
    changing = studio(clients=[client("harrow", agreements=agreements)])

    assert [cap_minutes(changing, HARROW, day(number)) for number in (6, 7)] == [240, 120]


def test_a_group_has_the_sum_of_its_members() -> None:
    clients = [
        client("harrow", group="holding", agreed={"seo": 960}),
        client("sister", group="holding", agreed={"seo": 240}),
        client("newcomer", group="holding"),
        client("stray", group="nobody-agreed"),
    ]
    grouped = studio(clients=clients)

    assert [account_of(grouped, each.id) for each in clients] == [HOLDING, HOLDING, HOLDING, WALK_IN]
    assert cap_minutes(grouped, HOLDING, TODAY) == 240 + 60
    assert weekly_weight(grouped, HOLDING, TODAY) == 1200


def test_walk_ins_have_one_cap_together() -> None:
    strict = studio(policy={"walk_in_borrow": 60})

    assert cap_minutes(strict, WALK_IN, TODAY) == 60
    assert weekly_weight(strict, WALK_IN, TODAY) == Policy().min_weight


def test_weight_of_monthly_hours_is_exact() -> None:
    monthly = studio(clients=[client("harrow", agreements=(agreement({"seo": 2400}, per="month"),))])

    assert weekly_weight(monthly, HARROW, TODAY) == Fraction(2400 * 12, 52)


def test_all_of_the_cap_is_left_at_first() -> None:
    assert left(Borrowed(), work=1) == Window("work", day(1), day(7), 0, CAP)


def test_work_of_five_working_days_counts_together() -> None:
    borrowed = used((0, -28, 100), (4, -28, 60))

    assert left(borrowed, work=2).left_minutes == CAP - 160
    assert left(borrowed, work=2) == Window("work", day(0), day(6), 160, CAP)
    assert left(borrowed, work=7).left_minutes == CAP - 60  # a window that begins on Tuesday has Monday in it no more
    assert left(borrowed, work=11).left_minutes == CAP


def test_asking_of_five_working_days_counts_together() -> None:
    borrowed = used((56, -4, 150))  # asked on Thursday of last week

    assert left(borrowed, work=28, asked=0) == Window("asking", day(-4), day(2), 150, CAP)
    assert left(borrowed, work=28, asked=2).left_minutes == CAP - 150
    assert left(borrowed, work=28, asked=3).left_minutes == CAP


def test_the_scarcer_way_of_counting_binds() -> None:
    borrowed = used((1, -28, 100), (56, 0, 120))

    assert left(borrowed, work=1).counted == "asking"
    assert left(borrowed, work=1).left_minutes == CAP - 120
    assert left(borrowed, work=1, asked=14).counted == "work"


def test_weekends_belong_to_the_windows_around_them() -> None:
    borrowed = used((5, -28, 70))  # Saturday

    assert left(borrowed, work=1).left_minutes == CAP - 70
    assert left(borrowed, work=0).left_minutes == CAP - 70  # a week that begins on this Monday ends before the next
    assert left(borrowed, work=-3).left_minutes == CAP  # one that begins on Friday before ends on Thursday
    assert left(used((4, -28, 80)), work=6).left_minutes == CAP - 80


def test_closures_make_windows_longer() -> None:
    borrowed = used((0, -28, 100))

    assert left(borrowed, work=7).left_minutes == CAP
    assert left(borrowed, work=7, of=CLOSED) == Window("work", day(0), day(8), 100, CAP)


def test_returned_minutes_make_room() -> None:
    assert left(used((1, 0, 200), (1, 0, -150)), work=1).left_minutes == CAP - 50


def test_a_cap_that_is_passed_leaves_less_than_nothing() -> None:
    assert left(used((1, 0, 300)), work=1).left_minutes == -60
    assert passed(used((1, 0, 300)), {}) is None
    assert passed(used((1, 0, 300)), {2: 15}) == Passed("work", day(1), day(7), 300, 15, CAP)


def test_other_accounts_do_not_count() -> None:
    borrowed = used((1, 0, 240), account=ClientId("other"))

    assert left(borrowed, work=1).left_minutes == CAP


def test_several_days_fit_up_to_the_cap_exactly() -> None:
    assert passed(Borrowed(), {1: 120, 2: 120}) is None
    assert passed(Borrowed(), {1: 120, 2: 121}) == Passed("work", day(1), day(7), 0, 241, CAP)


def test_days_far_apart_pass_the_cap_by_the_day_of_asking() -> None:
    assert passed(Borrowed(), {1: 180, 15: 180}) == Passed("asking", day(0), day(6), 0, 360, CAP)


def test_the_window_that_is_passed_by_most_is_named() -> None:
    borrowed = used((0, -28, 60), (7, -28, 100))

    assert passed(borrowed, {1: 240}) == Passed("work", day(1), day(7), 100, 240, CAP)
    assert passed(borrowed, {1: 180, 4: 40}) == Passed("work", day(1), day(7), 100, 220, CAP)


def test_rows_of_spare_alone_are_held_against_the_cap() -> None:
    def row(fund: Any, minutes: int) -> LedgerRow:
        return LedgerRow(client=HARROW, skill="seo", day=day(1), fund=fund, minutes=minutes)

    def of(*rows: LedgerRow) -> Passed | None:
        return passed_cap(Borrowed(), STUDIO, account=HARROW, rows=rows, asked_on=TODAY, days=DAYS)

    assert of(row("own", 600), row("spare", 240)) is None
    assert of(row("spare", 200), row("spare", 60)) == Passed("work", day(1), day(7), 0, 260, CAP)


def all_windows(closed: Workspace) -> list[tuple[date, date]]:
    days = WorkingDays(closed)
    starts = [day(number) for number in range(-60, 80) if days.is_working_day(day(number))]
    return [(first, after - timedelta(days=1)) for first, after in zip(starts, starts[5:], strict=False)]


WINDOWS = {False: all_windows(STUDIO), True: all_windows(CLOSED)}


def keeps_cap(entries: list[tuple[int, int, int]], *, closed: bool) -> bool:
    return all(
        sum(entry[2] for entry in entries if first <= day(entry[which]) <= last) <= CAP
        for which in (0, 1)
        for first, last in WINDOWS[closed]
    )


entries = st.tuples(st.integers(0, 14), st.integers(0, 10), st.integers(1, 8).map(lambda each: each * 15))


@pytest.mark.parametrize("closed", [False, True])
@given(wanted=st.lists(entries, min_size=1, max_size=12))
@settings(deadline=None)
def test_room_is_the_most_that_keeps_every_window(closed: bool, wanted: list[tuple[int, int, int]]) -> None:
    of = CLOSED if closed else STUDIO
    kept: list[tuple[int, int, int]] = []
    for entry in wanted:
        work, asked, minutes = entry
        most = left(used(*kept), work=work, asked=asked, of=of).left_minutes
        assert keeps_cap([*kept, (work, asked, most)], closed=closed)
        assert not keeps_cap([*kept, (work, asked, most + 1)], closed=closed)
        if minutes <= most:
            kept.append(entry)


@given(
    kept=st.lists(entries, max_size=4),
    new=st.dictionaries(st.integers(0, 14), st.integers(1, 8).map(lambda each: each * 15), min_size=1, max_size=4),
    asked=st.integers(0, 10),
)
@settings(deadline=None)
def test_several_days_fit_iff_every_window_keeps_the_cap(
    kept: list[tuple[int, int, int]], new: dict[int, int], asked: int
) -> None:
    kept = [entry for number, entry in enumerate(kept) if keeps_cap(kept[: number + 1], closed=False)]
    if not keeps_cap(kept, closed=False):
        kept = []
    found = passed(used(*kept), new, asked=asked)

    together = [*kept, *((work, asked, minutes) for work, minutes in new.items())]
    assert (found is None) == keeps_cap(together, closed=False)
    if found is not None:
        assert found.used_minutes + found.asked_minutes > found.limit_minutes
