from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.book import AskedTask, CommittedTask, Entry, LedgerRow, Promise, Worked, WorkStand
from scheduler.domain.simulation import ClientFigures
from scheduler.units import ClientId, PersonId, Span, TaskId
from scheduler.workflows.simulation.differences import differences, rows_of_client
from scheduler.workflows.simulation.judge import jain_permille, judged, late_minutes, told_by
from tests.building import at, client, instant, person, workspace

TEAM = workspace(people=[person("ana", "seo")], clients=[client("harrow", agreed={"seo": 600}), client("elm")])
WEEK = Span(instant("23 00:00"), instant("28 00:00"))


def asked(name: str, minutes: int = 120, due: str = "24 18:00") -> AskedTask:
    return AskedTask(id=TaskId(name), skill="seo", effort_minutes=minutes, release=at("23 09:00"), due=at(due))


def stand(name: str, *spans: tuple[str, str]) -> WorkStand:
    pieces = tuple(Worked(start=at(start), end=at(end)) for start, end in spans)
    return WorkStand(task=TaskId(name), person=PersonId("ana"), pieces=pieces)


def entry(kind: str, *, client: str = "harrow", when: str = "23 09:00", **fields: Any) -> Entry:
    return Entry.model_validate({"seq": 1, "at": at(when), "kind": kind, "client": client, **fields})


def accepted(
    name: str,
    *,
    client: str = "harrow",
    due: str = "24 18:00",
    stands: tuple[str, str] = ("23 09:00", "23 11:00"),
    **fields: Any,
) -> Entry:
    task = asked(name, due=due)
    return entry(
        "accepted",
        client=client,
        request=name,
        asked=(task,),
        promised=(Promise(task=task.id, due=at(due)),),
        committed=(CommittedTask(task=task.id, client=ClientId(client), due=at(due), floor_at=at(due)),),
        work=(stand(name, stands),),
        **fields,
    )


def figures(*entries: Entry, client: str = "harrow", entitled: frozenset[str] | None = None) -> ClientFigures:
    run = judged(entries, workspace=TEAM, span=WEEK, policy="evenhand", entitled=entitled)
    return next(each for each in run.clients if each.client == client)


def test_requests_are_counted_with_their_last_answer() -> None:
    log = [
        accepted("a", conforming=True),
        entry("declined", request="b", asked=(asked("b"),), conforming=True),
        entry("waiting", request="c", asked=(asked("c"),)),
        entry("granted", request="c", asked=(asked("c"),), work=(stand("c", ("25 09:00", "25 11:00")),)),
        entry("waiting", request="d", asked=(asked("d"),)),
        entry("withdrawn", request="d"),
        accepted("x", client="elm"),
    ]
    told = figures(*log)
    assert (told.asked, told.accepted, told.refused) == (4, 2, 2)
    assert (told.asked_minutes, told.accepted_minutes) == (480, 240)
    assert (told.entitled, told.entitled_refused) == (2, 1)


@pytest.mark.parametrize(("then", "counts"), [(None, (0, 0)), ("expired", (0, 0)), ("confirmed", (1, 0))])
def test_a_quote_is_no_refusal_and_counts_once_it_is_confirmed(then: str | None, counts: tuple[int, int]) -> None:
    log = [entry("quoted", request="q", asked=(asked("q"),), conforming=True)]
    log += [entry(then, request="q")] if then else []
    told = figures(*log)
    assert (told.accepted, told.refused) == counts
    assert (told.entitled, told.entitled_refused) == (1, 0)


def test_recurring_work_counts_and_initial_work_does_not() -> None:
    log = [
        entry("booked", reason="initial", asked=(asked("old"),)),
        entry("booked", reason="recurring", asked=(asked("weekly/2026-11-27/a"),), conforming=True),
    ]
    assert (figures(*log).asked, figures(*log).entitled) == (1, 1)


def test_who_is_entitled_can_be_told_from_another_log() -> None:
    told = figures(accepted("a"), accepted("b"), entitled=frozenset({"b"}))
    assert told.entitled == 1


def test_a_request_taken_back_was_accepted_all_the_same() -> None:
    told = figures(accepted("a"), entry("cancelled", request="a", released=(TaskId("a"),)))
    assert (told.asked, told.accepted, told.promises_moved) == (1, 1, 0)


@pytest.mark.parametrize(
    ("stands", "late"),
    [(("24 16:00", "24 18:00"), 0), (("24 16:30", "24 18:30"), 30), (("25 09:00", "25 11:00"), 120)],
)
def test_late_is_what_stands_after_the_promised_date(stands: tuple[str, str], late: int) -> None:
    assert figures(accepted("a", stands=stands)).late_minutes == late


def test_work_that_stands_nowhere_is_late() -> None:
    log = [accepted("a"), entry("lost", client="", work=(stand("a", ("23 09:00", "23 10:00")),))]
    assert figures(*log).late_minutes == 60


def test_work_that_was_reported_to_be_less_is_not() -> None:
    log = [
        accepted("a"),
        entry("progressed", remaining={"a": 0}, work=(stand("a", ("23 09:00", "23 10:00")),)),
    ]
    assert figures(*log).late_minutes == 0


