"""Machines, lists, failures and our own mail are told from people."""

from __future__ import annotations

import pytest

from kept.core.mail import Incoming
from kept.core.mail.tests.reading import accepted, mail

LISTED = ("List-Id: Gardeners <gardeners.example.com>", "List-Post: <mailto:g@example.com>")


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (mail(), "message"),
        (mail("Auto-Submitted: no"), "message"),
        (mail("Auto-Submitted: auto-replied"), "auto_reply"),
        (mail("Auto-Submitted: auto-generated; owner=x"), "auto_reply"),
        (mail("Precedence: auto_reply"), "auto_reply"),
        (mail("X-Autoreply: yes"), "auto_reply"),
        (mail("Precedence: bulk"), "mailing_list"),
        (mail("Precedence: junk"), "mailing_list"),
        (mail(*LISTED), "mailing_list"),
        (mail("List-Unsubscribe: <https://example.com/u>"), "mailing_list"),
        (mail(subject="Automatic reply: Hello"), "auto_reply"),
        (mail(subject="Réponse automatique : Bonjour"), "auto_reply"),
        (mail(subject="Out of Office: Hello"), "auto_reply"),
        (mail(subject="Absence du bureau"), "auto_reply"),
        (mail("In-Reply-To: <1@example.org>", subject="Out of office"), "auto_reply"),
        (mail(subject="Out of office next week, can we move the call?"), "message"),
        (mail(subject="Absence de réponse à mon ticket"), "message"),
        (mail(subject="Re: Automatic reply settings"), "message"),
        (mail(sender="desk@example.org"), "loop"),
        (mail(sender="Desk <DESK+12.abcdef@example.org>"), "loop"),
        (mail("X-Kept: desk@example.org"), "loop"),
        (mail("X-Kept: help@other.example"), "message"),
        (mail("X-Auto-Response-Suppress: All"), "message"),
        (mail("X-Spam-Flag: YES"), "spam_suspect"),
        (mail("X-Spam-Status: Yes, score=9.1 required=5.0"), "spam_suspect"),
        (mail("X-Spam-Status: No, score=0.1"), "message"),
        (mail("X-Spam-Flag: YES", "Auto-Submitted: auto-replied"), "auto_reply"),
    ],
)
def test_kinds(raw: bytes, kind: str) -> None:
    assert accepted(raw).kind == kind


def test_the_desk_behind_a_group_address_still_hears_its_customers() -> None:
    own_group = (
        "List-Id: <desk.example.org>",
        "List-Post: <mailto:desk@example.org>",
        "Precedence: list",
    )
    assert accepted(mail(*own_group)).kind == "message"


@pytest.mark.parametrize(
    ("found", "may"),
    [
        (accepted(mail()), True),
        (accepted(mail(sender="noreply@example.com")), False),
        (accepted(mail(sender="no-reply+4@example.com")), False),
        (accepted(mail(sender="ne-pas-repondre@example.fr")), False),
        (accepted(mail(sender="mailer-daemon@example.com")), False),
        (accepted(mail("Return-Path: <>")), False),
        (accepted(mail(), mail_from=""), False),
        (accepted(mail("X-Auto-Response-Suppress: OOF, AutoReply")), False),
        (accepted(mail("Auto-Submitted: auto-replied")), False),
        (accepted(mail(*LISTED)), False),
        (accepted(mail(sender="desk@example.org")), False),
    ],
)
def test_nothing_automatic_is_ever_answered_automatically(found: Incoming, may: bool) -> None:
    assert found.may_answer is may


def test_two_desks_that_acknowledge_each_other_stop_after_one_mail() -> None:
    first = accepted(mail("Auto-Submitted: auto-replied", "X-Kept: help@other.example"))
    assert not first.may_answer
