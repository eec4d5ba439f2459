"""The desk's letters as a lead sees them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from kept.core import say
from kept.core.events import Actor
from kept.letters import spoken, wordings
from kept.letters.catalogue import LETTERS, MEANINGS, Post
from kept.letters.models import Wording
from kept.people.door import zone
from kept.people.models import Staff


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of the team, now, in their language and zone."""

    now: datetime
    zone: tzinfo
    language: str

    @classmethod
    def of(cls, staff: Staff) -> Reader:
        return cls(timezone.now(), zone(staff), staff.language)

    def moment(self, at: datetime) -> str:
        """'today, 7:41', 'hier à 18 h 20'."""
        return say.moment(at, self.zone, self.now, self.language)


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of a letter. `changed`: who and when, '' where the original counts."""

    code: str
    name: str
    changed: str = ""
    misfit: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A letter in the list of all."""

    post: Post
    tongues: tuple[Tongue, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """What can stand in a letter. `sign`: as it is written."""

    name: str
    sign: str
    meaning: str
    needed: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """Words that a letter had, with who wrote them and when."""

    row: Wording
    who: str
    moment: str
    counts: bool


def listed(read: Reader) -> list[Listed]:
    """Every letter, and in which languages it was changed."""
    newest = {(row.letter, row.language): row for row in Wording.objects.order_by("id")}
    changed = {key: row for key, row in newest.items() if not row.original}
    people = _people(changed.values())
    misfits = wordings.wordings().misfits

    def tongue(name: str, code: str) -> Tongue:
        row = changed.get((name, code))
        by = _said(row, people, read) if row else ""
        return Tongue(code, language_name(code), by, (name, code) in misfits)

    return [
        Listed(post, tuple(tongue(name, code) for code in spoken.languages(name)))
        for name, post in LETTERS.items()
    ]


def tongues(name: str, current: str) -> list[Tongue]:
    """The languages of a letter, one of them open."""
    return [
        Tongue(code, language_name(code), current=code == current)
        for code in spoken.languages(name)
    ]


def places(post: Post) -> list[Place]:
    """What can stand in a letter, what must first."""
    found = [
        Place(
            name,
            f"{{{{ {name} }}}}",
            str(MEANINGS[name]),
            name in post.rules.needs,
            kind == "block",
        )
        for name, kind in post.rules.places.items()
    ]
    return sorted(found, key=lambda place: (not place.needed, not place.alone))


def earlier(name: str, language: str, read: Reader) -> list[Earlier]:
    """Whatever the words of a letter were, the newest first."""
    rows = wordings.history(name, language)
    people = _people(rows)
    return [
        Earlier(row, _who(row, people), read.moment(row.at), place == 0)
        for place, row in enumerate(rows)
    ]


def language_name(code: str) -> str:
    """'French', as the active language calls it."""
    return capfirst(str(_(get_language_info(code)["name"])))


def _people(rows: Iterable[Wording]) -> dict[int, str]:
    numbers = {number for row in rows if (number := Actor.parse(row.by).id)}
    return dict(Staff.objects.filter(pk__in=numbers).values_list("pk", "name"))


def _who(row: Wording, people: dict[int, str]) -> str:
    return people.get(Actor.parse(row.by).id or 0) or _("by command")


def _said(row: Wording, people: dict[int, str], read: Reader) -> str:
    return f"{_who(row, people)}, {read.moment(row.at)}"
