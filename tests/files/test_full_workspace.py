"""Everything that the contract lets a workspace say, read into records."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from small_workspace import CLIENTS, FILES, HEADER, NOW, PEOPLE, TASKS, WORKSPACE, problems, read

from scheduler.domain.people import Overtime
from scheduler.domain.policy import Policy
from scheduler.domain.times import ClockSpan, HolidayCalendar, Wait, WeeklyHours
from scheduler.domain.workspace import Workspace

FULL: dict[str, str | bytes | None] = {
    "workspace.yaml": """format: 1
name: NO                                        # a name, not a truth value
time_zone: Europe/London
holidays: {country: GB, subdivision: ENG}
closures: [2026-12-24..2026-12-31, 2027-01-04]
hours: {mon-fri: "09:00-13:00, 14:00-17:30"}
horizon: 10 days
grid_minutes: 5
as_of: 2026-11-23T09:00
policy: {buffer: 12.5%, block_min: 45m, default_notice: 3 working days, freeze_days: 0, round_at: "9:30"}
""",
    "people.yaml": """people:
  - id: ana
    name: 0123
    skills: [seo, copy:2, lead]
    hours: {mon-thu: "09:00-13:00, 14:00-18:00", fri: "09:00-13:00"}
    time_zone: Europe/Madrid
    holidays: {country: ES}
    from: 2024-01-08
    until: 2027-06-30
    overtime: {hours: 2h, when: {mon-thu: "18:00-20:00"}}
  - {id: bo, name: Bo, skills: [design], overtime: 90m}
  - {id: cy, name: Cy, skills: [], hours: {}}
""",
    "clients.yaml": """clients:
  - id: harrow
    name: Harrow & Co
    group: harrow-holding
    contacts: [ana, bo]
    exclude: [cy]
    prefer: [ana]
    agreement:
      since: 2026-01-05
      hours: {seo: 10h, design: {amount: 4h, on: "tue, thu"}, copy:2: 40h/month}
      notice: 2 working days
      rush: {seo: 2h, copy:2: 1h}
      borrow: 4h
      approver: Dana Whitfield
    recurring:
      - id: weekly-report
        title: Weekly search report
        rule: FREQ=WEEKLY;BYDAY=FR
        due_time: 17:00
        start_before: 3 working days
        commitment: target
        tasks:
          - {id: draft, skill: seo, effort: 4h}
          - {id: review, skill: lead, effort: 1h, after: draft + 1 working day, commitment: agreed, person: ana}
  - id: walk
    name: on
    agreement:
      - {since: 2026-01-05, until: 2026-06-30, hours: {design: 2h}}
      - {since: 2026-07-01}
""",
    "tasks.csv": HEADER
    + ",deliverable,commitment,priority,start,after,person,same_person_as,one_sitting,low,high,spent,agreed_on,notes,link,budget\n"
    + 't1,harrow,"Two\nlines",copy:2,1h30m,2026-11-25,site,regulatory,1,2026-11-24T10:30,,ana,,no,1h,2h,15m,2026-01-01,n,l,9\n'
    + "t2,walk,,design,2h,,,tentative,,,t1 + 2 working days; t3 + 4h,,t3,YES,,,,,,,\n"
    + "t3,walk,'=formula,design,2h,2026-11-27T12:00+01:00,,,,,,,,,,,,,,,\n",
    "progress.csv": "task;worked;remaining;done_on;person\nt1;30m;0h;;ana\nweekly-report/2026-11-20/draft;;;2026-11-20;\nR-104/text;1h;;;\n",
    "time_off.csv": "person,from,to\nana,2026-11-24,2026-11-24\n",
    "events.csv": "people,from,to,title\nana; bo,2026-11-25 10:00,2026-11-25 11:30,Stand-up\n",
    "availability.csv": "person,from,to\ncy,2026-11-28T22:00,2026-11-29T06:00\n",
    "requests/R-104.yaml": """id: R-104
client: harrow
title: Answer to the press
asked_at: 2026-11-23T08:45
needed_by: 2026-11-25
latest: 2026-11-27T17:00
minimum: 30m
tasks:
  - {id: text, skill: copy, effort: 1h}
  - {id: check, skill: lead, effort: 15m, after: text}
