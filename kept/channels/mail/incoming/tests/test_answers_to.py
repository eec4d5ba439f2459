"""Where the answer to a mail goes that asks for it elsewhere (Reply-To)."""

from __future__ import annotations

import pytest

from kept.channels.mail.conftest import HOUR, MONDAY, Write, mail, token_address
from kept.tickets.models import Ticket
from kept.tickets.outgoing import answer_to

OWN, ELSEWHERE = "camille@example.org", "secretary@elsewhere.example"
MORE = "Here is more about it: the report stops at 62 %."


def test_a_new_request_is_answered_where_it_wants(write: Write) -> None:
    write(mail(Reply_To=ELSEWHERE))
    assert answer_to(Ticket.objects.get()) == ELSEWHERE


@pytest.mark.parametrize(
    ("to", "fields", "goes"),
    [
        ("", {"subject": "Re: The report stops [#1]"}, OWN),
        ("", {"In_Reply_To": "<first@example.org>", "subject": "Re: The report stops"}, OWN),
        ("token", {"subject": "whatever"}, ELSEWHERE),
    ],
    ids=["by a number", "by the customer's own mail", "by the address that they alone have"],
)
def test_a_name_and_a_number_lead_no_answer_to_somebody_else(
    write: Write, to: str, fields: dict[str, str], goes: str
) -> None:
    """Nothing proves this sender: anybody may have written the customer's name."""
    write(mail(Message_ID="<first@example.org>"))
    where = {"to": token_address()} if to else {}
    outcome = write(mail(MORE, Reply_To=ELSEWHERE, **fields), at=MONDAY + HOUR, **where)
    assert (outcome.ticket, outcome.place) == (1, 2)
    assert answer_to(Ticket.objects.get()) == goes
