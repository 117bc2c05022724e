"""The scenario of the policy in which one of three people of a pool is away for a week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from scheduler.domain.book import Entry, LaidBlock
from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.solve.laying import lay_blocks
from scheduler.units import PersonId, Span, TaskId
from tests.building import DAY_NAMES, client, instant, person, time_off, workspace
from tests.fairshare.small_books import ask, asked, block, complaints, opened

SEVEN_HOURS = "mon-fri 09:00-13:00 14:00-17:00"
WEEKDAYS = ("30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04")
"""The week from Monday 30 November: everybody's notice is over a week away when it is known on the Monday before."""


def pool(*, week: str = SEVEN_HOURS, **more: object) -> Workspace:
    """Return three people with one skill and 35 h each, 105 h a week; 40, 30 and 20 h of it are agreed, and a fourth does something else."""
    return workspace(
        week=week,
        people=[
            *(person(name, "seo", week=week) for name in ("ana", "bo", "cy")),
            person("dee", "copy", week=week),
        ],
        clients=[
            client("forty", agreed={"seo": 2400}),
            client("thirty", agreed={"seo": 1800}),
            client("twenty", agreed={"seo": 1200}),
            client("other", agreed={"copy": 600}),
        ],
        policy={"default_borrow": 500},
        **more,
    )


def blocks() -> list[LaidBlock]:
    """Lay six blocks of an hour a day on each of the three, 90 h a week, so that a free hour takes a whole block."""
    hours = {
        "ana": ["forty"] * 4 + ["thirty"] * 2,
        "bo": ["forty"] * 4 + ["thirty"] * 2,
        "cy": ["twenty"] * 4 + ["thirty"] * 2,
    }
    laid = []
    for day in DAY_NAMES[:5]:
        for who, clients in hours.items():
            for start, name in zip((9, 10, 11, 12, 14, 15), clients, strict=True):
                piece = block(name, "seo", who, day, f"{start}:00", 60)
                laid.append(piece.model_copy(update={"id": f"{piece.id}/{start}"}))
        laid.append(block("other", "copy", "dee", day, "09:00", 120))
    return laid


def away(book: Book, who: str) -> Entry:
    """Let somebody be away from Monday 30 November to Friday, known a week before."""
    facts = book.team.workspace.model_copy(update={"time_off": (time_off(who, "30", "2026-12-04"),)})
    period = Span(instant("30 00:00"), instant("2026-12-05T00:00"))
    bookkeeping.lose(book, facts, person=PersonId(who), period=period)
    return next(entry for entry in reversed(book.entries) if entry.kind == "lost")


def lost_minutes(entry: Entry) -> dict[str, int]:
    """Return the minutes that each client loses by the record of a loss."""
    assert entry.loss is not None
    total: Counter[str] = Counter()
    for cell in entry.loss.cells:
        total.update({str(client): minutes for client, minutes in cell.losses.items()})
    return {client: minutes for client, minutes in total.items() if minutes}


def cut_minutes(entry: Entry) -> dict[str, int]:
    """Return the minutes of blocks that were cut, less those laid elsewhere for them, by client."""
    total: Counter[str] = Counter()
    for row in entry.rows:
        if row.fund == "cut":
            total[row.client] += row.minutes
    for laid in entry.blocks:
        assert laid.day is not None
        total[laid.client] -= laid.minutes
    return dict(total)


@pytest.mark.parametrize("who", ["ana", "bo", "cy"])
def test_twenty_hours_short_are_shared_in_the_ratio_of_the_guaranteed_hours(who: str) -> None:
    book = opened(pool(), blocks())
    lost = away(book, who)
    assert lost_minutes(lost) == {"forty": 525, "thirty": 405, "twenty": 270}
    assert cut_minutes(lost) == {"forty": 525, "thirty": 405, "twenty": 270}
    assert complaints(book) == []


