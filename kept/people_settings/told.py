"""What was done to the desk itself, in sentences: the audit page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.core.events import Actor
from kept.letters.catalogue import LETTERS
from kept.people import team
from kept.people.models import Invitation, Team
from kept.people.reader import Reader
from kept.people.second_step import Who
from kept.people_settings import sentences
from kept.people_settings.browsers import named
from kept.people_settings.shown import names
from kept.record.audit import What
from kept.record.models import AuditEntry

_SENTENCES: Final[Mapping[What, Lazy]] = {
    "signed_in": gettext_lazy("%(by)s signed in"),
    "person_erased": gettext_lazy("%(about)s was erased, as %(by)s wanted"),
    "sign_in_failed": gettext_lazy("Somebody could not sign in as %(about)s"),
    "password_changed": gettext_lazy("%(by)s changed their password"),
    "session_ended": gettext_lazy("%(by)s signed out %(count)s of their browsers from afar"),
    "staff_added": gettext_lazy("%(by)s added %(about)s to the team as “%(role)s”"),
    "joined": gettext_lazy("%(by)s came into the team as “%(role)s”"),
    "invited": gettext_lazy("%(by)s invited %(invitation)s as “%(role)s”"),
    "invitation_sent_again": gettext_lazy("%(by)s invited %(invitation)s again, as “%(role)s”"),
    "invitation_withdrawn": gettext_lazy("%(by)s withdrew the invitation of %(invitation)s"),
    "role_changed": gettext_lazy("%(by)s made %(about)s “%(now)s” instead of “%(was)s”"),
    "switched_off": gettext_lazy("%(by)s switched %(about)s off"),
    "brought_back": gettext_lazy("%(by)s brought %(about)s back"),
    "handed_over": gettext_lazy("%(by)s handed %(tickets)s open tickets of %(about)s to %(to)s"),
    "second_step_on": gettext_lazy("%(by)s signs in with a second step from now on"),
    "second_step_off": gettext_lazy("%(by)s took the second step of %(about)s away"),
    "second_step_required": gettext_lazy("%(by)s said who needs a second step: %(who)s"),
    "passkey_added": gettext_lazy("%(by)s added a passkey"),
    "passkey_removed": gettext_lazy("%(by)s removed a passkey"),
    "recovery_code_used": gettext_lazy("%(by)s used a recovery code; %(left)s are left"),
    "recovery_codes_renewed": gettext_lazy("%(by)s made new recovery codes"),
    **sentences.SENTENCES,
    "team_made": gettext_lazy("%(by)s made the team %(team)s"),
    "team_renamed": gettext_lazy("%(by)s gave the team %(team)s another name"),
    "team_joined": gettext_lazy("%(by)s took %(about)s into the team %(team)s"),
    "team_left": gettext_lazy("%(by)s took %(about)s out of the team %(team)s"),
    "team_made_private": gettext_lazy("%(by)s made the tickets of the team %(team)s private"),
    "team_made_open": gettext_lazy("%(by)s opened the tickets of the team %(team)s to everybody"),
    "team_hands_out": gettext_lazy(
        "%(by)s said who gets the tickets of the team %(team)s: %(way)s"
    ),
    "team_retired": gettext_lazy("%(by)s retired the team %(team)s"),
    "team_brought_back": gettext_lazy("%(by)s brought the team %(team)s back"),
}

GROUPS: Final[Mapping[str, tuple[Lazy, tuple[What, ...]]]] = {
    "people": (
        gettext_lazy("People"),
        ("staff_added", "joined", "invited", "invitation_sent_again", "invitation_withdrawn",
         "role_changed", "switched_off", "brought_back", "handed_over"),
    ),
    "teams": (
        gettext_lazy("Teams"),
        ("team_made", "team_renamed", "team_joined", "team_left", "team_made_private",
         "team_made_open", "team_hands_out", "team_retired", "team_brought_back"),
    ),
    "customers": (gettext_lazy("Erased customers"), ("person_erased",)),
    "sign-ins": (gettext_lazy("Sign-ins"), ("signed_in",)),
    "failed": (gettext_lazy("Failed sign-ins"), ("sign_in_failed",)),
    "access": (
        gettext_lazy("Passwords, passkeys, second steps, browsers"),
        ("password_changed", "session_ended", "second_step_on", "second_step_off",
         "second_step_required", "passkey_added", "passkey_removed", "recovery_code_used",
         "recovery_codes_renewed"),
    ),
    **sentences.GROUPS,
}  # fmt: skip

WAYS: Final[Mapping[str, Lazy]] = {
    "nobody": gettext_lazy("nobody"),
    Team.HandsOut.TURN: gettext_lazy("who is here, in turn"),
    Team.HandsOut.FEWEST: gettext_lazy("who has the fewest open"),
}

WHO: Final[Mapping[str, Lazy]] = {
    Who.NOBODY: gettext_lazy("nobody"),
    Who.LEADING: gettext_lazy("who leads the desk"),
    Who.ALL: gettext_lazy("everybody"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was done, when, and from where."""

    row: AuditEntry
    words: str
    moment: str
    place: str
    browser: str


