"""How a lead says where the servers of a mailbox are, and what opens them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kept.mailbox_settings.fields import choice, port, secret, text
from kept.mailboxes import providers
from kept.mailboxes.models import Mailbox
from kept.mailboxes.secrets import NOTHING, OAuth, SealBrokenError, Secrets
from kept.mailboxes.sign_in_service import safe

if TYPE_CHECKING:
    _OfMailbox = forms.ModelForm[Mailbox]
else:
    _OfMailbox = forms.ModelForm

#: Of granted access, what may be shown.
_TOLD = ("authorize_url", "token_url", "scope", "client_id")
_PROTECTED = (
    ("tls", gettext_lazy("TLS, from the first byte")),
    ("starttls", gettext_lazy("STARTTLS, after a word")),
    ("none", gettext_lazy("Not at all: only for a server on this machine")),
)


class _ServerForm(_OfMailbox):
    """How a server of the mailbox is reached. An empty secret keeps the one that is there."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = _held(self.instance)

    def _need(self, name: str, question: str, known: bool = False) -> None:
        if name not in self.errors and not self.cleaned_data.get(name) and not known:
            self.add_error(name, question)


class ReceivingForm(_ServerForm):
    """How mail comes in."""

    fetch = forms.ChoiceField(
        label=gettext_lazy("How does mail come in?"),
        choices=(
            ("imap", gettext_lazy("Kept fetches it from a mailbox at a provider (IMAP)")),
            ("", gettext_lazy("A mail server hands it over to this desk (MX or forwarding)")),
        ),
        required=False,
        widget=forms.RadioSelect,
    )
    imap_host = text(pgettext_lazy("of IMAP", "Server"), max_length=253)
    imap_port = port()
    imap_security = choice(gettext_lazy("Protection"), _PROTECTED)
    imap_user = text(gettext_lazy("User name"), max_length=254)
    imap_auth = choice(
        gettext_lazy("Signs in with"),
        (
            ("password", gettext_lazy("a password")),
            ("xoauth2", gettext_lazy("access granted there (OAuth 2)")),
        ),
    )
    password = secret(gettext_lazy("Password"))
    client_id = text(gettext_lazy("Client ID"), max_length=300)
    client_secret = secret(gettext_lazy("The client's secret"))
    authorize_url = text(gettext_lazy("Address where access is granted"))
    token_url = text(gettext_lazy("Address that gives tokens"))
    scope = text(gettext_lazy("Scope"), max_length=500)
    refresh_token = secret(
        gettext_lazy("Refresh token"),
        help_text=gettext_lazy("Only where you have one already: connecting brings it by itself."),
    )
    imap_folder = text(gettext_lazy("Folder"), max_length=200)
    imap_after = choice(
        gettext_lazy("What becomes of a mail there once Kept has it"),
        (
            ("seen", gettext_lazy("it is marked as read")),
            ("keep", gettext_lazy("it stays as it is")),
            ("move", gettext_lazy("it is moved to another folder")),
            ("delete", gettext_lazy("it is deleted")),
        ),
    )
    imap_move_to = text(gettext_lazy("To which folder"), max_length=200)

    class Meta:
        model = Mailbox
        fields: ClassVar = [
            "fetch", "imap_host", "imap_port", "imap_security", "imap_user", "imap_auth",
            "imap_folder", "imap_after", "imap_move_to",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        oauth = self.held.oauth or OAuth()
        self.initial.update({name: getattr(oauth, name) for name in _TOLD})

    def guess(self, found: providers.SignIn) -> None:
        """Fill in where access is granted, where nobody has said."""
        for name in ("authorize_url", "token_url", "scope"):
            self.initial[name] = self.initial[name] or getattr(found, name)

    @property
    def connects(self) -> bool:
        """Whether somebody has to grant access before this can be tried."""
        said = self.cleaned_data
        if (said.get("fetch"), said.get("imap_auth")) != ("imap", "xoauth2"):
            return False
        return "connect" in self.data or not self.oauth.refresh_token

    @property
    def oauth(self) -> OAuth:
        """What the form says of granted access; an empty secret is the one that is kept."""
        said, was = self.cleaned_data, self.held.oauth or OAuth()
        given = {name: said[name] for name in ("client_secret", "refresh_token") if said.get(name)}
        return replace(was, **{name: said.get(name, "") for name in _TOLD}, **given)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("fetch") != "imap":
            return said
        self._need("imap_host", _("Which server is it?"))
        self._need("imap_port", _("Which port is it? 993 in most places."))
        self._need("imap_user", _("Which user name? Most often it is the address."))
        if said.get("imap_auth") == "xoauth2":
            self._need_grant()
        else:
            self._need("password", _("Which password?"), bool(self.held.imap_password))
        if said.get("imap_after") == "move":
            self._need("imap_move_to", _("To which folder?"))
        said["imap_folder"] = said.get("imap_folder") or "INBOX"
        return said

    def _need_grant(self) -> None:
        self._need("client_id", _("Which client ID? The provider shows it."))
        self._need("token_url", _("Which address gives tokens?"))
        if self.connects:
            self._need("authorize_url", _("At which address is access granted?"))
        for name in ("authorize_url", "token_url"):
            if (url := self.cleaned_data.get(name)) and not safe(url):
                self.add_error(name, _("It has to begin with https://."))

    def filled(self) -> Mailbox:
        """The mailbox as the form says, not yet stored."""
        said, held = self.cleaned_data, self.held
        mailbox = self.save(commit=False)
        if said["fetch"] == "imap" and said["imap_auth"] == "xoauth2":
            mailbox.seal(replace(held, oauth=self.oauth))
        elif said["fetch"] == "imap" and said["password"]:
            mailbox.seal(replace(held, imap_password=said["password"]))
        return mailbox


class SendingForm(_ServerForm):
    """How replies leave."""

    way = forms.ChoiceField(
        label=gettext_lazy("How do replies leave?"),
        choices=(
            ("own", gettext_lazy("Through the mail server of this address (SMTP)")),
            ("desk", gettext_lazy("Through the desk's own mail server, as desk.toml names it")),
        ),
        required=False,
        widget=forms.RadioSelect,
    )
    smtp_host = text(pgettext_lazy("of SMTP", "Server"), max_length=253)
    smtp_port = port()
    smtp_security = choice(gettext_lazy("Protection"), _PROTECTED)
    smtp_user = text(
        gettext_lazy("User name"),
        max_length=254,
        help_text=gettext_lazy("Empty for a server that takes mail from this machine without one."),
    )
    password = secret(gettext_lazy("Password"))

    class Meta:
        model = Mailbox
        fields: ClassVar = ["smtp_host", "smtp_port", "smtp_security", "smtp_user"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = bool(self.instance.smtp_host) or settings.DESK.smtp is None
        self.initial["way"] = "own" if own or not self.instance.tried.get("sending") else "desk"
        if self._shares_grant:
            self.fields["password"].help_text = _("Empty: with the access granted for mail in.")
        elif self.held.smtp_password:
            self.fields["password"].help_text = _("Empty: the one that is kept stays.")
        elif self.held.imap_password:
            self.fields["password"].help_text = _("Empty: the same as for mail in.")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("way") == "desk":
            if settings.DESK.smtp is None:
                self.add_error("way", _("desk.toml names no mail server: choose the other way."))
            return said
        self._need("smtp_host", _("Which server is it?"))
        self._need("smtp_port", _("Which port is it? 465 or 587 in most places."))
        return said

    def filled(self) -> Mailbox:
        """The mailbox as the form says, not yet stored."""
        said, held = self.cleaned_data, self.held
        mailbox = self.save(commit=False)
        if said["way"] == "desk":
            mailbox.smtp_host = ""
        elif said["smtp_user"]:
            kept = "" if self._shares_grant else held.smtp_password or held.imap_password
            mailbox.seal(replace(held, smtp_password=said["password"] or kept))
        return mailbox

    @property
    def _shares_grant(self) -> bool:
        """Whether the access that was granted for mail in signs in here too: a password that was
        the same for both is over with it."""
        held, granted = self.held, self.instance.imap_auth == Mailbox.Auth.XOAUTH2
        return bool(granted and held.oauth and held.smtp_password in ("", held.imap_password))


def first_guess(mailbox: Mailbox, found: providers.Provider) -> None:
    """Fill in where the servers of a mailbox are likely to be, where nobody has said."""
    if not mailbox.imap_host:
        mailbox.imap_host, mailbox.imap_user = found.imap, mailbox.address
        if found.no_password:
            mailbox.imap_auth = Mailbox.Auth.XOAUTH2
        if "receiving" not in mailbox.tried:
            mailbox.fetch = Mailbox.Fetch.IMAP
    if not mailbox.smtp_host and "sending" not in mailbox.tried:
        mailbox.smtp_host, mailbox.smtp_user = found.smtp, mailbox.address
        mailbox.smtp_port, mailbox.smtp_security = found.smtp_port, found.smtp_security


def _held(mailbox: Mailbox) -> Secrets:
    """What is kept; nothing where another key sealed it, so that it can be entered again."""
    try:
        return mailbox.open_secrets()
    except SealBrokenError:
        return NOTHING
