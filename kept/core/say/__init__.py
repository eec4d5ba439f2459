"""Time and promises in words, in the reader's language and on the reader's clock.

Pure: the language, the zone and the present moment are arguments. A language is one file here,
named by its code, with a `words` (see `Words`): adding a language is adding that file.
Month and day names and the names of zones are CLDR's, through Babel.
"""

from kept.core.calendar import tz
from kept.core.say.moments import by, by_date, clock, date, day, hours_range, moment
from kept.core.say.openness import OpenNow, open_now
from kept.core.say.places import Zone, zone_name
from kept.core.say.spans import days, left, list_of, owed
from kept.core.say.why import derivation, steps
from kept.core.say.words import Words, languages, words

__all__ = [
    "OpenNow",
    "Words",
    "Zone",
    "by",
    "by_date",
    "clock",
    "date",
    "day",
    "days",
    "derivation",
    "hours_range",
    "languages",
    "left",
    "list_of",
    "moment",
    "open_now",
    "owed",
    "steps",
    "tz",
    "words",
    "zone_name",
]
