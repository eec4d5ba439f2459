"""A letter with names set in is the letter that would have been composed with them."""

from __future__ import annotations

from email import message_from_bytes
from email import policy as mail_policy
from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.announcements import mails, writing
from kept.announcements.letters import TOKEN, new_token, outgoing, printed, way_out
from kept.announcements.models import Announcement, Subscriber
from kept.conftest import NOW
from kept.core.mail import Address
from kept.people.models import Staff
from kept.record import copies, policy
from kept.record.models import OutgoingMail, PolicyVersion
from kept.site import prepare

TOKENS = st.text(ascii_letters + digits + "-_", min_size=32, max_size=32)
# Whatever stands around the link decides where the mail breaks its lines.
WORDS = st.text(st.sampled_from("a é.\n-=…<x"), max_size=120)


def test_a_token_is_as_long_as_what_stands_for_it() -> None:
    assert {len(new_token()) for _time in range(50)} == {len(TOKEN)}


@given(words=WORDS, more=WORDS, token=TOKENS, number=st.integers(1, 10**11))
def test_setting_names_in_is_composing(words: str, more: str, token: str, number: int) -> None:
    letter = {
        "subject": "The policy changes",
        "text": f"{words}{way_out()}{more}\n{way_out()}",
        "html": f"<p>{words}<a href='{way_out()}'>{more}</a></p>",
    }
    copied = printed(7, letter, "en", NOW).copy("ada@example.org", token, number)
    mark = copies.mark(7, number)
    composed = outgoing(letter, "en", NOW, address="ada@example.org", token=token, message=mark)
    same = message_from_bytes(composed, policy=mail_policy.SMTP)
    got = message_from_bytes(_undoubled(copied), policy=mail_policy.SMTP)
    assert got.items()[:-1] == same.items()[:-1]  # the last one names a boundary
    for kind in ("plain", "html"):
        assert got.get_body((kind,)).get_content() == same.get_body((kind,)).get_content()


def _undoubled(raw: bytes) -> bytes:
    return b"\r\n".join(line[1:] if line[:2] == b".." else line for line in raw.split(b"\r\n"))


@pytest.mark.parametrize(
    ("address", "to"),
    [("ada@example.org", "ada@example.org"), ("ada@bücher.example", "ada@xn--bcher-kva.example")],
)
def test_the_address_stands_as_mail_servers_take_it(address: str, to: str) -> None:
    letter = {"subject": "x", "text": way_out(), "html": ""}
    raw = printed(1, letter, "en", NOW).copy(address, new_token(), 1)
    assert f"\r\nTo: {to}\r\n".encode() in raw


def test_one_click_is_offered_where_it_can_be_had(settings) -> None:
    """RFC 8058 wants https; without it there is only the page."""
    letter = {"subject": "x", "text": way_out(), "html": ""}
    assert b"List-Unsubscribe-Post" not in printed(1, letter, "en", NOW).copy("a@b.example", "t", 1)
    settings.DESK = type(settings.DESK)(url="https://help.example.org")
    letter = {"subject": "x", "text": way_out(), "html": ""}
    raw = printed(1, letter, "en", NOW).copy("a@b.example", "k" * 32, 1)
    assert b"List-Unsubscribe: <https://help.example.org/news/leave/" + b"k" * 32 + b">" in raw
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in raw


def test_nobody_forges_what_names_a_copy(settings) -> None:
    address, mark = copies.return_address(2, 17), copies.mark(2, 17)
    assert copies.marked([address]) == (2, 17)
    assert copies.marked([f"<{mark}@desk.example>"]) == (2, 17)
    other = copies.mark(2, 18).rpartition(".")[2]
    assert copies.marked([f"<2.000000000017.{other}@desk.example>", "", "x@example.org"]) is None


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


# What it says


def test_the_letter_tells_what_changes_in_each_language(announcement: Announcement) -> None:
    announcement.words = {"en": "We **need** more time.", "fr": "Il nous faut plus de temps."}
    english, french = (writing.letters(announcement, NOW)[one] for one in ("en", "fr"))
    assert "more time." in english["text"]
    assert "<strong>need</strong>" in english["html"]
    assert "72 hours" in _plain(english["text"])
    assert "48 hours" in _plain(english["text"])
    assert "Il nous faut plus de temps." in french["text"]
    assert "72 heures" in _plain(french["text"])
    for letter in (english, french):
        for kind in ("text", "html"):
            assert "/policy/versions/2" in letter[kind]
            assert "/policy/compare?from=1&" in letter[kind].replace("&amp;", "&")
            assert TOKEN in letter[kind]
    assert "The preamble of the policy promises it." in english["text"]
    assert "Le préambule de la politique le promet." in french["text"]


def test_the_letter_is_written_in_the_languages_of_its_policy(edition) -> None:
    """And who reads another one gets it in English, else in the original's."""
    airline = prepare.sound_policy(prepare.policies() / "airline")
    version = policy.publish(airline, at=NOW, major=True).version
    sent = Announcement(
        version=version, letters=writing.letters(Announcement(version=version), NOW)
    )
    assert list(sent.letters) == ["en", "fr", "de"]
    assert "Unsere Support-Richtlinie hat sich geändert" in sent.letters["de"]["subject"]
    assert "Was sich für Sie ändert:" in sent.letters["de"]["text"]
    assert f"/policy/versions/{version}?language=de" in sent.letters["de"]["text"]
    assert [writing.language_for(sent, one) for one in ("de", "it", "")] == ["de", "en", "en"]


def test_what_is_the_teams_own_is_told_to_nobody(edition) -> None:
    files = policy.files(1)
    aim = files["policy.toml"].replace('aim = "1 business hour"', 'aim = "2 business hours"')
    assert aim != files["policy.toml"]
    version = policy.publish(files | {"policy.toml": aim}, at=NOW, major=True).version
    letter = writing.letters(Announcement(version=version), NOW)["en"]
    assert "aim" not in letter["text"]
    assert "business hour" not in _plain(letter["text"])


def test_the_letter_tells_from_when_on(edition, announcement: Announcement) -> None:
    from datetime import timedelta

    later = policy.publish(policy.files(1), at=NOW, major=True, effective=NOW + timedelta(days=30))
    coming = writing.letters(Announcement(version=later.version), NOW)["en"]
    assert "changes on 8 February 2026" in coming["subject"]
    assert "comes into force on 8 February 2026" in coming["text"]
    there = writing.letters(announcement, NOW)["en"]
    assert "has changed" in there["subject"]


def test_a_lead_gets_the_letter_in_each_language(announcement: Announcement, lead: Staff) -> None:
    assert mails.send_test(announcement, lead, at=NOW) == 2
    tests = OutgoingMail.objects.filter(recipient=lead.email)
    assert tests.count() == 2
    assert all(b"[Test]" in bytes(one.raw) or b"=?utf-8?" in bytes(one.raw) for one in tests)


def test_only_major_versions_are_announced(edition, major: int) -> None:
    assert [row.number for row in writing.announceable()] == [major]
    assert PolicyVersion.objects.count() == 2


def test_a_subscriber_is_asked_in_the_language_they_chose(db: None) -> None:
    from kept.announcements import subscribers

    asked = subscribers.ask(Address.parse("ada@example.org"), language="fr", zone="", at=NOW)
    assert isinstance(asked, Subscriber)
    mails.ask_to_confirm(asked, language="fr", at=NOW)
    raw = bytes(OutgoingMail.objects.get().raw)
    mail = message_from_bytes(raw, policy=mail_policy.default)
    assert mail["Content-Language"] == "fr"
    assert mail["Auto-Submitted"] == "auto-generated"
