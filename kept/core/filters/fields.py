"""The fields that a sentence may name, and what each may be on a desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kept.core.filters.moments import NAMED

#: In the order in which they are offered.
FIELDS: Final = (
    *("is", "assigned", "mentioned", "followed", "due", "from", "kind", "product", "plan"),
    *("priority", "team", "tag", "language", "channel", "created", "has"),
)
STATES: Final = (
    *("open", "unanswered", "waiting", "settled", "solved", "closed", "resent", "doubted"),
    *("snoozed", "unread"),
)
ME, NOBODY = "me", "nobody"
#: Fields that are moments, what they may be beside a name, and those that may be any text.
MOMENTS: Final = tuple(NAMED)
EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "due": ("<2h", "<1d", ">2d"),
    "created": ("<7d", ">2026-01-31"),
}
FREE: Final = ("from",)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the tickets of a desk may be. `people`: the names of all who ever answered here;
    `teams`: the keys of its teams."""

    people: Sequence[str] = ()
    teams: Sequence[str] = ()
    tags: Sequence[str] = ()
    kinds: Sequence[str] = ()
    products: Sequence[str] = ()
    plans: Sequence[str] = ()
    priorities: Sequence[str] = ()
    languages: Sequence[str] = ()
    channels: Sequence[str] = ("mail", "form", "portal", "desk")

    def offers(self, field: str) -> bool:
        """Whether a desk like this one has anything to say of `field`."""
        return field in FREE or bool(self.possible(field))

    def possible(self, field: str) -> Sequence[str]:
        """What `field` may be here; of moments and texts, examples."""
        return {
            "is": STATES,
            "assigned": (ME, NOBODY, *self.people),
            "mentioned": (ME, *self.people),
            "followed": (ME, *self.people),
            "kind": self.kinds,
            "product": self.products,
            "plan": self.plans,
            "priority": self.priorities,
            "team": (*self.teams, NOBODY) if self.teams else (),
            "tag": self.tags,
            "language": self.languages,
            "channel": self.channels,
            "has": ("file",),
            "from": (),
        }.get(field) or (*NAMED.get(field, ()), *EXAMPLES.get(field, ()))