def told(rows: Iterable[AuditEntry], read: Reader) -> list[Told]:
    """Sentences in the reader's language, with the names that people have today."""
    found = list(rows)
    known = _Known(names(_numbers(found)), _invited(found), _teams(found))
    return [
        Told(row, _sentence(row, known), read.moment(row.at), row.place, named(row.told))
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    """Names and addresses of today, by their numbers."""

    people: Mapping[int, str]
    invited: Mapping[int, str]
    teams: Mapping[int, str]


def _invited(rows: Sequence[AuditEntry]) -> dict[int, str]:
    """The addresses of the invitations that still stand."""
    numbers = [row.facts["invitation"] for row in rows if "invitation" in row.facts]
    return dict(Invitation.objects.filter(pk__in=numbers).values_list("pk", "email"))


def _teams(rows: Sequence[AuditEntry]) -> dict[int, str]:
    numbers = [row.facts["team"] for row in rows if "team" in row.facts]
    return dict(Team.objects.filter(pk__in=numbers).values_list("pk", "name")) if numbers else {}


def _numbers(rows: Sequence[AuditEntry]) -> list[int]:
    actors = [Actor.parse(who) for row in rows for who in (row.by, row.about) if who]
    handed = [int(row.facts["to"]) for row in rows if "to" in row.facts]
    return [*(actor.id for actor in actors if actor.id is not None), *handed]


def _sentence(row: AuditEntry, known: _Known) -> str:
    people = known.people
    facts = {key: str(value) for key, value in row.facts.items()}
    facts |= {key: str(team.ROLES[value]) for key, value in facts.items() if value in team.ROLES}
    if "who" in facts:
        facts["who"] = str(WHO[facts["who"]])
    if facts.get("letter") in LETTERS:
        facts["letter"] = str(LETTERS[facts["letter"]].title)
    facts.setdefault("domain", _("a sender"))
    facts["to"] = people[int(facts["to"])] if "to" in facts else _("nobody")
    facts["invitation"] = known.invited.get(row.facts.get("invitation", 0)) or _("somebody")
    facts["team"] = known.teams.get(row.facts.get("team", 0), "")
    if "way" in facts:
        facts["way"] = str(WAYS[facts["way"]])
    facts["by"] = _name(row.by, people) or _("The desk")
    facts["about"] = _name(row.about, people) or _("somebody whom the desk does not know")
    return str(_SENTENCES[row.what]) % facts  # type: ignore[index]


def _name(who: str, people: Mapping[int, str]) -> str:
    actor = Actor.parse(who) if who else None
    if actor and actor.kind == "customer":
        return _("Customer %(number)d") % {"number": actor.id or 0}
    return people.get(actor.id or 0, "") if actor else ""
