"""The drivers, as far as they work without their peers: rules, blocks, project files, what they refuse."""

import pytest

from benchmarks.peers.drivers import airbus_workforce, by_due_date, intervals, taskjuggler
from benchmarks.peers.drivers.driving import breaks_of, first_solution_seconds, solver_log, worked

FREE = [(0, 4), (6, 10), (20, 40)]


def case_of(**changes):
    return {
        "unit_minutes": 15,
        "horizon": 20,
        "last": 40,
        "seconds": 5,
        "workers": 1,
        "seed": 0,
        "people": [{"id": "a", "free": FREE}, {"id": "b", "free": [(2, 8), (20, 40)]}],
        "tasks": [
            {"id": "x", "effort": 6, "weight": 6, "release": 0, "due": 9, "one_sitting": False, "after": [], "able": [0, 1]},
            {"id": "y", "effort": 2, "weight": 2, "release": 1, "due": 12, "one_sitting": False, "after": ["x"], "able": [0]},
            {"id": "z", "effort": 3, "weight": 3, "release": 3, "due": 7, "one_sitting": True, "after": [], "able": [0, 1]},
        ],
        "together": [],
        "baseline": None,
    } | changes  # fmt: skip


def test_breaks_are_what_is_not_free():
    assert breaks_of(FREE, 45) == [(4, 6), (10, 20), (40, 45)]
    assert breaks_of([(0, 5)], 5) == []


def test_work_goes_over_breaks_and_ends_with_the_free_time():
    assert worked(FREE, 2, 4) == [(2, 4), (6, 8)]
    assert worked(FREE, 7, 2) == [(7, 9)]
    assert worked(FREE, 39, 5) == [(39, 40)]


def test_the_rules_take_the_earliest_due_first_and_whoever_finishes_first():
    answer = by_due_date.solve(case_of())
    # z is due first: b could have it from 3 to 6, a only from 6. Then x by a; y after it, behind the break.
    assert answer.placed == {"z": (1, [(3, 6)]), "x": (0, [(0, 4), (6, 8)]), "y": (0, [(8, 10)])}


def test_the_rules_keep_a_group_with_one_person():
    answer = by_due_date.solve(case_of(together=[["x", "y"]]))
    assert answer.placed["x"][0] == answer.placed["y"][0] == 0


def test_what_does_not_fit_before_the_horizon_takes_nothing_before_it():
    task = case_of()["tasks"][0]
    long, short = (
        task | {"id": "long", "effort": 12, "due": 8, "able": [0]},
        task | {"id": "short", "effort": 8, "due": 9, "able": [0]},
    )
    answer = by_due_date.solve(case_of(tasks=[long, short], people=[{"id": "a", "free": FREE}]))
    assert answer.placed == {"long": (0, [(20, 32)]), "short": (0, [(0, 4), (6, 10)])}


def test_the_interval_model_has_everything_on_time_where_that_can_be():
    case = case_of()
    case["tasks"][0]["effort"] = 4
    answer = intervals.solve(case)
    assert answer.note == "optimal"
    assert answer.first_seconds is not None
    ends = {task: stretches[-1][1] for task, (_, stretches) in answer.placed.items()}
    assert (ends["x"] <= 9, ends["y"] <= 12, ends["z"] <= 7) == (True, True, True)


def test_the_interval_model_is_late_where_a_block_has_no_run():
    # x needs six units in a row: only b has them, from 2 to 8, so z waits for a until 6; interrupted, x would be on time with z.
    answer = intervals.solve(case_of())
    assert answer.note == "optimal"
    assert max(answer.placed["x"][1][-1][1] - 9, answer.placed["z"][1][-1][1] - 7) > 0


def test_blocks_are_two_hours_and_a_rest():
    task = {"effort": 19, "one_sitting": False}
    assert intervals.block_sizes(task, 15) == [8, 8, 3]
    assert intervals.block_sizes(task | {"one_sitting": True}, 15) == [19]


def test_the_log_of_the_solver_gives_the_first_solution():
    log = "#Bound 0.01s\n#1       0.52s best:12    next:[0,11]\n#2       1.10s best:3\n"
    assert first_solution_seconds(log) == 0.52
    assert first_solution_seconds("#Bound 0.01s\n") is None


def test_what_is_written_below_python_is_caught(capfd):
    import os

    with solver_log() as log:
        os.write(1, b"from below\n")
        assert log() == "from below\n"
    assert "from below" not in capfd.readouterr().out


def test_the_workforce_problem_refuses_interruption_and_short_windows():
    case = case_of()
    assert airbus_workforce.reason_not_to(case) == "no work that is interrupted"
    sitting = [task | {"one_sitting": True} for task in case["tasks"]]
    assert airbus_workforce.reason_not_to(case | {"tasks": sitting}) is None
    short = [sitting[0] | {"due": 5}, *sitting[1:]]
    assert airbus_workforce.reason_not_to(case | {"tasks": short}) == "a task without a window that is long enough"


def test_the_workforce_problem_gets_only_teams_that_work_within_the_horizon():
    people = [{"id": "gone", "free": [(20, 40)]}, *case_of()["people"]]
    assert airbus_workforce.present_in(case_of(people=people)) == [1, 2]


def test_taskjuggler_refuses_sittings_and_groups():
    case = case_of()
    assert taskjuggler.reason_not_to(case) == "no work in one sitting"
    case["tasks"] = case["tasks"][:2]
    assert taskjuggler.reason_not_to(case) is None
    assert taskjuggler.reason_not_to(case | {"together": [["x", "y"]]}) == "no groups of one person"


def test_a_project_of_taskjuggler_has_leaves_order_and_priorities():
    case = case_of()
    lines = taskjuggler.project_of(case | {"tasks": case["tasks"][:2]}).splitlines()
    assert "leaves special 2026-01-01-01:00 - 2026-01-01-01:30, special 2026-01-01-02:30 - 2026-01-01-05:00" in next(
        line for line in lines if line.startswith("resource p0")
    )
    tasks = [line for line in lines if line.startswith("task")]
    assert tasks == [
        'task r1 "r" { start 2026-01-01-00:15 }',
        'task t0 "t" { effort 90min priority 1000 allocate p0 { alternative p1 select minloaded persistent } }',
        'task t1 "t" { effort 30min priority 501 allocate p0 { persistent } depends !t0, !r1 }',
    ]


EXPORT = """supplement task r1 {
}
supplement task t0 {
  booking p1 2026-01-01-00:30-+0000 + 2.0h,
          2026-01-02-00:00-+0000 + 15min { overtime 2 }
}
supplement task t1 {
  booking p0 2026-01-01-00:00-+0000 + 0.25h { overtime 2 }
}
"""


def test_bookings_of_taskjuggler_are_read_in_units():
    assert taskjuggler.placed_in(EXPORT, ["x", "y"]) == {"x": (1, [(2, 10), (96, 97)]), "y": (0, [(0, 1)])}


@pytest.mark.parametrize("driver", [airbus_workforce, by_due_date, intervals, taskjuggler])
def test_a_driver_imports_its_peer_only_when_it_solves(driver):
    assert not {"discrete_optimization", "pyjobshop"} & set(vars(driver))
