"""A ticket with news is the ticket that `dataclasses.replace` gives."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kept.core.ticket import Ticket


def test_news_change_what_they_name_and_nothing_else() -> None:
    before = Ticket(customer=7, status="waiting", doubted=(2,))
    news = {"status": "open", "urgent": True, "doubted": ()}
    assert before.with_news(news) == replace(before, status="open", urgent=True, doubted=())
    assert before == Ticket(customer=7, status="waiting", doubted=(2,))


def test_no_news_of_what_a_ticket_does_not_have() -> None:
    with pytest.raises(TypeError, match="a ticket has no urgency"):
        Ticket().with_news({"urgency": True})
