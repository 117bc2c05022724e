"""What is recorded at the desk: stale answers, quotes that end, files that were edited, batches."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scheduler.errors import BookError
from tests.cli.desk import Desk


def test_a_stale_answer_is_refused_with_what_changed_since(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("fits-with-trade")
    desk("plan", "--publish", code=0)
    stale = desk("fit", "R-1", "--json", code=4).document["answer"]
    desk.ask(
        "id: R-2\nclient: vale\ntitle: A look\nasked_at: 2026-11-25T09:00\nneeded_by: 2026-11-26T17:00\n"
        "tasks: [{id: look, skill: seo, effort: 3h}]\n"
    )
    desk("accept", "R-2")
    desk("plan", "--publish")
    refused = desk.said("accept", "R-1", "--offer", "2", "--answer", stale, code=4)
    assert refused.startswith("Not accepted: that answer no longer holds; as it is now, it ")
    assert "fits_" not in refused
    assert (
        "Since that answer: Wed 25 Nov 09:00 Yes: “A look” (R-2) for Vale Pensions, by Thu 26 Nov 17:00. (entry"
        in refused
    )
    assert "A plan was published. (entry" in refused
    since = desk("accept", "R-1", "--answer", stale, "--json", code=4).document["since"]
    assert len(since) == 2


def test_an_answer_that_the_request_outgrew_says_that_the_book_is_the_same(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("fits-with-moves")
    desk("record")
    stale = desk("fit", "R-1", "--json").document["answer"]
    file = desk.folder / "requests" / "R-1.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("effort: 3h", "effort: 2h"), encoding="utf-8")
    assert "Nothing was added to the book since: the request's file says something else now" in desk.said(
        "accept", "R-1", "--answer", stale, code=4
    )


def test_a_quote_ends_before_its_work_has_to_begin(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("fits-with-moves")
    held = desk.said("accept", "R-1", "--quote")
    assert held.startswith("Held for Harrow & Co until Wed 25 Nov 13:00: “Broken links” (R-1), by Wed 25 Nov 17:00.")
    assert "Ana Ruiz, Wed 25 Nov 14:00 to 17:00." in held
    assert "It cannot be held longer: its work has to begin soon after." in held
    assert desk.said("confirm", "R-1", "--as-of", "2026-11-25T12:59").startswith("Yes, confirmed: ")
    assert desk("plan", "--as-of", "2026-11-25T12:59", "--json").document["verified"]


def test_a_quote_that_was_not_confirmed_when_its_work_had_to_begin_is_over(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("fits-with-moves")
    desk("accept", "R-1", "--quote")
    late = desk.said("confirm", "R-1", "--as-of", "2026-11-25T13:01", code=4)
    assert "the quote of 'R-1' ended Wed 25 Nov 13:00 and holds nothing any more; as it is now, it " in late
    assert "Held for Harrow & Co until Wed 25 Nov 13:00" in desk.said("history")


def test_a_quote_of_work_that_is_due_later_holds_for_the_whole_time(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("batch-monday")
    held = desk.said("accept", "R-2", "--quote")
    assert held.startswith("Held for Tamsin Roy Ceramics until Tue 24 Nov 09:00: ")
    assert "It cannot be held longer" not in held


def test_work_that_has_to_begin_at_once_is_not_held(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("quarter-to-five")
    desk("record")
    assert "its work has to begin at once" in desk.said("accept", "R-104", "--quote", "--offer", "1", code=4)
    assert desk("verify", "--json").document["entries"] == 1


def edit(desk: Desk, name: str, before: str, after: str) -> None:
    file = desk.folder / "requests" / f"{name}.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


@pytest.mark.parametrize("verb", ["fit", "accept", "absorb"])
def test_an_accepted_request_that_was_edited_is_named_as_a_new_one(desk_of: Callable[[str], Desk], verb: str) -> None:
    desk = desk_of("fits-with-moves")
    desk("accept", "R-1")
    edit(desk, "R-1", "effort: 3h", "effort: 5h")
    edit(desk, "R-1", "needed_by: 2026-11-25T17:00", "needed_by: 2026-11-26T17:00")
    told = desk.said(verb, "R-1", code=2)
    assert "request 'R-1' is accepted, and its file was edited since" in told
    assert "needed_by is 2026-11-26 17:00, was 2026-11-25 17:00 and effort of 'mend' is 5 h, was 3 h" in told
    assert "that is a new request" in told


def test_all_open_requests_leave_out_no_edited_one_silently(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("fits-with-moves")
    desk("accept", "R-1")
    assert desk("absorb", "--json").document["edited"] == []
    edit(desk, "R-1", "title: Broken links", "title: Links that lead nowhere")
    assert desk("absorb", "--json").document["edited"] == []
    edit(desk, "R-1", "effort: 3h", "effort: 5h")
    assert desk.said("absorb").startswith("Not open: request 'R-1' is accepted, and its file was edited since")


def test_a_declined_request_that_was_edited_is_open_again(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("quarter-to-five")
    desk("decline", "R-104")
    assert desk.said("absorb").startswith("No request is open.")
    edit(desk, "R-104", "needed_by: 2026-11-25T17:00", "needed_by: 2026-11-27T17:00")
    assert desk.said("absorb").startswith("The open request can be absorbed")


def kinds(desk: Desk) -> list[tuple[str, str]]:
    return [
        (entry["kind"], entry["request"])
        for entry in desk("history", "--json").document["entries"]
        if entry["request"].startswith("R-")
    ]


def test_a_batch_is_recorded_at_once_as_it_was_answered(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("batch-monday")
    desk("plan", "--publish")
    answer = desk("absorb", "--json", code=4).document
    assert (answer["recorded"], kinds(desk)) == (False, [])
    recorded = desk("absorb", "--record", "--by", "Maya", "--json", code=4).document
    assert recorded["recorded"] is True
    for part in ("order", "absorbed", "declined"):
        assert [each["request"] for each in recorded[part]] == [each["request"] for each in answer[part]]
    assert {request for _, request in kinds(desk)} == {each["request"] for each in answer["order"]}
    for told, words in ((answer, "nothing is held."), (recorded, "It is booked.")):
        assert all(each["reply"]["client"].endswith(words) for each in told["absorbed"])
    decided = {request: kind for kind, request in kinds(desk)}
    assert {request for request, kind in decided.items() if kind in ("accepted", "granted")} == {
        each["request"] for each in answer["absorbed"]
    }
    assert {request for request, kind in decided.items() if kind == "declined"} == {
        each["request"] for each in answer["declined"]
    }
    assert {entry["actor"] for entry in desk("history", "--json").document["entries"] if entry["request"]} >= {"Maya"}
    assert desk("verify", "--json").document["clean"]
    plan = desk("plan", "--json").document
    assert plan["verified"]
    assert {task["id"] for task in plan["tasks"]} == {task["id"] for task in recorded["plan"]["tasks"]}
    assert desk.said("absorb").startswith("No request is open.")


def test_a_batch_that_fails_leaves_the_book_as_it_was(
    desk_of: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of("batch-monday")
    desk("record")

    def fail(*_: object, **__: object) -> None:
        raise BookError("the disk is full")

    with monkeypatch.context() as failing:
        failing.setattr("scheduler.store.book_store.BookStore.append", fail)
        desk("absorb", "--record", code=6)
    assert kinds(desk) == []
    assert desk("verify", "--json").document["entries"] == 1


def test_an_answer_of_elsewhere_is_not_blamed_on_the_book(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("fits-with-moves")
    assert "or it is an answer of another workspace" in desk.said("accept", "R-1", "--answer", "00000000-abc", code=4)
    desk("history", code=2)


def test_a_cancelled_override_puts_late_work_back_and_owes_nothing_for_it(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("needs-approval")
    desk("plan", "--publish")
    assert "until 3 h are made up for" in desk.said(
        "accept", "R-1", "--approved-by", "Dana Whitfield", "--reason", "a broken shop"
    )
    said = desk.said("cancel", "R-1")
    assert "The work of Vale Pensions that the override made late is done by its date again; 3 h are owed to" in said
    assert "Its promised date, Wed 25 Nov 17:00, holds." in said
    assert all(not each["credit_minutes"] for each in desk("fairness", "--json").document["clients"])
    other = "id: R-2\nclient: harrow\ntitle: A look\nasked_at: 2026-11-25T09:00\nneeded_by: 2026-11-25T17:00\n"
    desk.ask(f"{other}tasks: [{{id: look, skill: seo, effort: 1h}}]\n")
    assert [each["client"] for each in desk("fit", "R-2", "--json", code=4).document["harm"]] == ["vale"]
    desk("verify")
