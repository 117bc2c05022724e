"""What files edited by hand do to a book: hours, agreements and exclusions that change under blocks and promised work."""

from __future__ import annotations

from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.units import ClientId, PersonId, Span, TaskId
from scheduler.workflows.record_edits import enter_edits
from tests.building import agreement, at, client, closure, event, hours, instant, person, time_off, workspace
from tests.fairshare.small_books import advance, ask, asked, block, charged, complaints, held, opened, places

LATER = "2026-12-04T18:00"
WORK = TaskId("work")


def team(*, closures=(), **acme) -> Workspace:
    return workspace(
        closures=closures,
        people=[person("ana", "seo"), person("ben", "seo")],
        clients=[client("acme", **{"agreed": {"seo": 120}} | acme)],
        policy={"default_borrow": 1000},
    )


def friday_of_ana() -> Book:
    return opened(team(), [block("acme", "seo", "ana", "fri", "09:00", 120)])


def test_blocks_follow_the_weekly_hours_of_their_person() -> None:
    book = friday_of_ana()
    later = person("ana", "seo", week=hours("mon-fri 12:00-18:00"))
    enter_edits(book, team().model_copy(update={"people": (later, person("ben", "seo"))}))

    account = book.account("acme/seo/ana/fri", at(LATER).date())
    assert [(span.start, span.end) for span in account.held_spans] == [
        (instant("2026-12-04T12:00"), instant("2026-12-04T14:00"))
    ]
    assert complaints(book) == []


def test_a_loss_read_from_files_names_who_and_when() -> None:
    book = friday_of_ana()
    both = [event(who, "27 09:00", "27 18:00") for who in ("ana", "ben")]
    ask(book, "acme", asked("work", "seo", 120, "27 18:00", start="27 09:00"))
    enter_edits(book, team().model_copy(update={"time_off": (time_off("ana", "27", "30"),), "events": (both[1],)}))
    # Two people have less time: the loss names nobody, but when.
    loss = book.entries[-1].loss
    assert loss is not None
    assert (loss.person, loss.from_, loss.to) == (None, at("27 09:00"), at("30 18:00"))

    book = friday_of_ana()
    ask(book, "acme", asked("work", "seo", 120, "27 11:00", start="27 09:00", person=PersonId("ana")))
    enter_edits(book, team().model_copy(update={"events": (both[0],)}))
    loss = book.entries[-1].loss
    assert loss is not None
    assert (loss.person, loss.from_, loss.to) == ("ana", at("27 09:00"), at("27 18:00"))
    assert complaints(book) == []


def test_work_that_left_its_block_past_its_notice_stays_where_it_is_when_that_is_put_off() -> None:
    facts = team(agreed={"seo": 60})
    book = opened(facts, [block("acme", "seo", "ana", "26", "09:00", 60)])
    asked_for = asked("work", "seo", 60, "26 18:00", start="26 09:00", person=PersonId("ana"))
    assert ask(book, "acme", asked_for).conforming
    advance(book, "24 09:30")
    # With Wednesday a day off the notice date of Thursday is past, and the work may leave its block; then it is put off again.
    closed = facts.model_copy(update={"closures": (closure("25"),)})
    bookkeeping.lose(book, closed)
    met = closed.model_copy(update={"events": (event("ana", "26 09:00", "26 10:00"),)})
    bookkeeping.lose(book, met)
    bookkeeping.lose(book, met.model_copy(update={"closures": ()}))
    assert book.witness.work[WORK].pieces[0].start == instant("26 10:00")

    bookkeeping.cancel(book, "work")

    assert held(book, "acme/seo/ana/26", "26") == 60
    assert complaints(book) == []


def test_a_changed_notice_holds_for_blocks_on_which_something_is_booked_too() -> None:
    book = friday_of_ana()
    ask(book, "acme", asked("work", "seo", 30, "27 18:00", start="27 09:00"))
    longer = agreement({"seo": 120}, notice_working_days=4)
    bookkeeping.give_back(book, team(agreements=(longer,), agreed=None), reason="notice of four working days")

    # Rush is 24 minutes a week.
    advance(book, "24 09:00")

    assert held(book, "acme/seo/ana/fri", "27") == 24
    assert complaints(book) == []


