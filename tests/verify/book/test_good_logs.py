import copy

import pytest

from scheduler.verify.book import Auditor, check_book
from scheduler.verify.book.forking import forked
from tests.building import person
from tests.verify.book.log_making import (
    asked,
    chained,
    day,
    entry,
    opened,
    promised,
    row,
    stand,
    studio,
    work,
)
from tests.verify.book.stories import STORIES


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
def test_good_logs_are_clean(story):
    check = check_book(chained(story))
    assert [violation.text for violation in check.violations] == []
    assert check.clean
    assert check.entries == len(story)


def test_what_a_log_cannot_show_is_said():
    check = check_book(chained([opened()]))
    assert set(check.checked) | {rule.rule for rule in check.unchecked} == {f"I{number}" for number in range(1, 22)}


def test_an_auditor_follows_line_by_line_and_can_sweep():
    auditor = Auditor()
    lines = chained(STORIES["a day that closes"])
    assert [auditor.take(line) for line in lines] == [[], [], [], []]
    assert auditor.sweep() == []


def test_blocks_may_stand_elsewhere_on_their_day():
    moved = entry(
        "accepted",
        "23 10:00",
        "odd",
        request="R-3",
        conforming=False,
        asked=(asked("R-3/audit", "seo", 60, release="23 10:00", due="25 11:00", person="ana"),),
        rows=(row("spare", 60, 25, task="R-3/audit", whose="odd"),),
        stands=(stand("harrow/seo/ana/wed", 25, "25 11:00", "25 13:00"),),
        work=(work("R-3/audit", "ana", ("25 09:00", "25 10:00")),),
        **promised("R-3/audit", "odd", due="25 11:00", floor="25 10:00"),
    )
    assert check_book(chained([opened(), moved])).violations == ()


def test_a_block_of_somebody_who_has_left_is_there_until_a_loss_takes_it():
    auditor = Auditor()
    team = [person("ana", "seo", until_on=day(25)), *studio().people[1:]]
    (line,) = chained([opened(studio(people=team))])
    found = auditor.take(line)
    assert {violation.rule for violation in found} == {"I3", "I4"}
    assert "harrow/seo/ana/thu@2026-11-26" in {violation.subject for violation in found}
    assert "harrow/seo/ana/wed@2026-11-25" not in {violation.subject for violation in found}
    assert auditor.state is not None
    assert auditor.state.block_exists("harrow/seo/ana/wed", day(25))
    assert auditor.state.block_exists("harrow/seo/ana/thu", day(26))
    assert auditor.state.can_be_worked("harrow/seo/ana/wed", day(25))
    assert not auditor.state.can_be_worked("harrow/seo/ana/thu", day(26))


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
def test_a_fork_goes_its_own_way(story):
    lines = chained(story)
    for read in range(1, len(lines)):
        auditor, untouched = Auditor(), Auditor()
        for line in lines[:read]:
            auditor.take(line)
            untouched.take(line)
        fork = auditor.fork()
        assert _told(fork) == _told(untouched)
        assert [found for line in lines[read:] for found in fork.take(line)] == []
        assert _told(auditor) == _told(untouched)
        assert _told(fork) != _told(untouched)


def _told(auditor):
    """Return what is known, without what was only worked out on the way."""
    state = copy.deepcopy(auditor.state)
    hidden = {"workspace", "calendars", "agreements", "credits", "_exists", "_until"}
    return {name: value for name, value in vars(state).items() if name not in hidden} | {
        "credits": vars(state.credits),
        "entries": auditor.entries,
    }


def test_a_fork_of_what_nobody_thought_of_is_an_error():
    with pytest.raises(TypeError, match="bytearray"):
        forked({"left": bytearray()})
