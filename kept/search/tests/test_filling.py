"""The index follows the record, and says so where it does not."""

from collections.abc import Callable

from kept.conftest import NOW
from kept.people.models import Customer, Staff
from kept.search import filling, store
from kept.search.models import Bookmark, Document
from kept.tickets import actions
from kept.tickets.models import Message

Ask = Callable[..., int]


def _all() -> None:
    while filling.catch_up():
        pass


def test_the_worker_reads_what_happens_and_then_has_nothing_to_do(ask: Ask, agent: Staff) -> None:
    old = ask()
    _all()  # what was there before the index
    new = ask()
    assert filling.is_behind()
    _all()
    assert not filling.is_behind()
    assert filling.catch_up() == 0
    assert set(Document.objects.values_list("ticket", flat=True)) == {old, new}
    assert list(filling.differences()) == []


def test_what_is_not_read_yet_is_no_difference_and_what_is_forgotten_is(ask: Ask) -> None:
    number = ask()
    assert list(filling.differences()) == []
    _all()
    ask()
    assert list(filling.differences()) == []
    store.forget([number])
    assert list(filling.differences()) == [f"Ticket {number}: it is not found by what it says."]
    assert filling.begin_anew() == 2
    assert Bookmark.objects.get().below
    assert list(filling.differences()) == []
    _all()
    assert Document.objects.count() == 2
    assert list(filling.differences()) == []


def test_words_that_are_gone_are_found_no_more(ask: Ask, agent: Staff) -> None:
    number = ask()
    _all()
    Message.objects.filter(ticket=number).update(said="[erased]")
    assert len(list(filling.differences())) == 1
    actions.note(number, "Erased.", by=agent, at=NOW)
    _all()
    assert list(filling.differences()) == []


def test_who_gets_a_name_is_found_by_it_everywhere(ask: Ask, customer: Customer) -> None:
    first = ask()
    _all()
    Customer.objects.filter(pk=customer.pk).update(name="Camille Oriol-Roussel")
    second = ask()
    _all()
    names = dict(Document.objects.values_list("ticket", "name"))
    assert names[first] == names[second]
    assert list(filling.differences()) == []
