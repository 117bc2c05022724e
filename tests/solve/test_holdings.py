"""Plans that carry the holdings of a book; Monday 23 November 09:00, eight hours a day."""

from scheduler.explain.plan import explain_plan
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.verify import check_plan
from scheduler.verify.clock import minute_of
from tests.building import client, event, instant, person, recurring, task, time_off, workspace
from tests.building import part as template
from tests.holding import booked, held, holdings, homeless
from tests.planning import plan_of

SETTINGS = PlanSettings(time_limit_seconds=20)
MORNING = held("vale", "ana", "24 09:00", "24 13:00")
END = ("27 18:00", "27 18:00")


def studio(*tasks, people=("ana",), **fields):
    return workspace(
        people=[person(name) for name in people],
        tasks=list(tasks),
        clients=[fields.pop("harrow", client("harrow")), client("vale")],
        **fields,
    )


def planned(place, holds, *, baseline=None):
    """Return a plan that was found clean against its holdings."""
    plan = explain_plan(place, make_plan(place, baseline=baseline, settings=SETTINGS, holdings=holds))
    assert [found.text for found in check_plan(place, plan, baseline=baseline, holdings=holds).violations] == []
    return plan


def level(plan, name):
    return next(each.value for each in plan.objective if each.level == name)


def stands(plan, name):
    row = next(row for row in plan.tasks if row.id == name)
    return row.person, [(f"{each.start:%d %H:%M}", f"{each.end:%d %H:%M}") for each in row.blocks]


def pieces(plan):
    return [(row.client, row.minutes, [f"{each.start:%d %H:%M}" for each in row.blocks]) for row in plan.held]


def test_work_goes_around_held_hours():
    place = studio(task("text", minutes=720, due="25"))
    plan = planned(place, holdings(MORNING, promised={"text": END}))
    assert stands(plan, "text") == (
        "ana",
        [("23 09:00", "23 13:00"), ("23 14:00", "23 18:00"), ("24 14:00", "24 18:00")],
    )
    assert pieces(plan) == [("vale", 240, ["24 09:00"])]
    assert [(row.held_minutes, row.planned_minutes) for row in plan.people] == [(240, 720)]
    assert plan.status == "optimal"


def test_what_must_be_late_beside_held_hours_is_proven():
    plan = planned(studio(task("text", minutes=780, due="24")), holdings(MORNING, promised={"text": END}))
    assert level(plan, "agreed_lateness") == (960,)
    assert plan.status != "undecided"
    assert plan.tasks[0].why_late.proven


def test_hours_that_may_stand_elsewhere_on_their_day_prove_nothing():
    place = studio(task("text", minutes=720, due="24 13:00"))
    plan = planned(place, holdings(MORNING, promised={"text": END}))
    lateness = next(each for each in plan.objective if each.level == "agreed_lateness")
    assert (any(lateness.value), any(lateness.bound), plan.status) == (True, False, "undecided")


def test_before_there_is_a_book_nothing_is_held_or_uncovered():
    plan = planned(studio(task("text", minutes=60, due="24")), None)
    assert (plan.held, plan.uncovered) == ((), ())
    assert (level(plan, "held_shortfall"), level(plan, "uncovered_lateness")) == ((), ())


def test_work_that_no_decision_covers_makes_room_for_what_was_promised():
    place = studio(task("new", minutes=480, due="23"), task("text", minutes=480, due="23", client="vale"))
    plan = planned(place, holdings(promised={"text": END}))
    assert plan.uncovered == ("new",)
    assert (level(plan, "agreed_lateness"), level(plan, "uncovered_lateness")) == ((0,), (1440,))
    assert plan.status != "undecided"


def test_a_commitment_finishes_by_its_floor_where_the_witness_does():
    place = studio(task("text", minutes=240, due="24"), task("other", minutes=480, due="24", client="vale"))
    promised = {"text": ("24 18:00", "23 13:00"), "other": ("24 18:00", "24 18:00")}
    witness = {"text": ("ana", [("23 09:00", "23 13:00")])}
    plan = planned(place, holdings(promised=promised, witness=witness))
    assert stands(plan, "text") == ("ana", [("23 09:00", "23 13:00")])


def test_a_plan_without_time_to_search_is_no_worse_than_the_witness(monkeypatch):
    """The search is made blind to due times; the witness keeps what it promised all the same."""
    from scheduler.solve.search.phases import Phases

    monkeypatch.setattr(Phases, "on_time", lambda self: False)
    monkeypatch.setattr(Phases, "on_time_with_patience", lambda self: False)
    monkeypatch.setattr(Phases, "start_from", lambda self, placement: False)
    monkeypatch.setattr(Phases, "take", lambda self, placement: None)
    place = studio(task("text", minutes=240, due="23 13:00"), task("other", minutes=240, due="23 18:00"))
    witness = {"text": ("ana", [("23 09:00", "23 13:00")]), "other": ("ana", [("23 14:00", "23 18:00")])}
    promised = {"text": ("23 13:00", "23 13:00"), "other": ("23 18:00", "23 18:00")}
    plan = planned(place, holdings(promised=promised, witness=witness))
    assert level(plan, "agreed_lateness") == (0,)


def test_booked_work_stays_on_its_person_and_day():
    place = studio(task("text", minutes=240, due="27"), people=("ana", "bo"))
    holds = holdings(
        kept=[booked("text", "bo", ("25 09:00", "25 11:00"))],
        promised={"text": END},
        witness={"text": ("bo", [("25 09:00", "25 11:00"), ("26 09:00", "26 11:00")])},
    )
    who, blocks = stands(planned(place, holds), "text")
    assert who == "bo"
    assert ("25 09:00", "25 11:00") in blocks


