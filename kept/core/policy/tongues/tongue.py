"""What a language gives to a policy: words for its terms, and how values look when typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kept.core.calendar.owed import Owed


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language.

    `terms` says the words of a rule's list, by rule and name. `frame` puts a value into `within`,
    `after` or `every`. `waiting` says when a clock stands still. `always`, `yours`, `all_yours` (of
    several stretches), `in_seasons`, `seasons_apart` (of several stretches) and `short` say opening
    hours, and `by_clock_of` by whose clock. `set_type` puts in the spaces that printers set; doing
    it twice changes nothing more. The patterns find values typed by hand, in prose with one kind of
    dash (`-`): `duration` has the groups `amount`, `business` and `unit`, `moment` has `first` for
    the first hour, `dates` are days of a month, and `often` says how often something comes. `units`
    are minutes, 0 where a calendar decides.
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
        word = " ".join(typed.lower().replace("-", " ").split())
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


#: A number in digits, with its thousands set off, as a fraction, or with its words beside it.
DIGITS = r"(?:\d{1,3}(?:[ '’\u00a0\u2009\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)*)[½¼¾⅓⅔]?|[½¼¾⅓⅔]"
BESIDE = r"(?:\s*\([\w\s-]{1,30}\))?"
#: A day of a month in digits.
DATE = r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4}"
ZONE = r"(?:UTC|GMT|CES?T|MES?Z|E[SD]T|P[SD]T|BST)"
#: After a clock time that might be any number: what a counted thing never begins with.
NO_THING = r"(?=\s*(?:$|[.,;:!?)»”\n](?!\d)|-\s))"


def counted(numbers: Mapping[str, float]) -> str:
    """Number words, also several in a row: `two hundred`, `a hundred and twenty`."""
    one = words(numbers)
    return rf"{one}(?:[\s-]+(?:and |et |und )?{one})*"


Tree = dict[str, "Tree"]


def words(numbers: Mapping[str, float]) -> str:
    """What finds any of the words, the longest, with any blank or hyphen between its parts.

    Words that begin alike are looked for together: a text has many that begin like a number.
    """
    tree: Tree = {}
    for word in numbers:
        node = tree
        for sign in word:
            node = node.setdefault(sign, {})
        node[""] = {}
    return _branches(tree)


def _branches(node: Tree) -> str:
    ways = [
        (r"[\s-]+" if sign == " " else re.escape(sign)) + _branches(rest)
        for sign, rest in node.items()
        if sign
    ]
    if not ways:
        return ""
    if "" in node:
        return f"(?:{'|'.join(ways)})?"
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def pattern(said: str) -> re.Pattern[str]:
    """`said` as whole words in any case; a blank in it is any white space, also where optional."""
    blanks = said.replace(" ?", r"\s*").replace(" ", r"\s+")
    return re.compile(rf"(?<![\w.,:])(?:{blanks})(?!\w)", re.IGNORECASE)
