"""The tasks of a request beside a plan that stands: the same problem as one built with them from the beginning."""

import pytest

from scheduler.fairshare.handed_tasks import tasks_of_request
from scheduler.solve.standing_plan import StandingPlan
from scheduler.workflows.asked_work import ask_of
from scheduler.workflows.fitting.ground import without_freeze
from tests.property.random_requests import random_ground, random_request


def told(problem):
    """Return what the search reads of each task, by ids; the dues of what stands are left out, as nothing reads them here."""
    ids = [task.id for task in problem.tasks]
    people = [person.id for person in problem.instance.people]
    return {
        name: (
            problem.effort[task],
            problem.sitting[task],
            problem.fixed[task],
            problem.release[task],
            problem.hard[task],
            sorted(people[each] for each in problem.eligible[task]),
            problem.keep[task],
            problem.keep_person[task],
            sorted((ids[before], tuple(table)) for before, table in problem.before[task]),
            sorted((ids[after], tuple(table)) for after, table in problem.after[task]),
            sorted(ids[mate] for mate in problem.mates[task]),
            problem.tasks[task].rank,
            problem.tasks[task].due,
        )
        for task, name in enumerate(ids)
    }


@pytest.mark.parametrize("seed", range(40, 60))
def test_added_tasks_are_those_of_a_problem_built_with_them(seed):
    ground = random_ground(seed, size="mixed" if seed % 2 else "small", published=seed % 4 < 2)
    for number in range(3):
        ask = ask_of(ground.book, ground.workspace, random_request(ground.workspace, seed=100 * seed + number))
        tasks = tasks_of_request(ground.book, ask.client, ask.request, ask.tasks)
        stands, problem = ground.standing.with_tasks(tasks)
        workspace, holdings = ground.facts
        if ground.published is None:
            workspace = without_freeze(workspace)
        whole = StandingPlan(
            workspace.model_copy(update={"tasks": (*workspace.tasks, *tasks)}), ground.plan, holdings, apart=()
        )
        assert told(problem) == told(whole.problem)
        assert problem.instance.aligned == whole.problem.instance.aligned
        assert stands is ground.standing


def test_a_request_that_binds_who_does_others_work_is_built_whole():
    ground = random_ground(41, size="mixed", published=True)
    standing = next(task.id for task in ground.facts[0].tasks if task.id in ground.work)
    ask = ask_of(ground.book, ground.workspace, random_request(ground.workspace, seed=4100))
    first, *others = tasks_of_request(ground.book, ask.client, ask.request, ask.tasks)
    bound = first.model_copy(update={"same_person_as": (*first.same_person_as, standing)})
    stands, problem = ground.standing.with_tasks([bound, *others])
    assert stands is not ground.standing
    index = {task.id: task.index for task in problem.tasks}
    assert index[standing] in problem.mates[index[first.id]]
