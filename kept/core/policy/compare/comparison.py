"""Two policies side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from kept.core.policy.as_told import as_told
from kept.core.policy.closed import known_years
from kept.core.policy.compare.changes import Change, differences
from kept.core.policy.compare.facts import facts
from kept.core.policy.compare.past import Past, Shift, shifts
from kept.core.policy.compare.texts import ClauseChange, text_changes
from kept.core.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from `old` to `new`: in meaning, in text and, if asked, in the past.

    `rewritten`: the rules are written with other signs and mean the same. `shifts` are of the
    rules of which `past` has a request; without a past there are none.
    """

    old: Policy
    new: Policy
    meaning: tuple[Change, ...]
    text: tuple[ClauseChange, ...]
    rewritten: bool = False
    past: Past | None = None
    shifts: tuple[Shift, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing changed that a customer or the desk could notice."""
        return not self.meaning and not self.text


def compare_told(old: Policy, new: Policy) -> Comparison:
    """What changed for customers: nothing that is the team's own, and no clause that reads the
    same and is only bound or written otherwise."""
    found = compare(as_told(old), as_told(new))
    return replace(found, text=tuple(one for one in found.text if {*one.what} - {"rebound"}))


def compare(
    old: Policy, new: Policy, past: Past | None = None, *, as_written: tuple[str, str] = ("", "")
) -> Comparison:
    """Everything that differs. Total: two policies compare as the same exactly when every field
    of the model, and every clause of every text, is equal. Of public holidays only the years that
    both policies know are compared: a policy of a later year knows others, which is no change.

    `as_written`: both policy.toml, to tell rules that only are written otherwise.
    """
    changes = differences(facts(old), facts(new))
    meaning = tuple(change for change in changes if _of_years_in_common(change, old, new))
    before, after = as_written
    return Comparison(
        old,
        new,
        meaning=meaning,
        rewritten=not meaning and before != after,
        text=text_changes(old, new),
        past=past,
        shifts=shifts(old, new, past) if past else (),
    )


def _of_years_in_common(change: Change, old: Policy, new: Policy) -> bool:
    if change.path[0] != "calendars" or change.path[2:3] != ("days_off",) or len(change.path) < 4:
        return True
    year = date.fromisoformat(change.path[3]).year
    return year in known_years(old.updated) and year in known_years(new.updated)
