"""Every field of every input file, with its form: the one place that says what may be written."""

from __future__ import annotations

from dataclasses import replace

from scheduler.files.agreed_shapes import AgreedHoursShape, OvertimeShape, RushShape
from scheduler.files.dates import CLOCK, DATE, DATE_RANGE, DATE_TIME, MOMENT, ROUND_TIME
from scheduler.files.durations import AFTER, DURATION, DURATION_OR_ZERO, HORIZON, NOTICE, WORKING_DAYS
from scheduler.files.hours import WeeklyHoursShape
from scheduler.files.places import ZONE, HolidaysShape
from scheduler.files.repetition import RULE
from scheduler.files.shapes import Field, Many, OneOrMany, Table
from scheduler.files.words import (
    ID,
    NAME_OF,
    ONE_OF_SEVERAL,
    REFERENCE,
    SHARE,
    SKILL,
    TEXT,
    YES_NO,
    choice,
    whole_number,
)

COMMITMENTS = ("regulatory", "agreed", "target", "tentative")
GRIDS = ("1", "5", "10", "15", "30")

_IDS = Many(NAME_OF, "a list of ids, like [ana, bo]")
_PEOPLE_CELL = Many(ONE_OF_SEVERAL, "ids of people, separated by ;", as_text=True, least=1)
_AFTER = Many(AFTER, "ids of tasks with optional waits, separated by ;", as_text=True)
_SAME_PERSON = Many(REFERENCE, "ids of tasks, separated by ;", as_text=True)

POLICY = Table(
    "policy",
    (
        Field("buffer", SHARE, "Share of each person and day that may not be signed away."),
        Field("block_min", DURATION, "Smallest block of an agreement."),
        Field("default_notice", NOTICE, "Notice where an agreement names none."),
        Field("default_rush", SHARE, "Rush hours where an agreement names none, of its weekly hours."),
        Field("default_borrow", SHARE, "Borrowing cap where an agreement names none, of its weekly hours."),
        Field("walk_in_borrow", DURATION_OR_ZERO, "Borrowing cap of all clients without an agreement together."),
        Field("min_weight", DURATION, "Least weight of a client in shares."),
        Field("slack_floor_days", whole_number(0, 100), "Working days of the slack floor."),
        Field("slack_floor_share", SHARE, "Share of a window's working minutes in the slack floor."),
        Field("freeze_days", whole_number(0, 100), "Working days after as_of in which published work stays."),
        Field("half_life_weeks", whole_number(1, 520), "Weeks after which a share counts half."),
        Field("regulatory_share", SHARE, "Share of a client's own hours of a month that regulatory work may take."),
        Field(
            "repay_weeks",
            whole_number(1, 520),
            "Weeks within which a client repays what others gave for its regulatory work in a loss.",
        ),
        Field("credit_weeks", whole_number(1, 520), "Weeks for which a make-up credit lasts."),
        Field("quote_expiry_hours", whole_number(1, 8760), "Hours for which a quote holds capacity."),
        Field("round_at", ROUND_TIME, "Time of the daily round, in the workspace's zone."),
    ),
    key="",
)

WORKSPACE = Table(
    "workspace",
    (
        Field("format", choice(("1",)), "Version of the format: 1.", required=True),
        Field("name", TEXT, "Name of the team.", required=True),
        Field("time_zone", ZONE, "Time zone of the team.", required=True),
        Field("holidays", HolidaysShape(), "Public holidays of the team."),
        Field(
            "closures",
            Many(DATE_RANGE, "a list of dates or ranges, like [2026-12-24..2026-12-31]"),
            "Days on which the team is closed.",
        ),
        Field(
            "hours", WeeklyHoursShape(may_be_empty=False), 'Team hours, like {mon-fri: "09:00-17:00"}.', required=True
        ),
        Field("horizon", HORIZON, "How far to plan; default 4 weeks."),
        Field("grid_minutes", choice(GRIDS), "Planning grid in minutes; default 15."),
        Field("as_of", DATE_TIME, "The moment to plan from; default now."),
        Field("policy", POLICY, "Overrides of policy parameters."),
    ),
    key="",
)

