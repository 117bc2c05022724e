"""Occurrences of recurring work, remaining minutes, groups."""

import pytest

from scheduler.verify.facts import Facts
from tests.building import agreement, client, instant, part, person, progress, recurring, task, workspace


def occurrences(rule, *, since="2026-11-02", client_fields=None, progress_rows=(), parts=None, **fields):
    item = recurring("r", rule, *(parts or [part("a")]), since=since, **fields)
    place = workspace(
        tasks=[],
        horizon_days=21,
        clients=[client(recurring=(item,), **(client_fields or {}))],
        progress=list(progress_rows),
    )
    return Facts(place).work


def dates(*args, **fields):
    return [name.split("/")[1][5:] for name in occurrences(*args, **fields)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=FR", ["11-27", "12-04", "12-11"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", ["12-04"]),
        ("FREQ=WEEKLY", ["11-23", "11-30", "12-07"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["11-30"]),
        ("FREQ=WEEKLY;BYDAY=FR;COUNT=4", ["11-27"]),
        ("FREQ=WEEKLY;BYDAY=FR;UNTIL=20261204", ["11-27", "12-04"]),
        ("FREQ=WEEKLY;BYDAY=FR;UNTIL=20261204T235959Z", ["11-27", "12-04"]),
        ("FREQ=MONTHLY;BYMONTHDAY=13", ["12-13"]),
        ("FREQ=DAILY;INTERVAL=10", ["12-02", "12-12"]),
        ("FREQ=YEARLY;BYMONTH=1", []),
    ],
)
def test_a_rule_is_counted_from_its_start(rule, expected):
    assert dates(rule) == expected


def test_the_start_is_its_own_else_the_first_agreements_else_as_of():
    two = {"agreements": (agreement({}, since="2026-11-03"), agreement({}, since="2026-10-01"))}
    assert dates("FREQ=WEEKLY", since=None, client_fields=two) == ["11-26", "12-03", "12-10"]
    assert dates("FREQ=WEEKLY", since="2026-11-04", client_fields=two) == ["11-25", "12-02", "12-09"]
    assert dates("FREQ=WEEKLY;BYDAY=FR", since=None) == ["11-27", "12-04", "12-11"]


def test_nothing_occurs_before_its_start():
    assert dates("FREQ=WEEKLY;BYDAY=FR", since="2026-12-01") == ["12-04", "12-11"]


def test_an_occurrence_has_local_ids_titles_times_and_a_deliverable():
    parts = [part("a", title="Draft"), part("b", after="a + 60", same_person_as="a"), part("c", after="elsewhere")]
    found = occurrences("FREQ=MONTHLY;BYMONTHDAY=30", parts=parts, due_time_minute=17 * 60, start_before_working_days=2)
    first, second, third = found.values()
    assert (first.id, first.deliverable, first.title) == ("r/2026-11-30/a", "r/2026-11-30", "R: Draft")
    assert (first.starts_at, first.due_at) == (instant("26 09:00"), instant("30 17:00"))
    assert second.title == "R: b"
    assert [name for name, _ in second.after] == ["r/2026-11-30/a"]
    assert second.same_person_as == ("r/2026-11-30/a",)
    assert [name for name, _ in third.after] == ["elsewhere"]


def test_without_a_time_it_is_due_at_the_end_of_the_days_hours():
    (work,) = occurrences("FREQ=MONTHLY;BYMONTHDAY=27").values()
    assert work.due_at == instant("27 18:00")
    (sunday,) = occurrences("FREQ=MONTHLY;BYMONTHDAY=29").values()
    assert sunday.due_at == instant("30 00:00")


def test_an_open_row_brings_its_whole_occurrence_back():
    rows = [progress("r/2026-11-13/a", remaining_minutes=20), progress("r/2026-11-06/a", remaining_minutes=0)]
    found = occurrences("FREQ=WEEKLY;BYDAY=FR", progress_rows=rows, parts=[part("a"), part("b", after="a")])
    assert list(found)[:2] == ["r/2026-11-13/a", "r/2026-11-13/b"]
    assert [work.remaining_minutes for work in found.values()][:2] == [20, 60]
    assert not any(name.startswith("r/2026-11-06") for name in found)


@pytest.mark.parametrize("row", ["r/2026-11-12/a", "r/2026-11-13/x", "r/some-day/a", "s/2026-11-13/a"])
def test_rows_that_fit_no_occurrence_bring_nothing_back(row):
    found = dates("FREQ=WEEKLY;BYDAY=FR", progress_rows=[progress(row, remaining_minutes=20)])
    assert found == ["11-27", "12-04", "12-11"]


def test_a_task_may_have_a_commitment_of_its_own():
    found = occurrences(
        "FREQ=MONTHLY;BYMONTHDAY=27", parts=[part("a"), part("b", commitment="target")], commitment="agreed"
    )
    assert [work.commitment for work in found.values()] == ["agreed", "target"]


def test_same_person_groups_are_closed_over_rows_in_any_order():
    tasks = [
        task("a", same_person_as="c"),
        task("b", same_person_as="d"),
        task("c", same_person_as="b"),
        task("d"),
        task("e"),
    ]
    groups = Facts(workspace(tasks=tasks)).groups
    assert groups["d"] == frozenset("abcd")
    assert groups["e"] == frozenset("e")


def test_eligible_people_have_the_level_and_are_not_excluded():
    people = [person("ana", "seo:2"), person("bo", "seo"), person("cy", "seo:2"), person("dee", "copy")]
    tasks = [
        task("a", "seo:2"),
        task("b", "seo"),
        task("c", "seo", person="bo"),
        task("d", "seo", same_person_as="e"),
        task("e"),
    ]
    facts = Facts(
        workspace(
            people=people,
            clients=[client(exclude=("cy",))],
            tasks=tasks,
            progress=[progress("e", done_on="2026-11-20", person="bo")],
        )
    )
    assert {name: "".join(sorted(who)) for name, who in facts.eligible.items()} == {
        "a": "ana",
        "b": "anabo",
        "c": "bo",
        "d": "bo",
    }


def test_only_promised_members_narrow_a_groups_people():
    people = [person("ana", "seo", "copy"), person("bo", "seo")]

    def who(commitment):
        mate = task("b", "copy", same_person_as="a", commitment=commitment)
        return Facts(workspace(people=people, tasks=[task("a", "seo"), mate])).eligible_with_group["a"]

    assert who("agreed") == {"ana"}
    assert who("tentative") == {"ana", "bo"}
