"""Who does what on which day."""

from datetime import date

from scheduler.calendars.zones import Zone
from scheduler.domain.plan import Plan
from scheduler.report.load import available_by_day
from scheduler.report.names import Names, names_of
from scheduler.report.week import PersonWeek, person_weeks, pieces_by_day, week_of
from scheduler.units import PersonId, Span
from tests.report import studio

MONDAY, TUESDAY, THURSDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 26)


def weeks_of(day: date = MONDAY, plan: Plan | None = None) -> dict[str, PersonWeek]:
    workspace, plan = studio.workspace(), plan or studio.strained_plan()
    found = person_weeks(
        workspace,
        plan,
        week=week_of(day),
        names=names_of(workspace, plan),
        available=available_by_day(workspace),
    )
    return {week.id: week for week in found}


def test_the_week_of_a_day_runs_from_monday_to_sunday() -> None:
    week = week_of(date(2027, 1, 1))
    assert (week.monday, week.days[-1], week.number) == (date(2026, 12, 28), date(2027, 1, 3), 53)
    assert date(2027, 1, 3) in week
    assert date(2027, 1, 4) not in week


def test_times_are_on_the_persons_own_clock() -> None:
    week = weeks_of()["ana"]
    assert week.zone == "Europe/Madrid, 1 h ahead"
    assert [entry.times for entry in week.days[0].entries] == ["10:00-13:00, 14:00-15:00"]
    assert weeks_of()["bo"].zone is None


def test_marks_say_law_tentative_overtime_and_late() -> None:
    weeks = weeks_of()
    assert weeks["ana"].days[0].entries[0].marks == ("regulatory",)
    by_day = {day.day: day.entries for day in weeks["bo"].days}
    assert by_day[TUESDAY][0].marks == ("tentative",)
    assert by_day[THURSDAY][0].marks == ("overtime", "late")


def test_touching_pieces_are_one_span_and_due_times_are_told() -> None:
    entry = {day.day: day.entries for day in weeks_of()["bo"].days}[THURSDAY][0]
    assert (entry.times, entry.due, entry.due_today) == ("14:00-19:00", "17:00", True)
    entry = weeks_of()["ana"].days[0].entries[0]
    assert (entry.due, entry.due_today) == ("Tue 24", False)


def test_days_without_work_stand_with_what_is_free() -> None:
    days = {day.day: day for day in weeks_of()["cy"].days}
    assert days[TUESDAY].available_minutes == 0
    assert days[THURSDAY].available_minutes == 480
    assert all(not day.entries for day in days.values())
    assert list(days) == [date(2026, 11, number) for number in range(23, 28)]


def test_held_hours_stand_with_the_day_of_the_person_who_keeps_them() -> None:
    held = (studio.held("harrow", "cy", "26 09:00-10:00"), studio.held("harrow", "cy", "26 14:00-15:30"))
    days = {day.day: day for day in weeks_of(plan=studio.calm_plan().model_copy(update={"held": held}))["cy"].days}
    assert days[THURSDAY].held_minutes == 150
    assert [day.held_minutes for number, day in days.items() if number != THURSDAY] == [0, 0, 0, 0]


def test_sums_are_those_of_the_shown_week() -> None:
    weeks = weeks_of()
    assert (weeks["bo"].planned_minutes, weeks["bo"].available_minutes) == (540, 2400)
    assert weeks["cy"].planned_minutes == 0
    assert weeks_of(date(2026, 12, 1))["cy"].planned_minutes == 120


def test_work_over_midnight_stands_on_both_days() -> None:
    zone = Zone("Europe/London")
    start = zone.instant(date(2026, 10, 24), 22 * 60)
    pieces = pieces_by_day(Span(start, start + 9 * 60), zone)
    # The night of the clock change has an hour more.
    assert [(day, piece.minutes) for day, piece in pieces] == [(date(2026, 10, 24), 120), (date(2026, 10, 25), 420)]


def test_names_fall_back_to_ids() -> None:
    names = names_of(studio.workspace(), studio.strained_plan())
    assert names.title(studio.FILING.id) == "File the accounts"
    assert isinstance(names, Names)
    assert names.person(PersonId("nobody")) == "nobody"
    assert names.short_person(PersonId("ana")) == "Ana"