PERSON = Table(
    "person",
    (
        Field("id", ID, "Id of the person.", required=True),
        Field("name", TEXT, "Name of the person.", required=True),
        Field(
            "skills",
            Many(SKILL, "a list of skills, like [seo, copy:2]"),
            "A list of skills, like [seo, copy:2].",
            required=True,
        ),
        Field("hours", WeeklyHoursShape(), "Weekly hours in the person's zone; default: team hours."),
        Field("time_zone", ZONE, "Time zone of the person; default: the workspace's."),
        Field("holidays", HolidaysShape(), "Public holidays of the person; default: the workspace's."),
        Field("from", DATE, "First day."),
        Field("until", DATE, "Last day."),
        Field("overtime", OvertimeShape(), "Consented overtime per ISO week."),
    ),
)

_DELIVERABLE = Field("deliverable", TEXT, "What the task belongs to.")
_COMMITMENT = Field("commitment", choice(COMMITMENTS), "How it is bound; default agreed.")
_OPTIONAL = (
    Field("priority", whole_number(1, 5), "1 (first) to 5, inside one client; default 3."),
    Field("start", MOMENT, "Earliest start."),
    Field("after", _AFTER, "Tasks that come before, each with an optional wait, separated by ;."),
    Field("person", NAME_OF, "The only person who may do it."),
    Field("same_person_as", _SAME_PERSON, "Tasks that the same person does, separated by ;."),
    Field("one_sitting", YES_NO, "Whether it must not be interrupted."),
    Field("low", DURATION_OR_ZERO, "Low end of the estimate."),
    Field("high", DURATION, "High end of the estimate."),
    Field("spent", DURATION_OR_ZERO, "Worked so far."),
    Field("agreed_on", DATE, "When it was agreed."),
    Field("notes", TEXT, "Notes."),
    Field("link", TEXT, "Link."),
)
_TITLE = Field("title", TEXT, "What is done.")
_WORK = (
    Field("skill", SKILL, "Skill it takes, or skill:level.", required=True),
    Field("effort", DURATION, "Working time of one person.", required=True),
)

TASK = Table(
    "task",
    (
        Field("id", ID, "Id of the task.", required=True),
        Field("client", NAME_OF, "Id of the client.", required=True),
        replace(_TITLE, required=True, keeps_empty=True),
        *_WORK,
        Field("due", MOMENT, "When it is due; may be empty for target and tentative work."),
        _DELIVERABLE,
        _COMMITMENT,
        *_OPTIONAL,
    ),
)
TASK_COLUMNS_REQUIRED = ("id", "client", "title", "skill", "effort", "due")

_PART_HINTS = (
    ("due", "the deliverable's due time holds for all its tasks"),
    ("deliverable", "the deliverable is the one it stands in"),
    ("client", "the client is the one it stands in"),
)
RECURRING_TASK = Table(
    "task",
    (
        Field("id", ID, "Id of the task, inside its deliverable.", required=True),
        _TITLE,
        *_WORK,
        _COMMITMENT,
        *_OPTIONAL,
    ),
    hints=_PART_HINTS,
)
_REQUEST_CLAIM = ("commitment", "leave it out: an accepted request is agreed work, and cannot claim to be regulatory")
REQUEST_TASK = Table(
    "task",
    (Field("id", ID, "Id of the task, inside its request.", required=True), _TITLE, *_WORK, *_OPTIONAL),
    hints=(*_PART_HINTS[1:], ("due", "the request's needed_by holds for all its tasks"), _REQUEST_CLAIM),
)

AGREEMENT = Table(
    "agreement",
    (
        Field("since", DATE, "First day."),
        Field("until", DATE, "Last day."),
        Field("hours", AgreedHoursShape(), "Guaranteed hours by skill, per week or month."),
        Field("notice", NOTICE, "Working days between asking and the first day of work."),
        Field("rush", RushShape(), "Of these hours, claimable until the evening before, per week."),
        Field("borrow", DURATION_OR_ZERO, "Most spare in any five working days."),
        Field("approver", TEXT, "Who decides an override in its favour."),
    ),
    key="",
)