def test_what_is_cancelled_does_not_return_to_a_block_that_has_ended() -> None:
    book = friday_of_ana()
    ask(book, "acme", asked("work", "seo", 120, LATER, start="2026-12-04T09:00"))
    enter_edits(book, team(agreed={"seo": 60}))

    bookkeeping.cancel(book, "work")
    advance(book, "2026-12-07T09:00")

    assert held(book, "acme/seo/ana/fri", "2026-12-04") == 0
    assert complaints(book) == []


def test_what_stays_charged_to_a_block_that_has_ended_is_no_matter_of_another_signature() -> None:
    book = friday_of_ana()
    ask(book, "acme", asked("work", "seo", 120, LATER, start="2026-12-04T09:00"))
    enter_edits(book, team(agreed={"seo": 60}))
    bookkeeping.cancel(book, "work")

    both = team(agreed={"seo": 60})
    both = both.model_copy(update={"clients": (*both.clients, client("bell", agreed={"seo": 60}))})
    blocks = [block("bell", "seo", "ben", "tue", "09:00", 60, since=at("24 09:00").date())]
    signed = bookkeeping.sign(book, both, client=ClientId("bell"), blocks=blocks)

    assert signed.rows == ()
    assert complaints(book) == []


def test_work_of_somebody_whom_its_client_excludes_goes_to_somebody_else() -> None:
    book = friday_of_ana()
    ask(book, "acme", asked("work", "seo", 120, LATER, start="2026-12-04T09:00"))
    enter_edits(book, team(exclude=("ana",)))

    assert book.witness.work[WORK].person == "ben"
    assert complaints(book) == []


def test_work_that_only_the_excluded_one_may_do_is_named_as_late() -> None:
    book = friday_of_ana()
    ask(book, "acme", asked("work", "seo", 120, LATER, start="2026-12-04T09:00", person=PersonId("ana")))
    enter_edits(book, team(exclude=("ana",)))

    signed = next(entry for entry in book.entries if entry.kind == "signed")
    assert signed.loss is not None
    assert signed.loss.late == {"work": 120}
    assert complaints(book) == []


def test_who_was_excluded_does_not_go_on_with_what_takes_longer() -> None:
    book = friday_of_ana()
    begun = ask(book, "acme", asked("work", "seo", 60, "24 18:00", person=PersonId("ana")))
    assert places(begun) == [("ana", "23 09:00", "23 10:00")]
    advance(book, "23 10:00")
    enter_edits(book, team(exclude=("ana",)))

    bookkeeping.report(book, WORK, remaining=60)

    assert book.witness.work[WORK].minutes_after(book.clock) == 0
    assert complaints(book) == []


def with_notice(days: int, *, rush: int = 24) -> Workspace:
    agreed = agreement({"seo": 120}, notice_working_days=days, rush=(("seo", 1, rush),))
    return team(agreements=(agreed,), agreed=None)


def test_what_was_booked_before_its_notice_returns_where_the_notice_is_shorter_by_now() -> None:
    book = opened(with_notice(4), [block("acme", "seo", "ana", "fri", "09:00", 120)])
    ask(book, "acme", asked("work", "seo", 60, "27 18:00", start="27 09:00"))
    advance(book, "24 09:00")
    assert held(book, "acme/seo/ana/fri", "27") == 24
    bookkeeping.give_back(book, with_notice(1), reason="notice of one working day")

    bookkeeping.cancel(book, "work")

    assert held(book, "acme/seo/ana/fri", "27") == 24 + 60
    assert complaints(book) == []


