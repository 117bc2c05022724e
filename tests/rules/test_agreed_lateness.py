import pytest

from tests.building import agreement, client, closure, person, task, workspace
from tests.planning import plan_of
from tests.rules.levels import level_of

NAME = "agreed_lateness"


def studio(*tasks, harrow=None, **fields):
    clients = [harrow or client("harrow"), client("vale")]
    return workspace(people=[person("ana"), person("bo")], tasks=list(tasks), clients=clients, **fields)


def test_on_time_to_the_minute_is_zero():
    place = studio(task("a", minutes=60, due="23 10:00"))
    assert level_of(NAME, place, {"a": ("ana", [("23 09:00", "23 10:00")])}) == ((0,), ("harrow",))


def test_one_effort_minute_late_is_rounded_up():
    place = studio(task("a", minutes=60, due="23 09:59"), task("b", minutes=120, due="24"))
    placings = {"a": ("ana", [("23 09:00", "23 10:00")]), "b": ("bo", [("23 09:00", "23 11:00")])}
    # 60 * 1 over 180 minutes of work.
    assert level_of(NAME, place, placings) == ((1,), ("harrow",))


def test_the_worst_client_stands_first_and_ties_go_by_id():
    tasks = [task("a", due="23 09:50"), task("b", due="23 09:30", client="vale")]
    placings = {"a": ("ana", [("23 09:00", "23 10:00")]), "b": ("bo", [("23 09:00", "23 10:00")])}
    assert level_of(NAME, studio(*tasks), placings) == ((30, 10), ("vale", "harrow"))
    tasks[0] = task("a", due="23 09:30")
    assert level_of(NAME, studio(*tasks), placings) == ((30, 30), ("harrow", "vale"))


def test_guaranteed_minutes_divide_where_they_are_more_than_the_work():
    place = studio(task("a", minutes=60, due="23 09:30"), harrow=client("harrow", agreed={"work": 600}))
    assert level_of(NAME, place, {"a": ("ana", [("23 09:00", "23 10:00")])}) == ((3,), ("harrow",))


def test_work_due_in_the_past_is_late_from_as_of_on():
    place = studio(task("a", minutes=60, due="20 17:00"))
    assert level_of(NAME, place, {"a": ("ana", [("23 09:00", "23 10:00")])}) == ((60,), ("harrow",))


def test_unplaced_work_finishes_after_the_horizon():
    place = studio(task("a", minutes=60, due="29 23:00"))
    assert level_of(NAME, place, {}) == ((120,), ("harrow",))


def test_splitting_a_deliverable_gains_nothing():
    whole = studio(task("a", minutes=120, due="23 10:00"))
    halves = studio(task("a", minutes=60, due="23 10:00"), task("b", minutes=60, due="23 10:00"))
    late = [("23 10:00", "23 12:00")]
    assert level_of(NAME, whole, {"a": ("ana", late)}) == ((120,), ("harrow",))
    placings = {"a": ("ana", [("23 11:00", "23 12:00")]), "b": ("bo", [("23 11:00", "23 12:00")])}
    assert level_of(NAME, halves, placings) == ((120,), ("harrow",))


@pytest.mark.parametrize(
    ("fields", "as_of", "minutes"),
    [
        ({"minutes": 600}, "23 09:00", 600),
        ({"minutes": 600}, "23 17:59", 600),
        ({"minutes": 600}, "23 18:00", 480),
        ({"minutes": 600, "weekdays": (1, 3)}, "23 09:00", 600),
        ({"minutes": 600, "weekdays": (2, 3)}, "23 09:00", 300),
        ({"minutes": 2100, "per": "month"}, "23 09:00", 525),
        ({"minutes": 2100, "per": "month", "weekdays": (0,)}, "23 09:00", 840),
        ({"minutes": 601, "since": "2026-11-26"}, "23 09:00", 360),
        ({"minutes": 600, "until": "2026-11-24"}, "23 09:00", 240),
    ],
)
def test_guaranteed_minutes_follow_the_working_days(fields, as_of, minutes):
    """From Monday 23 to Monday 30, closed on Wednesday: five working days, of twenty in November and five Mondays."""
    fields = dict(fields)
    amount, weekdays, per = fields.pop("minutes"), fields.pop("weekdays", None), fields.pop("per", "week")
    agreed = agreement({"work": amount}, weekdays=weekdays, per=per, **fields)
    harrow = client("harrow", agreements=(agreed,))
    place = studio(task("a"), harrow=harrow, as_of=as_of, horizon_days=8, closures=(closure("25"),))
    assert plan_of(place, {}).clients[0].guaranteed_minutes == minutes
