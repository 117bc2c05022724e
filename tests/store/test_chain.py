from __future__ import annotations

import pytest

from scheduler.domain.book import FIRST_SHA256, Entry
from scheduler.store.chain import ChainBreak, longest_chain, read_chain, read_entry
from tests.store.chains import chain, digest

LINES = chain(6)


def test_lines_that_follow_one_another_are_entries() -> None:
    entries = read_chain(LINES)
    assert not isinstance(entries, ChainBreak)
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5, 6]


def test_a_chain_can_begin_anywhere() -> None:
    assert not isinstance(read_chain(LINES[3:], first_seq=4, after_sha256=digest(LINES[:3])), ChainBreak)
    assert read_chain(LINES[3:], first_seq=4) == ChainBreak(
        4, f"it says that it follows {digest(LINES[:3])[:12]}…, but the line before it has the digest 000000000000…"
    )


@pytest.mark.parametrize(
    ("lines", "seq", "text"),
    [
        ((LINES[1], *LINES[2:]), 1, "it is entry 2"),
        ((*LINES[:2], *LINES[3:]), 3, "it is entry 4"),
        ((*LINES[:2], LINES[3], LINES[2], *LINES[4:]), 3, "it is entry 4"),
        ((*LINES[:2], chain(1, after=LINES[:2], reason="other")[0], *LINES[3:]), 4, "it says that it follows"),
        ((*LINES[:4], LINES[4].replace(":", ": ", 1), LINES[5]), 5, "not written as Evenhand writes it"),
        ((*LINES[:4], LINES[4][:-1], LINES[5]), 5, "no entry of the log"),
        ((*LINES[:4], "[]", LINES[5]), 5, "no entry of the log"),
        ((*LINES[:5], LINES[5].replace('"edited"', '"forged"')), 6, "no entry of the log"),
    ],
)
def test_what_breaks_a_chain_is_named(lines: tuple[str, ...], seq: int, text: str) -> None:
    broken = read_chain(lines)
    assert isinstance(broken, ChainBreak)
    assert broken.seq == seq
    assert text in broken.text


def test_a_line_with_a_field_that_is_not_known_is_not_canonical() -> None:
    assert isinstance(read_entry(LINES[0], 1), Entry)
    assert read_entry(LINES[0][:-1] + ',"more":1}', 1) == ChainBreak(1, "its line is not written as Evenhand writes it")


def test_two_copies_with_other_gaps_make_one_chain() -> None:
    candidates = {
        1: [LINES[0]],
        2: [LINES[1]],
        3: ["damaged", LINES[2]],
        4: [LINES[3]],
        6: [LINES[5]],
    }
    assert longest_chain(candidates) == LINES[:4]
    assert longest_chain({**candidates, 5: [LINES[4]]}) == LINES
    assert longest_chain({2: [LINES[1]]}) == ()
    assert longest_chain({}) == ()


def test_of_two_lines_in_one_place_the_one_is_taken_that_later_lines_confirm() -> None:
    forged = chain(1, after=LINES[:2], reason="forged")[0]
    candidates = {1: [LINES[0]], 2: [LINES[1]], 3: [forged, LINES[2]], 4: [LINES[3]]}
    assert longest_chain(candidates) == LINES[:4]
    del candidates[4]
    assert longest_chain(candidates) == (*LINES[:2], forged)


def test_the_first_line_follows_zeros() -> None:
    assert FIRST_SHA256 == "0" * 64
    again = chain(1, after=LINES[:1])[0].replace('"seq":2', '"seq":1')
    assert longest_chain({1: [again, LINES[0]]}) == LINES[:1]
