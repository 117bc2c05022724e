"""Answers broken one way per check: the check that names the break finds it, and no other does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scheduler.domain.plan import Move, Place
from scheduler.domain.reasons import HeldShare, ImpossibleFigures, PatternFigures, PolicyFigures, Reason, WorkShare
from scheduler.domain.verdict import Charge, Earliest, Funding, HarmedTask, Offer, Reply, Verdict
from scheduler.verify.verdict import CHECKS
from tests.building import at, block
from tests.mutants.good_answers import (
    CAPACITY,
    IMPOSSIBLE,
    MENDED,
    PLACINGS,
    Answer,
    as_it_is,
    charge,
    later,
    refused,
    two_hours,
    with_moves,
)

Mutant = Callable[[], tuple[Answer, Verdict]]


def says(answer: Callable[[], Answer], **fields: Any) -> Mutant:
    """Change fields of an answer and nothing else."""
    return lambda: (answer(), answer().verdict.model_copy(update=fields))


def places(answer: Callable[[], Answer], **placings: Any) -> Mutant:
    """Let work stand elsewhere in the plan, which stays honest in itself; `check_up` stands for `check-up`."""
    changed = {name.replace("_", "-"): place for name, place in placings.items()}
    return lambda: (answer(), answer().with_plan(dict(PLACINGS) | {"R-1/mend": MENDED} | changed))


def offers(number: int, **fields: Any) -> Mutant:
    """Change fields of one offer of the later date and nothing else."""

    def mutate() -> tuple[Answer, Verdict]:
        made = tuple(
            each.model_copy(update=fields) if each.number == number else each for each in later().verdict.offers
        )
        return later(), later().verdict.model_copy(update={"offers": made})

    return mutate


def reasons(answer: Callable[[], Answer], kind: str, figures: Any) -> Mutant:
    """Give one proven reason and nothing else."""
    reason = Reason(kind=kind, text="There is too little time.", proven=True, figures=figures)
    return says(answer, reasons=(reason,))


def _pays(*rows: Charge, **minutes: int) -> dict[str, Any]:
    return {"funding": Funding(**{f"{fund}_minutes": each for fund, each in minutes.items()}), "charged": rows}


def _moved(name: str, who: str, start: str, end: str) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    return {name: (who, [(start, end)])}


def _move(name: str, before: tuple[str, str], after: tuple[str, str], who: str = "bo") -> Move:
    def place(ends: tuple[str, str]) -> Place:
        return Place(person=who, finish=at(ends[1]), blocks=(block(*ends),))

    return Move(task=name, from_=place(before), to=place(after))


def _moves_and_tells(
    name: str, before: tuple[str, str], after: tuple[str, str], *, who: str = "bo"
) -> tuple[Answer, Verdict]:
    """Move work and tell it: the answer is one with moves."""
    placings = dict(PLACINGS) | {"R-1/mend": MENDED} | _moved(name, who, *after)
    fields = {"verdict": "fits_with_moves", "moves": (_move(name, before, after, who),)}
    return as_it_is(), as_it_is().with_plan(placings, **fields)


def _a_yes_with_offers() -> tuple[Answer, Verdict]:
    """Offer two of the three hours beside a yes."""
    good, small = as_it_is().verdict, two_hours().verdict
    task = small.tasks[0].model_copy(update={"id": "R-1/mend"})
    offer = (
        later()
        .verdict.offers[0]
        .model_copy(
            update={
                "effort_minutes": 120,
                "tasks": (task,),
                "finish": small.finish,
                "funding": small.funding,
                "charged": small.charged,
            }
        )
    )
    return as_it_is(), good.model_copy(update={"offers": (offer,)})


def _round_that_promises() -> tuple[Answer, Verdict]:
    offer = Offer(
        number=3,
        kind="round",
        finish=at("27 18:00"),
        effort_minutes=300,
        needs=("the client waits",),
        text="in the round",
        verified=True,
    )
    return later(), later().verdict.model_copy(update={"offers": (*later().verdict.offers, offer)})


def _with_third(offer: Offer) -> tuple[Answer, Verdict]:
    return later(), later().verdict.model_copy(update={"offers": (*later().verdict.offers, offer)})


def overtime_offer(*needs: str) -> tuple[Answer, Verdict]:
    """Offer the five hours by Thursday evening, two of them ana's overtime."""
    pieces = (block("26 09:00", "26 12:00"), block("26 18:00", "26 20:00", overtime=True))
    task = later().verdict.tasks[0].model_copy(update={"blocks": pieces, "finish": at("26 20:00")})
    rows = (charge("own", "26", 120), charge("spare", "26", 60), charge("overtime", "26", 120))
    return _with_third(
        Offer(
            number=3,
            kind="overtime",
            finish=at("26 20:00"),
            effort_minutes=300,
            needs=needs,
            tasks=(task,),
            text="with overtime",
            verified=True,
            **_pays(*rows, own=120, spare=60, overtime=120),
        )
    )