def test_booked_work_moves_within_its_day_where_a_meeting_came():
    place = studio(task("text", minutes=120, due="27"), events=[event(["ana"], "25 10:00", "25 12:00")])
    holds = holdings(kept=[booked("text", "ana", ("25 09:00", "25 11:00"))], promised={"text": END})
    assert stands(planned(place, holds), "text") == ("ana", [("25 09:00", "25 10:00"), ("25 12:00", "25 13:00")])


def test_a_booked_sitting_moves_within_its_day_as_a_whole():
    place = studio(
        task("talk", minutes=120, due="27", one_sitting=True), events=[event(["ana"], "25 10:00", "25 12:00")]
    )
    holds = holdings(kept=[booked("talk", "ana", ("25 09:00", "25 11:00"))], promised={"talk": END})
    assert stands(planned(place, holds), "talk") == ("ana", [("25 14:00", "25 16:00")])


def test_a_held_piece_moves_within_its_day_where_a_meeting_came():
    place = studio(task("text", minutes=60, due="24"), events=[event(["ana"], "24 10:00", "24 11:00")])
    afternoon = planned(place, holdings(MORNING, promised={"text": END}))
    assert pieces(afternoon) == [("vale", 240, ["24 14:00"])]


def test_a_held_piece_without_a_place_gets_one_beside_the_work():
    place = studio(task("text", minutes=720, due="24"))
    plan = planned(place, holdings(homeless("vale", "ana", 24, 240), promised={"text": END}))
    assert level(plan, "agreed_lateness") == (0,)
    assert pieces(plan) == [("vale", 240, ["24 14:00"])]


def test_uncovered_work_gives_way_to_a_held_piece_without_a_place():
    place = studio(task("new", minutes=960, due="24"))
    plan = planned(place, holdings(homeless("vale", "ana", 24, 240)))
    assert level(plan, "held_shortfall") == (0,)
    assert any(level(plan, "uncovered_lateness"))


def test_promised_work_does_not_give_way_to_it():
    place = studio(task("text", minutes=960, due="24"))
    plan = planned(place, holdings(homeless("vale", "ana", 24, 240), promised={"text": END}))
    assert (level(plan, "agreed_lateness"), level(plan, "held_shortfall")) == ((0,), (1000,))
    assert pieces(plan) == [("vale", 240, [])]
    assert plan.people[0].held_minutes == 0


def test_hours_of_somebody_who_is_away_are_missing():
    place = studio(task("text", minutes=60, due="27"), time_off=[time_off("ana", "24", "24")])
    plan = planned(place, holdings(MORNING, held("vale", "ana", "25 09:00", "25 13:00"), promised={"text": END}))
    assert level(plan, "held_shortfall") == (500,)


def test_frozen_work_stays_and_held_hours_make_room_for_it():
    place = studio(task("text", minutes=120, due="27"))
    baseline = plan_of(place, {"text": ("ana", [("24 10:00", "24 12:00")])})
    plan = planned(place, holdings(MORNING, promised={"text": END}), baseline=baseline)
    assert stands(plan, "text") == ("ana", [("24 10:00", "24 12:00")])
    assert pieces(plan) == [("vale", 240, ["24 14:00"])]


def test_tasks_of_requests_and_of_recurring_work_go_by_their_whole_ids():
    weekly = recurring("report", "FREQ=WEEKLY;BYDAY=FR", template("draft", minutes=120), since="2026-11-02")
    place = studio(
        task("R-104/text", minutes=120, due="25", deliverable="R-104"),
        task("R-104/check", minutes=60, due="25", after="R-104/text", deliverable="R-104"),
        harrow=client("harrow", recurring=(weekly,)),
    )
    names = ["R-104/text", "R-104/check", "report/2026-11-27/draft"]
    plan = planned(
        place, holdings(promised=dict.fromkeys(names, END), kept=[booked(names[2], "ana", ("26 09:00", "26 11:00"))])
    )
    assert [row.id for row in plan.tasks] == sorted(names)
    assert plan.uncovered == ()
    assert stands(plan, names[2]) == ("ana", [("26 09:00", "26 11:00")])
    again = planned(place, holdings(promised={names[0]: END}), baseline=plan)
    assert (again.moves, again.uncovered) == ((), ("R-104/check", "report/2026-11-27/draft"))


def test_the_same_holdings_give_the_same_plan_whatever_their_order():
    place = studio(task("text", minutes=600, due="25"), task("new", minutes=300, due="24"), people=("ana", "bo"))
    others = (held("vale", "bo", "24 14:00", "24 16:00"), homeless("harrow", "bo", 25, 120))
    one = make_plan(place, settings=SETTINGS, holdings=holdings(MORNING, *others, promised={"text": END}))
    two = make_plan(place, settings=SETTINGS, holdings=holdings(*others[::-1], MORNING, promised={"text": END}))
    assert one == two


def test_held_hours_of_days_after_the_horizon_are_left_out():
    late = held("vale", "ana", "30 09:00", "30 11:00")
    plan = planned(studio(task("text", minutes=60, due="24")), holdings(late, MORNING, promised={"text": END}))
    assert pieces(plan) == [("vale", 240, ["24 09:00"])]
    assert minute_of(plan.held[0].lapses_at) == instant("23 18:00")
