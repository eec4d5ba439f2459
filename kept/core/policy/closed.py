"""The public holidays that a policy names: looked up once, then kept with its version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kept.core.calendar import Names, days_off

YEARS_BEFORE, YEARS_AFTER = 1, 10
_FIRST, _LAST = 1900, 2489


def known_years(updated: date) -> range:
    """The years whose public holidays a policy of that date knows."""
    year = min(max(updated.year, _FIRST + YEARS_BEFORE), _LAST)
    return range(year - YEARS_BEFORE, year + YEARS_AFTER + 1)


class PublicHolidays:
    """Public holidays by country: from a version's `snapshot`, else from the library.

    The years around the policy's date are taken, so that the answer never depends on today.
    """

    def __init__(
        self, updated: date, languages: Iterable[str], snapshot: Mapping[str, Any] | None
    ) -> None:
        self._years = known_years(updated)
        self._languages = tuple(languages)
        self._snapshot = snapshot or {}
        self._found: dict[str, Mapping[date, Names]] = {}

    def of(self, country: str) -> Mapping[date, Names] | None:
        """The holidays of a country ('FR') or region ('DE-BY'); None when it is not known."""
        if country not in self._found:
            found = self._looked_up(country)
            if found is None:
                return None
            self._found[country] = found
        return self._found[country]

    def _looked_up(self, country: str) -> Mapping[date, Names] | None:
        if country in self._snapshot:
            kept = self._snapshot[country]
            return {date.fromisoformat(day): dict(names) for day, names in kept.items()}
        try:
            return days_off((country,), self._years, self._languages)
        except ValueError:
            return None

    def snapshot(self) -> dict[str, dict[str, dict[str, str]]]:
        """All that was asked for, as plain JSON: country -> date -> language -> name."""
        return {
            country: {day.isoformat(): dict(names) for day, names in days.items()}
            for country, days in self._found.items()
        }
