"""What is done to the desk in rooms other than that of people, each in a sentence (see `told`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from kept.record.audit import What

_MAIL: Final[Mapping[What, Lazy]] = {
    "mailbox_added": _("%(by)s added the mailbox %(mailbox)s"),
    "mailbox_changed": _("%(by)s changed the mailbox %(mailbox)s"),
    "mailbox_in_use": _("%(by)s took the mailbox %(mailbox)s into use"),
    "mailbox_paused": _("%(by)s let the mailbox %(mailbox)s rest"),
    "mailbox_removed": _("%(by)s removed the mailbox %(mailbox)s"),
    "provider_added": _("%(by)s let %(provider)s hand mail over"),
    "provider_changed": _("%(by)s changed how %(provider)s hands mail over"),
    "provider_removed": _("%(by)s let %(provider)s hand no mail over any more"),
    "sender_blocked": _("%(by)s blocked %(domain)s"),
    "sender_heard": _("%(by)s let %(domain)s be heard again"),
    "letter_changed": _("%(by)s changed the words of the letter “%(letter)s” (%(language)s)"),
    "letter_reset": _("%(by)s gave the letter “%(letter)s” (%(language)s) its own words back"),
}
_PUBLIC: Final[Mapping[What, Lazy]] = {
    "policy_published": _("%(by)s published version %(version)s of the policy"),
    "announcement_words": _("%(by)s changed the words that announce version %(version)s"),
    "announcement_sent": _("%(by)s sent the announcement of version %(version)s"),
    "announcement_paused": _("%(by)s held back the announcement of version %(version)s"),
    "announcement_resumed": _("%(by)s let the announcement of version %(version)s go on"),
    "kept_page_shown": _("%(by)s showed everybody whether promises are kept"),
    "kept_page_hidden": _("%(by)s kept to the team whether promises are kept"),
    "day_remarked": _("%(by)s said something of %(day)s beside the figures"),
}
_OTHER: Final[Mapping[What, Lazy]] = {
    "profile_changed": _("%(by)s changed their profile"),
    "audit_exported": _("%(by)s took %(rows)s lines of this list along"),
}

GROUPS: Final[Mapping[str, tuple[Lazy, tuple[What, ...]]]] = {
    "mail": (_("Mailboxes, letters, blocked senders"), tuple(_MAIL)),
    "public": (_("Policy, announcements, figures"), tuple(_PUBLIC)),
    "other": (_("Profiles and this list"), tuple(_OTHER)),
}
SENTENCES: Final[Mapping[What, Lazy]] = {**_MAIL, **_PUBLIC, **_OTHER}
