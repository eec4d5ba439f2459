"""Every address of the desk, asked by five people: nobody sees what is not theirs.

A new address fails here until it has its line: who may open it is decided, not left to happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kept.channels.mail.webhooks.models import added
from kept.conftest import NOW
from kept.mailboxes.models import Mailbox
from kept.people import sign_in
from kept.people.models import Customer, Staff, Team
from kept.record import policy
from kept.record.models import OutgoingMail
from kept.tickets.actions import File
from kept.tickets.models import Attachment

PEOPLE = ("visitor", "customer", "stranger", "agent", "lead")

Outcomes = tuple[str, str, str, str, str]
EVERYBODY: Outcomes = ("open", "open", "open", "open", "open")
ITS_CUSTOMER: Outcomes = ("sign in", "open", "hidden", "sign in", "sign in")
ANY_CUSTOMER: Outcomes = ("sign in", "open", "open", "sign in", "sign in")
THE_TEAM: Outcomes = ("sign in", "sign in", "sign in", "open", "open")
A_LEAD: Outcomes = ("hidden", "hidden", "hidden", "hidden", "open")
A_LEAD_AT_THE_DESK: Outcomes = ("sign in", "sign in", "sign in", "hidden", "open")
A_LEAD_IN_PUBLIC: Outcomes = ("hidden", "hidden", "hidden", "sign in", "open")
NOT_THERE: Outcomes = ("sign in", "sign in", "sign in", "hidden", "hidden")


@dataclass(frozen=True)
class Address:
    """How an address is asked, and what each of the PEOPLE finds."""

    who: Outcomes
    method: str = "get"
    where: Mapping[str, object] = field(default_factory=dict)


def ticket(who: Outcomes, method: str = "get", **more: object) -> Address:
    return Address(who, method, {"number": "ticket"} | more)


def mailbox(method: str = "get") -> Address:
    return Address(A_LEAD_AT_THE_DESK, method, {"number": "mailbox"})


def major(method: str = "get") -> Address:
    return Address(A_LEAD_AT_THE_DESK, method, {"version": "major"})


def webhook(method: str = "get") -> Address:
    return Address(A_LEAD_AT_THE_DESK, method, {"number": "webhook"})


def letter(method: str = "get") -> Address:
    return Address(A_LEAD_AT_THE_DESK, method, {"name": "request", "language": "en"})


def teammate(method: str = "get") -> Address:
    return Address(A_LEAD_AT_THE_DESK, method, {"number": "agent"})


def handed_over() -> Address:
    return Address(("hidden",) * 5, "post", {"provider": "mailgun", "token": "guessed"})


ADDRESSES = {
    # Anybody's
    "home": Address(EVERYBODY),
    "ask": Address(EVERYBODY),
    "policy": Address(EVERYBODY),
    "policy-versions": Address(EVERYBODY),
    "policy-version": Address(EVERYBODY, where={"number": "1"}),
    "policy-version-document": Address(EVERYBODY, where={"number": "1"}),
    "policy-compare": Address(("hidden",) * 5),  # it names no versions
    "policy-document": Address(EVERYBODY),
    "policy-schema": Address(EVERYBODY),
    "policy-feed": Address(EVERYBODY),
    "policy-calendar": Address(EVERYBODY),
    "policy-calendar-of": Address(EVERYBODY, where={"name": "hours"}),
    "design": Address(EVERYBODY),
    "sign-in": Address(EVERYBODY),
    "sign-in-by-link": Address(EVERYBODY),
    "sign-out": Address(("sign in",) * 5, "post"),  # where it leads to
    "sign-out-customer": Address(EVERYBODY, "post"),
    "sign-in-link": Address(("hidden",) * 5, where={"token": "forged"}),
    "received": Address(("hidden",) * 5, where={"key": "guessed"}),
    # A provider's, which knows the address and proves itself
    "mail-handed-over": handed_over(),
    "mail-handed-over-whole": handed_over(),
    # Everybody's until a lead decides otherwise; what leads do there
    "kept": Address(EVERYBODY),
    "kept-data": Address(EVERYBODY),
    "kept-broken": Address(EVERYBODY),
    "kept-remarks": Address(A_LEAD_IN_PUBLIC, "post"),
    "kept-public": Address(A_LEAD_IN_PUBLIC, "post"),
    # A customer's
    "requests": Address(ANY_CUSTOMER),
    "request": ticket(ITS_CUSTOMER),
    "request-reply": ticket(ITS_CUSTOMER, "post"),
    "request-close": ticket(ITS_CUSTOMER, "post"),
    "request-file": ticket(ITS_CUSTOMER, file="file"),
    "request-rate": ticket(ITS_CUSTOMER, "post", place="1"),
    "rate": Address(("hidden",) * 5, where={"token": "guessed"}),
    "my-settings": Address(ANY_CUSTOMER),
    "my-data": Address(ANY_CUSTOMER, "post"),
    "my-erase": Address(ANY_CUSTOMER),
    "my-mails": Address(ANY_CUSTOMER, "post"),
    "mails-unwanted": Address(("hidden",) * 5, where={"token": "guessed"}),
    # there is one for who belongs to a company
    "company-requests": Address(("sign in", "hidden", "hidden", "sign in", "sign in")),
    "erase": Address(("hidden",) * 5, where={"token": "guessed"}),
    # The team's
    "inbox": Address(THE_TEAM),
    "list": Address(THE_TEAM, where={"name": "all"}),
    "find": Address(THE_TEAM),
    "palette": Address(THE_TEAM),
    "rows": Address(THE_TEAM),
    "bulk-tags": Address(THE_TEAM),
    "tags": Address(THE_TEAM),
    "tag-add": Address(THE_TEAM, "post"),
    "tag-change": Address(NOT_THERE, "post", {"number": "1"}),
    "tag": ticket(THE_TEAM, "post"),
    "views": Address(THE_TEAM),
    "view-new": Address(THE_TEAM),
    "view": Address(NOT_THERE, where={"number": "1"}),
    "view-edit": Address(NOT_THERE, where={"number": "1"}),
    "view-move": Address(NOT_THERE, "post", {"number": "1"}),
    "view-remove": Address(NOT_THERE, "post", {"number": "1"}),
    "bulk": Address(THE_TEAM, "post"),
    "bulk-people": Address(THE_TEAM),
    "bulk-undo": Address(NOT_THERE, "post", {"number": "1"}),
    "ticket": ticket(THE_TEAM),
    "reasons": ticket(THE_TEAM),
    "saved": ticket(THE_TEAM),
    "preview": ticket(THE_TEAM, "post"),
    "snooze": ticket(THE_TEAM, "post"),
    "wake": ticket(THE_TEAM, "post"),
    "follow": ticket(THE_TEAM, "post"),
    "read": ticket(THE_TEAM, "post"),
    "colleagues": ticket(THE_TEAM),
    "desk-file": Address(THE_TEAM, where={"number": "file"}),
    "say": ticket(THE_TEAM, "post"),
    "assign": ticket(THE_TEAM, "post"),
    "classify": ticket(THE_TEAM, "post"),
    "say-fact": ticket(THE_TEAM, "post"),
    "wait": ticket(THE_TEAM, "post"),
    "solve": ticket(THE_TEAM, "post"),
    "reopen": ticket(THE_TEAM, "post"),
    "release": ticket(THE_TEAM, "post"),
    "doubt": ticket(THE_TEAM, "post"),
    "undo": ticket(THE_TEAM, "post"),
    "send-again": ticket(THE_TEAM, "post"),
    "split": ticket(THE_TEAM),
    "split-off": ticket(THE_TEAM, "post"),
    "merge": ticket(THE_TEAM),
    "merge-into": ticket(THE_TEAM, "post"),
    "unmerge": ticket(NOT_THERE, "post"),  # nothing was merged into it
    "link": ticket(THE_TEAM, "post"),
    "people": ticket(THE_TEAM, "post"),
    "block": ticket(THE_TEAM, "post"),
    "erase-customer": ticket(A_LEAD_AT_THE_DESK),
    "companies": Address(A_LEAD_AT_THE_DESK),
    # Answers that the whole team keeps
    "saved-replies": Address(THE_TEAM),
    "saved-reply-new": Address(THE_TEAM),
    "saved-reply": Address(NOT_THERE, where={"number": "1"}),
    "saved-reply-remove": Address(NOT_THERE, "post", {"number": "1"}),
    # Mailboxes and whom the desk refuses: the leads'
    "settings": Address(A_LEAD_AT_THE_DESK),
    "mailbox-add": Address(A_LEAD_AT_THE_DESK),
    "mailbox-own": Address(A_LEAD_AT_THE_DESK, "post"),
    "mailbox": mailbox(),
    "mailbox-address": mailbox(),
    "mailbox-receiving": mailbox(),
    "mailbox-sending": mailbox(),
    "mailbox-test": mailbox(),
    "mailbox-records": mailbox(),
    "mailbox-use": mailbox("post"),
    "mailbox-pause": mailbox("post"),
    "mailbox-remove": mailbox("post"),
    "mailbox-key": mailbox("post"),
    "webhook-add": Address(A_LEAD_AT_THE_DESK),
    "webhook": webhook(),
    "webhook-renew": webhook("post"),
    "webhook-remove": webhook("post"),
    "blocked": Address(A_LEAD_AT_THE_DESK),
    "unblock": Address(A_LEAD_AT_THE_DESK, "post"),
    "mailbox-connect": mailbox(),
    "mailbox-granted": Address(A_LEAD_AT_THE_DESK),
    # Who belongs to the team: the leads'. What is one's own: everybody's of the team
    "team": Address(A_LEAD_AT_THE_DESK),
    "teammate": teammate(),
    "teammate-role": Address(NOT_THERE, "post", {"number": "agent"}),  # to which is not said
    "teammate-off": Address(NOT_THERE, "post", {"number": "agent"}),
    "teammate-back": teammate("post"),
    "teammate-hand-over": teammate("post"),
    "teammate-second-step-off": teammate("post"),
    "invite": Address(A_LEAD_AT_THE_DESK, "post"),
    "invitation-again": Address(NOT_THERE, "post", {"number": "1"}),
    "invitation-withdraw": Address(NOT_THERE, "post", {"number": "1"}),
    "second-step-required": Address(NOT_THERE, "post"),
    "teams": Address(A_LEAD_AT_THE_DESK),
    "teams-one": Address(A_LEAD_AT_THE_DESK, where={"number": "group"}),
    "teams-retire": Address(A_LEAD_AT_THE_DESK, "post", {"number": "group"}),
    "teams-turns": Address(THE_TEAM, "post"),
    "teams-back": Address(A_LEAD_AT_THE_DESK, "post", {"number": "group"}),
    "audit": Address(A_LEAD_AT_THE_DESK),
    "audit-export": Address(A_LEAD_AT_THE_DESK, "post"),
    "join": Address(("hidden",) * 5, where={"token": "guessed"}),
    "profile": Address(THE_TEAM),
    "profile-password": Address(THE_TEAM, "post"),
    "profile-end": Address(NOT_THERE, "post"),
    "profile-second-step": Address(THE_TEAM),
    "profile-second-step-off": Address(THE_TEAM, "post"),
    "profile-codes": Address(THE_TEAM, "post"),
    "confirm": Address(THE_TEAM),
    "passkey-add": Address(THE_TEAM),  # asked first whether it is they
    "passkey-name": Address(THE_TEAM, "post", {"number": "1"}),  # what to call it is not said
    "passkey-remove": Address(THE_TEAM, "post", {"number": "1"}),  # asked first, as above
    "sign-in-passkey": Address(EVERYBODY),
    "sign-in-new-passkey": Address(("sign in",) * 5),
    "sign-in-code": Address(("sign in",) * 5),  # there is no password given that waits for one
    "sign-in-second-step": Address(("sign in",) * 5),
    # The words of the desk's letters: the leads'
    "letters": Address(A_LEAD_AT_THE_DESK),
    "letter": letter(),
    "letter-preview": letter(),
    "letter-reset": letter("post"),
    "letter-test": letter("post"),
    # What waits to be sent
    "mail-queue": Address(THE_TEAM),
    "undo-seconds": Address(THE_TEAM, "post"),
    "mail-queue-retry": Address(THE_TEAM, "post", {"number": "mail"}),
    "mail-queue-cancel": Address(THE_TEAM, "post", {"number": "mail"}),
    # Announcements: subscribing is anybody's, the rest the leads'
    "subscribe": Address(EVERYBODY),
    "subscribe-confirm": Address(("hidden",) * 5, where={"token": "forged"}),
    "unsubscribe": Address(("hidden",) * 5, where={"token": "forged"}),
    "announcements": Address(A_LEAD_AT_THE_DESK),
    "subscribers": Address(A_LEAD_AT_THE_DESK),
    "announcement": major(),
    "announcement-letter": major(),
    "announcement-words": major("post"),
    "announcement-test": major("post"),
    "announcement-send": major("post"),
    "announcement-pause": major("post"),
    "announcement-go-on": major("post"),
    "mail-unread": Address(THE_TEAM),
    "mail-original": Address(NOT_THERE, where={"number": "1"}),
    "mail-source": Address(NOT_THERE, where={"number": "1"}),
    "mail-retry": Address(NOT_THERE, "post", {"number": "1"}),
    "mail-accept": Address(NOT_THERE, "post", {"number": "1"}),
    "live": Address(THE_TEAM),
    "writing": ticket(THE_TEAM, "post"),
    # The policy's editor: the team reads, leads write. Nobody has begun a draft here.
    "policy-desk": Address(THE_TEAM),
    "policy-version-folder": Address(THE_TEAM, where={"number": "1"}),
    "policy-draft": Address(THE_TEAM),
    "policy-draft-folder": Address(NOT_THERE),
    "policy-draft-file": Address(NOT_THERE, where={"name": "en.md"}),
    "policy-draft-typed": Address(NOT_THERE, "post"),  # what is typed is over no version
    "policy-draft-start": Address(A_LEAD_AT_THE_DESK, "post"),
    "policy-draft-discard": Address(A_LEAD_AT_THE_DESK, "post"),
    "policy-draft-bring-back": Address(A_LEAD_AT_THE_DESK, "post"),
    "policy-draft-go-on": Address(NOT_THERE, "post"),
    "policy-draft-upload": Address(A_LEAD_AT_THE_DESK, "post"),
    "policy-draft-publish": Address(A_LEAD_AT_THE_DESK),
    "policy-better": Address(A_LEAD_AT_THE_DESK, "post", {"number": "1"}),
    # A draft on what happened
    "policy-replay": Address(A_LEAD_AT_THE_DESK),
    "policy-replay-panel": Address(A_LEAD_AT_THE_DESK),
    # The leads': mail holds sign-in links. In a demo, where it is nobody's, everybody's.
    "outbox": Address(A_LEAD_AT_THE_DESK),
    "outbox-mail": Address(A_LEAD, where={"number": "mail"}),
    "outbox-letter": Address(A_LEAD, where={"number": "mail"}),
}


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern)


def test_every_address_says_who_may_open_it() -> None:
    there = set(_names(get_resolver().url_patterns))
    assert there - set(ADDRESSES) == set(), "Add each to ADDRESSES, with what people find there."
    assert set(ADDRESSES) - there == set(), "These are addresses no more."


@pytest.fixture
def browsers(
    agent: Staff, lead: Staff, customer: Customer, stranger: Customer
) -> Mapping[str, Client]:
    """One browser for each of the PEOPLE, signed in as far as they can be."""
    browsers = {name: Client() for name in PEOPLE}
    browsers["agent"].force_login(agent)
    browsers["lead"].force_login(lead)
    _sign_in(browsers["customer"], customer)
    _sign_in(browsers["stranger"], stranger)
    return browsers


def _sign_in(browser: Client, customer: Customer) -> None:
    request = HttpRequest()
    request.session = browser.session
    sign_in.sign_in(request, customer)
    request.session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)


@pytest.fixture
def numbers(ask: Callable[..., int], agent: Staff) -> Mapping[object, object]:
    """A ticket of the customer's with a file, for the words that stand in for them above."""
    major = policy.publish(policy.files(1), at=NOW, note="Nothing changes.", major=True).version
    number = ask(files=(File("notes.txt", "text/plain", b"It stops here."),))
    mail = OutgoingMail.objects.get(ticket=number)  # the acknowledgement
    file = Attachment.objects.get(message__ticket=number)
    box = Mailbox.objects.create(address="shop@kept.example")
    there = {"mailbox": box.pk, "webhook": added("postmark").pk, "major": major, "agent": agent.pk}
    there["group"] = Team.objects.create(key="night", name="Night").pk
    return {"ticket": number, "file": file.pk, "mail": mail.pk, **there}


@pytest.mark.parametrize("name", ADDRESSES)
def test_everybody_finds_what_is_theirs_and_nothing_else(
    name: str, browsers: Mapping[str, Client], numbers: Mapping[object, object]
) -> None:
    asked = ADDRESSES[name]
    path = reverse(name, kwargs={key: numbers.get(at, at) for key, at in asked.where.items()})
    # Those who may do most come last: what they change must not decide what the others saw.
    found = tuple(_outcome(getattr(browsers[who], asked.method)(path)) for who in PEOPLE)
    assert dict(zip(PEOPLE, found, strict=True)) == dict(zip(PEOPLE, asked.who, strict=True))


def _outcome(response: HttpResponseBase) -> str:
    """In a word, what became of a request. A complaint about its content comes after the door."""
    if isinstance(response, StreamingHttpResponse):
        b"".join(response.streaming_content)  # read to its end, a file is closed
    to = response.headers.get("Location", "").partition("?")[0]
    if response.status_code in (401, 403) or to in (reverse("sign-in"), reverse("sign-in-by-link")):
        return "sign in"
    if response.status_code == 404:
        return "hidden"
    assert response.status_code < 500, response.status_code
    return "open"
