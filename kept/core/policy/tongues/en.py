"""English."""

from __future__ import annotations

from kept.core.calendar.owed import EndOfFirstHour, Owed
from kept.core.policy.tongues.tongue import Tongue, pattern, words

_ONES = ["two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

NUMBERS: dict[str, float] = {
    **{word: number for number, word in enumerate(_ONES, 2)},
    **{word: number for number, word in enumerate(_TEENS, 10)},
    **{ten: 10 * number for number, ten in enumerate(_TENS, 2)},
    **{
        f"{ten} {one}": 10 * tens + ones
        for tens, ten in enumerate(_TENS, 2)
        for ones, one in enumerate(["one", *_ONES], 1)
    },
    "a hundred": 100,
    "one hundred": 100,
    "hundred": 100,
    "a thousand": 1000,
    "thousand": 1000,
    "a dozen": 12,
    "dozen": 12,
}
_FEW: dict[str, float] = {"a": 1, "an": 1, "one": 1, "half an": 0.5, "half a": 0.5}

_DIGITS = r"\d+(?:[.,]\d+)*"
_AMOUNT = rf"{_DIGITS}|{words(NUMBERS)}|{words(_FEW)}|a couple of|a few|several"
_UNITS = r"seconds|minutes?|mins?\.?|hours?|hrs?\.?|h|days?|weeks?|months?|years?|fortnights?"
_BUSINESS = r"(?:business|working|office|opening)"
_OF_DAY = rf"(?: of (?:a|the next|each|every) (?:normal )?{_BUSINESS} day)?"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_HALF = r"(?:am|pm|a\.m\.|p\.m\.)"
_CLOCK = rf"(?:\d{{1,2}}:\d{{2}}(?: ?{_HALF})?|\d{{1,2}} ?(?:{_HALF}|o[’']clock))"
_SHORT = r"(?:mon|tues?|wed|thu(?:rs)?|fri|sat|sun)\.?"


_ONE = "1\u00a0"


def frame(form: str, owed: Owed, said: str) -> str:
    if form == "every":
        return f"every {said.removeprefix(_ONE)}"
    if form == "after":
        return f"after {said}"
    return f"by the {said}" if isinstance(owed, EndOfFirstHour) else f"within {said}"


def by_clock_of(place: str) -> str:
    return f" {place}" if place.startswith("UTC") else f" {place} time"


TONGUE = Tongue(
    language="en",
    terms={
        "kinds": {"question": "question", "bug": "bug", "suggestion": "suggestion"},
        "problem.causes": {
            "product": "a bug of the product",
            "third_party": "a bug from outside",
            "customization": "a bug that your own changes brought about",
        },
        "scope.covers": {
            "configuration": "setting up the application",
            "features": "using its features",
            "bugs": "fixing its bugs",
        },
        "scope.includes": {
            "undocumented": "help with a feature that the documentation does not explain",
            "not_as_described": "a feature that does not work as the product’s description says",
            "not_yet_fixed": "a known bug that the current version does not fix yet",
        },
        "suggestions.go_to": {"business_development": "the business development team"},
        "announce.major": {"newsletter": "the newsletter"},
        "conduct.grounds": {
            "profanity": "profanity of any kind",
            "defamation": "defamation",
            "spam": "spam of any kind",
            "misuse": "tickets misused, or threats made, for self-promotion",
            "repetition": "the same message repeated over and over in several tickets, "
            "threads or e-mails",
        },
        "conduct.ladder": {
            "notice": "a written notice that names the clause",
            "suspension": "access suspended for a while",
            "revocation": "access withdrawn",
        },
        "priorities": {"low": "low", "normal": "normal", "high": "high", "urgent": "urgent"},
    },
    frame=frame,
    numbers={**NUMBERS, **_FEW},
    units={
        "second": 0,
        "minute": 1,
        "min": 1,
        "hour": 60,
        "hr": 60,
        "h": 60,
        "day": 1440,
        "week": 7 * 1440,
        "fortnight": 14 * 1440,
        "month": 0,
        "year": 0,
    },
    duration=pattern(
        rf"(?P<amount>{_AMOUNT})(?:[\s-]+(?P<business>{_BUSINESS}))?[\s-]*(?P<unit>{_UNITS})"
    ),
    moment=pattern(
        rf"(?P<first>(?:end of the )?first (?:open |{_BUSINESS} )?hour{_OF_DAY})"
        rf"|(?:first|second|third|same|next|following) (?:{_BUSINESS} )?(?:hour|day){_OF_DAY}"
        r"|24[/x]7|tomorrow|overnight"
    ),
    clock=pattern(
        rf"(?:from )?{_CLOCK}(?: ?(?:to|until|and|[-–]) ?{_CLOCK})?|noon|midday|midnight"
    ),
    days=pattern(
        rf"{_DAY}(?: ?(?:to|[-–]) ?{_DAY})?|week-?days?|week-?ends?|{_SHORT} ?(?:to|[-–]) ?{_SHORT}"
    ),
    often=pattern(
        rf"(?:every|each) (?:single |other )?(?:{_BUSINESS} )?(?:minute|hour|day|week|month)"
        r"|hourly|daily|weekly|fortnightly|monthly"
    ),
    number=pattern(rf"{_DIGITS}|{words(NUMBERS)}"),
    waiting="while we wait for your answer",
    always="every day, day and night",
    yours="your time",
    all_yours="all your time",
    in_seasons="{0} your time in January, {1} in July",
    short=str,
    by_clock_of=by_clock_of,
    set_type=str,
)
