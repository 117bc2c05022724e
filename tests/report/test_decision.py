"""What is said of one entry."""

from __future__ import annotations

import pytest

from scheduler.calendars.words import is_or_are
from scheduler.domain.book import BlockEnd, LaidBlock, Loss, LossCell, Repaid
from tests.building import at, time_off
from tests.report.told_books import last_told
from tests.verify.book.log_making import (
    asked,
    cancel,
    close_monday,
    conforming,
    day,
    entry,
    opened,
    promised,
    row,
    spare,
    studio,
    work,
)
from tests.verify.book.stories import loss, waiting_and_round

NO_PLAN = "No plan was found that does it in time without moving what was promised to others."


def request(kind: str, reason: str = "", *, whose: str = "odd", **fields):
    text = asked("R-9/text", "copy", 180, release="23 11:00", due="24 18:00", title="Shop page")
    return entry(kind, "23 11:00", whose, request="R-9", conforming=False, asked=(text,), reason=reason, **fields)


def test_a_yes_says_the_date_who_and_when_and_what_pays() -> None:
    told = last_told([opened(), conforming()])
    assert told.tone == "yes"
    assert told.headline == "Yes: “R-1/audit” (R-1) for Harrow, by Fri 27 Nov 12:00."
    assert told.lines == (
        "Ana, 3 h between Wed 25 Nov 09:00 and Thu 26 Nov 10:00.",
        "Paid with 3 h of its own hours: 2 h seo on Wed 25 Nov and 1 h seo on Thu 26 Nov.",
    )
    assert told.next_step == ""


def test_spare_time_and_short_work_are_said_in_full() -> None:
    assert last_told([opened(), conforming(), spare()]).lines == (
        "Bo, Mon 23 Nov 10:30 to 12:00.",
        "Paid with 1 h 30 min of spare time: copy on Mon 23 Nov.",
    )


def test_tasks_of_one_title_are_told_apart_and_dates_said_where_they_differ() -> None:
    parts = [
        asked(f"R-9/{name}", "copy", 60, due=due, title="Page") for name, due in (("a", "24 12:00"), ("b", "25 12:00"))
    ]
    fields = [promised(each.id, "odd", due=f"{each.due:%d %H:%M}", floor="24 09:00") for each in parts]
    told = last_told(
        [
            opened(),
            entry(
                "accepted",
                "23 10:00",
                "odd",
                request="R-9",
                asked=tuple(parts),
                committed=tuple(each for field in fields for each in field["committed"]),
                work=(work("R-9/a", "bo", ("24 09:00", "24 10:00")), work("R-9/b", "bo", ("25 09:00", "25 10:00"))),
            ),
        ]
    )
    assert (
        told.headline == "Yes: “Page” (R-9) for Odd, a first part by Tue 24 Nov 12:00, all of it by Wed 25 Nov 12:00."
    )
    assert told.lines[1] == "“Page” (b): Bo, Wed 25 Nov 09:00 to 10:00; promised for Wed 25 Nov 12:00."


def test_a_no_says_exactly_why_and_what_may_be_asked_instead() -> None:
    told = last_told([opened(), request("declined", NO_PLAN, whose="tailor")])
    assert told.tone == "no"
    assert told.headline == "No: “Shop page” (R-9) for Tailor, 3 h by Tue 24 Nov 18:00, cannot be promised."
    assert told.lines == (NO_PLAN,)
    assert "later date or less work" in told.next_step
    assert "evenhand accept WORKSPACE R-9 --approved-by" in told.next_step


@pytest.mark.parametrize(
    ("reason", "approver"),
    [
        ("Nobody who may work for this client can do copy.", False),
        (
            "“Shop page” needs 9 h of one person, and nobody who can do it has more than 8 h of working time until then.",
            False,
        ),
        ("It needs 3 h of time beyond the client's own hours; 2 h of at most 2 h in five working days are used.", True),
    ],
)
def test_an_approver_is_named_only_where_one_could_help(reason: str, approver: bool) -> None:
    told = last_told([opened(), request("declined", reason, whose="tailor")])
    assert told.lines == (reason,)
    assert ("--approved-by" in told.next_step) is approver
    # Nobody may decide for a client whose agreement names no approver.
    assert "--approved-by" not in last_told([opened(), request("declined", reason)]).next_step