RECURRING = Table(
    "recurring",
    (
        Field("id", ID, "Id of the deliverable.", required=True),
        Field("title", TEXT, "What is delivered.", required=True),
        Field("rule", RULE, "When it recurs (RFC 5545).", required=True),
        Field("since", DATE, "First date to count from; default: the agreement's."),
        Field("due_time", CLOCK, "Time of day it is due; default: the end of team hours."),
        Field("start_before", WORKING_DAYS, "How long before its due date work may begin; default 5 working days."),
        _COMMITMENT,
        Field("tasks", Many(RECURRING_TASK, "a list of tasks", least=1), "A list of tasks.", required=True),
    ),
)

CLIENT = Table(
    "client",
    (
        Field(
            "id",
            ID,
            "Id of the client; not `walk-in`, which stands for all clients without an agreement.",
            required=True,
        ),
        Field("name", TEXT, "Name of the client.", required=True),
        Field("group", ID, "Clients of one group share their caps."),
        Field("contacts", _IDS, "Who can be reached, primary first."),
        Field("exclude", _IDS, "People who must not work for it."),
        Field("prefer", _IDS, "People who know it."),
        Field("agreement", OneOrMany(AGREEMENT), "What was agreed; a list has since and until."),
        Field("recurring", Many(RECURRING, "a list of recurring deliverables"), "Recurring deliverables."),
    ),
    hints=(("agreements", "write agreement; it may hold a list"),),
)

REQUEST = Table(
    "request",
    (
        Field("id", ID, "Id of the request.", required=True),
        Field("client", NAME_OF, "Id of the client.", required=True),
        Field("title", TEXT, "What is asked for; a task without a title of its own is called by it."),
        Field("asked_at", DATE_TIME, "When it was asked; not after as_of. Notice counts from it.", required=True),
        Field("needed_by", MOMENT, "When it is needed; all its tasks are due then.", required=True),
        Field("latest", MOMENT, "The last date still of use; default: the end of the horizon."),
        Field("minimum", DURATION, "Smallest total effort still of use, for offers of less work."),
        Field("tasks", Many(REQUEST_TASK, "a list of tasks", least=1), "A list of tasks, at least one.", required=True),
    ),
    hints=(_REQUEST_CLAIM,),
)

PROGRESS = Table(
    "progress of",
    (
        Field("task", REFERENCE, "Id of the task.", required=True),
        Field("worked", DURATION_OR_ZERO, "Worked so far."),
        Field("remaining", DURATION_OR_ZERO, "What remains."),
        Field("done_on", DATE, "When it was done."),
        Field("person", NAME_OF, "Who works on it."),
    ),
    key="task",
)
TIME_OFF = Table(
    "time off of",
    (
        Field("person", NAME_OF, "Id of the person.", required=True),
        Field("from", MOMENT, "First day or time.", required=True),
        Field("to", MOMENT, "Last day (included) or time.", required=True),
        Field("reason", TEXT, "Reason."),
    ),
    key="person",
)
EVENT = Table(
    "event",
    (
        Field("people", _PEOPLE_CELL, "Ids of people, separated by ;.", required=True),
        Field("from", MOMENT, "First day or time.", required=True),
        Field("to", MOMENT, "Last day (included) or time.", required=True),
        Field("title", TEXT, "Title."),
    ),
    key="title",
)
AVAILABILITY = Table(
    "availability of",
    (
        Field("person", NAME_OF, "Id of the person.", required=True),
        Field("from", MOMENT, "First day or time.", required=True),
        Field("to", MOMENT, "Last day (included) or time.", required=True),
    ),
    key="person",
)

PEOPLE_FILE = Table(
    "people file",
    (Field("people", Many(PERSON, "a list of people", least=1), "A list of people.", required=True),),
    key="",
)
CLIENTS_FILE = Table(
    "clients file", (Field("clients", Many(CLIENT, "a list of clients"), "A list of clients.", required=True),), key=""
)
