"""The mails that the desk writes: from the facts of an `OutgoingMail` to what is sent.

Composed when it is sent, never stored half-written. The words are letters (`kept.letters`) that a
lead can change; the agent's and the customer's words only ever go in as values.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kept.channels.mail.incoming import colleagues
from kept.channels.mail.writing import blocks
from kept.channels.mail.writing.papers import Papers, gather
from kept.channels.mail.writing.reader import Reader, spoken
from kept.channels.mail.writing.vow import Vow, ask_again, unowed, vow
from kept.channels.mail.writing.warning import Due, due_of, reader_of, warning
from kept.core.mail import (
    Address,
    Attachment,
    Outgoing,
    compose,
    reply_address,
)
from kept.core.mail.letter import Block, Link, Value
from kept.letters.wordings import Wordings, wordings
from kept.letters.writing import Foot, Said
from kept.letters.writing import written as letter
from kept.people import sign_in, wishes
from kept.people.models import Address as KnownAddress
from kept.people.models import Customer, Staff
from kept.people.names import first_name
from kept.record import files, policy
from kept.record.languages import offered
from kept.record.models import OutgoingMail
from kept.tickets import ratings
from kept.tickets.models import Ticket

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_MARKS = re.compile(r"^(?:\s*re\s*:|\s*\[#\d+\])+", re.I)
_NUMBER = re.compile(r"\s*\[#\d+\]")


def written(row: OutgoingMail, papers: Papers | None, *, at: datetime) -> bytes:
    """The mail of a row, ready to be sent. Raises ValueError, with a sentence, where it has none
    that can be sent, and LookupError where the papers that it needs are missing."""
    if row.purpose == "letter" and row.raw:  # another room wrote it, and it stands as it was
        return bytes(row.raw)
    if row.purpose in ("sign_in", "erase"):
        return compose(with_link(row, wordings(), at))
    if row.purpose == "warning":
        staff = reader_of(row)
        return compose(to_team(row, staff, due_of(row), wordings(), at))
    if row.purpose not in _WRITERS:
        raise ValueError(f"This desk writes no mail for the purpose {row.purpose!r}.")
    if papers is None:
        raise LookupError(f"Message {row.message} of ticket {row.ticket} is not there.")
    return compose(to_customer(row, papers, at))


def of_row(row: OutgoingMail, at: datetime) -> bytes:
    """The mail of one row, as `written` has it with all that there is on its ticket now."""
    return written(row, gather([row]).get(row.pk), at=at)


def to_customer(row: OutgoingMail, papers: Papers, at: datetime) -> Outgoing:
    """A mail of a ticket's conversation."""
    return _WRITERS[row.purpose](row, papers, at)


def envelope_sender(papers: Papers | None) -> str:
    """Where a mail server reports a failure: the ticket's own address where there is one."""
    return _reply_address(papers) if papers else settings.DESK.address


def _acknowledgement(row: OutgoingMail, papers: Papers, at: datetime) -> Outgoing:
    ticket, message = papers.ticket, papers.message
    edition = policy.edition(ticket.policy)
    reader = Reader.of(ticket.customer, ticket.language, edition.policy)
    with translation.override(reader.language):
        promised: Vow | None = None
        if number := row.facts.get("promise"):
            promise = papers.promises[number]
            promised = vow(promise, policy.edition(promise.policy), reader, at=message.at)
        by_clause = unowed(str(row.facts["clause"]), edition) if "clause" in row.facts else None
        values: dict[str, Value] = {"promise": blocks.promise(promised, by_clause)}
        if row.purpose != "resend":
            again = None if by_clause else ask_again(edition, reader, asked_at=message.at)
            values["ask_again"] = blocks.ask_again(again)
        facts = {
            "name": settings.DESK.name,
            "address": papers.mailbox.address,
            "number": ticket.number,
        }
        said = _("%(name)s, %(address)s, request %(number)s. This acknowledgement is not an "
                 "answer and does not count as one.")  # fmt: skip
        enough = wishes.link(ticket.customer, "acknowledgement")
        foot = Foot(said % facts, Link(enough, _("No more acknowledgements")))
        gist = promised.sentence if promised else ""
        mail = _to_customer(row, papers, reader, values, foot, at, automatic=True, gist=gist)
        return replace(mail, list_unsubscribe=enough)


def _reply(row: OutgoingMail, papers: Papers, at: datetime) -> Outgoing:
    message = papers.message
    ticket = papers.ticket
    rules = policy.edition(ticket.policy).policy
    reader = Reader.of(ticket.customer, ticket.language, rules)
    attached = list(message.attachments.all())
    pictures = {one.name: one.cid for one in attached if one.inline and one.cid}
    enclosed = tuple(
        Attachment(
            *(one.name, one.type, files.path(one.sha256).read_bytes(), one.sha256),
            inline=one.inline,
            cid=one.cid or None,
        )
        for one in attached
    )
    values: dict[str, Value] = {
        "reply": blocks.reply(message.text, pictures),
        "agent": message.staff.name if message.staff else "",
        "signature": blocks.signature(papers.mailbox.signature(reader.language)),
    }
    with translation.override(reader.language):
        values["rate"] = _rate(row, papers)
        facts = {"name": settings.DESK.name, "number": papers.ticket.number}
        follow = Link(_follow(papers.ticket, row.recipient, at), _("Follow my request"))
        foot = Foot(_("%(name)s, request %(number)s.") % facts, follow)
        return _to_customer(row, papers, reader, values, foot, at, enclosed=enclosed)


