"""The memo for the team: what was asked, what the answer is, what pays, what moves, whom it harms, and how to go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.calendars.words import day_words, work_words
from scheduler.domain.plan import Move
from scheduler.domain.tasks import work_called
from scheduler.domain.verdict import Funding, HarmedTask, Verdict, VerdictWord
from scheduler.domain.workspace import Workspace
from scheduler.explain.named_work import NamedWork, named_work
from scheduler.explain.spoken_titles import title_written
from scheduler.explain.whole_ways import in_other_words, reasons_title
from scheduler.explain.words import list_words

HEADLINES: dict[VerdictWord, str] = {
    "fits_as_is": "fits as things stand; nothing moves",
    "fits_with_moves": "fits; other work moves inside its slack, every promised date holds",
    "fits_with_trade": "fits in exchange for own work of the client that makes way",
    "fits_later": "does not fit by then; it fits later",
    "needs_approval": "does not fit by the rules; only a named approver can decide that it is done all the same",
    "does_not_fit": "does not fit",
    "undecided": "undecided within the limit; neither a plan nor a proof was found",
}

_FUNDS = (
    ("own_minutes", "its own held hours"),
    ("rush_minutes", "its rush hours"),
    ("spare_minutes", "spare time"),
    ("traded_minutes", "time of its own work"),
    ("overtime_minutes", "overtime"),
    ("consented_minutes", "time that another client gives"),
)


def memo_of(workspace: Workspace, verdict: Verdict) -> str:
    """Return the memo; it may name anybody."""
    return "\n".join(_lines(workspace, verdict))


def funding_words(funding: Funding) -> str:
    """Say what pays: `1 h of its own held hours and 30 min of spare time`."""
    values = funding.model_dump()
    return list_words([f"{work_words(values[field])} of {words}" for field, words in _FUNDS if values[field]])


def _lines(workspace: Workspace, verdict: Verdict) -> Iterator[str]:
    names = {client.id: client.name for client in workspace.clients}
    zone = ZoneInfo(workspace.time_zone)

    def at(moment: datetime) -> str:
        # All that is said here is a date or the end of work: midnight ends the day before.
        local = moment.astimezone(zone)
        is_end_of_day = not local.hour and not local.minute
        day = local - timedelta(minutes=1) if is_end_of_day else local
        return f"{day:%a} {day.day} {day:%b %Y} {'24:00' if is_end_of_day else f'{local:%H:%M}'}"

    title = f" “{title_written(verdict.title)}”" if verdict.title else ""
    headline = (
        "nothing of it is left to do, so nothing is planned or promised" if verdict.is_done else _headline(verdict)
    )
    yield f"{names.get(verdict.client, verdict.client)} asks for {verdict.request}{title} by {at(verdict.needed_by)}: {headline}."
    if verdict.finish is not None:
        yield f"Done {at(verdict.finish)}, paid with {funding_words(verdict.funding)}."
        paid_from = verdict.earliest.paid_from
        if verdict.verdict == "fits_later" and paid_from is not None and verdict.earliest.waits_for_hours:
            yield f"Its own hours and what it may borrow pay for no date before {at(paid_from)}."
    yield from (f"{reasons_title(verdict)}: {reason.text}" for reason in verdict.reasons)
    if verdict.moves:
        named = named_work(workspace, verdict.plan)
        yield f"Moves: {list_words([_move_words(workspace, move, named.get(move.task), at=at) for move in verdict.moves])}."
    for offer in verdict.offers:
        needs = f" Needs: {list_words(offer.needs)}." if offer.needs else ""
        take = f" Take it: {offer.command}" if offer.command else ""
        yield f"Offer {offer.number} ({offer.kind}): {offer.text}{needs}{take}"
    for harmed in verdict.harm:
        until = (
            "no new finish is known"
            if harmed.to_finish is None
            else f"finish {at(harmed.from_finish)} to {at(harmed.to_finish)}"
        )
        called = work_called(title_written(harmed.title), harmed.task)
        whose = f"{called} of {names.get(harmed.client, harmed.client)}"
        if harmed.loses == "date":
            yield f"An override makes {whose} {work_words(harmed.late_minutes)} late ({until})."
        else:
            yield f"With an override {whose} {date_kept_words(harmed)} ({until})."
    yield from (f"An override takes {line}." for line in taken_hours_words(workspace, verdict))
    yield from override_words(workspace, verdict)


def _headline(verdict: Verdict) -> str:
    """Say the answer; a no names the ways in which all of it can be done."""
    other = in_other_words(verdict) if verdict.verdict == "does_not_fit" else ""
    return f"does not fit {other.removeprefix('not ')}" if other else HEADLINES[verdict.verdict]


def has_override(verdict: Verdict) -> bool:
    """Say whether an override is in question: it may harm somebody, take held hours, or neither."""
    return verdict.override or bool(verdict.harm or verdict.harm_hours) or verdict.verdict == "needs_approval"


def date_kept_words(harmed: HarmedTask) -> str:
    """Say what promised work loses to an override that lets its date hold."""
    if harmed.loses == "slack":
        return "keeps its date, but its slack is used up"
    return "keeps its date, but is not done in the hours booked for it"


def taken_hours_words(workspace: Workspace, verdict: Verdict) -> Iterator[str]:
    """Yield the held hours that an override would take, a line for each client and day."""
    names = {client.id: client.name for client in workspace.clients}
    for each in verdict.harm_hours:
        held = f"{work_words(each.minutes)} of {each.skill} held for {names.get(each.client, each.client)}"
        yield f"{held} on {day_words(each.day, today=verdict.asked_at.date())}, which it gets back as a credit"


def override_words(workspace: Workspace, verdict: Verdict) -> Iterator[str]:
    """Yield who decides an override, and who has to hear of it first; nothing where none is in question."""
    if not has_override(verdict):
        return
    asking = next((client for client in workspace.clients if client.id == verdict.client), None)
    deciders = () if asking is None else asking.approvers
    if deciders:
        yield f"Who decides: {list_words(deciders, last='or')}."
    approvers = _approvers(workspace, verdict)
    if approvers:
        yield f"Who has to hear of it first: {'; '.join(approvers)}."


def _move_words(workspace: Workspace, move: Move, known: NamedWork | None, *, at: Callable[[datetime], str]) -> str:
    """Say a move with title, client and person, as far as they are known."""
    name = work_called(title_written(known.title) if known is not None else "", move.task)
    owner = next((client.name for client in workspace.clients if known and client.id == known.client), "")
    of = f" of {owner}" if owner else ""
    if move.to is None:
        return f"{name}{of} (leaves the plan)"
    person = next((each.name for each in workspace.people if each.id == move.to.person), move.to.person)
    stays = move.from_ is not None and move.from_.person == move.to.person
    return f"{name}{of} ({'stays with' if stays else 'now'} {person}, done {at(move.to.finish)})"


def _approvers(workspace: Workspace, verdict: Verdict) -> list[str]:
    """Return the approvers of the clients that an override would harm, each once with all its clients."""
    harmed = {each.client for each in verdict.harm} | {each.client for each in verdict.harm_hours}
    clients: dict[str, list[str]] = {}
    for client in workspace.clients:
        for approver in client.approvers if client.id in harmed else ():
            clients.setdefault(approver, []).append(client.name)
    return [f"{approver} for {list_words(names)}" for approver, names in sorted(clients.items())]
