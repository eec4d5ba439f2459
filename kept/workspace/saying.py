"""What the composer sends: an answer to the customer, or a note for the team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.core import mail
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.saved_replies.places import left
from kept.tickets import access, actions, outgoing
from kept.tickets.actions import Draft, Refused
from kept.tickets.models import Message, Ticket
from kept.workspace import enclosed, people
from kept.workspace.acts import Result, answer
from kept.workspace.composer import Words
from kept.workspace.given import whole
from kept.workspace.held import waits
from kept.workspace.reader import Reader
from kept.workspace.screen import Mistake

LONGEST: Final = 100_000
#: Mail servers take about 25 MB, and a file grows by a third on its way.
MOST_BYTES: Final = 18 * 1024 * 1024
MOST_FILES: Final = 20

Then = Literal["wait", "solve"]
Uploads: TypeAlias = "Sequence[UploadedFile[Any]]"


@require_POST
@for_the_team
def say(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """`mode` reply or note, `text` in Markdown, `files`, `then` ('wait', 'solve', else stay), and
    `seen`: the last message that was on the screen. Words that are not sent come back."""
    ticket = access.ticket(staff, number)
    text = request.POST.get("text", "")
    mode = "note" if "note" in (request.POST.get("mode"), request.POST.get("then")) else "reply"
    at = timezone.now()
    uploads: Uploads = request.FILES.getlist("files")
    result: Result
    if mode == "note":
        to = whole(request.POST.get("to"))
        result = _noted(ticket, text, uploads, staff, at, to)
    else:
        result = _replied(request, ticket, text, uploads, staff, at)
    return answer(request, staff, number, result, Words(text, mode))


def _wrong(text: str, uploads: Uploads) -> Mistake | None:
    """What cannot be said by anybody in any way."""
    kept = _("Your text is kept.")
    if len(text) > LONGEST:
        most = _("Not sent: a message has at most %(most)d characters, this one %(n)d.")
        return Mistake(most % {"most": LONGEST, "n": len(text)}, kept)
    if len(uploads) > MOST_FILES:
        most = _("Not sent: at most %(most)d files go with a message, here are %(n)d.")
        return Mistake(most % {"most": MOST_FILES, "n": len(uploads)}, kept)
    size = sum(upload.size or 0 for upload in uploads)
    if size > MOST_BYTES:
        large = _("Not sent: the files have %(size)s together, a mail takes %(most)s.")
        facts = {"size": filesizeformat(size), "most": filesizeformat(MOST_BYTES)}
        return Mistake(large % facts, kept)
    return None


def _noted(
    ticket: Ticket, text: str, uploads: Uploads, staff: Staff, at: datetime, to: int | None
) -> Result:
    """`to`: the number of a colleague to whom the ticket is handed over with it."""
    if wrong := _wrong(text, uploads):
        return wrong
    if uploads:
        return Mistake(
            _("Not saved: a note cannot hold files yet."),
            _("Your text is kept. Take the files out, or send them to the customer."),
        )
    if not text.strip():
        return Mistake(_("Nothing was written."), _("Write the note, then add it."))
    if to is None:
        return actions.note(ticket.number, text, by=staff, at=at)
    colleague = Staff.objects.filter(pk=to).first()
    if colleague is None:
        return Mistake(_("There is no such colleague."), _("Your text is kept."))
    return actions.hand_over(ticket.number, colleague, text, by=staff, at=at)


def _replied(
    request: HttpRequest,
    ticket: Ticket,
    text: str,
    uploads: Uploads,
    staff: Staff,
    at: datetime,
) -> Result:
    then = _then(request.POST.get("then", ""))
    if not text.strip():
        return _without_words(ticket, then, uploads, staff, at)
    if place := left(text):
        words = _("Not sent: %(place)s is still to be filled in.") % {"place": place}
        return Mistake(words, _("Your text is kept. Write there what you know, then send again."))
    draft = drafted(request, ticket, staff)
    if isinstance(draft, Mistake):
        return draft
    shown = whole(request.POST.get("seen")) or 0
    done = actions.reply(ticket.number, draft, by=staff, seen=shown, at=at, then=then)
    if isinstance(done, Refused) and done.code == "moved_on":
        return _moved_on(ticket, shown, staff, at)
    return done


def drafted(request: HttpRequest, ticket: Ticket, staff: Staff) -> Draft | Mistake:
    """What the composer holds as a reply, ready to be sent. Who is named to get a copy takes part
    from then on."""
    text, uploads = request.POST.get("text", ""), request.FILES.getlist("files")
    if wrong := _wrong(text, uploads):
        return wrong
    again = {whole(one) for one in request.POST.getlist("again")}
    kept = enclosed.kept_from(access.taken_back(staff, ticket.number), again)
    files = enclosed.in_place(text, [*kept, *map(enclosed.uploaded, uploads)])
    cids = {file.name: file.cid for file in files if file.cid}
    chosen = people.copies(request, staff, ticket.number)
    if isinstance(chosen, Mistake):
        return chosen
    return Draft(
        kind="agent",
        channel="mail",
        text=text.replace("\r\n", "\n"),
        html=mail.markdown_to_mail(text, cids)[1],
        language=ticket.language,
        staff=staff,
        message_id=outgoing.message_id(),
        recipient=outgoing.answer_to(ticket),
        copies=chosen,
        files=files,
        held=waits(staff),
    )


def _then(text: str) -> Then | None:
    return cast("Then", text) if text in ("wait", "solve") else None


def _without_words(
    ticket: Ticket,
    then: Then | None,
    uploads: Uploads,
    staff: Staff,
    at: datetime,
) -> Result:
    """'Send and solve' with nothing to send only solves, and so on."""
    if uploads or then is None:
        return Mistake(_("Nothing was written."), _("Write the answer, then send it."))
    if then == "wait":
        return actions.mark_waiting(ticket.number, by=staff, at=at)
    return actions.solve(ticket.number, by=staff, at=at)


def _moved_on(ticket: Ticket, seen: int, staff: Staff, at: datetime) -> Mistake:
    """Who said something meanwhile, and when. The page that shows this shows what it was."""
    news = access.messages(staff, ticket).filter(place__gt=seen).exclude(kind=Message.Kind.NOTE)
    first = news.first()
    if first is None:
        return Mistake(_("Not sent: something came in while you wrote."), _read_first())
    who = str(first.staff if first.staff_id else first.customer)
    moment = Reader.of(staff, at).clock(first.at)
    return Mistake(
        _("Not sent: %(who)s wrote at %(clock)s.") % {"who": who, "clock": moment}, _read_first()
    )


def _read_first() -> str:
    return _("Your text is kept. Read what came in, then send again.")
