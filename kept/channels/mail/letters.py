"""The mails that the desk writes: from the facts of an `OutgoingMail` to what is sent.

Composed when it is sent, never stored half-written. The words are templates; the agent's and the
customer's words only ever go in as values.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kept.channels.mail.papers import Papers
from kept.channels.mail.reader import Reader, first_name, spoken
from kept.channels.mail.vow import AskAgain, Vow, ask_again, unowed, vow
from kept.channels.mail.warning import reader_of, warning
from kept.core.mail import (
    Address,
    Attachment,
    Outgoing,
    compose,
    markdown_to_mail,
    reply_address,
)
from kept.people import sign_in
from kept.people.models import Address as KnownAddress
from kept.people.models import Customer
from kept.record import files, policy
from kept.record.models import OutgoingMail
from kept.tickets.models import Ticket

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_MARKS = re.compile(r"^(?:\s*re\s*:|\s*\[#\d+\])+", re.I)
_NUMBER = re.compile(r"\s*\[#\d+\]")


def written(row: OutgoingMail, papers: Papers | None, *, at: datetime) -> bytes:
    """The mail of a row, ready to be sent. Raises ValueError, with a sentence, where it has none
    that can be sent, and LookupError where the papers that it needs are missing."""
    if row.purpose == "sign_in":
        return compose(_sign_in(row, at))
    if row.purpose == "warning":
        return compose(_warning(row, at))
    if row.purpose == "letter" and row.raw:  # another room wrote it, and it stands as it was
        return bytes(row.raw)
    writer = _WRITERS.get(row.purpose)
    if writer is None:
        raise ValueError(f"This desk writes no mail for the purpose {row.purpose!r}.")
    if papers is None:
        raise LookupError(f"Message {row.message} of ticket {row.ticket} is not there.")
    return compose(writer(row, papers, at))


def envelope_sender(papers: Papers | None) -> str:
    """Where a mail server reports a failure: the ticket's own address where there is one."""
    return _reply_address(papers) if papers else settings.DESK.address


def _acknowledgement(row: OutgoingMail, papers: Papers, at: datetime) -> Outgoing:
    ticket, message = papers.ticket, papers.message
    reader = Reader.of(ticket.customer, ticket.language)
    edition = policy.edition(ticket.policy)
    with translation.override(reader.language):
        promised: Vow | None = None
        if number := row.facts.get("promise"):
            promise = papers.promises[number]
            pinned = policy.edition(promise.policy)
            promised = vow(promise, pinned, reader, at=message.at)
        again: AskAgain | None = ask_again(edition, reader, asked_at=message.at)
        facts: dict[str, object] = {
            "occasion": row.purpose,
            "vow": promised,
            "unowed": unowed(str(row.facts["clause"]), edition) if "clause" in row.facts else None,
            "ask_again": again if row.purpose != "resend" and "clause" not in row.facts else None,
            "resend": edition.policy.resend,
        }
        return _to_customer(row, papers, reader, "acknowledgement", facts, at, automatic=True)


def _reply(row: OutgoingMail, papers: Papers, at: datetime) -> Outgoing:
    message = papers.message
    reader = Reader.of(papers.ticket.customer, papers.ticket.language)
    attached = list(message.attachments.all())
    pictures = {one.name: one.cid for one in attached if one.inline and one.cid}
    text, html = markdown_to_mail(message.text, pictures)
    enclosed = tuple(
        Attachment(
            *(one.name, one.type, files.path(one.sha256).read_bytes(), one.sha256),
            inline=one.inline,
            cid=one.cid or None,
        )
        for one in attached
    )
    facts: dict[str, object] = {"said": text, "said_html": html, "staff": message.staff}
    if signature := papers.mailbox.signature(reader.language):
        facts["signature"], facts["signature_html"] = markdown_to_mail(signature)
    with translation.override(reader.language):
        return _to_customer(row, papers, reader, "reply", facts, at, enclosed=enclosed)


