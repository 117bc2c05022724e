"""Ids of blocks, and the order in which blocks and shortages are listed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from scheduler.domain.book import LaidBlock
from scheduler.domain.laying import Unlaid

_DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def named(blocks: Iterable[LaidBlock], *, taken: Collection[str]) -> tuple[LaidBlock, ...]:
    """Return blocks in order, each with an id of its own like `harrow/seo/ana/mon` (`harrow/seo/ana/2026-12-01` where dated).

    Parameters
    ----------
    taken
        Ids that none of them gets; a number is added where one is taken: `harrow/seo/ana/mon-2`.
    """
    used = set(taken)
    found = []
    for block in sorted(blocks, key=_block_order):
        when = _DAY_NAMES[block.weekday or 0] if block.day is None else block.day.isoformat()
        bare = f"{block.client}/{block.key}/{block.person}/{when}"
        name, number = bare, 1
        while name in used:
            number += 1
            name = f"{bare}-{number}"
        used.add(name)
        found.append(block.model_copy(update={"id": name}))
    return tuple(found)


def in_order(missing: Iterable[Unlaid]) -> tuple[Unlaid, ...]:
    """Return shortages in the order of client, key and time."""
    return tuple(sorted(missing, key=lambda one: (one.client, one.skill, one.level, one.since or date.min, one.per)))


def _block_order(block: LaidBlock) -> tuple[str, str, int, date, int, int, str]:
    begin = block.day or block.since or date.min
    weekday = 0 if block.weekday is None else block.weekday
    return block.client, block.skill, block.level, begin, weekday, block.start_minute, block.person
