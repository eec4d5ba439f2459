"""Tags: on tickets, in lists and sentences, and the list of all of them."""

from collections.abc import Callable

import pytest
from django.test import Client

from kept.conftest import NOW
from kept.people.models import Staff
from kept.tickets import actions, check, tags
from kept.tickets.actions import Refused
from kept.tickets.models import Tag, Ticket

Ask = Callable[..., int]
Text = Callable[[object], str]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    tags.forget()


def _on(client: Client, number: int, name: str) -> int:
    return client.post(f"/desk/tickets/{number}/tag", {"on": name}).status_code


def test_a_tag_is_put_on_shown_found_and_taken_off(ask: Ask, at_desk: Client, text: Text) -> None:
    number, other = ask(), ask()
    assert _on(at_desk, number, "  billing   trouble ") == 303
    assert _on(at_desk, other, "Billing Trouble") == 303, "it is the same one"
    tag = Tag.objects.get()
    assert tag.name == "billing trouble"
    assert '<span class="tag">billing trouble</span>' in text(at_desk.get("/desk/"))
    assert "put “billing trouble” on it" in text(at_desk.get(f"/desk/tickets/{number}"))
    at_desk.post(f"/desk/tickets/{other}/tag", {"off": tag.pk})
    html = text(at_desk.get("/desk/find", {"q": 'tag:"billing trouble"'}))
    assert f'id="ticket-{number}"' in html
    assert f'id="ticket-{other}"' not in html
    html = text(at_desk.get("/desk/find", {"q": "is:open -tag:billing"}))
    assert f'id="ticket-{number}"' not in html
    assert f'id="ticket-{other}"' in html
    assert list(check.differences()) == []


@pytest.mark.parametrize("name", ["", "  ", 'a"b', "a,b"])
def test_what_no_sentence_could_say_is_no_tag(name: str, ask: Ask, at_desk: Client) -> None:
    assert _on(at_desk, ask(), name) == 422
    assert not Tag.objects.exists()


def test_a_ticket_has_at_most_so_many(ask: Ask, agent: Staff) -> None:
    number = ask()
    actions.change_tags(number, range(1, 21), by=agent, at=NOW)
    refused = actions.change_tags(number, [21], by=agent, at=NOW)
    assert isinstance(refused, Refused)
    assert str(refused) == "A ticket has at most 20 tags."
    actions.change_tags(number, [21], [20], by=agent, at=NOW)
    assert Ticket.objects.get(pk=number).tags == [*range(1, 20), 21]


def test_chosen_tickets_are_tagged_and_untagged(ask: Ask, at_desk: Client, text: Text) -> None:
    numbers = [ask(), ask()]
    form = {"ticket": numbers, "tag": "vip", "back": "/desk/"}
    html = text(at_desk.post("/desk/bulk", form | {"act": "tag"}, follow=True))
    assert "2 tickets tagged vip." in html
    assert "vip" in text(at_desk.get("/desk/bulk/tags"))
    html = text(at_desk.post("/desk/bulk", form | {"act": "untag"}, follow=True))
    assert "vip taken off 2 tickets." in html
    assert all(one.tags == [] for one in Ticket.objects.all())


def test_one_is_renamed_on_all_its_tickets_and_retired_and_used_again(
    ask: Ask, at_desk: Client, text: Text
) -> None:
    _on(at_desk, ask(), "vip")
    tag = Tag.objects.get()
    at_desk.post("/desk/tags/add", {"name": "other"})
    response = at_desk.post(f"/desk/tags/{tag.pk}", {"name": "Other"})
    assert response.status_code == 422
    assert "There is a tag of that name already." in text(response)
    at_desk.post(f"/desk/tags/{tag.pk}", {"name": "important"})
    assert '<span class="tag">important</span>' in text(at_desk.get("/desk/"))
    html = text(at_desk.post(f"/desk/tags/{tag.pk}", {"retire": "1"}, follow=True))
    assert "“important” is retired." in html
    assert "important" not in text(at_desk.get("/desk/bulk/tags"))
    assert '<span class="tag">important</span>' in text(at_desk.get("/desk/"))
    at_desk.post(f"/desk/tags/{tag.pk}", {"use": "1"})
    assert "important" in text(at_desk.get("/desk/bulk/tags"))
