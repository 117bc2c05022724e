"""In a gated model each rule can be waived alone: a plan that breaks one rule is possible exactly without its gates."""

from __future__ import annotations

import pytest

from scheduler.domain.rules import RULES as CATALOGUE
from scheduler.instance.placement import Placement
from scheduler.instance.records import Fixed, HeldLine, Instance
from scheduler.model.reference import ReferenceModel, build_reference
from scheduler.model.registry import RULES
from scheduler.solve.exact.cp import Run, run
from scheduler.units import Span
from tests.model.drawn import Person, Work, bits, drawn

BARRED = {(0, 1): "person_not_excluded", (0, 2): "pinned_person"}


def plan(*places: tuple[int, str]) -> Placement:
    return Placement(tuple(person for person, _ in places), tuple(bits(line, "1") for _, line in places))


THREE = ["1111 111", "1111 111", "1111 111"]
PAIR = [Work(minutes=60), Work(minutes=60)]
FROZEN = [Work(minutes=60, fixed=Fixed(0, (Span(0, 60),))), Work(minutes=60)]
BOOKED = [Work(minutes=60, fixed=Fixed(0, (Span(0, 60),)), booked=(Span(0, 60),)), Work(minutes=60)]
HELD = HeldLine(person=0, client=0, minutes=60, window=Span(0, 120), span=Span(0, 60))
BROKEN: dict[str, tuple[Instance, Placement]] = {
    "person_has_skill": (drawn(["11", "11"], [Work(level=2)]), plan((1, "1."))),
    "person_not_excluded": (drawn(THREE, [Work()]), plan((1, "1..."))),
    "pinned_person": (drawn(THREE, [Work()]), plan((2, "1..."))),
    "same_person": (
        drawn(["11", "11"], [Work(people=(0, 1), group=1), Work(people=(0, 1), group=1)]),
        plan((0, "1."), (1, "1.")),
    ),
    "within_working_time": (drawn(["1.1"], [Work()]), plan((0, ".1."))),
    "overtime_consented": (drawn([Person("1oo", overtime=1)], [Work(minutes=120)]), plan((0, ".11"))),
    "one_task_at_a_time": (drawn(["111"], PAIR), plan((0, "1.."), (0, "1.."))),
    "not_before_start": (drawn(["111"], [Work(release=60)]), plan((0, "1.."))),
    "after_predecessors": (drawn(["1111"], [Work(), Work(after=((0, 60),))]), plan((0, "1..."), (0, ".1.."))),
    "in_one_sitting": (drawn(["111"], [Work(minutes=120, sitting=True)]), plan((0, "1.1"))),
    "full_effort": (drawn(["111"], [Work(minutes=180)]), plan((0, "11."))),
    "frozen_work_stays": (drawn([".1"], FROZEN), plan((0, ".."), (0, "1."))),
    "held_blocks_stand": (drawn([".1"], [Work()], held=[HELD]), plan((0, "1."))),
    "booked_blocks_stay": (drawn([".1"], BOOKED), plan((0, ".."), (0, "1."))),
}


def ask(instance: Instance, placement: Placement, *, without: str | None) -> tuple[Run, ReferenceModel]:
    barred = BARRED if len(instance.people) == 3 else {}
    model = build_reference(instance, gated=True, barred=barred)
    assert model.fix(placement)
    model.cp.add_assumptions([gate for (rule, _), gate in model.gates.items() if rule != without])
    return run(model.cp, seed=1, work_limit=5), model


@pytest.mark.parametrize("rule", [rule for rule, held in RULES.items() if not held.by_construction])
def test_a_plan_that_breaks_a_rule_needs_just_that_rule_waived(rule: str) -> None:
    instance, placement = BROKEN[rule]
    refused, model = ask(instance, placement, without=None)
    assert refused.status == "infeasible"
    names = {gate.index: name for (name, _), gate in model.gates.items()}
    assert {names[literal] for literal in refused.core} == {rule}
    assert ask(instance, placement, without=rule)[0].has_solution
    for other in RULES:
        if other != rule:
            assert ask(instance, placement, without=other)[0].status == "infeasible"


def test_what_holds_by_construction_says_why() -> None:
    for rule, held in RULES.items():
        assert held.by_construction == (held.post is None), rule
        assert held.by_construction == bool(held.reason), rule


def test_every_hard_rule_of_the_plan_is_held() -> None:
    assert set(RULES) == {rule.id for rule in CATALOGUE if rule.strength == "hard" and rule.scope == "plan"}


def test_a_gated_model_without_any_plan_fixed_has_a_plan_under_all_gates() -> None:
    instance = drawn(
        THREE, [Work(minutes=120, sitting=True), Work(minutes=180, after=((0, 60),), group=2), Work(group=2)]
    )
    model = build_reference(instance, gated=True)
    for task in range(3):
        model.require_on_time(task)
    model.cp.add_assumptions(list(model.gates.values()))
    result = run(model.cp, seed=1, work_limit=5)
    assert result.has_solution
    assert -1 not in model.placement(result.values).people


def test_a_conflict_names_the_promises_and_the_rules_that_meet() -> None:
    instance = drawn(["11"], [Work(due=120), Work(minutes=120, due=120)])
    model = build_reference(instance, gated=True)
    for task in range(2):
        model.require_on_time(task)
    model.cp.add_assumptions(list(model.gates.values()))
    result = run(model.cp, seed=1, work_limit=5)
    assert result.status == "infeasible"
    subjects = {gate.index: key for key, gate in model.gates.items()}
    core = {subjects[literal] for literal in result.core}
    assert {("agreed_lateness", "t0"), ("agreed_lateness", "t1")} <= core
    relaxed = build_reference(instance, gated=True)
    for task in range(2):
        relaxed.require_on_time(task)
    relaxed.cp.add_assumptions([gate for key, gate in relaxed.gates.items() if key != ("agreed_lateness", "t0")])
    assert run(relaxed.cp, seed=1, work_limit=5).has_solution
