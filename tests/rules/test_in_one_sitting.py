from scheduler.verify import check_plan
from tests.building import block, overtime, person, task, workspace
from tests.planning import plan_of


def check(*blocks, one_sitting=True, minutes=120):
    ana = person("ana", overtime=overtime(120))
    place = workspace(people=[ana], tasks=[task("workshop", minutes=minutes, one_sitting=one_sitting)])
    return check_plan(place, plan_of(place, {"workshop": ("ana", blocks)}))


def test_allows_blocks_that_touch_on_the_clock():
    assert check(("23 09:00", "23 11:00")).violations == ()
    assert check(("23 09:00", "23 10:00"), ("23 10:00", "23 11:00")).violations == ()
    assert check(("23 17:00", "23 18:00"), block("23 18:00", "23 19:00", overtime=True)).violations == ()


def test_other_work_may_be_interrupted():
    assert check(("23 12:00", "23 13:00"), ("23 14:00", "23 15:00"), one_sitting=False).violations == ()


def test_forbids_lunch_in_between_and_measures_it():
    (found,) = check(("23 12:00", "23 13:00"), ("23 14:00", "23 15:00")).violations
    assert (found.rule, found.subject, found.measured, found.limit) == ("in_one_sitting", "workshop", 60, 0)
    assert found.text == (
        "task 'workshop' (ana): must be done in one sitting, but is interrupted for 60 minutes, first on Mon 23 Nov 13:00"
    )


def test_forbids_a_minute_and_adds_gaps_up():
    blocks = (("23 09:00", "23 10:00"), ("23 10:01", "23 10:31"), ("23 10:33", "23 11:03"))
    assert [found.measured for found in check(*blocks).violations] == [3]
