"""Why a mailbox cannot be read, in sentences that say what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

_LONGEST = 300
_CODE = re.compile(r"^\[[A-Z]+\]\s*")
_QUOTED = re.compile(r"b'([^']*)'|b\"([^\"]*)\"")


class TroubleError(Exception):
    """A mailbox, or the desk, does not do what was asked. `code` names the sentence; `detail` is
    what it is about, most often the server's own words."""

    def __init__(self, code: str, detail: object = "") -> None:
        self.code, self.detail = code, said(detail)
        super().__init__(f"{code}: {self.detail}")


SENTENCES: dict[str, str | Lazy] = {
    "unreachable": _("The mail server cannot be reached. Is its name right, and its port? "
                     "(%(detail)s)"),
    "silent": _("The mail server takes the call and says nothing. Are its port and the protection "
                "right, TLS or STARTTLS?"),
    "not_trusted": _("The mail server shows a certificate that cannot be trusted, so nothing was "
                     "sent to it. (%(detail)s)"),
    "not_protected": _("The mail server does not protect the connection as it is set up here: try "
                       "the other way, TLS or STARTTLS. (%(detail)s)"),
    "lost": _("The connection to the mail server broke. (%(detail)s)"),
    "no_password": _("No password is stored for this mailbox: enter it."),
    "no_grant": _("Nobody has granted access to this mailbox yet: connect it."),
    "sealed": _("The passwords of this mailbox were sealed with another secret.key. Put the "
                "secret.key of this record back, or enter them again."),
    "refused": _("The mail server refuses the user name or the password. It says: %(detail)s"),
    "grant_refused": _("The sign-in service grants no access any more: connect the mailbox again. "
                       "It says: %(detail)s"),
    "no_token": _("The sign-in service of this mailbox gives no access now. (%(detail)s)"),
    "token_refused": _("The mail server does not take the access that was granted: connect the "
                       "mailbox again. It says: %(detail)s"),
    "no_folder": _("There is no folder “%(detail)s” in this mailbox."),
    "not_opened": _("The mail server does not open the folder. It says: %(detail)s"),
    "not_settled": _("Mail comes in, but the mail server does not mark, move or delete it "
                     "afterwards. It says: %(detail)s"),
    "not_handed_out": _("The mail server does not hand out some of its mails; they are tried "
                        "again. It says: %(detail)s"),
    "breaks": _("The connection to the mail server breaks whenever certain mails are asked for "
                "(how many: %(detail)s). All others come in, and these are tried again."),
    "disk": _("The desk's disk takes no more (%(detail)s). Mail waits at the mail server."),
    "record": _("The desk's record cannot be written (%(detail)s). Mail waits at the mail server."),
    "server": _("The mail server answers what cannot be understood. It says: %(detail)s"),
    "failed": _("Kept failed while it read this mailbox (%(detail)s). Mail waits at the mail "
                "server."),
}  # fmt: skip


def sentence(code: str, detail: str) -> str:
    """What is wrong, in the reader's language."""
    return str(SENTENCES[code]) % {"detail": detail}


def said(words: object) -> str:
    """A server's words, or an error's, as one short line."""
    text = words.strerror or str(words) if isinstance(words, OSError) else str(words)
    text = _QUOTED.sub(lambda found: found[1] or found[2] or "", text)
    text = "".join(one if one.isprintable() else " " for one in text)
    return _CODE.sub("", " ".join(text.split()))[:_LONGEST].strip("[]. ")


def without(words: str, secrets: Iterable[str]) -> str:
    """The same without what must not be told."""
    for secret in filter(None, secrets):
        words = words.replace(secret, "…")
    return words
