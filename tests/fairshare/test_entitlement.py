from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendars.recurrence import all_tasks
from scheduler.calendars.working_days import WorkingDays
from scheduler.domain.clients import Client
from scheduler.domain.policy import Policy
from scheduler.domain.tasks import Task
from scheduler.domain.times import DateRange, WeeklyHours
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.entitlement import counts_as, guaranteed_minutes, month_minutes
from tests.calendars.samples import (
    ENGLAND,
    agreed,
    agreement,
    aware,
    client,
    piece,
    progress,
    recurring,
    task,
    team,
    weekly,
)

WEEK = 10 * 60


def guaranteed(
    *hours: Any, as_of: str = "2026-11-23 09:00", parts: dict[str, Any] | None = None, **of_team: Any
) -> int:
    """Return the guaranteed minutes of a client with one agreement, whose other fields are `parts`."""
    harrow = client("harrow", agreements=(agreement(*hours, **(parts or {})),))
    return guaranteed_minutes(team(as_of, clients=(harrow,), **of_team), harrow)


def test_a_weekly_amount_is_spread_over_the_working_days_of_the_horizon() -> None:
    assert guaranteed(agreed("seo", WEEK)) == 4 * WEEK
    assert guaranteed(agreed("seo", WEEK), horizon_days=3) == 3 * WEEK // 5
    assert guaranteed(agreed("seo", WEEK), agreed("copy", 90), horizon_days=7) == WEEK + 90


def test_a_day_off_takes_its_hours_with_it() -> None:
    closures = (DateRange(first=date(2026, 12, 29), last=date(2026, 12, 30)),)
    # The week of 28 December: Monday (Boxing Day observed), two days closed, Thursday worked, New Year's Day.
    assert (
        guaranteed(agreed("seo", WEEK), as_of="2026-12-28 09:00", horizon_days=7, holidays=ENGLAND, closures=closures)
        == 120
    )


def test_today_counts_until_its_team_hours_have_closed() -> None:
    assert guaranteed(agreed("seo", WEEK), as_of="2026-11-23 17:29", horizon_days=1) == 120
    assert guaranteed(agreed("seo", WEEK), as_of="2026-11-23 17:30", horizon_days=1) == 0


def test_hours_on_some_weekdays_are_spread_over_those() -> None:
    tuesdays_and_thursdays = agreed("design", 240, weekdays=(1, 3))
    assert guaranteed(tuesdays_and_thursdays, horizon_days=2) == 120
    assert guaranteed(tuesdays_and_thursdays, horizon_days=28) == 4 * 240
    # Saturday has no team hours, so Tuesday carries all.
    assert guaranteed(agreed("design", 240, weekdays=(1, 5)), horizon_days=2) == 240
    assert guaranteed(agreed("design", 240, weekdays=(5, 6))) == 0


def test_a_team_of_three_days_has_thirds() -> None:
    short_week = weekly(mon="09:00-17:00", tue="09:00-17:00", wed="09:00-17:00")
    assert guaranteed(agreed("seo", 100), horizon_days=1, hours=short_week) == 33
    assert guaranteed(agreed("seo", 100), agreed("copy", 100), horizon_days=1, hours=short_week) == 66
    # Rounded down once: three times 33 1/3.
    assert guaranteed(*(agreed(skill, 100) for skill in "abc"), horizon_days=1, hours=short_week) == 100
    assert guaranteed(agreed("seo", 100), hours=WeeklyHours(days=((),) * 7)) == 0


def test_an_agreement_holds_from_its_first_to_its_last_day() -> None:
    parts = {"since": date(2026, 11, 25), "until": date(2026, 11, 26)}
    assert guaranteed(agreed("seo", WEEK), parts=parts) == 2 * WEEK // 5
    assert guaranteed(agreed("seo", WEEK), parts={"until": date(2026, 11, 22)}) == 0


def test_agreements_add_up() -> None:
    first = agreement(agreed("seo", WEEK), until=date(2026, 11, 27))
    second = agreement(agreed("seo", 2 * WEEK), since=date(2026, 11, 28))
    harrow = client("harrow", agreements=(first, second))
    assert guaranteed_minutes(team(clients=(harrow,), horizon_days=14), harrow) == 3 * WEEK
    assert guaranteed_minutes(team(), client("walk-in")) == 0