""",
}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return read(tmp_path_factory.mktemp("full"), FULL)


def test_the_head(full: Workspace) -> None:
    assert (full.name, full.time_zone, full.horizon_days, full.grid_minutes) == ("NO", "Europe/London", 10, 5)
    assert full.as_of.isoformat() == "2026-11-23T09:00:00+00:00"
    assert full.holidays == HolidayCalendar(country="GB", subdivision="ENG")
    assert full.is_closed(date(2026, 12, 31))
    assert full.is_closed(date(2027, 1, 4))
    assert not full.is_closed(date(2027, 1, 3))
    assert full.policy == Policy(buffer=125, block_min=45, default_notice=3, freeze_days=0, round_at="09:30")


def test_people(full: Workspace) -> None:
    ana, bo, cy = full.people
    assert ana.name == "0123"
    assert ana.skills == (("seo", 1), ("copy", 2), ("lead", 1))
    assert ana.hours.on(date(2026, 11, 27)) == (ClockSpan(540, 780),)
    assert (ana.time_zone, ana.holidays) == ("Europe/Madrid", HolidayCalendar(country="ES"))
    assert (ana.from_on, ana.until_on) == (date(2024, 1, 8), date(2027, 6, 30))
    assert ana.overtime is not None
    assert ana.overtime.weekly_minutes == 120
    assert ana.overtime.when is not None
    assert ana.overtime.when.on(date(2026, 11, 23)) == (ClockSpan(1080, 1200),)
    assert bo.hours == full.hours
    assert (bo.time_zone, bo.holidays) == (full.time_zone, full.holidays)
    assert bo.overtime == Overtime(weekly_minutes=90)
    assert cy.hours == WeeklyHours(days=((),) * 7)
    assert (cy.source.file, cy.source.line) == ("people.yaml", 12)


def test_clients(full: Workspace) -> None:
    harrow, walk = full.clients
    assert (harrow.group, harrow.contacts, harrow.exclude, harrow.prefer) == (
        "harrow-holding",
        ("ana", "bo"),
        ("cy",),
        ("ana",),
    )
    (agreement,) = harrow.agreements
    amounts = [(each.skill, each.level, each.minutes, each.per, each.weekdays) for each in agreement.hours]
    assert amounts == [
        ("seo", 1, 600, "week", None),
        ("design", 1, 240, "week", (1, 3)),
        ("copy", 2, 2400, "month", None),
    ]
    assert agreement.rush == (("seo", 1, 120), ("copy", 2, 60))
    assert (agreement.notice_working_days, agreement.borrow_minutes, agreement.approver) == (2, 240, "Dana Whitfield")
    (weekly,) = harrow.recurring
    assert (weekly.rule, weekly.due_time_minute, weekly.start_before_working_days) == ("FREQ=WEEKLY;BYDAY=FR", 1020, 3)
    assert [task.commitment for task in weekly.tasks] == [None, "agreed"]
    assert weekly.tasks[1].after[0].wait == Wait(working_days=1)
    assert weekly.commitment == "target"
    assert walk.name == "on"
    assert [each.since for each in walk.agreements] == [date(2026, 1, 5), date(2026, 7, 1)]
    assert walk.agreements[1].rush is None


def test_tasks(full: Workspace) -> None:
    first, second, third = full.tasks
    assert first.title == "Two\nlines"
    assert (first.skill, first.level, first.effort_minutes, first.deliverable) == ("copy", 2, 90, "site")
    assert first.start == datetime(2026, 11, 24, 10, 30)  # noqa: DTZ001 - a wall clock as written
    assert (first.low_minutes, first.high_minutes, first.spent_minutes) == (60, 120, 15)
    assert (first.commitment, first.priority, first.person, first.one_sitting) == ("regulatory", 1, "ana", False)
    assert second.due is None
    assert [(after.task, after.wait) for after in second.after] == [
        ("t1", Wait(working_days=2)),
        ("t3", Wait(minutes=240)),
    ]
    assert (second.same_person_as, second.one_sitting, second.title) == (("t3",), True, "")
    assert third.title == "=formula"
    assert third.deliverable == "t3"
    assert isinstance(third.due, datetime)
    assert third.due.utcoffset() == timedelta(hours=1)
    assert [task.source.line for task in full.tasks] == [2, 4, 5]


def test_rows(full: Workspace) -> None:
    assert [row.task for row in full.progress] == ["t1", "weekly-report/2026-11-20/draft", "R-104/text"]
    assert (full.progress[0].worked_minutes, full.progress[0].remaining_minutes) == (30, 0)
    assert full.time_off[0].end == date(2026, 11, 24)
    assert full.events[0].people == ("ana", "bo")
    assert full.availability[0].person == "cy"
    (request,) = full.requests
    assert (request.minimum_minutes, request.needed_by) == (30, date(2026, 11, 25))
    assert request.source.file == "requests/R-104.yaml"


def test_an_unknown_column_is_named_once(full: Workspace) -> None:
    assert [notice.text for notice in full.notices if "column" in notice.text] == [
        "tasks.csv:1: the column 'budget' is not one of ours and was left alone."
    ]


def test_the_digest_is_of_names_and_bytes(tmp_path: Path) -> None:
    digests = [
        read(tmp_path / "a").inputs_sha256,
        read(tmp_path / "b").inputs_sha256,
        read(tmp_path / "c", {"tasks.csv": TASKS + "\n"}).inputs_sha256,
        read(tmp_path / "d", {"time_off.csv": "person,from,to\n"}).inputs_sha256,
    ]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3
    assert all(len(each) == 64 for each in digests)
    (tmp_path / "a" / "notes.txt").write_text("not read")
    (tmp_path / "a" / ".evenhand").mkdir()
    assert read(tmp_path / "a").inputs_sha256 == digests[0]


def test_as_of_is_the_option_else_the_file_else_the_clock(tmp_path: Path) -> None:
    without = {"workspace.yaml": WORKSPACE.replace("as_of: 2026-11-23T09:00\n", "")}
    assert read(tmp_path, as_of="2026-11-25 10:15").as_of.isoformat() == "2026-11-25T10:15:00+00:00"
    assert read(tmp_path, as_of="2026-07-01T10:15Z").as_of.isoformat() == "2026-07-01T11:15:00+01:00"
    assert read(tmp_path).as_of.isoformat() == "2026-11-23T09:00:00+00:00"
    assert read(tmp_path, without).as_of == NOW.replace(second=0)
    assert problems(tmp_path, without, as_of="tomorrow") == [
        "--as-of: as_of is 'tomorrow'; expected a date and time like 2026-11-25T16:45."
    ]


def test_the_order_of_keys_and_the_separator_change_nothing(tmp_path: Path) -> None:
    one = read(tmp_path / "one")
    swapped = {
        "workspace.yaml": "\n".join(reversed(WORKSPACE.splitlines())),
        "tasks.csv": TASKS.replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig"),
        "people.yaml": PEOPLE.replace("\n", "\r\n"),
        "clients.yaml": "# a comment\n---\n" + CLIENTS,
    }
    other = read(tmp_path / "other", swapped)
    assert other.tasks == one.tasks
    assert other.people == one.people
    assert [client.exclude for client in other.clients] == [("sam",), ()]
    assert set(FILES) == set(swapped)
