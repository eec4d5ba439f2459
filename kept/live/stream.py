"""What a subscriber hears, as `text/event-stream`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from kept.live.hub import Hub, Message, Subscriber, _Dropped
from kept.live.news import Happened
from kept.live.presence import Here

HEARTBEAT = 15.0
#: The browser tries again after so many milliseconds.
RETRY = b"retry: 1000\n\n"


async def stream(
    hub: Hub, one: Subscriber, language: str, heartbeat: float = HEARTBEAT
) -> AsyncIterator[bytes]:
    """All messages of a subscriber, with a comment now and then that keeps the line open."""
    try:
        yield RETRY
        while True:
            try:
                message = await asyncio.wait_for(one.queue.get(), heartbeat)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if isinstance(message, _Dropped):
                return
            yield said(message, one.ticket, language)
    finally:
        await hub.unsubscribe(one)


def said(message: Message, ticket: int | None, language: str) -> bytes:
    """A message in the stream's format: a hint as JSON, or people as a turbo-stream."""
    if isinstance(message, Happened):
        facts = {"ticket": message.ticket, "event": message.id, "type": message.type}
        return f"id: {message.id}\ndata: {json.dumps(facts)}\n\n".encode()
    assert not isinstance(message, _Dropped)
    with translation.override(language):
        people = words(message)
    return (
        f'data: <turbo-stream action="update" target="others-{ticket}">'
        f"<template>{people}</template></turbo-stream>\n\n"
    ).encode()


def words(others: tuple[Here, ...]) -> str:
    """Who else is here and what they do, as HTML, in the active language."""
    sentences = {
        "looking": _("%(name)s is looking"),
        "note": _("%(name)s is writing a note"),
        "reply": _("%(name)s is writing a reply"),
    }
    return format_html_join(
        ", ",
        '<span data-mode="{}">{}</span>',
        (
            (one.mode, format_html(sentences[one.mode].replace("%(name)s", "{}"), _line(one.name)))
            for one in sorted(others, key=lambda one: (one.mode != "reply", one.name))
        ),
    )


def _line(name: str) -> str:
    """A name on one line: a line break would end the message."""
    return " ".join(name.split())
