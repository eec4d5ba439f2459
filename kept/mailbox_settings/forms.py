"""What a lead fills in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from kept.core import say
from kept.core.mail import Address
from kept.mailbox_settings.fields import FIELD, choice, text
from kept.mailboxes.directory import directory
from kept.mailboxes.models import Mailbox
from kept.people.models import Team
from kept.record import policy

if TYPE_CHECKING:
    _OfMailbox = forms.ModelForm[Mailbox]
else:
    _OfMailbox = forms.ModelForm

LONGEST_SIGNATURE = 2_000
#: Of an alias: what comes to it is whose work it is at its mailbox's own address.
AS_MAILBOX = "="


class NewForm(forms.Form):
    """The first question: which address."""

    use_required_attribute = False

    address = forms.CharField(
        label=gettext_lazy("The address that customers write to"),
        widget=forms.EmailInput(attrs={**FIELD, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Which address is it?")},
    )
    name = text(
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
    aliases = text(
        gettext_lazy("Other addresses that lead here"),
        widget=forms.Textarea(attrs={**FIELD, "rows": 2, "spellcheck": "false"}),
        help_text=gettext_lazy("One a line. Answers leave from the address above."),
    )

    class Meta:
        model = Mailbox
        fields: ClassVar = ["name", "aliases", "language", "product", "team"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.instance
        self.initial["aliases"] = "\n".join(held.aliases)
        self.fields["name"] = text(
            gettext_lazy("The name beside the address"),
            max_length=200,
            help_text=gettext_lazy("As customers see it. Empty: the name of the desk."),
        )
        self.fields["language"] = choice(
            gettext_lazy("The language of requests that come here"),
            [("", gettext_lazy("as the customer writes")), *_languages()],
        )
        self.fields["product"] = choice(
            gettext_lazy("The product that they are about"),
            [("", gettext_lazy("said by nobody yet")), *_products(held.product)],
        )
        if len(self.fields["product"].choices) == 1:  # type: ignore[attr-defined]
            del self.fields["product"]
        self._ask_for_teams(held)
        for code, name in _languages():
            self.fields[f"signature_{code}"] = forms.CharField(
                label=capfirst(_("signature, %(language)s") % {"language": name}),
                required=False,
                max_length=LONGEST_SIGNATURE,
                initial=held.signatures.get(code, ""),
                widget=forms.Textarea(attrs={**FIELD, "rows": 3, "lang": code}),
            )

    def _ask_for_teams(self, held: Mailbox) -> None:
        """Whose work is what comes to each of its addresses, where the desk has teams."""
        teams = _teams((held.team, *held.alias_teams.values()))
        if not teams:
            del self.fields["team"]
            return
        everybody = ("", gettext_lazy("everybody"))
        label = gettext_lazy("The team whose work they are")
        self.fields["team"] = choice(label, [everybody, *teams])
        same = (AS_MAILBOX, gettext_lazy("as of the address above"))
        for place, alias in enumerate(held.aliases):
            self.fields[f"team_{place}"] = choice(
                _("The team for %(address)s") % {"address": alias},
                [same, everybody, *teams],
                initial=held.alias_teams.get(alias, AS_MAILBOX),
            )

    @property
    def teams(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("team")]

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

    @property
    def _chosen(self) -> dict[str, str]:
        """The team of each alias that was asked about; of others, what was said before."""
        before: list[str] = self.initial["aliases"].split()
        asked = {f"team_{place}": alias for place, alias in enumerate(before)}
        said = {asked[name]: self.cleaned_data[name] for name in asked if name in self.data}
        return {**self.instance.alias_teams, **said}

    def save(self, commit: bool = True) -> Mailbox:
        said = {code: self.cleaned_data[f"signature_{code}"] for code, _name in _languages()}
        self.instance.signatures = {code: text for code, text in said.items() if text.strip()}
        self.instance.alias_teams = {
            alias: team
            for alias, team in self._chosen.items()
            if team != AS_MAILBOX and alias in self.instance.aliases
        }
        return super().save(commit)


def _parsed(typed: str) -> str:
    try:
        return Address.parse(typed).key
    except ValueError:
        wrong = _("“%(typed)s” is not an e-mail address such as ada@example.org.")
        raise forms.ValidationError(wrong % {"typed": typed.strip()[:80]}) from None


def _languages() -> list[tuple[str, str]]:
    """The languages that letters are written in, as the reader calls them."""
    return [
        (code, capfirst(_(get_language_info(code)["name"]))) for code in sorted(say.languages())
    ]


def _teams(now: Iterable[str]) -> list[tuple[str, str]]:
    """The teams that get requests, and those that stand there now."""
    teams = Team.objects.filter(Q(retired_at=None) | Q(key__in=[*now])).order_by("name")
    return list(teams.values_list("key", "name"))


def _products(now: str) -> list[tuple[str, str]]:
    """The products that the policy declares, and the one that stands there now."""
    try:
        declared = policy.in_force().policy.products
    except policy.NothingPublishedError:
        declared = {}
    language = (get_language() or "en")[:2]
    found = {name: capfirst(term.words.get(language, name)) for name, term in declared.items()}
    return list((found | ({} if not now or now in found else {now: now})).items())
