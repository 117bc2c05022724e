"""What a team lead reads when an urgent request is answered, accepted, cancelled or refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.calls import call
from tests.cli.desk import Desk

PRESS = """\
id: R-7
client: ferries
title: Answer to the press
asked_at: 2026-10-21T09:00
needed_by: 2026-11-02T16:00
tasks:
  - {id: text, skill: support, effort: 1h}
  - {id: check, skill: lead, effort: 15m, after: text}
"""


def test_untitled_tasks_of_a_request_are_told_apart(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("clock-change")
    desk.ask(PRESS)
    answer = desk.said("fit", "R-7")
    assert "“Answer to the press: text”: " in answer
    assert "“Answer to the press: check”: " in answer
    accepted = desk.said("accept", "R-7")
    assert accepted.startswith("Yes: “Answer to the press” (R-7) for ")
    assert "“Answer to the press: text”: " in accepted
    assert {"Answer to the press: text", "Answer to the press: check"} <= {
        task["title"] for task in desk("plan", "--json").document["tasks"]
    }


def test_a_request_with_a_title_is_called_by_it_when_it_is_accepted(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("quarter-to-five")
    assert desk.said("fit", "R-104", code=4).startswith("Not by then, but later: “Answer to the press” (R-104) for ")
    accepted = desk.said("accept", "R-104", "--offer", "1")
    assert accepted.startswith("Yes: “Answer to the press” (R-104) for Harrow & Co, by Thu 26 Nov 10:00.")
    assert "“Write the answer”: " in accepted
    part = desk.said("cancel", "R-104", "--part", "check")
    assert part.startswith("Cancelled a part: “Read it once more” (R-104) of ")
    assert "Yes: “Answer to the press” (R-104) for Harrow & Co" in desk.said("history")


def test_a_part_that_is_cancelled_leaves_the_rest_promised_and_says_so(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("clock-change")
    desk.ask(PRESS)
    desk("accept", "R-7")
    part = desk.said("cancel", "R-7", "--part", "check")
    assert part.startswith("Cancelled a part: “Answer to the press: check” (R-7) of ")
    assert "Still promised: “Answer to the press: text”, by Mon 2 Nov 16:00." in part
    assert desk.said("cancel", "R-7").startswith("Cancelled: “Answer to the press: text” (R-7) of ")


def test_what_is_said_with_options_is_read_as_everywhere_and_all_wrong_is_told_at_once(
    desk_of: Callable[[str], Desk],
) -> None:
    desk = desk_of("fits-with-moves")
    wrong = desk.said(
        "fit", "--client", "harow", "--skill", "seo:high", "--effort", "-3h", "--by", "2026-13-01", code=2
    )
    assert "--client is 'harow', and there is no client of that name in this workspace; did you mean 'harrow'?" in wrong
    assert "--skill is 'seo:high'; expected a skill, or one with a level like copy:2" in wrong
    assert "--effort is '-3h'; expected" in wrong
    assert "--by is '2026-13-01'; expected" in wrong


def test_a_no_names_what_can_be_accepted_instead(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("quarter-to-five")
    refused = desk.said("accept", "R-104", code=4)
    assert refused.startswith("Not accepted: it does not fit by then; it fits later. Nothing was entered, ")
    told = desk("accept", "R-104", "--json", code=4).document["refused"]
    assert told.startswith("it does not fit by then; it fits later. Nothing was entered, ")
    assert "What you can offer 1 All of it, done by Thu 26 Nov 10:00." in refused
    assert f"Take one: evenhand accept {desk.folder} R-104 --offer N" in refused
    assert desk.said("accept", "R-104", "--offer", "1").startswith("Yes: “Answer to the press” (R-104)")


def test_a_no_as_a_document_names_what_can_be_accepted_instead(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("quarter-to-five")
    offers = desk("accept", "R-104", "--json", code=4).document["offers"]
    assert [offer["command"] for offer in offers] == [
        f"evenhand accept WORKSPACE R-104 --offer {number}" for number in range(1, len(offers) + 1)
    ]


def test_an_offer_that_needs_consent_is_taken_by_the_consent_that_is_named(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("needs-approval")
    answer = desk.said("fit", "R-1", code=4)
    assert "--offer N" not in answer
    offer = next(each for each in desk("fit", "R-1", "--json", code=4).document["offers"] if each["kind"] == "consent")
    assert offer["command"].replace("WORKSPACE", str(desk.folder)) in answer
    verb, _, *rest = (part.replace("NAME", "piers anning ") for part in offer["command"].split()[1:])
    done = desk.said(verb, *rest)
    assert done.startswith("Yes: “Broken links” (R-1)")
    assert "Vale Pensions lets another client go first; Piers Anning consented. “Figures for the regulator”" in done


def test_no_command_is_named_that_a_request_without_a_file_does_not_have(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("quarter-to-five")
    options = ("--client", "harrow", "--skill", "copy", "--effort", "1h15m", "--by", "2026-11-25 17:00")
    answer = desk.said("fit", *options, code=4)
    assert "It is in no file yet" in answer
    assert "evenhand accept" not in answer


def test_missing_progress_is_said_until_it_is_entered(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("fits-with-moves")
    missing = "Time of promised work has passed without progress"
    assert missing not in desk.said("plan", "--publish")
    desk.ask(
        "id: R-2\nclient: harrow\ntitle: A look\nasked_at: 2026-11-25T09:00\nneeded_by: 2026-12-04T17:00\n"
        "tasks: [{id: look, skill: seo, effort: 30m}]\n"
    )
    later = ("--as-of", "2026-11-26T09:00")
    for verb, *more in (("plan",), ("fit", "R-2"), ("absorb", "R-2")):
        assert f"{missing}: 6 h of Ana Ruiz. It counts as not done until you say what was worked" in desk.said(
            verb, *more, *later
        )
    (desk.folder / "progress.csv").write_text("task,worked\naudit,6h\n", encoding="utf-8")
    assert missing not in desk.said("plan", *later)
    desk("record", *later)
    assert missing not in desk.said("fit", "R-2", *later)


def test_work_that_runs_now_misses_no_progress(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("fits-with-moves")
    desk("plan", "--publish")
    assert "without progress" not in desk.said("plan", "--as-of", "2026-11-25T10:00")


def test_what_is_said_without_a_title_is_called_it(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("fits-with-moves")
    options = ("--client", "harrow", "--skill", "seo", "--effort", "3h", "--by", "2026-12-04")
    answer = desk.said("fit", *options)
    assert answer.startswith("Yes, as things stand: new work for Harrow & Co, 3 h by Fri 4 Dec 17:00")
    assert "I understand: you need it by 17:00 on Friday 4 December." in answer


def test_an_override_says_who_decides_and_who_has_to_hear_of_it(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("needs-approval")
    answer = desk.said("fit", "R-1", code=4)
    assert "Who decides: Dana Whitfield. Who has to hear of it first: Piers Anning for Vale Pensions." in answer
    reply = desk("fit", "R-1", "--json", code=4).document["reply"]
    assert "Piers" not in reply["client"] + " ".join(reply["phone"])


def test_the_memo_calls_what_moves_by_its_name(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("fits-with-moves")
    memo = desk("fit", "R-1", "--json").document["reply"]["internal"]
    assert "Moves: “Audit of the site” of Vale Pensions (stays with Ana Ruiz, done " in memo


def test_what_moves_for_a_later_date_is_called_by_its_name_too(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("quarter-to-five")
    said = " ".join(desk.said("fit", "R-104", code=4).split())
    assert (
        "“Banner for the shop” of Harrow & Co: stays with Ana Ruiz, done Fri 27 Nov 11:00 (before: Thu 26 Nov 11:45)"
        in said
    )
    assert "shop-banner" not in said


def test_work_that_is_booked_on_several_days_can_be_planned_after_a_part_of_it_was_worked(
    desk_of: Callable[[str], Desk],
) -> None:
    desk = desk_of("fits-with-moves")
    desk("plan", "--publish")
    (desk.folder / "progress.csv").write_text("task,worked\naudit,5h\n", encoding="utf-8")
    plan = desk("plan", "--as-of", "2026-11-26T09:00", "--json").document
    assert plan["verified"]
    (audit,) = plan["tasks"]
    assert [block["start"][:10] for block in audit["blocks"]] == ["2026-11-30", "2026-12-01"]


def test_an_approver_is_named_once_with_all_whose_word_is_his(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("agency-week")
    text = (
        "id: R-1\nclient: harrow\nasked_at: 2026-11-23T09:00\nneeded_by: 2026-11-24T17:00\n"
        "tasks: [{id: words, skill: copy, effort: 2h}, {id: draw, skill: design, effort: 3h, after: words}]\n"
    )
    (desk.folder / "requests").mkdir()
    (desk.folder / "requests" / "R-1.yaml").write_text(text, encoding="utf-8")
    answer = desk.said("fit", "R-1", code=4)
    assert "What an override would do" in answer
    assert answer.partition("Who has to hear of it first: ")[2].partition(". It needs")[0].count("Dana Whitfield") == 1


def test_an_override_that_harms_nobody_says_so_and_how_it_is_decided(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("batch-monday")
    clients = desk.folder / "clients.yaml"
    agreed = "\n    agreement: {since: 2026-01-05, hours: {copy: 1h}, approver: Ada Penn}\n"
    clients.write_text(clients.read_text(encoding="utf-8").rstrip() + agreed, encoding="utf-8")
    answer = desk.said("fit", "R-3", code=4)
    assert answer.startswith("Not as asked, but perhaps in the daily round; else only an override would do it: ")
    assert (
        "What an override would do Nobody's work would be late by it. Who decides: Ada Penn. It needs a name and a reason: evenhand"
        in answer
    )
    assert "I can put it in line for time that is still free, and tell you today at 16:00 whether it works." in answer
    words = answer.split("On the phone", 1)[1].split("No plan is published", 1)[0]
    assert not [word for word in ("daily round", "borrowing", "spare", "override") if word in words]


def test_a_smaller_yes_says_how_much_of_it_is_promised(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("fits-with-trade")
    assert "1 h of the 3 h that were asked for." in desk.said("accept", "R-1", "--offer", "1")


def test_a_consent_that_does_not_help_is_refused_by_name(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("quarter-to-five")
    refused = desk.said("consent", "--client", "vale", "--to", "R-104", "--by", "Piers Anning", code=4)
    assert "no work of Vale Pensions could give way so that it fits; nothing was recorded" in refused


def test_what_only_the_round_may_give_is_called_so_before_it_and_in_it(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("batch-monday")
    before = desk.said("fit", "R-3", code=4)
    # Tamsin has no agreement that names an approver: nobody may override the rules for it.
    assert before.startswith("Not as asked, but perhaps in the daily round: “A whole")
    assert "override" not in before
    batch = desk.said("absorb", code=4)
    turn = batch.partition("“A whole catalogue”")[2].partition("Paid with")[0]
    assert "more than its client may borrow, and the daily round, which has no such limit, has room for it" in turn


def test_a_place_in_the_round_is_taken_once_and_said_from_then_on(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("batch-monday")
    desk("plan", "--publish")
    offers = desk("fit", "R-3", "--json", code=4).document["offers"]
    number = str(next(each["number"] for each in offers if each["kind"] == "round"))
    place = "The next round is held on Mon 23 Nov 16:00; it is at place 1 of 1 as the line is now."
    taken = desk.said("accept", "R-3", "--offer", number)
    assert taken.startswith(
        "In line: “A whole catalogue” (R-3) for Tamsin Roy Ceramics, by Fri 27 Nov 17:00, waits for"
    )
    assert place in taken
    again = desk("fit", "R-3", "--json", code=4).document
    assert [each["kind"] for each in again["offers"]] == [each["kind"] for each in offers if each["kind"] != "round"]
    assert (again["in_line"]["place"], again["in_line"]["waiting"]) == (1, 1)
    assert "It is in line for time that is still free, and I can tell you today at 16:00" in again["reply"]["phone"][2]
    assert f"It waits for the daily round already. {place}" in desk.said("fit", "R-3", code=4)
    before = desk.said("history")
    kept = desk.said("accept", "R-3", code=4)
    assert kept.startswith("Not accepted: it waits for the daily round already, and keeps its place in line; as it is")
    assert desk.said("history") == before


def test_a_place_in_the_round_is_taken_as_a_document(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("batch-monday")
    offers = desk("fit", "R-3", "--json", code=4).document["offers"]
    number = next(each["number"] for each in offers if each["kind"] == "round")
    told = desk("accept", "R-3", "--offer", str(number), "--json").document["told"][-1]
    assert told["headline"].startswith("In line: “A whole catalogue” (R-3)")
    assert told["lines"][-1].startswith("The next round is held on Mon 23 Nov 16:00; it is at place 1 of 1")


def test_the_earliest_date_says_what_does_it_sooner(desk_of: Callable[[str], Desk]) -> None:
    answer = desk_of("fits-with-trade").said("fit", "R-1", code=4)
    assert answer.startswith("Yes, in exchange for own work")
    assert "Earliest without a trade: Thu 26 Nov 11:00" in answer
    assert "working hours)" not in answer
    consent = desk_of("needs-approval").said("fit", "R-1", code=4)
    assert "Earliest without the consent of another client: Thu 26 Nov 14:30" in consent


def test_the_bound_of_the_earliest_date_is_no_weaker_than_what_is_proven(desk_of: Callable[[str], Desk]) -> None:
    for folder in ("fits-with-trade", "needs-approval"):
        answer = desk_of(folder).said("fit", "R-1", code=4)
        assert "by Wed 25 Nov 17:00, and Ana Ruiz, the only one who may do it" in answer
        assert "surely not by Wed 25 Nov 17:00" in answer, folder
        assert "surely not before Wed 25 Nov 12:00" not in answer, folder


UNTITLED = """\
id: R-8
client: ferries
asked_at: 2026-10-21T09:00
needed_by: 2026-11-02T16:00
tasks:
  - {id: text, skill: support, effort: 1h}
  - {id: check, skill: lead, effort: 15m, after: text}
