from scheduler.domain.plan import Horizon, Plan, PlannedTask
from scheduler.verify.book import check_plan_against_book
from tests.building import at, block, client, part, person, recurring, task
from tests.verify.book.book_mutants import declined
from tests.verify.book.log_making import cancel, chained, conforming, opened, studio


def planned(name, client="harrow"):
    return PlannedTask(
        id=name,
        client=client,
        deliverable=name,
        title=name,
        skill="seo",
        commitment="agreed",
        counts_as="agreed",
        person="ana",
        blocks=(block("25 09:00", "25 10:30"),),
        start=at("25 09:00"),
        finish=at("25 10:30"),
        release=at("23 09:00"),
        due=at("27 12:00"),
        late_minutes=0,
        slack_minutes=0,
    )


def plan(*names):
    return Plan(
        workspace="Studio",
        as_of="2026-11-23T09:00:00+00:00",
        evenhand_version="0",
        seed=0,
        inputs_sha256="",
        status="feasible",
        horizon=Horizon(start=at("23 09:00"), end=at("30 00:00")),
        grid_minutes=15,
        tasks=tuple(planned(name) for name in names),
    )


def facts():
    weekly = recurring("weekly", "FREQ=WEEKLY;BYDAY=FR", part("draft", "seo", 60))
    return studio(
        people=[person("ana", "seo"), person("cy", "copy")],
        clients=[client("harrow", recurring=(weekly,)), *studio().clients[1:]],
        tasks=[task("logo", "seo", 60, due="25 17:00")],
    )


def test_decisions_agreements_and_the_initial_book_are_known():
    lines = chained([opened(facts(), blocks=()), conforming()])
    assert check_plan_against_book(plan("R-1/audit", "weekly/2026-11-27/draft", "logo"), lines) == []


def test_a_task_that_nobody_decided_is_named_with_its_minutes():
    lines = chained([opened(facts(), blocks=()), conforming()])
    violations = check_plan_against_book(plan("R-1/audit", "R-7/audit", "weekly/2026-11-27/other"), lines)
    assert [(each.rule, each.subject, each.measured, each.seq) for each in violations] == [
        ("I21", "R-7/audit", 90, 2),
        ("I21", "weekly/2026-11-27/other", 90, 2),
    ]


def test_what_was_declined_or_cancelled_is_not_in_the_book():
    lines = chained([opened(), conforming(), cancel(), declined()])
    assert [each.subject for each in check_plan_against_book(plan("R-1/audit", "R-5/audit"), lines)] == [
        "R-1/audit",
        "R-5/audit",
    ]
