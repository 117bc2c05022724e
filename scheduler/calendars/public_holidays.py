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


def code_of_country(name: str) -> str:
    """Return the code of a country by its English name (any case), or its code of three letters; empty if unknown."""
    from holidays.registry import COUNTRIES

    wanted = _letters(name)
    for key, (_, code, *others) in COUNTRIES.items():
        if wanted in (_letters(key), _letters(code), *map(_letters, others)):
            return code
    return ""


def code_of_subdivision(country: str, name: str) -> str:
    """Return the code of a subdivision by a name that the library knows it by (any case); empty if it knows none."""
    import holidays

    aliases = getattr(holidays.country_holidays(country), "subdivisions_aliases", {})
    return next((str(code) for alias, code in aliases.items() if _letters(alias) == _letters(name)), "")


def _letters(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


@lru_cache(maxsize=1)
def subdivisions_by_country() -> dict[str, tuple[str, ...]]:
    """Return the codes of the subdivisions of every country that the library knows, by country code."""
    import holidays

    countries = holidays.list_supported_countries(include_aliases=False)
    return {country: tuple(subdivisions) for country, subdivisions in countries.items()}