def test_after_a_sitting_that_is_too_long_no_later_date_is_asked_for() -> None:
    reason = "“Shop page” needs 9 h in one sitting, but by Tue 24 Nov 18:00 neither Ana nor Bo has more than 4 h."
    told = last_told([opened(), request("declined", reason)])
    assert told.next_step == "Ask for less work, or whether it may be done in parts."


def test_waiting_says_when_it_is_asked_again_and_how_long_it_waits() -> None:
    first, granted = waiting_and_round()
    waiting = last_told([opened(), first])
    assert waiting.tone == "waits"
    assert waiting.headline.startswith("Not yet: ")
    assert (
        waiting.next_step == "It is asked again in the round at 16:00, and waits until Wed 25 Nov 18:00 at the latest."
    )
    assert last_told([opened(), first, granted]).headline.startswith("Yes, in the daily round: ")


def test_a_quote_is_held_confirmed_or_free_again() -> None:
    quote = request(
        "quoted", expires_at=at("24 11:00"), **promised("R-9/text", "odd", due="24 18:00", floor="24 15:00")
    )
    told = last_told([opened(), quote])
    assert told.headline == "Held for Odd until Tue 24 Nov 11:00: “Shop page” (R-9), by Tue 24 Nov 18:00."
    assert "`evenhand confirm WORKSPACE R-9`" in told.next_step
    confirmed = last_told([opened(), quote, entry("confirmed", "23 12:00", "odd", request="R-9")])
    assert confirmed.headline == "Yes, confirmed: “Shop page” (R-9) for Odd, by Tue 24 Nov 18:00."
    expired = entry("expired", "24 11:00", "odd", request="R-9", released=("R-9/text",))
    assert last_told([opened(), quote, expired]).headline == (
        "Not confirmed in time: “Shop page” (R-9) is no longer held for Odd."
    )


def test_a_cancel_says_what_goes_back() -> None:
    told = last_told([opened(), conforming(), cancel()])
    assert told.headline == "Cancelled: “R-1/audit” (R-1) of Harrow."
    assert told.lines == ("3 h are back among its own hours: 2 h seo on Wed 25 Nov and 1 h seo on Thu 26 Nov.",)


def test_time_given_back_is_not_called_free() -> None:
    rows = (row("spare", -90, 23, task="R-2/text", whose="odd", skill="copy"),)
    back = entry("cancelled", "23 13:00", "odd", request="R-2", released=("R-2/text",), rows=rows)
    assert last_told([opened(), conforming(), spare(), back]).lines == (
        "1 h 30 min are no longer charged as spare time: copy on Mon 23 Nov.",
    )


@pytest.mark.parametrize(("minutes", "verb"), [(15, "are"), (60, "is"), (90, "are")])
def test_amounts_have_one_verb_everywhere(minutes: int, verb: str) -> None:
    assert is_or_are(minutes) == verb


def test_a_request_keeps_its_title_after_its_work_gave_way_and_a_part_was_taken_back() -> None:
    names = ("R-7/a", "R-7/b", "R-7/c", "R-7/d")
    tasks = tuple(asked(name, "seo", 60, due="27 12:00") for name in names)
    accepted = entry(
        "accepted", "23 10:00", "harrow", request="R-7", asked=tasks, read={"title": "Relaunch", "tasks": []}
    )
    waits = entry("consented", "23 11:00", "harrow", request="R-7", asked=tasks[:1], released=names[:1])
    whole = entry("cancelled", "23 12:00", "harrow", request="R-7", released=names)
    assert last_told([opened(), accepted, waits, whole]).headline == "Cancelled: “Relaunch” (R-7) of Harrow."
    part = entry("cancelled", "23 12:00", "harrow", request="R-7", released=names[3:])
    rest = entry("cancelled", "23 13:00", "harrow", request="R-7", released=names[:3])
    assert last_told([opened(), accepted, part, rest]).headline == "Cancelled: 3 tasks of “Relaunch” (R-7) of Harrow."
    untitled = {**accepted, "read": None}
    assert last_told([opened(), untitled, whole]).headline == (
        "Cancelled: “R-7/a”, “R-7/b” and 2 more (R-7) of Harrow."
    )


