"""Lists of one's own: whose they are, where they stand, and how they go and come back."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from kept.people.models import Staff
from kept.workspace import rail
from kept.workspace.models import View

Ask = Callable[..., int]
Text = Callable[[object], str]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    rail.forget()


def _save(client: Client, name: str, sentence: str, **more: str) -> View:
    response = client.post("/desk/views/new", {"name": name, "sentence": sentence} | more)
    assert response.status_code == 302, response.content.decode()
    return View.objects.get(name=name)


def _in_the_rail(html: str) -> list[str]:
    return re.findall(r'href="/desk/views/\d+"[^>]*>.*?<span>([^<]+)</span>', html)


def test_a_sentence_is_kept_with_its_count_and_opens_as_a_list(
    ask: Ask, at_desk: Client, text: Text
) -> None:
    number, _other = ask(subject="One"), ask(subject="Two")
    one = _save(at_desk, "Mail in French", "is:open   language:fr channel:mail")
    assert one.sentence == "is:open language:fr channel:mail"
    html = text(at_desk.get(f"/desk/views/{one.pk}"))
    assert f'href="/desk/tickets/{number}?list=view-{one.pk}"' in html
    assert 'value="is:open language:fr channel:mail"' in html
    assert re.search(r"<span>Mail in French</span><b>2</b>", html)
    beside = text(at_desk.get(f"/desk/tickets/{number}?list=view-{one.pk}"))
    assert "Mail in French</h2>" in beside
    assert f'href="/desk/views/{one.pk}"' in beside


@pytest.mark.parametrize("sentence", ["is:opne", "", "nonsense:x", '"open'])
def test_a_sentence_that_cannot_be_read_is_not_kept(
    sentence: str, at_desk: Client, text: Text
) -> None:
    response = at_desk.post("/desk/views/new", {"name": "x", "sentence": sentence})
    assert response.status_code == 422
    assert not View.objects.exists()


def test_ones_own_are_ones_own_and_shared_ones_everybodys(
    browser: Callable[..., Client], edition: object, agent: Staff, lead: Staff, text: Text
) -> None:
    mine, theirs = browser("agent"), browser("lead")
    own = _save(mine, "Own", "is:open", shared="on")
    assert not own.shared, "only leads share"
    shared = _save(theirs, "Shared", "is:waiting", shared="on")
    private = _save(theirs, "Private", "is:resent")
    assert _in_the_rail(text(mine.get("/desk/"))) == ["Own", "Shared"]
    rail.forget()
    assert _in_the_rail(text(theirs.get("/desk/"))) == ["Private", "Shared"]
    assert mine.get(f"/desk/views/{private.pk}").status_code == 404
    for way in ("edit", "move", "remove"):
        for one in (shared, private):
            assert mine.post(f"/desk/views/{one.pk}/{way}").status_code == 404
    assert theirs.post(f"/desk/views/{own.pk}/edit").status_code == 404


def test_they_are_ordered_by_hand(at_desk: Client, text: Text) -> None:
    views = [_save(at_desk, name, "is:open") for name in ("A", "B", "C")]
    at_desk.post(f"/desk/views/{views[2].pk}/move", {"up": "1"})
    at_desk.post(f"/desk/views/{views[0].pk}/move", {"up": "1"})
    assert _in_the_rail(text(at_desk.get("/desk/"))) == ["A", "C", "B"]


def test_one_is_renamed_and_taken_away_and_comes_back_to_its_place(
    at_desk: Client, text: Text
) -> None:
    first, second = _save(at_desk, "First", "is:open"), _save(at_desk, "Second", "is:waiting")
    at_desk.post(f"/desk/views/{first.pk}/edit", {"name": "Ours", "sentence": "is:resent"})
    assert _in_the_rail(text(at_desk.get("/desk/"))) == ["Ours", "Second"]
    html = text(at_desk.post(f"/desk/views/{first.pk}/remove", follow=True))
    assert "“Ours” is taken away." in html
    assert _in_the_rail(html) == ["Second"]
    assert at_desk.get(f"/desk/views/{first.pk}").status_code == 404
    at_desk.post(f"/desk/views/{first.pk}/remove", {"back": "1"})
    assert _in_the_rail(text(at_desk.get("/desk/"))) == ["Ours", "Second"]
    assert second.sentence == "is:waiting"
