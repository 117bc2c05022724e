"""Tasks that refer to each other: those of tasks.csv, of one recurring deliverable, of one request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.files.findings import did_you_mean
from scheduler.files.known import Ids, Known
from scheduler.files.shapes import Draft

SHOWN_FIRST, SHOWN_LAST = 8, 3
"""Tasks of a long circle that are shown."""


@dataclass(frozen=True)
class TaskSet:
    """Tasks whose `after` and `same_person_as` name each other.

    Attributes
    ----------
    client
        The client of all of them; None where each names its own.
    where
        What the set is called in messages.
    """

    ids: Ids
    drafts: tuple[Draft, ...]
    where: str
    client: str | None = None

    def client_of(self, draft: Draft) -> str | None:
        """Return the client of a task."""
        return self.client or draft.get("client")


def check_links(tasks: TaskSet) -> None:
    """Report unknown tasks in `after` and `same_person_as`, and cycles of `after`."""
    for draft in tasks.drafts:
        for after in draft.get("after", ()):
            _check_link(tasks, draft, field="after", name=after.task)
        named = [after.task for after in draft.get("after", ())]
        for twice in sorted({name for name in named if named.count(name) > 1}):
            draft.of("after").wrong("every task once", got=draft.text("after"), said=f"after names '{twice}' twice")
        for name in draft.get("same_person_as", ()):
            _check_link(tasks, draft, field="same_person_as", name=name)
            if name == draft.get("id"):
                draft.of("same_person_as").wrong("other tasks", got=name, said=f"'{name}' names itself")
    for cycle in _cycles(tasks):
        shown = " -> ".join(_ends_of([*cycle, cycle[0]]))
        tasks.ids.drafts[cycle[0]].of("after").wrong(
            "an order without a circle",
            got=shown,
            said=f"after leads in a circle: {shown}",
            fix="take one of these out (a task names here what comes before it)",
        )


def _ends_of(cycle: list[str]) -> list[str]:
    """Return the tasks of a circle to show: of a long one the first and the last, with how many there are between."""
    left_out = len(cycle) - SHOWN_FIRST - SHOWN_LAST
    if left_out < SHOWN_LAST:
        return cycle
    return [*cycle[:SHOWN_FIRST], f"… {left_out} more …", *cycle[-SHOWN_LAST:]]


def _check_link(tasks: TaskSet, draft: Draft, *, field: str, name: str) -> None:
    if name in tasks.ids.drafts or not tasks.ids.complete:
        return
    said = "" if draft.text(field).strip() == name else f"{field} names '{name}'"
    draft.of(field).wrong(
        f"the id of a task {tasks.where}", got=name, said=said, fix=did_you_mean(name, tasks.ids.drafts)
    )


def _cycles(tasks: TaskSet) -> list[list[str]]:
    """Return one cycle of every knot of tasks, each beginning with its first task in the file.

    A depth-first walk with its own stack: chains may be longer than Python's. A task that is done with is never entered
    again, so that a knot gives one cycle and not all of them.
    """
    before = {
        name: [after.task for after in draft.get("after", ()) if after.task in tasks.ids.drafts]
        for name, draft in tasks.ids.drafts.items()
    }
    done: set[str] = set()
    cycles: list[list[str]] = []
    for root in before:
        if root in done:
            continue
        path = [root]
        on_path = {root}
        walks = [iter(before[root])]
        while walks:
            step = _next_open(walks[-1], done)
            if step is None:
                walks.pop()
                left = path.pop()
                on_path.discard(left)
                done.add(left)
            elif step in on_path:
                cycles.append(_from_first(path[path.index(step) :], tasks))
            else:
                path.append(step)
                on_path.add(step)
                walks.append(iter(before[step]))
    return cycles


def _next_open(names: Iterator[str], done: set[str]) -> str | None:
    return next((name for name in names if name not in done), None)


def _from_first(cycle: list[str], tasks: TaskSet) -> list[str]:
    lines = [tasks.ids.drafts[name].spot.line or 0 for name in cycle]
    first = lines.index(min(lines))
    return cycle[first:] + cycle[:first]


def check_people(known: Known, tasks: TaskSet) -> None:
    """Report unknown skills and people, and pins that skill, level or an exclusion forbids."""
    for draft in tasks.drafts:
        known.check_skill(draft.get("skill"), draft.of("skill"))
        pin = draft.get("person")
        if pin is not None and known.people.check(pin, draft.of("person")) is not None:
            _check_pin(known, draft, pin=pin, client=tasks.client_of(draft))
    for group in _groups(tasks):
        _check_group(known, tasks, group=group)


def _check_pin(known: Known, draft: Draft, *, pin: str, client: str | None) -> None:
    why = _forbidden(known, pin, task=draft, client=client)
    if why:
        draft.of("person").wrong(why[0], got=pin, said=f"person is '{pin}', {why[1]}")


def _forbidden(known: Known, person: str, *, task: Draft, client: str | None) -> tuple[str, str] | None:
    """Return (what is expected, why not) where a person may not do a task."""
    skill = task.get("skill")
    has = known.skills_of(person)
    if skill is not None and skill[0] in known.skills and known.skills_complete and has.get(skill[0], -1) < skill[1]:
        level = f"has {skill[0]} at level {has[skill[0]]}" if skill[0] in has else f"does not have {skill[0]}"
        return f"somebody with {skill[0]} at level {skill[1]} or more", f"who {level}"
    if person in known.excluded(client):
        return f"somebody who may work for '{client}'", f"whom '{client}' excludes"
    return None


def _groups(tasks: TaskSet) -> list[list[Draft]]:
    """Return the groups that `same_person_as` joins, each in the order of the file."""
    root: dict[str, str] = {name: name for name in tasks.ids.drafts}

    def find(name: str) -> str:
        while root[name] != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    for name, draft in tasks.ids.drafts.items():
        for other in draft.get("same_person_as", ()):
            if other in root:
                root[find(name)] = find(other)
    groups: dict[str, list[Draft]] = {}
    for name, draft in tasks.ids.drafts.items():
        groups.setdefault(find(name), []).append(draft)
    return [group for group in groups.values() if len(group) > 1]


def _check_group(known: Known, tasks: TaskSet, *, group: list[Draft]) -> None:
    """Report a group whose pins differ, or whose pinned person may not do another of its tasks."""
    pinned = [(draft, draft.get("person")) for draft in group if draft.get("person") in known.people.drafts]
    if not pinned:
        return
    first, person = pinned[0]
    for draft, other in pinned[1:]:
        if other != person:
            draft.of("person").wrong(
                f"'{person}', to whom '{first.get('id')}' is pinned",
                got=other,
                said=f"person is '{other}', but same_person_as joins it with '{first.get('id')}'",
                fix="pin both to one person, or take same_person_as out",
            )
    for draft in group:
        why = _forbidden(known, person, task=draft, client=tasks.client_of(draft))
        if why and draft.get("person") is None:
            draft.spot.within("same_person_as").wrong(
                why[0],
                got=person,
                said=f"same_person_as joins it with '{first.get('id')}' and so with '{person}', {why[1]}",
            )


def check_estimates(tasks: TaskSet) -> None:
    """Report estimates whose range is upside down; note an effort outside its range."""
    for draft in tasks.drafts:
        low, high, effort = draft.get("low"), draft.get("high"), draft.get("effort")
        if low is not None and high is not None and low > high:
            draft.of("low").wrong(f"at most high, which is {draft.text('high')}", got=draft.text("low"))
        elif effort is not None and (effort < (low or 0) or (high is not None and effort > high)):
            draft.of("effort").note(f"effort is {draft.text('effort')}, outside low and high", got=draft.text("effort"))