@pytest.mark.parametrize("kind", ["traded", "consented"])
def test_work_that_gives_way_has_its_old_and_its_new_date(kind: str) -> None:
    given = entry(
        kind,
        "23 12:00",
        "harrow",
        request="R-1",
        actor="Hal",
        reason="R-1/audit waits for R-9",
        released=("R-1/audit",),
        asked=(asked("R-1/audit", "seo", 180, due="30 18:00"),),
        work=(work("R-1/audit", "ana", ("30 09:00", "30 12:00")),),
        **promised("R-1/audit", "harrow", due="30 18:00", floor="30 15:00"),
    )
    lines = last_told([opened(), conforming(), given]).lines
    assert lines == (
        "“R-1/audit” is now promised for Mon 30 Nov 18:00 (before: Fri 27 Nov 12:00); Ana, Mon 30 Nov 09:00 to 12:00.",
    )


def test_moves_of_others_are_listed_with_the_date_that_holds() -> None:
    mover = request("accepted", work=(work("R-1/audit", "ana", ("25 09:00", "25 12:00")),))
    lines = last_told([opened(), conforming(), mover]).lines
    assert lines == (
        "Moves: “R-1/audit” of Harrow, now Ana, Wed 25 Nov 09:00 to 12:00 "
        "(before: Ana, 3 h between Wed 25 Nov 09:00 and Thu 26 Nov 10:00). Its promised date, Fri 27 Nov 12:00, holds.",
    )


def override():
    return request(
        "overridden",
        "her fair opens",
        actor="Dana",
        loss=Loss(person=None, **{"from": at("23 11:00"), "to": at("23 11:00")}, late={"R-1/audit": 60}),
        work=(work("R-1/audit", "ana", ("27 11:30", "27 12:45")),),
        credits={"harrow": 60},
        **promised("R-9/text", "odd", due="24 18:00", floor="24 15:00"),
    )


def test_an_override_names_who_decided_why_whom_it_harms_and_what_is_owed() -> None:
    told = last_told([opened(), conforming(), override()])
    assert told.tone == "loss"
    assert told.headline == "Decided over the rules by Dana: “Shop page” (R-9) for Odd, by Tue 24 Nov 18:00."
    assert told.lines[0] == "Reason given: “her fair opens”"
    assert (
        "“R-1/audit” of Harrow, promised for Fri 27 Nov 12:00, is late: done Fri 27 Nov 12:45 at the latest, Ana."
        in told.lines
    )
    assert told.lines[-1].startswith("Harrow goes first in the daily round until 1 h are made up for")
    assert (
        told.next_step
        == "Run `evenhand plan WORKSPACE`, which may find earlier times; then tell Harrow before they have to ask."
    )


def test_a_loss_names_person_and_period_and_how_it_was_shared() -> None:
    told = last_told([opened(), conforming(), close_monday(), loss()])
    assert told.headline == "Working time was lost: Cy is away Thu 26 Nov to Fri 27 Nov."
    assert told.lines == (
        "Tailor loses 3 h of its own hours: copy on Fri 27 Nov.",
        "Shared alike, by what each had in the period: Tailor 3 h of 3 h (100 %).",
    )


def test_a_loss_without_a_period_takes_it_from_the_new_absence() -> None:
    facts = studio(time_off=[time_off("cy", "26", "27")]).model_dump(mode="json")
    now = {"from": at("24 09:30"), "to": at("24 09:30")}
    told = last_told([opened(), entry("lost", "24 09:30", facts=facts, loss=Loss(person="cy", **now))])
    assert told.headline == "Working time was lost: Cy is away Thu 26 Nov to Fri 27 Nov."


