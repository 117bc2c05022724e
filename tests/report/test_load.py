"""How full everybody is."""

from datetime import date

import pytest

from scheduler.report.load import LoadCell, LoadTable, available_by_day, load_table
from scheduler.report.names import names_of
from scheduler.report.week import week_of
from scheduler.units import PersonId
from tests.report import studio


def table() -> LoadTable:
    workspace, plan = studio.workspace(), studio.strained_plan()
    return load_table(
        workspace,
        plan,
        week=week_of(date(2026, 11, 23)),
        names=names_of(workspace, plan),
        available=available_by_day(workspace),
    )


@pytest.mark.parametrize(
    ("planned", "available", "percent", "band"),
    [
        (0, 0, None, "away"),
        (60, 0, None, "over"),
        (0, 480, 0, "within"),
        (920, 1000, 92, "within"),
        (924, 1000, 92, "within"),
        (925, 1000, 93, "full"),
        (1064, 1000, 106, "full"),
        (1065, 1000, 107, "over"),
    ],
)
def test_bands_change_at_93_and_107_per_cent(planned: int, available: int, percent: int | None, band: str) -> None:
    cell = LoadCell(planned, available)
    assert (cell.percent, cell.band) == (percent, band)


def test_available_time_is_that_of_the_calendar_from_as_of_on() -> None:
    available = available_by_day(studio.workspace())
    # Ana's hours begin at 09:00 in Madrid, an hour before as_of.
    assert available[PersonId("ana"), date(2026, 11, 23)] == 420
    assert (PersonId("cy"), date(2026, 11, 24)) not in available
    assert available[PersonId("bo"), date(2026, 12, 4)] == 480


def test_cells_hold_planned_over_available_minutes() -> None:
    load = table()
    assert load.days == tuple(date(2026, 11, number) for number in range(23, 28))
    assert load.weeks == (date(2026, 11, 30),)
    rows = {row.name: row for row in load.rows}
    assert list(rows) == ["Ana Ruiz", "Bo Larsen", "Cy Okafor"]
    assert rows["Ana Ruiz"].days[0] == LoadCell(240, 420)
    assert rows["Bo Larsen"].days[3] == LoadCell(300, 480)
    assert rows["Cy Okafor"].days[1] == LoadCell(0, 0)
    assert rows["Cy Okafor"].weeks[0] == LoadCell(120, 2400)


def test_the_team_is_the_sum_of_its_people() -> None:
    load = table()
    for position, cell in enumerate(load.team.days):
        assert cell.planned_minutes == sum(row.days[position].planned_minutes for row in load.rows)
    assert load.team.total.planned_minutes == 240 + 240 + 300 + 120
    assert load.team.total.available_minutes == sum(row.total.available_minutes for row in load.rows)
