"""Why a post was not taken, in sentences that say what to do, and what the provider is answered.

What a provider shall try again gets 5xx: Amazon and SendGrid give up at any other refusal, Postmark
at 403.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

_SENTENCES: Final[dict[str, tuple[int, str | Lazy]]] = {
    "no_password": (401, _("The user name or the password in the address is missing or wrong: copy "
                           "the whole address from the desk's settings.")),
    "unsigned": (403, _("The signature is missing or wrong: enter the key in the desk's settings "
                        "again, as the provider shows it.")),
    "replayed": (403, _("The signature is more than a day old, or it came with another mail "
                        "before. If the clock of this machine is right, somebody has seen a post "
                        "and uses its signature again.")),
    "not_amazon": (403, _("Amazon did not sign this, or somebody changed it on the way.")),
    "no_certificate": (503, _("The certificate that Amazon signs with could not be fetched. This "
                              "machine has to reach sns.….amazonaws.com over https; Amazon tries "
                              "again.")),
    "no_key": (503, _("The key that the provider signs with is not entered in the desk's settings "
                      "yet. Nothing can be checked without it.")),
    "sealed": (503, _("The key of this address was sealed with another secret.key. Put the "
                      "secret.key of this record back, or enter the key again.")),
    "not_whole": (503, _("The mail came in parts, not whole. %(how)s")),
    "not_here": (503, _("Amazon SES says that it keeps the mail in S3, where this desk does not "
                        "look. Choose the action “Publish to Amazon SNS topic”, encoding "
                        "Base64.")),
    "no_mail": (422, _("What was posted is no mail but a report about one. Give this address for "
                       "incoming mail only.")),
    "unreadable": (422, _("What was posted cannot be read as a mail from this provider.")),
    "too_large": (413, _("The mail is larger than the 30 MB that this desk takes.")),
    "no_room": (503, _("The desk's disk takes no more. The provider tries again.")),
    "record": (503, _("The desk's record cannot be written now. The provider tries again.")),
    "broken": (503, _("The connection broke before the mail was here. The provider tries again.")),
    "busy": (503, _("The desk takes other large mails in at this moment. The provider tries "
                    "again.")),
}  # fmt: skip


class NotTakenError(Exception):
    """A post was not taken, and nothing of it is kept. `code` names the sentence."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    @property
    def status(self) -> int:
        """Of the answer."""
        return _SENTENCES[self.code][0]


def sentence(code: str, how: object) -> str:
    """What is wrong, in the reader's language. `how`: what has to be set there for whole mails."""
    return str(_SENTENCES[code][1]) % {"how": how}