def test_a_loss_of_hours_read_from_files_says_until_when() -> None:
    period = {"from": at("26 09:00"), "to": at("27 18:00")}
    facts = studio().model_dump(mode="json")
    told = last_told([opened(), entry("lost", "24 09:30", facts=facts, loss=Loss(person="cy", **period))])
    assert (
        told.headline == "Working time was lost: Cy has less of it than before, Thu 26 Nov 09:00 to Fri 27 Nov 18:00."
    )


def test_hours_laid_again_are_told_as_such_and_only_the_rest_is_lost() -> None:
    again = LaidBlock(
        id="tailor/copy/bo/x", client="tailor", skill="copy", person="bo", day=day(27), start_minute=540, minutes=120
    )
    lost = entry("lost", "23 12:00", blocks=(again,), rows=(row("cut", 180, 27, block="tailor/copy/cy/fri"),))
    assert last_told([opened(), lost]).lines == (
        "Tailor: 2 h of its hours now stand with Bo, on the same days.",
        "Tailor loses 1 h of its own hours: copy on Fri 27 Nov.",
    )


def test_what_is_repaid_for_regulatory_work_is_no_loss() -> None:
    laid = LaidBlock(
        id="harrow/copy/cy/x", client="harrow", skill="copy", person="cy", day=day(27), start_minute=540, minutes=60
    )
    repaid = Repaid(
        client="tailor", to="harrow", day=day(27), skill="copy", minutes=60, block="tailor/copy/cy/fri", laid=laid.id
    )
    now = {"from": at("23 12:00"), "to": at("23 12:00")}
    lost = entry(
        "lost",
        "23 12:00",
        blocks=(laid,),
        rows=(row("cut", 60, 27, block="tailor/copy/cy/fri"),),
        repaid=(repaid,),
        loss=Loss(person="ana", **now),
    )
    assert last_told([opened(), lost]).lines == (
        "Tailor repays Harrow 1 h of copy on Fri 27 Nov, for what that gave so that regulatory work could stand.",
    )


def test_one_client_hears_nothing_of_the_others_losses() -> None:
    cells = (
        LossCell(
            day=day(27),
            skill="copy",
            short_minutes=180,
            claims={"tailor": 120, "harrow": 60},
            losses={"tailor": 120, "harrow": 60},
        ),
    )
    now = {"from": at("24 09:30"), "to": at("24 09:30")}
    lost = entry(
        "lost",
        "24 09:30",
        loss=Loss(person="cy", **now, cells=cells, guaranteed={"tailor": 240, "harrow": 120}),
        rows=(row("cut", 120, 27, block="tailor/copy/cy/fri"), row("cut", 60, 27, block="harrow/seo/ana/fri")),
    )
    told = last_told([opened(), lost], whose="harrow")
    assert told.lines == (
        "Harrow loses 1 h of its own hours: seo on Fri 27 Nov.",
        "Shared alike, by what each had in the period: Harrow 1 h of 2 h (50 %).",
    )
    harmed = last_told([opened(), conforming(), override()], whose="tailor")
    assert harmed.lines == ("Reason given: “her fair opens”",)


def test_an_agreement_says_what_is_laid_on_whom_and_from_when() -> None:
    block = LaidBlock(
        id="odd/copy/bo/tue",
        client="odd",
        skill="copy",
        person="bo",
        weekday=1,
        start_minute=540,
        minutes=90,
        since=day("2026-12-01"),
    )
    told = last_told([opened(), entry("signed", "23 12:00", "odd", blocks=(block,))])
    assert told.headline == "Signed: the agreement with Odd."
    assert told.lines == (
        "1 h 30 min copy a week, with Bo.",
        "The blocks hold from Tue 1 Dec on.",
        "Still to be signed away of copy: 61 h 30 min of 72 h a week, 34 h 30 min at most with one person.",
        "2 of 2 guarantees survive the loss of any one person.",
    )
    ended = entry("signed", "23 12:00", "harrow", ended=(BlockEnd(block="harrow/seo/ana/mon", from_day=day(30)),))
    assert last_told([opened(), ended]).lines == ("Its blocks end on Mon 30 Nov.",)


