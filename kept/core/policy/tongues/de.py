"""German."""

from __future__ import annotations

import re

from kept.core.calendar.owed import BusinessDays, EndOfFirstHour, Owed
from kept.core.policy.letters import plain
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
from kept.core.say.de import dative

_ONES = ["zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
_TEENS = [
    *("zehn", "elf", "zwölf", "dreizehn", "vierzehn"),
    *("fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"),
]
_TENS = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]

NUMBERS: dict[str, float] = {
    **{word: number for number, word in enumerate(_ONES, 2)},
    **{word: number for number, word in enumerate(_TEENS, 10)},
    **{ten: 10 * number for number, ten in enumerate(_TENS, 2)},
    **{
        f"{one}und{ten}": 10 * tens + ones
        for tens, ten in enumerate(_TENS, 2)
        for ones, one in enumerate(["ein", *_ONES], 1)
    },
    **dict.fromkeys(["hundert", "einhundert", "hunderte"], 100),
    **dict.fromkeys(["tausend", "eintausend", "tausende"], 1000),
    **dict.fromkeys(["million", "millionen", "eine million"], 1_000_000),
    **dict.fromkeys(["dutzend", "dutzende", "ein dutzend", "schock"], 12),
}

_HALF: dict[str, float] = {
    f"{one}ein{part}": number + more
    for number, one in enumerate(["ein", *_ONES], 1)
    for part, more in (("halb", 0.5), ("viertel", 0.25), ("dreiviertel", 0.75))
}
_FEW: dict[str, float] = {
    **dict.fromkeys(["ein", "eine", "einen", "einem", "einer", "eines"], 1),
    **dict.fromkeys(["eine halbe", "einer halben", "einen halben", "einem halben"], 0.5),
    **dict.fromkeys(["halb", "halbe", "halben", "halber"], 0.5),
    **dict.fromkeys(["viertel", "eine viertel", "einer viertel"], 0.25),
    **dict.fromkeys(["dreiviertel", "drei viertel"], 0.75),
    **_HALF,
    "anderthalb": 1.5,
    **dict.fromkeys(["beide", "beiden", "beider"], 2),
}