def test_what_was_done_early_leaves_its_block_to_others_where_the_notice_is_shorter_by_now() -> None:
    days = [block("acme", "seo", "ana", day, "09:00", 60) for day in ("thu", "fri")]
    book = opened(with_notice(4), days)
    ask(book, "acme", asked("work", "seo", 120, "27 18:00", start="26 09:00"))
    advance(book, "26 10:00")
    bookkeeping.report(book, WORK, remaining=0)
    ask(book, "acme", asked("more", "seo", 60, "27 10:00", start="27 09:00", person=PersonId("ana")))

    bookkeeping.give_back(book, with_notice(1), reason="notice of one working day")

    assert book.witness.work[TaskId("more")].pieces[0].start == instant("27 09:00")
    assert complaints(book) == []


def test_what_a_day_off_lets_nobody_claim_is_free_and_stands_elsewhere_when_the_day_off_is_taken_back() -> None:
    book = opened(with_notice(1), [block("acme", "seo", "ana", "fri", "09:00", 120)])
    advance(book, "25 18:30")
    assert held(book, "acme/seo/ana/fri", "27") == 120
    # With Thursday a day off, what is held on Friday lapsed at Wednesday's close.
    bookkeeping.lose(book, with_notice(1).model_copy(update={"closures": (closure("26"),)}))
    given = ask(book, "acme", asked("work", "seo", 60, "27 10:00", start="27 09:00", person=PersonId("ana")))
    assert charged(given) == {"spare": 60}

    bookkeeping.give_back(book, with_notice(1), reason="Thursday is a working day")

    account = book.account("acme/seo/ana/fri", at("27 09:00").date())
    assert account.held_spans == [Span(instant("27 10:00"), instant("27 12:00"))]
    assert complaints(book) == []


def test_rush_that_was_used_stays_used_where_less_is_agreed_by_now() -> None:
    book = opened(with_notice(4), [block("acme", "seo", "ana", "fri", "09:00", 120)])
    for name in ("work", "more"):
        ask(book, "acme", asked(name, "seo", 12, "27 18:00", start="27 09:00"), when="24 09:00")
    bookkeeping.give_back(book, with_notice(1, rush=0), reason="no rush")

    bookkeeping.cancel(book, "more")

    assert complaints(book) == []


def test_blocks_that_moved_with_the_hours_move_again_when_those_change_back() -> None:
    book = friday_of_ana()
    for week in ("mon-fri 12:00-18:00", "mon-fri 09:00-12:00"):
        people = (person("ana", "seo", week=hours(week)), person("ben", "seo"))
        enter_edits(book, team().model_copy(update={"people": people}))

    account = book.account("acme/seo/ana/fri", at(LATER).date())
    assert [span.end for span in account.held_spans] == [instant("2026-12-04T11:00")]
    assert complaints(book) == []


def test_a_day_off_that_is_declared_later_takes_its_blocks_and_leaves_what_was_booked_charged() -> None:
    book = friday_of_ana()
    ask(book, "acme", asked("work", "seo", 60, "2026-12-07T18:00", start="2026-12-04T09:00"))
    closed = team(closures=(closure("2026-12-04"),))
    enter_edits(book, closed)
    assert complaints(book) == []

    # Nothing lapses on a day off, and what is cancelled returns to no block of it.
    bookkeeping.cancel(book, "work")
    advance(book, "2026-12-08T09:00")
    assert complaints(book) == []


def test_late_work_that_nobody_may_go_on_with_is_named() -> None:
    book = friday_of_ana()
    ask(book, "acme", asked("work", "seo", 60, "23 10:00"))
    advance(book, "23 09:30")
    bookkeeping.report(book, WORK, remaining=30 + 60)
    advance(book, "23 10:30")

    people = (person("ana", "copy"), person("ben", "seo"))
    enter_edits(book, team().model_copy(update={"people": people}))

    assert book.witness.work[WORK].minutes_after(book.clock) == 0
    assert complaints(book) == []


