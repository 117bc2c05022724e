"""The answer to a request of which nothing is left to do: yes, it is done, and nothing is planned, paid or promised for it."""

from __future__ import annotations

from scheduler import __version__
from scheduler.domain.verdict import Earliest, Verdict
from scheduler.explain.reply import reply_of
from scheduler.fairshare.asking import Ask
from scheduler.workflows.fitting.documents import Asked, answer_id
from scheduler.workflows.fitting.ground import Ground


def nothing_left(ground: Ground, ask: Ask, asked: Asked) -> Verdict:
    """Return the document of an answer that plans nothing: everything stands where it stood.

    Parameters
    ----------
    ask
        Without tasks: by progress.csv, or by their own `spent`, all of them are done.
    """
    aware = ground.book.team.aware
    now = aware(ground.book.clock)
    made = Verdict(
        workspace=ground.workspace.name,
        as_of=now.isoformat(),
        evenhand_version=__version__,
        seed=ground.seed,
        inputs_sha256=ground.workspace.inputs_sha256,
        request=ask.request,
        title=asked.title,
        client=ask.client,
        asked_at=aware(asked.asked_at),
        needed_by=aware(asked.needed_by),
        latest=None if ask.latest is None else aware(ask.latest),
        book=ground.book.last_sha256 if ground.is_kept else None,
        answer="",
        baseline_sha256=ground.digest,
        verdict="fits_as_is",
        plan=ground.plan,
        earliest=Earliest(finish=now, not_before=now, proven=True, guaranteed_by=now),
    )
    made = made.model_copy(update={"answer": answer_id(made)})
    return made.model_copy(update={"reply": reply_of(ground.workspace, made)})