@pytest.mark.parametrize("who", ["ana", "bo", "cy"])
@pytest.mark.parametrize(
    "week", [SEVEN_HOURS, "mon-fri 09:00-16:00", "mon-fri 08:30-12:00 12:30-16:00"], ids=["lunch", "straight", "early"]
)
def test_the_figures_are_the_same_on_blocks_as_they_are_laid(who: str, week: str) -> None:
    # What is free stands in pieces shorter than any whole block then, and goes first all the same.
    facts = pool(week=week)
    book = opened(facts, list(lay_blocks(facts, at=instant("23 09:00")).blocks))
    lost = away(book, who)
    assert lost_minutes(lost) == {"forty": 525, "thirty": 405, "twenty": 270}
    assert cut_minutes(lost) == {"forty": 525, "thirty": 405, "twenty": 270}
    assert lost.loss is not None
    assert lost.loss.carried == {"forty": 8, "thirty": -5, "twenty": -3}
    assert complaints(book) == []


@pytest.mark.parametrize("who", ["ana", "bo", "cy"])
@pytest.mark.parametrize(
    "who_booked", [("forty",), ("thirty",), ("twenty",), ("thirty", "twenty"), ("forty", "thirty", "twenty")]
)
def test_the_figures_are_the_same_where_hours_are_booked(who: str, who_booked: tuple[str, ...]) -> None:
    # "Booked or not": pieces of two hours, each of one person, in all hours of a client or of everybody.
    facts = pool()
    book = opened(facts, list(lay_blocks(facts, at=instant("23 09:00")).blocks))
    hours = {"forty": 40, "thirty": 30, "twenty": 20}
    for name in who_booked:
        for number in range(hours[name] // 2):
            work = asked(f"{name}-{number}", "seo", 120, "2026-12-04T17:00", start="30 00:00")
            assert ask(book, name, work).kind == "accepted"
    lost = away(book, who)
    assert lost_minutes(lost) == {"forty": 525, "thirty": 405, "twenty": 270}
    assert complaints(book) == []


@pytest.mark.parametrize(
    ("hours", "fields"), [((4, 4, 4, 4), {"one_sitting": True}), ((5, 5, 5), {"same_person_as": (TaskId("work-0"),)})]
)
def test_work_that_only_whole_time_helps_costs_its_client_no_more_than_others(
    hours: tuple[int, ...], fields: dict[str, object]
) -> None:
    # All of it stands with ana, who is away; a step of anybody's time helps none of it.
    book = opened(pool(), whole_blocks())
    tasks = [
        asked(
            f"work-{number}",
            "seo",
            60 * each,
            "2026-12-04T17:00",
            start="30 00:00",
            **({} if number == 0 and "same_person_as" in fields else fields),
        )
        for number, each in enumerate(hours)
    ]
    assert ask(book, "twenty", *tasks).conforming is True
    assert {str(book.witness.work[task.id].person) for task in tasks} == {"ana"}
    lost = away(book, "ana")
    minutes = lost_minutes(lost)
    assert sum(minutes.values()) == 1200
    ratios = [minutes[name] / of for name, of in (("forty", 2400), ("thirty", 1800), ("twenty", 1200))]
    assert max(ratios) - min(ratios) <= 2 * 15 / 1200
    assert complaints(book) == []


def whole_blocks() -> list[LaidBlock]:
    """Lay the 90 h in pieces as long as they come: ana's mornings are the smallest client's."""
    hours = {"ana": [("twenty", 240), ("forty", 120)], "bo": [("forty", 360)], "cy": [("thirty", 360)]}
    laid = []
    for day in DAY_NAMES[:5]:
        for who, pieces in hours.items():
            at = 9 * 60
            for name, minutes in pieces:
                while minutes:
                    part = min(minutes, 13 * 60 - at) if at < 13 * 60 else minutes
                    piece = block(name, "seo", who, day, f"{at // 60:02}:{at % 60:02}", part)
                    laid.append(piece.model_copy(update={"id": f"{piece.id}/{at}"}))
                    minutes -= part
                    at = 14 * 60 if at + part == 13 * 60 else at + part
    return laid


def test_ten_borrowed_hours_go_first_and_change_none_of_it() -> None:
    book = opened(pool(), blocks())
    for name in ("ana", "bo"):
        own = asked(f"own-{name}", "seo", 1200, "2026-12-04T17:00", start="30 00:00", person=PersonId(name))
        assert ask(book, "forty", own).conforming is True
    # An hour a day of each person is free; the first client borrows ten of them for the week.
    for number, day in enumerate(WEEKDAYS):
        for half in range(2):
            task = asked(
                f"more-{number}-{half}",
                "seo",
                60,
                f"{_iso(day)}T17:00",
                start=f"{_iso(day)}T16:00",
                person=PersonId(("ana", "bo")[half]),
            )
            entry = ask(book, "forty", task)
            assert (entry.kind, [row.fund for row in entry.rows]) == ("accepted", ["spare"])
    lost = away(book, "cy")
    assert lost.loss is not None
    late = lost.loss.late
    assert sum(minutes for task, minutes in late.items() if task.startswith("more-")) == 600
    assert lost_minutes(lost) == {"forty": 525, "thirty": 405, "twenty": 270}
    # The ratios are those of the guaranteed hours, and nobody is counted with more on a day than it has there.
    claims: Counter[str] = Counter()
    for cell in lost.loss.cells:
        claims.update({str(client): minutes for client, minutes in cell.claims.items()})
    assert claims == lost.loss.guaranteed == {"forty": 2400, "thirty": 1800, "twenty": 1200}
    # What the first has booked of its own comes late, what the others have not booked is cut.
    assert sum(minutes for task, minutes in late.items() if task.startswith("own-")) == 525
    assert cut_minutes(lost) == {"thirty": 405, "twenty": 270}
    assert complaints(book) == []


def _iso(day: str) -> str:
    return f"2026-11-{day}" if len(day) == 2 else day


def test_clients_without_a_claim_on_the_pool_notice_nothing() -> None:
    book = opened(pool(), blocks())
    lost = away(book, "cy")
    assert "other" not in {row.client for row in lost.rows}
    assert {block.client for block in lost.blocks} <= {"forty", "thirty", "twenty"}
    entry = ask(book, "other", asked("own", "copy", 600, "2026-12-04T17:00", start="30 00:00"))
    assert entry.conforming is True
    assert complaints(book) == []


@pytest.mark.parametrize("who", ["ana", "bo"])
@pytest.mark.parametrize("sizes", [([480], [60] * 8), ([60] * 8, [480])], ids=["first", "second"])
def test_one_task_of_eight_hours_gives_as_much_as_eight_of_one(sizes: Sequence[Sequence[int]], who: str) -> None:
    team = workspace(
        people=[person("ana", "seo"), person("bo", "seo")],
        clients=[client("one", agreed={"seo": 480}), client("two", agreed={"seo": 480})],
        policy={"buffer": 0},
    )
    book = opened(
        team,
        [
            block("one", "seo", "ana", "30", "09:00", 240),
            block("one", "seo", "ana", "30", "14:00", 240).model_copy(update={"id": "one/afternoon"}),
            block("two", "seo", "bo", "30", "09:00", 240),
            block("two", "seo", "bo", "30", "14:00", 240).model_copy(update={"id": "two/afternoon"}),
        ],
    )
    for name, efforts in zip(("one", "two"), sizes, strict=True):
        for number, minutes in enumerate(efforts):
            task = asked(f"{name}-{number}", "seo", minutes, "30 18:00", start="30 00:00")
            assert ask(book, name, task).conforming is True
    facts = team.model_copy(update={"time_off": (time_off(who, "30", "30"),)})
    bookkeeping.lose(book, facts, person=PersonId(who), period=Span(instant("30 00:00"), instant("2026-12-01T00:00")))
    lost = next(entry for entry in reversed(book.entries) if entry.kind == "lost")
    assert lost.loss is not None
    assert lost_minutes(lost) == {"one": 240, "two": 240}
    late: Counter[str] = Counter()
    for task_id, minutes in lost.loss.late.items():
        late[task_id.partition("-")[0]] += minutes
    assert late == {"one": 240, "two": 240}
    assert complaints(book) == []
