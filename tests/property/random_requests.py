"""Random requests on random books, by seed: what somebody on the phone could ask a team of `random_workspaces`."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.zones import instant_of
from scheduler.domain.record import Source
from scheduler.domain.requests import Request
from scheduler.domain.tasks import After, TaskPlan
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from scheduler.fairshare.borrowing import cap_minutes
from scheduler.fairshare.handing import for_planning
from scheduler.units import ClientId, TaskId
from scheduler.verify.verdict import AnswerCheck, check_verdict
from scheduler.workflows.fit_request import answered
from scheduler.workflows.fitting.answering import Answer
from scheduler.workflows.fitting.ground import Ground, ground_on
from scheduler.workflows.kept_book import checked_plan, opened_book
from tests.property.random_workspaces import Size, random_workspace

FIT_SECONDS = 2.0


def random_ground(seed: int, *, size: Size, published: bool) -> Ground:
    """Return a drawn team with its book opened on its plan, which is published or not."""
    place = random_workspace(seed, size=size)
    first = checked_plan(place)
    book = opened_book(place, plan=first)
    ground = ground_on(place, book, plan=first, published=None, is_kept=published)
    if not published:
        return ground
    return ground_on(place, book, plan=ground.plan, published=ground.plan)


def random_request(place: Workspace, *, seed: int) -> Request:
    """Return a request of one to three tasks of a client, some urgent, some not, some hopeless."""
    random = Random(seed)
    grid = place.grid_minutes
    skills = sorted({skill for person in place.people for skill, _ in person.skills})
    count = random.choice([1, 1, 1, 2, 3])
    source = Source(file="requests/R.yaml", line=1)
    tasks = []
    for number in range(count):
        after = (After(task=TaskId(f"t{number - 1}")),) if number and random.random() < 0.7 else ()
        tasks.append(
            TaskPlan(
                id=TaskId(f"t{number}"),
                title=f"Part {number}",
                skill=random.choice(skills),
                effort_minutes=random.randint(1, 12) * grid,
                after=after,
                one_sitting=random.random() < 0.15,
                source=source,
            )
        )
    needed_by = place.as_of + timedelta(minutes=random.choice([15, 60, 180, 480, 1440, 2880, 4320, 7200]))
    latest = None if random.random() < 0.6 else needed_by + timedelta(days=random.randint(0, 4))
    return Request(
        id="R",
        client=random.choice(place.clients).id,
        title="Something urgent",
        asked_at=place.as_of,
        needed_by=needed_by,
        latest=latest,
        minimum_minutes=random.choice([None, None, grid, 4 * grid]),
        tasks=tuple(tasks),
        source=source,
    )


def small_request(place: Workspace, *, seed: int) -> Request:
    """Return a request of one or two short tasks that is needed inside the horizon of a tiny team."""
    random = Random(f"small {seed}")
    made = random_request(place, seed=seed)
    most = max(1, (horizon_span(place).end - instant_of(place.as_of)) // 60)
    tasks = tuple(
        task.model_copy(update={"effort_minutes": random.randint(1, 4) * place.grid_minutes}) for task in made.tasks[:2]
    )
    hours = min(most, random.choice([1, 2, 3, 4, 26, 27, 28, 50, 51]))
    needed_by = place.as_of + timedelta(hours=hours)
    latest = None if made.latest is None else needed_by + timedelta(days=1)
    return made.model_copy(update={"tasks": tasks, "needed_by": needed_by, "latest": latest, "minimum_minutes": None})


def answer_of(ground: Ground, request: Request) -> Answer:
    """Return the answer to a drawn request."""
    return answered(ground, request, time_limit_seconds=FIT_SECONDS)


def checked(ground: Ground, request: Request, answer: Answer) -> AnswerCheck:
    """Return what the independent check of answers finds; a later date is checked with the plan that the document leaves out."""
    plan = None if answer.after is None else answer.after.plan
    holdings = None if answer.after is None else for_planning(ground.workspace, answer.after.book)[1]
    return check_verdict(
        ground.workspace,
        request,
        answer.verdict.model_copy(update={"plan": plan}),
        log_lines=ground.book.lines,
        baseline=ground.plan,
        baseline_is_published=ground.published is not None,
        published=ground.published,
        holdings=holdings,
    )


def most_spare(book: Book, client: ClientId) -> int:
    """Return what a client may still borrow on a book on which nobody has borrowed anything."""
    today = book.team.zone.local(book.clock)[0]
    return cap_minutes(book.team.workspace, book.account_of(client), today)


def changes_to_others(ground: Ground, answer: Answer) -> list[str]:
    """Return what an accepted way or offer changes of other clients: promised dates, floors, rows, or finishes past a floor."""
    found: list[str] = []
    client = answer.answered.climb.ask.client
    for name, after in [("answer", answer.after), *((each.offer.kind, each.after) for each in answer.offers)]:
        if after is None or name == "consent":
            continue
        for task, promised in ground.book.commitments.items():
            if promised.client == client:
                continue
            now = after.book.commitments.get(task)
            if now is None or (now.due, now.floor_at, now.rows) != (promised.due, promised.floor_at, promised.rows):
                found.append(f"{name}: the promise of {task} changed")
                continue
            before, place = ground.book.witness.work.get(task), after.book.witness.work.get(task)
            if before is not None and (place is None or place.finish > max(promised.floor_at, before.finish)):
                found.append(f"{name}: {task} ends past its floor")
    return found
