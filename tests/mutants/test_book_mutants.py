import json

import pytest

from scheduler.domain.book import Entry, line_of, sha256_of
from scheduler.verify.book import check_book
from scheduler.verify.book.invariants import IDS
from tests.verify.book.book_mutants import MUTANTS, all_mutants
from tests.verify.book.log_making import chained
from tests.verify.book.stories import STORIES


@pytest.mark.parametrize(
    ("rule", "way", "story", "change"), [pytest.param(*each, id=f"{each[0]}: {each[1]}") for each in all_mutants()]
)
def test_a_mutant_is_caught_by_its_invariant_and_no_other(rule, way, story, change):
    entries = [dict(fields) for fields in STORIES[story]]
    good = chained(entries)
    changed = change(entries)
    bad = chained(entries if changed is None else changed)
    assert bad != good, way
    violations = check_book(bad).violations
    assert {violation.rule for violation in violations} == {rule}, [violation.text for violation in violations]
    assert all(violation.text.startswith(f"entry {violation.seq}: ") for violation in violations)


def test_every_invariant_that_a_log_can_show_has_a_mutant():
    assert set(MUTANTS) == set(IDS)


def rechained(lines):
    before, again = "0" * 64, []
    for line in lines:
        entry = Entry.model_validate_json(line).model_copy(update={"prev_sha256": before})
        again.append(line_of(entry))
        before = sha256_of(again[-1])
    return again


def good_lines():
    return chained(STORIES["a day that closes"])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda lines: lines[:1] + lines[2:], id="a line is taken out"),
        pytest.param(lambda lines: [*lines[:2], lines[1], *lines[2:]], id="a line stands twice"),
        pytest.param(lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], id="two lines are swapped"),
        pytest.param(
            lambda lines: [lines[0], lines[1].replace('"actor":""', '"actor":"me"'), *lines[2:]], id="changed"
        ),
        pytest.param(
            lambda lines: rechained(lines[:1] + lines[2:]), id="a line is taken out and the rest chained anew"
        ),
        pytest.param(lambda lines: [*lines[:-1], lines[-1].replace(",", ", ", 1)], id="other spaces"),
        pytest.param(lambda lines: [*lines[:-1], json.dumps(json.loads(lines[-1]) | {"more": 1})], id="a field more"),
        pytest.param(lambda lines: [*lines[:-1], "{"], id="a torn line"),
        pytest.param(lambda lines: lines[1:], id="the beginning is missing"),
    ],
)
def test_the_chain_shows_every_change_of_lines(change):
    bad = change(good_lines())
    assert bad != good_lines()
    assert "I10" in {violation.rule for violation in check_book(bad).violations}