@pytest.mark.parametrize(
    ("pieces", "line"),
    [
        (
            (("26 09:00", "26 13:00"),),
            "What remains is planned until Thu 26 Nov 13:00; its promised date, Fri 27 Nov 12:00, holds.",
        ),
        (
            (("27 09:00", "27 13:00"),),
            "What remains is planned until Fri 27 Nov 13:00, after its promised date, Fri 27 Nov 12:00.",
        ),
        ((("23 09:00", "23 13:00"),), "Nothing is planned yet for 4 h of it; its promised date is Fri 27 Nov 12:00."),
        (
            (("23 09:00", "23 13:00"), ("24 09:00", "24 10:00")),
            "Nothing is planned yet for 3 h of it; its promised date is Fri 27 Nov 12:00.",
        ),
    ],
)
def test_progress_says_whether_the_date_holds(pieces, line: str) -> None:
    reported = entry(
        "progressed", "24 09:00", "harrow", remaining={"R-1/audit": 240}, work=(work("R-1/audit", "ana", *pieces),)
    )
    told = last_told([opened(), conforming(), reported])
    assert told.headline == "Harrow: “R-1/audit” has 4 h left."
    assert told.lines == (line,)


def test_what_is_no_longer_needed_of_the_planned_time_delays_nothing() -> None:
    stand = work("R-1/audit", "ana", ("23 16:00", "23 18:00"), ("26 09:00", "26 12:00"), ("27 11:00", "27 13:00"))
    reported = entry("progressed", "23 17:00", "harrow", remaining={"R-1/audit": 90}, work=(stand,))
    told = last_told([opened(), conforming(), reported])
    assert told.lines == (
        "What remains is planned until Thu 26 Nov 09:30; its promised date, Fri 27 Nov 12:00, holds.",
    )


def test_no_work_is_said_to_be_done_in_the_past() -> None:
    stand = work("R-1/audit", "ana", ("25 09:00", "25 13:00"))
    reported = entry("progressed", "30 09:00", "harrow", remaining={"R-1/audit": 60}, work=(stand,))
    told = last_told([opened(), conforming(), reported])
    assert told.lines == ("Nothing is planned yet for 1 h of it; its promised date has passed: Fri 27 Nov 12:00.",)


def test_work_that_is_done_is_said_so() -> None:
    done = entry("progressed", "24 09:00", "harrow", remaining={"R-1/audit": 0})
    assert last_told([opened(), conforming(), done]).headline == "Harrow: “R-1/audit” is done."


@pytest.mark.parametrize(
    ("reason", "headline"),
    [
        ("initial", "Taken over: “Shop page” of Odd, by Tue 24 Nov 18:00."),
        ("recurring", "Booked: “Shop page” of Odd, by Tue 24 Nov 18:00."),
        ("row", "New in tasks.csv, and promised: “Shop page” of Odd, by Tue 24 Nov 18:00."),
    ],
)
def test_bookings_say_where_they_come_from(reason: str, headline: str) -> None:
    booked = request("booked", reason, **promised("R-9/text", "odd", due="24 18:00", floor="24 15:00")) | {
        "request": ""
    }
    told = last_told([opened(), booked])
    assert told.headline == headline
    assert not any(word in told.lines for word in ("Initial.", "Recurring.", "Row."))


def test_what_could_not_be_covered_says_why() -> None:
    told = last_told([opened(), request("booked", f"initial, not covered: {NO_PLAN}") | {"request": ""}])
    assert told.tone == "no"
    assert told.headline == "Not covered: “Shop page” of Odd, by Tue 24 Nov 18:00."
    assert told.lines == (NO_PLAN,)


def test_edits_name_people_by_their_names() -> None:
    told = last_told([opened(), entry("edited", "23 12:00", reason="hours, absences or meetings of ana, bo changed")])
    assert told.headline == "The files changed. Nobody lost anything."
    assert told.lines == ("Hours, absences or meetings of Ana and Bo changed.",)
