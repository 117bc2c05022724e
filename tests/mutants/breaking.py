"""Ways to break the good plan, one rule each: what follows from the break is told truly, so only the break is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from scheduler.domain.plan import Level, Move, Plan, Violation
from tests.building import at, block
from tests.mutants.good_plan import CAPACITY, IMPOSSIBLE, PLACINGS, planned, with_reasons
from tests.planning import Placing, given_up, no_room

Mutant = Callable[[Plan], Plan]

SOMETHING_BROKEN = Violation(rule="full_effort", subject="late", measured=59, limit=60, unit="minutes", text="short")


def placing(**placings: Placing) -> Mutant:
    """Place some work elsewhere; everything that follows is recomputed (`pair_1` stands for `pair-1`)."""
    changed = {name.replace("_", "-"): place for name, place in placings.items()}

    def mutate(_: Plan) -> Plan:
        return with_reasons(planned(dict(PLACINGS) | changed))

    return mutate


def claiming(**fields: Any) -> Mutant:
    """Change fields of the document and nothing else."""
    return lambda plan: plan.model_copy(update=fields)


def on_task(name: str, **fields: Any) -> Mutant:
    """Change fields of one planned task and nothing else."""

    def mutate(plan: Plan) -> Plan:
        rows = tuple(row.model_copy(update=fields) if row.id == name else row for row in plan.tasks)
        return plan.model_copy(update={"tasks": rows})

    return mutate


def on_level(name: str, **fields: Any) -> Mutant:
    """Change fields of one level and nothing else."""

    def mutate(plan: Plan) -> Plan:
        levels = tuple(row.model_copy(update=fields) if row.level == name else row for row in plan.objective)
        return plan.model_copy(update={"objective": levels})

    return mutate


def on_reason(name: str, figures: Any) -> Mutant:
    """Change the figures of the reason of one unplaced task and nothing else."""

    def mutate(plan: Plan) -> Plan:
        rows = tuple(
            row.model_copy(update={"why": row.why.model_copy(update={"figures": figures})}) if row.id == name else row
            for row in plan.unplaced
        )
        return plan.model_copy(update={"unplaced": rows})

    return mutate


def on_piece(**fields: Any) -> Mutant:
    """Change where the first held piece stands; sums of people are left out."""

    def mutate(plan: Plan) -> Plan:
        first, *others = plan.held
        piece = first.blocks[0].model_copy(update=fields)
        moved = first.model_copy(update={"blocks": (piece,)})
        return plan.model_copy(update={"held": (moved, *others), "people": ()})

    return mutate


def _forget_held_hours(plan: Plan) -> Plan:
    return with_reasons(planned(PLACINGS, held=plan.held[1:]))


def holding(number: int, *, who: str = "", **fields: Any) -> Mutant:
    """Change a held row, and the person of its pieces where one is named; everything that follows is recomputed."""

    def mutate(plan: Plan) -> Plan:
        rows = list(plan.held)
        row = rows[number].model_copy(update=fields)
        pieces = tuple(piece.model_copy(update={"person": who or piece.person}) for piece in row.blocks)
        rows[number] = row.model_copy(update={"blocks": pieces})
        return with_reasons(planned(PLACINGS, held=rows))

    return mutate


def on_levels(change: Callable[[Sequence[Level]], Sequence[Level]]) -> Mutant:
    """Change which levels there are, and nothing else."""
    return lambda plan: plan.model_copy(update={"objective": tuple(change(plan.objective))})


def _rename_first(levels: Sequence[Level]) -> Sequence[Level]:
    first, *others = levels
    return (first.model_copy(update={"level": "legal_lateness"}), *others)


def _leave_out(plan: Plan) -> Plan:
    bare = plan.model_copy(update={"clients": ()})
    return bare.model_copy(update={"unplaced": tuple(row for row in plan.unplaced if row.id != "appeal")})


def _list_twice(plan: Plan) -> Plan:
    twice = next(row for row in plan.unplaced if row.id == "appeal")
    return plan.model_copy(update={"unplaced": (*plan.unplaced, twice), "clients": ()})


def _invent(plan: Plan) -> Plan:
    stranger = plan.unplaced[0].model_copy(
        update={"id": "invented", "why": plan.unplaced[0].why.model_copy(update={"proven": False})}
    )
    return plan.model_copy(update={"unplaced": (*plan.unplaced, stranger)})


def _forget_a_move(plan: Plan) -> Plan:
    return plan.model_copy(update={"moves": tuple(move for move in plan.moves if move.task != "moved")})


def _go_under_a_false_cause(plan: Plan) -> Plan:
    """Let the frozen `pair-1` go and call it its client's doing."""
    placings = dict(PLACINGS) | {"pair-1": ("ana", [("26 11:00", "26 12:00")])}
    gone = planned(placings)
    return with_reasons(gone.model_copy(update={"unfrozen": (given_up("pair-1", "client_change"),)}))


