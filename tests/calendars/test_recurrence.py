from datetime import date, datetime
from typing import Any

import pytest

from scheduler.calendars.moments import due_instant, start_instant
from scheduler.calendars.recurrence import (
    all_tasks,
    is_done,
    occurrences,
    progress_by_task,
    remaining_minutes,
    rest_of_months,
)
from scheduler.calendars.zones import Zone
from scheduler.domain.clients import Recurring
from scheduler.domain.tasks import After, Progress, Task
from scheduler.domain.times import Wait, WeeklyHours
from scheduler.domain.workspace import Workspace
from scheduler.units import TaskId
from tests.calendars.samples import (
    ENGLAND,
    agreement,
    at,
    client,
    days,
    person,
    piece,
    progress,
    recurring,
    task,
    team,
    weekly,
)

REPORT = recurring(
    "weekly-report",
    "FREQ=WEEKLY;BYDAY=FR",
    [
        piece("draft", minutes=240, title="Draft"),
        piece("review", after=(After(task=TaskId("draft"), wait=Wait(working_days=1)), After(task=TaskId("logo")))),
    ],
    due_time_minute=17 * 60,
    commitment="target",
)


def of(
    *repeated: Recurring, since: date | None = date(2026, 1, 5), as_of: str = "2026-11-23 09:00", **parts: Any
) -> Workspace:
    agreements = () if since is None else (agreement(since=since),)
    return team(as_of, clients=(client("harrow", recurring=repeated, agreements=agreements),), **parts)


def dates_of(workspace: Workspace) -> list[date]:
    return sorted({date.fromisoformat(each.deliverable.split("/")[1]) for each in occurrences(workspace)})


def due_at(each: Task, workspace: Workspace) -> int:
    assert each.due is not None
    return due_instant(each.due, Zone.of(workspace.time_zone), workspace.hours)


def test_an_occurrence_is_a_deliverable_with_the_tasks_of_its_template() -> None:
    workspace = of(REPORT, horizon_days=7)
    draft, review = occurrences(workspace)
    assert (draft.id, review.id) == ("weekly-report/2026-11-27/draft", "weekly-report/2026-11-27/review")
    assert draft.deliverable == review.deliverable == "weekly-report/2026-11-27"
    assert (draft.title, review.title) == ("Weekly-Report: Draft", "Weekly-Report: review")
    assert (draft.client, draft.commitment, draft.effort_minutes) == ("harrow", "target", 240)
    assert due_at(draft, workspace) == at("2026-11-27 17:00")


def test_references_are_to_siblings_first_and_else_to_any_task() -> None:
    named = recurring(
        "report",
        "FREQ=WEEKLY;BYDAY=FR",
        [piece("draft"), piece("check", same_person_as=(TaskId("draft"), TaskId("logo")))],
    )
    draft, review, *_ = occurrences(of(REPORT))
    assert [(after.task, after.wait.working_days) for after in review.after] == [(draft.id, 1), ("logo", 0)]
    check = next(each for each in occurrences(of(named)) if each.id.endswith("check"))
    assert check.same_person_as == ("report/2026-11-27/draft", "logo")


def test_a_task_may_have_its_own_commitment() -> None:
    mixed = recurring("filing", "FREQ=WEEKLY;BYDAY=FR", [piece("file", commitment="regulatory"), piece("note")])
    assert [each.commitment for each in occurrences(of(mixed, horizon_days=7))] == ["regulatory", "agreed"]


def test_planned_are_the_occurrences_due_after_as_of_up_to_the_end_of_the_horizon() -> None:
    assert dates_of(of(REPORT)) == list(days("2026-11-27", "2026-12-04", "2026-12-11", "2026-12-18"))
    assert dates_of(of(REPORT, as_of="2026-11-27 17:00", horizon_days=7)) == []
    assert dates_of(of(REPORT, as_of="2026-11-27 16:59", horizon_days=7)) == [date(2026, 11, 27)]
    at_midnight = REPORT.model_copy(update={"due_time_minute": 1440})
    assert dates_of(of(at_midnight, horizon_days=5)) == [date(2026, 11, 27)]
    assert dates_of(of(at_midnight, horizon_days=4)) == []


