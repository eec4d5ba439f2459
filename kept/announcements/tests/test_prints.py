"""Each copy of an announcement is signed as a letter is, dots and all."""

from __future__ import annotations

import re

import dkim
import pytest
from django.conf import settings

from kept.announcements.chosen import Row
from kept.announcements.letters import way_out
from kept.announcements.models import Announcement
from kept.announcements.prints import Prints, signer
from kept.conftest import NOW
from kept.mailboxes.keys import new_key, record
from kept.mailboxes.models import Mailbox
from kept.mailboxes.secrets import Secrets

READER = Row(1, 7, "ada@example.org", "example.org", "t" * 32, "en", "confirmed")


def _key(key: str) -> Mailbox:
    row = Mailbox(
        address=settings.DESK.address, active=True, dkim_domain="copyfy.io", dkim_selector="kept"
    )
    row.seal(Secrets(dkim_key=key))
    row.save()
    return row


def test_a_copy_is_signed_as_it_will_be_read(announcement: Announcement) -> None:
    key = new_key()
    _key(key)
    text = f"New words.\n\n.hidden\n{way_out()}"
    announcement.letters = {"en": {"subject": "New", "text": text, "html": ""}}
    letter = Prints(announcement, NOW, signer()).letter(0, READER)
    assert letter.raw.startswith(b"DKIM-Signature:")
    assert b"\r\n..hidden" in letter.raw
    read = re.sub(rb"(?m)^\.\.", b".", letter.raw)
    assert dkim.verify(read, dnsfunc=lambda name, timeout=5: record(key).encode())


def test_without_a_key_a_copy_leaves_as_it_is(announcement: Announcement) -> None:
    announcement.letters = {"en": {"subject": "New", "text": way_out(), "html": ""}}
    letter = Prints(announcement, NOW, signer()).letter(0, READER)
    assert b"DKIM" not in letter.raw


def test_a_key_that_does_not_sign_is_said_before_anything_is_in_hand(db: None) -> None:
    _key("no key")
    with pytest.raises(ValueError, match="does not sign"):
        signer()
