"""What tickets are found by, read from their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from kept.core.finding import LONGEST, fold, forms, tokens
from kept.people.models import Address
from kept.search.store import MOST_WORDS, Text
from kept.tickets import access
from kept.tickets.models import Attachment

#: What a ticket with a file is found by beside its words: longer than any of them.
FILE: Final = "file" * (LONGEST // 4 + 1)


class Read:
    """The texts of some tickets, and every word in them."""

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.words: set[str] = set()

    def take(self, ticket: int, name: str, said: Iterable[str], files: Sequence[str]) -> None:
        """What is said as `also` stands behind everything, so that it parts no phrase."""
        stems = [*self._stems([*said, *files]), *([FILE] if files else [])]
        self.texts.append(Text(ticket, self._stems([name]), stems, name))

    def add(self, other: Read) -> None:
        self.texts += other.texts
        self.words |= other.words

    def _stems(self, said: Iterable[str]) -> Sequence[str]:
        words = list(islice((word for one in said for word in tokens(one)), MOST_WORDS))
        self.words.update(map(fold, words))
        known = list(map(forms, words))
        return [*(one.stem for one in known), *(one.also for one in known if one.also)]


def read(tickets: Sequence[int]) -> Read:
    """Read what these tickets are found by; one that is not there has no text. Four queries."""
    found = Read()
    rows = access.tickets_of_the_team().filter(pk__in=tickets)
    columns = list(
        rows.values_list("pk", "subject", "customer", "customer__name", "customer__email")
    )
    addresses = _addresses({customer for _pk, _subject, customer, *_name in columns})
    said, files = _said(tickets), _files(tickets)
    for number, subject, customer, name, email in columns:
        known_as = dict.fromkeys([name, email, *addresses.get(customer, ())])
        name = " ".join(filter(None, known_as))
        found.take(number, name, [subject, *said[number]], files[number])
    return found


def _addresses(customers: set[int]) -> dict[int, list[str]]:
    keys: dict[int, list[str]] = defaultdict(list)
    found = Address.objects.filter(customer__in=customers).order_by("key")
    for customer, key in found.values_list("customer", "key"):
        keys[customer].append(key)
    return keys


def _said(tickets: Sequence[int]) -> dict[int, list[str]]:
    words: dict[int, list[str]] = defaultdict(list)
    for ticket, *said in access.all_said_to_the_team(tickets).values_list(
        "ticket", "subject", "said"
    ):
        words[ticket] += filter(None, said)
    return words


def _files(tickets: Sequence[int]) -> dict[int, list[str]]:
    """The names of the files that somebody enclosed."""
    names: dict[int, list[str]] = defaultdict(list)
    files = Attachment.objects.filter(
        message__in=access.all_said_to_the_team(tickets).order_by(), inline=False
    )
    for ticket, name in files.order_by("id").values_list("message__ticket", "name"):
        names[ticket].append(name)
    return names