MUTANTS: dict[str, dict[str, Mutant]] = {
    "person_has_skill": {
        "somebody without the skill": placing(new=("ana", [("26 11:00", "26 12:00")])),
        "too low a level": placing(embargo=("cy", [("26 17:00", "26 18:00")])),
        "nobody known": placing(new=("zoe", [("26 09:00", "26 10:00")])),
    },
    "person_not_excluded": {"an excluded person": placing(private=("ana", [("26 11:00", "26 12:00")]))},
    "pinned_person": {"somebody else": placing(pinned=("cy", [("26 11:00", "26 12:00")]))},
    "same_person": {"two people": placing(pair_2=("bo", [("26 10:00", "26 11:00")]))},
    "within_working_time": {
        "through lunch": placing(private=("bo", [("26 12:30", "26 13:30")])),
        "at the weekend": placing(late=("bo", [("28 10:00", "28 11:00")])),
        "in a meeting": placing(new=("cy", [("25 09:30", "25 10:30")])),
        "on leave": placing(evening=("ana", [block("25 18:00", "25 19:00", overtime=True), ("27 10:00", "27 10:20")])),
        "a minute early": placing(late=("bo", [("27 08:59", "27 09:59")])),
    },
    "overtime_consented": {
        "not marked": placing(evening=("ana", [("25 18:00", "25 19:00"), ("26 10:00", "26 10:20")])),
        "more than the week's consent": placing(
            evening=(
                "ana",
                [block("25 18:00", "25 19:00", overtime=True), block("26 18:00", "26 18:20", overtime=True)],
            )
        ),
        "marked in normal hours": placing(late=("bo", [block("27 09:00", "27 10:00", overtime=True)])),
    },
    "one_task_at_a_time": {
        "two at once": placing(late=("bo", [("26 11:30", "26 12:30")])),
        "a minute at once": placing(late=("bo", [("26 11:59", "26 12:59")])),
    },
    "not_before_start": {"before its start": placing(embargo=("bo", [("26 12:00", "26 13:00")]))},
    "within_horizon": {"next month": placing(late=("bo", [("30 09:00", "30 10:00")]))},
    "after_predecessors": {"inside the wait": placing(review=("bo", [("26 09:09", "26 09:39")]))},
    "in_one_sitting": {
        "with lunch in between": placing(workshop=("cy", [("26 14:00", "26 15:00"), ("26 15:30", "26 16:30")]))
    },
    "full_effort": {
        "a minute short": placing(late=("bo", [("27 09:00", "27 09:59")])),
        "a minute over": placing(late=("bo", [("27 09:00", "27 10:01")])),
    },
    "frozen_work_stays": {
        "another time": placing(pair_1=("ana", [("26 11:00", "26 12:00")])),
        "another person": placing(text=("cy", [("25 16:00", "25 18:00")])),
        "a false cause": _go_under_a_false_cause,
    },
    "held_blocks_stand": {
        "work in held hours": placing(late=("bo", [("24 15:00", "24 16:00")])),
        "over lunch": on_piece(start=at("24 12:30"), end=at("24 14:30")),
        "on another day": on_piece(start=at("26 09:00"), end=at("26 11:00")),
        "nobody's hours": on_piece(person="cy"),
        "left out": _forget_held_hours,
        "called rush": holding(0, kind="rush"),
        "longer than the book holds them": holding(0, lapses_at=at("24 18:00")),
    },
    "booked_blocks_stay": {
        "another day": placing(review=("bo", [("27 10:00", "27 10:30")])),
        "a part of it": placing(review=("bo", [("26 09:10", "26 09:39"), ("27 10:00", "27 10:01")])),
        "out of promised overtime": placing(evening=("ana", [("26 10:00", "26 11:20")])),
        "other overtime": placing(
            evening=("ana", [block("25 18:30", "25 19:30", overtime=True), ("26 10:00", "26 10:20")])
        ),
    },
    "every_task_once": {
        "left out": _leave_out,
        "in the list twice": _list_twice,
        "invented": _invent,
        "done and not said": claiming(done=()),
    },
    "moves_are_listed": {
        "a move not told": _forget_a_move,
        "a new task not told": claiming(added=()),
        "a task dropped that stands": claiming(dropped=("late",)),
        "unfrozen for nothing": claiming(unfrozen=(given_up("new", "person_away"),)),
    },
    "figures_add_up": {
        "late told as on time": on_task("late", late_minutes=0),
        "an earlier finish": on_task("late", finish=at("27 09:59")),
        "short blocks": claiming(short_blocks=0),
        "another grid": claiming(grid_minutes=5),
        "another title": on_task("late", title="Another"),
        "another workspace": claiming(workspace="Another"),
        "another buffer": claiming(policy={"buffer": 0}),
        "a longer freeze": claiming(policy={"freeze_days": 9}),
        "a parameter of another kind": claiming(policy={"freeze_days": "two"}),
        "infeasible for nothing": claiming(status="infeasible"),
        "not verified and no reason": claiming(verified=False),
        "verified with violations": claiming(violations=(SOMETHING_BROKEN,)),
    },
    "objective_recomputed": {
        "a bound above the value": on_level("tentative_unplaced", bound=1),
        "a smaller value": on_level("moves", value=0, bound=0),
        "an order that flatters": on_level("balance", clients=("ana", "bo", "cy", "dee")),
        "called optimal": on_level("agreed_lateness", optimal=True),
        "not called optimal at its bound": on_level("overtime", optimal=False),
        "a row not called optimal at its bound": on_level("regulatory_lateness", optimal=False),
        "no level at all": on_levels(lambda levels: ()),
        "a level left out": on_levels(lambda levels: levels[1:]),
        "a level twice": on_levels(lambda levels: (levels[0], *levels)),
        "a level of another name": on_levels(_rename_first),
        "a level more": on_levels(lambda levels: (*levels, *_rename_first(levels[:1]))),
        "levels in another order": on_levels(lambda levels: levels[::-1]),
    },
    "reasons_add_up": {
        "late and no reason": on_task("late", why_late=None),
        "on time and a reason": on_task("text", why_late=no_room()),
        "without a due time and a reason": on_task("new", why_late=no_room()),
        "less free time than there is": on_reason("appeal", CAPACITY.model_copy(update={"free_minutes": 420})),
        "a person left out": on_reason("appeal", CAPACITY.model_copy(update={"people": (), "free_minutes": 0})),
        "work that may be done later": on_reason(
            "appeal", CAPACITY.model_copy(update={"to": at("23 17:00"), "free_minutes": 420})
        ),
        "a shorter longest stretch": on_reason("film", IMPOSSIBLE.model_copy(update={"longest_minutes": 200})),
    },
}