def _sign_in(row: OutgoingMail, at: datetime) -> Outgoing:
    language = spoken(str(row.facts.get("language", "")))
    with translation.override(language):
        facts = {
            "link": row.facts["link"],
            "first_name": first_name(str(row.facts.get("name", ""))),
            "minutes": int(sign_in.REQUESTED.total_seconds() // 60),
        }
        text, html = _rendered("sign_in", facts)
        return Outgoing(
            sender=Address(_one_line(settings.DESK.name), settings.DESK.address),
            to=(Address("", row.recipient),),
            subject=_("Sign in to %(desk)s") % {"desk": settings.DESK.name},
            text=text,
            html=html,
            message_id=row.message_id,
            date=at,
            automatic=True,
            language=language,
        )


def _warning(row: OutgoingMail, at: datetime) -> Outgoing:
    staff = reader_of(row)
    with translation.override(staff.language):
        due = warning(row, staff)
        text, html = _rendered("warning", {"due": due})
        return Outgoing(
            sender=Address(_one_line(settings.DESK.name), settings.DESK.address),
            to=(Address(_one_line(staff.name), row.recipient),),
            subject=due.subject,
            text=text,
            html=html,
            message_id=row.message_id,
            date=at,
            automatic=True,
            language=staff.language,
        )


def _to_customer(
    row: OutgoingMail,
    papers: Papers,
    reader: Reader,
    template: str,
    facts: dict[str, object],
    at: datetime,
    *,
    automatic: bool = False,
    enclosed: tuple[Attachment, ...] = (),
) -> Outgoing:
    ticket, name = papers.ticket, _one_line(papers.mailbox.name or settings.DESK.name)
    text, html = _rendered(
        template,
        facts
        | {
            "ticket": ticket,
            "subject": _one_line(_MARKS.sub("", ticket.subject)),
            "first_name": reader.first_name,
            "follow_url": _follow(ticket, row.recipient, at),
        },
    )
    return Outgoing(
        sender=Address(name, papers.mailbox.address),
        to=(Address(_one_line(ticket.customer.name), str(row.facts.get("to", row.recipient))),),
        cc=_copied(row),
        subject=_subject(ticket),
        text=text,
        html=html,
        message_id=row.message_id,
        in_reply_to=papers.thread.answered,
        references=papers.thread.references,
        reply_to=Address(name, _reply_address(papers)),
        date=at,
        automatic=automatic,
        attachments=enclosed,
        language=reader.language,
    )


def _copied(row: OutgoingMail) -> tuple[Address, ...]:
    """Who else gets the reply: those whom its writer chose, and nobody beside them."""
    copies: list[tuple[str, str]] = row.facts.get("cc", [])
    return tuple(Address(_one_line(name), email) for name, email in copies)


def _rendered(name: str, facts: dict[str, object]) -> tuple[str, str]:
    context = facts | {"desk": settings.DESK, "language": translation.get_language()}
    text = render_to_string(f"mail/{name}.txt", context)
    html = render_to_string(f"mail/{name}.html", context)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", html


def _follow(ticket: Ticket, recipient: str, at: datetime) -> str:
    """The request's page. Signs in only at an address that is known to be the customer's: a
    mail can name any address as the one to answer to."""
    path = f"/requests/{ticket.number}"
    if _is_theirs(ticket.customer, recipient):
        return sign_in.link(ticket.customer, path, at=at)
    return settings.DESK.url + path


def _is_theirs(customer: Customer, recipient: str) -> bool:
    key = Address("", recipient).key
    if customer.email.lower() == key:
        return True
    return KnownAddress.objects.filter(key=key, customer=customer).exists()


def _subject(ticket: Ticket) -> str:
    about = _one_line(_NUMBER.sub("", _MARKS.sub("", ticket.subject))) or _("Your request")
    return f"Re: {about[:200]} [#{ticket.number}]"


def _reply_address(papers: Papers) -> str:
    return reply_address(papers.mailbox.address, papers.ticket.number, papers.ticket.token)


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


_WRITERS: dict[str, Callable[[OutgoingMail, Papers, datetime], Outgoing]] = {
    "request": _acknowledgement,
    "resend": _acknowledgement,
    "repetition": _acknowledgement,
    "reply": _reply,
    "copy": _reply,
}
