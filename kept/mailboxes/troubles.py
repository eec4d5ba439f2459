"""What can go wrong between the desk and a mail server: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that went wrong. `code` names its sentences; `facts` fill them in."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def what(self) -> str:
        """What is wrong, in the reader's language."""
        return str(_SENTENCES[self.code][0]) % self._told

    @property
    def then(self) -> str:
        """What to do about it, in the reader's language."""
        return str(_SENTENCES[self.code][1]) % self._told

    def __str__(self) -> str:
        return f"{self.what} {self.then}"

    @property
    def _told(self) -> dict[str, object]:
        return {name: _line(value) for name, value in self.facts.items()}


class TroubleError(Exception):
    """The test of a mailbox ends here, with `trouble`."""

    def __init__(self, code: str, **facts: object) -> None:
        self.trouble = Trouble(code, facts)
        super().__init__(code)


def _line(value: object) -> object:
    """A server's words on one line, of a length that can be read."""
    if not isinstance(value, str):
        return value
    text = "".join(one if one.isprintable() else " " for one in value)
    return " ".join(text.split())[:_LONGEST]


_SPELLING = _("Check its spelling. Your provider's help pages name it, as “IMAP server” or “SMTP "
              "server”.")  # fmt: skip

_SENTENCES: dict[str, tuple[str | Lazy, str | Lazy]] = {
    # Getting there
    "no_host": (_("No server is named."), _SPELLING),
    "no_such_name": (_("There is no machine named %(host)s."), _SPELLING),
    "name_unknown": (
        _("The name %(host)s could not be looked up."),
        _("The name server of this desk does not answer. Try again in a minute."),
    ),
    "closed": (
        _("%(host)s is there, but nothing listens at its port %(port)s."),
        _("Try the usual: %(usual)s."),
    ),
    "no_answer": (
        _("%(host)s gives no answer at port %(port)s within %(seconds)s seconds."),
        _("The port is wrong, or a firewall stands between: many hosters block port 25. Try the "
          "usual: %(usual)s."),
    ),
    "no_way": (
        _("No way leads from this desk to %(host)s: %(words)s."),
        _("Check the network of the machine that the desk runs on."),
    ),
    "silent": (
        _("%(host)s takes the call at port %(port)s, and says nothing."),
        _("Try the usual: %(usual)s."),
    ),
    "lost": (
        _("%(host)s hung up in the middle: %(words)s."),
        _("Try again. If it stays so, ask your provider whether it lets this machine in."),
    ),
    "other_protocol": (
        _("What answers at port %(port)s of %(host)s is no %(protocol)s server. It says: "
          "“%(words)s”"),
        _("Check the port. The usual: %(usual)s."),
    ),
    # Protecting the connection
    "wants_tls": (
        _("%(host)s expects TLS from the first byte at port %(port)s."),
        _("Choose “TLS” for this port."),
    ),
    "speaks_plain": (
        _("%(host)s does not begin with TLS at port %(port)s."),
        _("Choose “STARTTLS” for this port, or port %(tls)s with “TLS”."),
    ),
    "no_starttls": (
        _("%(host)s offers no STARTTLS at port %(port)s."),
        _("Choose “TLS” and port %(tls)s. Without protection everybody on the way could read the "
          "password."),
    ),
    "other_names": (
        _("The certificate of %(host)s is made out to other names: %(names)s."),
        _("Enter one of these as the server, if it is your provider's."),
    ),
    "expired": (
        _("The certificate of %(host)s has expired, or is not valid yet."),
        _("The provider has to renew it. Check also the clock of this machine."),
    ),
    "nobody_vouches": (
        _("Nobody vouches for the certificate of %(host)s: %(words)s."),
        _("If the server is your own, get it a certificate (Let's Encrypt gives them away), or "
          "add its authority to those that this machine trusts."),
    ),
    "tls_failed": (
        _("No protected connection with %(host)s came about: %(words)s."),
        _("The server may be too old: Kept asks for TLS 1.2 at least."),
    ),
    # Signing in
    "no_password": (
        _("No password is kept for this mailbox."),
        _("Enter it."),
    ),
    "wrong_password": (
        _("%(host)s refuses the user name or the password. It says: “%(words)s”"),
        _("The user name is most often the whole address. Many providers want an app password, "
          "made in the settings of the account, instead of the one that people sign in with."),
    ),
    "no_sign_in": (
        _("%(host)s takes no password at port %(port)s."),
        _("Try the usual: %(usual)s."),
    ),
    "sealed": (
        _("The passwords of this mailbox were sealed with another secret.key."),
        _("Put the secret.key of this record back, or enter the passwords again."),
    ),
    "as_told": ("%(words)s", ""),
    # Access that somebody grants
    "no_grant": (
        _("Nobody has granted access to this mailbox yet."),
        _("Connect it under “Mail in”."),
    ),
    "grant_refused": (
        _("The sign-in service grants no access to this mailbox any more. It says: “%(words)s”"),
        _("Connect the mailbox again under “Mail in”."),
    ),
    "no_token": (
        _("The sign-in service of this mailbox gives no access now: %(words)s."),
        _("Kept tries again by itself. If it stays so, check the address that gives tokens."),
    ),
    "token_refused": (
        _("%(host)s does not take the access that was granted for %(user)s. It says: “%(words)s”"),
        _("Connect it again with the account to which the mailbox belongs. Some providers have "
          "IMAP and SMTP switched on in the account's settings first."),
    ),
    "not_granted": (
        _("Access was not granted. The provider says: “%(words)s”"),
        _("Connect again, and allow it there."),
    ),
    "no_lasting_grant": (
        _("The sign-in service gave access for an hour only, and no refresh token."),
        _("It has to be asked for offline access: by the scope offline_access at Microsoft, by "
          "access_type=offline in the address at Google."),
    ),
    "another_journey": (
        _("What the provider sent back does not belong to a connection that was begun here."),
        _("It may have waited too long, or another window began anew. Connect again."),
    ),
    # Sending
    "no_server": (
        _("This desk has no mail server to send with."),
        _("Give this mailbox one, or name the desk's own under [smtp] in desk.toml."),
    ),
    "sender_refused": (
        _("%(host)s does not let this user send as %(address)s. It says: “%(words)s”"),
        _("Sign in as the user to whom the address belongs, or allow the address to this user in "
          "the provider's settings."),
    ),
    "recipient_refused": (
        _("%(host)s does not take mail for %(address)s. It says: “%(words)s”"),
        _("Does the address exist? Make it at your provider first."),
    ),
    "mail_refused": (
        _("%(host)s refuses the mail itself. It says: “%(words)s”"),
        _("Most often it takes the sender for a spammer: publish the records of the next step "
          "but one, and ask the provider."),
    ),
    "not_now": (
        _("%(host)s asks to come back later. It says: “%(words)s”"),
        _("Wait a few minutes and try again."),
    ),
    # Receiving
    "no_folder": (
        _("There is no folder “%(folder)s” in this mailbox."),
        _("There are: %(names)s."),
    ),
    "not_readable": (
        _("The folder “%(folder)s” cannot be read. The server says: “%(words)s”"),
        _("Choose another folder."),
    ),
    "odd_answer": (
        _("%(host)s answers what cannot be understood: “%(words)s”"),
        _("Try again; if it stays so, ask your provider."),
    ),
}  # fmt: skip
