"""When people are free, as bit lines on one axis: working time rounded down to whole units, less what is taken."""

from __future__ import annotations

from scheduler.calendars.spans import without
from scheduler.instance.holding import Taken
from scheduler.instance.lines import AxisMaker, whole_units
from scheduler.instance.reading import Reading
from scheduler.instance.records import Axis, OvertimeWeek, PersonLine


def people_lines(reading: Reading, taken: Taken, *, grid: int, overtime: bool) -> tuple[Axis, tuple[PersonLine, ...]]:
    """Return the axis of the units in which anybody may work, and each person's free time on it.

    Parameters
    ----------
    taken
        Time that fixed work and held pieces take.
    """
    first_day, _ = reading.zone.local(reading.window.start)
    origin = reading.zone.instant_forgiving(first_day, 0)
    maker = AxisMaker(origin, grid_minutes=grid, units=(reading.window.end - origin) // grid)
    free = {
        person.id: whole_units(without(reading.regular[person.id], taken.of(person.id)), origin, grid)
        for person in reading.people
    }
    extra = {
        person.id: [
            (week, whole_units(without(week.spans, taken.of(person.id)), origin, grid))
            for week in (reading.overtime[person.id] if overtime else ())
        ]
        for person in reading.people
    }
    for person in reading.people:
        maker.mark(free[person.id])
        for _, ranges in extra[person.id]:
            maker.mark(ranges)
    axis = maker.make()
    lines = []
    for index, person in enumerate(reading.people):
        weeks = []
        for week, ranges in extra[person.id]:
            used = sum(
                max(0, min(span.end, hole.end) - max(span.start, hole.start))
                for span in week.spans
                for hole in taken.of(person.id)
            )
            most = (week.weekly_minutes - used) // grid
            if ranges and most > 0:
                weeks.append(OvertimeWeek(maker.line(ranges), most))
        lines.append(
            PersonLine(
                index=index,
                id=person.id,
                skills=person.skills,
                free=maker.line(free[person.id]),
                overtime=sum(week.line for week in weeks),
                overtime_weeks=tuple(weeks),
                available_minutes=sum(span.minutes for span in reading.regular[person.id]),
            )
        )
    return axis, tuple(lines)
