"""Files wait while a form comes back with a mistake: nobody chooses them twice."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from django.test import Client

from kept.channels.portal import waiting
from kept.channels.portal.tests.conftest import png, sent, upload, words
from kept.record import files
from kept.tickets.draft import File
from kept.tickets.models import Attachment

pytestmark = pytest.mark.django_db


def handles(page: object) -> list[str]:
    return re.findall(r'name="waiting" value="([^"]+)"', page.content.decode())


def test_a_file_is_chosen_once_though_the_form_comes_back_twice() -> None:
    page = Client().post("/ask", sent(text="", files=[upload("shot.png", png())]))
    assert page.status_code == 422
    assert "shot.png" in words(page)
    again = Client().post("/ask", sent(email="", waiting=handles(page)))
    assert again.status_code == 422
    done = Client().post("/ask", sent(waiting=handles(again)))
    assert done.status_code == 302
    found = Attachment.objects.get()
    assert (found.name, files.path(found.sha256).read_bytes()) == ("shot.png", png())


def test_what_is_unticked_is_not_sent() -> None:
    Client().post("/ask", sent(text="", files=[upload("shot.png", png())]))
    assert Client().post("/ask", sent()).status_code == 302
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("handle", ["forged", ""])
def test_what_does_not_wait_is_said(handle: str) -> None:
    page = Client().post("/ask", sent(waiting=[handle]))
    assert page.status_code == 422
    assert "does not wait here any more" in words(page)


def test_what_waited_for_a_day_is_gone(tmp_path: Path) -> None:
    (old,) = waiting.keep([File("old.png", "image/png", png())])
    (file,) = (tmp_path / "uploads").iterdir()
    os.utime(file, (time.time() - 25 * 3600,) * 2)
    waiting.keep([File("new.png", "image/png", png())])
    assert waiting.taken([old.handle]) == ([], 1)
    assert len(list((tmp_path / "uploads").iterdir())) == 1
