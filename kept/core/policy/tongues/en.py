"""English."""

from __future__ import annotations

from kept.core.calendar.owed import EndOfFirstHour, Owed
from kept.core.policy.tongues.tongue import (
    BESIDE,
    DATE,
    DIGITS,
    NO_THING,
    ZONE,
    Tongue,
    counted,
    pattern,
    words,
)

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

_HALVES = r"(?: and (?:a half|a quarter|three quarters))?"
_AMOUNT = (
    rf"(?:{DIGITS}|{counted(NUMBERS)}|{words(_FEW)}){_HALVES}"
    r"|(?:a )?(?:couple|number|matter|handful|score) of|dozens of|a few|some|several"
    r"|(?:a |three[\s-])?quarters?(?: of)? an?"
)
_WHOLE = r"(?:whole|full|entire|clock|calendar|consecutive|straight|elapsed|short|long|more)"
_UNITS = r"seconds|minutes?|mins?\.?|hours?|hrs?\.?|h|days?|weeks?|months?|years?|fortnights?"
_BUSINESS = r"(?:business|working|work|office|opening)"
_OF_DAY = rf"(?: of (?:a|the next|each|every) (?:normal )?{_BUSINESS} day)?"
_NTH = r"(?:first|second|third|fourth|fifth|sixth|seventh|tenth|\d+(?:st|nd|rd|th))"
_SPAN = r"(?:hour|day|week|month)"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_SHORT = r"(?:mon|tues?|wed|thu(?:rs)?|fri|sat|sun)\.?"
_JOINED = r" ?(?:to|through|thru|until|till|and|or|&|[,/-])(?: and)? ?"
_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)|apr(?:il|\.)?|(?-i:May)|june?|july?"
    r"|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_HALF = r"(?:am|pm|a\.m\.|p\.m\.)"
_ELEVEN = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_HOUR = rf"(?:\d{{1,2}}|{_ELEVEN})"
_OF = rf"(?: ?(?:{_HALF}|o[’']clock|{ZONE})| (?:in the (?:morning|afternoon|evening)|at night))"
_MIN = r"(?:[:h]\d{2}(?::\d{2})?|h)"
_CLOCK = (
    rf"(?:\d{{1,2}}{_MIN}{_OF}?|\d{{1,2}}\.\d{{2}}{_OF}|\d{{4}} ?{ZONE}|{_HOUR}{_OF}"
    r"|(?:half|quarter|ten|twenty|five|twenty-five)(?: past| to) (?:"
    rf"{_ELEVEN})|(?:{_ELEVEN}) (?:thirty|fifteen|forty-five))"
)
_AT = r"(?:at|by|from|until|till|before|after|between|to|around)"
_BARE_HOUR = rf"(?:{_HOUR}|\d{{1,2}}\.\d{{2}})"
#: `9-17`, `from nine to five`, `at nine`: clock times if nothing follows that is counted.
_BARE = (
    rf"(?:{_AT} )?{_BARE_HOUR} ?(?:to|until|till|-) ?{_BARE_HOUR}{NO_THING}"
    rf"|between {_BARE_HOUR} and {_BARE_HOUR}{NO_THING}"
    rf"|(?:at|until|till|by|before|after) {_BARE_HOUR}{NO_THING}"
)


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
        rf"(?P<amount>{_AMOUNT}){BESIDE}(?:[\s-]+{_WHOLE})?"
        rf"(?:[\s-]+(?P<business>{_BUSINESS}))?[\s-]*(?P<unit>{_UNITS})"
    ),
    moment=pattern(
        rf"(?P<first>(?:end of the )?first (?:open |{_BUSINESS} )?hour{_OF_DAY})"
        rf"|(?:{_NTH}|same|next|following)[\s-](?:{_BUSINESS} )?{_SPAN}{_OF_DAY}"
        rf"|(?:day|hour|week) (?:\d+|{_ELEVEN})|T\+\d+|\d+ ?d|PT?\d+[DHM]"
        rf"|(?:within|in|(?:by|before) the end of) (?:the|this|that) (?:{_BUSINESS} )?{_SPAN}"
        rf"|(?:by )?(?:the )?end of (?:the |each |that |a )?(?:{_BUSINESS} )?(?:day|week)"
        rf"|(?:by )?close of (?:business|play)|(?-i:EOD|COB|EOB)"
        r"|(?:next|following) (?:morning|evening|month|year)|the (?:day|morning) after"
        r"|tomorrow|to-?night|overnight|fortnight|24 ?[/x×-] ?7|twenty[\s-]four[\s-]seven"
        r"|a?round the clock|day and night|at any hour"
    ),
    clock=pattern(
        rf"(?:(?:from|between) )?{_CLOCK}(?: ?(?:to|until|till|and|-) ?{_CLOCK})?"
        rf"|noon|midday|midnight|{_BARE}"
    ),
    days=pattern(
        rf"{_DAY}(?:{_JOINED}{_DAY})*|week[\s-]?days?|week-?ends?|on {_SHORT}"
        rf"|{_SHORT}(?:{_JOINED}{_SHORT})+|m ?- ?f|mo ?- ?fr"
    ),
    dates=pattern(
        rf"{DATE}|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? \d{{4}})?"
        rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    ),
    often=pattern(
        rf"(?:every|each) (?:single |other |second )?(?:{_BUSINESS} )?"
        r"(?:minute|hour|day|week|month|morning|evening|night)"
        r"|per (?:hour|day|week|month)|(?:once|twice) an? (?:hour|day|week|month)"
        r"|hourly|daily|nightly|weekly|fortnightly|monthly|yearly|annually"
    ),
    number=pattern(rf"{DIGITS}|{counted(NUMBERS)}"),
    waiting="while we wait for your answer",
    always="every day, day and night",
    yours="your time",
    all_yours="all your time",
    in_seasons="{0} your time in January, {1} in July",
    seasons_apart="in January {0}, in July {1}",
    short=str,
    by_clock_of=by_clock_of,
    set_type=str,
)
