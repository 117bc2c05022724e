"""500 refusals in a busy studio, and 50 small requests into a busy plan: `python -m benchmarks.refusals` counts what the policy asks for.

The studio of the scenarios is played for two weeks and a half in which everybody asks; everything goes as planned; then requests of natural sizes,
needed within five working days, are answered until so many were refused. Every answer is read by the independent check, which adds up each certificate; an
answer whose only reason is the borrowing cap is asked once more as the daily round would, which has no cap.

The small requests are accepted one after the other on a team of random tasks, each on the plan that the one before left behind.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from random import Random

import numpy as np

from benchmarks.fit_latency import ground_of_team
from benchmarks.tables import put_into_readme, save_results, setting_of, table_of
from scheduler.calendars.horizon import freeze_end
from scheduler.calendars.zones import instant_of
from scheduler.domain.plan import Move
from scheduler.domain.record import Source
from scheduler.domain.requests import Request
from scheduler.domain.tasks import Progress, TaskPlan
from scheduler.domain.verdict import YES
from scheduler.fairshare.book import Book
from scheduler.fairshare.standing import Standing
from scheduler.units import Instant, TaskId
from scheduler.workflows.fit_request import answered
from scheduler.workflows.fitting.ground import Ground, ground_on
from scheduler.workflows.record_edits import enter_edits
from scheduler.workflows.simulation.book_policy import BookPolicy
from scheduler.workflows.simulation.drawing import draw_sizes
from scheduler.workflows.simulation.running import moments
from scheduler.workflows.simulation.scenarios import draw_stream
from scheduler.workflows.simulation.studio import studio
from tests.property.random_requests import checked

COMMAND = "python -m benchmarks.refusals"
PLAYED_DAYS, ASKED_AT_HOUR = 16, 2
"""The requests come on the third Wednesday, two hours after the beginning of work."""
REFUSED_EACH = 25
SECONDS_AN_ANSWER = 1.0


def busy_studio(seed: int) -> Ground:
    """Return the studio after two weeks and a half in which three clients asked for all that they could get."""
    setting, stream = draw_stream("always-asking", studio(), seed=seed, weeks=3)
    policy, now = BookPolicy(setting), setting.start + (PLAYED_DAYS * 24 + ASKED_AT_HOUR) * 60
    for at, event in moments(setting, stream):
        if at > now:
            break
        policy.advance(at)
        if event is not None:
            policy.take(event)
        elif policy.has_waiting:
            policy.hold_round()
    policy.advance(now)
    book = policy.book
    files = {"as_of": book.team.aware(now), "progress": as_planned(book), "requests": files_of(book)}
    place = setting.workspace.model_copy(update=files)
    enter_edits(book, place)
    plan = ground_on(place, book, plan=None, published=None).plan
    return ground_on(place, book, plan=plan, published=plan)


def as_planned(book: Book) -> tuple[Progress, ...]:
    """Return the report that promised work has gone as the book has it."""
    source = Source(file="progress.csv", line=1)
    return tuple(
        Progress(task=task, remaining_minutes=place.minutes_after(book.clock), source=source)
        for task, place in book.witness.work.items()
        if task in book.commitments and place.pieces[0].start < book.clock
    )


def files_of(book: Book) -> tuple[Request, ...]:
    """Return the requests that were asked for as the files in which they would stand."""
    return tuple(_file_of(book, name, standing) for name, standing in sorted(book.requests.items()))


def _file_of(book: Book, name: str, standing: Standing) -> Request:
    source = Source(file=f"requests/{name}.yaml", line=1)
    tasks = tuple(
        TaskPlan(
            id=TaskId(asked.id.removeprefix(f"{name}/")),
            title=asked.title,
            skill=asked.skill,
            level=asked.level,
            effort_minutes=asked.effort_minutes,
            source=source,
        )
        for asked in standing.asked
    )
    asked_at = book.team.aware(standing.asked_at)
    needed_by = max(asked.due or asked_at for asked in standing.asked)
    return Request(
        id=name,
        client=standing.client,
        asked_at=asked_at,
        needed_by=needed_by,
        tasks=tasks,
        source=source,
    )


def natural_request(ground: Ground, *, seed: int) -> Request:
    """Return a request of one task of natural size, needed at the close of one of the next five working days."""
    random = Random(seed)
    place, team = ground.workspace, ground.book.team
    (minutes,) = draw_sizes(np.random.default_rng(seed), 1, most_minutes=8 * 60)
    day = team.nth_working_day(team.working_day_of(ground.book.clock), random.randint(1, 5))
    source = Source(file="requests/R.yaml", line=1)
    skills = sorted({skill for person in place.people for skill, _ in person.skills})
    task = TaskPlan(id=TaskId("t0"), title="Work", skill=random.choice(skills), effort_minutes=minutes, source=source)
    return Request(
        id="R",
        client=random.choice(place.clients).id,
        title="Something urgent",
        asked_at=place.as_of,
        needed_by=team.aware(team.close_at(day)),
        tasks=(task,),
        source=source,
    )


def refusals(seed: int) -> Counter[str]:
    """Answer requests on one studio until enough were refused."""
    ground, counts = busy_studio(seed), Counter[str]()
    number = 0
    while counts["refused"] < REFUSED_EACH:
        number += 1
        request = natural_request(ground, seed=1000 * seed + number)
        answer = answered(ground, request, time_limit_seconds=SECONDS_AN_ANSWER)
        verdict = answer.verdict
        counts["requests"] += 1
        counts["undecided"] += verdict.verdict == "undecided"
        counts["answers with a fault"] += bool(checked(ground, request, answer).violations)
        counts["offers"] += len(verdict.offers)
        if verdict.verdict in YES or verdict.verdict == "undecided":
            continue
        kinds = {reason.kind for reason in verdict.reasons if reason.proven}
        counts["refused"] += 1
        counts["with a proof"] += bool(kinds)
        counts["by policy or capacity"] += bool(kinds & {"policy", "capacity"})
        if kinds == {"policy"}:
            counts["by policy alone"] += 1
            again = answered(ground, request, time_limit_seconds=SECONDS_AN_ANSWER, in_round=True)
            counts["of these fit without the cap"] += again.verdict.verdict in YES
    return counts


def small_requests(*, count: int, seed: int) -> dict[str, object]:
    """Accept small requests one after the other on 40 people with 250 tasks at 90 % load, and count whose work moves.

    Accepted is what fits as asked. What fits only in exchange for own work is counted and not accepted: its client has to agree first.
    """
    ground = ground_of_team("40x250", 0.9, seed=seed)
    moves: list[int] = []
    frozen = refused = in_exchange = 0
    for number in range(count):
        request = _small(ground, number)
        answer = answered(ground, request)
        if answer.verdict.verdict == "fits_with_trade":
            in_exchange += 1
            continue
        if answer.after is None or answer.verdict.verdict not in YES:
            refused += 1
            continue
        others = [move for move in answer.verdict.moves if move.from_ is not None]
        moves.append(len(others))
        frozen += sum(_frozen_moved(move, freeze_end(ground.workspace)) for move in others)
        ground = ground_on(ground.workspace, answer.after.book, plan=answer.after.plan, published=answer.after.plan)
    again = ground_on(ground.workspace, ground.book, plan=ground.plan, published=ground.plan).plan
    ordered = sorted(moves)
    return {
        "requests": count,
        "accepted": len(moves),
        "only in exchange for own work": in_exchange,
        "refused": refused,
        "others moved, median": ordered[len(ordered) // 2],
        "others moved, 95 %": ordered[int(0.95 * (len(ordered) - 1))],
        "frozen moved": frozen,
        "moved by planning again": sum(1 for task in ground.plan.tasks if task not in again.tasks),
    }


def _frozen_moved(move: Move, end: Instant) -> bool:
    """Say whether frozen blocks of a task stand elsewhere, or nowhere."""
    before = [] if move.from_ is None else [block for block in move.from_.blocks if instant_of(block.start) < end]
    return any(move.to is None or block not in move.to.blocks for block in before)


def _small(ground: Ground, number: int) -> Request:
    random = Random(number)
    place = ground.workspace
    skills = sorted({skill for person in place.people for skill, _ in person.skills})
    source = Source(file=f"requests/S{number}.yaml", line=1)
    task = TaskPlan(
        id=TaskId("t0"),
        title="Small work",
        skill=random.choice(skills),
        effort_minutes=random.choice([30, 60, 90, 120]),
        source=source,
    )
    return Request(
        id=f"S{number}",
        client=random.choice(place.clients).id,
        title="Something small",
        asked_at=place.as_of,
        needed_by=place.as_of + timedelta(days=random.choice([1, 2, 3, 4])),
        tasks=(task,),
        source=source,
    )


def main() -> int:
    """Print and record both counts; return 1 where a certificate does not add up or frozen work moved."""
    parser = argparse.ArgumentParser(description="Count refusals by their reasons, and the moves of small requests.")
    parser.add_argument("--refusals", type=int, default=500)
    parser.add_argument("--small", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    began, total = time.perf_counter(), Counter[str]()
    with ProcessPoolExecutor(given.workers) as pool:
        for seed, counts in enumerate(pool.map(refusals, range(-(-given.refusals // REFUSED_EACH)))):
            total.update(counts)
            print(f"studio {seed}: {dict(counts)}, {time.perf_counter() - began:.0f} s", flush=True)
    small = small_requests(count=given.small, seed=0)
    names = [
        "requests",
        "undecided",
        "refused",
        "with a proof",
        "by policy or capacity",
        "by policy alone",
        "of these fit without the cap",
        "offers",
        "answers with a fault",
    ]
    command = f"{COMMAND} --refusals {given.refusals} --small {given.small}"
    text = f"`{command}`\n\n{table_of(['what', 'count'], [[name, total[name]] for name in names])}\n\n"
    text += table_of(list(small), [list(small.values())])
    print(text)
    put_into_readme("refusals", text)
    save_results(
        "refusals",
        setting_of(command) | {"refusals": dict(total), "small": small, "seconds": round(time.perf_counter() - began)},
    )
    return 1 if total["answers with a fault"] or small["frozen moved"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
