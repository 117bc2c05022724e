"""A certificate that the verifier accepts is true: where one exists, brute force finds no plan that is on time."""

from itertools import product

import pytest

from scheduler.domain.reasons import CapacityFigures, ImpossibleFigures, Reason, WorkShare
from scheduler.units import Span
from scheduler.verify import check_plan
from scheduler.verify.case import Case
from scheduler.verify.spans import total
from scheduler.verify.windows import Windows, could_do, longest_stretch
from tests.building import from_instant
from tests.oracle.brute_force import brute_force
from tests.planning import plan_of
from tests.property.random_workspaces import random_workspace

SEEDS = 150
A_YEAR = 365 * 1440


def certificates(place):
    """Yield (task, reason) for every window in which the listed work needs more than there is."""
    case = Case(place, plan_of(place, {}))
    windows, facts = Windows(case), case.facts
    ends = {task: (windows.earliest_start(work), windows.latest_finish(work)) for task, work in facts.open_work.items()}
    for start, end in sorted({(head, tail) for (head, _), (_, tail) in product(ends.values(), repeat=2)}):
        inside = [task for task, (head, tail) in ends.items() if start <= head and tail <= end]
        people = sorted({name for task in inside for name in could_do(case, task)})
        window = case.calendar_window(Span(start, end))
        free = sum(total(facts.people[name].working(window)) for name in people)
        needed = sum(facts.open_work[task].remaining_minutes for task in inside)
        # A chain that nobody can do begins and ends at no instant that could be written.
        if inside and needed > free and facts.as_of - A_YEAR < end and start < facts.as_of + A_YEAR:
            figures = CapacityFigures(
                people=people,
                skills=sorted({facts.open_work[task].skill for task in inside}),
                from_=from_instant(start),
                to=from_instant(end),
                free_minutes=free,
                needed_minutes=needed,
                work=[WorkShare(task=task, minutes=facts.open_work[task].remaining_minutes) for task in inside],
            )
            yield inside[0], Reason(kind="capacity", text="too much work", proven=True, figures=figures)
    yield from _sittings(case)


def _sittings(case):
    for task, work in case.facts.open_work.items():
        window = case.facts.team.horizon
        stretches = [
            longest_stretch(case.facts.people[name], window, with_overtime=False) for name in could_do(case, task)
        ]
        longest = max(stretches, default=0)
        if work.one_sitting and work.remaining_minutes > longest:
            figures = ImpossibleFigures(
                from_=from_instant(window.start),
                to=from_instant(window.end),
                needed_minutes=work.remaining_minutes,
                longest_minutes=longest,
            )
            yield task, Reason(kind="impossible", text="too long", proven=True, figures=figures)


@pytest.mark.parametrize("chunk", range(10))
def test_what_is_refuted_cannot_be_done(chunk):
    accepted = 0
    for seed in range(chunk, SEEDS, 10):
        place = random_workspace(seed, size="tiny")
        bare = plan_of(place, {})
        for task, reason in certificates(place):
            rows = tuple(row.model_copy(update={"why": reason}) if row.id == task else row for row in bare.unplaced)
            result = check_plan(place, bare.model_copy(update={"unplaced": rows}))
            assert result.violations == (), (seed, reason)
            accepted += 1
            assert not brute_force(place).all_on_time, (seed, reason)
    assert accepted > 0