def test_a_promise_that_another_moves_is_counted_and_one_s_own_trade_is_not() -> None:
    later = (Promise(task=TaskId("a"), due=at("26 18:00")),)
    assert figures(accepted("a"), entry("traded", request="t", promised=later)).promises_moved == 0
    assert figures(accepted("a"), entry("accepted", client="elm", request="t", promised=later)).promises_moved == 1
    assert figures(accepted("a"), entry("lost", client="", released=(TaskId("a"),))).promises_moved == 1


def test_a_promise_said_again_is_not_moved() -> None:
    again = (Promise(task=TaskId("a"), due=at("24 18:00")),)
    assert figures(accepted("a"), entry("edited", client="", promised=again)).promises_moved == 0


def test_ledger_rows_are_added_up_by_fund() -> None:
    day = at("24 09:00").date()

    def row(fund: str, minutes: int) -> LedgerRow:
        return LedgerRow.model_validate(
            {"client": "harrow", "skill": "seo", "day": day, "fund": fund, "minutes": minutes}
        )

    log = [
        accepted("a", rows=(row("own", 60), row("spare", 45), row("rush", 15))),
        entry("closed", client="", rows=(row("lapsed", 30), row("cut", 5))),
        entry("cancelled", request="a", rows=(row("own", -60),)),
    ]
    told = figures(*log)
    funds = (told.own_minutes, told.rush_minutes, told.spare_minutes, told.lapsed_minutes, told.cut_minutes)
    assert funds == (0, 15, 45, 30, 5)


def test_the_weight_is_the_agreed_hours_or_the_least_weight() -> None:
    assert figures(accepted("a")).weight_minutes == 600
    assert figures(accepted("a", client="elm"), client="elm").weight_minutes == 120


def test_used_time_is_the_work_inside_the_period() -> None:
    run = judged(
        [accepted("a", stands=("23 09:00", "23 13:00")), accepted("b", stands=("30 09:00", "30 13:00"))],
        workspace=TEAM,
        span=WEEK,
        policy="evenhand",
    )
    assert run.utilisation_permille == round(1000 * 4 / 40)


@pytest.mark.parametrize(
    ("shares", "index"), [([], 1000), ([0, 0], 1000), ([2, 2, 2], 1000), ([1, 0], 500), ([1, 3], 800)]
)
def test_jains_index(shares: list[float], index: int) -> None:
    assert jain_permille(shares) == index


def test_differences_are_other_answers_and_other_dates() -> None:
    first = [accepted("a"), accepted("b"), accepted("c", client="elm"), accepted("d")]
    second = [
        accepted("a"),
        accepted("b", due="25 18:00"),
        entry("declined", client="elm", request="c", asked=(asked("c"),)),
        accepted("e"),
    ]
    found = {each.request: (each.before, each.now) for each in differences(first, second)}
    assert found == {
        "b": ("accepted, due 2026-11-24T18:00+00:00", "accepted, due 2026-11-25T18:00+00:00"),
        "c": ("accepted, due 2026-11-24T18:00+00:00", "declined"),
        "d": ("accepted, due 2026-11-24T18:00+00:00", "not asked"),
        "e": ("not asked", "accepted, due 2026-11-24T18:00+00:00"),
    }
    assert {each.request for each in differences(first, second, leave_out=("harrow",))} == {"c"}


def test_an_occurrence_that_one_log_has_not_booked_yet_is_no_difference() -> None:
    booked = entry("booked", reason="recurring", request="weekly/2026-11-27", asked=(asked("weekly/2026-11-27/a"),))
    assert differences([booked], []) == ()
    assert differences([], [booked]) == ()


def test_a_later_task_told_late_is_found_by_its_due_time() -> None:
    told = told_by([accepted("a", stands=("25 09:00", "25 11:00"))])
    assert late_minutes(told, TaskId("a")) == 120


def test_the_rows_of_a_client_are_also_those_in_entries_of_others() -> None:
    row = LedgerRow(client=ClientId("harrow"), skill="seo", day=at("24 09:00").date(), fund="lapsed", minutes=5)
    log = [accepted("a"), accepted("b", client="elm"), entry("closed", client="", rows=(row,))]
    told = rows_of_client(log, "harrow")
    assert [each["kind"] for each in told] == ["accepted", "closed"]
    assert rows_of_client(log[:2], "harrow") == told[:1]
    assert [each["kind"] for each in rows_of_client(log, "elm")] == ["accepted"]


def test_what_takes_longer_than_was_said_is_late_apart_from_what_was_promised() -> None:
    log = [
        accepted("a"),
        entry(
            "progressed",
            when="23 10:00",
            remaining={"a": 180},
            work=(stand("a", ("23 09:00", "23 11:00"), ("25 09:00", "25 11:00")),),
        ),
    ]
    found = figures(*log)
    assert (found.late_minutes, found.overrun_late_minutes) == (0, 120)


def test_an_overrun_that_stands_nowhere_is_late() -> None:
    log = [accepted("a"), entry("progressed", when="23 10:00", remaining={"a": 180})]
    found = figures(*log)
    assert (found.late_minutes, found.overrun_late_minutes) == (0, 120)