def consent_offer(*needs: str) -> tuple[Answer, Verdict]:
    """Offer the five hours by Thursday if the report of vale is late."""
    pieces = (block("26 09:00", "26 13:00"), block("26 14:00", "26 15:00"))
    task = later().verdict.tasks[0].model_copy(update={"blocks": pieces, "finish": at("26 15:00")})
    rows = (charge("own", "26", 120), charge("spare", "26", 60), charge("consented", "26", 120))
    return _with_third(
        Offer(
            number=3,
            kind="consent",
            finish=at("26 15:00"),
            effort_minutes=300,
            needs=needs,
            tasks=(task,),
            moves=(_move("report", ("26 14:00", "26 16:00"), ("30 09:00", "30 11:00")),),
            text="if others wait",
            verified=True,
            **_pays(*rows, own=120, spare=60, consented=120),
        )
    )


def _own_twice() -> tuple[Answer, Verdict]:
    """Charge more to a block than is held in it, and less to another; the sums stay."""
    rows = (charge("own", "26", 130), charge("spare", "26", 60), charge("own", "27", 110))
    return later(), later().verdict.model_copy(update={"charged": rows})


def _held_of_others_vanish() -> tuple[Answer, Verdict]:
    good = as_it_is()
    bare = Answer(good.request, good.verdict, None)
    plan = good.verdict.plan
    assert plan is not None
    stands = {"value": (0,), "bound": (0,), "clients": ("harrow",)}
    update = {
        "held": tuple(row for row in plan.held if row.client != "vale"),
        "people": (),
        "objective": tuple(
            level.model_copy(update=stands) if level.level == "held_shortfall" else level for level in plan.objective
        ),
    }
    return bare, good.verdict.model_copy(update={"plan": plan.model_copy(update=update)})


def _conforming_is_refused() -> tuple[Answer, Verdict]:
    """Refuse two hours by Friday that the held hours of Thursday pay for."""
    good = later()
    asked = good.request.model_copy(
        update={"tasks": tuple(each.model_copy(update={"effort_minutes": 120}) for each in good.request.tasks)}
    )
    reason = Reason(kind="pattern", text="No plan found.", proven=False, figures=PatternFigures(blockers=("R-3",)))
    refusal = good.verdict.model_copy(
        update={
            "verdict": "does_not_fit",
            "effort_minutes": 120,
            "plan": None,
            "tasks": (),
            "finish": None,
            "funding": Funding(),
            "charged": (),
            "offers": (),
            "reasons": (reason,),
            "earliest": Earliest(finish=None, not_before=None, proven=True, guaranteed_by=at("26 18:00")),
        }
    )
    return Answer(asked, refusal), refusal


_UNPROVEN = Reason(kind="pattern", text="It is full.", proven=False, figures=PatternFigures(blockers=("vale",)))
_CAP = PolicyFigures(
    rule="borrow_by_day_of_work",
    asked_minutes=180,
    limit_minutes=60,
    used_minutes=0,
    from_=at("23 00:00"),
    to=at("28 00:00"),
)
_SAID = {"internal": "See below."}