def _rate(row: OutgoingMail, papers: Papers) -> Block:
    """Asked of the customer alone, unless they want no such question, and not where the answer is
    a question to them."""
    asked = wishes.wants(papers.ticket.customer, "rating")
    if row.purpose != "reply" or papers.ticket.status == "waiting" or not asked:
        return blocks.NOTHING
    ticket, message = papers.ticket, papers.message
    return blocks.rate(ratings.address(ticket.number, message.place, ticket.customer_id))


def with_link(row: OutgoingMail, words: Wordings, at: datetime) -> Outgoing:
    """The mail with a link that its reader has asked for: to sign in, or to erase their data."""
    language = spoken(offered(), str(row.facts.get("language", "")))
    name = str(row.facts.get("name", ""))
    with translation.override(language):
        values: dict[str, Value] = {
            **_reader(name),
            **_desk(),
            "link": Link(
                str(row.facts["link"]),
                _("Erase my data") if row.purpose == "erase" else _("Sign in"),
            ),
            "minutes": str(int(sign_in.REQUESTED.total_seconds() // 60)),
        }
        foot = Foot(f"{settings.DESK.name}, {settings.DESK.address}")
        said = letter(words.of(row.purpose, language), language, values, foot)
        return _by_itself(row, said, language, "", at)


def to_team(row: OutgoingMail, staff: Staff, due: Due, words: Wordings, at: datetime) -> Outgoing:
    """The mail that tells somebody of the team what is due soon."""
    language = staff.language
    with translation.override(language):
        told = warning(due, staff)
        values = told.values | _desk()
        said = letter(words.of("warning", language), language, values, Foot(told.why), told.says)
        mail = _by_itself(row, said, language, staff.name, at)
    # An answer to this mail is their reply: the address is theirs alone.
    theirs = Address(_one_line(settings.DESK.name), colleagues.address(due.ticket, staff))
    return replace(mail, reply_to=theirs)


def _by_itself(row: OutgoingMail, said: Said, language: str, name: str, at: datetime) -> Outgoing:
    """A mail of the desk that belongs to no conversation."""
    return Outgoing(
        sender=Address(_one_line(settings.DESK.name), settings.DESK.address),
        to=(Address(_one_line(name), row.recipient),),
        subject=said.subject,
        text=said.text,
        html=said.html,
        message_id=row.message_id,
        date=at,
        automatic=True,
        language=language,
    )


def _to_customer(
    row: OutgoingMail,
    papers: Papers,
    reader: Reader,
    own: dict[str, Value],
    foot: Foot,
    at: datetime,
    *,
    automatic: bool = False,
    enclosed: tuple[Attachment, ...] = (),
    gist: str = "",
) -> Outgoing:
    ticket, name = papers.ticket, _one_line(papers.mailbox.name or settings.DESK.name)
    words = papers.wordings.of(_LETTERS[row.purpose], reader.language)
    link = Link(_follow(ticket, row.recipient, at), _("Follow my request"))
    values = {**_reader(ticket.customer.name), **_about(ticket), **_desk(), "link": link, **own}
    said = letter(words, reader.language, values, foot, gist)
    return Outgoing(
        sender=Address(name, papers.mailbox.address),
        to=(Address(_one_line(ticket.customer.name), str(row.facts.get("to", row.recipient))),),
        cc=_copied(row),
        subject=said.subject,
        text=said.text,
        html=said.html,
        message_id=row.message_id,
        in_reply_to=papers.thread.answered,
        references=papers.thread.references,
        reply_to=Address(name, _reply_address(papers)),
        date=at,
        automatic=automatic,
        attachments=enclosed,
        language=reader.language,
    )


def _reader(name: str) -> dict[str, Value]:
    """How a letter greets somebody of this name, which may be none."""
    first = first_name(name)
    hello = _("Hello %(first_name)s,") % {"first_name": first} if first else _("Hello,")
    return {"greeting": hello, "first_name": first, "customer": _one_line(name)}


def _about(ticket: Ticket) -> dict[str, Value]:
    """What the request is about, in its own words and without the marks of earlier mails."""
    plain = _one_line(_NUMBER.sub("", _MARKS.sub("", ticket.subject)))
    own = _one_line(_MARKS.sub("", ticket.subject))
    quoted = _("“%(subject)s”") % {"subject": own} if own else ""
    return {
        "subject": plain[:200] or _("Your request"),
        "quoted": quoted,
        "request": quoted or _("your request"),
        "number": str(ticket.number),
    }


def _desk() -> dict[str, Value]:
    return {"desk": settings.DESK.name, "address": settings.DESK.address}


def _copied(row: OutgoingMail) -> tuple[Address, ...]:
    """Who else gets the reply: those whom its writer chose, and nobody beside them."""
    copies: list[tuple[str, str]] = row.facts.get("cc", [])
    return tuple(Address(_one_line(name), email) for name, email in copies)


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
#: The letter of each purpose: a copy is the same as what it is a copy of.
_LETTERS = {**{name: name for name in _WRITERS}, "copy": "reply"}
