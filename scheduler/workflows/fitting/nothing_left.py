"""The answer to a request of which nothing is left to do: yes, it is done, and nothing is planned, paid or promised for it."""

from __future__ import annotations

from scheduler.domain.verdict import Earliest, Verdict
from scheduler.explain.reply import reply_of
from scheduler.fairshare.asking import Ask
from scheduler.workflows.fitting.documents import Asked, answer_id, verdict_head
from scheduler.workflows.fitting.ground import Ground


def nothing_left(ground: Ground, ask: Ask, asked: Asked) -> Verdict:
    """Return the document of an answer that plans nothing: everything stands where it stood.

    Parameters
    ----------
    ask
        Without tasks: by progress.csv, or by their own `spent`, all of them are done.
    """
    now = ground.book.team.aware(ground.book.clock)
    made = Verdict(
        **verdict_head(ground, ask, asked),
        verdict="fits_as_is",
        plan=ground.plan,
        earliest=Earliest(finish=now, not_before=now, proven=True, guaranteed_by=now),
    )
    made = made.model_copy(update={"answer": answer_id(made)})
    return made.model_copy(update={"reply": reply_of(ground.workspace, made)})