def test_a_block_that_was_laid_on_a_day_off_counts_from_the_next_working_day() -> None:
    book = opened(team(), [])
    advance(book, "2026-12-03T20:00")
    new = block("acme", "seo", "ana", "2026-12-08", "09:00", 60)
    bookkeeping.sign(book, team(), client=ClientId("acme"), blocks=[new])
    # It was signed after the close of Thursday, which counts as Friday; Friday is off by now.
    enter_edits(book, team(closures=(closure("2026-12-04"),)))

    assert ask(book, "acme", asked("work", "seo", 60, "2026-12-08T18:00", start="2026-12-08T09:00")).conforming
    assert complaints(book) == []


def laid_on_thursday_evening_for_monday() -> Book:
    """Return a book with an hour of Monday 7 December that can be claimed until Friday's close."""
    book = opened(team(), [])
    advance(book, "2026-12-03T20:00")
    bookkeeping.sign(
        book, team(), client=ClientId("acme"), blocks=[block("acme", "seo", "ana", "2026-12-07", "09:00", 60)]
    )
    return book


def test_a_day_off_before_a_new_block_does_not_make_it_claimable_on_its_own_day() -> None:
    book = laid_on_thursday_evening_for_monday()
    own = asked("work", "seo", 60, "2026-12-07T18:00", start="2026-12-07T09:00", person=PersonId("ana"))
    assert ask(book, "acme", own).conforming
    # With Friday off, no working day is left on which it could be cancelled into its block.
    enter_edits(book, team(closures=(closure("2026-12-04"),)))

    bookkeeping.cancel(book, "work")

    assert held(book, "acme/seo/ana/2026-12-07", "2026-12-07") == 0
    assert complaints(book) == []


def test_a_new_block_can_be_claimed_again_when_the_day_off_before_it_is_taken_back() -> None:
    book = laid_on_thursday_evening_for_monday()
    own = asked("work", "seo", 60, "2026-12-07T18:00", start="2026-12-07T09:00", person=PersonId("ana"))
    enter_edits(book, team(closures=(closure("2026-12-04"),)))
    assert book.account("acme/seo/ana/2026-12-07", at("2026-12-07T09:00").date()).claimable_at(book.clock) == 0

    enter_edits(book, team())

    assert ask(book, "acme", own).conforming
    assert complaints(book) == []


def test_a_block_signed_on_a_day_off_keeps_its_first_days_when_the_day_that_counted_is_off_instead() -> None:
    noticed = {"agreed": None, "agreements": (agreement({"seo": 120}, notice_working_days=3),)}
    thursday, friday = closure("2026-12-03"), closure("2026-12-04")
    book = opened(team(closures=(thursday,), **noticed), [])
    advance(book, "2026-12-03T10:00")
    tuesday = block("acme", "seo", "ana", "2026-12-08", "09:00", 60)
    bookkeeping.sign(book, team(closures=(thursday,), **noticed), client=ClientId("acme"), blocks=[tuesday])
    # Signed on a day off, it counts as signed on Friday; with Friday off instead, as signed on Monday.
    enter_edits(book, team(closures=(friday,), **noticed))

    advance(book, "2026-12-07T10:00")

    assert ask(book, "acme", asked("work", "seo", 60, "2026-12-08T18:00", start="2026-12-08T09:00")).conforming
    assert complaints(book) == []


def test_work_of_somebody_excluded_that_fits_only_past_its_slack_floor_is_named() -> None:
    book = friday_of_ana()
    ask(book, "acme", asked("work", "seo", 60, "2026-12-04T11:30", start="2026-12-04T09:00"))
    floor = book.commitments[WORK].floor_at
    busy = asked("busy", "seo", 90, "2026-12-04T10:30", start="2026-12-04T09:00", person=PersonId("ben"))
    assert ask(book, "acme", busy).kind == "accepted"
    enter_edits(book, team(exclude=("ana",)))

    assert floor < book.witness.work[WORK].finish <= book.commitments[WORK].due
    assert complaints(book) == []


def test_a_sitting_with_which_nobody_may_go_on_is_not_done() -> None:
    book = friday_of_ana()
    ask(book, "acme", asked("work", "seo", 60, "23 10:00", one_sitting=True))
    advance(book, "23 09:30")

    people = (person("ana", "copy"), person("ben", "seo"))
    enter_edits(book, team().model_copy(update={"people": people}))

    assert book.commitments[WORK].remaining == 30
    assert complaints(book) == []