def test_a_monthly_amount_is_spread_over_the_working_days_of_each_month() -> None:
    monthly = agreed("seo", 2400, per="month")
    # November 2026 has 21 working days, of which six are left; December has 22 without holidays up to the 20th: 14.
    assert guaranteed(monthly) == int(Fraction(2400 * 6, 21) + Fraction(2400 * 14, 23))
    assert guaranteed(monthly, as_of="2026-11-01 09:00", horizon_days=30) == 2400
    assert (
        guaranteed(monthly, as_of="2026-11-01 09:00", horizon_days=30, parts={"until": date(2026, 11, 2)}) == 2400 // 21
    )
    fridays = agreed("seo", 2400, per="month", weekdays=(4,))
    assert guaranteed(fridays, as_of="2026-11-23 09:00", horizon_days=7) == 600


def test_own_hours_of_a_month_are_exact_and_know_no_as_of() -> None:
    harrow = client("harrow", agreements=(agreement(agreed("seo", WEEK), agreed("copy", 2400, per="month")),))
    workspace = team("2026-11-30 20:00", clients=(harrow,))
    assert month_minutes(workspace, harrow, 2026, 11) == Fraction(WEEK * 21, 5) + 2400
    # 29 February 2028 is a Tuesday: 21 working days.
    assert month_minutes(workspace, harrow, 2028, 2) == Fraction(WEEK * 21, 5) + 2400


@given(
    st.integers(1, 5000),
    st.one_of(st.none(), st.sets(st.integers(0, 6), min_size=1).map(sorted).map(tuple)),
    st.integers(1, 60),
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
)
@settings(deadline=None, max_examples=100)
def test_the_sum_day_by_day_is_the_same(
    amount: int, weekdays: tuple[int, ...] | None, horizon_days: int, first: date
) -> None:
    harrow = client("harrow", agreements=(agreement(agreed("seo", amount, weekdays=weekdays)),))
    workspace = team(f"{first} 00:00", clients=(harrow,), holidays=ENGLAND, horizon_days=horizon_days)
    calendar = WorkingDays(workspace)
    on = set(range(5)) & set(range(7) if weekdays is None else weekdays)
    total = Fraction(0)
    for ordinal in range(first.toordinal(), first.toordinal() + horizon_days):
        day = date.fromordinal(ordinal)
        if day.weekday() in on and calendar.is_working_day(day):
            total += Fraction(amount, len(on))
    assert guaranteed_minutes(workspace, harrow) == total.numerator // total.denominator


def share_team(*tasks: Task, weekly_minutes: int = WEEK, **parts: Any) -> Workspace:
    """Return a team with a client of 42 own hours in November 2026, of which 504 minutes may be regulatory."""
    own: Client = client(
        "harrow",
        agreements=(agreement(agreed("seo", weekly_minutes), since=date(2026, 1, 5)),),
        recurring=parts.pop("recurring", ()),
    )
    return team(clients=(own, client("walk-in")), tasks=tasks, **parts)


def law(name: str, minutes: int, *, on: str | None = "2026-10-01", due: str = "2026-11-27", **parts: Any) -> Task:
    agreed_on = None if on is None else date.fromisoformat(on)
    return task(
        name, minutes=minutes, commitment="regulatory", agreed_on=agreed_on, due=date.fromisoformat(due), **parts
    )


def classes(workspace: Workspace) -> dict[str, str]:
    return {str(task_id): commitment for task_id, commitment in counts_as(workspace, workspace.tasks).items()}


def test_regulatory_work_counts_as_such_up_to_the_share_of_the_month() -> None:
    assert classes(share_team(law("a", 504))) == {"a": "regulatory"}
    assert classes(share_team(law("a", 505))) == {"a": "agreed"}


def test_the_share_goes_by_agreement_date_then_due_then_id() -> None:
    found = classes(
        share_team(
            law("late", 204, on="2026-10-02", due="2026-11-24"),
            law("b", 100, due="2026-11-27"),
            law("a", 100, due="2026-11-27"),
            law("first", 300, due="2026-11-26"),
        )
    )
    assert found == {"first": "regulatory", "a": "regulatory", "b": "regulatory", "late": "agreed"}
    tie = classes(share_team(law("b", 300), law("a", 300)))
    assert tie == {"a": "regulatory", "b": "agreed"}


