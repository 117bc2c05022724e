"""Ids, skills, shares, numbers, places and recurrence rules."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.files.places import parse_zone
from scheduler.files.repetition import falls_on, needs_since, parse_rule
from scheduler.files.shapes import FormError
from scheduler.files.words import parse_id, parse_permille, parse_skill, parse_yes_no, whole_number


def test_ids_are_letters_digits_and_three_signs() -> None:
    for name in ("R-104", "a_b.c", "0123", "NO", "jörg"):
        assert parse_id(name) == name
    for name in ("a b", "a/b", "a:b", "", "..", "-", "a" * 101):
        with pytest.raises(FormError):
            parse_id(name)
    with pytest.raises(FormError, match="write logo-draft"):
        parse_id("logo draft")


def test_skills_have_level_one_unless_written() -> None:
    assert parse_skill("copy") == ("copy", 1)
    assert parse_skill("copy:0") == ("copy", 0)
    assert parse_skill("UX design: 3") == ("UX design", 3)
    for text in ("", ":2", "copy:", "copy:x", "copy:-1", "copy:1.5", "a;b", "a,b"):
        with pytest.raises(FormError):
            parse_skill(text)


def test_shares_carry_their_sign() -> None:
    assert [parse_permille(text) for text in ("10%", "12.5 %", "0%", "100%")] == [100, 125, 0, 1000]
    with pytest.raises(FormError, match="write 10%"):
        parse_permille("10")
    with pytest.raises(FormError, match=r"write 12\.5%, if 0\.125 of the whole is meant"):
        parse_permille("0.125")
    for text in ("101%", "0.01%", "-5%", "%", "ten"):
        with pytest.raises(FormError):
            parse_permille(text)


def test_yes_and_no_are_words() -> None:
    assert [parse_yes_no(text) for text in ("yes", "No", "true", "FALSE")] == [True, False, True, False]
    for text in ("y", "1", "on", "x"):
        with pytest.raises(FormError):
            parse_yes_no(text)


def test_whole_numbers_stay_in_their_range() -> None:
    form = whole_number(1, 5)
    assert form.parse("5") == 5
    for text in ("0", "6", "1.0", "", "²", "9" * 400):
        with pytest.raises(FormError):
            form.parse(text)


def test_zones_are_those_of_the_database() -> None:
    assert parse_zone("Europe/London") == "Europe/London"
    for text, near in (
        ("europe/london", "Europe/London"),
        ("Madrid", "Europe/Madrid"),
        ("Europe/Lodon", "Europe/London"),
    ):
        with pytest.raises(FormError, match=f"did you mean '{near}'"):
            parse_zone(text)
    for text in ("", "../../etc/passwd", "Europe", "GMT+25", "\0"):
        with pytest.raises(FormError):
            parse_zone(text)


def test_rules_are_read_in_one_spelling() -> None:
    assert parse_rule("freq=weekly;byday=fr;") == "FREQ=WEEKLY;BYDAY=FR"
    assert parse_rule("FREQ=DAILY;UNTIL=20261231T235959Z") == "FREQ=DAILY;UNTIL=20261231"
    assert parse_rule("FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20271231") == "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20271231"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("RRULE:FREQ=DAILY", "leave 'RRULE:' out"),
        ("FREQ=HOURLY", "one of DAILY, WEEKLY, MONTHLY, YEARLY"),
        ("BYDAY=FR", "add FREQ"),
        ("FREQ=WEEKLY;BYDAY=FRI", "did you mean 'FR'?"),
        ("FREQ=WEEKLY;BYDAY=2FR", "write FR, or use FREQ=MONTHLY"),
        ("FREQ=WEEKLY;BYDAYS=FR", "did you mean 'BYDAY'?"),
        ("FREQ=WEEKLY;FREQ=DAILY", "every part once"),
        ("FREQ=DAILY;BYHOUR=9", "due_time"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "numbers from -31 to 31"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "numbers from -31 to 31"),
        ("FREQ=DAILY;COUNT=0", "COUNT from 1 to 9999"),
        ("FREQ=DAILY;INTERVAL=99999999999", "INTERVAL from 1 to 9999"),
        ("FREQ=DAILY;UNTIL=2026-12-31", "write UNTIL=20261231"),
        ("FREQ=DAILY;UNTIL=20261301", "there is no such month"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20261231", "COUNT or UNTIL, not both"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "no date ever follows this one"),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=MO;BYSETPOS=9", "no date ever follows this one"),
        ("FREQ=MONTHLY;BYDAY=6FR", "numbers from -5 to 5 before a day"),
        ("FREQ=YEARLY;BYMONTH=4;BYDAY=9MO", "numbers from -5 to 5 before a day"),
        ("FREQ=YEARLY;BYDAY=54MO", "numbers from -53 to 53 before a day"),
        ("FREQ=DAILY;BYSETPOS=2;BYDAY=MO", "BYSETPOS from -1 to 1 in this rule"),
        ("FREQ=MONTHLY;BYWEEKNO=3", "use FREQ=YEARLY"),
        ("every friday", "parts like FREQ=WEEKLY"),
        ("", "parts like FREQ=WEEKLY"),
    ],
)
def test_other_rules_are_refused(rule: str, words: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_rule(rule)
    assert words in caught.value.fix + caught.value.expected


@pytest.mark.parametrize(
    ("rule", "needs"),
    [
        ("FREQ=WEEKLY;BYDAY=FR", False),
        ("FREQ=DAILY", False),
        ("FREQ=MONTHLY;BYMONTHDAY=1", False),
        ("FREQ=MONTHLY;BYDAY=1MO", False),
        ("FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=5", False),
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=FR", False),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", True),
        ("FREQ=WEEKLY;COUNT=3;BYDAY=FR", True),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1", True),
        ("FREQ=WEEKLY", True),
        ("FREQ=MONTHLY", True),
        ("FREQ=YEARLY;BYMONTH=4", True),
    ],
)
def test_some_rules_need_a_first_date(rule: str, needs: bool) -> None:
    assert bool(needs_since(rule)) is needs


def test_dates_of_a_rule() -> None:
    fridays = "FREQ=WEEKLY;BYDAY=FR"
    assert falls_on(fridays, date(2026, 11, 27), since=None)
    assert not falls_on(fridays, date(2026, 11, 26), since=None)
    assert not falls_on(fridays, date(2026, 11, 27), since=date(2026, 12, 1))
    every_other = "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"
    assert falls_on(every_other, date(2026, 12, 11), since=date(2026, 11, 27))
    assert not falls_on(every_other, date(2026, 12, 4), since=date(2026, 11, 27))
