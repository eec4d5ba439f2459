"""A slow or busy domain waits; mail to the others goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kept.channels.mail.conftest import Write, mail
from kept.channels.mail.sending import carrier as carriers
from kept.channels.mail.sending.carrier import Carrier
from kept.channels.mail.sending.domains import FIRST_REST, LONGEST_REST, Domains, domain_of
from kept.channels.mail.sending.relays import Relay
from kept.channels.mail.sending.send import Courier
from kept.channels.mail.sending.tests.test_send import LATER, Sink, carry, sink
from kept.record.mail_server import Answer
from kept.record.models import OutgoingMail

__all__ = ["sink"]


def test_so_many_a_minute_to_one_domain() -> None:
    domains = Domains(a_minute=60)
    for _ in range(5):
        assert domains.may_go("a.example", 0)
        domains.went("a.example", 0)
    assert not domains.may_go("a.example", 0.5)
    assert domains.full(0.5) == ["a.example"]
    assert domains.may_go("b.example", 0.5)
    assert domains.may_go("a.example", 1)
    assert domains.full(60) == []


def test_a_busy_domain_rests_longer_each_time_and_is_forgiven() -> None:
    domains = Domains(a_minute=60)
    rests = [domains.rest("a.example") for _ in range(9)]
    assert rests[:3] == [FIRST_REST, 2 * FIRST_REST, 4 * FIRST_REST]
    assert max(rests) == LONGEST_REST
    domains.took("a.example")
    assert domains.rest("a.example") == FIRST_REST


@pytest.mark.parametrize(
    ("address", "domain"), [("a@B.example", "b.example"), ("<a@b.example>", "b.example"), ("", "")]
)
def test_whose_domain(address: str, domain: str) -> None:
    assert domain_of(address) == domain


class Slow:
    """A way out on which one domain never answers until it is told to."""

    go_on = threading.Event()

    def __init__(self, relay: Relay) -> None:
        pass

    def send(self, sender: str, recipient: str, raw: bytes) -> Answer:
        if domain_of(recipient) == "slow.example":
            self.go_on.wait(10)
        return Answer(True, "")

    def close(self) -> None:
        pass


def test_a_slow_domain_delays_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriers, "Transport", Slow)
    server: Any = None
    carrier = Carrier(Relay("x", server, connections=3, to_one_domain=2))
    for number in range(8):
        carrier.carry(OutgoingMail(recipient=f"a{number}@slow.example"), "", b"")
    assert not carrier.takes("slow.example")
    assert carrier.takes("quick.example")
    for number in range(8):
        carrier.carry(OutgoingMail(recipient=f"a{number}@quick.example"), "", b"")
    arrived: list[str] = []
    _until(
        lambda: arrived.extend(one.row.recipient for one in carrier.answers()) or len(arrived) == 8
    )
    assert {domain_of(one) for one in arrived} == {"quick.example"}
    Slow.go_on.set()
    carrier.close()


def test_an_answer_that_could_not_be_noted_is_given_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriers, "Transport", Slow)
    server: Any = None
    carrier = Carrier(Relay("x", server))
    carrier.carry(OutgoingMail(recipient="ada@quick.example"), "", b"")
    _until(lambda: any(True for _answer in carrier.answers()))  # and it is not asked for more
    assert carrier.in_hand == 1
    (again,) = carrier.answers()
    assert (again.row.recipient, carrier.in_hand) == ("ada@quick.example", 0)
    carrier.close()


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end, "it did not happen within thirty seconds"
        time.sleep(0.01)


def test_who_says_not_now_is_asked_for_nobody_else_either(write: Write, sink: Sink) -> None:
    for name in ("one@busy.example", "two@busy.example", "three@other.example"):
        write(mail(sender=name))
    sink.to_recipient = "450 4.7.1 Too many from you"
    OutgoingMail.objects.filter(recipient="two@busy.example").update(next_at=LATER + timedelta(1))
    first = OutgoingMail.objects.get(recipient="one@busy.example")
    OutgoingMail.objects.exclude(pk=first.pk).update(next_at=LATER + timedelta(seconds=1))
    courier = Courier()
    carry(courier)
    second = OutgoingMail.objects.get(recipient="two@busy.example")
    third = OutgoingMail.objects.get(recipient="three@other.example")
    assert second.next_at == LATER + FIRST_REST
    assert "Too many from you" in second.answer
    assert (third.next_at, third.answer) == (LATER + timedelta(seconds=1), "")
    courier.close(LATER)
