"""Where the mail servers of an address are likely to be, so that a form can begin filled in.

What the providers publish in their help pages; a guess that is wrong costs one correction, for
everything is tried before it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kept.core.mail.authentication import Ask, UnansweredError


@dataclass(frozen=True, slots=True)
class SignIn:
    """Where a provider has access granted (OAuth 2.0), where it gives tokens, and for what."""

    authorize_url: str
    token_url: str
    scope: str


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider's servers. `spf`: what a domain publishes so that they may send for it, '' where
    that is not known; `app_password`: the account's own password is refused; `own`: addresses at
    these domains belong to the provider, who publishes all that there is to publish; `sign_in`:
    where access can be granted instead of a password."""

    name: str
    imap: str
    smtp: str
    smtp_port: int = 587
    spf: str = ""
    app_password: bool = False
    own: tuple[str, ...] = ()
    mx: tuple[str, ...] = ()
    sign_in: SignIn | None = None

    @property
    def no_password(self) -> bool:
        """Whether it lets programs in by granted access alone."""
        return self.sign_in is not None and not self.app_password

    @property
    def smtp_security(self) -> str:
        return "tls" if self.smtp_port == 465 else "starttls"


PROVIDERS: Final = (
    Provider(
        "Google", "imap.gmail.com", "smtp.gmail.com", 465, "include:_spf.google.com", True,
        ("gmail.com", "googlemail.com"), ("google.com", "googlemail.com"),
        SignIn(
            "https://accounts.google.com/o/oauth2/v2/auth?access_type=offline&prompt=consent",
            "https://oauth2.googleapis.com/token",
            "https://mail.google.com/",
        ),
    ),
    Provider(
        "Microsoft 365", "outlook.office365.com", "smtp.office365.com", 587,
        "include:spf.protection.outlook.com", False,
        ("outlook.com", "hotmail.com", "live.com", "outlook.fr", "hotmail.fr", "live.fr"),
        ("mail.protection.outlook.com",),
        SignIn(
            "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
            "https://login.microsoftonline.com/common/oauth2/v2.0/token",
            "https://outlook.office.com/IMAP.AccessAsUser.All "
            "https://outlook.office.com/SMTP.Send offline_access",
        ),
    ),
    Provider(
        "iCloud", "imap.mail.me.com", "smtp.mail.me.com", 587, "include:icloud.com", True,
        ("icloud.com", "me.com", "mac.com"), ("mail.icloud.com",),
    ),
    Provider(
        "Yahoo", "imap.mail.yahoo.com", "smtp.mail.yahoo.com", 465, "", True,
        ("yahoo.com", "yahoo.fr", "ymail.com"), ("yahoodns.net",),
    ),
    Provider(
        "Fastmail", "imap.fastmail.com", "smtp.fastmail.com", 465,
        "include:spf.messagingengine.com", True, ("fastmail.com", "fastmail.fm"),
        ("messagingengine.com",),
    ),
    Provider(
        "OVHcloud", "ssl0.ovh.net", "ssl0.ovh.net", 465, "include:mx.ovh.com",
        mx=("ovh.net", "ovh.com"),
    ),
    Provider(
        "Gandi", "mail.gandi.net", "mail.gandi.net", 465, "include:_mailcust.gandi.net",
        mx=("gandi.net",),
    ),
    Provider(
        "Infomaniak", "mail.infomaniak.com", "mail.infomaniak.com", 465,
        "include:spf.infomaniak.ch", mx=("infomaniak.ch", "infomaniak.com"),
    ),
    Provider(
        "IONOS", "imap.ionos.com", "smtp.ionos.com", 465, "include:_spf-eu.ionos.com",
        mx=("ionos.com", "ionos.de", "ionos.fr", "kundenserver.de"),
    ),
    Provider(
        "Zoho", "imap.zoho.eu", "smtp.zoho.eu", 465, "include:zohomail.eu", mx=("zoho.eu",),
    ),
    Provider("mailbox.org", "imap.mailbox.org", "smtp.mailbox.org", 465,
             "include:mailbox.org", own=("mailbox.org",), mx=("mailbox.org",)),
    Provider("Orange", "imap.orange.fr", "smtp.orange.fr", 465, own=("orange.fr", "wanadoo.fr")),
    Provider("Free", "imap.free.fr", "smtp.free.fr", 465, own=("free.fr",)),
)  # fmt: skip


def guess(address: str, ask: Ask) -> Provider:
    """Where mail for `address` most likely lives: by its domain, else by who takes in its mail,
    else at the names that most companies use."""
    domain = address.rpartition("@")[2]
    found = owner(domain) or _by_mx(domain, ask)
    return found or Provider("", f"imap.{domain}", f"smtp.{domain}")


def owner(domain: str) -> Provider | None:
    """The provider to whom addresses at `domain` belong; None where it is somebody's own."""
    return next((one for one in PROVIDERS if domain in one.own), None)


def of_host(host: str) -> Provider | None:
    """Whose mail server `host` is."""
    host = host.lower()
    return next((one for one in PROVIDERS if host in (one.imap, one.smtp)), None)


def _by_mx(domain: str, ask: Ask) -> Provider | None:
    try:
        hosts = ask(domain, "MX")
    except UnansweredError:
        return None
    for host in hosts:
        for one in PROVIDERS:
            if any(host.lower().endswith(f".{end}") for end in one.mx):
                return one
    return None