def test_without_a_due_time_it_is_due_at_the_end_of_the_team_hours() -> None:
    workspace = of(REPORT.model_copy(update={"due_time_minute": None}), horizon_days=7)
    draft = occurrences(workspace)[0]
    assert draft.due == date(2026, 11, 27)
    assert due_at(draft, workspace) == at("2026-11-27 17:30")


def test_the_window_opens_with_the_team_hours_of_a_working_day_before() -> None:
    workspace = of(REPORT, as_of="2026-12-28 09:00", horizon_days=5, holidays=ENGLAND)
    # Friday 1 January; five working days before it without Boxing Day's Monday and Christmas Day: 31, 30, 29, 24, 23.
    (draft, _) = occurrences(workspace)
    assert draft.start == date(2026, 12, 23)
    same_day = REPORT.model_copy(update={"start_before_working_days": 0})
    assert occurrences(of(same_day, horizon_days=7))[0].start == date(2026, 11, 27)


def test_a_task_starts_with_the_later_of_the_window_and_its_own_start() -> None:
    early, late = date(2026, 11, 2), datetime(2026, 11, 25, 11, 0)  # noqa: DTZ001 - the workspace's clock
    mixed = recurring("report", "FREQ=WEEKLY;BYDAY=FR", [piece("a", start=early), piece("b", start=late)])
    starts = [each.start for each in occurrences(of(mixed, horizon_days=7))]
    assert starts == [date(2026, 11, 20), late]
    # A start within the opening day, but after its hours began.
    noon = datetime(2026, 11, 20, 12, 0)  # noqa: DTZ001
    (only,) = occurrences(of(recurring("report", "FREQ=WEEKLY;BYDAY=FR", [piece("a", start=noon)]), horizon_days=7))
    assert only.start == noon
    assert start_instant(noon, Zone.of("Europe/London"), team().hours) == at("2026-11-20 12:00")


def test_a_team_without_working_days_leaves_the_window_open() -> None:
    workspace = of(REPORT, horizon_days=7, hours=WeeklyHours(days=((),) * 7))
    assert [each.start for each in occurrences(workspace)] == [None, None]


@pytest.mark.parametrize(
    ("row", "planned"),
    [
        (progress("weekly-report/2026-11-20/review", remaining_minutes=30), True),
        (progress("weekly-report/2026-11-20/draft", worked_minutes=100), True),
        (progress("weekly-report/2026-11-20/draft", worked_minutes=240), False),
        (progress("weekly-report/2026-11-20/draft", remaining_minutes=0), False),
        (progress("weekly-report/2026-11-20/draft", remaining_minutes=60, done_on=date(2026, 11, 20)), False),
        (progress("weekly-report/2026-11-19/draft", remaining_minutes=60), False),  # no date of the rule
        (progress("weekly-report/2026-11-20/other", remaining_minutes=60), False),
        (progress("other/2026-11-20/draft", remaining_minutes=60), False),
        (progress("weekly-report/20261120/draft", remaining_minutes=60), False),
    ],
)
def test_an_earlier_occurrence_is_planned_if_a_row_of_it_is_open(row: Progress, planned: bool) -> None:
    found = dates_of(of(REPORT, progress=(row,), horizon_days=7))
    assert found == list(days("2026-11-20", "2026-11-27") if planned else days("2026-11-27"))


def test_all_tasks_of_an_occurrence_are_there_done_ones_too() -> None:
    rows = (
        progress("weekly-report/2026-11-20/review", remaining_minutes=30),
        progress("weekly-report/2026-11-20/draft", done_on=date(2026, 11, 19)),
    )
    workspace = of(REPORT, progress=rows, horizon_days=7)
    by_task = progress_by_task(workspace)
    states = {each.id: is_done(each, by_task.get(each.id)) for each in occurrences(workspace)}
    assert states == {
        TaskId("weekly-report/2026-11-20/draft"): True,
        TaskId("weekly-report/2026-11-20/review"): False,
        TaskId("weekly-report/2026-11-27/draft"): False,
        TaskId("weekly-report/2026-11-27/review"): False,
    }


