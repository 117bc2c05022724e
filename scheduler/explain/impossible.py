"""Reasons that lie in one task alone: nobody may do it, nobody has the time, nobody has an unbroken stretch."""

from __future__ import annotations

from scheduler.calendars.words import work_words
from scheduler.domain.reasons import ImpossibleCause, ImpossibleFigures, Reason
from scheduler.explain.absences import absences
from scheduler.explain.evidence import Evidence
from scheduler.explain.words import list_words, sentence
from scheduler.instance.records import PRIORITY_RANKS, TaskItem
from scheduler.units import Instant


def impossible(evidence: Evidence, item: TaskItem, *, until: Instant, late: bool) -> Reason | None:
    """Return why a task cannot be done by `until` even if nobody did anything else, or None where it can.

    Parameters
    ----------
    until
        Its due time, or the end of the horizon for a task without a place.
    late
        Whether it is asked why the task is late (else: why it has no place).
    """
    start = item.release_at
    if late and item.due_at is not None and item.due_at <= evidence.instance.as_of:
        return _overdue(evidence, item)
    if not item.eligible:
        text = sentence(nobody(evidence, item)) + "."
        return reason_of(evidence, item, "nobody", start=start, end=max(start, until), text=text)
    if not evidence.united[item.index]:
        text = f"{sentence(_parted(evidence, item))}."
        return reason_of(evidence, item, "nobody", start=start, end=max(start, until), text=text)
    if start >= until:
        end = f"is due {evidence.at(until)}" if late else f"the plan ends {evidence.at(until)}"
        text = f"{evidence.title(item)} cannot start before {evidence.at(start)}, and {end}."
        return reason_of(evidence, item, "start", start=start, end=start, text=text)
    return window_too_short(evidence, item, start=start, until=until)


def window_too_short(
    evidence: Evidence, item: TaskItem, *, start: Instant, until: Instant, opening: str = ""
) -> Reason | None:
    """Return why nobody has enough time for the task in [start, until), or None where somebody has.

    Parameters
    ----------
    opening
        A sentence that is said first and ends in a space, or nothing.
    """
    people = evidence.united[item.index]
    most = evidence.most_minutes(item, people, start=start, until=until)
    if most >= item.remaining_minutes:
        return None
    need = f"{sentence(evidence.title(item))} needs {work_words(item.remaining_minutes)}"
    span = f"between {evidence.at(start)} and {evidence.at(until)}"
    several = len(people) > 1
    cause: ImpossibleCause = "sitting" if item.one_sitting else "short"
    if not most:
        cause = "away"
        away = absences(evidence, people, start=start, until=until)
        because = f" ({list_words(away[:3])})" if away else ""
        has = f"any working time{because}" if several else f"no working time{because}"
    elif item.one_sitting:
        need = f"{need} in one sitting"
        has = f"{'an' if several else 'no'} unbroken stretch of more than {work_words(most)}"
    else:
        need = f"{need} of one person" if several else need
        has = f"{'more than' if several else 'only'} {work_words(most)}"
    text = f"{need}, but {span} {_who(evidence, item)} {has}."
    # Where it has to wait for what comes before it, this is why the rest is too short.
    cause = "before" if opening else cause
    return reason_of(evidence, item, cause, start=start, end=until, longest=most, text=opening + text)


def nobody(evidence: Evidence, item: TaskItem) -> str:
    """Say why nobody may do a task."""
    task = evidence.tasks[item.id]
    client = next(client for client in evidence.workspace.clients if client.id == task.client)
    title, skill = evidence.title(item), evidence.skill_words(item)
    levels = {person.id: person.level_of(item.skill) for person in evidence.workspace.people}
    having = [level for level in levels.values() if level is not None]
    if not having:
        return f"nobody has {item.skill}, which {title} needs"
    able = [person for person in evidence.workspace.people if (levels[person.id] or 0) >= item.level]
    if max(having) < item.level:
        return f"nobody has {skill}, which {title} needs; the highest level of anybody is {max(having)}"
    allowed = {person.id for person in able} - set(client.exclude)
    if not allowed:
        names = list_words([person.name for person in able])
        return f"{title} needs {skill}; {names} could do it, but may not work for {client.name}"
    if task.person is not None and task.person not in allowed:
        return f"{title} is pinned to {evidence.people[task.person].name}, who may not do it"
    return f"{title} must be done by the person who did the work it belongs to, who may not do it"


def reason_of(
    evidence: Evidence,
    item: TaskItem,
    cause: ImpossibleCause,
    *,
    start: Instant,
    end: Instant,
    text: str,
    longest: int = 0,
) -> Reason:
    """Return a proven reason: `longest` minutes in [start, end) are less than what remains of the task."""
    return Reason(
        kind="impossible",
        text=sentence(text),
        proven=True,
        figures=ImpossibleFigures.model_validate(
            {
                "from": evidence.zone.aware(start),
                "to": evidence.zone.aware(end),
                "needed_minutes": item.remaining_minutes,
                "longest_minutes": longest,
                "cause": cause,
            }
        ),
    )


def _overdue(evidence: Evidence, item: TaskItem) -> Reason:
    now = evidence.instance.as_of
    left = work_words(item.remaining_minutes)
    text = f"{evidence.title(item)} was due {evidence.at(item.due_at or now)}; what remains of it {evidence.at(now)} is {left}."
    return reason_of(evidence, item, "over", start=now, end=now, text=text)


def _who(evidence: Evidence, item: TaskItem) -> str:
    """Say who has what follows.

    One person *has* it (`Ana, to whom it is pinned, has`), so what follows says the no; of several nobody has it
    (`neither Ana nor Bo has`), so the no is said here and what follows says none.
    """
    people = evidence.united[item.index]
    do = "do it"
    if len(people) < len(item.eligible):
        mates = [each for each in evidence.mates(item) if each.rank in PRIORITY_RANKS]
        do = f"do it and {list_words([evidence.title(each) for each in mates[:2]])}"
    if len(people) == 2:
        return f"neither {evidence.names(people, last='nor')} (nobody else may {do}) has"
    if len(people) > 2:
        return f"none of those who may {do} ({evidence.names(people)}) has"
    pinned = evidence.tasks[item.id].person is not None
    return f"{evidence.names(people)}, {'to whom it is pinned' if pinned else f'the only one who may {do}'}, has"


def _parted(evidence: Evidence, item: TaskItem) -> str:
    """Say that a task and promised work of the same person have nobody in common."""
    mates = [each for each in evidence.mates(item) if each.rank in PRIORITY_RANKS]
    able = frozenset(item.eligible)
    parted = next((each for each in mates if not able & frozenset(each.eligible)), None)
    if parted is None:
        titles = list_words([evidence.title(each) for each in mates])
        return f"{evidence.title(item)} must be done by the same person as {titles}, and nobody may do all of it"
    mine, theirs = evidence.names(item.eligible, last="or"), evidence.names(parted.eligible, last="or") or "nobody"
    return (
        f"{evidence.title(item)} must be done by the same person as {evidence.title(parted)}, and nobody may do both: "
        f"the one is for {mine}, the other for {theirs}"
    )
