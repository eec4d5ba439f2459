"""My settings, and all that the desk holds of me."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from kept.channels.portal.limits import PER_ADDRESS
from kept.channels.portal.tests.conftest import png, words
from kept.channels.portal.tests.test_requests import Ask, Browser, answer
from kept.conftest import NOW
from kept.people.models import Customer, Staff
from kept.site import subscribing
from kept.site.desk import DeskError
from kept.tickets import actions
from kept.tickets.actions import File
from kept.tickets.models import Attachment

pytestmark = pytest.mark.django_db
FORM = {"language": "fr", "time_zone": "Asia/Tokyo"}


@pytest.mark.parametrize("who", ["customer", "stranger", "agent", "lead", "nobody"])
def test_four_people_and_what_is_mine(
    browser: Browser, ask: Ask, customer: Customer, who: str
) -> None:
    ask()
    person, mine = browser(who), who in ("customer", "stranger")
    assert person.get("/my/settings").status_code == (200 if mine else 302)
    assert person.post("/my/settings", FORM).status_code == (302 if mine else 403)
    data = person.post("/my/data")
    assert data.status_code == (200 if mine else 403)
    assert person.get("/my/data").status_code == 405
    if mine:
        told = json.loads(ZipFile(BytesIO(data.getvalue())).read("data.json"))
        assert len(told["requests"]) == (who == "customer")
    customer.refresh_from_db()
    assert (customer.zone == "Asia/Tokyo") == (who == "customer")


def test_settings_hold_for_the_pages_from_now_on(browser: Browser, customer: Customer) -> None:
    camille = browser("customer")
    page = camille.post("/my/settings", FORM, follow=True)
    assert "C’est enregistré." in words(page)
    customer.refresh_from_db()
    assert (customer.language, customer.zone) == ("fr", "Asia/Tokyo")
    again = camille.get("/my/settings")
    assert "Mes réglages" in words(again)
    assert '<option value="Asia/Tokyo" selected>' in again.content.decode()


@pytest.mark.parametrize("wrong", [{"time_zone": "Mars/Base"}, {"language": "xx"}])
def test_what_cannot_be_kept_is_said_and_changes_nothing(
    browser: Browser, customer: Customer, wrong: dict[str, str]
) -> None:
    page = browser("customer").post("/my/settings", FORM | wrong)
    assert page.status_code == 422
    assert 'class="wrong"' in page.content.decode()
    customer.refresh_from_db()
    assert (customer.language, customer.zone) == ("fr", "Europe/Paris")


def test_my_data_is_what_i_may_read_and_no_more(
    browser: Browser, ask: Ask, agent: Staff, customer: Customer, stranger: Customer
) -> None:
    number = ask(files=(File("../../a b.png", "image/png", png()),))
    ask("Not yours.", by=stranger)
    actions.note(number, "Between us.", by=agent, at=NOW)
    answer(number, agent, at=NOW)
    actions.rate(number, 3, "good", "Quick!", by=customer, at=NOW)
    raw = browser("customer").post("/my/data").getvalue()
    archive = ZipFile(BytesIO(raw))
    told = json.loads(archive.read("data.json"))
    (request,) = told["requests"]
    asked, answered = request["messages"]
    assert told["customer"]["email"] == "camille@maison-oriol.example"
    assert asked["text"] == "The report stops at 62 %."
    assert (answered["from"], answered["remark"]) == ("Inès Haddad", "Quick!")
    place = f"files/{number}/{Attachment.objects.get().pk}-_.._a b.png"
    assert asked["files"][0]["file"] == place
    assert sorted(archive.namelist()) == ["data.json", place]
    assert archive.read(place) == png()
    assert b"Between us." not in archive.read("data.json")
    assert request["promises"]
    assert "aim" not in str(request["promises"])


def test_a_file_that_is_missing_from_the_disk_spoils_nothing(
    browser: Browser, ask: Ask, settings: object, tmp_path: Path
) -> None:
    ask(files=(File("a.png", "image/png", png()),))
    settings.KEPT_HOME = tmp_path / "elsewhere"
    raw = browser("customer").post("/my/data").getvalue()
    assert ZipFile(BytesIO(raw)).namelist() == ["data.json"]


def test_data_is_not_downloaded_without_end(browser: Browser) -> None:
    camille = browser("customer")
    for _ in range(PER_ADDRESS):
        assert camille.post("/my/data").getvalue()
    assert camille.post("/my/data").status_code == 429


def test_the_desk_exports_the_same_into_a_file_once(
    ask: Ask, customer: Customer, tmp_path: Path
) -> None:
    ask()
    to = tmp_path / "camille.zip"
    assert "requests (1)" in subscribing.export(customer.email, to, NOW)
    assert json.loads(ZipFile(to).read("data.json"))["customer"]["name"] == "Camille Roussel"
    with pytest.raises(DeskError, match="File exists"):
        subscribing.export(customer.email, to, NOW)
