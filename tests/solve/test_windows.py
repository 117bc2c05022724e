from __future__ import annotations

from hypothesis import given, settings

from scheduler.instance.records import Instance
from scheduler.solve.bounds.freetime import ALWAYS, NEVER
from scheduler.solve.bounds.windows import exact_heads, exact_tails, generations, heads, tails
from scheduler.units import Span
from tests.solve.every_plan import every_plan
from tests.solve.hand_made import Job, Team, make_instance
from tests.solve.test_bounds import tiny_instances

DAY = 1440
OFFICE = [(0, 240), (300, 540), (DAY, DAY + 240), (DAY + 300, DAY + 540)]


def test_a_chain_moves_heads_and_tails_by_work_and_waits() -> None:
    jobs = [
        Job(120, due=DAY + 540),
        Job(180, due=DAY + 540, people=(1,), after=((0, 30),)),
        Job(60, due=DAY + 540, after=((1, 0),)),
    ]
    instance = make_instance(Team([OFFICE, OFFICE]), jobs, horizon_end=2 * DAY)
    found = exact_heads(instance)
    # 120 minutes, half an hour of waiting, then 90 minutes before and 90 after the break.
    assert found.starts == (0, 150, 390)
    assert found.finishes == (120, 390, 450)
    assert found.critical == (-1, 0, 1)
    late = exact_tails(instance, [task.late_from for task in instance.tasks])
    # The last takes the last hour; 180 minutes before it; the wait before that.
    assert late.finishes == (DAY + 300 - 30, DAY + 480, DAY + 540)
    assert late.carriers == (2, 2, 2)
    assert heads(instance) == [0, 150, instance.axis.from_instant_up(390)]
    # In positions a break is one dead position: 240 + 1 + 240 units of the first day, then one more dead one.
    assert tails(instance) == [482 + 240, 482 + 241 + 180, 482 + 481]


def test_the_best_single_person_counts_not_the_team_together() -> None:
    mornings = [(0, 120), (DAY, DAY + 120)]
    afternoons = [(120, 240), (DAY + 120, DAY + 240)]
    instance = make_instance(Team([mornings, afternoons]), [Job(180, people=(0, 1))], horizon_end=2 * DAY)
    assert exact_heads(instance).finishes == (DAY + 60,)


def test_a_sitting_waits_for_a_long_enough_stretch() -> None:
    team = Team([[(0, 100), (150, 400)]])
    sitting = make_instance(team, [Job(120, due=400, one_sitting=True)], horizon_end=DAY)
    assert exact_heads(sitting).finishes == (270,)
    assert exact_heads(sitting, by_hand=True).finishes == (170,)
    assert tails(sitting) == [351]
    before = [Job(60), Job(120, due=400, after=((0, 0),), one_sitting=True)]
    instance = make_instance(team, before, horizon_end=DAY)
    assert exact_tails(instance, [None, 400]).finishes == (280, 400)


def test_what_comes_after_an_impossible_task_has_no_earliest_finish() -> None:
    jobs = [Job(60, people=()), Job(60, due=200, after=((0, 0),))]
    instance = make_instance(Team([OFFICE]), jobs, horizon_end=2 * DAY)
    assert exact_heads(instance).finishes == (NEVER, NEVER)
    assert heads(instance)[1] == instance.axis.size
    assert exact_tails(instance, [None, 200]).finishes == (140, 200)


def test_work_before_an_undoable_task_is_not_hurried_by_it() -> None:
    jobs = [Job(60, due=540), Job(60, due=60, people=(), after=((0, 0),))]
    instance = make_instance(Team([OFFICE]), jobs, horizon_end=2 * DAY)
    assert exact_tails(instance, [540, 60]).finishes == (540, 60)
    hopeless = [Job(60, due=540), Job(600, due=60, after=((0, 0),))]
    instance = make_instance(Team([OFFICE]), hopeless, horizon_end=2 * DAY)
    assert exact_tails(instance, [540, 60]).finishes == (ALWAYS, 60)
    assert tails(instance)[0] == 0


def test_without_due_times_nothing_limits() -> None:
    instance = make_instance(Team([OFFICE]), [Job(60), Job(60, after=((0, 0),))], horizon_end=2 * DAY)
    assert tails(instance) == [instance.axis.size, instance.axis.size]
    assert exact_tails(instance, [None, None]).carriers == (-1, -1)


def test_frozen_work_ends_when_it_ends_and_only_the_rest_is_laid() -> None:
    frozen = (0, (Span(300, 360),))
    jobs = [Job(90, fixed=frozen), Job(60, fixed=frozen), Job(30, after=((1, 0),), people=(1,))]
    instance = make_instance(Team([[(0, 240)], OFFICE]), jobs, horizon_end=2 * DAY)
    assert exact_heads(instance).finishes == (360, 360, 390)


def test_layers_keep_predecessors_before() -> None:
    jobs = [Job(1), Job(1, after=((0, 0),)), Job(1, after=((0, 0), (1, 0))), Job(1)]
    assert generations(make_instance(Team([OFFICE]), jobs, horizon_end=DAY)) == [[0, 3], [1], [2]]


def test_overtime_counts_as_time() -> None:
    team = Team([[(0, 60)]], {0: [([(60, 120)], 60)]})
    instance = make_instance(team, [Job(100, due=120)], horizon_end=DAY)
    assert exact_heads(instance).finishes == (100,)


@settings(deadline=None, max_examples=100)
@given(tiny_instances())
def test_no_plan_is_outside_the_windows(instance: Instance) -> None:
    head = exact_heads(instance)
    dues = [task.late_from for task in instance.tasks]
    tail = exact_tails(instance, dues)
    planned = [False] * len(instance.tasks)
    for finishes in every_plan(instance):
        on_time = [
            due is None or (finish is not None and finish <= due) for finish, due in zip(finishes, dues, strict=True)
        ]
        for index, finish in enumerate(finishes):
            if finish is None:
                continue
            planned[index] = True
            assert finish >= head.finishes[index]
            if finish > tail.finishes[index]:
                assert not on_time[tail.carriers[index]]
    for index, known in enumerate(planned):
        assert known or instance.tasks[index].effort_units
        if head.finishes[index] >= NEVER:
            assert not known
