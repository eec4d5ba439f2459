"""The stream's address and the word that somebody writes: for the team, and told to others."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient, Client
from django.utils import timezone

from kept.live import hub, news, presence, views
from kept.live.models import Presence
from kept.people.models import Customer, Staff
from kept.record import events
from kept.tickets import actions

Ask = Callable[..., int]


@pytest.fixture(autouse=True)
def own_hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A hub without a database of its own: the test's transaction is seen by its thread only."""
    quiet = hub.Hub(
        look=lambda after, now: news.News(),
        last=lambda: 0,
        missed=lambda after, until, ticket: (),
        tell=lambda at, now: None,
        leave=lambda ticket, staff: None,
    )
    monkeypatch.setattr(views, "hub", lambda: quiet)
    yield
    asyncio.run(quiet.close())


def _open(who: object, query: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and beginning of a stream."""

    async def whole() -> tuple[int, dict[str, str], bytes]:
        try:
            return await get()
        finally:
            # the thread that signs people in would keep its connection beyond the test
            await sync_to_async(connections.close_all)()

    async def get() -> tuple[int, dict[str, str], bytes]:
        client = AsyncClient()
        if isinstance(who, Staff):
            await client.aforce_login(who)
        elif isinstance(who, Customer):
            session = await client.asession()
            session["customer"] = who.pk
            await session.asave()
        response = await client.get(f"/live/events{query}")
        if not response.streaming:
            return response.status_code, dict(response.headers), response.content
        parts = response.streaming_content
        first = await anext(parts)
        await parts.aclose()
        return response.status_code, dict(response.headers), first

    return asyncio.run(whole())


@pytest.mark.django_db(transaction=True)
def test_the_team_may_listen_and_nobody_else(
    ask: Ask, agent: Staff, lead: Staff, customer: Customer, stranger: Customer
) -> None:
    query = f"?ticket={ask()}"
    assert {_open(who, query)[0] for who in (agent, lead)} == {200}
    assert {_open(who, query)[0] for who in (customer, stranger, None)} == {403}


@pytest.mark.django_db(transaction=True)
def test_a_stream_is_neither_packed_nor_kept(ask: Ask, agent: Staff) -> None:
    _status, headers, first = _open(agent, f"?ticket={ask()}&list=1")
    assert headers["Content-Type"] == "text/event-stream"
    assert headers["Content-Encoding"] == "identity"
    assert headers["Cache-Control"] == "no-store"
    assert first == b"retry: 1000\n\n"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 400, "Say what to follow"),
        ("?ticket=x", 400, "are numbers"),
        ("?list=1&after=-1", 400, "are numbers"),
        ("?ticket=" + "9" * 40, 400, "are numbers"),
        ("?ticket=999", 404, "no such ticket"),
    ],
)
def test_a_stream_of_nothing_says_why(query: str, status: int, words: str, agent: Staff) -> None:
    answer = _open(agent, query)
    assert answer[0] == status
    assert words in answer[2].decode()


def _writing(client: Client, number: int, **fields: str) -> int:
    return client.post(f"/live/tickets/{number}/writing", fields).status_code


def test_who_writes_is_known_to_the_others_for_a_while(
    client: Client, ask: Ask, agent: Staff
) -> None:
    number = ask()
    client.force_login(agent)
    assert _writing(client, number, mode="reply") == 204
    assert _writing(client, number, mode="reply") == 204
    now = timezone.now()
    assert [one.mode for one in presence.here(now)[number]] == ["reply"]
    assert presence.here(now + timedelta(seconds=9)) == {}
    presence.sweep(now + timedelta(minutes=2))
    assert not Presence.objects.exists()


def test_the_most_that_somebody_does_is_told(ask: Ask, agent: Staff, lead: Staff) -> None:
    number, now = ask(), timezone.now()
    presence.tell("looking", [(number, agent.pk), (number, lead.pk)], now=now)
    presence.tell("note", [(number, agent.pk)], now=now)
    presence.tell("reply", [(number, agent.pk)], now=now)
    here = presence.here(now)[number]
    assert {(one.name, one.mode) for one in here} == {
        ("Inès Haddad", "reply"),
        ("Piotr Zieliński", "looking"),
    }
    presence.leave(number, agent.pk)
    assert [one.name for one in presence.here(now)[number]] == ["Piotr Zieliński"]


def test_only_the_team_writes(
    client: Client, ask: Ask, agent: Staff, customer: Customer, stranger: Customer
) -> None:
    number = ask()
    for who in (customer, stranger):
        session = client.session
        session["customer"] = who.pk
        session.save()
        assert _writing(client, number, mode="reply") == 403
    client.force_login(agent)
    assert _writing(client, 999, mode="reply") == 404
    assert _writing(client, number, mode="poem") == 400
    assert client.get(f"/live/tickets/{number}/writing").status_code == 405


def test_the_record_is_read_from_a_bookmark_on(
    ask: Ask, agent: Staff, django_assert_num_queries: Callable[..., object]
) -> None:
    first, second = ask(), ask()
    bookmark = events.newest()
    actions.assign(first, agent, by=agent, at=timezone.now())
    actions.assign(second, agent, by=agent, at=timezone.now())
    with django_assert_num_queries(3):  # type: ignore[attr-defined]
        found = news.look(bookmark, timezone.now())
    assert [(event.ticket, event.type) for event in found.events] == [
        (first, "Assigned"),
        (second, "Assigned"),
    ]
    assert [e.ticket for e in news.missed(bookmark, events.newest(), second)] == [second]
    assert news.look(events.newest(), timezone.now()).events == ()


def test_whoever_has_sent_their_words_writes_no_more(ask: Ask, agent: Staff, lead: Staff) -> None:
    number, now = ask(), timezone.now()
    presence.tell("looking", [(number, agent.pk)], now=now)
    presence.tell("reply", [(number, agent.pk), (number, lead.pk)], now=now)
    bookmark = events.newest()
    actions.note(number, "Mine.", by=agent, at=now)
    here = news.look(bookmark, now).here[number]
    assert {(one.name, one.mode) for one in here} == {
        ("Inès Haddad", "looking"),
        ("Piotr Zieliński", "reply"),
    }
