"""Keep a sentence as a list of one's own: see it, name it, order it, take it away and back."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kept.core.filters import Mistake, mistake_said, read
from kept.front.addresses import address
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.record import events
from kept.search.desk import desk
from kept.workspace import saved
from kept.workspace.given import whole
from kept.workspace.inbox import frame, live_url
from kept.workspace.models import View
from kept.workspace.rail import SAVED, forget
from kept.workspace.reader import Reader
from kept.workspace.results import LONGEST, Place, Results, answer


@require_safe
@for_the_team
def view(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """A saved list beside room for a ticket."""
    reader, after = Reader.of(staff), events.newest()
    one = get_object_or_404(saved.seen_by(staff), pk=number)
    listing = answered(reader, request, one)
    context = {"listing": listing, "title": one.name}
    live = {"live_url": live_url(after, everything=True)}
    shown = frame(reader, listing.name, after) | context | live
    return render(request, "workspace/inbox.html", shown)


def answered(
    reader: Reader, request: HttpRequest, one: View, current: int | None = None
) -> Results:
    """The page of a saved list that the address asks for."""
    name = f"{SAVED}{one.pk}"
    place = Place(name, one.name, address("view", one.pk), {}, {"list": name})
    return answer(reader, request, one.sentence, place, current)


def beside(
    reader: Reader, request: HttpRequest, name: str, current: int | None = None
) -> Results | None:
    """The saved list that a ticket was opened from; None where `name` is none of this person's."""
    number = whole(name.removeprefix(SAVED))
    found = saved.seen_by(reader.staff).filter(pk=number).first() if number else None
    return answered(reader, request, found, current) if found else None


class Form(forms.Form):
    """A list as it is named."""

    name = forms.CharField(label=_("Name"), max_length=60)
    sentence = forms.CharField(
        label=_("Which tickets"),
        max_length=LONGEST,
        help_text=_("The sentence over the list, as in the search field."),
    )
    shared = forms.BooleanField(label=_("Everybody of the team has it"), required=False)

    def __init__(self, staff: Staff, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.staff = staff
        if not staff.is_lead:
            del self.fields["shared"]

    def clean_sentence(self) -> str:
        query = read(self.cleaned_data["sentence"], desk(self.staff))
        if isinstance(query, Mistake):
            raise forms.ValidationError(mistake_said(query, self.staff.language))
        if not query:
            raise forms.ValidationError(_("Say which tickets stand in it."))
        return str(query)


@require_http_methods(["GET", "POST"])
@for_the_team
def new(request: HttpRequest, staff: Staff) -> HttpResponseBase:
    """`q`: the sentence that is to be kept."""
    form = Form(staff, request.POST or None, initial={"sentence": request.GET.get("q", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        one = saved.add(staff, said["name"], said["sentence"], shared=said.get("shared", False))
        forget()
        return redirect("view", one.pk)
    return _form(request, staff, form, None)


@require_http_methods(["GET", "POST"])
@for_the_team
def edit(request: HttpRequest, staff: Staff, number: int) -> HttpResponseBase:
    one = get_object_or_404(saved.kept_by(staff), pk=number, removed_at=None)
    known = {"name": one.name, "sentence": one.sentence, "shared": one.shared}
    form = Form(staff, request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        shared = said.get("shared", one.shared)
        saved.change(one, said["name"], said["sentence"], shared=shared)
        forget()
        return redirect("views")
    return _form(request, staff, form, one)


def _form(request: HttpRequest, staff: Staff, form: Form, one: View | None) -> HttpResponse:
    title = _("Change the list") if one else _("Save as a list")
    context = {"form": form, "one": one, "title": title}
    status = 422 if form.is_bound else 200
    shown = frame(Reader.of(staff), "", events.newest()) | context
    return render(request, "workspace/view_form.html", shown, status=status)


@require_safe
@for_the_team
def views(request: HttpRequest, staff: Staff) -> HttpResponse:
    """All that somebody may change, in their order. `gone`: one that was just taken away."""
    kept = saved.kept_by(staff).order_by("shared", "place", "pk").select_related("owner")
    number = whole(request.GET.get("gone")) or 0
    gone = kept.filter(pk=number, removed_at__isnull=False).first()
    standing = list(kept.filter(removed_at=None))
    kinds = [[one for one in standing if one.shared is shared] for shared in (False, True)]
    context = {"kinds": [kind for kind in kinds if kind], "gone": gone, "title": _("Saved lists")}
    return render(
        request,
        "workspace/views.html",
        frame(Reader.of(staff), "", events.newest()) | context,
    )


@require_POST
@for_the_team
def move(request: HttpRequest, staff: Staff, number: int) -> HttpResponseBase:
    """`up` or `down`: one place."""
    one = get_object_or_404(saved.kept_by(staff), pk=number, removed_at=None)
    saved.move(one, staff, -1 if "up" in request.POST else 1)
    forget()
    return redirect("views")


@require_POST
@for_the_team
def remove(request: HttpRequest, staff: Staff, number: int) -> HttpResponseBase:
    """Take it away; `back`: let it stand again."""
    one = get_object_or_404(saved.kept_by(staff), pk=number)
    if "back" in request.POST:
        saved.bring_back(one)
    else:
        saved.remove(one, timezone.now())
    forget()
    return redirect(address("views") + ("" if "back" in request.POST else f"?gone={one.pk}"))
