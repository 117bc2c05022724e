"""What the files say about each other: unknown names, circles, pins, agreements, times. One mistake, one message."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_workspace import CLIENTS, HEADER, NOW, PEOPLE, TASKS, WORKSPACE, notices, problems, read, write

from scheduler.errors import InputError
from scheduler.files import read_workspace
from scheduler.units import TaskId

COLUMNS = f"{HEADER},commitment,start,after,person,same_person_as,one_sitting,low,high,agreed_on\n"
REQUEST = """id: R-1
client: finch
asked_at: 2026-11-23T08:30
needed_by: 2026-11-24T17:00
tasks:
  - {id: text, skill: copy, effort: 1h}
"""


def row(name: str = "a", **cells: str) -> str:
    """Return a row of COLUMNS."""
    base = {"id": name, "client": "finch", "title": "A", "skill": "copy", "effort": "1h", "due": "2026-11-25"}
    return ",".join({**base, **cells}.get(column, "") for column in COLUMNS.strip().split(",")) + "\n"


def of_rows(folder: Path, *rows: str) -> list[str]:
    return problems(folder, {"tasks.csv": COLUMNS + "".join(rows)})


def test_no_client_is_called_like_the_account_of_all_clients_without_agreement(tmp_path: Path) -> None:
    tasks = TASKS.replace(",oak,", ",walk-in,")
    said = "id is 'walk-in'; expected another id, as all clients without an agreement have this name together. Write walk-ins."
    found = problems(tmp_path, {"clients.yaml": CLIENTS.replace("id: oak", "id: walk-in"), "tasks.csv": tasks})
    assert found == [f"clients.yaml:2 (client 'walk-in'): {said}"]
    near = {
        "clients.yaml": CLIENTS.replace("id: oak", "id: walk-ins"),
        "tasks.csv": TASKS.replace(",oak,", ",walk-ins,"),
    }
    assert problems(tmp_path, near) == []


def test_the_good_workspace_is_good(tmp_path: Path) -> None:
    assert problems(tmp_path, {}) == []
    assert notices(tmp_path, {}) == []


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"client": "finhc"}, "client is 'finhc'; expected the id of a client in clients.yaml. Did you mean 'finch'?"),
        ({"skill": "cpoy"}, "skill is 'cpoy'; expected a skill that somebody in people.yaml has. Did you mean 'copy'?"),
        (
            {"skill": "welding"},
            "skill is 'welding'; expected a skill that somebody in people.yaml has. List it in the skills of whoever does such work; "
            "whoever has left stays in people.yaml with `until`, their last day.",
        ),
        ({"person": "mai"}, "person is 'mai'; expected the id of a person in people.yaml. Did you mean 'mia'?"),
        ({"after": "b"}, "after is 'b'; expected the id of a task of tasks.csv."),
        ({"after": "b + 2h;a2"}, "after names 'b'; expected the id of a task of tasks.csv."),
        ({"after": "a2;a2"}, "after names 'a2' twice; expected every task once."),
        (
            {"after": "weekly/2026-11-27/draft"},
            "after is 'weekly/2026-11-27/draft'; expected the id of a task of tasks.csv.",
        ),
        ({"same_person_as": "b"}, "same_person_as is 'b'; expected the id of a task of tasks.csv."),
        ({"same_person_as": "a"}, "'a' names itself; expected other tasks."),
        ({"after": "a"}, "after leads in a circle: a -> a; expected an order without a circle."),
        ({"due": ""}, "due is empty, and the commitment is agreed; expected a date like 2026-11-25"),
        ({"due": "", "commitment": "regulatory"}, "due is empty, and the commitment is regulatory; expected a date"),
        (
            {"commitment": "Agreed"},
            "commitment is 'Agreed'; expected one of regulatory, agreed, target, tentative. Did you mean 'agreed'?",
        ),
        (
            {"person": "sam", "skill": "edit"},
            "person is 'sam', who does not have edit; expected somebody with edit at level 1 or more.",
        ),
        (
            {"person": "sam", "skill": "copy:2"},
            "person is 'sam', who has copy at level 1; expected somebody with copy at level 2 or more.",
        ),
        (
            {"person": "sam", "client": "oak"},
            "person is 'sam', whom 'oak' excludes; expected somebody who may work for 'oak'.",
        ),
        ({"low": "3h", "high": "2h"}, "low is '3h'; expected at most high, which is 2h."),
        ({"one_sitting": "maybe"}, "one_sitting is 'maybe'; expected yes or no."),
        (
            {"start": "2026-03-29T01:30"},
            "start is '2026-03-29T01:30'; expected a time that exists on the clock of Europe/London",
        ),
        (
            {"due": "2027-10-31T01:30"},
            "due is '2027-10-31T01:30'; expected a time that exists once on the clock of Europe/London",
        ),
    ],
)
def test_one_mistake_in_a_row_is_one_message(tmp_path: Path, cells: dict[str, str], text: str) -> None:
    found = of_rows(tmp_path, row("a2"), row("a", **cells))
    assert len(found) == 1
    assert found[0].startswith(f"tasks.csv:3 (task 'a'): {text}")


def test_an_offset_says_which_of_two_readings(tmp_path: Path) -> None:
    assert of_rows(tmp_path, row("a", due="2027-10-31T01:30+00:00"), row("b", start="2026-03-29T01:30Z")) == []


def test_circles_are_printed_once_each(tmp_path: Path) -> None:
    found = of_rows(
        tmp_path,
        row("d"),
        row("c", after="b;d"),
        row("a", after="c + 1h"),
        row("b", after="a"),
        row("x", after="y"),
        row("y", after="x;c"),
    )
    assert [text.split(";")[0] for text in found] == [
        "tasks.csv:3 (task 'c'): after leads in a circle: c -> b -> a -> c",
        "tasks.csv:6 (task 'x'): after leads in a circle: x -> y -> x",
    ]


def test_of_a_long_circle_the_ends_are_shown(tmp_path: Path) -> None:
    (found,) = of_rows(tmp_path, *(row(f"t{number}", after=f"t{(number + 1) % 3000}") for number in range(3000)))
    shown = "t0 -> t1 -> t2 -> t3 -> t4 -> t5 -> t6 -> t7 -> … 2990 more … -> t2998 -> t2999 -> t0"
    assert found.split(";")[0] == f"tasks.csv:2 (task 't0'): after leads in a circle: {shown}"


def test_long_chains_are_no_circle_and_no_recursion(tmp_path: Path) -> None:
    rows = [row(f"t{number}", after=f"t{number + 1}" if number < 3000 else "") for number in range(3001)]
    assert of_rows(tmp_path, *rows) == []


def test_groups_of_one_person_do_not_contradict(tmp_path: Path) -> None:
    apart = of_rows(
        tmp_path, row("a", person="mia"), row("b", same_person_as="a"), row("c", person="sam", same_person_as="b")
    )
    assert len(apart) == 1
    assert "tasks.csv:4 (task 'c'): person is 'sam', but same_person_as joins it with 'a'; expected 'mia'" in apart[0]
    unskilled = of_rows(tmp_path, row("a", person="mia"), row("b", skill="design", same_person_as="a"))
    assert unskilled == [
        "tasks.csv:3 (task 'b'): same_person_as joins it with 'a' and so with 'mia', who does not have design; "
        "expected somebody with design at level 1 or more."
    ]


def test_ids_are_taken_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        {
            "tasks.csv": TASKS + "menu,oak,B,copy,1h,2026-11-25,,\n",
            "people.yaml": PEOPLE + "  - {id: mia, name: M, skills: []}\n",
            "clients.yaml": CLIENTS
            + "  - id: oak\n    name: O\n    recurring:\n      - {id: weekly, title: W, rule: FREQ=DAILY, tasks: [{id: d, skill: copy, effort: 1h}]}\n",
            "requests/a.yaml": REQUEST,
            "requests/b.yaml": REQUEST + "  - {id: text, skill: copy, effort: 1h}\n",
        },
    )
    assert found == [
        "clients.yaml:17 (client 'oak'): the id 'oak' is already taken in clients.yaml:2; expected an id that is used once.",
        "clients.yaml:20 (recurring 'weekly' of client 'oak'): the id 'weekly' is already taken in clients.yaml:11; expected an id that is used once.",
        "people.yaml:4 (person 'mia'): the id 'mia' is already taken in people.yaml:2; expected an id that is used once.",
        "requests/b.yaml:1 (request 'R-1'): the id 'R-1' is already taken in requests/a.yaml:1; expected an id that is used once.",
        "requests/b.yaml:7 (task 'text' of request 'R-1'): the id 'text' is already taken in requests/b.yaml:6; expected an id that is used once.",
        "tasks.csv:4 (task 'menu'): the id 'menu' is already taken in tasks.csv:2; expected an id that is used once.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (
            "exclude: [sam]",
            "exclude: [sma]",
            "exclude is 'sma'; expected the id of a person in people.yaml. Did you mean 'sam'?",
        ),
        ("exclude: [sam]", "contacts: [sam, tom]", "contacts names 'tom'; expected the id of a person in people.yaml."),
        ("exclude: [sam]", "contacts: [sam, sam]", "contacts names 'sam' twice; expected every person once."),
        (
            "exclude: [sam]",
            "exclude: [sam]\n    prefer: [sam]",
            "'sam' is in prefer and in exclude; expected 'sam' in one of the two. Take 'sam' out of prefer,",
        ),
        (
            "{copy: 4h}",
            "{cpoy: 4h}",
            "agreement.hours names 'cpoy'; expected a skill that somebody in people.yaml has. Did you mean 'copy'?",
        ),
        ("{copy: 4h}", "{copy: 4h, copy:1: 2h}", "'copy' and 'copy:1' are the same skill; expected every skill once."),
        (
            "{copy: 4h}",
            "{copy: 4}",
            "agreement.hours.copy is '4'; expected hours per week or month, like 10h or 40h/month. Say of what: 4h or 4m.",
        ),
        (
            "{copy: 4h}",
            "{copy: {amount: 4h, on: 'tue-mon'}}",
            "agreement.hours.copy.on is 'tue-mon'; expected a range inside one week from Monday to Sunday. Write tue-sun, mon.",
        ),
        ("{copy: 4h}", "{copy: 4h}\n      rush: {edit: 1h}", "rush names 'edit'; expected a skill with agreed hours."),
        (
            "{copy: 4h}",
            "{copy: 4h}\n      rush: {copy: 5h}",
            "agreement.rush.copy is '5h'; expected at most the agreed hours, 4h.",
        ),
        (
            "{copy: 4h}",
            "{copy: 4h}\n      until: 2025-12-31",
            "agreement.until is '2025-12-31'; expected a date that is not before since (2026-01-05).",
        ),
        (
            "{copy: 4h}",
            "{copy: 4h}\n      notice: 2 days",
            "agreement.notice is '2 days'; expected a number of working days, like 2 working days. Write 2 working days.",
        ),
        ("BYDAY=FR", "INTERVAL=2;BYDAY=FR", ""),
        (
            "skill: edit",
            "skill: edti",
            "skill is 'edti'; expected a skill that somebody in people.yaml has. Did you mean 'edit'?",
        ),
        (
            "after: draft",
            "after: drfat",
            "after is 'drfat'; expected the id of a task of the same deliverable. Did you mean 'draft'?",
        ),
        (
            "after: draft",
            "person: sam",
            "person is 'sam', who does not have edit; expected somebody with edit at level 1 or more.",
        ),
        (
            "effort: 2h}",
            "effort: 2h, after: check}",
            "after leads in a circle: draft -> check -> draft; expected an order without a circle.",
        ),
    ],
)
def test_one_mistake_of_a_client_is_one_message(tmp_path: Path, old: str, new: str, text: str) -> None:
    found = problems(tmp_path, {"clients.yaml": CLIENTS.replace(old, new)})
    assert len(found) == (1 if text else 0)
    assert text in "".join(found)


def test_agreements_hold_one_after_the_other(tmp_path: Path) -> None:
    first, last = "{since: 2026-01-05, until: 2026-06-30, hours: {copy: 1h}}", "{since: 2026-07-01}"
    one = "agreement:\n      since: 2026-01-05\n      hours: {copy: 4h}"
    assert problems(tmp_path, {"clients.yaml": CLIENTS.replace(one, f"agreement: [{last}, {first}]")}) == []
    overlap = CLIENTS.replace(one, f"agreement: [{last}, {{until: 2026-07-01}}]")
    assert len(problems(tmp_path, {"clients.yaml": overlap})) == 1


def test_people_leave_after_they_come(tmp_path: Path) -> None:
    people = PEOPLE.replace("id: mia,", "id: mia, from: 2026-05-02, until: 2026-05-01,").replace(
        "[design, copy]", "[design, copy, copy:3]"
    )
    assert [text.partition(": ")[2] for text in problems(tmp_path, {"people.yaml": people})] == [
        "until is '2026-05-01'; expected a date that is not before from (2026-05-02).",
        "skills names 'copy' twice; expected every skill once.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (
            "client: finch",
            "client: finsh",
            "client is 'finsh'; expected the id of a client in clients.yaml. Did you mean 'finch'?",
        ),
        (
            "asked_at: 2026-11-23T08:30",
            "asked_at: 2026-11-23T09:01",
            "asked_at is '2026-11-23T09:01'; expected a time that is not after as_of, which is 2026-11-23T09:00+00:00.",
        ),
        (
            "asked_at: 2026-11-23T08:30",
            "asked_at: 2026-11-23",
            "asked_at is '2026-11-23'; expected a date and time like 2026-11-25T16:45.",
        ),
        (
            "needed_by: 2026-11-24T17:00",
            "needed_by: 2026-11-23T08:30",
            "needed_by is '2026-11-23T08:30'; expected a time that is after asked_at (2026-11-23T08:30).",
        ),
        (
            "tasks:",
            "latest: 2026-11-23\ntasks:",
            "latest is '2026-11-23'; expected a time that is not before needed_by (2026-11-24T17:00).",
        ),
        ("tasks:", "minimum: 2h\ntasks:", "minimum is '2h'; expected at most the effort of all tasks together, 60m."),
        (
            "tasks:",
            "commitment: regulatory\ntasks:",
            "Leave it out: an accepted request is agreed work, and cannot claim to be regulatory.",
        ),
        ("skill: copy,", "skill: copy, commitment: agreed,", "'commitment' is not a key of a task"),
        ("skill: copy,", "skill: copy, after: a,", "after is 'a'; expected the id of a task of the same request."),
    ],
)
def test_one_mistake_of_a_request_is_one_message(tmp_path: Path, old: str, new: str, text: str) -> None:
    found = problems(tmp_path, {"requests/R-1.yaml": REQUEST.replace(old, new)})
    assert len(found) == 1
    assert text in found[0]
    assert problems(tmp_path, {"requests/R-1.yaml": REQUEST}) == []


@pytest.mark.parametrize(
    ("task", "text"),
    [
        ("menus", "task is 'menus'; expected the id of a task in tasks.csv. Did you mean 'menu'?"),
        (
            "weekly/2026-11-27/darft",
            "the recurring deliverable 'weekly' has no task 'darft'; expected a task of this recurring deliverable. Did you mean 'draft'?",
        ),
        ("weekly/27.11.2026/draft", "the date is '27.11.2026'; expected the date of an occurrence, like 2026-11-27."),
        (
            "weeekly/2026-11-27/draft",
            "expected a task, an occurrence like weekly-report/2026-11-27/draft, or a request's task like R-104/text. Did you mean 'weekly'?",
        ),
        ("R-1/txt", "the request 'R-1' has no task 'txt'; expected a task of this request. Did you mean 'text'?"),
        ("R-1/text.rset", "the request 'R-1' has no task 'text.rset'; expected a task of this request."),
        ("R-1/txt.rest", "the request 'R-1' has no task 'txt'; expected a task of this request."),
        ("weekly/2026-11-27/draft.rest", "the recurring deliverable 'weekly' has no task 'draft.rest'"),
        ("a/b/c/d", "expected a task, an occurrence"),
        ("a b", "task is 'a b'; expected the id of a task. Write a-b."),
    ],
)
def test_progress_speaks_of_known_work(tmp_path: Path, task: str, text: str) -> None:
    found = problems(tmp_path, {"progress.csv": f"task,worked\n{task},1h\n", "requests/R-1.yaml": REQUEST})
    assert len(found) == 1
    assert text in found[0]


def test_progress_of_the_rest_of_a_requests_task_is_read(tmp_path: Path) -> None:
    rows = "task,worked\nR-1/text,1h\nR-1/text.rest,1h\n"
    assert problems(tmp_path, {"progress.csv": rows, "requests/R-1.yaml": REQUEST}) == []


def test_progress_of_work_that_only_the_book_knows_is_read(tmp_path: Path) -> None:
    rows = "task,worked\nR-1/old,1h\nR-9/text,1h\nmonthly/2026-11-20/draft,1h\nweekly/2026-11-20/old,1h\n"
    folder = write(tmp_path, {"progress.csv": rows, "requests/R-1.yaml": REQUEST})
    names = frozenset(TaskId(line.split(",")[0]) for line in rows.splitlines()[1:])
    workspace = read_workspace(folder, clock=lambda: NOW, booked=lambda: names)
    assert {row.task for row in workspace.progress} == names
    assert len(problems(tmp_path, {"progress.csv": rows, "requests/R-1.yaml": REQUEST})) == 4


def test_progress_of_any_occurrence_is_read(tmp_path: Path) -> None:
    rows = "task,done_on\nweekly/2026-01-09/draft,2026-01-09\nweekly/2027-05-07/check,\nR-1/text,\nmenu,\n"
    assert problems(tmp_path, {"progress.csv": rows, "requests/R-1.yaml": REQUEST}) == []
    odd = "task,remaining,done_on\nweekly/2026-11-26/draft,1h,\nmenu,1h,2026-11-20\n"
    assert notices(tmp_path, {"progress.csv": odd}) == [
        "progress.csv:2 (progress of 'weekly/2026-11-26/draft'): 'weekly' does not fall on 2026-11-26, so this row is not used.",
        "progress.csv:3 (progress of 'menu'): the task has done_on, so what remains of it is not used.",
    ]


@pytest.mark.parametrize(("day", "wrong"), [("2026-11-23", False), ("2026-11-24", True)])
def test_nothing_was_done_in_the_future(tmp_path: Path, day: str, wrong: bool) -> None:
    found = problems(tmp_path, {"progress.csv": f"task,done_on\nmenu,{day}\n"})
    said = (
        "progress.csv:2 (progress of 'menu'): done_on is '2026-11-24'; expected a day that is not after as_of, "
        "which is on 2026-11-23. Leave it empty until the task is done."
    )
    assert found == ([said] if wrong else [])


def test_absences_and_meetings_are_read_in_their_zones(tmp_path: Path) -> None:
    skipped = "2026-03-29T01:30"  # skipped in London, not in New York
    files: dict[str, str | bytes | None] = {
        "time_off.csv": f"person,from,to\nmia,{skipped},2026-03-30\nsam,{skipped},2026-03-30\ntom,2026-03-29,2026-03-30\n",
        "availability.csv": "person,from,to\nsam,2026-03-08T02:30,2026-03-08T06:00\nmia,2026-03-08T02:30,2026-03-08T02:30\n",
        "events.csv": f"people,from,to,title\nmia; sma,{skipped},2026-03-30,Stand-up\n;,2026-03-30,2026-03-30,Nobody\n",
    }
    assert [text.split(";")[0] for text in problems(tmp_path, files)] == [
        "availability.csv:2 (availability of 'sam'): from is '2026-03-08T02:30'",
        "availability.csv:3 (availability of 'mia'): to is '2026-03-08T02:30'",
        "events.csv:2 (event 'Stand-up'): people names 'sma'",
        "events.csv:2 (event 'Stand-up'): from is '2026-03-29T01:30'",
        "events.csv:3 (event 'Nobody'): people is an empty list",
        "time_off.csv:2 (time off of 'mia'): from is '2026-03-29T01:30'",
        "time_off.csv:4 (time off of 'tom'): person is 'tom'",
    ]


def test_spans_of_one_person_do_not_overlap(tmp_path: Path) -> None:
    header = "person,from,to\n"
    touching = "sam,2026-11-24T10:00,2026-11-24T12:00\nsam,2026-11-24T12:00,2026-11-24T14:00\n"
    others = "mia,2026-11-24T11:00,2026-11-24T13:00\n"
    assert problems(tmp_path / "a", {"availability.csv": header + touching + others}) == []
    wrong = "sam,2026-11-24T13:00,2026-11-24T15:00\n" + others + touching + "sam,2026-11-24,2026-11-24\n"
    assert problems(tmp_path / "b", {"availability.csv": header + wrong}) == [
        f"availability.csv:{line} (availability of 'sam'): this span overlaps with the one in line {other}; expected spans of "
        f"'sam' that do not overlap. Write one span for both, or change line {other} or line {line}."
        for line, other in ((5, 2), (6, 2))
    ]


def test_one_column_that_has_to_be_there_is_one(tmp_path: Path) -> None:
    (said,) = problems(tmp_path / "a", {"progress.csv": "tasks,worked\nmenu,1h\n"})
    assert "expected the column task." in said
    (said,) = problems(tmp_path / "b", {"progress.csv": "a,b\n1,2\n"})
    assert "expected a first line with the column task." in said


def test_a_single_day_is_a_span(tmp_path: Path) -> None:
    assert problems(tmp_path, {"time_off.csv": "person,from,to\nmia,2026-11-24,2026-11-24\n"}) == []


def test_what_could_not_be_read_causes_no_second_message(tmp_path: Path) -> None:
    assert len(problems(tmp_path / "a", {"people.yaml": PEOPLE.replace("id: mia", "id: m i a")})) == 1
    assert len(problems(tmp_path / "b", {"people.yaml": PEOPLE.replace("edit", "'edit:x'")})) == 1
    assert len(problems(tmp_path / "c", {"clients.yaml": CLIENTS.replace("id: oak", "id: ''")})) == 1
    assert len(problems(tmp_path / "d", {"workspace.yaml": WORKSPACE.replace("Europe/London", "Nowhere")})) == 1


def test_problems_are_sorted_and_notices_stand_beside_them(tmp_path: Path) -> None:
    rows = COLUMNS + row("a", effort="9", commitment="regulatory", client="x") + row("b", skill="y")
    write(tmp_path, {"tasks.csv": rows, "people.yaml": PEOPLE.replace("name: Mia", "nam: Mia")})
    with pytest.raises(InputError) as caught:
        read_workspace(tmp_path, clock=lambda: pytest.fail("the file names as_of"))
    places = [(problem.file, problem.line) for problem in caught.value.problems]
    assert places == [("people.yaml", 2)] * 2 + [("tasks.csv", 2)] * 2 + [("tasks.csv", 3)]
    assert [notice.text for notice in caught.value.notices] == [
        "tasks.csv:2 (task 'a'): regulatory work without agreed_on counts as agreed. Write the date on which it was agreed."
    ]
    problem = caught.value.problems[2]
    assert (problem.subject, problem.field, problem.got) == ("task 'a'", "effort", "9")
    assert (problem.expected, problem.fix) == ("a duration above zero, like 45m or 1.5h", "say of what: 9h or 9m")


def test_work_that_nobody_can_do_is_a_notice(tmp_path: Path) -> None:
    rows = COLUMNS + "".join(
        [
            row("level", skill="copy:3"),
            row("design", skill="design", client="oak"),
            row("long", effort="4h", one_sitting="yes", skill="edit"),
            row("away", skill="edit", start="2026-12-19T12:00", due="2026-12-31"),
            row("late", start="2026-11-26", due="2026-11-25"),
            row("odd", low="2h"),
            row("fine", effort="210m", one_sitting="yes"),
            row("after", start="2027-11-26", due="2027-11-27", skill="edit"),
        ]
    )
    done = "task,done_on\ndone,2026-11-20\n"
    found = notices(
        tmp_path,
        {
            "tasks.csv": rows + row("done", skill="copy:9"),
            "progress.csv": done,
            "clients.yaml": CLIENTS.replace("skill: edit", "skill: edit:5"),
        },
    )
    assert found == [
        "clients.yaml:16 (task 'check'): nobody who may work for 'finch' has edit at level 5 or more, so it cannot be planned.",
        "tasks.csv:2 (task 'level'): nobody who may work for 'finch' has copy at level 3 or more, so it cannot be planned.",
        "tasks.csv:3 (task 'design'): nobody who may work for 'oak' has design at level 1 or more, so it cannot be planned.",
        "tasks.csv:4 (task 'long'): it is one sitting of 4h, and the longest stretch of anybody who could do it (mia) is 3h30m, so it cannot be planned.",
        "tasks.csv:5 (task 'away'): nobody who could do it (mia) works between 2026-12-19T12:00+00:00 and the end of the horizon.",
        "tasks.csv:6 (task 'late'): start is 2026-11-26, not before due (2026-11-25), so it will be late.",
        "tasks.csv:7 (task 'odd'): effort is 1h, outside low and high.",
    ]
    assert read(tmp_path / "good").notices == ()


def test_a_group_that_no_one_person_can_do_is_a_notice(tmp_path: Path) -> None:
    rows = (
        row("a", skill="edit") + row("b", skill="design", same_person_as="a") + row("c") + row("d", same_person_as="c")
    )
    assert notices(tmp_path, {"tasks.csv": COLUMNS + rows}) == [
        "tasks.csv:2 (task 'a'): nobody may do all of the tasks that one person is to do (a, b), so they cannot be planned."
    ]
