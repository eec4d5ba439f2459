"""What a mail says about the ticket that it belongs to."""

from __future__ import annotations

import pytest

from kept.core.mail import Hint, bare_subject, reply_address, same_matter, ticket_hint
from kept.core.mail.tests.reading import accepted, mail


def test_ids_are_named_from_the_nearest_to_the_oldest() -> None:
    found = accepted(mail("In-Reply-To: <3@x>", "References: <1@x> <2@x>\r\n <3@x>"))
    assert ticket_hint(found).message_ids == ("3@x", "2@x", "1@x")


@pytest.mark.parametrize(
    "line",
    [
        "Cc: Desk <desk+4812.k3x9Aa@example.org>",
        "Delivered-To: desk+4812.k3x9aa@example.org",
        "X-Original-To: desk+4812.k3x9aa@example.org",
    ],
)
def test_the_reply_address_carries_its_token(line: str) -> None:
    assert ticket_hint(accepted(mail(line))).tokens == ((4812, "k3x9aa"),)


def test_a_reply_address_is_read_back() -> None:
    address = reply_address("desk@example.org", 12, "k3x9aa")
    assert address == "desk+12.k3x9aa@example.org"
    assert ticket_hint(accepted(mail(f"Cc: {address}"))).tokens == ((12, "k3x9aa"),)


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("Re: [#4812] Login", 4812),
        ("RE: TR: [#7]", 7),
        ("Re: #4812 Login", None),
        ("Invoice 4812", None),
        ("[#12x]", None),
        ("[#9999999999999]", None),
    ],
)
def test_only_a_bracketed_number_is_a_ticket_number(subject: str, number: int | None) -> None:
    assert ticket_hint(accepted(mail(subject=subject))).subject_number == number


def test_a_new_mail_has_no_hint() -> None:
    assert ticket_hint(accepted(mail())) == Hint((), (), None)


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: [#12] Fwd: A  b", "a b"),
        ("Re[2]: TR : x", "x"),
        ("Rebate", "rebate"),
        ("[#1]", ""),
        ("", ""),
        ("Référence : x", "référence : x"),
    ],
)
def test_subjects_are_compared_without_their_marks(subject: str, bare: str) -> None:
    assert bare_subject(subject) == bare


#: A mail that names a mail of a ticket, and comes to the desk's plain address: its subject, the
#: ticket's, and whether it stays there. The same rule is told in decision 0011.
SUBJECTS = [
    ("Re: The report stops", "The report stops", True),
    ("AW: Re: The report stops [#12]", "The report stops", True),
    ("Rép : [#12] The report stops", "The report stops", True),
    ("RE[2]: the REPORT  stops", "The report stops", True),
    ("Re: Re(3): The report stops", "The report stops", True),
    ("", "The report stops", True),
    ("Re:", "The report stops", True),
    ("Re: The report stops: still", "The report stops", True),
    ("[EXTERNAL] Re: The report stops", "The report stops", True),
    ("Re: The report st", "The report stops", True),
    ("Re: anything", "", True),
    ("回复：The report stops", "The report stops", True),
    ("My invoice is wrong", "The report stops", False),
    ("Re: My invoice is wrong", "The report stops", False),
    ("My invoice (was: The report stops)", "The report stops", False),
    ("Ma facture (anciennement : The report stops)", "The report stops", False),
    ("Rechnung (war: The report stops)", "The report stops", False),
    ("Re: Help", "Helper application gone", False),
]


@pytest.mark.parametrize(("subject", "known", "same"), SUBJECTS)
def test_a_changed_subject_is_told_from_a_reply(subject: str, known: str, same: bool) -> None:
    assert same_matter(subject, known) is same
