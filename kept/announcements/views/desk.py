"""Leads write an announcement, look at it, try it on themselves, send it and watch it go."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kept.announcements import announcing, mails, writing
from kept.announcements.announcing import NotNowError
from kept.announcements.forms import PACES, WordsForm, seen
from kept.announcements.letters import TOKEN
from kept.announcements.models import Announcement, Copy, Subscriber
from kept.announcements.shown import how, in_doubt, pace_said, standing, states
from kept.core.events import Actor
from kept.front.rooms import around
from kept.people.door import for_leads
from kept.people.models import Staff
from kept.people.reader import Reader
from kept.record import audit, languages
from kept.record.models import PolicyVersion
from kept.record.notes import told

PAGE = 50


@require_safe
@for_leads
def announcements(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The major versions, each with how its announcement stands; and who would get one."""
    read = Reader.of(staff)
    rows = [
        {"version": row, "said": standing(writing.of_version(row.number), read)}
        | {"starts": read.moment(row.effective_at)}
        | {"note": told(row.note, row.notes, read.language)}
        for row in writing.announceable()
    ]
    return _page(request, "announcements", {"rows": rows, "subscribers": states()})


@require_safe
@for_leads
def subscribers(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Who hears of changes, who left, and whose address no longer works."""
    chosen = request.GET.get("state", "")
    rows = Subscriber.objects.exclude(state=Subscriber.State.ERASED).order_by("-id")
    if chosen in Subscriber.State.values:
        rows = rows.filter(state=chosen)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    read = Reader.of(staff)
    shown = [{"row": row, "how": how(row, read),
              "since": read.moment(row.ended_at or row.confirmed_at or row.asked_at)}
             for row in page]  # fmt: skip
    context = {"rows": shown, "page": page, "chosen": chosen, "subscribers": states()}
    return _page(request, "subscribers", context)


@require_safe
@for_leads
def announcement(request: HttpRequest, staff: Staff, version: int) -> HttpResponse:
    """One announcement: its words and preview while it is a draft, its progress afterwards."""
    return _announcement(request, staff, version)


def _announcement(
    request: HttpRequest, staff: Staff, version: int, form: WordsForm | None = None
) -> HttpResponse:
    row, found = _found(version)
    read, spoken = Reader.of(staff), _spoken(found)
    context: dict[str, Any] = {
        "version": row,
        "announcement": found,
        "starts": read.moment(row.effective_at),
        "note": told(row.note, row.notes, read.language),
        "said": standing(found, read),
        "languages": languages.named(spoken),
        "reading": languages.first_of((read.language,), spoken),
    }
    if found.state == Announcement.State.DRAFT:
        context |= {
            "form": form or WordsForm(initial=found.words, spoken=spoken),
            "seen": seen(found.words),
            "told": writing.told(row, read.language, read.now),
            "readers": Subscriber.objects.filter(state=Subscriber.State.CONFIRMED).count(),
            "paces": [(n, pace_said(*pace)) for n, pace in enumerate(PACES)],
            "usual": 1,
        }
    else:
        far = announcing.progress(found)
        context |= {"far": far, "doubtful": in_doubt(found) if far.doubt else ()}
        context["refused"] = _refused(found) if far.refused else ()
    status = 422 if form else 200
    return _page(request, "announcement", context, status=status)


def _refused(found: Announcement) -> list[Copy]:
    rows = Copy.objects.filter(announcement=found, state=Copy.State.REFUSED)
    return list(rows.select_related("subscriber").order_by("id")[:PAGE])


@require_safe
@for_leads
def letter(request: HttpRequest, staff: Staff, version: int) -> HttpResponse:
    """The letter as its reader gets it, to be framed: `?in=fr`. It loads and runs nothing."""
    row, found = _found(version)
    spoken = _spoken(found)
    language = request.GET.get("in", languages.first_of((staff.language,), spoken))
    if language not in spoken:
        raise Http404("no such language")
    sent = found.letters.get(language)
    shown = sent or writing.letter(found, row, language, timezone.now())
    markup = shown["html"].replace(TOKEN, "preview")
    response = HttpResponse(markup.replace("<head>", '<head><base target="_top">', 1))
    response.headers["Content-Security-Policy"] = _FRAMED
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


_FRAMED = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


@require_POST
@for_leads
def words(request: HttpRequest, staff: Staff, version: int) -> HttpResponse:
    """Keep the lead's own words."""
    _row, found = _found(version)
    form = WordsForm(request.POST, spoken=_spoken(found))
    if not form.is_valid():
        return _announcement(request, staff, version, form)
    if form.cleaned_data.pop("seen") != seen(found.words):
        form.add_error(
            None,
            _("Somebody else has kept other words since you opened this page. Theirs stand in the "
              "letter below, yours in the form: keep yours to replace them."),
        )  # fmt: skip
        return _announcement(request, staff, version, form)
    if _kept(found, form, staff):
        messages.success(request, _("Your words are kept. Below is the letter with them."))
    else:
        messages.error(request, _("Somebody has sent it already."))
    return redirect("announcement", version=version)


def _kept(found: Announcement, form: WordsForm, staff: Staff) -> bool:
    """Whether the words were still to be changed: what was sent says what it said."""
    Announcement.objects.get_or_create(version=found.version)
    draft = Announcement.objects.filter(pk=found.version, state=Announcement.State.DRAFT)
    words = {code: said.strip() for code, said in form.cleaned_data.items()}
    with transaction.atomic():
        if not draft.update(words=words):
            return False
        actor = Actor("staff", staff.pk)
        audit.note("announcement_words", by=actor, at=timezone.now(), version=found.version)
    return True


@require_POST
@for_leads
def test(request: HttpRequest, staff: Staff, version: int) -> HttpResponse:
    """Send the letter in each language to whoever asks."""
    _row, found = _found(version)
    mails.send_test(found, staff, at=timezone.now())
    said = _("It is on its way to %(address)s, once in each language.")
    messages.success(request, said % {"address": staff.email})
    return redirect("announcement", version=version)


@require_POST
@for_leads
def send(request: HttpRequest, staff: Staff, version: int) -> HttpResponse:
    """Let it go to everybody who is confirmed now. Only somebody who said they read it."""
    _row, found = _found(version)
    pace = request.POST.get("pace", "")
    if "read" not in request.POST or pace not in map(str, range(len(PACES))):
        messages.error(request, _("Read the letter in each language first, and say so."))
        return redirect("announcement", version=version)
    found, _new = Announcement.objects.get_or_create(version=version)
    a_minute, to_one_domain = PACES[int(pace)]
    now = timezone.now()
    try:
        readers = announcing.begin(
            found,
            writing.letters(found, now),
            by=staff,
            at=now,
            a_minute=a_minute,
            a_minute_to_one_domain=to_one_domain,
        )
    except NotNowError:
        messages.error(request, _("Somebody has sent it already."))
    else:
        said = ngettext("It goes to %(count)d reader.", "It goes to %(count)d readers.", readers)
        messages.success(request, said % {"count": readers})
    return redirect("announcement", version=version)


@require_POST
@for_leads
def pause(request: HttpRequest, staff: Staff, version: int) -> HttpResponse:
    """Hold the rest back."""
    announcing.pause(_found(version)[1], by=staff, at=timezone.now())
    return redirect("announcement", version=version)


@require_POST
@for_leads
def go_on(request: HttpRequest, staff: Staff, version: int) -> HttpResponse:
    """Send the rest."""
    announcing.go_on(_found(version)[1], by=staff, at=timezone.now())
    return redirect("announcement", version=version)


def _spoken(found: Announcement) -> tuple[str, ...]:
    """In which languages there is a letter: those of its version, or in which it was sent."""
    return tuple(found.letters) or writing.languages_of(found.version)


def _found(version: int) -> tuple[PolicyVersion, Announcement]:
    """A major version and its announcement. Others have none."""
    row = PolicyVersion.objects.defer("files", "days_off").filter(pk=version, major=True).first()
    if row is None:
        raise Http404("no such announcement")
    return row, writing.of_version(version)


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    shown = {
        "title": _("Announcements"),
        **around("announcements", lead=True),
    }
    return render(request, f"announcements/{template}.html", shown | context, status=status)
