"""Offers: changed requests that do fit, in the order of how much they involve others; each is planned and checked before it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scheduler.calendars.words import moment_words, work_words
from scheduler.calendars.zones import Zone, instant_of
from scheduler.domain.requests import REST
from scheduler.domain.tasks import work_called
from scheduler.domain.verdict import GivenUp, Offer, OfferKind, OfferPart
from scheduler.explain.words import list_words
from scheduler.units import Instant, TaskId
from scheduler.workflows.fitting.after import After, after_way
from scheduler.workflows.fitting.agreeing import Consenting, in_round, with_consent
from scheduler.workflows.fitting.documents import charges_of, funding_of, minutes_of, requested_tasks
from scheduler.workflows.fitting.ladder import Answered, last_of_use
from scheduler.workflows.fitting.making_way import earlier_by_making_way
from scheduler.workflows.fitting.scopes import has_sitting, largest_that_fits, least_share, split_in_two
from scheduler.workflows.fitting.staying_longer import with_overtime
from scheduler.workflows.fitting.waiting_work import given_up, spent_words
from scheduler.workflows.fitting.ways import Way, latest_due

MOST_OFFERS = 5


@dataclass(frozen=True, slots=True)
class Possible:
    """An offer before it is numbered.

    Attributes
    ----------
    waits
        It is a place in the daily round: nothing is promised.
    consenting
        Whose word it needs beside the client's.
    """

    kind: OfferKind
    way: Way
    text: str
    needs: tuple[str, ...] = ()
    parts: tuple[OfferPart, ...] = ()
    waits: bool = False
    consenting: Consenting | None = None
    given: tuple[GivenUp, ...] = ()
    decided_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer with what comes of it."""

    offer: Offer
    possible: Possible
    after: After | None = field(default=None)


def offers_of(
    answered: Answered, *, minimum: int | None, known: After | None = None, is_in_line: bool = False
) -> tuple[Offered, ...]:
    """Return at most five offers for a request that does not fit as asked; none after a yes.

    Parameters
    ----------
    minimum
        Smallest total effort still of use, minutes.
    known
        What comes of the answer's own way, which may be an offer as well.
    is_in_line
        Whether the request waits for the daily round already, which is no offer then.
    """
    if answered.word in ("fits_as_is", "fits_with_moves"):
        return ()
    found: list[Offered] = []
    makers = (_smaller, _later, _trade, _split, _overtime, _consent, *(() if is_in_line else (_round,)))
    for make in makers:
        for possible in make(answered, minimum):
            is_known = known is not None and possible.way is answered.way
            after = known if is_known else None if possible.waits else after_way(answered.climb.ground, possible.way)
            if after is None and not possible.waits:
                continue
            found.append(Offered(_document(answered, possible, after, number=len(found) + 1), possible, after))
            if len(found) == MOST_OFFERS:
                return tuple(found)
            # What else a maker has is no better: it is there for where the first does not hold.
            break
    return tuple(found)


def _document(answered: Answered, possible: Possible, after: After | None, *, number: int) -> Offer:
    book, way = answered.climb.book, possible.way
    return Offer(
        number=number,
        kind=possible.kind,
        finish=None if possible.waits else book.team.aware(max(way.promised, way.finish)),
        effort_minutes=minutes_of(way.ask),
        parts=possible.parts,
        needs=possible.needs,
        tasks=() if possible.waits else requested_tasks(book, way),
        funding=funding_of(way.rows),
        charged=charges_of(way.rows),
        moves=() if after is None else after.moves,
        given=possible.given,
        decided_at=None if possible.decided_at is None else book.team.aware(possible.decided_at),
        text=possible.text,
        command=_command(answered, possible, number=number),
        verified=True,
    )


def _command(answered: Answered, possible: Possible, *, number: int) -> str:
    """Return what takes an offer: a consent does at once what it allows. Nothing does for a request that is in no file."""
    request, workspace = answered.climb.ask.request, answered.climb.ground.workspace
    if all(each.id != request for each in workspace.requests):
        return ""
    if possible.consenting is not None:
        return f"evenhand consent WORKSPACE --client {possible.consenting.client} --to {request} --by NAME"
    return f"evenhand accept WORKSPACE {request} --offer {number}"


def _said(answered: Answered, at: Instant) -> str:
    climb = answered.climb
    return moment_words(at, Zone.of(climb.ground.workspace.time_zone), now=climb.book.clock)


def _smaller(answered: Answered, minimum: int | None) -> Iterator[Possible]:
    way = largest_that_fits(answered.climb, minimum=minimum)
    if way is not None:
        whole, part = minutes_of(answered.climb.ask), minutes_of(way.ask)
        yield Possible(
            "smaller",
            way,
            f"{work_words(part)} of the {work_words(whole)}, done by {_said(answered, way.promised)}.",
            needs=("the client agrees to the smaller size",),
        )


def _later(answered: Answered, minimum: int | None) -> Iterator[Possible]:
    way = answered.earliest.way
    latest = answered.climb.ask.latest
    date = answered.earliest.date
    if way is not None and date is not None and (latest is None or date <= latest):
        text = f"All of it, done by {_said(answered, date)}."
        yield Possible("later", way, text, needs=("the client agrees to the later date",))