MUTANTS: dict[str, dict[str, Mutant]] = {
    "answer_repeats_request": {
        "another client": says(as_it_is, client="vale"),
        "asked earlier": says(as_it_is, asked_at=at("20 09:00")),
        "needed later": says(as_it_is, needed_by=at("27 18:00")),
        "no latest": says(as_it_is, latest=None),
        "another book": says(as_it_is, book="0" * 64),
        "no book": says(as_it_is, book=None),
    },
    "word_fits_parts": {
        "as is, but work moved": lambda: (
            as_it_is(),
            _moves_and_tells("report", ("26 14:00", "26 16:00"), ("26 16:00", "26 18:00"))[1].model_copy(
                update={"verdict": "fits_as_is"}
            ),
        ),
        "moves, but nothing moves": says(as_it_is, verdict="fits_with_moves"),
        "a yes with offers": _a_yes_with_offers,
        "a yes that harms": says(as_it_is, harm=refused().verdict.harm),
        "a yes with an override": says(as_it_is, override=True),
        "an approval of nothing": says(refused, harm=(), override=False),
        "harm of no override": says(later, harm=refused().verdict.harm),
        "a no with a date": says(refused, finish=at("26 18:00")),
        "a no without a reason": says(
            refused, reasons=(), reply=Reply(phone=("No plan found.",), client="", internal="")
        ),
    },
    "finish_keeps_word": {
        "after the last task": says(as_it_is, finish=at("26 12:15")),
        "later than the last task": says(later, finish=at("27 18:00"), plan=None),
        "a yes past its date": lambda: (
            as_it_is(),
            as_it_is().with_plan(
                dict(PLACINGS) | {"R-1/mend": ("ana", [("26 16:00", "26 18:00"), ("27 11:00", "27 12:00")])},
                finish=at("27 12:00"),
                **_pays(charge("own", "26", 120), charge("spare", "26", 60), own=120, spare=60),
            ),
        ),
    },
    "tasks_are_the_plans": {
        "another person": lambda: (
            as_it_is(),
            as_it_is().verdict.model_copy(
                update={"tasks": tuple(each.model_copy(update={"person": "bo"}) for each in as_it_is().verdict.tasks)}
            ),
        ),
        "an invented task": lambda: (
            as_it_is(),
            as_it_is().verdict.model_copy(
                update={
                    "tasks": (
                        *as_it_is().verdict.tasks,
                        as_it_is().verdict.tasks[0].model_copy(update={"id": "R-1/more", "skill": "copy"}),
                    )
                }
            ),
        ),
    },
    "plan_holds": {
        "over lunch": lambda: (
            as_it_is(),
            as_it_is().with_plan(
                dict(PLACINGS) | {"R-1/mend": ("ana", [("26 11:00", "26 14:00")])}, finish=at("26 14:00")
            ),
        ),
        "in held hours": lambda: (
            as_it_is(),
            as_it_is().with_plan(
                dict(PLACINGS) | {"R-1/mend": ("bo", [("26 09:00", "26 12:00")])}, finish=at("26 12:00")
            ),
        ),
        "two at once": lambda: (
            as_it_is(),
            as_it_is().with_plan(
                dict(PLACINGS) | {"R-1/mend": ("bo", [("26 12:00", "26 13:00"), ("26 14:00", "26 16:00")])},
                finish=at("26 16:00"),
            ),
        ),
    },
    "moves_are_told": {
        "a move not told": places(as_it_is, report=("bo", [("26 16:00", "26 18:00")])),
        "frozen work moved": lambda: _moves_and_tells("check-up", ("24 09:00", "24 10:00"), ("24 11:00", "24 12:00")),
        "a move that is none": says(
            with_moves,
            moves=(
                *with_moves().verdict.moves,
                _move("letter", ("27 14:00", "27 15:00"), ("27 14:00", "27 15:00"), "ana"),
            ),
        ),
    },
    "others_keep_theirs": {
        "past the slack floor": lambda: _moves_and_tells("report", ("26 14:00", "26 16:00"), ("27 14:00", "27 16:00")),
        "held hours forgotten": _held_of_others_vanish,
    },
    "funding_adds_up": {
        "less than the work": says(as_it_is, **_pays(charge("own", "26", 120), own=120)),
        "charges of another sum": says(as_it_is, charged=(charge("own", "26", 120), charge("spare", "26", 45))),
        "paid by a trade": says(
            as_it_is,
            **_pays(
                charge("own", "26", 120),
                charge("spare", "26", 45),
                charge("traded", "27", 15),
                own=120,
                spare=45,
                traded=15,
            ),
        ),
        "a negative charge": says(
            as_it_is,
            charged=(charge("own", "26", 120), charge("spare", "26", 75), charge("spare", "26", -15)),
        ),
        "another skill": says(
            as_it_is,
            charged=(
                charge("own", "26", 120),
                charge("spare", "26", 60).model_copy(update={"skill": "copy"}),
            ),
        ),
    },
    "charges_are_held": {
        "more than a block holds": _own_twice,
        "rush before it is rush": says(
            as_it_is,
            **_pays(
                charge("own", "26", 120),
                charge("rush", "26", 15),
                charge("spare", "26", 45),
                own=120,
                rush=15,
                spare=45,
            ),
        ),
        "spare of a day without work": says(as_it_is, charged=(charge("own", "26", 120), charge("spare", "25", 60))),
    },
    "spare_within_borrowing": {
        "beyond the cap": lambda: (
            later(),
            later().with_plan(
                dict(PLACINGS) | {"R-3/mend": ("ana", [("26 09:00", "26 12:00"), ("27 09:00", "27 11:00")])},
                **_pays(
                    charge("own", "26", 120),
                    charge("spare", "26", 70),
                    charge("own", "27", 110),
                    own=230,
                    spare=70,
                ),
                offers=(),
            ),
        ),
    },
    "funds_in_order": {"spare before own": lambda: (two_hours(60), two_hours(60).verdict)},
    "conforming_fits_as_is": {"refused all the same": _conforming_is_refused},
    "reasons_hold": {
        "a shorter longest time": reasons(
            refused, "impossible", IMPOSSIBLE.model_copy(update={"longest_minutes": 420})
        ),
        "half a day": reasons(
            refused,
            "impossible",
            ImpossibleFigures(from_=at("26 09:00"), to=at("26 13:00"), needed_minutes=500, longest_minutes=240),
        ),
        "less free time than there is": reasons(refused, "capacity", CAPACITY.model_copy(update={"free_minutes": 420})),
        "a wrong sum": reasons(refused, "capacity", CAPACITY.model_copy(update={"needed_minutes": 630})),
        "work that may wait": reasons(
            refused,
            "capacity",
            CAPACITY.model_copy(
                update={
                    "needed_minutes": 740,
                    "work": (*CAPACITY.work, WorkShare(task="report", minutes=120)),
                }
            ),
        ),
        "hours that nobody holds there": reasons(
            refused,
            "capacity",
            CAPACITY.model_copy(update={"needed_minutes": 650, "held": (HeldShare(client="vale", minutes=150),)}),
        ),
        "own hours beside the request": reasons(
            refused,
            "capacity",
            CAPACITY.model_copy(
                update={
                    "people": ("ana", "bo"),
                    "free_minutes": 960,
                    "needed_minutes": 980,
                    "work": (WorkShare(task="R-4/mend", minutes=500),),
                    "held": (HeldShare(client="vale", minutes=120), HeldShare(client="harrow", minutes=360)),
                }
            ),
        ),
        "nothing of the request": reasons(
            refused,
            "capacity",
            CAPACITY.model_copy(update={"work": (), "free_minutes": 480, "needed_minutes": 120}),
        ),
        "proven by nothing": reasons(refused, "pattern", PatternFigures(blockers=("report",))),
        "another cap": reasons(later, "policy", _CAP.model_copy(update={"limit_minutes": 45})),
        "more used than was": reasons(later, "policy", _CAP.model_copy(update={"used_minutes": 30})),
        "more asked than is needed": reasons(later, "policy", _CAP.model_copy(update={"asked_minutes": 300})),
        "figures of another kind": reasons(later, "capacity", _CAP),
    },
    "no_is_worded": {"no proof and no word of it": says(refused, reasons=(_UNPROVEN,))},
    "earliest_holds": {
        "a bound after the finish": says(
            as_it_is,
            earliest=as_it_is().verdict.earliest.model_copy(update={"not_before": at("26 13:00"), "proven": False}),
        ),
        "proven, but apart": says(
            as_it_is, earliest=as_it_is().verdict.earliest.model_copy(update={"not_before": at("26 11:00")})
        ),
        "no bound": says(later, earliest=later().verdict.earliest.model_copy(update={"not_before": None})),
        "in time after all": says(
            later,
            earliest=Earliest(finish=at("26 18:00"), not_before=at("26 17:00"), proven=False),
        ),
        "later than the answer": says(
            as_it_is,
            earliest=as_it_is().verdict.earliest.model_copy(
                update={"finish": at("26 15:00"), "not_before": at("26 12:00"), "proven": False}
            ),
        ),
    },
    "guarantee_is_by_hand": {
        "a day early": says(
            as_it_is, earliest=as_it_is().verdict.earliest.model_copy(update={"guaranteed_by": at("26 18:00")})
        ),
        "never": says(as_it_is, earliest=as_it_is().verdict.earliest.model_copy(update={"guaranteed_by": None})),
        "a day late": says(
            as_it_is, earliest=as_it_is().verdict.earliest.model_copy(update={"guaranteed_by": at("28 18:00")})
        ),
    },
    "offers_are_in_order": {
        "numbered from two": lambda: (
            later(),
            later().verdict.model_copy(
                update={
                    "offers": tuple(
                        each.model_copy(update={"number": each.number + 1}) for each in later().verdict.offers
                    )
                }
            ),
        ),
        "others first": lambda: (
            later(),
            later().verdict.model_copy(
                update={
                    "offers": tuple(
                        each.model_copy(update={"number": number})
                        for number, each in enumerate(reversed(later().verdict.offers), start=1)
                    )
                }
            ),
        ),
        "the same twice": lambda: (
            later(),
            later().verdict.model_copy(
                update={
                    "offers": (
                        later().verdict.offers[0],
                        later().verdict.offers[1],
                        later().verdict.offers[1].model_copy(update={"number": 3}),
                    )
                }
            ),
        ),
    },
    "offers_hold": {
        "not verified": offers(1, verified=False),
        "needs nobody": offers(2, needs=()),
        "needs somebody else": offers(2, needs=("the lead says yes",)),
        "later than is of use": offers(2, finish=at("30 18:00")),
        "later that is not": offers(2, finish=at("26 18:00")),
        "smaller than is of use": lambda: (
            Answer(later().request.model_copy(update={"minimum_minutes": 240}), later().verdict, later().after),
            later().verdict,
        ),
        "not the work it says": offers(1, effort_minutes=195),
        "hours nobody holds": offers(
            1,
            charged=(charge("own", "26", 120), charge("rush", "26", 60)),
            funding=Funding(own_minutes=120, rush_minutes=60),
        ),
        "a round that promises": _round_that_promises,
        "overtime of nobody": lambda: overtime_offer("the client agrees"),
        "a consent of nobody": lambda: consent_offer("the lead agrees"),
    },
    "harm_is_told": {
        "less late than it would be": lambda: (
            refused(),
            refused().verdict.model_copy(
                update={"harm": (refused().verdict.harm[0].model_copy(update={"late_minutes": 60}),)}
            ),
        ),
        "work of nobody": says(
            refused,
            harm=(
                HarmedTask(client="vale", task="invented", late_minutes=0, from_finish=at("26 16:00"), to_finish=None),
            ),
        ),
    },
    "words_name_nobody": {
        "a client on the phone": says(as_it_is, reply=Reply(phone=("Vale comes first.",), client="", **_SAID)),
        "a task in writing": says(as_it_is, reply=Reply(phone=(), client="The report on links waits.", **_SAID)),
        "a task's id": says(as_it_is, reply=Reply(phone=("check-up is on Tuesday",), client="", **_SAID)),
    },
}