WITHOUT_THE_BOOK: dict[str, Mutant] = {
    "somebody without the skill": holding(0, skill="design"),
    "a skill that nobody has": holding(0, skill="nosuch"),
    "too low a level": holding(0, skill="seo:2"),
    "an excluded person": holding(1, who="ana"),
    "a skill that was not agreed": holding(0, skill="lead", who="bo"),
    "a client that there is not": holding(0, client="nobody"),
    "more than a week has": holding(0, minutes=541),
    "called rush": holding(0, kind="rush"),
    "a later lapse": holding(2, lapses_at=at("26 18:00")),
}
"""Ways to break `held_blocks_stand` that show in the files alone."""


WITHOUT_A_BASELINE: dict[str, tuple[str, Mutant]] = {
    "a move": (
        "moves_are_listed",
        lambda plan: plan.model_copy(
            update={"moves": (Move(task=plan.tasks[0].id, from_=None, to=None),)},
        ),
    ),
    "a new task": ("moves_are_listed", claiming(added=("late",))),
    "a task dropped": ("moves_are_listed", claiming(dropped=("nobody-knows",))),
    "a task unfrozen": ("moves_are_listed", claiming(unfrozen=(given_up("new", "person_away"),))),
    "moved minutes": ("objective_recomputed", on_level("moves", value=60, bound=0, optimal=False)),
    "infeasible for nothing": ("figures_add_up", claiming(status="infeasible")),
}
"""Ways to break a plan that says that it was compared with no other, with the rule that each breaks."""


def all_mutants() -> Iterator[tuple[str, str, Mutant]]:
    """Yield rule, description and mutant."""
    for rule, ways in MUTANTS.items():
        for way, mutant in ways.items():
            yield rule, way, mutant
