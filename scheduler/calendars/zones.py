"""Wall clocks and instants: every zone conversion of the product happens here.

A zone is kept as a table of stretches with one offset from UTC each, so that a conversion is a search in a short list.
The changes come from `whenever`, which no other module imports. Offsets are whole minutes; those of local mean time (before 1973 at the latest) are rounded down to one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from threading import Lock
from typing import ClassVar

import whenever

from scheduler.calendars.spans import merged
from scheduler.domain.times import ClockSpan
from scheduler.errors import EvenhandError
from scheduler.units import MINUTES_PER_DAY, Instant, Span

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = _EPOCH.toordinal()
_MINUTE = timedelta(minutes=1)
_FIRST_KNOWN = whenever.Instant.from_utc(1900, 1, 1)
_EAGER_UNTIL_YEAR = 2100
_LAST_YEAR = 9998
# No offset from UTC has ever exceeded 16 hours; a day and a bit is a safe reach on both sides.
_REACH_MINUTES = MINUTES_PER_DAY + 60
_BEGINNING: Instant = -(10**12)


class UnknownZoneError(EvenhandError):
    """No zone of this name is in the time zone database."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"no time zone is called '{name}'; expected a name like Europe/London")


class ClockTimeError(EvenhandError):
    """A clock time that does not name exactly one instant.

    Attributes
    ----------
    day, minute
        The clock time as asked for; minute after 00:00, 0 to 1440.
    zone
        Name of the zone.
    """

    says: ClassVar[str] = "is no clock time"

    def __init__(self, day: date, minute: int, zone: str) -> None:
        self.day = day
        self.minute = minute
        self.zone = zone
        super().__init__(f"{day} {minute // 60:02d}:{minute % 60:02d} {self.says} in {zone}")


class ClockTimeSkipped(ClockTimeError):  # noqa: N818 - an outcome with a name; its base is the error
    """The clocks go forward over this time."""

    says = "does not exist (the clocks go forward over it)"


class ClockTimeRepeated(ClockTimeError):  # noqa: N818 - see above
    """The clocks go back over this time, so it exists twice."""

    says = "exists twice (the clocks go back over it)"


