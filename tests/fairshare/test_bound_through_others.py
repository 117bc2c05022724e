"""Work that one person must do by way of work which nobody promised, or which is done: it is asked for together, and goes to one person."""

from __future__ import annotations

import pytest

from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from scheduler.fairshare.handing import for_planning
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.units import TaskId
from scheduler.verify import check_plan
from scheduler.workflows.record_edits import enter_edits
from tests.building import client, person, progress, task, time_off, workspace
from tests.fairshare.small_books import ask, asked, block, complaints, opened

PEOPLE = [person("ana", "seo", "copy"), person("bo", "seo", "copy")]
BLOCKS = [
    block("harrow", "seo", "ana", "tue", "09:00", 120),
    block("harrow", "seo", "bo", "tue", "09:00", 120),
    block("harrow", "seo", "bo", "wed", "09:00", 120),
]
TEXT = task("text", "seo", 120, due="24 18:00", same_person_as="talk")
PAGE = task("page", "seo", 120, due="25 18:00", same_person_as="talk")
TALKS = {
    "target": task("talk", "copy", 30, due="27 18:00", commitment="target"),
    "tentative": task("talk", "copy", 30, commitment="tentative"),
    "no due time": task("talk", "copy", 30, commitment="target"),
    "of another client": task("talk", "copy", 30, due="27 18:00", client="vale"),
}


def files(*rows, **fields) -> Workspace:
    clients = [client("harrow", agreed={"seo": 360}), client("vale")]
    return workspace(people=PEOPLE, clients=clients, tasks=rows, **fields)


def people_of(book: Book) -> set[str]:
    assert complaints(book) == []
    return {book.witness.work[TaskId(name)].person for name in ("text", "page")}


def assert_plan_passes(book: Book) -> None:
    seen, holdings = for_planning(book.team.workspace, book)
    plan = make_plan(seen, holdings=holdings, settings=PlanSettings(time_limit_seconds=2.0))
    assert check_plan(seen, plan, holdings=holdings).violations == ()
    assert not [row.id for row in plan.tasks if row.late_minutes]


@pytest.mark.parametrize("talk", TALKS.values(), ids=TALKS)
@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 1, 0), (0, 2, 1)])
def test_rows_that_a_third_binds_are_promised_on_one_person(talk, order) -> None:
    rows = [(TEXT, PAGE, talk)[number] for number in order]
    # Alone each would be done by ana, and both are only on what bo holds for the client; taken in the order of the rows.
    suffices = rows.index(TEXT) < rows.index(PAGE)
    book = opened(files(*rows), BLOCKS)
    assert people_of(book) == ({"bo"} if suffices else {"ana"})
    assert_plan_passes(book)

    later = opened(files(), BLOCKS)
    enter_edits(later, files(*rows))
    assert people_of(later) == ({"bo"} if suffices else {"ana"})
    assert_plan_passes(later)


@pytest.mark.parametrize("talk", TALKS.values(), ids=TALKS)
def test_a_row_that_comes_later_goes_to_the_person_of_the_one_that_is_promised(talk) -> None:
    book = opened(files(TEXT, talk), BLOCKS)
    first = book.witness.work[TaskId("text")].person
    enter_edits(book, files(TEXT, talk, PAGE))
    assert people_of(book) == {first}
    assert_plan_passes(book)


@pytest.mark.parametrize("order", [("a", "b", "c"), ("a", "c", "b"), ("c", "a", "b")])
def test_tasks_of_a_request_that_a_third_of_it_binds_go_to_one_person(order) -> None:
    parts = {
        "a": asked("a", "seo", 120, due="24 18:00", same_person_as=("c",)),
        "b": asked("b", "seo", 120, due="25 18:00", same_person_as=("c",)),
        "c": asked("c", "copy", 30, due="27 18:00"),
    }
    book = opened(files(), BLOCKS)
    ask(book, "harrow", *(parts[name] for name in order))
    assert complaints(book) == []
    assert len(book.witness.work) == 3
    assert len({place.person for place in book.witness.work.values()}) == 1


def test_rows_bound_by_work_that_is_done_go_to_whoever_did_it() -> None:
    talk = task("talk", "copy", 30, due="20 18:00")
    done = progress("talk", done_on="2026-11-20", person="ana")
    rows = [TEXT.model_copy(update={"due": PAGE.due}), talk]
    book = opened(files(*rows, progress=[done]), BLOCKS)
    assert complaints(book) == []
    assert book.witness.work[TaskId("text")].person == "ana"
    assert_plan_passes(book)

    unknown = progress("talk", done_on="2026-11-20")
    book = opened(files(TEXT, PAGE, talk, progress=[unknown]), BLOCKS)
    assert people_of(book) == {"bo"}
    assert_plan_passes(book)


def test_a_task_that_unpromised_work_binds_to_promised_work_goes_to_its_person() -> None:
    """Its client holds hours of somebody else alone: that makes no request conforming."""
    blocks = [block("harrow", "seo", "bo", "wed", "09:00", 120)]
    talk = task("talk", "copy", 30, due="27 18:00", commitment="target", same_person_as="text")
    text = TEXT.model_copy(update={"same_person_as": (), "person": "ana"})
    book = opened(files(text, talk, time_off=[time_off("ana", "25", "25")]), blocks)
    assert book.witness.work[TaskId("text")].person == "ana"
    entry = ask(book, "harrow", asked("more", "seo", 120, due="25 18:00", start="25 09:00", same_person_as=("talk",)))
    assert complaints(book) == []
    assert entry.kind != "accepted"


def test_a_row_that_refused_work_binds_goes_to_the_person_of_the_one_that_is_promised() -> None:
    text, page = TEXT.model_copy(update={"same_person_as": ()}), PAGE
    talk = task("talk", "copy", 3000, due="24 18:00", same_person_as="text")
    book = opened(files(text), BLOCKS)
    enter_edits(book, files(text, talk))
    assert book.entries[-1].kind == "declined"
    enter_edits(book, files(text, talk, page))
    assert people_of(book) == {book.witness.work[TaskId("text")].person}
    seen, holdings = for_planning(book.team.workspace, book)
    plan = make_plan(seen, holdings=holdings, settings=PlanSettings(time_limit_seconds=2.0))
    assert check_plan(seen, plan, holdings=holdings).violations == ()


def test_a_row_that_names_nobody_any_more_may_go_to_somebody_else() -> None:
    text = TEXT.model_copy(update={"same_person_as": (), "due": PAGE.due})
    page = PAGE.model_copy(update={"same_person_as": ("text",)})
    book = opened(files(text, page), [block("harrow", "seo", "ana", "tue", "09:00", 240), BLOCKS[2]])
    assert people_of(book) == {"ana"}
    enter_edits(book, files(text, page.model_copy(update={"same_person_as": (), "person": "bo"})))
    assert people_of(book) == {"ana", "bo"}
    assert_plan_passes(book)
