"""What is mine: how I read the desk's pages, which mails I get, and all that it holds of me."""

from __future__ import annotations

from tempfile import TemporaryFile
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kept.channels.portal import limits, zones
from kept.channels.portal.forms import SettingsForm
from kept.channels.portal.reader import Reader, page
from kept.channels.portal.views.requests import for_customers
from kept.people.models import Customer
from kept.record.languages import named, offered
from kept.tickets import own_data


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def settings(request: HttpRequest, reader: Reader, customer: Customer) -> HttpResponse:
    """My language and my time zone."""
    form = _form(reader, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return page(request, reader, "portal/settings.html", {"form": form})
    if not form.is_valid():
        return page(request, reader, "portal/settings.html", {"form": form}, status=422)
    said = form.cleaned_data
    news = {"language": said["language"], "zone": said["time_zone"]}
    Customer.objects.filter(pk=customer.pk).update(**news)
    chosen = urlencode({"language": said["language"], "zone": said["time_zone"], "kept": ""})
    return redirect(f"{reverse('my-settings')}?{chosen}")  # whose answer keeps both in cookies


@require_POST
@for_customers
def export(request: HttpRequest, reader: Reader, customer: Customer) -> HttpResponse | FileResponse:
    """All that the desk holds of the customer, as one ZIP."""
    if not limits.allowed("export", request, str(customer.pk)):
        context = {"form": _form(reader), "too_often": True}
        return page(request, reader, "portal/settings.html", context, status=429)
    archive = TemporaryFile()  # noqa: SIM115 -- closed, and gone, with the response
    own_data.write(customer, archive, at=reader.now)
    archive.seek(0)
    name = _("my-data") + f"-{reader.now:%Y-%m-%d}.zip"
    response = FileResponse(archive, as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


def _form(reader: Reader, sent: QueryDict | None = None) -> SettingsForm:
    languages = [(code, str(name)) for code, name in named(offered())]
    places = [(str(one["zone"]), str(one["city"])) for one in zones.choices(reader)]
    known = {"language": reader.language, "time_zone": reader.zone}
    return SettingsForm(sent, initial=known, languages=languages, zones=places)