def all_mutants() -> list[Any]:
    """Return checks and mutants, named by both."""
    return [
        pytest.param(check, mutant, id=f"{check}: {way}")
        for check, ways in MUTANTS.items()
        for way, mutant in ways.items()
    ]


@pytest.mark.parametrize("answer", [as_it_is, two_hours, with_moves, later, refused])
def test_an_honest_answer_is_clean(answer: Callable[[], Answer]) -> None:
    result = answer().check()
    assert result.violations == ()
    assert {check for check, _ in result.unchecked} <= {"offers_hold"}


@pytest.mark.parametrize(("check", "mutant"), all_mutants())
def test_a_broken_answer_is_found_by_its_check_and_no_other(check: str, mutant: Mutant) -> None:
    answer, broken = mutant()
    assert answer.check(broken).rules_broken == (check,)


def test_every_check_has_a_mutant() -> None:
    assert set(MUTANTS) == set(CHECKS)


def test_offers_that_name_whoever_must_agree_are_clean() -> None:
    for answer, verdict in (overtime_offer("Ana works overtime"), consent_offer("the consent of Vale")):
        assert answer.check(verdict).violations == ()


@pytest.mark.parametrize(
    ("people", "clean"), [(("ana", "bo"), True), (("bo",), False)], ids=["everybody", "one of two"]
)
def test_a_task_may_be_refuted_person_by_person_if_everybody_is(people: tuple[str, ...], clean: bool) -> None:
    """Nobody has 500 minutes on Thursday: a reason for each of the two who may do it, or for one alone."""
    good = refused()
    free = good.request.model_copy(
        update={"tasks": tuple(each.model_copy(update={"person": None}) for each in good.request.tasks)}
    )
    figures = CAPACITY.model_copy(update={"needed_minutes": 500, "held": ()})
    told = tuple(
        Reason(kind="capacity", text="", proven=True, figures=figures.model_copy(update={"people": (who,)}))
        for who in people
    )
    answer = Answer(free, good.verdict.model_copy(update={"reasons": told}))
    assert answer.check().rules_broken == (() if clean else ("reasons_hold",))


def test_a_second_solve_is_named_as_unchecked() -> None:
    proof = Reason(
        kind="pattern",
        text="It is full.",
        proven=True,
        figures=PatternFigures(blockers=("vale",), proof="second_solve"),
    )
    result = refused().check(refused().verdict.model_copy(update={"reasons": (proof,)}))
    assert result.is_clean
    assert result.unchecked == (("reasons_hold", "1 proven reasons rest on a second solve"),)


def test_words_of_the_requester_may_be_said() -> None:
    reply = Reply(phone=("Harrow's letter stays, and so do the Broken links.",), client="", internal="vale moves")
    assert as_it_is().check(as_it_is().verdict.model_copy(update={"reply": reply})).is_clean
