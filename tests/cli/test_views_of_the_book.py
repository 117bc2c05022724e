"""The views of the book as they look: narrow and wide, with nothing cut and promises kept beside those missed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scheduler.cli.decision_view import draw_decision, draw_recorded
from scheduler.cli.fairness_view import draw_fairness
from scheduler.cli.history_view import draw_history
from scheduler.cli.screen import console_for
from scheduler.domain.book import Entry, Loss
from scheduler.report.fairness import fairness_document
from tests.building import agreement, at, client
from tests.cli.desk import Desk
from tests.report.told_books import HEADER, book_of
from tests.verify.book.log_making import cancel, close_monday, conforming, entry, opened, row, spare, studio, work
from tests.verify.book.stories import STORIES, loss

WIDTHS = [80, 100, 140]


def drawn(width: int, draw: Callable[..., None], *arguments: Any, **options: Any) -> str:
    console = console_for(width=width, color_system=None)
    draw(console, *arguments, **options)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in text.split("\n"))


def log(*entries: Any) -> list[Entry]:
    return [Entry(**{"seq": seq} | fields) for seq, fields in enumerate(entries, start=1)]


def missed() -> dict[str, Any]:
    late = Loss(person=None, **{"from": at("24 09:00"), "to": at("24 09:00")}, late={"R-1/audit": 60})
    return entry("lost", "24 09:00", loss=late, work=(work("R-1/audit", "ana", ("27 11:30", "27 12:45")),))


def fairness(width: int, *entries: Any, until: str = "27 18:00", **options: Any) -> str:
    book = book_of(entries, until=until)
    return drawn(width, draw_fairness, studio(), document=fairness_document(book, HEADER, **options))


def row_of(text: str, name: str) -> list[str]:
    return next(line.split() for line in text.splitlines() if line.startswith(name))


@pytest.mark.parametrize("width", WIDTHS)
def test_kept_and_missed_promises_stand_side_by_side(width: int) -> None:
    text = fairness(width, opened(), conforming(), spare(), missed())
    assert "1 promise kept (as planned, nothing was reported), 1 missed, 45 min late." in text
    assert row_of(text, "Harrow")[-2:] == ["0", "1"]
    assert row_of(text, "Odd")[-2:] == ["1", "0"]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_too_long_and_no_figure_is_cut(width: int) -> None:
    names = [client("harrow", agreements=(agreement({"seo": 600}),)), client("tailor"), client("odd")]
    names[0] = names[0].model_copy(update={"name": "The Harrow and Sons Company of Northern Shoemakers"})
    cut = entry("lost", "24 09:30", rows=(row("cut", 180, 27, block="tailor/copy/cy/fri"),))
    text = fairness(width, opened(studio(clients=names)), conforming(), close_monday(), cut)
    assert max(map(len, text.splitlines())) <= width
    head = next(line for line in text.splitlines() if "agreed" in line and "missed" in line)
    assert head.split() == ["agreed", "used", "held", "lapsed", "cut", "kept", "missed"]
    assert text.count("…") == len(["in the table", "in the standing"])


def test_one_client_has_a_row_per_week_and_nobody_else() -> None:
    text = fairness(100, opened(), conforming(), spare(), until="2026-12-03T12:00", client="harrow")
    assert text.startswith("What Harrow got of what was agreed")
    assert [line.split("  ")[0] for line in text.splitlines() if line.startswith(("23 to", "30 Nov", "together"))] == [
        "23 to 29 Nov",
        "30 Nov to 6 Dec",
        "together",
    ]
    assert "Tailor" not in text
    assert "Odd" not in text


def test_overtime_stands_apart_from_what_is_borrowed_and_shared() -> None:
    more = conforming()
    more["rows"] = (*more["rows"], row("overtime", 90, 24, whose="harrow"), row("spare", 60, 24, whose="harrow"))
    text = fairness(100, opened(), more)
    head = next(line for line in text.splitlines() if "agreed" in line and "missed" in line)
    assert head.split()[-4:] == ["borrowed", "overtime", "kept", "missed"]
    assert row_of(text, "Harrow")[-4:-2] == ["1:00", "1:30"]
    words = " ".join(text.split())
    assert "borrowed: taken beyond its own hours, worked or still to come" in words
    assert "also for weeks that are not shown" in words
    assert "Overtime is no part of it" in words
    assert "leaves out what stood in the book when it was made, what daily rounds gave" in words
    assert "the lower the more one has before the others (Jain's index)" in words


def test_a_running_week_says_so_and_several_are_summed_up_first() -> None:
    text = fairness(80, opened(), conforming(), until="2026-12-03T12:00")
    first, second, third = (line for line in text.splitlines() if line.startswith("Week"))
    assert first.startswith("Weeks 48 to 49, 23 Nov to 6 Dec 2026, together")
    assert second.startswith("Week 48, 23 to 29 Nov 2026")
    assert third.startswith("Week 49, 30 Nov to 6 Dec 2026")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_history_goes_by_days_and_wraps(width: int) -> None:
    entries = log(opened(), conforming(), spare(), cancel("23 11:00"), loss())
    lines = drawn(width, draw_history, studio(), entries=entries).splitlines()
    assert max(map(len, lines)) <= width
    assert [line.split(" ─")[0] for line in lines if "──" in line] == ["Mon 23 Nov 2026", "Tue 24 Nov 2026"]
    assert any(line.startswith("10:00  Yes: ") for line in lines)


def test_an_empty_history_says_so() -> None:
    assert drawn(80, draw_history, studio(), entries=[]) == "Nothing was asked yet.\n"


def test_a_decision_ends_with_the_next_step_and_the_history_has_none() -> None:
    first = STORIES["a round"][3]
    entries = log(opened(), first)
    decision = drawn(80, draw_decision, studio(), entry=entries[-1], before=entries)
    assert "  Next: It is asked again in the round at 16:00" in decision
    assert "Next:" not in drawn(80, draw_history, studio(), entries=entries)


def test_a_decision_knows_what_was_before_it() -> None:
    entries = log(opened(), conforming(), missed())
    assert "promised for Fri 27 Nov 12:00," in " ".join(
        drawn(80, draw_decision, studio(), entry=entries[-1], before=entries).split()
    )


def test_what_was_recorded_is_counted_and_listed() -> None:
    entries = log(opened(), conforming(), close_monday(), loss())
    text = drawn(80, draw_recorded, studio(), entries=entries[2:], is_new=False, before=entries[:2])
    assert text.startswith("1 change recorded\n")
    assert "Tailor loses 3 h of its own hours" in text
    assert "“R-1/audit”" not in text


def test_nothing_to_record_says_so() -> None:
    closes = log(opened(), close_monday())[1:]
    for entries in ([], closes):
        text = drawn(80, draw_recorded, studio(), entries=entries, is_new=False)
        assert text == "Nothing changed: the files say what the book says.\n"


def test_a_new_book_begins_with_what_it_holds() -> None:
    text = drawn(100, draw_recorded, studio(), entries=log(opened()), is_new=True)
    assert text.startswith("The book is open.\n  Harrow: 10 h seo a week.\n  Tailor: 9 h copy a week.\n")


def test_a_day_without_team_hours_ends_at_24_everywhere(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("fits-with-moves")
    desk.ask(
        "id: R-6\nclient: harrow\ntitle: By the weekend\nasked_at: 2026-11-25T09:00\nneeded_by: 2026-11-28\n"
        "tasks: [{id: look, skill: seo, effort: 1h}]\n"
    )
    answer = desk.said("fit", "R-6")
    assert answer.startswith("Yes, as things stand: “By the weekend” (R-6) for Harrow & Co, 1 h by Sat 28 Nov 24:00")
    assert "you have it by the end of Saturday" in answer
    assert "by Sat 28 Nov 2026 24:00" in desk("fit", "R-6", "--json").document["reply"]["internal"]
    for said in (desk.said("accept", "R-6"), desk.said("history")):
        assert "Yes: “By the weekend” (R-6) for Harrow & Co, by Sat 28 Nov 24:00." in said
