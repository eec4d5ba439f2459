"""Which of the desk's mails a customer does not want. What they asked for comes all the same: our
answers, and links to sign in."""

from __future__ import annotations

from typing import Final, Literal, get_args

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from kept.people.models import Customer
from kept.people.sign_in import known

Mail = Literal["acknowledgement", "rating"]
MAILS: Final[tuple[Mail, ...]] = get_args(Mail)
_SALT: Final = "kept.people.wishes"


def wants(customer: Customer, mail: Mail) -> bool:
    """Whether they want the mail that says that a request has arrived (and until when an answer is
    owed), or the question below an answer how it was."""
    return mail not in customer.unwanted


def set_wanted(customer: Customer, mail: Mail, *, wanted: bool) -> None:
    """From now on they get it, or not."""
    with transaction.atomic():
        row = Customer.objects.select_for_update().get(pk=customer.pk)
        row.unwanted = sorted({*row.unwanted} - {mail} if wanted else {*row.unwanted, mail})
        row.save(update_fields=["unwanted"])


def link(customer: Customer, mail: Mail) -> str:
    """Where a mail's reader says that they want no more of it: signed, so that nobody guesses it,
    and without an end, as old mails are read too."""
    token = signing.dumps([customer.pk, mail], salt=_SALT)
    return str(settings.DESK.url + reverse("mails-unwanted", args=[token]))


def asked(token: str) -> tuple[Customer, Mail] | None:
    """Whose link it is, about which mail; None where it is not ours, or they are gone."""
    try:
        number, mail = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    customer = known().filter(pk=number).first()
    return (customer, mail) if customer and mail in MAILS else None
