"""English."""

from __future__ import annotations

from kept.core.calendar.owed import EndOfFirstHour, Owed
from kept.core.policy.tongues.tongue import (
    BESIDE,
    COUNT,
    DATE,
    GAP,
    ZONE,
    Tongue,
    bare,
    counted,
    labelled,
    nothing_counted,
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
    **dict.fromkeys(["hundred", "hundreds", "a hundred", "one hundred"], 100),
    **dict.fromkeys(["thousand", "thousands", "a thousand", "one thousand"], 1000),
    **dict.fromkeys(["million", "millions", "a million", "one million"], 1_000_000),
    **dict.fromkeys(["dozen", "dozens", "a dozen", "half a dozen"], 12),
    "half a dozen": 6,
    "score": 20,
    "fourty": 40,
}
_FEW: dict[str, float] = {
    **dict.fromkeys(["a", "an", "one", "a single"], 1),
    **dict.fromkeys(["half", "half an", "half a", "a half"], 0.5),
    **dict.fromkeys(["quarter", "a quarter"], 0.25),
}

_HALVES = r"(?: and (?:a half|a quarter|three quarters))?"
_AMOUNT = (
    rf"(?:{COUNT}|{counted(NUMBERS)}|{words(_FEW)}){_HALVES}"
    r"|a number of|(?:a )?(?:couple|matter|handful|pair|trio|string|score) of|dozens of|a few|some"
    r"|several|umpteen|(?:a good |a great )?many"
    r"|(?:a |three )?quarters?(?: of)? an?"
)
#: What may be said of a time between its number and its unit.
_QUALITY = (
    r"(?:whole|full|entire|clock|calendar|consecutive|straight|solid|elapsed|short|long|more|fewer|less"
    r"|further|additional|normal|usual|regular|ordinary|standard|odd|ish|or|of (?:our|your|the))"
)
_UNITS = (
    r"seconds|secs?\.?|minutes?|mins?\.?|hours?|hrs?\.?|hs?|days?|weeks?|wks?\.?|months?|mos\.?"
    r"|years?|yrs?\.?|fortnights?|nights|mornings|afternoons|evenings|b-?days?|(?-i:BDs?)"
)
_BUSINESS = r"(?:business|working|work|office|opening)"
_OF_DAY = rf"(?: of (?:a|the next|each|every) (?:normal )?{_BUSINESS} day)?"
_LATER = (
    r"(?:fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w{3,5}teenth|\w{3,5}tieth"
    r"|\d+(?:st|nd|rd|th))"
)
_NTH = rf"(?:first|second|third|{_LATER})"
_SPAN = r"(?:hour|day|week|month)"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_SHORT = r"(?:mon|tues?|wed|thu(?:rs)?|fri|sat|sun)\.?"
_JOINED = r" ?(?:to|through|thru|until|till|and|or|&|[,/-])(?: and)? ?"
_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)|apr(?:il|\.)?|(?-i:May)|june?|july?"
    r"|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_HALF = r"(?:am|pm|a\. ?m\.|p\. ?m\.)"