_HUNDRED = rf"(?:(?:ein|{words(dict.fromkeys(_ONES, 0.0))})?(?:hundert|tausend)(?:und)?)+"
_NUMBER = rf"(?:{_HUNDRED}(?:{words(NUMBERS)})?|{counted(NUMBERS)})"
_AMOUNT = (
    rf"{COUNT}|{_NUMBER}|{words(_FEW)}|ein(?:en|em)? halbe[rn]?|(?:ein )?paar|(?:eine )?handvoll"
    r"|einige|einigen|mehrere|mehreren|etlichen?|wenigen?"
)
#: What may be said of a time between its number and its unit: nouns have capitals, so a small word
#: that ends as adjectives do is none.
_QUALITY = r"(?!jede|alle|diese|eine|guten? tag\b)(?-i:von|[a-z]+e[mnrs]?)"
_OPEN = r"(?:geschäfts|arbeits|werk|büro|öffnungs|bank)"
_UNITS = (
    r"(?:zeit)?sekunden?|sek\.?|(?:zeit)?minuten?|min\.?|(?:zeit|viertel|halb|dreiviertel)?stunden?"
    r"|stdn?\.?|h|(?:kalender|halb)?tag(?:e[ns]?|s)?|wochen?|wo\.?|monat(?:e[ns]?|s)?|mon\.?"
    r"|quartal(?:e[ns]?|s)?|nächten?|(?:halb|viertel)?jahr(?:e[ns]?|s)?|(?-i:AT)"
    r"|(?:sekünd|minüt|stünd|täg|wöch|monat|jähr)ig(?:e[mnrs]?)?"
)
#: „4 Geschäftsstunden“ and „4 Stunden Geschäftszeit“: what says it stands before or behind.
_BUSINESS = rf"(?:(?=(?:\w+\s+)?(?P<business>{_OPEN}))(?:{_OPEN}(?=\w))?)?"
_OF_DAY = rf"(?: eines(?: (?:normalen|jeden))? {_OPEN}tage?s)?"
_ORDINAL = rf"(?:{_NUMBER}s?t?e|erste|dritte|siebte)[mnrs]?"
_NTH = rf"(?:nächst|(?:darauf)?folgend|selb|gleich|kommend)e[mnrs]?|{_ORDINAL}"
_DAY = r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)"
_DAYS = (
    rf"{_DAY}(?<!montag)e|{_DAY}(?:en|s)?(?:(?:früh|morgen|vormittag|mittag|nachmittag|abend)s?)?"
)
_SHORT = r"(?:mo|di|mi|do|fr|sa|so)\.?"
_SHORTS = r"(?-i:Mo|Di|Mi|Do|Fr|Sa|So)\.?"
_JOINED = r" ?(?:bis|und|oder|[,/&-]) ?"
_MONTH = (
    r"(?:jan(?:uar|\.)|jänner|feb(?:ruar|\.)|märz|apr(?:il|\.)|mai|juni|juli|aug(?:ust|\.)"
    r"|sept(?:ember|\.)|okt(?:ober|\.)|nov(?:ember|\.)|dez(?:ember|\.))"
)
_HOUR = rf"(?:\d{{1,2}}(?:[.:]\d{{2}})?|ein|{words(NUMBERS)})"
_CLOCK = (
    rf"(?:{_HOUR} ?(?:uhr|{ZONE})(?: ?\d{{2}}(?!\d)| {words(NUMBERS)})?"
    rf"|\d{{1,2}}:\d{{2}}(?::\d{{2}})?|\d{{1,2}}h)"
)
_END = nothing_counted("da|früh|abends|morgens|spätestens|für Sie|in der Früh|und schließen|zu")
#: „um neun“, „von 9 bis 17“: clock times if nothing follows that is counted.
_BARE = (
    rf"(?:von )?{_HOUR}(?: bis | ?- ?){_HOUR}{_END}|zwischen {_HOUR} und {_HOUR}{_END}"
    rf"|(?:um|ab|gegen|bis|vor|nach)(?: spätestens| punkt)? {_HOUR}{_END}|(?:um|ab|bis) 0\d[0-5]\d"
)

_NBSP = "\u00a0"
_ONE = f"1{_NBSP}"

_UNIT = re.compile(
    r"(?<=\d) (?=(?:uhr|h|min|minuten?|s|sekunden?|std|(?:geschäfts)?stunden?|"
    r"(?:geschäfts)?tag(?:en?)?|wochen?|monat(?:en?)?|jahr(?:en?)?|[kmgt]b|px)\b|[%€$])",
    re.IGNORECASE,
)
_SHORTENED = re.compile(r"\b(z\.|d\.|u\.|i\.|v\.) ?(?=(?:B|h|a|d|R|H)\.)")
_PARAGRAPH = re.compile(r"§ (?=\d)")


def frame(form: str, owed: Owed, said: str) -> str:
    """„innerhalb von 2 Geschäftstagen“, „nach 48 Stunden“, „alle 4 Stunden“."""
    if form == "every":
        return _every(owed, said)
    if form == "after":
        return f"nach {dative(said)}"
    if isinstance(owed, EndOfFirstHour):
        return f"bis zum {said.removeprefix('das ')}"
    return f"innerhalb von {dative(said)}"


def _every(owed: Owed, said: str) -> str:
    """„alle 2 Geschäftstage“, „jeden Geschäftstag“, „jede Stunde“."""
    if said.startswith(_ONE):
        return f"{'jeden' if isinstance(owed, BusinessDays) else 'jede'} {said.removeprefix(_ONE)}"
    return f"alle {said}"


