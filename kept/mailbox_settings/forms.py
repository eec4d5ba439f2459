"""What a lead fills in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from kept.core import say
from kept.core.mail import Address
from kept.mailboxes import providers
from kept.mailboxes.directory import directory
from kept.mailboxes.models import Mailbox
from kept.mailboxes.secrets import NOTHING, OAuth, SealBrokenError, Secrets
from kept.record import policy

if TYPE_CHECKING:
    _OfMailbox = forms.ModelForm[Mailbox]
else:
    _OfMailbox = forms.ModelForm

LONGEST_SIGNATURE = 2_000
_FIELD = {"class": "field"}
_PROTECTED = (
    ("tls", gettext_lazy("TLS, from the first byte")),
    ("starttls", gettext_lazy("STARTTLS, after a word")),
    ("none", gettext_lazy("Not at all: only for a server on this machine")),
)


def _text(label: Any, **more: Any) -> forms.CharField:
    more = {"required": False, "widget": forms.TextInput(attrs=_FIELD), **more}
    return forms.CharField(label=label, **more)


def _secret(label: Any, **more: Any) -> forms.CharField:
    """Never shown again, and never filled in by a browser that knows another."""
    widget = forms.PasswordInput(attrs={**_FIELD, "autocomplete": "new-password"})
    return forms.CharField(label=label, required=False, strip=False, widget=widget, **more)


def _port(**more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={**_FIELD, "inputmode": "numeric"})
    wrong = {"invalid": gettext_lazy("A port is a number from 1 to 65535.")}
    return forms.IntegerField(
        label=gettext_lazy("Port"), min_value=1, max_value=65535, required=False,
        widget=widget, error_messages=wrong, **more,
    )  # fmt: skip


def _choice(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=False, widget=forms.Select(attrs=_FIELD), **more
    )


class NewForm(forms.Form):
    """The first question: which address."""

    use_required_attribute = False

    address = forms.CharField(
        label=gettext_lazy("The address that customers write to"),
        widget=forms.EmailInput(attrs={**_FIELD, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Which address is it?")},
    )
    name = _text(
        gettext_lazy("The name beside it"),
        max_length=200,
        help_text=gettext_lazy("As customers see it. Empty: the name of the desk."),
    )

    def clean_address(self) -> str:
        typed = self.cleaned_data["address"]
        key = _parsed(typed)
        if Mailbox.objects.filter(address=key).exists():
            raise forms.ValidationError(_("This desk has a mailbox of this address already."))
        if (holder := directory().of(key)) and key in holder.aliases:
            wrong = _("It is an alias of %(address)s: take it away there first.")
            raise forms.ValidationError(wrong % {"address": holder.address})
        if "+" in key.partition("@")[0]:
            raise forms.ValidationError(
                _("An address with a “+” belongs to the one without: set up that one.")
            )
        return key


class AddressForm(_OfMailbox):
    """What the address is called, and what a request that comes to it is about."""

    use_required_attribute = False
    aliases = _text(
        gettext_lazy("Other addresses that lead here"),
        widget=forms.Textarea(attrs={**_FIELD, "rows": 2, "spellcheck": "false"}),
        help_text=gettext_lazy("One a line. Answers leave from the address above."),
    )

    class Meta:
        model = Mailbox
        fields: ClassVar = ["name", "aliases", "language", "product"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.instance
        self.initial["aliases"] = "\n".join(held.aliases)
        self.fields["name"] = _text(
            gettext_lazy("The name beside the address"),
            max_length=200,
            help_text=gettext_lazy("As customers see it. Empty: the name of the desk."),
        )
        self.fields["language"] = _choice(
            gettext_lazy("The language of requests that come here"),
            [("", gettext_lazy("as the customer writes")), *_languages()],
        )
        self.fields["product"] = _choice(
            gettext_lazy("The product that they are about"),
            [("", gettext_lazy("said by nobody yet")), *_products(held.product)],
        )
        if len(self.fields["product"].choices) == 1:  # type: ignore[attr-defined]
            del self.fields["product"]
        for code, name in _languages():
            self.fields[f"signature_{code}"] = forms.CharField(
                label=capfirst(_("signature, %(language)s") % {"language": name}),
                required=False,
                max_length=LONGEST_SIGNATURE,
                initial=held.signatures.get(code, ""),
                widget=forms.Textarea(attrs={**_FIELD, "rows": 3, "lang": code}),
            )

    @property
    def signatures(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("signature_")]

    def clean_aliases(self) -> list[str]:
        found = dict.fromkeys(_parsed(one) for one in self.cleaned_data["aliases"].split())
        found.pop(self.instance.address, None)
        for alias in found:
            holder = directory().by_address.get(alias)
            if holder is not None and holder.address != self.instance.address:
                wrong = _("%(alias)s belongs to %(address)s already.")
                raise forms.ValidationError(wrong % {"alias": alias, "address": holder.address})
        return list(found)

    def save(self, commit: bool = True) -> Mailbox:
        said = {code: self.cleaned_data[f"signature_{code}"] for code, _name in _languages()}
        self.instance.signatures = {code: text for code, text in said.items() if text.strip()}
        return super().save(commit)


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
    imap_host = _text(pgettext_lazy("of IMAP", "Server"), max_length=253)
    imap_port = _port()
    imap_security = _choice(gettext_lazy("Protection"), _PROTECTED)
    imap_user = _text(gettext_lazy("User name"), max_length=254)
    imap_auth = _choice(
        gettext_lazy("Signs in with"),
        (("password", gettext_lazy("a password")), ("xoauth2", gettext_lazy("a grant (OAuth 2)"))),
    )
    password = _secret(gettext_lazy("Password"))
    token_url = _text(gettext_lazy("Address that gives tokens"))
    client_id = _text(gettext_lazy("Client"))
    client_secret = _secret(gettext_lazy("The client's secret"))
    refresh_token = _secret(gettext_lazy("Refresh token"))
    imap_folder = _text(gettext_lazy("Folder"), max_length=200)
    imap_after = _choice(
        gettext_lazy("What becomes of a mail there once Kept has it"),
        (
            ("seen", gettext_lazy("it is marked as read")),
            ("keep", gettext_lazy("it stays as it is")),
            ("move", gettext_lazy("it is moved to another folder")),
            ("delete", gettext_lazy("it is deleted")),
        ),
    )
    imap_move_to = _text(gettext_lazy("To which folder"), max_length=200)

    class Meta:
        model = Mailbox
        fields: ClassVar = [
            "fetch", "imap_host", "imap_port", "imap_security", "imap_user", "imap_auth",
            "imap_folder", "imap_after", "imap_move_to",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        oauth = self.held.oauth or OAuth()
        self.initial.update(token_url=oauth.token_url, client_id=oauth.client_id)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("fetch") != "imap":
            return said
        self._need("imap_host", _("Which server is it?"))
        self._need("imap_port", _("Which port is it? 993 in most places."))
        self._need("imap_user", _("Which user name? Most often it is the address."))
        if said.get("imap_auth") == "xoauth2":
            self._need("token_url", _("Which address gives tokens?"))
            self._need("refresh_token", _("Which refresh token?"), bool(self.held.oauth))
        else:
            self._need("password", _("Which password?"), bool(self.held.imap_password))
        if said.get("imap_after") == "move":
            self._need("imap_move_to", _("To which folder?"))
        said["imap_folder"] = said.get("imap_folder") or "INBOX"
        return said

    def filled(self) -> Mailbox:
        """The mailbox as the form says, not yet stored."""
        said, held = self.cleaned_data, self.held
        mailbox = self.save(commit=False)
        if said["fetch"] == "imap" and said["imap_auth"] == "xoauth2":
            was = held.oauth or OAuth()
            given = {name: said[name] for name in ("client_secret", "refresh_token") if said[name]}
            named = {"token_url": said["token_url"], "client_id": said["client_id"]}
            mailbox.seal(replace(held, oauth=replace(was, **named, **given)))
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
    smtp_host = _text(pgettext_lazy("of SMTP", "Server"), max_length=253)
    smtp_port = _port()
    smtp_security = _choice(gettext_lazy("Protection"), _PROTECTED)
    smtp_user = _text(
        gettext_lazy("User name"),
        max_length=254,
        help_text=gettext_lazy("Empty for a server that takes mail from this machine without one."),
    )
    password = _secret(gettext_lazy("Password"))

    class Meta:
        model = Mailbox
        fields: ClassVar = ["smtp_host", "smtp_port", "smtp_security", "smtp_user"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = bool(self.instance.smtp_host) or settings.DESK.smtp is None
        self.initial["way"] = "own" if own or not self.instance.tried.get("sending") else "desk"
        if self.held.smtp_password:
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
            password = said["password"] or held.smtp_password or held.imap_password
            mailbox.seal(replace(held, smtp_password=password))
        return mailbox


def first_guess(mailbox: Mailbox, found: providers.Provider) -> None:
    """Fill in where the servers of a mailbox are likely to be, where nobody has said."""
    if not mailbox.imap_host:
        mailbox.imap_host, mailbox.imap_user = found.imap, mailbox.address
        if "receiving" not in mailbox.tried:
            mailbox.fetch = Mailbox.Fetch.IMAP
    if not mailbox.smtp_host and "sending" not in mailbox.tried:
        mailbox.smtp_host, mailbox.smtp_user = found.smtp, mailbox.address
        mailbox.smtp_port, mailbox.smtp_security = found.smtp_port, found.smtp_security


def _parsed(typed: str) -> str:
    try:
        return Address.parse(typed).key
    except ValueError:
        wrong = _("“%(typed)s” is not an e-mail address such as ada@example.org.")
        raise forms.ValidationError(wrong % {"typed": typed.strip()[:80]}) from None


def _held(mailbox: Mailbox) -> Secrets:
    """What is kept; nothing where another key sealed it, so that it can be entered again."""
    try:
        return mailbox.open_secrets()
    except SealBrokenError:
        return NOTHING


def _languages() -> list[tuple[str, str]]:
    """The languages that letters are written in, as the reader calls them."""
    return [
        (code, capfirst(_(get_language_info(code)["name"]))) for code in sorted(say.languages())
    ]


def _products(now: str) -> list[tuple[str, str]]:
    """The products that the policy declares, and the one that stands there now."""
    try:
        declared = policy.in_force().policy.products
    except policy.NothingPublishedError:
        declared = {}
    language = (get_language() or "en")[:2]
    found = {name: capfirst(term.words.get(language, name)) for name, term in declared.items()}
    return list((found | ({} if not now or now in found else {now: now})).items())
