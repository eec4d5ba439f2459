"""Public holidays by country, to be shown to a lead and frozen into a calendar's version.

Source: the `holidays` library, in the version that is installed; the same date may be named
otherwise in another version, which is why a calendar keeps its own copy.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import holidays

from kept.core.calendar.holiday_names import named as in_words
from kept.core.calendar.hours import Names


def days_off(
    countries: Iterable[str], years: Iterable[int], languages: Iterable[str] = ("en", "fr")
) -> Mapping[date, Names]:
    """Public holidays by date, each with its name in each language.

    `countries`: ISO codes, with a region after a hyphen where wanted: 'FR', 'DE-BY'. A date that
    is a holiday in several countries carries every name that the library has in the language;
    where it has none, what `holiday_names` makes of the English one, or that, or else the
    country's own. ValueError for an unknown country or region.
    """
    spans, wanted = list(years), list(languages)
    named: dict[date, dict[str, list[str]]] = {}
    unnamed: dict[date, dict[str, list[str]]] = {}
    for country in countries:
        for language in wanted:
            spoken, listed = _listed(country, spans, language)
            for day, name in listed.items():
                names = (named if spoken else unnamed).setdefault(day, {}).setdefault(language, [])
                parts = (part if spoken else in_words(part, language) for part in name.split("; "))
                names.extend(part for part in parts if part not in names)
    return {
        day: {
            language: ", ".join(names)
            for language, names in {**unnamed.get(day, {}), **named.get(day, {})}.items()
        }
        for day in sorted({*named, *unnamed})
    }


def _listed(country: str, years: list[int], language: str) -> tuple[bool, Mapping[date, str]]:
    """The holidays of a country, and whether their names are in the language asked for."""
    code, _, region = country.partition("-")
    try:
        known = holidays.country_holidays(code, subdiv=region or None)
        offered, own = sorted(known.supported_languages), known.default_language
        chosen = _among(offered, language) or _among(offered, "en") or own
        listed = holidays.country_holidays(
            code, subdiv=region or None, years=years, language=chosen
        )
    except NotImplementedError:
        raise ValueError(
            f"No public holidays are known for {country!r}. "
            "Name a country by its ISO code, such as 'FR', or a region of it, such as 'DE-BY'."
        ) from None
    spoken = _among([chosen or "en"], language) is not None
    return spoken, {day: name.replace("'", "\u2019") for day, name in listed.items()}


def _among(offered: list[str], language: str) -> str | None:
    """The library's name for a language, if offered: its 'en_US' is our 'en'."""
    fitting = (name for name in offered if name == language or name.startswith(f"{language}_"))
    return next(fitting, None)
