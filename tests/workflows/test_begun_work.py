"""Promised work that has begun stays with its person in the book; a plan that gives it to somebody else says so, and the book follows the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.cli.main import run
from scheduler.fairshare.book import Book
from scheduler.units import Span, TaskId
from scheduler.workflows.published_places import publish
from tests.building import client, instant, person, task, workspace
from tests.fairshare.small_books import advance, ask, asked, complaints, opened
from tests.planning import plan_of
from tests.workflows.document_desk import DocumentDesk

WORKSPACE = {
    "workspace.yaml": 'format: 1\nname: Studio\ntime_zone: Europe/London\nhours: {mon-fri: "09:00-17:00"}\nhorizon: 2 weeks\n',
    "people.yaml": "people:\n  - {id: ana, name: Ana, skills: [dev]}\n  - {id: bo, name: Bo, skills: [dev]}\n",
    "clients.yaml": "clients:\n  - {id: a, name: Aaa, prefer: [ana]}\n",
    "tasks.csv": "id,client,title,skill,effort,due\nt,a,Text,dev,12h,2026-11-30 17:00\n",
    "time_off.csv": "person,from,to,reason\nana,2026-11-24,2026-11-27,leave\n",
}


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> DocumentDesk:
    made = DocumentDesk(tmp_path, capfd)
    made.lay(WORKSPACE)
    return made


def test_a_plan_that_hands_begun_work_over_says_what_the_book_does(
    desk: DocumentDesk, capfd: pytest.CaptureFixture[str]
) -> None:
    (row,) = desk("plan", "--publish", "--as-of", "2026-11-23T08:00")["tasks"]
    assert (row["person"], [block["start"][:10] for block in row["blocks"]]) == ("ana", ["2026-11-23", "2026-11-30"])
    # Nothing is reported of Monday, so twelve hours are left, for which Ana has no time until Monday evening.
    (row,) = desk("plan", "--as-of", "2026-11-24T09:00")["tasks"]
    assert (row["person"], row["late_minutes"]) == ("bo", 0)
    run(["plan", str(desk.folder), "--as-of", "2026-11-24T09:00"])
    said = " ".join(capfd.readouterr().err.split())
    assert (
        "By the book Ana has begun “Text” (t) and goes on with it; this plan has what is not reported of it with Bo."
        in said
    )
    assert "In the book what is left stays with Ana." in said


TEAM = workspace(
    people=[person("ana", "seo"), person("bo", "seo")],
    clients=[client("odd")],
    tasks=[task(name, "seo", 120, client="odd", due="2026-12-04T18:00") for name in ("begun", "other")],
)


def begun_and_other() -> Book:
    """Return a book at ten o'clock, with work of two hours that Ana has begun at nine, and other work to come on Wednesday."""
    book = opened(TEAM.model_copy(update={"tasks": ()}), [])
    for name, start in (("begun", "23 09:00"), ("other", "25 09:00")):
        ask(book, "odd", asked(name, "seo", 120, "2026-12-04T18:00", start=start, person="ana"))
    advance(book, "23 10:00")
    return book


@pytest.mark.parametrize(
    "placing",
    [
        pytest.param(("bo", [("24 09:00", "24 11:00")]), id="with somebody else"),
        pytest.param(("ana", [("24 09:00", "24 11:00")]), id="with more of it than the book has left"),
    ],
)
def test_the_book_follows_a_published_plan_but_for_work_that_has_begun(placing) -> None:
    book = begun_and_other()
    plan = plan_of(TEAM, {"begun": placing, "other": ("ana", [("26 14:00", "26 16:00")])})
    entry = publish(book, plan)
    assert [stand.task for stand in entry.work] == ["other"]
    assert book.witness.work[TaskId("begun")].pieces == (Span(instant("23 09:00"), instant("23 11:00")),)
    assert complaints(book) == []


def test_what_a_plan_has_in_the_time_of_begun_work_stays_in_the_book() -> None:
    book = begun_and_other()
    plan = plan_of(TEAM, {"begun": ("bo", [("24 09:00", "24 11:00")]), "other": ("ana", [("23 10:00", "23 12:00")])})
    assert publish(book, plan).work == ()
    assert complaints(book) == []


def test_begun_work_that_goes_on_elsewhere_with_its_person_moves_in_the_book_too() -> None:
    book = begun_and_other()
    plan = plan_of(TEAM, {"begun": ("ana", [("24 09:00", "24 10:00")]), "other": ("ana", [("25 09:00", "25 11:00")])})
    entry = publish(book, plan)
    assert [stand.task for stand in entry.work] == ["begun"]
    assert complaints(book) == []
