"""Words for the phone, the client and the team, from a verdict alone; never from the rule that led to it.

What the client hears names no other client, no work of others and no colleague's other work. A date is said only where a checked plan
keeps it, and "it cannot be done" only where that is proven.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.reasons import CapacityFigures, ImpossibleFigures, PolicyFigures, Reason
from scheduler.domain.verdict import GivenUp, Offer, Reply, Verdict
from scheduler.domain.workspace import Workspace
from scheduler.explain.internal_memo import has_override, memo_of
from scheduler.explain.spoken_times import amount_said, day_said, time_said
from scheduler.explain.spoken_titles import title_said, title_written
from scheduler.explain.whole_ways import has_overtime_before
from scheduler.explain.words import list_words

MOST_OFFERS_SAID = 3
NOT_HELD = "Until we hear from you, nothing is held."

_QUOTED = re.compile(r"(“[^”]*”)")
_BEGINNING = re.compile(r"(^|[.?!] |- )we\b")


def as_we(text: str) -> str:
    """Return words of one person as those of the team; what stands in quotes stays."""
    parts = _QUOTED.split(text)
    for number in range(0, len(parts), 2):
        said = re.sub(r"\bI\b", "we", parts[number])
        parts[number] = re.sub(r"\bmine\b", "ours", said)
    return _BEGINNING.sub(lambda found: f"{found[1]}We", "".join(parts))


def reply_of(workspace: Workspace, verdict: Verdict, *, is_booked: bool = False) -> Reply:
    """Return the words of an answer, in the workspace's zone.

    Parameters
    ----------
    is_booked
        Whether a yes is recorded already: then nothing is asked any more.
    """
    said = _Words(workspace, verdict, is_booked=is_booked, title_as=title_said)
    written = _Words(workspace, verdict, is_booked=is_booked, title_as=title_written)
    if verdict.is_done:
        return Reply(phone=(said.done(),), client=written.done(), internal=memo_of(workspace, verdict))
    return Reply(
        phone=tuple(said.phone()),
        client="\n\n".join(written.letter()),
        internal=memo_of(workspace, verdict),
    )


class _Words:
    """Says one verdict; titles are cut only where they are said."""

    def __init__(
        self, workspace: Workspace, verdict: Verdict, *, is_booked: bool, title_as: Callable[[str], str]
    ) -> None:
        self.title_as = title_as
        self.verdict, self.is_booked = verdict, is_booked
        self.zone = ZoneInfo(workspace.time_zone)
        self.now = datetime.fromisoformat(verdict.as_of).astimezone(self.zone)
        title = title_as(verdict.title)
        is_in_file = any(request.id == verdict.request for request in workspace.requests)
        nameless = (
            f"the work that you asked for ({verdict.request})" if is_in_file and title_as is title_written else "it"
        )
        self.it = f"“{title}”" if title else nameless

    def at(self, moment: datetime, *, word: str = "at") -> str:
        """Say a moment."""
        return time_said(moment.astimezone(self.zone), now=self.now, word=word)

    def done(self) -> str:
        """Say that nothing is left to do."""
        return f"{self.it[0].upper()}{self.it[1:]} is done: nothing is left to do."

    # --- on the phone ----------------------------------------------------------------------------------------------

    def phone(self) -> Iterator[str]:
        """Yield a few lines to be said as they stand: acknowledge, the fact, the offers, the question back."""
        needed = self.at(self.verdict.needed_by, word="by")
        yield f"I understand: you need {self.it} {needed}."
        yield self.fact(needed)
        yield from self.in_line()
        yield from self.offers_said()
        yield self.question()

    def fact(self, needed: str) -> str:
        """Say what is so, in one or two sentences."""
        verdict = self.verdict
        match verdict.verdict:
            case "fits_as_is" | "fits_with_moves":
                return f"Yes, that works: you have it {needed}."
            case "fits_with_trade":
                trade = next((offer for offer in verdict.offers if offer.kind == "trade"), None)
                return (
                    "Yes, if something else of yours waits."
                    if trade is None
                    else f"Yes, on one condition. {self.offer_said(trade)}"
                )
            case "fits_later" if verdict.finish is not None:
                return f"{self.refusal(needed)} I can promise it {self.at(verdict.finish, word='by')}{self.covered()}."
            case "needs_approval":
                return f"{self.refusal(needed)} Whether it goes first all the same is not mine to decide alone."
            case "undecided":
                return "I cannot tell you yet whether that works, and I do not want to guess."
            case _:
                return self.refusal(needed)

    def in_line(self) -> Iterator[str]:
        """Say that it waits for the daily round already, and when there is news."""
        if self.verdict.in_line is not None:
            when = self.at(self.verdict.in_line.held_at)
            yield f"It is in line for time that is still free, and I can tell you {when} whether it works."

    def covered(self) -> str:
        """Say that the date is that at which the client's own hours pay for it, where it is."""
        earliest, finish = self.verdict.earliest, self.verdict.finish
        if finish is None or earliest.paid_from is None or not earliest.waits_for_hours or finish != earliest.finish:
            return ""
        is_that_day = finish.astimezone(self.zone).date() == earliest.paid_from.astimezone(self.zone).date()
        funding = self.verdict.funding
        own, rest = funding.own_minutes + funding.rush_minutes, funding.spare_minutes
        if not is_that_day or not own:
            return ""
        return ", when your own agreed hours cover it" + (" with some time beyond them" if rest else "")

    def refusal(self, needed: str) -> str:
        """Say that it does not work by then, and why as far as the client may know; as certain as it is proven."""
        reasons = self.verdict.reasons
        sure = [reason for reason in reasons if reason.proven]
        proven = next((reason for reason in sure if reason.kind != "policy"), next(iter(sure), None))
        if proven is None:
            return f"I have looked, and I found no way to have it done {needed}{self.ordinary()}."
        if proven.kind != "impossible":
            # What stands in the way is promised to others, or a limit of what was agreed: somebody could decide otherwise.
            return f"I cannot promise it {needed}: {self.because(proven)}."
        return f"It cannot be done {needed}{self.ordinary()}: {self.because(proven)}."

    def ordinary(self) -> str:
        """Say that what is refused is refused in ordinary hours, where overtime begins before that date."""
        return " in ordinary working hours" if has_overtime_before(self.verdict) else ""

    def because(self, reason: Reason) -> str:
        """Say a proven reason without anybody else in it."""
        figures = reason.figures
        work = amount_said(sum(task for task in self.efforts()))
        if isinstance(figures, ImpossibleFigures):
            return self._impossible(figures)
        if isinstance(figures, PolicyFigures):
            # Only where somebody may decide otherwise is there anybody to ask.
            asking = " without asking first" if has_override(self.verdict) else ""
            return f"it is more extra work than I may promise{asking}"
        if isinstance(figures, CapacityFigures):
            return f"it is {work} of work, and {self.until_then(figures.from_)} there is not enough free time for it"
        return "too much is promised until then"

    def _impossible(self, figures: ImpossibleFigures) -> str:
        """Say why nobody can: the figures are those of one task, what it needs and the most that anybody who may do it has for it."""
        whole = sum(self.efforts())
        it = "it" if figures.needed_minutes >= whole else "one part of it"
        needed, most = amount_said(figures.needed_minutes), amount_said(figures.longest_minutes)
        until = self.until_then(figures.from_)
        match figures.cause:
            case "over":
                return "that time has passed"
            case "nobody":
                return f"there is nobody here who could do {it}"
            case "start":
                return f"{it} cannot begin before then"
            case "before" if it == "it":
                return "it follows other work, and after that too little time is left"
            case "before":
                return "its parts follow one another, and the last of them cannot be done by then"
            case "sitting":
                return (
                    f"{it} needs {needed} in one go, and {until} nobody who can do it has more than {most} at a stretch"
                )
            case "short":
                return (
                    f"{it} needs {needed} of one person, and {until} nobody who can do it has more than {most} for it"
                )
            case _:
                return f"nobody who can do {it} is at work {until}"

    def until_then(self, begins: datetime) -> str:
        """Say a window that ends when it is needed, with its beginning where that is still to come: before it somebody may well have time."""
        begins = begins.astimezone(self.zone)
        if begins <= self.now:
            return "until then"
        is_whole_day = not begins.hour and not begins.minute
        since = day_said(begins + timedelta(minutes=1), now=self.now) if is_whole_day else self.at(begins)
        return f"from {since.removeprefix('on ')} until then"

    def efforts(self) -> list[int]:
        """Return the efforts of its tasks as far as the answer names them."""
        verdict = self.verdict
        if verdict.effort_minutes:
            return [verdict.effort_minutes]
        return [task.effort_minutes for task in verdict.tasks]

    def offers_said(self) -> Iterator[str]:
        """Yield the first offers, the first words of which invite."""
        yield from (self.offer_said(offer) for offer in self.others()[:MOST_OFFERS_SAID])

    def others(self) -> list[Offer]:
        """Return the offers beside the one that the fact says already."""
        in_fact = {"fits_later": "later", "fits_with_trade": "trade"}.get(self.verdict.verdict)
        return [offer for offer in self.verdict.offers if offer.kind != in_fact]

    def offer_said(self, offer: Offer) -> str:
        """Say an offer in the client's terms; nothing for one that is not for its ears."""
        by = "" if offer.finish is None else self.at(offer.finish, word="by")
        match offer.kind:
            case "smaller":
                return f"You can have {amount_said(offer.effort_minutes)} of it {by}."
            case "later":
                return f"You can have all of it {by}."
            case "trade":
                return f"You can have all of it {by}, if {self.given_up(offer)}."
            case "split":
                first, rest = offer.parts[0], offer.parts[-1]
                return (
                    f"You can have a first part, {amount_said(first.effort_minutes)} of it, {self.at(first.finish, word='by')}, "
                    f"and the rest {self.at(rest.finish, word='by')}."
                )
            case "overtime":
                return f"If a colleague agrees to stay longer, which I would have to ask first, it can be done {by}."
            case "consent":
                return "I can ask whether other work may wait for it; I cannot promise that it may."
            case _:
                when = "as soon as I know" if offer.decided_at is None else self.at(offer.decided_at)
                return f"I can put it in line for time that is still free, and tell you {when} whether it works."

    def given_up(self, offer: Offer) -> str:
        """Say which own work of the client waits, and until when."""
        waits = [
            f"{self.own_work(each)} is due {self.at(each.to_due)} instead of {self.at(each.from_due)}"
            for each in offer.given
        ]
        return list_words(waits) if waits else "other work of yours makes way and keeps its date"

    def own_work(self, given: GivenUp) -> str:
        """Say work of the client that would be due later."""
        title = self.title_as(given.title)
        return f"“{title}”" if title else f"other work of yours ({given.task})"

    def question(self) -> str:
        """Ask back."""
        match self.verdict.verdict:
            case "fits_as_is" | "fits_with_moves":
                return "It is booked." if self.is_booked else "Shall I put it in?"
            case "fits_with_trade":
                return (
                    "Is that all right with you, or does another way suit you better?"
                    if self.others()
                    else "Is that all right with you?"
                )
            case "undecided":
                return "May I call you back as soon as I know?"
            case "fits_later" if not self.others():
                return "Does that help you?"
            case "fits_later" | "does_not_fit" if self.verdict.offers:
                return "Which of these helps you most?" if len(self.verdict.offers) > 1 else "Does that help you?"
            case "needs_approval":
                return "Shall I ask for that decision, and call you back today?"
            case _ if self.at_no_time() is not None:
                return (
                    "May it be done in parts?"
                    if self.at_no_time() == "sitting"
                    else "Is there anything else that would help you?"
                )
            case _:
                return "What do you need first, and when is the last moment at which it is still of use?"

    def at_no_time(self) -> str | None:
        """Return why a request that nothing is offered for cannot be done at any time, as a cause; None where a later time may help."""
        earliest = self.verdict.earliest
        if self.verdict.offers or earliest.finish is not None or earliest.not_before is not None:
            return None
        figures = (reason.figures for reason in self.verdict.reasons if reason.proven)
        return next((each.cause or "" for each in figures if isinstance(each, ImpossibleFigures)), None)

    # --- in writing ------------------------------------------------------------------------------------------------

    def letter(self) -> Iterator[str]:
        """Yield the paragraphs of a short mail: the same words, said by the team."""
        yield from (as_we(paragraph) for paragraph in self._paragraphs())

    def _paragraphs(self) -> Iterator[str]:
        needed = self.at(self.verdict.needed_by, word="by")
        yield f"Thank you for your message. You need {self.it} {needed}."
        yield self.fact(needed)
        yield from self.in_line()
        offers = list(self.offers_said())
        if offers:
            yield "\n".join(
                ["What we can offer:" if len(offers) > 1 else "Another way:", *(f"- {line}" for line in offers)]
            )
        yield self.closing()

    def closing(self) -> str:
        """Say what happens next."""
        match self.verdict.verdict:
            case "fits_as_is" | "fits_with_moves":
                return "It is booked." if self.is_booked else f"A short yes from you, and we book it. {NOT_HELD}"
            case "undecided":
                return "We are working it out and come back to you as soon as we know."
            case "needs_approval":
                return "If it must be by then all the same, tell us, and we ask for that decision today."
            case _:
                if self.at_no_time() is not None:
                    other = (
                        "if it may be done in parts"
                        if self.at_no_time() == "sitting"
                        else "if anything else would help you"
                    )
                    return f"Tell us {other}, and we look again."
                if not self.verdict.offers:
                    return "Tell us when it is still of use to you, and we look again."
                whether = "which of these suits you" if len(self.verdict.offers) > 1 else "whether that suits you"
                return f"Tell us {whether}, and we see to it. {NOT_HELD}"
