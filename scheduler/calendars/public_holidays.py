"""Public holidays by country and subdivision, observed days included."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from scheduler.domain.times import HolidayCalendar
from scheduler.errors import EvenhandError


class UnknownHolidayCalendarError(EvenhandError):
    """The `holidays` library does not know the country or subdivision."""

    def __init__(self, calendar: HolidayCalendar) -> None:
        self.calendar = calendar
        place = "-".join(part for part in (calendar.country, calendar.subdivision) if part)
        super().__init__(f"no public holidays are known for '{place}'; expected codes like GB and ENG")


def holiday_dates(calendar: HolidayCalendar | None, years: Iterable[int]) -> frozenset[date]:
    """Return the public holidays of the given calendar years, with the days on which they are observed.

    Raises
    ------
    UnknownHolidayCalendarError
        If the library does not know the calendar.
    """
    if calendar is None:
        return frozenset()
    return frozenset().union(*(_holidays_of_year(calendar, year) for year in years))


@lru_cache(maxsize=4096)
def _holidays_of_year(calendar: HolidayCalendar, year: int) -> frozenset[date]:
    # The library takes a tenth of a second to import, which commands that need no calendar must not pay.
    import holidays

    try:
        # The year's own days; a first of January that is observed in December before is among that year's.
        found = holidays.country_holidays(
            calendar.country, subdiv=calendar.subdivision, years=year, expand=False, observed=True
        )
    except NotImplementedError as error:
        raise UnknownHolidayCalendarError(calendar) from error
    return frozenset(found)


@lru_cache(maxsize=1)
def subdivisions_by_country() -> dict[str, tuple[str, ...]]:
    """Return the codes of the subdivisions of every country that the library knows, by country code."""
    import holidays

    countries = holidays.list_supported_countries(include_aliases=False)
    return {country: tuple(subdivisions) for country, subdivisions in countries.items()}
