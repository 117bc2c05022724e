"""Frozen for answers is what the published plan has: what was accepted since keeps its promise and its slack floor, not its place."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request
from scheduler.domain.verdict import Verdict
from scheduler.domain.workspace import Workspace
from scheduler.workflows.fit_request import answered
from scheduler.workflows.fitting.answering import Answer
from scheduler.workflows.fitting.ground import Ground, ground_on
from tests.building import at, client, part, person, task, workspace
from tests.property.random_requests import checked
from tests.workflows.fitting.answers import ground_of, request, spans_of

HOUR = 60
WEEK = "mon-fri 09:00-13:00 14:00-17:00"


def desk(*tasks: object) -> Workspace:
    """Return one person, and three clients without an agreement."""
    clients = [client(name) for name in ("brit", "cara", "acme")]
    return workspace(
        week=WEEK,
        people=[person("ana", "copy", week=WEEK)],
        clients=clients,
        tasks=list(tasks),
        horizon_days=14,
        policy={"walk_in_borrow": 100 * HOUR},
    )


def named(asked: Request, name: str) -> Request:
    return asked.model_copy(update={"id": name})


def accepted(ground: Ground, *, client: str, name: str, minutes: int, by: str, published: Plan) -> Ground:
    """Return the ground after a request of one task that fits."""
    asked = named(request(ground.workspace, part("a", "copy", minutes), by=by, client=client), name)
    after = answered(ground, asked).after
    assert after is not None
    return ground_on(ground.workspace, after.book, plan=after.plan, published=published)


def urgent(ground: Ground) -> tuple[Request, Answer]:
    """Return a request of half an hour by noon, and its answer."""
    asked = named(request(ground.workspace, part("a", "copy", 30), by="23 12:00", client="acme"), "R-7")
    return asked, answered(ground, asked)


def full_morning() -> tuple[Ground, Plan]:
    """Return a day that answers have filled until three since an empty plan was published, and that plan."""
    ground = ground_of(desk(), published=True)
    published = ground.plan
    ground = accepted(ground, client="brit", name="R-2", minutes=2 * HOUR, by="23 13:00", published=published)
    return accepted(ground, client="cara", name="R-3", minutes=3 * HOUR, by="23 17:00", published=published), published


def moved(verdict: Verdict) -> list[str]:
    return [move.task for move in verdict.moves]


def test_what_was_accepted_since_the_plan_was_published_moves_inside_its_slack_floor() -> None:
    ground, published = full_morning()
    asked, answer = urgent(ground)
    assert answer.verdict.verdict == "fits_with_moves"
    assert moved(answer.verdict) == ["R-3/a"]
    assert spans_of(answer.verdict)[0] < "23 12"
    assert checked(ground, asked, answer).violations == ()
    assert answer.after is not None
    assert answer.after.plan.verified
    floor = ground.book.commitments["R-3/a"].floor_at
    assert answer.after.book.witness.work["R-3/a"].finish <= floor
    assert answer.after.book.commitments["R-2/a"].due == ground.book.commitments["R-2/a"].due
    again = ground_on(ground.workspace, answer.after.book, plan=answer.after.plan, published=published)
    assert again.plan.verified


def test_what_was_published_is_frozen_whatever_was_accepted_since() -> None:
    ground = ground_of(desk(task("text", "copy", 3 * HOUR, client="brit", due="23 17:00")), published=True)
    asked, answer = urgent(ground)
    assert answer.verdict.verdict == "fits_later"
    assert answer.verdict.reasons[0].proven
    assert checked(ground, asked, answer).violations == ()
    ground = accepted(ground, client="cara", name="R-3", minutes=HOUR, by="23 17:00", published=ground.plan)
    asked, answer = urgent(ground)
    assert answer.verdict.verdict == "fits_later"
    assert "text" not in moved(answer.verdict)
    assert checked(ground, asked, answer).violations == ()


def test_once_it_is_published_it_is_frozen() -> None:
    ground, _ = full_morning()
    ground = ground_on(ground.workspace, ground.book, plan=ground.plan, published=ground.plan)
    asked, answer = urgent(ground)
    assert answer.verdict.verdict == "fits_later"
    assert answer.verdict.reasons[0].proven
    assert checked(ground, asked, answer).violations == ()


def test_a_no_that_counts_as_frozen_what_was_never_published_is_refuted() -> None:
    ground, published = full_morning()
    frozen = ground_on(ground.workspace, ground.book, plan=ground.plan, published=ground.plan)
    asked, answer = urgent(frozen)
    wrong = checked(replace(frozen, published=published), asked, answer)
    assert {found.rule for found in wrong.violations} == {"reasons_hold"}


def test_a_yes_that_moves_what_was_published_is_refuted() -> None:
    ground, _ = full_morning()
    asked, answer = urgent(ground)
    wrong = checked(replace(ground, published=ground.plan), asked, answer)
    assert "moves_are_told" in {found.rule for found in wrong.violations}


def test_work_before_work_that_was_published_does_not_set_it_free() -> None:
    """The outline was typed in after the plan was published, before a text that is frozen."""
    text = task("text", "copy", HOUR, client="brit", start="23 14:00", due="23 17:00", after="outline")
    outline = task("outline", "copy", HOUR, client="brit", due="23 17:00")
    ground = ground_of(desk(text.model_copy(update={"after": ()})), published=True)
    place = desk(text, outline)
    standing = ground_of(place).plan
    assert {row.id: row.start for row in standing.tasks} == {"outline": at("23 09:00"), "text": at("23 14:00")}
    later = ground_on(place, ground.book, plan=standing, published=ground.plan)
    assert set(later.frozen_work) == {"text"}
    assert [each.fixed for each in later.standing.problem.tasks if each.id == "outline"] == [None]
    assert [each.fixed is None for each in later.standing.problem.tasks if each.id == "text"] == [False]
