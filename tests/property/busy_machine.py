"""The drawn book of a team that also has recurring deliverables and publishes its plans."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from scheduler.calendars.recurrence import occurrence_date
from scheduler.domain.book import LaidBlock
from scheduler.domain.clients import Client, Recurring
from scheduler.domain.plan import Plan
from scheduler.domain.tasks import Progress
from scheduler.domain.workspace import Workspace
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.units import TaskId
from scheduler.verify.book import check_plan_against_book
from scheduler.verify.book.invariants import breach
from scheduler.verify.plan import check_plan
from scheduler.workflows.kept_plans import KeptPlans
from scheduler.workflows.plan_ground import ground_of
from scheduler.workflows.published_places import publish
from scheduler.workflows.record_edits import enter_edits
from tests.building import part, progress, recurring
from tests.property.book_machine import Machine

QUICK = PlanSettings(seed=0, time_limit_seconds=1.0)
RULES = (
    ("FREQ=WEEKLY;BYDAY=FR", None),
    ("FREQ=WEEKLY;BYDAY=TU,TH", None),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", date(2026, 11, 2)),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", date(2026, 11, 1)),
    ("FREQ=MONTHLY;BYMONTHDAY=5,20", None),
    ("FREQ=DAILY;INTERVAL=3", date(2026, 11, 23)),
)


class BusyMachine(Machine):
    """A machine whose clients have recurring deliverables, which files change, and whose plans are made and published.

    Attributes
    ----------
    baseline
        The last published plan.
    settings
        How plans are made.
    """

    settings = QUICK

    def __init__(self, seed: int, *, audit: bool = True) -> None:
        self.baseline: Plan | None = None
        super().__init__(seed, audit=audit, edits=True)

    def drawn_facts(self) -> tuple[Workspace, list[LaidBlock]]:
        facts, blocks = super().drawn_facts()
        clients = tuple(with_recurring(each, self.rng) for each in facts.clients)
        return facts.model_copy(update={"clients": clients, "horizon_days": self.rng.choice([7, 14])}), blocks

    def moves(self) -> list[tuple[str, Callable[[], object]]]:
        return [
            *super().moves(),
            *[("recurring", self.change_recurring)] * 2,
            *[("occurrence", self.report_occurrence)] * 2,
            ("publish", self.publish),
        ]

    def change_recurring(self) -> None:
        """Edit the recurring deliverables of a client in its file."""
        facts = self.book.team.workspace
        served = self.rng.choice(facts.clients)
        changed = with_recurring(served, self.rng)
        enter_edits(
            self.book,
            facts.model_copy(update={"clients": tuple(changed if each is served else each for each in facts.clients)}),
        )

    def report_occurrence(self) -> None:
        """Write progress of an occurrence into the file: done, worked on, or longer than thought."""
        booked = [task for task in self.book.commitments if occurrence_date(task) is not None]
        if booked:
            task = self.rng.choice(booked)
            left = self.book.commitments[task].remaining
            self.enter_progress(progress(task, remaining_minutes=self.rng.choice([0, 0, max(0, left - 30), left + 45])))

    def enter_progress(self, *rows: Progress) -> None:
        facts = self.book.team.workspace
        named = {row.task for row in rows}
        kept = tuple(each for each in facts.progress if each.task not in named)
        enter_edits(self.book, facts.model_copy(update={"progress": (*kept, *rows)}))

    def publish(self) -> None:
        """Plan on the book as `plan --publish` does, check the plan, and publish it."""
        self.enter_progress(*self._said_by_word())
        self.listen()
        workspace = self.book.team.workspace.model_copy(update={"as_of": self.book.team.aware(self.book.clock)})
        ground = ground_of(self.book, workspace, plans=KeptPlans(self.baseline, self.baseline))
        plan = make_plan(ground.workspace, baseline=ground.baseline, settings=self.settings, holdings=ground.holdings)
        found = check_plan(ground.workspace, plan, baseline=ground.baseline, holdings=ground.holdings)
        frozen = {"frozen_work_stays", "booked_blocks_stay"}
        wrong = [each for each in found.violations if plan.status != "infeasible" or each.rule not in frozen]
        self.violations.extend(
            breach(each.rule, "plan", each.text, seq=len(self.book.lines), measured=0, limit=0) for each in wrong
        )
        if plan.status == "infeasible":
            return
        self.violations.extend(check_plan_against_book(plan, self.book.lines))
        publish(self.book, plan)
        self.baseline = plan

    def _said_by_word(self) -> list[Progress]:
        """Return what the book was told of rows of its files and of occurrences, as rows of progress.csv."""
        known = {row.task for row in self.book.team.workspace.progress}
        promised = self.book.commitments
        rows = {
            task: each.remaining for task, each in promised.items() if each.remaining != each.asked.effort_minutes
        } | dict.fromkeys(self.book.done, 0)
        return [
            progress(task, remaining_minutes=left)
            for task, left in sorted(rows.items())
            if task not in known and self._is_in_files(task)
        ]

    def _is_in_files(self, task: TaskId) -> bool:
        return occurrence_date(task) is not None or any(row.id == task for row in self.book.team.workspace.tasks)


def with_recurring(served: Client, rng: Random) -> Client:
    """Return a client with drawn recurring deliverables."""
    return served.model_copy(
        update={"recurring": tuple(_deliverable(served, number, rng) for number in range(rng.choice([0, 1, 1, 2])))}
    )


def _deliverable(served: Client, number: int, rng: Random) -> Recurring:
    rule, since = rng.choice(RULES)
    tasks = [part("draft", rng.choice(["seo", "copy"]), rng.choice([30, 60, 90]))]
    if rng.random() < 0.4:
        after = rng.choice(["draft", "draft + 60", "draft + 1 working days"])
        same = ("draft",) if rng.random() < 0.3 else ()
        tasks.append(part("check", rng.choice(["seo", "copy"]), 30, after=after, same_person_as=same))
    return recurring(
        f"{served.id}-report-{number}",
        rule,
        *tasks,
        since=since,
        due_time_minute=rng.choice([None, 12 * 60, 17 * 60]),
        start_before_working_days=rng.choice([0, 2, 5]),
        commitment=rng.choice(["agreed", "agreed", "agreed", "target", "regulatory"]),
    )
