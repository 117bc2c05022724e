import pytest

from scheduler.verify.book import compare_logs, compare_renamed
from tests.verify.book.book_mutants import THU, declined
from tests.verify.book.log_making import (
    asked,
    cancel,
    chained,
    close_monday,
    conforming,
    entry,
    opened,
    promised,
    row,
    spare,
)


def story(*entries):
    return chained([opened(), *entries])


def test_a_client_that_disturbs_nobody_can_be_taken_out():
    assert compare_logs(story(conforming(), spare(), close_monday()), story(conforming(), close_monday()), "odd") == []


@pytest.mark.parametrize(
    ("with_odd", "without_odd", "word"),
    [
        pytest.param([spare(), declined()], [conforming()], "is declined, but", id="another verdict"),
        pytest.param([spare()], [conforming()], "only without", id="an answer that is missing"),
        pytest.param([spare(), conforming()], [], "only with", id="an answer more"),
        pytest.param(
            [spare(), conforming() | promised("R-1/audit", "harrow", due="27 13:00", floor="26 15:54")],
            [conforming()],
            "is promised",
            id="another date",
        ),
        pytest.param(
            [spare(), conforming() | {"rows": (row("own", 180, 25, block=THU, task="R-1/audit"),)}],
            [conforming()],
            "other rows",
            id="other rows",
        ),
        pytest.param(
            [spare(), close_monday() | {"rows": close_monday()["rows"][1:]}],
            [close_monday()],
            "only without",
            id="another lapse",
        ),
    ],
)
def test_what_a_client_changes_for_another_is_named(with_odd, without_odd, word):
    if "declined" in word:
        with_odd[1] |= {"conforming": True, "request": "R-1"}
    violations = compare_logs(story(*with_odd), story(*without_odd), "odd")
    assert [(violation.rule, violation.subject) for violation in violations] == [("I6", "harrow")]
    assert word in violations[0].text


def test_nobody_is_compared_beyond_a_request_that_did_not_conform():
    asks_more = spare("23 09:30") | {"client": "harrow", "request": "R-7"}
    with_odd = story(spare("23 09:10"), asks_more, conforming())
    without_odd = story(asks_more, declined())
    assert compare_logs(with_odd, without_odd, "odd") == []


def test_nobody_is_compared_beyond_a_loss():
    lost = entry("lost", "23 10:00")
    assert compare_logs(story(spare(), lost, conforming()), story(lost, cancel()), "odd") == []


def renamed(fields):
    return fields | {"client": {"harrow": "zebra"}.get(fields["client"], fields["client"])}


def test_other_names_change_nothing():
    left, right = [conforming(), spare()], [spare(), renamed(conforming())]
    assert compare_renamed(story(*left), story(*right), {"harrow": "zebra"}) == []


@pytest.mark.parametrize(
    ("right", "word"),
    [
        pytest.param([spare()], "is answered only before", id="an answer that is missing"),
        pytest.param(
            [renamed(conforming()) | {"kind": "waiting", "promised": ()}, spare()], "another date", id="no date"
        ),
        pytest.param([renamed(conforming()) | {"kind": "quoted"}, spare()], "conforms and is", id="another verdict"),
        pytest.param(
            [renamed(conforming()) | {"conforming": False}, spare()], "conforms and is", id="no longer conforming"
        ),
        pytest.param(
            [renamed(conforming()), spare() | promised("R-2/text", "odd", due="24 13:00", floor="24 10:35")],
            "another date",
            id="another date of a request on spare",
        ),
    ],
)
def test_what_other_names_change_is_named(right, word):
    violations = compare_renamed(story(conforming(), spare()), story(*right), {"harrow": "zebra"})
    assert [violation.rule for violation in violations] == ["I18"]
    assert word in violations[0].text


def test_a_verdict_that_needs_a_search_may_change_with_names():
    waits = entry("waiting", "23 10:00", "odd", request="R-3", asked=(asked("R-3/x", "copy", 60, due="24 12:00"),))
    refused = waits | {"kind": "declined"}
    assert compare_renamed(story(waits), story(refused), {}) == []
