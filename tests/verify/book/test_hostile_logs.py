import json
import random
from contextlib import suppress

import pytest

from scheduler.domain.book import Entry, line_of, sha256_of
from scheduler.verify.book import check_book
from tests.verify.book.log_making import chained, opened, studio
from tests.verify.book.stories import STORIES

DAMAGE = ("", "zzz", "2026-12-25", "0001-01-01", "9999-12-31", "9999-12-31T23:59:00Z", "0001-01-01T00:00:00+14:00")


def places(value, path=()):
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from places(child, (*path, key))


def damaged(line, rng):
    document = json.loads(line)
    *way, last = rng.choice([place for place in places(document) if place[0] != "facts" or rng.random() < 0.3])
    holder = document
    for key in way:
        holder = holder[key]
    value = holder[last]
    if isinstance(holder, dict) and rng.random() < 0.3:
        del holder[last]
    elif isinstance(value, int):
        holder[last] = rng.choice((-value, value + 15, value * 1000, 10**12))
    elif isinstance(value, str):
        holder[last] = rng.choice(DAMAGE)
    else:
        holder[last] = None
    return json.dumps(document)


def chained_again(lines):
    before, again = "0" * 64, []
    for line in lines:
        with suppress(ValueError):  # a line that cannot be read stays as it is
            line = line_of(Entry.model_validate_json(line).model_copy(update={"prev_sha256": before}))
        again.append(line)
        before = sha256_of(line)
    return again


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
def test_damage_is_reported_and_never_raises(story):
    lines = chained(story)
    for seed in range(40):
        rng = random.Random(seed)
        number = rng.randrange(len(lines))
        broken = chained_again([*lines[:number], damaged(lines[number], rng), *lines[number + 1 :]])
        check = check_book(broken)
        assert check.clean == (not check.violations)
        assert all(violation.text for violation in check.violations)


@pytest.mark.parametrize(
    "field",
    [
        pytest.param({"time_zone": "Nowhere/At_All"}, id="a zone that nobody knows"),
        pytest.param({"holidays": {"country": "XX"}}, id="a country that nobody knows"),
        pytest.param({"people": [7]}, id="no person"),
    ],
)
def test_facts_that_cannot_be_end_the_audit(field):
    facts = studio().model_dump(mode="json") | field
    violations = check_book(chained([opened() | {"facts": facts}])).violations
    assert [violation.rule for violation in violations] == ["I10"]
    assert "cannot be" in violations[0].text
