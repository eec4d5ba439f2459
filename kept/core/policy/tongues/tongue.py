"""What a language gives to a policy: words for its terms, and how values look when typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kept.core.calendar.owed import Owed
from kept.core.policy.letters import plain


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language.

    `terms` says the words of a rule's list, by rule and name. `frame` puts a value into `within`,
    `after` or `every`. `waiting` says when a clock stands still. `always`, `yours`, `all_yours` (of
    several stretches), `in_seasons`, `seasons_apart` (of several stretches) and `short` say opening
    hours, and `by_clock_of` by whose clock. `set_type` puts in the spaces that printers set; doing
    it twice changes nothing more. The patterns find values typed by hand, in prose as it is read
    (`policy.prose`): `duration` has the groups `amount`, `business` and `unit`, `moment` has
    `first` for the first hour, `dates` are days of a month, and `often` says how often something
    comes. `units` are minutes; one that a calendar decides is none of them.
    """

    language: str
    terms: Mapping[str, Mapping[str, str]]
    frame: Callable[[str, Owed, str], str]
    numbers: Mapping[str, float]
    units: Mapping[str, int]
    duration: re.Pattern[str]
    moment: re.Pattern[str]
    clock: re.Pattern[str]
    days: re.Pattern[str]
    dates: re.Pattern[str]
    often: re.Pattern[str]
    number: re.Pattern[str]
    waiting: str
    always: str
    yours: str
    all_yours: str
    in_seasons: str
    seasons_apart: str
    short: Callable[[str], str]
    by_clock_of: Callable[[str], str]
    set_type: Callable[[str], str]

    def amount(self, typed: str) -> float | None:
        """The number that `typed` says, in digits or as a word."""
        word = plain(" ".join(typed.lower().replace("-", " ").split()))
        if word in self.numbers:
            return self.numbers[word]
        try:
            return float(word.replace(",", "."))
        except ValueError:
            return None

    def minutes(self, unit: str) -> int:
        """How many minutes the unit is; 0 where that is not fixed."""
        unit = unit.lower().rstrip(".")
        return self.units.get(unit, self.units.get(unit.removesuffix("s"), 0))


_FIGURES = (
    r"(?:\d{1,3}(?:[\x20'.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)*)(?:\s\d/\d|/\d+|\s?[½¼¾⅓⅔])?"
    r"|[½¼¾⅓⅔]"
)
_TIMES = r"\s?[x×*+]\s?"
_ROMAN = r"(?-i:(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))(?!\w)"
#: A number in digits, with its thousands set off, as a fraction, a sum or a product.
DIGITS = rf"(?:(?:{_FIGURES})(?:{_TIMES}(?:{_FIGURES}))*)"
#: How many of a unit of time: there Roman digits are digits too.
COUNT = rf"{DIGITS}\+?|{_ROMAN}"
#: A number said once more beside itself, `two (2) days`, and signs that do not part it from its
#: unit: `48-hour`, `“48” hours`, `| 48 | hours`.
BESIDE = r"(?:\s*\([^()\n]{1,30}\))?"
GAP = r"(?:[\s\-()\"'/|…\\]|\.(?=\w))*"
#: A day of a month in digits.
DATE = (
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
    r"|\d{1,2}/\d{1,2}/\d{2}|\d{1,2}-\d{1,2}-\d{2}"
)
ZONE = r"(?:UTC|GMT|CES?T|MES?Z|E[SD]T|P[SD]T|BST|(?-i:Z))"
#: Bare numbers in a clause: not as a part of a name (`UTF-8`, `HTTP/2`, `two-factor`).
_NAMED, _NAMES = r"(?<![a-zA-Z][-/])", r"(?!-[a-zA-Z])"


def nothing_counted(follows: str) -> str:
    """What follows a clock time that might be any number, and never begins a counted thing."""
    return rf"(?=\s*(?:$|[.,;:!?)»\"\n](?!\d)|-\s|(?:{follows})\b))"


def counted(numbers: Mapping[str, float]) -> str:
    """Number words, also several in a row: `two hundred`, `a hundred and twenty`."""
    one = words(numbers)
    return rf"{one}(?:[\s-]*(?:(?:and|et|und)[\s-]+)?{one}){{0,4}}"


def labelled(units: str, numbers: str) -> str:
    """A number behind its unit: `Hours to wait: 48`."""
    return rf"(?:{units})\)?(?: [\w']+){{0,3}} ?[:=] ?(?:{COUNT}|{numbers})"


def bare(numbers: str, *, but: str = r"(?!)") -> re.Pattern[str]:
    """Numbers, in digits and in words, wherever they are no part of a name."""
    return pattern(
        rf"{_NAMED}(?!{but})(?:{DIGITS}(?:-?(?:fold|mal|fach)|[kx%])?|{numbers}){_NAMES}"
    )


Tree = dict[str, "Tree"]


def words(numbers: Mapping[str, float]) -> str:
    """What finds any of the words, the longest, also with a hyphen or nothing between its parts.

    Words that begin alike are looked for together: a text has many that begin like a number.
    """
    tree: Tree = {}
    for word in numbers:
        node = tree
        for sign in plain(word):
            node = node.setdefault(sign, {})
        node[""] = {}
    return _branches(tree)


def _branches(node: Tree) -> str:
    ways = [
        (r"[\s-]*" if sign == " " else re.escape(sign)) + _branches(rest)
        for sign, rest in node.items()
        if sign
    ]
    if not ways:
        return ""
    if "" in node:
        return f"(?:{'|'.join(ways)})?"
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def pattern(said: str) -> re.Pattern[str]:
    """`said` as whole words in any case and plain letters (see `policy.letters`).

    A blank in it is any white space or a hyphen, also where it is optional.
    """
    blanks = plain(said).replace(" ?", r"[\s-]*").replace(" ", r"[\s-]+")
    return re.compile(rf"(?<!\w)(?<!\d[.,:])(?:{blanks})(?!\w)", re.IGNORECASE)