_ELEVEN = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_HOUR = rf"(?:\d{{1,2}}|{_ELEVEN})"
_OF = rf"(?: ?(?:{_HALF}|o'clock|{ZONE})| (?:in the (?:morning|afternoon|evening)|at night))"
_MIN = r"(?:[:h]\d{2}(?::\d{2})?|h)"
_CLOCK = (
    rf"(?:\d{{1,2}}{_MIN}{_OF}?|\d{{1,2}}\.\d{{2}}{_OF}|\d{{4}} ?{ZONE}|{_HOUR}{_OF}"
    rf"|half (?:past |to )?(?:{_ELEVEN})"
    rf"|(?:quarter|ten|twenty|five|twenty five)(?: past| to) {_HOUR}"
    rf"|\d{{1,2}} past {_HOUR}|(?:{_ELEVEN}) (?:thirty|fifteen|forty five))"
)
_AT = r"(?:at|by|from|until|till|before|after|between|to|around)"
_BARE_HOUR = rf"(?:{_HOUR}|\d{{1,2}}\.\d{{2}})"
_END = nothing_counted("sharp|at the latest|daily|every|each|on")
#: `9-17`, `from nine to five`, `at nine`: clock times if nothing follows that is counted.
_BARE = (
    rf"(?:{_AT} )?{_BARE_HOUR} ?(?:to|until|till|-) ?{_BARE_HOUR}{_END}"
    rf"|between {_BARE_HOUR} and {_BARE_HOUR}{_END}"
    rf"|(?:at|until|till|by|before|after) (?!one){_BARE_HOUR}{_END}|(?:at|by|until|from) 0\d[0-5]\d"
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
        **dict.fromkeys(["minute", "min"], 1),
        **dict.fromkeys(["hour", "hr", "h"], 60),
        "day": 1440,
        **dict.fromkeys(["week", "wk"], 7 * 1440),
        "fortnight": 14 * 1440,
    },
    duration=pattern(
        rf"(?P<amount>{_AMOUNT}){BESIDE}(?:{GAP}\b{_QUALITY}\b,?){{0,3}}"
        rf"(?:{GAP}(?P<business>{_BUSINESS}))?{GAP}(?P<unit>{_UNITS})"
    ),
    moment=pattern(
        rf"(?P<first>(?:end of the )?first (?:open |{_BUSINESS} )?hour{_OF_DAY})"
        rf"|(?:{_NTH}|same|next|following|opening) (?:{_BUSINESS} )?{_SPAN}{_OF_DAY}"
        rf"|(?:day|hour|week) (?:\d+|{_ELEVEN})|[TDH] ?\+ ?\d+h?|\d+ ?d|PT?\d+[DHM]"
        rf"|(?:within|in|(?:by|before) the end of) (?:the|this|that) (?:{_BUSINESS} )?{_SPAN}"
        r"|(?:within|in) (?:mere |just |only )?(?:minutes|hours|days|weeks)"
        rf"{nothing_counted('not|at')}"
        r"|(?:in|within|over) the (?:coming|next|following|first) (?:few )?"
        r"(?:minutes|hours|days|weeks)|this (?:week|month|morning|afternoon|evening)"
        rf"|(?:by )?(?:the )?end of (?:the |each |that |a )?(?:{_BUSINESS} )?(?:day|week)"
        rf"|(?:by |before )?(?:the )?(?:{_SPAN}'s end|{_SPAN} is (?:out|over|done))"
        rf"|{_SPAN} (?:itself|later)|{_BUSINESS} day after"
        rf"|(?:by )?(?:close|end) of (?:{_BUSINESS}|play)|(?-i:EOD|COB|EOB|NBD)"
        r"|(?:next|following) (?:morning|evening|month|year)|the (?:day|morning) after"
        r"|tomorrow|to-?night|overnight|fortnight|(?:24|twenty four) ?[/x×] ?(?:7|seven)"
        r"|24-7|twenty four seven|24 ?[/x×] ?7 ?[/x×] ?365|all (?:day|night)(?: long)?"
        r"|a?round the clock|day and night|night and day|at any hour"
        rf"|{labelled('minutes|hours|days|weeks', counted(NUMBERS))}"
    ),
    clock=pattern(
        rf"(?:(?:from|between) )?{_CLOCK}(?: ?(?:to|until|till|and|-) ?{_CLOCK})?"
        rf"|noon|mid ?day|midnight|dawn (?:to|till|until) dusk|(?:lunch|tea) ?time|{_BARE}"
    ),
    days=pattern(
        rf"{_DAY}(?:{_JOINED}{_DAY})*|week ?days?|week ?ends?|on {_SHORT}"
        rf"|{_SHORT}(?:{_JOINED}{_SHORT})+|m ?- ?f|mo ?- ?fr"
    ),
    dates=pattern(
        rf"{DATE}|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? \d{{4}})?"
        rf"|{_MONTH} (?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)?|{_NTH})(?:,? \d{{4}})?"
        rf"|{_NTH} of {_MONTH}|(?:on|by|before|until|till|from) the {_LATER}{_END}"
    ),
    often=pattern(
        rf"(?:every|each) (?:single |other |second )?(?:{_BUSINESS} )?"
        r"(?:minute|hour|day|week|month|morning|evening|night)"
        r"|per (?:hour|day|week|month)|(?:once|twice) an? (?:hour|day|week|month)"
        r"|hourly|daily|nightly|weekly|fortnightly|monthly|yearly|annually"
    ),
    number=bare(rf"{counted(NUMBERS)}|twice|thrice|(?:{_ELEVEN})fold"),
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
