from scheduler.verify import check_plan
from tests.building import client, part, progress, recurring, task, workspace
from tests.planning import plan_of, rules_broken, without_claims

PLACING = {"a": ("ana", [("23 09:00", "23 10:00")])}


def studio(*done):
    return workspace(tasks=[task("a"), task("b"), task("c")], progress=list(done))


def found_in(place, plan):
    result = check_plan(place, plan)
    assert rules_broken(result) in ([], ["every_task_once"])
    return [(found.subject, found.measured, found.limit) for found in result.violations]


def test_allows_each_open_task_once_planned_or_unplaced():
    assert found_in(studio(), plan_of(studio(), PLACING)) == []


def test_forbids_leaving_a_task_out():
    plan = without_claims(plan_of(studio(), PLACING))
    plan = plan.model_copy(update={"unplaced": plan.unplaced[1:]})
    assert found_in(studio(), plan) == [("b", 0, 1)]
    assert check_plan(studio(), plan).violations[0].text == (
        "task 'b': stands neither among the planned tasks nor among the unplaced; every open task stands exactly once"
    )


def test_forbids_a_task_in_both_lists():
    plan = without_claims(plan_of(studio(), PLACING))
    twice = plan.unplaced[0].model_copy(update={"id": "a"})
    assert found_in(studio(), plan.model_copy(update={"unplaced": (twice, *plan.unplaced)})) == [("a", 2, 1)]


def test_forbids_work_that_nobody_knows():
    plan = without_claims(plan_of(studio(), PLACING))
    stranger = plan.tasks[0].model_copy(update={"id": "x", "blocks": ()})
    result = check_plan(studio(), plan.model_copy(update={"tasks": (*plan.tasks, stranger)}))
    assert ("every_task_once", "x", 1, 0) in [
        (found.rule, found.subject, found.measured, found.limit) for found in result.violations
    ]


def test_done_work_stands_in_the_list_of_done_alone():
    place = studio(progress("a", done_on="2026-11-20"))
    assert found_in(place, plan_of(place, {})) == []
    again = without_claims(plan_of(place, PLACING))
    assert found_in(place, again) == [("a", 1, 0)]
    assert found_in(place, plan_of(place, {}, done=())) == [("a", 0, 1)]


def test_open_work_is_not_listed_as_done():
    assert found_in(studio(), plan_of(studio(), PLACING, done=("b",))) == [("b", 1, 0)]


def weekly(*rows, **fields):
    report = recurring("report", "FREQ=WEEKLY;BYDAY=FR", part("draft"), since="2026-10-30", **fields)
    return workspace(tasks=[], clients=[client(recurring=(report,))], progress=list(rows), horizon_days=14)


def test_occurrences_due_inside_the_horizon_are_work():
    names = [row.id for row in plan_of(weekly(), {}).unplaced]
    assert names == ["report/2026-11-27/draft", "report/2026-12-04/draft"]


def test_earlier_occurrences_count_as_done_unless_a_row_leaves_them_open():
    open_row = weekly(progress("report/2026-11-20/draft", worked_minutes=30))
    assert plan_of(open_row, {}).unplaced[0].id == "report/2026-11-20/draft"
    assert plan_of(open_row, {}).unplaced[0].remaining_minutes == 30
    done_row = weekly(progress("report/2026-11-20/draft", done_on="2026-11-20"))
    assert [row.id for row in plan_of(done_row, {}).unplaced] == ["report/2026-11-27/draft", "report/2026-12-04/draft"]


def test_an_occurrence_due_at_as_of_is_past():
    fields = {"due_time_minute": 9 * 60}
    monday = recurring("report", "FREQ=WEEKLY;BYDAY=MO", part("draft"), since="2026-11-02", **fields)
    place = workspace(tasks=[], clients=[client(recurring=(monday,))], horizon_days=14)
    assert [row.id for row in plan_of(place, {}).unplaced] == ["report/2026-11-30/draft"]
