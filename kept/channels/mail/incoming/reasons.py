"""Why a mail did not become a message, in sentences that a person can read."""

from __future__ import annotations

from django.utils.functional import Promise as Lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.core import mail as core

SENTENCES: dict[str, str | Lazy] = {
    "duplicate": _("This mail has come before: the same person sent the same words under the "
                   "same Message-ID."),
    "auto_reply": _("A program answered, not a person: an absence note or another automatic "
                    "reply. It opens no request and gets no answer."),
    "bounce": _("A mail server reports that a mail could not be delivered, and the mail is none "
                "of this desk's replies."),
    "own_mail": _("This desk sent this mail, and it is no answer to its customer in a request that "
                  "is here."),
    "loop": _("This mail was sent by this desk and has come back to it."),
    "mailing_list": _("A mailing list or newsletter sent this, and it is not addressed to this "
                      "desk itself."),
    "blocked_sender": _("The team has blocked this sender: nothing from this address or domain "
                        "becomes a request."),
    "sender_too_long": _("The sender's address is longer than an address can be: nobody could be "
                         "answered."),
    "colleague": _("Somebody of the team wrote this from their own mail program, and it was not "
                   "sent on: nothing proves that it was them. Answer in the workspace."),
    "too_large": _("The mail is larger than this desk takes. Only its header is kept here; the "
                   "mail itself was left where it came from."),
    "failed": _("Kept failed on this mail. The original is safe; retry it when the cause is "
                "removed."),
    "deadly": _("Reading this mail ended the process that read it, more than once. The original "
                "is safe."),
    "copy_undelivered": _("A mail server reports that an announcement did not reach its reader."),
    "delivery_failed": _("A mail server reports that a reply did not reach the customer."),
}  # fmt: skip

#: Refusals of people's mail that a person of the team may overrule.
ACCEPTABLE = frozenset({"duplicate", "auto_reply", "bounce", "mailing_list", "blocked_sender"})


def sentence(code: str) -> str:
    """The reason behind a code, in the reader's language; '' for a mail that became a message."""
    if code in SENTENCES:
        return str(SENTENCES[code])
    try:
        refused = core.refused(code)
    except KeyError:
        return ""
    return refused.sentence_fr if (get_language() or "").startswith("fr") else refused.sentence
