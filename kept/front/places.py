"""The pages of the team that one can go to by name, and the words that people have for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Place:
    """A page. `words`: what it is also looked for by, in the reader's language and as the craft
    says it; `lead`: for leads alone."""

    page: str
    name: Lazy
    words: Lazy | str = ""
    lead: bool = True


PLACES: Final[Sequence[Place]] = (
    Place("profile", _("Your profile"), _("language time zone password signed in"), lead=False),
    Place(
        "profile-second-step",
        _("Set up an authenticator"),
        _("second step code 2FA MFA TOTP"),
        lead=False,
    ),
    Place("passkey-add", _("Add a passkey"), _("fingerprint face key WebAuthn FIDO"), lead=False),
    Place("mail-unread", _("Mail set aside"), _("spam refused quarantine"), lead=False),
    Place("mail-queue", _("Outgoing mail"), _("queue undo bounce not sent"), lead=False),
    Place("views", _("Saved views"), _("own lists filters shared"), lead=False),
    Place("tags", _("Tags"), _("labels keywords"), lead=False),
    Place("saved-replies", _("Saved replies"), _("templates macros snippets"), lead=False),
    Place("policy-desk", _("Policy"), _("promises deadlines SLA clauses versions"), lead=False),
    Place("policy-draft", _("The draft of the policy"), _("write edit publish SLA"), lead=False),
    Place("policy-replay", _("Replay"), _("what would have happened draft past")),
    Place("announcements", _("Announcements"), _("newsletter subscribers changes")),
    Place("subscribers", _("Subscribers"), _("newsletter readers")),
    Place("settings", _("Settings"), _("mailboxes addresses configuration")),
    Place("mailbox-add", _("Add a mailbox"), _("e-mail address IMAP SMTP Gmail Outlook")),
    Place("webhook-add", _("Let a provider hand mail over"), _("webhook Mailgun Postmark SES")),
    Place("blocked", _("Blocked senders"), _("block refuse spam abuse")),
    Place("letters", _("Letters"), _("words templates acknowledgement automatic mail")),
    Place("team", _("People"), _("team agents roles leads staff")),
    Place("invite", _("Invite somebody"), _("add agent colleague team")),
    Place("teams", _("Teams"), _("groups private turns round robin")),
    Place("companies", _("Companies"), _("organisations domains colleagues")),
    Place("audit", _("Audit"), _("who did what log history export")),
)
"""In the order in which they are offered."""


def places(*, lead: bool) -> list[Place]:
    """Those that this person may open."""
    return [place for place in PLACES if lead or not place.lead]