"""


def test_a_request_without_titles_is_called_by_its_id_and_its_parts_by_number(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("clock-change")
    desk.ask(UNTITLED)
    answer = desk.said("fit", "R-8")
    assert answer.startswith("Yes, as things stand: R-8 for ")
    assert "R-8, part 1 (text): " in answer
    assert "R-8, part 2 (check): " in answer
    assert "You need the work that you asked for (R-8) by " in answer
    absorbed = desk.said("absorb", "R-8")
    assert "Its turn" not in absorbed


def test_who_has_to_consent_is_called_by_name(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("needs-approval")
    desk.said("plan", "--publish")
    refused = desk.said("accept", "R-1", "--offer", "1", code=4)
    assert "needs the consent of Vale Pensions" in refused
    own = desk.said("consent", "--client", "harrow", "--to", "R-1", "--by", "Dana", code=2)
    assert "'R-1' is a request of Harrow & Co itself" in own


def test_a_quote_is_confirmed_and_not_accepted(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("clock-change")
    desk.ask(PRESS)
    desk.said("accept", "R-7", "--quote")
    refused = desk.said("accept", "R-7", code=2)
    assert f"to promise it: evenhand confirm {desk.folder} R-7" in refused
    assert desk.said("confirm", "R-7").startswith("Yes, confirmed: ")
    assert "'R-7' is accepted already; what was promised: evenhand history" in desk.said("accept", "R-7", code=2)


def test_a_quote_can_be_let_go_as_it_is_said(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("clock-change")
    desk.ask(PRESS)
    desk.said("accept", "R-7", "--quote")
    refused = desk.said("accept", "R-7", code=2)
    verb = refused.partition("to let the time go: evenhand ")[2].split()[0]
    desk.said(verb, "R-7")
    assert desk.said("fit", "R-7").startswith("Yes, as things stand: ")


def test_what_is_mistyped_at_accepting_is_said_as_what_it_is(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("clock-change")
    assert "--offer is 'x'; expected the number of an offer" in desk.said("accept", "R-7", "--offer", "x", code=2)
    assert "--offer is '0'; expected the number of an offer" in desk.said("accept", "R-7", "--offer", "0", code=2)
    desk.ask(PRESS)
    refused = desk.said("accept", "R-7", "--answer", "nonsense", code=4)
    assert "there is no answer 'nonsense'; its name is like " in refused
    assert "edited" not in refused
    unknown = desk.said("accept", "R-7", "--answer", "00000000-000000000000", code=4)
    assert "it was mistyped, files were edited before the book was made" in unknown


def test_there_is_no_choice_of_none(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("clock-change")
    for file in (desk.folder / "requests").glob("*.yaml"):
        file.unlink()
    assert "in requests/ of the workspace; there is none at all" in desk.said("fit", "R-7", code=2)
    problem = desk("fit", "R-7", "--json", code=2).document["problems"][0]
    assert "one of none" not in str(problem)


def test_a_suggested_command_names_the_workspace_as_it_was_typed(
    desk_of: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = desk_of("quarter-to-five")
    assert (
        desk("fit", "R-104", "--json", code=4)
        .document["offers"][0]["command"]
        .startswith("evenhand accept WORKSPACE R-")
    )
    odd = desk.folder.with_name("my studio")
    desk.folder.rename(odd)
    monkeypatch.chdir(odd.parent)
    answer = call(capfd, "fit", Path("my studio"), "R-104")
    said = " ".join(f"{answer.out} {answer.err}".split())
    assert "Take one: evenhand accept 'my studio' R-104 --offer N" in said
    assert "evenhand plan 'my studio' --publish" in said
    assert "WORKSPACE" not in said


def test_the_history_of_a_client_names_no_other_beside_hours_without_a_place(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("clock-change")
    desk.said("record")
    own = desk.said("history", "--client", "ferries")
    assert (
        "The hours exceed capacity: now only Declan is there for Atlantic Ferries ops:2 12 h and 6 h of other clients"
        in own
    )
    assert "Quay" not in own
    assert "Quay Hotels ops 6 h" in desk.said("history")


def test_a_log_that_cannot_be_read_is_said_in_words(desk_of: Callable[[str], Desk]) -> None:
    refused = desk_of("minimal").said("simulate", "--log", "nowhere.jsonl", code=2)
    assert "it could not be read (No such file or directory)" in refused
    assert "Errno" not in refused
