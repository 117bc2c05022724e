"""Rows of tasks.csv and occurrences that the book and the files see differently: new, changed, taken out, cancelled, done."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.fairshare.handing import for_planning
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.units import TaskId
from scheduler.verify import check_plan
from scheduler.workflows.book_notices import row_notices
from scheduler.workflows.kept_plans import KeptPlans
from scheduler.workflows.plan_ground import ground_of
from scheduler.workflows.record_edits import enter_edits
from tests.building import at, client, instant, part, progress, recurring, task, wait_after, workspace
from tests.fairshare.small_books import advance, ask, asked, complaints, opened

PAGE = TaskId("page")


def files(*rows, **fields) -> Workspace:
    return workspace(clients=[client("harrow")], tasks=rows, policy={"walk_in_borrow": 6000}, **fields)


def edited(book: Book, *rows) -> Workspace:
    after = book.team.workspace.model_copy(update={"tasks": rows})
    enter_edits(book, after)
    assert complaints(book) == []
    return after


def planned(book: Book, now: Workspace) -> dict[str, int]:
    """Return the minutes of each task of the plan on a book; the plan passes its check."""
    ground = ground_of(book, now.model_copy(update={"as_of": book.team.aware(book.clock)}), plans=KeptPlans())
    plan = make_plan(ground.workspace, holdings=ground.holdings, settings=PlanSettings(time_limit_seconds=5))
    assert check_plan(ground.workspace, plan, holdings=ground.holdings).violations == ()
    return {row.id: sum((each.end - each.start).seconds // 60 for each in row.blocks) for row in plan.tasks}


def last_words(book: Book) -> tuple[str, str]:
    return book.entries[-1].kind, book.entries[-1].reason


def test_a_row_that_is_taken_out_stays_promised_planned_and_named() -> None:
    row = task("page", minutes=120, due="25 17:00")
    book = opened(files(row), [])
    now = edited(book)

    assert planned(book, now) == {"page": 120}
    (notice,) = row_notices(now, book)
    assert notice.text.startswith("The row 'page' is gone, but its work is promised to Harrow by Wed 25 Nov 17:00")

    bookkeeping.cancel(book, "", task=PAGE)
    assert planned(book, now) == {}
    assert row_notices(now, book) == ()


def test_a_row_that_was_cancelled_is_not_planned_until_it_says_something_new() -> None:
    row = task("page", minutes=120, due="25 17:00")
    follower = task("news", minutes=60, due="26 17:00", after="page")
    book = opened(files(row, follower), [])
    bookkeeping.cancel(book, "", task=PAGE)
    now = edited(book, row, follower)

    assert planned(book, now) == {"news": 60}
    assert [notice.subject for notice in row_notices(now, book)] == ["page"]

    later = edited(book, row.model_copy(update={"due": date(2026, 11, 27)}), follower)
    assert PAGE in book.commitments
    assert planned(book, later) == {"page": 120, "news": 60}
    assert row_notices(later, book) == ()


def test_an_occurrence_that_was_cancelled_is_not_planned() -> None:
    weekly = recurring("weekly", "FREQ=WEEKLY;BYDAY=TH", part("draft"), part("check", minutes=30, after="draft"))
    book = opened(files().model_copy(update={"clients": (client("harrow", recurring=(weekly,)),)}), [])
    now = book.team.workspace
    assert planned(book, now) == {"weekly/2026-11-26/draft": 60, "weekly/2026-11-26/check": 30}

    bookkeeping.cancel(book, "weekly/2026-11-26", task=TaskId("weekly/2026-11-26/draft"))
    assert planned(book, now) == {"weekly/2026-11-26/check": 30}
    bookkeeping.cancel(book, "weekly/2026-11-26")
    assert planned(book, now) == {}


def test_what_a_deliverable_only_aims_at_is_promised_to_nobody() -> None:
    aimed = recurring("aimed", "FREQ=WEEKLY;BYDAY=TH", part("draft"), commitment="target")
    mixed = recurring(
        "mixed", "FREQ=WEEKLY;BYDAY=TH", part("draft", commitment="target"), part("check", after="draft"), part("post")
    )
    served = client("harrow", recurring=(aimed, mixed))
    book = opened(files().model_copy(update={"clients": (served,)}), [])

    assert {*book.commitments} == {*book.witness.work} == {"mixed/2026-11-26/post", "mixed/2026-12-03/post"}


def test_a_new_row_without_a_promise_is_written_down_once_and_asked_for_when_it_can_be_promised() -> None:
    book = opened(files(), [])
    wish = task("page", minutes=120, due="25 17:00", commitment="target")
    after = task("news", minutes=60, due="26 17:00", after="page")
    edited(book, wish, after)
    assert last_words(book) == ("booked", "row, without a promise")
    assert book.commitments == {}
    lines = len(book.lines)
    edited(book, wish, after)
    assert not any("without a promise" in line for line in book.lines[lines:])

    edited(book, wish.model_copy(update={"commitment": "agreed"}), after)
    assert {*book.commitments} == {"page", "news"}


def test_another_effort_is_asked_for_anew_and_what_was_promised_stays_where_it_does_not_fit() -> None:
    row = task("page", minutes=120, due="24 17:00")
    book = opened(files(row), [])
    edited(book, row.model_copy(update={"effort_minutes": 60}))
    assert book.commitments[PAGE].remaining == 60

    edited(book, row.model_copy(update={"effort_minutes": 6000}))
    assert book.commitments[PAGE].remaining == 60
    assert last_words(book)[0] == "declined"
    assert last_words(book)[1].endswith("What was promised before stays.")


def test_another_effort_of_work_that_has_begun_is_what_remains_of_it() -> None:
    row = task("page", minutes=120, due="24 17:00")
    book = opened(files(row), [])
    advance(book, "23 10:00")
    now = book.team.workspace.model_copy(
        update={
            "tasks": (row.model_copy(update={"effort_minutes": 180}),),
            "progress": (progress("page", worked_minutes=60),),
        }
    )
    enter_edits(book, now)
    assert book.commitments[PAGE].remaining == 120
    assert book.witness.work[PAGE].finish == instant("23 12:00")
    assert complaints(book) == []


def test_work_that_has_begun_takes_no_more_by_its_row_than_a_request_would_get() -> None:
    row = task("page", minutes=120, due="24 17:00")
    book = opened(files(row).model_copy(update={"policy": workspace(policy={"walk_in_borrow": 180}).policy}), [])
    advance(book, "23 10:00")
    edited(book, row.model_copy(update={"effort_minutes": 600}))
    assert book.commitments[PAGE].remaining == 120
    assert last_words(book)[0] == "declined"
    assert "of at most 3 h" in last_words(book)[1]
    assert last_words(book)[1].endswith("What was promised before stays.")
    edited(book, row.model_copy(update={"effort_minutes": 150}))
    assert book.commitments[PAGE].remaining == 150


def test_a_row_whose_work_would_be_late_by_what_it_takes_more_stays_as_it_was_promised() -> None:
    row = task("page", minutes=120, due="24 17:00")
    book = opened(files(row), [])
    advance(book, "23 10:00")
    edited(book, row.model_copy(update={"effort_minutes": 3000}))
    assert (book.commitments[PAGE].remaining, last_words(book)[0]) == (120, "declined")


def test_work_that_has_begun_does_not_become_another_clients_by_its_row() -> None:
    row = task("page", minutes=120, due="24 17:00")
    two = files(row).model_copy(update={"clients": (client("harrow"), client("vale"))})
    book = opened(two, [])
    advance(book, "23 10:00")
    edited(book, row.model_copy(update={"client": "vale", "effort_minutes": 600}))
    assert (book.commitments[PAGE].client, book.commitments[PAGE].remaining) == ("harrow", 120)
    assert last_words(book) == (
        "declined",
        "row: It has begun as work of Harrow, and stays that. What was promised before stays.",
    )


def test_a_wait_after_work_of_a_request_that_is_done_still_holds() -> None:
    book = opened(files(), [])
    check = asked("check", "work", 60, "27 17:00", after="text + 1 working days")
    ask(book, "harrow", asked("text", "work", 60, "27 17:00"), check)
    advance(book, "23 11:00")
    bookkeeping.report(book, TaskId("text"), remaining=0)
    now = book.team.workspace.model_copy(update={"as_of": book.team.aware(book.clock)})
    ground = ground_of(book, now, plans=KeptPlans())
    plan = make_plan(ground.workspace, holdings=ground.holdings, settings=PlanSettings(time_limit_seconds=5))

    assert plan.tasks[0].start == at("24 10:00")


def test_a_deliverable_that_moves_to_another_day_is_done_on_that_day_alone() -> None:
    weekly = recurring("weekly", "FREQ=WEEKLY;BYDAY=TH", part("draft"))
    book = opened(files().model_copy(update={"clients": (client("harrow", recurring=(weekly,)),)}), [])
    moved = weekly.model_copy(update={"rule": "FREQ=WEEKLY;BYDAY=WE"})
    now = book.team.workspace.model_copy(update={"clients": (client("harrow", recurring=(moved,)),)})
    enter_edits(book, now)

    assert {*book.commitments} == {"weekly/2026-11-25/draft", "weekly/2026-12-02/draft"}
    assert planned(book, now) == {"weekly/2026-11-25/draft": 60}
    assert "signed" not in {entry.kind for entry in book.entries}
    assert complaints(book) == []


def test_a_deliverable_whose_order_changes_keeps_what_is_booked_of_it_as_it_was_promised() -> None:
    weekly = recurring("weekly", "FREQ=WEEKLY;BYDAY=TH", part("draft"), part("check", after="draft"))
    book = opened(files().model_copy(update={"clients": (client("harrow", recurring=(weekly,)),)}), [])
    slower = weekly.model_copy(update={"tasks": (weekly.tasks[0], part("check", after="draft + 2 working days"))})
    now = book.team.workspace.model_copy(update={"clients": (client("harrow", recurring=(slower,)),)})
    before = dict(book.witness.work)
    enter_edits(book, now)

    assert dict(book.witness.work) == before
    assert planned(book, now) == {"weekly/2026-11-26/check": 60, "weekly/2026-11-26/draft": 60}
    waits = [task.after for task in ground_of(book, now, plans=KeptPlans()).workspace.tasks if task.after]
    assert waits == [(wait_after("weekly/2026-11-26/draft"),)]
    (notice,) = row_notices(now, book)
    assert notice.subject == "weekly"
    assert "stays in the order in which it was promised; the change counts after that." in notice.text


def test_a_row_that_grows_takes_along_what_comes_after_it() -> None:
    row, follower = task("page", minutes=60, due="25 17:00"), task("news", minutes=60, due="26 17:00", after="page")
    book = opened(files(row, follower), [])
    now = edited(book, row.model_copy(update={"effort_minutes": 600}), follower)

    assert planned(book, now) == {"page": 600, "news": 60}
    assert book.witness.work[TaskId("news")].pieces[0].start >= book.witness.work[PAGE].finish


def test_work_that_was_done_is_not_asked_for_again() -> None:
    row = task("page", minutes=60, due="25 17:00")
    book = opened(files(row), [])
    advance(book, "23 10:00")
    bookkeeping.report(book, PAGE, remaining=0)
    now = edited(book, row.model_copy(update={"effort_minutes": 120}))
    assert PAGE not in book.commitments
    assert [notice.text.partition(",")[0] for notice in row_notices(now, book)] == [
        "The row 'page' was done and has work left again"
    ]


def test_a_row_of_another_client_is_paid_by_that_client() -> None:
    row = task("page", minutes=60, due="25 17:00")
    book = opened(files(row).model_copy(update={"clients": (client("harrow"), client("oak"))}), [])
    edited(book, row.model_copy(update={"client": "oak"}))
    assert book.commitments[PAGE].client == "oak"


def test_a_waiting_or_declined_occurrence_can_be_cancelled() -> None:
    weekly = recurring("weekly", "FREQ=WEEKLY;BYDAY=TH", part("draft", "nobody"))
    book = opened(files().model_copy(update={"clients": (client("harrow", recurring=(weekly,)),)}), [])
    assert book.requests["weekly/2026-11-26"].status == "declined"
    bookkeeping.cancel(book, "weekly/2026-11-26")
    ground = ground_of(book, book.team.workspace, plans=KeptPlans())
    assert ground.workspace.cancelled == ("weekly/2026-11-26/draft",)
    assert complaints(book) == []


def test_what_was_worked_of_a_request_is_taken_off_once() -> None:
    book = opened(files(), [])
    ask(book, "harrow", asked("text", "work", 120, "27 17:00"))
    advance(book, "23 10:00")
    worked = book.team.workspace.model_copy(update={"progress": (progress("text", worked_minutes=60),)})
    enter_edits(book, worked)
    assert planned(book, worked) == {"text": 60}


def test_a_date_before_what_it_comes_after_is_promised_is_refused_with_that_reason() -> None:
    row, follower = task("page", minutes=60, due="26 17:00"), task("news", minutes=60, due="27 17:00", after="page")
    book = opened(files(row, follower), [])
    edited(book, row, follower.model_copy(update={"due": row.due}))
    assert last_words(book) == (
        "declined",
        "row: “news” comes after “page”, which is promised only by Thu 26 Nov 17:00. What was promised before stays.",
    )


def test_a_row_with_more_effort_that_was_declined_is_planned_as_it_was_promised() -> None:
    row = task("page", minutes=180, due="27 17:00")
    book = opened(files(row), [])
    now = edited(book, row.model_copy(update={"effort_minutes": 6000}))
    assert last_words(book)[0] == "declined"

    assert planned(book, now) == {"page": 180}
    (notice,) = row_notices(now, book)
    assert notice.text.startswith(
        "The row 'page' says 100 h left, but what is promised, and planned, is 3 h by Fri 27 Nov 17:00. Let the row say so too"
    )

    again = edited(book, row)
    assert row_notices(again, book) == ()
    assert planned(book, again) == {"page": 180}


def test_progress_of_a_row_that_was_declined_counts_for_what_is_promised() -> None:
    row = task("page", minutes=180, due="27 17:00")
    book = opened(files(row), [])
    edited(book, row.model_copy(update={"effort_minutes": 6000}))
    worked = book.team.workspace.model_copy(update={"progress": (progress("page", worked_minutes=60),)})
    enter_edits(book, worked)

    assert book.commitments[PAGE].remaining == 120
    assert planned(book, worked) == {"page": 120}
    assert complaints(book) == []


def test_a_row_of_another_client_that_was_declined_is_planned_for_the_client_of_its_promise() -> None:
    row = task("page", minutes=180, due="27 17:00")
    both = files(row).model_copy(update={"clients": (client("harrow"), client("mint"))})
    book = opened(both, [])
    other = {"client": "mint", "effort_minutes": 6000, "due": date(2026, 11, 25)}
    now = edited(book, row.model_copy(update=other))

    assert planned(book, now) == {"page": 180}
    seen, _ = for_planning(now, book)
    (page,) = seen.tasks
    assert (page.client, page.effort_minutes, page.due) == ("harrow", 180, at("27 17:00"))
    assert [notice.subject for notice in row_notices(now, book)] == ["page"]


@pytest.mark.parametrize(("to", "kind", "left"), [("26", "booked", "26"), ("23", "declined", "24"), ("24", None, "24")])
def test_another_date_of_work_that_has_begun_is_asked_for_with_what_is_left(
    to: str, kind: str | None, left: str
) -> None:
    """Six hours of which three are done by noon; ana has no more time that day."""
    row = task("page", minutes=360, due="24 17:00")
    book = opened(files(row), [])
    advance(book, "23 12:00")
    known = book.team.workspace.model_copy(update={"progress": (progress("page", worked_minutes=60),)})
    enter_edits(book, known)
    entries = len(book.entries)
    enter_edits(book, known.model_copy(update={"tasks": (row.model_copy(update={"due": at(f"{to} 17:00")}),)}))
    assert complaints(book) == []
    assert book.commitments[PAGE].due == instant(f"{left} 17:00")
    assert book.commitments[PAGE].remaining == 300
    made = [entry.kind for entry in book.entries[entries:] if entry.kind in ("booked", "declined")]
    assert made == ([] if kind is None else [kind])


def test_another_date_of_work_that_has_begun_waits_for_what_is_left_of_it() -> None:
    row = task("page", minutes=120, due="24 17:00")
    book = opened(files(row), [])
    advance(book, "23 10:00")
    edited(book, row.model_copy(update={"due": at("26 17:00")}))
    assert book.commitments[PAGE].due == instant("24 17:00")
    assert last_words(book)[0] == "declined"
    assert "progress.csv has to say first what is left of it" in last_words(book)[1]


def test_work_that_has_begun_is_not_made_regulatory_by_its_row() -> None:
    """Regulatory work is known as such before it starts (policy)."""
    row = task("page", minutes=120, due="24 17:00")
    book = opened(files(row), [])
    advance(book, "23 10:00")
    claim = row.model_copy(update={"commitment": "regulatory", "agreed_on": date(2026, 11, 1)})
    now = edited(book, claim)
    (planned_row,) = for_planning(now, book)[0].tasks
    assert (planned_row.commitment, planned_row.agreed_on) == ("agreed", None)
