"""Ask: when will I hear?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kept.channels.portal import asking, blocked, limits
from kept.channels.portal.asking import Asked
from kept.channels.portal.forms import AskForm, new_nonce
from kept.channels.portal.intake import Files, with_files
from kept.channels.portal.models import Sent
from kept.channels.portal.reader import Reader, page, read_by
from kept.channels.portal.vows import derived, owed_now, unowed, vow
from kept.core.promises import Edition
from kept.core.ticket import next_owed, told
from kept.deadlines import promises
from kept.people.subscriptions import standing
from kept.record import policy

_RECEIVED_FOR = timedelta(days=1)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front door leads to the question that a visitor comes with."""
    return redirect("ask")


@require_http_methods(["GET", "HEAD", "POST"])
@with_files
def ask(request: HttpRequest, files: Files) -> HttpResponse:
    """The request form, with the promise above its button."""
    reader = read_by(request)
    edition = policy.in_force()
    products = _products(edition, reader)
    if request.method != "POST":
        return _form(request, reader, edition, AskForm(initial=_known(reader), products=products))
    form = AskForm(request.POST, products=products)
    if not form.is_valid() or files.refused:
        return _form(request, reader, edition, form, files, status=422)
    asked = _asked(form.cleaned_data, files, reader)
    sent = asking.sent_before(asked.key)
    if sent is None:
        own = reader.customer.email if reader.customer else ""
        if sentence := blocked.refusal(asked.address.key, own):
            form.add_error(None, sentence)
            return _form(request, reader, edition, form, files, status=403)
        if not limits.allowed("ask", request, asked.address.key):
            form.add_error(None, _("Many requests came from you within an hour. Nothing is lost: "
                                   "leave this page open and send again later."))  # fmt: skip
            return _form(request, reader, edition, form, files, status=429)
        sent = asking.ask(asked, at=reader.now)
    return redirect("received", key=sent.key)


@require_safe
def received(request: HttpRequest, key: str) -> HttpResponse:
    """What happened with a request just sent. Shows nothing but what its sender knows."""
    reader = read_by(request)
    sent = Sent.objects.filter(pk=key, at__gte=reader.now - _RECEIVED_FOR).first()
    if sent is None:
        raise Http404("no such sending")
    reader = reader.in_zone(sent.zone)
    owed = next_owed(told(promises.of_ticket(sent.ticket)))
    context = {
        "sent": sent,
        "vow": vow(owed, reader) if owed else None,
        "derived": derived(owed, reader) if owed else "",
    }
    return page(request, reader, "portal/received.html", context)


def _products(edition: Edition, reader: Reader) -> dict[str, str]:
    """The products that the policy declares, in the reader's words."""
    return {
        name: term.words.get(reader.language) or next(iter(term.words.values()))
        for name, term in edition.policy.products.items()
    }


def _known(reader: Reader) -> dict[str, str]:
    initial = {"nonce": new_nonce(), "zone": reader.zone if reader.known else ""}
    if reader.customer:
        initial |= {"name": reader.customer.name, "email": reader.customer.email}
    return initial


def _asked(said: dict[str, Any], files: Files, reader: Reader) -> Asked:
    return Asked(
        address=said["email"],
        name=said["name"],
        subject=said["subject"],
        text=said["text"],
        files=files.taken,
        nonce=said["nonce"],
        zone=reader.zone if reader.known else "",
        language=reader.language,
        product=said.get("product", ""),
        signed_in=reader.customer,
    )


def _form(
    request: HttpRequest,
    reader: Reader,
    edition: Edition,
    form: AskForm,
    files: Files | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    product = form.data.get("product", "") if form.is_bound else ""
    owed = owed_now(edition, reader, product)
    known = standing(reader.customer) if reader.customer else ""
    clause = edition.policy.excluding({"subscription": known})
    none = unowed(clause, edition.version) if clause else None
    context = {"form": form, "files": files, "vow": vow(owed, reader) if owed else none}
    return page(request, reader, "portal/ask.html", context, status=status)
