"""Everything that can be done with a book, one function each. Every call lets entries take effect, or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.calendars.recurrence import occurrence_date
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import BlockEnd, Entry, LaidBlock, Waiting
from scheduler.domain.laying import Unlaid
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.answers import expiring, granted_entry, refused_entry
from scheduler.fairshare.asking import Ask, Finder, Granted, Refused, answer
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import BookError
from scheduler.fairshare.days import advance
from scheduler.fairshare.giving_way import consent, trade
from scheduler.fairshare.loss_periods import change_facts
from scheduler.fairshare.opening import open_book
from scheduler.fairshare.overriding import override
from scheduler.fairshare.reopening import Said, correct
from scheduler.fairshare.repacking import Regrowing, past_work, repacked_work
from scheduler.fairshare.reporting import report
from scheduler.fairshare.returning import ended_rows
from scheduler.fairshare.rounds import waiting_in_order
from scheduler.fairshare.signatures import signed
from scheduler.fairshare.standing import Standing
from scheduler.fairshare.undoing import with_what_comes_back
from scheduler.units import ClientId, PersonId, Span, TaskId

__all__ = [
    "Ask",
    "BookError",
    "Finder",
    "Said",
    "Turn",
    "advance",
    "ask",
    "cancel",
    "confirm",
    "consent",
    "correct",
    "give_back",
    "hold_round",
    "lose",
    "open_book",
    "override",
    "report",
    "round_turns",
    "sign",
    "trade",
]


def ask(book: Book, request: Ask, *, quote: bool = False, finder: Finder | None = None) -> Entry:
    """Decide a request now.

    Parameters
    ----------
    quote
        Hold the capacity for an answer instead of promising it; a request can be quoted twice.

    Returns
    -------
    Entry
        Accepted, quoted, waiting for the round, or declined with the reason.

    Raises
    ------
    BookError
        If it was asked in the future, a request of that name is accepted or quoted, or a quote was renewed already.
    """
    if request.asked_at is not None and request.asked_at > book.clock:
        raise BookError("a request cannot have been asked later than now")
    known = book.requests.get(request.request)
    if known is not None and known.status in ("accepted", "quoted"):
        raise BookError(f"request '{request.request}' is {known.status} already")
    if known is not None and known.client != request.client:
        raise BookError(f"request '{request.request}' is another client's")
    if quote and known is not None and known.renewed >= 1:
        raise BookError(f"request '{request.request}' was quoted twice already; a quote is renewed once")
    outcome = answer(book, request, finder=finder)
    if isinstance(outcome, Refused):
        return book.append(refused_entry(book, request, outcome))
    entry = granted_entry(book, request, outcome, kind="quoted" if quote else "accepted")
    if quote:
        entry = expiring(book, entry)
    return book.append(entry)


def confirm(book: Book, request: str, *, actor: str = "") -> Entry:
    """Turn a quote into a promise.

    Raises
    ------
    BookError
        If there is no open quote of that name.
    """
    standing = book.requests.get(request)
    if standing is None or standing.status != "quoted":
        raise BookError(f"there is no open quote '{request}'")
    return book.append(
        Entry(
            seq=0,
            at=book.team.aware(book.clock),
            kind="confirmed",
            client=standing.client,
            request=request,
            actor=actor,
        )
    )


def cancel(book: Book, request: str, *, task: TaskId | None = None, actor: str = "", reason: str = "") -> Entry:
    """Take back a request, or one task of it; a waiting one leaves the line, and an occurrence that was declined is planned no longer.

    Raises
    ------
    BookError
        If there is nothing of it left to cancel, or neither a request nor a task is named.
    """
    if not request and task is None:
        raise BookError("a request or a task has to be named to be cancelled")
    standing = book.requests.get(request)
    if standing is not None and (standing.status == "waiting" or _is_declined_occurrence(standing)):
        return book.append(
            Entry(
                seq=0,
                at=book.team.aware(book.clock),
                kind="withdrawn",
                client=standing.client,
                request=request,
                actor=actor,
                reason=reason or "taken back",
            )
        )
    tasks = [
        each
        for each, promised in book.commitments.items()
        if (promised.request == request if task is None else each == task)
    ]
    if not tasks or (task is not None and request not in ("", book.commitments[task].request)):
        name = task or request
        is_known = name in book.requests or name in book.known
        raise BookError(
            f"there is nothing {'left to cancel' if is_known else 'to cancel: the book knows nothing'} of '{name}'"
        )
    regrowing = Regrowing(book, frozenset(tasks))
    rows, stands = ended_rows(book, tasks, regrowing=regrowing)
    plain = Entry(
        seq=0,
        at=book.team.aware(book.clock),
        kind="cancelled",
        client=book.commitments[tasks[0]].client,
        request=request,
        actor=actor,
        reason=reason,
        rows=rows,
        released=tuple(sorted(tasks)),
        work=(*past_work(book, tasks), *repacked_work(book, rows, frozenset(tasks), stands=stands)),
        stands=tuple(regrowing.stands),
    )
    return book.append(with_what_comes_back(book, plain, regrowing))


def _is_declined_occurrence(standing: Standing) -> bool:
    return standing.status == "declined" and all(occurrence_date(asked.id) is not None for asked in standing.asked)


@dataclass(frozen=True, slots=True)
class Turn:
    """One decision of a daily round.

    Attributes
    ----------
    line
        Who was not decided about before, in order, each with its share then: the first is whose turn it is.
    has_credit
        Whether its client had a make-up credit, which goes first.
    entry
        Its grant; None where it did not fit and was passed over.
    """

    line: tuple[Waiting, ...]
    has_credit: bool
    entry: Entry | None


def hold_round(book: Book, *, finder: Finder | None = None) -> list[Entry]:
    """Hold the daily round: give spare of the next five working days to waiting requests, the lowest decayed share first.

    Returns
    -------
    list of Entry
        A grant for each request that fits; the others wait on. Empty where nobody waits. What a grant gives of spare repays its
        client's make-up credit.
    """
    return [turn.entry for turn in round_turns(book, finder=finder) if turn.entry is not None]


def round_turns(book: Book, *, finder: Finder | None = None) -> Iterator[Turn]:
    """Hold the daily round as `hold_round` does, and yield every decision as it is made, those that pass over included."""
    passed: list[Waiting] = []
    while True:
        line = tuple(each for each in waiting_in_order(book) if each.request not in {other.request for other in passed})
        if not line:
            return
        first = line[0]
        standing, has_credit = book.requests[first.request], book.credit_minutes(first.client) > 0
        again = Ask(
            client=standing.client,
            request=first.request,
            tasks=tuple(
                each.model_copy(update={"release": book.team.aware(max(instant_of(each.release), book.clock))})
                for each in standing.asked
            ),
            latest=standing.latest,
        )
        outcome = answer(book, again, finder=finder, in_round=True)
        granted: Entry | None = None
        if isinstance(outcome, Granted):
            entry = granted_entry(book, again, outcome, kind="granted", reason="daily round")
            order_then = (*passed, first.model_copy(update={"fitted": True}))
            granted = book.append(entry.model_copy(update={"order": order_then}))
        else:
            passed.append(first)
        yield Turn(line, has_credit, granted)


def lose(
    book: Book,
    facts: Workspace,
    *,
    person: PersonId | None = None,
    period: Span | None = None,
    reason: str = "",
    actor: str = "",
) -> Entry:
    """Enter facts by which capacity is lost; see `scheduler.fairshare.loss_periods.change_facts`."""
    return change_facts(book, facts, person=person, period=period, reason=reason, actor=actor)


def give_back(book: Book, facts: Workspace, *, reason: str = "", actor: str = "") -> Entry:
    """Enter facts by which somebody is there again: what comes back is spare; what was cut or re-laid stays so."""
    return change_facts(book, facts, reason=reason, actor=actor)


def sign(
    book: Book,
    facts: Workspace,
    *,
    client: ClientId,
    blocks: Sequence[LaidBlock],
    ended: Sequence[BlockEnd] = (),
    unlaid: Sequence[Unlaid] = (),
    reason: str = "",
    actor: str = "",
) -> Entry:
    """Enter blocks of a new agreement next to what stands.

    Parameters
    ----------
    facts
        The workspace with the agreement in it.
    blocks
        As laid; their first day lies after today.
    ended
        Blocks of this client alone that the agreement replaces.
    unlaid
        Hours of this client that found no place, for the record.

    Raises
    ------
    BookError
        If a block that ends is another client's, or a new one begins today or before.
    """
    for end in ended:
        known = book.accounts.blocks.get(end.block)
        if known is None or known.client != client:
            raise BookError(f"block '{end.block}' is not one of '{client}'")
    today = book.team.working_day_of(book.clock)
    for block in blocks:
        begins = block.day or block.since
        if block.client != client or begins is None or begins <= today:
            raise BookError(f"block '{block.id}' has to be a block of '{client}' that begins after {today}")
    return signed(book, facts, client=client, blocks=blocks, ended=ended, unlaid=unlaid, reason=reason, actor=actor)
