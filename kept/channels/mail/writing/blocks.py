"""What the desk itself composes in a letter, and nobody rewords: as plain text and as HTML."""

from __future__ import annotations

from collections.abc import Mapping

from django.template.loader import render_to_string

from kept.channels.mail.writing.vow import AskAgain, Unowed, Vow
from kept.core.mail import markdown_to_mail
from kept.core.mail.letter import Block

NOTHING = Block("", "")


def promise(vow: Vow | None, unowed: Unowed | None) -> Block:
    """What the policy owes, or by which clause it owes nothing."""
    if vow is None and unowed is None:
        return NOTHING
    return _rendered("promise", {"vow": vow, "unowed": unowed})


def ask_again(again: AskAgain | None) -> Block:
    return _rendered("ask_again", {"ask_again": again}) if again else NOTHING


def reply(markdown: str, pictures: Mapping[str, str]) -> Block:
    """What an agent has written; `pictures` as `markdown_to_mail` wants them."""
    return _words("reply", *markdown_to_mail(markdown, pictures))


def rate(address: str) -> Block:
    """How was this answer: a link for each of the two things to say."""
    return _rendered("rate", {"address": address})


def signature(markdown: str) -> Block:
    return _words("signature", *markdown_to_mail(markdown)) if markdown else NOTHING


def _words(name: str, text: str, html: str) -> Block:
    return Block(text, render_to_string(f"mail/{name}.html", {"html": html}))


def _rendered(name: str, facts: dict[str, object]) -> Block:
    text = render_to_string(f"mail/{name}.txt", facts).strip()
    return Block(text, render_to_string(f"mail/{name}.html", facts))