def by_clock_of(place: str) -> str:
    return f" {place}" if place.startswith("UTC") else f" Ortszeit {place}"


def set_type(text: str) -> str:
    """Numbers stay with their units, „z. B.“ and „§ 5“ in one piece."""
    text = _SHORTENED.sub(rf"\1{_NBSP}", text)
    text = _PARAGRAPH.sub(f"§{_NBSP}", text)
    return _UNIT.sub(_NBSP, text)


TONGUE = Tongue(
    language="de",
    terms={
        "kinds": {"question": "Frage", "bug": "Fehler", "suggestion": "Vorschlag"},
        "problem.causes": {
            "product": "ein Fehler des Produkts",
            "third_party": "ein Fehler, der von außen kommt",
            "customization": "ein Fehler durch Ihre eigenen Anpassungen",
        },
        "scope.covers": {
            "configuration": "das Einrichten der Anwendung",
            "features": "den Umgang mit ihren Funktionen",
            "bugs": "das Beheben ihrer Fehler",
        },
        "scope.includes": {
            "undocumented": "Hilfe zu einer Funktion, die die Dokumentation nicht erklärt",
            "not_as_described": "eine Funktion, die nicht tut, was die Produktbeschreibung sagt",
            "not_yet_fixed": "ein bekannter Fehler, den die aktuelle Version noch nicht behebt",
        },
        "suggestions.go_to": {"business_development": "das Team für Geschäftsentwicklung"},
        "announce.major": {"newsletter": "Newsletter"},
        "conduct.grounds": {
            "profanity": "Beschimpfungen jeder Art",
            "defamation": "üble Nachrede",
            "spam": "Spam jeder Art",
            "misuse": "Anfragen oder Drohungen, die der Eigenwerbung dienen",
            "repetition": "die ständige Wiederholung derselben Nachricht in mehreren Anfragen, "
            "Verläufen oder E-Mails",
        },
        "conduct.ladder": {
            "notice": "eine schriftliche Verwarnung, die den Abschnitt nennt",
            "suspension": "eine Sperre auf Zeit",
            "revocation": "der Entzug des Zugangs",
        },
        "priorities": {
            "low": "niedrig",
            "normal": "normal",
            "high": "hoch",
            "urgent": "dringend",
        },
    },
    frame=frame,
    numbers={plain(word): number for word, number in (NUMBERS | _FEW).items()},
    units={
        **dict.fromkeys(["minute", "minuten", "min"], 1),
        **dict.fromkeys(["viertelstunde", "viertelstunden"], 15),
        **dict.fromkeys(["halbstunde", "halbstunden"], 30),
        **dict.fromkeys(["dreiviertelstunde", "dreiviertelstunden"], 45),
        **dict.fromkeys(["stunde", "stunden", "std", "stdn", "h"], 60),
        **dict.fromkeys(["tag", "tage", "tagen", "tages"], 1440),
        **dict.fromkeys(["woche", "wochen"], 7 * 1440),
    },
    duration=pattern(
        rf"(?P<amount>{_AMOUNT}){BESIDE}(?:{GAP}\b{_QUALITY}\b){{0,2}}{GAP}{_BUSINESS}"
        rf"(?P<unit>{_UNITS})(?: {_OPEN}zeit(?:en)?)?"
    ),
    moment=pattern(
        rf"(?P<first>(?:(?:das|dem|zum) )?(?:ende der )?ersten? (?:{_OPEN})?stunde{_OF_DAY})"
        rf"|(?:(?:am|zum|des) )?(?:{_NTH}|\d+\.) "
        rf"(?:{_OPEN})?(?:tag(?:e?s)?|stunde|woche|morgen|monats?)"
        rf"|{_NUMBER}(?:tag|stunde|minute|woche|monat|jahr)\w*"
        r"|(?:am )?folgetag|folgewoche|tags darauf|(?:gleichen|selben)tags"
        rf"|tag (?:darauf|danach|nach|\d+|{words(NUMBERS)})"
        r"|(?-i:morgen)|übermorgen|noch heute|heute (?:abend|nacht|(?:vor|nach)mittag)"
        r"|taggleich|diese woche|(?:binnen|innerhalb) (?:von )?(?:stunden|tagen|minuten|wochen)"
        r"|(?:tages|stunden|wochen|monats|jahres)frist"
        r"|(?:innerhalb|im laufe?|bis (?:zum )?ende|vor ende) (?:des|der|dieser|dieses) "
        rf"(?:{_OPEN}?(?:tag(?:e?s)?|stunde)|woche|monats|(?:vor|nach)mittags|abends)"
        r"|[TH] ?\+ ?\d+|(?:bis )?feierabend|(?:geschäfts|büro|dienst|laden|arbeits)schluss"
        r"|tagesende|(?:eine[rn]? )?(?:drei)?viertelstunden?|tagsüber"
        r"|(?:früh)?(?-i:morgens)|(?-i:(?:vor|nach)mittags|abends|nachts)|unter der woche"
        r"|über nacht|rund um die uhr|tag und nacht|24 ?[/x×] ?7|24-7"
        rf"|{labelled('minuten|stunden|tage|wochen', _NUMBER)}"
    ),
    clock=pattern(
        rf"(?:(?:von|ab|zwischen|um) )?{_HOUR}(?: ?uhr)? ?(?:bis|und|-) ?{_CLOCK}"
        rf"|(?:(?:von|ab|um|gegen|bis|vor|nach) )?{_CLOCK}"
        rf"|(?:halb|(?:drei ?)?viertel(?: vor| nach)?|(?:fünf|zehn|zwanzig) (?:vor|nach)) {_HOUR}"
        rf"|mittags?|mitternachts?|{_BARE}"
    ),
    days=pattern(
        rf"(?:(?:alle|die|diese|an) montage|{_DAYS})(?:{_JOINED}(?:{_DAYS}))*"
        r"|sonn ?(?:und|oder) feiertag(?:e?n?|s)?|(?:werk|wochen)tag(?:e[ns]?|s)?"
        rf"|wochenenden?s?|{_SHORT} ?(?:bis|-) ?{_SHORT}|{_SHORTS}(?:{_JOINED}{_SHORTS})+"
        rf"|am {_SHORTS}"
    ),
    dates=pattern(
        rf"{DATE}|(?:\d{{1,2}}\.|{_ORDINAL}) ?{_MONTH}(?: \d{{4}})?"
        rf"|\d{{1,2}}\. ?\d{{1,2}}\.(?: ?\d{{4}}| ?\d{{2}})?"
        rf"|am (?:\d{{1,2}}|(?-i:(?=[A-Z]))(?:{_ORDINAL})){nothing_counted('des|jedes')}"
    ),
    often=pattern(
        r"jede[nrs]? (?:geschäfts|arbeits|werk)?"
        r"(?:minute|stunde|tag|woche|monat|morgen|abend|nacht)"
        r"|(?:einmal|zweimal|dreimal)? ?(?:am|pro) (?:stunde|tag|woche|monat)"
        r"|(?:(?:arbeits|werk)?täglich|stündlich|wöchentlich|monatlich|jährlich)(?:e[nmrs]?)?"
    ),
    number=bare(
        rf"{_NUMBER}(?:mal|fach(?:e[mnrs]?)?)?", but=r"acht (?:auf|darauf|geben|gab|haben)\b"
    ),
    waiting="solange wir auf Ihre Antwort warten",
    always="täglich rund um die Uhr",
    yours="Ihrer Zeit",
    all_yours="jeweils Ihrer Zeit",
    in_seasons="{0} Ihrer Zeit im Januar, {1} im Juli",
    seasons_apart="im Januar {0}, im Juli {1}",
    short=str,
    by_clock_of=by_clock_of,
    set_type=set_type,
)