def waiting_for_a_draft(*, due: str) -> Book:
    """Return a book in which Ben's work begins on Thursday at nine, more than a working day after Ana's draft of Tuesday, 9:00 to 10:00."""
    facts = workspace(
        people=[person("ana", "seo"), person("ben", "copy")],
        clients=[client("acme", agreed={"copy": 60}), client("bell", agreed={"copy": 60})],
        events=(event("ben", "25 09:00", "25 18:00"),),
        policy={"default_borrow": 1000},
    )
    others = block("bell", "copy", "ben", "26", "11:00", 60)
    book = opened(facts, [block("acme", "copy", "ben", "26", "09:00", 60), others])
    draft = asked("draft", "seo", 60, "24 18:00", start="24 09:00")
    work = asked("work", "copy", 60, due, start="24 09:00", after="draft + 1 working days")
    assert ask(book, "acme", draft, work).kind == "accepted"
    assert book.witness.work[WORK].pieces[0].start == instant("26 09:00")
    return book


def closed_on_wednesday(book: Book) -> Workspace:
    return book.team.workspace.model_copy(update={"closures": (closure("25"),)})


def test_work_whose_wait_is_longer_by_a_day_off_begins_after_it() -> None:
    book = waiting_for_a_draft(due="27 18:00")

    enter_edits(book, closed_on_wednesday(book))

    # A working day after Tuesday at ten is Thursday at ten by now.
    assert book.witness.work[WORK].pieces[0].start == instant("26 10:00")
    assert complaints(book) == []


def test_work_whose_wait_is_longer_than_its_date_allows_is_named_as_late() -> None:
    book = waiting_for_a_draft(due="26 10:00")

    enter_edits(book, closed_on_wednesday(book))

    loss = book.entries[-1].loss
    assert loss is not None
    assert loss.late == {"work": 60}
    assert sum(cell.losses.get("acme", 0) for cell in loss.cells) == 60
    assert sum(sum(cell.losses.values()) for cell in loss.cells) == 60
    assert book.witness.work[WORK].pieces[0].start == instant("26 10:00")
    # No hour of anybody else could help.
    assert held(book, "bell/copy/ben/26", "26") == 60
    assert complaints(book) == []


def test_a_day_that_is_a_working_day_again_at_its_very_close_is_over() -> None:
    book = opened(team(closures=(closure("24"),)), [block("acme", "seo", "ana", "thu", "09:00", 60)])
    advance(book, "24 18:00")
    enter_edits(book, team())

    asks = ask(book, "acme", asked("work", "seo", 60, "26 18:00", start="26 09:00"), when="25 09:00")

    assert not asks.conforming
    assert complaints(book) == []


def test_work_of_somebody_who_is_gone_from_the_team_goes_to_somebody_else() -> None:
    for zone in ("Europe/London", "America/New_York"):
        book = friday_of_ana()
        ask(book, "acme", asked("work", "seo", 120, LATER, start="2026-12-04T09:00"))
        assert book.witness.work[WORK].person == "ana"
        left = team().model_copy(update={"people": (person("ben", "seo", zone=zone),)})
        enter_edits(book, left)
        assert book.witness.work[WORK].person == "ben"
        assert complaints(book) == []


def test_a_clock_that_moves_to_another_zone_leaves_no_work_behind() -> None:
    book = friday_of_ana()
    ask(book, "acme", asked("work", "seo", 120, LATER, start="2026-12-04T09:00"))
    far = team().model_copy(update={"people": (person("ana", "seo", zone="Asia/Tokyo"), person("ben", "seo"))})
    enter_edits(book, far)
    bookkeeping.cancel(book, "work")
    days = [at(LATER).date(), at("2026-12-03T18:00").date(), at("2026-12-05T18:00").date()]
    assert [book.witness.on(PersonId("ana"), day) for day in days] == [{}, {}, {}]