def test_counting_begins_with_its_own_since_else_with_the_first_agreement() -> None:
    every_other = recurring("report", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR")
    own = every_other.model_copy(update={"since": date(2026, 11, 20)})
    assert dates_of(of(own, horizon_days=14)) == [date(2026, 12, 4)]
    later = (agreement(since=date(2026, 6, 1)), agreement(since=date(2026, 11, 23)), agreement())
    workspace = team(clients=(client("harrow", recurring=(every_other,), agreements=later[::-1]),), horizon_days=14)
    # From the week of 1 June: 5 and 19 June, ..., 20 November, 4 December.
    assert dates_of(workspace) == [date(2026, 12, 4)]


def test_a_rule_that_needs_no_start_is_counted_from_as_of_and_finds_open_rows_before_it() -> None:
    row = progress("weekly-report/2026-11-13/draft", remaining_minutes=60)
    workspace = of(REPORT, since=None, progress=(row,), horizon_days=7)
    assert dates_of(workspace) == list(days("2026-11-13", "2026-11-27"))


def test_due_times_at_a_change_of_clocks() -> None:
    every_sunday = recurring("backup", "FREQ=WEEKLY;BYDAY=SU", due_time_minute=90)
    hours = weekly(every="00:00-24:00")
    spring = of(every_sunday, as_of="2026-03-23 09:00", horizon_days=14, hours=hours)
    dues = [due_at(each, spring) for each in occurrences(spring)]
    assert dues == [at("2026-03-29 02:00"), at("2026-04-05 01:30")]
    autumn = of(every_sunday, as_of="2026-10-23 09:00", horizon_days=7, hours=hours)
    assert [due_at(each, autumn) for each in occurrences(autumn)] == [at("2026-10-25 01:30", fold=1)]


def test_the_order_is_client_recurring_work_date_and_task() -> None:
    clients = (
        client("zeta", recurring=(recurring("a", "FREQ=WEEKLY;BYDAY=MO,FR", [piece("y"), piece("x")]),)),
        client("beta", recurring=(recurring("d", "FREQ=WEEKLY;BYDAY=FR"), recurring("c", "FREQ=WEEKLY;BYDAY=FR"))),
    )
    found = [each.id for each in occurrences(team(clients=clients, horizon_days=7))]
    dates = ["2026-11-23", "2026-11-27"]
    assert found == [
        "c/2026-11-27/write",
        "d/2026-11-27/write",
        *(f"a/{day}/{name}" for day in dates for name in ("y", "x")),
    ]


def test_all_tasks_are_the_rows_in_their_order_and_then_the_occurrences() -> None:
    workspace = of(REPORT, tasks=(task("logo"), task("brief")), horizon_days=7, people=(person(),))
    assert [each.id for each in all_tasks(workspace)] == [
        "logo",
        "brief",
        "weekly-report/2026-11-27/draft",
        "weekly-report/2026-11-27/review",
    ]


def test_the_rest_of_the_months_is_what_is_not_planned() -> None:
    workspace = of(REPORT, horizon_days=14)
    planned = set(dates_of(workspace))
    rest = {date.fromisoformat(each.deliverable.split("/")[1]) for each in rest_of_months(workspace)}
    assert planned == {*days("2026-11-27", "2026-12-04")}
    assert rest == {*days("2026-11-06", "2026-11-13", "2026-11-20", "2026-12-11", "2026-12-18", "2026-12-25")}
    assert rest_of_months(of(REPORT, since=None)) == ()


@pytest.mark.parametrize(
    ("spent", "row", "left"),
    [
        (None, None, 120),
        (45, None, 75),
        (45, progress("logo"), 75),
        (45, progress("logo", worked_minutes=100), 20),
        (None, progress("logo", worked_minutes=500), 0),
        (45, progress("logo", worked_minutes=100, remaining_minutes=300), 300),
        (None, progress("logo", remaining_minutes=0), 0),
        (None, progress("logo", remaining_minutes=30, done_on=date(2026, 11, 20)), 0),
    ],
)
def test_remaining_effort(spent: int | None, row: Progress | None, left: int) -> None:
    logo = task("logo", minutes=120, spent_minutes=spent)
    assert remaining_minutes(logo, row) == left
    assert is_done(logo, row) == (left == 0)
