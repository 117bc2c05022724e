from scheduler.verify import check_plan
from tests.building import available, block, closure, event, overtime, person, task, time_off, workspace
from tests.planning import plan_of, rules_broken

CONSENT = overtime(120, "mon-thu 18:00-20:00")


def check(*blocks, consent=CONSENT, minutes=60, **fields):
    ana = person("ana", overtime=consent)
    place = workspace(people=[ana], tasks=[task("logo", minutes=minutes)], horizon_days=14, **fields)
    return check_plan(place, plan_of(place, {"logo": ("ana", blocks)}))


def late_hours(start, end):
    return block(start, end, overtime=True)


def measured(*blocks, **fields):
    result = check(*blocks, **fields)
    assert rules_broken(result) == ["overtime_consented"]
    return [(found.measured, found.limit) for found in result.violations]


def test_allows_marked_overtime_inside_the_consent():
    assert check(late_hours("23 18:00", "23 19:00")).violations == ()
    assert check(late_hours("23 18:00", "23 20:00"), minutes=120).violations == ()


def test_forbids_overtime_that_is_not_marked():
    (found,) = check(("23 17:30", "23 18:30")).violations
    assert (found.rule, found.measured, found.limit) == ("overtime_consented", 30, 0)
    assert found.text == "task 'logo' (ana): 30 minutes on Mon 23 Nov 18:00 are overtime, but not marked as such"


def test_forbids_marked_time_without_consent():
    assert measured(late_hours("27 18:00", "27 19:00")) == [(60, 0)]
    assert measured(late_hours("23 19:30", "23 20:30")) == [(30, 0)]
    assert measured(late_hours("23 18:00", "23 19:00"), consent=None) == [(60, 0)]


def test_normal_hours_are_no_overtime():
    assert measured(late_hours("23 17:30", "23 18:30")) == [(30, 0)]


def test_the_week_has_a_limit():
    two_days = (late_hours("23 18:00", "23 19:00"), late_hours("24 18:00", "24 19:00"))
    assert check(*two_days, minutes=120).violations == ()
    assert measured(*two_days, late_hours("25 18:00", "25 18:01"), minutes=121) == [(121, 120)]
    next_week = (late_hours("30 18:00", "30 20:00"),)
    assert check(*two_days, *next_week, minutes=240).violations == ()


def test_without_spans_it_follows_the_last_hours_for_two_hours_at_most():
    plain = {"consent": overtime(300)}
    assert check(late_hours("23 18:00", "23 20:00"), minutes=120, **plain).violations == ()
    assert measured(late_hours("23 18:00", "23 20:01"), minutes=121, **plain) == [(1, 0)]
    late_shift = person("ana", week="mon-fri 14:00-23:00", overtime=overtime(300))
    place = workspace(people=[late_shift], tasks=[task("logo", minutes=120)])
    result = check_plan(place, plan_of(place, {"logo": ("ana", [late_hours("23 23:00", "24 01:00")])}))
    assert [(found.rule, found.measured) for found in result.violations] == [("overtime_consented", 60)]


def test_days_off_leave_and_meetings_have_none():
    evening = late_hours("23 18:00", "23 19:00")
    assert measured(evening, closures=(closure("23"),)) == [(60, 0)]
    assert measured(evening, time_off=[time_off("ana", "23 18:30", "23 19:00")]) == [(30, 0)]
    assert measured(evening, events=[event("ana", "23 18:15", "23 18:30")]) == [(15, 0)]
    assert measured(evening, availability=[available("ana", "23 09:00", "23 10:00")]) == [(60, 0)]