def test_what_did_not_fit_uses_up_the_share_all_the_same() -> None:
    assert classes(share_team(law("a", 505, on="2026-09-01"), law("b", 1))) == {"a": "agreed", "b": "agreed"}


def test_done_work_uses_up_the_share_with_its_whole_effort() -> None:
    workspace = share_team(law("a", 300), law("b", 300), progress=(progress("a", done_on=date(2026, 11, 2)),))
    assert classes(workspace)["b"] == "agreed"


def test_each_month_and_each_client_has_its_own_share() -> None:
    found = classes(share_team(law("a", 500), law("b", 500, due="2026-12-04"), law("c", 10, owner="walk-in")))
    assert found == {"a": "regulatory", "b": "regulatory", "c": "agreed"}


def test_the_month_is_that_of_the_due_time_in_the_workspaces_zone() -> None:
    # 30 November 20:00 in New York is 1 December in London.
    december = aware("2026-11-30 20:00", "America/New_York")
    tokyo = law("b", 400).model_copy(update={"due": december})
    assert classes(share_team(law("a", 400), tokyo)) == {"a": "regulatory", "b": "regulatory"}
    clock = law("b", 400).model_copy(update={"due": datetime(2026, 11, 30, 20, 0)})  # noqa: DTZ001 - the team's clock
    assert classes(share_team(law("a", 400, on="2026-09-01"), clock)) == {"a": "regulatory", "b": "agreed"}


def test_without_a_date_of_agreement_it_counts_as_agreed_and_uses_nothing_up() -> None:
    assert classes(share_team(law("a", 500, on=None), law("b", 500))) == {"a": "agreed", "b": "regulatory"}


def test_other_commitments_count_as_what_they_are() -> None:
    tasks = (task("a", commitment="agreed"), task("b", commitment="target"), task("c", commitment="tentative"))
    assert classes(share_team(*tasks)) == {"a": "agreed", "b": "target", "c": "tentative"}


def test_the_share_is_a_parameter_of_the_policy() -> None:
    assert classes(share_team(law("a", 505), policy=Policy(regulatory_share=201))) == {"a": "regulatory"}
    assert classes(share_team(law("a", 1), policy=Policy(regulatory_share=0))) == {"a": "agreed"}


@pytest.mark.parametrize(("minutes", "expected"), [(126, "regulatory"), (127, "agreed")])
def test_occurrences_of_the_month_that_are_not_planned_use_up_the_share(minutes: int, expected: str) -> None:
    # Fridays 6, 13, 20 and 27 November, of which only the last is planned on the 23rd.
    filing = recurring(
        "filing",
        "FREQ=WEEKLY;BYDAY=FR",
        [piece("file", minutes=126, agreed_on=date(2026, 1, 5))],
        commitment="regulatory",
    )
    own = law("own", minutes, on="2026-06-01", due="2026-11-30")
    workspace = share_team(own, recurring=(filing,), horizon_days=7, policy=Policy(regulatory_share=250))
    # A quarter of 42 h are 630 minutes: four filings and 126 more.
    assert counts_as(workspace, all_tasks(workspace))[own.id] == expected


def test_an_occurrence_due_at_24_00_belongs_to_the_month_of_its_date() -> None:
    filing = recurring(
        "filing",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        [piece("file", minutes=500, agreed_on=date(2026, 1, 5))],
        commitment="regulatory",
        due_time_minute=1440,
    )
    workspace = share_team(
        law("own", 500, on="2025-12-01", due="2026-12-01"), law("other", 500), recurring=(filing,), horizon_days=10
    )
    assert counts_as(workspace, all_tasks(workspace)) == {
        "filing/2026-11-30/file": "regulatory",
        "other": "agreed",
        "own": "regulatory",
    }


def test_past_occurrences_push_the_planned_one_out_of_the_share() -> None:
    filing = recurring(
        "filing",
        "FREQ=WEEKLY;BYDAY=FR",
        [piece("file", minutes=150, agreed_on=date(2026, 1, 5))],
        commitment="regulatory",
    )
    workspace = share_team(recurring=(filing,), horizon_days=7)
    assert counts_as(workspace, all_tasks(workspace)) == {"filing/2026-11-27/file": "agreed"}
    first_week = share_team(recurring=(filing,), horizon_days=7, as_of="2026-11-02 09:00")
    assert counts_as(first_week, all_tasks(first_week)) == {"filing/2026-11-06/file": "regulatory"}
