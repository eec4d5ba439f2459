"""Filters alone: what they let through, in which order, and how far a page looks for it."""

import random
from datetime import UTC, timedelta

import pytest

from kept.conftest import NOW
from kept.core.filters import Query, read
from kept.core.ticket import SETTLED
from kept.people.models import Customer, Staff
from kept.search import paging
from kept.search.desk import desk
from kept.search.paging import Cursor, page
from kept.search.walking import Walk, walk
from kept.tickets import access
from kept.tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("edition")


@pytest.fixture
def many(customer: Customer, agent: Staff) -> list[Ticket]:
    """Tickets straight into the table, many of them equal in all that orders a list."""
    chance = random.Random(7)
    moments = [NOW + timedelta(hours=chance.randint(-300, 30)) for _ in range(9)]

    def ticket() -> Ticket:
        rank = chance.randint(0, SETTLED)
        status = chance.choice(["solved", "closed"] if rank == SETTLED else ["open", "waiting"])
        return Ticket(
            token="x",
            customer=customer,
            channel=chance.choice(["mail", "form"]),
            language=chance.choice(["en", "fr"]),
            kind=chance.choice(["", "question", "bug"]),
            policy=1,
            status=status,
            assignee=chance.choice([agent, None]),
            urgent=chance.random() < 0.3,
            doubted=chance.choice([0, 0, 2]),
            opened_at=chance.choice(moments),
            changed_at=NOW,
            rank=rank,
            matters_at=chance.choice(moments),
        )

    return Ticket.objects.bulk_create(ticket() for _ in range(120))


def _walk(said: str, staff: Staff) -> Walk:
    query = read(said, desk(staff))
    assert isinstance(query, Query), query
    return walk(query, staff, NOW, UTC)


def _through(of: Walk, staff: Staff, size: int = 7) -> list[int]:
    """All pages, and the way back to the first."""
    seen: list[int] = []
    found, turns = page(of, access.tickets(staff), None, ("id",), size), 0
    first = found
    while True:
        seen += [row["id"] for row in found.rows]
        turns += 1
        assert turns < 400, "pages go on"
        if not found.after:
            break
        cursor = Cursor.read("after", found.after)
        found = page(of, access.tickets(staff), cursor, ("id",), size)
    while found.before:
        cursor = Cursor.read("before", found.before)
        found = page(of, access.tickets(staff), cursor, ("id",), size)
    assert not first.rows or not found.rows or found.rows[0] == first.rows[0]
    return seen


FITS = {
    "": lambda t, me: True,
    "is:open": lambda t, me: t.rank < SETTLED,
    "is:open assigned:me": lambda t, me: t.rank < SETTLED and t.assignee_id == me.pk,
    "assigned:nobody kind:bug": lambda t, me: t.assignee_id is None and t.kind == "bug",
    "is:waiting assigned:me": lambda t, me: t.status == "waiting" and t.assignee_id == me.pk,
    "is:open is:closed": lambda t, me: t.rank < SETTLED or t.status == "closed",
    "is:waiting is:resent": lambda t, me: t.status == "waiting" or (t.urgent and t.rank < SETTLED),
    "is:settled": lambda t, me: t.rank == SETTLED,
    "is:solved -language:fr": lambda t, me: t.status == "solved" and t.language != "fr",
    "-language:fr": lambda t, me: t.language != "fr",
    "-is:open channel:mail": lambda t, me: t.rank >= SETTLED and t.channel == "mail",
    "language:fr kind:bug kind:question": lambda t, me: t.language == "fr" and t.kind != "",
    "created:<7d": lambda t, me: t.opened_at >= NOW - timedelta(days=7),
    "created:<7d -kind:bug": lambda t, me: (
        t.opened_at >= NOW - timedelta(days=7) and t.kind != "bug"
    ),
    "-created:<7d": lambda t, me: t.opened_at < NOW - timedelta(days=7),
    "created:<7d is:open": lambda t, me: (
        t.opened_at >= NOW - timedelta(days=7) and t.rank < SETTLED
    ),
    "-assigned:me": lambda t, me: t.assignee_id != me.pk,
    'assigned:"Inès Haddad"': lambda t, me: t.assignee_id == me.pk,
    "is:doubted": lambda t, me: t.doubted > 0,
    "due:late": lambda t, me: False,
}


@pytest.mark.parametrize("looks_at", [3, 2_000])
@pytest.mark.parametrize("said", FITS)
def test_a_sentence_finds_what_fits_it_page_by_page_and_nothing_twice(
    said: str,
    looks_at: int,
    many: list[Ticket],
    agent: Staff,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paging, "LOOKED_AT", looks_at)
    of = _walk(said, agent)
    found = _through(of, agent)
    assert len(found) == len(set(found))
    assert set(found) == {t.pk for t in many if FITS[said](t, agent)}
    rows = {t.pk: t for t in many}
    columns = [name for name in of.order if name != "assignee_id"]
    keys = [tuple(getattr(rows[number], name) for name in columns) for number in found]
    assert keys == sorted(keys, reverse=of.newest)


def test_a_page_says_where_it_stopped_looking(
    many: list[Ticket], agent: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "LOOKED_AT", 20)
    found = page(_walk("-language:fr -language:en", agent), access.tickets(agent), None, ("id",))
    assert not found.rows
    assert found.short
    assert found.after
    whole = page(_walk("is:open", agent), access.tickets(agent), None, ("id",))
    assert not whole.short
