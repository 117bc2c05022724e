"""Room for one sittings where people are full of them: exchanges among several at once."""

import random

from scheduler.instance.build import build_instance
from scheduler.solve.exact.budget import Budget
from scheduler.solve.exact.dealing import deal_sittings
from scheduler.solve.search.phases import Phases
from scheduler.solve.search.problem import Problem
from scheduler.solve.work import Work
from tests.building import client, person, task, workspace

PEOPLE = ("ana", "bo", "cy", "di")


def full_days(seed, *, extra=0):
    """Return four people whose Tuesday is cut into sittings to the last quarter, some after others, and `extra` tasks on top."""
    rng, tasks = random.Random(seed), []
    for name in PEOPLE:
        for start, end in ((9 * 60, 13 * 60), (14 * 60, 18 * 60)):
            at = start
            while at < end:
                minutes = min(15 * rng.randint(3, 9), end - at)
                ends = [other for other in tasks if other[2] <= at]
                tasks.append(
                    (f"{name}-{at}", at, at + minutes, rng.choice(ends)[0] if ends and rng.random() < 0.3 else "")
                )
                at += minutes
    rows = [
        task(name, minutes=end - start, start="24 09:00", due="24 18:00", after=after, one_sitting=True)
        for name, start, end, after in tasks
    ]
    rows += [
        task(f"extra-{number}", minutes=60, start="24 09:00", due="24 18:00", one_sitting=True)
        for number in range(extra)
    ]
    return workspace(people=[person(name) for name in PEOPLE], clients=(client(),), tasks=rows)


def dealt(place, *, seed=0, work=20.0):
    """Return the search after its first pass, and what dealing makes of it."""
    phases = Phases(Problem(build_instance(place)), Work(1.0), seed=0)
    found = deal_sittings(
        phases.state,
        wanted=phases.promised,
        movable=phases.movable,
        seed=seed,
        budget=Budget.of(work, 60.0),
    )
    return phases, found


def missing(phases, placement):
    return sum(phases.problem.effort[task] for task in phases.promised if not placement.is_placed(task))


def test_days_that_are_full_to_the_last_quarter_are_dealt_out_and_can_be_laid():
    for seed in range(3):
        phases, found = dealt(full_days(seed))
        assert found is not None
        assert missing(phases, found) == 0
        assert phases.start_from(found)


def test_what_is_too_much_is_left_out_and_nothing_stands_after_it():
    phases, found = dealt(full_days(0, extra=2), work=2.0)
    assert found is not None
    assert missing(phases, found) >= 120 // 15
    for number in range(phases.problem.count):
        if found.is_placed(number):
            assert all(found.is_placed(before) for before, _ in phases.problem.before[number])
    assert not phases.start_from(found)


def test_the_same_seed_deals_the_same():
    _, first = dealt(full_days(1), seed=3)
    _, again = dealt(full_days(1), seed=3)
    assert first == again
