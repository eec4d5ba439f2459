"""Wait until a mailbox has news: told by the server (IDLE, RFC 2177), or by asking now and then."""

from __future__ import annotations

import time
from collections.abc import Callable

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from kept.channels.mail.imap.connect import Connection

#: Seconds. `IDLE`: how long a server is left to tell by itself, well before any lets a silent
#: client go (RFC 2177: half an hour; some: ten minutes). `ASK`: between two questions where it
#: cannot. `NOTICE`: until a wish to stop is noticed.
IDLE, ASK, NOTICE = 240.0, 60.0, 0.5


class NewsError(Exception):
    """There is something new, and this connection is of no more use."""


def tells(client: Connection) -> bool:
    """Whether the server can tell of new mail by itself."""
    return bool(client.has_capability("IDLE"))


def wait(client: Connection, over: Callable[[], bool]) -> None:
    """Return when there may be something new, when `over()` holds, or after a while at most. Raises
    NewsError for something new that needs a new connection."""
    if tells(client):
        _idle(client, over)
    else:
        _pass(over, ASK)


def _idle(client: Connection, over: Callable[[], bool]) -> None:
    try:
        client.idle()
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        if "EXISTS" in str(error) or "EXPUNGE" in str(error):
            # The library cannot take news before the server's go-ahead.
            raise NewsError from error
        _pass(over, ASK)
        return
    end = time.monotonic() + IDLE
    told = False
    while not (told or over() or time.monotonic() > end):
        asked = time.monotonic()
        said = client.idle_check(timeout=NOTICE)
        # Nothing, and at once: that is how a connection that was cut looks.
        told = any(map(_is_news, said)) or (not said and time.monotonic() - asked < NOTICE / 2)
    client.idle_done()


def _is_news(response: object) -> bool:
    """A mail came or went, or the server says good-bye. Not `OK Still here`."""
    words = response[:2] if isinstance(response, tuple) else ()
    return b"EXISTS" in words or b"EXPUNGE" in words or b"BYE" in words


def _pass(over: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not over() and time.monotonic() < end:
        time.sleep(NOTICE)