def _trade(answered: Answered, minimum: int | None) -> Iterator[Possible]:
    climb, book = answered.climb, answered.climb.book
    way = answered.way if answered.word == "fits_with_trade" else None
    if way is None:
        way = earlier_by_making_way(climb, answered.earliest, last=last_of_use(climb.ground, climb.ask))
    if way is None:
        return
    if way.makes_way:
        titles = list_words([climb.ground.called(task) for task in sorted(way.makes_way)])
        text = f"All of it by {_said(answered, max(way.promised, way.finish))}, if {titles} of the client itself leaves its place in the published plan, and keeps its date."
        yield Possible("trade", way, text, needs=("the client agrees that its own work makes way",))
        return
    given = tuple(
        given_up(book, task, was=book.commitments[task].due, due=due, rows=way.owner_rows)
        for task, due in way.postponed.items()
    )
    waits = " and ".join(
        f"{work_called(each.title, each.task)} is due {_said(answered, instant_of(each.to_due))} instead of "
        f"{_said(answered, instant_of(each.from_due))}"
        for each in given
    )
    spent = "".join(_spent(answered, each, who="The client") for each in given)
    text = f"All of it by {_said(answered, way.promised)}, if {waits}.{spent}"
    yield Possible("trade", way, text, needs=("the client agrees that its own work waits",), given=given)


def _spent(answered: Answered, given: GivenUp, *, who: str) -> str:
    """Say in a sentence which own hours work takes that waits; nothing where it takes none."""
    book = answered.climb.book
    words = spent_words(given, today=book.team.zone.local(book.clock)[0])
    return f" {who} then spends {words}." if words else ""


def _split(answered: Answered, minimum: int | None) -> Iterator[Possible]:
    climb = answered.climb
    if minimum is None and has_sitting(climb.ask):
        # Two deliveries are two sittings; only who says what is of use on its own may want them.
        return
    if any(task.id.endswith(REST) for task in climb.ask.tasks):
        # The id of a rest would be that of another task.
        return
    first = largest_that_fits(climb, minimum=least_share(climb.ask) if minimum is None else minimum, with_moves=False)
    if first is None:
        return
    way = split_in_two(climb, first, last_of_use=last_of_use(climb.ground, climb.ask), whole_by=answered.earliest.date)
    if way is None:
        return
    now = [task for task in way.ask.tasks if not task.id.endswith(REST)]
    rest = [task for task in way.ask.tasks if task.id.endswith(REST)]
    parts = tuple(
        OfferPart(
            tasks=tuple(task.id for task in tasks),
            effort_minutes=sum(task.effort_minutes for task in tasks),
            finish=climb.book.team.aware(_promised(way, [task.id for task in tasks])),
        )
        for tasks in (now, rest)
    )
    first_at, rest_at = (_promised(way, [task.id for task in tasks]) for tasks in (now, rest))
    text = (
        f"{work_words(parts[0].effort_minutes)} of it by {_said(answered, first_at)}, "
        f"the other {work_words(parts[1].effort_minutes)} by {_said(answered, rest_at)}."
    )
    yield Possible("split", way, text, needs=("the client agrees to two deliveries",), parts=parts)


def _promised(way: Way, tasks: list[TaskId]) -> Instant:
    """Return the date that is promised for some tasks of a request: what is said is what is booked."""
    due = latest_due(task for task in way.ask.tasks if task.id in tasks)
    return way.finish if due is None else due


def _overtime(answered: Answered, minimum: int | None) -> Iterator[Possible]:
    climb = answered.climb
    for way in with_overtime(climb, until=last_of_use(climb.ground, climb.ask), before=answered.earliest.date):
        minutes: dict[str, int] = {}
        for place in way.places.values():
            over = sum(piece.minutes for piece in place.pieces if piece in way.overtime)
            if over:
                name = climb.book.team.people[place.person].name
                minutes[name] = minutes.get(name, 0) + over
        who = list_words([f"{work_words(amount)} of {name}" for name, amount in sorted(minutes.items())])
        text = f"All of it by {_said(answered, max(way.promised, way.finish))}, with overtime: {who}."
        yield Possible("overtime", way, text, needs=tuple(f"{name} works overtime" for name in sorted(minutes)))


def _consent(answered: Answered, minimum: int | None) -> Iterator[Possible]:
    climb = answered.climb
    found = with_consent(climb)
    if found is None:
        return
    client = climb.book.team.clients[found.client].name
    called = work_called(climb.book.known[found.task].title, found.task)
    text = (
        f"All of it by {_said(answered, found.way.promised)}, if {client} lets {called} be due "
        f"{_said(answered, found.new_due)} instead of {_said(answered, found.due)}."
    )
    given = given_up(climb.book, found.task, was=found.due, due=found.new_due, rows=found.way.owner_rows)
    text += _spent(answered, given, who=client)
    yield Possible("consent", found.way, text, needs=(f"the consent of {client}",), consenting=found, given=(given,))


def _round(answered: Answered, minimum: int | None) -> Iterator[Possible]:
    found = in_round(answered.climb, answered.limit)
    if found is not None:
        place, way = found
        text = (
            f"In the daily round on {_said(answered, place.held_at)}, at place {place.place} of {place.waiting}: "
            "if time is still free then, it is done, and nothing of it counts towards what the client may borrow."
        )
        yield Possible(
            "round", way, text, needs=("the client waits for the round",), waits=True, decided_at=place.held_at
        )


def chosen(offers: tuple[Offered, ...], number: int) -> Offered | None:
    """Return the offer of a number, None where there is none."""
    return next((each for each in offers if each.offer.number == number), None)
