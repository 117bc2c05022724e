"""Times: that each names one instant on the clock it is meant for, and that pairs of them are in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from scheduler.calendars.moments import due_instant, moment_instant, start_instant
from scheduler.calendars.zones import ClockTimeRepeated, ClockTimeSkipped, Zone, instant_of
from scheduler.domain.times import Moment, WeeklyHours
from scheduler.files.dates import DATE_TIME, parse_date_time
from scheduler.files.findings import Findings, Spot
from scheduler.files.known import Known
from scheduler.files.shapes import Draft, FormError
from scheduler.units import Instant, Span

AS_OF_OPTION = "--as-of"


def resolve_as_of(known: Known, findings: Findings, *, option: str | None, clock: Callable[[], datetime]) -> None:
    """Set `known.as_of` from the option, else workspace.yaml, else the clock; problems of the first two are reported."""
    draft = known.folder.workspace
    spot = draft.of("as_of") if draft else Spot(findings, "workspace.yaml")
    moment = draft.get("as_of") if draft else None
    if option is not None:
        spot = Spot(findings, AS_OF_OPTION, field="as_of")
        moment = _option_moment(option, spot)
    elif draft is not None and "as_of" not in draft.written:
        known.as_of = instant_of(clock())
        return
    if moment is not None and known.zone is not None:
        known.as_of = _instant(moment, known.zone, spot)


def _option_moment(option: str, spot: Spot) -> datetime | None:
    try:
        return parse_date_time(option.strip())
    except FormError as reason:
        spot.wrong(reason.expected or DATE_TIME.expected, got=option, fix=reason.fix)
        return None


def _instant(moment: datetime, zone: Zone, spot: Spot) -> Instant | None:
    """Return the instant of a date-time; None, and a problem, where the clock of `zone` shows it never or twice."""
    try:
        return moment_instant(moment, zone)
    except ClockTimeSkipped:
        minute = moment.hour * 60 + moment.minute
        change = zone.instant_forgiving(moment.date(), minute)
        offsets = (zone.aware(change - 1), zone.aware(change))
        why = f"a time that exists on the clock of {zone.name}, which goes forward over {moment:%H:%M} that day"
    except ClockTimeRepeated:
        minute = moment.hour * 60 + moment.minute
        offsets = (
            zone.aware(zone.instant_forgiving(moment.date(), minute)),
            zone.aware(zone.instant_forgiving(moment.date(), minute, later=True)),
        )
        why = f"a time that exists once on the clock of {zone.name}, which shows {moment:%H:%M} twice that day"
    readings = [moment.replace(tzinfo=at.tzinfo).isoformat(timespec="minutes") for at in offsets]
    spot.wrong(why, got=f"{moment:%Y-%m-%dT%H:%M}", fix=f"write the offset: {readings[0]} or {readings[1]}")
    return None


def check_times(known: Known) -> None:
    """Report times that the clock skips or repeats, and pairs of times in the wrong order."""
    team = known.zone
    _check_spans(known, "time_off.csv")
    _check_overlaps(_check_spans(known, "availability.csv"))
    for draft in known.folder.rows["events.csv"]:
        known.check_people(draft, "people")
        _check_span(draft, team)
    if team is None or known.hours is None:
        return
    for draft in known.folder.rows["tasks.csv"]:
        _check_task(draft, team, hours=known.hours)
    for client in known.folder.clients:
        for recurring in client.get("recurring", ()):
            for task in recurring.get("tasks", ()):
                _check_task(task, team, hours=known.hours)
    for draft in known.folder.requests:
        _check_request(known, draft, zone=team, hours=known.hours)
    for draft in known.folder.rows["progress.csv"]:
        _check_done_on(known, draft, zone=team)


def _check_spans(known: Known, name: str) -> list[tuple[str, Span, Draft]]:
    """Report what is wrong in the rows of people; return the spans that can be read, each with its person and its row."""
    spans = []
    for draft in known.folder.rows[name]:
        person = draft.get("person")
        if person is not None:
            known.people.check(person, draft.of("person"))
        span = _check_span(draft, known.zone_of(person) if person else None)
        if person is not None and span is not None:
            spans.append((str(person), span, draft))
    return spans


def _check_overlaps(spans: list[tuple[str, Span, Draft]]) -> None:
    """Report spans of one person that overlap: each that does with the first line before it of which that is so."""
    running: dict[str, list[tuple[Span, int]]] = {}
    first: dict[int, int] = {}
    rows = {draft.spot.line or 0: (person, draft) for person, _, draft in spans}
    for person, span, draft in sorted(spans, key=lambda each: each[1]):
        line = draft.spot.line or 0
        running[person] = [each for each in running.get(person, []) if span.start < each[0].end]
        for _, other in running[person]:
            early, late = sorted((other, line))
            first[late] = min(first.get(late, early), early)
        running[person].append((span, line))
    for late, early in sorted(first.items()):
        person, draft = rows[late]
        draft.spot.within("from").wrong(
            f"spans of '{person}' that do not overlap",
            said=f"this span overlaps with the one in line {early}",
            fix=f"write one span for both, or change line {early} or line {late}",
        )


def _check_span(draft: Draft, zone: Zone | None) -> Span | None:
    """Return the span of a row; None where it is none, which is reported."""
    start, end = draft.get("from"), draft.get("to")
    if zone is None:
        return None
    first = _edge(start, zone, spot=draft.of("from"), day_edge=zone.begin_of)
    last = _edge(end, zone, spot=draft.of("to"), day_edge=zone.end_of)
    if first is None or last is None:
        return None
    if last <= first:
        draft.of("to").wrong(f"an end that is after from ({draft.text('from')})", got=draft.text("to"))
        return None
    return Span(first, last)


def _edge(moment: Moment | None, zone: Zone, *, spot: Spot, day_edge: Callable[[date], Instant]) -> Instant | None:
    if moment is None:
        return None
    return _instant(moment, zone, spot) if isinstance(moment, datetime) else day_edge(moment)


def _check_task(draft: Draft, zone: Zone, *, hours: WeeklyHours) -> None:
    start = _edge(
        draft.get("start"), zone, spot=draft.of("start"), day_edge=lambda day: start_instant(day, zone, hours)
    )
    due = _edge(draft.get("due"), zone, spot=draft.of("due"), day_edge=lambda day: due_instant(day, zone, hours))
    if start is not None and due is not None and start >= due:
        draft.of("start").note(
            f"start is {draft.text('start')}, not before due ({draft.text('due')}), so it will be late",
            got=draft.text("start"),
        )


def _check_request(known: Known, draft: Draft, *, zone: Zone, hours: WeeklyHours) -> None:
    def due(day: date) -> Instant:
        return due_instant(day, zone, hours)

    asked = _edge(draft.get("asked_at"), zone, spot=draft.of("asked_at"), day_edge=zone.begin_of)
    needed = _edge(draft.get("needed_by"), zone, spot=draft.of("needed_by"), day_edge=due)
    latest = _edge(draft.get("latest"), zone, spot=draft.of("latest"), day_edge=due)
    if asked is not None and known.as_of is not None and asked > known.as_of:
        as_of = zone.aware(known.as_of).isoformat(timespec="minutes")
        draft.of("asked_at").wrong(f"a time that is not after as_of, which is {as_of}", got=draft.text("asked_at"))
    if asked is not None and needed is not None and needed <= asked:
        expected = f"a time that is after asked_at ({draft.text('asked_at')})"
        draft.of("needed_by").wrong(expected, got=draft.text("needed_by"))
    if needed is not None and latest is not None and latest < needed:
        expected = f"a time that is not before needed_by ({draft.text('needed_by')})"
        draft.of("latest").wrong(expected, got=draft.text("latest"))
    for task in draft.get("tasks", ()):
        _check_task(task, zone, hours=hours)


def _check_done_on(known: Known, draft: Draft, *, zone: Zone) -> None:
    """Report a day in the future: nothing can have been done then, and its task would silently leave the plan."""
    done_on = draft.get("done_on")
    if done_on is None or known.as_of is None:
        return
    today = zone.local(known.as_of)[0]
    if done_on > today:
        expected = f"a day that is not after as_of, which is on {today}"
        draft.of("done_on").wrong(expected, got=str(done_on), fix="leave it empty until the task is done")