def instant_of(at: datetime) -> Instant:
    """Return the instant of a date-time with offset; seconds are dropped.

    Raises
    ------
    ValueError
        If `at` has no offset.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at} has no offset")
    return (at - _EPOCH) // _MINUTE


class Zone:
    """A time zone by its name in the time zone database; one object per name.

    Parameters
    ----------
    name
        Like `Europe/London`.

    Raises
    ------
    UnknownZoneError
        If there is no such zone.
    """

    __slots__ = ("_known_until", "_lock", "_offsets", "_starts", "name")
    _cache: ClassVar[dict[str, Zone]] = {}

    name: str

    def __new__(cls, name: str) -> Zone:
        """Return the one object for `name`."""
        known = cls._cache.get(name)
        if known is None:
            known = super().__new__(cls)
            known._load(name)
            cls._cache[name] = known
        return known

    @classmethod
    def of(cls, name: str) -> Zone:
        """Return the one object for `name` (the same as calling the class)."""
        return cls(name)

    def __repr__(self) -> str:
        return f"Zone({self.name!r})"

    def __reduce__(self) -> tuple[type[Zone], tuple[str]]:
        return (Zone, (self.name,))

    def _load(self, name: str) -> None:
        self.name = name
        self._lock = Lock()
        try:
            first = _FIRST_KNOWN.to_tz(name)
        except whenever.TimeZoneNotFoundError as error:
            raise UnknownZoneError(name) from error
        # Stretch i has offset _offsets[i] and runs from _starts[i] to _starts[i + 1]; the lists only ever grow.
        self._starts: list[Instant] = [_BEGINNING]
        self._offsets: list[int] = [_whole_minutes(first.offset)]
        self._known_until: Instant = _FIRST_KNOWN.timestamp() // 60
        self._learn_until(whenever.Instant.from_utc(_EAGER_UNTIL_YEAR, 1, 1))

    def _learn_until(self, until: whenever.Instant) -> None:
        with self._lock:
            at = whenever.Instant.from_timestamp(self._known_until * 60).to_tz(self.name)
            end = until.timestamp() // 60
            while (change := at.next_transition()) is not None and change.timestamp() // 60 <= end:
                offset = _whole_minutes(change.offset)
                if offset != self._offsets[-1]:
                    # The offset is in place before its start, for readers in other threads.
                    self._offsets.append(offset)
                    self._starts.append(change.timestamp() // 60)
                at = change
            self._known_until = max(self._known_until, end)

    def _reach(self, clock: int) -> None:
        """Make the table hold all changes near `clock` (minutes of any clock since 1970)."""
        if clock + _REACH_MINUTES > self._known_until:
            year = min(
                date.fromordinal(min(clock // MINUTES_PER_DAY + _EPOCH_ORDINAL, date.max.toordinal())).year, 9995
            )
            until = whenever.Instant.from_utc(min(year + 3, _LAST_YEAR), 1, 1)
            if until.timestamp() // 60 > self._known_until:
                self._learn_until(until)

    def _stretch(self, at: Instant) -> int:
        self._reach(at)
        return bisect_right(self._starts, at) - 1

    def _stretches_near(self, first_clock: int, last_clock: int) -> range:
        self._reach(last_clock)
        low = bisect_right(self._starts, first_clock - _REACH_MINUTES) - 1
        return range(low, bisect_right(self._starts, last_clock + _REACH_MINUTES))

    def _end(self, stretch: int) -> Instant:
        return self._starts[stretch + 1] if stretch + 1 < len(self._starts) else -_BEGINNING

    def _readings(self, clock: int) -> tuple[Instant, ...]:
        """Return all instants at which the wall shows `clock`, in order: none, one or two."""
        near = self._stretches_near(clock, clock)
        if len(near) == 1:
            # Nearly always: no change of clocks within reach.
            return (clock - self._offsets[near[0]],)
        found = []
        for stretch in near:
            at = clock - self._offsets[stretch]
            if self._starts[stretch] <= at < self._end(stretch):
                found.append(at)
        return tuple(found)

    def _change_over(self, clock: int) -> Instant:
        """Return the instant of the change that skips `clock`."""
        for stretch in self._stretches_near(clock, clock):
            change = self._end(stretch)
            if change + self._offsets[stretch] <= clock and clock < change + self._offsets[stretch + 1]:
                return change
        raise ValueError(f"{self.name} skips no clock time {clock}")

    def _forgiving(self, clock: int, *, later: bool) -> Instant:
        readings = self._readings(clock)
        if not readings:
            return self._change_over(clock)
        return readings[-1 if later else 0]

    def instant(self, day: date, minute: int) -> Instant:
        """Return the instant at which the wall clock shows `minute` on `day`.

        Parameters
        ----------
        minute
            After 00:00, 0 to 1440; 1440 is 24:00, the 00:00 of the next date.

        Raises
        ------
        ClockTimeSkipped, ClockTimeRepeated
            If there is no such instant, or two.
        """
        readings = self._readings(_clock(day, minute))
        if len(readings) == 1:
            return readings[0]
        if readings:
            raise ClockTimeRepeated(day, minute, self.name)
        raise ClockTimeSkipped(day, minute, self.name)

    def instant_forgiving(self, day: date, minute: int, *, later: bool = False) -> Instant:
        """Return the instant of a clock time, reading a skipped one as the instant of the change.

        Monotone in (day, minute).

        Parameters
        ----------
        minute
            After 00:00, 0 to 1440.
        later
            Which of the two instants of a repeated clock time.
        """
        return self._forgiving(_clock(day, minute), later=later)

    def begin_of(self, day: date) -> Instant:
        """Return the first instant whose wall clock is on `day` or a later date."""
        return self._forgiving(_clock(day, 0), later=False)

    def end_of(self, day: date) -> Instant:
        """Return 24:00 of `day`: the first instant whose wall clock is on a later date."""
        return self._forgiving(_clock(day, MINUTES_PER_DAY), later=False)

    def offset_minutes(self, at: Instant) -> int:
        """Return the wall clock's minutes ahead of UTC at an instant."""
        return self._offsets[self._stretch(at)]

    def local(self, at: Instant) -> tuple[date, int]:
        """Return date and minute after 00:00 (0 to 1439) that the wall clock shows at an instant."""
        return _day_and_minute(at + self.offset_minutes(at))

    def local_reached(self, at: Instant) -> tuple[date, int]:
        """Return the furthest date and minute that the wall clock has shown up to an instant.

        It differs from `local` only while a repeated stretch is lived the second time, and never goes back.
        """
        stretch = self._stretch(at)
        clock = at + self._offsets[stretch]
        if stretch:
            clock = max(clock, self._starts[stretch] - 1 + self._offsets[stretch - 1])
        return _day_and_minute(clock)

    def aware(self, at: Instant) -> datetime:
        """Return an instant as a date-time with the zone's offset at that instant (a fixed offset)."""
        return (_EPOCH + at * _MINUTE).astimezone(timezone(self.offset_minutes(at) * _MINUTE))

    @staticmethod
    def instant_of(at: datetime) -> Instant:
        """Return the instant of a date-time with offset; see `instant_of` of this module."""
        return instant_of(at)

    def spans_of_day(self, day: date, clock_spans: Iterable[ClockSpan]) -> tuple[Span, ...]:
        """Return the elapsed minutes of `day` whose wall clock lies in one of the spans, in order and merged.

        A repeated hour counts twice (and may split a span), a skipped one not at all: 00:00-24:00 has 1500 minutes on a day of
        25 hours.
        """
        midnight = _clock(day, 0)
        found = []
        near = self._stretches_near(midnight, midnight + MINUTES_PER_DAY)
        if len(near) == 1:
            # Nearly every day: one offset and nothing to cut.
            base = midnight - self._offsets[near[0]]
            return merged([Span(base + start, base + end) for start, end in clock_spans])
        for stretch in near:
            offset, first, last = self._offsets[stretch], self._starts[stretch], self._end(stretch)
            for clock_start, clock_end in clock_spans:
                start = max(first, midnight + clock_start - offset)
                end = min(last, midnight + clock_end - offset)
                if start < end:
                    found.append(Span(start, end))
        return merged(found)


def _whole_minutes(offset: whenever.TimeDelta) -> int:
    return int(offset.total("seconds") // 60)


def _clock(day: date, minute: int) -> int:
    if not 0 <= minute <= MINUTES_PER_DAY:
        raise ValueError(f"minute {minute} of a day; expected 0 to {MINUTES_PER_DAY}")
    return (day.toordinal() - _EPOCH_ORDINAL) * MINUTES_PER_DAY + minute


def _day_and_minute(clock: int) -> tuple[date, int]:
    days, minute = divmod(clock, MINUTES_PER_DAY)
    return date.fromordinal(days + _EPOCH_ORDINAL), minute
