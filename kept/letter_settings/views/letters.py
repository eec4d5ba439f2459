"""All letters, and one of them: its words, what can stand in it, what it was before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kept.channels.mail.writing.examples import cases
from kept.core.events import Actor
from kept.letter_settings import shown
from kept.letter_settings.forms import LetterForm
from kept.letter_settings.shown import Reader
from kept.letter_settings.trying import case_of, send, tried
from kept.letter_settings.views.page import UNPROCESSABLE, SeeOther, found, page
from kept.letters import wordings
from kept.letters.catalogue import LETTERS
from kept.letters.wordings import MisfitError, StaleError
from kept.people.door import for_leads
from kept.people.models import Staff


@require_safe
@for_leads
def letters(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Every letter that the desk writes by itself, and which of them it has changed."""
    return page(request, "letters", {"letters": shown.listed(Reader.of(staff))})


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def letter(request: HttpRequest, staff: Staff, name: str, language: str) -> HttpResponse:
    """The words of a letter, to be changed. What is not fit is said, and nothing is kept."""
    found(name, language)
    if request.method != "POST":
        return of_one(request, staff, name, language)
    form = LetterForm(request.POST)
    if form.is_valid() and _kept(request, staff, name, language, form):
        return SeeOther("letter", name, language)
    return of_one(request, staff, name, language, form, status=UNPROCESSABLE)


@require_POST
@for_leads
def test(request: HttpRequest, staff: Staff, name: str, language: str) -> HttpResponse:
    """Send the letter to whoever asks, in the words of the form. They stay there, not kept."""
    found(name, language)
    form, now = LetterForm(request.POST), timezone.now()
    try:
        if form.is_valid():
            case = case_of(request.POST)
            send(tried(name, language, form.words, case, staff, now), staff, now)
            said = _("It is on its way to %(address)s.")
            messages.success(request, said % {"address": staff.email})
            return of_one(request, staff, name, language, form)
    except MisfitError as error:
        form.say(error)
    return of_one(request, staff, name, language, form, status=UNPROCESSABLE)


def of_one(
    request: HttpRequest,
    staff: Staff,
    name: str,
    language: str,
    form: LetterForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page of a letter, with what `form` holds, else with the words that count."""
    words, seen = wordings.current(name, language)
    before = shown.earlier(name, language, Reader.of(staff))
    context: dict[str, Any] = {
        "post": LETTERS[name],
        "language": language,
        "language_name": shown.language_name(language),
        "tongues": shown.tongues(name, language),
        "places": shown.places(LETTERS[name]),
        "form": form or LetterForm(initial={"subject": words.subject, "body": words.body}),
        "seen": seen,
        "earlier": before,
        "changed": bool(before) and not before[0].row.original,
        "misfit": (name, language) in wordings.wordings().misfits,
        "cases": cases(name),
        "address": staff.email,
    }
    return page(request, "letter", context, status=status)


def _kept(request: HttpRequest, staff: Staff, name: str, language: str, form: LetterForm) -> bool:
    """Whether the words count now; if not, the form says why."""
    by, seen = Actor("staff", staff.pk), form.cleaned_data["seen"] or 0
    try:
        new = wordings.keep(name, language, form.words, seen=seen, by=by, at=timezone.now())
    except MisfitError as error:
        form.say(error)
        return False
    except StaleError:
        wrong = _("Somebody else has kept other words since you opened this page. Theirs stand "
                  "below, yours in the form: keep yours to replace them.")  # fmt: skip
        form.add_error(None, wrong)
        return False
    if new:
        messages.success(request, _("It is kept: from now on the letter leaves in these words."))
    else:
        messages.success(request, _("Those are its words already."))
    return True


@require_POST
@for_leads
def reset(request: HttpRequest, staff: Staff, name: str, language: str) -> HttpResponse:
    """Back to the words that come with Kept. What was stays among the earlier words."""
    found(name, language)
    wordings.reset(name, language, by=Actor("staff", staff.pk), at=timezone.now())
    messages.success(request, _("The letter leaves in its original words again."))
    return SeeOther("letter", name, language)
